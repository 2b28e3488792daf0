"""From query parameters to a question to the store. What is malformed is refused with 400 and a remedy."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from starlette.datastructures import QueryParams

from kbs_envanter.api import tokens
from kbs_envanter.api.collections import Collection
from kbs_envanter.api.filtering import read_crs, read_filter
from kbs_envanter.api.parameters import DEFAULT_LIMIT, LONGEST_TEXT, MAXIMUM_LIMIT
from kbs_envanter.api.problems import Refused, bad_parameter
from kbs_envanter.api.times import parse_interval
from kbs_envanter.domain.text import katla
from kbs_envanter.store.features import CRS84, Box, Crs, Property, Question, Relation, SortKey

_INT4, _INT8 = 2**31 - 1, 2**63 - 1
_MOST_SORT_KEYS = 4


def read_question(query: QueryParams, collection: Collection, ilce_kodu: int) -> Question:
    """What a client asks of a collection's items.

    Raises:
        Refused: 400 for a malformed parameter.
    """
    relation, given = collection.relation, dict(query)
    if not given:
        return Question(ilce_kodu, DEFAULT_LIMIT, collection.fixed)
    sort = _sort(relation, given.get("sortby"))
    equal, between = _filters(collection, given)
    return Question(
        ilce_kodu,
        limit=read_limit(given.get("limit")),
        equal=equal,
        between=between,
        box=read_box(given.get("bbox"), read_crs(given, "bbox-crs")),
        until=read_until(given),
        words=_words(given.get("q")),
        sort=sort,
        condition=read_filter(given, relation),
        after=_after(given.get("sonraki"), sort),
        crs=read_crs(given, "crs"),
        chosen=read_chosen(given, relation),
    )


def read_chosen(given: dict[str, str], relation: Relation) -> tuple[str, ...] | None:
    """Names of the properties that the answer is to have."""
    text = given.get("properties")
    if text is None:
        return None
    names = {p.name for p in relation.properties}
    chosen = tuple(text.split(","))
    for name in chosen:
        if name not in names:
            raise _no_property("properties", name, names)
    return chosen


def read_until(given: dict[str, str]) -> datetime | None:
    """The moment whose state ``datetime`` asks for: the end of its interval; None is the present."""
    text = given.get("datetime")
    return None if text is None else _interval("datetime", text)[1]


def order_of(sort: tuple[SortKey, ...]) -> str:
    """The order in the words of ``sortby``: what a paging token belongs to."""
    return ",".join(("-" if key.descending else "") + key.name for key in sort)


def read_limit(text: str | None) -> int:
    """How many features a page has at most."""
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < 1:
        raise bad_parameter(
            "limit", f"1 ile {MAXIMUM_LIMIT} arası bir tam sayı", f"an integer from 1 to {MAXIMUM_LIMIT}"
        )
    return min(int(text[:9]), MAXIMUM_LIMIT)  # /req/core/fc-limit-response-1 C: above the maximum is no error


def read_box(text: str | None, crs: Crs = CRS84) -> Box | None:
    """The bounding box that is asked for."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        del numbers[5], numbers[2]  # heights: everything here lies on the ground
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise bad_parameter(
            "bbox", "batı,güney,doğu,kuzey: dört ya da altı sayı", "west,south,east,north: four or six numbers"
        )
    if crs.north_first:
        numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
    west, south, east, north = numbers
    within = abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90
    if south > north or (crs.geographic and not within) or (not crs.geographic and west > east):
        raise bad_parameter(
            "bbox", "sınırların dışında ya da güney kuzeyden büyük", "outside the limits, or south above north"
        )
    return Box(west, south, east, north, crs)


def _interval(name: str, text: str) -> tuple[datetime | None, datetime | None]:
    try:
        return parse_interval(text)
    except ValueError:
        raise bad_parameter(
            name,
            "2024-06-01, 2024-06-01T00:00:00Z ya da aralık: 2024-01-01/.., ../2024, a/b",
            "an RFC 3339 time or an interval such as 2024-01-01/.. or ../2024 or a/b",
        ) from None


def _words(text: str | None) -> tuple[tuple[str, ...], ...]:
    if text is None:
        return ()
    words = tuple(filter(None, (tuple(part.split()) for part in katla(_text("q", text)).split(","))))
    if not words:
        raise bad_parameter("q", "aranacak bir söz yazın", "give a word to look for")
    return words


def _sort(relation: Relation, text: str | None) -> tuple[SortKey, ...]:
    if text is None:
        return ()
    sortable = {p.name for p in relation.properties if p.simple}
    keys = []
    for part in text.split(","):
        # A plus sign that was not percent-encoded arrives as a space.
        name = part[1:] if part[:1] in ("+", "-", " ") else part
        if name not in sortable:
            raise _no_property("sortby", name, sortable)
        keys.append(SortKey(name, part.startswith("-")))
    if len({key.name for key in keys}) < len(keys) or len(keys) > _MOST_SORT_KEYS:
        raise bad_parameter("sortby", "her öznitelik bir kez, en çok dört", "each property once, four at most")
    return tuple(keys)


def _after(token: str | None, sort: tuple[SortKey, ...]) -> tuple[str | None, ...] | None:
    if token is None:
        return None
    try:
        place = tokens.read(order_of(sort), token)
        if len(place) == len(sort) + 1:
            return place
    except ValueError:
        pass
    message = ("bu sıralama için bu sunucunun verdiği bir değer değil", "not a value given by this server")
    raise bad_parameter("sonraki", *message)


def _filters(collection: Collection, given: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    equal, between = dict(collection.fixed), {}
    for prop in collection.filters:
        text = given.get(prop.name)
        if text is None:
            continue
        if prop.by_range:
            between[prop.name] = _range(prop, text)
        else:
            equal[prop.name] = _READERS[prop.type](prop, text)
    return equal, between


def _range(prop: Property, text: str) -> tuple[Any, Any]:
    if prop.type == "integer":
        ends = text.split("/")
        if len(ends) > 2:
            raise bad_parameter(prop.name, "bir sayı ya da aralık: 5/9, 5/..", "a number or a range: 5/9, 5/..")
        low, high = (None if end in ("", "..") else _integer(prop, end) for end in (ends * 2)[:2])
        return low, high
    start, end = _interval(prop.name, text)
    if prop.type == "date":
        return start and start.astimezone(UTC).date(), end and end.astimezone(UTC).date()
    return start, end


def _integer(prop: Property, text: str) -> int:
    largest = _INT8 if prop.name == "degisim" else _INT4
    if re.fullmatch(r"[+-]?\d{1,19}", text, re.ASCII) is None or abs(int(text)) > largest:
        raise bad_parameter(prop.name, f"en çok {largest} olan bir tam sayı", f"an integer, at most {largest}")
    return int(text)


def _number(prop: Property, text: str) -> Decimal:
    if re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,9})?", text, re.ASCII) is None:
        raise bad_parameter(prop.name, "noktayla yazılmış bir sayı: 1250.5", "a number, such as 1250.5")
    return Decimal(text)


def _string(prop: Property, text: str) -> str:
    return _text(prop.name, text)


def _text(name: str, text: str) -> str:
    if "\0" in text:
        raise bad_parameter(name, "geçersiz karakter", "invalid character")
    if len(text) > LONGEST_TEXT:
        raise bad_parameter(name, f"en çok {LONGEST_TEXT} karakter", f"at most {LONGEST_TEXT} characters")
    return text


_READERS: dict[str, Callable[[Property, str], Any]] = {"string": _string, "integer": _integer, "number": _number}


def _no_property(parameter: str, name: str, names: set[str]) -> Refused:
    listed = ", ".join(sorted(names))
    return bad_parameter(parameter, f"{name!r} yok; olanlar: {listed}", f"there is no {name!r}; there are: {listed}")
