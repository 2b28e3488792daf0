"""Links: every href of every document is made here, absolute, under the prefix the client used."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"

Link = dict[str, str]

_PLAIN_QUERY = re.compile(r"[A-Za-z0-9=&+%,:/;@!$'()*?._~-]*").fullmatch


def root(request: Request) -> str:
    """Absolute address of the service as the client knows it, ending in a slash."""
    scope = request.scope
    host = request.headers.get("host") or ":".join(map(str, scope["server"]))
    return f"{scope['scheme']}://{host}{scope.get('root_path', '').rstrip('/')}/"


def address(request: Request, *path: str, query: Mapping[str, Any] | None = None) -> str:
    """Absolute address of a path of this service."""
    tail = "/".join(quote(part, safe="") for part in path)
    return f"{root(request)}{tail}" + (f"?{urlencode(query)}" if query else "")


def asked_again(request: Request, *without: str, **more: str) -> str:
    """The request's own query string, ``?`` included, without some parameters and with others.

    It is taken as the client wrote it, which is cheaper than writing it anew; what may not stand in an address
    is percent-encoded.
    """
    raw = request.scope["query_string"].decode("latin-1")
    if not _PLAIN_QUERY(raw):
        raw = quote(raw, safe="=&+%,:/;@!$'()*?-._~", encoding="latin-1")
    parts = [part for part in raw.split("&") if part and part.split("=", 1)[0] not in (*without, *more)]
    parts += [f"{name}={quote(value, safe='')}" for name, value in more.items()]
    return "?" + "&".join(parts) if parts else ""


def link(rel: str, href: str, type_: str, title: str = "") -> Link:
    """A link object (OGC API Common): relation, address, media type and what a person calls it."""
    made = {"rel": rel, "href": href, "type": type_}
    return made | {"title": title} if title else made


def header(links: Iterable[Link]) -> str:
    """The same links as an HTTP ``Link`` header (RFC 8288); titles are left out, they are not ASCII."""
    return ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
