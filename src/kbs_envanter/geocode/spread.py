"""Places of their own for assets that are only known to lie somewhere in a mahalle."""

import math
from collections.abc import Iterator

from shapely import MultiPolygon, Point, prepare

from kbs_envanter.geocode.metric import to_degrees, to_metres

_SPACING_M = 40.0
_LEAST_SPACING_M = 4.0
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def spread_points(polygon: MultiPolygon, label: Point, n: int) -> list[Point]:
    """``n`` points round the label point, some 40 m apart, all inside the polygon: a sunflower's seeds.

    They stay as near to the label point as they can, so that they also lie in the true mahalle when the
    polygon is only approximate; and the i-th does not depend on ``n``, so a new asset moves no other.

    Args:
        polygon: the mahalle, EPSG:4326.
        label: its label point, EPSG:4326; where it lies outside, a point inside takes its place.
        n: how many.
    """
    area, centre = to_metres(polygon), to_metres(label)
    prepare(polygon)
    if not area.contains(centre):
        centre = area.representative_point()
    # In a small mahalle the seeds stand closer: a hundred of them still fit round the label point.
    spacing = max(_LEAST_SPACING_M, min(_SPACING_M, area.boundary.distance(centre) / 10))
    found: list[Point] = []
    for east, north in _seeds(spacing, reach=centre.hausdorff_distance(area)):
        if len(found) == n:
            break
        place = to_degrees(Point(centre.x + east, centre.y + north))
        # Asked of the polygon as it is stored: an edge straight in degrees bends by a metre or so in the grid.
        if polygon.contains(place):
            found.append(place)
    return found


def _seeds(spacing: float, reach: float) -> Iterator[tuple[float, float]]:
    """Offsets in metres from the centre, out to ``reach``; then again and again between those, twice as dense.

    The half added to every later seed keeps the passes apart: no two have a radius in common.
    """
    shift = 0.0
    while True:
        for seed in range(int((reach / spacing) ** 2) + 1):
            radius, angle = spacing * math.sqrt(seed + shift), seed * _GOLDEN_ANGLE
            yield radius * math.cos(angle), radius * math.sin(angle)
        spacing, shift = spacing / 2, 0.5


def equal_area_radius_m(polygon: MultiPolygon) -> float:
    """Radius in metres of the circle that has the polygon's area (EPSG:5254)."""
    return math.sqrt(to_metres(polygon).area / math.pi)
