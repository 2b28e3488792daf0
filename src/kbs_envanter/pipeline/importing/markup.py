"""GeoJSON and KML, read without GDAL: nothing in them can make the program open anything else."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import shapely
from shapely.errors import ShapelyError

from kbs_envanter.pipeline.importing.archives import refuse_document_type
from kbs_envanter.pipeline.importing.types import Fault, ImportRefused, Sheet, cell, column_names, refuse_many

_LONLAT = "EPSG:4326"
_EPSG = re.compile(r"(?i)(?:urn:ogc:def:crs:epsg:[^:]*:|epsg:)([0-9]{4,6})")
_BAD_SHAPE = Fault("", "Çizimi okunamıyor.", "Its shape cannot be read.")
Record = tuple[dict[str, Any], Any]


def read_geojson(content: bytes, name: str, layer: str | None) -> Sheet:
    """A FeatureCollection of RFC 7946, or of 2008 with a coordinate system of its own.

    Raises:
        ImportRefused: it is none.
    """
    try:
        body = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        features = body["features"]
        crs = _stated_crs(body)
        records = [_feature(each) for each in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportRefused(
            "GeoJSON okunamıyor; bir FeatureCollection olmalı.", "Cannot be read; must be a GeoJSON FeatureCollection."
        ) from error
    return table_of(records, name, "geojson", crs, {"kodlama": "UTF-8"})


def read_kml(content: bytes, name: str, layer: str | None) -> Sheet:
    """The placemarks of a KML: name, description, extended data and shape. A document type is refused unparsed.

    Raises:
        ImportRefused: it is no KML, or declares a document type.
    """
    refuse_document_type(content)
    try:
        _refuse_while_parsing(content)
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise ImportRefused("KML okunamıyor; dosya bozuk.", "The KML cannot be read; it is damaged.") from error
    if _local(root.tag) != "kml":
        raise ImportRefused("XML var ama KML değil.", "It is XML, but no KML.")
    records = [_placemark(each) for each in root.iter() if _local(each.tag) == "Placemark"]
    return table_of(records, name, "kml", _LONLAT, {})


def table_of(records: list[Record], name: str, kind: str, crs: str | None, said: dict[str, str]) -> Sheet:
    """Records with their shapes as a table; a shape that is none is its row's fault."""
    refuse_many(len(records))
    keys = list(dict.fromkeys(key for told, _ in records for key in told))
    sheet = Sheet(name, kind, column_names(list(keys)), [], [], crs=crs, bilgi=said)
    for index, (told, shape) in enumerate(records):
        sheet.satirlar.append([_value(told.get(key)) for key in keys])
        sheet.numaralar.append(index + 1)
        try:
            sheet.noktalar.append(inside(shape))
        except (ShapelyError, ValueError):
            sheet.noktalar.append(None)
            sheet.kusurlar[index] = [_BAD_SHAPE]
    return sheet


def inside(shape: shapely.Geometry | Exception | None) -> tuple[float, float] | None:
    """A point in a shape, east before north; None of an empty one.

    Raises:
        ValueError, ShapelyError: the shape is none.
    """
    if isinstance(shape, Exception):
        raise ValueError(shape)
    if shape is None or shape.is_empty:
        return None
    point = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
    if not (abs(point.x) < float("inf") and abs(point.y) < float("inf")):
        raise ValueError("not finite")
    return float(point.x), float(point.y)


def _feature(feature: dict[str, Any]) -> Record:
    told = {} if feature.get("id") is None else {"id": feature["id"]}
    return told | (feature.get("properties") or {}), _shape(feature.get("geometry"))


def _shape(drawn: Any) -> Any:
    if not drawn:
        return None
    try:
        return shapely.geometry.shape(drawn)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return ValueError(str(error))


def _stated_crs(body: dict[str, Any]) -> str | None:
    """RFC 7946 knows one; files from before it say another. Degrees that are none have no system at all."""
    said = ((body.get("crs") or {}).get("properties") or {}).get("name")
    if isinstance(said, str) and (found := _EPSG.fullmatch(said)):
        return f"EPSG:{found[1]}"
    for feature in body["features"]:
        first = (feature.get("geometry") or {}).get("coordinates")
        while isinstance(first, list) and first and isinstance(first[0], list):
            first = first[0]
        if isinstance(first, list) and len(first) > 1 and all(isinstance(n, int | float) for n in first[:2]):
            return _LONLAT if abs(first[0]) <= 180 and abs(first[1]) <= 90 else None
    return _LONLAT


def _no_number(word: str) -> None:
    raise ValueError(word)


def _value(value: Any) -> Any:
    return cell(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value)


def _refuse_while_parsing(content: bytes) -> None:
    """Whatever the encoding: the parser itself says where a document type begins."""

    def refuse(*_: Any) -> None:
        refuse_document_type(b"<!DOCTYPE")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _placemark(element: ElementTree.Element) -> Record:
    told: dict[str, Any] = {}
    shape: Any = None
    for child in element:
        tag = _local(child.tag)
        if tag in ("name", "description", "address"):
            told[tag] = child.text
        elif tag == "ExtendedData":
            told |= dict(_extended(child))
        elif tag in ("Point", "LineString", "Polygon", "MultiGeometry") and shape is None:
            shape = _kml_shape(child)
    return told, shape


def _extended(element: ElementTree.Element) -> Iterator[tuple[str, str | None]]:
    for each in element.iter():
        if _local(each.tag) == "SimpleData" and each.get("name"):
            yield each.get("name", ""), each.text
        elif _local(each.tag) == "Data" and each.get("name"):
            yield each.get("name", ""), next((value.text for value in each if _local(value.tag) == "value"), None)


def _kml_shape(element: ElementTree.Element) -> Any:
    """The first ring, line or point of a shape: enough for a point inside."""
    for each in element.iter():
        if _local(each.tag) == "coordinates":
            try:
                points = [tuple(map(float, triple.split(",")[:2])) for triple in (each.text or "").split()]
                if len(points) == 1:
                    return shapely.Point(points[0])
                is_ring = len(points) > 3 and points[0] == points[-1]
                return shapely.Polygon(points) if is_ring else shapely.LineString(points)
            except (ShapelyError, ValueError) as error:
                return ValueError(str(error))
    return None


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
