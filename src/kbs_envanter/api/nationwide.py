"""``/tum``: the public assets of every district of the installation as one collection, read only.

Filters, files and tiles are each district's own API's, to which every district of ``/tum`` is linked.
"""

import hashlib
import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api.answering import one_row
from kbs_envanter.api.asking import read_box, read_limit
from kbs_envanter.api.caching import headers, not_modified
from kbs_envanter.api.districts import PATH
from kbs_envanter.api.links import GEOJSON, JSON, address, asked_again, header, link
from kbs_envanter.api.parameters import refuse_unknown
from kbs_envanter.api.problems import bad_parameter, not_found
from kbs_envanter.domain.assets import Tur
from kbs_envanter.store import nationwide as sql

_KNOWN = {"ilce_kodu", "tur", "bbox", "limit", "sonraki"}
_FEATURE = re.compile(r"([1-9][0-9]{0,8})\.([A-Za-z0-9-]{1,40})").fullmatch


async def landing(request: Request) -> Response:
    """The districts, each with the addresses of its own API and map, and where all their assets are."""
    refuse_unknown(request.query_params, set())
    first = request.app.state.settings.ilce_kodu
    (districts,) = await one_row(request, (sql.DISTRICTS, {}))
    told = districts or []
    for one in told:
        path = () if one["ilce_kodu"] == first else (PATH, str(one["ilce_kodu"]))
        one["links"] = [
            link("collection", address(request, *path, "collections"), JSON, one["ad"]),
            link("related", address(request, *path, "harita"), "text/html", one["ad"]),
        ]
    links = [
        link("self", address(request, "tum"), JSON, "Bütün ilçeler / Every district"),
        link("items", address(request, "tum", "varliklar"), GEOJSON, "Bütün ilçelerin varlıkları / Assets of all"),
    ]
    body = json.dumps({"title": "KBS Envanter", "ilceler": told, "links": links}, ensure_ascii=False).encode()
    return _answer(request, body, JSON, links)


async def assets(request: Request) -> Response:
    """A page of the assets of all districts, or of some (``ilce_kodu=1823,1900``), by district and code."""
    given = request.query_params
    refuse_unknown(given, _KNOWN)
    tur = given.get("tur")
    if tur is not None and tur not in list(Tur):
        raise bad_parameter("tur", ", ".join(Tur), ", ".join(Tur))
    statement = sql.page(
        districts=_districts(given.get("ilce_kodu")),
        tur=tur,
        box=read_box(given.get("bbox")),
        after=_place("sonraki", given["sonraki"]) if "sonraki" in given else None,
        limit=read_limit(given.get("limit")),
    )
    features, number, last = await one_row(request, statement)
    links = [link("self", address(request, "tum", "varliklar") + asked_again(request), GEOJSON)]
    if last is not None:
        following = asked_again(request, sonraki=last)
        links.append(link("next", address(request, "tum", "varliklar") + following, GEOJSON))
    rest = json.dumps({"numberReturned": number, "links": links}, ensure_ascii=False).encode()
    return _answer(request, b'{"type":"FeatureCollection",%b,"features":[%b]}' % (rest[1:-1], features), GEOJSON, links)


async def asset(request: Request) -> Response:
    """One asset: ``/tum/varliklar/1823.BIN-0042``."""
    refuse_unknown(request.query_params, set())
    wanted = request.path_params["feature"]
    found = _FEATURE(wanted) and await one_row(request, sql.item(*_place("feature", wanted)))
    if not found:
        raise not_found(f"{wanted} yok.", f"There is no {wanted}.")
    links = [link("self", address(request, "tum", "varliklar", wanted), GEOJSON)]
    return _answer(request, found[0], GEOJSON, links)


def _districts(text: str | None) -> list[int]:
    parts = [] if text is None else text.split(",")
    if len(parts) > 1000 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise bad_parameter("ilce_kodu", "ilçe kodları: 1823,1900", "codes of districts: 1823,1900")
    return [int(part) for part in parts]


def _place(name: str, text: str) -> tuple[int, str]:
    found = _FEATURE(text)
    if found is None:
        raise bad_parameter(name, "1823.BIN-0042 gibi", "such as 1823.BIN-0042")
    return int(found[1]), found[2]


def _answer(request: Request, body: bytes, media: str, links: list[dict[str, Any]]) -> Response:
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if (same := not_modified(request, tag)) is not None:
        return same
    return Response(body, media_type=media, headers=headers(tag) | {"Link": header(links)})


ROUTES = [
    Route("/tum", landing),
    Route("/tum/varliklar", assets),
    Route("/tum/varliklar/{feature}", asset),
]
