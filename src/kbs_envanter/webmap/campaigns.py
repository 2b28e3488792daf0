"""The office's side of the field: ``/kampanyalar``, ``/kampanyalar/{id}`` and the review queue ``/tespitler``."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from anyio.from_thread import run as from_thread
from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.language import N_
from kbs_envanter.pipeline import campaigns, field, media
from kbs_envanter.pipeline.campaigns import Criteria
from kbs_envanter.pipeline.field import FieldRefused
from kbs_envanter.store import field as sql
from kbs_envanter.store import neighbourhoods
from kbs_envanter.webmap import drawing, sheet
from kbs_envanter.webmap.editing import to

RESULTS = {
    "uyuyor": N_("uyuyor"),
    "uymuyor": N_("uymuyor"),
    "isgal": N_("işgal edilmiş"),
    "emin_degil": N_("emin değil"),
    "girilemedi": N_("girilemedi"),
}
REASONS = {
    "ad_yanlis": N_("adı yanlış"),
    "adres_yanlis": N_("adresi yanlış"),
    "konum_yanlis": N_("konumu yanlış"),
    "kullanim_degismis": N_("kullanımı değişmiş"),
    "yikilmis": N_("yıkılmış"),
    "bos": N_("boş"),
    "tabela_yok": N_("tabelası yok"),
    "alan_farkli": N_("alanı farklı"),
    "sahip_farkli": N_("sahibi farklı"),
    "guvenlik": N_("güvenlik engeli"),
    "kapali": N_("kapalı"),
    "diger": N_("başka"),
}
STATES = {"bekliyor": N_("bekliyor"), "kabul": N_("kabul edildi"), "ret": N_("reddedildi"),
          "geri_cekildi": N_("geri çekildi")}  # fmt: skip
_WORDS = {"sonuclar": RESULTS, "nedenler": REASONS, "durumlar": STATES}
_COLUMNS = ("kod", "ad", "tur", "mahalle", "kesinlik", "lon", "lat", "sonuc", "zaman", "durum", "kim", "aciklama")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def listed(request: Request) -> Response:
    """Every campaign with its progress, and the form for a new one."""
    access.require(request, Permission.SAHA_YONET)
    return _list(request)


def create(request: Request) -> Response:
    """Make a campaign of the assets that meet the criteria now."""
    who = access.require(request, Permission.SAHA_YONET)
    fields = access.form(request, limit=20_000)
    given = {name: str(value).strip() for name, value in fields.items()}
    try:
        criteria = Criteria(
            given.get("mahalle") or None, given.get("tur") or None, given.get("kesinlik") or None,
            _number(given.get("gun", "")),
        )  # fmt: skip
        until = _day(given.get("bitis", ""))
        with request.app.state.engine.begin() as connection:
            number = campaigns.create(
                connection, sheet.district(request), who, given.get("ad", ""), criteria,
                given.get("hesaplar", "").replace(",", " ").split(), note=given.get("aciklama"), until=until,
                now=datetime.now(UTC),
            )  # fmt: skip
    except FieldRefused as refused:
        return _list(request, refused)
    return RedirectResponse(f"{sheet.root(request)}/kampanyalar/{number}", 303)


def one(request: Request) -> Response:
    """A campaign: numbers, map, table; ``f=csv`` and ``f=geojson`` give its results."""
    access.require(request, Permission.SAHA_YONET)
    return _one(request)


def act(request: Request) -> Response:
    """``ata``: assign to accounts; ``kapat``, ``ac``: end it or open it again."""
    access.require(request, Permission.SAHA_YONET)
    fields, what, ilce = access.form(request, limit=20_000), request.path_params["ne"], sheet.district(request)
    try:
        with request.app.state.engine.begin() as connection:
            if what == "ata":
                names = str(fields.get("hesaplar", "")).replace(",", " ").split()
                campaigns.assign(connection, ilce, request.path_params["id"], names)
            elif what in ("kapat", "ac"):
                campaigns.close(connection, ilce, request.path_params["id"], closed=what == "kapat")
    except FieldRefused as refused:
        return _one(request, refused)
    return RedirectResponse(f"{sheet.root(request)}/kampanyalar/{request.path_params['id']}", 303)


def queue(request: Request) -> Response:
    """Verdicts that wait for review, oldest first."""
    access.require(request, Permission.SAHA_YONET)
    return _queue(request)


def review(request: Request) -> Response:
    """Accept or reject a verdict."""
    who = access.require(request, Permission.SAHA_YONET)
    fields = access.form(request, limit=20_000)
    decision: Literal["kabul", "ret"] = "kabul" if fields.get("karar") == "kabul" else "ret"
    id, reason = request.path_params["id"], str(fields.get("neden", ""))[:500]
    try:
        with request.app.state.engine.begin() as connection:
            field.review(connection, sheet.district(request), who, id, decision, reason)
    except FieldRefused as refused:
        return _queue(request, refused)
    return to(request, "/tespitler")


def photo(request: Request) -> Response:
    """A field photo, small with ``kucuk=1``. What was asked for is looked up, never a path."""
    who = access.require(request, Permission.SAHA_YONET)
    asked = {"ilce": sheet.district(request), "id": request.path_params["id"], "gizli": who.may(Permission.EMLAK_OKU)}
    with request.app.state.engine.connect() as connection:
        ozet = connection.scalar(sql.PHOTO_FILE, asked)
    settings = request.app.state.settings
    path = media.photo_path(settings.durum_dizini, ozet, small="kucuk" in request.query_params) if ozet else None
    if path is None or not path.exists():
        return sheet.refused(request, 404, "Böyle bir fotoğraf yok.", "There is no such photo.")
    safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(path, media_type=media.MEDIA, headers=safe)


def _list(request: Request, fault: FieldRefused | None = None) -> Response:
    with request.app.state.engine.connect() as connection:
        every = campaigns.listed(connection, sheet.district(request))
    if sheet.wants_json(request):
        return sheet.document({"kampanyalar": [_plain(row) for row in every]})
    places = from_thread(sheet.fetched, request, neighbourhoods.summary(ilce_kodu=sheet.district(request)))
    title = sheet.speech(request)._("Kampanyalar")
    return sheet.page(
        request, "kampanyalar.html", status=fault.status if fault else 200, title=title,
        kampanyalar=every, mahalleler=places, kesinlikler=[k.value for k in Kesinlik], kusur=_told(fault), **_WORDS,
    )  # fmt: skip


def _one(request: Request, fault: FieldRefused | None = None) -> Response:
    ilce, number = sheet.district(request), request.path_params["id"]
    try:
        with request.app.state.engine.connect() as connection:
            found, assets = campaigns.one(connection, ilce, number)
    except FieldRefused as refused:
        return sheet.refused(request, 404, refused.tr, refused.en)
    form = request.query_params.get("f")
    if form == "csv":
        return _csv(number, assets)
    if form == "geojson":
        return _geojson(number, assets)
    if sheet.wants_json(request):
        return sheet.document(_plain(found) | {"varliklar": [_plain(row) for row in assets]})
    shapes = from_thread(sheet.fetched, request, neighbourhoods.shapes(ilce_kodu=ilce))
    return sheet.page(
        request, "kampanya.html", status=fault.status if fault else 200, title=found.ad, k=found, varliklar=assets,
        harita=_map(shapes, assets), kunye=drawing.credit(shapes), kusur=_told(fault), **_WORDS,
    )  # fmt: skip


def _queue(request: Request, fault: FieldRefused | None = None) -> Response:
    who = access.current(request)
    state = request.query_params.get("durum", "bekliyor")
    with request.app.state.engine.connect() as connection:
        rows = field.queue(connection, sheet.district(request), who, state if state in STATES else None)
    if sheet.wants_json(request):
        return sheet.document({"tespitler": [_plain(row) for row in rows]})
    title = sheet.speech(request)._("Saha tespitleri")
    return sheet.page(
        request, "tespitler.html", status=fault.status if fault else 200, title=title,
        tespitler=rows, durum=state, kusur=_told(fault), **_WORDS,
    )  # fmt: skip


def _map(shapes: list[dict[str, Any]], assets: list[Row]) -> dict[str, Any] | None:
    if not shapes:
        return None
    there = {row.mahalle for row in assets}
    boxes = [shape["kutu"] for shape in shapes if shape["kod"] in there] or [shape["kutu"] for shape in shapes]
    window = drawing.plan(boxes, width=680, height=520, margin=0.06)
    placed = [_plain(row) for row in assets if row.x is not None]
    return {"plan": window, "sekiller": shapes, "isaretler": drawing.signs(placed, window, apart=12)}


def _csv(number: int, assets: list[Row]) -> Response:
    written = io.StringIO()
    sheet_writer = csv.writer(written, delimiter=";")
    sheet_writer.writerow(_COLUMNS)
    for row in assets:
        plain = _plain(row)
        sheet_writer.writerow(_cell(plain[name]) for name in _COLUMNS)
    headers = {"Content-Disposition": f'attachment; filename="kampanya-{number}.csv"'}
    return Response("﻿" + written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _geojson(number: int, assets: list[Row]) -> Response:
    features = []
    for row in assets:
        plain = _plain(row)
        point = None if plain["lon"] is None else {"type": "Point", "coordinates": [plain["lon"], plain["lat"]]}
        kept = {name: plain[name] for name in _COLUMNS if name not in ("lon", "lat")}
        features.append({"type": "Feature", "id": row.kod, "geometry": point, "properties": kept})
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="kampanya-{number}.geojson"'}
    return Response(body, media_type="application/geo+json", headers=headers)


def _cell(value: Any) -> Any:
    # A spreadsheet must not take what somebody typed for a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(row: Row) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._mapping.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [_value(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool | dict) else float(value)


def _told(fault: FieldRefused | None) -> tuple[str, str] | tuple[()]:
    return (fault.tr, fault.en) if fault else ()


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise FieldRefused(400, "Gün sayısı 1 ile 36500 arasında olmalı.", "Days are from 1 to 36500.", "gun")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FieldRefused(400, "Bitiş günü YYYY-AA-GG olmalı.", "The end is a date, YYYY-MM-DD.", "bitis") from None


ROUTES = [
    Route("/kampanyalar", listed),
    Route("/kampanyalar", create, methods=["POST"]),
    Route("/kampanyalar/{id:int}", one),
    Route("/kampanyalar/{id:int}/{ne}", act, methods=["POST"]),
    Route("/tespitler", queue),
    Route("/tespitler/{id:uuid}", review, methods=["POST"]),
    Route("/tespitler/foto/{id:uuid}", photo),
]
