"""What may be written into an asset, field by field."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.editing import FIELDS, read_values, withheld_fault
from kbs_envanter.domain.editing_values import Position
from kbs_envanter.domain.precision import Kesinlik
from tests.support import FIRST

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def read(name, value):
    values, faults = read_values({name: value}, FIRST.tapu_mahalleleri)
    assert (name in values) != bool(faults)
    return faults if faults else values[name]


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=12), ANYTHING, max_size=5))
def test_whatever_is_given_each_field_is_read_or_has_a_fault_in_both_languages(given_fields):
    values, faults = read_values(given_fields, FIRST.tapu_mahalleleri)
    assert len(values) + len(faults) == len(given_fields)
    assert all(fault.tr and fault.en for fault in faults)


@pytest.mark.parametrize(
    ("written", "number"),
    [("1.250,5", "1250.5"), ("1250,5", "1250.5"), ("1.250", "1250"), ("12,5 m²", "12.5"), (7, "7"), (0.1, "0.1")],
)
def test_numbers_are_read_as_turkish_and_json_write_them(written, number):
    assert read("alan_m2", written) == Decimal(number)


@pytest.mark.parametrize("value", [0, -1, "0", "çok", "5 km", float("nan"), float("inf"), 10**12, True, [], "1e9999"])
def test_an_area_that_is_none_is_refused(value):
    (fault,) = read("alan_m2", value)
    assert fault.alan == "alan_m2"


@pytest.mark.parametrize("value", ["", "   ", None, "x" * 201, "a\u0000b", "\u202eters", 5, ["ad"]])
def test_a_name_is_one_line_of_at_most_two_hundred_characters(value):
    assert read("ad", value)[0].alan == "ad"


def test_texts_are_put_in_order():
    assert read("ad", "  Atatürk   Parkı\n") == "Atatürk Parkı"
    assert read("ad", "I\u0307nönü") == "İnönü"
    assert read("pafta", " ") is None


def test_a_position_needs_its_precision_and_uncertainty():
    point = {"lon": "28,7891", "lat": 41.0012, "kesinlik": "kapi", "belirsizlik_m": "7,5"}
    assert read("konum", point) == Position(28.7891, 41.0012, Kesinlik.KAPI, Decimal("7.5"))
    for name in point:
        assert read("konum", {key: value for key, value in point.items() if key != name})[0].alan == "konum"
    assert read("konum", point | {"kesinlik": "yok"})[0].alan == "konum"
    assert read("konum", point | {"lat": 91})[0].alan == "konum"
    assert read("konum", None) is None


def test_parcels_are_read_by_the_language_of_parcel_references():
    (ref,) = read("parseller", ["Sefaköy 512 ada 9 parsel güneyi"])
    assert (ref.tapu_mahallesi, ref.ada, ref.parsel, ref.iliski) == ("Sefaköy", "512", "9", "guney")
    (ref,) = read("parseller", [{"metin": "512/9", "iliski": "yani"}])
    assert ref.iliski == "yani"
    assert read("parseller", ["parkın orada"])[0].alan == "parseller"


def test_rights_are_structured_and_never_name_a_person():
    right = {"hak_turu": "kira", "yon": "alinan", "karsi_taraf_sinifi": "hazine", "karsi_taraf": "Hazine",
             "sure_yil": "10", "baslangic": "2020-05-01", "pay_m2": "1.250,5"}  # fmt: skip
    (made,) = read("haklar", [right])
    assert (made["sure_yil"], made["baslangic"], made["pay_m2"]) == (10, date(2020, 5, 1), Decimal("1250.5"))
    for owner in ("gercek_kisi", "tuzel_kisi", "bilinmiyor", None):
        assert read("haklar", [right | {"karsi_taraf_sinifi": owner}])[0].alan == "haklar"
    assert read("haklar", [{"arsa_sahibi": "hazine"}])[0].alan == "haklar"
    assert read("haklar", [right | {"adi_soyadi": "x"}])[0].alan == "haklar"


def test_a_place_that_the_law_keeps_secret_does_not_become_public():
    assert withheld_fault("Kadın Konukevi", [], "acik") is not None
    assert withheld_fault("Ek Bina", ["Kadın Sığınma Evi"], "acik") is not None
    assert withheld_fault("Kadın Konukevi", [], "gizli") is None
    assert withheld_fault("Kadın Spor Merkezi", [], "acik") is None
