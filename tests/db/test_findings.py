"""What the checks find in the committed inventory, and how findings are kept."""

import json
import shutil
from collections import Counter

import psycopg
import pytest

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.findings import check_inventory, stored_findings
from kbs_envanter.pipeline.inputs import InputRefused
from kbs_envanter.settings import Settings
from kbs_envanter.store.findings import CHECKS
from kbs_envanter.webmap.findings_page import render

DATA = Settings().veri_dizini
ILCE = 1823


def check(url: str) -> dict:
    """Findings by their key."""
    return {finding.anahtar: finding for finding in check_inventory(url, DATA, ILCE)}


def change(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def rows(url: str, question: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def withhold(url: str, kod: str) -> None:
    change(
        url,
        f"UPDATE kbs.varlik SET konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL, erisim = 'gizli' WHERE kod = '{kod}'",
    )


def test_the_market_hall_has_another_area_in_the_allocation_list_even_without_linkage(inventory):
    change(inventory, "DELETE FROM kbs.esleme", "UPDATE kbs.tasinmaz_islemi SET varlik_id = NULL")
    found = check(inventory)["alan_farki:BIN-0045:TAH-2024-7786"]
    assert found.varlik == "BIN-0045"
    assert [side["deger"] for side in found.ayrinti["degerler"]] == [26515, 25600]
    assert found.satirlar == [(1001, 1020), (7786, 7787)]
    assert "26.515 m²" in found.tr and "25.600 m²" in found.tr
    assert "26,515 m²" in found.en and "25,600 m²" in found.en


def test_the_uses_of_one_row_do_not_repeat_its_finding(inventory):
    change(inventory, "DELETE FROM kbs.esleme", "UPDATE kbs.tasinmaz_islemi SET varlik_id = NULL")
    assert not any("PZR-0005" in key and key.startswith("alan_farki") for key in check(inventory))


def test_a_linked_lease_is_compared_with_its_asset(inventory):
    change(
        inventory,
        "DELETE FROM kbs.esleme",
        "UPDATE kbs.tasinmaz_islemi SET varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0053') "
        "WHERE kod = 'KVE-2024-7928'",
    )
    found = check(inventory)["alan_farki:BIN-0053:KVE-2024-7928"]
    assert found.ayrinti["eslesmis"] is True
    assert [side["deger"] for side in found.ayrinti["degerler"]] == [1062.12, 495.73]


def pair(a: str, b: str, tur: str, durum: str = "otomatik") -> str:
    who = "NULL" if durum in ("otomatik", "bekliyor") else "'biri'"
    return (
        "INSERT INTO kbs.esleme (ilce_kodu, belge, a_tablo, a_satir, b_tablo, b_satir, a_kod, b_kod, tur, durum, puan, "
        f"kanit, kim) VALUES ({ILCE}, 'deneme', 'a', 1, 'b', 2, '{a}', '{b}', '{tur}', '{durum}', 1, '[]', {who})"
    )


def test_a_part_may_be_smaller_than_its_whole_but_not_larger(inventory):
    change(inventory, "DELETE FROM kbs.esleme", pair("KVE-2024-8107", "BIN-0050", "parca"))
    assert "parca_butunden_buyuk:BIN-0050:KVE-2024-8107" not in check(inventory)
    change(inventory, "UPDATE kbs.tasinmaz_islemi SET alan_m2 = 9000 WHERE kod = 'KVE-2024-8107'")
    assert check(inventory)["parca_butunden_buyuk:BIN-0050:KVE-2024-8107"].onem == "hata"


def test_a_pair_that_a_person_rejected_is_not_compared(inventory):
    change(
        inventory,
        "DELETE FROM kbs.esleme",
        "UPDATE kbs.tasinmaz_islemi SET varlik_id = NULL",
        pair("BIN-0019", "KAL-2024-7847", "ayni", "reddedildi"),
    )
    found = check(inventory)
    assert "alan_farki:BIN-0019:KAL-2024-7847" not in found
    assert found["kira_listede_yok:BIN-0019"].onem == "uyari"
    assert "islem_varliksiz:KAL-2024-7847" in found


def test_two_assets_that_are_one_place_are_compared_once(inventory):
    change(
        inventory,
        "DELETE FROM kbs.esleme",
        pair("SPR-0003", "BIN-0037", "ayni"),
        "UPDATE kbs.hak SET arsa_sahibi = 'hazine' WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0037')",
    )
    found = check(inventory)
    assert [side["deger"] for side in found["alan_farki:BIN-0037:SPR-0003"].ayrinti["degerler"]] == [548, 3396.5]
    owners = found["hak_celiskisi:BIN-0037:SPR-0003"].ayrinti["degerler"]
    assert [side["sahip"] for side in owners] == [["hazine"], ["belediye"]]


def test_a_lease_in_one_list_only_is_found_from_both_sides(inventory):
    found = check(inventory)
    assert [key for key in found if key.startswith("kira_listede_yok")] == ["kira_listede_yok:BIN-0006"]
    assert found["islem_varliksiz:KAL-2024-7855"].onem == "uyari"
    assert "islem_varliksiz:KAL-2024-7828" not in found


def test_a_withheld_asset_is_in_no_finding(inventory):
    kod, satir = rows(
        inventory,
        "SELECT v.kod, q.satir_bas FROM kbs.varlik v JOIN kbs.kaynak q ON q.id = v.kaynak_id WHERE erisim = 'gizli'",
    )[0]
    for finding in check(inventory).values():
        text = json.dumps(finding.to_dict(), ensure_ascii=False)
        assert kod not in text and "Konukevi" not in text
        assert not any(first <= satir <= last for first, last in finding.satirlar), finding.anahtar


def test_an_asset_that_becomes_withheld_leaves_every_finding_with_all_that_names_it(inventory):
    before = check(inventory)
    assert any("BIN-0006" in key for key in before)
    counted = before["parsel_cizimsiz:hepsi"].ayrinti["sayi"]
    for kod in ("BIN-0006", "BIN-0007", "BIN-0045", "PZR-0005", "PZR-0006", "PRK-0006"):
        withhold(inventory, kod)
    after = check(inventory)
    told = json.dumps([finding.to_dict() for finding in after.values()], ensure_ascii=False)
    for trace in ("BIN-0006", "BIN-0007", "KAL-2024-7828", "BIN-0045", "TAH-2024-7786", "-/10750", "-/1198"):
        assert trace not in told, trace
    assert after["parsel_cizimsiz:hepsi"].ayrinti["sayi"] == counted - 5
    stored = rows(
        inventory, "SELECT count(*) FROM kbs.bulgu b JOIN kbs.varlik v ON v.id = b.varlik_id WHERE erisim = 'gizli'"
    )
    assert stored == [(0,)]


def test_no_counterparty_appears_in_a_finding(inventory):
    change(inventory, "UPDATE kbs.tasinmaz_islemi SET karsi_taraf = 'KARŞITARAF' WHERE karsi_taraf_turu = 'tuzel_kisi'",
           "UPDATE kbs.hak SET karsi_taraf = 'KARŞITARAF', ham_metin = 'KARŞITARAF'")  # fmt: skip
    assert "KARŞITARAF" not in json.dumps([f.to_dict() for f in check(inventory).values()], ensure_ascii=False)


def test_a_finding_found_again_keeps_its_first_time_and_one_put_right_goes_into_history(inventory):
    first = check(inventory)
    again = check(inventory)
    assert {key: finding.zaman for key, finding in again.items()} == {k: f.zaman for k, f in first.items()}
    assert rows(inventory, "SELECT count(*) FROM kbs.gecmis WHERE tablo = 'bulgu' AND islem = 'update'") == [(0,)]
    change(inventory, "UPDATE kbs.varlik SET mahalle_kod = 'fatih' WHERE kod = 'PRK-0021'")
    assert "mahalle_bilinmiyor:PRK-0021" not in check(inventory)
    gone = "SELECT eski->>'anahtar' FROM kbs.gecmis WHERE tablo = 'bulgu' AND islem = 'delete'"
    assert ("mahalle_bilinmiyor:PRK-0021",) in rows(inventory, gone)


def test_a_changed_finding_keeps_its_first_time_and_tells_the_new_value(inventory):
    first = check(inventory)["alan_farki:BIN-0045:TAH-2024-7786"]
    change(inventory, "UPDATE kbs.tasinmaz_islemi SET alan_m2 = 20000 WHERE kod = 'TAH-2024-7786'")
    second = check(inventory)["alan_farki:BIN-0045:TAH-2024-7786"]
    assert "20.000 m²" in second.tr and second.zaman == first.zaman


def test_totals_that_do_not_hold_are_told_with_their_lines_but_not_twice(inventory):
    change(inventory, "DELETE FROM kbs.esleme", "UPDATE kbs.tasinmaz_islemi SET varlik_id = NULL")
    totals = [finding for finding in check(inventory).values() if finding.tur == "toplam_tutmuyor"]
    assert any(finding.satirlar == [(7382, 7382)] and finding.ayrinti["yazan"] == "5" for finding in totals)
    assert not any((7786, 7787) in finding.satirlar for finding in totals)  # told by alan_farki
    library = next(finding for finding in totals if (1413, 1422) in finding.satirlar)
    assert (library.varlik, library.mahalle) == ("BIN-0074", "halkali-merkez")


def test_a_total_on_the_lines_of_a_withheld_asset_is_not_told(inventory, tmp_path):
    data = shutil.copytree(DATA, tmp_path / "veri")
    file = data / "rapor-2024" / "bulgular.csv"
    file.write_text("ne,satirlar,yazan,hesaplanan,karar\nBir tablo,560-575;9000,1,2,tutmuyor\n", encoding="utf-8")
    assert not any(f.tur == "toplam_tutmuyor" for f in check_inventory(inventory, data, ILCE))


def test_a_faulty_list_of_totals_changes_nothing(inventory, tmp_path):
    before = check(inventory)
    data = shutil.copytree(DATA, tmp_path / "veri")
    file = data / "rapor-2024" / "bulgular.csv"
    file.write_text("ne,satirlar,yazan,hesaplanan,karar\nBir tablo,yok,1,2,tutmuyor\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"bulgular\.csv, satır 2, sütun satirlar"):
        check_inventory(inventory, data, ILCE)
    assert {finding.anahtar for finding in stored_findings(inventory, ILCE)} == set(before)


def test_findings_can_be_narrowed_to_a_kind_and_a_mahalle(inventory):
    check(inventory)
    assert {f.tur for f in stored_findings(inventory, ILCE, tur="alan_farki")} == {"alan_farki"}
    mine = stored_findings(inventory, ILCE, mahalle="fevzicakmak")
    assert mine and {f.mahalle for f in mine} == {"fevzicakmak"}
    with pytest.raises(UserError, match="alan_farki"):
        stored_findings(inventory, ILCE, tur="olmayan")
    with pytest.raises(UserError, match="atakent"):
        stored_findings(inventory, ILCE, mahalle="olmayan")


def test_every_finding_has_sentences_in_both_languages_and_its_lines(inventory):
    found = check(inventory)
    for key, finding in found.items():
        assert finding.tr.endswith((".", ").")) and finding.en.endswith("."), key
        assert finding.satirlar or finding.tur == "parsel_cizimsiz", key
    assert max(Counter(f.tur for f in found.values()).values()) < 200
    assert {f.tur for f in found.values()} <= {kind.tur for kind in CHECKS}


def test_the_page_shows_every_finding_and_escapes_what_it_shows(inventory):
    change(inventory, "UPDATE kbs.varlik SET ad = '<script>alert(1)</script>' WHERE kod = 'BIN-0045'")
    found = list(check(inventory).values())
    page = render(found, root="http://localhost:8000/envanter")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert page.count("<li>") == len(found)
    assert 'href="http://localhost:8000/envanter/varlik/BIN-0045"' in page
    assert 'href="http://localhost:8000/envanter/parsel-karnesi?ref=-%2F1198"' in page
