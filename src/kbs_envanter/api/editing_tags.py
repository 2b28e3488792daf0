"""Preconditions of writes: which entity tags name the version of an asset that is there now (RFC 9110, 13.1.1)."""

from collections.abc import Iterable

from starlette.requests import Request

from kbs_envanter.api import forms
from kbs_envanter.api.caching import GZIP_MARK, etag
from kbs_envanter.api.collections import Collection


def item_tags(request: Request, wanted: Collection, kod: str, versions: Iterable[int | None]) -> set[str]:
    """Tags of all forms of an item at these dataset versions."""
    asked = (b"", b"f=json", b"f=geojson", b"f=html")
    return {
        etag(_reading(request, wanted, kod, query), version, form, wanted.role)
        for version in versions
        if version is not None
        for form in forms.FEATURES
        for query in asked
    }


def item_tag(request: Request, wanted: Collection, kod: str, version: int) -> str:
    """The tag of an item as it is answered to who asks for nothing special."""
    return etag(_reading(request, wanted, kod, b""), version, forms.AS_GEOJSON, wanted.role)


def given_tags(request: Request) -> set[str]:
    """The tags of If-Match. A compressed body has a mark in its own; weak ones never match."""
    given = [one.strip() for one in request.headers.get("if-match", "").split(",")]
    return {one.replace(f'{GZIP_MARK}"', '"') for one in given if one and not one.startswith("W/")}


def _reading(request: Request, wanted: Collection, kod: str, query: bytes) -> Request:
    """The request that would read the item."""
    prefix = request.scope.get("root_path", "").rstrip("/")
    path = f"{prefix}/collections/{wanted.id}/items/{kod}"
    return Request({**request.scope, "method": "GET", "path": path, "query_string": query})
