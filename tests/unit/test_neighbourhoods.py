"""The ways a document writes a neighbourhood's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.text import lower, upper
from kbs_envanter.pipeline.tables import read_neighbourhoods
from kbs_envanter.settings import Settings

NAMES = NeighbourhoodNames(row.neighbourhood() for row in read_neighbourhoods(Settings().veri_dizini))
ALL = [row.ad for row in read_neighbourhoods(Settings().veri_dizini)]


def test_the_district_has_21_neighbourhoods():
    assert len(ALL) == 21


@pytest.mark.parametrize(
    ("written", "kod"),
    [
        ("Halkalı İstasyon Mahallesi", "istasyon"),
        ("HALKALI MERKEZ MAH.", "halkali-merkez"),
        ("Mehmet Âkif Mah", "mehmet-akif"),
        ("Söğütlü Çeşme", "sogutlucesme"),
        ("YENİ MAHALLE", "yenimahalle"),
        ("Yenimahalle Mahallesi", "yenimahalle"),
        ("Fevzi Çakmak Mh.", "fevzicakmak"),
        ("iNÖNÜ", "inonu"),
    ],
)
def test_many_spellings_name_one_neighbourhood(written, kod):
    found = NAMES.find(written)
    assert found is not None
    assert found.kod == kod


@given(
    st.sampled_from(ALL),
    st.sampled_from(["", " Mahallesi", " Mah.", " mah", " Mh.,"]),
    st.sampled_from([upper, lower, str]),
)
def test_every_name_is_found_in_any_case_and_with_any_suffix(name, suffix, case):
    found = NAMES.find(case(name + suffix))
    assert found is not None
    assert found.ad == name


@pytest.mark.parametrize("written", ["", "Merkez", "Halkalı", "Avcılar", "Atakent Kültür Merkezi"])
def test_what_is_no_neighbourhood_is_not_found(written):
    assert NAMES.find(written) is None


def test_an_address_begins_with_its_neighbourhood():
    found = NAMES.leading("Atakent Mah. 4. Cadde No: 13")
    assert found is not None
    assert (found[0].kod, found[1]) == ("atakent", "4. Cadde No: 13")


def test_an_address_without_a_known_neighbourhood_has_none():
    assert NAMES.leading("Turgut Özal Bulvarı No: 10") is None
    assert NAMES.leading("Olmayan Mahallesi, Gül Sokak") is None


def test_two_neighbourhoods_cannot_share_a_spelling():
    with pytest.raises(ValueError, match="Çay"):
        NeighbourhoodNames([Neighbourhood("a", "Çay"), Neighbourhood("b", "Dere", ("Cay Mah.",))])
