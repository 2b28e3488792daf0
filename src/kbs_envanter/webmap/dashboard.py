"""The front door for people: the inventory in numbers, and the way to every page. Machines get the landing page."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed_version
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import frame, language
from kbs_envanter.domain.classes import Method, class_of, classify
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.store import neighbourhoods, summary
from kbs_envanter.webmap import drawing, sheet
from kbs_envanter.webmap.thematic_choice import colours
from kbs_envanter.webmap.thematic_data import Row

_PROGRAM = installed_version("kbs-envanter")
_CLASSES, _PALETTE = 5, "YlGnBu"
_LONGEST_SEARCH = 200
_PARCEL = re.compile(r"\s*\d+(\s*/\s*\d+)?\s*")  # what nobody calls a place: a number, or two


async def shown(request: Request, links: Sequence[Mapping[str, str]]) -> Response:
    """The summary as a page; from memory while the data have not changed.

    Args:
        request: of the page.
        links: of the API's landing page, for those who look for them here.
    """
    tag = _tag(request)
    headers = frame.headers() | language.headers(request) | {"Cache-Control": "no-cache", "ETag": tag or '""'}
    if tag is None:
        del headers["ETag"]
    elif tag in request.headers.get("if-none-match", "").replace('-gz"', '"'):
        return Response(status_code=304, headers=headers)
    elif (kept := request.app.state.memory.find(("ozet", tag))) is not None:
        answer: Response = kept
        return answer
    response = Response(await _page(request, links), media_type="text/html", headers=headers)
    if tag is not None:
        request.app.state.memory.keep(("ozet", tag), response)
    return response


async def find(request: Request) -> Response:
    """Where the search box leads without a script: ``/bul?q=512/9`` to the passport, any other words to the map."""
    words = request.query_params.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    wanted = quote(words, safe="")
    if words and ("parsel" in request.query_params or _PARCEL.fullmatch(words)):
        path = f"/parsel-karnesi?ref={wanted}&f=html"
    else:
        path = f"/harita#ara={wanted}" if words else "/harita"
    return RedirectResponse(sheet.root(request) + path, 303)


async def _page(request: Request, links: Sequence[Mapping[str, str]]) -> str:
    district = sheet.district(request)
    told = await sheet.fetched(request, summary.summary(ilce_kodu=district))
    places = await sheet.fetched(request, neighbourhoods.summary(ilce_kodu=district))
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=district))
    counts = [place["varlik"] for place in places]
    classes = classify(counts, _CLASSES, Method.DOGAL) if counts else []
    rows = [_row(place, class_of(place["varlik"], classes)) for place in places]
    return sheet.html(
        request,
        "ozet.html",
        title=sheet.speech(request)._("Özet"),
        o=told,
        mahalleler=sorted(places, key=lambda m: -m["varlik"]),
        nufus=sum(m["nufus"] for m in places),
        kesinlikler=[one.value for one in Kesinlik],
        satirlar=rows,
        siniflar=classes,
        renkler=colours(_PALETTE, len(classes)) if classes else (),
        harita=_map(shapes),
        kunye=drawing.credit(shapes),
        links=[one for one in links if one["rel"] not in ("self", "alternate")],
        document_links=[one for one in links if one["rel"] in ("self", "alternate")],
    )


def _row(place: Mapping[str, Any], group: int) -> Row:
    """A neighbourhood on the map; on a phone, where names do not fit, it carries its count."""
    count = place["varlik"]
    return Row(count, place["kod"], place["ad"], count, count, group)


def _map(shapes: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not shapes:
        return None
    window = drawing.plan([shape["kutu"] for shape in shapes], width=620, height=760, margin=0.03, shrink=True)
    return {"plan": window, "sekiller": shapes}


def _tag(request: Request) -> str | None:
    """The entity tag of the page: the data's version, the language and the address. None: no version is known."""
    version = request.app.state.version.current
    if version is None:
        return None
    host = request.headers.get("host", "")
    asked = f"{_PROGRAM}|{version}|{language.choose(request)}|{host}{sheet.root(request)}|{request.url.query}"
    return f'"{hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()}"'


ROUTES = [Route("/bul", find)]
