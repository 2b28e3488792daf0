"""Metres: everything that measures does so in EPSG:5254 (TUREF / TM30), the district's national grid."""

from functools import cache
from typing import TypeVar

from pyproj import Transformer
from shapely import Geometry, Point, transform

G = TypeVar("G", bound=Geometry)


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(geometry: G) -> G:
    """EPSG:4326 (lon, lat) to EPSG:5254 (east, north)."""
    return transform(geometry, _transformer("EPSG:4326", "EPSG:5254").transform, interleaved=False)


def to_degrees(geometry: G) -> G:
    """EPSG:5254 (east, north) to EPSG:4326 (lon, lat)."""
    return transform(geometry, _transformer("EPSG:5254", "EPSG:4326").transform, interleaved=False)


def distance_m(a: Geometry, b: Geometry) -> float:
    """Distance in metres between two geometries in EPSG:4326; 0 when they touch."""
    return to_metres(a).distance(to_metres(b))


def point_to_metres(point: Point) -> tuple[float, float]:
    """East and north of a point in EPSG:4326: ``to_metres`` for one point, several times faster."""
    return _transformer("EPSG:4326", "EPSG:5254").transform(point.x, point.y)
