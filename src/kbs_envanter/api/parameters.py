"""Query parameters by the standard: what is unknown or malformed is refused with 400 and a remedy."""

import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.store.features import Bbox, Property

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 10_000
JSON_WORDS = ("json", "geojson")


@dataclass(frozen=True, slots=True)
class ItemsQuestion:
    """What a client asked of a collection."""

    limit: int
    bbox: Bbox | None
    after: str | None
    equal: dict[str, Any]


def read_items_question(query: QueryParams, properties: Iterable[Property]) -> ItemsQuestion:
    """Read the parameters of ``/items``.

    Raises:
        Refused: 400 for an unknown, repeated or malformed parameter.
    """
    filters = {p.name: p for p in properties if p.filterable}
    refuse_unknown(query, {"limit", "bbox", "sonraki", "f", *filters})
    return ItemsQuestion(
        limit=_limit(query.get("limit")),
        bbox=_bbox(query.get("bbox")),
        after=_after(query.get("sonraki")),
        equal={name: _typed(filters[name], value) for name, value in query.items() if name in filters},
    )


def refuse_unknown(query: QueryParams, known: Iterable[str]) -> None:
    """Refuse parameters that the path does not have (/req/core/query-param-unknown), and repeated ones."""
    known = set(known)
    for name in query:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise bad_parameter(name, f"böyle bir parametre yok; olanlar: {listed}", f"unknown; there are: {listed}")
        if len(query.getlist(name)) > 1:
            raise bad_parameter(name, "bir kez yazın", "give it once")
    if query.get("f") not in (None, *JSON_WORDS):
        raise bad_parameter("f", "yalnız json", "only json")


def token_after(kod: str) -> str:
    """Opaque, url-safe token of the page behind this feature."""
    return urlsafe_b64encode(kod.encode()).decode().rstrip("=")


def _after(token: str | None) -> str | None:
    if token is None:
        return None
    try:
        return urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except ValueError as error:
        message = ("bu sunucunun verdiği bir değer değil", "not a value given by this server")
        raise bad_parameter("sonraki", *message) from error


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < 1:
        raise bad_parameter(
            "limit", f"1 ile {MAXIMUM_LIMIT} arası bir tam sayı", f"an integer from 1 to {MAXIMUM_LIMIT}"
        )
    return min(int(text[:9]), MAXIMUM_LIMIT)  # /req/core/fc-limit-response-1 C: above the maximum is no error


def _bbox(text: str | None) -> Bbox | None:
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
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise bad_parameter(
            "bbox", "derece sınırlarının dışında ya da güney kuzeyden büyük", "outside degrees, or south above north"
        )
    return west, south, east, north


def _typed(prop: Property, text: str) -> Any:
    if prop.type != "integer":
        return _no_nul(prop.name, text)
    try:
        number = int(text)
    except ValueError as error:
        raise bad_parameter(prop.name, "tam sayı olmalı", "must be an integer") from error
    if abs(number) > 2**31 - 1:
        raise bad_parameter(prop.name, "çok büyük", "too large")
    return number


def _no_nul(name: str, text: str) -> str:
    if "\0" in text:
        raise bad_parameter(name, "geçersiz karakter", "invalid character")
    return text
