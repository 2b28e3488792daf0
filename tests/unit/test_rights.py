"""Ownership texts, text by text and by the laws of reading."""

import csv
import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.rights import HakTuru, OwnerClass, Right, parse_rights
from kbs_envanter.domain.text import katla, upper
from tests.support import FIRST


def read(text, *, municipality=FIRST.ad):
    return parse_rights(text, municipality=municipality)


DATA = Path(__file__).parents[2] / "data" / "rapor-2024"
TABLES = ("hizmet_binalari", "spor_tesisleri", "parklar", "pazarlar")

BELEDIYE, HAZINE, IBB, TOKI = OwnerClass.BELEDIYE, OwnerClass.HAZINE, OwnerClass.IBB, OwnerClass.TOKI
BAKANLIK, KAMU, TUZEL = OwnerClass.BAKANLIK, OwnerClass.KAMU_DIGER, OwnerClass.TUZEL_KISI
SAHIS, TERKINLI, BILINMIYOR = OwnerClass.GERCEK_KISI, OwnerClass.KAMUYA_TERKINLI, OwnerClass.BILINMIYOR
MULK, TAHSIS, KIRA = HakTuru.MULK, HakTuru.TAHSIS, HakTuru.KIRA
TERKIN, TASARRUF, FIILI = HakTuru.TERKIN, HakTuru.TASARRUF, HakTuru.FIILI_KULLANIM

OURS = Right(BELEDIYE, BELEDIYE, MULK)
TREASURY = Right(HAZINE, HAZINE, MULK, None, "Maliye Hazinesi", HAZINE)
METROPOLIS = Right(IBB, IBB, MULK, None, "İBB", IBB)
FROM_TREASURY = Right(HAZINE, None, TAHSIS, "alinan", "Maliye Hazinesi", HAZINE)
FROM_METROPOLIS = Right(IBB, None, TAHSIS, "alinan", "İBB", IBB)
FROM_A_PERSON = Right(SAHIS, SAHIS, KIRA, "alinan", None, SAHIS)
STRUCK_PARK = Right(TERKINLI, None, TERKIN, durum_notu="park alanı")
OUR_DISPOSAL = Right(None, None, TASARRUF)
TO_MINISTRY = Right(None, None, TAHSIS, None, "Sağlık Bakanlığı", BAKANLIK)

# Every text of the committed files, and what a property officer reads in it.
REPORT = {
    "Belediye": [OURS],
    "Küçükçekmece Belediye": [OURS],
    "Küçükçekmece Belediyesi": [OURS],
    "Küçükçekmece Belediyesi (Halı Saha)": [replace(OURS, durum_notu="halı saha")],
    "Küçükçekmece Belediyesi (Okul Öncesi Eğitim Kamu Yapı)": [
        replace(OURS, durum_notu="okul öncesi eğitim kamu yapı"),
    ],
    "Küçükçekmece Belediyesi (Yapı)": [Right(None, BELEDIYE, MULK, durum_notu="yapı")],
    "Küçükçekmece Belediyesi (Prefabrik yapı)": [Right(None, BELEDIYE, MULK, durum_notu="prefabrik yapı")],
    "Küçükçekmece Belediyesi (Kamuya Terkinli Park Alanı Yapı)": [
        Right(TERKINLI, BELEDIYE, TERKIN, durum_notu="park alanı yapı"),
    ],
    "Kamuya Terkinli Park Alanı": [STRUCK_PARK],
    "kamuya terkinli Park alanı": [STRUCK_PARK],
    "Kamuya Tekinli Park Alanı": [STRUCK_PARK],
    "Kamuya Terkinli Park Alanı (Yapı)": [replace(STRUCK_PARK, durum_notu="park alanı; yapı")],
    "Kamuya terkinli tescil dışı alan": [replace(STRUCK_PARK, durum_notu="tescil dışı alan")],
    "Kamuya terkinli alan (Belediyenin tasarrufunda)": [Right(TERKINLI, None, TASARRUF)],
    "Belediyenin tasarrufunda": [OUR_DISPOSAL],
    "Belediyemiz tasarrufunda": [OUR_DISPOSAL],
    "Belediyemiz tasarrufunda (Halı saha)": [replace(OUR_DISPOSAL, durum_notu="halı saha")],
    "Belediye Tasarrufunda (Yapı)": [replace(OUR_DISPOSAL, durum_notu="yapı")],
    "TOKİ - Yapı Belediye tasarrufunda": [Right(TOKI, None, TASARRUF, "alinan", "TOKİ", TOKI, durum_notu="yapı")],
    "Maliye Hazinesi": [TREASURY],
    "Maliye Hazinesi ve Belediye": [TREASURY, OURS],
    "Maliye Hazinesi (belediyemiz adına tahsisli)": [FROM_TREASURY],
    "Maliye Hazinesi (Belediyemiz adına tahsisli)": [FROM_TREASURY],
    "Maliye Hazinesi (belediyemiz Adına Tahsisli)": [FROM_TREASURY],
    "Maliye Hazinesi (Küçükçekmece Belediyesi'ne Tahsisli)": [FROM_TREASURY],
    "Maliye hazinesinden tahsis edildi.": [FROM_TREASURY],
    "Maliye Hazinesi adına kayıtlı olup, 25 yıl süreyle belediyemiz adına tahsisi alınmıştır.": [
        replace(FROM_TREASURY, sure_yil=25),
    ],
    "Maliye Hazinesi (Bina belediyemiz adına tahsisli)": [
        replace(FROM_TREASURY, bina_sahibi=HAZINE, durum_notu="bina"),
    ],
    "Bina Belediye Arsa: Maliye Hazinesi (belediyemiz adına tahsisli)": [
        replace(FROM_TREASURY, bina_sahibi=BELEDIYE),
    ],
    "Dolgu Alanı (Maliye Hazinesinden Tahsisi Talep edildi.)": [
        replace(FROM_TREASURY, durum_notu="talep edildi; dolgu alanı"),
    ],
    "Maliye Hazinesi (Sağlık Bakanlığına 29 yıl süreyleTahsisli)": [
        replace(TO_MINISTRY, arsa_sahibi=HAZINE, sure_yil=29),
    ],
    "Belediyemiz adına kayıtlı olup, Milli Eğitim Bakanlığı Temel Eğitimi Genel Müdürlüğü adına tahsisi.": [
        Right(
            BELEDIYE,
            None,
            TAHSIS,
            "verilen",
            "Milli Eğitim Bakanlığı Temel Eğitimi Genel Müdürlüğü",
            BAKANLIK,
        ),
    ],
    "Arsa: Maliye Hazinesi Bina: İBB": [replace(TREASURY, bina_sahibi=IBB)],
    "K.Çekmece Belediyesi (39.776,72 m²) - Maliye Hazinesi (22.016,76 m²)": [
        replace(OURS, pay_m2=Decimal("39776.72")),
        replace(TREASURY, pay_m2=Decimal("22016.76")),
    ],
    "Küçükçekmece Belediyesi + İstanbul Büyükşehir Belediyesi": [OURS, METROPOLIS],
    "İBB": [METROPOLIS],
    "İBB (belediyemiz adına tahsisli)": [FROM_METROPOLIS],
    "İBB den (belediyemize 5 yıl Tahsisli)": [replace(FROM_METROPOLIS, sure_yil=5)],
    "İBB'den 5 yıl süreyletahsisi alındı.": [replace(FROM_METROPOLIS, sure_yil=5)],
    "Park Alanı İBB'nin (Belediyemiz Adına Tahsisli)": [replace(FROM_METROPOLIS, durum_notu="park alanı")],
    "Şahıs (Kiralık)": [FROM_A_PERSON],
    "Şahıs(İki Adet Dükkân Kiralama)": [replace(FROM_A_PERSON, durum_notu="iki adet dükkân")],
    # The columns of the property lists.
    "Milli Eğitim Bakanlığı": [Right(BAKANLIK, BAKANLIK, MULK, None, "Milli Eğitim Bakanlığı", BAKANLIK)],
    "İl Sağlık Müdürlüğü": [Right(BAKANLIK, BAKANLIK, MULK, None, "İl Sağlık Müdürlüğü", BAKANLIK)],
}

# The like of them, from other pens.
LIKE = {
    "Küçük Çekmece Bld.": [OURS],
    "K. Çekmece Bel. Bşk.": [OURS],
    "Küçükçekmece Belediye Başkanlığı": [OURS],
    "Mülkiyeti Belediyemize aittir.": [OURS],
    "Hazine": [TREASURY],
    "T.C. Maliye Hazinesi": [TREASURY],
    "Milli Emlak Genel Müdürlüğü": [TREASURY],
    "İst. Büyükşehir Belediye Başkanlığı": [METROPOLIS],
    "İ.B.B.'nin": [METROPOLIS],
    "İBB ’nin mülkiyetinde": [METROPOLIS],
    "Mülkiyeti İBB'ye ait olup 5 yıllığına belediyemize tahsis edilmiştir": [replace(FROM_METROPOLIS, sure_yil=5)],
    "Hazine (Belediyemize 15.03.2020 tarihinden itibaren 10 yıl süre ile tahsisli)": [
        replace(FROM_TREASURY, sure_yil=10, baslangic=date(2020, 3, 15)),
    ],
    "MALİYE HAZİNESİ (BELEDİYEMİZ ADINA TAHSİSLİ)": [FROM_TREASURY],
    "belediyemizadına tahsisli Maliye Hazinesi": [FROM_TREASURY],
    "Maliye Hazinesi'nden tahsis talep edilmiştir": [replace(FROM_TREASURY, durum_notu="talep edildi")],
    "Maliye Hazinesi (belediyemize tahsisli, tahsis süresi doldu)": [replace(FROM_TREASURY, durum_notu="süresi doldu")],
    "Maliye Hazinesi (bir kısmı belediyemize, bir kısmı Sağlık Bakanlığına tahsisli)": [
        replace(FROM_TREASURY, durum_notu="bir kısmı"),
        replace(TO_MINISTRY, arsa_sahibi=HAZINE, durum_notu="bir kısmı"),
    ],
    "Belediyemizce 08.03.2024 tarih ve 2024/25 sayılı Meclis Kararı ile 25 yıllığına İl Sağlık Müdürlüğüne tahsisi": [
        Right(
            BELEDIYE,
            None,
            TAHSIS,
            "verilen",
            "İl Sağlık Müdürlüğü",
            BAKANLIK,
            sure_yil=25,
            baslangic=date(2024, 3, 8),
            karar="2024/25",
            durum_notu="meclis kararı",
        ),
    ],
    "Belediye (İBB'ye tahsisli)": [Right(BELEDIYE, None, TAHSIS, "verilen", "İBB", IBB)],
    "Avcılar Belediyesi (belediyemize tahsisli)": [
        Right(KAMU, None, TAHSIS, "alinan", "Avcılar Belediyesi", KAMU),
    ],
    "İSKİ'den on yıllığına tahsis": [Right(KAMU, None, TAHSIS, "alinan", "İSKİ", KAMU, sure_yil=10)],
    "Çevre, Şehircilik ve İklim Değişikliği Bakanlığına tahsisli": [
        replace(TO_MINISTRY, karsi_taraf="Çevre, Şehircilik ve İklim Değişikliği Bakanlığı"),
    ],
    "SAĞLIK BAKANLIĞINA TAHSİSLİ": [TO_MINISTRY],
    "T.C. Sağlık Bakanlığı'na tahsisli": [TO_MINISTRY],
    "Milli Eğitim Müdürlüğüne tahsisli": [replace(TO_MINISTRY, karsi_taraf="Milli Eğitim Müdürlüğü")],
    "Kıyı (Belediye tasarrufunda)": [replace(OUR_DISPOSAL, durum_notu="kıyı")],
    "Belediye (Kiralık)": [Right(BELEDIYE, BELEDIYE, KIRA, "verilen")],
    "Küçükçekmece Belediyesi (Kiracı: Şahıs)": [Right(BELEDIYE, BELEDIYE, KIRA, "verilen", None, SAHIS)],
    "Belediye (özel şirkete kiraya verildi)": [Right(BELEDIYE, BELEDIYE, KIRA, "verilen", None, TUZEL)],
    "Şahıstan kiralandı": [FROM_A_PERSON],
    "Özel şahsa ait (kiralık)": [FROM_A_PERSON],
    "Belediyemizce kiralanan dükkân": [Right(None, None, KIRA, "alinan", durum_notu="dükkân")],
    "Kiralık": [Right(None, None, KIRA)],
    "Özel mülkiyet": [Right(BILINMIYOR, BILINMIYOR, MULK, None, None, BILINMIYOR)],
    "Arsa: TOKİ / Bina: Belediye": [Right(TOKI, BELEDIYE, MULK, None, "TOKİ", TOKI)],
    "Arsası Maliye Hazinesi, binası belediye": [replace(TREASURY, bina_sahibi=BELEDIYE)],
    "Hazineye ait arsa, Belediyeye ait bina": [replace(TREASURY, bina_sahibi=BELEDIYE)],
    "Maliye Hazinesi (Arsa) - Belediye (Bina)": [replace(TREASURY, bina_sahibi=BELEDIYE, durum_notu="arsa; bina")],
    "Maliye Hazinesi (1.000 m2), İBB (2.000,50 m²) ve Belediye (10 m2)": [
        replace(TREASURY, pay_m2=Decimal(1000)),
        replace(METROPOLIS, pay_m2=Decimal("2000.50")),
        replace(OURS, pay_m2=Decimal(10)),
    ],
    "Belediye 1/2 hisse, İBB 1/2 hisse": [
        replace(OURS, durum_notu="1/2 hisse"),
        replace(METROPOLIS, durum_notu="1/2 hisse"),
    ],
    "Maliye Hazinesi - belediyemiz kullanımında": [Right(HAZINE, None, FIILI, None, "Maliye Hazinesi", HAZINE)],
    "Maliye Hazinesi (fiilen belediyemizce kullanılıyor)": [
        Right(HAZINE, None, FIILI, None, "Maliye Hazinesi", HAZINE),
    ],
    "İBB tasarrufunda": [Right(None, None, TASARRUF, None, "İBB", IBB)],
    "Kamuya terk edilmiş yeşil alan": [replace(STRUCK_PARK, durum_notu="yeşil alan")],
    "Devletin hüküm ve tasarrufu altında": [replace(STRUCK_PARK, durum_notu="devletin hüküm ve tasarrufu altında")],
}


def committed_texts() -> set[str]:
    texts = set()
    for table in TABLES:
        with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            texts |= {row["mulkiyet_ham"] for row in csv.DictReader(file)}
    return texts - {""}


@pytest.mark.parametrize(("text", "rights"), [*REPORT.items(), *LIKE.items()])
def test_a_text_reads_as_a_property_officer_reads_it(text: str, rights: list[Right]) -> None:
    reading = read(text)
    assert list(reading.rights) == rights
    assert (reading.durum, reading.unread) == ("okundu", "")


def test_every_text_of_the_committed_files_is_in_the_table() -> None:
    assert committed_texts() <= REPORT.keys()


@pytest.mark.parametrize("text", ["", " ", "-", "—", "( )"])
def test_a_text_that_says_nothing_is_an_answer(text: str) -> None:
    reading = read(text)
    assert (reading.rights, reading.durum, reading.unread) == ((), "yok", "")


@pytest.mark.parametrize(
    "text", ["Park Alanı", "1234", "bilinmiyor", "İBB'den satın alındı", "Üst hakkı belediyemizde"]
)
def test_a_text_that_states_no_known_right_is_kept_whole(text: str) -> None:
    reading = read(text)
    assert (reading.rights, reading.durum, reading.unread) == ((), "okunamadi", text)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Maliye Hazinesi irtifak hakkı", "irtifak hakkı"),
        ("Camii Derneği", "Camii"),
        ("Maliye Hazinesi (25 yıl süreyle)", "25 yıl süreyle"),
        ("Belediyemize 31.02.2024 tarihinde tahsisli", "31.02.2024"),
        ("İBB (belediyemize 5 yıl, sonra 10 yıl tahsisli)", "sonra 10 yıl"),
    ],
)
def test_what_has_no_place_beside_a_right_is_handed_back(text: str, unread: str) -> None:
    reading = read(text)
    assert reading.rights
    assert (reading.durum, reading.unread) == ("kismen", unread)


def test_an_allocation_between_two_others_has_no_direction() -> None:
    (right,) = read("Maliye Hazinesi (Sağlık Bakanlığına tahsisli)").rights
    assert right.yon is None


def test_a_third_body_keeps_its_name_in_the_note() -> None:
    (right,) = read("Avcılar Belediyesi (Sağlık Bakanlığına tahsisli)").rights
    assert (right.arsa_sahibi, right.karsi_taraf, right.durum_notu) == (KAMU, "Sağlık Bakanlığı", "Avcılar Belediyesi")


@pytest.mark.parametrize(
    ("municipality", "text", "owner"),
    [
        ("Büyükçekmece", "B.Çekmece Belediyesi", BELEDIYE),
        ("Büyükçekmece", "Küçükçekmece Belediyesi", KAMU),
        ("Küçükçekmece", "B.Çekmece Belediyesi", KAMU),
        ("Avcılar", "AVCILAR BELEDİYESİ", BELEDIYE),
        ("Avcılar", "Belediyemiz", BELEDIYE),
        ("Ümraniye", "Ümraniye Bel.", BELEDIYE),
        ("Avcılar", "Avcılar Kaymakamlığı", KAMU),
        ("Avcılar", "Ankara Büyükşehir Belediyesi", KAMU),
    ],
)
def test_the_municipality_is_the_one_whose_list_it_is(municipality: str, text: str, owner: OwnerClass) -> None:
    (right,) = read(text, municipality=municipality).rights
    assert right.arsa_sahibi is owner


@pytest.mark.parametrize("ending", ["den", "'den", "’den", " den", " 'den", "DEN", "'DEN"])
def test_a_case_ending_reads_the_same_however_it_is_set_apart(ending: str) -> None:
    assert read(f"İBB{ending} tahsis edildi") == read("İBB'den tahsis edildi")


@pytest.mark.parametrize(
    "text",
    [
        "Adı Soyadı (Kiralık)",
        "Adı Soyadı adına kayıtlı, belediyemizce kiralandı",
        "Belediye (Kiracı: Adı Soyadı)",
        "Adı Soyadı İnşaat Ltd. Şti. (kiralık)",
        "Şahıs: Adı Soyadı",
    ],
)
def test_a_persons_name_enters_no_field_of_a_right(text: str) -> None:
    reading = read(text)
    assert reading.rights
    assert "soyadi" not in katla(str(reading.rights))
    assert "Soyadı" in reading.unread


# Laws

WORDS = sorted({word for text in [*REPORT, *LIKE] for word in text.split()})
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
NONSENSE = st.text("qwx", min_size=3, max_size=8)


@given(st.text())
@example("İ" * 50)
@example("((((]]]")
@example("ﷺ ½ ² ٣ yıl")
@example("0 yıl 00.00.0000 . m2 / hisse")
def test_no_text_breaks_it(text: str) -> None:
    read(text)


@settings(max_examples=20, deadline=None)  # each new municipality compiles the vocabulary anew
@given(st.text(max_size=20))
@example("")
@example("(.*")
def test_no_name_of_a_municipality_breaks_it(municipality: str) -> None:
    assert read("Belediye", municipality=municipality).rights == (OURS,)


@given(SENTENCES)
def test_the_status_says_what_the_reading_holds(text: str) -> None:
    reading = read(text)
    expected = {
        (True, False): "okundu",
        (True, True): "kismen",
        (False, True): "okunamadi",
        (False, False): "yok",
    }
    assert reading.durum == expected[bool(reading.rights), bool(reading.unread)]


@given(st.lists(st.one_of(st.sampled_from(WORDS), NONSENSE), min_size=1, max_size=14))
def test_no_unknown_word_is_lost(words: list[str]) -> None:
    """It is left unread, or it names a public body: ``Qwx Belediyesi``."""
    told = katla(str(read(" ".join(words))))
    assert all(word in told for word in words if re.fullmatch("[qwx]+", word))


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.integers(100_000, 999_999), st.lists(st.sampled_from(WORDS)))
def test_no_number_is_lost(before: list[str], number: int, after: list[str]) -> None:
    reading = read(" ".join([*before, str(number), *after]))
    assert str(number) in str(reading)


@given(st.sampled_from([*REPORT, *LIKE]))
def test_case_and_white_space_do_not_matter(text: str) -> None:
    expected = read(text)
    assert read("  " + upper(text).replace(" ", " \n ")).rights == expected.rights


@given(SENTENCES)
def test_notes_hold_known_words_only(text: str) -> None:
    """A name cannot slip into a note: what is in no vocabulary is never noted."""
    for right in read(f"Qxqx Wxwx: {text}; Xwxw").rights:
        told = " ".join(str(getattr(right, each.name)) for each in fields(right))
        assert "xw" not in told.lower()
        assert "xq" not in told.lower()
