"""From a file to numbered lines, captions and table bodies; rows to CSV; corrections."""

import csv
from pathlib import Path

import pytest

from kbs_envanter.report.errors import ReportError
from kbs_envanter.report.record import (
    Correction,
    apply_corrections,
    read_corrections,
    write_csv,
)
from kbs_envanter.report.tables import table_lines
from kbs_envanter.report.text import Report, parse_report, read_report

HEADER = "türü yeri ada parsel alan m2 mülkiyet durumu"
TEXT = """ B- YETKi, GÖREV VE SORUMLULUKLAR
Aşağıdaki hizmet binaları tablosu belediyemizin kullandığı bütün binaların fiziki yapısını gösterir.

TABLO 2:  BELEDiYEMiZ TARAFINDAN KULLANILAN HiZMET BiNALARI TABLOSU

TÜRÜ YERİ ADA PARSEL ALAN
(M2)

MÜLKİYET
DURUMU

Çarşı  İnönü 5 6 700 Şahıs

ÜST YÖNETiCiNiN iÇ KONTROL GÜVENCE BEYANI
Doğrudur; öğle üzeri imzalanmıştır. Güçlü bir geleceğe.
"""


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def texts(report: Report, title: str = "hizmet binaları tablosu", **options: object) -> list[str]:
    return [line.text for line in table_lines(report, title, HEADER, **options)]


# Files


def test_a_report_is_read_with_its_line_numbers(tmp_path: Path) -> None:
    report = read_report(write(tmp_path / "rapor.txt", TEXT.encode()))

    assert report.lines[11].no == 12
    assert report.lines[11].text == "Çarşı İnönü 5 6 700 Şahıs"
    assert [line.no for line in report.between(4, 5)] == [4, 5]
    assert len(report.lines) == TEXT.count("\n")


def test_line_numbers_are_those_of_an_editor_whatever_the_line_ends(tmp_path: Path) -> None:
    text = TEXT.replace("fiziki", "fiziki\u2028\x0b").replace("\n", "\r\n")
    report = read_report(write(tmp_path / "rapor.txt", b"\xef\xbb\xbf" + text.encode()))

    assert report.lines[11].text.startswith("Çarşı")
    assert report.find_caption("yetki görev ve sorumluluklar") is not None


def test_decomposed_letters_are_composed() -> None:
    assert Report.from_text("I\u0307no\u0308nu\u0308").lines[0].text == "İnönü"


def test_a_form_feed_or_a_leading_space_begins_a_page() -> None:
    lines = Report.from_text("bir\n iki\n\füç\n \ndört").lines

    assert [line.page for line in lines] == [False, True, True, False, False]


@pytest.mark.parametrize("encoding", ["cp1254", "iso-8859-9"])
def test_a_turkish_one_byte_encoding_is_named_with_the_way_out(tmp_path: Path, encoding: str) -> None:
    text = TEXT + ("“tırnak”\n" if encoding == "cp1254" else "")
    path = write(tmp_path / "rapor.txt", text.encode(encoding))

    with pytest.raises(ReportError) as error:
        read_report(path)
    for sentence in (error.value.tr, error.value.en):
        assert encoding in sentence.lower()
        assert "iconv" in sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "boş"),
        (b" \n\n", "boş"),
        (b"%PDF-1.7 ...", "PDF bozuk ya da yarım"),
        (b"PK\x03\x04\x00\x00", "metin dosyası değil"),
        (bytes(range(128, 256)) * 3 + b"x" * 20000, "kodlaması bilinmiyor"),
        ("\ufeffrapor".encode("utf-16"), "UTF-16"),
        ("Bir varmış bir yokmuş.\n".encode() * 50, "bilinen tabloların hiçbiri yok"),
        (TEXT.encode()[: TEXT.encode().index(b"700")], "rapor yarım"),
        ("Güçlü ş".encode()[:-1], "kesilmiş"),
    ],
    ids=["empty", "blank", "pdf", "zip", "noise", "utf16", "unrelated", "cut off", "cut in a letter"],
)
def test_a_file_that_is_no_report_gets_a_clear_answer(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ReportError) as error:
        read_report(write(tmp_path / "rapor.txt", data))

    assert words in error.value.tr
    assert error.value.en
    assert "rapor.txt" in str(error.value)


def test_a_missing_file_gets_a_clear_answer(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="okunamadı"):
        read_report(tmp_path / "yok.txt")


def test_tables_alone_are_a_report_too() -> None:
    report = parse_report("TABLO 3: iLÇEMiZDEKi SPOR TESiSLERi\nCinsi\n", "tablolar.txt")

    assert report.find_caption("spor tesisleri") is not None


# Captions


def test_a_caption_is_found_in_spite_of_ascii_i_and_case() -> None:
    report = Report.from_text(TEXT)

    assert [line.no for line in report.find_captions("Hizmet binaları TABLOSU")] == [4]


def test_a_sentence_about_a_table_is_no_caption() -> None:
    text = "Kiralanan taşınmazlar aşağıdaki listede ada ve parselleriyle gösterilmiştir.\nKiRALANAN TAŞINMAZLAR"

    assert [line.no for line in Report.from_text(text).find_captions("kiralanan taşınmazlar")] == [2]


def test_a_caption_that_wraps_is_found_on_its_first_line() -> None:
    report = Report.from_text("TABLO 6: BELEDiYENiN MEVCUT ÇALIŞAN\nDURUMU TABLOSU")

    caption = report.find_caption("mevcut çalışan durumu tablosu")

    assert caption is not None
    assert caption.no == 1


def test_a_caption_is_looked_for_below_a_line() -> None:
    report = Report.from_text("TABLO 1: EVLER\n\nTABLO 1: EVLER")

    caption = report.find_caption("evler", after=1)

    assert caption is not None
    assert caption.no == 3
    assert report.find_caption("evler", after=3) is None


# Table bodies


def table(*body: str, end: str = "TABLO 9: BAŞKA BİR TABLO") -> Report:
    head = ["TABLO 2: HiZMET BiNALARI TABLOSU", "", "TÜRÜ YERİ ADA PARSEL ALAN", "(M2)", "", "MÜLKİYET", "DURUMU"]
    return Report.from_text("\n".join([*head, "", *body, end, "Cinsi Sayısı"]))


def test_a_table_body_stands_between_its_header_and_the_next_caption() -> None:
    assert texts(table("bir", "", "iki", "")) == ["bir", "", "iki", ""]


def test_a_numbered_heading_in_capitals_ends_a_table_but_a_numbered_street_does_not() -> None:
    assert texts(table("2. Nergis Sokak", end="2. TEKNOLOJi VE BiLiŞiM ALTYAPISI")) == ["2. Nergis Sokak"]


def test_the_caller_can_name_a_heading_that_ends_the_table() -> None:
    assert texts(table("bir", "Alınan Tahsisler", "iki"), until=["alınan tahsisler"]) == ["bir"]


def test_a_caption_and_header_repeated_on_a_new_page_are_left_out() -> None:
    report = table(
        "bir", " TABLO 2: HiZMET BiNALARI TABLOSU", "", "TÜRÜ YERİ", "ADA PARSEL ALAN (M2) MÜLKİYET DURUMU", "", "iki"
    )

    lines = table_lines(report, "hizmet binaları tablosu", HEADER)

    assert [(line.text, line.page) for line in lines] == [("bir", True), ("iki", True)]


def test_a_header_repeated_without_its_caption_is_left_out() -> None:
    assert texts(table("bir", "TÜRÜ YERİ ADA PARSEL ALAN", "(M2)", "MÜLKİYET", "DURUMU", "iki")) == ["bir", "iki"]


def test_a_cell_of_header_words_right_below_a_repeated_header_is_kept() -> None:
    report = table(
        "1 parselin", " TABLO 2: HiZMET BiNALARI TABLOSU", "TÜRÜ YERİ ADA PARSEL ALAN MÜLKİYET DURUMU", "alan"
    )

    assert texts(report) == ["1 parselin", "alan"]


def test_a_running_head_is_left_out() -> None:
    assert texts(table("bir", " FAALiYET RAPORU 2024", "iki")) == ["bir", "iki"]


def test_page_numbers_that_count_up_are_left_out() -> None:
    page = (" TABLO 2: HiZMET BiNALARI TABLOSU", "TÜRÜ YERİ ADA PARSEL")

    assert texts(table("bir", "41", *page, "iki", "42", *page, "üç")) == ["bir", "iki", "üç"]


def test_a_number_that_happens_to_close_a_page_is_kept() -> None:
    page = (" TABLO 2: HiZMET BiNALARI TABLOSU", "TÜRÜ YERİ ADA PARSEL")

    assert texts(table("bir", "110", *page, "iki", *page, "üç")) == ["bir", "110", "iki", "üç"]


def test_a_table_without_its_caption_is_found_by_its_header() -> None:
    report = Report.from_text("TÜRÜ YERİ ADA PARSEL ALAN\nMÜLKİYET DURUMU\nbir\nTABLO 9: BAŞKA\n")

    assert texts(report) == ["bir"]


def test_a_caption_in_the_table_of_contents_is_passed_over() -> None:
    contents = ["TABLO 2: HiZMET BiNALARI TABLOSU ... 31", "TABLO 9: BAŞKA ... 40", "Sunuş", "", "Bir cümle."]
    body = [line.text for line in table("bir").lines]

    assert texts(Report.from_text("\n".join([*contents, *body]))) == ["bir"]


def test_a_report_without_the_table_gives_no_lines() -> None:
    assert texts(Report.from_text("Başka bir metin\n")) == []


# Rows and corrections


def test_rows_are_written_as_plain_csv(tmp_path: Path) -> None:
    path = tmp_path / "tablo.csv"

    write_csv(path, ("ad", "adres_ham"), [{"ad": "Çarşı", "adres_ham": "İnönü Mah., No: 5"}, {"ad": 'a"b'}])

    assert path.read_bytes().decode() == 'ad,adres_ham\nÇarşı,"İnönü Mah., No: 5"\n"a""b",\n'


def test_a_key_that_is_no_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="soyad"):
        write_csv(tmp_path / "tablo.csv", ("ad",), [{"ad": "x", "soyad": "y"}])


CORRECTION = Correction("binalar", "12", "ada", "5", "6", "dizgi hatası; listede 6", "900")


def test_a_correction_changes_the_cell_it_names() -> None:
    rows = [{"satir_bas": "12", "ada": "5"}, {"satir_bas": "20", "ada": "5"}]

    assert apply_corrections("binalar", rows, [CORRECTION]) == []
    assert [row["ada"] for row in rows] == ["6", "5"]


def test_a_correction_of_another_table_is_passed_over() -> None:
    rows = [{"satir_bas": "12", "ada": "5"}]

    assert apply_corrections("parklar", rows, [CORRECTION]) == []
    assert rows[0]["ada"] == "5"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"satir_bas": "12", "ada": "7"}, "“5” bekleniyordu, “7” okundu"),
        ({"satir_bas": "13", "ada": "5"}, "böyle bir hücre okunmadı"),
        ({"satir_bas": "12", "parsel": "5"}, "böyle bir hücre okunmadı"),
    ],
)
def test_a_correction_that_does_not_fit_is_told_and_changes_nothing(row: dict[str, str], words: str) -> None:
    before = dict(row)

    [unapplied] = apply_corrections("binalar", [row], [CORRECTION])

    assert words in unapplied.tr
    assert "binalar, satir_bas 12, ada" in unapplied.en
    assert row == before


def test_corrections_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "duzeltmeler.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["tablo", "satir_bas", "sutun", "eski", "yeni", "neden", "satir"])
        writer.writerow(["binalar", "12", "ada", "5", "6", "dizgi hatası; listede 6", "900"])

    assert read_corrections(path) == [CORRECTION]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tablo,satir\n", "sütunlar"),
        ("tablo,satir_bas,sutun,eski,yeni,neden,satir\nb,1,ada,5,6,,9\n", "satır 2"),
        ("tablo,satir_bas,sutun,eski,yeni,neden,satir\nb,1,ada,5\n", "satır 2"),
        ("tablo,satir_bas,sutun,eski,yeni,neden,satir\nb,1,ada,5,6,x,9,10\n", "satır 2"),
    ],
)
def test_a_correction_without_reason_or_column_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "duzeltmeler.csv"
    path.write_text(text)

    with pytest.raises(ReportError, match=words):
        read_corrections(path)
