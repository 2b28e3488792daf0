"""Neighbourhood pages: ``/mahalleler``, ``/mahalle/{kod}``, ``/mahalle/{kod}/{ile}``; each as a page and as JSON."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from psycopg.rows import class_row
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.findings import Finding
from kbs_envanter.store import findings, neighbourhoods
from kbs_envanter.webmap import drawing, sheet

_LONGEST_SEARCH = 100
_Key = Callable[[Mapping[str, Any]], Any]

# What a link of the list's header sorts by, from the greatest down.
_NUMBERS: dict[str, _Key] = {
    "varlik": lambda m: m["varlik"],
    "bina": lambda m: m["turler"]["bina"],
    "spor_tesisi": lambda m: m["turler"]["spor_tesisi"],
    "park": lambda m: m["turler"]["park"],
    "pazar": lambda m: m["turler"]["pazar"],
    "nufus": lambda m: m["nufus"],
    "on_bin": lambda m: m["on_bin_kisiye"] or 0,
    "alan": lambda m: m["alan_m2"] or 0,
    "yuzolcum": lambda m: m["yuzolcum_km2"] or 0,
}


async def listed(request: Request) -> Response:
    """All neighbourhoods with their counts; ``sirala`` orders them."""
    every = await _summary(request)
    if sheet.wants_json(request):
        return sheet.document({"mahalleler": every})
    by = request.query_params.get("sirala", "ad")
    shown = sorted(every, key=_NUMBERS[by], reverse=True) if by in _NUMBERS else every
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    return sheet.page(
        request,
        "mahalleler.html",
        title=sheet.speech(request)._("Mahalleler"),
        mahalleler=shown,
        hepsi=every,
        sirala=by if by in _NUMBERS else "ad",
        toplam=_total(every),
        en_cok=max((m["varlik"] for m in every), default=0),
        harita=_district_map(shapes, width=340, height=520),
        kunye=drawing.credit(shapes),
    )


async def one(request: Request) -> Response:
    """A neighbourhood's page; ``ile`` goes on to the comparison with another."""
    kod = request.path_params["kod"]
    if other := request.query_params.get("ile"):
        return _to(request, f"/mahalle/{kod}/{other}")
    asked = _asked(request)
    place = await _neighbourhood(request, kod, **asked)
    every = await _summary(request)
    if place is None:
        return _unknown(request, kod, every)
    place |= next(m for m in every if m["kod"] == kod)
    place["bulgular"] = [finding.to_dict() for finding in await _findings(request, kod)]
    if sheet.wants_json(request):
        return sheet.document(place)
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    return sheet.page(
        request,
        "mahalle.html",
        title=sheet.speech(request)._("{ad} Mahallesi", ad=place["ad"]),
        m=place,
        hepsi=every,
        toplam=_total(every),
        sira=1 + sum((m["on_bin_kisiye"] or 0) > (place["on_bin_kisiye"] or 0) for m in every),
        suzgec=asked,
        harita=_own_map(kod, place, shapes, width=680, height=640),
        kunye=drawing.credit(shapes),
        yillar=sorted({v["rapor_yili"] for v in place["varliklar"] or [] if v["rapor_yili"]}),
    )


async def compared(request: Request) -> Response:
    """Two neighbourhoods side by side."""
    every = await _summary(request)
    sides = []
    for kod in (request.path_params["kod"], request.path_params["ile"]):
        place = await _neighbourhood(request, kod)
        if place is None:
            return _unknown(request, kod, every)
        sides.append(place | next(m for m in every if m["kod"] == kod))
    if sheet.wants_json(request):
        return sheet.document({"mahalleler": sides})
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    return sheet.page(
        request,
        "karsilastir.html",
        title=sheet.speech(request)._("{a} ve {b}", a=sides[0]["ad"], b=sides[1]["ad"]),
        ikisi=sides,
        hepsi=every,
        haritalar=[_own_map(side["kod"], side, shapes, width=540, height=420) for side in sides],
        sayilar=_indicators_of_both(sides),
        kunye=drawing.credit(shapes),
    )


async def chosen(request: Request) -> Response:
    """Where the comparison's form leads: ``?a=atakent&ile=fatih``."""
    a, other = request.query_params.get("a"), request.query_params.get("ile")
    if not a:
        return _to(request, "/mahalleler")
    return _to(request, f"/mahalle/{a}/{other}" if other else f"/mahalle/{a}")


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(sheet.root(request) + path, 303)


async def _summary(request: Request) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await sheet.fetched(
        request, neighbourhoods.summary(ilce_kodu=sheet.district(request))
    )
    return found


async def _neighbourhood(request: Request, kod: str, **asked: str) -> dict[str, Any] | None:
    if "\x00" in kod:
        return None
    narrowed: dict[str, Any] = {
        "tur": asked.get("tur") or None,
        "aranan": katla(asked["q"]) if asked.get("q") else None,
        "sirala": asked.get("sirala") or "ad",
    }
    statement = neighbourhoods.neighbourhood(kod, ilce_kodu=sheet.district(request), **narrowed)
    found: dict[str, Any] | None = await sheet.fetched(request, statement)
    return found


def _asked(request: Request) -> dict[str, str]:
    """What the form above the table asks; what it cannot ask is as if nothing were."""
    query = request.query_params
    tur, by = query.get("tur", ""), query.get("sirala", "ad")
    return {
        "tur": tur if tur in sheet.KINDS else "",
        "q": query.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
        "sirala": by if by in neighbourhoods.SORTS else "ad",
    }


async def _findings(request: Request, kod: str) -> list[Finding]:
    asked = {"ilce": sheet.district(request), "tur": None, "mahalle": kod}
    pool = request.app.state.pool
    async with pool.connection() as connection, connection.cursor(row_factory=class_row(Finding)) as cursor:
        found: list[Finding] = await (await cursor.execute(findings.LIST, asked)).fetchall()
        return found


def _unknown(request: Request, kod: str, every: Sequence[Mapping[str, Any]]) -> Response:
    return sheet.refused(
        request,
        404,
        f"“{kod[:40]}” diye bir mahalle yok; aşağıdakilerden birini seçin.",
        "There is no such neighbourhood; choose one of these.",
        template="mahalle_yok.html",
        hepsi=every,
    )


def _total(every: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    people, assets = sum(m["nufus"] for m in every), sum(m["varlik"] for m in every)
    return {
        "nufus": people,
        "varlik": assets,
        "on_bin_kisiye": round(assets * 10_000 / people, 2) if people else None,
        "turler": {tur: sum(m["turler"][tur] for m in every) for tur in sheet.KINDS},
        "alan_m2": sum(m["alan_m2"] or 0 for m in every),
        "yuzolcum_km2": round(sum(m["yuzolcum_km2"] or 0 for m in every), 2),
    }


def _district_map(shapes: Sequence[Mapping[str, Any]], *, width: int, height: int) -> dict[str, Any] | None:
    if not shapes:
        return None
    window = drawing.plan([shape["kutu"] for shape in shapes], width=width, height=height, shrink=True)
    return {"plan": window, "sekiller": shapes, "isaretler": []}


def _own_map(
    kod: str, place: Mapping[str, Any], shapes: Sequence[Mapping[str, Any]], *, width: int, height: int
) -> dict[str, Any] | None:
    """The neighbourhood in the middle, those around it faint, its assets on it."""
    own = [shape["kutu"] for shape in shapes if shape["kod"] == kod]
    if not own:
        return None
    window = drawing.plan(own, width=width, height=height, margin=0.06)
    signs = drawing.signs(place["isaretler"] or [], window)
    return {"plan": window, "sekiller": shapes, "isaretler": signs, "kod": kod}


def _indicators_of_both(sides: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Indicators that either side has, with both values (None: the source has none)."""
    values: dict[tuple[int, str], dict[str, Any]] = {}
    for position, side in enumerate(sides):
        for one in side["gostergeler"] or []:
            row = values.setdefault((-one["yil"], one["gosterge"]), dict(one) | {"degerler": [None, None]})
            row["degerler"][position] = one["deger"]
    return [values[key] for key in sorted(values)]


ROUTES = [
    Route("/mahalleler", listed),
    Route("/mahalle", chosen),
    Route("/mahalle/{kod}", one),
    Route("/mahalle/{kod}/{ile}", compared),
]
