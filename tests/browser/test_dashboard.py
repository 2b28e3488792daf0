"""The front door: the inventory in numbers for people, the landing page for machines."""

from urllib.parse import urljoin

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.support import serving

HOSTILE = '"><img src=x onerror=alert(1)>`${alert(2)}`</script><script>alert(3)</script>'


@pytest.fixture
def unscripted(browser: Browser):
    """A page of a Turkish browser that runs no script at all."""
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    context.close()


def test_people_get_the_summary_and_machines_the_landing_page(page, site):
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Belediye varlıkları")
    for accept in ("*/*", "application/json"):
        answer = httpx.get(f"{site}/", headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"
        assert {one["rel"] for one in answer.json()["links"]} >= {"self", "service-desc", "conformance", "data"}
    assert httpx.get(f"{site}/?f=json", headers={"Accept": "text/html"}).json()["title"] == "KBS Envanter"
    assert httpx.get(f"{site}/?f=html&x=1").status_code == 400


def test_its_numbers_are_those_of_the_data(page, site):
    page.goto(site)
    every = httpx.get(f"{site}/mahalleler?f=json").json()["mahalleler"]
    total = httpx.get(f"{site}/collections/varliklar/items?resultType=hits").json()["numberMatched"]
    expect(page.locator(".figures dd").first).to_contain_text(str(total))
    rows = dict(page.locator(".ranking a").evaluate_all(
        "all => all.map(each => [each.querySelector('span').textContent, +each.querySelector('b').textContent])"
    ))  # fmt: skip
    assert rows == {place["ad"]: place["varlik"] for place in every}
    for tur in ("bina", "spor_tesisi", "park", "pazar"):
        count = httpx.get(f"{site}/collections/varliklar/items?resultType=hits&tur={tur}").json()["numberMatched"]
        expect(page.locator(f".thirds [data-tur={tur}] b").first).to_have_text(str(count))


def test_every_machine_link_is_on_the_page(page, site):
    page.goto(site)
    shown = set(page.locator(".machines a").evaluate_all("all => all.map(each => each.href)"))
    links = httpx.get(f"{site}/").json()["links"]
    assert {one["href"] for one in links if one["rel"] not in ("self", "alternate")} <= shown
    assert page.locator("head link[rel=alternate][type='application/json']").count() == 1


def test_every_link_of_the_page_answers(page, site):
    page.goto(site)
    for address in set(page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href'))")):
        assert httpx.get(urljoin(site, address), headers={"Accept": "text/html,*/*;q=0.1"}).status_code == 200, address


def test_a_search_leads_to_the_map_and_a_parcel_to_its_passport_without_a_script(unscripted, site):
    unscripted.goto(site)
    unscripted.get_by_role("searchbox").fill("hayvanlar alemi & ötesi")
    unscripted.get_by_role("button", name="Haritada ara").click()
    assert unscripted.url.endswith("/harita#ara=hayvanlar%20alemi%20%26%20%C3%B6tesi")

    unscripted.goto(site)
    unscripted.get_by_role("searchbox").fill("Fevziçakmak 1198")
    unscripted.get_by_role("button", name="Parsel karnesi").click()
    expect(unscripted.locator(".overline")).to_have_text("Parsel karnesi")


def test_a_number_alone_is_a_parcel_and_nothing_leads_to_the_map(site):
    where = {
        q: httpx.get(f"{site}/bul", params={"q": q}).headers["location"] for q in ("512/9", "", "10 Kasım", HOSTILE)
    }
    assert where["512/9"] == "/parsel-karnesi?ref=512%2F9&f=html"
    assert where[""] == "/harita"
    assert where["10 Kasım"] == "/harita#ara=10%20Kas%C4%B1m"
    assert where[HOSTILE].isascii() and "<" not in where[HOSTILE] and '"' not in where[HOSTILE]


def test_a_withheld_asset_is_in_no_number(inventory, offline):
    with psycopg.connect(inventory) as connection:
        before = connection.execute("SELECT count(*) FROM kbs.yayin_varlik").fetchone()[0]
        connection.execute(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = 'BIN-0001'"
        )
    with psycopg.connect(inventory) as connection:
        findings = connection.execute(
            "SELECT count(*) FROM kbs.bulgu b LEFT JOIN kbs.varlik v ON v.id = b.varlik_id "
            "WHERE v.erisim IS DISTINCT FROM 'gizli' AND b.onem = 'bilgi'"
        ).fetchone()[0]
    with serving(offline(inventory)) as site:
        text = httpx.get(f"{site}/?f=html").raise_for_status().text
    assert f"<dd>{before - 1}<small>" in text
    assert f'<li class="bilgi"><b>{findings}</b>' in text


def test_hostile_names_are_shown_as_text_and_no_script_is_allowed(page, site, inventory, offline):
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.mahalle SET sinir_kaynagi = %s", [HOSTILE])
    with serving(offline(inventory)) as own:
        answer = httpx.get(f"{own}/?f=html").raise_for_status()
    assert "<img" not in answer.text and "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page.goto(site)
    assert page.locator("[style], [onclick], script").count() == 0


def test_an_empty_inventory_has_a_summary_too(database, offline):
    with serving(offline(database)) as site:
        assert "<dd>0<small>" in httpx.get(f"{site}/?f=html").raise_for_status().text
