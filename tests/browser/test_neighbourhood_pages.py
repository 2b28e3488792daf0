"""Neighbourhood pages in a real Chromium. The ``page`` fixture fails on any console error or foreign request."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from kbs_envanter.webmap import drawing
from kbs_envanter.webmap.assets import STATIC_DIR
from tests.support import serving

PHONE = {"width": 390, "height": 844}
HOSTILE = '"><img src=x onerror=alert(1)>`${alert(2)}`</script><script>alert(3)</script>'


@pytest.fixture
def unscripted(browser: Browser):
    """A page of a browser that runs no script at all."""
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    context.close()


def fetched(page: Page, address: str) -> dict:
    return page.request.get(address).json()


def test_every_neighbourhood_is_listed_with_its_numbers(page, site):
    page.goto(f"{site}/mahalleler")
    rows = page.locator("table.places tbody tr")
    expect(rows).to_have_count(21)
    told = {m["ad"]: m for m in fetched(page, f"{site}/mahalleler?f=json")["mahalleler"]}
    for text in rows.all_inner_texts():
        name, number = text.split("\t")[0].strip(), text.split("\t")[2].strip()
        assert int(number) == told[name]["varlik"]


def test_the_list_is_sorted_by_a_link_without_a_script(unscripted, site):
    unscripted.goto(f"{site}/mahalleler")
    unscripted.get_by_role("link", name="Nüfus").click()
    expect(unscripted.locator("table.places tbody th").first).to_have_text("Atakent")
    expect(unscripted.locator("th[aria-sort=descending]")).to_have_text("Nüfus")


def test_a_page_is_reached_from_the_list_and_shows_its_map_and_its_assets(page, site):
    page.goto(f"{site}/mahalleler")
    page.locator("table.places").get_by_role("link", name="Atakent", exact=True).click()
    told = fetched(page, f"{site}/mahalle/atakent?f=json")

    expect(page.get_by_role("heading", level=1)).to_have_text("Atakent")
    expect(page.locator("table.assets tbody tr")).to_have_count(told["varlik"])
    expect(page.locator("figure.mapbox use.im")).to_have_count(len(told["isaretler"]))
    assert page.locator(f"a[href$='/harita#mahalle={told['kod']}']").count() == 1
    shown = page.locator("figure.mapbox use.im.alan").count()
    assert shown == sum(one["kesinlik"] in ("mahalle", "yok") for one in told["isaretler"])


def test_the_table_is_narrowed_and_sorted_without_a_script(unscripted, site):
    unscripted.goto(f"{site}/mahalle/atakent")
    unscripted.get_by_label("Tür").select_option("park")
    unscripted.get_by_label("Ara").fill("MACERA")
    unscripted.get_by_role("button", name="Göster").click()

    expect(unscripted.locator("table.assets tbody tr")).to_have_count(1)
    expect(unscripted.locator("table.assets")).to_contain_text("Selçuklu Macera Parkı")
    assert "q=MACERA" in unscripted.url
    unscripted.get_by_role("link", name="Süzgeci kaldır").click()
    unscripted.get_by_label("Sırala").select_option("alan")
    unscripted.get_by_role("button", name="Göster").click()
    expect(unscripted.locator("table.assets tbody tr").first).to_contain_text("Halkalı Stadı")


def test_every_link_to_a_file_of_the_neighbourhood_answers(page, site):
    page.goto(f"{site}/mahalle/fatih")
    for address in page.locator("#indir a").evaluate_all("all => all.map(a => a.href)"):
        assert page.request.get(address).ok, address


def test_two_neighbourhoods_are_compared_by_a_form(unscripted, site):
    unscripted.goto(f"{site}/mahalle/atakent")
    unscripted.get_by_label("Karşılaştır").select_option("fatih")
    unscripted.get_by_role("button", name="Yan yana aç").click()
    unscripted.wait_for_url("**/mahalle/atakent/fatih")
    expect(unscripted.locator("figure.mapbox")).to_have_count(2)
    expect(unscripted.locator("table.versus tbody tr").first).to_contain_text("Varlık")


def test_an_unknown_neighbourhood_is_a_404_with_the_list(browser, site):
    page = browser.new_page()  # its own page: a 404 is a console error, here a wanted one
    answer = page.goto(f"{site}/mahalle/olmayan")
    assert answer.status == 404
    expect(page.locator("ul.chips a")).to_have_count(21)
    assert page.request.get(f"{site}/mahalle/olmayan?f=json").status == 404
    page.close()


def test_every_sheet_prints_on_one_page(page, site):
    for place in fetched(page, f"{site}/mahalleler?f=json")["mahalleler"]:
        page.goto(f"{site}/mahalle/{place['kod']}")
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, place["kod"]


@pytest.mark.parametrize("path", ["/mahalleler", "/mahalle/halkali-merkez", "/mahalle/atakent/fatih", "/tematik",
                                  "/tematik/erisim"])  # fmt: skip
def test_on_a_phone_nothing_scrolls_sideways_and_targets_are_big(page, site, path):
    page.set_viewport_size(PHONE)
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for control in page.locator("main button:visible, main select:visible, main input:visible, .top nav a").all():
        if control.get_attribute("type") == "radio":
            continue
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44, control.evaluate("e => e.outerHTML")


def test_no_style_or_script_is_allowed_that_is_not_a_file_of_ours(page, site):
    for path in ("/mahalleler", "/mahalle/atakent", "/tematik", "/tematik/erisim"):
        policy = page.goto(site + path).headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert page.locator("[style], [onclick], script:not([src])").count() == 0


def test_hostile_names_are_shown_as_text(browser, inventory, offline):
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = %s, adres_ham = %s WHERE kod = 'BIN-0001'", [HOSTILE, HOSTILE])
        connection.execute("UPDATE kbs.mahalle SET sinir_kaynagi = %s", [HOSTILE])
    with serving(offline(inventory)) as site:
        page = browser.new_page()
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(f"{site}/mahalle/atakent")
        expect(page.locator("#BIN-0001 a").first).to_have_text(HOSTILE)
        assert page.locator("img").count() == 0
        assert dialogs == []
        page.close()


def test_signs_are_those_of_the_map_page():
    script = (STATIC_DIR / "harita" / "symbols.js").read_text(encoding="utf-8")
    for path in (*drawing.BODIES.values(), *drawing.PICTURES.values()):
        assert path in script
