"""Filters, search, card, measuring, printing and downloads of the map, in a real Chromium."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_map import HOSTILE, PHONE, fetched, hostile_assets, open_map, settled_address

ITEMS = "collections/varliklar/items?limit=1000"


def assets_of(page: Page, site: str) -> list[dict]:
    return fetched(page, site, ITEMS)["features"]


def open_filters(page: Page) -> None:
    page.locator("[data-filters] summary").click()


def choice(page: Page, facet: str, value: str):
    return page.locator(f"[data-facet={facet}][data-value='{value}']")


def summary(page: Page):
    return page.locator("[data-summary]")


# Filters


def test_every_filter_value_says_how_many_assets_it_leaves(page, site):
    assets = assets_of(page, site)
    open_map(page, site)
    open_filters(page)

    for facet, name in (("sahip", "arsa_sahibi"), ("hak", "hak_turu"), ("alt", "alt_tur"), ("kesinlik", "kesinlik")):
        for node in page.locator(f"[data-facet={facet}]").all():
            value = node.get_attribute("data-value")
            having = [a for a in assets if value in (a["properties"][name] or "-").split("; ")]
            assert node.locator("xpath=following-sibling::*[last()]").inner_text() == str(len(having)), (facet, value)


def test_filters_narrow_list_map_and_address_and_the_link_reopens_them(page, site):
    wanted = [
        a["id"]
        for a in assets_of(page, site)
        if "hazine" in (a["properties"]["arsa_sahibi"] or "") and a["properties"]["ada_parsel"]
    ]
    open_map(page, site)
    open_filters(page)

    choice(page, "sahip", "hazine").check()
    choice(page, "parsel", "var").check()

    expect(summary(page)).to_contain_text(f"{len(wanted)} varlık süzüldü")
    listed = page.locator("[data-item]").evaluate_all("all => all.map(e => e.dataset.item)")
    assert sorted(listed) == sorted(wanted)
    link = settled_address(page, "#.*sahip=hazine&parsel=var")

    open_map(page, site, f"#{urlsplit(link).fragment}")
    expect(page.locator("[data-item]")).to_have_count(len(wanted))
    expect(page.locator("[data-active]")).to_have_text("Hazine, Parseli belli")
    expect(choice(page, "sahip", "hazine")).to_be_checked()


def test_filters_are_taken_off_with_one_button(page, site):
    open_map(page, site, "#sahip=hazine&hak=tahsis&katmanlar=bina")
    open_filters(page)
    page.locator("[data-clear]").click()
    expect(summary(page)).to_contain_text("155 varlık, 21 mahalle")
    expect(page.locator("[data-kind]:checked")).to_have_count(4)


@pytest.mark.parametrize(
    "state",
    [
        "sahip=hazine",
        "hak=-&katmanlar=bina,park",
        "kesinlik=mahalle,sokak&parsel=yok",
        "alt=park&ara=atakent",
        "ara=1476/1",
    ],
)
def test_a_download_holds_exactly_what_is_listed(page, site, state):
    open_map(page, site, f"#{state}")
    listed = page.locator("[data-item]").evaluate_all("all => all.map(e => e.dataset.item)")
    page.locator("[data-tool=menu]").click()
    address = page.locator("[data-download=geojson]").get_attribute("href")

    there = page.request.get(f"{site}/{address}&limit=1000")

    assert there.ok, there.text()
    assert sorted(feature["id"] for feature in there.json()["features"]) == sorted(listed)


@pytest.mark.parametrize(("form", "start"), [("csv", b""), ("gpkg", b"SQLite format 3\x00")])
def test_what_is_shown_comes_as_a_table_and_as_a_geopackage(page, site, form, start):
    open_map(page, site, "#mahalle=cennet")
    page.locator("[data-tool=menu]").click()
    with page.expect_download() as download:
        page.locator(f"[data-download={form}]").click()
    contents = download.value.path().read_bytes()
    assert download.value.suggested_filename.endswith(form)
    assert contents.startswith(start)
    assert len(contents) > 100


# Search


def suggestion(page: Page, key: str):
    return page.locator(f"[data-suggestion='{key}']")


def test_a_park_is_found_without_turkish_letters_and_opened_by_keyboard(page, site):
    open_map(page, site)
    page.locator("[data-search]").fill("hayvanlar alemi park")
    expect(suggestion(page, "varlik:PRK-0001")).to_be_visible()

    page.keyboard.press("ArrowDown")
    chosen = page.locator("[data-suggestions] [aria-selected=true]")
    expect(page.locator("[data-search]")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
    page.keyboard.press("Enter")

    expect(page.locator("[data-card=PRK-0001] h2")).to_be_focused()
    expect(page.locator("[data-search]")).to_have_value("")


def test_a_parcel_number_leads_to_its_assets_and_to_its_passport(page, site):
    open_map(page, site)
    page.locator("[data-search]").fill("1476/1")
    expect(suggestion(page, "varlik:PZR-0007")).to_be_visible()

    suggestion(page, "karne:1476/1").click()

    page.wait_for_url(re.compile(r"/parsel-karnesi\?ref=1476%2F1"))
    expect(page.locator("body")).to_contain_text("1476")
    expect(page.locator("body")).to_contain_text("Atakent Pazar Yeri")


def test_a_neighbourhood_is_suggested_by_the_start_of_its_name(page, site):
    open_map(page, site)
    page.locator("[data-search]").fill("sogutlu")
    suggestion(page, "mahalle:sogutlucesme").click()
    expect(page.locator("[data-place=sogutlucesme]")).to_be_visible()


def test_a_street_is_shown_with_a_pin_until_the_next_step(page, site):
    street = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [28.79, 41.03]},
        "properties": {"cins": "sokak", "kod": None, "ad": HOSTILE[0], "mahalle": "İnönü", "belirsizlik_m": 200},
    }
    answer = {"type": "FeatureCollection", "sorgu": {"parsel": []}, "features": [street]}
    page.route("**/geokod?*", lambda route: route.fulfill(json=answer))
    open_map(page, site)
    page.locator("[data-search]").fill("inonu caddesi uzun")

    page.locator("[data-suggestion^='sokak:']").click()

    expect(page.locator(".place-name")).to_have_text(HOSTILE[0])
    expect(page.locator("path.place-doubt")).to_have_count(1)
    page.locator("[data-row=cennet]").click()
    expect(page.locator(".place-pin")).to_have_count(0)


def test_escape_closes_the_suggestions_and_keeps_the_text(page, site):
    open_map(page, site)
    page.locator("[data-search]").fill("kultur")
    expect(page.locator("[data-suggestions]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-suggestions]")).to_be_hidden()
    expect(page.locator("[data-search]")).to_have_value("kultur")


def test_a_suggestion_that_a_filter_hides_takes_the_filter_off(page, site):
    open_map(page, site, "#katmanlar=bina")
    page.locator("[data-search]").fill("1476/1")
    suggestion(page, "varlik:PZR-0007").click()
    expect(page.locator("[data-card=PZR-0007]")).to_be_visible()


# Card


def test_the_card_leads_to_the_passport_of_its_parcel(page, site):
    open_map(page, site, "#varlik=PZR-0007")
    page.locator("[data-card] [data-passport]").click()
    page.wait_for_url("**/parsel-karnesi/-/1476/1?mahalle=atakent")
    expect(page.locator("body")).to_contain_text("Atakent Pazar Yeri")


def test_the_card_tells_ownership_in_words_and_when_it_changed(page, site):
    asset = next(a for a in assets_of(page, site) if a["properties"]["hak_turu"] == "tahsis")
    open_map(page, site, f"#varlik={asset['id']}")
    card = page.locator("[data-card]")
    expect(card).to_contain_text("Arsa: ")
    expect(card).to_contain_text("Tahsis")
    expect(card.locator(".as-written")).to_contain_text(asset["properties"]["mulkiyet"])
    expect(card).to_contain_text("Son değişiklik: ")
    expect(card.get_by_role("link", name="API kaydı")).to_have_attribute(
        "href", f"collections/varliklar/items/{asset['id']}?f=json"
    )


def test_the_link_of_an_asset_is_copied_and_drawn_as_a_qr_code(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_map(page, site, "#varlik=PZR-0007")
    page.locator("[data-card] [data-copy]").click()
    expect(page.locator("[data-card] [data-copy]")).to_have_text("Kopyalandı")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{site}/harita#varlik=PZR-0007"

    page.locator("[data-qr]").click()
    expect(page.get_by_role("img", name="Bağlantının QR kodu")).to_be_in_viewport()
    expect(page.locator(".qr figcaption")).to_have_text(link)


def test_sokakta_goster_brings_the_street_near(page, site):
    open_map(page, site, "#varlik=PZR-0007")
    page.locator("[data-look]").click()
    settled_address(page, r"#harita=18/41\.039\d+/28\.782")


def test_a_hostile_name_stays_text_in_suggestions_and_on_paper(page, site):
    page.route("**/collections/varliklar/items?limit=*", lambda route: route.fulfill(json=hostile_assets()))
    open_map(page, site)
    page.locator("[data-search]").fill("img src")
    expect(page.locator("[data-suggestion='varlik:PRK-0000'] .item-name")).to_have_text(HOSTILE[0])
    page.keyboard.press("Escape")
    page.locator("[data-tool=menu]").click()
    page.locator("[data-print]").click()
    expect(page.locator(".print-head")).to_contain_text("img src")
    assert page.locator("img").count() == 0


# Measuring, printing


def test_a_line_and_its_area_are_measured(page, site):
    open_map(page, site)
    page.locator("[data-tool=measure]").click()
    expect(page.locator("[data-measure]")).to_be_visible()

    for x, y in ((800, 300), (900, 300), (900, 400), (800, 400)):
        page.mouse.click(x, y)

    box = page.locator("[data-measure]")
    zoom = float(re.search(r"harita=([\d.]+)", page.url).group(1))
    side = 100 * 156543.034 * 0.7544 / 2**zoom
    metres = float(re.search(r"Uzaklık ([\d,]+) km", box.inner_text()).group(1).replace(",", "."))
    assert metres * 1000 == pytest.approx(3 * side, rel=0.02)
    hectares = float(re.search(r"Alan ([\d.,]+) ha", box.inner_text()).group(1).replace(".", "").replace(",", "."))
    assert hectares * 10000 == pytest.approx(side**2, rel=0.03)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(page.locator("[data-row=atakent]")).to_be_visible()


def test_the_print_view_has_scale_date_and_source_and_fits_its_paper(page, site):
    open_map(page, site, "?mahalle=atakent")
    page.locator("[data-tool=menu]").click()
    page.locator("[data-print]").click()
    expect(page.locator(".print-head")).to_contain_text("Atakent Mahallesi")
    expect(page.locator(".print-foot")).to_contain_text("Faaliyet Raporu 2024")
    expect(page.locator(".print-foot")).to_contain_text(re.compile(r"\d{1,2} \S+ 20\d\d"))

    expect(page.locator("[data-scale]")).to_have_text(re.compile(r"^1:[1-9]?\d[05]?\.[05]00$"))  # one that one can say
    expect(page.locator(".print-north")).to_be_visible()

    page.get_by_label("Ölçek").select_option("10000")
    expect(page.locator("[data-scale]")).to_have_text("1:10.000")
    page.get_by_label("Kâğıt").select_option("a3-yatay")
    expect(page.locator("[data-scale]")).to_have_text("1:10.000")

    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) == 1
    assert [round(float(side) / 72 * 25.4) for side in boxes[0]] == [420, 297]

    page.keyboard.press("Escape")
    expect(page.locator(".print-bar")).to_have_count(0)
    expect(page.locator("[data-place=atakent]")).to_be_visible()


def test_where_am_i_is_shown_or_refused_in_words(page, site):
    open_map(page, site)
    page.context.set_geolocation({"latitude": 41.03, "longitude": 28.79, "accuracy": 25})
    page.context.grant_permissions(["geolocation"])
    page.locator("[data-tool=locate]").click()
    expect(page.locator("[data-said]")).to_contain_text("gösterildi (±25 m)")
    expect(page.locator("path.me")).to_have_count(1)


def test_on_a_phone_the_new_controls_are_big_enough(page, site):
    page.set_viewport_size(PHONE)
    open_map(page, site)
    open_filters(page)
    page.locator("#panel").evaluate("panel => { panel.dataset.sheet = 'full' }")
    for selector in (".tool", "[data-filters] summary", ".choice"):
        for box in page.locator(f"{selector}:visible").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect()).map(b => [b.width, b.height])"
        ):
            assert round(min(box)) >= 44, selector
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_keyboard_alone_reaches_the_map_and_moves_it(page, site):
    open_map(page, site)
    page.locator(".leaflet-container").focus()
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: url != before)
    page.keyboard.press("+")
    settled_address(page, r"#harita=14")


def test_the_page_asks_for_less_than_350_kilobytes(page, site):
    weights = []
    page.on("response", lambda response: weights.append(response.request.sizes()["responseBodySize"]))
    open_map(page, site)
    assert sum(weights) < 350_000


def test_the_download_question_is_bound_as_text(page, site):
    open_map(page, site, "#sahip=x' OR '1'='1")
    expect(page.locator("[data-empty]")).to_be_visible()
    page.locator("[data-tool=menu]").click()
    address = page.locator("[data-download=geojson]").get_attribute("href") or ""
    assert parse_qs(urlsplit(address).query)["filter"] == ["arsa_sahibi LIKE '%x'' OR ''1''=''1%'"]
    assert page.request.get(f"{site}/{address}").json()["features"] == []


# Language


def in_english(route: Route) -> None:
    """The page as a service with these few English texts would send it."""
    texts = {"Binalar": "Buildings", "Ada / parsel": "Block / parcel", "{n} varlık": "{n} assets", "Dil": "Language"}
    html = route.fetch().text()
    html = html.replace('<html lang="tr">', '<html lang="en">').replace(
        '"messages":{}', f'"messages":{json.dumps(texts)}'
    )
    route.fulfill(body=html, content_type="text/html")


def test_the_modules_speak_the_language_that_the_page_brings(page, site):
    page.route(f"{site}/harita", in_english)
    open_map(page, site, "#varlik=BIN-0010")
    expect(page.locator(".kind-name").first).to_have_text("Buildings")
    expect(page.locator("[data-card] dt").first).to_have_text("Block / parcel")
    expect(page.locator(".leaflet-popup")).to_contain_text(re.compile(r"\d,\d{3}"))  # and not 1.436


def test_the_language_that_was_chosen_is_kept(page, site):
    open_map(page, site, "?dil=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    open_map(page, site)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{site}/varlik/BIN-0013")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_attribute("lang", "tr")
    expect(page.locator(".told")).to_contain_text("9,959")


def test_the_menu_leads_to_the_same_view_in_another_language(page, site):
    open_map(page, site, "?mahalle=atakent")
    settled_address(page, "#harita=")
    page.locator("[data-tool=menu]").click()
    link = page.locator("[data-language=en]")
    here = urlsplit(page.url)
    there = urlsplit(link.evaluate("node => node.href"))
    assert (there.path, there.query, there.fragment) == (here.path, "mahalle=atakent&dil=en", here.fragment)
    expect(page.locator("[data-language=tr]")).to_have_attribute("aria-current", "true")


def test_the_map_leads_to_the_other_pages(page, site):
    open_map(page, site)
    ways = page.locator(".ways a").evaluate_all("all => all.map(a => [a.textContent, a.getAttribute('href')])")
    assert ways == [["Özet", "./?f=html"], ["Harita", "harita"], ["Mahalleler", "mahalleler"], ["Tematik", "tematik"]]
    page.get_by_role("link", name="Mahalleler").click()
    expect(page).to_have_url(f"{site}/mahalleler")


def test_without_javascript_the_page_leads_to_data_in_a_form_for_machines(browser: Browser, site):
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    page = context.new_page()
    page.goto(f"{site}/harita")
    links = page.locator("noscript a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links == ["mahalleler", "collections/varliklar/items?f=json", "collections/mahalleler/items?f=json"]
    context.close()
