"""Works on assets: made-up chapters with the oddities of the real ones, then the real ones, moved about."""

import random

import pytest

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.work_kinds import features, kinds_of_work
from kbs_envanter.report.works import COLUMNS, read_works
from tests.support import SHARED

NAMES = NeighbourhoodNames(Neighbourhood(ad, ad) for ad in ("Gül", "Lale", "Çınar", "Mehmet Akif", "Fatih"))
REAL_REPORT = SHARED / "rapor" / "faaliyet-raporu-2024.txt"
PARKS = """ SAYILARLA PARK VE BAHÇELER MÜDÜRLÜĞÜ

Faaliyet Alanı İşin Adı İşin Türü
Önceki Yıl İşin

Durumu /
Sayısı

Ölçü
Birimi

"""


def works(text: str) -> list[Row]:
    return read_works(Report.from_text(text), NAMES)


def test_a_park_work_is_read_from_its_wrapped_row():
    [row] = works(
        PARKS + "Mevcut Parkların \nRevize Edilmesi\n\nGül Mahallesi \nNar Ağacı Parkı\n\nKauçuk Zemin \n"
        "Yapımı - 2 Adet 30 Hakediş \n\nRaporu\n"
    )
    assert list(row) == list(COLUMNS)
    assert (row["mahalle"], row["yer_ham"], row["yapilan_is"]) == ("Gül", "Nar Ağacı Parkı", "kauçuk zemin yapımı")
    assert (row["miktar"], row["birim"], row["sure_gun"]) == ("2", "adet", "30")
    assert (row["satir_bas"], row["satir_son"]) == ("15", "21")


def test_place_and_kind_on_one_line_are_parted_where_the_place_ends():
    [row] = works(PARKS + "Lale Mah. Abay Cad. \nPark Alanı Park Yapımı 3 1 Adet 90 Hakediş \n\nRaporu\n")
    assert (row["yer_ham"], row["yapilan_is"]) == ("Abay Cad. Park Alanı", "park yapımı")
    assert (row["onceki_yil"], row["miktar"]) == ("3", "1")


def test_a_work_without_a_place_is_kept_with_a_reason():
    [row] = works(PARKS + "Çalı Dikimi - 55825 20295 Adet Sürekli Hakediş \nRaporu\n")
    assert row["yer_ham"] == ""
    assert row["yapilan_is"] == "çalı dikimi"
    assert (row["onceki_yil"], row["miktar"]) == ("55825", "20295")
    assert "yer adı yok" in row["supheli"]


def test_the_text_below_the_table_adds_its_area_to_the_work_of_the_same_place():
    [row] = works(
        PARKS + "Gül Mahallesi Er Ali Ast. Çavuş Parkı\n\nKauçuk Yapımı - 1 Adet 3 Hakediş \n\nRaporu\n"
        " PARKLARIN iYiLEŞTiRiLMESi\n\nGül Mahallesi Er Ali \nAstsubay Çavuş Parkı\n\n"
        "Yıpranan çocuk oyun alanının zemini \n123 m2 olarak yenilenmiştir.\n"
    )
    assert (row["alan_ham"], row["alan_m2"], row["ayrinti_satirlari"]) == ("123 m2", "123", "19-23")


def test_places_told_in_one_sentence_are_a_row_each():
    rows = works(
        PARKS + "Kamera Sistemi \nKurulumu 12 2 Adet 50 Hakediş \n\nRaporu\n PARKLAR\n\n"
        "İlçe genelinde mevcut parklarımızdan Gül Mahallesi Nar \nParkı, Lale Mahallesi Ayva Parkı Önü \n\n"
        "Yeşil Alan ve Çınar Mahallesi 5. Cadde Üzeri Yeşil Alan,Fatih Mahallesi Elma Parkı'na toplamda 4 adet \n"
        "izleme sistemi uzman ekiplerimiz tarafından kurulmuştur: kamera.\n"
    )
    assert [(row["mahalle"], row["yer_ham"]) for row in rows[1:]] == [
        ("Gül", "Nar Parkı"),
        ("Lale", "Ayva Parkı Önü Yeşil Alan"),
        ("Çınar", "5. Cadde Üzeri Yeşil Alan"),
        ("Fatih", "Elma Parkı"),
    ]
    assert {row["yapilan_is"] for row in rows} == {"kamera sistemi kurulumu"}


def test_a_misspelt_mahalle_is_understood_and_said():
    rows = works(
        PARKS + "Çalı Dikimi - 5 2 Adet Yıllık Hakediş \nRaporu\n PARKLAR\n\n"
        "Sulama sistemi Güül Mahallesi Nar Parkı ve Lale Mahallesi Ayva Parkı için otomatik sulama olarak kuruldu.\n"
    )
    assert rows[1]["mahalle"] == "Gül"
    assert "Güül" in rows[1]["supheli"]


MAINTENANCE = "İlçe Geneli Okullara Yapılan Bakım Onarımlar\n\nSIRA OKULLAR YAPILAN ÇALIŞMALAR\n\n"


@pytest.mark.parametrize(
    ("row", "place", "kind"),
    [
        ("GÜL PAZAR YERİ PANO ODASI YAPIMI", "GÜL PAZAR YERİ", "elektrik ve aydınlatma"),
        ("NAR MEYDANI HALK MARKET PENCERE DEĞİŞİMİ", "NAR MEYDANI HALK MARKET", "kapı ve pencere"),
        ("AYVA PARKI HALI SAHA YAPILMASI", "AYVA PARKI", "halı saha yapımı"),
        ("İÇ CAMii\nCAMii iÇ CEPHE BOYA YAPILMASI", "İÇ CAMii", "boya"),
        ("ELMA ÇOK PROGRAMLI \nANADOLU LiSESi\n\nÇATI ONARIMI", "ELMA ÇOK PROGRAMLI ANADOLU LiSESi", "çatı onarımı"),
    ],
)
def test_a_maintenance_row_is_parted_into_place_and_kind_of_work(row, place, kind):
    [read] = works(f"{MAINTENANCE}1 {row}\n\nÖncesi Sonrası\n")
    assert (read["yer_ham"], read["yapilan_is"], read["bolum"]) == (place, kind, "bakım onarım: okullar")
    assert read["supheli"] == ""


def test_a_list_goes_on_below_the_header_of_a_new_page():
    rows = works(
        f"{MAINTENANCE}1 GÜL iLKOKULU BOYA TEMiNi\n\n2 LALE \nORTAOKULU BOYA TEMiNi\n SIRA OKULLAR YAPILAN ÇALIŞMALAR\n\n"
        "3 ÇINAR LiSESi BOYA TEMiNi\n İlçe Emniyet Müdürlüğüne Yapılan Bakım Onarımlar\n\n"
        "SIRA HiZMET BiNALARI YAPILAN ÇALIŞMALAR\n\n1.   FATİH MAH. MUHTARLIĞI\nATIK SU BORUSU TAMiRATI\n\nÖncesi\n"
    )
    assert [row["yer_ham"] for row in rows] == [
        "GÜL iLKOKULU",
        "LALE ORTAOKULU",
        "ÇINAR LiSESi",
        "FATİH MAH. MUHTARLIĞI",
    ]
    assert [row["bolum"].split(": ")[1] for row in rows] == ["okullar"] * 3 + ["diğer kurumlar"]
    assert rows[3]["mahalle"] == "Fatih"


def test_a_school_does_not_tell_its_mahalle_by_its_name():
    [row] = works(f"{MAINTENANCE}1 FATİH iLKOKULU BOYA TEMiNi\n\nÖncesi\n")
    assert row["mahalle"] == ""


def test_work_that_no_word_of_the_vocabulary_tells_is_marked():
    [row] = works(f"{MAINTENANCE}1 GÜL iLKOKULU NAKLiYE HiZMETi\n\nÖncesi\n")
    assert row["yapilan_is"] == "diğer bakım onarım"
    assert "sınıflanamadı" in row["supheli"]


SHEET = (
    "ÜSTYAPI ÇALIŞMALARI\n\nGül Mahallesi Taziyeevi\n\nGül Mahallesi Taziyeevi Proje Bilgileri :\n\n"
    "Toplam İnşaat Alanı: 1,045.50 m2'dir.\nZemin katta: salon (354.20 m2) bulunmaktadır.\n\nÖncesi\n\nSonrası\n"
)


def test_a_construction_sheet_is_a_work_with_its_floor_area_and_progress():
    [row] = works(f"Gül Mahallesi Taziyeevi Uygulaması Yapılan İşler 15 90 Yüzde 2 Yıl\n\n{SHEET}")
    assert (row["bolum"], row["mahalle"], row["yer_ham"]) == ("üstyapı yapımı", "Gül", "Gül Mahallesi Taziyeevi")
    assert (row["alan_m2"], row["onceki_yil"], row["miktar"], row["birim"]) == ("1045.5", "15", "90", "yüzde")


def test_a_project_names_its_parcel_in_a_bracket_that_may_wrap():
    [row] = works(
        "Proje alanları:\n\n• Lale Merkez Camii (Sefaköy \n  372 ada 1 sayılı parsel)\n  Lale Mahallesi Nar sokakta \n"
        "  yer almaktadır. Toplam \n\n  proje inşaat alanı 815.86 m2’dir.\n\n"
    )
    assert (row["tapu_mahallesi"], row["parsel_ham"], row["mahalle"]) == ("Sefaköy", "372 ada 1", "Lale")
    assert (row["yer_ham"], row["alan_m2"]) == ("Lale Merkez Camii", "815.86")


def test_a_report_without_works_gives_no_rows():
    assert works("BAŞLIK\n\nBir metin, hiçbir iş anlatmaz.\n") == []


def test_kinds_and_features_come_from_a_general_vocabulary():
    assert kinds_of_work("ALÇIPAN TAMİRATI - LED PROJEKTÖR TAKILMASI") == "elektrik ve aydınlatma; sıva ve alçıpan"
    assert features("Otomatik sulama sistemi ve yeşil alan", own_kind="yesil_alan") == "otomatik sulama"


@pytest.mark.skipif(not REAL_REPORT.exists(), reason="the report is not on this machine")
def test_other_page_breaks_do_not_change_the_works_of_the_real_report():
    lines = REAL_REPORT.read_text(encoding="utf-8").split("\n")
    names = NeighbourhoodNames(Neighbourhood(ad, ad) for ad in ("Atakent", "Cennet", "Kanarya", "Fatih", "Gültepe"))
    moved = []
    chance = random.Random(5)
    for no, line in enumerate(lines):
        moved.append(line)
        if not line and 8700 < no < 19100 and chance.random() < 0.02:
            moved += [str(400 + len(moved) // 50), "", " FAALiYET RAPORU 2025", ""]
    expected, found = (read_works(Report.from_text("\n".join(text)), names) for text in (lines, moved))
    told = ("bolum", "mahalle", "yer_ham", "yapilan_is", "miktar", "alan_m2", "parsel_ham")
    assert [[row[cell] for cell in told] for row in found] == [[row[cell] for cell in told] for row in expected]
    assert len(found) > 100
