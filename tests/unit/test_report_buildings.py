"""The service buildings table: made-up rows with every oddity of the real one, then the real one, mutated."""

import csv
import itertools
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.buildings import COLUMNS, read_buildings
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report

REAL_REPORT = Path("/work/shared/rapor/faaliyet-raporu-2024.txt")
TRANSCRIBED = Path(__file__).parents[2] / "data" / "rapor-2024" / "hizmet_binalari.csv"

MAHALLELER = (
    "Atakent|Atatürk|Beşyol|Cennet|Cumhuriyet|Fatih|Fevziçakmak|Gültepe|Halkalı Merkez|İnönü|İstasyon|"
    "Kanarya|Kartaltepe|Kemalpaşa|Mehmet Akif|Söğütlüçeşme|Sultanmurat|Tevfikbey|Yarımburgaz|Yenimahalle|Yeşilova"
)
NAMES = NeighbourhoodNames(
    Neighbourhood(ad, ad, ("Halkalı İstasyon",) if ad == "İstasyon" else ()) for ad in MAHALLELER.split("|")
)
CAPTION = " TABLO 2:  BELEDiYEMiZ TARAFINDAN KULLANILAN HiZMET BiNALARI TABLOSU"
PAGE = [
    CAPTION,
    "",
    "BİNA ADI KULLANIM AMACI PAFTA ADA PARSEL ALAN ",
    "(M2)",
    "",
    "MÜLKİYET ",
    "DURUMU MAHALLE / ADRES",
    "",
]
END = "TABLO 3:  BAŞKA BiR TABLO"
CELLS = COLUMNS[3:-1]


def read(*body: str, elsewhere: str = "") -> list[Row]:
    """The rows of a table with this body."""
    text = "\n".join([*PAGE, *"\n".join(body).split("\n"), "", END, elsewhere])
    return read_buildings(Report.from_text(text), NAMES)


def only(*body: str, elsewhere: str = "") -> Row:
    [row] = read(*body, elsewhere=elsewhere)
    return row


def with_numbers(numbers: str, owner: str = "Şahıs (Kiralık)", **options: str) -> Row:
    return only(f"Gül Bilgievi Kurs Merkezi {numbers}", owner, "", "Fatih Mahallesi, Lale", "Sokak, No: 5", **options)


FIRST = "Gül Kültür\nMerkezi\n\nKültürel Aktiviteler - 70 6 1413,72 Belediye Fatih Mahallesi,\n\nLale Sokak, No: 5"
SECOND = "Ufuk Bilgievi Kurs Merkezi - - 1234 500 Şahıs\n\nİnönü Mahallesi, Çınar\nCaddesi No: 7"


# Rows


def test_a_wrapped_row_is_read_cell_by_cell() -> None:
    row = only(
        "Papatya Kültür ve",
        "Gençlik Merkezi",
        "",
        "Kültürel Aktiviteler ve",
        "Kütüphane 12 70 6 1413,72 Küçükçekmece",
        "",
        "Belediyesi",
        "",
        "Halkalı İstasyon",
        "Mahallesi,  Şehit Ali",
        "Kaya Caddesi, No: 2/1",
        "(Çınar Parkı)",
    )

    assert row == {
        "sira": "1",
        "satir_bas": "9",
        "satir_son": "20",
        "ad": "Papatya Kültür ve Gençlik Merkezi",
        "kullanim_amaci": "Kültürel Aktiviteler ve Kütüphane",
        "pafta": "12",
        "ada": "70",
        "parsel_ham": "6",
        "alan_ham": "1413,72",
        "alan_m2": "1413.72",
        "mulkiyet_ham": "Küçükçekmece Belediyesi",
        "mahalle": "İstasyon",
        "adres_ham": "Halkalı İstasyon Mahallesi, Şehit Ali Kaya Caddesi, No: 2/1 (Çınar Parkı)",
        "supheli": "",
    }


def test_rows_are_numbered_and_know_their_lines() -> None:
    rows = read(FIRST, "", SECOND)

    assert [(row["sira"], row["ad"], row["satir_bas"], row["satir_son"]) for row in rows] == [
        ("1", "Gül Kültür Merkezi", "9", "14"),
        ("2", "Ufuk Bilgievi", "16", "19"),
    ]


def test_a_report_without_the_table_has_no_rows() -> None:
    assert read_buildings(Report.from_text("Başka bir metin"), NAMES) == []


def test_a_new_page_between_rows_leaves_no_trace() -> None:
    assert contents(read(FIRST, *PAGE, SECOND)) == contents(read(FIRST, "", SECOND))


@pytest.mark.parametrize("line", range(1, 6))
def test_a_new_page_inside_a_row_leaves_no_trace(line: int) -> None:
    lines = FIRST.split("\n")

    rows = read(*lines[:line], *PAGE, *lines[line:], "", SECOND)

    assert contents(rows) == contents(read(FIRST, "", SECOND))


def test_rows_run_together_are_told_apart_by_the_door_number() -> None:
    assert contents(read(FIRST, SECOND)) == contents(read(FIRST, "", SECOND))


def test_a_name_may_begin_with_a_neighbourhood_or_the_municipality() -> None:
    rows = read(
        "Fatih Mahallesi,\nKapalı Pazar Yeri\n\nPazar Alanı - - 13022 1392,85 Belediye",
        "Kanarya Mah. 4. Cadde\nNo: 13",
        "",
        "Küçükçekmece\nBelediyesi\nKreşi\n\nKreş - - 12033 1687,03 Maliye Hazinesi Beşyol Mahallesi,\nÇınar Sk. No: 1",
    )

    assert [(row["ad"], row["mahalle"]) for row in rows] == [
        ("Fatih Mahallesi, Kapalı Pazar Yeri", "Kanarya"),
        ("Küçükçekmece Belediyesi Kreşi", "Beşyol"),
    ]


def test_a_name_may_begin_with_a_number() -> None:
    rows = read(FIRST, "", "15 Temmuz Bilgievi Kurs Merkezi - - 12 500 Şahıs", "", "Fatih Mah. Lale Sk. No: 1")

    assert rows[1]["ad"] == "15 Temmuz Bilgievi"


def test_a_dash_for_an_address_closes_its_row() -> None:
    rows = read("Gül Konukevi Barınma ve\nDanışmanlık - - - İBB -", "", SECOND)

    assert contents(rows)[0] == {
        **dict.fromkeys(CELLS, ""),
        "ad": "Gül Konukevi",
        "kullanim_amaci": "Barınma ve Danışmanlık",
        "mulkiyet_ham": "İBB",
    }
    assert rows[1]["ad"] == "Ufuk Bilgievi"


def test_an_address_without_a_neighbourhood_is_kept() -> None:
    rows = read(
        "Gül Bilgievi Kurs Merkezi - - 12 500 Küçükçekmece\n\nBelediyesi\n\nTurgut Özal Bulvarı\nNo: 5", "", SECOND
    )

    assert (rows[0]["mahalle"], rows[0]["adres_ham"]) == ("", "Turgut Özal Bulvarı No: 5")
    assert rows[0]["mulkiyet_ham"] == "Küçükçekmece Belediyesi"
    assert rows[1]["ad"] == "Ufuk Bilgievi"


def test_a_row_without_any_number_is_kept_with_the_reason() -> None:
    rows = read(
        FIRST,
        "",
        "Çınar Semt Konağı\n\nEtkinlik ve Eğitim\n\nMaliye Hazinesi\n\nKanarya Mahallesi,\nLale Sokak No: 9",
        "",
        SECOND,
    )

    assert [row["ad"] for row in rows] == ["Gül Kültür Merkezi", "Çınar Semt Konağı", "Ufuk Bilgievi"]
    assert (rows[1]["mulkiyet_ham"], rows[1]["mahalle"]) == ("Maliye Hazinesi", "Kanarya")
    assert "sütunları boş" in rows[1]["supheli"]


def test_an_owner_of_an_unknown_kind_does_not_hide_a_row() -> None:
    row = with_numbers("- - 1234 500", owner="Emlak Yatırım Ortaklığı")

    assert (row["parsel_ham"], row["alan_ham"], row["mulkiyet_ham"]) == ("1234", "500", "Emlak Yatırım Ortaklığı")
    assert "Mülkiyet bilinen bir sözle başlamıyor" in row["supheli"]


def test_a_row_that_does_not_fit_is_kept_with_the_reason() -> None:
    rows = read(FIRST, "", "Çınar Semt Konağı", "Etkinlik ve Eğitim", "", "Vakıf malı")

    assert rows[1]["ad"] == "Çınar Semt Konağı Etkinlik ve Eğitim Vakıf malı"
    assert "çözülemedi" in rows[1]["supheli"]


def test_a_row_that_may_have_run_into_the_next_one_is_marked() -> None:
    rows = read(FIRST, "", "Çınar Konağı", "", "Etkinlik", "", "Vakıf malı", "", SECOND)

    assert "başka bir satır karışmış olabilir" in rows[1]["supheli"]


def test_prose_below_the_table_is_no_row() -> None:
    assert len(read(FIRST, "", "Bu binalar ilçe halkına hizmet vermek için kullanılmaktadır. " * 20)) == 1


def test_an_address_goes_on_below_a_lone_neighbourhood_or_door_sign() -> None:
    rows = read(
        "Gül Bilgievi Kurs Merkezi 8 - 41 650 Şahıs Kanarya Mahallesi,\n\nPelikan Sokak No:\n81",
        "",
        "Ufuk Bilgievi Kurs Merkezi 8 - 42 650 Belediye\n\nFatih Mah. Lale Cad. No: 71\nve 73",
        "",
        SECOND,
    )

    assert [row["adres_ham"] for row in rows[:2]] == [
        "Kanarya Mahallesi, Pelikan Sokak No: 81",
        "Fatih Mah. Lale Cad. No: 71 ve 73",
    ]
    assert len(rows) == 3


def test_numbers_in_running_text_and_brackets_are_no_parcel() -> None:
    row = only(
        "Çınar Çocuk Evi",
        "",
        "4-17 Yaş, 5, 6 sınıf, 3 - 6 yaş ve 1. ve 2.",
        "kat; 112 Acil, 14 adet dükkân 11 - 12292 2361,03",
        "",
        "İBB'den 5 yıl",
        "süreyle (2 adet)",
        "",
        "Fatih Mah. Lale Cad. 1214.",
        "Sk No: 3 (Deniz",
        "Konutları 2 yanı)",
    )

    assert (row["pafta"], row["parsel_ham"], row["alan_m2"]) == ("11", "12292", "2361.03")
    assert row["kullanim_amaci"].endswith("14 adet dükkân")
    assert row["mulkiyet_ham"] == "İBB'den 5 yıl süreyle (2 adet)"


# Name and use


@pytest.mark.parametrize(
    ("text", "name", "use"),
    [
        ("Gül Gündüz\nÇocuk Bakımevi Gündüz Çocuk Bakımevi", "Gül Gündüz Çocuk Bakımevi", "Gündüz Çocuk Bakımevi"),
        ("Hizmet Binası Hizmet Binası", "Hizmet Binası", "Hizmet Binası"),
        ("Ufuk Millet\nKütüphanesi Kütüphane", "Ufuk Millet Kütüphanesi", "Kütüphane"),
        ("Usta Eller\nÇarşısı Çarşı", "Usta Eller Çarşısı", "Çarşı"),
        ("Gül Bilgievi Bilgievi Kurs Merkezi", "Gül Bilgievi", "Bilgievi Kurs Merkezi"),
        ("Kurs Merkezi\n(Ufuk Çınar) Kurs Merkezi Eğitim Faaliyetleri", "Kurs Merkezi (Ufuk Çınar)", "Kurs Merkezi Eğitim Faaliyetleri"),
        ("Gül Pazar Yeri\nve Kafe Pazar Yeri", "Gül Pazar Yeri ve Kafe", "Pazar Yeri"),
        ("Ek Hizmet Binası 112 Acil Yardım İstasyonu", "Ek Hizmet Binası", "112 Acil Yardım İstasyonu"),
        ("Gül Taziyeevi Taziyeevi, Mevlüt, Düğün Nişan\nvb. organizasyonlar", "Gül Taziyeevi", "Taziyeevi, Mevlüt, Düğün Nişan vb. organizasyonlar"),
        ("Gençlik Merkezi\nEtüt merkezleri,\nKariyer Planlama,\nSpor", "Gençlik Merkezi", "Etüt merkezleri, Kariyer Planlama, Spor"),
        ("Ufuk Sanat\nGalerisi Sergi ve Atölye", "Ufuk Sanat Galerisi", "Sergi ve Atölye"),
        ("Binek Araç (Lojistik\nDepo) - Sevk\nMerkezi\n\nAraç temini", "Binek Araç (Lojistik Depo) - Sevk Merkezi", "Araç temini"),
    ],
)  # fmt: skip
def test_name_and_use_are_told_apart(text: str, name: str, use: str) -> None:
    row = only(f"{text} - 70 6 1413,72 Belediye", "", "Fatih Mahallesi, Lale Sokak No: 5")

    assert (row["ad"], row["kullanim_amaci"]) == (name, use)
    assert row["supheli"] == ""


@pytest.mark.parametrize("text", ["Gül Ufuk Deniz", "Gül Müdürlüğü Ek Binası Nikah İşleri"])
def test_a_border_that_the_words_do_not_tell_is_marked(text: str) -> None:
    row = only(f"{text} - 70 6 1413,72 Belediye", "", "Fatih Mahallesi, Lale Sokak No: 5")

    assert "ayrım kesin değil" in row["supheli"]


# Pafta, ada, parsel, alan


@pytest.mark.parametrize(
    ("numbers", "cells"),
    [
        ("- 70 6 1413,72", ("", "70", "6", "1413,72")),
        ("_ 70 6 699", ("", "70", "6", "699")),
        ("26 - 10750", ("26", "", "10750", "")),
        ("- - - 1530", ("", "", "", "1530")),
        ("- - -", ("", "", "", "")),
        ("- - 379,6", ("", "", "", "379,6")),
        ("12033 1687,03", ("", "", "12033", "1687,03")),
        ("429 12 3261,31", ("", "429", "12", "3261,31")),
        ("307,53", ("", "", "", "307,53")),
        ("- 635 1 Parsel\nGüneyi 600", ("", "635", "1 Parsel Güneyi", "600")),
        ("- -\n\n12032\n(3789\nparsel)\n\n1042", ("", "", "12032 (3789 parsel)", "1042")),
        ("657\n\n1 parsel\nbatısı ve\n\n698 parsel\ngüneyi\n\ntahsis alanı\n\n214", ("", "657", "1 parsel batısı ve 698 parsel güneyi tahsis alanı", "214")),
        ("- - E: 1218\nY: 12975 15700", ("", "", "E: 1218 Y: 12975", "15700")),
        ("11 - E:546\nY:5892 3365", ("11", "", "E:546 Y:5892", "3365")),
        ("- - 1445 ve\n\n1446 435", ("", "", "1445 ve 1446", "435")),
        ("_ - 1198-1261-\n5594 26515", ("", "", "1198-1261-5594", "26515")),
        ("- 103 21 (Yapı) 2320,38", ("", "103", "21 (Yapı)", "2320,38")),
        ("851 7 parsel\nyanı\n", ("", "851", "7 parsel yanı", "")),
        ("- - Yapı Alanı 1237", ("", "", "Yapı Alanı", "1237")),
    ],
)  # fmt: skip
def test_the_numeric_cells_are_told_apart(numbers: str, cells: tuple[str, ...]) -> None:
    row = with_numbers(numbers)

    assert (row["pafta"], row["ada"], row["parsel_ham"], row["alan_ham"]) == cells
    assert (row["ad"], row["mulkiyet_ham"]) == ("Gül Bilgievi", "Şahıs (Kiralık)")
    assert row["supheli"] == ""


@pytest.mark.parametrize(
    ("numbers", "cells", "doubt"),
    [
        ("512 9 10166", ("", "512", "9", "10166"), "Üç sayı"),
        ("182 47", ("", "182", "47", ""), "ikincisi alan da olabilir"),
        ("182 4700", ("", "", "182", "4700"), "İki sayının ilki"),
        ("- - 264", ("", "", "264", ""), "Tek sayı (264)"),
        ("6184", ("", "", "6184", ""), "Tek sayı (6184)"),
        ("792 Batısı 15000", ("", "", "792 Batısı", "15000"), "sayı ada da olabilir"),
    ],
)
def test_what_the_numbers_leave_open_is_marked(numbers: str, cells: tuple[str, ...], doubt: str) -> None:
    row = with_numbers(numbers)

    assert (row["pafta"], row["ada"], row["parsel_ham"], row["alan_ham"]) == cells
    assert doubt in row["supheli"]


@pytest.mark.parametrize("elsewhere", ["3 Lale Sokak 0/7978 Kurs", "Lale Sokak -/7978", "7978 parsel üzerinde"])
def test_a_lone_number_is_a_parcel_when_another_place_says_so(elsewhere: str) -> None:
    assert with_numbers("- - 7978", elsewhere=elsewhere)["supheli"] == ""


@pytest.mark.parametrize("elsewhere", ["3 Lale Sokak 12/7978", "0/79781", "17978 parsel", "toplam 7978"])
def test_another_number_that_looks_alike_settles_nothing(elsewhere: str) -> None:
    assert "Tek sayı" in with_numbers("- - 7978", elsewhere=elsewhere)["supheli"]


def test_a_lone_number_is_a_parcel_when_another_row_gives_parcel_and_area() -> None:
    rows = read(FIRST, "", SECOND, "", SECOND.replace("1234 500", "1234").replace("Ufuk", "Deniz"))

    assert (rows[2]["parsel_ham"], rows[2]["supheli"]) == ("1234", "")


def test_a_lone_number_that_stands_in_two_rows_names_the_other_row() -> None:
    lone = SECOND.replace("1234 500", "1234")

    rows = read(lone, "", lone)

    assert f"{rows[1]['satir_bas']}. satırda" in rows[0]["supheli"]


def test_a_place_may_stand_for_the_parcel() -> None:
    row = only(
        "Gül Gündüz\nÇocuk Bakımevi Gündüz Çocuk Bakımevi\n\nYalı\nCaddesi ile\nGöl arası\n\n307,53 Belediyenin",
        "tasarrufunda\n\nFatih Mahallesi, Yalı\nCaddesi, No: 27",
    )

    assert (row["kullanim_amaci"], row["parsel_ham"]) == ("Gündüz Çocuk Bakımevi", "Yalı Caddesi ile Göl arası")


def test_an_area_that_fits_both_styles_is_read_as_its_column() -> None:
    rows = read(FIRST, "", SECOND.replace("500", "1.045"))

    assert (rows[1]["alan_ham"], rows[1]["alan_m2"], rows[1]["supheli"]) == ("1.045", "1045", "")


def test_an_area_may_have_a_unit_or_be_unknown() -> None:
    rows = read(
        SECOND.replace("500", "4.812,00m2"), "", SECOND.replace("500", "4812 m²"), "", SECOND.replace("500", "-")
    )

    assert [row["alan_m2"] for row in rows] == ["4812", "4812", ""]


# Any table


def wrap(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def printed(cells: Iterable[tuple[str, int]], chance: random.Random) -> str:
    """Cells as they come out of the PDF: centred in height, joined where their middles nearly meet."""
    text, before = "", None
    for cell, width in cells:
        lines = wrap(cell, width) if cell else []
        for i, line in enumerate(lines):
            height = (len(lines) - 1) / 2 - i
            if before is None:
                gap = ""
            elif i or (height - before == 1 and chance.random() < 0.4):
                gap = "\n"
            else:
                gap = " " if abs(height - before) <= 0.5 else "\n\n"
            text, before = text + gap + line, height
    return text


names = st.builds(
    "{} {}".format,
    st.sampled_from(["Gül", "Mavi Deniz", "Şehit Ali Kaya", "15 Temmuz", "Küçükçekmece", "Atatürk Mahallesi,"]),
    st.sampled_from(["Kültür Merkezi", "Gündüz Çocuk Bakımevi", "Hizmet Binası", "Semt Konağı", "Pazar Yeri ve Otopark"]),
)  # fmt: skip
uses = st.sampled_from(
    [
        "Kütüphane",
        "Kurs Merkezi Eğitim Faaliyetleri",
        "Gündüz Çocuk Bakımevi",
        "112 Acil Yardım İstasyonu",
        "3 - 6 yaş çocukların eğitimi",
        "Gençlere Yönelik Eğitim, Spor ve Rehberlik Çalışmaları ile Danışmanlık",
    ]
)
number = st.integers(min_value=2, max_value=9999).map(str)
ada = st.integers(min_value=2, max_value=1500).map(str)
area = st.builds("{},{}".format, st.integers(100, 99999), st.integers(1, 99).map("{:02}".format))
parcel = number | st.builds("{} ve {}".format, number, number) | number.map("{} parsel yanı".format)
zones = (
    st.tuples(st.sampled_from(["-", "_", "26"]), st.sampled_from(["-", "512"]), parcel, area | number)
    | st.tuples(st.just(""), ada, number, area)
    | st.just(("-", "-", "-", ""))
)
owners = st.sampled_from(
    ["Belediye", "Küçükçekmece Belediyesi", "Maliye Hazinesi (belediyemiz adına tahsisli)", "Şahıs (Kiralık)", "İBB"]
)
addresses = st.builds(
    "{} {}{}".format,
    st.sampled_from(["Fatih Mahallesi,", "Halkalı Merkez Mah.", "Mehmet Âkif Mahallesi,"]),
    st.sampled_from(["Lale Sokak, ", "4. Cadde ", "Turgut Özal Bulvarı ", "1250. Sk. "]),
    st.sampled_from(["No: 5", "No:7", "No: 2/1 (Çınar Parkı)", "No: 12A", "No: 71 ve 73"]),
)
rows = st.tuples(names, uses, zones, owners, addresses)


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=1, max_size=8), st.randoms(use_true_random=False), st.sets(st.integers(1, 7)))
def test_any_table_printed_like_the_report_reads_back(
    table: Sequence[tuple[str, str, tuple[str, ...], str, str]], chance: random.Random, new_pages: set[int]
) -> None:
    body: list[str] = []
    for i, (name, use, zone, owner, address) in enumerate(table):
        cells = zip((name, use, *zone, owner, address), (20, 32, 9, 9, 12, 9, 16, 24), strict=True)
        body += [*(PAGE if i in new_pages else [""]), printed(cells, chance)]

    for row, (name, use, zone, owner, address) in zip(read(*body), table, strict=True):
        unknown = [cell.replace("-", "").replace("_", "") for cell in zone]
        assert [row[column] for column in ("ad", "kullanim_amaci", "mulkiyet_ham", "adres_ham")] == [
            name,
            use,
            owner,
            address,
        ]
        assert [row[column] for column in ("pafta", "ada", "parsel_ham", "alan_ham")] == unknown


# The real table


@pytest.fixture(scope="module")
def real() -> tuple[list[str], list[Row]]:
    """Lines of the real report around its table, and the rows read from it."""
    if not REAL_REPORT.exists():
        pytest.skip("the report is not here")
    text = REAL_REPORT.read_text("utf-8")
    return text.split("\n"), read_buildings(Report.from_text(text), NAMES)


def contents(rows: Iterable[Row]) -> list[Row]:
    """Rows without their numbers and lines, and without doubts, which may name lines."""
    return [{column: row[column] for column in CELLS} for row in rows]


def pieces(real: tuple[list[str], list[Row]]) -> list[list[str]]:
    """The lines of each row."""
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

    for i in range(0, len(chunks), 5):
        assert reread(chunks[:i] + chunks[i + 1 :]) == expected[:i] + expected[i + 1 :]


def test_the_order_of_the_rows_does_not_matter(real: tuple[list[str], list[Row]]) -> None:
    chunks, expected = pieces(real), contents(real[1])
    order = list(range(len(chunks)))
    random.Random(7).shuffle(order)

    assert reread(chunks[i] for i in order) == [expected[i] for i in order]


def test_other_page_breaks_change_nothing(real: tuple[list[str], list[Row]]) -> None:
    chunks, expected = pieces(real), contents(real[1])
    chance = random.Random(11)

    for _ in range(12):
        broken = [list(chunk) for chunk in chunks]
        for i in chance.sample(range(len(broken)), 8):
            at = chance.randrange(len(broken[i]))
            broken[i][at:at] = PAGE
        assert reread(broken) == expected
