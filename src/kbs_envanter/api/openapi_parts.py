"""The parts of the API definition: what features look like, and the answers that every path may give."""

from collections.abc import Iterable
from typing import Any

from kbs_envanter.api.links import GEOJSON, HTML
from kbs_envanter.api.parameters import Parameter
from kbs_envanter.api.problems import PROBLEM
from kbs_envanter.store.features import Property, Relation

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_LINK: Json = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {"href": _TEXT, "rel": _TEXT, "type": _TEXT, "title": _TEXT},
}


def feature(relation: Relation) -> Json:
    """Schema of one feature of a relation."""
    geometry: Json = {"type": "object", "nullable": True}
    if relation.geometry is not None:
        geometry |= {"properties": {"type": {"type": "string", "enum": [relation.geometry]}}}
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _TEXT,
            "geometry": geometry,
            "properties": {"type": "object", "properties": {p.name: _property(p) for p in relation.answered}},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        },
    }


def feature_page(one: Json) -> Json:
    """Schema of a page of such features."""
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": one},
            "numberReturned": {"type": "integer", "minimum": 0},
            "numberMatched": {"type": "integer", "minimum": 0},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        },
    }


def _property(prop: Property) -> Json:
    described: Json = {"type": prop.type, "title": prop.title}
    if not prop.required:
        described["nullable"] = True
    if prop.type in ("date", "date-time"):
        described |= {"type": "string", "format": prop.type}
    if prop.type == "array":
        described["items"] = {}
    return described


def _problem(description: str, **more: Any) -> Json:
    return {
        "description": description, **more,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}},
    }  # fmt: skip


COMPONENTS: Json = {
    "schemas": {
        "link": _LINK,
        "problem": {
            "type": "object",
            "required": ["title", "status", "detail", "detail_en"],
            "properties": {
                "type": _TEXT, "title": _TEXT, "status": {"type": "integer"},
                "detail": _TEXT, "detail_en": _TEXT, "parametre": _TEXT,
            },
        },
    },
    "headers": {
        "ETag": {"description": "Yanıtın değişmez adı / Strong validator", "schema": _TEXT},
        "Link": {"description": "Belgedeki bağlantılar / The document's links", "schema": _TEXT},
        "Content-Crs": {"description": "Koordinatların sistemi, açılı ayraçta / CRS of the answer", "schema": _TEXT},
    },
    "responses": {
        "NotModified": {
            "description": "Elinizdeki yanıt güncel / What you have is current",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
        },
        "BadRequest": _problem("Hatalı parametre / Bad parameter"),
        "NotFound": _problem("Yok / Not found"),
        "NotAcceptable": _problem("İstenen türde gösterim yok / No such representation"),
        "Failure": _problem("Sunucu hatası / Server failure"),
        "Busy": _problem(
            "Sunucu dolu ya da sorgu uzun sürdü / Busy, or the query took too long",
            headers={"Retry-After": {"description": "Saniye / Seconds", "schema": {"type": "integer"}}},
        ),
    },
}  # fmt: skip


def get(
    operation: str,
    summary: str,
    content: dict[str, Json],
    parameters: Iterable[Parameter],
    *,
    path_parameters: Iterable[Json] = (),
    tag: str = "",
    missing: bool = False,
) -> Json:
    """A path that can be read: one GET with its answers.

    Args:
        operation: its id.
        summary: what it gives, in two languages.
        content: schema by media type; a page for people is always added.
        parameters: of the query.
        path_parameters: of the path, as OpenAPI objects.
        tag: the group it is shown in.
        missing: whether 404 is an answer.
    """
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
