"""Providers that need no network."""

from collections.abc import Iterable, Mapping

from shapely import MultiPolygon, Point

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.spread import equal_area_radius_m, spread_points


class KnownPositions:
    """Positions found before and kept with their source (``data/geo/konumlar.csv``)."""

    def __init__(self, positions: Mapping[str, Candidate]) -> None:
        self._positions = positions

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        found = self._positions.get(subject.kod)
        return () if found is None else (found,)


class WithinMahalle:
    """The last resort: somewhere in the stated mahalle, in a place of its own so that none hides another.

    The place is the asset's rank among the mahalle's assets by code, so it does not depend on
    which of them have a better position today.
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
        self._radius = {mahalle: equal_area_radius_m(boundary) for mahalle, boundary in boundaries.items()}

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        point = self._points.get((subject.mahalle_kod or "", subject.kod))
        if point is None:
            return ()
        radius = round(self._radius[subject.mahalle_kod])
        return (Candidate(point, Kesinlik.MAHALLE, radius, "Mahalle adı (raporda yazan)"),)
