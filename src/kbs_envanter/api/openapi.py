"""The API definition: OpenAPI 3.0, made from the same collections and parameters that answer requests."""

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api.collections import COLLECTIONS, Collection
from kbs_envanter.api.items import ITEM_PARAMETERS, ITEMS_PARAMETERS
from kbs_envanter.api.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, root
from kbs_envanter.api.openapi_parts import COMPONENTS, feature, feature_page
from kbs_envanter.api.parameters import Parameter, form

Json = dict[str, Any]

_OBJECT: Json = {"type": "object"}
_DOCUMENTS = (
    ("/", "landing", "Giriş / Landing page"),
    ("/conformance", "conformance", "Uyulan standart sınıfları / Conformance"),
    ("/collections", "collections", "Koleksiyonlar / Collections"),
)
_SCHEMAS = (
    ("schema", "öznitelikler / schema"),
    ("queryables", "süzülebilen öznitelikler / queryables"),
    ("sortables", "sıralanabilen öznitelikler / sortables"),
)
_FORM = form("json", "html")


async def definition(request: Request) -> Response:
    """``/api``: the definition under exactly the media type the standard names."""
    text = json.dumps(document(root(request).rstrip("/")), ensure_ascii=False)
    return Response(text, media_type=OPENAPI, headers={"Cache-Control": "no-cache"})


def document(server: str) -> Json:
    """The whole definition for a service at the address ``server``."""
    paths: Json = {path: _get(name, summary, {JSON: _OBJECT}, [_FORM]) for path, name, summary in _DOCUMENTS}
    for collection in COLLECTIONS.values():
        paths |= _collection_paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "KBS Envanter",
            "version": "1.0.0",
            "description": "Belediye varlıkları: OGC API – Features / Municipal assets as OGC API – Features",
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/tr/"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": c.id, "description": c.description} for c in COLLECTIONS.values()],
        "paths": paths,
        "components": COMPONENTS,
    }


def _collection_paths(collection: Collection) -> Json:
    base, name, relation = f"/collections/{collection.id}", collection.id.replace("-", "_"), collection.relation
    about = {"tag": collection.id, "missing": True}
    identifier = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    one = feature(relation)
    paths = {
        base: _get(name, f"{collection.title}: tanım / description", {JSON: _OBJECT}, [_FORM], **about),
        f"{base}/items": _get(
            f"{name}_items", f"{collection.title}: kayıtlar / features", {GEOJSON: feature_page(one)},
            ITEMS_PARAMETERS[collection.id], **about,
        ),
        f"{base}/items/{{featureId}}": _get(
            f"{name}_item", f"{collection.title}: bir kayıt / one feature", {GEOJSON: one},
            ITEM_PARAMETERS, path_parameters=[identifier], **about,
        ),
    }  # fmt: skip
    for kind, what in _SCHEMAS:
        summary = f"{collection.title}: {what}"
        paths[f"{base}/{kind}"] = _get(f"{name}_{kind}", summary, {SCHEMA: _OBJECT}, [_FORM], **about)
    return paths


def _get(
    operation: str,
    summary: str,
    content: dict[str, Json],
    parameters: Iterable[Parameter],
    *,
    path_parameters: Iterable[Json] = (),
    tag: str = "",
    missing: bool = False,
) -> Json:
    shown = {media: {"schema": schema} for media, schema in content.items()}
    shown[HTML] = {"schema": {"type": "string"}}
    names = ("BadRequest", "NotAcceptable", "Failure", "Busy")
    responses: Json = {
        "200": {
            "description": "Tamam / OK",
            "headers": {
                name: {"$ref": f"#/components/headers/{name}"}
                for name in ("ETag", "Link", *(("Content-Crs",) if GEOJSON in content else ()))
            },
            "content": shown,
        },
        "304": {"$ref": "#/components/responses/NotModified"},
        **{
            status: {"$ref": f"#/components/responses/{name}"}
            for status, name in zip(("400", "406", "500", "503"), names, strict=True)
        },
    }
    if missing:
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            **({"tags": [tag]} if tag else {}),
            "parameters": [*path_parameters, *(parameter.definition() for parameter in parameters)],
            "responses": dict(sorted(responses.items())),
        }
    }


ROUTES = [Route("/api", definition)]
