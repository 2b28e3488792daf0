"""Article 18 applications: made-up rows, hectares against square metres, then the real list."""

from kbs_envanter.report.article18 import COLUMNS, read_article18
from kbs_envanter.report.findings import Verdict
from kbs_envanter.report.property_checks import check_article18
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

HEAD = [
    "3194/18. Madde Uygulaması", "Sıra ", "No", "", "ADA ", "PARSEL MAHALLE/SOKAK YÜZÖLÇÜMÜ HEKTAR AÇIKLAMA", "",
]  # fmt: skip
BODY = [
    "1 KEMALPAŞA MAH. ", "GÜL SOKAK 3,164.00 m2 0,32 h 14 ADET PARSEL", "",
    "2 0/5514 HALKALI 106,378.00 m2 10,00 h", "MUHTELİF ", "PARSELLERDE İMAR UYG.", "", "- SAFRA - -", "",
    "TOPLAM 10,32 h",
]  # fmt: skip


def report(*body: str) -> Report:
    return report_of(*HEAD, *body, " NUMARATAJ iŞLEMLERi ", "1 Fatih Mahallesi")


def read(*body: str) -> list[Row]:
    return read_article18(report(*body), NAMES)


def test_a_row_is_read_cell_by_cell() -> None:
    first, second, _ = read(*BODY)

    assert first == {
        "sira": "1",
        "satir_bas": "8",
        "satir_son": "9",
        "yer_no": "1",
        "mahalle": "Kemalpaşa",
        "tapu_mahallesi": "",
        "yer_ham": "KEMALPAŞA MAH. GÜL SOKAK",
        "ada": "",
        "parsel_ham": "",
        "alan_ham": "3,164.00 m2",
        "alan_m2": "3164",
        "hektar_ham": "0,32 h",
        "hektar": "0.32",
        "aciklama": "14 ADET PARSEL",
        "supheli": "",
    }
    assert (second["parsel_ham"], second["ada"], second["tapu_mahallesi"]) == ("0/5514", "", "Halkalı")
    assert (second["alan_m2"], second["hektar"], second["mahalle"]) == ("106378", "10", "")
    assert second["aciklama"] == "MUHTELİF PARSELLERDE İMAR UYG."


def test_a_place_that_shares_the_cells_of_the_row_above_is_a_row_with_the_same_number() -> None:
    place = read(*BODY)[2]

    assert (place["sira"], place["yer_no"], place["tapu_mahallesi"]) == ("2", "2", "Safra")
    assert (place["alan_m2"], place["hektar"]) == ("", "")
    assert "ortak" in place["supheli"]


def test_a_row_without_area_is_kept_with_a_reason() -> None:
    [row] = read("1 12/5 HALKALI MUHTELİF PARSELLER")

    assert (row["ada"], row["parsel_ham"], row["alan_m2"]) == ("12", "12/5", "")
    assert "Alan ya da hektar okunamadı" in row["supheli"]


def test_a_page_break_anywhere_changes_nothing() -> None:
    expected = without_lines(read(*BODY))

    for lines in with_page_breaks(HEAD, BODY):
        assert without_lines(read_article18(report_of(*lines), NAMES)) == expected


def test_hectares_are_checked_against_square_metres_and_against_their_total() -> None:
    findings = check_article18(report(*BODY), read(*BODY))

    assert [(finding.karar, finding.yazan, finding.hesaplanan) for finding in findings] == [
        (Verdict.ROUNDING, "0,32", "0.3164"),
        (Verdict.FAILS, "10,00", "10.6378"),
        (Verdict.HOLDS, "10,32", "10.32"),
    ]


@needs_real_report
def test_the_committed_table_is_what_the_reader_reads() -> None:
    whole = report_of(*real_lines())
    rows = read_article18(whole, NAMES)

    assert rows == committed("madde18")
    assert tuple(rows[0]) == COLUMNS
    failing = [f.satirlar for f in check_article18(whole, rows) if f.karar is Verdict.FAILS]
    assert failing == ["7710-7714"]
