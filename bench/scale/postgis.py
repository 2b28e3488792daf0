"""The jobs of ``kbs_envanter.toplu`` as PostGIS does them: to compare results row for row, and times."""

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.rows import dict_row

from kbs_envanter.pipeline.bulk import copy_rows
from kbs_envanter.toplu.rules import Names, read_references
from kbs_envanter.toplu.sink import SCHEMA

_IN = """
WITH yer AS MATERIALIZED (SELECT ilce_kodu, id, {place} AS yer FROM kbs.{table} WHERE {condition})
SELECT y.ilce_kodu, y.id, min(m.kod COLLATE "C") AS mahalle_kod
  FROM yer y JOIN kbs.mahalle m ON m.ilce_kodu = y.ilce_kodu AND ST_Intersects(m.geom, y.yer)
 GROUP BY 1, 2"""
# The references are read by the house's grammar here too; see ``prepare``.
_MATCHES = """
SELECT r.ilce_kodu, r.varlik_id::uuid AS varlik_id, r.sira, r.no, r.iliski,
       CASE WHEN count(*) FILTER (WHERE uyar) = 1 THEN min(id) FILTER (WHERE uyar) END AS parsel_id
  FROM (SELECT r.*, p.id,
               CASE WHEN r.tapu_mahallesi IS NOT NULL
                    THEN kbs.katla(coalesce(p.tapu_mahallesi, '')) = kbs.katla(r.tapu_mahallesi)
                    ELSE w.mahalle_kod = r.mahalle_kod END AS uyar
          FROM kbs_olcum.atif r
          LEFT JOIN kbs.parsel p ON p.ilce_kodu = r.ilce_kodu AND p.ada IS NOT DISTINCT FROM r.ada
                AND p.parsel IS NOT DISTINCT FROM r.parsel AND p.geom IS NOT NULL
          LEFT JOIN kbs_olcum.parsel_mahalle w ON (w.ilce_kodu, w.id) = (p.ilce_kodu, p.id)) r
 GROUP BY 1, 2, 3, 4, 5"""
_CLAIMS = """
SELECT ilce_kodu, parsel_id, string_agg(DISTINCT varlik_id::text, ',' ORDER BY varlik_id::text) AS varliklar
  FROM kbs_olcum.eslesen WHERE parsel_id IS NOT NULL AND iliski = 'uzerinde'
 GROUP BY 1, 2 HAVING count(DISTINCT varlik_id) > 1"""

QUESTIONS = {
    "parsel_mahalle": _IN.format(place="ST_PointOnSurface(geom)", table="parsel", condition="geom IS NOT NULL"),
    "varlik_mahalle": _IN.format(place="konum", table="varlik", condition="konum IS NOT NULL AND erisim = 'acik'"),
    "atif": _MATCHES,
    "cakisma": _CLAIMS,
}
_AREAS = """
SELECT ilce_kodu, array_agg(DISTINCT tapu_mahallesi) FROM kbs.parsel WHERE tapu_mahallesi IS NOT NULL GROUP BY 1"""
_TEXTS = """
SELECT x.ilce_kodu, x.varlik_id::text, x.sira::int, v.mahalle_kod, x.ham_metin FROM kbs.varlik_parsel x
  JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id) WHERE v.erisim = 'acik'"""


def compare(url: str, name: str) -> tuple[int, int]:
    """How many rows of a result in ``kbs_toplu`` differ from PostGIS's own answer, and how many there are."""
    with psycopg.connect(url) as connection:
        prepare(connection, name)
        ours, theirs = f"SELECT * FROM {SCHEMA}.{name}", f"SELECT * FROM ({QUESTIONS[name]}) q"
        question = (
            f"SELECT (SELECT count(*) FROM (({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours})) d)"
        )
        (differing,) = connection.execute(question).fetchone()  # type: ignore[misc]
        (rows,) = connection.execute(f"SELECT count(*) FROM {SCHEMA}.{name}").fetchone()  # type: ignore[misc]
        connection.rollback()
    return differing, rows


def prepare(connection: psycopg.Connection, name: str) -> None:
    """What a question reads beside the inventory, in the caller's transaction."""
    if name not in ("atif", "cakisma"):
        return
    connection.execute("CREATE SCHEMA kbs_olcum")
    connection.execute(
        "CREATE TABLE kbs_olcum.atif (ilce_kodu int, varlik_id text, sira int, no int, mahalle_kod text, "
        "tapu_mahallesi text, ada text, parsel text, iliski text)"
    )
    copy_rows(connection, sql.Identifier("kbs_olcum", "atif"), read_texts(connection))
    connection.execute(f"CREATE TABLE kbs_olcum.parsel_mahalle AS {QUESTIONS['parsel_mahalle']}")
    connection.execute("ANALYZE kbs_olcum.atif; ANALYZE kbs_olcum.parsel_mahalle")
    if name == "cakisma":
        connection.execute(f"CREATE TABLE kbs_olcum.eslesen AS {_MATCHES}")


def read_texts(connection: psycopg.Connection) -> pa.Table:
    """The references of all texts, read by the grammar."""
    names = {code: Names(areas=tuple(areas)) for code, areas in connection.execute(_AREAS)}
    texts = connection.cursor(row_factory=dict_row).execute(_TEXTS).fetchall()
    return pa.Table.from_batches(read_references(names, iter([pa.RecordBatch.from_pylist(texts)])))
