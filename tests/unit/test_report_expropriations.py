"""Expropriations: made-up rows of both lists, totals that hold or fail, then the real lists."""

import pytest

from kbs_envanter.report.expropriations import COLUMNS, read_expropriations
from kbs_envanter.report.findings import Verdict
from kbs_envanter.report.property_checks import check_expropriations
from kbs_envanter.report.record import Row
from tests.unit.property_lists import (
    NAMES,
    committed,
    needs_real_report,
    real_lines,
    report_of,
    with_page_breaks,
    without_lines,
)

HEADER = """
Sıra
No

MAHALLE/
MEVKii

ADA PARSEL iMAR DURUMU
PARSEL

ALANI (M²)
KAMULAŞTIRILAN

ALAN (M²)
KAMULAŞTIRMA BEDELi
""".split("\n")
SERVICES = ["2031 YILINDA KAMULAŞTIRMA iŞLEMi TAMAMLANAN UMUMi HiZMET ALANI", *HEADER]
ROADS = ["2031 YILINDA KAMULAŞTIRMA iŞLEMi TAMAMLANAN PARSELLER", *HEADER]
END = ["3194/18. Madde Uygulaması", "Sıra ", "No"]


def read(*body: str, head: list[str] = ROADS) -> list[Row]:
    return read_expropriations(report_of(*head, *body, *END), NAMES)


def test_a_row_is_read_from_both_ends() -> None:
    [row] = read("7 İkitelli 172 1 Yol 229.27 120.5 802,445.00 ₺")

    assert row == {
        "sira": "7",
        "satir_bas": str(len(ROADS) + 1),
        "satir_son": str(len(ROADS) + 1),
        "tablo": "yol",
        "tapu_mahallesi": "İkitelli",
        "ada": "172",
        "parsel_ham": "1",
        "imar_durumu": "Yol",
        "parsel_alani_ham": "229.27",
        "parsel_alani_m2": "229.27",
        "kamulastirilan_ham": "120.5",
        "kamulastirilan_m2": "120.5",
        "bedel_ham": "802,445.00",
        "bedel_tl": "802445",
        "supheli": "",
    }


@pytest.mark.parametrize(
    ("cell", "ada", "parsel"),
    [
        ("- 8262", "", "8262"),
        ("9267", "", "9267"),
        ("197 7", "197", "7"),
        ("E:425 Y:5941", "", "E:425 Y:5941"),
        ("7064-7092", "", "7064-7092"),
    ],
)
def test_a_number_alone_is_a_parcel_and_old_numbers_stay_as_printed(cell: str, ada: str, parsel: str) -> None:
    [row] = read(f"1 Sefaköy {cell} Ticaret+Hizmet+Yol 366 142.01 900,239.00 ₺")

    assert (row["ada"], row["parsel_ham"], row["imar_durumu"]) == (ada, parsel, "Ticaret+Hizmet+Yol")


def test_zoning_that_wraps_is_put_together() -> None:
    [row] = read(
        "2 Sefaköy - 287",
        "İlköğretim Tesis ",
        "",
        "Alanı Fiili El Atma",
        "1720 574.44 2,297,760.00 ₺",
        head=SERVICES,
    )

    assert row["imar_durumu"] == "İlköğretim Tesis Alanı Fiili El Atma"
    assert (row["tablo"], row["parsel_alani_m2"], row["bedel_tl"]) == (
        "umumi_hizmet_alani",
        "1720",
        "2297760",
    )


def test_a_turkish_number_among_american_ones_is_read_by_its_shape() -> None:
    rows = read(
        "1 Sefaköy 197 7 Yol 410,34 40.04 62,500.78 ₺",
        "2 Sefaköy 9858 Yol 1,677.64 42.36 190,620.00 ₺",
        "3 Sefaköy 9859 Yol 784.9 42.36 190,620 ₺",
    )

    assert [row["parsel_alani_m2"] for row in rows] == ["410.34", "1677.64", "784.9"]
    assert rows[2]["bedel_tl"] == "190620"


def test_a_neighbourhood_in_place_of_the_cadastral_area_is_in_doubt() -> None:
    mahalle, area = read("1 Cumhuriyet 1118 Yol 311 66.17 178,659.00 ₺", "2 Halkalı 1338 Yol 311 66.17 178,659.00 ₺")

    assert mahalle["tapu_mahallesi"] == "Cumhuriyet"
    assert "“Cumhuriyet”" in mahalle["supheli"]
    assert area["supheli"] == ""


def test_a_row_with_a_missing_number_is_kept_with_a_reason() -> None:
    [row] = read("1 Sefaköy 197 7 Yol 40.04 62,500.78 ₺")

    assert (row["parsel_ham"], row["parsel_alani_m2"], row["bedel_tl"]) == ("7", "", "")
    assert "Üç sayı beklenirken 2 sayı var: 40.04 62,500.78" in row["supheli"]


def test_both_lists_are_read_and_neither_runs_into_the_other_or_into_the_next_table() -> None:
    rows = read_expropriations(
        report_of(
            *SERVICES, "1 Sefaköy - 287 Park 10 5.5 1,000.00 ₺", "", "Toplam Yol Alanı (Uzlaşma/Mahkeme)", "",
            *ROADS, "1 Halkalı 1338 Yol 20 6.5 2,000.00 ₺", "", *END, "1 KEMALPAŞA MAH. 3,164.00 m2 0,32 h",
        ),
        NAMES,
    )  # fmt: skip

    assert [(row["tablo"], row["sira"], row["kamulastirilan_m2"]) for row in rows] == [
        ("umumi_hizmet_alani", "1", "5.5"),
        ("yol", "1", "6.5"),
    ]


def test_a_page_break_anywhere_changes_nothing() -> None:
    body = [
        "1 Küçükçekmece - 8262 Piknik Alan 784.9 470.82 948,179.69 ₺", "", "2 Sefaköy - 287", "İlköğretim Tesis ", "",
        "Alanı Fiili El Atma", "1720 574.44 2,297,760.00 ₺", "", "GENEL TOPLAM 1,045.26 3,245,939.69 ₺",
    ]  # fmt: skip
    expected = without_lines(read(*body))

    assert len(expected) == 2
    for lines in with_page_breaks(ROADS, body):
        assert without_lines(read_expropriations(report_of(*lines, *END), NAMES)) == expected


def test_a_total_is_checked_against_the_rows_and_against_the_summary() -> None:
    report = report_of(
        "Kamulaştırılması Yapılan ", "Toplam Yol Alanı ", "(Uzlaşma/Mahkeme)", "", "- 130,32 12,10 m2 1 yıl", "",
        "Kamulaştırılması Yapılan Toplam Yol Alanı (Uzlaşma/Mahkeme)", "2942 sayılı kamulaştırma kanunu gereği",
        *ROADS, "1 Halkalı 1338 Yol 20 6.5 2,000.00 ₺", "2 Halkalı 1339 Yol 20 5.5 2,000.50 ₺", "",
        "GENEL TOPLAM 12.00 4,000.00 ₺",
    )  # fmt: skip
    findings = check_expropriations(report, read_expropriations(report, NAMES))

    assert [(f.karar, f.satirlar, f.yazan, f.hesaplanan) for f in findings] == [
        (Verdict.HOLDS, "29", "12.00", "12"),
        (Verdict.FAILS, "29", "4,000.00", "4000.5"),
        (Verdict.FAILS, "1-5", "130,32 12,10", "12"),
    ]


def test_a_parcel_that_stands_in_two_rows_has_one_area() -> None:
    report = report_of(*ROADS, "1 Halkalı 1338 Yol 20 6.5 2,000.00 ₺", "2 Halkalı 1338 Yol 21 5.5 2,000.50 ₺", *END)
    [finding] = check_expropriations(report, read_expropriations(report, NAMES))

    assert (finding.karar, finding.yazan, finding.hesaplanan) == (Verdict.FAILS, "21", "20")


@needs_real_report
def test_the_committed_table_is_what_the_reader_reads() -> None:
    report = report_of(*real_lines())
    rows = read_expropriations(report, NAMES)

    assert rows == committed("kamulastirmalar")
    assert [sum(row["tablo"] == tablo for row in rows) for tablo in ("umumi_hizmet_alani", "yol")] == [2, 14]
    assert tuple(rows[0]) == COLUMNS
    findings = check_expropriations(report, rows)
    assert len(findings) == 14
    assert {finding.karar for finding in findings} == {Verdict.HOLDS}
