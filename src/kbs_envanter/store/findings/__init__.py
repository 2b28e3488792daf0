"""Quality findings: one SQL statement a check, and the statements that keep and list what they found."""

from kbs_envanter.store.findings import areas, field, notices, parcels, places, rights, rows, yearly
from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import COLUMNS

__all__ = ["CHECKS", "COLLECT", "COLLECTED", "FORGET", "KEEP", "LIST", "Check"]

# In the order in which they run: a check may leave out what one before it has told.
_PARTS = (areas, parcels, rights, places, rows, field, yearly, notices)
CHECKS: tuple[Check, ...] = tuple(check for part in _PARTS for check in part.CHECKS)

COLLECTED = """
CREATE TEMP TABLE bulunan (
    anahtar text PRIMARY KEY, tur text NOT NULL, onem text NOT NULL, varlik_id uuid, parsel_id bigint, kaynak_id bigint,
    tr text NOT NULL, en text NOT NULL, ayrinti jsonb NOT NULL
) ON COMMIT DROP"""

# ``{check}`` is a check's SELECT. A row of an unknown mahalle has no mahalle_kod.
COLLECT = f"""
INSERT INTO bulunan (anahtar, tur, onem, varlik_id, parsel_id, kaynak_id, tr, en, ayrinti)
SELECT %(tur)s || ':' || b.ek, %(tur)s, coalesce(b.onem, %(onem)s), b.varlik_id::uuid, b.parsel_id::bigint,
       b.kaynak_id::bigint, b.tr, b.en,
       b.ayrinti || jsonb_strip_nulls(jsonb_build_object('mahalle_kod', b.mahalle_kod))
  FROM ({{check}}) AS b({", ".join(COLUMNS)})
    ON CONFLICT (anahtar) DO NOTHING"""

# A finding found again keeps its first time; one that says the same is not touched.
KEEP = """
INSERT INTO kbs.bulgu AS g (ilce_kodu, anahtar, tur, onem, varlik_id, parsel_id, kaynak_id, aciklama, aciklama_en,
                            ayrinti)
SELECT %(ilce)s, anahtar, tur, onem, varlik_id, parsel_id, kaynak_id, tr, en, ayrinti FROM bulunan ORDER BY anahtar
    ON CONFLICT (ilce_kodu, anahtar) DO UPDATE
   SET (tur, onem, varlik_id, parsel_id, kaynak_id, aciklama, aciklama_en, ayrinti)
     = (excluded.tur, excluded.onem, excluded.varlik_id, excluded.parsel_id, excluded.kaynak_id, excluded.aciklama,
        excluded.aciklama_en, excluded.ayrinti)
 WHERE (g.tur, g.onem, g.varlik_id, g.parsel_id, g.kaynak_id, g.aciklama, g.aciklama_en, g.ayrinti) IS DISTINCT FROM
       (excluded.tur, excluded.onem, excluded.varlik_id, excluded.parsel_id, excluded.kaynak_id, excluded.aciklama,
        excluded.aciklama_en, excluded.ayrinti)"""

FORGET = """
DELETE FROM kbs.bulgu g
 WHERE g.ilce_kodu = %(ilce)s AND NOT EXISTS (SELECT FROM bulunan b WHERE b.anahtar = g.anahtar)"""

LIST = """
SELECT b.anahtar, b.tur, b.onem, v.kod AS varlik, v.ad AS varlik_adi,
       coalesce(v.mahalle_kod, b.ayrinti->>'mahalle_kod') AS mahalle, p.kod AS parsel,
       q.belge, q.tablo, q.satir_bas, q.satir_son, b.aciklama AS tr, b.aciklama_en AS en, b.ayrinti, b.zaman
  FROM kbs.bulgu b
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (b.ilce_kodu, b.varlik_id)
  LEFT JOIN kbs.gorunur_parsel p ON (p.ilce_kodu, p.id) = (b.ilce_kodu, b.parsel_id)
  LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (b.ilce_kodu, b.kaynak_id)
 WHERE b.ilce_kodu = %(ilce)s AND v.erisim IS DISTINCT FROM 'gizli'
   AND (%(tur)s::text IS NULL OR b.tur = %(tur)s::text)
   AND (%(mahalle)s::text IS NULL OR coalesce(v.mahalle_kod, b.ayrinti->>'mahalle_kod') = %(mahalle)s::text)
 ORDER BY array_position(ARRAY['hata', 'uyari', 'bilgi'], b.onem), b.tur, q.satir_bas NULLS LAST, b.anahtar"""
