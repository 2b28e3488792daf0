"""Leases, allocations and rights that run out: their last day is the first one plus the years agreed."""

# Relations and conditions are those that leave withheld assets out. ``%(ilce)s`` district, ``%(bugun)s`` the day that
# is asked about. ``gun`` is how many days are left, negative when the term is over.
TERMS = """
SELECT s.kod, s.ne, s.ad, s.varlik, s.mahalle, s.mahalle_kod, s.baslangic, s.sure_yil, s.bitis,
       s.bitis - %(bugun)s::date AS gun
  FROM (SELECT i.kod, i.tur AS ne, coalesce(i.konu, i.kod) AS ad, i.varlik, i.mahalle, i.mahalle_kod,
               i.tarih AS baslangic, i.sure_yil, (i.tarih + make_interval(years => i.sure_yil))::date AS bitis
          FROM kbs.acik_islem i
         WHERE i.ilce_kodu = %(ilce)s AND i.tarih IS NOT NULL AND i.sure_yil IS NOT NULL
        UNION ALL
        SELECT v.kod || ':' || h.sira, h.hak_turu, v.ad, v.kod, m.ad, v.mahalle_kod, h.baslangic, h.sure_yil,
               (h.baslangic + make_interval(years => h.sure_yil))::date
          FROM kbs.hak h
          JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (h.ilce_kodu, h.varlik_id) AND v.erisim = 'acik'
          LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (v.ilce_kodu, v.mahalle_kod)
         WHERE h.ilce_kodu = %(ilce)s AND h.baslangic IS NOT NULL AND h.sure_yil IS NOT NULL) s"""

WITHIN_DAYS = 90  # a term that ends so soon is told

# Those that end from ``bugun`` on within ``gun`` days, and those that ended already, the soonest first.
LIST = f"""
SELECT coalesce(json_agg(t ORDER BY t.bitis, t.kod), '[]')::text
  FROM ({TERMS}) t
 WHERE t.bitis <= %(bugun)s::date + %(gun)s::int"""

# One notice a term and subscriber, however often this runs.
NOTICES = f"""
INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde)
SELECT %(ilce)s, a.id, 'vade.yaklasiyor', t.kod,
       jsonb_build_object('kod', t.kod, 'ne', t.ne, 'ad', t.ad, 'varlik', t.varlik, 'mahalle', t.mahalle_kod,
                          'bitis', t.bitis)
  FROM ({TERMS}) t
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.kod) = (%(ilce)s, t.varlik)
  JOIN kbs.abone a ON a.ilce_kodu = %(ilce)s AND a.aktif AND (a.mahalle_kod IS NULL OR a.mahalle_kod = t.mahalle_kod)
   AND (a.tur IS NULL OR a.tur = v.tur)
 WHERE t.bitis BETWEEN %(bugun)s::date AND %(bugun)s::date + {WITHIN_DAYS}
   AND NOT EXISTS (SELECT FROM kbs.bildirim b
                    WHERE (b.ilce_kodu, b.abone_id, b.konu) = (%(ilce)s, a.id, t.kod) AND b.olay = 'vade.yaklasiyor'
                      AND b.govde->'bitis' = to_jsonb(t.bitis))
 ORDER BY t.bitis, t.kod, a.id"""
