"""Proposals that wait for a decision: the queue ``/oneriler``, and each with what it would change."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline.editing import EditsRefused
from kbs_envanter.pipeline.proposals import Proposal, decide, proposals
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.editing import to, where
from kbs_envanter.webmap.editing_words import field_names


def queue(request: Request) -> Response:
    """Every proposal the asker may see, those that wait first."""
    found = _found(request)
    if sheet.wants_json(request):
        return sheet.document({"oneriler": [_json(each) for each in found]})
    return sheet.page(request, "oneriler.html", title=sheet.speech(request)._("Öneriler"), oneriler=found)


def one(request: Request) -> Response:
    """One proposal with its differences."""
    found = _found(request, int(request.path_params["no"]))
    if not found:
        return sheet.refused(request, 404, "Böyle bir öneri yok.", "There is no such proposal.")
    if sheet.wants_json(request):
        return sheet.document(_json(found[0]))
    return _page(request, found[0])


def answer(request: Request) -> Response:
    """Approve (``karar=onay``) or reject (``karar=ret``), with a reason."""
    who = access.require(request, Permission.ONAYLA)
    fields, number = access.form(request, limit=64 * 1024), int(request.path_params["no"])
    said = {"neden": str(fields.get("neden", "")), "nereden": where(request)}
    try:
        decide(
            request.app.state.engine, who, sheet.district(request), number, onay=fields.get("karar") == "onay", **said
        )
    except EditsRefused as refused:
        found = _found(request, number)
        if not found:
            return sheet.refused(request, 404, "Böyle bir öneri yok.", "There is no such proposal.")
        return _page(request, found[0], refused, 409 if refused.has("eski") else 422)
    return to(request, f"/oneriler/{number}")


def _found(request: Request, number: int | None = None) -> list[Proposal]:
    who = access.current(request)
    if not who.may(Permission.ONAYLA):
        access.require(request, Permission.KENDI_DUZENLE)
    access.mark_private(request)
    with request.app.state.engine.connect() as connection:
        return proposals(connection, who, sheet.district(request), number=number)


def _page(request: Request, found: Proposal, refused: EditsRefused | None = None, status: int = 200) -> Response:
    return sheet.page(
        request,
        "oneri.html",
        status=status,
        title=found.ad,
        o=found,
        names=field_names(sheet.speech(request)),
        kusurlar=[fault for _, fault in refused.faults] if refused else [],
        karar_verir=access.current(request).may(Permission.ONAYLA) and found.satir["durum"] == "bekliyor",
    )


def _json(found: Proposal) -> dict[str, Any]:
    names = ("id", "islem", "kod", "kim", "mudurluk", "neden", "durum", "karar_veren", "karar_nedeni", "degisiklik")
    times = {name: found.satir[name] and found.satir[name].isoformat() for name in ("zaman", "karar_zamani")}
    changes = [
        {"alan": name, "onceki": before, "onerilen": wanted, "simdiki": now}
        for name, before, wanted, now in found.farklar
    ]
    return {name: found.satir[name] for name in names} | times | {"eski": found.eski, "farklar": changes}


ROUTES = [
    Route("/oneriler", queue),
    Route("/oneriler/{no:int}", one),
    Route("/oneriler/{no:int}", answer, methods=["POST"]),
]
