"""The documents around the features: landing page, conformance, collections and their schemas."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.access import current
from kbs_envanter.api import forms, schemas, tile_documents
from kbs_envanter.api.answering import dataset_version, one_row
from kbs_envanter.api.caching import etag, headers, not_modified
from kbs_envanter.api.collections import Collection, readable
from kbs_envanter.api.forms import Form
from kbs_envanter.api.items import find_collection
from kbs_envanter.api.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Link, address, header, link
from kbs_envanter.api.pages import headers as page_headers
from kbs_envanter.api.pages import page
from kbs_envanter.api.parameters import refuse_unknown
from kbs_envanter.api.tiles import TILED
from kbs_envanter.language import N_, choose, speech
from kbs_envanter.store import cql2
from kbs_envanter.store import features as sql
from kbs_envanter.store.features import CRS84, SUPPORTED
from kbs_envanter.store.roles import KAMU

_SPEC = "http://www.opengis.net/spec/ogcapi-features-"
CONFORMANCE = [
    f"{_SPEC}1/1.0/conf/core",
    f"{_SPEC}1/1.0/conf/geojson",
    f"{_SPEC}1/1.0/conf/html",
    f"{_SPEC}1/1.0/conf/oas30",
    f"{_SPEC}2/1.0/conf/crs",
    f"{_SPEC}3/1.0/conf/queryables",
    f"{_SPEC}3/1.0/conf/queryables-query-parameters",
    f"{_SPEC}3/1.0/conf/filter",
    f"{_SPEC}3/1.0/conf/features-filter",
    # No published property that may be asked for is a list.
    *(uri for uri in cql2.CONFORMANCE if not uri.endswith("/array-functions")),
    *(f"{_SPEC}4/1.0/conf/{name}" for name in ("create-replace-delete", "update", "features")),
    f"{_SPEC}4/1.0/conf/optimistic-locking-etags",
    f"{_SPEC}5/1.0/conf/schemas",
    f"{_SPEC}5/1.0/conf/core-roles-features",
    f"{_SPEC}5/1.0/conf/queryables",
    f"{_SPEC}5/1.0/conf/sortables",
    *tile_documents.CONFORMANCE,
]
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_ONLY_FORM = ("f",)
_PAGES = (("harita", N_("Harita")), ("mahalleler", N_("Mahalleler")), ("tematik", N_("Tematik harita")))
_SCHEMA_KINDS = {
    "schema": (schemas.schema, f"{_REL}schema", "Öznitelikler / Schema"),
    "queryables": (schemas.queryables, f"{_REL}queryables", "Süzülebilen öznitelikler / Queryables"),
    "sortables": (schemas.sortables, f"{_REL}sortables", "Sıralanabilen öznitelikler / Sortables"),
}

Document = dict[str, Any]


async def landing(request: Request) -> Response:
    """The service's front door for machines: where everything is."""
    form = forms.choose(request, forms.DOCUMENT)
    here = request.app.state.district
    description = f"{here.ad} belediyesinin varlıkları / Municipal assets of {here.ad}, {here.il}"
    document = {"title": "KBS Envanter", "description": description, "links": landing_links(request, form)}
    return await _answer(request, form, document)


def landing_links(request: Request, form: Form) -> list[Link]:
    """The links of the landing page in a form; a parameter that it does not have is refused."""
    refuse_unknown(request.query_params, _ONLY_FORM)
    return [
        *forms.alternates(request, form, forms.DOCUMENT, address(request), N_("Bu belge")),
        link("service-desc", address(request, "api"), OPENAPI, N_("API tanımı (OpenAPI 3.0)")),
        link("service-doc", address(request, "docs"), HTML, N_("API belgeleri")),
        link("conformance", address(request, "conformance"), JSON, N_("Uyulan standart sınıfları")),
        link("data", address(request, "collections"), JSON, N_("Koleksiyonlar")),
        *tile_documents.landing_links(request),
        *(link("related", address(request, path), HTML, title) for path, title in _PAGES),
    ]


async def conformance(request: Request) -> Response:
    """What of which standard holds here."""
    refuse_unknown(request.query_params, _ONLY_FORM)
    form = forms.choose(request, forms.DOCUMENT)
    links = forms.alternates(request, form, forms.DOCUMENT, address(request, "conformance"))
    return await _answer(
        request, form, {"conformsTo": CONFORMANCE, "links": links}, heading=speech(choose(request))._("Uygunluk")
    )


async def collections(request: Request) -> Response:
    """Every collection that the asker may read, with its extent."""
    refuse_unknown(request.query_params, _ONLY_FORM)
    form = forms.choose(request, forms.DOCUMENT)
    links = forms.alternates(request, form, forms.DOCUMENT, address(request, "collections"), N_("Koleksiyonlar"))
    shown = readable(current(request))
    described = [await _describe(request, collection) for collection in shown.values()]
    document = {"links": links, "crs": list(SUPPORTED), "collections": described}
    return await _answer(
        request, form, document, heading=speech(choose(request))._("Koleksiyonlar"), role=_reader(shown)
    )


async def collection(request: Request) -> Response:
    """One collection; in JSON equal to its entry in the list."""
    wanted = find_collection(request)
    refuse_unknown(request.query_params, _ONLY_FORM)
    form = forms.choose(request, forms.DOCUMENT)
    return await _answer(request, form, await _describe(request, wanted, form), role=wanted.role)


async def collection_schema(request: Request) -> Response:
    """``/schema``, ``/queryables`` and ``/sortables`` of a collection."""
    wanted, name = find_collection(request), request.url.path.rsplit("/", 1)[-1]
    refuse_unknown(request.query_params, _ONLY_FORM)
    form = forms.choose(request, forms.SCHEMAS)
    make, _, title = _SCHEMA_KINDS[name]
    here = address(request, "collections", wanted.id, name)
    document = {"$schema": schemas.DIALECT, "$id": here, "title": f"{wanted.title}: {title}", **make(wanted)}
    links = forms.alternates(request, form, forms.SCHEMAS, here)
    say = speech(choose(request))
    heading = f"{say.either(wanted.title)}: {say.either(title)}"
    return await _answer(request, form, document, heading=heading, links=links, role=wanted.role)


async def _describe(request: Request, wanted: Collection, form: Form = forms.AS_JSON) -> Document:
    here = ("collections", wanted.id)
    links = [
        link("self", address(request, *here), JSON, wanted.title),
        link("alternate", address(request, *here, query={"f": "html"}), HTML, "HTML"),
    ]
    if form is forms.AS_HTML:
        links = forms.alternates(request, form, forms.DOCUMENT, address(request, *here), wanted.title)
    items = address(request, *here, "items")
    links += [
        link("items", items, GEOJSON, f"{wanted.title}: kayıtlar"),
        link("items", f"{items}?f=html", HTML, f"{wanted.title}: kayıtlar (HTML)"),
        *(link(rel, address(request, *here, name), SCHEMA, title) for name, (_, rel, title) in _SCHEMA_KINDS.items()),
    ]
    if wanted.id in TILED:
        links += tile_documents.collection_links(request, wanted.id)
    return {
        "id": wanted.id,
        "title": wanted.title,
        "description": wanted.description,
        "itemType": "feature",
        "crs": list(SUPPORTED),
        "storageCrs": CRS84.uri,
        **await _extent(request, wanted),
        "links": links,
    }


async def _extent(request: Request, wanted: Collection) -> Document:
    # Computed from the data, never typed; kept until the data change.
    version = await dataset_version(request)
    known = request.app.state.extents
    if known.get(wanted.id, (None,))[0] != version:
        statement = sql.extent(wanted.relation, ilce_kodu=request.app.state.settings.ilce_kodu, equal=wanted.fixed)
        known[wanted.id] = (version, _extent_document(await one_row(request, statement, wanted.role)))
    return known[wanted.id][1]


def _extent_document(row: Sequence[Any]) -> Document:
    *box, year = row
    extent: Document = {}
    if box[0] is not None:
        extent["spatial"] = {"bbox": [box], "crs": CRS84.uri}
    if year is not None:
        extent["temporal"] = {"interval": [[f"{year}-01-01T00:00:00Z", None]], "trs": _GREGORIAN}
    return {"extent": extent} if extent else {}


def _reader(shown: Mapping[str, Collection]) -> str:
    """Whose list of collections this is: the database roles that read them."""
    return "+".join(dict.fromkeys(collection.role for collection in shown.values()))


async def _answer(
    request: Request,
    form: Form,
    document: Document,
    *,
    heading: str = "",
    links: list[dict[str, str]] | None = None,
    role: str = KAMU,
) -> Response:
    """The document in the chosen form. Links outside the document (of a schema) go into the header alone."""
    links = document["links"] if links is None else links
    tag = etag(request, await dataset_version(request), form, role)
    if (same := not_modified(request, tag)) is not None:
        return same
    made = headers(tag, role) | {"Link": header(links)}
    if form is not forms.AS_HTML:
        return Response(json.dumps(document, ensure_ascii=False), media_type=form.media, headers=made)
    title = heading or speech(choose(request)).either(document["title"])
    body = page("belge.html", request, document=document | {"links": links}, title=title)
    return Response(body, media_type=form.media, headers=made | page_headers(request))


ROUTES = [
    Route("/conformance", conformance),
    Route("/collections", collections),
    Route("/collections/{collection}", collection),
    *(Route(f"/collections/{{collection}}/{name}", collection_schema) for name in _SCHEMA_KINDS),
]
