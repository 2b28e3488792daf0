"""Parcel shapes: from any coordinate system to EPSG:4326, repaired only where that changes nothing."""

from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from kbs_envanter.pipeline.parcels.types import ParcelSourceRefused, Table

# west, south, east, north of Turkey with its waters, degrees
TURKEY = (25.0, 35.0, 45.5, 43.0)
# 1e-9 degrees are 0.1 mm: the same parcel from two coordinate systems is then nearly always the same row.
_DECIMALS = 9
_REPAIRED_SAME_AREA = 0.01

_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_MIXED = shapely.GeometryType.GEOMETRYCOLLECTION

# Per record: why it cannot be a parcel, in Turkish and English.
Faults = list[tuple[str, str] | None]


class Shapes(NamedTuple):
    """Per record: multipolygon in EPSG:4326 or None, square metres (EPSG:5254), and a fault (tr, en) or None."""

    polygons: np.ndarray
    areas: np.ndarray
    faults: Faults


def read_shapes(table: Table, said_crs: str | None) -> Shapes:
    """Take the shapes of a table to EPSG:4326 and say which cannot be a parcel.

    Args:
        table: as read; its coordinates are east, north.
        said_crs: the coordinate system by the person, which outranks the file's.

    Raises:
        ParcelSourceRefused: no coordinate system, an unknown one, or every shape lies outside Turkey.
    """
    crs = _crs(table, said_crs)
    raw = shapely.force_2d(shapely.from_wkb(table.shapes, on_invalid="ignore"))
    there = ~(shapely.is_missing(raw) | shapely.is_empty(raw))
    faults: Faults = [None] * len(raw)
    unreadable = shapely.is_missing(raw) & np.array([shape is not None for shape in table.shapes], dtype=bool)
    areal = np.isin(shapely.get_type_id(raw), [*_POLYGONS, _MIXED])
    _fault(faults, unreadable | (there & ~areal), "çizimi alan (polygon) değil", "its shape is not a polygon")

    lonlat = np.full(len(raw), None, dtype=object)
    drawn = there & areal
    lonlat[drawn] = _moved(raw[drawn], _transformer(table.name, crs, "EPSG:4326"), _DECIMALS)
    outside = np.zeros(len(raw), dtype=bool)
    outside[drawn] = ~_in_turkey(shapely.bounds(lonlat[drawn]))
    _fault_outside(table, crs, raw, outside, drawn, faults)
    lonlat[outside] = None

    areas = np.zeros(len(raw))
    inside = drawn & ~outside
    lonlat[inside], areas[inside], changed = _repaired(lonlat[inside])
    bad = np.zeros(len(raw), dtype=bool)
    bad[inside] = changed
    _fault(
        faults, bad, "çizimi geçersiz ve onarılınca alanı değişiyor", "its shape is invalid and mending alters its area"
    )
    return Shapes(lonlat, areas, faults)


def _repaired(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Valid multipolygons in one order of points, their areas, and which of them changed by being mended."""
    metric = Transformer.from_crs("EPSG:4326", "EPSG:5254", always_xy=True)
    before = shapely.area(_moved(polygons, metric))
    invalid = ~shapely.is_valid(polygons) | (shapely.get_type_id(polygons) == _MIXED)
    mended = polygons.copy()
    mended[invalid] = [_areal_parts(shape) for shape in shapely.make_valid(polygons[invalid])]
    single = shapely.get_type_id(mended) == shapely.GeometryType.POLYGON
    mended[single] = shapely.multipolygons(mended[single], indices=np.arange(single.sum())) if single.any() else []
    # One order of points: a polygon drawn from another corner is the same polygon.
    mended = shapely.normalize(mended)
    after = shapely.area(_moved(mended, metric))
    changed = (after == 0) | (np.abs(after - before) > _REPAIRED_SAME_AREA * after)
    return mended, after, changed


def _areal_parts(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    parts = shapely.get_parts(parts)  # a collection may hold multipolygons
    return shapely.union_all(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def _moved(shapes: np.ndarray, transformer: Transformer, decimals: int | None = None) -> np.ndarray:
    def move(points: np.ndarray) -> np.ndarray:
        moved = np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
        return moved if decimals is None else np.round(moved, decimals)

    return shapely.transform(shapes, move)


def _crs(table: Table, said: str | None) -> CRS:
    wanted = said or table.crs
    if wanted is None:
        raise ParcelSourceRefused(
            table.name,
            "koordinat sistemi yazmıyor; --crs EPSG:5254 (TUREF/TM30) ya da --crs EPSG:2320 (ED50/TM30) gibi verin",
            "has no coordinate system; give one, such as --crs EPSG:5254 (TUREF/TM30) or EPSG:2320 (ED50/TM30)",
        )
    try:
        return CRS.from_user_input(int(wanted) if str(wanted).isdigit() else wanted)
    except CRSError as error:
        what = said or "dosyadaki tanım"
        raise ParcelSourceRefused(
            table.name,
            f"koordinat sistemi tanınmıyor ({what}); EPSG:5254 gibi yazın",
            f"unknown coordinate system ({said or 'as the file states it'}); write it like EPSG:5254",
        ) from error


def _transformer(name: str, crs: CRS, target: str) -> Transformer:
    try:
        # A ballpark operation drops the change of datum, some 150 m for ED50, without a word.
        return Transformer.from_crs(crs, target, always_xy=True, allow_ballpark=False)
    except ProjError as error:
        raise ParcelSourceRefused(
            name,
            f"{crs.name} sisteminden WGS 84'e dönüşüm bilinmiyor; --crs ile EPSG kodunu verin",
            f"no known transformation from {crs.name} to WGS 84; give its EPSG code with --crs",
        ) from error


def _in_turkey(bounds: np.ndarray) -> np.ndarray:
    west, south, east, north = bounds.T
    return (west >= TURKEY[0]) & (south >= TURKEY[1]) & (east <= TURKEY[2]) & (north <= TURKEY[3])


def _fault_outside(
    table: Table, crs: CRS, raw: np.ndarray, outside: np.ndarray, drawn: np.ndarray, faults: Faults
) -> None:
    if not outside.any():
        return
    swapped = outside.copy()
    turned = shapely.transform(raw[outside], lambda points: points[:, ::-1])
    swapped[outside] = _in_turkey(shapely.bounds(_moved(turned, _transformer(table.name, crs, "EPSG:4326"))))
    if (outside == drawn).all():
        if swapped.any():
            tr = f"koordinatlar yer değiştirmiş görünüyor ({crs.name}): önce doğu (boylam), sonra kuzey (enlem) gelmeli"
            en = f"the axes look swapped ({crs.name}): east (longitude) must come first, then north (latitude)"
        else:
            tr = f"çizimler ({crs.name}) Türkiye'nin dışında; doğru sistemi --crs ile verin"
            en = f"its shapes ({crs.name}) lie outside Turkey; give the right coordinate system with --crs"
        raise ParcelSourceRefused(table.name, tr, en)
    _fault(faults, outside & ~swapped, "çizimi Türkiye'nin dışında", "its shape lies outside Turkey")
    _fault(faults, swapped, "koordinatları yer değiştirmiş görünüyor", "its coordinates look swapped")


def _fault(faults: Faults, which: np.ndarray, tr: str, en: str) -> None:
    for row in np.flatnonzero(which):
        faults[row] = (tr, en)
