"""OGC API Features (17-069r4): landing, conformance, collections, items, item.

The hot path is short: parameters are read, one SQL statement answers with JSON text, and the bytes go out.
"""

import json
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api.collections import COLLECTIONS, Collection
from kbs_envanter.api.links import GEOJSON, HTML, JSON, OPENAPI, address, link
from kbs_envanter.api.parameters import read_items_question, refuse_unknown, token_after
from kbs_envanter.api.problems import not_found
from kbs_envanter.store import features as sql

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMANCE = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
]
_JSON_ONLY = ("f",)


async def landing(request: Request) -> Response:
    """The service's front door for machines: where everything is."""
    refuse_unknown(request.query_params, _JSON_ONLY)
    return _json(
        {
            "title": "KBS Envanter",
            "description": "Küçükçekmece'nin belediye varlıkları / Municipal assets of Küçükçekmece, Istanbul",
            "links": [
                link("self", address(request), JSON, "Bu belge"),
                link("service-desc", address(request, "api"), OPENAPI, "API tanımı (OpenAPI 3.0)"),
                link("service-doc", address(request, "docs"), HTML, "API belgeleri"),
                link("conformance", address(request, "conformance"), JSON, "Uyulan standart sınıfları"),
                link("data", address(request, "collections"), JSON, "Koleksiyonlar"),
                link("related", address(request, "harita"), HTML, "Harita"),
            ],
        }
    )


async def conformance(request: Request) -> Response:
    """What of which standard holds here."""
    refuse_unknown(request.query_params, _JSON_ONLY)
    return _json({"conformsTo": CONFORMANCE})


async def collections(request: Request) -> Response:
    """Every collection, with its extent."""
    refuse_unknown(request.query_params, _JSON_ONLY)
    described = [await _describe(request, collection) for collection in COLLECTIONS.values()]
    links = [link("self", address(request, "collections"), JSON, "Koleksiyonlar")]
    return _json({"links": links, "collections": described})


async def collection(request: Request) -> Response:
    """One collection; equal to its entry in the list."""
    refuse_unknown(request.query_params, _JSON_ONLY)
    return _json(await _describe(request, _collection(request)))


async def items(request: Request) -> Response:
    """A page of features as GeoJSON, in order of id, with a ``next`` link that stays right while data change."""
    wanted = _collection(request)
    question = read_items_question(request.query_params, wanted.relation.properties)
    statement, parameters = sql.items(
        wanted.relation,
        ilce_kodu=request.app.state.settings.ilce_kodu,
        equal={**question.equal, **wanted.fixed},
        bbox=question.bbox,
        after=question.after,
        limit=question.limit,
    )
    text, returned, last, more = await _one_row(request, statement, parameters)
    asked = dict(request.query_params)
    links = [
        link("self", address(request, "collections", wanted.id, "items", query=asked), GEOJSON, "Bu sayfa"),
        link("collection", address(request, "collections", wanted.id), JSON, wanted.title),
    ]
    if more:
        following = asked | {"sonraki": token_after(last)}
        there = address(request, "collections", wanted.id, "items", query=following)
        links.append(link("next", there, GEOJSON, "Sonraki sayfa"))
    rest = {"numberReturned": returned, "timeStamp": _now(), "links": links}
    body = (
        '{"type":"FeatureCollection",'
        + json.dumps(rest, ensure_ascii=False, separators=(",", ":"))[1:-1]
        + f',"features":[{text}]}}'
    )
    return Response(body, media_type=GEOJSON)


async def item(request: Request) -> Response:
    """One feature by its code."""
    refuse_unknown(request.query_params, _JSON_ONLY)
    wanted, kod = _collection(request), request.path_params["feature"]
    statement, parameters = sql.item(
        wanted.relation, ilce_kodu=request.app.state.settings.ilce_kodu, equal=wanted.fixed, kod=kod.replace("\0", "")
    )
    row = await _one_row(request, statement, parameters)
    if row is None:
        raise not_found(f"{wanted.id} içinde {kod} yok.", f"There is no {kod} in {wanted.id}.")
    links = [
        link("self", address(request, "collections", wanted.id, "items", kod), GEOJSON),
        link("collection", address(request, "collections", wanted.id), JSON, wanted.title),
    ]
    body = row[0][:-1] + f',"links":{json.dumps(links, ensure_ascii=False)}}}'
    return Response(body, media_type=GEOJSON)


ROUTES = [
    Route("/", landing),
    Route("/conformance", conformance),
    Route("/collections", collections),
    Route("/collections/{collection}", collection),
    Route("/collections/{collection}/items", items),
    Route("/collections/{collection}/items/{feature}", item),
]


def _collection(request: Request) -> Collection:
    name = request.path_params["collection"]
    try:
        return COLLECTIONS[name]
    except KeyError:
        listed = ", ".join(COLLECTIONS)
        tr, en = f"{name} diye bir koleksiyon yok; olanlar: {listed}.", f"No collection {name}; there are: {listed}."
        raise not_found(tr, en) from None


async def _describe(request: Request, wanted: Collection) -> dict[str, Any]:
    ilce_kodu = request.app.state.settings.ilce_kodu
    statement, parameters = sql.extent(wanted.relation, ilce_kodu=ilce_kodu, equal=wanted.fixed)
    box = await _one_row(request, statement, parameters)
    here = ("collections", wanted.id)
    described: dict[str, Any] = {
        "id": wanted.id,
        "title": wanted.title,
        "description": wanted.description,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "links": [
            link("self", address(request, *here), JSON, wanted.title),
            link("items", address(request, *here, "items"), GEOJSON, f"{wanted.title}: kayıtlar"),
        ],
    }
    if box[0] is not None:
        described["extent"] = {"spatial": {"bbox": [list(box)], "crs": CRS84}}
    return described


async def _one_row(request: Request, statement: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    async with request.app.state.pool.connection() as connection:
        cursor = await connection.execute(statement, parameters)
        return await cursor.fetchone()


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), media_type=JSON)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
