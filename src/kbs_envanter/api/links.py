"""Links: every href of every document is made here, absolute, under the prefix the client used."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

JSON = "application/json"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"


def address(request: Request, *path: str, query: Mapping[str, Any] | None = None) -> str:
    """Absolute address of a path of this service."""
    tail = "/".join(quote(part, safe="") for part in path)
    return f"{request.base_url}{tail}" + (f"?{urlencode(query)}" if query else "")


def link(rel: str, href: str, type_: str, title: str = "") -> dict[str, str]:
    """A link object (OGC API Common): relation, address, media type and what a person calls it."""
    made = {"rel": rel, "href": href, "type": type_}
    return made | {"title": title} if title else made
