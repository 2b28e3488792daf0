"""What a filter says, whichever encoding it came in: a tree of small values.

Operators and functions are all a ``Call`` of a name with arguments, as in CQL2 JSON (OGC 21-065r2).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from kbs_envanter.domain.errors import UserError

MAXIMUM_LENGTH = 8_000
MAXIMUM_DEPTH = 50
MAXIMUM_NODES = 500
MAXIMUM_COORDINATES = 10_000
# A number lies between 1e-15 and 1e15 and fits the precision of ``decimal``: no arithmetic on it can overflow.
_MAGNITUDE, _PRECISION = 15, 28


class Cql2Refused(UserError):
    """A filter that cannot be answered: where and why, with the way out, in Turkish and English."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en = tr, en


@dataclass(frozen=True, slots=True)
class Property:
    """A property by its published name."""

    name: str


@dataclass(frozen=True, slots=True)
class String:
    """Text; one that PostgreSQL could not store is refused."""

    value: str

    def __post_init__(self) -> None:
        if "\0" in self.value or any("\ud800" <= char <= "\udfff" for char in self.value):
            raise Cql2Refused("Metinde geçersiz karakter var; çıkarın.", "A text holds an invalid character; drop it.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Boolean:
    """``TRUE`` or ``FALSE``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Date:
    """A whole day."""

    value: date


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment, in UTC."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Interval:
    """From start to end, both included; None where it is open (``..``)."""

    start: "Date | Timestamp | Property | None"
    end: "Date | Timestamp | Property | None"


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values."""

    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Geometry:
    """A geometry as in GeoJSON: its type and nested tuples of coordinates, or of geometries in a collection."""

    kind: str
    coordinates: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Bbox:
    """A box: four numbers, or six with heights, in the order of the axes of its CRS."""

    bounds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its arguments; names of the standard are in lower case."""

    name: str
    args: "tuple[Expression, ...]"


Expression: TypeAlias = (
    Property | String | Number | Boolean | Date | Timestamp | Interval | Array | Geometry | Bbox | Call
)


def word(text: object) -> str:
    """What the user wrote, fit for a message: short, printable, in quotes; of lists and objects only the kind."""
    plain = str(text) if isinstance(text, str | int | float | Decimal) else type(text).__name__
    shown = "".join(char if char.isprintable() else "?" for char in plain[:41])
    return f"'{shown[:40]}…'" if len(shown) > 40 else f"'{shown}'"


def number(written: Any) -> Number:
    """A number from its digits (text) or as JSON gave it."""
    value = decimal(str(written))
    if value == 0:
        return Number(Decimal(0))
    digits = len(value.as_tuple().digits)
    if not value.is_finite() or not -_MAGNITUDE <= value.adjusted() < _MAGNITUDE or digits > _PRECISION:
        raise Cql2Refused(
            f"{word(written)} sayısı kullanılamaz; 1e-{_MAGNITUDE} ile 1e{_MAGNITUDE} arasında, "
            f"en çok {_PRECISION} basamaklı bir sayı yazın.",
            f"The number {word(written)} cannot be used; write one between 1e-{_MAGNITUDE} and 1e{_MAGNITUDE}, "
            f"of at most {_PRECISION} digits.",
        )
    return Number(value)


def decimal(digits: str) -> Decimal:
    """The digits as an exact number; NaN when no machine could hold it."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")


def refuse_long(text: str) -> None:
    """Refuse a filter that is longer than any sensible one."""
    if len(text) > MAXIMUM_LENGTH:
        raise Cql2Refused(
            f"Süzgeç {len(text)} karakter; en çok {MAXIMUM_LENGTH} olabilir.",
            f"The filter has {len(text)} characters; {MAXIMUM_LENGTH} are allowed.",
        )


def refuse_deep(text: str, tokens: re.Pattern[str], maximum: int) -> None:
    """Refuse brackets within brackets before anything recurses. ``tokens`` finds brackets and whole strings."""
    depth = 0
    for token in tokens.findall(text):
        depth += (token in "([{") - (token in ")]}")
        if depth > maximum:
            raise too_deep()


def too_deep() -> Cql2Refused:
    """The refusal of a filter that nests too deeply."""
    return Cql2Refused(
        f"Süzgeç {MAXIMUM_DEPTH} düzeyden derin; daha az iç içe yazın (uzun OR zinciri yerine IN gibi).",
        f"The filter is nested deeper than {MAXIMUM_DEPTH}; flatten it (IN instead of a long chain of OR).",
    )


def within_limits(root: Expression) -> Expression:
    """The same tree, if it is not too deep, too large or too detailed.

    Raises:
        Cql2Refused: naming the limit.
    """
    coordinates = 0
    for nodes, (node, depth) in enumerate(_walk(root), start=1):
        coordinates += _coordinates(node.coordinates) if isinstance(node, Geometry) else 0
        if depth > MAXIMUM_DEPTH:
            raise too_deep()
        if nodes > MAXIMUM_NODES or coordinates > MAXIMUM_COORDINATES:
            raise Cql2Refused(
                f"Süzgeç çok büyük: en çok {MAXIMUM_NODES} öge ve {MAXIMUM_COORDINATES} koordinat olabilir.",
                f"The filter is too large: {MAXIMUM_NODES} parts and {MAXIMUM_COORDINATES} coordinates are allowed.",
            )
    return root


def properties_of(expression: Expression) -> frozenset[str]:
    """Names of the properties that an expression speaks of."""
    return frozenset(node.name for node, _ in _walk(expression) if isinstance(node, Property))


def _walk(root: Expression) -> Iterator[tuple[Expression, int]]:
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in _children(node))


def _children(node: Expression) -> Sequence[Any]:
    match node:
        case Call(args=children) | Array(items=children):
            return children
        case Interval():
            return [bound for bound in (node.start, node.end) if bound is not None]
        case Geometry(kind="GeometryCollection"):
            return node.coordinates
    return ()


def _coordinates(nested: tuple[Any, ...]) -> int:
    if not nested or isinstance(nested[0], Geometry):
        return 0
    if not isinstance(nested[0], tuple):
        return 1
    return sum(_coordinates(part) for part in nested)
