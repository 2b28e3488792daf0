"""The language of parcel references, form by form and by its laws."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.parcel_refs import (
    MAX_LENGTH,
    Iliski,
    ParcelRef,
    format_parcel_refs,
    parse_parcel_refs,
    to_dict,
)
from tests.support import FIRST

AREAS = FIRST.tapu_mahalleleri
ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "rapor-2024"


def read(text, *, ada="", tapu_areas=AREAS):
    return parse_parcel_refs(text, ada=ada, tapu_areas=tapu_areas)


# The ada column, the text, and the canonical form of what a cadastre officer would write.
FORMS = [
    ("512", "9", "512/9"),
    ("", "512 9", "512/9"),
    ("", "11937", "-/11937"),
    ("", "0/41", "-/41"),
    ("0", "41", "-/41"),
    ("", "1476/1", "1476/1"),
    ("", "694/12", "694/12"),
    ("", "694/12 ve 13", "694/12; 694/13"),
    ("", "1445 ve 1446", "-/1445; -/1446"),
    ("", "0/1445         0/1446", "-/1445; -/1446"),
    ("619", "1-2", "619/1; 619/2"),
    ("", "1-2", "-/1; -/2"),
    ("", "1198-1261-5594", "-/1198; -/1261; -/5594"),
    ("", "1198-1261-\n5594", "-/1198; -/1261; -/5594"),
    ("", "7064-7092", "-/7064; -/7092"),
    ("", "485 ve 486 sayılı parseller", "-/485; -/486"),
    ("", "E: 1218 Y: 12975", "-/12975 (eski 1218)"),
    ("", "E:546 Y:5892", "-/5892 (eski 546)"),
    ("", "Y: 5892 E: 546", "-/5892 (eski 546)"),
    ("", "E: 12/5 Y: 13/7", "13/7 (eski 12/5)"),
    ("", "E: 1218", "-/- (eski 1218)"),
    ("", "eski 1218 yeni 12975 parsel", "-/12975 (eski 1218)"),
    ("", "12032 (3789 parsel)", "-/12032 (eski 3789)"),
    ("", "5514 (Eski 5011) Parsel", "-/5514 (eski 5011)"),
    ("", "5514 eski 5011 parsel", "-/5514 (eski 5011)"),
    ("", "635 ada 1 Parsel Güneyi", "635/1 güneyi"),
    ("635", "1 Parsel Güneyi", "635/1 güneyi"),
    ("", "635 1 Parsel Güneyi", "635/1 güneyi"),
    (
        "657",
        "1 parsel batısı ve 698 parsel güneyi tahsis alanı",
        "657/1 batısı; -/698 güneyi (tahsis alanı)",
    ),
    (
        "",
        "698 Parsel Güneyi, 657 Ada 1 Parselin Batısında Kalan (Rekreasyon Alanı)",
        "-/698 güneyi; 657/1 batısı (Rekreasyon Alanı)",
    ),
    ("", "13767 Kuzeyi", "-/13767 kuzeyi"),
    ("", "13767 KUZEYİ", "-/13767 kuzeyi"),
    ("792", "Batısı", "792/- batısı"),
    ("", "792 Batısı", "-/792 batısı"),
    ("", "5815 Parselin Doğusu Tek Katlı Yapı", "-/5815 doğusu (Tek Katlı Yapı)"),
    ("", "12976 Parselin Batısında Bulunan Park Alanı", "-/12976 batısı (Park Alanı)"),
    ("851", "7 parsel yanı", "851/7 yanı"),
    ("821", "1 parselin doğusu yeşil alan", "821/1 doğusu (yeşil alan)"),
    ("1386", "1 parsel yanı park alanı", "1386/1 yanı (park alanı)"),
    ("103", "21 (Yapı)", "103/21 (Yapı)"),
    ("", "Sefaköy 372 ada 1 sayılı parsel", "Sefaköy 372/1"),
    ("", "SEFAKÖY 1198", "Sefaköy -/1198"),
    ("", "İkitelli 172 1", "İkitelli 172/1"),
    ("", "Sefaköy - 287", "Sefaköy -/287"),
    ("", "Sefaköy Mahallesi 372 ada 1, 373 ada 2 parsel; 5 parsel", "Sefaköy 372/1; Sefaköy 373/2; -/5"),
    ("", "203 ada 1 parsel", "203/1"),
    ("", "203 nolu ada 1 no'lu parsel", "203/1"),
    ("", "203 ada 1 parsel sayılı taşınmaz", "203/1 (taşınmaz)"),
    ("", "Ada: 203, Parsel: 1", "203/1"),
    ("", "ada 203 parsel 1, ada 204 parsel 2", "203/1; 204/2"),
    ("", "251, 675 Adalar ve Çevresi", "251/-; 675/- (ve Çevresi)"),
    ("512", "", "512/-"),
    ("512", "Park Alanı", "512/- (Park Alanı)"),
    ("", "12/A", "-/12/A"),
    ("", "101-a", "-/101/A"),
    ("12/A", "3", "12/A/3"),
    ("", "007", "-/7"),
    ("", "698 parsel kuzey-doğusu", "-/698 kuzeydoğusu"),
    ("", "698 parselin güney batısında", "-/698 güneybatısı"),
    ("", "698 parselin güney kısmı", "-/698 (güney kısmı)"),
    ("", "698 parsel civarı", "-/698 civarı"),
    ("", "698 parselin karşısı", "-/698 civarı (karşısı)"),
    ("", "21 (güneyi)", "-/21 güneyi"),
    ("", "5514, 650 m2", "-/5514 (650 m2)"),
    ("", "5514 parsel 2. kat", "-/5514 (2. kat)"),
]


@pytest.mark.parametrize(("ada", "text", "canonical"), FORMS)
def test_a_form_reads_as_a_cadastre_officer_would_write_it(ada, text, canonical):
    reading = read(text, ada=ada)
    assert format_parcel_refs(reading.refs) == canonical
    assert reading.durum == "okundu"
    assert reading.unread == ""


@pytest.mark.parametrize("text", ["", " ", "-", "0", "0/0", "Park Alanı", "Yapı Alanı", "YEŞİL ALAN"])
def test_a_text_without_a_parcel_is_an_answer(text):
    reading = read(text)
    assert (reading.refs, reading.durum, reading.unread) == ((), "parsel_yok", "")


@pytest.mark.parametrize("text", ["1 2 3", "5/6/7", "Batısı", "ada", "1198. Sokak No: 5", "650 m2", "16.04.2024"])
def test_a_form_that_cannot_be_told_apart_is_kept_raw(text):
    reading = read(text)
    assert (reading.refs, reading.durum, reading.unread) == ((), "okunamadi", text)


def test_what_cannot_be_placed_is_given_beside_what_was_read():
    reading = read("Kanarya 5011 parsel; 1 2 3")
    assert format_parcel_refs(reading.refs) == "-/5011"
    assert reading.unread == "Kanarya; 1 2 3"


def test_a_block_column_that_the_text_contradicts_is_reported():
    reading = read("512/9", ada="657")
    assert format_parcel_refs(reading.refs) == "512/9"
    assert reading.unread == "657"


def test_a_block_column_that_is_no_block_is_reported():
    assert read("9", ada="Yalı Mevkii").unread == "Yalı Mevkii"


def test_a_bracket_before_the_first_reference_may_hold_it():
    reading = read("Yeşilova Merkez Camii (Sefaköy 372 ada 1 sayılı parsel)")
    assert format_parcel_refs(reading.refs) == "Sefaköy 372/1"
    assert reading.unread == "Yeşilova Merkez Camii"


def test_a_relation_holds_for_every_number_of_its_list():
    refs = read("512/9, 10 ve 11 güneyi").refs
    assert [(ref.ada, ref.parsel, ref.iliski) for ref in refs] == [
        ("512", parsel, Iliski.GUNEY) for parsel in ("9", "10", "11")
    ]


def test_the_cadastral_areas_are_those_of_the_caller():
    assert read("Avcılar 5", tapu_areas=["Avcılar"]).refs[0].tapu_mahallesi == "Avcılar"
    assert read("Sefaköy 5", tapu_areas=[]).unread == "Sefaköy"


def test_an_area_is_not_mistaken_for_a_neighbourhood_that_begins_with_its_name():
    reading = read("Halkalı Merkez Mahallesi 620/1")
    assert reading.refs == (ParcelRef(ada="620", parsel="1"),)
    assert reading.unread == "Halkalı Merkez Mahallesi"


def test_laws_scales_and_decisions_are_not_parcels():
    text = "203 ada 1 parsel sayılı park alanı, 3194 sayılı İmar Kanunu, 1/1000 ölçekli plan"
    assert [ref.parsel for ref in read(text).refs] == ["1"]


def test_a_document_instead_of_a_reference_is_not_read():
    reading = read("5 parsel " * MAX_LENGTH)
    assert reading.durum == "okunamadi"
    assert reading.unread.startswith("5 parsel")


def test_json_has_the_published_keys():
    ref = read("Sefaköy 12/5 güneyi (eski 7) (Yapı)").refs[0]
    assert to_dict(ref) == {
        "tapu_mahallesi": "Sefaköy",
        "ada": "12",
        "parsel": "5",
        "eski": ["7"],
        "iliski": "guney",
        "not": "Yapı",
    }


@pytest.mark.parametrize("table", ["hizmet_binalari.csv", "spor_tesisleri.csv"])
def test_every_parcel_text_of_the_committed_tables_is_read(table):
    with (DATA / table).open(encoding="utf-8") as lines:
        rows = [(row["ada"], row["parsel_ham"]) for row in csv.DictReader(lines)]
    readings = [(row, read(row[1], ada=row[0])) for row in rows]
    assert [row for row, reading in readings if reading.durum == "okunamadi" or reading.unread] == []
    unnamed = {text for (_, text), reading in readings if reading.durum == "parsel_yok"}
    assert unnamed <= {"", "Yapı Alanı", "Yalı Caddesi, ile Küçükçekmece Gölü arası"}


def test_every_example_of_the_documentation_reads_as_it_says():
    page = (ROOT / "docs" / "parsel-atfi.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\| (?:`(.*?)`)? ?\| `([^`]*)` \| `([^`]*/[^`]*)` \|$", page, re.MULTILINE)
    assert len(examples) > 20
    for ada, text, canonical in examples:
        assert format_parcel_refs(read(text, ada=ada).refs) == canonical


# Pieces of the language, real and broken, in any order: far more confusing than any document.
VOCABULARY = """
1 0 007 512 12/A 101-A 9a 512/9 0/41 -/7 792/- 1/2/3 1. 2,5 1.045,5 650 m2 m² M1 ( ) ) ( - / , ; : . & + % ₺
ve ile ada adada adalar parsel parselin parseller sayılı nolu no: no eski Eski: E: Y: yeni e y ’in
güneyi KUZEYİ batısında kuzey doğusu yanı civarı önü üzerinde kalan kısmı (Yapı) (eski 5011) (3789 parsel)
(güneyi) (eski) Sefaköy HALKALI Kanarya yapı alanı mahallesi 1/1000 ölçekli
"""
PIECES = st.sampled_from(VOCABULARY.split())
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=12).map("".join),
)
COLUMNS = st.sampled_from(["", "-", "0", "657", "12/A", "657 ada", "x 5", "  "])

KEYS = st.from_regex(r"[1-9][0-9]{0,5}(/[A-ZÇĞİÖŞÜ])?", fullmatch=True)
REFS = st.builds(
    ParcelRef,
    tapu_mahallesi=st.none() | st.sampled_from(AREAS),
    ada=st.none() | KEYS,
    parsel=KEYS,
    eski=st.lists(KEYS, max_size=3).map(tuple),
    iliski=st.sampled_from(Iliski),
    not_=st.sampled_from(["", "Yapı", "Park Alanı", "ve çevresi", "sırf 2. kat", "650,5 m²", "12 dükkân; depo"]),
)
# The first text of all builds the grammar, which takes longer than a text should.
laws = settings(deadline=None)


@laws
@given(st.lists(REFS, max_size=5).map(tuple))
def test_canonical_text_reads_back_to_the_same_references(refs):
    reading = read(format_parcel_refs(refs))
    assert reading.refs == refs
    assert reading.unread == ""


@laws
@given(TEXTS, COLUMNS)
def test_whatever_is_read_from_any_text_survives_its_canonical_form(text, ada):
    refs = read(text, ada=ada).refs
    reading = read(format_parcel_refs(refs))
    assert (reading.refs, reading.unread) == (refs, "")


@laws
@given(TEXTS, COLUMNS)
def test_no_number_of_a_text_is_lost(text, ada):
    reading = read(text, ada=ada)
    said = re.sub("[mM][23](?![0-9])", "", f"{ada} {text}")
    kept = f"{format_parcel_refs(reading.refs)} {reading.unread}"
    assert _numbers(said) <= _numbers(kept)


@laws
@given(st.lists(PIECES, max_size=8).map(" ".join), st.integers(1, 9))
def test_what_a_text_means_does_not_depend_on_which_numbers_stand_in_it(text, digit):
    renumbered = re.sub("[1-9][0-9]*", lambda found: f"{found[0]}{digit}", text)
    before, after = read(text), read(renumbered)
    # m2 is a unit and m25 a number, so a renumbered unit is another text.
    if not re.search("[mM][23]", text):
        assert [(r.tapu_mahallesi, r.iliski, len(r.eski)) for r in before.refs] == [
            (r.tapu_mahallesi, r.iliski, len(r.eski)) for r in after.refs
        ]


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") for number in re.findall("[0-9]+", text)} - {""}
