"""Geometry constants of a filter: checked, brought to EPSG:4326, ready to be bound."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from kbs_envanter.store.cql2.tree import Bbox, Cql2Refused, Geometry, word

# How deeply the coordinates of a type are nested.
_NESTING = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
KINDS = {kind.upper(): kind for kind in (*_NESTING, "GeometryCollection")}
_LARGEST = 1e9


@dataclass(frozen=True, slots=True)
class Crs:
    """The CRS of the coordinates in a filter. ``swapped``: its authority puts north (latitude) first."""

    srid: int
    swapped: bool = False


CRS84 = Crs(4326)


def geometry(kind: str, coordinates: Any) -> Geometry:
    """A geometry from its type and its coordinates as in GeoJSON (of a collection: its geometries).

    Raises:
        Cql2Refused: for an unknown type, wrong nesting, too few positions, an open ring or a number that is none.
    """
    if kind == "GeometryCollection":
        if not coordinates or not all(isinstance(part, Geometry) for part in coordinates):
            raise _wrong(kind, "geometrilerden oluşmalı", "holds geometries")
        return Geometry(kind, tuple(coordinates))
    if kind not in _NESTING:
        raise _wrong(kind, "bilinen bir geometri türü değil", "is no known type of geometry")
    read = _nested(kind, coordinates, _NESTING[kind])
    for line in _lines(kind, read):
        if len(line) < 2:
            raise _wrong(kind, "en az iki nokta ister", "needs two positions or more")
        if "Polygon" in kind and (len(line) < 4 or line[0] != line[-1]):
            raise _wrong(kind, "halkası kapanmıyor; ilk noktayı sona da yazın", "has an open ring; repeat its start")
    return Geometry(kind, read)


def bbox(bounds: Sequence[Any]) -> Bbox:
    """A box from four or six numbers.

    Raises:
        Cql2Refused: for another count, or numbers that are none.
    """
    if len(bounds) not in (4, 6):
        raise _wrong("BBOX", "dört ya da altı sayı ister", "takes four or six numbers")
    return Bbox(tuple(_coordinate("BBOX", value) for value in bounds))


def well_known(constant: Geometry | Bbox, crs: Crs) -> BaseGeometry:
    """The constant as a valid geometry in EPSG:4326, longitude first. What crosses itself is repaired.

    Raises:
        Cql2Refused: when it lies outside what the CRS or the degrees of the earth can hold.
    """
    shaped = _box(constant, crs) if isinstance(constant, Bbox) else _shape(constant, crs)
    if crs.srid != CRS84.srid:
        shaped = shapely.transform(shaped, _to_degrees(crs.srid).transform, interleaved=False)
    west, south, east, north = shaped.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Cql2Refused(
            "Geometri yeryüzünün dışında; filter-crs'i ve eksen sırasını denetleyin.",
            "The geometry lies off the earth; check filter-crs and the order of its axes.",
        )
    return shaped if shapely.is_valid(shaped) else shapely.make_valid(shaped)


def _lines(kind: str, read: tuple[Any, ...]) -> Sequence[Any]:
    """The lines and rings of a geometry."""
    match kind:
        case "LineString":
            return [read]
        case "Polygon" | "MultiLineString":
            return read
        case "MultiPolygon":
            return [ring for polygon in read for ring in polygon]
    return ()


def _nested(kind: str, part: Any, levels: int) -> tuple[Any, ...]:
    if not isinstance(part, list | tuple) or not part:
        raise _wrong(kind, "koordinatları eksik", "lacks coordinates")
    if levels:
        return tuple(_nested(kind, inner, levels - 1) for inner in part)
    if len(part) not in (2, 3):
        raise _wrong(kind, "noktaları iki ya da üç sayıdır", "has positions of two or three numbers")
    return tuple(_coordinate(kind, value) for value in part)


def _coordinate(kind: str, value: Any) -> float:
    try:
        read = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        read = math.nan
    if not abs(read) <= _LARGEST:
        shown = word(value)
        raise _wrong(kind, f"koordinatı sayı değil: {shown}", f"has a coordinate that is no number: {shown}")
    return read


def _shape(constant: Geometry, crs: Crs) -> BaseGeometry:
    shaped = shapely.force_2d(shape(_geojson(constant)))
    return shapely.transform(shaped, lambda positions: positions[:, ::-1]) if crs.swapped else shaped


def _geojson(constant: Geometry) -> dict[str, Any]:
    if constant.kind == "GeometryCollection":
        return {"type": constant.kind, "geometries": [_geojson(part) for part in constant.coordinates]}
    return {"type": constant.kind, "coordinates": constant.coordinates}


def _box(constant: Bbox, crs: Crs) -> BaseGeometry:
    """The rectangle; in degrees west may be larger than east, and the box then crosses the antimeridian."""
    half = len(constant.bounds) // 2
    a1, b1 = constant.bounds[:2]
    a2, b2 = constant.bounds[half : half + 2]
    (west, south, east, north) = (b1, a1, b2, a2) if crs.swapped else (a1, b1, a2, b2)
    if south > north or (west > east and crs.srid != CRS84.srid):
        raise _wrong("BBOX", "köşeleri ters; önce alt sol köşe", "has its corners reversed; lower left comes first")
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    boxes = [shapely.box(left, south, right, north) for left, right in spans]
    return boxes[0] if len(boxes) == 1 else shapely.MultiPolygon(boxes)


@cache
def _to_degrees(srid: int) -> Transformer:
    return Transformer.from_crs(srid, CRS84.srid, always_xy=True)


def _wrong(kind: str, tr: str, en: str) -> Cql2Refused:
    return Cql2Refused(f"{word(kind)} {tr}.", f"{word(kind)} {en}.")
