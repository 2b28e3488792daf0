"""Whole districts from files: a folder each, with its ``belediye.toml`` and a Parquet file for every table.

Geometries are GeoParquet's: WKB in longitude and latitude. All is written in one transaction by ``pipeline.bulk``.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from kbs_envanter.domain.district import District
from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.bulk import TABLES, DistrictRows, Load, load_districts
from kbs_envanter.pipeline.districts import FOLDER
from kbs_envanter.pipeline.profile import PROFILE, profile
from kbs_envanter.settings import Settings

_PLAIN = ("OGC:CRS84", "EPSG:4326")  # GeoParquet writes east before north in both


def load_folder(url: str, settings: Settings, folder: Path, *, source: str) -> Load:
    """Load every district of a folder, and keep what each says of itself where the service looks for it.

    Args:
        url: libpq URL of a superuser.
        settings: of the installation.
        folder: has a folder for each district.
        source: where the rows come from, for the log.

    Raises:
        UserError: what is missing or wrong, by file; nothing is then written.
    """
    found = sorted(path.parent for path in folder.glob(f"*/{PROFILE}"))
    if not found:
        raise UserError(f"{folder}: hiçbir ilçe klasöründe {PROFILE} yok / no folder in it has a {PROFILE}")
    districts = {place: profile(place) for place in found}
    homes = {place: settings.durum_dizini / FOLDER / str(district.kod) for place, district in districts.items()}
    # New profiles first: without rows they are nobody's, and a load that was killed can be run again.
    new = {place: home for place, home in homes.items() if not home.exists()}
    _keep(new)
    try:
        load = load_districts(url, _rows(districts), source=source)
    except BaseException:
        for home in new.values():
            shutil.rmtree(home)
        raise
    _keep(homes)
    return load


def _keep(homes: dict[Path, Path]) -> None:
    """Copy what districts say of themselves to where the service looks for it."""
    for place, home in homes.items():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(place / PROFILE, home / PROFILE)


def _rows(districts: dict[Path, District]) -> Iterator[DistrictRows]:
    for place, district in districts.items():
        tables = {name: _table(place / f"{name}.parquet", district.kod) for name in TABLES}
        yield DistrictRows(district.kod, district.ad, tables, district.il, district.tapu_mahalleleri)


def _table(path: Path, code: int) -> pa.Table:
    """A table's rows, all of this district, geometries as EWKB."""
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise UserError(f"{path}: okunamadı / cannot be read ({error})") from error
    if "ilce_kodu" not in table.column_names:
        table = table.add_column(0, "ilce_kodu", pa.array([code] * len(table), pa.int32()))
    others = {value for value in table.column("ilce_kodu").unique().to_pylist() if value != code}
    if others:
        raise UserError(
            f"{path}: ilce_kodu {code} olmalı, {sorted(map(str, others))[:3]} var / must be {code} in every row"
        )
    described = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    for name, column in described.get("columns", {}).items():
        _refuse_other_system(path, name, column)
        at = table.column_names.index(name)
        shapes = shapely.set_srid(shapely.from_wkb(table.column(name).to_numpy(zero_copy_only=False)), 4326)
        written = pa.array(shapely.to_wkb(shapes, include_srid=True, output_dimension=2), pa.binary())
        table = table.set_column(at, name, written)
    return table


def _refuse_other_system(path: Path, name: str, column: dict) -> None:
    identity = (column.get("crs") or {}).get("id", {})
    said = f"{identity.get('authority')}:{identity.get('code')}" if identity else _PLAIN[0]
    if column.get("encoding") != "WKB" or said not in _PLAIN:
        raise UserError(
            f"{path}: {name} sütunu WKB ve {' ya da '.join(_PLAIN)} olmalı; {column.get('encoding')}, {said} "
            f"/ {name} must be WKB in {' or '.join(_PLAIN)}"
        )
