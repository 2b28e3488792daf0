"""Filling the gazetteer ``kbs.yer`` from files; a source is replaced as a whole, or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely import Point, STRtree
from sqlalchemy import Connection, bindparam, delete, func, insert

from kbs_envanter.domain.place_names import name_core
from kbs_envanter.geocode.gazetteer import Sinif, street_key, street_of
from kbs_envanter.pipeline.gazetteer_files import FoundPlace, Nameless, read_places
from kbs_envanter.pipeline.geocode_inputs import Neighbourhoods, read_neighbourhoods_stored
from kbs_envanter.pipeline.inputs import InputRefused, Problem
from kbs_envanter.store.database import engine
from kbs_envanter.store.models import Yer

BATCH = 2_000
_MARGIN_DEG = 0.01  # places up to some 1 km outside the district are kept: a border is no wall


@dataclass(frozen=True)
class GazetteerLoaded:
    """What a load stored by class, and what it left out: without name or place, outside the district, repeated."""

    by_class: Counter[str]
    nameless: int
    outside: int
    repeated: int


def load_gazetteer(
    url: str,
    ilce_kodu: int,
    files: Sequence[Path],
    *,
    source: str | None = None,
    licence: str,
    sinif: Sinif | None = None,
    tur: str | None = None,
    progress: Callable[[int], None] = lambda read: None,
) -> GazetteerLoaded:
    """Bring files of places into the gazetteer. What the same sources had there before goes.

    Args:
        url: the database; the neighbourhoods must be there.
        ilce_kodu: the district.
        files: GeoJSON, CSV, GTFS or OSM PBF.
        source: what the places are said to come from; None: each file's name.
        licence: of the files.
        sinif, tur: see ``read_places``.
        progress: told how many places were read.

    Raises:
        InputRefused: a file cannot be read, or lies somewhere else; nothing is changed.
    """
    counts: Counter[str] = Counter()
    with engine(url).begin() as connection:
        places = read_neighbourhoods_stored(connection, ilce_kodu)
        if not places.boundaries:
            raise InputRefused(
                [Problem("mahalle", 0, "-", "önce 'kbs-envanter kur' çalıştırın", "run 'kbs-envanter kur' first")]
            )
        names = {source or path.stem for path in files}
        connection.execute(delete(Yer).where(Yer.ilce_kodu == ilce_kodu, Yer.kaynak.in_(names)))
        shelf = _Shelf(connection, ilce_kodu, places, licence, counts)
        for path in files:
            _load(shelf, path, source or path.stem, read_places(path, sinif=sinif, tur=tur), progress)
    return GazetteerLoaded(
        Counter({name: n for name, n in counts.items() if name[0] != "-"}),
        counts["-nameless"],
        counts["-outside"],
        counts["-repeated"],
    )


class _Shelf:
    """Where places go: into one district's gazetteer, through one connection."""

    def __init__(
        self, connection: Connection, ilce_kodu: int, places: Neighbourhoods, licence: str, counts: Counter[str]
    ) -> None:
        self._connection, self._ilce, self._licence, self.counts = connection, ilce_kodu, licence, counts
        self._codes = list(places.boundaries)
        self._tree = STRtree(list(places.boundaries.values()))
        self._bounds = places.bounds()
        self._seen: set[tuple[str, str]] = set()

    def has_near(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the district, or just outside."""
        west, south, east, north = self._bounds
        return west - _MARGIN_DEG <= lon <= east + _MARGIN_DEG and south - _MARGIN_DEG <= lat <= north + _MARGIN_DEG

    def is_new(self, source: str, place: FoundPlace) -> bool:
        """Whether the source has not given this place yet."""
        key = (source, place.dis_kimlik)
        known = key in self._seen
        self._seen.add(key)
        return not known

    def put(self, source: str, places: Sequence[FoundPlace]) -> None:
        """Write places of one source."""
        if not places:
            return
        statement = insert(Yer.__table__).values(
            konum=func.ST_SetSRID(func.ST_MakePoint(bindparam("lon"), bindparam("lat")), 4326)
        )
        self._connection.execute(statement, [self._row(source, place) for place in places])
        self.counts.update(place.sinif for place in places)

    def _row(self, source: str, place: FoundPlace) -> dict[str, object]:
        inside = self._tree.query(Point(place.lon, place.lat), predicate="intersects")
        road = street_of(place.ad) if place.sinif in ("kapi", "sokak") else None
        return {
            "ilce_kodu": self._ilce,
            "sinif": place.sinif,
            "tur": place.tur,
            "ad": place.ad,
            "cekirdek": street_key(road) if road else name_core(place.ad),
            "kapi_no": place.kapi_no,
            "mahalle_kod": self._codes[inside[0]] if len(inside) else None,
            "lon": place.lon,
            "lat": place.lat,
            "uzunluk_m": place.uzunluk_m,
            "kaynak": source,
            "dis_kimlik": place.dis_kimlik,
            "lisans": self._licence,
            "veri_tarihi": place.veri_tarihi,
        }


def _load(
    shelf: _Shelf, path: Path, source: str, places: Iterator[FoundPlace | Nameless], progress: Callable[[int], None]
) -> None:
    batch: list[FoundPlace] = []
    swapped = kept = 0
    for number, place in enumerate(places, start=1):
        if isinstance(place, Nameless):
            shelf.counts["-nameless"] += 1
        elif not shelf.has_near(place.lon, place.lat):
            shelf.counts["-outside"] += 1
            swapped += shelf.has_near(place.lat, place.lon)
        elif not shelf.is_new(source, place):
            shelf.counts["-repeated"] += 1
        else:
            kept += 1
            batch.append(place)
        if len(batch) == BATCH:
            shelf.put(source, batch)
            batch = []
            progress(number)
    shelf.put(source, batch)
    if swapped and not kept:
        tr, en = "boylamla enlem yer değiştirmiş", "lon and lat are swapped"
        raise InputRefused([Problem(path.name, 0, "lon, lat", tr, en)])
