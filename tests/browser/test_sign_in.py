"""Signing in with a real browser: the forms work, the header tells who it is, and nothing is left after leaving."""

import re

import pytest

from kbs_envanter.pipeline import accounts
from kbs_envanter.store.database import engine
from tests.support import serving

ILCE = 1823
GOOD = "mavi deniz uzun yol"


@pytest.fixture
def own_site(inventory, offline):
    with serving(offline(inventory)) as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_administrator_signs_in_for_the_first_time(browser, own_site, inventory, scripts):
    once = accounts.first_administrator(engine(inventory), ILCE)
    context = browser.new_context(locale="tr-TR", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{own_site}/mahalleler")
    page.click("text=Giriş")
    page.fill("#ad", "yonetici")
    page.fill("#parola", once)
    page.click("text=Giriş yap")
    page.goto(f"{own_site}/hesaplar")
    assert page.url.endswith("/hesabim/parola")  # nothing else before
    page.fill("#eski", once)
    page.fill("#yeni", GOOD)
    page.fill("#yine", GOOD)
    page.click("button:has-text('Değiştir')")
    assert page.url.endswith("/hesabim") and page.inner_text("h1") == "yonetici"

    page.goto(f"{own_site}/hesaplar")
    page.fill("#ad", "emlak-2")
    page.select_option("#rol", "emlak")
    page.click("button:has-text('Ekle')")
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", page.inner_text(".secret code"))
    page.click("text=Tamam")
    assert "emlak-2" in page.inner_text("main")

    page.click("text=Çıkış")
    assert page.url.endswith("/giris") and page.locator("header >> text=Giriş").count() == 1
    assert context.cookies() == [] or all(cookie["name"] != "kbs_oturum" for cookie in context.cookies())
    page.goto(f"{own_site}/hesaplar")
    assert "/giris?sonra=%2Fhesaplar" in page.url
    context.close()


def test_the_key_of_the_second_factor_is_a_square_for_the_telephone(browser, own_site, inventory):
    once = accounts.first_administrator(engine(inventory), ILCE)
    context = browser.new_context(locale="tr-TR")
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(error))
    page.goto(f"{own_site}/giris")
    page.fill("#ad", "yonetici")
    page.fill("#parola", once)
    page.click("text=Giriş yap")
    page.goto(f"{own_site}/hesabim/parola")
    page.fill("#eski", once)
    page.fill("#yeni", GOOD)
    page.fill("#yine", GOOD)
    page.click("button:has-text('Değiştir')")
    page.fill("#onay-parola", GOOD)
    page.click("button:has-text('Kur')")
    square = page.locator("#kare svg path")
    square.wait_for(state="attached")
    assert square.get_attribute("d").count("h1v1h-1z") > 300
    assert page.locator("#kare svg").get_attribute("aria-label") == "Anahtarın QR kodu"
    assert faults == []
    context.close()


def test_the_pages_of_accounts_fit_a_telephone(browser, own_site):
    from tests.support import sign_in_browser

    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="tr-TR")
    sign_in_browser(context, own_site, "yonetici")
    page = context.new_page()
    for path in ("/hesabim", "/hesabim/parola", "/hesaplar", "/yetkiler"):
        page.goto(own_site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
