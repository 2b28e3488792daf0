"""What the property lists share: row numbers, page numbers, parcels, and figures told elsewhere."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.report.allocations import COLUMNS as ALLOCATION_COLUMNS
from kbs_envanter.report.allocations import read_allocations
from kbs_envanter.report.article18 import COLUMNS as ARTICLE18_COLUMNS
from kbs_envanter.report.article18 import read_article18
from kbs_envanter.report.expropriations import COLUMNS as EXPROPRIATION_COLUMNS
from kbs_envanter.report.expropriations import read_expropriations
from kbs_envanter.report.findings import Verdict
from kbs_envanter.report.lists import iso_date
from kbs_envanter.report.numbered import numbered_rows
from kbs_envanter.report.pages import without_page_numbers
from kbs_envanter.report.quantities import check_mentions, compare, find_mentions
from kbs_envanter.report.rented_in import COLUMNS as RENTED_IN_COLUMNS
from kbs_envanter.report.rented_in import read_rented_in
from kbs_envanter.report.rented_out import COLUMNS as RENTED_OUT_COLUMNS
from kbs_envanter.report.rented_out import read_rented_out
from kbs_envanter.report.text import Line
from kbs_envanter.report.tokens import tokenize
from tests.unit.property_lists import NAMES, needs_real_report, real_lines, report_of


def numbers(*lines: str) -> list[int]:
    tokens = tokenize(Line(no, line) for no, line in enumerate(lines, 1))
    return [row.sira for row in numbered_rows(tokens, lambda words: words[0].text[0].isupper())]


def test_rows_begin_with_growing_numbers() -> None:
    assert numbers("1 Gül", "Sokak", "2 Lale", "3 Menekşe") == [1, 2, 3]


def test_counts_areas_and_floors_at_line_starts_are_no_rows() -> None:
    assert numbers("1 Gül", "2 Katlı Bina", "35 m2", "2 Lale", "14 Adet", "657 Ada", "3 Menekşe") == [1, 2, 3]


def test_a_number_alone_on_its_line_begins_a_row() -> None:
    assert numbers("1 Gül", "2", "Lale") == [1, 2]


def test_the_longest_chain_wins_over_a_stray_number() -> None:
    assert numbers("1 Gül", "9 Büyük", "2 Lale", "3 Menekşe", "4 Zambak") == [1, 2, 3, 4]


def test_a_list_without_numbers_has_no_rows() -> None:
    assert numbers("Gül", "Lale") == []
    assert numbers() == []


def test_page_numbers_are_blanked_and_other_lone_numbers_stay() -> None:
    pages = ["başlık", "12", " gül", "7", "lale", "13", " zambak", "14", " 3", "menekşe", "15", " son"]
    lines = without_page_numbers(report_of(*pages)).lines

    assert [line.text for line in lines if line.text.isdigit()] == ["7", "3"]
    assert len(lines) == len(pages)


def test_a_report_without_page_numbers_is_left_as_it_is() -> None:
    report = report_of("gül", "5", " lale", "zambak")

    assert without_page_numbers(report) is report


@pytest.mark.parametrize(
    ("text", "date"), [("6.09.2022", "2022-09-06"), ("31.02.2022", ""), ("2022", ""), ("(01.12.2031)", "2031-12-01")]
)
def test_a_date_is_iso_when_the_calendar_has_it(text: str, date: str) -> None:
    assert iso_date(text) == date


def test_the_figures_of_a_quantity_follow_its_wrapped_title() -> None:
    report = report_of(
        "Ağaç Dikimi ile ilgili", "Ağaç ", "Dikimi (2886 Sayılı ", "Yasaya Göre)", "", "- 24 25 Adet 3 yıl", "x",
        "Ağaç dikimi miktarı m2 1959,32 500 1045,26 •", "Ağaç Dikimi", "2942 sayılı kanun",
    )  # fmt: skip

    assert [(mention.lines, mention.figures) for mention in find_mentions(report, "ağaç dikimi")] == [
        ("2-6", ("24", "25")),
        ("8", ("1959,32", "500", "1045,26")),
    ]
    findings = check_mentions(report, "Ağaç", "ağaç dikimi", Decimal("25"))
    assert [(finding.karar, finding.yazan) for finding in findings] == [
        (Verdict.HOLDS, "25"),
        (Verdict.FAILS, "1959,32 500 1045,26"),
    ]


@pytest.mark.parametrize(
    ("printed", "computed", "verdict"),
    [
        ("0,32", "0.3164", Verdict.ROUNDING),
        ("11966,12", "11966", Verdict.ROUNDING),
        ("10,00", "10.6378", Verdict.FAILS),
        ("12826,01", "12826.00", Verdict.FAILS),
        ("3040", "3040", Verdict.HOLDS),
    ],
)
def test_a_difference_below_the_last_digit_is_rounding(printed: str, computed: str, verdict: Verdict) -> None:
    assert compare("ağaç", "1", [printed], Decimal(computed), "tr").karar is verdict


READERS = [
    (["KiRALANAN TAŞINMAZLAR", "ADRES ADA/PARSEL FAALiYET TAŞINMAZIN CiNSi MALiKi"], read_rented_in, RENTED_IN_COLUMNS),
    (["KiRALANAN TAŞINMAZLAR", "NO ADRES ADA/PARSEL iŞiN ADI KiRACI"], read_rented_out, RENTED_OUT_COLUMNS),
    (["TAHSiS VERiLEN TAŞINMAZLAR", "SIRA NO ADRES ADA/ PARSEL"], read_allocations, ALLOCATION_COLUMNS),
    (["TAHSiSi ALINAN PARSELLER", "MAHALLE/MEVKii ADA/PARSEL MÜLKiYET"], read_allocations, ALLOCATION_COLUMNS),
    (["KAMULAŞTIRMA iŞLEMi TAMAMLANAN PARSELLER", "Sıra No"], read_expropriations, EXPROPRIATION_COLUMNS),
    (["3194/18. Madde Uygulaması", "Sıra No ADA PARSEL"], read_article18, ARTICLE18_COLUMNS),
]
PIECES = (
    "1|2|3|7|12|-|_|₺|m2|h|(|)|(25|Katlı|Nolu|No:|Fatih Mahallesi|Mah.|Sk.|12/3|0/41|7064-7092|1198-|E:425|Y:|698|"
    "Parsel Güneyi,|Park Alanı|Büfe|Depo|10.05.2022|35 m2|1,045.26|410,34|10,00 h|Adına|A.Ş.|Yol|TOPLAM|\n|\n\n|\n |\n1|\n2"
)


@pytest.mark.parametrize(("head", "read", "columns"), READERS)
@given(body=st.lists(st.sampled_from(PIECES.split("|")), max_size=40))
def test_any_mixture_of_cells_is_read_into_whole_rows(head, read, columns, body: list[str]) -> None:
    for row in read(report_of(*head, "", *" ".join(body).split("\n")), NAMES):
        assert tuple(sorted(row)) == tuple(sorted(columns))
        assert int(row["satir_bas"]) <= int(row["satir_son"])


@needs_real_report
def test_a_row_number_alone_is_no_page_number_in_the_real_report() -> None:
    report = report_of(*real_lines())
    lines = without_page_numbers(report).lines

    assert (
        [report.lines[no - 1].text for no in (7762, 7892)] == [lines[no - 1].text for no in (7762, 7892)] == ["2", "6"]
    )
