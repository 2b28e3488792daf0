"""SQL of subscribers and of the notices that wait for them."""

SUBSCRIBE = """
INSERT INTO kbs.abone (ilce_kodu, ad, adres, gizli, mahalle_kod, tur, kim)
VALUES (:ilce, :ad, :adres, :gizli, :mahalle, :tur, :kim) RETURNING id"""

SUBSCRIBERS = """
SELECT a.id, a.ad, a.adres, a.mahalle_kod, m.ad AS mahalle, a.tur, a.aktif, a.kim, a.olusturma,
       count(b.id) FILTER (WHERE b.durum = 'bekliyor') AS bekleyen,
       count(b.id) FILTER (WHERE b.durum = 'gonderildi') AS gonderilen,
       count(b.id) FILTER (WHERE b.durum = 'olu') AS ulasmayan,
       max(b.bitis) FILTER (WHERE b.durum = 'gonderildi') AS son,
       (array_agg(b.son_hata ORDER BY b.id DESC) FILTER (WHERE b.durum <> 'gonderildi' AND b.son_hata IS NOT NULL))[1]
           AS son_hata
  FROM kbs.abone a
  LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (a.ilce_kodu, a.mahalle_kod)
  LEFT JOIN kbs.bildirim b ON (b.ilce_kodu, b.abone_id) = (a.ilce_kodu, a.id)
 WHERE a.ilce_kodu = :ilce AND (CAST(:id AS bigint) IS NULL OR a.id = :id)
 GROUP BY a.ilce_kodu, a.id, m.ad
 ORDER BY a.id"""

SET_ACTIVE = "UPDATE kbs.abone SET aktif = :aktif WHERE ilce_kodu = :ilce AND id = :id RETURNING id"
UNSUBSCRIBE = "DELETE FROM kbs.abone WHERE ilce_kodu = :ilce AND id = :id RETURNING id"
TRY = """
INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde)
SELECT ilce_kodu, id, 'deneme', 'deneme', '{}' FROM kbs.abone WHERE ilce_kodu = :ilce AND id = :id RETURNING id"""
AGAIN = """
UPDATE kbs.bildirim SET durum = 'bekliyor', deneme = 0, sonraki = now(), bitis = NULL
 WHERE ilce_kodu = :ilce AND abone_id = :id AND durum = 'olu' RETURNING id"""

# Subscribers that something is due for, and what: the oldest notice of each subject that waits. Later ones wait for it.
WHOSE = """
SELECT DISTINCT b.abone_id
  FROM kbs.bildirim b JOIN kbs.abone a ON (a.ilce_kodu, a.id) = (b.ilce_kodu, b.abone_id)
 WHERE b.ilce_kodu = :ilce AND b.durum = 'bekliyor' AND b.sonraki <= :simdi AND a.aktif
 ORDER BY b.abone_id"""
DUE = """
SELECT b.id, b.kimlik, b.abone_id, b.olay, b.govde, b.deneme, b.olusturma, a.adres, a.gizli
  FROM kbs.bildirim b JOIN kbs.abone a ON (a.ilce_kodu, a.id) = (b.ilce_kodu, b.abone_id)
 WHERE b.ilce_kodu = :ilce AND b.durum = 'bekliyor' AND b.sonraki <= :simdi AND a.aktif AND a.id = :abone
   AND NOT EXISTS (SELECT FROM kbs.bildirim o
                    WHERE (o.ilce_kodu, o.abone_id, o.konu) = (b.ilce_kodu, b.abone_id, b.konu)
                      AND o.durum = 'bekliyor' AND o.id < b.id)
 ORDER BY b.id LIMIT 50"""

SENT = """
UPDATE kbs.bildirim SET durum = 'gonderildi', deneme = deneme + 1, bitis = :simdi, son_hata = NULL
 WHERE ilce_kodu = :ilce AND id = :id"""
FAILED = """
UPDATE kbs.bildirim
   SET deneme = deneme + 1, sonraki = :sonraki, son_hata = :hata, durum = CASE WHEN :olu THEN 'olu' ELSE durum END,
       bitis = CASE WHEN :olu THEN CAST(:simdi AS timestamptz) END
 WHERE ilce_kodu = :ilce AND id = :id"""

# The finding at once; the words are those of its check (store/findings/notices.py).
GIVEN_UP = """
INSERT INTO kbs.bulgu (ilce_kodu, anahtar, tur, onem, aciklama, aciklama_en, ayrinti)
SELECT :ilce, 'bildirim_ulasmadi:' || :abone, 'bildirim_ulasmadi', 'uyari',
       count(*) || ' bildirim ' || :abone || ' numaralı aboneye ulaşmadı.',
       count(*) || ' notices did not reach subscriber ' || :abone || '.',
       jsonb_build_object('abone', CAST(:abone AS bigint))
  FROM kbs.bildirim WHERE ilce_kodu = :ilce AND abone_id = CAST(:abone AS bigint) AND durum = 'olu'
ON CONFLICT (ilce_kodu, anahtar) DO UPDATE
   SET (aciklama, aciklama_en) = (excluded.aciklama, excluded.aciklama_en)"""
