"""The map in a real Chromium, as a planner uses it. The ``page`` fixture fails on any console error."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kbs_envanter.domain.text import katla
from kbs_envanter.webmap import standalone
from tests.support import FIRST

HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "`backtick` ${alert(2)}",
    "</script><script>alert(3)</script>",
    "' onmouseover='alert(4)",
]
PHONE = {"width": 390, "height": 844}
# A point of the screen where an element lies open, under no other.
FREE_SPOT = """(element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  for (let x = left; x < left + width; x += 5) {
    for (let y = top; y < top + height; y += 5) {
      if (document.elementFromPoint(x, y) === element) return [x, y];
    }
  }
}"""


def open_map(page: Page, site: str, rest: str = "") -> None:
    page.goto("about:blank")  # an address that differs after '#' only would not load the page anew
    page.goto(f"{site}/harita{rest}")
    expect(page.locator("body")).to_have_attribute("data-state", "ready")


def fetched(page: Page, site: str, path: str) -> dict:
    return page.request.get(f"{site}/{path}").json()


def settled_address(page: Page, pattern: str) -> str:
    """The page's address once it says what the map shows."""
    page.wait_for_url(re.compile(pattern))
    return page.url


def test_the_map_opens_with_every_neighbourhood_and_every_asset_counted(page, site):
    open_map(page, site)
    total = len(fetched(page, site, "collections/varliklar/items?limit=1000")["features"])

    expect(page.locator("path[data-mahalle]")).to_have_count(21)
    expect(page.locator("[data-summary]")).to_contain_text(f"{total} varlık, 21 mahalle")
    listed = page.locator("[data-row] .row-count").all_inner_texts()
    assert sum(int(count) for count in listed if count != "–") == total
    placed = page.locator("[data-row]:not([data-row='-']) .row-count").all_inner_texts()
    rings = page.locator(".area-mark[data-count]").evaluate_all("all => all.map(e => e.dataset.count)")
    assert sorted(rings) == sorted(count for count in placed if count != "–")


def test_clicking_a_neighbourhood_shows_its_assets_beside_the_map(page, site):
    inside = fetched(page, site, "collections/varliklar/items?mahalle_kod=atakent&limit=1000")["features"]
    open_map(page, site)

    page.locator(".area-mark[data-mahalle=atakent]").click()

    expect(page.locator("[data-place=atakent] h2")).to_have_text("Atakent")
    expect(page.locator("[data-place=atakent] h2")).to_be_focused()
    expect(page.locator("path[data-mahalle=atakent]")).to_have_class(re.compile("is-selected"))
    listed = page.locator("[data-item]").evaluate_all("all => all.map(e => e.dataset.item)")
    assert sorted(listed) == sorted(asset["id"] for asset in inside)


def test_the_ground_of_a_neighbourhood_can_be_clicked_too(page, site):
    open_map(page, site)
    spot = page.locator("path[data-mahalle=yarimburgaz]").evaluate(FREE_SPOT)
    page.mouse.click(*spot)
    expect(page.locator("[data-place=yarimburgaz]")).to_be_visible()


def test_an_asset_opens_its_card_from_the_list_and_closes_by_keyboard(page, site):
    open_map(page, site, "?mahalle=atakent")
    item = page.locator("[data-group=bina] [data-item]").first
    code = item.get_attribute("data-item")
    asset = fetched(page, site, f"collections/varliklar/items/{code}")["properties"]

    item.click()

    card = page.locator(f"[data-card={code}]")
    expect(card.locator("h2")).to_have_text(asset["ad"])
    expect(card.locator("h2")).to_be_focused()
    expect(card).to_contain_text(f"Kaynak: {asset['kaynak']}")
    expect(card.locator(".card-position")).to_contain_text("Konum: ")
    expect(page.locator("path.doubt")).to_have_count(1 if asset["belirsizlik_m"] else 0)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(item).to_be_focused()


def test_a_sign_on_the_map_opens_its_card_by_the_enter_key(page, site):
    open_map(page, site, "?mahalle=cennet")
    sign = page.locator(".asset").first
    label = sign.get_attribute("aria-label")

    sign.focus()
    page.keyboard.press("Enter")

    assert label is not None
    assert "konum:" in label
    expect(page.locator(".card h2")).to_have_text(label.split(", ")[0])


def test_switching_a_kind_off_hides_it_on_the_map_and_in_the_list(page, site):
    open_map(page, site, "?mahalle=atakent")
    expect(page.locator("[data-group=bina]")).to_be_visible()

    page.locator("[data-kind=bina]").focus()
    page.keyboard.press("Space")

    expect(page.locator("[data-group=bina]")).to_have_count(0)
    expect(page.locator(".asset[data-tur=bina]")).to_have_count(0)
    expect(page.locator(".cluster [data-tur=bina]")).to_have_count(0)
    settled_address(page, "katmanlar=spor_tesisi,park,pazar")
    page.keyboard.press("Space")
    expect(page.locator("[data-group=bina]")).to_be_visible()


def test_a_link_reopens_the_same_view(page, site):
    open_map(page, site, "?mahalle=atakent")
    page.locator("[data-kind=pazar]").uncheck()
    code = page.locator("[data-item]").first.get_attribute("data-item")
    page.locator("[data-item]").first.click()
    link = settled_address(page, rf"#harita=.*mahalle=atakent.*varlik={code}")

    open_map(page, site, f"#{urlsplit(link).fragment}")

    expect(page.locator(f"[data-card={code}]")).to_be_visible()
    expect(page.locator("[data-place=atakent]")).to_be_visible()
    expect(page.locator("[data-kind=pazar]")).not_to_be_checked()
    assert urlsplit(page.url).fragment == urlsplit(link).fragment


def test_back_undoes_a_step(page, site):
    open_map(page, site)
    page.locator("[data-row=cennet]").click()
    expect(page.locator("[data-place=cennet]")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-row=cennet]")).to_be_visible()


def test_a_link_to_something_gone_says_so(page, site):
    open_map(page, site, "#mahalle=olmayan&varlik=BIN-9999")
    expect(page.locator("[data-notice]")).to_contain_text("bulunamadı")
    expect(page.locator("[data-row=atakent]")).to_be_visible()


def test_search_needs_no_turkish_letters(page, site):
    assets = fetched(page, site, "collections/varliklar/items?limit=1000")["features"]
    named = [a for a in assets if katla("kültür") in katla(a["properties"]["ad"])]
    open_map(page, site)

    page.locator("[data-search]").fill("KULTUR")

    for asset in named:
        expect(page.locator(f"[data-item={asset['id']}]")).to_be_visible()
    page.locator("[data-search]").fill("bunun gibi bir yer yok")
    expect(page.locator("[data-empty]")).to_contain_text("Aramaya uyan varlık yok")


def test_the_browser_folds_text_as_the_service_does(page, site):
    open_map(page, site)
    names = ["İSTASYON", "ıstasyon", "Söğütlüçeşme", "Fevziçakmak", "ÂKİF", "İnönü Mah. 12/A", "ﬁ ½"]
    folded = page.evaluate("async (names) => names.map((await import('kbs/words')).fold)", names)
    assert folded == [katla(name) for name in names]


def test_hostile_names_are_shown_as_text(page, site):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.route("**/collections/varliklar/items?*", lambda route: route.fulfill(json=hostile_assets()))
    page.route("**/collections/mahalleler/items?*", spoil_names)
    page.route("**/varlik/*", lambda route: route.fulfill(json=hostile_details()))
    open_map(page, site, "?mahalle=atakent")

    expect(page.locator("[data-place] h2")).to_have_text(HOSTILE[0])
    for number, name in enumerate(HOSTILE):
        page.locator(f"[data-item=PRK-000{number}]").click()
        expect(page.locator(".card h2")).to_have_text(name)
        expect(page.locator(f"[data-item=PRK-000{number}] .item-name")).to_have_text(name)
        expect(page.locator("[data-facts] h3")).to_have_text(HOSTILE[0])
        expect(page.locator("[data-works] li")).to_contain_text(HOSTILE[2])
    assert page.locator("img").count() == 0
    assert dialogs == []


def test_on_a_phone_nothing_scrolls_sideways_and_targets_are_big(page, site):
    page.set_viewport_size(PHONE)
    open_map(page, site)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for selector in (
        ".leaflet-control-zoom-in",
        ".tool",
        "[data-row]",
        ".kind",
        "[data-search]",
        ".legend summary",
    ):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["height"] >= 44, selector
        assert box["width"] >= 44, selector


def test_on_a_phone_the_list_makes_room_for_the_card(page, site):
    page.set_viewport_size(PHONE)
    open_map(page, site, "?mahalle=atakent")
    page.locator("[data-item]").first.click()

    expect(page.locator("#panel")).to_have_attribute("data-sheet", "peek")
    expect(page.locator(".card h2")).to_be_in_viewport()
    page.locator("[data-sheet-grip]").click()
    expect(page.locator("#panel")).to_have_attribute("data-sheet", "half")


def test_the_credits_name_the_report_and_the_source_of_the_boundaries(page, site):
    places = fetched(page, site, "collections/mahalleler/items?limit=100")["features"]
    rough = any(p["properties"]["sinir_kesinligi"] == "yaklasik" for p in places)
    open_map(page, site)
    credits = page.locator(".leaflet-control-attribution")
    expect(credits).to_contain_text("Küçükçekmece Belediyesi Faaliyet Raporu 2024")
    expect(credits).to_contain_text("yaklaşık" if rough else "Sınırlar")


def test_boundaries_from_whos_on_first_are_credited_with_a_link(page, site):
    page.route("**/collections/mahalleler/items?*", credit_whos_on_first)
    open_map(page, site)
    credits = page.locator(".leaflet-control-attribution")
    expect(credits).to_contain_text("Data from Who's On First")
    expect(credits.get_by_role("link", name="License")).to_have_attribute("href", re.compile("LICENSE"))


def test_data_that_cannot_be_loaded_are_reported_and_asked_for_again(browser: Browser, site):
    page = browser.new_page(locale="tr-TR")  # its own page: a failed request is a console error, here a wanted one
    broken = [True]
    page.route(
        "**/collections/varliklar/items?*",
        lambda route: route.fulfill(status=503) if broken[0] else route.continue_(),
    )
    page.goto(f"{site}/harita")
    expect(page.locator("[data-failed]")).to_contain_text("Veriler yüklenemedi")

    broken[0] = False
    page.get_by_role("button", name="Yeniden dene").click()

    expect(page.locator("[data-row=atakent]")).to_be_visible()
    page.close()


def test_the_stand_alone_file_opens_from_disk_without_any_request(page, site, tmp_path):
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    file = tmp_path / "atakent.html"
    places = fetched(page, site, "collections/mahalleler/items?kod=atakent")
    assets = fetched(page, site, "collections/varliklar/items?mahalle_kod=atakent&limit=1000")
    file.write_text(standalone.render(assets, places, district=FIRST, title="Atakent Mahallesi"), encoding="utf-8")

    page.goto(file.as_uri())

    expect(page.locator("[data-place=atakent]")).to_be_visible()
    expect(page.locator("[data-item]")).to_have_count(len(assets["features"]))
    page.locator("[data-item]").first.click()
    expect(page.locator(".card")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-tool=measure]").click()
    expect(page.locator("[data-measure]")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-search]").fill("atakent")
    expect(page.locator("[data-suggestion='mahalle:atakent']")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-tool=menu]").click()
    expect(page.locator("[data-download]")).to_have_count(0)
    page.locator("[data-print]").click()
    expect(page.locator("[data-scale]")).to_contain_text("1:")
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]


@pytest.mark.parametrize("width", [1440, 390])
def test_no_text_on_the_page_is_english(page, site, width):
    page.set_viewport_size({"width": width, "height": 844})
    open_map(page, site, "?mahalle=atakent")
    page.locator("[data-item]").first.click()
    labels = page.locator("[aria-label], [title]").evaluate_all(
        "all => all.flatMap(e => [e.getAttribute('aria-label'), e.getAttribute('title')]).filter(Boolean)"
    )
    assert not [label for label in labels if re.search(r"\b(zoom|close|marker|popup|layer|map)\b", label, re.I)]


def hostile_assets() -> dict:
    def feature(number: int, name: str) -> dict:
        texts = dict.fromkeys(("alt_tur", "adres", "kullanim", "pafta", "ada_parsel", "mulkiyet"), name)
        sources = dict.fromkeys(("konum_kaynagi", "supheli", "kaynak", "mahalle"), name)
        parcel = {"tapu_mahallesi": name, "ada": name, "parsel": name, "iliski": name, "eski": [name]}
        return {
            "type": "Feature",
            "id": f"PRK-000{number}",
            "geometry": {"type": "Point", "coordinates": [28.775 + number / 500, 41.04]},
            "properties": texts
            | sources
            | {
                "ad": name,
                "tur": "park",
                "mahalle_kod": "atakent",
                "kesinlik": "mahalle",
                "belirsizlik_m": 850,
            }
            | {"parseller": [parcel], "alan_m2": None, "rapor_yili": 2024},
        }

    return {
        "type": "FeatureCollection",
        "features": [feature(n, name) for n, name in enumerate(HOSTILE)],
        "links": [],
    }


def hostile_details() -> dict:
    fact = {"tesis": HOSTILE[0], "bilgi": "kapasite_kisi", "deger": HOSTILE[1], "birim": HOSTILE[2]}
    work = {"yapilan_is": HOSTILE[2], "miktar": 3, "birim": HOSTILE[3], "alan_m2": None}
    event = {"tur": HOSTILE[0], "tarih": None, "alan_m2": 5}
    return {"bilgiler": [fact], "isler": [work], "islemler": [event], "bulgular": [{}]}


def spoil_names(route) -> None:
    collection = route.fetch().json()
    for feature in collection["features"]:
        feature["properties"]["ad"] = HOSTILE[0]
        feature["properties"]["sinir_kaynagi"] = HOSTILE[2]
    route.fulfill(body=json.dumps(collection), content_type="application/geo+json")


def credit_whos_on_first(route) -> None:
    collection = route.fetch().json()
    for feature in collection["features"]:
        feature["properties"] |= {"sinir_kaynagi": "Data from Who's On First", "sinir_kesinligi": "gercek"}
    route.fulfill(body=json.dumps(collection), content_type="application/geo+json")
