"""From words to places: assets, gazetteer, parcels and neighbourhoods that a text may mean, best first, as GeoJSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from kbs_envanter.store.passport import ParcelKey, Statement

MAXIMUM = 20


@dataclass(frozen=True, slots=True)
class Wording:
    """What was read out of a text.

    Attributes:
        folded: the whole text, folded.
        street: what the gazetteer keeps a street under (``street_key``), or None.
        doors: door numbers.
        mahalle_kod: the neighbourhood that the text names.
        parcels: parcels that the text names.
    """

    folded: str
    street: str | None = None
    doors: tuple[str, ...] = ()
    mahalle_kod: str | None = None
    parcels: Sequence[ParcelKey] = ()


def forward(wording: Wording, *, ilce_kodu: int) -> Statement:
    """Places that a text may mean, at most 20.

    Returns:
        A statement with one row: GeoJSON features (EPSG:4326) joined by commas. Each says its kind, precision, radius
        of uncertainty in metres, score (1 is an exact match) and source.
    """
    return _FORWARD, {
        "ilce": ilce_kodu,
        "q": wording.folded,
        "sokak": wording.street,
        "kapi": list(wording.doors),
        "mahalle": wording.mahalle_kod,
        "tapu": [key.tapu_mahallesi for key in wording.parcels],
        "ada": [key.ada for key in wording.parcels],
        "parsel": [key.parsel for key in wording.parcels],
        "en_cok": MAXIMUM,
    }


# A text that names a street and a neighbourhood does not mean the street of that name elsewhere.
_FORWARD: str = """
WITH asked AS (
    SELECT * FROM unnest(%(tapu)s::text[], %(ada)s::text[], %(parsel)s::text[]) AS k(tapu, ada, parsel)
), parcel AS MATERIALIZED (
    SELECT p.* FROM asked k JOIN kbs.gorunur_parsel p ON p.ilce_kodu = %(ilce)s AND p.parsel = k.parsel
       AND coalesce(p.ada, '') = coalesce(k.ada, '')
       AND (k.tapu IS NULL OR kbs.katla(p.tapu_mahallesi) = k.tapu OR p.tapu_mahallesi IS NULL)
), found AS (
    SELECT 'parsel' AS cins, p.kod,
           concat_ws(' ', p.tapu_mahallesi, coalesce(p.ada, '-') || '/' || coalesce(p.parsel, '-')) AS ad,
           NULL AS mahalle_kod, ST_PointOnSurface(p.geom) AS konum, 'parsel' AS kesinlik,
           ST_MaxDistance(ST_Transform(p.geom, 5254), ST_Transform(ST_PointOnSurface(p.geom), 5254)) AS belirsizlik_m,
           1.0::float8 AS puan, 'Parsel kaydı' AS kaynak, NULL AS lisans
      FROM parcel p WHERE p.geom IS NOT NULL
    UNION ALL
    SELECT 'varlik', v.kod, v.ad, v.mahalle_kod, v.konum, v.kesinlik, v.belirsizlik_m::float8, 0.95, v.konum_kaynagi,
           NULL
      FROM parcel p
      JOIN kbs.varlik_parsel x ON (x.ilce_kodu, x.parsel_id) = (%(ilce)s, p.id) AND x.iliski = 'uzerinde'
      JOIN kbs.haritali_varlik v ON (v.ilce_kodu, v.id) = (%(ilce)s, x.varlik_id)
    UNION ALL
    SELECT 'varlik', v.kod, v.ad, v.mahalle_kod, v.konum, v.kesinlik, v.belirsizlik_m::float8,
           CASE WHEN v.ad_katli = %(q)s::text THEN 1.0 ELSE 0.9 * word_similarity(%(q)s::text, v.ad_katli) END,
           v.konum_kaynagi, NULL
      FROM kbs.haritali_varlik v
     WHERE v.ilce_kodu = %(ilce)s AND %(q)s::text <%% v.ad_katli
    UNION ALL
    SELECT 'yer', NULL, y.ad, y.mahalle_kod, y.konum, 'yer', 150.0,
           CASE WHEN y.ad_katli = %(q)s::text THEN 0.99 ELSE 0.85 * word_similarity(%(q)s::text, y.ad_katli) END,
           y.kaynak, y.lisans
      FROM kbs.yer y
     WHERE y.ilce_kodu = %(ilce)s AND y.sinif IN ('yer', 'dayanak') AND %(q)s::text <%% y.ad_katli
    UNION ALL
    SELECT y.sinif, NULL, y.ad || coalesce(' No: ' || y.kapi_no, ''), y.mahalle_kod, y.konum, y.sinif,
           CASE y.sinif WHEN 'kapi' THEN 30.0 ELSE coalesce(y.uzunluk_m / 2, 300.0) END,
           CASE y.sinif WHEN 'kapi' THEN 0.98 ELSE 0.9 END, y.kaynak, y.lisans
      FROM kbs.yer y
     WHERE y.ilce_kodu = %(ilce)s AND y.sinif IN ('sokak', 'kapi') AND y.cekirdek = %(sokak)s::text
       AND (y.sinif = 'sokak' OR y.kapi_no = ANY (%(kapi)s::text[]))
       AND (%(mahalle)s::text IS NULL OR y.mahalle_kod IS NULL OR y.mahalle_kod = %(mahalle)s::text)
    UNION ALL
    SELECT 'mahalle', m.kod, m.ad, m.kod, m.etiket, 'mahalle',
           round(coalesce(sqrt(ST_Area(m.geom::geography) / pi()), 1000)),
           CASE WHEN m.ad_katli = %(q)s::text THEN 1.0 ELSE 0.6 END, m.sinir_kaynagi, NULL
      FROM kbs.mahalle m
     WHERE m.ilce_kodu = %(ilce)s AND (m.kod = %(mahalle)s::text OR m.ad_katli = %(q)s::text)
), best AS (
    SELECT DISTINCT ON (cins, coalesce(kod, ad || ST_AsText(konum, 4))) *,
           puan + CASE WHEN mahalle_kod = %(mahalle)s::text AND cins <> 'mahalle' THEN 0.05 ELSE 0 END AS sira
      FROM found ORDER BY cins, coalesce(kod, ad || ST_AsText(konum, 4)), puan DESC
)
SELECT coalesce(string_agg(f, ',' ORDER BY sira DESC, ad), '') FROM (
    SELECT b.sira, b.ad, json_build_object(
             'type', 'Feature', 'geometry', ST_AsGeoJSON(b.konum, 6)::json,
             'properties', json_build_object(
                 'cins', b.cins, 'kod', b.kod, 'ad', b.ad, 'mahalle', m.ad, 'kesinlik', b.kesinlik,
                 'belirsizlik_m', round(b.belirsizlik_m::numeric, 1), 'puan', round(b.puan::numeric, 3),
                 'kaynak', b.kaynak, 'lisans', b.lisans))::text AS f
      FROM best b LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (%(ilce)s, b.mahalle_kod)
     ORDER BY b.sira DESC, b.ad LIMIT %(en_cok)s) ranked"""
