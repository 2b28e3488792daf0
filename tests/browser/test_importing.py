"""Importing a file in a browser, with and without its script."""

import pytest

from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving, sign_in_browser


@pytest.fixture(scope="module")
def site(cluster, loaded, tmp_path_factory):
    create_database(cluster.url("postgres"), "aktarma_tarayici", template=loaded)
    with serving(offline_settings(cluster.url("aktarma_tarayici"), tmp_path_factory.mktemp("aktarma"))) as made:
        yield made


@pytest.mark.parametrize("script", [True, False], ids=["with", "without"])
def test_a_file_is_sent_mapped_previewed_and_taken(browser, site, tmp_path, script):
    name = f"Tarayıcıdan Gelen {'Birinci' if script else 'Öteki'} Yer"
    file = tmp_path / "parklar.csv"
    file.write_text(
        f"Sıra;İsim Sütunu;Mahallesi;Yüzölçümü\n1;{name};Cennet;1.250,5\n2;Kötü;Kadıköy;1\n", encoding="cp1254"
    )
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 800}, locale="tr-TR")
    sign_in_browser(context, site, "planlama")
    page = context.new_page()
    page.goto(f"{site}/ice-aktar")
    page.get_by_label("Dosya (en çok").set_input_files(file)
    page.get_by_role("button", name="Gönder").click()
    assert "noktalı virgül" in page.locator("[data-facts]").inner_text()
    assert page.get_by_label("Mahallesi", exact=True).input_value() == "mahalle"
    page.get_by_label("İsim Sütunu").select_option("ad")
    page.get_by_role("button", name="Önizle").click()
    assert page.locator("[data-count=ret]").inner_text() == "Alınamayan: 1"
    assert "Kadıköy" in page.locator("tbody").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "Kadıköy" in download.value.path().read_text("utf-8-sig")
    page.get_by_role("link", name="Yeni: 1").click()
    assert name in page.locator("tbody").inner_text()
    page.get_by_label("Neden").fill("yıllık liste")
    page.get_by_label("Alınamayan 1 satırı bırak").check()
    page.get_by_role("button", name="Al", exact=True).click()
    assert "1 yeni varlık eklendi" in page.locator("[data-done]").inner_text()
    page.get_by_role("link", name="gör ya da geri al").click()
    assert "parklar.csv" in page.locator("main").inner_text() or page.get_by_text("yıllık liste").count()
    context.close()
