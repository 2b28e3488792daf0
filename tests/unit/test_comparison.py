"""Two years' reports side by side."""

import csv

from kbs_envanter.pipeline.comparison import Difference, compare, match, write_differences

EMPTY = dict.fromkeys(
    ("sira", "satir_bas", "satir_son", "ad", "kullanim_amaci", "ada", "parsel_ham", "alan_m2", "mahalle", "adres_ham"),
    "",
)


def row(ad: str, mahalle: str = "Kanarya", **cells: str) -> dict[str, str]:
    return EMPTY | {"ad": ad, "mahalle": mahalle} | cells


POOL = row("Kapalı Yüzme Havuzu", ada="401", parsel_ham="6", alan_m2="8872.89", adres_ham="Kanarya Mah. Gül Sk. No: 1")
CARE = [
    row(
        f"{name} Gündüz Çocuk Bakımevi",
        name,
        parsel_ham=str(4000 + n),
        adres_ham=f"{name} Mahallesi, {n}. Sokak No: {n}",
    )
    for n, name in enumerate(("Fatih", "İnönü", "Kanarya", "Yenimahalle", "Atatürk"), start=1)
]


def changes(before, after):
    return [
        (d.ne, d.ad, d.sutun, d.eski, d.yeni) for d in compare({"spor_tesisleri": before}, {"spor_tesisleri": after})
    ]


def test_a_report_does_not_differ_from_itself_whatever_the_order():
    assert changes([POOL, *CARE], [*reversed(CARE), POOL]) == []


def test_a_changed_area_is_told_with_both_values():
    assert changes([POOL], [POOL | {"alan_m2": "9000"}]) == [("degisti", POOL["ad"], "alan_m2", "8872.89", "9000")]


def test_a_renamed_asset_on_the_same_parcel_and_address_is_the_same_asset():
    renamed = POOL | {"ad": "Kanarya Yüzme Havuzu"}
    assert changes([POOL], [renamed]) == [("degisti", renamed["ad"], "ad", POOL["ad"], renamed["ad"])]


def test_assets_that_came_and_went_are_told():
    new = row("Meydan Kütüphanesi", "Cennet", ada="12", parsel_ham="3")
    assert changes([POOL, CARE[0]], [POOL, new]) == [
        ("eklendi", new["ad"], "", "", ""),
        ("kaldirildi", CARE[0]["ad"], "", "", ""),
    ]


def test_day_care_centres_of_different_neighbourhoods_are_never_taken_for_each_other():
    assert match(CARE[:3], CARE[2:]) == {0: 2}


def test_no_cell_of_the_csv_starts_a_formula(tmp_path):
    file = tmp_path / "fark.csv"
    write_differences(file, [Difference("parklar", "degisti", "=HYPERLINK(1)", "", "ad", "-5", "@x", "1", "2")])
    with file.open(encoding="utf-8-sig", newline="") as source:
        (cells,) = list(csv.DictReader(source))
    assert (cells["ad"], cells["eski"], cells["yeni"]) == ("'=HYPERLINK(1)", "'-5", "'@x")
