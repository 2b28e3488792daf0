"""SQL of the links between mentions: finding the codes of rows, keeping pairs, applying them, listing them."""

# Rows of a document by table, first line and name: what the linkage calls a side. A facility's facts are one thing. An
# asset that a later report names too still stands in the rows of the earlier ones.
CODES = """
SELECT CASE q.tablo WHEN 'Tablo 2' THEN 'hizmet_binalari' WHEN 'Tablo 3' THEN 'spor_tesisleri'
                    WHEN 'Parklar' THEN 'parklar' WHEN 'Pazarlar' THEN 'pazarlar' ELSE q.tablo END AS tablo,
       q.satir_bas, r.ad, r.kod
  FROM (SELECT ilce_kodu, kod, kaynak_id, ad FROM kbs.varlik WHERE erisim = 'acik'
        UNION SELECT v.ilce_kodu, v.kod, y.kaynak_id, v.ad
                FROM kbs.rapor_varlik y JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (y.ilce_kodu, y.varlik_id)
               WHERE v.erisim = 'acik'
        UNION ALL SELECT ilce_kodu, kod, kaynak_id, konu FROM kbs.tasinmaz_islemi
        UNION ALL SELECT ilce_kodu, kod, kaynak_id, yer_ham FROM kbs.faaliyet
        UNION ALL SELECT ilce_kodu, kod, kaynak_id, tesis FROM kbs.tesis_bilgisi) r
  JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (r.ilce_kodu, r.kaynak_id)
 WHERE r.ilce_kodu = %(ilce)s AND q.belge = %(belge)s
 ORDER BY r.kod"""

# A decided pair is never touched; one that says the same already is not either.
KEEP = """
INSERT INTO kbs.esleme (ilce_kodu, belge, a_tablo, a_satir, b_tablo, b_satir, a_kod, b_kod, tur, durum, puan, kanit)
VALUES (%(ilce)s, %(belge)s, %(a_tablo)s, %(a_satir)s, %(b_tablo)s, %(b_satir)s, %(a_kod)s, %(b_kod)s, %(tur)s,
        %(durum)s, %(puan)s, %(kanit)s)
ON CONFLICT (ilce_kodu, belge, a_kod, b_kod) DO UPDATE
   SET (a_tablo, a_satir, b_tablo, b_satir, tur, durum, puan, kanit)
     = (excluded.a_tablo, excluded.a_satir, excluded.b_tablo, excluded.b_satir, excluded.tur, excluded.durum,
        excluded.puan, excluded.kanit)
 WHERE kbs.esleme.kim IS NULL
   AND (kbs.esleme.a_satir, kbs.esleme.b_satir, kbs.esleme.tur, kbs.esleme.durum, kbs.esleme.puan, kbs.esleme.kanit)
       IS DISTINCT FROM
       (excluded.a_satir, excluded.b_satir, excluded.tur, excluded.durum, excluded.puan, excluded.kanit)"""

FORGET = """
DELETE FROM kbs.esleme e
 WHERE e.ilce_kodu = %(ilce)s AND e.belge = %(belge)s AND e.kim IS NULL
   AND NOT EXISTS (SELECT FROM unnest(%(a_kod)s::text[], %(b_kod)s::text[]) AS k(a_kod, b_kod)
                    WHERE (k.a_kod, k.b_kod) = (e.a_kod, e.b_kod))"""

# What is certain ties an event, a work or a fact to its asset; what became uncertain is untied again. A pair names
# one row of a facility's facts, and holds for all of them.
_APPLY = """
WITH pair AS (
    SELECT a_kod AS varlik_kod, b_kod AS kod, tur, puan FROM kbs.esleme
     WHERE ilce_kodu = %(ilce)s AND belge = %(belge)s AND durum IN ('otomatik', 'onaylandi')
    UNION ALL
    SELECT b_kod, a_kod, tur, puan FROM kbs.esleme
     WHERE ilce_kodu = %(ilce)s AND belge = %(belge)s AND durum IN ('otomatik', 'onaylandi')
), best AS (
    SELECT DISTINCT ON (p.kod) p.kod, v.id
      FROM pair p JOIN kbs.varlik v ON (v.ilce_kodu, v.kod) = (%(ilce)s, p.varlik_kod)
     ORDER BY p.kod, p.tur = 'parca', p.puan DESC, v.kod
), wanted AS (
    SELECT t.id, (array_agg(b.id) FILTER (WHERE b.id IS NOT NULL))[1] AS varlik_id
      FROM kbs.{table} t
      JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (t.ilce_kodu, t.kaynak_id) AND q.belge = %(belge)s
      LEFT JOIN kbs.{table} same ON same.ilce_kodu = t.ilce_kodu AND {same}
      LEFT JOIN best b ON b.kod = same.kod
     WHERE t.ilce_kodu = %(ilce)s
     GROUP BY t.id
)
UPDATE kbs.{table} t SET varlik_id = w.varlik_id
  FROM wanted w
 WHERE t.ilce_kodu = %(ilce)s AND t.id = w.id AND t.varlik_id IS DISTINCT FROM w.varlik_id"""
_SAME_FACILITY = "same.tesis = t.tesis AND same.mahalle_kod IS NOT DISTINCT FROM t.mahalle_kod"
APPLY = tuple(
    _APPLY.replace("{table}", table).replace("{same}", same)
    for table, same in (
        ("tasinmaz_islemi", "same.id = t.id"),
        ("faaliyet", "same.id = t.id"),
        ("tesis_bilgisi", _SAME_FACILITY),
    )
)

# The other row order of a pair is the same pair.
DECIDE = """
UPDATE kbs.esleme
   SET durum = %(durum)s, kim = %(kim)s, neden = %(neden)s, karar_zamani = now()
 WHERE ilce_kodu = %(ilce)s AND (a_kod, b_kod) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))
 RETURNING belge"""

LIST = """
WITH kayit AS MATERIALIZED (
    SELECT v.kod, v.ad, v.mahalle_kod, v.alan_m2, v.erisim FROM kbs.varlik v WHERE v.ilce_kodu = %(ilce)s
    UNION ALL
    SELECT i.kod, coalesce(i.konu, i.tur), i.mahalle_kod, i.alan_m2, 'acik' FROM kbs.tasinmaz_islemi i
     WHERE i.ilce_kodu = %(ilce)s
    UNION ALL
    SELECT f.kod, coalesce(nullif(f.yer_ham, ''), f.bolum), f.mahalle_kod, f.alan_m2, 'acik' FROM kbs.faaliyet f
     WHERE f.ilce_kodu = %(ilce)s
    UNION ALL
    SELECT t.kod, t.tesis, t.mahalle_kod, NULL, 'acik' FROM kbs.tesis_bilgisi t WHERE t.ilce_kodu = %(ilce)s
)
SELECT coalesce(json_agg(json_build_object(
           'a', json_build_object('tablo', e.a_tablo, 'satir', e.a_satir, 'kod', e.a_kod, 'ad', a.ad,
                                  'mahalle', ma.ad, 'alan_m2', a.alan_m2),
           'b', json_build_object('tablo', e.b_tablo, 'satir', e.b_satir, 'kod', e.b_kod, 'ad', b.ad,
                                  'mahalle', mb.ad, 'alan_m2', b.alan_m2),
           'tur', e.tur, 'durum', e.durum, 'puan', e.puan, 'kanit', e.kanit,
           'karar_zamani', e.karar_zamani)
           ORDER BY e.durum <> 'bekliyor', e.puan DESC, e.a_satir, e.b_satir, e.a_kod, e.b_kod), '[]')::text
  FROM kbs.acik_esleme e
  JOIN kayit a ON a.kod = e.a_kod AND a.erisim = 'acik'
  JOIN kayit b ON b.kod = e.b_kod AND b.erisim = 'acik'
  LEFT JOIN kbs.mahalle ma ON (ma.ilce_kodu, ma.kod) = (e.ilce_kodu, a.mahalle_kod)
  LEFT JOIN kbs.mahalle mb ON (mb.ilce_kodu, mb.kod) = (e.ilce_kodu, b.mahalle_kod)
 WHERE e.ilce_kodu = %(ilce)s AND (%(durum)s::text IS NULL OR e.durum = %(durum)s::text)"""
