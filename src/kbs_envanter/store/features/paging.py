"""Order and keyset paging: a page begins behind the last row of the one before, whatever changed meanwhile."""

from dataclasses import dataclass
from typing import Any

from kbs_envanter.store.features.relations import Property, PropertyType, Relation

_CASTS: dict[PropertyType, str] = {
    "string": "text", "integer": "bigint", "number": "numeric", "date": "date", "date-time": "timestamptz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SortKey:
    """A property to order by. Missing values count as the largest, as in PostgreSQL."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    expression: str
    cast: str
    nullable: bool
    descending: bool

    @property
    def sign(self) -> str:
        return "<" if self.descending else ">"


def order(relation: Relation, sort: tuple[SortKey, ...]) -> str:
    """The ORDER BY list; the feature id ends it, so that the order is total."""
    return ", ".join(f"{key.expression} {'DESC' if key.descending else 'ASC'}" for key in _keys(relation, sort))


def position(relation: Relation, sort: tuple[SortKey, ...]) -> str:
    """SQL for a row's place in the order, as text: its id alone, or a JSON array of its sort values and id."""
    if not sort:
        return "kod"
    return f"json_build_array({', '.join(f'{key.name}::text' for key in sort)}, kod)::text"


def behind(
    relation: Relation, sort: tuple[SortKey, ...], after: tuple[str | None, ...], parameters: dict[str, Any]
) -> str:
    """The condition that a row comes behind the place ``after``; its values are added to ``parameters``."""
    keys = _keys(relation, sort)
    for number, value in enumerate(after):
        parameters[f"after{number}"] = value
    bound = [f"%(after{number})s::{key.cast}" for number, key in enumerate(keys)]
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        # One row comparison, which an index on these columns answers at once.
        return f"({', '.join(key.expression for key in keys)}) {keys[0].sign} ({', '.join(bound)})"
    condition = "false"
    for key, value, given in reversed(list(zip(keys, bound, after, strict=True))):
        further, same = _further(key, value, given), _same(key, value, given)
        condition = f"({further} OR ({same} AND {condition}))"
    return condition


def _further(key: _Key, value: str, given: str | None) -> str:
    if given is None:
        return f"{key.expression} IS NOT NULL" if key.descending else "false"
    beyond = f"{key.expression} {key.sign} {value}"
    return f"({beyond} OR {key.expression} IS NULL)" if key.nullable and not key.descending else beyond


def _same(key: _Key, value: str, given: str | None) -> str:
    return f"{key.expression} IS NULL" if given is None else f"{key.expression} = {value}"


def _keys(relation: Relation, sort: tuple[SortKey, ...]) -> list[_Key]:
    keys = [_key(relation.property(key.name), key.descending) for key in sort]
    descending = bool(sort) and sort[-1].descending
    return [*keys, _key(relation.property("kod"), descending)]


def _key(prop: Property, descending: bool) -> _Key:
    turkish = prop.type == "string" and prop.name != "kod"
    expression = f'{prop.name} COLLATE "tr-x-icu"' if turkish else prop.name
    return _Key(expression, _CASTS[prop.type], not prop.required, descending)
