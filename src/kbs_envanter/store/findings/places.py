"""Checks of places: outside the stated mahalle, without a position, without a mahalle."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS
from kbs_envanter.store.findings.words import lines_en, lines_tr, name, number_en, number_tr, said

_NAME, _TR, _EN = name("v"), lines_tr("v"), lines_en("v")

# Computed boundaries prove nothing; a position that is itself uncertain by more than the distance proves less.
_OUTSIDE = Check(
    "mahalle_disinda", "hata", "Mahallesinin dışında duran varlık", "Asset outside its neighbourhood",
    "Konumu ya da mahalleyi düzeltin; 100 metreye kadar sayılmaz.",
    "Correct the position or the neighbourhood; up to 100 metres are let pass.",
    f"""{FACTS}
    , sinir AS MATERIALIZED (
        SELECT kod, ad, geom, ST_Transform(geom, 5254) AS metrik FROM kbs.mahalle
         WHERE ilce_kodu = %(ilce)s AND geom IS NOT NULL AND sinir_kesinligi <> 'yaklasik')
    SELECT v.kod, CASE WHEN v.belirsizlik_m > u.uzaklik THEN 'uyari' END, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           {_NAME} || ': ' || m.ad || ' Mahallesi yazılmış' || {_TR} || ', konumu sınırdan '
               || {number_tr("u.uzaklik")} || ' m dışarıda.',
           {_NAME} || ': its neighbourhood is given as ' || m.ad || {_EN} || ', its position is '
               || {number_en("u.uzaklik")} || ' m outside the boundary.',
           jsonb_build_object('mahalle', m.ad, 'uzaklik_m', u.uzaklik, 'belirsizlik_m', v.belirsizlik_m,
               'kesinlik', v.kesinlik, 'lon', round(ST_X(v.konum)::numeric, 6), 'lat', round(ST_Y(v.konum)::numeric, 6),
               'degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v JOIN sinir m ON m.kod = v.mahalle_kod
     CROSS JOIN LATERAL (SELECT round(ST_Distance(m.metrik, ST_Transform(v.konum, 5254))::numeric, 0) AS uzaklik) u
     WHERE NOT ST_Covers(m.geom, v.konum) AND u.uzaklik > 100""",
)  # fmt: skip
_NO_POSITION = Check(
    "konumsuz", "uyari", "Konumu bilinmeyen varlık", "Asset without a position",
    "Adresini ya da parselini tamamlayın, ya da konumunu haritada elle verin.",
    "Complete its address or parcel, or give its position by hand on the map.",
    f"""{FACTS}
    SELECT v.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           {_NAME} || ' haritada yok: konumu bulunamadı' || {_TR} || '.',
           {_NAME} || ' is not on the map: no position was found' || {_EN} || '.',
           jsonb_build_object('degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v WHERE v.kesinlik = 'yok'""",
)  # fmt: skip
_NO_MAHALLE = Check(
    "mahalle_bilinmiyor", "uyari", "Mahallesi bilinmeyen varlık", "Asset without a neighbourhood",
    "Mahalleyi adresinden ya da konumundan belirleyip ekleyin.",
    "Add the neighbourhood from its address or position.",
    f"""{FACTS}
    SELECT v.kod, NULL, v.id, NULL, v.kaynak_id, NULL,
           {_NAME} || ' için mahalle yazılmamış' || {_TR} || '.',
           'No neighbourhood is given for ' || {_NAME} || {_EN} || '.',
           jsonb_build_object('degerler', jsonb_build_array({said("v", "varlik")}))
      FROM v WHERE v.mahalle_kod IS NULL""",
)  # fmt: skip

CHECKS = (_OUTSIDE, _NO_POSITION, _NO_MAHALLE)
