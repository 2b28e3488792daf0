"""``/parsel-karnesi``: what is this parcel, whose is it, what stands here? By reference text, by key, by point."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import forms, passport_page
from kbs_envanter.api.answering import one_row
from kbs_envanter.api.links import JSON, address
from kbs_envanter.api.memory import remembered
from kbs_envanter.api.problems import bad_parameter, not_found
from kbs_envanter.domain.parcel_refs import ParcelRef, parse_parcel_refs, to_dict
from kbs_envanter.domain.text import katla
from kbs_envanter.store import passport as sql
from kbs_envanter.store.passport import ParcelKey

_PATH = "parsel-karnesi"
_WAY_OUT = "örn. ?ref=512/9, ?ref=Sefaköy 372 ada 1, ?ref=Fevziçakmak 1198 ya da ?lon=28.79&lat=41.01"


@dataclass(frozen=True, slots=True)
class Places:
    """Names a reference may carry: cadastral areas, and neighbourhoods (folded name -> code)."""

    areas: dict[str, str]
    neighbourhoods: dict[str, str]
    names: tuple[str, ...]


async def by_question(request: Request) -> Response:
    """``?ref=<text>`` (with ``mahalle=<kod>``) or ``?lon=&lat=``."""
    query = request.query_params
    wanted = {"ref", "mahalle", "lon", "lat", "f", "dil"}
    for name in query:
        if name not in wanted:
            raise bad_parameter(name, f"böyle bir parametre yok; {_WAY_OUT}", f"unknown; try {_WAY_OUT}")
    if "lon" in query or "lat" in query:
        return await _at_point(request)
    if not query.get("ref", "").strip():
        raise bad_parameter("ref", f"bir parsel yazın; {_WAY_OUT}", f"name a parcel; {_WAY_OUT}")
    return await _by_reference(request, query["ref"], query.get("mahalle"))


async def by_key(request: Request) -> Response:
    """``/{tapu-mahallesi|-}/{ada|-}/{parsel}``: the parcel's own address."""
    parts = (request.path_params[name].replace("\0", "") for name in ("tapu", "ada", "parsel"))
    tapu, ada, parsel = (None if part == "-" else part for part in parts)
    if parsel is None:
        raise not_found("Parsel numarası yok.", "The parcel number is missing.")
    key = ParcelKey(tapu and katla(tapu), ada, parsel)
    asked = {"tapu_mahallesi": tapu, "ada": ada, "parsel": parsel}
    return await _passport(request, key, asked, request.query_params.get("mahalle"))


async def _by_reference(request: Request, text: str, mahalle: str | None) -> Response:
    places = await read_places(request)
    reading = parse_parcel_refs(text, tapu_areas=places.names)
    asked = {"ref": text, "okuma": [to_dict(ref) for ref in reading.refs], "okunmayan": reading.unread}
    refs = [ref for ref in reading.refs if ref.parsel is not None]
    if not refs:
        raise bad_parameter(
            "ref", f"{text!r} içinde parsel numarası okunamadı; {_WAY_OUT}", f"no parcel read in {text!r}; {_WAY_OUT}"
        )
    keys = [key_of(ref, places, mahalle) for ref in refs]
    if len(keys) > 1:
        return _answer(request, {"sorgu": asked, "durum": "adaylar", "adaylar": [_candidate(*key) for key in keys]})
    return await _passport(request, *keys[0][:1], asked, keys[0][1])


async def _passport(request: Request, key: ParcelKey, asked: dict[str, Any], mahalle: str | None) -> Response:
    ilce_kodu = request.app.state.settings.ilce_kodu
    found, areas, text = await one_row(request, sql.passport(key, ilce_kodu=ilce_kodu, mahalle_kod=mahalle))
    head = {"sorgu": asked | {"mahalle": mahalle}}
    if not found:
        (near,) = await one_row(request, sql.similar(key, ilce_kodu=ilce_kodu))
        if not near:
            raise not_found(
                f"Envanterde {_written(key)} parseliyle ilgili kayıt yok.",
                f"The inventory knows nothing of parcel {_written(key)}.",
            )
        return _answer(request, head | {"durum": "adaylar", "adaylar": [_with_link(c) for c in near]})
    if key.tapu_mahallesi is None and areas and len(areas) > 1:
        candidates = [
            _candidate(ParcelKey(area, key.ada, key.parsel), mahalle, "tapu_mahallesi_birden_cok") for area in areas
        ]
        return _answer(request, head | {"durum": "adaylar", "adaylar": candidates})
    return _answer(request, head | {"durum": "bulundu"}, text)


async def _at_point(request: Request) -> Response:
    lon, lat = (degrees(request, name, most) for name, most in (("lon", 180.0), ("lat", 90.0)))
    settings = request.app.state.settings
    tapu, ada, parsel, text = await one_row(request, sql.at_point(lon, lat, ilce_kodu=settings.ilce_kodu))
    here = json.loads(text)
    head: dict[str, Any] = {"sorgu": {"lon": lon, "lat": lat}, "nokta": here}
    if parsel is None:
        nearest = here["en_yakin_parsel"]
        return _answer(request, head | {"durum": "adaylar", "adaylar": [_with_link(nearest)] if nearest else []})
    key = ParcelKey(tapu and katla(tapu), ada, parsel)
    _, _, passport = await one_row(request, sql.passport(key, ilce_kodu=settings.ilce_kodu))
    return _answer(request, head | {"durum": "bulundu"}, passport)


def _answer(request: Request, head: dict[str, Any], passport: str = "null") -> Response:
    """JSON, or the same as a page. ``passport`` is JSON text from the database and is not parsed for JSON."""
    here = request.url.path.removeprefix(request.scope.get("root_path", "")).strip("/").split("/")
    form = forms.choose(request, forms.DOCUMENT)
    links = forms.alternates(request, form, forms.DOCUMENT, address(request, *here), "Parsel karnesi")
    for candidate in head.get("adaylar", ()):
        candidate["href"] = address(request, *candidate.pop("yol"), query=candidate.pop("soru"))
    if form is forms.AS_HTML:
        return passport_page.render(request, head, json.loads(passport))
    rest = json.dumps(head | {"links": links}, ensure_ascii=False)
    return Response(f'{rest[:-1]},"karne":{passport}}}', media_type=JSON, headers={"Vary": "Accept"})


def key_of(ref: ParcelRef, places: Places, mahalle: str | None) -> tuple[ParcelKey, str | None]:
    """The key that a reference names; a neighbourhood's name in its place narrows by neighbourhood."""
    folded = ref.tapu_mahallesi and katla(ref.tapu_mahallesi)
    if folded and folded not in places.areas and folded in places.neighbourhoods:
        mahalle, folded = places.neighbourhoods[folded], None
    return ParcelKey(folded, ref.ada, ref.parsel or ""), mahalle


def _candidate(key: ParcelKey, mahalle: str | None = None, reason: str = "birden_cok_parsel") -> dict[str, Any]:
    path = [_PATH, key.tapu_mahallesi or "-", key.ada or "-", key.parsel]
    return asdict(key) | {"neden": reason, "yol": path, "soru": {"mahalle": mahalle} if mahalle else {}}


def _with_link(found: dict[str, Any]) -> dict[str, Any]:
    key = ParcelKey(found["tapu_mahallesi"] and katla(found["tapu_mahallesi"]), found["ada"], found["parsel"] or "-")
    return {"neden": "en_yakin"} | _candidate(key) | found


def _written(key: ParcelKey) -> str:
    return f"{key.tapu_mahallesi or ''} {key.ada or '-'}/{key.parsel}".strip()


def degrees(request: Request, name: str, most: float) -> float:
    """A parameter that is an angle between -most and most.

    Raises:
        Refused: 400 when it is not.
    """
    said = request.query_params.get(name, "")
    try:
        value = float(said)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise bad_parameter(
            name, f"{said!r} derece değil; noktayla yazın, örn. 28.79", f"{said!r} is no angle in degrees, e.g. 28.79"
        )
    return value


async def read_places(request: Request) -> Places:
    """The names a reference may carry, as the database has them."""
    statement, parameters = sql.places(ilce_kodu=request.app.state.settings.ilce_kodu)
    areas, neighbourhoods = await one_row(request, (statement, parameters))
    spelled = {katla(area): area for area in areas or ()}
    known = {katla(name): kod for name, kod in (neighbourhoods or {}).items()}
    return Places(spelled, known, tuple(dict.fromkeys((*spelled.values(), *(neighbourhoods or ())))))


ROUTES = [
    Route(f"/{_PATH}", by_question),
    Route(f"/{_PATH}/{{tapu}}/{{ada}}/{{parsel:path}}", remembered(by_key)),
]
