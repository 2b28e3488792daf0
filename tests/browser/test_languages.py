"""Turkish and English in a real Chromium: the switch, what it remembers, and what never changes."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_pages_accessible import PAGES


@pytest.fixture
def unscripted(browser: Browser):
    """A page of a Turkish browser that runs no script at all."""
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    context.close()


def test_the_switch_changes_the_page_keeps_its_address_and_is_remembered(unscripted, site):
    unscripted.goto(f"{site}/mahalle/atakent?tur=park&q=park")
    expect(unscripted.locator("html")).to_have_attribute("lang", "tr")
    unscripted.get_by_role("link", name="English").click()

    expect(unscripted.locator("html")).to_have_attribute("lang", "en")
    assert "tur=park" in unscripted.url and "q=park" in unscripted.url
    expect(unscripted.get_by_label("Kind")).to_have_value("park")
    assert {(c["name"], c["value"], c["sameSite"]) for c in unscripted.context.cookies()} == {("dil", "en", "Lax")}

    unscripted.get_by_role("link", name="Thematic").click()
    expect(unscripted.get_by_role("heading", level=1)).to_have_text("Number of assets, per 10,000 people")
    unscripted.get_by_role("link", name="Türkçe").click()
    expect(unscripted.get_by_role("heading", level=1)).to_have_text("Varlık sayısı, 10.000 kişiye")


def test_a_browser_that_prefers_english_gets_it(browser, site):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/mahalleler")
    expect(page.get_by_role("heading", level=1)).to_have_text("Neighbourhoods")
    expect(page.locator(".lead")).to_contain_text("792,024 people")
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_one_language_and_leads_to_every_other(page, site, path):
    for lang, overview in (("tr", "Özet"), ("en", "Overview")):
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}dil={lang}")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert page.locator("main :not([lang=tr]) .en, main [lang=en]:not(a)").count() == 0
        links = page.locator("header nav a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        assert links[:4] == ["/?f=html", "/harita", "/mahalleler", "/tematik"]
        expect(page.locator("header nav a").first).to_have_text(overview)


def test_data_have_no_language(site):
    for path in ("/", "/collections", "/mahalleler?f=json", "/mahalle/atakent?f=json", "/tematik?f=json",
                 "/tematik?f=csv", "/collections/parklar/items?limit=3", "/parsel-karnesi?ref=1198"):  # fmt: skip
        turkish = httpx.get(site + path, headers={"Accept-Language": "tr"}).raise_for_status()
        english = httpx.get(site + path, headers={"Accept-Language": "en", "Cookie": "dil=en"}).raise_for_status()
        assert turkish.content == english.content, path
        assert turkish.headers.get("etag") == english.headers.get("etag"), path


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/parklar/items", "/parsel-karnesi/-/-/1198"])
def test_what_is_kept_of_a_page_is_kept_by_its_language(site, path):
    answers = {}
    for lang in ("tr", "en", "tr"):
        headers = {"Accept": "text/html", "Accept-Language": lang}
        answer = httpx.get(site + path, headers=headers).raise_for_status()
        assert f'<html lang="{lang}">' in answer.text
        assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))
        answers[lang] = answer
    if etag := answers["tr"].headers.get("etag"):
        other = {"Accept": "text/html", "Accept-Language": "en", "If-None-Match": etag}
        assert etag != answers["en"].headers["etag"]
        assert httpx.get(site + path, headers=other).status_code == 200
        assert httpx.get(site + path, headers=other | {"Accept-Language": "tr"}).status_code == 304


def test_a_language_in_the_address_is_no_unknown_parameter(site):
    assert httpx.get(f"{site}/collections?f=html&dil=en").status_code == 200
    assert httpx.get(f"{site}/collections?f=html&dli=en").status_code == 400


def test_a_fault_is_told_in_the_language_of_the_page(site):
    page = httpx.get(f"{site}/mahalle/yok?dil=en", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "There is no such neighbourhood" in page.text and "diye bir mahalle" not in page.text
