"""The open subset: which of the collections are open data, what is in them, and how many records of when."""

from dataclasses import dataclass
from typing import Any, Final

Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """An open dataset. ``id`` is that of its collection; ``relation`` what its records are counted in.

    ``origin`` names another licence where not all of it is ours to license.
    """

    id: str
    tr: str
    en: str
    relation: str
    where: str = "true"
    keywords: tuple[str, ...] = ()
    origin: str = ""


_BOUNDARIES = (
    "Sınırlar: Who's On First (CC0 1.0) ya da belediyenin kendisi; her kaydın sinir_kaynagi özniteliğine bakın. "
    "/ Boundaries: Who's On First (CC0 1.0) or the municipality's own; see sinir_kaynagi of each record."
)
_POSITIONS = (
    "Konumların bir bölümü İBB Açık Veri'den (İBB Açık Veri Lisansı) ve OpenStreetMap'ten (ODbL) olabilir; "
    "her kaydın konum_kaynagi özniteliğine bakın. "
    "/ Some positions may come from İBB Açık Veri or OpenStreetMap; see konum_kaynagi."
)
_KINDS = (
    ("binalar", "bina", "Hizmet binaları", "Municipal buildings", "bina"),
    ("spor-tesisleri", "spor_tesisi", "Spor tesisleri", "Sports facilities", "spor tesisi"),
    ("parklar", "park", "Parklar ve yeşil alanlar", "Parks and green places", "park"),
    ("pazarlar", "pazar", "Pazar yerleri", "Market places", "pazar"),
)

DATASETS: Final = (
    Dataset(
        "varliklar", "Belediyenin bütün varlıkları", "All municipal assets", "yayin_varlik",
        keywords=("taşınmaz", "envanter", "belediye"), origin=_POSITIONS,
    ),
    *(
        Dataset(id, tr, en, "yayin_varlik", f"tur = '{kind}'", ("taşınmaz", word), _POSITIONS)
        for id, kind, tr, en, word in _KINDS
    ),
    Dataset("mahalleler", "Mahalle sınırları ve nüfus", "Neighbourhoods and population", "acik_mahalle",
            keywords=("mahalle", "idari sınır", "nüfus"), origin=_BOUNDARIES),
    Dataset("parseller", "Raporda anılan parseller", "Parcels that the report names", "acik_parsel",
            keywords=("parsel", "ada", "kadastro")),
    Dataset("tasinmaz-islemleri", "Kira, tahsis, kamulaştırma ve 18. madde işlemleri",
            "Leases, allocations, expropriations, article 18", "acik_islem",
            keywords=("kira", "tahsis", "kamulaştırma", "imar")),
    Dataset("silinenler", "Artık yayında olmayan varlıkların kodları", "Codes of assets no longer public",
            "acik_silinen", keywords=("değişim",)),
)  # fmt: skip


def facts(ilce_kodu: int) -> Statement:
    """Of every dataset how many records it has; of the data when they changed last; which years they tell of; the box
    of the district (west, south, east, north), as one JSON object."""
    counts = ", ".join(
        f"'{one.id}', (SELECT count(*) FROM kbs.{one.relation} WHERE ilce_kodu = %(ilce)s AND {one.where})"
        for one in DATASETS
    )
    statement = f"""
SELECT json_build_object(
    'sayilar', json_build_object({counts}),
    'degisti', (SELECT zaman FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s),
    'surum', (SELECT surum FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s),
    'yillar', (SELECT json_agg(DISTINCT yil ORDER BY yil) FROM kbs.kaynak WHERE ilce_kodu = %(ilce)s),
    'kutu', (SELECT json_build_array(ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e))
               FROM (SELECT ST_Extent(coalesce(geom, etiket)) AS e FROM kbs.mahalle
                      WHERE ilce_kodu = %(ilce)s) b))::text"""
    return statement, {"ilce": ilce_kodu}
