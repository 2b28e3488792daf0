"""Providers of what is known already: a person's decisions, positions found before, the mahalle."""

from collections.abc import Iterable, Mapping

import numpy as np
from shapely import MultiPolygon, Point, contains_xy, prepare

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.metric import point_to_metres, to_metres
from kbs_envanter.geocode.spread import equal_area_radius_m, spread_points

SOURCE = "Mahalle adı (raporda yazan)"
_HELD = 0.9  # of the mahalle's ground, by the circle drawn round a place that is only known to lie in it


class KnownPositions:
    """Positions by asset code: decisions (``kbs.konum_karari``), or those found before (``konumlar.csv``)."""

    def __init__(self, positions: Mapping[str, Candidate]) -> None:
        self._positions = positions

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        found = self._positions.get(subject.kod)
        return () if found is None else (found,)


class WithinMahalle:
    """The last resort: somewhere in the stated mahalle, in a place of its own so that none hides another.

    The place is the asset's rank among the mahalle's assets by code, so it does not depend on
    which of them have a better position today. What is no asset gets the label point.
    """

    def __init__(
        self, boundaries: Mapping[str, MultiPolygon], labels: Mapping[str, Point], codes: Mapping[str, list[str]]
    ) -> None:
        """Set up.

        Args:
            boundaries: polygon by mahalle code, EPSG:4326, approximate ones included.
            labels: label point by mahalle code, EPSG:4326.
            codes: the asset codes of each mahalle, sorted.
        """
        self._points = {
            (mahalle, kod): point
            for mahalle, members in codes.items()
            for kod, point in zip(
                members, spread_points(boundaries[mahalle], labels[mahalle], len(members)), strict=True
            )
        }
        self._labels = labels
        self._radius = {mahalle: equal_area_radius_m(boundary) for mahalle, boundary in boundaries.items()}
        self._grounds = {mahalle: _sample(boundary) for mahalle, boundary in boundaries.items()}
        self._reach: dict[tuple[str, float, float], float] = {}

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        mahalle = subject.mahalle_kod or ""
        point = self._points.get((mahalle, subject.kod)) or self._labels.get(mahalle)
        if point is None:
            return ()
        return (Candidate(point, Kesinlik.MAHALLE, self._around(mahalle, point), SOURCE, "mahalle"),)

    def _around(self, mahalle: str, point: Point) -> float:
        key = (mahalle, point.x, point.y)
        if key not in self._reach:
            self._reach[key] = float(round(max(self._radius[mahalle], _reach_m(self._grounds[mahalle], point))))
        return self._reach[key]


def _sample(boundary: MultiPolygon) -> np.ndarray:
    """Some hundred places spread evenly over an area, as rows of east and north in metres."""
    area = to_metres(boundary)
    prepare(area)
    west, south, east, north = area.bounds
    grid = np.stack(np.meshgrid(np.linspace(west, east, 40), np.linspace(south, north, 40)), axis=-1).reshape(-1, 2)
    return grid[contains_xy(area, grid[:, 0], grid[:, 1])]


def _reach_m(ground: np.ndarray, point: Point) -> float:
    """How far from the point nine tenths of the ground lie: a circle of equal area misses a long mahalle's ends."""
    if not len(ground):
        return 0.0
    return float(np.quantile(np.hypot(*(ground - np.array(point_to_metres(point))).T), _HELD))
