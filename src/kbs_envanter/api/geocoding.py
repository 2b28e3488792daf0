"""``/geokod?q=``: from an address, a name or a parcel to a place. ``/ters-geokod?lon=&lat=``: what is here?"""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import forms
from kbs_envanter.api.answering import one_row
from kbs_envanter.api.links import GEOJSON, JSON
from kbs_envanter.api.passport import Places, degrees, key_of, read_places
from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.parcel_refs import parse_parcel_refs
from kbs_envanter.domain.text import katla, squeeze
from kbs_envanter.geocode.gazetteer import street_key
from kbs_envanter.store import geocoding as sql
from kbs_envanter.store import passport

_LONGEST = 200
# A bare number is a door or a street as often as a parcel: only a text of this form is read as one.
_PARCEL = re.compile(r"\d+\s*/\s*\d+|\bada\b|\bparsel", re.IGNORECASE)


async def forward(request: Request) -> Response:
    """Places that a text may mean, best first; typing without Turkish letters is welcome."""
    _only(request, {"q", "f"})
    forms.choose(request, (forms.AS_GEOJSON,))
    text = squeeze(request.query_params.get("q", "").replace("\0", ""))
    if not 2 <= len(text) <= _LONGEST:
        raise bad_parameter(
            "q",
            f"2 ile {_LONGEST} karakter arasında bir adres, yer adı ya da parsel yazın",
            f"write an address, a name or a parcel of 2 to {_LONGEST} characters",
        )
    wording = read(text, await read_places(request))
    (features,) = await one_row(request, sql.forward(wording, ilce_kodu=request.app.state.settings.ilce_kodu))
    asked = {
        "q": text,
        "sokak": wording.street,
        "kapi": list(wording.doors),
        "mahalle_kod": wording.mahalle_kod,
        "parsel": [f"{key.ada or '-'}/{key.parsel}" for key in wording.parcels],
    }
    head = json.dumps({"type": "FeatureCollection", "sorgu": asked}, ensure_ascii=False)
    return Response(f'{head[:-1]},"features":[{features}]}}', media_type=GEOJSON)


async def reverse(request: Request) -> Response:
    """The neighbourhood, the parcel and the assets at a point, nearest first."""
    _only(request, {"lon", "lat", "f"})
    forms.choose(request, (forms.AS_JSON,))
    lon, lat = degrees(request, "lon", 180.0), degrees(request, "lat", 90.0)
    question = passport.at_point(lon, lat, ilce_kodu=request.app.state.settings.ilce_kodu)
    tapu, ada, parsel, text = await one_row(request, question)
    here: dict[str, Any] = {"lon": lon, "lat": lat, "parsel": None}
    if parsel is not None:
        here["parsel"] = {"tapu_mahallesi": tapu, "ada": ada, "parsel": parsel}
    return Response(f"{json.dumps(here, ensure_ascii=False)[:-1]},{text.strip()[1:]}", media_type=JSON)


def read(text: str, places: Places) -> sql.Wording:
    """What a text says: street and door, neighbourhood, parcels."""
    folded = katla(text)
    named = [name for name in places.neighbourhoods if re.search(rf"\b{re.escape(name)}\b", folded)]
    mahalle = places.neighbourhoods[max(named, key=len)] if named else None
    part = next((part for part in parse_address(text).parts if part.ad), None)
    refs = parse_parcel_refs(text, tapu_areas=places.names).refs if _PARCEL.search(text) else ()
    return sql.Wording(
        folded=folded,
        street=street_key(part) if part else None,
        doors=part.kapi if part else (),
        mahalle_kod=mahalle,
        parcels=[key_of(ref, places, None)[0] for ref in refs if ref.parsel],
    )


def _only(request: Request, known: set[str]) -> None:
    for name in request.query_params:
        if name not in known:
            listed = ", ".join(sorted(known - {"f"}))
            raise bad_parameter(name, f"böyle bir parametre yok; olanlar: {listed}", f"unknown; there are: {listed}")


ROUTES = [Route("/geokod", forward), Route("/ters-geokod", reverse)]
