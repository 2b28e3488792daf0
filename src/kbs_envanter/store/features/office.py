"""What the office may read beside the public relations: staff and officers each have schemas of their own."""

from kbs_envanter.store.features.relations import ASSETS, EVENTS, Property, Relation

_DIRECTORATE = Property("mudurluk", "string", "Sorumlu müdürlük / Directorate in charge")
_ACCESS = Property("erisim", "string", "Erişim / Access", required=True, values=("acik", "gizli"))
_OFFICE = (
    _DIRECTORATE,
    _ACCESS,
    Property("son_dogrulama", "date-time", "Sahada son doğrulama / Last verified in the field"),
    Property("aday_sayisi", "integer", "Aday konum sayısı / Candidate positions", required=True),
    Property("bulgu_sayisi", "integer", "Açık bulgu sayısı / Open findings", required=True),
)
_PARTY = Property("karsi_taraf", "string", "Karşı taraf / Other party")
_PARTY_CLASS = Property("karsi_taraf_sinifi", "string", "Karşı tarafın sınıfı / Class of the other party")
_ASSET_NAME = Property("varlik_adi", "string", "İlgili varlığın adı / Name of the asset")
# The dataset version of the last change belongs to what is published.
_ASSET_FACTS = tuple(prop for prop in ASSETS.properties if prop.name != "degisim")

STAFF_ASSETS = Relation(
    "kbs.gorevli_varlik", (*_ASSET_FACTS, *_OFFICE), geometry="Point", search="aranan", year="rapor_yili"
)
STAFF_EVENTS = Relation(
    "kbs.gorevli_islem",
    (*EVENTS.properties, _ASSET_NAME, _DIRECTORATE),
    geometry="Point",
    search=EVENTS.search,
    year="rapor_yili",
)
OFFICER_ASSETS = Relation(
    "kbs.emlak_varlik_ilcede(%(ilce_kodu)s::int)",
    (*_ASSET_FACTS, *_OFFICE, _PARTY, _PARTY_CLASS),
    geometry="Point",
    search="aranan",
    year="rapor_yili",
)
OFFICER_EVENTS = Relation(
    "kbs.emlak_islem",
    (*EVENTS.properties, _ASSET_NAME, _DIRECTORATE, _PARTY, Property("erisim", "string", "Varlığın erişimi / Access")),
    geometry="Point",
    search="kbs.katla(concat_ws(' ', kod, mahalle, adres, ada_parsel, konu, karsi_taraf))",
    year="rapor_yili",
)
