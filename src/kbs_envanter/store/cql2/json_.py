"""CQL2 JSON: the tree of a document."""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from kbs_envanter.store.cql2.calls import call
from kbs_envanter.store.cql2.geometry import bbox, geometry
from kbs_envanter.store.cql2.tree import (
    MAXIMUM_DEPTH,
    Array,
    Boolean,
    Cql2Refused,
    Expression,
    Geometry,
    Property,
    String,
    decimal,
    number,
    refuse_deep,
    refuse_long,
    too_deep,
    within_limits,
    word,
)

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def parse_json(text_or_object: Any) -> Expression:
    """The tree of a filter in CQL2 JSON, from its text or from what a JSON reader made of it.

    Raises:
        Cql2Refused: naming the word, or for the text the line and column, that is wrong.
    """
    document = _read(text_or_object) if isinstance(text_or_object, str) else text_or_object
    return within_limits(_node(document, 1))


def _read(text: str) -> Any:
    refuse_long(text)
    refuse_deep(text, _BRACKETS, 2 * MAXIMUM_DEPTH + 4)  # an object and its list for each level, and coordinates
    try:
        return json.loads(text, parse_float=decimal, parse_int=decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Cql2Refused(
            f"Süzgeç JSON değil: {error.lineno}. satır, {error.colno}. sütun. "
            "Metin yazımı için filter-lang=cql2-text kullanın.",
            f"The filter is not JSON: line {error.lineno}, column {error.colno}. "
            "For the text encoding use filter-lang=cql2-text.",
        ) from error


def _no_number(constant: str) -> NoReturn:
    raise Cql2Refused(f"{word(constant)} bir sayı değil.", f"{word(constant)} is no number.")


def _node(part: Any, depth: int) -> Expression:
    if depth > MAXIMUM_DEPTH:
        raise too_deep()
    match part:
        case bool():
            return Boolean(part)
        case int() | float() | Decimal():
            return number(part)
        case str():
            return String(part)
        case list():
            return Array(tuple(_node(item, depth + 1) for item in part))
        case dict():
            return _object(part, depth)
    raise Cql2Refused(
        f"{word(part)} bir süzgeç ögesi değil; boş değer için isNull kullanın.",
        f"{word(part)} is no part of a filter; for missing values use isNull.",
    )


def _object(part: dict[str, Any], depth: int) -> Expression:
    match part:
        case {"op": str(name), "args": list(args)}:
            read = [_node(arg, depth + 1) for arg in args]
            return call("is null" if name == "isNull" else name, read)
        case {"property": str(name)}:
            return Property(name)
        case {"date": str(text)}:
            return call("date", [String(text)])
        case {"timestamp": str(text)}:
            return call("timestamp", [String(text)])
        case {"interval": list(ends)}:
            return call("interval", [_node(end, depth + 1) for end in ends])
        case {"bbox": list(bounds)} if "type" not in part:
            return bbox(bounds)
        case {"type": str()}:
            return _geometry(part, depth)
    keys = ", ".join(word(key) for key in list(part)[:5])
    raise Cql2Refused(
        f"Anlaşılmayan nesne ({keys}); op ve args, property, date, timestamp, interval, bbox ya da GeoJSON bekleniyor.",
        f"Unknown object ({keys}); expected op and args, property, date, timestamp, interval, bbox or GeoJSON.",
    )


def _geometry(part: Any, depth: int) -> Geometry:
    if depth > MAXIMUM_DEPTH:
        raise too_deep()
    match part:
        case {"type": "GeometryCollection", "geometries": list(parts)}:
            return geometry("GeometryCollection", [_geometry(inner, depth + 1) for inner in parts])
        case {"type": str(kind), "coordinates": list(coordinates)}:
            return geometry(kind, coordinates)
    raise Cql2Refused(f"{word(part)} bir GeoJSON geometrisi değil.", f"{word(part)} is no GeoJSON geometry.")
