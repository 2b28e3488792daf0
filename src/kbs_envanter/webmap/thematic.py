"""Thematic maps: ``/tematik``, of a file of one's own ``/tematik/dosya``, who reaches what ``/tematik/erisim``."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter.domain.classes import FEWEST, MOST, ValueClass, class_of
from kbs_envanter.domain.services import SERVICES
from kbs_envanter.language import Speech, speech
from kbs_envanter.pipeline.tables import read_neighbourhoods
from kbs_envanter.store import equity, indicators, neighbourhoods
from kbs_envanter.webmap import drawing, sheet
from kbs_envanter.webmap.thematic_choice import METHODS, PALETTES, PER, BadChoice, Choice, colours, read
from kbs_envanter.webmap.thematic_data import Indicator, Row, Thematic, catalogue, histogram, thematic
from kbs_envanter.webmap.thematic_upload import MOST_BYTES, BadFile, form_fields, read_table, too_large

DISTANCES = (500, 1000)
_FORM_BYTES = MOST_BYTES + 20_000  # the file and what a form puts around it
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Shares of an area: nothing, up to a quarter, a half, three quarters, all.
_SHARES = [ValueClass(0, 0, 0), *(ValueClass(i / 4, (i + 1) / 4, 0) for i in range(4))]


async def chosen(request: Request) -> Response:
    """The map that the address describes, as a page, JSON (``f=json``), CSV (``f=csv``) or SVG (``f=svg``)."""
    form = request.query_params.get("f", "")
    data = sheet.wants_json(request) or form == "csv"  # which have no language: their words are Turkish
    try:
        shown, offered = await _shown(request, speech("tr") if data else sheet.speech(request))
    except BadChoice as bad:
        return sheet.refused(request, 400, bad.tr, bad.en)
    if sheet.wants_json(request):
        return sheet.document(shown.to_dict())
    if form == "csv":
        return _download(_table(shown), "text/csv; charset=utf-8", "tematik.csv")
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    drawn: dict[str, Any] = {"t": shown, "harita": _map(shapes), "kunye": drawing.credit(shapes)}
    drawn["histogram"] = histogram(shown)
    if form == "svg":
        return _download(sheet.rendered(request, "tematik.svg", **drawn), "image/svg+xml", "tematik.svg")
    return sheet.page(
        request,
        "tematik.html",
        title=shown.title,
        gostergeler=_grouped(offered),
        yontemler=METHODS,
        oranlar=PER,
        paletler={code: (name, colours(code, 5)) for code, name in PALETTES.items()},
        sinif_sayilari=range(FEWEST, MOST + 1),
        **drawn,
    )


async def uploaded(request: Request) -> Response:
    """A file becomes an address: its values by mahalle travel in the query string, and nothing is kept here."""
    try:
        body = await _body(request)
        fields = form_fields(request.headers.get("content-type", ""), body)
        rows = read_neighbourhoods(request.app.state.settings.veri_dizini)
        table = read_table(fields.get("dosya", b""), [row.neighbourhood() for row in rows], _field(fields, "sutun"))
    except BadFile as bad:
        return sheet.page(
            request,
            "tematik_dosya.html",
            status=bad.status,
            title=sheet.speech(request)._("Dosya okunamadı"),
            kusurlar=bad.faults,
            sayi=bad.count,
        )
    name = _field(fields, "ad") or table.sutun or "Satır sayısı"
    choice = Choice().with_values(table.degerler, name, _field(fields, "birim"))
    return RedirectResponse(f"{sheet.root(request)}/tematik?{choice.query}", 303)


async def reached(request: Request) -> Response:
    """Which neighbourhood lacks a service within a distance: ``hizmet``, ``mesafe``."""
    query = request.query_params
    service = next((one for one in SERVICES if one.kod == query.get("hizmet", SERVICES[0].kod)), None)
    distance = query.get("mesafe", str(DISTANCES[0]))
    if service is None or distance not in map(str, DISTANCES):
        kinds, metres = ", ".join(one.kod for one in SERVICES), ", ".join(map(str, DISTANCES))
        return sheet.refused(
            request,
            400,
            f"“hizmet” şunlardan biri olmalı: {kinds}; “mesafe” (metre): {metres}.",
            f"“hizmet” must be one of {kinds}, “mesafe” (metres) one of {metres}.",
        )
    statement = equity.reach(service, distance_m=int(distance), ilce_kodu=sheet.district(request))
    found = await sheet.fetched(request, statement)
    places = [place | {"no": number} for number, place in enumerate(found["mahalleler"] or [], 1)]
    found["mahalleler"] = sorted(places, key=lambda m: (m["pay"] is None, m["pay"] or 0, m["konumlu"] + m["konumsuz"]))
    if sheet.wants_json(request):
        asked = {"hizmet": service.kod, "ad": service.ad, "sayilanlar": service.aciklama, "mesafe_m": int(distance)}
        return sheet.document(asked | found)
    say = sheet.speech(request)
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    rows = [Row(m["no"], m["kod"], m["ad"], m["pay"], m["pay"], _share_class(m["pay"])) for m in places]
    drawn = _map(shapes)
    placed = [k for k in found["kayitlar"] or [] if k["konumlu"]]
    return sheet.page(
        request,
        "tematik_erisim.html",
        title=f"{say._(service.ad)}: {distance} m",
        hizmet=service,
        hizmetler=SERVICES,
        mesafe=int(distance),
        mesafeler=DISTANCES,
        e=found,
        satirlar=rows,
        renkler=colours("YlOrBr", MOST)[len(_SHARES) - 1 :: -1],  # without the darkest: circles and names lie on it
        siniflar=_SHARES,
        harita=drawn,
        isaretler=drawing.signs(placed, drawn["plan"], 15) if drawn else [],
        kunye=drawing.credit(shapes),
    )


async def _shown(request: Request, say: Speech) -> tuple[Thematic, dict[str, Indicator]]:
    district = sheet.district(request)
    places = await sheet.fetched(request, neighbourhoods.summary(ilce_kodu=district))
    yearly = await sheet.fetched(request, indicators.indicators(ilce_kodu=district))
    choice = read(request.query_params, [place["kod"] for place in places])
    offered = catalogue(places, yearly, choice, say)
    return thematic(choice, places, offered, say), offered


def _map(shapes: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not shapes:
        return None
    window = drawing.plan([shape["kutu"] for shape in shapes], width=720, height=860, margin=0.03, shrink=True)
    return {"plan": window, "sekiller": shapes}


def _grouped(offered: Mapping[str, Indicator]) -> dict[str, list[Indicator]]:
    groups: dict[str, list[Indicator]] = {}
    for one in offered.values():
        groups.setdefault(one.grup, []).append(one)
    return groups


def _share_class(share: float | None) -> int | None:
    return None if share is None else class_of(share, _SHARES)


def _table(shown: Thematic) -> str:
    """The map as CSV; a text that a spreadsheet would run as a formula is defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["mahalle_kod", "mahalle", "gosterge", "ham", "ham_birim", "deger", "birim", "sinif", "kaynak"])
    for row in shown.satirlar:
        texts = (shown.gosterge.ad, shown.gosterge.birim, shown.birim, shown.gosterge.kaynak)
        name, raw_unit, unit, source = map(_defused, texts)
        group = "" if row.sinif is None else row.sinif + 1
        writer.writerow([row.kod, _defused(row.ad), name, row.ham, raw_unit, row.deger, unit, group, source])
    return out.getvalue()


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _download(content: str, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Language, Cookie",
    }
    return Response(content, media_type=media_type, headers=headers)


async def _body(request: Request) -> bytes:
    """What was sent, unless it is too much; what is too much is not read to its end."""
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > _FORM_BYTES:
            raise too_large()
    return bytes(received)


def _field(fields: Mapping[str, bytes], name: str) -> str:
    return fields.get(name, b"").decode("utf-8", "replace").replace("\x00", "").strip()[:80]


ROUTES = [
    Route("/tematik", chosen),
    Route("/tematik/dosya", uploaded, methods=["POST"]),
    Route("/tematik/erisim", reached),
]
