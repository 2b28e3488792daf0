"""GeoPackage (OGC 12-128r18), read as the SQLite database that it is: a file cannot make it run or open anything."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import shapely
from shapely.errors import ShapelyError

from kbs_envanter.pipeline.importing.markup import table_of
from kbs_envanter.pipeline.importing.types import MOST_ROWS, ImportRefused, Sheet
from kbs_envanter.pipeline.scratch import scratch_folder

_SECONDS = 60
_STEPS = 1_000_000
_LAYERS = """
SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id
  FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
  LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
  JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
 WHERE c.data_type = 'features' ORDER BY c.table_name
"""
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the code in the flags (12-128r18, 2.1.3)


def read(content: bytes, name: str, layer: str | None) -> Sheet:
    """The only layer of features, or the chosen one. Views and virtual tables are not read: they may run things.

    Raises:
        ImportRefused: it cannot be read, or has several layers and none was chosen.
    """
    with scratch_folder() as folder:
        file = folder / "katman.gpkg"
        file.write_bytes(content)
        address = f"{file.as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                connection.execute("PRAGMA trusted_schema = OFF")
                deadline = time.monotonic() + _SECONDS
                connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
                table, geometry, crs = _layer(connection, layer)
                records = list(_records(connection, table, geometry))
        except (sqlite3.Error, ValueError, OverflowError, UnicodeDecodeError) as error:
            raise ImportRefused(
                "GeoPackage okunamıyor; dosya bozuk.",
                f"The GeoPackage cannot be read; it is damaged ({type(error).__name__}).",
            ) from error
    return table_of(records, name, "gpkg", crs, {"katman": table})


def _layer(connection: sqlite3.Connection, wanted: str | None) -> tuple[str, str, str | None]:
    found = {str(row[0]): row for row in connection.execute(_LAYERS)}
    listed = ", ".join(found) or "-"
    if wanted is None and len(found) != 1:
        raise ImportRefused(
            f"Çizimli katman sayısı {len(found)}; birini seçin (katman): {listed}.",
            f"There are {len(found)} layers with shapes; choose one (layer): {listed}.",
        )
    if wanted is not None and wanted not in found:
        raise ImportRefused(
            f"“{wanted[:60]}” katmanı yok; olanlar: {listed}.", f"No layer “{wanted[:60]}”; there are: {listed}."
        )
    table, geometry, authority, code = found[wanted] if wanted is not None else next(iter(found.values()))
    crs = f"EPSG:{int(code)}" if str(authority).upper() == "EPSG" and code is not None else None
    return str(table), str(geometry), crs


def _records(connection: sqlite3.Connection, table: str, geometry: str) -> Iterator[tuple[dict[str, Any], Any]]:
    quoted = table.replace('"', '""')
    rows = connection.execute(f'SELECT * FROM "{quoted}" LIMIT {MOST_ROWS + 1}')
    names = [str(column[0]) for column in rows.description]
    for row in rows:
        told = {
            name: value
            for name, value in zip(names, row, strict=True)
            if name not in (geometry, "fid", "ogc_fid") and not isinstance(value, bytes)
        }
        yield told, _shape(row[names.index(geometry)])


def _shape(blob: Any) -> Any:
    """The shape after GeoPackage's own header."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return ValueError("no GeoPackage geometry")
    start = 8 + _ENVELOPES.get((blob[3] >> 1) & 7, 0)
    try:
        return shapely.force_2d(shapely.from_wkb(blob[start:]))
    except (ShapelyError, ValueError) as error:
        return ValueError(str(error))
