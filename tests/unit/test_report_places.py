"""Parks and markets gathered from made-up text of the real shape, then from the real report."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.text import upper
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.report.markets import read_markets
from kbs_envanter.report.open_places import find_open_places, title_case
from kbs_envanter.report.places import COLUMNS, read_parks
from kbs_envanter.report.prose import is_title, paragraphs_of
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from tests.support import SHARED

NAMES = NeighbourhoodNames(
    Neighbourhood(ad, ad) for ad in ("Gül", "Lale", "Çınar", "Fatih", "Mehmet Akif", "Halkalı Merkez")
)
REAL_REPORT = SHARED / "rapor" / "faaliyet-raporu-2024.txt"
DATA = Path(__file__).parents[2] / "data"
TABLE = (
    " TABLO 2:  BELEDiYEMiZ TARAFINDAN KULLANILAN HiZMET BiNALARI TABLOSU\n\n"
    "BİNA ADI KULLANIM AMACI PAFTA ADA PARSEL ALAN \n(M2)\n\nMÜLKİYET \nDURUMU MAHALLE / ADRES\n\n"
)
ROW = "{ad}\n\n{kullanim} {numbers} {owner}\n\n{adres}\n\n"


def parks(text: str) -> list[Row]:
    return read_parks(Report.from_text(text), NAMES)


def markets(text: str) -> list[Row]:
    return read_markets(Report.from_text(text), NAMES)


def building(ad: str, kullanim: str, adres: str, numbers="- 635 12 600", owner="Küçükçekmece Belediyesi") -> str:
    return TABLE + ROW.format(ad=ad, kullanim=kullanim, numbers=numbers, owner=owner, adres=adres) + "TABLO 3: BAŞKA\n"


def named(text: str) -> list[tuple[str, str]]:
    [paragraph] = paragraphs_of(Report.from_text(text).lines)
    return [(place.ad, place.mahalle) for place in find_open_places(paragraph.tokens, NAMES)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Gül Mahallesi Hobi Bahçesi yenilendi", [("Hobi Bahçesi", "Gül")]),
        ("LALE MEYDANI MESCİT YAPILMASI", [("Lale Meydanı", "Lale")]),
        ("Lale Meydan, Nar Kütüphanesi", [("Lale Meydan", "Lale")]),
        ("17 BEZiR PARKI HALI SAHA", [("Bezir Parkı", "")]),
        ("Fatih Mahallesi Arıkuşu Sokak Parkı'na kamera", [("Arıkuşu Sokak Parkı", "Fatih")]),
        ("Gül Mahallesi 222. Cadde Üzeri (Nar Hatıra Ormanı) Yeşil Alan", [("Nar Hatıra Ormanı", "Gül")]),
        ("Şehit Er Ast. Ali Nar Parkı", [("Şehit Er Ast. Ali Nar Parkı", "")]),
        ("Soğuksu parkında atıl durumda", [("Soğuksu Parkı", "")]),
        ("No: 15 Ayva Park İçi", [("Ayva Parkı", "")]),
        ("Gül Mah. Tartan Pist Yürüyüş Yolu ve Park Alanı", [("Tartan Pist Yürüyüş Yolu ve Park Alanı", "Gül")]),
    ],
)
def test_a_place_is_found_by_the_noun_its_name_ends_with(text, places):
    assert named(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "Bakımı yapılan çocuk oyun alanı ve yeşil alan",
        "Kamuya Terkinli Park Alanı",
        "Okul Bahçesi duvarı onarıldı",
        "Revizyonu Yapılan Park Alanı",
        "H2.56 Mevcut park, spor alanları",
        "Halkalı Meydan Çevresi İmar Planı",
        "PARK, REFÜJ VE YEŞiL ALANLAR",
    ],
)
def test_a_description_is_no_name(text):
    assert named(text) == []


def test_a_neighbourhood_in_a_persons_name_is_none():
    assert named("Mehmet Akif Ersoy Parkı yenilendi") == [("Mehmet Akif Ersoy Parkı", "")]


@given(st.sampled_from(["Nar Ağacı Parkı", "İnci Çiçeği Meydanı", "Işık Korusu"]))
def test_capitals_are_undone(name):
    assert title_case(upper(name)) == name


def test_a_park_named_in_a_buildings_row_takes_its_parcel_owner_and_address():
    [park] = parks(building("Nar Parkı Tesis Binası", "Kafeterya", "Gül Mahallesi, Lale Sokak, No: 5"))
    assert list(park) == list(COLUMNS)
    assert (park["ad"], park["alt_tur"], park["mahalle"]) == ("Nar Parkı", "park", "Gül")
    assert (park["ada"], park["parsel_ham"], park["mulkiyet_ham"]) == ("635", "12", "Küçükçekmece Belediyesi")
    assert park["adres_ham"] == "Gül Mahallesi, Lale Sokak, No: 5"
    assert park["alan_m2"] == ""  # the area is the building's
    assert "yapının" in park["supheli"]


def test_an_address_near_a_park_does_not_give_the_park_its_parcel():
    [park] = parks(building("Nar Bilgievi Kurs Merkezi", "Eğitim", "Gül Mahallesi, Lale Sokak, No: 5 (Ayva Parkı)"))
    assert (park["ad"], park["parsel_ham"], park["mulkiyet_ham"]) == ("Ayva Parkı", "", "")


def test_mentions_of_one_park_become_one_row_with_all_its_lines():
    rows = parks(
        "Gül Mahallesi Çocuk Nar Eğitim Parkı açıldı ve çok sayıda çocuk geldi.\n\nNar Eğitim Parkı çocuklara açık kaldı, dedi.\n\n"
        "Gül Mahallesi Nar Parkı Önü, Yeşil Alanlar sulandı, bakımı yapıldı.\n"
    )
    assert [(row["ad"], row["kaynak_satirlari"]) for row in rows] == [
        ("Çocuk Nar Eğitim Parkı", "1;3;5"),
        ("Nar Parkı Önü Yeşil Alanlar", "5"),
    ]
    assert rows[1]["adres_ham"] == "Nar Parkı Önü"


def test_a_short_name_that_fits_two_parks_is_neither():
    rows = parks(
        "İlçede Nar ve Ayva olmak üzere 2 adet macera parkımız vardır, gelen çok oldu.\n\nMacera Parkı bu yıl da çocuklara açık kaldı.\n"
    )
    assert {row["ad"] for row in rows} == {"Nar Macera Parkı", "Ayva Macera Parkı"}
    assert {row["kaynak_satirlari"] for row in rows} == {"1"}


def test_places_of_visits_are_not_assets():
    assert (
        parks("Gezi Durakları:\n\nElma Parkı\n\nOrman Müzesi\n\nGeziler kapsamında Ayva Parkı gibi yerler görüldü.\n")
        == []
    )


def test_the_mahalle_of_a_park_may_follow_from_the_buildings_that_share_its_name():
    rows = parks(
        building("Nar Sosyal Tesisleri", "Kafeterya", "Lale Mahallesi, Gül Sokak, No: 5")
        + "\nFestival günü Nar Parkı çok kalabalık oldu, konser verildi.\n"
    )
    assert [(row["ad"], row["mahalle"]) for row in rows] == [("Nar Parkı", "Lale")]
    assert "çıkarıldı" in rows[0]["supheli"]


def test_a_market_is_known_by_its_mahalle():
    rows = markets(
        building(
            "Lale Kapalı Pazar ve Otopark",
            "Kapalı Pazar, Otopark",
            "Lale Mahallesi, Gül Sokak, No: 5",
            owner="Belediye",
        )
        + "Okullara Bakım\n\nSIRA OKULLAR YAPILAN ÇALIŞMALAR\n\n1 LALE PAZAR YERİ MERDİVEN ONARIMI\n\n"
        "2 ÇINAR MAH. HALK MARKET KLİMA MONTAJI\n\nÖncesi\n\n8 Mayıs 2023 tarihinde açılan Çınar Marketi'yle 2 mahallede hizmet.\n"
    )
    assert [(row["ad"], row["alt_tur"], row["mahalle"]) for row in rows] == [
        ("Lale Kapalı Pazar", "kapali_pazar", "Lale"),
        ("Çınar Halk Market", "halk_market", "Çınar"),
    ]
    assert (rows[0]["ada"], rows[0]["parsel_ham"], rows[0]["alan_m2"]) == ("635", "12", "600")
    assert rows[1]["kullanim_amaci"] == "halk market; açılış 2023-05-08; 2 mahalleye hizmet"


def test_a_building_beside_a_market_does_not_give_it_a_parcel():
    [market] = markets(building("Lale Taziye Evi", "Taziye", "Fatih Mahallesi, Gül Caddesi, No: 25 Kapalı Pazar Yanı"))
    assert (market["ad"], market["parsel_ham"]) == ("Fatih Kapalı Pazar", "")
    assert "yanındaki" in market["supheli"]


def test_a_sentence_goes_on_over_an_empty_line_and_a_page():
    text = "Atakent, Nar ile Ayva olmak üzere bütün kültür \n\n271\n\n FAALiYET RAPORU 2024\n\nMerkezlerinde sergi açıldı.\n\nBaşlık Olan Satır\n"
    assert [paragraph.text for paragraph in paragraphs_of(Report.from_text(text).lines)] == [
        "Atakent, Nar ile Ayva olmak üzere bütün kültür Merkezlerinde sergi açıldı.",
        "Başlık Olan Satır",
    ]
    assert is_title("iÇ CEPHE BOYA YAPILMASI")
    assert not is_title("Bu bir cümledir ve biter.")


@pytest.mark.skipif(not REAL_REPORT.exists(), reason="the report is not on this machine")
def test_every_committed_park_and_market_is_gathered_from_the_real_report():
    report = Report.from_text(REAL_REPORT.read_text(encoding="utf-8"))
    names = known_names(DATA)
    for read, file_name, count in ((read_parks, "parklar.csv", 54), (read_markets, "pazarlar.csv", 10)):
        found = read(report, names)
        assert len(found) == count
        with (DATA / "rapor-2024" / file_name).open(encoding="utf-8") as file:
            committed = {(row["alt_tur"], row["ada"], row["mulkiyet_ham"]) for row in csv.DictReader(file)}
        assert {(row["alt_tur"], row["ada"], row["mulkiyet_ham"]) for row in found} == committed
