"""What the tests of the field page share: a service with parcels, a phone, and what a person does with it."""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from kbs_envanter.pipeline.sessions import Caller, open_session
from kbs_envanter.store.database import engine
from tests.browser.cut import Line
from tests.support import new_session

HERE = {"longitude": 28.78244, "latitude": 41.039156, "accuracy": 8}  # on the market of Atakent, BIN-0050
PHOTO_AT = (28.78251, 41.03911)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "tr-TR",
    "timezone_id": "Europe/Istanbul",
    "geolocation": HERE,
    "permissions": ["geolocation", "camera"],
}
PARCELS = """
INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, ada, parsel, alan_m2, nitelik, geom)
SELECT 1823, 'Halkalı', ada, parsel, alan, 'Arsa',
       ST_Multi(ST_MakeEnvelope(28.78244 + x - 0.0003, 41.039156 - 0.0003, 28.78244 + x + 0.0003, 41.039156 + 0.0003, 4326))
  FROM (VALUES ('1476', '1', 5256, 0.0), ('1476', '2', 900, 0.0008)) p (ada, parsel, alan, x)"""


def add_parcels(url: str) -> None:
    """1476/1 around the market, and 1476/2 some twenty metres east of it."""
    with psycopg.connect(url) as connection:
        connection.execute(PARCELS)


def scalar(url: str, question: str, *values: Any) -> Any:
    with psycopg.connect(url) as connection:
        row = connection.execute(question, values).fetchone()
        return row and row[0]


def session_of(url: str, account: Any) -> str:
    """Token of a session of an account that is there already."""
    with engine(url).begin() as connection:
        return open_session(connection, 1823, account, Caller("127.0.0.1", "test"))


def change(url: str, statement: str, *values: Any) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement, values)


def photo(*, placed: bool = True) -> dict[str, Any]:
    """A photo as a phone's camera writes it: large, with its position in EXIF."""
    exif = Image.Exif()
    if placed:
        lon, lat = PHOTO_AT
        exif[0x8825] = {1: "N", 2: _sexagesimal(lat), 3: "E", 4: _sexagesimal(lon)}
    made = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(made, "JPEG", exif=exif, quality=85)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def _sexagesimal(value: float) -> tuple[float, float, float]:
    whole, minutes = int(value), (value % 1) * 60
    return float(whole), float(int(minutes)), round((minutes % 1) * 60, 4)


class Phone:
    """A phone with the page, and a person's ways with it."""

    def __init__(self, context: BrowserContext, line: Line, site: str) -> None:
        self.context, self.line, self.site = context, line, site
        self.faults: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None)
        self.page = page
        return page

    def open(self, view: str = "", *, lang: str | None = None) -> Page:
        self.page.goto("about:blank")  # so that another view is a visit, not a step within the page
        self.page.goto(f"{self.line.address}/saha{f'?dil={lang}' if lang else ''}#/{view}")
        self.page.locator("body[data-state=ready]").wait_for()
        return self.page

    def go(self, view: str) -> Page:
        self.page.evaluate("view => { location.hash = `#/${view}`; }", view)
        return self.page

    def kept(self) -> None:
        """Wait until the service worker has the page."""
        self.page.locator("body[data-kept]").wait_for()
        self.page.evaluate("navigator.serviceWorker.ready")

    def enter(self, token: str) -> None:
        """Bring a session along, as from the sign-in page."""
        cookie = {"name": "kbs_oturum", "value": token, "url": self.line.address, "httpOnly": True, "sameSite": "Lax"}
        self.context.add_cookies([cookie])
        self.open("hesap")

    def sign_in(self, role: str = "saha") -> None:
        self.enter(new_session(self.site, role))
        self.page.locator("[data-register]").click()
        expect(self.page.locator("[data-leave]")).to_be_visible()
        expect(self.page.locator("[data-register]")).to_have_count(0)

    def download(self, mahalle: str = "atakent") -> None:
        self.go("bolgeler")
        self.page.locator(f"#mahalle option[value={mahalle}]").wait_for(state="attached")
        self.page.select_option("#mahalle", mahalle)
        self.page.locator("[data-download]").click()
        self.page.locator(f"[data-pack={mahalle}]").wait_for()

    def begin(self, kod: str = "BIN-0050") -> None:
        self.go(f"varlik/{kod}")
        self.page.locator("[data-judge]").click()
        self.page.locator(".verdict").wait_for()

    def choose(self, code: str) -> None:
        self.page.locator(f"[data-code={code}]").click()

    def save(self) -> None:
        self.page.locator("[data-done]").click()
        self.page.locator("[data-queue]").wait_for()

    def go_offline(self) -> None:
        self.line.cut()
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.line.mend()
        self.context.set_offline(False)

    def left_behind(self) -> dict[str, Any]:
        """What the browser still keeps of the page."""
        return self.page.evaluate(
            "async () => ({ databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(), "
            "workers: (await navigator.serviceWorker.getRegistrations()).length, local: localStorage.length, "
            "tab: sessionStorage.length })"
        )


def item(page: Page, state: str):
    return page.locator(f"[data-item][data-durum={state}]")


@contextmanager
def phone_on(browser: Browser, line: Line, site: str, **other: Any) -> Iterator[Phone]:
    """A fresh phone; its page fails the test on an error in a script."""
    context = browser.new_context(**PHONE | other)
    phone = Phone(context, line, site)
    yield phone
    context.close()
    assert not phone.faults, phone.faults


@contextmanager
def phone_with_disk(browser: Browser, line: Line, site: str, directory: Path) -> Iterator[Phone]:
    """A phone whose storage outlives its browser."""
    path = os.environ.get("KBS_CHROMIUM") or shutil.which("chromium")
    context = browser.browser_type.launch_persistent_context(
        directory, executable_path=path, args=["--no-sandbox", "--disable-gpu"], **PHONE
    )
    yield Phone(context, line, site)
    with suppress(Error):  # its battery may have died
        context.close()
