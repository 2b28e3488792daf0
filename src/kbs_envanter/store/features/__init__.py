"""Questions to the public relations, as SQL whose answer is finished GeoJSON."""

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
    "Question", "Relation", "SortKey", "Statement", "extent", "hits", "item", "page", "rows", "version",
]  # fmt: skip
