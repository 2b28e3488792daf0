"""The sports facilities table: made-up rows with every oddity of the real one, then the real one, mutated."""

import csv
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.record import Row
from kbs_envanter.report.sports import COLUMNS, read_sports
from kbs_envanter.report.text import Report

REAL_REPORT = Path("/work/shared/rapor/faaliyet-raporu-2024.txt")
TRANSCRIBED = Path(__file__).parents[2] / "data" / "rapor-2024" / "spor_tesisleri.csv"

MAHALLELER = (
    "Atakent|Atatürk|Beşyol|Cennet|Cumhuriyet|Fatih|Fevziçakmak|Gültepe|Halkalı Merkez|İnönü|İstasyon|"
    "Kanarya|Kartaltepe|Kemalpaşa|Mehmet Akif|Söğütlüçeşme|Sultanmurat|Tevfikbey|Yarımburgaz|Yenimahalle|Yeşilova"
)
NAMES = NeighbourhoodNames(Neighbourhood(ad, ad) for ad in MAHALLELER.split("|"))
PAGE = [" TABLO 3:  iLÇEMiZDEKi SPOR TESiSLERi", "Cinsi Mevkii Ada Parsel Alan Mülkiyet Durumu", ""]
CELLS = COLUMNS[3:-1]


def read(*body: str) -> list[Row]:
    text = "\n".join([*PAGE, *"\n".join(body).split("\n"), " TABLO 4: GENEL DONANIM TABLOSU", "Türü Adet"])
    return read_sports(Report.from_text(text), NAMES)


def only(*body: str) -> Row:
    [row] = read(*body)
    return row


def contents(rows: Iterable[Row]) -> list[Row]:
    return [{column: row[column] for column in CELLS} for row in rows]


def test_a_row_on_one_line_is_read_cell_by_cell() -> None:
    row = only("Gül Kapalı Yüzme Havuzu Atakent Mahallesi 401 6 8872,89 Küçükçekmece Belediyesi")

    assert row == {
        "sira": "1",
        "satir_bas": "4",
        "satir_son": "4",
        "ad": "Gül Kapalı Yüzme Havuzu",
        "kullanim_amaci": "",
        "pafta": "",
        "ada": "401",
        "parsel_ham": "6",
        "alan_ham": "8872,89",
        "alan_m2": "8872.89",
        "mulkiyet_ham": "Küçükçekmece Belediyesi",
        "mahalle": "Atakent",
        "adres_ham": "Atakent Mahallesi",
        "supheli": "",
    }


@pytest.mark.parametrize(
    ("body", "cells"),
    [
        ("Gül Stadı Fatih Mahallesi - 10968 3396,5 İBB", ("", "10968", "3396,5", "İBB")),
        ("Gül Stadı Fatih Mahallesi 435 2 - İBB", ("435", "2", "-", "İBB")),
        ("Gül Stadı Fatih Mahallesi 619 1-2 0 İBB", ("619", "1-2", "0", "İBB")),
        ("Gül Stadı Fatih Mahallesi 13 1 parsel yanı\npark alanı 0 Belediyemiz tasarrufunda", ("13", "1 parsel yanı park alanı", "0", "Belediyemiz tasarrufunda")),
        ("Gül Stadı Fatih Mahallesi 82\n1 parselin\n\ndoğusu yeşil\nalan\n\n0 İBB", ("82", "1 parselin doğusu yeşil alan", "0", "İBB")),
        ("Gül Stadı Fatih Mahallesi 5 6 7,5 Park Alanı", ("5", "6", "7,5", "Park Alanı")),
    ],
)  # fmt: skip
def test_the_numeric_cells_are_told_apart(body: str, cells: tuple[str, ...]) -> None:
    row = only(body)

    assert (row["ada"], row["parsel_ham"], row["alan_ham"], row["mulkiyet_ham"]) == cells
    assert (row["ad"], row["supheli"]) == ("Gül Stadı", "")


@pytest.mark.parametrize("area", ["0", "-"])
def test_an_area_of_zero_or_a_dash_is_unknown(area: str) -> None:
    row = only(f"Gül Stadı Fatih Mahallesi 5 6 {area} İBB")

    assert (row["alan_ham"], row["alan_m2"]) == (area, "")


@pytest.mark.parametrize(
    "owner",
    [
        "K.Çekmece Belediyesi\n(39.776,72 m²) - Maliye\nHazinesi (22.016,76 m²)",
        "Küçükçekmece Belediyesi\n(Halı Saha)",
        "Maliye hazinesinden tahsis\n\nedildi.",
        "Arsa: Maliye Hazinesi\nBina: İBB",
        "Belediyemiz tasarrufunda\n\n(Halı saha)",
    ],
)
def test_an_owner_that_wraps_ends_where_the_next_name_begins(owner: str) -> None:
    rows = read(f"Gül Stadı Fatih Mahallesi 5 6 0 {owner}", "", "Ufuk Spor\nSalonu İnönü Mahallesi 7 8 0 İBB")

    assert [row["mulkiyet_ham"] for row in rows] == [" ".join(owner.split()), "İBB"]
    assert rows[1]["ad"] == "Ufuk Spor Salonu"


def test_a_name_may_hold_a_neighbourhood_of_its_own() -> None:
    row = only("Halkalı Merkez Mahallesi Halı Saha Halkalı Merkez\nMahallesi - 784 0 İBB")

    assert (row["ad"], row["adres_ham"]) == ("Halkalı Merkez Mahallesi Halı Saha", "Halkalı Merkez Mahallesi")


def test_a_place_that_is_no_neighbourhood_is_marked() -> None:
    row = only("Gül Stadı Sefaköy 5 6 0 İBB")

    assert (row["mahalle"], row["ad"]) == ("", "Gül Stadı Sefaköy")
    assert "Mevki" in row["supheli"]


def test_a_new_page_between_rows_or_inside_one_leaves_no_trace() -> None:
    first, second = "Gül Stadı Fatih Mahallesi 5 6 0 İBB", "Belediye Spor\nSalonu İnönü Mahallesi 7 8 0 İBB"
    expected = contents(read(first, "", second))

    assert contents(read(first, *PAGE, second)) == expected
    assert contents(read(first, "", "Belediye Spor", *PAGE, "Salonu İnönü Mahallesi 7 8 0 İBB")) == expected


def test_rows_run_together_are_told_apart() -> None:
    rows = read("Gül Stadı Fatih Mahallesi 5 6 0 İBB", "Belediye Spor Salonu İnönü Mahallesi 7 8 0 İBB")

    assert [row["ad"] for row in rows] == ["Gül Stadı", "Belediye Spor Salonu"]


def test_a_report_without_the_table_has_no_rows() -> None:
    assert read_sports(Report.from_text("Başka bir metin"), NAMES) == []


# The real table


@pytest.fixture(scope="module")
def real() -> tuple[list[str], list[Row]]:
    if not REAL_REPORT.exists():
        pytest.skip("the report is not here")
    text = REAL_REPORT.read_text("utf-8")
    return text.split("\n"), read_sports(Report.from_text(text), NAMES)


def pieces(real: tuple[list[str], list[Row]]) -> list[list[str]]:
    lines, rows = real
    return [lines[int(row["satir_bas"]) - 1 : int(row["satir_son"])] for row in rows]


def reread(chunks: Iterable[Sequence[str]]) -> list[Row]:
    return contents(read(*itertools.chain.from_iterable([*chunk, ""] for chunk in chunks)))


def test_the_real_table_reads_as_it_was_transcribed(real: tuple[list[str], list[Row]]) -> None:
    with TRANSCRIBED.open(encoding="utf-8", newline="") as file:
        transcribed = list(csv.DictReader(file))

    assert [(row["satir_bas"], row["satir_son"]) for row in real[1]] == [
        (row["satir_bas"], row["satir_son"]) for row in transcribed
    ]
    assert contents(real[1]) == contents(transcribed)


def test_removing_a_row_changes_no_other_row(real: tuple[list[str], list[Row]]) -> None:
    chunks, expected = pieces(real), contents(real[1])

    for i in range(len(chunks)):
        assert reread(chunks[:i] + chunks[i + 1 :]) == expected[:i] + expected[i + 1 :]


def test_a_page_break_before_any_line_changes_nothing(real: tuple[list[str], list[Row]]) -> None:
    chunks, expected = pieces(real), contents(real[1])

    for i, chunk in enumerate(chunks):
        for at in range(len(chunk)):
            broken = [*chunk[:at], *PAGE, *chunk[at:]]
            assert reread([*chunks[:i], broken, *chunks[i + 1 :]]) == expected
