"""What TKGM's public parcel query answers, and what that means.

The service is undocumented and answers in several ways: a GeoJSON Feature, ``{"Message": …}`` or XML
``<string>…</string>``, under HTTP 200 and 404 alike. So the body is read, not the status. A "not found" is
an answer; whatever is neither a parcel nor a "not found" is an error and never a guess.
"""

import html
import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from shapely import MultiPolygon, Polygon, force_2d, make_valid, union_all
from shapely.errors import ShapelyError
from shapely.geometry import shape

from kbs_envanter.domain.numbers import parse_number
from kbs_envanter.domain.text import katla, squeeze

PUBLIC_PAGE = "https://parselsorgu.tkgm.gov.tr"

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees

_XML_STRING = re.compile(r"(?:<\?xml[^>]*>\s*)?<string\b[^>]*>(.*)</string>", re.DOTALL)
_NOT_FOUND = re.compile(r"\bbulunama")
_OVER_QUOTA = re.compile(r"\bsorgu (limit|kota)")
_ACTIVE = {"1": True, "0": False}
# A district's parcels may reach over its boundary, and the boundary itself may be off by some 100 m.
_MARGIN_DEG = 0.005


class TkgmError(Exception):
    """TKGM gave no answer that can be used; the text says why and the way out, in Turkish and English."""


class TkgmUnavailable(TkgmError):
    """The service could not be reached, was too slow or failed, also when asked again."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"TKGM parsel sorgusu yanıt vermiyor ({why}); daha sonra yeniden deneyin. / "
            f"TKGM's parcel query does not answer ({why}); try again later."
        )


class TkgmQuota(TkgmError):
    """The service refuses further queries; it is not to be asked again for now."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"TKGM sorguyu reddetti ({why}); günlük sorgu hakkı dolmuş olabilir. "
            f"Yarın yeniden deneyin ya da parseli {PUBLIC_PAGE} sayfasında elle sorgulayın. / "
            f"TKGM refused the query ({why}); the day's quota may be used up. "
            f"Try again tomorrow, or look the parcel up by hand at {PUBLIC_PAGE}."
        )


class TkgmMalformed(TkgmError):
    """The answer cannot be read, or is not about what was asked; nothing of it is used."""

    def __init__(self, tr: str, en: str) -> None:
        self.tr, self.en = tr, en
        super().__init__(
            f"TKGM'nin yanıtı kullanılamaz: {tr}. Parseli {PUBLIC_PAGE} sayfasında elle sorgulayın. / "
            f"TKGM's answer cannot be used: {en}. Look the parcel up by hand at {PUBLIC_PAGE}."
        )


@dataclass(frozen=True, slots=True)
class ParcelAnswer:
    """What the land registry says about a parcel on the day it was asked; what it does not say is None.

    ``durum`` is ``yok`` when there is no such parcel (roads, streams and land ceded to the public have none).
    ``alan_m2`` is the registered area in square metres, ``alan_ham`` the text it was read from. ``aktif`` is
    False for a parcel that was merged or divided: it has no ``geometry`` but ``successors``, as (ada, parsel).
    ``geometry`` is in EPSG:4326. ``reason`` says why a parcel is passive or was not found.
    """

    durum: Literal["bulundu", "yok"]
    soruldu: datetime
    mahalle_id: int | None = None
    mahalle_ad: str | None = None
    ada: str | None = None
    parsel: str | None = None
    alan_m2: Decimal | None = None
    alan_ham: str | None = None
    nitelik: str | None = None
    pafta: str | None = None
    mevkii: str | None = None
    ozet: str | None = None
    aktif: bool | None = None
    geometry: MultiPolygon | None = None
    successors: tuple[tuple[str | None, str], ...] = ()
    reason: str | None = None


def read_parcel(text: str, soruldu: datetime, bounds: Bounds) -> ParcelAnswer:
    """Read the answer to a parcel query.

    Args:
        text: body of the answer.
        soruldu: when it was given.
        bounds: the district's west, south, east and north (EPSG:4326); a parcel beyond is not believed.

    Raises:
        TkgmMalformed: the body is no parcel and no "not found", or its parcel lies outside the bounds.
        TkgmQuota: the body says that the quota is used up.
    """
    body = _open(text)
    if isinstance(body, str):
        return ParcelAnswer("yok", soruldu, reason=body)
    if body["type"] != "Feature":
        raise TkgmMalformed("parsel kaydı değil", "not a parcel record")
    told = _properties(body)
    ada, parsel = _key(told)
    return ParcelAnswer(
        "bulundu",
        soruldu,
        mahalle_id=None if _text(told.get("mahalleId")) is None else _number(told["mahalleId"], "mahalleId"),
        mahalle_ad=_text(told.get("mahalleAd")),
        ada=ada,
        parsel=parsel,
        alan_m2=_square_metres(told.get("alan")),
        alan_ham=_text(told.get("alan")),
        nitelik=_text(told.get("nitelik")),
        pafta=_text(told.get("pafta")),
        mevkii=_text(told.get("mevkii")),
        ozet=_text(told.get("ozet")),
        aktif=_ACTIVE.get(_text(told.get("durum")) or ""),
        geometry=_polygons(body.get("geometry"), bounds),
        successors=_successors(told.get("gittigiParselListe")),
        reason=_text(told.get("gittigiParselSebep")),
    )


def read_units(text: str) -> list[tuple[int, str]]:
    """Read a list of provinces, districts or neighbourhoods: TKGM's id and name; empty when TKGM finds none.

    Raises:
        TkgmMalformed, TkgmQuota: as for a parcel.
    """
    body = _open(text)
    if isinstance(body, str):
        return []
    return [(_number(told.get("id"), "id"), _text(told.get("text")) or "") for told in _records(body)]


def ada_or_none(text: str | None) -> str | None:
    """The ada that a text names; None when the parcel has none, which TKGM writes ``0``."""
    told = _text(text)
    return None if told in ("0", "-") else told


def _open(text: str) -> dict[str, Any] | str:
    """The GeoJSON object that an answer is, or the sentence by which it says "not found"."""
    text = text.strip()
    if text.startswith("<"):
        sentence = _XML_STRING.fullmatch(text)
        if sentence is None:
            raise TkgmMalformed("JSON yerine HTML sayfası geldi", "an HTML page came instead of JSON")
        return _not_found(html.unescape(sentence[1]))
    body = _json(text)
    if isinstance(body, dict) and isinstance(body.get("type"), str):
        return body
    message = _text(body.get("Message")) if isinstance(body, dict) else None
    if message is None:
        raise TkgmMalformed("ne parsel ne ileti var", "it has neither a parcel nor a message")
    return _not_found(message)


def _not_found(message: str) -> str:
    # ``Message`` carries every kind of fault; taken for "no such parcel" it would be kept as a fact.
    message = squeeze(message)[:200]
    folded = katla(message)
    if _OVER_QUOTA.search(folded):
        raise TkgmQuota(message)
    if not _NOT_FOUND.search(folded):
        raise TkgmMalformed(f"bilinmeyen ileti: “{message}”", f"unknown message: “{message}”")
    return message


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TkgmMalformed("bozuk JSON", "broken JSON") from error


def _records(collection: object) -> list[dict[str, Any]]:
    """The properties of each feature of a collection."""
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise TkgmMalformed("liste değil", "not a list")
    return [_properties(feature) for feature in features]


def _properties(feature: object) -> dict[str, Any]:
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict):
        raise TkgmMalformed("bir kaydın bilgileri yok", "a record has no properties")
    return told


def _key(told: dict[str, Any]) -> tuple[str | None, str]:
    ada, parsel = _text(told.get("adaNo")), _text(told.get("parselNo"))
    if parsel is None:
        raise TkgmMalformed("parselNo boş", "parselNo is empty")
    return ada_or_none(ada), parsel


def _successors(told: object) -> tuple[tuple[str | None, str], ...]:
    if _text(told) is None:
        return ()
    collection = _json(told) if isinstance(told, str) else told
    return tuple(_key(record) for record in _records(collection))


def _square_metres(told: object) -> Decimal | None:
    # The same parcel is 1.295,00 when asked by number and 1,295.00 when asked by point. A lone separator before
    # three digits is thousands: registered areas have two decimals.
    return parse_number(_text(told) or "", "us" if isinstance(told, float) else "ambiguous").value


def _polygons(told: object, bounds: Bounds) -> MultiPolygon | None:
    """The parcel's areas, repaired and without heights; None when TKGM draws none."""
    if told is None:
        return None
    try:
        drawn = make_valid(force_2d(shape(told)))
    except (ShapelyError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise TkgmMalformed("parselin çizimi okunamıyor", "the parcel's shape cannot be read") from error
    parts = [part for part in getattr(drawn, "geoms", [drawn]) if isinstance(part, Polygon | MultiPolygon)]
    whole = union_all(parts)
    if whole.is_empty:
        raise TkgmMalformed("parselin çizimi alan değil", "the parcel's shape is not an area")
    if not inside(bounds, whole.bounds):
        raise TkgmMalformed("parsel ilçenin dışında çizilmiş", "the parcel is drawn outside the district")
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon([whole])


def inside(bounds: Bounds, box: Bounds) -> bool:
    """Whether a box lies within the district's bounds, give or take some 500 m."""
    west, south, east, north = bounds
    return (
        west - _MARGIN_DEG <= box[0]
        and south - _MARGIN_DEG <= box[1]
        and box[2] <= east + _MARGIN_DEG
        and box[3] <= north + _MARGIN_DEG
    )


def _text(told: object) -> str | None:
    return (squeeze(str(told)) or None) if told is not None else None


def _number(told: object, field: str) -> int:
    try:
        return int(str(told))
    except ValueError as error:
        raise TkgmMalformed(f"{field} sayı değil: {told!r}", f"{field} is not a number: {told!r}") from error
