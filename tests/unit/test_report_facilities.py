"""Facts about facilities: made-up chapters with the oddities of the real ones, then the real ones."""

import pytest

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.facilities import COLUMNS, read_facilities
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from tests.support import SHARED

NAMES = NeighbourhoodNames(Neighbourhood(ad, ad) for ad in ("Gül", "Lale", "Çınar", "Fatih"))
REAL_REPORT = SHARED / "rapor" / "faaliyet-raporu-2024.txt"


def read(text: str) -> list[Row]:
    return read_facilities(Report.from_text(text), NAMES)


def facts(text: str) -> dict[str, str]:
    return {row["bilgi"]: row["deger"] for row in read(text)}


def told(sentence: str) -> dict[str, str]:
    return facts(f"NAR AĞACI KÜTÜPHANESi\nNar Ağacı Kütüphanesi {sentence}\n")


def test_a_fact_is_a_row_with_facility_mahalle_value_unit_and_lines():
    [row] = read(
        "NAR AĞACI KÜTÜPHANESi (NKM)\nGül Mahallesi'nde yer alan kütüphanemiz 1.200 m2 \nbüyüklüğünde bir yerdir.\n"
    )
    assert list(row) == list(COLUMNS)
    assert row == {
        "sira": "1",
        "satir_bas": "2",
        "satir_son": "3",
        "tesis": "Nar Ağacı Kütüphanesi",
        "mahalle": "Gül",
        "bilgi": "alan_m2",
        "deger": "1200",
        "birim": "m2",
        "supheli": "",
    }


@pytest.mark.parametrize(
    ("sentence", "bilgi", "deger"),
    [
        ("aynı anda 84 kişi \nmisafir kapasitesine sahiptir.", "kapasite_kisi", "84"),
        ("50 kişilik kapasiteye sahiptir.", "kapasite_kisi", "50"),
        ("içinde 8 kişilik kitap okuma \nkoltuğuna sahip bir yerdir.", "kitap_okuma_koltugu_kisi", "8"),
        ("haftanın 6 (altı) günü Pazar günü hariç açıktır.", "kapali_gun", "pazar"),
        ("09.00-23.00 saatleri arasında hizmet vermektedir.", "calisma_saatleri", "09:00-23:00"),
        ("Mart 2022 tarihinde hizmete açılmıştır.", "acilis_tarihi", "2022-03"),
        ("2022 Ocak ayı itibarıyla vatandaşların hizmetine açılmıştır.", "acilis_tarihi", "2022-01"),
        ("2023 yılı Haziran ayında açılışı yapılarak başladı.", "acilis_tarihi", "2023-06"),
        ("1 Ağustos 2023’te açılışı yapıldı.", "acilis_tarihi", "2023-08-01"),
        ("içinde 3180 kitap bulunmaktadır.", "kitap_sayisi", "3180"),
        ("ahşap iki katlı binadır.", "kat_sayisi", "2"),
    ],
)
def test_sentences_tell_facts(sentence, bilgi, deger):
    assert told(sentence)[bilgi] == deger


def test_a_second_opening_may_be_of_a_part():
    found = told("Mart 2022 tarihinde hizmete açılmıştır. Ekim 2022 tarihinde teras bölümü de hizmete açılmıştır.")
    assert (found["acilis_tarihi"], found["sonraki_acilis_tarihi"]) == ("2022-03", "2022-10")


def test_a_date_without_an_opening_is_no_opening():
    assert "acilis_tarihi" not in told("2023 yılı Ocak ayı itibarıyla müdürlüğe bağlandı.")


def test_approximate_and_repeated_facts_are_in_doubt():
    rows = read(
        "NAR KÜTÜPHANESi\nYaklaşık 300 kişilik kapasiteye sahiptir. 8 kişilik okuma masası, 18 kişilik okuma masası mevcuttur.\n"
    )
    doubts = {row["deger"]: row["supheli"] for row in rows}
    assert doubts["300"] == "Yaklaşık"
    assert "birden çok değerle" in doubts["8"]
    assert "birden çok değerle" in doubts["18"]


def test_a_heading_of_something_else_ends_the_facility():
    assert (
        facts("NAR KÜTÜPHANESi\nKısa metin burada.\n\nKalite Birimi\nEkibimiz 20 kişilik kapasiteyle kuruldu.\n") == {}
    )


def test_the_withheld_shelter_has_no_facts():
    text = "GÜL KADIN KONUKEVİ MERKEZi\nKonukevinde 10 kişilik kapasite vardır.\n"
    assert read(text) == []


def test_a_construction_sheet_gives_its_measures_floor_by_floor():
    found = facts(
        "Gül Mahallesi Taziyeevi\n\nGül Mahallesi Taziyeevi Proje Bilgileri :\nParsel alanı: 6097,32 m2'dir.\n"
        "Bodrum + 3 kat olmak üzere 4 kattır.\nToplam İnşaat Alanı: 683 m2 dir.\nBodrum Kat: 157.71 m2'dir.\n"
        "30 kişilik yemekhane  (47.38 m2) , depo (6.40 m2) bulunmaktadır.\nZemin Kat: 156 m2'dir.\n"
        "Engelli  wc  (2.25 m2), Wc’ler (13.5 m2), oturma alanı (85 m2 ve 54 \nkişilik) ve teras (6.23)\nbulunmaktadır.\n\n"
        "Toplam 84 kişiliktir.\n"
    )
    assert found == {
        "parsel_alani_m2": "6097.32",
        "kat_sayisi": "4",
        "toplam_insaat_alani_m2": "683",
        "bodrum_kat_m2": "157.71",
        "bodrum_kat_yemekhane_m2": "47.38",
        "bodrum_kat_yemekhane_kisi": "30",
        "bodrum_kat_depo_m2": "6.4",
        "zemin_kat_m2": "156",
        "zemin_kat_engelli_wc_m2": "2.25",
        "zemin_kat_wc_m2": "13.5",
        "zemin_kat_oturma_alani_m2": "85",
        "zemin_kat_oturma_alani_kisi": "54",
        "zemin_kat_teras_m2": "6.23",
        "kapasite_kisi": "84",
    }


def test_rooms_of_several_sizes_are_summed_and_said():
    [seats] = [
        row
        for row in read(
            "Gül Taziyeevi\n\nToplam İnşaat Alanı: 90 m2'dir.\n25, 15, ve 10 kişilik 3 adet sınıf (87.85 m2) bulunmaktadır.\n"
        )
        if row["bilgi"] == "sinif_kisi"
    ]
    assert (seats["deger"], seats["supheli"]) == ("50", "25, 15, 10 kişiliklerin toplamı")


def test_lists_name_facilities_in_service():
    rows = read(
        "Hizmetler\n\n• Gül Mahallesi Gündüz Çocuk Bakımevi\n• Lale Mahallesi Gündüz Çocuk \nBakımevi olmak üzere 2 "
        "mahallemizde hizmet verilmektedir.\n\nİlçemizde Nar Stadı, Ayva Spor Tesisleri ve Elma Sahası olmak üzere 3 adet "
        "futbol sahası vardır.\n"
    )
    assert [(row["tesis"], row["mahalle"], row["deger"]) for row in rows] == [
        ("Gül Mahallesi Gündüz Çocuk Bakımevi", "Gül", "hizmet veriyor"),
        ("Lale Mahallesi Gündüz Çocuk Bakımevi", "Lale", "hizmet veriyor"),
        ("Nar Stadı", "", "futbol sahası"),
        ("Ayva Spor Tesisleri", "", "futbol sahası"),
        ("Elma Sahası", "", "futbol sahası"),
    ]


def test_a_branch_tells_its_opening_and_how_many_neighbourhoods_it_serves():
    found = facts("Yardımlar 8 Mayıs 2023 tarihinde \naçılan Gül Marketi'yle 12 mahallede yapılmaktadır.\n")
    assert found == {"acilis_tarihi": "2023-05-08", "hizmet_verilen_mahalle_sayisi": "12"}


def test_events_and_trainees_come_from_small_tables():
    found = facts(
        "1- GÜL KÜLTÜR VE SANAT MERKEZi\n\nGenel Değerlendirme \n\n2024\nMESLEK SANAT \n\nAKADEMİSİ TOPLAM\n\n121 255 1130 1506\n\n"
        "Çocuk   Tiyatroları\n2024 yılı içerisinde 19 oyun sergilenmiştir.\n\nEtkinliğin Yapıldığı Yer Etkinlik \nSayısı\n\n"
        "Katılımcı \nSayısı\n\nGül Kültür ve Sanat Merkezi 19 7460\n\nLale Kültür ve Sanat Merkezi - -\n"
    )
    assert found == {
        "kursiyer_sayisi": "1506",
        "cocuk_tiyatrolari_etkinlik_sayisi": "19",
        "cocuk_tiyatrolari_katilimci": "7460",
    }


@pytest.mark.skipif(not REAL_REPORT.exists(), reason="the report is not on this machine")
def test_the_libraries_of_the_real_report():
    rows = read_facilities(Report.from_text(REAL_REPORT.read_text(encoding="utf-8")), NAMES)
    seats = {
        row["tesis"]: row["deger"] for row in rows if row["bilgi"] == "kapasite_kisi" and "Kütüphane" in row["tesis"]
    }
    assert seats == {
        "Millet Kütüphanesi": "162",
        "Kemalpaşa Semt Konağı Kütüphanesi": "84",
        "Yusuf Ahıskalı Kütüphanesi": "61",
        "Halide Edib Adıvar Kütüphanesi": "135",
        "Rıfat Ilgaz Çocuk Kütüphanesi": "50",
        "Kuşlu Çocuk Kütüphanesi": "60",
        "Gençlik Gelişim Merkezi Kütüphanesi": "45",
        "Mehmet Âkif Ersoy Kütüphanesi": "40",
    }
    assert not any("konukev" in row["tesis"].lower() for row in rows)
