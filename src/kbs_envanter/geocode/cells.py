"""Approximate neighbourhoods, where nobody's boundaries are at hand: Voronoi cells of what is known to lie in them."""

from collections.abc import Mapping, Sequence

from shapely import MultiPoint, MultiPolygon, Point, Polygon, union_all, voronoi_polygons
from shapely.strtree import STRtree

from kbs_envanter.geocode.metric import to_degrees, to_metres

_MARGIN_M = 450.0  # how far beyond the outermost known place the district is drawn
_ROUNDING_M = 900.0


def approximate_cells(labels: Mapping[str, Point], located: Mapping[str, Sequence[Point]]) -> dict[str, MultiPolygon]:
    """One cell a mahalle: nearer to its known points than to any other's, clipped to a smooth hull.

    Args:
        labels: label point by mahalle code, EPSG:4326.
        located: positions of places known to lie in a mahalle, by its code, EPSG:4326.

    Returns:
        Disjoint polygons by mahalle code, EPSG:4326, each with its label point inside.
    """
    owners: dict[tuple[float, float], str] = {}
    for kod, label in labels.items():
        for point in (label, *located.get(kod, ())):
            metric = to_metres(point)
            owners.setdefault((metric.x, metric.y), kod)
    hull = _smooth_hull(list(owners))
    cells = list(voronoi_polygons(MultiPoint(list(owners)), extend_to=hull).geoms)
    tree = STRtree(cells)
    mine: dict[str, list[Polygon]] = {kod: [] for kod in labels}
    for place, kod in owners.items():
        mine[kod].append(cells[tree.query(Point(place), predicate="intersects")[0]])
    return {kod: _multi(to_degrees(union_all(parts).intersection(hull))) for kod, parts in mine.items()}


def _smooth_hull(places: Sequence[tuple[float, float]]) -> Polygon:
    grown = MultiPoint(places).convex_hull.buffer(_MARGIN_M + _ROUNDING_M)
    return grown.buffer(-_ROUNDING_M).buffer(0)


def _multi(area: Polygon | MultiPolygon) -> MultiPolygon:
    return area if isinstance(area, MultiPolygon) else MultiPolygon([area])
