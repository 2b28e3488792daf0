"""The published collections: which rows of which relation, under which name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbs_envanter.store.features import ASSETS, DELETED, EVENTS, NEIGHBOURHOODS, PARCELS, Property, Relation


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: a public relation, narrowed by fixed property values."""

    id: str
    title: str
    description: str
    relation: Relation
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def filters(self) -> list[Property]:
        """Properties that are query parameters; one whose value is fixed needs none."""
        return [p for p in self.relation.properties if p.simple and p.name not in self.fixed]


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
        Collection("parseller", "Parseller", "Raporda anılan parseller / Parcels that the report names", PARCELS),
        Collection(
            "tasinmaz-islemleri",
            "Taşınmaz işlemleri",
            "Kira, tahsis, kamulaştırma ve 18. madde işlemleri / Leases, allocations, expropriations, article 18",
            EVENTS,
        ),
        Collection(
            "silinenler",
            "Silinenler",
            "Artık yayımda olmayan varlıklar: yansılar için / Assets no longer public: for mirrors",
            DELETED,
        ),
    )
}
