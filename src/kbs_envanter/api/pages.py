"""The resources of the API as pages for people: small, without scripts, in the same words as the JSON."""

import hashlib
from base64 import b64encode
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.links import root
from kbs_envanter.store.features import Crs


def style_sheet(name: str) -> str:
    """Text of a style sheet among the templates."""
    return files("kbs_envanter.api").joinpath(f"templates/{name}").read_text(encoding="utf-8")


_STYLE = style_sheet("sayfa.css")
_templates = Environment(
    loader=PackageLoader("kbs_envanter.api", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["style"] = Markup(_STYLE)

_COLUMNS = 8  # of a table of features; the rest is on the feature's own page


def headers(style: str) -> dict[str, str]:
    """Headers of a page: no script at all; its one style sheet is known by its hash, so the bytes never vary."""
    known = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; img-src data:; style-src 'sha256-{known}'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


HEADERS = headers(_STYLE)


def page(template: str, request: Request, **context: Any) -> str:
    """A page of the service; every link in it comes from the document it shows."""
    return _templates.get_template(template).render(root=root(request), **context)


def features_page(request: Request, collection: Collection, document: dict[str, Any], crs: Crs) -> str:
    """A page of features as a table."""
    shown = [p for p in collection.relation.properties if p.type != "array"]
    given = document["features"][0]["properties"] if document["features"] else {}
    columns = [p for p in shown if p.name in given or not given][:_COLUMNS]
    links = {one["rel"]: one["href"] for one in document["links"]}
    context = {"title": collection.title, "document": document, "links": links, "crs": crs}
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
