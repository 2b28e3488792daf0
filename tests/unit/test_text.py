"""Turkish letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.text import katla, lower, squeeze, upper

TURKISH = st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyzâîû ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂÎÛ0123456789./-")


@pytest.mark.parametrize(
    ("written", "small", "capital"),
    [("IĞDIR", "ığdır", "IĞDIR"), ("İstasyon", "istasyon", "İSTASYON"), ("ılık", "ılık", "ILIK")],
)
def test_case_follows_turkish_rules(written, small, capital):
    assert lower(written) == small
    assert upper(written) == capital


def test_the_four_i_s_and_accents_fall_together_when_folded():
    assert {katla(text) for text in ("İSTASYON", "ISTASYON", "istasyon", "ıstasyon")} == {"istasyon"}
    assert katla("Söğütlüçeşme, Mehmet Âkif") == "sogutlucesme, mehmet akif"


def test_a_letter_written_in_two_code_points_equals_the_one_written_in_one():
    assert katla("C\u0327ag\u0306rı") == katla("Çağrı") == "cagri"


@given(TURKISH)
def test_folding_does_not_care_about_case(text):
    assert katla(lower(text)) == katla(upper(text)) == katla(text)


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert katla(katla(text)) == katla(text)


def test_squeeze_makes_one_line():
    assert squeeze("  Halkalı \n Merkez\u00a0 ") == "Halkalı Merkez"
