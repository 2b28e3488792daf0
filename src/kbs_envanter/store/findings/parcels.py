"""Checks of parcel references: missing, unread, without a cadastral area or a polygon, claimed twice."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS
from kbs_envanter.store.findings.words import lines_en, lines_tr, name, owner_en, owner_tr, said

_NAME, _TR, _EN = name("v"), lines_tr("v"), lines_en("v")
_MISSING = Check(
    "parsel_yok", "uyari", "Parseli yazılmamış varlık", "Asset without a parcel",
    "Tapu kaydından ada ve parseli bulup ekleyin.", "Find ada and parsel in the land registry and add them.",
    f"""{FACTS}
    SELECT v.kod, CASE WHEN s.siniflar = '{{kamuya_terkinli}}' OR h.yok THEN 'bilgi' END, v.id, NULL, v.kaynak_id,
           v.mahalle_kod,
           {_NAME} || ' için hiç parsel yazılmamış' || {_TR}
               || CASE WHEN s.siniflar = '{{kamuya_terkinli}}' THEN '; kamuya terkinli yerin tapusu olmaz.'
                       WHEN h.yok THEN '; kaynağı mülkiyet tablosu değil.' ELSE '.' END,
           'No parcel is given for ' || {_NAME} || {_EN}
               || CASE WHEN s.siniflar = '{{kamuya_terkinli}}' THEN '; land struck off for public use has no deed.'
                       WHEN h.yok THEN '; its source is no ownership table.' ELSE '.' END,
           jsonb_build_object('degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v LEFT JOIN sahip s ON s.varlik_id = v.id
      LEFT JOIN (SELECT DISTINCT varlik_id FROM kbs.hak WHERE ilce_kodu = %(ilce)s) k ON k.varlik_id = v.id
     CROSS JOIN LATERAL (SELECT k.varlik_id IS NULL AS yok) h
     WHERE NOT EXISTS (SELECT FROM vp WHERE vp.varlik_id = v.id)""",
)  # fmt: skip


def _text_check(durum: str, tr: str, en: str) -> str:
    return f"""{FACTS}
    SELECT v.kod || ':' || vp.sira, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           {_NAME} || ': “' || vp.ham_metin || '” {tr}' || {_TR} || '.',
           {_NAME} || ': “' || vp.ham_metin || '” {en}' || {_EN} || '.',
           jsonb_build_object('metin', vp.ham_metin, 'degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v JOIN vp ON vp.varlik_id = v.id
     WHERE vp.durum = '{durum}'"""


_UNREAD = Check(
    "parsel_okunamadi", "uyari", "Okunamayan parsel metni", "Parcel text that could not be read",
    "Metni kaynağıyla karşılaştırıp anlaşılır biçimde yazın.",
    "Compare the text with its source and write it readably.",
    _text_check("okunamadi", "metninden parsel okunamadı", "could not be read as a parcel"),
)  # fmt: skip
_NO_NUMBER = Check(
    "parsel_metninde_parsel_yok", "bilgi", "Parsel adı vermeyen metin", "Text that names no parcel",
    "Yer bir parsele oturuyorsa numarasını ekleyin; değilse bir şey gerekmez.",
    "Add the number if the place lies on a parcel; otherwise nothing is needed.",
    _text_check("parsel_yok", "bir parsel adı vermiyor", "names no parcel"),
)  # fmt: skip
_NO_AREA = Check(
    "tapu_mahallesi_bilinmiyor", "bilgi", "Tapu mahallesi bilinmeyen parseller", "Parcels of unknown cadastral area",
    "Parselin hangi tapu mahallesinde olduğunu tapu kaydından ekleyin; numara tek başına anahtar değildir.",
    "Add the cadastral area from the land registry; a number alone is no key.",
    f"""{FACTS}
    SELECT v.kod, NULL, v.id, CASE WHEN count(*) = 1 THEN min(vp.parsel_id) END, v.kaynak_id, v.mahalle_kod,
           {_NAME} || ': ' || string_agg(vp.atif, '; ' ORDER BY vp.sira) || ' için tapu mahallesi yazılmamış'
               || {_TR} || '.',
           {_NAME} || ': the cadastral area of ' || string_agg(vp.atif, '; ' ORDER BY vp.sira) || ' is not given'
               || {_EN} || '.',
           jsonb_build_object('parseller', jsonb_agg(vp.atif ORDER BY vp.sira),
                              'degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v JOIN vp ON vp.varlik_id = v.id JOIN p ON p.id = vp.parsel_id
     WHERE p.tapu_mahallesi IS NULL
     GROUP BY v.id, v.kod, v.ad, v.kaynak_id, v.mahalle_kod, v.tablo, v.satir_bas, v.satir_son""",
)  # fmt: skip
_AREA_DOUBTED = Check(
    "tapu_mahallesi_supheli", "uyari", "Tapu mahallesi yerine mahalle yazılmış olabilir",
    "Cadastral area that may be a neighbourhood",
    "Parselin tapu mahallesini tapu kaydından doğrulayın.", "Confirm the cadastral area in the land registry.",
    f"""{FACTS}
    , olay AS (
        SELECT i.kod, i.ad, i.mahalle_kod, i.supheli, i.kaynak_id, i.tablo, i.satir_bas, i.satir_son, i.varlik_id,
               x.sira, x.parsel_id, x.atif
          FROM i JOIN ip x ON x.islem_id = i.id
        UNION ALL
        SELECT f.kod, f.ad, f.mahalle_kod, f.supheli, f.kaynak_id, f.tablo, f.satir_bas, f.satir_son, f.varlik_id,
               x.sira, x.parsel_id, x.atif
          FROM f JOIN kbs.faaliyet_parsel x ON x.ilce_kodu = %(ilce)s AND x.faaliyet_id = f.id)
    SELECT o.kod || ':' || o.sira, NULL, o.varlik_id, p.id, o.kaynak_id, o.mahalle_kod,
           o.kod || ' (' || o.atif || '): “' || p.tapu_mahallesi || '” ilçede bir mahallenin adıdır; '
               || 'tapu mahallesi yazılmamış olabilir' || {lines_tr("o")} || '.',
           o.kod || ' (' || o.atif || '): “' || p.tapu_mahallesi || '” is the name of a neighbourhood; '
               || 'the cadastral area may be missing' || {lines_en("o")} || '.',
           jsonb_strip_nulls(jsonb_build_object('kod', o.kod, 'parseller', jsonb_build_array(o.atif),
               'supheli', o.supheli, 'degerler', jsonb_build_array({said("o", "islem")})))
      FROM olay o JOIN p ON p.id = o.parsel_id
      JOIN kbs.mahalle m ON m.ilce_kodu = %(ilce)s AND m.ad_katli = kbs.katla(p.tapu_mahallesi)
     WHERE p.geom IS NULL""",
)  # fmt: skip

# As long as the register has no polygon at all this is one thing to do, not one for each parcel.
_NO_POLYGON = Check(
    "parsel_cizimsiz", "bilgi", "Çizimi olmayan parsel", "Parcel without a polygon",
    "Parsel çizimlerini alın (“kbs-envanter parsel yukle”) ya da TKGM sorgusunu açın.",
    "Import parcel polygons (“kbs-envanter parsel yukle”) or switch the TKGM query on.",
    f"""{FACTS}
    , eksik AS (
        SELECT p.id, p.kod, p.kaynak_id, string_agg(DISTINCT v.kod, ', ' ORDER BY v.kod) AS varliklar,
               min(v.mahalle_kod) AS mahalle_kod, min(vp.atif) AS atif
          FROM p JOIN vp ON vp.parsel_id = p.id JOIN v ON v.id = vp.varlik_id
         WHERE p.geom IS NULL
         GROUP BY p.id, p.kod, p.kaynak_id)
    SELECT e.kod, NULL, NULL::uuid, e.id, NULL::bigint, e.mahalle_kod,
           e.atif || ' parselinin çizimi yok; anan varlıklar: ' || e.varliklar || '.',
           'Parcel ' || e.atif || ' has no polygon; assets that name it: ' || e.varliklar || '.',
           jsonb_build_object('parseller', jsonb_build_array(e.atif))
      FROM eksik e WHERE EXISTS (SELECT FROM p WHERE p.geom IS NOT NULL)
    UNION ALL
    SELECT 'hepsi', NULL, NULL, NULL, NULL, NULL,
           'Parsel kütüğünde hiç çizim yok; varlıkların andığı ' || count(*) || ' parselin sınırı bilinmiyor.',
           'The register holds no polygon: the boundaries of ' || count(*) || ' parcels that assets name are unknown.',
           jsonb_build_object('sayi', count(*))
      FROM eksik WHERE NOT EXISTS (SELECT FROM p WHERE p.geom IS NOT NULL) HAVING count(*) > 0""",
)  # fmt: skip

# Assets on one parcel. Those of the same lines of a document, or linked to one another, are one claim. Without a
# cadastral area a number means one parcel within a mahalle only.
_CLAIMS = f"""{FACTS}
, coklu AS (
    SELECT parsel_id FROM vp WHERE iliski = 'uzerinde' GROUP BY parsel_id HAVING count(DISTINCT varlik_id) > 1
), u AS MATERIALIZED (
    SELECT DISTINCT vp.parsel_id, vp.atif, p.tapu_mahallesi, v.id, v.kod, v.ad, v.mahalle_kod, v.yazi, v.tablo,
           v.satir_bas, v.satir_son, s.siniflar
      FROM coklu JOIN vp USING (parsel_id) JOIN p ON p.id = vp.parsel_id JOIN v ON v.id = vp.varlik_id
      LEFT JOIN sahip s ON s.varlik_id = v.id
     WHERE vp.iliski = 'uzerinde'
), iddia AS (
    SELECT u.*, m.ad AS mahalle FROM u
      LEFT JOIN kbs.mahalle m ON m.ilce_kodu = %(ilce)s AND m.kod = u.mahalle_kod
     WHERE NOT EXISTS (SELECT FROM u o WHERE o.parsel_id = u.parsel_id AND o.yazi = u.yazi AND o.kod < u.kod)
       AND NOT EXISTS (SELECT FROM bag JOIN u o ON o.kod = bag.b_kod
                        WHERE bag.a_kod = u.kod AND bag.durum <> 'reddedildi' AND o.parsel_id = u.parsel_id
                          AND o.kod < u.kod)
)
"""
_EACH = said("c", "varlik")
_SAME_NUMBER = Check(
    "ayni_numara", "bilgi", "Ayrı mahallelerde aynı parsel numarası", "One parcel number in different neighbourhoods",
    "Tapu mahallesini ekleyin: büyük olasılıkla iki ayrı parseldir.",
    "Add the cadastral area: most likely these are two parcels.",
    f"""{_CLAIMS}
    SELECT p.kod, NULL, NULL::uuid, p.id, NULL::bigint, NULL::text,
           min(c.atif) || ' numarası ' || string_agg(DISTINCT c.mahalle, ', ' ORDER BY c.mahalle)
               || ' mahallelerinde geçiyor (' || string_agg(c.kod, ', ' ORDER BY c.kod)
               || '); tapu mahallesi bilinmediği için büyük olasılıkla ayrı parseller.',
           'Number ' || min(c.atif) || ' occurs in the neighbourhoods '
               || string_agg(DISTINCT c.mahalle, ', ' ORDER BY c.mahalle) || ' ('
               || string_agg(c.kod, ', ' ORDER BY c.kod)
               || '); as the cadastral area is unknown these are most likely different parcels.',
           jsonb_build_object('parseller', jsonb_build_array(min(c.atif)),
                              'degerler', jsonb_agg({_EACH} || jsonb_build_object('mahalle', c.mahalle) ORDER BY c.kod))
      FROM iddia c JOIN p ON p.id = c.parsel_id
     WHERE c.tapu_mahallesi IS NULL
     GROUP BY p.kod, p.id HAVING count(DISTINCT c.mahalle_kod) > 1""",
)  # fmt: skip
_CLAIMED_TWICE = Check(
    "cakisan_parsel", "uyari", "Aynı parselde çelişen kayıtlar", "Contradicting claims on one parcel",
    "Hangisinin doğru olduğunu tapu kaydından bulun; aynı yerse “kbs-envanter eslestir” ile bağlayın.",
    "Settle it with the land registry; if it is one place, link the records with “kbs-envanter eslestir”.",
    f"""{_CLAIMS}
    , sinifli AS (
        SELECT c.*, coalesce(c.tapu_mahallesi, c.mahalle_kod, '-') AS yer,
               (SELECT string_agg({owner_tr("x")}, ' + ') FROM unnest(c.siniflar) x) AS sahip_tr,
               (SELECT string_agg({owner_en("x")}, ' + ') FROM unnest(c.siniflar) x) AS sahip_en
          FROM iddia c)
    SELECT p.kod || ':' || c.yer, NULL, NULL::uuid, p.id, NULL::bigint, min(c.mahalle_kod),
           min(c.atif) || ' parselini anan kayıtlar çelişiyor: ' || string_agg({name("c")} || ', '
               || coalesce(c.mahalle || ' Mah.', 'mahallesi yok') || ', ' || coalesce(c.sahip_tr, 'maliki yok')
               || {lines_tr("c")}, '; ' ORDER BY c.kod) || '.',
           'Records that name parcel ' || min(c.atif) || ' contradict: ' || string_agg({name("c")} || ', '
               || coalesce(c.mahalle, 'no neighbourhood') || ', ' || coalesce(c.sahip_en, 'no owner')
               || {lines_en("c")}, '; ' ORDER BY c.kod) || '.',
           jsonb_build_object('parseller', jsonb_build_array(min(c.atif)), 'degerler',
               jsonb_agg({_EACH} || jsonb_build_object('mahalle', c.mahalle, 'sahip', c.siniflar) ORDER BY c.kod))
      FROM sinifli c JOIN p ON p.id = c.parsel_id
     GROUP BY p.kod, p.id, c.yer HAVING count(DISTINCT c.siniflar) > 1 OR count(DISTINCT c.mahalle_kod) > 1""",
)  # fmt: skip

CHECKS = (_CLAIMED_TWICE, _MISSING, _UNREAD, _AREA_DOUBTED, _SAME_NUMBER, _NO_NUMBER, _NO_AREA, _NO_POLYGON)
