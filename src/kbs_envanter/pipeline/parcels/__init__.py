"""The parcel register: parcels from a cadastre's files and services, and which parcel became which."""

from kbs_envanter.pipeline.parcels.lineage import Lineage, load_lineage
from kbs_envanter.pipeline.parcels.register import Imported, load_parcels
from kbs_envanter.pipeline.parcels.types import (
    AreaDifference,
    ParcelOptions,
    ParcelSourceRefused,
    Rejected,
    write_rejected,
)

__all__ = [
    "AreaDifference", "Imported", "Lineage", "ParcelOptions", "ParcelSourceRefused", "Rejected", "load_lineage",
    "load_parcels", "write_rejected",
]  # fmt: skip
