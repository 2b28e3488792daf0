"""From the tree to SQL: names come from an allow-list, values are bound, types are checked first.

Nothing of a request becomes SQL text, and no value that passes can make PostgreSQL fail: what is undefined
(a division by zero, a root of a negative number) is NULL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kbs_envanter.store.cql2 import spatial, temporal
from kbs_envanter.store.cql2.calls import ARITHMETIC, ARRAYS, COMPARISONS, INSTANTS_TOO, INTERVALS_ONLY, SPATIAL
from kbs_envanter.store.cql2.geometry import CRS84, Crs
from kbs_envanter.store.cql2.strings import folded, like
from kbs_envanter.store.cql2.tree import (
    Array,
    Bbox,
    Boolean,
    Call,
    Cql2Refused,
    Date,
    Expression,
    Geometry,
    Number,
    Property,
    String,
    Timestamp,
    word,
)

Type = Literal["string", "integer", "number", "date", "date-time", "boolean", "geometry", "array"]

_TURKISH: dict[str, str] = {
    "string": "metin",
    "integer": "sayı",
    "number": "sayı",
    "date": "tarih",
    "date-time": "zaman",
    "boolean": "koşul",
    "geometry": "geometri",
    "array": "dizi",
}
_ARRAY_OPERATORS = {"a_contains": "{0} @> {1}", "a_containedby": "{0} <@ {1}", "a_overlaps": "{0} && {1}"}
_ARRAY_OPERATORS["a_equals"] = "({0} @> {1} AND {0} <@ {1})"
# What has no answer is NULL, never an error of the database; powers stay in a range that cannot overflow.
_ARITHMETIC_SQL = {
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "/": "({0} / nullif({1}, 0))",
    "%": "mod({0}, nullif({1}, 0))",
    "div": "div({0}, nullif({1}, 0))",
    "^": "(SELECT CASE WHEN abs(e) <= 16 AND (b = 0 AND e >= 0 OR abs(b) BETWEEN 1e-15 AND 1e15)"
    " AND (b >= 0 OR e = trunc(e)) THEN power(b, e) END FROM (VALUES ({0}, {1})) AS of (b, e))",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A filterable property: its SQL expression (a name or in brackets, ``%`` doubled) and its type.

    A date-time is a ``timestamptz``, an array a ``text[]``, a geometry is stored in EPSG:4326.
    """

    sql: str
    type: Type


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and what it yields."""

    text: str
    type: Type


def to_sql(
    expression: Expression, columns: Mapping[str, Column], *, crs: Crs = CRS84, parameters: dict[str, Any]
) -> str:
    """The condition of a filter.

    Args:
        expression: what ``parse_text`` or ``parse_json`` made of the request.
        columns: the filterable properties; no other name is accepted.
        crs: of the coordinates in the filter.
        parameters: gains the bound values, named ``cql2_0``, ``cql2_1`` ...

    Returns:
        A boolean SQL expression with psycopg placeholders.

    Raises:
        Cql2Refused: for an unknown name or values that do not go together.
    """
    return Writer(columns, crs, parameters).condition(expression)


class Writer:
    """Writes one filter."""

    def __init__(self, columns: Mapping[str, Column], crs: Crs, parameters: dict[str, Any]) -> None:
        self.columns, self.crs, self.parameters = columns, crs, parameters

    def bind(self, value: Any, cast: str) -> str:
        """A placeholder for a value."""
        name = f"cql2_{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s::{cast}"

    def write(self, node: Expression) -> Sql:
        """SQL of any node but a list or an interval, which only some operators know."""
        match node:
            case Call():
                return self._call(node)
            case Property(name):
                column = self._column(name)
                return Sql(column.sql, column.type)
            case String(value):
                return Sql(self.bind(value, "text"), "string")
            case Number(value):
                whole = value == value.to_integral_value()
                return Sql(self.bind(int(value), "bigint") if whole else self.bind(value, "numeric"), "number")
            case Boolean(value):
                return Sql("TRUE" if value else "FALSE", "boolean")
            case Date(value):
                return Sql(self.bind(value, "date"), "date")
            case Timestamp(value):
                return Sql(self.bind(value, "timestamptz"), "date-time")
            case Geometry() | Bbox():
                return Sql(spatial.constant(self, node), "geometry")
        raise Cql2Refused(
            "Liste ve INTERVAL yalnız IN, A_... ve T_... içinde kullanılır.",
            "Lists and INTERVAL belong in IN, A_... and T_... only.",
        )

    def typed(self, node: Expression, *types: Type) -> str:
        """SQL of a node that must be of one of these types."""
        written = self.write(node)
        if written.type not in types:
            raise Cql2Refused(
                f"{_named(node)} {_TURKISH[written.type]}; burada {_TURKISH[types[-1]]} gerekir.",
                f"{_named(node)} is of type {written.type}; {types[-1]} is needed here.",
            )
        return written.text

    def condition(self, node: Expression) -> str:
        """SQL of a node that must be true or false."""
        return self.typed(node, "boolean")

    def number(self, node: Expression) -> str:
        """SQL of a numeric node, exact."""
        return f"{self.typed(node, 'integer', 'number')}::numeric"

    def array(self, node: Expression) -> str:
        """SQL of a list of texts."""
        if not isinstance(node, Array):
            return self.typed(node, "array")
        texts = [item.value for item in node.items if isinstance(item, String)]
        if len(texts) < len(node.items):
            raise Cql2Refused("Dizi ögeleri metin olmalı.", "The items of an array must be texts.")
        return self.bind(texts, "text[]")

    def _column(self, name: str) -> Column:
        try:
            return self.columns[name]
        except KeyError:
            known = ", ".join(sorted(self.columns))
            raise Cql2Refused(
                f"{word(name)} adında süzülebilir bir özellik yok; olanlar: {known}.",
                f"There is no filterable property {word(name)}; there are: {known}.",
            ) from None

    def _call(self, node: Call) -> Sql:
        if node.name in ARITHMETIC:
            return Sql(_ARITHMETIC_SQL[node.name].format(*map(self.number, node.args)), "number")
        if node.name in ("casei", "accenti"):
            return Sql(folded(self, node), "string")
        write = _CONDITIONS.get(node.name)
        if write is None:
            raise Cql2Refused(
                f"{word(node.name)} adında bir işlev yok; CASEI, ACCENTI, S_..., T_... ve A_... işlevleri var.",
                f"There is no function {word(node.name)}; there are CASEI, ACCENTI, S_..., T_... and A_... .",
            )
        return Sql(write(self, node), "boolean")


def _named(node: Expression) -> str:
    match node:
        case Property(name):
            return word(name)
        case String(value) | Number(value):
            return word(value)
        case Call(name):
            return name.upper()
    return type(node).__name__.upper()


def _logic(writer: Writer, node: Call) -> str:
    return f"({f' {node.name.upper()} '.join(map(writer.condition, node.args))})"


def _not(writer: Writer, node: Call) -> str:
    return f"(NOT {writer.condition(node.args[0])})"


def _is_null(writer: Writer, node: Call) -> str:
    return f"({writer.write(node.args[0]).text} IS NULL)"


def _comparison(writer: Writer, node: Call) -> str:
    left, right = node.args
    return _compare(writer, left, node.name, right)


def _between(writer: Writer, node: Call) -> str:
    value, low, high = node.args
    return f"({_compare(writer, value, '>=', low)} AND {_compare(writer, value, '<=', high)})"


def _in(writer: Writer, node: Call) -> str:
    value, items = node.args
    if not isinstance(items, Array) or not items.items:
        raise Cql2Refused("IN parantez içinde en az bir değer ister.", "IN takes one value or more in brackets.")
    if all(isinstance(item, String) for item in items.items):  # one placeholder, however long the list
        return f"({writer.typed(value, 'string')} = ANY({writer.array(items)}))"
    if any(temporal.mixed(writer, value, item) for item in items.items):
        return f"({' OR '.join(_compare(writer, value, '=', item) for item in items.items)})"
    tested = writer.write(value)  # once: repeated in nested lists it would grow without bound
    listed = [(item, writer.write(item)) for item in items.items]
    for item, written in listed:
        _check_comparable(value, tested, "=", item, written)
    return f"({tested.text} IN ({', '.join(written.text for _, written in listed)}))"


def _compare(writer: Writer, left: Expression, operator: str, right: Expression) -> str:
    if temporal.mixed(writer, left, right):
        return temporal.compare(writer, left, operator, right)
    one, other = writer.write(left), writer.write(right)
    _check_comparable(left, one, operator, right, other)
    collation = ' COLLATE "tr-x-icu"' if operator not in ("=", "<>") and one.type == "string" else ""
    return f"({one.text} {operator} {other.text}{collation})"


def _check_comparable(left: Expression, one: Sql, operator: str, right: Expression, other: Sql) -> None:
    unordered = one.type == "boolean" and operator not in ("=", "<>")
    if unordered or _family(one) != _family(other) or one.type in ("geometry", "array"):
        raise Cql2Refused(
            f"{_named(left)} ({_TURKISH[one.type]}) ile {_named(right)} ({_TURKISH[other.type]}) "
            f"{operator} ile karşılaştırılamaz. Metin 'tırnak içinde', tarih DATE('2024-12-31') diye yazılır.",
            f"{_named(left)} ({one.type}) cannot be compared with {_named(right)} ({other.type}) by {operator}. "
            "Texts are written 'in quotes', dates as DATE('2024-12-31').",
        )


def _family(written: Sql) -> str:
    return "number" if written.type == "integer" else written.type


def _array(writer: Writer, node: Call) -> str:
    return _ARRAY_OPERATORS[node.name].format(*map(writer.array, node.args))


_CONDITIONS: dict[str, Callable[[Writer, Call], str]] = {
    **dict.fromkeys(("and", "or"), _logic),
    "not": _not,
    "is null": _is_null,
    "between": _between,
    "in": _in,
    "like": like,
    **dict.fromkeys(COMPARISONS, _comparison),
    **dict.fromkeys(SPATIAL, spatial.relation),
    "s_dwithin": spatial.within_distance,
    **dict.fromkeys(INSTANTS_TOO | INTERVALS_ONLY, temporal.relation),
    **dict.fromkeys(ARRAYS, _array),
}
