"""What the checks look at, and the one place where withheld assets are left out.

Every check is one SELECT that begins with these common table expressions; those it does not name cost nothing.
An event or a work on a withheld asset's parcel is left out too: that nobody claims it would tell of the asset.
"""

# One row a finding: key within the kind, severity when it differs from the kind's, what it is about, sentences.
COLUMNS = ("ek", "onem", "varlik_id", "parsel_id", "kaynak_id", "mahalle_kod", "tr", "en", "ayrinti")

FACTS = """
WITH v AS NOT MATERIALIZED (
    SELECT v.id, v.kod, v.ad, v.tur, v.mahalle_kod, v.alan_m2, v.supheli, v.konum, v.kesinlik, v.belirsizlik_m,
           v.kaynak_id, q.belge, q.tablo, q.satir_bas, q.satir_son,
           coalesce(q.belge || '/' || q.satir_bas || '/' || q.satir_son, v.kod) AS yazi
      FROM kbs.varlik v LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (v.ilce_kodu, v.kaynak_id)
     WHERE v.ilce_kodu = %(ilce)s AND v.erisim = 'acik'
), gizli AS NOT MATERIALIZED (
    SELECT v.id, v.mahalle_kod, q.belge, q.satir_bas, q.satir_son
      FROM kbs.varlik v LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (v.ilce_kodu, v.kaynak_id)
     WHERE v.ilce_kodu = %(ilce)s AND v.erisim <> 'acik'
), gizli_parsel AS MATERIALIZED (
    SELECT x.parsel_id FROM kbs.varlik_parsel x JOIN gizli g ON g.id = x.varlik_id
     WHERE x.ilce_kodu = %(ilce)s AND x.parsel_id IS NOT NULL
), vp AS NOT MATERIALIZED (
    SELECT x.varlik_id, x.sira, x.parsel_id, x.iliski, x.durum, x.atif, x.ham_metin
      FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
     WHERE x.ilce_kodu = %(ilce)s AND v.erisim = 'acik'
), i AS NOT MATERIALIZED (
    SELECT i.id, i.kod, i.konu AS ad, i.tur, i.varlik_id, i.mahalle_kod, i.alan_m2, i.parsel_alani_m2, i.supheli,
           i.kaynak_id, q.belge, q.tablo, q.satir_bas, q.satir_son
      FROM kbs.tasinmaz_islemi i JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (i.ilce_kodu, i.kaynak_id)
     WHERE i.ilce_kodu = %(ilce)s AND NOT EXISTS (SELECT FROM gizli g WHERE g.id = i.varlik_id)
       AND NOT EXISTS (SELECT FROM kbs.islem_parsel x JOIN gizli_parsel g USING (parsel_id)
                        WHERE x.ilce_kodu = i.ilce_kodu AND x.islem_id = i.id)
), ip AS NOT MATERIALIZED (
    SELECT x.islem_id, x.sira, x.parsel_id, x.iliski, x.durum, x.atif, x.ham_metin
      FROM kbs.islem_parsel x JOIN i ON i.id = x.islem_id
     WHERE x.ilce_kodu = %(ilce)s
), f AS NOT MATERIALIZED (
    SELECT f.id, f.kod, coalesce(nullif(f.yer_ham, ''), f.bolum) AS ad, f.varlik_id, f.mahalle_kod, f.supheli,
           f.kaynak_id, q.tablo, q.satir_bas, q.satir_son
      FROM kbs.faaliyet f JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (f.ilce_kodu, f.kaynak_id)
     WHERE f.ilce_kodu = %(ilce)s AND NOT EXISTS (SELECT FROM gizli g WHERE g.id = f.varlik_id)
       AND NOT EXISTS (SELECT FROM kbs.faaliyet_parsel x JOIN gizli_parsel g USING (parsel_id)
                        WHERE x.ilce_kodu = f.ilce_kodu AND x.faaliyet_id = f.id)
), t AS NOT MATERIALIZED (
    SELECT t.id, t.kod, t.tesis || ': ' || replace(t.bilgi, '_', ' ') AS ad, t.varlik_id, t.mahalle_kod, t.supheli,
           t.kaynak_id, q.tablo, q.satir_bas, q.satir_son
      FROM kbs.tesis_bilgisi t JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (t.ilce_kodu, t.kaynak_id)
     WHERE t.ilce_kodu = %(ilce)s AND NOT EXISTS (SELECT FROM gizli g WHERE g.id = t.varlik_id)
), p AS NOT MATERIALIZED (
    SELECT p.* FROM kbs.parsel p WHERE p.ilce_kodu = %(ilce)s
), bag AS NOT MATERIALIZED (
    SELECT a_kod, b_kod, tur, durum, false AS ters FROM kbs.esleme WHERE ilce_kodu = %(ilce)s AND durum <> 'bekliyor'
    UNION ALL
    SELECT b_kod, a_kod, tur, durum, true FROM kbs.esleme WHERE ilce_kodu = %(ilce)s AND durum <> 'bekliyor'
), sahip AS NOT MATERIALIZED (
    SELECT h.varlik_id, array_agg(DISTINCT h.arsa_sahibi ORDER BY h.arsa_sahibi) AS siniflar
      FROM kbs.hak h
     WHERE h.ilce_kodu = %(ilce)s AND h.arsa_sahibi <> 'bilinmiyor'
     GROUP BY h.varlik_id
)
"""

# Pairs of records, at least one of them an asset, that speak of one thing, or (a) of a part of (b): linked by record
# linkage or a person, or a lease or allocation that names exactly an asset's parcels in its mahalle. What is let there
# may be the whole or a part (``belki_parca``). ``bagli`` tells a link from parcels that are merely the same.
PAIRS = """
, imza_v AS (
    SELECT varlik_id, string_agg(parsel_id || iliski, ',' ORDER BY parsel_id, iliski) AS imza
      FROM vp WHERE parsel_id IS NOT NULL GROUP BY varlik_id
), imza_i AS (
    SELECT islem_id, string_agg(parsel_id || iliski, ',' ORDER BY parsel_id, iliski) AS imza
      FROM ip WHERE parsel_id IS NOT NULL GROUP BY islem_id
), kira_tahsis AS (
    SELECT * FROM i WHERE tur IN ('kira_alinan', 'kira_verilen', 'tahsis_alinan', 'tahsis_verilen')
), cift AS (
    SELECT a_kod AS a, b_kod AS b, tur, true AS bagli FROM bag
     WHERE durum <> 'reddedildi' AND NOT ters
    UNION ALL
    SELECT i.kod, v.kod, 'ayni', true FROM kira_tahsis i JOIN v ON v.id = i.varlik_id
     WHERE NOT EXISTS (SELECT FROM bag WHERE bag.a_kod = i.kod AND bag.b_kod = v.kod)
    UNION ALL
    SELECT i.kod, v.kod, CASE i.tur WHEN 'kira_verilen' THEN 'belki_parca' ELSE 'ayni' END, false
      FROM kira_tahsis i JOIN imza_i x ON x.islem_id = i.id
      JOIN imza_v y USING (imza) JOIN v ON v.id = y.varlik_id AND v.mahalle_kod = i.mahalle_kod
     WHERE i.varlik_id IS DISTINCT FROM v.id
       AND NOT EXISTS (SELECT FROM bag WHERE bag.a_kod = i.kod AND bag.b_kod = v.kod)
)
"""
