"""Every page but the map's is closed to nobody (WCAG 2.2 AA by axe), in both languages, light and dark, wide and narrow."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_map_ways import axe, violations  # noqa: F401

PHONE = {"width": 390, "height": 844}
PAGES = [
    "/?f=html",
    "/mahalleler",
    "/mahalle/atakent",
    "/mahalle/atakent/fatih",
    "/tematik",
    "/tematik/erisim",
    "/parsel-karnesi?ref=1198&f=html",
    "/parsel-karnesi?ref=512/9&f=html",
    "/collections?f=html",
    "/collections/parklar?f=html",
    "/collections/parklar/schema?f=html",
    "/collections/parklar/items?f=html&limit=5",
    "/collections/parklar/items/PRK-0001?f=html",
    "/conformance?f=html",
    "/eslemeler?f=html&durum=bekliyor",
    "/varlik/PRK-0001",
]


def visit(page: Page, site: str, path: str, lang: str) -> None:
    page.goto(f"{site}{path}{'&' if '?' in path else '?'}dil={lang}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_is_closed_to_anybody(page, site, axe, path, lang, scheme):  # noqa: F811
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit(page, site, path, lang)
    for part in page.locator("details").all():
        part.evaluate("each => { each.open = true; }")
    assert violations(page, axe) == []


@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_is_cut_off_and_what_is_touched_is_big(page, site, axe, path, lang):  # noqa: F811
    page.set_viewport_size(PHONE)
    visit(page, site, path, lang)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert violations(page, axe) == []
    for control in page.locator("button:visible, select:visible, header a:visible, .chips a:visible, .button").all():
        box = control.bounding_box()
        assert box is not None and box["height"] >= 44, control.evaluate("each => each.outerHTML")


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_frame_around_the_api_documentation_is_closed_to_nobody(page, site, axe, lang):  # noqa: F811
    visit(page, site, "/docs", lang)
    page.locator("#belge .info").wait_for()
    page.evaluate("document.getElementById('belge').remove()")  # a library's own pages
    assert violations(page, axe) == []
