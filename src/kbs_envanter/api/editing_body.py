"""From a request's feature to an edit: what is written of which member, and why something cannot be read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote

from starlette.requests import Request

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.problems import Refused
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.editing_state import State

MOST_BYTES = 1024 * 1024
CREATE_TYPES = ("application/geo+json", "application/json")
PATCH_TYPES = ("application/merge-patch+json",)

# Members of "properties" that may be written, and the field each is.
WRITABLE = {
    "tur": "tur", "ad": "ad", "alt_tur": "alt_tur", "mahalle_kod": "mahalle_kod", "adres": "adres",
    "cadde_sokak": "cadde_sokak", "kapi_no": "kapi_no", "adres_tarifi": "adres_tarifi", "alan_m2": "alan_m2",
    "pafta": "pafta", "mudurluk": "mudurluk", "erisim": "erisim", "kullanim": "kullanimlar",
    "kullanimlar": "kullanimlar", "parseller": "parseller", "haklar": "haklar", "mulkiyet": "mulkiyet",
}  # fmt: skip
_PLACE = ("kesinlik", "belirsizlik_m")
# A feature that is put in place of another empties what it does not tell. The rest no public answer holds.
_REPLACED = ("alt_tur", "mahalle_kod", "adres", "alan_m2", "pafta", "kullanimlar", "parseller", "haklar")
_NEED_RIGHTS = ("parseller", "haklar")

Json = dict[str, Any]


async def read_body(request: Request, types: Iterable[str]) -> Json:
    """The request's JSON object.

    Raises:
        Refused: 415 for another type, 413 for too much of it, 400 for what is no JSON object.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in types:
        listed = ", ".join(types)
        raise Refused(415, f"Gövde türü şu olmalı: {listed}.", f"The body's type must be: {listed}.")
    raw = bytearray()
    if _length(request) > MOST_BYTES:
        raise _too_large()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise _too_large()
    try:
        body = json.loads(raw.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(400, "Gövde JSON değil.", "The body is no JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "Gövde bir GeoJSON Feature nesnesi olmalı.", "The body must be a GeoJSON Feature.")
    return body


def reason(request: Request, body: Mapping[str, Any] | None) -> str:
    """Why the edit is made: header ``KBS-Neden`` (percent-encoded UTF-8), else the body's member ``neden``."""
    told = request.headers.get("kbs-neden")
    if told is not None:
        return unquote(told, errors="replace")
    said = (body or {}).get("neden", "")
    return said if isinstance(said, str) else ""


def confirmed(request: Request) -> frozenset[str]:
    """Fields whose warnings the client confirms: header ``KBS-Onay``."""
    return frozenset(part.strip() for part in request.headers.get("kbs-onay", "").split(","))


def whole(body: Json, wanted: Collection, who: Who, state: State | None) -> Json:
    """The fields of a feature that is new, or takes the place of another.

    Raises:
        Refused: when it is no feature.
    """
    if body.get("type") != "Feature" or not isinstance(body.get("properties"), dict):
        raise Refused(
            422, "“type” Feature olmalı, “properties” bir nesne.", "“type” must be Feature, “properties” an object.",
            field="type",
        )  # fmt: skip
    given = _fields(body["properties"], wanted, new=state is None)
    if state is None:
        given = dict(wanted.fixed) | given
    else:
        may = who.may(Permission.HAK_DUZENLE)
        for name in _REPLACED:
            if name not in given and (may or name not in _NEED_RIGHTS):
                given[name] = None
    if state is None and body.get("geometry") is None:
        return given
    return given | {"konum": _position(body.get("geometry"), body["properties"], None)}


def patch(body: Json, wanted: Collection, state: State) -> Json:
    """The fields that a merge patch (RFC 7396) changes.

    Raises:
        Refused: when a member is of the wrong kind.
    """
    properties = body.get("properties", {})
    if not isinstance(properties, dict):
        raise Refused(422, "“properties” bir nesne olmalı.", "“properties” must be an object.", field="properties")
    given = _fields(properties, wanted, new=False)
    if "geometry" in body or any(name in properties for name in _PLACE):
        now = state.values()["konum"]
        point = body["geometry"] if "geometry" in body else _point(now)
        # A new point is not as precise as the old one was: who moves it says how precise it is.
        given["konum"] = _position(point, properties, None if "geometry" in body else now)
    return given


def _fields(properties: Json, wanted: Collection, *, new: bool) -> Json:
    read_only = {prop.name for prop in wanted.relation.properties} - WRITABLE.keys()
    no_such = {"tr": "Böyle bir alan yok.", "en": "No such property."}
    unknown = sorted(properties.keys() - WRITABLE.keys() - read_only - set(_PLACE))
    if unknown:
        listed = ", ".join(WRITABLE)
        raise Refused(
            422, f"Bilinmeyen alan: {', '.join(unknown)[:200]}; yazılabilenler: {listed}.",
            f"Unknown property; writable: {listed}.",
            fields=[{"alan": name[:60], **no_such} for name in unknown[:50]],
        )  # fmt: skip
    given = {WRITABLE[name]: value for name, value in properties.items() if name in WRITABLE}
    fixed = wanted.fixed.get("tur")
    if fixed and given.get("tur", fixed) != fixed:
        raise Refused(422, f"tur: bu koleksiyonda {fixed} olmalı.", f"tur: must be {fixed} here.", field="tur")
    if not new and "mulkiyet" in given and "haklar" in given and given["mulkiyet"] is None:
        del given["mulkiyet"]
    return given


def _point(position: Json | None) -> Json | None:
    return None if position is None else {"type": "Point", "coordinates": [position["lon"], position["lat"]]}


def _position(geometry: Any, properties: Json, now: Json | None) -> Json | None:
    if geometry is None:
        return None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(coordinates, list) or len(coordinates) not in (2, 3) or geometry.get("type") != "Point":
        raise Refused(
            422, "geometry: [boylam, enlem] koordinatlı bir Point ya da null olmalı.",
            "geometry: must be a Point with [longitude, latitude], or null.", field="geometry",
        )  # fmt: skip
    told = {name: properties.get(name, (now or {}).get(name)) for name in _PLACE}
    return {"lon": coordinates[0], "lat": coordinates[1], **told}


def _length(request: Request) -> int:
    declared = request.headers.get("content-length", "0")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 20 else 0


def _too_large() -> Refused:
    return Refused(413, "Gövde 1 MB'tan büyük.", "The body is larger than 1 MB.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
