"""Thematic maps in a real Chromium. The ``page`` fixture fails on any console error or foreign request."""

import csv
import io

import pytest
from playwright.sync_api import Browser, expect

OWN = "mahalle;Başvuru\nHalkalı İstasyon Mah.;1.200\nATAKENT;300,5\natakent;10\nCennet;\n"


@pytest.fixture
def unscripted(browser: Browser):
    """A page of a browser that runs no script at all."""
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    context.close()


def test_a_map_is_chosen_by_form_without_a_script_and_its_address_is_a_permalink(unscripted, site):
    unscripted.goto(f"{site}/tematik")
    unscripted.get_by_label("Gösterge").select_option("2024.asfalt_kaplama")
    unscripted.get_by_label("Neye göre").select_option("km2")
    unscripted.get_by_label("Sınıf sayısı").select_option("4")
    unscripted.get_by_role("button", name="Haritayı çiz").click()

    expect(unscripted.get_by_role("heading", level=1)).to_contain_text("Asfalt kaplama, 2024, km² başına")
    expect(unscripted.locator("svg.classes path.class")).to_have_count(21)
    expect(unscripted.locator("svg.classes path[fill='url(#yok-harita)']")).to_have_count(9)
    expect(unscripted.locator(".classes-legend li")).to_have_count(5)
    link = unscripted.get_by_role("link", name="Kalıcı bağlantı").get_attribute("href")
    texts = unscripted.locator("table.values tbody tr").all_inner_texts()
    unscripted.goto(site + link)
    assert unscripted.locator("table.values tbody tr").all_inner_texts() == texts


def test_the_map_and_its_table_tell_the_same(page, site):
    told = page.request.get(f"{site}/tematik?gosterge=varlik&oran=ham&f=json").json()
    page.goto(f"{site}/tematik?gosterge=varlik&oran=ham")
    values = {m["ad"]: m["deger"] for m in told["mahalleler"]}
    for row in page.locator("table.values tbody tr").all():
        name, number = row.locator("th").inner_text(), row.locator("td.n").nth(1).inner_text()
        assert float(number.replace(".", "").replace(",", ".")) == values[name]
    titles = page.locator("svg.classes path.class title").all_text_contents()
    assert len(titles) == 21
    assert sum(one["sayi"] for one in told["siniflar"]) == 21


def test_a_map_is_saved_as_png_in_the_browser(page, site):
    page.goto(f"{site}/tematik")
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    content = saved.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 20_000


def test_a_saved_svg_needs_nothing_else(page, site, tmp_path):
    answer = page.request.get(f"{site}/tematik?gosterge=2024.kanal&f=svg")
    file = tmp_path / "tematik.svg"
    file.write_bytes(answer.body())
    page.goto(file.as_uri())
    expect(page.locator("path.class")).to_have_count(21)
    assert "http://www.w3.org/2000/svg" in answer.text()
    assert "<script" not in answer.text()


def test_a_file_of_ones_own_becomes_a_map_and_a_link(unscripted, site):
    unscripted.goto(f"{site}/tematik")
    unscripted.get_by_label("CSV dosyası").set_input_files(
        {"name": "basvuru.csv", "mimeType": "text/csv", "buffer": OWN.encode("cp1254")}
    )
    unscripted.get_by_label("Birim").fill("adet")
    unscripted.get_by_role("button", name="Çiz", exact=True).click()

    unscripted.wait_for_url("**degerler=*")
    expect(unscripted.get_by_role("heading", level=1)).to_have_text("Başvuru")
    first = unscripted.locator("table.values tbody tr").first
    expect(first).to_contain_text("İstasyon")
    expect(first).to_contain_text("1.200")
    unscripted.get_by_label("Neye göre").select_option("on_bin")
    unscripted.get_by_role("button", name="Haritayı çiz").click()
    expect(unscripted.get_by_role("heading", level=1)).to_have_text("Başvuru, 10.000 kişiye")


def test_a_faulty_file_is_refused_row_by_row(browser, site):
    page = browser.new_page(locale="tr-TR")  # its own page: a 422 is a console error, here a wanted one
    page.goto(f"{site}/tematik")
    content = b"mahalle;n\nAtakent;1\nOlmayan <b>;2\n"
    page.get_by_label("CSV dosyası").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Çiz", exact=True).click()
    expect(page.locator("table.faults tbody tr")).to_have_count(1)
    expect(page.locator("table.faults")).to_contain_text("“Olmayan <b>” bu ilçenin bir mahallesi değil")
    page.close()


def test_a_file_that_is_too_large_is_refused(page, site):
    sent = {"dosya": {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a" * 1_010_000}}
    assert page.request.post(f"{site}/tematik/dosya", multipart=sent).status == 413


def test_a_table_cannot_carry_a_formula(page, site):
    query = "gosterge=dosya&ad=%3DHYPERLINK(1)&birim=%2B1&degerler=atakent:-5,cennet:3&oran=ham&f=csv"
    rows = list(csv.DictReader(io.StringIO(page.request.get(f"{site}/tematik?{query}").text())))
    assert {row["gosterge"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["birim"] for row in rows} == {"'+1"}
    assert {row["mahalle_kod"]: row["deger"] for row in rows}["atakent"] == "-5.0"


@pytest.mark.parametrize("query", ["sinif=9", "oran=x", "gosterge=yok", "palet=Set1", "gosterge=dosya&degerler=x:1"])
def test_what_there_is_not_is_refused_in_two_languages(page, site, query):
    answer = page.request.get(f"{site}/tematik?{query}&f=json")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert " / " in answer.json()["detail"]


def test_who_lacks_a_service_is_listed_worst_first_with_its_doubt(page, site):
    told = page.request.get(f"{site}/tematik/erisim?hizmet=kres&mesafe=1000&f=json").json()
    page.goto(f"{site}/tematik/erisim")
    page.get_by_label("Mesafe").select_option("1000")
    page.get_by_role("button", name="Göster").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1.000 m")
    names = page.locator("table.values tbody th").all_inner_texts()
    assert names == [m["ad"] for m in told["mahalleler"]]
    shares = [m["pay"] for m in told["mahalleler"]]
    assert shares == sorted(shares)
    expect(page.locator(".note")).to_contain_text(f"{told['ilce']['konumsuz']} tanesinin yeri bilinmiyor")
    expect(page.locator("svg.classes use.im")).to_have_count(told["ilce"]["konumlu"])


def test_a_service_or_a_distance_that_there_is_not_is_refused(page, site):
    for query in ("hizmet=stadyum", "mesafe=750", "mesafe=x"):
        assert page.request.get(f"{site}/tematik/erisim?{query}&f=json").status == 400
