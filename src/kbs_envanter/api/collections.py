"""The published collections: which rows of which view, under which name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbs_envanter.store.features import ASSETS, NEIGHBOURHOODS, Relation


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: a public view, narrowed by fixed property values."""

    id: str
    title: str
    description: str
    relation: Relation
    fixed: Mapping[str, Any] = field(default_factory=dict)


COLLECTIONS: dict[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection("varliklar", "Varlıklar", "Belediyenin bütün varlıkları / All municipal assets", ASSETS),
        Collection("binalar", "Binalar", "Hizmet binaları / Municipal buildings", ASSETS, {"tur": "bina"}),
        Collection(
            "spor-tesisleri", "Spor tesisleri", "Spor tesisleri / Sports facilities", ASSETS, {"tur": "spor_tesisi"}
        ),
        Collection("parklar", "Parklar", "Parklar ve yeşil alanlar / Parks and green places", ASSETS, {"tur": "park"}),
        Collection("pazarlar", "Pazarlar", "Pazar yerleri / Market places", ASSETS, {"tur": "pazar"}),
        Collection("mahalleler", "Mahalleler", "Mahalle sınırları / Neighbourhood boundaries", NEIGHBOURHOODS),
    )
}
