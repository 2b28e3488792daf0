"""A report given as PDF: the same rows as from its text, or a clear answer."""

from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from pypdf import PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kbs_envanter.report import pdf
from kbs_envanter.report.buildings import read_buildings
from kbs_envanter.report.errors import ReportError
from kbs_envanter.report.sports import read_sports
from kbs_envanter.report.text import read_report
from tests.unit.test_reading import NAMES

SPORTS = """TABLO 3:  iLÇEMiZDEKi SPOR TESiSLERi
Cinsi Mevkii Ada Parsel Alan Mülkiyet Durumu
Gülşah Iğdır Spor Salonu Atakent Mahallesi 501 6 1.872,89 Küçükçekmece Belediyesi
Lale İç Halı Sahası İnönü Mahallesi - 10968 0 Maliye Hazinesi
Öğün Çelik Yüzme Havuzu Söğütlüçeşme Mahallesi 155 17 300 Maliye Hazinesi"""
BUILDINGS_1 = """TABLO 2:  BELEDiYEMiZ TARAFINDAN KULLANILAN HiZMET BiNALARI TABLOSU

BİNA ADI KULLANIM AMACI PAFTA ADA PARSEL ALAN
(M2)

MÜLKİYET
DURUMU ADRES

Gül Kültür ve
Sanat Merkezi Kültürel Aktiviteler 512 9 1.066,50 Belediye Atakent Mahallesi,
Lale Caddesi, No: 9"""
BUILDINGS_2 = """TABLO 2:  BELEDiYEMiZ TARAFINDAN KULLANILAN HiZMET BiNALARI TABLOSU

BİNA ADI KULLANIM AMACI PAFTA ADA PARSEL ALAN
(M2)

MÜLKİYET
DURUMU ADRES

Şen Gündüz
Çocuk Bakımevi Gündüz Çocuk Bakımevi - 821 2 1158 Küçükçekmece
Belediyesi
Kanarya Mahallesi, Ağaçlı
Sokak, No: 2/1"""


def make_pdf(*pages: str) -> bytes:
    """Pages of lines, in a font that has the Turkish letters."""
    pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))
    made = BytesIO()
    canvas = Canvas(made)
    for page in pages:
        canvas.setFont("Vera", 9)
        for row, line in enumerate(page.splitlines()):
            canvas.drawString(40, 800 - 12 * row, line or " ")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def saved(folder: Path, data: bytes) -> Path:
    file = folder / "rapor.pdf"
    file.write_bytes(data)
    return file


def test_the_letters_and_the_order_of_the_text_are_kept():
    assert pdf.text_of(make_pdf(SPORTS), "rapor.pdf").split() == SPORTS.split()


def test_a_table_in_a_pdf_reads_as_it_does_in_text(tmp_path):
    rows = read_sports(read_report(saved(tmp_path, make_pdf(SPORTS))), NAMES)
    assert [(row["ad"], row["mahalle"], row["ada"], row["parsel_ham"], row["alan_m2"]) for row in rows] == [
        ("Gülşah Iğdır Spor Salonu", "Atakent", "501", "6", "1872.89"),
        ("Lale İç Halı Sahası", "İnönü", "", "10968", ""),
        ("Öğün Çelik Yüzme Havuzu", "Söğütlüçeşme", "155", "17", "300"),
    ]


def test_a_table_goes_on_over_pages_that_repeat_its_caption(tmp_path):
    rows = read_buildings(read_report(saved(tmp_path, make_pdf(BUILDINGS_1, BUILDINGS_2, SPORTS))), NAMES)
    assert [(row["ad"], row["ada"], row["parsel_ham"], row["alan_m2"], row["mahalle"]) for row in rows] == [
        ("Gül Kültür ve Sanat Merkezi", "512", "9", "1066.5", "Atakent"),
        ("Şen Gündüz Çocuk Bakımevi", "821", "2", "1158", "Kanarya"),
    ]


def encrypted(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt("gizli", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "tr", "en"),
    [
        (encrypted(make_pdf(SPORTS)), "şifreli", "encrypted"),
        (make_pdf(SPORTS)[:700], "bozuk ya da yarım", "broken or cut off"),
        (b"%PDF-1.7\n", "bozuk ya da yarım", "broken or cut off"),
        (make_pdf("", ""), "metin katmanı yok", "without a text layer"),
        (
            make_pdf("Kentimizin parklari ve binalari hakkinda bir metin, harfleri eksik. " * 3),
            "harfler bozuk",
            "garbled",
        ),
    ],
)
def test_a_pdf_that_cannot_be_read_gets_a_clear_answer(tmp_path, data, tr, en):
    with pytest.raises(ReportError) as refused:
        read_report(saved(tmp_path, data))
    assert tr in refused.value.tr
    assert en in refused.value.en


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAXIMUM_PAGES", 1)
    with pytest.raises(ReportError, match="1 sayfadan uzun"):
        pdf.text_of(make_pdf(SPORTS, SPORTS), "rapor.pdf")
