"""Neighbourhoods in numbers and in shapes, each as one statement that answers in JSON.

Only what the public may see is read: ``kbs.yayin_varlik`` and ``kbs.acik_islem``, and of works those that no
withheld asset is tied to.
"""

from typing import Any

from kbs_envanter.domain.assets import Tur

Statement = tuple[str, dict[str, Any]]

# What a page shows of a list; the rest is one link away, as a file.
MOST_ROWS = 500
SORTS = {
    "ad": "v.ad, v.kod",
    "tur": "v.tur, v.ad, v.kod",
    "alan": "v.alan_m2 DESC NULLS LAST, v.kod",
    "kesinlik": "array_position(ARRAY['parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok'], v.kesinlik), v.ad, v.kod",
}


def summary(*, ilce_kodu: int) -> Statement:
    """Every neighbourhood with its counts, areas and population.

    Returns:
        A statement with one row: a JSON array in the order of the Turkish alphabet. ``alan_m2`` is the sum of the areas
        that are known (``alani_bilinen`` assets), ``yuzolcum_km2`` the neighbourhood's own area by its boundary.
    """
    return _SUMMARY, {"ilce": ilce_kodu}


def shapes(*, ilce_kodu: int) -> Statement:
    """The boundaries as SVG paths in metres (EPSG:5254), y downwards, origin in the south-west of the district.

    Returns:
        A statement with one row: a JSON array of ``kod``, ``ad``, ``yol`` (path data), ``kutu`` (least x, least y,
        width, height), ``etiket`` (x, y) and where the boundary comes from. One without boundary is left out.
    """
    return _SHAPES, {"ilce": ilce_kodu}


def neighbourhood(
    kod: str, *, ilce_kodu: int, tur: str | None = None, aranan: str | None = None, sirala: str = "ad"
) -> Statement:
    """Everything a neighbourhood's page tells.

    Args:
        kod: the neighbourhood.
        ilce_kodu: the district.
        tur: list only assets of this kind.
        aranan: list only assets with this folded text in name, address, use or parcel.
        sirala: key of ``SORTS``.

    Returns:
        A statement with no row for an unknown neighbourhood, else one: a JSON object. Lists end at 500 rows;
        ``varlik_sayisi`` counts what the list would hold. ``isaretler`` is every asset's sign for the map, in the
        coordinates of ``shapes``, whatever is listed.
    """
    pattern = None if aranan is None else f"%{_literal(aranan)}%"
    parameters = {"ilce": ilce_kodu, "kod": kod, "tur": tur, "aranan": pattern}
    return _NEIGHBOURHOOD.replace("{sira}", SORTS[sirala]), parameters


def _literal(text: str) -> str:
    """A text that LIKE takes as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _by_kind(aggregate: str) -> str:
    """An aggregate over the grouped assets of each kind, as one JSON object."""
    parts = ", ".join(f"'{tur}', {aggregate} FILTER (WHERE v.tur = '{tur}')" for tur in Tur)
    return f"json_build_object({parts})"


_SUMMARY = f"""
SELECT coalesce(json_agg(json_build_object(
           'kod', m.kod, 'ad', m.ad, 'nufus', m.nufus, 'nufus_yili', m.nufus_yili,
           'yuzolcum_km2', round((ST_Area(m.geom::geography) / 1e6)::numeric, 3),
           'sinir_kesinligi', m.sinir_kesinligi, 'sinir_kaynagi', m.sinir_kaynagi,
           'varlik', v.varlik, 'turler', v.turler, 'alanlar', v.alanlar,
           'on_bin_kisiye', round(v.varlik * 10000.0 / nullif(m.nufus, 0), 2),
           'alan_m2', v.alan_m2, 'alani_bilinen', v.alani_bilinen, 'konumu_bilinen', v.konumu_bilinen)
       ORDER BY m.ad), '[]')
  FROM kbs.mahalle m
 CROSS JOIN LATERAL (
       SELECT count(*) AS varlik, {_by_kind("count(*)")} AS turler, {_by_kind("sum(v.alan_m2)")} AS alanlar,
              sum(v.alan_m2) AS alan_m2, count(v.alan_m2) AS alani_bilinen,
              count(*) FILTER (WHERE v.kesinlik NOT IN ('mahalle', 'yok')) AS konumu_bilinen
         FROM kbs.yayin_varlik v WHERE v.ilce_kodu = %(ilce)s AND v.mahalle_kod = m.kod) v
 WHERE m.ilce_kodu = %(ilce)s"""

# Metres on the ground, moved to the district's corner: short numbers, and exact ones in any drawing program.
ORIGIN = """
    SELECT floor(ST_XMin(e)) AS x0, floor(ST_YMin(e)) AS y0
      FROM (SELECT ST_Extent(ST_Transform(coalesce(geom, etiket), 5254)) AS e
              FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s) d"""

_SHAPES = f"""
WITH o AS ({ORIGIN}), s AS (
    SELECT m.kod, m.ad, m.sinir_kesinligi, m.sinir_kaynagi,
           ST_Translate(ST_Transform(m.geom, 5254), -o.x0, -o.y0) AS geom,
           ST_Translate(ST_Transform(m.etiket, 5254), -o.x0, -o.y0) AS etiket
      FROM kbs.mahalle m CROSS JOIN o WHERE m.ilce_kodu = %(ilce)s AND m.geom IS NOT NULL)
SELECT coalesce(json_agg(json_build_object(
           'kod', kod, 'ad', ad, 'sinir_kesinligi', sinir_kesinligi, 'sinir_kaynagi', sinir_kaynagi,
           'yol', ST_AsSVG(ST_SnapToGrid(geom, 1), 1, 0),
           'kutu', json_build_array(round(ST_XMin(geom)), -round(ST_YMax(geom)),
                                    round(ST_XMax(geom) - ST_XMin(geom)), round(ST_YMax(geom) - ST_YMin(geom))),
           'etiket', json_build_array(round(ST_X(etiket)), -round(ST_Y(etiket)))) ORDER BY ad), '[]')
  FROM s"""


def shares(column: str) -> str:
    """How many assets carry each code of a list such as ``belediye; hazine``; one asset may carry several."""
    return f"""(SELECT json_agg(json_build_object('kod', s.kod, 'sayi', s.sayi) ORDER BY s.sayi DESC, s.kod)
        FROM (SELECT x.kod, count(*) AS sayi
                FROM v LEFT JOIN LATERAL unnest(string_to_array(v.{column}, '; ')) AS x(kod) ON true
               GROUP BY x.kod) s)"""


_NEIGHBOURHOOD = f"""
WITH o AS ({ORIGIN}), v AS MATERIALIZED (
    SELECT * FROM kbs.yayin_varlik WHERE ilce_kodu = %(ilce)s AND mahalle_kod = %(kod)s
), listed AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY {{sira}}) AS sira, v.* FROM v
     WHERE (%(tur)s::text IS NULL OR v.tur = %(tur)s::text)
       AND (%(aranan)s::text IS NULL OR v.aranan LIKE %(aranan)s::text)
), signs AS (
    SELECT v.kod, v.ad, v.tur, v.kesinlik, v.belirsizlik_m, ST_Transform(v.geom, 5254) AS geom
      FROM v WHERE v.geom IS NOT NULL ORDER BY v.tur, v.kod LIMIT {MOST_ROWS}
), works AS (
    SELECT f.*, q.yil, q.satir_bas, q.satir_son, w.kod AS varlik
      FROM kbs.faaliyet f
      JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (f.ilce_kodu, f.kaynak_id)
      LEFT JOIN kbs.varlik w ON (w.ilce_kodu, w.id) = (f.ilce_kodu, f.varlik_id)
     WHERE f.ilce_kodu = %(ilce)s AND f.mahalle_kod = %(kod)s AND w.erisim IS DISTINCT FROM 'gizli'
     ORDER BY q.satir_bas, f.kod LIMIT {MOST_ROWS}
), events AS (
    SELECT i.* FROM kbs.acik_islem i WHERE i.ilce_kodu = %(ilce)s AND i.mahalle_kod = %(kod)s
     ORDER BY i.tur, i.satir_bas, i.kod LIMIT {MOST_ROWS}
), numbers AS (
    SELECT g.mahalle_kod, g.gosterge, g.birim, g.yil, g.deger,
           rank() OVER (PARTITION BY g.gosterge, g.yil ORDER BY g.deger DESC NULLS LAST) AS sira,
           count(g.deger) OVER (PARTITION BY g.gosterge, g.yil) AS kac
      FROM kbs.gosterge g WHERE g.ilce_kodu = %(ilce)s
)
SELECT json_build_object(
    'kod', m.kod, 'ad', m.ad, 'nvi_id', m.nvi_id,
    'kesinlikler', (SELECT json_object_agg(k.kesinlik, k.sayi ORDER BY k.kesinlik)
                      FROM (SELECT kesinlik, count(*) AS sayi FROM v GROUP BY 1) k),
    'arsa_sahipleri', {shares("arsa_sahibi")},
    'hak_turleri', {shares("hak_turu")},
    'varlik_sayisi', (SELECT count(*) FROM listed),
    'varliklar', (SELECT json_agg(json_build_object(
            'kod', l.kod, 'ad', l.ad, 'tur', l.tur, 'alt_tur', l.alt_tur, 'adres', l.adres, 'kullanim', l.kullanim,
            'ada_parsel', l.ada_parsel, 'alan_m2', l.alan_m2, 'arsa_sahibi', l.arsa_sahibi, 'hak_turu', l.hak_turu,
            'mulkiyet', l.mulkiyet, 'kesinlik', l.kesinlik, 'belirsizlik_m', l.belirsizlik_m,
            'rapor_yili', l.rapor_yili, 'satirlar', json_build_array(l.satir_bas, l.satir_son)) ORDER BY l.sira)
        FROM listed l WHERE l.sira <= {MOST_ROWS}),
    'isaretler', (SELECT json_agg(json_build_object(
            'kod', s.kod, 'ad', s.ad, 'tur', s.tur, 'kesinlik', s.kesinlik, 'belirsizlik_m', s.belirsizlik_m,
            'x', round(ST_X(s.geom) - o.x0), 'y', -round(ST_Y(s.geom) - o.y0)) ORDER BY s.tur, s.kod)
        FROM signs s CROSS JOIN o),
    'faaliyetler', (SELECT json_agg(json_build_object(
            'kod', f.kod, 'bolum', f.bolum, 'yer', f.yer_ham, 'is', f.yapilan_is, 'miktar', f.miktar,
            'birim', f.birim, 'alan_m2', f.alan_m2, 'varlik', f.varlik, 'yil', f.yil,
            'satirlar', json_build_array(f.satir_bas, f.satir_son)) ORDER BY f.satir_bas, f.kod) FROM works f),
    'islemler', (SELECT json_agg(json_build_object(
            'kod', i.kod, 'tur', i.tur, 'konu', i.konu, 'adres', i.adres, 'ada_parsel', i.ada_parsel,
            'alan_m2', i.alan_m2, 'bedel_tl', i.bedel_tl, 'tarih', i.tarih, 'sure_yil', i.sure_yil,
            'varlik', i.varlik, 'yil', i.rapor_yili, 'satirlar', json_build_array(i.satir_bas, i.satir_son))
             ORDER BY i.tur, i.satir_bas, i.kod) FROM events i),
    'gostergeler', (SELECT json_agg(json_build_object(
            'gosterge', n.gosterge, 'birim', n.birim, 'yil', n.yil, 'deger', n.deger, 'sira', n.sira, 'kac', n.kac)
             ORDER BY n.yil DESC, n.gosterge)
        FROM numbers n WHERE n.mahalle_kod = m.kod AND n.deger IS NOT NULL))
  FROM kbs.mahalle m WHERE m.ilce_kodu = %(ilce)s AND m.kod = %(kod)s"""
