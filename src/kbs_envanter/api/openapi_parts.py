"""The parts of the API definition: what features look like, and the answers that every path may give."""

from typing import Any

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
            "properties": {"type": "object", "properties": {p.name: _property(p) for p in relation.properties}},
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
