"""The collections: which rows of which relation, under which name, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.language import N_
from kbs_envanter.store.features import ASSETS, DELETED, EVENTS, NEIGHBOURHOODS, PARCELS, Property, Relation
from kbs_envanter.store.features.office import OFFICER_ASSETS, OFFICER_EVENTS, STAFF_ASSETS, STAFF_EVENTS
from kbs_envanter.store.roles import EMLAK, GOREVLI, KAMU


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: a relation, narrowed by fixed property values.

    ``needs`` is what its reader must be permitted, ``role`` the database role that reads it: whoever asks gets the
    same bytes.
    """

    id: str
    title: str
    description: str
    relation: Relation
    fixed: Mapping[str, Any] = field(default_factory=dict)
    needs: Permission = Permission.ACIK_OKU
    role: str = KAMU

    @property
    def filters(self) -> list[Property]:
        """Properties that are query parameters; one whose value is fixed needs none."""
        return [p for p in self.relation.properties if p.simple and p.name not in self.fixed]


COLLECTIONS: dict[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection("varliklar", N_("Varlıklar"), "Belediyenin bütün varlıkları / All municipal assets", ASSETS),
        Collection("binalar", N_("Binalar"), "Hizmet binaları / Municipal buildings", ASSETS, {"tur": "bina"}),
        Collection(
            "spor-tesisleri", N_("Spor tesisleri"), "Spor tesisleri / Sports facilities", ASSETS, {"tur": "spor_tesisi"}
        ),
        Collection(
            "parklar", N_("Parklar"), "Parklar ve yeşil alanlar / Parks and green places", ASSETS, {"tur": "park"}
        ),
        Collection("pazarlar", N_("Pazarlar"), "Pazar yerleri / Market places", ASSETS, {"tur": "pazar"}),
        Collection("mahalleler", N_("Mahalleler"), "Mahalle sınırları / Neighbourhood boundaries", NEIGHBOURHOODS),
        Collection("parseller", N_("Parseller"), "Raporda anılan parseller / Parcels that the report names", PARCELS),
        Collection(
            "tasinmaz-islemleri",
            N_("Taşınmaz işlemleri"),
            "Kira, tahsis, kamulaştırma ve 18. madde işlemleri / Leases, allocations, expropriations, article 18",
            EVENTS,
        ),
        Collection(
            "silinenler",
            N_("Silinenler"),
            "Artık yayımda olmayan varlıklar: yansılar için / Assets no longer public: for mirrors",
            DELETED,
        ),
    )
}

# Beside the public ones; who may not read them does not find them in a list.
OFFICE: dict[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection(
            "gorevli-varliklar",
            N_("Varlıklar (görevli)"),
            "Varlıklar; müdürlük, doğrulama, aday konum ve bulgu sayısıyla / Assets as staff see them",
            STAFF_ASSETS,
            needs=Permission.GOREVLI_OKU,
            role=GOREVLI,
        ),
        Collection(
            "gorevli-islemler",
            N_("Taşınmaz işlemleri (görevli)"),
            "Taşınmaz işlemleri; ilgili varlık ve müdürlükle / Property events as staff see them",
            STAFF_EVENTS,
            needs=Permission.GOREVLI_OKU,
            role=GOREVLI,
        ),
        Collection(
            "emlak-varliklar",
            N_("Varlıklar (emlak)"),
            "Gizli olanlarla bütün varlıklar; karşı taraf ve mülkiyet metniyle / All assets, with withheld ones",
            OFFICER_ASSETS,
            needs=Permission.EMLAK_OKU,
            role=EMLAK,
        ),
        Collection(
            "emlak-islemler",
            N_("Taşınmaz işlemleri (emlak)"),
            "Taşınmaz işlemleri; karşı tarafla / Property events with the other party",
            OFFICER_EVENTS,
            needs=Permission.EMLAK_OKU,
            role=EMLAK,
        ),
    )
}
EVERY = COLLECTIONS | OFFICE


def readable(who: Who) -> dict[str, Collection]:
    """The collections that an asker may read, the public ones first."""
    return COLLECTIONS | {name: collection for name, collection in OFFICE.items() if who.may(collection.needs)}
