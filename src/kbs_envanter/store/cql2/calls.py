"""The words of CQL2: what each takes, and how a call by name becomes a value of the tree.

Both encodings build their trees here, so that the same filter is the same tree.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from kbs_envanter.store.cql2.geometry import bbox
from kbs_envanter.store.cql2.tree import (
    Array,
    Call,
    Cql2Refused,
    Date,
    Expression,
    Interval,
    Number,
    Property,
    String,
    Timestamp,
    word,
)

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})
SPATIAL = frozenset(
    f"s_{name}" for name in ("intersects", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains")
)
ARRAYS = frozenset({"a_contains", "a_containedby", "a_equals", "a_overlaps"})
INSTANTS_TOO = frozenset({"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"})
INTERVALS_ONLY = frozenset(
    f"t_{name}"
    for name in (
        *("contains", "during", "finishedby", "finishes", "meets", "metby"),
        *("overlappedby", "overlaps", "startedby", "starts"),
    )
)

_PAIRS = COMPARISONS | ARITHMETIC | SPATIAL | ARRAYS | INSTANTS_TOO | INTERVALS_ONLY | {"like", "in"}
_ARITY = dict.fromkeys(_PAIRS, 2) | {"not": 1, "is null": 1, "casei": 1, "accenti": 1, "between": 3, "s_dwithin": 3}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)


def call(name: str, args: Sequence[Expression]) -> Expression:
    """A call by name, as a value of the tree: literals (``DATE``, ``BBOX`` ...) become what they mean.

    Raises:
        Cql2Refused: for a wrong number or kind of arguments. An unknown name is refused later, with the columns.
    """
    known = name.lower()
    if known in _LITERALS:
        return _LITERALS[known](args)
    if known in ("and", "or"):
        _check_count(name, len(args), 2, exactly=False)
        return Call(known, tuple(args))
    if known not in _ARITY:
        return Call(name, tuple(args))
    _check_count(name, len(args), _ARITY[known])
    if known in ARRAYS:
        args = [arg if isinstance(arg, Array | Property) else Array((arg,)) for arg in args]
    return Call(known, tuple(args))


def _check_count(name: str, given: int, wanted: int, *, exactly: bool = True) -> None:
    if given < wanted or (exactly and given > wanted):
        raise Cql2Refused(
            f"{name.upper()} için {wanted} değer gerekir, {given} verilmiş.",
            f"{name.upper()} takes {wanted} values, {given} given.",
        )


def instant(text: str) -> Date | Timestamp:
    """A date or a moment in UTC by RFC 3339."""
    try:
        if _DATE.fullmatch(text):
            return Date(date.fromisoformat(text))
        if _TIMESTAMP.fullmatch(text):
            return Timestamp(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        pass
    raise Cql2Refused(
        f"{word(text)} bir tarih değil; 2024-12-31 ya da 2024-12-31T12:00:00Z gibi yazın.",
        f"{word(text)} is no date; write 2024-12-31 or 2024-12-31T12:00:00Z.",
    )


def _date(args: Sequence[Expression]) -> Date:
    value = _instant_of("DATE", args)
    if not isinstance(value, Date):
        raise Cql2Refused("DATE yalnız gün alır: DATE('2024-12-31').", "DATE takes a day: DATE('2024-12-31').")
    return value


def _timestamp(args: Sequence[Expression]) -> Timestamp:
    value = _instant_of("TIMESTAMP", args)
    if not isinstance(value, Timestamp):
        raise Cql2Refused(
            "TIMESTAMP gün ve saat alır: TIMESTAMP('2024-12-31T12:00:00Z').",
            "TIMESTAMP takes a day and a time: TIMESTAMP('2024-12-31T12:00:00Z').",
        )
    return value


def _instant_of(name: str, args: Sequence[Expression]) -> Date | Timestamp:
    match args:
        case [String(text)]:
            return instant(text)
    raise Cql2Refused(f"{name} tırnak içinde tek bir metin alır.", f"{name} takes one text in quotes.")


def _interval(args: Sequence[Expression]) -> Interval:
    if len(args) != 2:
        raise Cql2Refused("INTERVAL iki uç alır: başlangıç ve bitiş.", "INTERVAL takes two ends: start and end.")
    start, end = map(_bound, args)
    if isinstance(start, Date | Timestamp) and isinstance(end, Date | Timestamp) and _after(start, end):
        raise Cql2Refused("INTERVAL bitişi başlangıcından önce.", "The INTERVAL ends before it starts.")
    return Interval(start, end)


def _bound(node: Expression) -> Date | Timestamp | Property | None:
    match node:
        case String(".."):
            return None
        case String(text):
            return instant(text)
        case Date() | Timestamp() | Property():
            return node
    raise Cql2Refused(
        "INTERVAL ucu tırnak içinde tarih, '..' ya da bir özellik olmalı.",
        "An end of INTERVAL is a date in quotes, '..' or a property.",
    )


def _after(start: Date | Timestamp, end: Date | Timestamp) -> bool:
    """Whether an interval would end before it starts; a day against a moment counts whole."""
    if isinstance(start, Timestamp) and isinstance(end, Timestamp):
        return start.value > end.value
    return _day(start) > _day(end)


def _day(value: Date | Timestamp) -> date:
    return value.value.date() if isinstance(value, Timestamp) else value.value


def _bbox(args: Sequence[Expression]) -> Expression:
    if not all(isinstance(arg, Number) for arg in args):
        raise Cql2Refused("BBOX yalnız sayı alır.", "BBOX takes numbers.")
    return bbox([arg.value for arg in args if isinstance(arg, Number)])


_LITERALS: dict[str, Callable[[Sequence[Expression]], Expression]] = {
    "date": _date,
    "timestamp": _timestamp,
    "interval": _interval,
    "bbox": _bbox,
}
