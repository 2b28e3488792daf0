"""Checks of rights: a lease in one list only, and owners that contradict between mentions of one place."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS, PAIRS
from kbs_envanter.store.findings.words import (
    lines_en,
    lines_tr,
    name,
    owner_en,
    owner_tr,
    said,
    table_en,
    table_tr,
)

# An asset and a lease or allocation that may be the same: linked, or on one parcel in mahalle that do not differ.
# Wider than ``cift``: here a wrong guess hides a finding, there it makes one up.
_TOGETHER = f"""{FACTS}
, beraber AS (
    SELECT i.kod AS islem, v.kod AS varlik FROM i JOIN v ON v.id = i.varlik_id
    UNION
    SELECT a_kod, b_kod FROM bag WHERE durum <> 'reddedildi'
    UNION
    SELECT i.kod, v.kod FROM i JOIN ip ON ip.islem_id = i.id JOIN vp ON vp.parsel_id = ip.parsel_id
      JOIN v ON v.id = vp.varlik_id
     WHERE coalesce(v.mahalle_kod = i.mahalle_kod, true)
       AND NOT EXISTS (SELECT FROM bag WHERE bag.a_kod = i.kod AND bag.b_kod = v.kod AND bag.durum = 'reddedildi')
)
"""
_NOT_LISTED = Check(
    "kira_listede_yok", "uyari", "Kiralık görünen, kira listesinde olmayan varlık",
    "Rented asset that the lease list lacks",
    "Kira sözleşmesinin sürüp sürmediğine bakın; sürüyorsa listeye ekleyin, bittiyse hakkı düzeltin.",
    "See whether the lease still runs; add it to the list, or correct the right if it ended.",
    f"""{_TOGETHER}
    , kiralik AS (
        SELECT v.*, 'kira_' || coalesce(h.yon, 'alinan') AS aranan, EXISTS (
               SELECT FROM beraber b JOIN i ON i.kod = b.islem
                WHERE b.varlik = v.kod AND i.tur = 'kira_' || coalesce(h.yon, 'alinan')) AS bulundu
          FROM v JOIN (SELECT DISTINCT varlik_id, yon FROM kbs.hak WHERE ilce_kodu = %(ilce)s AND hak_turu = 'kira') h
            ON h.varlik_id = v.id
    ), soz AS (SELECT yazi, aranan, min(kod) AS kod FROM kiralik GROUP BY 1, 2 HAVING NOT bool_or(bulundu))
    SELECT v.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           {name("v")} || {lines_tr("v")} || ' kira ile kullanılıyor görünüyor, ama '
               || CASE s.aranan WHEN 'kira_alinan' THEN 'kiralananlar' ELSE 'kiraya verilenler' END
               || ' listesinde karşılığı yok.',
           {name("v")} || {lines_en("v")} || ' is held by lease, but the list of leases '
               || CASE s.aranan WHEN 'kira_alinan' THEN 'taken' ELSE 'given' END || ' has no such lease.',
           jsonb_build_object('aranan', s.aranan, 'degerler', jsonb_build_array({said("v", "varlik")}))
      FROM soz s JOIN kiralik v ON v.kod = s.kod AND v.aranan = s.aranan""",
)  # fmt: skip
_NO_ASSET = Check(
    "islem_varliksiz", "uyari", "Envanterde karşılığı olmayan kira ya da tahsis",
    "Lease or allocation without an asset",
    "Taşınmazı envantere ekleyin ya da “kbs-envanter eslestir” ile var olan kayda bağlayın.",
    "Add the property to the inventory, or link it to its record with “kbs-envanter eslestir”.",
    f"""{_TOGETHER}
    SELECT i.kod, CASE i.tur WHEN 'kira_verilen' THEN 'bilgi' END, NULL::uuid, y.parsel_id, i.kaynak_id, i.mahalle_kod,
           i.kod || coalesce(' (' || i.ad || ')', '') || ': ' || {table_tr("i.tablo")} || {lines_tr("i")}
               || ' bu taşınmazı sayıyor, envanterde karşılığı yok.',
           i.kod || coalesce(' (' || i.ad || ')', '') || ': the ' || {table_en("i.tablo")} || {lines_en("i")}
               || ' has this property, the inventory does not.',
           jsonb_build_object('parseller', coalesce(y.parseller, '[]'), 'islem', i.tur,
                              'degerler', jsonb_build_array({said("i", "islem")}))
      FROM i LEFT JOIN (SELECT islem_id, min(parsel_id) AS parsel_id, jsonb_agg(atif ORDER BY sira) AS parseller
                          FROM ip WHERE parsel_id IS NOT NULL GROUP BY islem_id) y ON y.islem_id = i.id
     WHERE i.tur IN ('kira_alinan', 'kira_verilen', 'tahsis_alinan')
       AND NOT EXISTS (SELECT FROM beraber b JOIN v ON v.kod = b.varlik WHERE b.islem = i.kod)""",
)  # fmt: skip

_OWNERS = f"""{FACTS}{PAIRS}
, malik AS (
    SELECT v.*, s.siniflar, (SELECT string_agg({owner_tr("x")}, ' + ') FROM unnest(s.siniflar) x) AS sahip_tr,
           (SELECT string_agg({owner_en("x")}, ' + ') FROM unnest(s.siniflar) x) AS sahip_en
      FROM v JOIN sahip s ON s.varlik_id = v.id
)
"""
_CONTRADICTING = Check(
    "hak_celiskisi", "uyari", "Bir yerin anlatımlarında çelişen haklar", "Contradicting rights between mentions",
    "Maliki tapu kaydından doğrulayın; iki anlatım da saklanır.",
    "Confirm the owner in the land registry; both statements are kept.",
    f"""{_OWNERS}
    SELECT a.kod || ':' || b.kod, NULL, a.id, NULL, a.kaynak_id, a.mahalle_kod,
           'Aynı yer sayılan kayıtların malikleri farklı: ' || {name("a")} || ' ' || a.sahip_tr || {lines_tr("a")}
               || '; ' || {name("b")} || ' ' || b.sahip_tr || {lines_tr("b")} || '.',
           'Records of one place name different owners: ' || {name("a")} || ' ' || a.sahip_en || {lines_en("a")}
               || '; ' || {name("b")} || ' ' || b.sahip_en || {lines_en("b")} || '.',
           jsonb_build_object('degerler', jsonb_build_array(
               {said("a", "malik")} || jsonb_build_object('sahip', a.siniflar),
               {said("b", "malik")} || jsonb_build_object('sahip', b.siniflar)))
      FROM cift c JOIN malik a ON a.kod = least(c.a, c.b) JOIN malik b ON b.kod = greatest(c.a, c.b)
     WHERE c.tur = 'ayni' AND c.bagli AND a.siniflar <> b.siniflar
    UNION ALL
    SELECT v.kod || ':' || i.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           {name("v")} || ': malik Belediye yazılmış' || {lines_tr("v")} || ', ama ' || {table_tr("i.tablo")}
               || {lines_tr("i")} || ' aynı yeri belediyeye verilmiş gösteriyor.',
           {name("v")} || ': the owner is given as the municipality' || {lines_en("v")} || ', yet the '
               || {table_en("i.tablo")} || {lines_en("i")} || ' shows the same place as given to it.',
           jsonb_build_object('islem', i.tur, 'degerler', jsonb_build_array(
               {said("v", "malik")} || jsonb_build_object('sahip', v.siniflar), {said("i", "islem")}))
      FROM (SELECT DISTINCT a AS islem, b AS varlik FROM cift WHERE tur = 'ayni'
            UNION SELECT b, a FROM cift WHERE tur = 'ayni') c
      JOIN i ON i.kod = c.islem JOIN malik v ON v.kod = c.varlik
     WHERE i.tur IN ('kira_alinan', 'tahsis_alinan') AND v.siniflar = '{{belediye}}'
       AND NOT EXISTS (SELECT FROM v o JOIN cift e ON o.kod IN (e.a, e.b) AND i.kod IN (e.a, e.b)
                        WHERE e.tur = 'ayni' AND o.yazi = v.yazi AND o.kod < v.kod)""",
)  # fmt: skip

CHECKS = (_NOT_LISTED, _NO_ASSET, _CONTRADICTING)
