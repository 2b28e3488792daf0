"""Time: comparisons of instants, and the relations of OWL-Time between instants and intervals.

Intervals include both ends. A day against a moment is the whole day in UTC, from its first to its last
microsecond; days against days are compared as days.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, TypeAlias

from kbs_envanter.store.cql2.calls import INTERVALS_ONLY
from kbs_envanter.store.cql2.tree import Call, Cql2Refused, Date, Expression, Interval, Property, Timestamp

if TYPE_CHECKING:
    from kbs_envanter.store.cql2.sql import Writer

_BEFORE, _AFTER = "{last_1} < {first_2}", "{first_1} > {last_2}"
_MEETING = "({last_1} >= {first_2} AND {first_1} <= {last_2})"
_RELATIONS = {
    "t_after": f"({_AFTER})",
    "t_before": f"({_BEFORE})",
    "t_disjoint": f"({_BEFORE} OR {_AFTER})",
    "t_equals": "({first_1} = {first_2} AND {last_1} = {last_2})",
    "t_intersects": _MEETING,
    "t_contains": "({first_1} < {first_2} AND {last_1} > {last_2})",
    "t_during": "({first_1} > {first_2} AND {last_1} < {last_2})",
    "t_finishedby": "({first_1} < {first_2} AND {last_1} = {last_2})",
    "t_finishes": "({first_1} > {first_2} AND {last_1} = {last_2})",
    "t_meets": "({last_1} = {first_2})",
    "t_metby": "({first_1} = {last_2})",
    "t_overlappedby": "({first_1} > {first_2} AND {first_1} < {last_2} AND {last_1} > {last_2})",
    "t_overlaps": "({first_1} < {first_2} AND {last_1} > {first_2} AND {last_1} < {last_2})",
    "t_startedby": "({first_1} = {first_2} AND {last_1} > {last_2})",
    "t_starts": "({first_1} = {first_2} AND {last_1} < {last_2})",
}
_COMPARISONS = {
    "=": _MEETING,
    "<>": f"({_BEFORE} OR {_AFTER})",
    "<": f"({_BEFORE})",
    ">": f"({_AFTER})",
    "<=": "({first_1} <= {last_2})",
    ">=": "({last_1} >= {first_2})",
}

_Ends: TypeAlias = tuple[Expression | None, Expression | None]


def relation(writer: Writer, node: Call) -> str:
    """``T_AFTER`` and its kin."""
    ends = [_ends(writer, arg) for arg in node.args]
    intervals = [isinstance(arg, Interval) for arg in node.args]
    if node.name in INTERVALS_ONLY and not all(intervals):
        raise Cql2Refused(
            f"{node.name.upper()} yalnız aralıkları karşılaştırır; bir an için T_INTERSECTS ya da T_AFTER kullanın.",
            f"{node.name.upper()} compares intervals only; for an instant use T_INTERSECTS or T_AFTER.",
        )
    template = _RELATIONS[node.name]
    if node.name == "t_equals" and not any(intervals) and mixed(writer, *node.args):
        template = _MEETING  # the moment is that day's
    return template.format_map(_Bounds(writer, *ends))


def mixed(writer: Writer, left: Expression, right: Expression) -> bool:
    """Whether one is a day and the other a moment."""
    return {_type(writer, left), _type(writer, right)} == {"date", "date-time"}


def compare(writer: Writer, left: Expression, operator: str, right: Expression) -> str:
    """A day with a moment, or a moment with a day."""
    return _COMPARISONS[operator].format_map(_Bounds(writer, (left, left), (right, right)))


class _Bounds:
    """First and last moments of both sides, written when a template asks for them."""

    def __init__(self, writer: Writer, *sides: _Ends) -> None:
        self.writer, self.sides = writer, sides
        self.days = all(end is None or _type(writer, end) == "date" for side in sides for end in side)

    def __getitem__(self, name: str) -> str:
        which, side = name.split("_")
        first = which == "first"
        node = self.sides[int(side) - 1][0 if first else 1]
        if node is None:
            return f"'{'-' if first else ''}infinity'::{'date' if self.days else 'timestamptz'}"
        if self.days or _type(self.writer, node) == "date-time":
            return self.writer.write(node).text
        if isinstance(node, Date):
            moment = datetime.combine(node.value, time.min if first else time.max, UTC)
            return self.writer.bind(moment, "timestamptz")
        day = self.writer.write(node).text
        start, end = f"({day})::timestamp", f"(({day} + 1)::timestamp - interval '1 microsecond')"
        return f"({start if first else end} AT TIME ZONE 'UTC')"


def _ends(writer: Writer, node: Expression) -> _Ends:
    ends = (node.start, node.end) if isinstance(node, Interval) else (node, node)
    for end in ends:
        if end is not None and _type(writer, end) is None:
            writer.typed(end, "date", "date-time")
    return ends


def _type(writer: Writer, node: Expression) -> str | None:
    """The type of an instant; None for anything else."""
    match node:
        case Date():
            return "date"
        case Timestamp():
            return "date-time"
        case Property(name) if name in writer.columns and writer.columns[name].type in ("date", "date-time"):
            return writer.columns[name].type
    return None
