"""Providers that a gazetteer gives: doors, streets, named places, the place that an asset lies in, parcels."""

import pytest
from shapely import MultiPolygon, Point, box

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.parcel_types import Iliski, ParcelRef
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Chain, Subject
from kbs_envanter.geocode.doors import DoorNumbers
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.metric import distance_m
from kbs_envanter.geocode.parcels import ParcelRegister, RegisterParcel
from kbs_envanter.geocode.places import ContainingPlaces, NamedPlaces
from kbs_envanter.geocode.providers import WithinMahalle
from kbs_envanter.geocode.streets import Streets

SQUARE = {"atakent": MultiPolygon([box(28.70, 41.00, 28.80, 41.10)])}


def place(sinif, ad, lon=28.75, lat=41.05, tur="", mahalle="atakent", **more) -> Place:
    return Place(sinif, tur, ad, mahalle, lon, lat, "Deneme", **more)


def subject(ad="Tesis", adres="", mahalle="atakent", parseller=()) -> Subject:
    return Subject("BIN-0001", ad, mahalle, parse_address(adres), tuple(parseller))


def found(provider, asked: Subject):
    return list(provider.candidates(asked))


def door(number, lon):
    return place("kapi", "Reyhan Caddesi", lon, kapi_no=number)


DOORS = [door("2", 28.750), door("10", 28.752), door("42/A", 28.760), door("7", 28.770)]


def test_a_door_on_record_is_the_door():
    (candidate,) = found(DoorNumbers(Gazetteer(DOORS)), subject(adres="Reyhan Cad. No: 10"))
    assert (candidate.kesinlik, candidate.point.x, candidate.puan) == (Kesinlik.KAPI, 28.752, 1.0)
    assert "Reyhan Caddesi No: 10" in candidate.kaynak


def test_a_door_of_the_same_number_will_do_less_well():
    (candidate,) = found(DoorNumbers(Gazetteer(DOORS)), subject(adres="Reyhan Cad. No: 42"))
    assert (candidate.kesinlik, candidate.puan) == (Kesinlik.KAPI, 0.9)


def test_a_missing_door_lies_between_its_neighbours_of_the_same_side():
    (candidate,) = found(DoorNumbers(Gazetteer(DOORS)), subject(adres="Reyhan Cad. No: 6"))
    assert candidate.kesinlik is Kesinlik.SOKAK
    assert candidate.point.x == pytest.approx(28.751)
    assert candidate.belirsizlik_m >= distance_m(Point(28.750, 41.05), Point(28.752, 41.05)) / 2 - 1


def test_a_door_far_from_all_others_is_not_guessed():
    assert found(DoorNumbers(Gazetteer(DOORS)), subject(adres="Reyhan Cad. No: 99")) == []
    assert found(DoorNumbers(Gazetteer(DOORS)), subject(adres="Reyhan Sokak No: 10")) == []


def test_a_street_is_its_middle_and_half_its_length():
    pieces = [place("sokak", "4. Cadde", lon, uzunluk_m=200.0) for lon in (28.740, 28.745, 28.750)]
    (candidate,) = found(Streets(Gazetteer(pieces)), subject(adres="4. Cadde No: 13"))
    assert candidate.kesinlik is Kesinlik.SOKAK
    assert candidate.point.x == pytest.approx(28.745, abs=1e-5)
    half = distance_m(Point(28.740, 41.05), Point(28.750, 41.05)) / 2 + 100
    assert candidate.belirsizlik_m == pytest.approx(half, abs=40)


def test_a_stop_named_after_the_street_says_only_that_the_street_is_near():
    (candidate,) = found(
        Streets(Gazetteer([place("dayanak", "GÜVERCİN CADDESİ")])), subject(adres="Güvercin Caddesi No: 3")
    )
    assert candidate.belirsizlik_m == 600
    assert found(Streets(Gazetteer([place("dayanak", "GÜVERCİN")])), subject(adres="Güvercin Caddesi No: 3")) == []


def test_another_kind_of_street_is_for_a_person_to_take():
    (candidate,) = found(Streets(Gazetteer([place("sokak", "242. Cadde")])), subject(adres="242. Sokak No: 5"))
    assert "yolun türü başka" in candidate.neden
    assert (
        Chain([Streets(Gazetteer([place("sokak", "242. Cadde")]))], SQUARE).place(subject(adres="242. Sokak")) is None
    )


def test_numbered_streets_do_not_mix():
    assert found(Streets(Gazetteer([place("sokak", "14. Cadde")])), subject(adres="4. Cadde")) == []


def test_a_street_of_the_same_name_elsewhere_is_refused_and_kept():
    chain = Chain([Streets(Gazetteer([place("sokak", "Fatih Caddesi", 28.9, mahalle="inonu")]))], SQUARE)
    (judged,) = chain.judge(subject(adres="Fatih Caddesi No: 1"))
    assert judged.durum == "reddedildi"


def test_an_asset_is_found_by_its_own_name():
    park = place("yer", "Şehit Piyade Er Tarık Emeket Parkı", tur="park")
    (candidate,) = found(NamedPlaces(Gazetteer([park])), subject("Şehit Piyade Tarık Emeket Parkı"))
    assert (candidate.kesinlik, candidate.belirsizlik_m, candidate.neden) == (Kesinlik.YER, 150.0, "")


def test_a_slip_of_the_pen_is_forgiven_within_the_mahalle_only():
    park = place("yer", "Şehit Rafet Uçankus Parkı", tur="park")
    asked = subject("Şehit Rafet Uçankuşu Parkı")
    assert found(NamedPlaces(Gazetteer([park])), asked)[0].puan >= 0.9
    assert found(NamedPlaces(Gazetteer([park])), subject(asked.ad, mahalle="inonu")) == []


def test_what_is_only_named_after_the_place_gets_a_wide_circle():
    for anchor in (place("dayanak", "HAYAT PARKI"), place("yer", "HAYAT PARK BÜFE", tur="Halk Ekmek büfesi")):
        (candidate,) = found(NamedPlaces(Gazetteer([anchor])), subject("Hayat Parkı"))
        assert candidate.belirsizlik_m == 350


def test_a_stop_named_after_the_mahalle_is_no_place_in_it():
    gazetteer = Gazetteer([place("dayanak", "KANARYA")], localities=["kanarya"])
    assert found(NamedPlaces(gazetteer), subject("Kanarya Halk Market")) == []


def test_what_lies_beside_a_park_is_not_the_park():
    gazetteer = Gazetteer([place("yer", "Şehitler Parkı", tur="park")])
    asked = subject("Şehitler Parkı Yanı Üçgen Refüj")
    assert found(NamedPlaces(gazetteer), asked) == []
    (candidate,) = found(ContainingPlaces(gazetteer), asked)
    assert (candidate.saglayici, candidate.belirsizlik_m) == ("icinde", 250.0)


@pytest.mark.parametrize("adres", ["Koru Caddesi No: 10 (Çamlık Parkı içi)", "Koru Caddesi No: 10 (Çamlık Parkı)"])
def test_the_address_says_which_park_the_asset_lies_in(adres):
    gazetteer = Gazetteer([place("yer", "Çamlık Parkı", tur="park")])
    (candidate,) = found(ContainingPlaces(gazetteer), subject("Millet Kütüphanesi", adres))
    assert (candidate.kesinlik, candidate.belirsizlik_m) == (Kesinlik.YER, 150.0)


def parcel(tapu, ada, parsel, lon=28.75):
    return RegisterParcel(tapu, ada, parsel, MultiPolygon([box(lon, 41.05, lon + 0.001, 41.051)]))


def test_a_parcel_gives_a_point_inside_it_and_the_radius_round_it():
    register = ParcelRegister([parcel("Halkalı", "512", "9")], SQUARE)
    (candidate,) = found(register, subject(parseller=[ParcelRef("Halkalı", "512", "9")]))
    assert candidate.kesinlik is Kesinlik.PARSEL
    assert box(28.75, 41.05, 28.751, 41.051).contains(candidate.point)
    assert 60 <= candidate.belirsizlik_m <= 140


def test_an_asset_beside_a_parcel_is_not_on_it():
    register = ParcelRegister([parcel(None, "635", "1")], SQUARE)
    assert found(register, subject(parseller=[ParcelRef(None, "635", "1", iliski=Iliski.GUNEY)])) == []


def test_without_cadastral_area_the_mahalle_must_leave_one_parcel():
    ref = [ParcelRef(None, "512", "9")]
    here, there, far = (
        parcel("Halkalı", "512", "9"),
        parcel("Sefaköy", "512", "9", 28.76),
        parcel("İkitelli", "512", "9", 28.9),
    )
    assert len(found(ParcelRegister([here, far], SQUARE), subject(parseller=ref))) == 1
    assert found(ParcelRegister([here, there], SQUARE), subject(parseller=ref)) == []
    assert found(ParcelRegister([far], SQUARE), subject(parseller=ref)) == []
    assert found(ParcelRegister([here], {}), subject(parseller=ref)) == []
    assert found(ParcelRegister([here, there], SQUARE), subject(parseller=[ParcelRef("Sefaköy", "512", "9")])) != []


def test_the_circle_of_a_mahalle_holds_nine_tenths_of_it():
    long = {"atakent": MultiPolygon([box(28.70, 41.00, 28.80, 41.01)])}
    (candidate,) = found(WithinMahalle(long, {"atakent": Point(28.71, 41.005)}, {}), subject())
    assert candidate.belirsizlik_m > distance_m(Point(28.71, 41.005), Point(28.785, 41.005))


def test_what_nobody_knows_has_no_position():
    assert Chain([WithinMahalle({}, {}, {})], {}).place(subject(mahalle=None)) is None
