"""Checks of single rows: events without a parcel, rows the reader doubted, totals that do not hold."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS
from kbs_envanter.store.findings.words import lines_en, lines_tr, said, table_en, table_tr

_NO_PARCEL = Check(
    "islem_parselsiz", "bilgi", "Parseli olmayan taşınmaz işlemi", "Property event without a parcel",
    "İşlemin parselini dosyasından ekleyin; park alanlarında parsel olmayabilir.",
    "Add the parcel from the event's file; park land may have none.",
    f"""{FACTS}
    SELECT i.kod, NULL, i.varlik_id, NULL, i.kaynak_id, i.mahalle_kod,
           i.kod || coalesce(' (' || i.ad || ')', '') || ': ' || {table_tr("i.tablo")} || {lines_tr("i")}
               || coalesce(' parsel yerine “' || x.metin || '” yazıyor.', ' parsel yazmıyor.'),
           i.kod || coalesce(' (' || i.ad || ')', '') || ': the ' || {table_en("i.tablo")} || {lines_en("i")}
               || coalesce(' says “' || x.metin || '” for a parcel.', ' gives no parcel.'),
           jsonb_strip_nulls(jsonb_build_object('islem', i.tur, 'metin', x.metin,
               'degerler', jsonb_build_array({said("i", "islem")})))
      FROM i LEFT JOIN (SELECT islem_id, min(ham_metin) AS metin, count(parsel_id) AS parsel FROM ip GROUP BY 1) x
        ON x.islem_id = i.id
     WHERE coalesce(x.parsel, 0) = 0""",
)  # fmt: skip

# What another check has told of a row with the same words is not told twice: this check runs after it.
_DOUBTED = Check(
    "supheli_kayit", "bilgi", "Okurken kuşku duyulan satır", "Row that the reader doubted",
    "Satırı kaynağıyla karşılaştırın; doğrusunu duzeltmeler.csv dosyasına yazın.",
    "Compare the row with its source; write what is right into duzeltmeler.csv.",
    f"""{FACTS}
    , satir AS (
        SELECT id AS varlik_id, kod, ad, mahalle_kod, supheli, kaynak_id, tablo, satir_bas, satir_son FROM v
        UNION ALL
        SELECT varlik_id, kod, ad, mahalle_kod, supheli, kaynak_id, tablo, satir_bas, satir_son FROM i
        UNION ALL
        SELECT varlik_id, kod, ad, mahalle_kod, supheli, kaynak_id, tablo, satir_bas, satir_son FROM f
        UNION ALL
        SELECT varlik_id, kod, ad, mahalle_kod, supheli, kaynak_id, tablo, satir_bas, satir_son FROM t)
    SELECT s.kod, NULL, s.varlik_id, NULL, s.kaynak_id, s.mahalle_kod,
           coalesce(s.ad || ' (' || s.kod || ')', s.kod) || ': ' || s.supheli || ' – ' || {table_tr("s.tablo")}
               || {lines_tr("s")} || '.',
           coalesce(s.ad || ' (' || s.kod || ')', s.kod) || ': the reader doubted this row of “'
               || {table_en("s.tablo")} || '”' || {lines_en("s")} || ': ' || s.supheli || '.',
           jsonb_build_object('supheli', s.supheli, 'degerler', jsonb_build_array({said("s", "satir")}))
      FROM satir s
     WHERE s.supheli IS NOT NULL
       AND NOT EXISTS (SELECT FROM bulunan b WHERE b.tur = 'tapu_mahallesi_supheli' AND b.ayrinti->>'kod' = s.kod
                                               AND b.ayrinti->>'supheli' = s.supheli)""",
)  # fmt: skip

# ``toplamlar`` is a JSON list; ``araliklar`` its line ranges. What the check of areas found is not told twice, and
# nothing is told of lines on which a withheld asset is written. A figure of an asset's own row is the asset's.
_TOTAL = Check(
    "toplam_tutmuyor", "uyari", "Tutmayan toplam ya da tekrar", "Total or repeated figure that does not hold",
    "Belgedeki toplamı satırlarıyla karşılaştırın; yayımlanan belge düzeltilecekse bildirin.",
    "Compare the document's total with its rows; report it if the document is to be corrected.",
    f"""{FACTS}
    , toplam AS (
        SELECT x.*, (SELECT array_agg((y->>0)::int ORDER BY (y->>0)::int)
                       FROM jsonb_array_elements(x.araliklar) y) AS ilk
          FROM jsonb_to_recordset(%(toplamlar)s)
            AS x(ne text, satirlar text, yazan text, hesaplanan text, araliklar jsonb))
    SELECT x.satirlar || ':' || left(md5(x.ne), 8), NULL, v.id, NULL::bigint, v.kaynak_id, v.mahalle_kod,
           x.ne || ': yazan ' || x.yazan || ', hesaplanan ' || x.hesaplanan || ' (satır '
               || replace(replace(x.satirlar, '-', '–'), ';', '; ') || ').',
           x.ne || ': printed ' || x.yazan || ', computed ' || x.hesaplanan || ' (lines '
               || replace(replace(x.satirlar, '-', '–'), ';', '; ') || ').',
           jsonb_build_object('ne', x.ne, 'yazan', x.yazan, 'hesaplanan', x.hesaplanan, 'satirlar', x.araliklar)
      FROM toplam x
      LEFT JOIN (SELECT DISTINCT ON (satir_bas, satir_son) id, kaynak_id, mahalle_kod, satir_bas, satir_son FROM v
                  WHERE belge = %(belge)s ORDER BY satir_bas, satir_son, kod) v
        ON (v.satir_bas, v.satir_son) = ((x.araliklar->0->>0)::int, (x.araliklar->0->>1)::int)
     WHERE NOT EXISTS (SELECT FROM gizli g JOIN jsonb_array_elements(x.araliklar) y ON g.belge = %(belge)s
                        AND g.satir_bas <= (y->>1)::int AND (y->>0)::int <= g.satir_son)
       AND NOT EXISTS (SELECT FROM bulunan b WHERE b.tur IN ('alan_farki', 'parca_butunden_buyuk')
               AND x.ilk = (SELECT array_agg((d->>'satir_bas')::int ORDER BY (d->>'satir_bas')::int)
                              FROM jsonb_array_elements(b.ayrinti->'degerler') d))""",
)  # fmt: skip

CHECKS = (_NO_PARCEL, _DOUBTED, _TOTAL)
