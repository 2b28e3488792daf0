"""The page of one asset in a real Chromium, and what the map's card tells of it."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from kbs_envanter.store.database import create_database
from tests.browser.test_map import HOSTILE, PHONE, fetched, open_map
from tests.browser.test_map_ways import axe, violations  # noqa: F401
from tests.support import offline_settings, serving

DESK = {"width": 1440, "height": 900}
LIBRARY = "BIN-0074"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("kod", [LIBRARY, "BIN-0013", "PRK-0001"])
def test_nothing_on_the_page_is_closed_to_anybody(page, site, axe, scheme, size, kod):  # noqa: F811
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/varlik/{kod}")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert violations(page, axe) == []


def test_the_page_leads_to_the_map_the_passport_the_neighbourhood_and_machine_forms(page, site):
    page.goto(f"{site}/varlik/{LIBRARY}")
    page.locator(".told a[href*=parsel-karnesi]").first.click()
    expect(page).to_have_url(re.compile("/parsel-karnesi/-/-/783"))
    page.go_back()
    machine = page.get_by_role("link", name="Bu sayfa, JSON").get_attribute("href")
    assert page.request.get(f"{site}{machine}").json()["kod"] == LIBRARY
    page.get_by_role("link", name="Mahalle sayfası").click()
    expect(page).to_have_url(re.compile("/mahalle/halkali-merkez"))
    page.go_back()
    page.get_by_role("link", name="Haritada aç").click()
    expect(page.locator(f"[data-card={LIBRARY}]")).to_be_visible()


def test_the_card_shows_hours_and_capacity_and_leads_to_the_page(page, site):
    open_map(page, site, f"#varlik={LIBRARY}")
    card = page.locator(f"[data-card={LIBRARY}]")
    expect(card.locator("[data-facts]")).to_contain_text("Çalışma saatleri")
    expect(card.locator("[data-facts]")).to_contain_text("09:00–24:00")
    expect(card.locator("[data-facts]")).to_contain_text("162 kişi")
    expect(card.locator("[data-findings]")).to_have_text("3 bulgu")
    card.locator("[data-page]").click()
    expect(page.locator("h1")).to_have_text("Halkalı Millet Kütüphanesi")


def test_the_card_shows_works_and_property_events(page, site):
    told = fetched(page, site, "varlik/BIN-0013?f=json")
    open_map(page, site, "#varlik=BIN-0013")
    card = page.locator("[data-card=BIN-0013]")
    expect(card.locator("[data-works] li")).to_have_count(len(told["isler"]))
    expect(card.locator("[data-events] h3")).to_have_text(f"Taşınmaz işlemleri ({len(told['islemler'])})")
    expect(card.locator("[data-events] .is-rest")).to_have_text("ve 11 tane daha")


def test_a_card_is_asked_for_once_and_fits_on_the_screen(page, site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/varlik/" in request.url else None)
    open_map(page, site, "?mahalle=halkali-merkez")
    assert asked == []
    for _ in range(2):
        page.locator(f"[data-item={LIBRARY}]").click()
        expect(page.locator("[data-findings]")).to_be_visible()
        expect(page.locator(".card h2")).to_be_in_viewport()
        page.keyboard.press("Escape")
    assert len(asked) == 1


def test_a_link_that_says_where_the_map_stands_is_not_moved_by_what_comes_later(page, site):
    where = "#harita=16/41.04050/28.79900"
    open_map(page, site, f"{where}&varlik={LIBRARY}")
    expect(page.locator("[data-findings]")).to_be_attached()
    expect(page).to_have_url(re.compile(re.escape(where)))


@pytest.fixture(scope="module")
def hostile_site(cluster, loaded, tmp_path_factory):
    """The service with an asset in whose texts somebody hid scripts."""
    create_database(cluster.url("postgres"), "dusmanca", template=loaded)
    name = " ".join(HOSTILE)
    with psycopg.connect(cluster.url("dusmanca")) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET ad = %(n)s, adres_ham = %(n)s, konum_kaynagi = %(n)s, supheli = %(n)s, pafta = %(n)s "
            "WHERE kod = 'BIN-0013'",
            {"n": name},
        )
        connection.execute(
            "UPDATE kbs.faaliyet SET yapilan_is = %(n)s, bolum = %(n)s, birim = %(n)s, miktar = 1 "
            "WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0013')",
            {"n": name},
        )
        connection.execute(
            "UPDATE kbs.tesis_bilgisi SET tesis = %(n)s, deger = %(n)s, "
            "varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0013') WHERE bilgi = 'kapasite_kisi'",
            {"n": name},
        )
        connection.execute("UPDATE kbs.bulgu SET aciklama = %(n)s, aciklama_en = %(n)s", {"n": name})
    with serving(offline_settings(cluster.url("dusmanca"), tmp_path_factory.mktemp("dusmanca"))) as address:
        yield address


def test_hostile_texts_are_shown_as_text_on_page_and_card(browser: Browser, hostile_site):
    page = browser.new_page(viewport=DESK, locale="tr-TR")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: alerts.append(str(error)))

    page.goto(f"{hostile_site}/varlik/BIN-0013")
    expect(page.locator("h1")).to_have_text(" ".join(HOSTILE))
    for part in ("[data-facility]", "[data-works]", "[data-findings]"):
        expect(page.locator(part).first).to_contain_text(HOSTILE[0])
    assert page.locator("img, main script, [onerror], [onmouseover]").count() == 0

    page.goto(f"{hostile_site}/harita#varlik=BIN-0013")
    expect(page.locator("[data-card] h2")).to_have_text(" ".join(HOSTILE))
    expect(page.locator("[data-facts]").first).to_contain_text(HOSTILE[1])
    expect(page.locator("[data-works]")).to_contain_text(HOSTILE[2])
    assert page.locator("img, [onerror], [onmouseover]").count() == 0
    assert alerts == []
    page.close()
