"""Allocations given and taken: made-up rows, the facts in their sentences, then the real lists."""

import pytest

from kbs_envanter.report.allocations import COLUMNS, read_allocations
from kbs_envanter.report.findings import Verdict
from kbs_envanter.report.property_checks import check_allocations
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from tests.unit.property_lists import (
    NAMES,
    committed,
    needs_real_report,
    real_lines,
    report_of,
    with_page_breaks,
    without_lines,
)

GIVEN = """2031 YILI TAHSiS VERiLEN TAŞINMAZLAR

SIRA
NO

ADRES
ADA/

PARSEL
TAHSiS EDiLEN

KURUM
TOPLAM

ALAN
TAHSiS
ALANI

TAHSiS TARiHi KULLANIM AMACI
""".split("\n")
TAKEN = ["2031 YILI BELEDiYEMiZ TARAFINDAN BEDELSiZ TAHSiSi ALINAN PARSELLER", "",
         "MAHALLE/MEVKii ADA/PARSEL MÜLKiYET ALANI M2 AÇIKLMA", ""]  # fmt: skip
END = ["", "ECRİMİSiL iŞLEMLERi", "1 Fatih Mahallesi 12/3 Başka 10 m2"]
ROWS = [
    "1 Atatürk ", "Mahallesi 1387/6 Milli Eğitim ", "", "Bakanlığı 56.04 m² Arsa 16.04.2031", "(25 YIL)", "",
    "16.04.2031 tarih ve 2031/37 ", "sayılı Meclis Kararı ile 25 yıllığına ", "bedelsiz olarak tahsis edilmiştir.", "",
    "2", "Halkalı ", "Merkez ", "", "Mahallesi", "620/1 İl Sağlık ", "", "Müdürlüğü 116.09 m² Arsa 08.03.2031 ", "(10 YIL)",
    "", "TOPLAM 172,13",
]  # fmt: skip


def given(*body: str) -> list[Row]:
    return read_allocations(report_of(*GIVEN, *body, *END), NAMES)


def taken(*body: str) -> list[Row]:
    return read_allocations(report_of(*TAKEN, *body, *END), NAMES)


def test_a_row_of_land_given_is_read_cell_by_cell_without_its_sentence() -> None:
    row = given(*ROWS)[0]

    assert row == {
        "sira": "1",
        "satir_bas": str(len(GIVEN) + 1),
        "satir_son": str(len(GIVEN) + 9),
        "yon": "verilen",
        "mahalle": "Atatürk",
        "adres_ham": "Atatürk Mahallesi",
        "ada": "1387",
        "parsel_ham": "1387/6",
        "kurum": "Milli Eğitim Bakanlığı",
        "alan_ham": "56.04 m²",
        "alan_m2": "56.04",
        "cins": "Arsa",
        "tarih_ham": "16.04.2031",
        "tarih": "2031-04-16",
        "sure_yil": "25",
        "amac": "",
        "karar": "2031/37",
        "supheli": "Kullanım amacı yazılmamış",
    }


def test_a_number_alone_on_its_line_begins_a_row() -> None:
    row = given(*ROWS)[1]

    assert (row["sira"], row["mahalle"], row["parsel_ham"]) == ("2", "Halkalı Merkez", "620/1")
    assert (row["kurum"], row["sure_yil"]) == ("İl Sağlık Müdürlüğü", "10")


def test_purpose_and_term_of_land_taken_come_out_of_its_sentence() -> None:
    [row] = taken(
        "Fevzi Çakmak Mahallesi 1198-1261- 5594 İBB 25,600.00 m2 Zeminaltı pazar yeri yapılmak ",
        "üzere 5 yıl süreyle İBB’den tahsisi alındı.",
    )

    assert (row["yon"], row["mahalle"], row["parsel_ham"]) == ("alinan", "Fevziçakmak", "1198-1261-5594")
    assert (row["kurum"], row["alan_m2"], row["sure_yil"]) == ("İBB", "25600", "5")
    assert (row["amac"], row["supheli"]) == ("Zeminaltı pazar yeri", "Tarih yazılmamış")


def test_unnumbered_rows_are_told_apart_by_neighbourhood_and_parcel() -> None:
    rows = taken(
        "Fatih Mahallesi 12/3 İBB 100.00 m2 Park yapılmak üzere 5 yıl", "süreyle alındı.",
        "Cennet Mahallesi 0/7 Maliye Hazinesi 200.00 m2 Okul yapılmak üzere 9 yıl süreyle alındı.",
    )  # fmt: skip

    assert [(row["sira"], row["mahalle"], row["kurum"]) for row in rows] == [
        ("1", "Fatih", "İBB"),
        ("2", "Cennet", "Maliye Hazinesi"),
    ]


def test_dates_and_terms_that_contradict_each_other_are_in_doubt() -> None:
    [row] = given("1 Fatih Mahallesi 12/3 İBB 10 m² Arsa 16.04.2031", "(25 YIL)", "17.04.2031 tarih ve 2031/1 sayılı Meclis Kararı ile 10 yıl")  # fmt: skip

    assert row["sure_yil"] == ""
    assert "Süre iki yerde farklı" in row["supheli"]
    assert "Tarihler farklı: 16.04.2031, 17.04.2031" in row["supheli"]


def test_a_row_without_area_is_kept_with_a_reason() -> None:
    [row] = given("1 Fatih Mahallesi 12/3 İBB Arsa 16.04.2031")

    assert (row["parsel_ham"], row["kurum"], row["alan_m2"]) == ("12/3", "", "")
    assert "Alan okunamadı" in row["supheli"]


def test_a_page_break_anywhere_changes_nothing() -> None:
    expected = without_lines(given(*ROWS))

    for lines in with_page_breaks(GIVEN, ROWS):
        assert without_lines(read_allocations(report_of(*lines, *END), NAMES)) == expected


@pytest.mark.parametrize(("printed", "verdict"), [("172,13", Verdict.HOLDS), ("172,31", Verdict.FAILS)])
def test_the_total_is_checked(printed: str, verdict: Verdict) -> None:
    report: Report = report_of(*GIVEN, *ROWS[:-1], f"TOPLAM {printed}", *END)
    [finding] = check_allocations(report, read_allocations(report, NAMES))

    assert (finding.karar, finding.yazan, finding.hesaplanan) == (verdict, printed, "172.13")


@needs_real_report
def test_the_committed_table_is_what_the_reader_reads() -> None:
    report = report_of(*real_lines())
    rows = read_allocations(report, NAMES)

    assert rows == committed("tahsisler")
    assert [row["yon"] for row in rows] == ["verilen", "verilen", "alinan"]
    assert tuple(rows[0]) == COLUMNS
    assert {finding.karar for finding in check_allocations(report, rows)} == {Verdict.HOLDS}
