"""Subscribers to changes (``/aboneler``), and leases, allocations and rights that end soon (``/vadeler``)."""

import json
from datetime import UTC, date, datetime
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline import notices
from kbs_envanter.store import neighbourhoods
from kbs_envanter.store.terms import LIST, WITHIN_DAYS
from kbs_envanter.webmap import sheet

_FORM_BYTES = 20_000
_FARTHEST_DAYS = 36_500


async def terms(request: Request) -> Response:
    """Terms that end within ``gun`` days (90) of ``bugun`` (today), and those that ended already."""
    access.require(request, Permission.GOREVLI_OKU)
    access.mark_private(request)
    try:
        days = int(request.query_params.get("gun", WITHIN_DAYS))
        today = date.fromisoformat(request.query_params.get("bugun", datetime.now(UTC).date().isoformat()))
        if not 0 <= days <= _FARTHEST_DAYS or not 1900 <= today.year <= 2200:
            raise ValueError
    except ValueError:
        return sheet.refused(
            request, 400, "gun 0 ile 36500 arası bir sayı, bugun YYYY-AA-GG olmalı.",
            "gun is a number from 0 to 36500, bugun a date YYYY-MM-DD.",
        )  # fmt: skip
    asked = {"ilce": sheet.district(request), "bugun": today, "gun": days}
    async with access.read_pool(request).connection() as connection:
        row = await (await connection.execute(LIST, asked)).fetchone()
    assert row is not None
    found = json.loads(row[0])
    if sheet.wants_json(request):
        return sheet.document({"bugun": today.isoformat(), "gun": days, "vadeler": found})
    title = sheet.speech(request)._("Süresi dolanlar")
    coming = [each for each in found if each["gun"] >= 0]
    over = [each for each in reversed(found) if each["gun"] < 0]
    return sheet.page(request, "vadeler.html", title=title, gelecek=coming, gecmis=over, gun=days, bugun=today)


async def subscribers(request: Request) -> Response:
    """Every subscriber, and the form for a new one."""
    access.require(request, Permission.ABONE_YONET)
    return await _list(request)


async def subscribe(request: Request) -> Response:
    """Add a subscriber; its secret is shown this once."""
    who = access.require(request, Permission.ABONE_YONET)
    fields = await access.read_form(request, limit=_FORM_BYTES)
    given = {name: str(value).strip() for name, value in fields.items()}

    def add(connection: Any) -> notices.Subscribed:
        return notices.subscribe(
            connection, request.app.state.settings, who, ad=given.get("ad", ""), adres=given.get("adres", ""),
            mahalle=given.get("mahalle") or None, tur=given.get("tur") or None,
        )  # fmt: skip

    try:
        made = await _written(request, add)
    except UserError as error:
        return await _list(request, fault=str(error).split(" / "), given=given, status=422)
    if sheet.wants_json(request):
        return sheet.document({"abone": made.id, "gizli": made.secret})
    return await _list(request, made=made)


async def act(request: Request) -> Response:
    """``ac``, ``kapat``, ``sil``, ``dene``, ``yinele`` a subscription."""
    access.require(request, Permission.ABONE_YONET)
    await access.read_form(request, limit=_FORM_BYTES)
    number, what, ilce = request.path_params["id"], request.path_params["ne"], sheet.district(request)
    if not await _written(request, lambda connection: notices.manage(connection, ilce, number, what)):
        return sheet.refused(request, 404, "Böyle bir abone ya da iş yok.", "There is no such subscriber or action.")
    return RedirectResponse(f"{sheet.root(request)}/aboneler", 303)


async def _written(request: Request, work: Any) -> Any:
    """The answer of some work in a transaction, off the event loop."""

    def run() -> Any:
        with request.app.state.engine.begin() as connection:
            return work(connection)

    return await run_sync(run)


async def _list(
    request: Request,
    *,
    fault: list[str] | None = None,
    given: dict[str, str] | None = None,
    made: notices.Subscribed | None = None,
    status: int = 200,
) -> Response:
    access.mark_private(request)
    ilce = sheet.district(request)
    found = await _written(request, lambda connection: notices.subscribers(connection, ilce))
    if sheet.wants_json(request) and fault is None:
        return sheet.document({"aboneler": [_plain(row) for row in found]})
    if sheet.wants_json(request):
        return sheet.refused(request, status, *(fault or ["", ""])[:2])
    places = await sheet.fetched(request, neighbourhoods.summary(ilce_kodu=ilce))
    return sheet.page(
        request, "aboneler.html", status=status, title=sheet.speech(request)._("Aboneler"), aboneler=found,
        mahalleler=places, kusur=fault, verilen=given or {}, yeni=made,
    )  # fmt: skip


def _plain(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


ROUTES = [
    Route("/vadeler", terms),
    Route("/aboneler", subscribers),
    Route("/aboneler", subscribe, methods=["POST"]),
    Route("/aboneler/{id:int}/{ne}", act, methods=["POST"]),
]
