"""Asset codes and the withheld kind."""

import pytest

from kbs_envanter.domain.assets import Tur, asset_code, asset_id, is_withheld_by_law


def test_codes_are_readable_and_ids_follow_from_them():
    assert asset_code(Tur.BINA, 42) == "BIN-0042"
    assert asset_id(1823, "BIN-0042") == asset_id(1823, "BIN-0042")
    assert asset_id(1823, "BIN-0042") != asset_id(1824, "BIN-0042")


@pytest.mark.parametrize("ad", ["Kadın Konukevi", "KADIN KONUK EVİ", "Kadın Sığınma Evi", "Kadın sığınağı"])
def test_a_womens_shelter_is_withheld_however_it_is_written(ad):
    assert is_withheld_by_law(ad, "")


@pytest.mark.parametrize("ad", ["Kadın Eşitlik Merkezi", "Lagün Kadın Dayanışma Merkezi", "Konukevi"])
def test_other_places_are_not_withheld(ad):
    assert not is_withheld_by_law(ad, "")
