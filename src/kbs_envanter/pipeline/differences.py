"""What a changed row was and is, field by field, in values that a person can read."""

import re
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.errors import ShapelyError

# What the database keeps for itself says nothing to a reader.
_SILENT = frozenset(
    {"id", "ilce_kodu", "ad_katli", "varlik_id", "kaynak_id", "surum", "guncelleme", "gizli", "ozet", "parsel_id"}
)
_SHAPES = frozenset({"konum", "geom", "etiket"})  # the history keeps them exactly, as EWKB
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d*\+00:00")
_LONGEST = 300

Row = Mapping[str, Any]


def differences(before: Row | None, after: Row | None) -> list[dict[str, Any]]:
    """The fields that differ, with both values; what is as it was is not told."""
    old, new = before or {}, after or {}
    fields = [name for name in (new or old) if name not in _SILENT and old.get(name) != new.get(name)]
    told = [{"alan": name, "eski": _shown(name, old.get(name)), "yeni": _shown(name, new.get(name))} for name in fields]
    return [each for each in told if each["eski"] is not None or each["yeni"] is not None]


def _shown(name: str, value: Any) -> Any:
    if value == [] or value is None:
        return None
    if name in _SHAPES and isinstance(value, str):
        value = _place(value)
    if isinstance(value, str) and _TIME.fullmatch(value):
        value = f"{value[:10]} {value[11:19]}"
    plain = value if isinstance(value, str | int | float | bool | None) else str(value)
    return plain[:_LONGEST] if isinstance(plain, str) else plain


def _place(ewkb: str) -> str:
    """A point as latitude and longitude, another shape as its kind and how many corners it has."""
    try:
        shape = shapely.from_wkb(ewkb)
    except (ShapelyError, ValueError):
        return ewkb
    if shape.geom_type == "Point":
        return f"{shape.y:.6f}, {shape.x:.6f}"
    return f"{shape.geom_type} ({shapely.get_num_coordinates(shape)})"
