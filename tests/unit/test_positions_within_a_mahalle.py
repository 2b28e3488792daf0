"""Approximate cells and the places of assets that are only known by mahalle."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from kbs_envanter.geocode.cells import approximate_cells
from kbs_envanter.geocode.metric import distance_m, to_degrees, to_metres
from kbs_envanter.geocode.spread import equal_area_radius_m, spread_points

SQUARE = MultiPolygon([box(28.70, 41.00, 28.75, 41.05)])
CENTRE = Point(28.725, 41.025)
coordinates = st.builds(Point, st.floats(28.70, 28.83), st.floats(40.97, 41.07))


def test_metres_and_degrees_are_each_others_inverse():
    back = to_degrees(to_metres(CENTRE))
    assert distance_m(back, CENTRE) < 0.001
    assert 4_100 < distance_m(Point(28.70, 41.0), Point(28.75, 41.0)) < 4_300


def test_assets_of_a_mahalle_do_not_hide_each_other():
    points = spread_points(SQUARE, CENTRE, 60)
    assert min(distance_m(a, b) for a, b in itertools.combinations(points, 2)) > 30
    assert max(distance_m(CENTRE, point) for point in points) < 350


def test_a_new_asset_moves_no_other():
    assert spread_points(SQUARE, CENTRE, 30)[:10] == spread_points(SQUARE, CENTRE, 10)


def test_all_places_lie_inside_even_in_a_narrow_mahalle():
    narrow = MultiPolygon([box(28.700, 41.0, 28.701, 41.03)])
    points = spread_points(narrow, Point(28.7005, 41.015), 40)
    assert all(narrow.contains(point) for point in points)
    assert len(set(points)) == 40


def test_a_label_outside_the_boundary_is_replaced_by_a_point_inside():
    assert all(SQUARE.contains(point) for point in spread_points(SQUARE, Point(29.5, 41.5), 5))


def test_the_radius_of_a_mahalle_is_that_of_the_circle_of_equal_area():
    circle = MultiPolygon([to_degrees(to_metres(CENTRE).buffer(500, quad_segs=90))])
    assert abs(equal_area_radius_m(circle) - 500) < 1


def test_a_cell_holds_its_label_and_the_places_known_to_lie_in_it():
    labels = {"a": Point(28.71, 41.0), "b": Point(28.75, 41.0)}
    known = {"a": [Point(28.738, 41.0)]}  # nearer to b's label than to a's
    cells = approximate_cells(labels, known)
    assert cells["a"].contains(labels["a"])
    assert cells["a"].contains(known["a"][0])
    assert cells["b"].contains(labels["b"])


@settings(deadline=None, max_examples=40)
@given(st.lists(coordinates, min_size=3, max_size=21, unique_by=lambda p: (round(p.x, 3), round(p.y, 3))))
def test_cells_are_valid_and_do_not_overlap(places):
    labels = {str(number): place for number, place in enumerate(places)}
    cells = approximate_cells(labels, {})
    assert all(cell.is_valid and cell.contains(labels[kod]) for kod, cell in cells.items())
    for a, b in itertools.combinations(cells.values(), 2):
        assert to_metres(a.intersection(b)).area < 1
