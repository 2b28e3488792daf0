"""The map with base maps, with an inventory too large to hold, and for people who use it otherwise (WCAG)."""

import importlib.util
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kbs_envanter.domain.basemaps import read_basemaps
from kbs_envanter.store.database import create_database
from tests.browser.test_map import PHONE, fetched, open_map, settled_address
from tests.support import offline_settings, serving

ROOT = Path(__file__).resolve().parents[2]
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#dde"/></svg>'


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script, fetched once by the lock file."""
    spec = importlib.util.spec_from_file_location("vendor_assets", ROOT / "tools" / "vendor_assets.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.vendor(ROOT, tool.TESTS_TARGET, tool.WANTED_BY_TESTS)
    return (tool.TESTS_TARGET / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str, *, besides: str = "none") -> list[str]:
    """What axe finds, ``besides`` a selector of what it should not look at."""
    page.evaluate(axe)
    found = page.evaluate(
        "async (besides) => (await axe.run({exclude: [[besides]]}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
        "'best-practice']})).violations",
        besides,
    )
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE])
def test_nothing_on_the_page_is_closed_to_anybody(page, site, axe, scheme, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_map(page, site)
    assert violations(page, axe) == []

    page.locator("[data-filters] summary").click()
    page.locator("[data-facet=sahip][data-value=hazine]").check()
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_card_suggestions_menu_and_paper_are_closed_to_nobody(page, site, axe, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_map(page, site, "#mahalle=atakent&varlik=BIN-0001")
    page.locator("[data-qr]").click()
    expect(page.get_by_role("img", name="Bağlantının QR kodu")).to_be_visible()
    assert violations(page, axe) == []

    page.keyboard.press("Escape")
    page.locator("[data-search]").fill("atakent")
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []

    page.keyboard.press("Escape")
    page.locator("[data-tool=menu]").click()
    assert violations(page, axe) == []

    page.locator("[data-print]").click()
    expect(page.locator("[data-scale]")).to_contain_text("1:")
    # Nobody touches a sign on paper: the legend may lie on half of it.
    assert violations(page, axe, besides=".leaflet-marker-pane") == []


# Base maps


@pytest.fixture(scope="module")
def mapped_site(cluster, loaded, tmp_path_factory):
    """The service with two base maps, of its own host and of another."""
    create_database(cluster.url("postgres"), "altlikli", template=loaded)
    lines = (
        "Ortofoto|xyz|https://altlik.example/{z}/{x}/{y}.svg|© Belediye <b>\nPlan|wms|/wms?layers=plan|Plan Müdürlüğü"
    )
    settings = offline_settings(cluster.url("altlikli"), tmp_path_factory.mktemp("altlikli"))
    with serving(settings.model_copy(update={"altlik": read_basemaps(lines)})) as address:
        yield address


def test_a_base_map_is_shown_credited_and_switched_off(browser: Browser, mapped_site):
    page = browser.new_page(locale="tr-TR")
    asked: list[str] = []
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=TILE, content_type="image/svg+xml")

    page.route("https://altlik.example/**", tile)
    page.route("**/wms?*", tile)
    open_map(page, mapped_site)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Belediye <b>")

    page.locator("[data-tool=menu]").click()
    page.get_by_role("radio", name="Plan").check()
    settled_address(page, "altlik=2")
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Plan Müdürlüğü")
    expect(page.locator("img.leaflet-tile").first).to_have_attribute("src", re.compile("layers=plan"))

    page.get_by_role("radio", name="Yok").check()
    settled_address(page, "altlik=yok")
    expect(page.locator("img.leaflet-tile")).to_have_count(0)
    assert {urlsplit(url).netloc for url in asked} == {"altlik.example", urlsplit(mapped_site).netloc}

    asked.clear()
    open_map(page, mapped_site, f"#{urlsplit(page.url).fragment}")
    assert (asked, refused) == ([], [])
    page.close()


def test_a_host_that_is_no_base_map_is_refused_by_the_policy(browser: Browser, mapped_site):
    page = browser.new_page(locale="tr-TR")
    page.route("https://*.example/**", lambda route: route.fulfill(body=TILE, content_type="image/svg+xml"))
    open_map(page, mapped_site)
    loads = """(address) => new Promise((done) => {
        const image = new Image(); image.onload = () => done(true); image.onerror = () => done(false); image.src = address;
    })"""
    assert page.evaluate(loads, "https://altlik.example/1/1/1.svg") is True
    assert page.evaluate(loads, "https://baska.example/1/1/1.svg") is False
    page.close()


@pytest.mark.parametrize(
    "markup", ["<img src='x' onerror='window.ran = true'>", "<a href='javascript:ran = true'>x</a>"]
)
def test_markup_that_got_in_could_run_nothing(browser: Browser, site, markup):
    page = browser.new_page()
    open_map(page, site)
    refused = page.evaluate(
        """(markup) => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective));
            document.body.insertAdjacentHTML("beforeend", markup);
            document.body.lastChild.click();
        })""",
        markup,
    )
    assert refused.startswith("script-src")
    assert page.evaluate("window.ran") is None
    page.close()


# An inventory too large to hold


@pytest.fixture
def large(page: Page) -> Page:
    """The page is told that there are 200,000 assets; what it then asks for is answered as ever."""
    page.route(
        "**/collections/varliklar/items?resultType=hits",
        lambda route: route.fulfill(json={"type": "FeatureCollection", "features": [], "numberMatched": 200_000}),
    )
    return page


def asset_requests(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "varliklar/items?" in request.url else None)
    return asked


def test_of_a_large_inventory_only_the_counts_come_at_first(large, site):
    asked = asset_requests(large)
    open_map(large, site)
    expect(large.locator("[data-summary]")).to_contain_text("200.000 varlık, 21 mahalle")
    expect(large.locator(".area-mark[data-mahalle=atakent]")).to_have_attribute("data-count", "32")
    assert [url for url in asked if "resultType=hits" not in url] == []


def test_of_a_large_inventory_what_is_narrow_enough_is_listed(large, site):
    open_map(large, site)
    large.locator("[data-row=cennet]").click()
    expect(large.locator("[data-item]")).to_have_count(5)
    large.locator("[data-back]").click()

    large.locator("[data-filters] summary").click()
    large.locator("[data-facet=hak][data-value=kira]").check()

    expect(large.locator("[data-item]")).to_have_count(6)
    expect(large.locator("[data-summary]")).to_contain_text("6 varlık süzüldü (toplam 200.000)")


def test_of_a_large_inventory_what_lies_in_the_view_is_drawn(large, site):
    asked = asset_requests(large)
    open_map(large, site, "#harita=16/41.03916/28.78244")
    expect(large.locator(".asset, .cluster").first).to_be_visible()
    assert [url for url in asked if "bbox=" in url and "limit=" in url]


def test_of_a_large_inventory_one_asset_opens_by_its_link_and_by_search(large, site):
    asset = fetched(large, site, "collections/varliklar/items/PZR-0007")["properties"]
    open_map(large, site, "#varlik=PZR-0007")
    expect(large.locator("[data-card=PZR-0007] h2")).to_have_text(asset["ad"])
    large.keyboard.press("Escape")

    large.locator("[data-search]").fill("hayvanlar alemi")
    large.locator("[data-suggestion='varlik:PRK-0001']").click()
    expect(large.locator("[data-card=PRK-0001]")).to_be_visible()
