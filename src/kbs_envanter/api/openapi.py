"""The API definition: OpenAPI 3.0, made from the same collections and properties that answer requests."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api.collections import COLLECTIONS, Collection
from kbs_envanter.api.links import GEOJSON, JSON, OPENAPI
from kbs_envanter.api.parameters import DEFAULT_LIMIT, MAXIMUM_LIMIT
from kbs_envanter.store.features import Property, Relation

_PROBLEM = "application/problem+json"


async def definition(request: Request) -> Response:
    """``/api``: the definition under exactly the media type the standard names."""
    server = str(request.base_url).rstrip("/")
    return Response(json.dumps(document(server), ensure_ascii=False), media_type=OPENAPI)


def document(server: str) -> dict[str, Any]:
    """The whole definition for a service at the address ``server``."""
    paths: dict[str, Any] = {
        "/": _get("landing", "Giriş / Landing page", JSON, {"type": "object"}),
        "/conformance": _get("conformance", "Uyulan standart sınıfları / Conformance", JSON, {"type": "object"}),
        "/collections": _get("collections", "Koleksiyonlar / Collections", JSON, {"type": "object"}),
    }
    for collection in COLLECTIONS.values():
        paths |= _collection_paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "KBS Envanter",
            "version": "1.0.0",
            "description": "Belediye varlıkları: OGC API – Features / Municipal assets as OGC API – Features",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": {"problem": _problem()}},
    }


def _collection_paths(collection: Collection) -> dict[str, Any]:
    base, relation = f"/collections/{collection.id}", collection.relation
    feature = _feature(relation)
    filters = [_filter(p) for p in relation.properties if p.filterable and p.name not in collection.fixed]
    identifier = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    name = collection.id.replace("-", "_")
    return {
        base: _get(name, f"{collection.title}: tanım / description", JSON, {"type": "object"}, missing=True),
        f"{base}/items": _get(
            f"{name}_items", f"{collection.title}: kayıtlar / features", GEOJSON, _page(feature), [*_paging(), *filters]
        ),
        f"{base}/items/{{featureId}}": _get(
            f"{name}_item", f"{collection.title}: bir kayıt / one feature", GEOJSON, feature, [identifier], missing=True
        ),
    }


def _get(
    operation: str,
    summary: str,
    media: str,
    schema: dict[str, Any],
    parameters: list | None = None,
    *,
    missing: bool = False,
) -> dict[str, Any]:
    problem = {"content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}}
    responses: dict[str, Any] = {
        "200": {"description": "Tamam / OK", "content": {media: {"schema": schema}}},
        "400": {"description": "Hatalı parametre / Bad parameter", **problem},
        "503": {"description": "Sunucu dolu / Busy", **problem},
    }
    if missing:
        responses["404"] = {"description": "Yok / Not found", **problem}
    only_json = {
        "name": "f",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "enum": ["json", "geojson"]},
    }
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [only_json, *(parameters or [])],
            "responses": responses,
        }
    }


def _paging() -> list[dict[str, Any]]:
    plain = {"in": "query", "required": False, "style": "form", "explode": False}
    limit = {"type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT, "default": DEFAULT_LIMIT}
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    token = {"type": "string", "description": "next bağlantısındaki değer / the value of a next link"}
    return [
        {"name": "limit", **plain, "schema": limit},
        {"name": "bbox", **plain, "schema": box},
        {"name": "sonraki", **plain, "schema": token},
    ]


def _filter(prop: Property) -> dict[str, Any]:
    return {
        "name": prop.name, "in": "query", "required": False, "description": prop.title,
        "style": "form", "explode": False, "schema": {"type": "integer" if prop.type == "integer" else "string"},
    }  # fmt: skip


def _feature(relation: Relation) -> dict[str, Any]:
    properties = {p.name: _property(p) for p in relation.properties}
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "properties": properties},
        },
    }


def _property(prop: Property) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": prop.type, "nullable": True, "title": prop.title}
    if prop.type == "date-time":
        schema |= {"type": "string", "format": "date-time"}
    if prop.type == "array":
        schema["items"] = {}
    return schema


def _page(feature: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": feature},
            "numberReturned": {"type": "integer"},
            "timeStamp": {"type": "string", "format": "date-time"},
            "links": {"type": "array", "items": {"type": "object"}},
        },
    }


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"},
            "detail": text, "detail_en": text, "parametre": text,
        },
    }  # fmt: skip


ROUTES = [Route("/api", definition)]
