"""Neighbourhood tables: made-up tables of every shape, their totals, then the real ones."""

from collections import Counter

import pytest

from kbs_envanter.report.findings import Verdict
from kbs_envanter.report.indicator_checks import check_indicators
from kbs_envanter.report.indicators import COLUMNS, read_indicators, report_year
from kbs_envanter.report.record import Row
from tests.unit.property_lists import (
    MAHALLELER,
    NAMES,
    committed,
    needs_real_report,
    real_lines,
    report_of,
    with_page_breaks,
    without_lines,
)

YEAR = "2031 Yılı Faaliyet Raporu"
HEAD = ["MAHALLESi", "BORDÜR ", "", "(M)", "TRETUVAR VE YOL ", "ORTASI YAPIMI (M²)", ""]
BODY = [
    "ATAKENT MAHALLESi 207,35 1.363,17", "", "YENİ MAHALLE ", "MAHALLESİ - 61", "",
    "HALKALI MERKEZ MAH.          1.510,4 5.343,08", "", "GENEL TOPLAM 1.717,75 6.767,25",
]  # fmt: skip


def read(*lines: str) -> list[Row]:
    return read_indicators(report_of(YEAR, *lines), NAMES)


def test_each_measure_of_each_neighbourhood_is_a_row() -> None:
    rows = read(*HEAD, *BODY)

    assert rows[0] == {
        "sira": "1",
        "satir_bas": "9",
        "satir_son": "9",
        "mahalle": "Atakent",
        "gosterge": "bordur",
        "birim": "m",
        "deger_ham": "207,35",
        "deger": "207.35",
        "yil": "2031",
        "supheli": "",
    }
    assert [(row["mahalle"], row["gosterge"], row["birim"], row["deger"]) for row in rows[1:]] == [
        ("Yenimahalle", "bordur", "m", ""),
        ("Halkalı Merkez", "bordur", "m", "1510.4"),
        ("Atakent", "tretuvar_ve_yol_ortasi_yapimi", "m2", "1363.17"),
        ("Yenimahalle", "tretuvar_ve_yol_ortasi_yapimi", "m2", "61"),
        ("Halkalı Merkez", "tretuvar_ve_yol_ortasi_yapimi", "m2", "5343.08"),
    ]


def test_a_name_that_wraps_has_both_its_lines() -> None:
    row = read(*HEAD, *BODY)[1]

    assert (row["satir_bas"], row["satir_son"], row["deger_ham"], row["supheli"]) == ("11", "12", "-", "")


@pytest.mark.parametrize(
    ("header", "names", "units"),
    [
        (
            ["MAHALLESİ", "KANAL (METRE) ", "", "(O 200-300-", "400-500)", "BACA-IZGARA ", "(ADET)"],
            ["kanal", "baca_izgara"],
            ["m", "adet"],
        ),
        (
            ["MAHALLE ASFALT KAPLAMA (TON) ASFALT YAMA (TON)"],
            ["asfalt_kaplama", "asfalt_yama"],
            ["ton", "ton"],
        ),
        (["MAHALLE ADI AĞAÇ VE ÇALI"], ["agac_ve_cali_1", "agac_ve_cali_2"], ["", ""]),
    ],
)
def test_measures_are_named_after_their_columns(header: list[str], names: list[str], units: list[str]) -> None:
    rows = read(*header, "", *BODY)

    assert [(row["gosterge"], row["birim"]) for row in rows[::3]] == list(zip(names, units, strict=True))


def test_tables_with_the_same_columns_are_told_apart_by_the_nearest_heading() -> None:
    rows = read(*HEAD, *BODY, "", "Bordür Yapım", "", "Öncesi", "", "Bordür Tamir, Bakım, Onarım", "", *HEAD, *BODY)

    assert list(dict.fromkeys(row["gosterge"] for row in rows)) == [
        "bordur_yapim",
        "tretuvar_ve_yol_ortasi_yapimi",
        "bordur_tamir_bakim_onarim",
        "tretuvar_ve_yol_ortasi_yapimi_tamir_bakim_onarim",
    ]


def test_without_headings_the_second_of_two_equal_measures_gets_a_number() -> None:
    rows = read(*HEAD, *BODY, "", *HEAD, *BODY)

    assert list(dict.fromkeys(row["gosterge"] for row in rows))[2] == "bordur_2"


def test_of_a_short_row_only_what_the_totals_settle_is_given() -> None:
    rows = read(
        "MAHALLE TABELA (ADET)", "KASİS (ADET)", "ÇİZGİ (METRE)",
        "ATAKENT MAHALLESİ 46 9 400", "CENNET MAHALLESİ 37 5 900", "YEŞİLOVA MAHALLESİ 2 - 10", "FATİH MAHALLESİ 74 -",
        "GENEL TOPLAM 159 14 1310",
    )  # fmt: skip
    cells = {row["gosterge"]: row for row in rows if row["mahalle"] == "Fatih"}

    assert [cells[name]["deger_ham"] for name in ("tabela", "kasis", "cizgi")] == ["74", "", ""]
    assert all("“74 -” yazılı" in row["supheli"] for row in cells.values())


def test_a_missing_cell_is_the_one_that_lets_the_totals_add_up() -> None:
    rows = read(
        "MAHALLE TABELA (ADET)", "KASİS (ADET)", "ÇİZGİ (METRE)",
        "ATAKENT MAHALLESİ 46 9 400", "CENNET MAHALLESİ 37 5 900", "YEŞİLOVA MAHALLESİ 2 - 10", "FATİH MAHALLESİ 74 8",
        "GENEL TOPLAM 159 14 1318",
    )  # fmt: skip
    cells = {row["gosterge"]: row for row in rows if row["mahalle"] == "Fatih"}

    assert [cells[name]["deger"] for name in ("tabela", "kasis", "cizgi")] == ["74", "", "8"]
    assert "Hücre yazılmamış" in cells["kasis"]["supheli"]
    assert "toplam satırına göre" in cells["tabela"]["supheli"]


def test_a_missing_cell_that_could_be_anywhere_leaves_the_row_empty_with_its_text() -> None:
    rows = read(*HEAD, "ATAKENT MAHALLESi 207,35 1.363,17", "CENNET MAHALLESi 79,3", "FATİH MAHALLESi 61,2 1.200,5")
    cennet = [row for row in rows if row["mahalle"] == "Cennet"]

    assert [row["deger"] for row in cennet] == ["", ""]
    assert all("“79,3” yazılı; hangi sütunların olduğu belli değil" in row["supheli"] for row in cennet)


@pytest.mark.parametrize("before", [0, 1])
def test_an_unknown_neighbourhood_is_kept_with_its_text(before: int) -> None:
    rows = read(*HEAD, *BODY[:before], "ATAKENTT MAHALLESi 1,5 2,5", *BODY[before:])

    assert (rows[before]["mahalle"], rows[before]["deger"]) == ("", "1.5")
    assert "“ATAKENTT MAHALLESi” tanınan bir mahalle adı değil" in rows[before]["supheli"]


def test_a_page_break_anywhere_changes_nothing() -> None:
    expected = without_lines(read(*HEAD, *BODY))

    for lines in with_page_breaks(HEAD, BODY):
        assert without_lines(read(*lines)) == expected


def test_sentences_about_neighbourhoods_are_no_table() -> None:
    assert (
        read(
            "Mahallesi 1387/6 Milli Eğitim",
            "MAHALLE MUHTARLIKLARI",
            "Atakent Mahallesi, 5 Fatih 6",
            "Cennet 7",
        )
        == []
    )


def test_the_year_is_the_one_the_report_names_most() -> None:
    lines = ["2030 Yılı Faaliyet Raporu ile karşılaştırma", " FAALiYET RAPORU 2031", " FAALiYET RAPORU 2031"]

    assert report_year(report_of(*lines)) == "2031"
    assert report_year(report_of("Rapor")) == ""


def test_totals_are_checked_against_the_lines_and_against_the_summary_of_works() -> None:
    report = report_of(
        YEAR, " SAYILARLA FEN iŞLERi MÜDÜRLÜĞÜ", "", "Bordür Yapım - 12053,31 1,717 metre 1 Yıl", "",
        "Tretuvar Yapım - 53117,53 6767,25 m2 1 Yıl", "", *HEAD, *BODY[:-1], "GENEL TOPLAM 1.717,75 6.767,30",
    )  # fmt: skip
    findings = check_indicators(report, NAMES)

    assert {(finding.karar, finding.satirlar, finding.yazan, finding.hesaplanan) for finding in findings} == {
        (Verdict.HOLDS, "22", "1.717,75", "1717.75"),
        (Verdict.FAILS, "22", "6.767,30", "6767.25"),
        (Verdict.FAILS, "4", "1,717", "1717.75"),
        (Verdict.HOLDS, "6", "6767,25", "6767.25"),
    }


def test_a_total_of_whole_units_differs_from_the_summary_by_rounding_only() -> None:
    report = report_of(
        " SAYILARLA FEN iŞLERi MÜDÜRLÜĞÜ", "Yol Çizgi Çalışmaları - 12332,41 11966,12 metre", "",
        "MAHALLE YOL ÇİZGİ BOYASI (METRE)", "ATAKENT MAHALLESİ 11000", "CENNET MAHALLESİ 900", "FATİH MAHALLESİ 66",
    )  # fmt: skip
    [finding] = check_indicators(report, NAMES)

    assert (finding.karar, finding.yazan, finding.hesaplanan) == (Verdict.ROUNDING, "11966,12", "11966")


@needs_real_report
class TestRealTables:
    def test_the_committed_table_is_what_the_reader_reads(self) -> None:
        rows = read_indicators(report_of(*real_lines()), NAMES)

        assert rows == committed("gostergeler")
        assert tuple(rows[0]) == COLUMNS

    def test_every_measure_has_every_neighbourhood_once(self) -> None:
        rows = committed("gostergeler")

        assert Counter(row["gosterge"] for row in rows).total() == 13 * 21
        for measure in {row["gosterge"] for row in rows}:
            names = [row["mahalle"] for row in rows if row["gosterge"] == measure]
            assert sorted(names) == sorted(MAHALLELER.split("|"))

    def test_the_one_missing_cell_is_kept_empty_and_in_doubt(self) -> None:
        rows = [row for row in committed("gostergeler") if not row["deger_ham"]]

        assert [(row["mahalle"], row["gosterge"], row["satir_bas"]) for row in rows] == [
            ("Söğütlüçeşme", "hiz_kesici", "8762")
        ]
        assert rows[0]["supheli"]

    def test_the_figures_that_do_not_agree_are_found(self) -> None:
        findings = check_indicators(report_of(*real_lines()), NAMES)

        assert len(findings) == 25
        assert {
            (finding.satirlar, finding.yazan, finding.hesaplanan)
            for finding in findings
            if finding.karar is Verdict.FAILS
        } == {
            ("8457", "40.623,30", "40623.26"),
            ("9355", "12826,01", "12826"),
            ("9355", "13583,80", "13582.4"),
            ("8295", "10,708", "10708.44"),
            ("8304", "270,9", "257.7"),
            ("8404", "12826,01", "12826"),
            ("8406", "13582,8", "13582.4"),
        }
