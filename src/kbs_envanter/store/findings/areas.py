"""Checks of areas: two sources that differ, a part above its whole, an asset above its parcel, deed against polygon."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS, PAIRS
from kbs_envanter.store.findings.words import (
    lines_en,
    lines_tr,
    name,
    number_en,
    number_tr,
    said,
    table_en,
    table_tr,
)

# Two statements of an area agree within 0.5 %, or 1 m² where that is more: documents round.
_TOLERANCE = "greatest(1, 0.005 * {0})"
# A registered and a drawn area agree within 2 %, or 5 m² where that is more: the same as at import.
_DRAWN_TOLERANCE = "greatest(5, 0.02 * {0})"


def _differ(a: str, b: str, tolerance: str = _TOLERANCE) -> str:
    return f"abs({a} - {b}) > {tolerance.format(f'greatest({a}, {b})')}"


# The asset (``o``) of each pair against the other record (``d``); an asset and its uses share lines and speak once.
_COMPARED = f"""{FACTS}{PAIRS}
, kayit AS MATERIALIZED (
    SELECT v.kod, v.ad, v.id AS varlik_id, v.mahalle_kod, v.alan_m2, v.kaynak_id, v.belge, v.tablo, v.satir_bas,
           v.satir_son, v.yazi FROM v WHERE v.alan_m2 IS NOT NULL
    UNION ALL
    SELECT i.kod, i.ad, NULL, i.mahalle_kod, i.alan_m2, i.kaynak_id, i.belge, i.tablo, i.satir_bas, i.satir_son, i.kod
      FROM kira_tahsis i WHERE i.alan_m2 IS NOT NULL
), karsi AS (
    SELECT DISTINCT ON (least(a.yazi, b.yazi), greatest(a.yazi, b.yazi), c.tur)
           c.tur, c.bagli, a.alan_m2 AS a_alan, b.alan_m2 AS b_alan,
           CASE WHEN y.once_a THEN a.kod ELSE b.kod END AS o_kod, CASE WHEN y.once_a THEN b.kod ELSE a.kod END AS d_kod
      FROM cift c JOIN kayit a ON a.kod = c.a JOIN kayit b ON b.kod = c.b
     CROSS JOIN LATERAL (SELECT b.varlik_id IS NULL OR (a.varlik_id IS NOT NULL AND c.tur = 'ayni' AND a.kod < b.kod)
                                AS once_a) y
     WHERE coalesce(a.varlik_id, b.varlik_id) IS NOT NULL
       AND (a.belge = b.belge AND a.satir_bas <= b.satir_son AND b.satir_bas <= a.satir_son) IS NOT TRUE
     ORDER BY least(a.yazi, b.yazi), greatest(a.yazi, b.yazi), c.tur, c.bagli DESC, least(a.kod, b.kod),
              greatest(a.kod, b.kod)
)
"""


def _side_tr(row: str) -> str:
    return f"{table_tr(row + '.tablo')} || ': ' || {number_tr(row + '.alan_m2')} || ' m²' || {lines_tr(row)}"


def _side_en(row: str) -> str:
    return f"{table_en(row + '.tablo')} || ': ' || {number_en(row + '.alan_m2')} || ' m²' || {lines_en(row)}"


_GAP = "abs(k.a_alan - k.b_alan)"


def _compared(condition: str, tr: str, en: str) -> str:
    return f"""{_COMPARED}
    SELECT o.kod || ':' || d.kod, NULL, o.varlik_id, NULL, o.kaynak_id, o.mahalle_kod,
           {name("o")} || ': {tr}. ' || {_side_tr("o")} || '; ' || {_side_tr("d")}
               || '. Fark ' || {number_tr(_GAP)} || ' m².',
           {name("o")} || ': {en}. ' || {_side_en("o")} || '; ' || {_side_en("d")}
               || '. Difference ' || {number_en(_GAP)} || ' m².',
           jsonb_build_object('eslesmis', k.bagli, 'fark', {_GAP},
               'parseller', (SELECT coalesce(jsonb_agg(vp.atif ORDER BY vp.sira), '[]') FROM vp
                              WHERE vp.varlik_id = o.varlik_id AND vp.parsel_id IS NOT NULL),
               'degerler', jsonb_build_array({said("o", "alan", "o.alan_m2", "m²")},
                                             {said("d", "alan", "d.alan_m2", "m²")}))
      FROM karsi k JOIN kayit o ON o.kod = k.o_kod JOIN kayit d ON d.kod = k.d_kod
     WHERE {condition}"""


_DIFFERENT = Check(
    "alan_farki", "uyari", "Kaynaklarda farklı alan", "Area that differs between sources",
    "Doğru alanı tapudan ya da ölçümden bulun; iki değer de satırıyla saklanır.",
    "Find the true area in the deed or by survey; both values are kept with their lines.",
    _compared(f"(k.tur = 'ayni' OR k.tur = 'belki_parca' AND k.a_alan > k.b_alan) "
              f"AND {_differ('k.a_alan', 'k.b_alan')}",
              "kaynaklar farklı alan yazıyor", "sources give different areas"),
)  # fmt: skip
_PART_ABOVE_WHOLE = Check(
    "parca_butunden_buyuk", "hata", "Parçası bütününden büyük", "Part larger than its whole",
    "İki alandan biri yanlış ya da eşleme ters; kaynağına bakıp düzeltin.",
    "One of the areas is wrong or the link is turned round; check the source.",
    _compared("k.tur = 'parca' AND k.a_alan - k.b_alan > " + _TOLERANCE.format("k.b_alan"),
              "parçanın alanı bütününkinden büyük", "the part is larger than the whole"),
)  # fmt: skip

_ABOVE_PARCEL = Check(
    "alan_parselden_buyuk", "uyari", "Alanı parselinden büyük varlık", "Asset larger than its parcels",
    "Yazılan alan katların toplamı olabilir; değilse parseli ya da alanı düzeltin.",
    "The area may be the sum of the floors; if not, correct the parcel or the area.",
    f"""{FACTS}
    , yer AS (
        SELECT vp.varlik_id, sum(p.alan_m2) AS toplam, jsonb_agg(vp.atif ORDER BY vp.sira) AS parseller,
               CASE WHEN count(*) = 1 THEN min(p.id) END AS parsel_id
          FROM vp LEFT JOIN p ON p.id = vp.parsel_id
         GROUP BY vp.varlik_id
        HAVING bool_and(vp.iliski = 'uzerinde' AND p.alan_m2 IS NOT NULL) IS TRUE)
    SELECT v.kod, NULL, v.id, y.parsel_id, v.kaynak_id, v.mahalle_kod,
           {name("v")} || ': alanı ' || {number_tr("v.alan_m2")} || ' m²' || {lines_tr("v")}
               || ', parsellerinin tapu alanı ' || {number_tr("y.toplam")} || ' m².',
           {name("v")} || ': its area is ' || {number_en("v.alan_m2")} || ' m²' || {lines_en("v")}
               || ', the registered area of its parcels ' || {number_en("y.toplam")} || ' m².',
           jsonb_build_object('parseller', y.parseller, 'degerler', jsonb_build_array(
               {said("v", "alan", "v.alan_m2", "m²")},
               jsonb_build_object('ne', 'tapu_alani', 'deger', y.toplam, 'birim', 'm²')))
      FROM v JOIN yer y ON y.varlik_id = v.id
     WHERE v.alan_m2 - y.toplam > {_TOLERANCE.format("y.toplam")}""",
)  # fmt: skip

_DRAWN = Check(
    "parsel_alani_farkli", "uyari", "Tapu alanı çizimiyle uyuşmayan parsel", "Registered area against the polygon",
    "Çizimi ve tapu kaydını karşılaştırın; yüzölçümü düzeltmesi (3402 s. Kanun, m. 41) gerekebilir.",
    "Compare polygon and deed; a correction of the area (law 3402, art. 41) may be needed.",
    f"""{FACTS}
    , cizili AS MATERIALIZED (
        SELECT p.id, p.kod, p.tapu_mahallesi, p.ada, p.parsel, p.alan_m2, p.kaynak_id,
               round(ST_Area(ST_Transform(p.geom, 5254))::numeric, 2) AS cizim
          FROM p WHERE p.geom IS NOT NULL AND p.alan_m2 IS NOT NULL)
    SELECT c.kod, NULL, NULL::uuid, c.id, c.kaynak_id, NULL::text,
           concat_ws(' ', c.tapu_mahallesi, coalesce(c.ada, '-') || '/' || coalesce(c.parsel, '-'))
               || ' parselinin tapu alanı ' || {number_tr("c.alan_m2")} || ' m², çiziminin alanı '
               || {number_tr("c.cizim")} || ' m² (EPSG:5254).',
           'Parcel ' || concat_ws(' ', c.tapu_mahallesi, coalesce(c.ada, '-') || '/' || coalesce(c.parsel, '-'))
               || ': registered area ' || {number_en("c.alan_m2")} || ' m², area of its polygon '
               || {number_en("c.cizim")} || ' m² (EPSG:5254).',
           jsonb_build_object(
               'parseller', jsonb_build_array(
                   concat_ws(' ', c.tapu_mahallesi, coalesce(c.ada, '-') || '/' || coalesce(c.parsel, '-'))),
               'degerler', jsonb_build_array(
                   jsonb_build_object('ne', 'tapu_alani', 'deger', c.alan_m2, 'birim', 'm²'),
                   jsonb_build_object('ne', 'cizim_alani', 'deger', c.cizim, 'birim', 'm²')))
      FROM cizili c WHERE {_differ("c.alan_m2", "c.cizim", _DRAWN_TOLERANCE)}""",
)  # fmt: skip

_STATED = Check(
    "parsel_alani_celiskili", "uyari", "Parselin alanı kaynaklarda farklı", "Parcel area that differs between sources",
    "Tapu kaydındaki alanı esas alın; belge eskiyse parsel sonradan değişmiş olabilir.",
    "Take the deed's area; if the document is older the parcel may have changed since.",
    f"""{FACTS}
    , yazan AS (
        SELECT ip.parsel_id, i.kod, i.ad, i.parsel_alani_m2 AS alan_m2, i.kaynak_id, i.tablo, i.satir_bas, i.satir_son
          FROM i JOIN ip ON ip.islem_id = i.id
         WHERE i.parsel_alani_m2 IS NOT NULL AND ip.iliski = 'uzerinde'
           AND (SELECT count(*) FROM ip o WHERE o.islem_id = i.id) = 1
        UNION ALL
        SELECT p.id, 'tapu', NULL, p.alan_m2, p.kaynak_id, NULL, NULL, NULL FROM p
         WHERE p.alan_m2 IS NOT NULL AND EXISTS (SELECT FROM ip JOIN i ON i.id = ip.islem_id
               WHERE ip.parsel_id = p.id AND i.parsel_alani_m2 IS NOT NULL))
    SELECT p.kod, NULL, NULL::uuid, p.id, min(y.kaynak_id), NULL::text,
           concat_ws(' ', p.tapu_mahallesi, coalesce(p.ada, '-') || '/' || coalesce(p.parsel, '-'))
               || ' parselinin alanı için: ' || string_agg(coalesce({table_tr("y.tablo")}, 'tapu') || ' '
               || {number_tr("y.alan_m2")} || ' m²' || {lines_tr("y")}, '; ' ORDER BY y.satir_bas NULLS FIRST) || '.',
           'Area of parcel ' || concat_ws(' ', p.tapu_mahallesi, coalesce(p.ada, '-') || '/' || coalesce(p.parsel, '-'))
               || ': ' || string_agg(coalesce({table_en("y.tablo")}, 'register') || ' '
               || {number_en("y.alan_m2")} || ' m²' || {lines_en("y")}, '; ' ORDER BY y.satir_bas NULLS FIRST) || '.',
           jsonb_build_object(
               'parseller', jsonb_build_array(
                   concat_ws(' ', p.tapu_mahallesi, coalesce(p.ada, '-') || '/' || coalesce(p.parsel, '-'))),
               'degerler', jsonb_agg({said("y", "parsel_alani", "y.alan_m2", "m²")} ORDER BY y.satir_bas))
      FROM yazan y JOIN p ON p.id = y.parsel_id
     GROUP BY p.id, p.kod, p.tapu_mahallesi, p.ada, p.parsel
    HAVING {_differ("max(y.alan_m2)", "min(y.alan_m2)")}""",
)  # fmt: skip

_TAKEN = Check(
    "kamulastirma_parselden_buyuk", "hata", "Kamulaştırılan alan parselden büyük",
    "Expropriated area above the parcel's",
    "Kamulaştırma dosyasındaki iki alanı karşılaştırıp yanlış olanı düzeltin.",
    "Compare the two areas in the expropriation file and correct the wrong one.",
    f"""{FACTS}
    SELECT i.kod, NULL, i.varlik_id, NULL, i.kaynak_id, i.mahalle_kod,
           i.kod || ': kamulaştırılan ' || {number_tr("i.alan_m2")} || ' m², parselin tamamı '
               || {number_tr("i.parsel_alani_m2")} || ' m²' || {lines_tr("i")} || '.',
           i.kod || ': ' || {number_en("i.alan_m2")} || ' m² expropriated of a parcel of '
               || {number_en("i.parsel_alani_m2")} || ' m²' || {lines_en("i")} || '.',
           jsonb_build_object('degerler', jsonb_build_array({said("i", "kamulastirilan", "i.alan_m2", "m²")},
                                                            {said("i", "parsel_alani", "i.parsel_alani_m2", "m²")}))
      FROM i
     WHERE i.tur = 'kamulastirma' AND i.alan_m2 - i.parsel_alani_m2 > {_TOLERANCE.format("i.parsel_alani_m2")}""",
)  # fmt: skip

CHECKS = (_PART_ABOVE_WHOLE, _TAKEN, _DIFFERENT, _ABOVE_PARCEL, _DRAWN, _STATED)
