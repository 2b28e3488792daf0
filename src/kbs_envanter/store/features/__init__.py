"""Questions to the public relations, as SQL whose answer is finished GeoJSON."""

from collections.abc import Mapping
from typing import Any

from kbs_envanter.store.features.crs import CRS84, SUPPORTED, Crs
from kbs_envanter.store.features.paging import SortKey
from kbs_envanter.store.features.question import Box, Question, Statement
from kbs_envanter.store.features.relations import (
    ASSETS,
    DELETED,
    EVENTS,
    NEIGHBOURHOODS,
    PARCELS,
    Property,
    Relation,
)
from kbs_envanter.store.features.statements import extent, hits, item, page, rows, version

__all__ = [
    "ASSETS", "CRS84", "DELETED", "EVENTS", "NEIGHBOURHOODS", "PARCELS", "SUPPORTED", "Box", "Crs", "Property",
    "Question", "Relation", "SortKey", "Statement", "extent", "hits", "item", "items", "page", "rows", "version",
]  # fmt: skip


def items(
    relation: Relation, *, ilce_kodu: int, equal: Mapping[str, Any], bbox: None, after: None, limit: int
) -> Statement:
    """Everything that matches, in order of id, as one text: see ``page``."""
    statement, parameters = page(relation, Question(ilce_kodu, limit=limit, equal=equal))
    return f"SELECT convert_from(whole.features, 'UTF8') FROM ({statement}) whole (features)", parameters
