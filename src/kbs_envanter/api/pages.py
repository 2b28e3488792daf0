"""The resources of the API as pages for people: without scripts, the same facts as the JSON, in their language."""

from typing import Any

from starlette.requests import Request

from kbs_envanter import frame, language
from kbs_envanter.api.collections import Collection
from kbs_envanter.store.features import Crs

_COLUMNS = 8  # of a table of features; the rest is on the feature's own page


def headers(request: Request) -> dict[str, str]:
    """Headers of a page: no script at all, no file but our style sheets; its language."""
    return frame.headers() | language.headers(request)


def page(template: str, request: Request, **context: Any) -> str:
    """A page of the service; every link in it comes from the document it shows."""
    return frame.render("kbs_envanter.api", template, request, **context)


def features_page(request: Request, collection: Collection, document: dict[str, Any], crs: Crs) -> str:
    """A page of features as a table."""
    shown = [p for p in collection.relation.answered if p.type != "array"]
    given = document["features"][0]["properties"] if document["features"] else {}
    columns = [p for p in shown if p.name in given or not given][:_COLUMNS]
    links = {one["rel"]: one["href"] for one in document["links"]}
    title = language.speech(language.choose(request)).either(collection.title)
    context = {"title": title, "document": document, "links": links, "crs": crs}
    return page("kayitlar.html", request, collection=collection, columns=columns, **context)


def feature_page(request: Request, collection: Collection, document: dict[str, Any], crs: Crs) -> str:
    """One feature: every property with its title."""
    links = {one["rel"]: one["href"] for one in document["links"]}
    titles = {p.name: p.title for p in collection.relation.properties}
    context = {
        "title": document["properties"].get("ad", document["id"]),
        "document": document,
        "links": links,
        "crs": crs,
    }
    return page("kayit.html", request, collection=collection, titles=titles, **context)
