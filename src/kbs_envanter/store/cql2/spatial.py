"""Spatial functions: the constant is brought to the column's CRS, never the column to the constant's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from kbs_envanter.store.cql2.geometry import well_known
from kbs_envanter.store.cql2.tree import Bbox, Call, Cql2Refused, Expression, Geometry, Number

if TYPE_CHECKING:
    from kbs_envanter.store.cql2.sql import Writer

_FARTHEST = 1_000_000  # metres
_METRES_A_DEGREE = 110_000  # of latitude, a little less than the least, so that a box is a little too large
_POLAR, _WIDEST = 85, 90  # degrees


def constant(writer: Writer, node: Geometry | Bbox) -> str:
    """A geometry constant, bound as WKB in EPSG:4326."""
    return f"ST_GeomFromWKB({writer.bind(shapely.to_wkb(well_known(node, writer.crs)), 'bytea')}, 4326)"


def relation(writer: Writer, node: Call) -> str:
    """``S_INTERSECTS`` and its kin: the PostGIS function of the same name, which uses the index."""
    one, other = (writer.typed(arg, "geometry") for arg in node.args)
    return f"ST_{node.name.removeprefix('s_').capitalize()}({one}, {other})"


def within_distance(writer: Writer, node: Call) -> str:
    """``S_DWITHIN(a, b, metres)``, an extension: at most so many metres apart on the earth."""
    one, other, metres = node.args
    if not isinstance(metres, Number) or not 0 <= metres.value <= _FARTHEST:
        raise Cql2Refused(
            f"S_DWITHIN'in üçüncü değeri metredir: 0 ile {_FARTHEST} arası bir sayı.",
            f"The third value of S_DWITHIN is metres: a number from 0 to {_FARTHEST}.",
        )
    left, right = (writer.typed(arg, "geometry") for arg in (one, other))
    near = _near(writer, left, other, float(metres.value)) or _near(writer, right, one, float(metres.value))
    distance = writer.bind(float(metres.value), "float8")
    return f"({near}ST_DWithin({left}::geography, {right}::geography, {distance}))"


def _near(writer: Writer, geometry: str, node: Expression, metres: float) -> str:
    """The index's share: within the box around the constant; empty when there is no constant.

    Distances on the sphere to shapes that span half of it, a pole or the antimeridian cannot be relied on
    (PostGIS 3.3 takes the wrong side for the inside), so those are refused.
    """
    if not isinstance(node, Geometry | Bbox):
        return ""
    west, south, east, north = well_known(node, writer.crs).bounds
    up = metres / _METRES_A_DEGREE
    south, north = south - up, north + up
    farthest = max(abs(south), abs(north))
    aside = up / math.cos(math.radians(min(farthest, _POLAR)))
    west, east = west - aside, east + aside
    if farthest > _POLAR or west < -180 or east > 180 or east - west > _WIDEST:
        raise Cql2Refused(
            "S_DWITHIN kutuplara, 180. boylama uzanan ya da 90 dereceden geniş geometri almaz.",
            "S_DWITHIN takes no geometry that reaches a pole or the antimeridian or is wider than 90 degrees.",
        )
    box = ", ".join(writer.bind(corner, "float8") for corner in (west, south, east, north))
    return f"{geometry} && ST_MakeEnvelope({box}, 4326) AND "
