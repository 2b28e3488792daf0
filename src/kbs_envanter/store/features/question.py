"""What can be asked of a relation, and the WHERE clause that asks it: every value a bound parameter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kbs_envanter.store.features.crs import CRS84, STORAGE_SRID, Crs
from kbs_envanter.store.features.paging import SortKey, behind
from kbs_envanter.store.features.relations import Relation

Parameters = dict[str, Any]
Statement = tuple[str, Parameters]
Range = tuple[Any | None, Any | None]

_EDGE_PIECES = 32  # a straight edge in a grid is a curve in degrees; so many pieces follow it closely enough


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box in the (east, north) order of ``crs``; west > east crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float
    crs: Crs = CRS84


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a relation.

    Attributes:
        ilce_kodu: the district.
        limit: features at most.
        equal: property values that must match.
        between: lowest and highest value of properties, each None when open.
        box: see ``Box``. Features without geometry match every box (OGC 17-069r4 /req/core/fc-bbox-response C).
        until: rows that hold by then; those without a time always hold (/req/core/fc-time-response).
        words: free text, folded: alternatives of words that must all occur.
        condition: a further condition, with parameters of its own names.
        sort: what to order by before the feature id.
        after: the page begins behind the row with these sort values and id.
        crs: of the geometries in the answer.
        chosen: names of the properties in the answer; None for all.
    """

    ilce_kodu: int
    limit: int = 100
    equal: Mapping[str, Any] = field(default_factory=dict)
    between: Mapping[str, Range] = field(default_factory=dict)
    box: Box | None = None
    until: datetime | None = None
    words: tuple[tuple[str, ...], ...] = ()
    condition: Statement | None = None
    sort: tuple[SortKey, ...] = ()
    after: tuple[str | None, ...] | None = None
    crs: Crs = CRS84
    chosen: tuple[str, ...] | None = None


def where(relation: Relation, asked: Question) -> Statement:
    """The conditions of a question as SQL, and its parameters."""
    parameters: Parameters = {"ilce_kodu": asked.ilce_kodu}
    conditions = ["ilce_kodu = %(ilce_kodu)s::int"]
    for name, value in asked.equal.items():
        conditions.append(f"{relation.property(name).name} = %(is_{name})s")
        parameters[f"is_{name}"] = value
    for name, (low, high) in asked.between.items():
        conditions += _between(relation.property(name).name, low, high, parameters)
    if asked.box is not None:
        conditions.append(_in_box(asked.box, parameters))
    if asked.until is not None and relation.past is not None:
        parameters["until"] = asked.until
    elif asked.until is not None and relation.year is not None:
        conditions.append(f"({relation.year} IS NULL OR {relation.year} <= %(until_year)s::int)")
        parameters["until_year"] = asked.until.year
    if asked.words:
        conditions.append(_with_words(relation.search, asked.words, parameters))
    if asked.condition is not None:
        conditions.append(f"({asked.condition[0]})")
        parameters |= asked.condition[1]
    if asked.after is not None:
        conditions.append(behind(relation, asked.sort, asked.after, parameters))
    return " AND ".join(conditions), parameters


def source(relation: Relation, asked: Question) -> str:
    """What a question reads from: the relation, or its rows as they held at ``until`` (the parameter of ``where``)."""
    if asked.until is None or relation.past is None:
        return relation.view
    moment = "%(until)s::timestamptz"
    return f"(SELECT * FROM {relation.past} WHERE gecerli_bas <= {moment} AND gecerli_son > {moment})"


def _between(column: str, low: Any, high: Any, parameters: Parameters) -> list[str]:
    conditions = []
    for sign, end, value in ((">=", "low", low), ("<=", "high", high)):
        if value is not None:
            conditions.append(f"{column} {sign} %({end}_{column})s")
            parameters[f"{end}_{column}"] = value
    return conditions


def _in_box(box: Box, parameters: Parameters) -> str:
    spans = [(box.west, box.east)]
    if box.crs.geographic and box.west > box.east:
        spans = [(box.west, 180.0), (-180.0, box.east)]
    parameters |= {"south": box.south, "north": box.north}
    tests = ["geom IS NULL"]
    for place, (west, east) in enumerate(spans):
        parameters |= {f"west{place}": west, f"east{place}": east}
        envelope = f"ST_MakeEnvelope(%(west{place})s, %(south)s, %(east{place})s, %(north)s, {box.crs.srid})"
        if box.crs.srid != STORAGE_SRID:
            # The constant is transformed, once (hence SELECT), never the column: its index stays of use.
            parameters["piece"] = max(east - west, box.north - box.south, 1.0) / _EDGE_PIECES
            envelope = f"(SELECT ST_Transform(ST_Segmentize({envelope}, %(piece)s), {STORAGE_SRID}))"
        tests.append(f"ST_Intersects(geom, {envelope})")
    return f"({' OR '.join(tests)})"


def _with_words(column: str, alternatives: tuple[tuple[str, ...], ...], parameters: Parameters) -> str:
    either = []
    for words in alternatives:
        all_of = []
        for word in words:
            name = f"word{len(parameters)}"
            parameters[name] = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            all_of.append(f"{column} LIKE %({name})s")
        either.append(" AND ".join(all_of))
    return "(" + " OR ".join(either) + ")"
