"""Forms to edit an asset: ``/varlik/{kod}/duzenle``, ``/varlik/yeni``. They work without a script."""

import json
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.assets import Erisim, Tur
from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.rights_types import HakTuru, OwnerClass
from kbs_envanter.pipeline.editing import EditsRefused, apply_edits
from kbs_envanter.pipeline.editing_state import State, read_states
from kbs_envanter.pipeline.photos import listed
from kbs_envanter.pipeline.proposals import needs_approval, propose
from kbs_envanter.store.models import Mahalle
from kbs_envanter.store.versions import CURRENT
from kbs_envanter.webmap import editing_form as form
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.editing_map import small_map
from kbs_envanter.webmap.editing_words import field_names

MOST_FORM_BYTES = 256 * 1024
NEW = "yeni"
_STATUS = (("yok", 404), ("yetki", 403), ("eski", 412))


def show(request: Request) -> Response:
    """The form with what is stored."""
    who, kod = editor(request), _kod(request)
    state = find(request, who, kod)
    if state is None and kod is not None:
        return unknown(request, kod)
    return _page(request, who, state, form.texts_of(state, who))


def save(request: Request) -> Response:
    """Make the edit, or show the form again with what is wrong; nothing that was typed is lost."""
    who, kod = editor(request), _kod(request)
    fields = access.form(request, limit=MOST_FORM_BYTES)
    state = find(request, who, kod)
    if state is None and kod is not None:
        return unknown(request, kod)
    shown = form.texts_of(state, who)
    start = form.start_of(fields, shown)
    # Rights may have become more or fewer meanwhile: the form's own fields count as well.
    given = form.given_texts(fields, {**shown, **start})
    seen = str(fields.get("gorulen", "")) or None
    values = form.fields_of(given, start, state)
    if kod is None:
        values |= {"tur": given["tur"], "ad": given["ad"]}
    confirmed = frozenset(str(each) for each in fields.getlist("onay"))
    edit = Edit("degistir" if kod else "ekle", kod, values, seen if kod else None, confirmed)
    try:
        return done(request, who, edit, str(fields.get("neden", "")))
    except EditsRefused as refused:
        return _again(request, who, state, given, start, refused, str(fields.get("neden", "")))


def delete(request: Request) -> Response:
    """Delete the asset."""
    who, kod = editor(request), request.path_params["kod"]
    fields = access.form(request, limit=MOST_FORM_BYTES)
    state = find(request, who, kod)
    if state is None:
        return unknown(request, kod)
    try:
        return done(request, who, Edit("sil", kod, {}, str(fields.get("gorulen", ""))), str(fields.get("neden", "")))
    except EditsRefused as refused:
        shown = form.texts_of(state, who)
        return _again(request, who, state, shown, shown, refused, "")


def done(request: Request, who: Who, edit: Edit, reason: str) -> Response:
    """Make an edit, or propose it where it needs approval, and go where its result is to be seen.

    Raises:
        EditsRefused: nothing was written.
    """
    ilce, state = sheet.district(request), request.app.state
    with state.engine.begin() as connection:
        if needs_approval(who, state.settings.onay):
            number = propose(connection, who, edit, ilce_kodu=ilce, neden=reason)
            return to(request, f"/oneriler/{number}")
        (made,) = apply_edits(connection, who, [edit], ilce_kodu=ilce, neden=reason, nereden=where(request))
    if made.islem == "sil":
        return to(request, "/harita")
    hidden = find(request, who, made.kod)
    public = hidden is None or hidden.satir["erisim"] == Erisim.ACIK
    return to(request, f"/varlik/{made.kod}" + ("" if public else "/duzenle"))


def editor(request: Request) -> Who:
    """Who asks, if he may edit anything at all."""
    who = access.current(request)
    if not who.may(Permission.DUZENLE):
        access.require(request, Permission.KENDI_DUZENLE)
    access.mark_private(request)
    return who


def find(request: Request, who: Who, kod: str | None) -> State | None:
    """An asset that this editor may edit.

    Raises:
        NotAllowed: when it belongs to another directorate.
    """
    if kod is None:
        return None
    with request.app.state.engine.connect() as connection:
        state = read_states(connection, sheet.district(request), [kod.replace("\0", "")], who).get(kod)
    if state is not None and not who.may_edit(state.satir["mudurluk"]):
        raise access.NotAllowed(Permission.DUZENLE, signed_in=True)
    return state


def unknown(request: Request, kod: str) -> Response:
    """An asset that is not there, or that the asker may not know of."""
    short = kod[:40].replace("\0", "")
    return sheet.refused(request, 404, f"“{short}” kodlu bir varlık yok.", f"There is no asset “{short}”.")


def where(request: Request) -> str:
    """From where a change came, for the history."""
    return f"sayfa {request.client.host if request.client else '?'}"


def to(request: Request, path: str) -> Response:
    """Go to a path of this site, which shows what was just written."""
    app = request.app.state
    with app.engine.connect() as connection:
        app.version.at_least(connection.scalar(CURRENT, {"ilce": sheet.district(request)}) or 0)
    return RedirectResponse(sheet.root(request) + path, 303, {"Cache-Control": "private, no-store"})


def _kod(request: Request) -> str | None:
    return request.path_params.get("kod")


def _again(
    request: Request, who: Who, state: State | None, given: form.Texts, start: form.Texts, refused: EditsRefused,
    reason: str,
) -> Response:  # fmt: skip
    """The form once more, with the faults; a stale one with both versions side by side."""
    status = next((status for kind, status in _STATUS if refused.has(kind)), 422)
    different: list[tuple[str, str, str]] = []
    now = form.texts_of(state, who)
    if refused.has("eski") and state is not None:
        given, different = form.merged(given, start, now)
        start = now
    faults: dict[str, list[Any]] = {}
    for _, fault in refused.faults:
        faults.setdefault(fault.alan, []).append(fault)
    return _page(
        request, who, state, given, start=start, faults=faults, different=different, reason=reason, status=status
    )


def _page(
    request: Request,
    who: Who,
    state: State | None,
    texts: form.Texts,
    *,
    start: form.Texts | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    ilce, speech = sheet.district(request), sheet.speech(request)
    point = _point(texts)
    with request.app.state.engine.connect() as connection:
        query = select(Mahalle.kod, Mahalle.ad).where(Mahalle.ilce_kodu == ilce).order_by(Mahalle.ad)
        mahalle = [tuple(row) for row in connection.execute(query)]
        picture = small_map(connection, ilce, state.kod if state else "", point, texts.get("mahalle_kod"))
        photos = listed(connection, who, ilce, state.kod) if state else []
    rights = sum(name.endswith("-hak_turu") for name in texts)
    return sheet.page(
        request,
        "duzenle.html",
        status=status,
        names=field_names(speech),
        title=state.satir["ad"] if state else speech._("Yeni varlık"),
        v=state,
        t=texts,
        baslangic=json.dumps(start or texts, ensure_ascii=False),
        kusurlar=more.get("faults", {}),
        farklar=more.get("different", []),
        neden=more.get("reason", ""),
        harita=picture,
        nokta=point,
        mahalleler=mahalle,
        turler=[kind.value for kind in Tur],
        kesinlikler=[each.value for each in Kesinlik if each is not Kesinlik.YOK],
        siniflar=[each.value for each in OwnerClass],
        hak_turleri=[each.value for each in HakTuru],
        hak_sayisi=rights,
        fotograflar=photos or [],
        hak_duzenler=who.may(Permission.HAK_DUZENLE),
        hepsini_duzenler=who.may(Permission.DUZENLE),
        onaya_gider=needs_approval(who, request.app.state.settings.onay),
    )


def _point(texts: form.Texts) -> tuple[float, float] | None:
    try:
        lon, lat = (float(texts[name].replace(",", ".")) for name in ("lon", "lat"))
    except (KeyError, ValueError):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 85 else None


# Before the page of an asset: ``yeni`` is no code.
ROUTES = [
    Route(f"/varlik/{NEW}", show),
    Route(f"/varlik/{NEW}", save, methods=["POST"]),
    Route("/varlik/{kod}/duzenle", show),
    Route("/varlik/{kod}/duzenle", save, methods=["POST"]),
    Route("/varlik/{kod}/sil", delete, methods=["POST"]),
]
