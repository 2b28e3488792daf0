"""JSON Schema (2020-12) of a collection: what its features have, what may be asked, what orders (Part 3 and 5)."""

from typing import Any

from kbs_envanter.api.collections import Collection
from kbs_envanter.store.features import Property

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(collection: Collection) -> dict[str, Any]:
    """Every property of the features, with the geometry and the id in their roles."""
    relation = collection.relation
    properties = {p.name: _property(p) for p in relation.answered}
    properties["kod"] |= {"x-ogc-role": "id"}
    if relation.geometry is not None:
        properties["geometry"] = _geometry(relation.geometry)
    required = [p.name for p in relation.answered if p.required]
    return {"type": "object", "properties": properties, "required": required}


def queryables(collection: Collection) -> dict[str, Any]:
    """The properties that are query parameters and may stand in a filter; the geometry in a filter alone."""
    properties = {p.name: _property(p) for p in collection.relation.properties if p.simple}
    if collection.relation.geometry is not None:
        properties["geometry"] = _geometry(collection.relation.geometry)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def sortables(collection: Collection) -> dict[str, Any]:
    """The properties that ``sortby`` takes."""
    properties = {p.name: _property(p) for p in collection.relation.properties if p.simple}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(prop: Property) -> dict[str, Any]:
    described: dict[str, Any] = {"title": prop.title, "type": prop.type}
    if prop.type in ("date", "date-time"):
        described |= {"type": "string", "format": prop.type}
    if prop.values:
        described["enum"] = list(prop.values)
    return described


def _geometry(kind: str) -> dict[str, Any]:
    return {
        "title": "Konum / Geometry",
        "x-ogc-role": "primary-geometry",
        "format": f"geometry-{kind.lower()}",
    }
