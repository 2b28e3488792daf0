"""What may be read: the public relations, their properties, and what each property may be asked for.

Names of relations and columns that reach SQL come from here, never from a request.
"""

from dataclasses import dataclass, replace
from typing import Literal

PropertyType = Literal["string", "integer", "number", "array", "date", "date-time"]
ROLE_ID = "id"


@dataclass(frozen=True, slots=True)
class Property:
    """A published property: its name (the relation's column), JSON type and what it says, in two languages."""

    name: str
    type: PropertyType
    title: str
    required: bool = False
    values: tuple[str, ...] = ()
    answered: bool = True  # False: may be asked for by filters and order, and is not told

    @property
    def simple(self) -> bool:
        """Whether it can be compared and ordered; a list cannot."""
        return self.type != "array"

    @property
    def by_range(self) -> bool:
        """Whether a filter takes ``from/to`` instead of one value."""
        return self.type in ("date", "date-time") or self.name == "degisim"


@dataclass(frozen=True, slots=True)
class Relation:
    """A public relation whose rows are features. ``kod`` is the feature id, ``geom`` its geometry in EPSG:4326.

    Attributes:
        view: schema-qualified name.
        properties: in the order they are written.
        geometry: GeoJSON type; None when rows never have one.
        search: SQL text that free text is looked for in, already folded by ``kbs.katla``.
        year: column with the year from whose first day a row holds; None when rows always hold.
        ready: whether columns ``geometri`` and ``nitelikler`` carry finished GeoJSON text.
        past: view of the same rows and of those that they replaced, with ``gecerli_bas`` and ``gecerli_son``; None when
            only the present is kept.
    """

    view: str
    properties: tuple[Property, ...]
    geometry: str | None
    search: str
    year: str | None = None
    ready: bool = False
    past: str | None = None

    @property
    def answered(self) -> tuple[Property, ...]:
        """The properties that a feature has."""
        return tuple(prop for prop in self.properties if prop.answered)

    def property(self, name: str) -> Property:
        """The property of that name.

        Raises:
            KeyError: when there is none.
        """
        for found in self.properties:
            if found.name == name:
                return found
        raise KeyError(name)


_CHANGE = Property(
    "degisim", "integer", "Kaydı en son değiştiren veri sürümü / Dataset version that last changed it", required=True
)
# Of an asset it is not told: a state that comes back by an undo is answered byte for byte as it was.
_ASSET_CHANGE = replace(_CHANGE, required=False, answered=False)
_TUR = ("bina", "spor_tesisi", "park", "pazar")
_SOURCE = (
    Property("rapor_yili", "integer", "Rapor yılı / Year of the report"),
    Property("satir_bas", "integer", "Rapor metnindeki ilk satır / First line in the report"),
    Property("satir_son", "integer", "Rapor metnindeki son satır / Last line in the report"),
    Property("kaynak", "string", "Kaynak / Source"),
)
_KESINLIK = ("parsel", "kapi", "yer", "sokak", "mahalle", "yok")

ASSETS = Relation(
    "kbs.yayin_varlik",
    (
        Property("kod", "string", "Değişmeyen varlık kodu / Permanent code", required=True),
        Property("tur", "string", "Tür / Kind", required=True, values=_TUR),
        Property("alt_tur", "string", "Alt tür / Sub-kind"),
        Property("ad", "string", "Ad / Name", required=True),
        Property("mahalle", "string", "Mahalle / Neighbourhood"),
        Property("mahalle_kod", "string", "Mahalle kodu / Code of the neighbourhood"),
        Property("adres", "string", "Raporda yazan adres / Address as reported"),
        Property("kullanim", "string", "Kullanımlar, noktalı virgülle ayrılmış / Uses"),
        Property("pafta", "string", "Pafta / Map sheet"),
        Property("ada_parsel", "string", "Parsel atıfları, okunmuş / Parcel references"),
        Property(
            "parseller", "array", "Parseller: tapu mahallesi, ada, parsel, ilişki, eski numaralar, ham metin / Parcels"
        ),
        Property("alan_m2", "number", "Alan, m² / Area"),
        Property("mulkiyet", "string", "Mülkiyet durumu, raporda yazdığı gibi / Ownership as reported"),
        Property("arsa_sahibi", "string", "Arsa sahibinin sınıfı / Class of the land's owner"),
        Property("bina_sahibi", "string", "Bina sahibinin sınıfı / Class of the building's owner"),
        Property("hak_turu", "string", "Hak türü / Type of right"),
        Property("haklar", "array", "Haklar, okunmuş / Rights"),
        Property("kesinlik", "string", "Konum kesinliği / Precision of the position", required=True, values=_KESINLIK),
        Property("belirsizlik_m", "number", "Konumun belirsizlik yarıçapı, m / Uncertainty radius"),
        Property("konum_kaynagi", "string", "Konumun kaynağı / Source of the position"),
        Property("supheli", "string", "Kayıtta kesin olmayan ne var / What is doubtful"),
        *_SOURCE,
        Property("surum", "integer", "Kaydın sürümü / Version of the record", required=True),
        Property("guncelleme", "date-time", "Son değişiklik / Last change", required=True),
        _ASSET_CHANGE,
    ),
    geometry="Point",
    search="aranan",
    year="rapor_yili",
    ready=True,
    past="kbs.tarihli_varlik",
)

NEIGHBOURHOODS = Relation(
    "kbs.acik_mahalle",
    (
        Property("kod", "string", "Mahalle kodu / Code", required=True),
        Property("ad", "string", "Mahalle / Neighbourhood", required=True),
        Property("nvi_id", "integer", "Ulusal (NVİ) mahalle numarası / National number", required=True),
        Property("nufus", "integer", "Nüfus / Population", required=True),
        Property("nufus_yili", "integer", "Nüfusun yılı / Year of the population", required=True),
        Property("sinir_kaynagi", "string", "Sınırın kaynağı / Source of the boundary"),
        Property(
            "sinir_kesinligi", "string", "Sınırın kesinliği / Precision of the boundary",
            values=("gercek", "yaklasik", "belediye"),
        ),
        Property("varlik_sayisi", "integer", "Varlık sayısı / Assets", required=True),
        Property("bina_sayisi", "integer", "Bina sayısı / Buildings", required=True),
        Property("spor_tesisi_sayisi", "integer", "Spor tesisi sayısı / Sports facilities", required=True),
        Property("park_sayisi", "integer", "Park sayısı / Parks", required=True),
        Property("pazar_sayisi", "integer", "Pazar sayısı / Markets", required=True),
        Property("etiket", "array", "Etiket noktası, [boylam, enlem] / Label point, [longitude, latitude]"),
    ),
    geometry="MultiPolygon",
    search="ad_katli",
)  # fmt: skip

PARCELS = Relation(
    "kbs.acik_parsel",
    (
        Property("kod", "string", "Parsel kodu: tapu mahallesi.ada.parsel / Code", required=True),
        Property("tapu_mahallesi", "string", "Tapu mahallesi / Cadastral area"),
        Property("ada", "string", "Ada / Block"),
        Property("parsel", "string", "Parsel / Parcel"),
        Property("alan_m2", "number", "Alan, m² / Area"),
        Property("nitelik", "string", "Nitelik / Kind of land"),
        Property("pafta", "string", "Pafta / Map sheet"),
        Property("durum", "string", "Durum / State"),
        Property("varlik_sayisi", "integer", "Üzerindeki varlık sayısı / Assets on it", required=True),
        Property("kaynak", "string", "Kaynak / Source"),
    ),
    geometry="MultiPolygon",
    search="kbs.katla(concat_ws(' ', kod, ada || '/' || parsel, nitelik, pafta))",
)

EVENTS = Relation(
    "kbs.acik_islem",
    (
        Property("kod", "string", "İşlem kodu / Code", required=True),
        Property(
            "tur", "string", "İşlem türü / Kind", required=True,
            values=("kira_alinan", "kira_verilen", "tahsis_alinan", "tahsis_verilen", "kamulastirma", "madde18"),
        ),
        Property("alt_tur", "string", "Alt tür / Sub-kind"),
        Property("varlik", "string", "İlgili varlığın kodu / Code of the asset"),
        Property("mahalle", "string", "Mahalle / Neighbourhood"),
        Property("mahalle_kod", "string", "Mahalle kodu / Code of the neighbourhood"),
        Property("adres", "string", "Raporda yazan adres / Address as reported"),
        Property("ada_parsel", "string", "Parsel atıfları, okunmuş / Parcel references"),
        Property("alan_m2", "number", "Alan, m² / Area"),
        Property("parsel_alani_m2", "number", "Parselin alanı, m² / Area of the parcel"),
        Property("bedel_tl", "number", "Bedel, TL / Price"),
        Property("tarih", "date", "Tarih / Date"),
        Property("sure_yil", "integer", "Süre, yıl / Term in years"),
        Property(
            "karsi_taraf_turu", "string", "Karşı tarafın sınıfı / Class of the other party",
            values=("gercek_kisi", "tuzel_kisi"),
        ),
        Property("konu", "string", "Konu / Subject"),
        Property("karar", "string", "Karar / Decision"),
        Property("supheli", "string", "Kayıtta kesin olmayan ne var / What is doubtful"),
        *_SOURCE,
    ),
    geometry="Point",
    search="kbs.katla(concat_ws(' ', kod, mahalle, adres, ada_parsel, konu))",
    year="rapor_yili",
)  # fmt: skip

DELETED = Relation(
    "kbs.acik_silinen",
    (
        Property(
            "kod", "string", "Artık yayımda olmayan varlığın kodu / Code of an asset no longer public", required=True
        ),
        Property("tur", "string", "Tür / Kind", required=True, values=_TUR),
        Property("zaman", "date-time", "Yayımdan kalkma zamanı / When it went", required=True),
        _CHANGE,
    ),
    geometry=None,
    search="kbs.katla(kod)",
)
