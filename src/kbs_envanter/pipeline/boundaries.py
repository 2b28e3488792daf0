"""Neighbourhood boundaries: the real ones when they can be had, honest approximations otherwise."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Point
from sqlalchemy import Connection, select, update

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.geocode.boundaries import (
    BoundariesUnavailable,
    BoundaryQuality,
    PublishedBoundaries,
    fetch_boundaries,
    read_boundary_file,
)
from kbs_envanter.geocode.cells import approximate_cells
from kbs_envanter.pipeline.changes import change
from kbs_envanter.pipeline.tables import read_neighbourhoods, read_positions
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine
from kbs_envanter.store.models import Mahalle, Varlik

APPROXIMATE_SOURCE = "KBS Envanter yaklaşık hesabı (etiket noktaları ve konumu bilinen yerler)"


@dataclass(frozen=True)
class BoundariesSet:
    """Which boundaries are in force, and why not better ones when they are approximate."""

    quality: BoundaryQuality
    source: str
    reason: str = ""


def set_boundaries(url: str, settings: Settings, *, retry: bool = False) -> BoundariesSet:
    """Give every mahalle the best boundary at hand.

    The municipality's own, once loaded, stay. Otherwise the published ones are fetched, and without network
    approximate cells are computed. A fetch that failed is not tried at every start again, only with ``retry``.
    """
    with change(engine(url), "bakim", neden="mahalle sınırları yenilendi") as connection:
        stored = _stored_quality(connection, settings.ilce_kodu)
        if stored == BoundaryQuality.BELEDIYE:
            return BoundariesSet(stored, "belediyenin dosyası")
        try:
            found = _fetch(settings, retry)
        except BoundariesUnavailable as unavailable:
            if stored == BoundaryQuality.GERCEK:
                return BoundariesSet(stored, "önceki indirme")
            cells = _approximate(connection, settings)
            _store(connection, settings.ilce_kodu, cells, APPROXIMATE_SOURCE, BoundaryQuality.YAKLASIK)
            return BoundariesSet(BoundaryQuality.YAKLASIK, APPROXIMATE_SOURCE, str(unavailable))
        _store(connection, settings.ilce_kodu, found.polygons, found.source, BoundaryQuality.GERCEK)
        return BoundariesSet(BoundaryQuality.GERCEK, found.source)


def _fetch(settings: Settings, retry: bool) -> PublishedBoundaries:
    cache = settings.durum_dizini / "sinirlar"
    cache.mkdir(parents=True, exist_ok=True)
    failed_before = cache / "indirilemedi.txt"
    if failed_before.exists() and not retry and settings.veri_aynasi is None:
        raise BoundariesUnavailable(failed_before.read_text(encoding="utf-8"))
    try:
        found = fetch_boundaries(
            settings.veri_dizini / "geo" / "kaynaklar.toml",
            cache,
            mirror=settings.veri_aynasi,
            timeout_s=settings.indirme_suresi_s,
        )
    except BoundariesUnavailable as unavailable:
        failed_before.write_text(str(unavailable), encoding="utf-8")
        raise
    failed_before.unlink(missing_ok=True)
    return found


def load_boundary_file(url: str, settings: Settings, path: Path) -> None:
    """Take the municipality's own boundaries from a GeoJSON, GeoPackage or zipped Shapefile.

    Raises:
        BoundaryFileRefused: naming file, row and remedy; nothing is changed.
    """
    rows = read_neighbourhoods(settings.veri_dizini)
    names = NeighbourhoodNames(row.neighbourhood() for row in rows)
    polygons = read_boundary_file(path, names, [row.kod for row in rows])
    with change(engine(url), "yukleme", neden="mahalle sınırları yüklendi", nereden=path.name) as connection:
        _store(connection, settings.ilce_kodu, polygons, f"Belediye ({path.name})", BoundaryQuality.BELEDIYE)


def _stored_quality(connection: Connection, ilce_kodu: int) -> BoundaryQuality | None:
    query = select(Mahalle.sinir_kesinligi).where(Mahalle.ilce_kodu == ilce_kodu).limit(1)
    found = connection.scalar(query)
    return None if found is None else BoundaryQuality(found)


def _approximate(connection: Connection, settings: Settings) -> dict[str, MultiPolygon]:
    query = select(Mahalle.kod, Mahalle.etiket).where(Mahalle.ilce_kodu == settings.ilce_kodu)
    labels = {kod: to_shape(point) for kod, point in connection.execute(query)}
    query = select(Varlik.kod, Varlik.mahalle_kod).where(Varlik.ilce_kodu == settings.ilce_kodu)
    mahalle_of = {kod: mahalle for kod, mahalle in connection.execute(query)}
    located: dict[str, list[Point]] = defaultdict(list)
    for row in read_positions(settings.veri_dizini):
        if mahalle_of.get(row.kod):
            located[mahalle_of[row.kod]].append(Point(row.lon, row.lat))
    return approximate_cells(labels, located)


def _store(
    connection: Connection, ilce_kodu: int, polygons: dict[str, MultiPolygon], source: str, quality: BoundaryQuality
) -> None:
    for kod, polygon in polygons.items():
        values = {"geom": from_shape(polygon, srid=4326), "sinir_kaynagi": source, "sinir_kesinligi": quality}
        connection.execute(update(Mahalle).where(Mahalle.ilce_kodu == ilce_kodu, Mahalle.kod == kod).values(values))
