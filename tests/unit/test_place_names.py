"""Names of places: what must be equal for two names to be one place's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.place_names import kind_of, name_core, name_similarity, place_names

CONTEXT = ("kucukcekmece", "sefakoy", "halkali")


def alike(a: str, b: str) -> float:
    return max((name_similarity(x, y, CONTEXT) for x in place_names(a) for y in place_names(b)), default=0.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Seyitonbaşı Parkı", "Seyit Onbaşı Parkı"),
        ("Şehit Piyade Tarık Emeket Parkı", "Şehit Piyade Er Tarık Emeket Parkı"),
        ("Bezirgânbahçe Parkı", "Bezirganbahçe Parkı"),
        ("HAYVANLAR ALEMİ PARKI", "Hayvanlar Âlemi Parkı"),
        ("Çocuk Trafik Eğitim Parkı", "Küçükçekmece Belediyesi Çocuk Trafik Eğitim Parkı"),
        ("Sultanmurat Kapalı Pazar", "Sultanmurat Pazarı"),
        ("Fevziçakmak Mahallesi, Yeraltı Otoparkı ve Pazar Yeri", "Fevzi Çakmak Pazarı"),
        ("Gültepe Mahallesi, Muhtarlık – Aile Sağlığı Merkezi", "GÜLTEPE MAHALLESİ MUHTARLIĞI"),
        ("Şehit Piyade Astsubay Çavuş Soner Özübek Parkı", "12 Şehitler Parkı Şehit Piyade Astsb. Çvş. Soner Özübek Parkı"),
        ("İkinci Bahar Parkı", "2. Bahar Parkı"),
    ],
)  # fmt: skip
def test_names_of_one_place_agree(a, b):
    assert alike(a, b) == 1.0


def test_one_name_may_say_where_the_place_is():
    assert alike("Sefaköy Atatürk Parkı", "Atatürk Parkı") == 0.95
    assert alike("KÜÇÜKÇEKMECE CENNET MEYDAN PARKI", "Cennet Meydanı") == 0.95


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("72. Yıl Parkı", "75. Yıl Parkı"),
        ("Şehitler Parkı", "12 Şehitler Parkı"),
        ("1. Etap Konutları", "2. Etap Konutları"),
        ("Soğuksu Seyir Parkı", "Soğuksu Macera Parkı"),
        ("Soğuksu Parkı", "Soğuksu Sosyal Tesisleri"),
        ("Ata Parkı", "Atatürk Parkı"),
        ("Fatih Mahallesi Çocuk Oyun Alanı", "Fatih Parkı"),
        ("Hayat Parkı", "Hayat Kütüphanesi"),
        ("75. Yıl Parkı", "75. Yıl Cumhuriyet Parkı"),
    ],
)
def test_names_of_two_places_do_not(a, b):
    assert alike(a, b) < 0.75


def test_a_kind_alone_names_nothing():
    assert place_names("Çocuk Parkı") == place_names("Park") == place_names("") == ()


def test_what_lies_between_two_places_is_neither():
    assert place_names("ÇOBANÇEŞME KAVŞAĞI FLORYA KAVŞAĞI ARASI") == ()


def test_a_name_without_kind_is_only_a_hint():
    assert alike("Soğuksu Sosyal Tesisleri", "SOĞUKSU") == 0.8


def test_the_core_is_what_is_left():
    assert name_core("Atakent Kültür ve Sanat Merkezi") == "atakent"
    assert name_core("Şehit Gaffar Okkan Parkı") == "gaffar okkan"


def test_a_files_own_word_for_a_kind_is_understood():
    assert kind_of("semt pazarı") == "pazar"
    assert kind_of("otobüs durağı") == "durak"
    assert kind_of("bilinmeyen") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_either_way(a, b):
    for x in place_names(a):
        assert name_similarity(x, x) >= 0.8
        for y in place_names(b):
            assert name_similarity(x, y) == name_similarity(y, x) <= 1.0
