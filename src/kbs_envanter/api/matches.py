"""``/eslemeler``: which rows of the report speak of one place, what waits for a decision, and on what evidence.

Reading is public; deciding is ``kbs-envanter eslestir karar`` until there are accounts.
"""

import json
from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import forms
from kbs_envanter.api.answering import one_row
from kbs_envanter.api.links import JSON, address
from kbs_envanter.api.pages import headers, page
from kbs_envanter.api.parameters import refuse_unknown
from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.language import N_, choose, speech
from kbs_envanter.store import matches as sql

_STATES = ("bekliyor", "otomatik", "onaylandi", "reddedildi")


async def matches(request: Request) -> Response:
    """All pairs, those that wait first; ``durum`` narrows."""
    refuse_unknown(request.query_params, {"durum", "f"})
    state = request.query_params.get("durum")
    if state not in (None, *_STATES):
        listed = ", ".join(_STATES)
        raise bad_parameter("durum", f"{state!r} yok; olanlar: {listed}", f"no {state!r}; there are: {listed}")
    form = forms.choose(request, forms.DOCUMENT)
    links = forms.alternates(request, form, forms.DOCUMENT, address(request, "eslemeler"), "Eşlemeler")
    question = (sql.LIST, {"ilce": request.app.state.settings.ilce_kodu, "durum": state})
    (text,) = await one_row(request, question)
    if form is forms.AS_JSON:
        head = json.dumps({"links": links}, ensure_ascii=False)
        return Response(f'{head[:-1]},"eslemeler":{text}}}', media_type=JSON, headers={"Vary": "Accept"})
    pairs = [pair | {"celiski": contradiction(pair)} for pair in json.loads(text)]
    body = page(
        "eslemeler.html",
        request,
        title=speech(choose(request))._("Aynı yeri anlatan satırlar"),
        document={"links": links},
        pairs=pairs,
        states={name: sum(pair["durum"] == name for pair in pairs) for name in _STATES},
        chosen=state,
    )
    return Response(body, media_type="text/html", headers=headers(request))


def contradiction(pair: dict[str, Any]) -> list[str]:
    """What the two sides say differently, where both say something: values are shown, none is preferred."""
    said = (("mahalle", N_("mahalle")), ("alan_m2", N_("alan")))
    sides = [pair["a"], pair["b"]]
    return [
        word
        for name, word in said
        for one, other in pairwise(side[name] for side in sides)
        if one is not None and other is not None and one != other
    ]


ROUTES = [Route("/eslemeler", matches)]
