"""The page of one asset, ``/varlik/{kod}``: everything known of it and where each came from; the same as JSON."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed_version
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import access, language
from kbs_envanter.domain.permissions import NOBODY
from kbs_envanter.language import Speech
from kbs_envanter.store import asset, neighbourhoods
from kbs_envanter.webmap import assets, drawing, facts, sheet

_PROGRAM = installed_version("kbs-envanter")
_LISTS = ("kullanimlar", "parseller", "haklar", "isler", "bilgiler", "islemler", "esler", "bulgular")
_AROUND_M = 320.0  # what the drawing shows at least in each direction
_PAPER = (680, 520)  # of the drawing, pixels
_CODE_LETTERS = 40


async def one(request: Request) -> Response:
    """Everything known of a public asset; one that is withheld is as unknown as one that never was."""
    kod = request.path_params["kod"].replace("\0", "")
    photos = []
    if not sheet.wants_json(request):
        photos = await sheet.fetched(request, asset.photos(kod, ilce_kodu=sheet.district(request)))
    tag = _tag(request, photos)
    if tag is not None and tag in _known(request):
        return Response(status_code=304, headers=_headers(tag))
    if sheet.wants_json(request):
        return await _document(request, tag)
    found = await _fetched(request)
    if found is None:
        return _unknown(request)
    shapes = await sheet.fetched(request, neighbourhoods.shapes(ilce_kodu=sheet.district(request)))
    speech = sheet.speech(request)
    response = sheet.page(
        request,
        "varlik.html",
        title=found["ad"],
        v=found,
        tesisler=facts.facilities(found["bilgiler"], speech),
        haklar=[words for right in found["haklar"] if (words := _right(right, speech))],
        stil=assets.url("varlik.css"),
        harita=_map(found, shapes),
        kunye=drawing.credit(shapes),
        fotograflar=photos,
    )
    response.headers.update(_headers(tag))
    return response


async def _document(request: Request, tag: str | None) -> Response:
    """The facts as JSON, from memory while the data have not changed; their language does not."""
    memory = request.app.state.memory
    if tag is not None and (kept := memory.find(("varlik", tag))) is not None:
        answer: Response = kept
        return answer
    found = await _fetched(request)
    if found is None:
        return _unknown(request)
    found.pop("yer")
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, media_type="application/json", headers=_headers(tag))
    if tag is not None:
        memory.keep(("varlik", tag), response)
    return response


async def _fetched(request: Request) -> dict[str, Any] | None:
    """The asset with lists in place of nulls, and its parcels with the addresses of their passports."""
    kod = request.path_params["kod"]
    if "\x00" in kod:
        return None
    found: dict[str, Any] | None = await sheet.fetched(request, asset.asset(kod, ilce_kodu=sheet.district(request)))
    if found is None:
        return None
    found |= {name: found[name] or [] for name in _LISTS}
    mahalle = found["mahalle"] and found["mahalle"]["kod"]
    found["parseller"] = [_parcel(each, mahalle, sheet.root(request)) for each in found["parseller"]]
    return found


def _parcel(parcel: Mapping[str, Any], mahalle: str | None, root: str) -> dict[str, Any]:
    key = [parcel["tapu_mahallesi"], parcel["ada"], parcel["parsel"]]
    karne = None
    if parcel["parsel"]:
        karne = f"{root}/parsel-karnesi/" + "/".join(quote(part or "-", safe="") for part in key)
        karne += f"?mahalle={quote(mahalle, safe='')}" if mahalle else ""
    return {
        "metin": parcel["ham_metin"],
        **{name: parcel[name] for name in ("tapu_mahallesi", "ada", "parsel", "iliski", "eski")},
        "karne": karne,
    }


def _unknown(request: Request) -> Response:
    kod = request.path_params["kod"][:_CODE_LETTERS].replace("\x00", "")
    return sheet.refused(
        request,
        404,
        f"“{kod}” kodlu bir varlık yok; haritadan ya da mahalle sayfalarından arayın.",
        f"There is no asset with the code “{kod}”; look for it on the map or the neighbourhood pages.",
    )


def _right(right: Mapping[str, Any], speech: Speech) -> list[str]:
    """A right as it was read, in words: ``Arsa: Hazine``, ``Tahsis, belediyeye, 25 yıl``."""
    land, building, kind = right["arsa_sahibi"], right["bina_sahibi"], right["hak_turu"]
    if land and land == building:
        owners = [f"{speech._('Arsa ve bina')}: {speech.label('sahip', land)}"]
    else:
        parts = ((speech._("Arsa"), land), (speech._("Bina"), building))
        owners = [f"{part}: {speech.label('sahip', owner)}" for part, owner in parts if owner]
    terms = [
        kind and speech.label("hak_turu", kind),
        right["yon"] and speech.label("yon", right["yon"]),
        right["karsi_taraf_sinifi"]
        and f"{speech._('karşı taraf')}: {speech.label('sahip', right['karsi_taraf_sinifi'])}",
        right["pay_m2"] and speech.number(right["pay_m2"], "m²"),
        right["sure_yil"] and speech.number(right["sure_yil"], speech._("yıl")),
        right["baslangic"] and f"{speech._('başlangıç')} {speech.day(right['baslangic'])}",
        right["karar"] and f"{speech._('karar')}: {right['karar']}",
    ]
    words = [*owners, ", ".join(term for term in terms if term), right["durum_notu"] or ""]
    return [word for word in words if word]


def _map(found: Mapping[str, Any], shapes: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The asset in the middle of what is around it; one known by its neighbourhood only, in all of that."""
    if found["yer"] is None:
        return None
    x, y = found["yer"]
    kod = found["mahalle"] and found["mahalle"]["kod"]
    reach = max(_AROUND_M, 1.4 * (found["belirsizlik_m"] or 0))
    boxes: list[Any] = [[x - reach, y - reach, 2 * reach, 2 * reach]]
    if found["kesinlik"] == "mahalle":
        boxes = [shape["kutu"] for shape in shapes if shape["kod"] == kod] or boxes
    window = drawing.plan(boxes, width=_PAPER[0], height=_PAPER[1])
    (sign,) = drawing.signs([{**found, "x": x, "y": y}], window)
    radius = round((found["belirsizlik_m"] or 0) / window.metres, 1)
    return {"plan": window, "sekiller": shapes, "isaret": sign, "yaricap": radius, "kod": kod}


def _tag(request: Request, photos: list[dict[str, Any]]) -> str | None:
    """The entity tag of the answer: made from the data's version, the photos (which are no part of that) and what was
    asked. None: no version is known, or the page tells who asks."""
    version = request.app.state.version.current
    if version is None or (access.current(request) is not NOBODY and not sheet.wants_json(request)):
        return None
    form = "json" if sheet.wants_json(request) else f"html|{language.choose(request)}"
    asked = f"{_PROGRAM}|{version}|{form}|{sheet.root(request)}|{request.scope['path']}|{photos}|".encode()
    digest = hashlib.blake2b(asked + request.scope["query_string"], digest_size=12).hexdigest()
    return f'"{digest}"'


def _known(request: Request) -> set[str]:
    """The answers that the client has already; a compressed one is named by a mark of its own."""
    tags = request.headers.get("if-none-match", "").split(",")
    return {tag.strip().removeprefix("W/").replace('-gz"', '"') for tag in tags}


def _headers(tag: str | None) -> dict[str, str]:
    return {"Cache-Control": "no-cache", "Vary": language.VARY} | ({"ETag": tag} if tag else {})


ROUTES = [Route("/varlik/{kod}", one)]
