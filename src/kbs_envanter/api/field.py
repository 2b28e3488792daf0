"""What the field page talks to: packs to carry along, verdicts and photos to bring home, devices to trust.

Everything that is sent may be sent again: the phone numbers its verdicts and photos, and the same number with the same
content is answered as the first time.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from anyio.to_thread import run_sync
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.api.answering import one_row
from kbs_envanter.api.memory import remembered
from kbs_envanter.api.problems import PROBLEM, Refused, bad_parameter, not_found
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.domain.verdicts import MOST_PHOTOS, VerdictRefused, read_verdict
from kbs_envanter.pipeline import field, media
from kbs_envanter.pipeline.sessions import issue_key, revoke_key
from kbs_envanter.store import field as sql
from kbs_envanter.store import packs

T = TypeVar("T")

_VERDICT_BYTES, _PHOTO_BYTES = 64 * 1024, 2 * 1024 * 1024
_MOST_ASKED = 500
_DEVICE_DAYS = 180
_LARGEST_VIEW = 0.0025  # square degrees, about 25 km2 here
_POSITION = re.compile(r"(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,2}(?:\.\d{1,12})?)")


async def who_am_i(request: Request) -> Response:
    """Who asks, by what, and what the server's clock says."""
    who = access.current(request)
    access.mark_private(request)
    told = {
        "kim": who.name,
        "rol": who.role,
        "saha": who.may(Permission.SAHA_YAZ),
        "csrf": access.csrf(request) or None,
    }
    return _json(told | {"zaman": datetime.now(UTC).isoformat()})


async def add_device(request: Request) -> Response:
    """A key for this phone, so that it can send after the session has ended. Told once."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    if access.session(request) is None:  # a key does not beget keys
        raise access.NotAllowed(Permission.SAHA_YAZ, signed_in=False)
    label = str((await _document(request, _VERDICT_BYTES)).get("ad") or "saha cihazı")[:60]
    assert who.account is not None
    account, address = who.account, request.client.host if request.client else ""

    def make(connection: Connection, ilce: int) -> str:
        may = (Permission.ACIK_OKU, Permission.SAHA_YAZ)
        return issue_key(connection, ilce, account, label, may, days=_DEVICE_DAYS, by=who.name, address=address)

    key = await _written(request, make)
    return _json({"cihaz": key.split("_")[1], "anahtar": key}, 201)


async def drop_device(request: Request) -> Response:
    """The phone is lost or signed out: its key holds no longer."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    device, address = request.path_params["cihaz"], request.client.host if request.client else ""
    owner = None if who.may(Permission.HESAP_YONET) else who.account

    def drop(connection: Connection, ilce: int) -> bool:
        return bool(revoke_key(connection, ilce, device, account=owner, by=who.name, address=address))

    if not await _written(request, drop):
        raise not_found("Böyle bir cihaz yok.", "There is no such device.")
    return Response(status_code=204)


async def list_packs(request: Request) -> Response:
    """The areas that can be taken along. Sizes come with the pack's own HEAD."""
    ilce = request.app.state.settings.ilce_kodu
    async with request.app.state.pool.connection() as connection:
        rows = await (await connection.execute(packs.LIST, {"ilce": ilce})).fetchall()
    return _json({"paketler": [{"mahalle": kod, "ad": ad} for kod, ad in rows]})


async def pack(request: Request) -> Response:
    """The pack of a neighbourhood; its entity tag is the hash of its content."""
    kod, ilce = request.path_params["mahalle"].replace("\0", ""), request.app.state.settings.ilce_kodu
    return await _pack(request, packs.of_neighbourhood(kod, ilce_kodu=ilce))


async def pack_of_view(request: Request) -> Response:
    """The pack of a view: ``kutu`` is west,south,east,north in degrees."""
    box = _box(request.query_params.get("kutu", ""))
    return await _pack(request, packs.of_view(box, ilce_kodu=request.app.state.settings.ilce_kodu))


async def put_verdict(request: Request) -> Response:
    """Take a verdict in: 201 the first time, 200 when it was here already, with what changed meanwhile."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    id = _uuid(request.path_params["tespit"])
    document = await _document(request, _VERDICT_BYTES)
    try:
        verdict = read_verdict(id, document)
    except VerdictRefused as refused:
        return _faults(refused)
    now = datetime.now(UTC)

    def receive(connection: Connection, ilce: int) -> field.Received:
        return field.receive_verdict(connection, ilce, who, verdict, now=now)

    received = await _written(request, receive)
    answer = {"tespit": str(id), "catisma": received.conflict}
    return _json(answer, 201 if received.new else 200)


async def put_answer(request: Request) -> Response:
    """What the field team says to a conflict."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    id = _uuid(request.path_params["tespit"])
    answer = str((await _document(request, _VERDICT_BYTES)).get("karar", ""))

    def decide(connection: Connection, ilce: int) -> str:
        return field.answer_conflict(connection, ilce, who, id, answer)

    return _json({"tespit": str(id), "durum": await _written(request, decide)})


async def put_photo(request: Request) -> Response:
    """Take a photo in; its file is drawn anew, its position is kept apart."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    id, verdict, place = _photo_address(request)
    position = _photo_position(request.headers.get("KBS-Foto-Konum"))
    content = await _body(request, _PHOTO_BYTES)
    try:
        stored = await run_sync(media.store_photo, content, request.app.state.settings.durum_dizini)
    except media.PhotoRefused as refused:
        raise Refused(413 if refused.too_large else 400, refused.tr, refused.en) from None
    told = {"gelen_ozet": hashlib.sha256(content).hexdigest(), "ozet": stored.ozet, "genislik": stored.genislik,
            "yukseklik": stored.yukseklik, "bayt": stored.bayt}  # fmt: skip

    def keep(connection: Connection, ilce: int) -> bool:
        return field.keep_photo(connection, ilce, who, id, verdict, place, told, position)

    return _json({"foto": str(id)}, 201 if await _written(request, keep) else 200)


async def state(request: Request) -> Response:
    """Which verdicts and photos are here: what a phone asks after a cut."""
    who = access.require(request, Permission.SAHA_YAZ)
    access.check_csrf(request)
    document = await _document(request, _VERDICT_BYTES)
    verdicts, photos = _uuids(document, "tespit"), _uuids(document, "foto")

    def look(connection: Connection, ilce: int) -> dict[str, list[str]]:
        return field.arrived(connection, ilce, who, verdicts, photos)

    return _json(await _written(request, look))


async def campaigns(request: Request) -> Response:
    """The open campaigns of the asker with their assets."""
    who = access.require(request, Permission.SAHA_YAZ)

    def look(connection: Connection, ilce: int) -> list[dict[str, Any]]:
        found = []
        for row in connection.execute(sql.CAMPAIGNS, {"ilce": ilce, "id": None, "hesap": who.account}):
            assets = connection.execute(sql.CAMPAIGN_ASSETS, {"ilce": ilce, "kampanya": row.id})
            each = [{"kod": a.kod, "ad": a.ad, "mahalle": a.mahalle, "sonuc": a.sonuc} for a in assets]
            end = row.bitis.isoformat() if row.bitis else None
            found.append({"id": row.id, "ad": row.ad, "aciklama": row.aciklama, "bitis": end, "varliklar": each})
        return found

    return _json({"kampanyalar": await _written(request, look)})


async def _pack(request: Request, statement: Any) -> Response:
    row = await one_row(request, statement)
    if row is None:
        raise not_found("Böyle bir mahalle ya da sınırı yok.", "There is no such neighbourhood, or it has no boundary.")
    content = row[0] if isinstance(row[0], bytes) else row[0].encode()
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    known = request.headers.get("if-none-match", "").replace('-gz"', '"')
    if tag in known:
        return Response(status_code=304, headers=headers)
    days = request.app.state.settings.paket_gun
    body = b'{"surum":%b,"gun":%d,%b' % (tag.encode(), days, content[1:])
    return Response(body, media_type="application/json", headers=headers)


async def _written(request: Request, work: Callable[[Connection, int], T]) -> T:
    """Run a use case in one transaction of the writing role, in a thread."""
    app = request.app.state

    def run() -> T:
        with app.engine.begin() as connection:
            return work(connection, app.settings.ilce_kodu)

    try:
        return await run_sync(run)
    except field.FieldRefused as refused:
        raise Refused(refused.status, refused.tr, refused.en, field=refused.field) from None


async def _body(request: Request, limit: int) -> bytes:
    """The body, refused at once or as soon as it is over the limit."""
    parts, size = [], 0
    if int(request.headers.get("content-length") or 0) > limit:
        raise _too_large(limit)
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


async def _document(request: Request, limit: int) -> Mapping[str, Any]:
    try:
        document = json.loads(await _body(request, limit))
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Refused(400, "Gövde bir JSON nesnesi olmalı.", "The body has to be a JSON object.")
    return document


def _too_large(limit: int) -> Refused:
    return Refused(413, f"Gövde {limit // 1024} KB'tan büyük.", f"The body is larger than {limit // 1024} KB.")


def _uuid(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise bad_parameter("tespit", "UUID olmalı", "has to be a UUID") from None


def _uuids(document: Mapping[str, Any], field_name: str) -> list[UUID]:
    given = document.get(field_name) or []
    if not isinstance(given, list) or len(given) > _MOST_ASKED:
        raise bad_parameter(field_name, f"en çok {_MOST_ASKED} UUID", f"at most {_MOST_ASKED} UUIDs")
    return [_uuid(each) for each in given]


def _photo_address(request: Request) -> tuple[UUID, UUID, int]:
    place = request.query_params.get("sira", "")
    if place not in {str(n) for n in range(1, MOST_PHOTOS + 1)}:
        raise bad_parameter("sira", f"1 ile {MOST_PHOTOS} arasında", f"from 1 to {MOST_PHOTOS}")
    return _uuid(request.path_params["foto"]), _uuid(request.query_params.get("tespit")), int(place)


def _photo_position(given: str | None) -> tuple[float, float] | None:
    if not given:
        return None
    match = _POSITION.fullmatch(given)
    lon, lat = (float(match[1]), float(match[2])) if match else (999.0, 999.0)
    if abs(lon) > 180 or abs(lat) > 90:
        raise bad_parameter("KBS-Foto-Konum", "boylam,enlem derece olarak", "longitude,latitude in degrees")
    return lon, lat


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        good = -180 <= west < east <= 180 and -90 <= south < north <= 90
    except ValueError:
        good = False
    if not good or (east - west) * (north - south) > _LARGEST_VIEW:
        tr, en = (
            "batı,güney,doğu,kuzey derece olarak, en çok 25 km²",
            "west,south,east,north in degrees, at most 25 km²",
        )
        raise bad_parameter("kutu", tr, en)
    return west, south, east, north


def _faults(refused: VerdictRefused) -> Response:
    each = [{"alan": name, "detail": tr, "detail_en": en} for name, tr, en in refused.faults]
    first = each[0]
    body = {"type": "about:blank", "title": "Bad Request", "status": 400, "alanlar": each}
    body |= {"detail": f"{first['alan']}: {first['detail']}", "detail_en": f"{first['alan']}: {first['detail_en']}"}
    return Response(json.dumps(body, ensure_ascii=False), 400, media_type=PROBLEM)


def _json(document: Any, status: int = 200) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, media_type="application/json", headers={"Cache-Control": "private, no-store"})


ROUTES = [
    Route("/saha/ben", who_am_i),
    Route("/saha/cihaz", add_device, methods=["POST"]),
    Route("/saha/cihaz/{cihaz}", drop_device, methods=["DELETE"]),
    Route("/saha/paketler", list_packs),
    Route("/saha/paket", remembered(pack_of_view)),
    Route("/saha/paket/{mahalle}", remembered(pack)),
    Route("/saha/tespit/{tespit}", put_verdict, methods=["PUT"]),
    Route("/saha/tespit/{tespit}/karar", put_answer, methods=["PUT"]),
    Route("/saha/foto/{foto}", put_photo, methods=["PUT"]),
    Route("/saha/durum", state, methods=["POST"]),
    Route("/saha/kampanyalar", campaigns),
]
