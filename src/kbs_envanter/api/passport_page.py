"""The parcel passport as a page that can be printed, without a script."""

import math
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from kbs_envanter.api.pages import headers, page
from kbs_envanter.language import choose, speech

_NOT_ASKED = dict.fromkeys(("ref", "mahalle", "lon", "lat"))
_DRAWING = 320  # side of the drawing, in its own units


def render(request: Request, head: dict[str, Any], passport: dict[str, Any] | None) -> HTMLResponse:
    """The page for an answer: the passport, or the parcels among which to choose."""
    shapes = [record["geometri"] for record in (passport or {}).get("kayitlar") or [] if record["geometri"]]
    body = page(
        "karne.html",
        request,
        head=head | {"sorgu": _NOT_ASKED | head["sorgu"]},
        karne=passport,
        title=_title(head, passport) or speech(choose(request))._("Parsel karnesi"),
        drawing=_drawing(shapes[0]) if shapes else None,
    )
    return HTMLResponse(body, headers=headers(request))


def _title(head: dict[str, Any], passport: dict[str, Any] | None) -> str:
    records = (passport or {}).get("kayitlar") or []
    if records:
        first = records[0]
        return f"{first['tapu_mahallesi'] or ''} {first['ada'] or '–'} / {first['parsel'] or '–'}".strip()
    return str(head["sorgu"].get("ref") or "")


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
