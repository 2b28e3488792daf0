"""The parcel passport: everything the inventory knows of one parcel, as one statement that answers in JSON.

A document often leaves the cadastral area (tapu mahallesi) out, so the rows of ``kbs.parsel`` that a reference can
mean are of two kinds: ``kesin``, written as asked, and those whose area is unknown on one side. The latter are
``ayni_mahalle`` when both sides speak of the same neighbourhood, else ``olasi``. They are shown, and never merged.

Only what the public may see is read: published assets, the views; of another party only the class.
"""

from dataclasses import dataclass
from typing import Any

Statement = tuple[str, dict[str, Any]]

NEAREST_M = 100.0
AROUND_M = 250.0
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class ParcelKey:
    """What is asked for: folded cadastral area or None (not said), ada or None (there is none), parsel."""

    tapu_mahallesi: str | None
    ada: str | None
    parsel: str


def passport(key: ParcelKey, *, ilce_kodu: int, mahalle_kod: str | None = None) -> Statement:
    """The passport of a parcel.

    Args:
        key: the parcel.
        ilce_kodu: the district.
        mahalle_kod: only what concerns this neighbourhood, when the number alone is not enough.

    Returns:
        A statement with one row: how many parcels of the register are meant, the names of the cadastral areas they
        lie in as a JSON array (two or more: the question is ambiguous), the passport as JSON text.
    """
    parameters = {
        "ilce": ilce_kodu,
        "tapu": key.tapu_mahallesi,
        "ada": key.ada,
        "parsel": key.parsel,
        "mahalle": mahalle_kod,
    }
    where = ["p.ilce_kodu = %(ilce)s", "p.parsel = %(parsel)s"]
    where.append("p.ada IS NULL" if key.ada is None else "p.ada = %(ada)s")
    if key.tapu_mahallesi is not None:
        where.append("(p.tapu_mahallesi IS NULL OR kbs.katla(p.tapu_mahallesi) = %(tapu)s::text)")
    exact = (
        "p.tapu_mahallesi IS NULL"
        if key.tapu_mahallesi is None
        else "coalesce(kbs.katla(p.tapu_mahallesi) = %(tapu)s::text, false)"
    )
    return _PASSPORT.replace("{where}", " AND ".join(where)).replace("{exact}", exact), parameters


def similar(key: ParcelKey, *, ilce_kodu: int) -> Statement:
    """What else could have been meant: a number without ada in some ada, or a former number.

    Returns:
        A statement with one row: a JSON array of candidates, at most 50, each with the reason.
    """
    old_number = key.parsel if key.ada is None else f"{key.ada}/{key.parsel}"
    parameters = {"ilce": ilce_kodu, "parsel": key.parsel if key.ada is None else None, "eski": [old_number]}
    return _SIMILAR, parameters


def at_point(lon: float, lat: float, *, ilce_kodu: int) -> Statement:
    """What lies at a point, EPSG:4326.

    Returns:
        A statement with one row: key of the parcel under the point (tapu mahallesi, ada, parsel; NULLs when no polygon
        is known there) and a JSON text with the neighbourhood, the nearest polygon within 100 m and the assets
        within 250 m by distance.
    """
    return _AT_POINT, {"ilce": ilce_kodu, "lon": lon, "lat": lat, "yakin": NEAREST_M, "cevre": AROUND_M}


def places(*, ilce_kodu: int) -> Statement:
    """Names that a reference may carry: cadastral areas of the district and of its register, neighbourhoods with codes.

    Returns:
        A statement with one row: a JSON array and a JSON object.
    """
    return _PLACES, {"ilce": ilce_kodu}


_SOURCE = "json_build_object('belge', q.belge, 'tablo', q.tablo, 'satir_bas', q.satir_bas, 'satir_son', q.satir_son)"

# What may be unknown of a parcel, in Turkish and English; the key is a column of ``known``.
_UNKNOWN = {
    "tapu_mahallesi": (
        "Tapu mahallesi kaynakta yazmıyor; aynı numara başka tapu mahallesinde de olabilir",
        "The source does not name the cadastral area; another area may have the same number",
    ),
    "geometri": ("Parselin sınırı (poligonu) kayıtlı değil", "The polygon of the parcel is not known"),
    "alan": ("Parselin tapu alanı kayıtlı değil", "The registered area of the parcel is not known"),
    "hak": ("Mülkiyet ya da hak bilgisi yok", "Nothing is known of ownership or rights"),
    "dogrulama": ("Sahada hiç doğrulanmadı", "Never verified in the field"),
}
_GAPS = ",\n".join(
    f"        CASE WHEN known.{name} IS NOT TRUE THEN "
    f"json_build_object('konu', '{name}', 'tr', '{tr}', 'en', '{en}')::jsonb END"
    for name, (tr, en) in _UNKNOWN.items()
)

_KIN = """(SELECT json_agg(json_build_object(
            'kod', o.kod, 'tapu_mahallesi', o.tapu_mahallesi, 'ada', o.ada, 'parsel', o.parsel,
            'islem', kin.islem, 'tarih', kin.tarih) ORDER BY o.kod)
        FROM kin JOIN kbs.gorunur_parsel o ON (o.ilce_kodu, o.id) = (%(ilce)s, kin.id) WHERE kin.yon = '{yon}')"""

_PASSPORT = f"""
WITH p AS MATERIALIZED (
    SELECT p.*, {{exact}} AS kesin FROM kbs.gorunur_parsel p WHERE {{where}}
), v AS MATERIALIZED (
    SELECT p.id AS parsel_id, p.kesin, x.iliski, x.atif, x.ham_metin, x.eski_nolar, x.aciklama, 'atif' AS dayanak, y.*
      FROM p
      JOIN kbs.varlik_parsel x ON (x.ilce_kodu, x.parsel_id) = (%(ilce)s, p.id)
      JOIN kbs.yayin_varlik y ON (y.ilce_kodu, y.id) = (%(ilce)s, x.varlik_id)
     WHERE %(mahalle)s::text IS NULL OR y.mahalle_kod = %(mahalle)s::text
    UNION ALL
    SELECT p.id, p.kesin, 'uzerinde', NULL, NULL, '{{}}', NULL, 'konum', y.*
      FROM p
      JOIN kbs.yayin_varlik y ON y.ilce_kodu = %(ilce)s AND ST_Intersects(y.geom, p.geom)
     WHERE y.kesinlik IN ('parsel', 'kapi')
       AND NOT EXISTS (SELECT FROM kbs.varlik_parsel x
                        WHERE (x.ilce_kodu, x.varlik_id, x.parsel_id) = (y.ilce_kodu, y.id, p.id))
), i AS MATERIALIZED (
    SELECT p.id AS parsel_id, p.kesin, x.iliski, x.atif, x.eski_nolar, i.ilce_kodu, i.kod, i.tur, i.mahalle_kod,
           i.adres_ham, i.alan_m2, i.parsel_alani_m2, i.bedel_tl, i.tarih, i.sure_yil, i.karsi_taraf_turu, i.konu,
           i.karar, i.supheli, i.kaynak_id, a.ad AS mahalle
      FROM p
      JOIN kbs.islem_parsel x ON (x.ilce_kodu, x.parsel_id) = (%(ilce)s, p.id)
      JOIN kbs.tasinmaz_islemi i ON (i.ilce_kodu, i.id) = (x.ilce_kodu, x.islem_id)
      LEFT JOIN kbs.varlik w ON (w.ilce_kodu, w.id) = (%(ilce)s, i.varlik_id)
      LEFT JOIN kbs.mahalle a ON (a.ilce_kodu, a.kod) = (i.ilce_kodu, i.mahalle_kod)
     WHERE w.erisim IS DISTINCT FROM 'gizli'
       AND (%(mahalle)s::text IS NULL OR i.mahalle_kod IS NULL OR i.mahalle_kod = %(mahalle)s::text)
), f AS MATERIALIZED (
    SELECT p.id AS parsel_id, p.kesin, x.iliski, x.atif, x.eski_nolar, f.*, a.ad AS mahalle
      FROM p
      JOIN kbs.faaliyet_parsel x ON (x.ilce_kodu, x.parsel_id) = (%(ilce)s, p.id)
      JOIN kbs.faaliyet f ON (f.ilce_kodu, f.id) = (x.ilce_kodu, x.faaliyet_id)
      LEFT JOIN kbs.varlik w ON (w.ilce_kodu, w.id) = (%(ilce)s, f.varlik_id)
      LEFT JOIN kbs.mahalle a ON (a.ilce_kodu, a.kod) = (f.ilce_kodu, f.mahalle_kod)
     WHERE w.erisim IS DISTINCT FROM 'gizli'
       AND (%(mahalle)s::text IS NULL OR f.mahalle_kod IS NULL OR f.mahalle_kod = %(mahalle)s::text)
), m AS MATERIALIZED (
    SELECT parsel_id, kesin, mahalle_kod, mahalle FROM v UNION SELECT parsel_id, kesin, mahalle_kod, mahalle FROM i
    UNION SELECT parsel_id, kesin, mahalle_kod, mahalle FROM f
), u AS MATERIALIZED (
    SELECT p.id, CASE WHEN p.kesin THEN 'kesin'
                      WHEN EXISTS (SELECT FROM m a JOIN m b USING (mahalle_kod) WHERE a.parsel_id = p.id AND b.kesin)
                      THEN 'ayni_mahalle' ELSE 'olasi' END AS uyum
      FROM p
), kin AS MATERIALIZED (
    SELECT 'onceki' AS yon, s.eski_id AS id, s.islem, s.tarih
      FROM p JOIN kbs.parsel_soyu s ON (s.ilce_kodu, s.yeni_id) = (%(ilce)s, p.id)
    UNION ALL
    SELECT 'sonraki', s.yeni_id, s.islem, s.tarih
      FROM p JOIN kbs.parsel_soyu s ON (s.ilce_kodu, s.eski_id) = (%(ilce)s, p.id)
), verified AS (
    SELECT max(s.zaman) AS zaman
      FROM kbs.saha_tespiti s WHERE s.ilce_kodu = %(ilce)s AND s.varlik_id IN (SELECT id FROM v)
), known AS MATERIALIZED (
    SELECT count(*) AS parcels, json_agg(DISTINCT tapu_mahallesi) FILTER (WHERE tapu_mahallesi IS NOT NULL) AS areas,
           bool_and(tapu_mahallesi IS NOT NULL) AS tapu_mahallesi, bool_or(geom IS NOT NULL) AS geometri,
           bool_or(alan_m2 IS NOT NULL) AS alan,
           EXISTS (SELECT FROM v WHERE iliski = 'uzerinde' AND mulkiyet IS NOT NULL) AS hak,
           (SELECT zaman FROM verified) IS NOT NULL AS dogrulama
      FROM p
)
SELECT known.parcels, known.areas, json_build_object(
    'kayitlar', (SELECT json_agg(json_build_object(
            'kod', p.kod, 'tapu_mahallesi', p.tapu_mahallesi, 'ada', p.ada, 'parsel', p.parsel, 'uyum', u.uyum,
            'alan_m2', p.alan_m2, 'nitelik', p.nitelik, 'pafta', p.pafta, 'durum', p.durum,
            'mahalleler', (SELECT json_agg(m.mahalle ORDER BY m.mahalle) FROM m
                            WHERE m.parsel_id = p.id AND m.mahalle IS NOT NULL),
            'geometri', ST_AsGeoJSON(p.geom, 7)::json, 'kaynak', {_SOURCE}) ORDER BY p.kesin DESC, p.kod)
        FROM p JOIN u USING (id) LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (p.ilce_kodu, p.kaynak_id)),
    'onceki_parseller', {_KIN.replace("{yon}", "onceki")},
    'sonraki_parseller', {_KIN.replace("{yon}", "sonraki")},
    'eski_nolar', (SELECT json_agg(DISTINCT eski) FROM (
            SELECT unnest(eski_nolar) AS eski FROM v UNION SELECT unnest(eski_nolar) FROM i
            UNION SELECT unnest(eski_nolar) FROM f) e),
    'varliklar', (SELECT json_agg(json_build_object(
            'kod', v.kod, 'ad', v.ad, 'tur', v.tur, 'alt_tur', v.alt_tur, 'mahalle', v.mahalle, 'iliski', v.iliski,
            'uyum', u.uyum, 'dayanak', v.dayanak, 'atif', v.atif, 'ham_metin', v.ham_metin, 'aciklama', v.aciklama,
            'alan_m2', v.alan_m2, 'kesinlik', v.kesinlik, 'belirsizlik_m', v.belirsizlik_m,
            'konum', CASE WHEN v.geom IS NOT NULL THEN json_build_array(ST_X(v.geom), ST_Y(v.geom)) END,
            'kullanimlar', string_to_array(v.kullanim, '; '), 'mulkiyet', v.mulkiyet, 'haklar', v.haklar,
            'esler', (SELECT json_agg(json_build_object('kod', e.kod, 'tur', e.tur, 'durum', e.durum) ORDER BY e.kod)
                FROM (SELECT b_kod AS kod, tur, durum FROM kbs.acik_esleme
                       WHERE ilce_kodu = %(ilce)s AND a_kod = v.kod
                      UNION ALL
                      SELECT a_kod, tur, durum FROM kbs.acik_esleme WHERE ilce_kodu = %(ilce)s AND b_kod = v.kod) e
               WHERE e.durum <> 'reddedildi'),
            'supheli', v.supheli, 'kaynak', {_SOURCE}) ORDER BY u.uyum <> 'kesin', v.iliski <> 'uzerinde', v.kod)
        FROM v JOIN u ON u.id = v.parsel_id
          LEFT JOIN kbs.varlik w ON (w.ilce_kodu, w.id) = (%(ilce)s, v.id)
          LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (%(ilce)s, w.kaynak_id)),
    'islemler', (SELECT json_agg(json_build_object(
            'kod', i.kod, 'tur', i.tur, 'mahalle', i.mahalle, 'adres', i.adres_ham, 'iliski', i.iliski, 'uyum', u.uyum,
            'atif', i.atif, 'alan_m2', i.alan_m2, 'parsel_alani_m2', i.parsel_alani_m2, 'bedel_tl', i.bedel_tl,
            'tarih', i.tarih, 'sure_yil', i.sure_yil, 'karsi_taraf_turu', i.karsi_taraf_turu, 'konu', i.konu,
            'karar', i.karar, 'supheli', i.supheli, 'kaynak', {_SOURCE}) ORDER BY u.uyum <> 'kesin', q.satir_bas, i.kod)
        FROM i JOIN u ON u.id = i.parsel_id
          LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (i.ilce_kodu, i.kaynak_id)),
    'faaliyetler', (SELECT json_agg(json_build_object(
            'kod', f.kod, 'bolum', f.bolum, 'yer', f.yer_ham, 'is', f.yapilan_is, 'mahalle', f.mahalle,
            'iliski', f.iliski, 'uyum', u.uyum, 'atif', f.atif, 'alan_m2', f.alan_m2, 'miktar', f.miktar,
            'birim', f.birim, 'kaynak', {_SOURCE}) ORDER BY u.uyum <> 'kesin', q.satir_bas, f.kod)
        FROM f JOIN u ON u.id = f.parsel_id
          LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (f.ilce_kodu, f.kaynak_id)),
    'bulgular', (SELECT json_agg(json_build_object(
            'tur', b.tur, 'onem', b.onem, 'tr', b.aciklama, 'en', b.aciklama_en, 'ayrinti', b.ayrinti)
             ORDER BY array_position(ARRAY['hata', 'uyari', 'bilgi'], b.onem), b.anahtar)
        FROM kbs.bulgu b
       WHERE b.ilce_kodu = %(ilce)s AND (b.varlik_id IN (SELECT id FROM v WHERE iliski = 'uzerinde')
                                         OR b.varlik_id IS NULL AND b.parsel_id IN (SELECT id FROM p))),
    'bilinmeyenler', array_to_json(array_remove(ARRAY[
{_GAPS}], NULL)),
    'yalniz_mahalle', (SELECT ad FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s AND kod = %(mahalle)s::text),
    'son_dogrulama', (SELECT zaman FROM verified))::text
  FROM known"""

_SIMILAR = """
SELECT json_agg(c) FROM (
    SELECT p.kod, p.tapu_mahallesi, p.ada, p.parsel, 'baska_ada' AS neden
      FROM kbs.gorunur_parsel p WHERE p.ilce_kodu = %(ilce)s AND p.parsel = %(parsel)s
    UNION
    SELECT p.kod, p.tapu_mahallesi, p.ada, p.parsel, 'eski_no'
      FROM kbs.gorunur_parsel p
     WHERE p.ilce_kodu = %(ilce)s AND p.id IN (
           SELECT parsel_id FROM kbs.varlik_parsel WHERE eski_nolar @> %(eski)s::text[] AND eski_nolar <> '{}'
           UNION SELECT parsel_id FROM kbs.islem_parsel WHERE eski_nolar @> %(eski)s::text[] AND eski_nolar <> '{}'
           UNION SELECT parsel_id FROM kbs.faaliyet_parsel WHERE eski_nolar @> %(eski)s::text[] AND eski_nolar <> '{}')
    ORDER BY neden DESC, kod LIMIT """ + f"{_CANDIDATES}) c"  # fmt: skip

# The nearest are found by the index only when the point is a parameter, not a column of a row before.
_POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)"
_AT_POINT = f"""
WITH under AS (
    SELECT p.tapu_mahallesi, p.ada, p.parsel
      FROM kbs.haritali_parsel p WHERE p.ilce_kodu = %(ilce)s AND ST_Intersects(p.geom, {_POINT})
     ORDER BY p.kod LIMIT 1)
SELECT (SELECT tapu_mahallesi FROM under), (SELECT ada FROM under), (SELECT parsel FROM under),
       json_build_object(
    'mahalle', (SELECT json_build_object('kod', m.kod, 'ad', m.ad, 'sinir_kesinligi', m.sinir_kesinligi)
                  FROM kbs.mahalle m WHERE m.ilce_kodu = %(ilce)s AND ST_Intersects(m.geom, {_POINT}) LIMIT 1),
    'en_yakin_parsel', (SELECT json_build_object('kod', n.kod, 'tapu_mahallesi', n.tapu_mahallesi, 'ada', n.ada,
                                                 'parsel', n.parsel, 'uzaklik_m', round(n.uzaklik::numeric, 1))
        FROM (SELECT p.*, ST_Distance(p.geom::geography, {_POINT}::geography) AS uzaklik
                FROM kbs.haritali_parsel p WHERE p.ilce_kodu = %(ilce)s
               ORDER BY p.geom <-> {_POINT} LIMIT 1) n
       WHERE n.uzaklik <= %(yakin)s::float8),
    'yakin_varliklar', (SELECT json_agg(json_build_object('kod', n.kod, 'ad', n.ad, 'tur', n.tur,
             'uzaklik_m', round(n.uzaklik::numeric, 1), 'kesinlik', n.kesinlik, 'belirsizlik_m', n.belirsizlik_m)
             ORDER BY n.uzaklik, n.kod)
        FROM (SELECT v.kod, v.ad, v.tur, v.kesinlik, v.belirsizlik_m,
                     ST_Distance(v.konum::geography, {_POINT}::geography) AS uzaklik
                FROM kbs.haritali_varlik v WHERE v.ilce_kodu = %(ilce)s AND v.kesinlik <> 'mahalle'
               ORDER BY v.konum <-> {_POINT} LIMIT 20) n
       WHERE n.uzaklik <= %(cevre)s::float8 + n.belirsizlik_m))::text"""


# From one name to the next by the index: a look-up for each cadastral area, not one for each parcel.
_NEXT_AREA = """(SELECT p.tapu_mahallesi FROM kbs.gorunur_parsel p
                  WHERE p.ilce_kodu = %(ilce)s AND p.tapu_mahallesi {after} ORDER BY p.tapu_mahallesi LIMIT 1)"""
_PLACES = f"""
WITH RECURSIVE area (ad) AS (
    {_NEXT_AREA.format(after="IS NOT NULL")}
    UNION ALL
    SELECT {_NEXT_AREA.format(after="> area.ad")} FROM area WHERE area.ad IS NOT NULL)
SELECT (SELECT json_agg(ad) FROM (
               SELECT unnest(tapu_mahalleleri) AS ad FROM kbs.ilce WHERE ilce_kodu = %(ilce)s
               UNION ALL
               (SELECT ad FROM area WHERE ad IS NOT NULL ORDER BY ad)) a),
       (SELECT json_object_agg(ad, kod) FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s)"""
