"""What an address says: mahalle, streets, doors, corners, positions; and that nothing in it is lost."""

import csv
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbs_envanter.domain.addresses import (
    Address,
    AddressPart,
    KonumSozu,
    YolTuru,
    parse_address,
    same_street,
)
from kbs_envanter.domain.text import katla, lower, upper
from kbs_envanter.settings import Settings


def only(text: str) -> AddressPart:
    """The part of a text that holds one address."""
    (part,) = parse_address(text).parts
    return part


def shown(text: str) -> list[str]:
    """Streets and doors as ``Street: doors``."""
    return [f"{part.cadde_sokak}: {', '.join(part.kapi)}".rstrip(": ") for part in parse_address(text).parts]


REPORT = [
    ("Atakent Mahallesi, Atatürk Caddesi, No: 9", ["Atatürk Caddesi: 9"], ""),
    ("Cumhuriyet Mah. Aşıkveysel Cad.No: 115", ["Aşıkveysel Caddesi: 115"], ""),
    ("Fevziçakmak Mah. Ahmet Kocabıyık Sk. No: 18", ["Ahmet Kocabıyık Sokak: 18"], ""),
    ("Halkalı Merkez Mahallesi, Turgut Özal Bulvarı No: 10", ["Turgut Özal Bulvarı: 10"], ""),
    ("Fatih Mahallesi, 830. Yanyol Caddesi, No: 7A", ["830. Yanyol Caddesi: 7A"], ""),
    ("Halkalı Merkez Mahallesi, 242.Sokak No: 13", ["242. Sokak: 13"], ""),
    ("Atakent Mahallesi, 4.Cadde No:5", ["4. Cadde: 5"], ""),
    ("Fatih Mahallesi, 831. Sokak No: 3/4", ["831. Sokak: 3/4"], ""),
    ("Söğütlüçeşme Mahallesi, 1. Sazlı Sokak NO: 83", ["1. Sazlı Sokak: 83"], ""),
    ("Halkalı Merkez Mahallesi, 1.Posta Sokak, No: 3/1", ["1. Posta Sokak: 3/1"], ""),
    ("Mehmet Âkif Mahallesi, 2. Tolga Sokak No: 1", ["2. Tolga Sokak: 1"], ""),
    ("Fatih Mahallesi, Prof. Dr. Aziz Sancar Caddesi, No: 27/9", ["Prof. Dr. Aziz Sancar Caddesi: 27/9"], ""),
    ("İnönü Mahallesi, Maslak Çeşme Caddesi, No: 32-38", ["Maslak Çeşme Caddesi: 32-38"], ""),
    ("Gültepe Mahallesi, Bağlar Caddesi, No: 71 ve 73", ["Bağlar Caddesi: 71, 73"], ""),
    ("Sultanmurat Mahallesi, Anadolu Sokak No: 2 2/1", ["Anadolu Sokak: 2, 2/1"], ""),
    ("Kanarya Mahallesi, Bülbül Sokak No: 15 , 15/1 ve 15/2", ["Bülbül Sokak: 15, 15/1, 15/2"], ""),
    ("Mehmet Âkif Mahallesi, Kemalpaşa Caddesi, No: 42/A-B", ["Kemalpaşa Caddesi: 42/A, 42/B"], ""),
    (
        "Kanarya Mahallesi, Hatboyu Caddesi, No: 145-147-149-151 (Eski Halkalı Gümrüğü)",
        ["Hatboyu Caddesi: 145, 147, 149, 151"],
        "Eski Halkalı Gümrüğü",
    ),
    (
        "Atakent Mah. Selçuklu Cad. No: 40 (Sosyal Tesis) No: 40/1 (Tiyatro Binası)",
        ["Selçuklu Caddesi: 40, 40/1"],
        "Sosyal Tesis; Tiyatro Binası",
    ),
    (
        "Cumhuriyet Mah. Bağyolu Sk. No: 9 (Kafe) Turunç Sk. No: 13 (İdari Bina)",
        ["Bağyolu Sokak: 9", "Turunç Sokak: 13"],
        "Kafe; İdari Bina",
    ),
    (
        "Halkalı Merkez Mahallesi, Fatih Caddesi, No: 98 ve Fulya Sokak No: 2",
        ["Fatih Caddesi: 98", "Fulya Sokak: 2"],
        "",
    ),
    (
        "Yarımburgaz Mahallesi, 2. Nergiz Sokak, No:54 ile 5. Fatih Caddesi, No: 2",
        ["2. Nergiz Sokak: 54", "5. Fatih Caddesi: 2"],
        "",
    ),
    ("Fatih Mahallesi, 8. Menekşe Caddesi, No: 2 İç Kumsal", ["8. Menekşe Caddesi: 2"], "İç Kumsal"),
    ("20 Temmuz Caddesi", ["20 Temmuz Caddesi"], ""),
    ("Yalı Caddesi, ile Küçükçekmece Gölü arası", ["Yalı Caddesi"], "ile Küçükçekmece Gölü arası"),
]


@pytest.mark.parametrize(("text", "streets", "tarif"), REPORT)
def test_the_forms_of_the_report_give_streets_doors_and_directions(text, streets, tarif):
    assert shown(text) == streets
    assert parse_address(text).tarif == tarif


@pytest.mark.parametrize(
    ("text", "sozu", "yer"),
    [
        ("Mahmutbey Caddesi, Şehit Berkay Işık Parkı İçi", KonumSozu.ICINDE, "Şehit Berkay Işık Parkı"),
        ("1.İkitelli Caddesi, Güneş Park Evleri Sitesi Önü", KonumSozu.ONUNDE, "Güneş Park Evleri Sitesi"),
        ("221. Sokak No: 12 (İstanbul Sarayları Karşısı)", KonumSozu.KARSISINDA, "İstanbul Sarayları"),
        ("Güner Sokak No: 2/2 (Nurcan Çetinsaya Camii yanı)", KonumSozu.YANINDA, "Nurcan Çetinsaya Camii"),
        ("Prof. Dr. Aziz Sancar Caddesi, No: 25 Kapalı Pazar Yanı", KonumSozu.YANINDA, "Kapalı Pazar"),
        ("Cumhuriyet Caddesi Trafik Parkı Önü", KonumSozu.ONUNDE, "Trafik Parkı"),
        ("Şehitler Parkı Yanı", KonumSozu.YANINDA, "Şehitler Parkı"),
        ("ÇAMLIK PARKI İÇİNDE", KonumSozu.ICINDE, "ÇAMLIK PARKI"),
        ("Kapalı Pazar yanı, Tuna Cad. No: 4", KonumSozu.YANINDA, "Kapalı Pazar"),
    ],
)
def test_a_direction_names_a_place_and_the_position_from_it(text, sozu, yer):
    assert (only(text).konum_sozu, only(text).yer) == (sozu, yer)


@pytest.mark.parametrize("text", ["222. Cadde Üzeri", "Abay Caddesi üzerinde", "Tığılay Caddesi, Üzeri Park Alanı"])
def test_a_position_without_a_place_is_seen_from_the_street(text):
    assert only(text).cadde_sokak is not None
    assert (only(text).konum_sozu, only(text).yer) == (KonumSozu.UZERINDE, None)


def test_a_direction_stays_readable_in_tarif():
    assert parse_address("Koru Caddesi, No: 10 (Çamlık Parkı içi)").tarif == "Çamlık Parkı içi"


@pytest.mark.parametrize(
    "text",
    [
        "Muammer Aksoy Caddesi, ile Samipaşa Caddesi, Keşişimi No: 15",
        "Muammer Aksoy Cad. ve Samipaşa Cad. kesişimi, No: 15",
        "Muammer Aksoy Caddesi Samipaşa Caddesi köşesi 15",
        "Muammer Aksoy Caddesi ile Samipaşa Caddesi No: 15",
    ],
)
def test_a_corner_is_one_address_on_two_streets(text):
    part = only(text)
    assert (part.cadde_sokak, part.kesisen, part.kapi) == (
        "Muammer Aksoy Caddesi",
        "Samipaşa Caddesi",
        ("15",),
    )


def test_a_corner_of_an_avenue_and_a_street_is_no_side_street():
    part = only("Tuna Caddesi, Fulya Sokak kesişiminde")
    assert (part.cadde_sokak, part.kesisen, part.ana_yol) == ("Tuna Caddesi", "Fulya Sokak", None)


def test_a_smaller_street_named_after_a_larger_one_has_the_doors():
    part = only("Halkalı Merkez Mah. Mahmutbey Cad. 1214. Sk No: 3 (Avrupa Konutları 2 yanı)")
    assert (part.cadde_sokak, part.ana_yol, part.kapi) == ("1214. Sokak", "Mahmutbey Caddesi", ("3",))
    assert part.yer == "Avrupa Konutları 2"


def test_two_streets_of_one_rank_are_two_addresses():
    assert shown("Fulya Sokak, Turunç Sokak No: 3") == ["Fulya Sokak", "Turunç Sokak: 3"]


def test_a_mahalle_holds_for_the_addresses_after_it_up_to_the_next_one():
    parts = parse_address("Fatih Mah. Tuna Cad. No: 1 ve Fulya Sk. No: 2; Cennet Mahallesi, Yalı Cad. No: 3").parts
    assert [(part.mahalle, part.ad) for part in parts] == [
        ("Fatih", "tuna"),
        ("Fatih", "fulya"),
        ("Cennet", "yali"),
    ]


def test_a_mahalle_may_stand_last():
    part = only("Tuna Cad. No: 5 Cennet Mah.")
    assert (part.mahalle, part.cadde_sokak, part.kapi) == ("Cennet", "Tuna Caddesi", ("5",))


def test_a_mahalle_alone_is_no_street():
    assert only("Halkalı Merkez Mahallesi,") == AddressPart(mahalle="Halkalı Merkez")


@pytest.mark.parametrize("text", ["", "  ", ",;()", "—"])
def test_an_empty_text_has_no_address(text):
    assert parse_address(text).parts == ()


@pytest.mark.parametrize(
    ("text", "tur", "ad"),
    [
        ("Bağlar Cd.", YolTuru.CADDE, "baglar"),
        ("242 Sok.", YolTuru.SOKAK, "242."),
        ("Pelikan Sokağı", YolTuru.SOKAK, "pelikan"),
        ("Kent Bulv.", YolTuru.BULVAR, "kent"),
        ("830. Yanyol", YolTuru.YANYOL, "830."),
        ("830. Yan Yol", YolTuru.YANYOL, "830."),
        ("830. Yanyol Cad.", YolTuru.YANYOL, "830."),
        ("Basın Ekspres Yolu", YolTuru.YOL, "basin ekspres"),
        ("Cennet Meydanı", YolTuru.MEYDAN, "cennet"),
        ("Gül Çıkmazı", YolTuru.CIKMAZ, "gul"),
        ("Meydan Sokak", YolTuru.SOKAK, "meydan"),
        ("Cami Önü Sokak", YolTuru.SOKAK, "cami onu"),
        ("1. İkitelli Caddesi", YolTuru.CADDE, "1. ikitelli"),
    ],
)
def test_the_generic_word_gives_the_kind_and_is_no_part_of_the_key(text, tur, ad):
    assert (only(text).tur, only(text).ad) == (tur, ad)


@pytest.mark.parametrize(
    ("doors", "kapi"),
    [
        ("No:5", ("5",)),
        ("No5", ("5",)),
        ("No : 5", ("5",)),
        ("No. 5", ("5",)),
        ("numara 5", ("5",)),
        ("No: 16.", ("16",)),
        ("No: 6 – 8", ("6-8",)),
        ("No: 2 / 1", ("2/1",)),
        ("No: 13 ile 15", ("13", "15")),
        ("No: 42A-B", ("42A", "42B")),
        ("No: 5, No: 5", ("5",)),
        ("No: 3, 2 adet dükkân", ("3",)),
        ("No: 3 Daire No: 8", ("3",)),
        ("NO: 3 İÇ KAPI NO: 8", ("3",)),
        ("13", ("13",)),
        ("2 adet dükkân", ()),
    ],
)
def test_doors_are_read_in_every_spelling(doors, kapi):
    assert only(f"Tuna Caddesi {doors}").kapi == kapi


def test_an_ordinal_after_a_door_begins_a_street_and_is_no_door():
    assert shown("Tuna Sokak No: 1 4. Cadde No: 2") == ["Tuna Sokak: 1", "4. Cadde: 2"]
    assert shown("Tuna Sokak No: 1 20 Temmuz Caddesi No: 2") == ["Tuna Sokak: 1", "20 Temmuz Caddesi: 2"]


@pytest.mark.parametrize("case", [lower, upper, katla])
def test_a_typed_address_names_the_same_street_in_any_case(case):
    written = "Halkalı Merkez Mah. 1. İkitelli Cad. No: 9"
    assert only(case(written)).ad == only(written).ad
    assert only(case(written)).kapi == ("9",)


def test_a_street_typed_in_one_case_is_shown_with_capital_initials():
    assert only("ISPARTA İLİ CAD.").cadde_sokak == "Isparta İli Caddesi"
    assert only("inönü cad").cadde_sokak == "İnönü Caddesi"
    assert only("TOKİ Caddesi").cadde_sokak == "TOKİ Caddesi"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("242. Sokak No: 5", "242 sok.", "ayni"),
        ("Maslak Çeşme Caddesi", "MASLAKÇEŞME CAD.", "ayni"),
        ("830. Yanyol", "830. Yanyol Caddesi", "ayni"),
        ("242. Sokak", "242. Cad.", "aday"),
        ("1. İkitelli Caddesi", "2. İkitelli Caddesi", "farkli"),
        ("1. İkitelli Caddesi", "İkitelli Caddesi", "farkli"),
        ("2. Nergiz Sokak", "2. Nergis Sokak", "farkli"),
        ("Şehitler Parkı Yanı", "Çamlık Parkı Yanı", "farkli"),
    ],
)
def test_streets_are_the_same_a_candidate_or_different(a, b, expected):
    assert same_street(only(a), only(b)) == expected
    assert same_street(only(b), only(a)) == expected


# Words that the reading turns into a field of its own: kind, link, corner, mahalle and door words.
GRAMMAR = set(
    [
        "cadde",
        "caddesi",
        "cad",
        "cd",
        "sokak",
        "sokagi",
        "sok",
        "sk",
        "bulvar",
        "bulvari",
        "bulv",
        "blv",
        "yanyol",
        "yanyolu",
        "yol",
        "yolu",
        "yan",
        "meydan",
        "meydani",
        "cikmaz",
        "cikmazi",
        "mahallesi",
        "mah",
        "mh",
        "no",
        "numara",
        "ve",
        "ile",
        "kesisimi",
        "kesisiminde",
        "kesisme",
        "kosesi",
        "kosesinde",
    ]
)
WORDS = st.sampled_from(
    [
        "Fatih",
        "Mah.",
        "Mahallesi,",
        "Tuna",
        "Cad.",
        "Caddesi",
        "Cadde",
        "Sokak",
        "Sk.",
        "Bulvarı",
        "830.",
        "Yanyol",
        "Yan",
        "Yol",
        "Meydanı",
        "No:",
        "NO",
        "no5",
        "71",
        "ve",
        "73",
        "2/1",
        "42/A-B",
        "145-147-149",
        "7A",
        "12.",
        "20",
        "Temmuz",
        "ile",
        "kesişimi",
        "köşesi",
        "(",
        ")",
        "(Kafe)",
        ",",
        ";",
        "-",
        "–",
        ":",
        ".",
        "Çamlık",
        "Parkı",
        "içi",
        "Önü",
        "Yanı",
        "karşısı",
        "Üzeri",
        "Prof.",
        "İç",
        "Kapı",
        "Daire",
        "Ada",
        "İSTASYON",
        "ığdır",
        "Bi'Mola",
    ]
)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|[0-9]+", katla(text)))


def written_in(address: Address) -> str:
    fields = [address.tarif]
    for part in address.parts:
        fields += [part.mahalle, part.cadde_sokak, part.ana_yol, part.kesisen, part.yer, *part.kapi]
    return katla(" ".join(field for field in fields if field))


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(alphabet="aIıİişŞNo.15/-–,;:()' ", max_size=40))
@example("Tuna Cad. No5a-b")
@example("a1B Sokak")
def test_every_word_and_number_is_found_in_some_field(text):
    assert words_of(text) - GRAMMAR <= words_of(written_in(parse_address(text)))


@given(st.text(max_size=80) | st.lists(WORDS, max_size=14).map("".join))
def test_reading_never_fails_and_always_gives_the_same(text):
    assert parse_address(text) == parse_address(text)


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_a_street_always_has_a_kind_and_doors_are_never_empty(text):
    for part in parse_address(text).parts:
        assert (part.cadde_sokak is None) == (part.tur is None) == (part.ad == "")
        assert all(part.kapi)
        assert part != AddressPart()


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_a_canonical_street_is_read_back_as_itself(text):
    for part in parse_address(text).parts:
        if part.cadde_sokak:
            again = only(part.cadde_sokak)
            assert (again.cadde_sokak, again.tur, again.ad) == (part.cadde_sokak, part.tur, part.ad)


def test_every_building_of_the_report_with_an_address_has_a_street():
    with (Settings().veri_dizini / "rapor-2024" / "hizmet_binalari.csv").open(encoding="utf-8") as file:
        addresses = [row["adres_ham"] for row in csv.DictReader(file) if row["adres_ham"]]
    assert len(addresses) == 77
    for text in addresses:
        address = parse_address(text)
        assert all(part.cadde_sokak and part.mahalle for part in address.parts), text
        assert words_of(text) - GRAMMAR <= words_of(written_in(address)), text
