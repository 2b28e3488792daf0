"""The committed tables against a second reading of every fourth row, made by hand from the text, without the reader."""

import csv
from pathlib import Path

import pytest

from kbs_envanter.settings import Settings

SECOND = Path(__file__).resolve().parents[1] / "ikinci_okuma"
COMMITTED = Settings().veri_dizini / "rapor-2024"
WANTED = {
    "ad": 0.995, "ada": 0.995, "parsel_ham": 0.995, "alan_m2": 0.995, "mahalle": 0.995,
    "mulkiyet_ham": 0.98, "adres_ham": 0.98, "kullanim_amaci": 0.97,
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("column", WANTED)
def test_cells_agree_with_the_second_reading(column):
    agree = total = 0
    for table in ("hizmet_binalari", "spor_tesisleri"):
        read = {row["satir_bas"]: row for row in rows(COMMITTED / f"{table}.csv")}
        for row in rows(SECOND / f"{table}.csv"):
            total += 1
            agree += read[row["satir_bas"]][column] == row[column]
    assert total == 24
    assert agree / total >= WANTED[column]


@pytest.mark.parametrize("table", ["parklar", "pazarlar"])
def test_gathered_places_agree_with_the_second_reading(table):
    read = {row["ad"]: row for row in rows(COMMITTED / f"{table}.csv")}
    for row in rows(SECOND / f"{table}.csv"):
        for column in ("ada", "parsel_ham", "alan_m2", "mahalle"):
            assert read[row["ad"]][column] == row[column], (row["ad"], column)
