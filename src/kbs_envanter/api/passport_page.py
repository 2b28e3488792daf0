"""The parcel passport as a page that can be printed: Turkish first, no script, no other file."""

import math
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kbs_envanter.api.pages import headers, style_sheet
from kbs_envanter.domain.labels import label

_STYLE = style_sheet("karne.css")
_NOT_ASKED = dict.fromkeys(("ref", "mahalle", "lon", "lat"))
_DRAWING = 320  # side of the drawing, in its own units


def render(request: Request, head: dict[str, Any], passport: dict[str, Any] | None) -> HTMLResponse:
    """The page for an answer: the passport, or the parcels among which to choose."""
    root = request.scope.get("root_path", "").rstrip("/")
    shapes = [record["geometri"] for record in (passport or {}).get("kayitlar") or [] if record["geometri"]]
    page = (
        _templates()
        .get_template("karne.html")
        .render(
            root=root,
            head=head | {"sorgu": _NOT_ASKED | head["sorgu"]},
            karne=passport,
            title=_title(head, passport),
            drawing=_drawing(shapes[0]) if shapes else None,
        )
    )
    return HTMLResponse(page, headers=headers(_STYLE) | {"Vary": "Accept"})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("kbs_envanter.api", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["style"] = Markup(_STYLE)
    made.filters |= {"etiket": lambda code, kind: label(kind, code), "sayi": number, "gun": _day, "kaynak": _source}
    return made


def number(value: float | str | None, unit: str = "") -> str:
    """A number as Turkish writes it: ``26.515`` , ``1.413,72 m²``."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    text = f"{exact:,.2f}" if exact % 1 else f"{exact:,.0f}"
    return text.translate(str.maketrans(",.", ".,")) + (f" {unit}" if unit else "")


def _day(iso: str | None) -> str:
    return ".".join(reversed(iso[:10].split("-"))) if iso else ""


def _source(source: dict[str, Any] | None) -> str:
    if not source or not source["belge"]:
        return "kaynağı yazılmamış"
    first, last = source["satir_bas"], source["satir_son"]
    if first is None:
        return str(source["belge"])
    return f"{source['belge']}, satır {first}" + (f"–{last}" if last != first else "")


def _title(head: dict[str, Any], passport: dict[str, Any] | None) -> str:
    records = (passport or {}).get("kayitlar") or []
    if records:
        first = records[0]
        return f"{first['tapu_mahallesi'] or ''} {first['ada'] or '–'} / {first['parsel'] or '–'}".strip()
    return str(head["sorgu"].get("ref") or "Parsel karnesi")


def _drawing(geometry: dict[str, Any]) -> dict[str, Any]:
    """A parcel's outline for SVG, north up, and how many metres the drawing's side is."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    north = max(y for _, y in points)
    # A parcel is small: degrees times a constant are metres to within a few parts in a thousand.
    x_m, y_m = 111_320 * math.cos(math.radians(south)), 110_950
    side = max((max(x for x, _ in points) - west) * x_m, (north - south) * y_m, 1.0)
    scale = _DRAWING / side
    path = "".join(
        "M" + "L".join(f"{(x - west) * x_m * scale:.1f} {(north - y) * y_m * scale:.1f}" for x, y in ring) + "Z"
        for polygon in polygons
        for ring in polygon
    )
    return {"path": path, "side": _DRAWING, "metres": round(side)}
