"""Statements of the field page: receiving verdicts and photos, conflicts, reviews, campaigns."""

from sqlalchemy import text

from kbs_envanter.store.neighbourhoods import ORIGIN

# The same verdict sent twice at once waits here for itself.
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 7))")

KNOWN = text(
    "SELECT ozet, gorulen_surum, varlik_surumu, split_part(kim, '#', 1) AS hesap FROM kbs.saha_tespiti "
    "WHERE ilce_kodu = :ilce AND id = :id"
)

# A withheld asset is no asset to the field.
ASSET = text("SELECT id, surum FROM kbs.varlik WHERE ilce_kodu = :ilce AND kod = :kod AND erisim = 'acik'")

CAMPAIGN = text(
    "SELECT 1 FROM kbs.kampanya k JOIN kbs.kampanya_hesap h ON (h.ilce_kodu, h.kampanya_id) = (k.ilce_kodu, k.id) "
    "WHERE k.ilce_kodu = :ilce AND k.id = :id AND h.hesap_id = :hesap AND NOT k.kapali"
)

RECEIVE = text("""
INSERT INTO kbs.saha_tespiti (
    ilce_kodu, id, varlik_id, sonuc, nedenler, aciklama, konum, dogruluk_m, zaman, cihaz_zamani, saat_farki_ms,
    saat_supheli, kim, gorulen_surum, varlik_surumu, yeni_konum, yeni_varlik, kampanya_id, foto_sayisi, ozet)
VALUES (
    :ilce, :id, :varlik_id, :sonuc, :nedenler, :aciklama, ST_GeomFromText(:konum, 4326), :dogruluk_m, :zaman,
    :cihaz_zamani, :saat_farki_ms, :saat_supheli, :kim, :gorulen_surum, :varlik_surumu,
    ST_GeomFromText(:yeni_konum, 4326), CAST(:yeni_varlik AS jsonb), :kampanya, :foto_sayisi, :ozet)""")

# What stands in the inventory now, as a pack tells it, for the phone to show beside what it saw.
CURRENT = text("""
SELECT json_build_object('kod', y.kod, 'ad', y.ad, 'tur', y.tur, 'adres', y.adres, 'kullanim', y.kullanim,
           'ada_parsel', y.ada_parsel, 'kesinlik', y.kesinlik, 'belirsizlik_m', y.belirsizlik_m, 'surum', y.surum,
           'konum', CASE WHEN y.geom IS NULL THEN NULL ELSE json_build_array(ST_X(y.geom), ST_Y(y.geom)) END,
           'guncelleme', y.guncelleme)
  FROM kbs.yayin_varlik y WHERE y.ilce_kodu = :ilce AND y.id = :varlik_id""")

ANSWER_CONFLICT = text("""
UPDATE kbs.saha_tespiti
   SET catisma_karari = :karar, durum = CASE WHEN :karar = 'geri_cek' THEN 'geri_cekildi' ELSE durum END,
       varlik_surumu = varlik_surumu
 WHERE ilce_kodu = :ilce AND id = :id AND split_part(kim, '#', 1) = :hesap AND durum = 'bekliyor'
RETURNING durum""")

ARRIVED = text("""
SELECT 'tespit' AS ne, id FROM kbs.saha_tespiti
 WHERE ilce_kodu = :ilce AND id = ANY(:tespit) AND split_part(kim, '#', 1) = :hesap
UNION ALL
SELECT 'foto', f.id FROM kbs.saha_foto f JOIN kbs.saha_tespiti t ON (t.ilce_kodu, t.id) = (f.ilce_kodu, f.tespit_id)
 WHERE f.ilce_kodu = :ilce AND f.id = ANY(:foto) AND split_part(t.kim, '#', 1) = :hesap""")

PHOTO_KNOWN = text("SELECT gelen_ozet, tespit_id, sira FROM kbs.saha_foto WHERE ilce_kodu = :ilce AND id = :id")

PHOTO_FILE = text("""
SELECT f.ozet FROM kbs.saha_foto f
  JOIN kbs.saha_tespiti t ON (t.ilce_kodu, t.id) = (f.ilce_kodu, f.tespit_id)
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (t.ilce_kodu, t.varlik_id)
 WHERE f.ilce_kodu = :ilce AND f.id = :id AND (:gizli OR v.erisim IS DISTINCT FROM 'gizli')""")

KEEP_PHOTO = text("""
INSERT INTO kbs.saha_foto (ilce_kodu, id, tespit_id, sira, ozet, gelen_ozet, genislik, yukseklik, bayt, konum)
VALUES (:ilce, :id, :tespit, :sira, :ozet, :gelen_ozet, :genislik, :yukseklik, :bayt, ST_GeomFromText(:konum, 4326))
    ON CONFLICT DO NOTHING RETURNING id""")

# A doubt is a finding at once; a later verdict "uyuyor" takes it back. Keys and words are those of the check.
DOUBTS = text("""
INSERT INTO kbs.bulgu (ilce_kodu, anahtar, tur, onem, varlik_id, kaynak_id, aciklama, aciklama_en, ayrinti)
SELECT v.ilce_kodu, 'saha_' || :sonuc || ':' || v.kod, 'saha_' || :sonuc, 'uyari', v.id, v.kaynak_id, :tr || v.ad,
       :en || v.ad, jsonb_build_object('mahalle_kod', v.mahalle_kod)
  FROM kbs.varlik v WHERE v.ilce_kodu = :ilce AND v.id = :varlik_id
    ON CONFLICT (ilce_kodu, anahtar) DO NOTHING""")

NO_DOUBT = text("""
DELETE FROM kbs.bulgu WHERE ilce_kodu = :ilce AND varlik_id = :varlik_id AND tur IN ('saha_uymuyor', 'saha_isgal')""")

# What waits for review, oldest first; ``:gizli`` lets officers see withheld assets too.
QUEUE = text("""
SELECT t.id, t.sonuc, t.nedenler, t.aciklama, t.zaman, t.kim, t.durum, t.saat_supheli, t.catisma_karari,
       t.gorulen_surum, t.varlik_surumu, t.dogruluk_m, t.yeni_varlik, t.foto_sayisi, t.inceleyen, t.inceleme_nedeni,
       ST_X(t.konum) AS lon, ST_Y(t.konum) AS lat, ST_X(t.yeni_konum) AS yeni_lon, ST_Y(t.yeni_konum) AS yeni_lat,
       v.kod, v.ad, v.tur, v.mahalle_kod, v.surum, v.kesinlik, v.belirsizlik_m,
       round(ST_Distance(v.konum::geography, t.yeni_konum::geography)) AS uzaklik_m,
       (SELECT array_agg(f.id ORDER BY f.sira) FROM kbs.saha_foto f
         WHERE (f.ilce_kodu, f.tespit_id) = (t.ilce_kodu, t.id)) AS fotolar
  FROM kbs.saha_tespiti t LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (t.ilce_kodu, t.varlik_id)
 WHERE t.ilce_kodu = :ilce AND (CAST(:durum AS text) IS NULL OR t.durum = :durum)
   AND (:gizli OR v.erisim IS DISTINCT FROM 'gizli')
 ORDER BY t.zaman, t.id LIMIT 200""")

ONE = text("""
SELECT t.*, ST_AsText(coalesce(t.yeni_konum, t.konum)) AS nokta, v.kod, v.erisim
  FROM kbs.saha_tespiti t LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (t.ilce_kodu, t.varlik_id)
 WHERE t.ilce_kodu = :ilce AND t.id = :id FOR UPDATE OF t""")

REVIEW = text("""
UPDATE kbs.saha_tespiti SET durum = :durum, inceleyen = :kim, inceleme_nedeni = :neden, inceleme_zamani = now()
 WHERE ilce_kodu = :ilce AND id = :id AND durum = 'bekliyor' RETURNING id""")

DECIDE_POSITION = text("""
INSERT INTO kbs.konum_karari (ilce_kodu, varlik_id, konum, kesinlik, belirsizlik_m, neden, kim)
VALUES (:ilce, :varlik_id, ST_GeomFromText(:nokta, 4326), 'kapi', :belirsizlik, :neden, :kim)
    ON CONFLICT (ilce_kodu, varlik_id) DO UPDATE
   SET (konum, kesinlik, belirsizlik_m, neden, kim, zaman)
     = (excluded.konum, excluded.kesinlik, excluded.belirsizlik_m, excluded.neden, excluded.kim, now())""")

MOVE = text("""
UPDATE kbs.varlik SET konum = ST_GeomFromText(:nokta, 4326), kesinlik = 'kapi', belirsizlik_m = :belirsizlik,
       konum_kaynagi = :kaynak
 WHERE ilce_kodu = :ilce AND id = :varlik_id AND erisim = 'acik'""")

# Public assets that a campaign's criteria mean; the last verification is the last accepted or waiting "uyuyor".
CHOOSE = """
  FROM kbs.varlik v
  LEFT JOIN LATERAL (SELECT max(t.zaman) AS son FROM kbs.saha_tespiti t
        WHERE (t.ilce_kodu, t.varlik_id) = (v.ilce_kodu, v.id) AND t.durum IN ('bekliyor', 'kabul')
          AND t.sonuc = 'uyuyor') d ON true
 WHERE v.ilce_kodu = :ilce AND v.erisim = 'acik'
   AND (CAST(:mahalle AS text) IS NULL OR v.mahalle_kod = :mahalle)
   AND (CAST(:tur AS text) IS NULL OR v.tur = :tur)
   AND (CAST(:kesinlik AS text) IS NULL OR v.kesinlik = :kesinlik)
   AND (CAST(:gun AS integer) IS NULL OR d.son IS NULL OR d.son < :simdi - make_interval(days => :gun))"""

COUNT_CHOSEN = text("SELECT count(*)" + CHOOSE)
NEW_CAMPAIGN = text(
    "INSERT INTO kbs.kampanya (ilce_kodu, ad, aciklama, olcut, kim, bitis) "
    "VALUES (:ilce, :ad, :aciklama, CAST(:olcut AS jsonb), :kim, :bitis) RETURNING id"
)
FILL_CAMPAIGN = text(
    "INSERT INTO kbs.kampanya_varlik (ilce_kodu, kampanya_id, varlik_id) SELECT v.ilce_kodu, :kampanya, v.id" + CHOOSE
)
KNOWN_ACCOUNTS = text("SELECT ad FROM kbs.hesap WHERE ilce_kodu = :ilce AND ad = ANY(:hesaplar) AND NOT kapali")
ASSIGN = text("""
INSERT INTO kbs.kampanya_hesap (ilce_kodu, kampanya_id, hesap_id)
SELECT h.ilce_kodu, :kampanya, h.id FROM kbs.hesap h
 WHERE h.ilce_kodu = :ilce AND h.ad = ANY(:hesaplar) AND NOT h.kapali ON CONFLICT DO NOTHING""")
UNASSIGN = text(
    "DELETE FROM kbs.kampanya_hesap k USING kbs.hesap h WHERE k.ilce_kodu = :ilce AND k.kampanya_id = :kampanya "
    "AND (h.ilce_kodu, h.id) = (k.ilce_kodu, k.hesap_id) AND h.ad <> ALL(:hesaplar)"
)
CLOSE = text("UPDATE kbs.kampanya SET kapali = :kapali WHERE ilce_kodu = :ilce AND id = :kampanya RETURNING id")

# Progress: the last verdict of each asset since the campaign began.
_LAST = """
LEFT JOIN LATERAL (SELECT t.sonuc, t.zaman, t.durum, t.kim, t.aciklama FROM kbs.saha_tespiti t
      WHERE (t.ilce_kodu, t.varlik_id) = (x.ilce_kodu, x.varlik_id) AND t.zaman >= k.olusturma
        AND t.durum IN ('bekliyor', 'kabul') ORDER BY t.zaman DESC LIMIT 1) s ON true"""

CAMPAIGNS = text(f"""
SELECT k.id, k.ad, k.aciklama, k.olcut, k.kim, k.bitis, k.kapali, k.olusturma, count(x.varlik_id) AS toplam,
       count(s.sonuc) AS bakilan, count(*) FILTER (WHERE s.sonuc = 'uyuyor') AS uyan,
       (SELECT array_agg(h.ad ORDER BY h.ad) FROM kbs.kampanya_hesap a
         JOIN kbs.hesap h ON (h.ilce_kodu, h.id) = (a.ilce_kodu, a.hesap_id)
        WHERE (a.ilce_kodu, a.kampanya_id) = (k.ilce_kodu, k.id)) AS hesaplar
  FROM kbs.kampanya k
  LEFT JOIN kbs.kampanya_varlik x ON (x.ilce_kodu, x.kampanya_id) = (k.ilce_kodu, k.id)
  {_LAST}
 WHERE k.ilce_kodu = :ilce AND (CAST(:id AS bigint) IS NULL OR k.id = :id)
   AND (CAST(:hesap AS uuid) IS NULL OR (NOT k.kapali AND EXISTS (
        SELECT FROM kbs.kampanya_hesap a WHERE (a.ilce_kodu, a.kampanya_id) = (k.ilce_kodu, k.id)
           AND a.hesap_id = :hesap)))
 GROUP BY k.ilce_kodu, k.id ORDER BY k.kapali, k.olusturma DESC, k.id DESC""")

CAMPAIGN_ASSETS = text(f"""
SELECT v.kod, v.ad, v.tur, v.mahalle_kod AS mahalle, v.kesinlik, ST_X(v.konum) AS lon, ST_Y(v.konum) AS lat,
       round(ST_X(ST_Transform(v.konum, 5254)) - o.x0) AS x, -round(ST_Y(ST_Transform(v.konum, 5254)) - o.y0) AS y,
       s.sonuc, s.zaman, s.durum, s.kim, s.aciklama
  FROM kbs.kampanya k
  CROSS JOIN ({ORIGIN.replace("%(ilce)s", ":ilce")}) o
  JOIN kbs.kampanya_varlik x ON (x.ilce_kodu, x.kampanya_id) = (k.ilce_kodu, k.id)
  JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id) AND v.erisim = 'acik'
  {_LAST}
 WHERE k.ilce_kodu = :ilce AND k.id = :kampanya ORDER BY s.sonuc IS NOT NULL, v.mahalle_kod, v.kod""")
