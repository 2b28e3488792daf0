"""Filters by CQL2 (OGC 21-065r2): read from text or JSON, written as SQL with bound values."""

from kbs_envanter.store.cql2.geometry import CRS84, Crs
from kbs_envanter.store.cql2.json_ import parse_json
from kbs_envanter.store.cql2.sql import Column, to_sql
from kbs_envanter.store.cql2.text import parse_text
from kbs_envanter.store.cql2.tree import Cql2Refused, Expression, properties_of

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
    for name in (
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "array-functions",
        "property-property",
        "arithmetic",
        "cql2-text",
        "cql2-json",
    )
)

__all__ = [
    "CONFORMANCE",
    "CRS84",
    "Column",
    "Cql2Refused",
    "Crs",
    "Expression",
    "parse_json",
    "parse_text",
    "properties_of",
    "to_sql",
]
