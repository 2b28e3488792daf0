"""Parcel files for tests, in every format and coordinate system; the parcels are squares in the district."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from pyproj import Transformer
from shapely import Polygon, box

from kbs_envanter.pipeline.parcels import ParcelOptions
from tests.support import FIRST

AREAS = FIRST.tapu_mahalleleri
EAST, NORTH = 397_000.0, 4_541_000.0  # EPSG:5254, in Küçükçekmece


def square(number: int = 0, side: float = 20.0) -> Polygon:
    """A square in EPSG:5254; another number is another place."""
    east = EAST + 50 * number
    return box(east, NORTH, east + side, NORTH + side)


def to(crs: str, shape: shapely.Geometry) -> shapely.Geometry:
    """From EPSG:5254 to another system, east first."""
    move = Transformer.from_crs("EPSG:5254", crs, always_xy=True).transform
    return shapely.transform(shape, move, interleaved=False)


def options(**said: Any) -> ParcelOptions:
    return ParcelOptions(**({"imported": date(2025, 3, 1)} | said))


def record(parsel: object = "1", *, ada: object = "372", mahalle: str = "SEFAKÖY", alan: object = 400.0, **more: Any):
    """A record; ``geom`` is in EPSG:5254, a square of 400 m² unless said."""
    return {"TapuMahallesi": mahalle, "AdaNo": ada, "ParselNo": parsel, "Alan": alan, "geom": square()} | more


def write(path: Path, records: list[dict[str, Any]], *, crs: str | None = "EPSG:5254", **how: Any) -> Path:
    """Write records with a GDAL driver chosen by the path; shapes are taken to ``crs`` from EPSG:5254."""
    target = crs or "EPSG:5254"
    shapes = [r["geom"] and to(target, r["geom"]) for r in records]
    names = list(dict.fromkeys(name for r in records for name in r if name != "geom"))
    cells = [[r.get(name) for r in records] for name in names]
    columns = [np.array(values, dtype=_kind(values)) for values in cells]
    drivers = {".kml": "KML", ".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON"}
    how = {"geometry_type": "Unknown", "crs": crs, "driver": drivers[path.suffix]} | how
    pyogrio.raw.write(
        path, np.array(shapely.to_wkb(np.array(shapes, dtype=object)), dtype=object), columns, names, **how
    )
    return path


def zipped_shapefile(folder: Path, records: list[dict[str, Any]], *, encoding: str, keep: tuple[str, ...], crs: str):
    """A Shapefile in a zip, with only those of its side files that are kept."""
    folder.mkdir()
    write(folder / "p.shp", records, crs=crs, geometry_type="Polygon", encoding=encoding)
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix in (".shp", ".shx", ".dbf", *keep):
                archive.write(part, f"veri/{part.name}")
    return path


def _kind(values: list[Any]) -> type:
    return float if all(isinstance(value, float) for value in values) else object
