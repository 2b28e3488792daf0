"""Where the places of assets stand that are only known by mahalle, and that there are always enough of them."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from kbs_envanter.geocode.boundaries import fetch_boundaries
from kbs_envanter.geocode.metric import to_degrees, to_metres
from kbs_envanter.geocode.spread import spread_points
from kbs_envanter.settings import Settings
from tests.support import SHARED

DATA = Settings().veri_dizini / "geo"
CENTRE = Point(28.78, 41.01)


def round_mahalle(radius_m: float) -> MultiPolygon:
    return MultiPolygon([to_degrees(to_metres(CENTRE).buffer(radius_m))])


@pytest.mark.parametrize("radius_m", [5, 30, 200])
def test_a_small_mahalle_has_a_place_for_every_one_of_a_thousand_assets(radius_m):
    mahalle = round_mahalle(radius_m)
    points = spread_points(mahalle, CENTRE, 1000)
    assert len(set(points)) == 1000
    assert all(mahalle.contains(point) for point in points)


def test_an_asset_keeps_its_place_when_the_mahalle_overflows():
    mahalle = round_mahalle(60)
    assert spread_points(mahalle, CENTRE, 900)[:50] == spread_points(mahalle, CENTRE, 50)


def test_assets_do_not_pile_up_where_the_label_is_close_to_the_boundary():
    mahalle = MultiPolygon([box(28.78, 41.00, 28.80, 41.02)])
    points = [to_metres(point) for point in spread_points(mahalle, Point(28.780_000_1, 41.01), 20)]
    assert min(a.distance(b) for i, a in enumerate(points) for b in points[:i]) > 3


@settings(deadline=None, max_examples=40)
@given(
    west=st.floats(28.70, 28.77),
    width=st.floats(0.001, 0.05),
    height=st.floats(0.001, 0.05),
    n=st.integers(0, 300),
)
def test_places_are_distinct_and_inside_whatever_the_shape(west, width, height, n):
    mahalle = MultiPolygon([box(west, 41.0, west + width, 41.0 + height)])
    points = spread_points(mahalle, CENTRE, n)
    assert len(set(points)) == n
    assert all(mahalle.contains(point) for point in points)


@pytest.mark.skipif(not SHARED.exists(), reason="the publisher's files are not on this machine")
def test_every_label_lies_well_inside_its_published_mahalle_and_so_do_the_first_places(tmp_path):
    mirror = str(SHARED / "geo" / "wof")
    polygons = fetch_boundaries(DATA / "kaynaklar.toml", tmp_path, mirror=mirror, timeout_s=10).polygons
    with (DATA / "mahalleler.csv").open(encoding="utf-8") as file:
        labels = {row["kod"]: Point(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}
    assert set(labels) == set(polygons)
    for kod, label in labels.items():
        assert polygons[kod].contains(label)
        assert to_metres(polygons[kod]).boundary.distance(to_metres(label)) > 150
        assert all(polygons[kod].contains(point) for point in spread_points(polygons[kod], label, 15))
