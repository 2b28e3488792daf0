"""``/items`` and ``/items/{id}``: from the request through one SQL statement to bytes."""

import json
from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.access import require
from kbs_envanter.api import forms, tokens
from kbs_envanter.api.answering import dataset_version, one_row
from kbs_envanter.api.asking import order_of, read_chosen, read_question, read_until
from kbs_envanter.api.caching import etag, headers, not_modified
from kbs_envanter.api.collections import COLLECTIONS, EVERY, Collection
from kbs_envanter.api.downloads import FORMS, download
from kbs_envanter.api.filtering import read_crs
from kbs_envanter.api.links import JSON, Link, address, asked_again, header, link
from kbs_envanter.api.memory import remembered
from kbs_envanter.api.pages import feature_page, features_page
from kbs_envanter.api.pages import headers as page_headers
from kbs_envanter.api.parameters import of_item, of_items, refuse_unknown
from kbs_envanter.api.problems import bad_parameter, not_found
from kbs_envanter.store import features as sql
from kbs_envanter.store.features import Crs, Question

_FORM_NAMES = ("json", "geojson", "html")
_ITEMS_FORMS = (*forms.FEATURES, *FORMS)
_ITEMS_NAMES = (*_FORM_NAMES, *(form.name for form in FORMS))
ITEMS_PARAMETERS = {name: of_items(collection, _ITEMS_NAMES) for name, collection in EVERY.items()}
ITEM_PARAMETERS = of_item(_FORM_NAMES)
_ITEMS_KNOWN = {name: {p.name for p in parameters} for name, parameters in ITEMS_PARAMETERS.items()}
_ITEM_KNOWN = {p.name for p in ITEM_PARAMETERS}

Document = dict[str, Any]


def find_collection(request: Request) -> Collection:
    """The collection that the path names.

    Raises:
        Refused: 404.
        NotAllowed: when the asker may not read it.
    """
    name = request.path_params["collection"]
    if name not in EVERY:
        listed = ", ".join(COLLECTIONS)
        tr, en = f"{name} diye bir koleksiyon yok; olanlar: {listed}.", f"No collection {name}; there are: {listed}."
        raise not_found(tr, en)
    if name not in COLLECTIONS:
        require(request, EVERY[name].needs)
    return EVERY[name]


async def items(request: Request) -> Response:
    """A page of features, or with ``resultType=hits`` their number."""
    wanted = find_collection(request)
    refuse_unknown(request.query_params, _ITEMS_KNOWN[wanted.id])
    form = forms.choose(request, _ITEMS_FORMS)
    if (same := await _unchanged(request, wanted, form)) is not None:
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
    return _answer(request, wanted, form, body, version, question.crs, links)


async def item(request: Request) -> Response:
    """One feature by its code."""
    wanted, kod = find_collection(request), request.path_params["feature"]
    refuse_unknown(request.query_params, _ITEM_KNOWN)
    form = forms.choose(request, forms.FEATURES)
    given = dict(request.query_params)
    question = Question(
        request.app.state.settings.ilce_kodu,
        equal=wanted.fixed,
        until=read_until(given),
        crs=read_crs(given, "crs"),
        chosen=read_chosen(given, wanted.relation),
    )
    row = await one_row(request, sql.item(wanted.relation, kod=kod.replace("\0", ""), asked=question), wanted.role)
    if row is None:
        raise not_found(f"{wanted.id} içinde {kod} yok.", f"There is no {kod} in {wanted.id}.")
    feature, version, changed = row
    # An asset's tag is of its own last change: whoever edits it is not disturbed by changes elsewhere.
    tagged = version if changed is None else changed
    same = not_modified(request, etag(request, tagged, form, wanted.role)) if wanted.id in COLLECTIONS else None
    if same is not None:
        return same
    links = forms.alternates(request, form, forms.FEATURES, address(request, "collections", wanted.id, "items", kod))
    links.append(link("collection", address(request, "collections", wanted.id), JSON, wanted.title))
    body = b'%b,"links":%b}' % (feature[:-1], _dump(links))
    if form is forms.AS_HTML:
        body = feature_page(request, wanted, json.loads(body), question.crs).encode()
    return _answer(request, wanted, form, body, version, question.crs, links, tagged)


async def _page(
    request: Request, wanted: Collection, question: Question, form: forms.Form
) -> tuple[bytes, Document, int]:
    features, returned, place, version = await _ask(request, wanted, question, sql.page(wanted.relation, question))
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
    number, version = await _ask(request, wanted, question, sql.hits(wanted.relation, question))
    return b"", {"numberMatched": number, "numberReturned": 0, "links": _links(request, wanted, form)}, version


async def _ask(request: Request, wanted: Collection, question: Question, statement: sql.Statement) -> Any:
    try:
        return await one_row(request, statement, wanted.role)
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


async def _unchanged(request: Request, wanted: Collection, form: forms.Form) -> Response | None:
    if "if-none-match" not in request.headers or wanted.id not in COLLECTIONS:
        return None
    return not_modified(request, etag(request, await dataset_version(request), form))


def _answer(
    request: Request,
    wanted: Collection,
    form: forms.Form,
    body: bytes,
    version: int,
    crs: Crs,
    links: list[Link],
    tagged: int | None = None,
) -> Response:
    # The version is of the snapshot that the features were read from, not of the moment the request came.
    made = headers(etag(request, version if tagged is None else tagged, form, wanted.role), wanted.role)
    made |= {"Content-Crs": f"<{crs.uri}>", "Link": header(links), "KBS-Veri-Surumu": str(version)}
    if form is forms.AS_HTML:
        made |= page_headers(request)
    return Response(body, media_type=form.media, headers=made)


def _dump(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


ROUTES = [
    Route("/collections/{collection}/items", remembered(items)),
    Route("/collections/{collection}/items/{feature}", remembered(item)),
]
