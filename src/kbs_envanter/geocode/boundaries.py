"""Boundaries of neighbourhoods that somebody drew: the published ones, fetched and checked, or a file.

What nobody drew is computed in ``cells``.
"""

import json
import math
import shutil
import threading
import tomllib
import warnings
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pooch
from requests import RequestException, Session
from shapely import Geometry, MultiPolygon, Polygon, force_2d, make_valid, union_all
from shapely.geometry import shape

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAXIMUM_FILE_BYTES = 200_000_000

# Turkish letters of a Shapefile that does not state its encoding, as they come out when read as Latin-1.
_LATIN_1_READ = str.maketrans("ÐÝÞðýþ", "ĞİŞğış")
_TURKEY = (25.5, 35.5, 45.0, 42.5)  # west, south, east, north


class BoundaryQuality(StrEnum):
    """What a boundary is: published, computed here, or the municipality's own."""

    GERCEK = "gercek"
    YAKLASIK = "yaklasik"
    BELEDIYE = "belediye"


class BoundariesUnavailable(Exception):
    """The published boundaries cannot be had now; the text says why, in Turkish and English."""


class BoundaryFileRefused(UserError):
    """A boundary file cannot be taken; the text names the file, the row and the way out, in both languages."""


@dataclass(frozen=True, slots=True)
class PublishedBoundaries:
    """Polygons by mahalle code (EPSG:4326), and whose they are."""

    polygons: dict[str, MultiPolygon]
    source: str


def fetch_boundaries(manifest: Path, cache: Path, *, mirror: str | None, timeout_s: float) -> PublishedBoundaries:
    """The published boundaries: from the cache, else from the publisher or a mirror, each file checked by sha256.

    Args:
        manifest: ``data/geo/kaynaklar.toml``.
        cache: folder for the files; a file that is there and right is not asked for again.
        mirror: a folder, or an http(s) address, laid out like the publisher's repository.
        timeout_s: seconds for the whole attempt; the first file that fails ends it sooner.

    Raises:
        BoundariesUnavailable: when a file cannot be had or is not the pinned one. There is no half set.
    """
    source = tomllib.loads(manifest.read_text(encoding="utf-8"))["mahalle_sinirlari"]
    files, mirror = source["dosyalar"], mirror or None
    keeper = pooch.create(
        path=cache / source["surum"],
        base_url=(mirror or source["adres"]).rstrip("/") + "/",
        registry={entry["yol"]: f"sha256:{entry['sha256']}" for entry in files},
    )
    pooch.get_logger().setLevel("WARNING")

    def fetch_all() -> dict[str, MultiPolygon]:
        with Session() as session:
            get = (
                _download_by(session, timeout_s) if mirror is None or _is_address(mirror) else _copy_from(Path(mirror))
            )
            return {entry["kod"]: _polygon(keeper.fetch(entry["yol"], downloader=get)) for entry in files}

    try:
        polygons = _within(timeout_s, fetch_all)
    except (RequestException, OSError, ValueError) as error:
        # requests' own words carry the whole address; the kind of fault is what helps.
        fault = type(error).__name__ if isinstance(error, RequestException) else _short(error)
        raise BoundariesUnavailable(
            f"{urlsplit(keeper.base_url).netloc or keeper.base_url}: {fault}; ağ gelince 'kbs-envanter sinir indir' / "
            "run 'kbs-envanter sinir indir' when there is a network"
        ) from error
    return PublishedBoundaries(polygons, source["atif"])


def read_boundary_file(path: Path, names: NeighbourhoodNames, codes: Iterable[str]) -> dict[str, MultiPolygon]:
    """The municipality's own boundaries from a GeoJSON, GeoPackage or zipped Shapefile, any CRS.

    The column with the names is the one whose values are neighbourhoods' names.

    Args:
        path: the file.
        names: to recognise the neighbourhoods.
        codes: every mahalle that must be there.

    Returns:
        Polygons by mahalle code, EPSG:4326.

    Raises:
        BoundaryFileRefused: naming file, row and remedy.
    """
    frame = _read_frame(path)
    if frame.crs is None:
        raise _refused(
            path,
            "koordinat sistemi yazmıyor; .prj dosyasını ekleyin ya da GeoPackage olarak kaydedin",
            "has no coordinate system; add the .prj file or save it as GeoPackage",
        )
    column = _name_column(path, frame, names)
    # The CRS's own axis order does not matter here: files carry east, north and geopandas keeps it so.
    shapes = frame.to_crs("EPSG:4326").geometry
    if not _in_turkey(shapes.total_bounds):
        raise _refused(
            path,
            "koordinatlar Türkiye'nin dışında; koordinat sistemi yanlış yazılmış ya da boylamla enlem yer değiştirmiş",
            "its coordinates are outside Turkey; the stated coordinate system is wrong or lon and lat are swapped",
        )
    found: dict[str, MultiPolygon] = {}
    for row, (name, geometry) in enumerate(zip(frame[column], shapes, strict=True), start=1):
        mahalle = _mahalle(name, names)
        if mahalle is None:
            raise _refused(
                path, f"{row}. kayıt: {name!r} ilçenin mahallesi değil", f"record {row}: {name!r} is no mahalle"
            )
        if mahalle.kod in found:
            raise _refused(
                path, f"{row}. kayıt: {mahalle.ad} iki kez var", f"record {row}: {mahalle.ad} is there twice"
            )
        polygon = None if geometry is None else _areal(geometry)
        if polygon is None or polygon.is_empty:
            raise _refused(
                path, f"{row}. kayıt ({mahalle.ad}): alan değil", f"record {row} ({mahalle.ad}): not an area"
            )
        found[mahalle.kod] = polygon
    missing = ", ".join(sorted(set(codes) - set(found)))
    if missing:
        raise _refused(path, f"eksik mahalle: {missing}", f"missing mahalle: {missing}")
    return found


def _read_frame(path: Path) -> "GeoDataFrame":
    # They bring pandas and GDAL: seconds that only this command needs.
    import geopandas
    from pyogrio.errors import DataSourceError

    try:
        size = path.stat().st_size
        inside = zipfile.ZipFile(path).infolist() if path.suffix.lower() == ".zip" else []
    except (OSError, zipfile.BadZipFile) as error:
        raise _refused(path, f"okunamıyor ({_short(error)})", f"cannot be read ({_short(error)})") from error
    if max(size, sum(entry.file_size for entry in inside)) > MAXIMUM_FILE_BYTES:
        limit = f"{MAXIMUM_FILE_BYTES // 1_000_000} MB"
        raise _refused(path, f"{limit} sınırını aşıyor; yalnız mahalle katmanını kaydedin", f"is larger than {limit}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # drivers remark on details that do not matter to us
            frame = geopandas.read_file(path)
    except (DataSourceError, ValueError, UnicodeDecodeError) as error:
        raise _refused(
            path,
            "okunamıyor; GeoJSON, GeoPackage ya da zip içinde Shapefile verin",
            "cannot be read; give a GeoJSON, a GeoPackage or a zipped Shapefile",
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise _refused(path, "içinde çizim yok; mahalle alanlarının katmanını verin", "is a table without shapes")
    return frame


def _name_column(path: Path, frame: "GeoDataFrame", names: NeighbourhoodNames) -> str:
    def known(column: str) -> int:
        return sum(_mahalle(value, names) is not None for value in frame[column])

    columns = [column for column in frame.columns if column != frame.geometry.name]
    best = max(columns, key=known, default=None)
    if best is None or known(best) == 0:
        listed = ", ".join(columns) or "-"
        raise _refused(
            path,
            f"hiçbir sütununda mahalle adı yok (sütunlar: {listed})",
            f"no column has names of neighbourhoods (columns: {listed})",
        )
    return best


def _mahalle(name: object, names: NeighbourhoodNames) -> Neighbourhood | None:
    return names.find(str(name).translate(_LATIN_1_READ))


def _in_turkey(bounds: Iterable[float]) -> bool:
    west, south, east, north = bounds
    inside = _TURKEY[0] <= west and _TURKEY[1] <= south and east <= _TURKEY[2] and north <= _TURKEY[3]
    return inside or math.isnan(west)  # without any shape the records are judged one by one


def _polygon(file: str) -> MultiPolygon:
    feature = json.loads(Path(file).read_text(encoding="utf-8"))
    polygon = _areal(shape(feature["geometry"]))
    if polygon is None:
        raise ValueError(f"{file}: no area")
    return polygon


def _areal(geometry: Geometry) -> MultiPolygon | None:
    """The areas of a geometry, repaired and without heights; None when it has none."""
    repaired = make_valid(force_2d(geometry))
    parts = [part for part in getattr(repaired, "geoms", [repaired]) if isinstance(part, Polygon | MultiPolygon)]
    if not parts:
        return None
    whole = union_all(parts)
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon([whole])


def _within(seconds: float, work: Callable[[], dict[str, MultiPolygon]]) -> dict[str, MultiPolygon]:
    """The outcome of ``work``, or TimeoutError.

    A request's own time-out counts per address and per read, and not at all while a name is looked up, so a
    network that swallows everything would hold the start for minutes. A thread of its own can be left behind:
    what it still fetches is checked and cached like the rest.
    """
    outcome: Future[dict[str, MultiPolygon]] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # handed over to the caller, whatever it is
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(seconds)


def _download_by(session: Session, timeout_s: float) -> Callable[[str, Any, pooch.Pooch], None]:
    def download(url: str, output_file: Any, _: pooch.Pooch) -> None:
        answer = session.get(url, timeout=timeout_s)
        answer.raise_for_status()
        Path(output_file).write_bytes(answer.content)

    return download


def _copy_from(folder: Path) -> Callable[[str, Any, pooch.Pooch], None]:
    def copy(url: str, output_file: Any, keeper: pooch.Pooch) -> None:
        shutil.copyfile(folder / url.removeprefix(keeper.base_url), output_file)

    return copy


def _is_address(mirror: str | None) -> bool:
    return mirror is not None and mirror.startswith(("http://", "https://"))


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__


def _refused(path: Path, tr: str, en: str) -> BoundaryFileRefused:
    return BoundaryFileRefused(f"{path.name}: {tr}. / {path.name}: {en}.")
