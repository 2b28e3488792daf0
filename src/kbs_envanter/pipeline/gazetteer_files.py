"""Reading files of places: GeoJSON, CSV, GTFS and OpenStreetMap extracts, whatever their columns are called."""

import csv
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from shapely import Geometry, LineString, MultiLineString, Point
from shapely.errors import ShapelyError
from shapely.geometry import shape

from kbs_envanter.domain.place_names import kind_of
from kbs_envanter.domain.text import squeeze
from kbs_envanter.geocode.gazetteer import Sinif, street_of
from kbs_envanter.geocode.metric import to_metres
from kbs_envanter.pipeline.inputs import InputRefused, Problem

# The names that columns, properties and tags go by; the first that is there counts.
_NAME = ("ad", "name", "adi", "isim", "stop_name", "tesis_adi")
_STREET = ("sokak_adi", "cadde_sokak", "addr:street", "street", "yol_adi")
_DOOR = ("kapi_no", "addr:housenumber", "housenumber")
_KIND = ("tur", "tür", "kind", "amenity", "leisure", "tourism", "office", "shop", "highway", "railway", "building")
_KEY = ("dis_kimlik", "@id", "osm_id", "durak_kodu", "stop_id", "id")
_LON = ("lon", "boylam", "longitude", "lng", "stop_lon", "x")
_LAT = ("lat", "enlem", "latitude", "stop_lat", "y")
_CLASSES: tuple[str, ...] = get_args(Sinif)
_ANCHORS = ("durak", "bufe", "tuvalet", "istasyon")
# OpenStreetMap's words for kinds that a name does not say.
_OSM_KINDS = {
    "bus_stop": "durak", "park": "park", "playground": "park", "garden": "park", "marketplace": "pazar",
    "stadium": "stat", "sports_centre": "spor", "pitch": "spor", "library": "kutuphane", "place_of_worship": "ibadet",
    "school": "okul", "university": "okul", "kindergarten": "bakimevi", "hospital": "saglik", "clinic": "saglik",
    "station": "istasyon", "subway_entrance": "istasyon", "police": "emniyet", "parking": "otopark",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place as a file tells it, EPSG:4326; ``line`` is where it stands in the file."""

    line: int
    sinif: Sinif
    tur: str
    ad: str
    kapi_no: str | None
    lon: float
    lat: float
    uzunluk_m: float | None
    dis_kimlik: str
    veri_tarihi: date | None


@dataclass(frozen=True, slots=True)
class Nameless:
    """An entry without a name, without a position, or with a class that is none: it is counted and left."""

    line: int


def read_places(path: Path, *, sinif: Sinif | None, tur: str | None) -> Iterator[FoundPlace | Nameless]:
    """The places of a file, one after the other.

    Args:
        path: ``.geojson``, ``.json``, ``.csv``, ``.txt`` (GTFS ``stops.txt``), ``.zip`` (GTFS) or ``.pbf``.
        sinif: class of every place; None: as the file or the name says.
        tur: kind of a place for which the file says none.

    Raises:
        InputRefused: the file cannot be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise _refused(
            path, f"{path.suffix!r} bilinmiyor; şunlardan biri olmalı: {known}", f"is none of these: {known}"
        )
    try:
        for line, told, geometry, default in reader(path):
            yield _place(line, told, geometry, sinif or default, tur)
    except FileNotFoundError as error:
        raise _refused(path, f"dosya yok: {path}", f"no such file: {path}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error) as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise _refused(path, f"okunamıyor ({said})", f"cannot be read ({said})") from error
    except (ShapelyError, zipfile.BadZipFile, RuntimeError) as error:
        raise _refused(path, "okunamıyor; dosya bozuk", "cannot be read; the file is damaged") from error


_Entry = tuple[int, Mapping[str, Any], Geometry | None, Sinif | None]


def _geojson(path: Path) -> Iterator[_Entry]:
    body = json.loads(path.read_text(encoding="utf-8-sig"))
    for number, feature in enumerate(body["features"], start=1):
        drawn = feature.get("geometry")
        told = {"id": feature.get("id"), **(feature.get("properties") or {})}
        yield number, told, shape(drawn) if drawn else None, None


def _csv(path: Path) -> Iterator[_Entry]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from _rows(file, "dayanak" if path.name == "stops.txt" else None)


def _gtfs(path: Path) -> Iterator[_Entry]:
    with zipfile.ZipFile(path) as archive, archive.open("stops.txt") as member:
        yield from _rows(io.TextIOWrapper(member, encoding="utf-8-sig", newline=""), "dayanak")


def _rows(file: Any, default: Sinif | None) -> Iterator[_Entry]:
    rows = csv.DictReader(file)
    columns = rows.fieldnames or []
    missing = [names[0] for names in (_LON, _LAT) if not set(names) & set(columns)]
    if missing:
        raise ValueError(f"sütun yok / no column: {', '.join(missing)}")
    for told in rows:
        told = {name: value for name, value in told.items() if name is not None and value not in (None, "")}
        yield rows.line_num, told, _point(_first(told, _LON), _first(told, _LAT)), default


def _pbf(path: Path) -> Iterator[_Entry]:
    try:
        import osmium
    except ImportError as error:
        raise _refused(
            path,
            "OSM PBF okumak için osmium paketi gerekir: pip install osmium; ya da GeoJSON verin",
            "reading OSM PBF needs the package osmium: pip install osmium; or give a GeoJSON",
        ) from error
    path.stat()
    entries = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.EmptyTagFilter())
    for number, entry in enumerate(entries, start=1):
        told = {tag.k: tag.v for tag in entry.tags}
        if not (_first(told, _NAME) or _first(told, _DOOR)):
            continue
        told["@id"] = f"{entry.type_str()}{entry.id}"
        if entry.is_node():
            yield number, told, Point(entry.location.lon, entry.location.lat), None
        elif entry.is_way():
            points = [(node.lon, node.lat) for node in entry.nodes if node.location.valid()]
            yield number, told, LineString(points) if len(points) > 1 else None, None


_READERS: dict[str, Callable[[Path], Iterator[_Entry]]] = {
    ".geojson": _geojson, ".json": _geojson, ".csv": _csv, ".txt": _csv, ".zip": _gtfs, ".pbf": _pbf,
}  # fmt: skip


def _place(
    line: int, told: Mapping[str, Any], geometry: Geometry | None, sinif: Sinif | None, tur: str | None
) -> FoundPlace | Nameless:
    street, door = _first(told, _STREET), _first(told, _DOOR)
    name = _first(told, _NAME)
    kind = _kind(told) or tur or ""
    found = sinif or _class(told, name, street, door, kind, geometry)
    ad = street if found in ("kapi", "sokak") and street else name
    if ad is None or geometry is None or geometry.is_empty or found not in _CLASSES or (found == "kapi" and not door):
        return Nameless(line)
    point, extent = _middle(geometry)
    key = _first(told, _KEY) or _digest(found, ad, door or "", f"{point.x:.6f}", f"{point.y:.6f}")
    return FoundPlace(
        line, found, kind or found, ad, door if found == "kapi" else None, point.x, point.y, extent, key, _date(told)
    )


def _class(
    told: Mapping[str, Any], name: str | None, street: str | None, door: str | None, kind: str, drawn: Geometry | None
) -> Any:
    """The class that the file says, else what name, door number and shape tell."""
    said = _first(told, ("sinif",))
    if said is not None:
        return said
    if kind_of(kind) in _ANCHORS:
        return "dayanak"
    if street and door:
        return "kapi"
    if name is None:
        return "sokak" if street else None
    is_road = street_of(name) is not None and ("highway" in told or isinstance(drawn, LineString | MultiLineString))
    return "sokak" if is_road or street_of(name) is not None else "yer"


def _kind(told: Mapping[str, Any]) -> str | None:
    said = _first(told, _KIND)
    return _OSM_KINDS.get(said, said) if said else None


def _middle(geometry: Geometry) -> tuple[Point, float | None]:
    """A point on the geometry, and how far the geometry reaches from end to end; None for a point."""
    if isinstance(geometry, Point):
        return Point(geometry.x, geometry.y), None
    if isinstance(geometry, LineString):
        closed = geometry.is_ring
        point = geometry.centroid if closed else geometry.interpolate(0.5, normalized=True)
    else:
        point = geometry.representative_point()
    metric = to_metres(geometry)
    reach = 2 * to_metres(point).hausdorff_distance(metric)
    return point, float(round(reach if metric.area or geometry.is_empty else max(reach, metric.length)))


def _point(lon: str | None, lat: str | None) -> Point | None:
    if lon is None or lat is None:
        return None
    x, y = float(lon), float(lat)
    return Point(x, y) if math.isfinite(x) and math.isfinite(y) else None


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = told.get(name)
        if value is not None and squeeze(str(value)):
            return squeeze(str(value))
    return None


def _date(told: Mapping[str, Any]) -> date | None:
    said = _first(told, ("veri_tarihi", "kaynak_tarihi"))
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _refused(path: Path, tr: str, en: str) -> InputRefused:
    return InputRefused([Problem(path.name, 0, "-", tr, en)])
