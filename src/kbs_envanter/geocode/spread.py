"""Places of their own for assets that are only known to lie somewhere in a mahalle."""

import math
from itertools import count

from shapely import MultiPolygon, Point, prepare

from kbs_envanter.geocode.metric import to_degrees, to_metres

_SPACING_M = 40.0
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
    prepare(area)
    if not area.contains(centre):
        centre = area.representative_point()
    # In a small mahalle the seeds stand closer: a hundred of them still fit round the label point.
    spacing = min(_SPACING_M, area.boundary.distance(centre) / 10)
    found: list[Point] = []
    for seed in count():
        if len(found) == n:
            return found
        radius, angle = spacing * math.sqrt(seed), seed * _GOLDEN_ANGLE
        point = Point(centre.x + radius * math.cos(angle), centre.y + radius * math.sin(angle))
        if area.contains(point):
            found.append(to_degrees(point))
    return found


def equal_area_radius_m(polygon: MultiPolygon) -> float:
    """Radius in metres of the circle that has the polygon's area (EPSG:5254)."""
    return math.sqrt(to_metres(polygon).area / math.pi)
