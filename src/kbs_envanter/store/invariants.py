"""What must hold after every crash: questions to the database that may find no row.

Constraints keep the simple rules; these are the ones that no single row can break. Each question answers with the code
or key of what breaks it, never with what it is.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule: its name, what it says in Turkish and English, and the SELECT that finds what breaks it."""

    name: str
    tr: str
    en: str
    question: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, and up to five examples."""

    invariant: Invariant
    examples: tuple[str, ...]


def broken(connection: Connection) -> list[Broken]:
    """The rules that do not hold, read from one snapshot of the database if the connection has one."""
    found = []
    for invariant in INVARIANTS:
        rows = connection.execute(text(f"SELECT * FROM ({invariant.question}) q LIMIT 5")).all()
        if rows:
            found.append(Broken(invariant, tuple(str(row[0]) for row in rows)))
    return found


def _last_version_is_the_row(table: str, key: str, *geometries: str, but: str) -> str:
    """A row without its last version in the log, or a logged row that is neither there nor logged as deleted.

    Args:
        key: its key within the district.
        geometries: columns that are logged as exact text.
        but: times, whose text depends on the session's time zone, and what is computed.
    """
    columns = [name.strip() for name in key.split(",")]
    same = " AND ".join(f"s.yeni->>'{name}' = v.{name}::text" for name in columns)
    logged = ", ".join(f"coalesce(yeni, eski)->>'{name}'" for name in columns)
    exact = "".join(f" || jsonb_build_object('{name}', v.{name}::text)" for name in geometries)
    return f"""
WITH son AS (
    SELECT DISTINCT ON (ilce_kodu, {logged}) ilce_kodu, anahtar, islem, yeni FROM kbs.gecmis
     WHERE tablo = '{table}' ORDER BY ilce_kodu, {logged}, id DESC)
SELECT coalesce(s.anahtar, v.{columns[0]}::text)
  FROM (SELECT * FROM son WHERE islem <> 'delete') s
  FULL JOIN kbs.{table} v ON s.ilce_kodu = v.ilce_kodu AND {same}
 WHERE s.yeni IS NULL OR v.ilce_kodu IS NULL
    OR NOT (to_jsonb(v){exact}) @> (s.yeni - '{{{but}}}'::text[])"""


INVARIANTS = (
    Invariant(
        "yayin",
        "Her açık varlık, ve yalnız o, bugünkü hâliyle yayındadır.",
        "Every public asset, and no other, is published as it is now.",
        """
SELECT coalesce(v.kod, y.kod) FROM kbs.acik_varlik v
  FULL JOIN kbs.yayin_varlik y ON (y.ilce_kodu, y.kod) = (v.ilce_kodu, v.kod)
 WHERE y.kod IS NULL OR v.kod IS NULL OR NOT to_jsonb(y) @> to_jsonb(v)""",
    ),
    Invariant(
        "yayin_metni",
        "Yayındaki metin, yayındaki satırın metnidir.",
        "The published text is that of the published row.",
        """
SELECT kod FROM kbs.yayin_varlik y
 WHERE (nitelikler::jsonb->>'kod', (nitelikler::jsonb->>'surum')::int, nitelikler::jsonb->>'ad')
       IS DISTINCT FROM (kod, surum, ad) OR geometri IS DISTINCT FROM coalesce(ST_AsGeoJSON(geom, 6, 0), 'null')""",
    ),
    Invariant(
        "gizli",
        "Gizli varlığın konumu, konum adayı ve yayımlanmış hâli yoktur.",
        "A withheld asset has no position, no candidate of one and nothing published.",
        """
SELECT v.id FROM kbs.varlik v
 WHERE v.erisim = 'gizli' AND (v.konum IS NOT NULL OR EXISTS (
       SELECT FROM kbs.konum_adayi k WHERE (k.ilce_kodu, k.varlik_id) = (v.ilce_kodu, v.id)
       UNION ALL SELECT FROM kbs.yayin_varlik y WHERE (y.ilce_kodu, y.id) = (v.ilce_kodu, v.id)
       UNION ALL SELECT FROM kbs.yayin_gecmisi g WHERE (g.ilce_kodu, g.id) = (v.ilce_kodu, v.id)))""",
    ),
    Invariant(
        "silinen",
        "Bir kod ya yayındadır ya silinmiştir.",
        "A code is published or gone, never both.",
        "SELECT kod FROM kbs.yayin_varlik JOIN kbs.silinen_varlik USING (ilce_kodu, kod)",
    ),
    Invariant(
        "veri_surumu",
        "Yayındaki hiçbir satır veri sürümünden yeni değildir.",
        "Nothing published is newer than the dataset version.",
        """
SELECT y.ilce_kodu FROM (SELECT ilce_kodu, max(degisim) AS son FROM (
       SELECT ilce_kodu, degisim FROM kbs.yayin_varlik UNION ALL SELECT ilce_kodu, degisim FROM kbs.silinen_varlik
       UNION ALL SELECT ilce_kodu, degisim FROM kbs.yayin_gecmisi) d GROUP BY ilce_kodu) y
  LEFT JOIN kbs.veri_surumu s USING (ilce_kodu) WHERE s.surum IS NULL OR s.surum < y.son""",
    ),
    Invariant(
        "yarim_islem",
        "Biten hiçbir işlem yayımlanmamış iş bırakmaz.",
        "No finished transaction leaves work that was not published.",
        "SELECT islem FROM kbs.degisen_ilce UNION ALL SELECT islem FROM kbs.degisen_varlik",
    ),
    Invariant(
        "donemler",
        "Bir varlığın yayımlanmış hâllerinin dönemleri çakışmaz.",
        "The times in which the published states of an asset held do not overlap.",
        """
SELECT kod FROM (
    SELECT kod, gecerli_bas, gecerli_son, lead(gecerli_bas) OVER (
           PARTITION BY ilce_kodu, id ORDER BY gecerli_bas, gecerli_son) AS sonraki FROM kbs.tarihli_varlik) d
 WHERE gecerli_son <= gecerli_bas OR gecerli_son > sonraki""",
    ),
    Invariant(
        "degisiklik",
        "Geçmişin her satırı bir değişikliğindir; boş değişiklik yoktur.",
        "Every row of the history belongs to a change, and no change is empty.",
        """
SELECT g.id FROM kbs.gecmis g LEFT JOIN kbs.degisiklik d ON (d.ilce_kodu, d.id) = (g.ilce_kodu, g.degisiklik)
 WHERE g.degisiklik IS NOT NULL AND d.id IS NULL
UNION ALL
SELECT d.id FROM kbs.degisiklik d WHERE NOT EXISTS (
       SELECT FROM kbs.gecmis g WHERE (g.ilce_kodu, g.degisiklik) = (d.ilce_kodu, d.id))""",
    ),
    *(
        Invariant(
            f"gecmis_{table}",
            f"Geçmişteki son hâl bugünkü satırdır ({table}).",
            f"The last version in the history is the row as it is ({table}).",
            _last_version_is_the_row(table, key, *geometries, but=but),
        )
        for table, key, geometries, but in (
            ("varlik", "id", ("konum",), "guncelleme,ad_katli"),
            ("kullanim", "varlik_id, sira", (), ""),
            ("hak", "varlik_id, sira", (), ""),
            ("varlik_parsel", "varlik_id, sira", (), ""),
            ("ek", "id", (), "zaman"),
            ("saha_tespiti", "id", ("konum", "yeni_konum"), "zaman,alindi,cihaz_zamani,inceleme_zamani"),
        )
    ),
    Invariant(
        "parsel_bagi",
        "Her parsel bağı var olan bir varlığı var olan bir parsele bağlar.",
        "Every parcel link ties an asset that is there to a parcel that is there.",
        """
SELECT x.varlik_id FROM kbs.varlik_parsel x
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
  LEFT JOIN kbs.parsel p ON (p.ilce_kodu, p.id) = (x.ilce_kodu, x.parsel_id)
 WHERE v.id IS NULL OR (x.parsel_id IS NOT NULL AND p.id IS NULL)""",
    ),
    Invariant(
        "konum",
        "Bir varlığın en çok bir konumu seçilmiştir; kesinliği konumuyla birliktedir.",
        "An asset has one chosen position at most, and a precision exactly when it has one.",
        """
SELECT varlik_id::text FROM kbs.konum_adayi WHERE durum = 'secildi' GROUP BY ilce_kodu, varlik_id HAVING count(*) > 1
UNION ALL
SELECT kod FROM kbs.varlik WHERE (konum IS NULL) <> (kesinlik = 'yok')
    OR (konum IS NOT NULL AND (belirsizlik_m IS NULL OR konum_kaynagi IS NULL))""",
    ),
    Invariant(
        "tespit",
        "Her saha tespiti bir kez alınmıştır.",
        "Every field verdict was received once.",
        """
SELECT anahtar FROM kbs.gecmis WHERE tablo = 'saha_tespiti' AND islem = 'insert'
 GROUP BY ilce_kodu, anahtar HAVING count(*) > 1""",
    ),
    Invariant(
        "ice_aktarma",
        "Uygulanmış bir içe aktarmanın sonucu vardır; uygulanmamış olanın değişikliği yoktur.",
        "An import that was applied has a result; one that was not has no change.",
        """
SELECT id FROM kbs.ice_aktarma
 WHERE (durum = 'uygulandi') <> (sonuc IS NOT NULL) OR (durum <> 'uygulandi' AND degisiklik IS NOT NULL)""",
    ),
)
