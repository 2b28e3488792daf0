"""Mentions of one thing are found across tables; neighbours, namesakes and parts are told apart."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.linkage import link
from kbs_envanter.domain.linkage_evidence import match
from kbs_envanter.domain.linkage_names import Unit, kinds_of, read_name
from kbs_envanter.domain.linkage_types import Mention, Side
from kbs_envanter.domain.parcel_refs import parse_parcel_refs

# A made-up municipality.
_AREAS = {"cinarli": "cinarli", "dereboyu": "dereboyu", "yenisehir": "yenisehir"}


def _mention(table: str, line: int, name: str, mahalle: str | None = None, **more: object) -> Mention:
    said = read_name(name, _AREAS.get)
    address, uses = str(more.get("address", "")), str(more.get("uses", ""))
    refs = parse_parcel_refs(str(more.get("parcel", "")), ada=str(more.get("ada", "")), tapu_areas=_AREAS).refs
    return Mention(
        side=Side(table, line, name),
        lines=(line, int(more.get("end", line))),
        gathered=tuple(more.get("gathered", ())),
        mahalle=mahalle,
        units=said.units,
        within=said.within,
        uses=kinds_of(uses),
        parcels=frozenset(refs),
        addresses=tuple(part for part in parse_address(address).parts if part.ad),
        areas=(Decimal(str(more["area"])),) if "area" in more else (),
    )


def _only(*mentions: Mention):
    pairs = link(mentions)
    assert len(pairs) <= 1
    return pairs[0] if pairs else None


def _links(*mentions: Mention) -> list[tuple[str, str]]:
    return [(pair.tur, pair.durum) for pair in link(mentions)]


# --- one thing


def test_a_leased_building_and_its_row_are_one_by_parcel_and_area():
    pair = _only(
        _mention("binalar", 10, "Ayşe Kaya Anaokulu", "cinarli", parcel="5572", area="2488.58"),
        _mention("kiralar", 90, "Kreş ve Anaokulu", "cinarli", parcel="5572", area="2488.58"),
    )
    assert (pair.tur, pair.durum) == ("ayni", "otomatik")
    assert {one.tur for one in pair.kanit} >= {"parsel", "alan"}


def test_a_proper_name_and_the_mahalle_are_enough():
    assert _links(
        _mention("parklar", 10, "Deniz Yıldızı Parkı", "cinarli"),
        _mention("isler", 90, "DENİZ YILDIZI PARKI", "cinarli"),
    ) == [("ayni", "otomatik")]


def test_the_only_day_care_of_a_mahalle_in_two_tables_is_one():
    assert _links(
        _mention("binalar", 10, "Çınarlı Mahallesi, Gonca Gündüz Çocuk Bakımevi", "cinarli"),
        _mention("tesisler", 90, "Çınarlı Gündüz Çocuk Bakımevi", "cinarli"),
    ) == [("ayni", "otomatik")]


def test_a_name_alone_waits_for_a_person():
    assert _links(
        _mention("parklar", 10, "Deniz Yıldızı Parkı", "cinarli"),
        _mention("isler", 90, "Deniz Yıldızı Parkı"),
    ) == [("ayni", "bekliyor")]


def test_areas_that_differ_on_one_parcel_are_a_conflict_of_sources_and_no_contradiction():
    assert _links(
        _mention("binalar", 10, "Çınarlı Pazar Yeri", "cinarli", parcel="1198-1261-5594", area="26515"),
        _mention(
            "tahsisler", 90, "Zeminaltı pazar yeri ve meydan alanı", "cinarli", parcel="1198-1261-5594", area="25600"
        ),
    ) == [("ayni", "otomatik")]


# --- two things


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Çınarlı Gündüz Çocuk Bakımevi", "cinarli"), ("Dereboyu Gündüz Çocuk Bakımevi", "dereboyu")),
        (("Mehmet Âkif Ersoy Parkı", "cinarli"), ("Mehmet Âkif Ersoy Parkı", "dereboyu")),
        (("Mehmet Âkif Ersoy Parkı", "cinarli"), ("Mehmet Âkif Ersoy Kütüphanesi", "cinarli")),
        (("Mehmet Âkif Ersoy Parkı", None), ("Mehmet Âkif Ersoy İlkokulu", None)),
        (("Gülveren İlkokulu", None), ("Gülveren Ortaokulu", None)),
        (("Çınarlı Semt Konağı", "cinarli"), ("Çınarlı Kültür Merkezi", "cinarli")),
        (("Çınarlı İlkokulu", None), ("TOKİ Çınarlı İlkokulu", None)),
        (("Selvi Parkı", "cinarli"), ("Selvi Parkı Önü Yeşil Alan", "cinarli")),
        (("1 Nolu Dükkân", None), ("2 Nolu Dükkân", None)),
    ],
)  # fmt: skip
def test_namesakes_of_another_mahalle_kind_or_number_are_no_pair(one, other):
    assert link([_mention("binalar", 10, *one), _mention("isler", 90, *other)]) == []


def test_two_offices_of_one_directorate_are_not_one():
    one = _mention("binalar", 10, "Park ve Bahçeler Müdürlüğü", "cinarli", address="831. Sokak No: 3")
    other = _mention("binalar", 20, "Park ve Bahçeler Müdürlüğü", "dereboyu", address="3. Cadde No: 32")
    assert link([one, other]) == []


@pytest.mark.parametrize(
    "where",
    [({"parcel": "12032"}, {"parcel": "12033"}), ({"address": "4. Cadde No: 13"}, {"address": "4. Cadde No: 15"})],
)
def test_neighbours_by_parcel_or_door_are_never_linked_at_once(where):
    one = _mention("binalar", 10, "Deniz Yıldızı Anaokulu", "cinarli", **where[0])
    other = _mention("isler", 90, "Deniz Yıldızı Anaokulu", "cinarli", **where[1])
    assert all(pair.durum == "bekliyor" for pair in link([one, other]))


def test_two_halls_told_apart_by_a_number_are_never_linked_at_once():
    one = _mention("binalar", 10, "Çınarlı 1 Kapalı Pazar", "cinarli")
    other = _mention("isler", 90, "Çınarlı 2 Kapalı Pazar", "cinarli")
    unnumbered = _mention("isler", 95, "Çınarlı Pazar Yeri", "cinarli")
    assert link([one, other]) == []
    assert all(pair.durum == "bekliyor" for pair in link([one, unnumbered]))


def test_two_kiosks_of_one_size_are_not_one_kiosk():
    one = _mention("kiralar", 10, "Büfe", "cinarli", area="35")
    assert all(pair.durum == "bekliyor" for pair in link([one, _mention("isler", 90, "Büfe", "cinarli", area="35")]))


# --- a part


def test_a_cafe_inside_a_market_hall_is_a_part_of_it():
    pair = _only(
        _mention("binalar", 10, "Dereboyu Pazar Yeri ve Kafe", "dereboyu", ada="1476", parcel="1", area="5256"),
        _mention(
            "kiralar", 90, "Kafeterya (Kapalı Pazar Yeri İçerisindeki)", "dereboyu", ada="1476", parcel="1", area="15"
        ),
    )
    assert (pair.tur, pair.durum, pair.a.ad) == ("parca", "otomatik", "Kafeterya (Kapalı Pazar Yeri İçerisindeki)")


def test_a_library_named_after_its_house_is_a_part_of_the_house():
    pair = _only(
        _mention("tesisler", 10, "Çınarlı Semt Konağı Kütüphanesi", "cinarli"),
        _mention("isler", 90, "ÇINARLI SEMT KONAĞI", "cinarli"),
    )
    assert (pair.tur, pair.durum, pair.a.ad) == ("parca", "otomatik", "Çınarlı Semt Konağı Kütüphanesi")


def test_a_shop_below_a_stadium_is_a_part_of_it():
    pair = _only(
        _mention("binalar", 10, "Ali Can Stadyumu ve altındaki 14 adet dükkân", "dereboyu", ada="1454", parcel="1"),
        _mention("kiralar", 90, "3 Nolu Balıkçı Dükkânı", None, ada="1454", parcel="1", area="35"),
    )
    assert (pair.tur, pair.durum, pair.a.tablo) == ("parca", "otomatik", "kiralar")


def test_a_building_beside_another_on_its_parcel_is_no_part_of_it():
    one = _mention("binalar", 10, "Başkanlık Hizmet Binası", "cinarli", ada="851", parcel="7")
    other = _mention("binalar", 20, "Etüd Merkezi", "cinarli", ada="851", parcel="7 parsel yanı")
    assert link([one, other]) == []


def test_what_two_certain_links_imply_is_linked_when_nothing_speaks_against_it():
    pairs = link(
        [
            _mention("binalar", 10, "Selvi Kütüphanesi", "cinarli", address="Koru Caddesi No: 10"),
            _mention("parklar", 10, "Çamlık Parkı", "cinarli", gathered=[(10, 10)], uses="Kütüphane"),
            _mention("tesisler", 90, "Selvi Kütüphanesi", "cinarli"),
        ]
    )
    assert [(pair.a.tablo, pair.b.tablo, pair.tur, pair.durum) for pair in pairs] == [
        ("binalar", "parklar", "parca", "otomatik"),
        ("binalar", "tesisler", "ayni", "otomatik"),
        ("tesisler", "parklar", "parca", "otomatik"),
    ]
    assert pairs[2].kanit[-1].tur == "zincir"


# --- names


def test_the_last_kind_of_a_phrase_is_the_thing_and_those_before_it_are_where_it_is():
    name = read_name("Hayat Parkı Emekliler Lokali", _AREAS.get)
    assert [unit.kind for unit in name.units] == ["emekliler"]
    assert [(unit.kind, set(unit.proper)) for unit in name.within] == [("park", {"hayat"})]


def test_beside_a_park_is_not_in_it():
    name = read_name("Şehitler Parkı Yanı Üçgen Refüj", _AREAS.get)
    assert [unit.kind for unit in name.units] == ["refuj"]
    assert name.within == ()


@given(st.text(max_size=80))
def test_reading_a_name_never_fails(text):
    read_name(text, _AREAS.get)


# --- laws

_KINDS = st.sampled_from(["park", "bakimevi", "kutuphane", "stat", ""])
_UNITS = st.builds(
    Unit, _KINDS, st.frozensets(st.sampled_from(["selvi", "deniz", "yildizi"])), st.frozensets(st.sampled_from(["cinarli"])),
    st.frozensets(st.sampled_from(["1", "2"])),
)  # fmt: skip
_NAMES = st.sampled_from(
    [
        "Selvi Parkı",
        "Çınarlı Pazar Yeri ve Kafe",
        "Kafe",
        "1 Nolu Dükkân",
        "Çınarlı Gündüz Çocuk Bakımevi",
        "Selvi Parkı Kafe",
    ]
)


@st.composite
def _mentions(draw) -> list[Mention]:
    return [
        _mention(
            draw(st.sampled_from(["binalar", "kiralar", "isler"])), 10 * (line + 1), draw(_NAMES),
            draw(st.sampled_from([None, "cinarli", "dereboyu"])),
            parcel=draw(st.sampled_from(["", "12", "13", "12 yanı"])),
            address=draw(st.sampled_from(["", "Koru Caddesi No: 1", "Koru Caddesi No: 2", "Koru Caddesi"])),
            uses=draw(st.sampled_from(["", "Kafe", "Pazar Yeri, Gündüz Çocuk Bakımevi"])),
            **draw(st.sampled_from([{}, {"area": "35"}, {"area": "500"}])),
        )
        for line in range(draw(st.integers(2, 5)))
    ]  # fmt: skip


@given(_UNITS, _UNITS)
def test_matching_two_units_is_symmetric(one, other):
    assert match(one, other) == match(other, one)


@settings(max_examples=60, deadline=None)
@given(_mentions(), st.randoms())
def test_the_order_of_the_rows_does_not_change_the_pairs(mentions, random):
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert link(shuffled) == link(mentions)


@settings(max_examples=60, deadline=None)
@given(_mentions())
def test_every_score_is_a_share_and_nothing_is_linked_across_neighbourhoods_or_to_itself(mentions):
    mahalle = {mention.side: mention.mahalle for mention in mentions}
    for pair in link(mentions):
        assert 0 <= pair.puan <= 1
        assert pair.a != pair.b
        assert len({mahalle[pair.a], mahalle[pair.b]} - {None}) < 2
        if pair.durum == "otomatik":
            assert sum(one.agirlik >= 0.5 for one in pair.kanit) >= 2
            assert all(one.agirlik > 0 for one in pair.kanit)


def test_two_mentions_that_cannot_be_told_apart_are_refused():
    one = _mention("parklar", 10, "Selvi Parkı")
    with pytest.raises(ValueError, match="Selvi"):
        link([one, replace(one, mahalle="cinarli")])
