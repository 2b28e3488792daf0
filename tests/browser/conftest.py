"""A real Chromium. A page fails its test on a console error, a page error or a request to another host."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.cut import Line, line_to
from tests.browser.field import Phone, add_parcels, phone_on
from tests.support import serving

_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("KBS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is needed: apt-get install chromium, or set KBS_CHROMIUM to its path"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page, desktop size, Turkish."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: faults.extend(_foreign(request.url, site)))
    yield opened
    context.close()
    assert not faults, faults


@pytest.fixture
def field_site(inventory, offline) -> Iterator[str]:
    """A service of its own with two parcels of the register."""
    add_parcels(inventory)
    with serving(offline(inventory)) as address:
        yield address


@pytest.fixture
def line(field_site: str) -> Iterator[Line]:
    """The line to that service, which can be cut."""
    with line_to(field_site) as made:
        yield made


@pytest.fixture
def phone(browser: Browser, line: Line, field_site: str) -> Iterator[Phone]:
    """A telephone at the other end of that line."""
    with phone_on(browser, line, field_site) as made:
        yield made


def _foreign(url: str, site: str) -> list[str]:
    parts = urlsplit(url)
    own = parts.scheme in ("data", "blob", "file") or parts.netloc == urlsplit(site).netloc
    return [] if own else [f"request to another host: {url}"]
