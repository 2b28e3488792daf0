"""``/items`` and ``/items/{id}``: from the request through one SQL statement to bytes."""

import json
from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import forms, tokens
from kbs_envanter.api.answering import dataset_version, one_row
from kbs_envanter.api.asking import order_of, read_chosen, read_question
from kbs_envanter.api.caching import etag, headers, not_modified
from kbs_envanter.api.collections import COLLECTIONS, Collection
from kbs_envanter.api.downloads import FORMS, download
from kbs_envanter.api.filtering import read_crs
from kbs_envanter.api.links import JSON, Link, address, asked_again, header, link
from kbs_envanter.api.memory import remembered
from kbs_envanter.api.pages import HEADERS as PAGE_HEADERS
from kbs_envanter.api.pages import feature_page, features_page
from kbs_envanter.api.parameters import of_item, of_items, refuse_unknown
from kbs_envanter.api.problems import bad_parameter, not_found
from kbs_envanter.store import features as sql
from kbs_envanter.store.features import Crs, Question

_FORM_NAMES = ("json", "geojson", "html")
_ITEMS_FORMS = (*forms.FEATURES, *FORMS)
_ITEMS_NAMES = (*_FORM_NAMES, *(form.name for form in FORMS))
ITEMS_PARAMETERS = {name: of_items(collection, _ITEMS_NAMES) for name, collection in COLLECTIONS.items()}
ITEM_PARAMETERS = of_item(_FORM_NAMES)
_ITEMS_KNOWN = {name: {p.name for p in parameters} for name, parameters in ITEMS_PARAMETERS.items()}
_ITEM_KNOWN = {p.name for p in ITEM_PARAMETERS}

Document = dict[str, Any]


def find_collection(request: Request) -> Collection:
    """The collection that the path names.

    Raises:
        Refused: 404.
    """
    name = request.path_params["collection"]
    try:
        return COLLECTIONS[name]
    except KeyError:
        listed = ", ".join(COLLECTIONS)
        tr, en = f"{name} diye bir koleksiyon yok; olanlar: {listed}.", f"No collection {name}; there are: {listed}."
        raise not_found(tr, en) from None


async def items(request: Request) -> Response:
    """A page of features, or with ``resultType=hits`` their number."""
    wanted = find_collection(request)
    refuse_unknown(request.query_params, _ITEMS_KNOWN[wanted.id])
    form = forms.choose(request, _ITEMS_FORMS)
    if (same := await _unchanged(request, form)) is not None:
        return same
    question = read_question(request.query_params, wanted, request.app.state.settings.ilce_kodu)
    if form in FORMS:
        return download(request, wanted, question, form)
    answer = _hits if _only_hits(request) else _page
    features, rest, version = await answer(request, wanted, question, form)
    links = rest["links"]
    body = b'{"type":"FeatureCollection",%b,"features":[%b]}' % (_dump(rest)[1:-1], features)
    if form is forms.AS_HTML:
        body = features_page(request, wanted, json.loads(body), question.crs).encode()
    return _answer(request, form, body, version, question.crs, links)


async def item(request: Request) -> Response:
    """One feature by its code."""
    wanted, kod = find_collection(request), request.path_params["feature"]
    refuse_unknown(request.query_params, _ITEM_KNOWN)
    form = forms.choose(request, forms.FEATURES)
    if (same := await _unchanged(request, form)) is not None:
        return same
    given = dict(request.query_params)
    question = Question(
        request.app.state.settings.ilce_kodu,
        equal=wanted.fixed,
        crs=read_crs(given, "crs"),
        chosen=read_chosen(given, wanted.relation),
    )
    row = await one_row(request, sql.item(wanted.relation, kod=kod.replace("\0", ""), asked=question))
    if row is None:
        raise not_found(f"{wanted.id} içinde {kod} yok.", f"There is no {kod} in {wanted.id}.")
    feature, version = row
    links = forms.alternates(request, form, forms.FEATURES, address(request, "collections", wanted.id, "items", kod))
    links.append(link("collection", address(request, "collections", wanted.id), JSON, wanted.title))
    body = b'%b,"links":%b}' % (feature[:-1], _dump(links))
    if form is forms.AS_HTML:
        body = feature_page(request, wanted, json.loads(body), question.crs).encode()
    return _answer(request, form, body, version, question.crs, links)


async def _page(
    request: Request, wanted: Collection, question: Question, form: forms.Form
) -> tuple[bytes, Document, int]:
    features, returned, place, version = await _ask(request, question, sql.page(wanted.relation, question))
    links = _links(request, wanted, form)
    if place is not None:
        there = address(request, "collections", wanted.id, "items")
        following = asked_again(request, sonraki=_token(question, place))
        links.append(link("next", there + following, form.media, "Sonraki sayfa"))
    rest: Document = {"numberReturned": returned, "links": links}
    if place is None and question.after is None:
        rest["numberMatched"] = returned  # the page is the whole answer; counting more would cost
    return features, rest, version


async def _hits(
    request: Request, wanted: Collection, question: Question, form: forms.Form
) -> tuple[bytes, Document, int]:
    number, version = await _ask(request, question, sql.hits(wanted.relation, question))
    return b"", {"numberMatched": number, "numberReturned": 0, "links": _links(request, wanted, form)}, version


async def _ask(request: Request, question: Question, statement: sql.Statement) -> Any:
    try:
        return await one_row(request, statement)
    except (psycopg.DataError, psycopg.InternalError):
        # The two things of a question that only the database can judge.
        if question.box is not None and not question.box.crs.geographic:
            raise bad_parameter("bbox", "bu sistemin sınırları dışında", "outside this CRS") from None
        if question.after is not None:
            raise bad_parameter("sonraki", "bu sunucunun verdiği bir değer değil", "not given by this server") from None
        raise


def _only_hits(request: Request) -> bool:
    kind = request.query_params.get("resultType", "results")
    if kind not in ("results", "hits"):
        raise bad_parameter("resultType", "results ya da hits", "results or hits")
    return kind == "hits"


def _token(question: Question, place: str) -> str:
    values = json.loads(place) if question.sort else [place]
    return tokens.write(order_of(question.sort), values)


def _links(request: Request, wanted: Collection, form: forms.Form) -> list[Link]:
    here = address(request, "collections", wanted.id, "items")
    links = forms.alternates(request, form, forms.FEATURES, here, "Bu sayfa")
    links.append(link("collection", address(request, "collections", wanted.id), JSON, wanted.title))
    return links


async def _unchanged(request: Request, form: forms.Form) -> Response | None:
    if "if-none-match" not in request.headers:
        return None
    return not_modified(request, etag(request, await dataset_version(request), form))


def _answer(request: Request, form: forms.Form, body: bytes, version: int, crs: Crs, links: list[Link]) -> Response:
    # The version is of the snapshot that the features were read from, not of the moment the request came.
    made = headers(etag(request, version, form)) | {"Content-Crs": f"<{crs.uri}>", "Link": header(links)}
    if form is forms.AS_HTML:
        made |= PAGE_HEADERS
    return Response(body, media_type=form.media, headers=made)


def _dump(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


ROUTES = [
    Route("/collections/{collection}/items", remembered(items)),
    Route("/collections/{collection}/items/{feature}", remembered(item)),
]
