"""Writing of assets: OGC API – Features Part 4 (create, replace, update, delete) with optimistic locking.

A write names the version it was made from (If-Match): none is lost, of those made from one version one wins.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.api import editing_body as bodies
from kbs_envanter.api.collections import Collection
from kbs_envanter.api.editing_tags import given_tags, item_tag, item_tags
from kbs_envanter.api.items import find_collection
from kbs_envanter.api.links import address
from kbs_envanter.api.problems import Refused, not_found
from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.editing import EditsRefused, apply_edits
from kbs_envanter.pipeline.editing_state import State, published_version, read_states
from kbs_envanter.pipeline.proposals import needs_approval, propose
from kbs_envanter.store.roles import EMLAK, KAMU
from kbs_envanter.store.versions import CURRENT

_WRITES = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_STATUS = (("yok", 404), ("yetki", 403), ("eski", 412))

Making = Callable[[State | None], Edit]


def is_writable(wanted: Collection) -> bool:
    """Whether features of a collection are assets."""
    return {"kod", "tur", "ad", "kesinlik"} <= {prop.name for prop in wanted.relation.properties}


async def write_items(request: Request) -> Response:
    """``POST``: a new asset."""
    wanted = find_collection(request)
    if (answer := _other_method(request, wanted, "POST")) is not None:
        return answer
    who = _editor(request)
    body = await bodies.read_body(request, bodies.CREATE_TYPES)
    confirmed = bodies.confirmed(request)

    def make(state: State | None) -> Edit:
        return Edit("ekle", None, bodies.whole(body, wanted, who, None), onay=confirmed)

    return await _written(request, wanted, who, None, make, bodies.reason(request, body))


async def write_item(request: Request) -> Response:
    """``PUT``, ``PATCH``, ``DELETE``: another state of an asset, or none."""
    wanted, kod = find_collection(request), request.path_params["feature"]
    if (answer := _other_method(request, wanted, "PUT", "PATCH", "DELETE")) is not None:
        return answer
    who, method, confirmed = _editor(request), request.method, bodies.confirmed(request)
    if not given_tags(request) or "*" in given_tags(request):
        raise Refused(
            428,
            "If-Match başlığı gerekir: kaydı okuyup yanıtındaki ETag'i gönderin.",
            "Header If-Match is needed: read the item and send its ETag.",
        )
    body: Any = None
    if method != "DELETE":
        types = bodies.PATCH_TYPES if method == "PATCH" else bodies.CREATE_TYPES
        body = await bodies.read_body(request, types)
        if body.get("id", kod) != kod:
            raise Refused(422, f"id: adresteki {kod} olmalı.", f"id: must be {kod}.", field="id")

    def make(state: State | None) -> Edit:
        assert state is not None
        if method == "DELETE":
            return Edit("sil", kod, {}, state.mark)
        fields = bodies.patch(body, wanted, state) if method == "PATCH" else bodies.whole(body, wanted, who, state)
        return Edit("degistir", kod, fields, state.mark, confirmed)

    return await _written(request, wanted, who, kod, make, bodies.reason(request, body))


async def _written(
    request: Request, wanted: Collection, who: Who, kod: str | None, make: Making, reason: str
) -> Response:
    response, version = await run_in_threadpool(_write, request, wanted, who, kod, make, reason)
    if version is not None:
        request.app.state.version.at_least(version)
    return response


def _write(
    request: Request, wanted: Collection, who: Who, kod: str | None, make: Making, reason: str
) -> tuple[Response, int | None]:
    """Lock, compare, write and publish in one transaction; what is answered is what was written."""
    ilce = request.app.state.settings.ilce_kodu
    try:
        with request.app.state.engine.begin() as connection:
            state = None if kod is None else _locked(request, connection, wanted, who, kod)
            edit = make(state)
            if needs_approval(who, request.app.state.settings.onay):
                number = propose(connection, who, edit, ilce_kodu=ilce, neden=reason)
                there = address(request, "oneriler", str(number))
                return Response(status_code=202, headers={"Location": there}), None
            where = f"API {request.client.host if request.client else '?'}"
            (done,) = apply_edits(connection, who, [edit], ilce_kodu=ilce, neden=reason, nereden=where)
            # Published now and not at the commit: the tag must be of this version, not of a later one's.
            connection.execute(text("SET CONSTRAINTS kbs.yayinla IMMEDIATE"))
            current = connection.scalar(CURRENT, {"ilce": ilce})
            version = published_version(connection, ilce, done.kod) if wanted.role == KAMU else current
    except EditsRefused as refused:
        raise _told(refused) from None
    headers = {}
    if version is not None and done.islem != "sil" and request.method != "PUT":
        headers["ETag"] = item_tag(request, wanted, done.kod, version)  # not after PUT: RFC 9110, 9.3.4
    if done.islem == "ekle":
        headers["Location"] = address(request, "collections", wanted.id, "items", done.kod)
    return Response(status_code=201 if done.islem == "ekle" else 204, headers=headers), current


def _locked(request: Request, connection: Connection, wanted: Collection, who: Who, kod: str) -> State:
    """The asset as it stays until the transaction ends, if the collection has it and the client's tag names it."""
    ilce = request.app.state.settings.ilce_kodu
    state = read_states(connection, ilce, [kod.replace("\0", "")], who, lock=True).get(kod)
    hidden = state is not None and wanted.role != EMLAK and state.satir["erisim"] != Erisim.ACIK
    if state is None or hidden or any(state.satir[name] != value for name, value in wanted.fixed.items()):
        raise not_found(f"{wanted.id} içinde {kod} yok.", f"There is no {kod} in {wanted.id}.")
    versions = (published_version(connection, ilce, kod), connection.scalar(CURRENT, {"ilce": ilce}))
    if not given_tags(request) & item_tags(request, wanted, kod, versions):
        raise Refused(
            412,
            "Kayıt siz okuduktan sonra değişti; yeniden okuyup değişikliğinizi onun üzerine yapın.",
            "The item changed since you read it; read it again and apply your change to that.",
        )
    return state


def _editor(request: Request) -> Who:
    """Who asks, if he may edit anything at all."""
    who = access.current(request)
    if not who.may(Permission.DUZENLE):
        access.require(request, Permission.KENDI_DUZENLE)
    access.mark_private(request)
    access.check_csrf(request)
    return who


def _told(refused: EditsRefused) -> Refused:
    """A refusal as a problem: every bad field with the way out."""
    status = next((status for kind, status in _STATUS if refused.has(kind)), 422)
    faults = [fault for _, fault in refused.faults]
    tr = " ".join(dict.fromkeys(f"{f.alan}: {f.tr}" if f.alan else f.tr for f in faults))
    en = " ".join(dict.fromkeys(f"{f.alan}: {f.en}" if f.alan else f.en for f in faults))
    fields = [{"alan": f.alan, "tr": f.tr, "en": f.en, "tur": f.tur} for f in faults]
    return Refused(status, tr, en, fields=fields)


def _other_method(request: Request, wanted: Collection, *methods: str) -> Response | None:
    """The answer to OPTIONS, or to a method that this resource does not know."""
    allowed = ["GET", "HEAD", "OPTIONS", *(methods if is_writable(wanted) else ())]
    if request.method in allowed and request.method != "OPTIONS":
        return None
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers["Allow"]
        headers["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, If-Match, If-None-Match, KBS-Neden, KBS-Onay, X-API-Key"
        )
        headers["Access-Control-Max-Age"] = "86400"
        if "PATCH" in allowed:
            headers["Accept-Patch"] = bodies.PATCH_TYPES[0]
        return Response(status_code=204, headers=headers)
    raise Refused(405, "Bu adres bu yöntemle çağrılamaz.", "This method is not allowed here.", headers=headers)


ROUTES = [
    Route("/collections/{collection}/items", write_items, methods=_WRITES),
    Route("/collections/{collection}/items/{feature}", write_item, methods=_WRITES),
]
