"""The rules on batches, without Spark: they say what the domain says."""

import pyarrow as pa
import pytest

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.domain.parcel_choice import NumberedParcel, choose_parcel
from kbs_envanter.toplu import jars, rules

ASSET = {
    "ilce_kodu": 5001, "kod": "PRK-0001", "tur": "park", "ad": "Çınar Parkı", "mahalle_kod": "m01", "adres_ham": None,
    "alan_m2": 900.0, "satir_bas": 1, "satir_son": 2, "kullanim": "Park", "parsel_ham": "Sefaköy 12/3",
}  # fmt: skip
NAMES = {
    5001: rules.Names((Neighbourhood("m01", "Barış"), Neighbourhood("m02", "Zafer")), ("Sefaköy", "Halkalı")),
}


def batches(*rows):
    return iter([pa.RecordBatch.from_pylist(list(rows))])


def test_a_text_gives_a_row_for_each_parcel_it_names():
    said = {"ilce_kodu": 5001, "varlik_id": "x", "sira": 1, "mahalle_kod": "m01", "ham_metin": "694/12 ve 13 güneyi"}
    (read,) = rules.read_references(NAMES, batches(said))
    assert [(row["no"], row["ada"], row["parsel"], row["iliski"]) for row in read.to_pylist()] == [
        (1, "694", "12", "guney"),
        (2, "694", "13", "guney"),
    ]


def test_a_text_that_names_no_parcel_gives_none():
    said = {"ilce_kodu": 5001, "varlik_id": "x", "sira": 1, "mahalle_kod": None, "ham_metin": "Park Alanı"}
    (read,) = rules.read_references(NAMES, batches(said))
    assert read.num_rows == 0


@pytest.mark.parametrize(
    ("area", "mahalle", "chosen"),
    [
        ("SEFAKOY", None, 1),
        (None, "m02", 3),
        (None, "m01", None),
        (None, None, None),
        ("İkitelli", "m01", None),
    ],
)
def test_a_parcel_is_chosen_by_its_area_or_its_neighbourhood_and_never_guessed(area, mahalle, chosen):
    same = [NumberedParcel(1, "Sefaköy", "m01"), NumberedParcel(2, "Halkalı", "m01"), NumberedParcel(3, None, "m02")]
    assert choose_parcel(area, mahalle, same) == chosen


def test_two_rows_on_one_thing_are_candidates_and_two_things_are_not():
    other = {**ASSET, "kod": "PRK-0002", "satir_bas": 900, "satir_son": 901}
    elsewhere = {**other, "kod": "PRK-0003", "mahalle_kod": "m02", "ad": "Ihlamur Parkı", "parsel_ham": "Halkalı 7/7"}
    found = rules.linkage_candidates(NAMES, pa.Table.from_pylist([ASSET, other, elsewhere])).to_pylist()
    assert [(row["a_kod"], row["b_kod"], row["tur"]) for row in found] == [("PRK-0001", "PRK-0002", "ayni")]


def test_an_archive_that_is_another_file_is_refused(tmp_path):
    with pytest.raises(UserError, match="missing"):
        jars.checked(tmp_path)
    for coordinates in jars.JARS:
        (tmp_path / jars.file_of(coordinates)).write_bytes(b"something else")
    with pytest.raises(UserError, match="not the file expected"):
        jars.checked(tmp_path)
