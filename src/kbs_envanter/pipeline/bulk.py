"""Loading whole districts at once: COPY into bare tables, indexes and references afterwards, published set-wise.

What makes an ordinary load safe row by row is done here once for all rows: triggers rest, references are checked by a
join each when their constraints come back, withheld parcels are marked and assets are published by one statement a
district. The log keeps the load as one change a district without its rows: an empty district has no earlier state to go
back to. Everything happens in one transaction, the tables' bareness too: nobody sees anything of it meanwhile, and a
killed load leaves nothing.

Where a table is cut by district, a part is filled before it is attached, which builds its indexes; other districts are
not touched. Where it is not and is empty, its indexes and constraints are made again afterwards.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from psycopg import sql

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.changes import describe_change

_T = TypeVar("_T")

# In the order in which they refer to one another.
TABLES = ("mahalle", "kaynak", "parsel", "varlik", "kullanim", "hak", "varlik_parsel")
_PUBLISHED = "yayin_varlik"
_NUMBERED = ("kaynak", "parsel")
_PIECE = 20_000  # rows that are written as text at a time
# Triggers rest; the one that makes a district's parts (ENABLE ALWAYS) does not.
_TRIGGERS_REST, _TRIGGERS_RUN = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))

# References come first when they go and last when they return.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE (conrelid = %(table)s::regclass AND contype IN ('p', 'u', 'f') OR confrelid = %(table)s::regclass)
   AND conparentid = 0
 ORDER BY contype <> 'f', oid"""
_INDEXES = """
SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index i
 WHERE indrelid = %(table)s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""
_REFERENCES = """
SELECT c.confrelid::regclass::text AS target,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (num, n)
          JOIN pg_attribute a ON (a.attrelid, a.attnum) = (c.conrelid, k.num)) AS columns,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k (num, n)
          JOIN pg_attribute a ON (a.attrelid, a.attnum) = (c.confrelid, k.num)) AS names
  FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND c.conparentid = 0"""

_HIDE_PARCELS = """
SELECT kbs.parselleri_gizle(x.ilce_kodu, array_agg(DISTINCT x.parsel_id))
  FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
 WHERE x.ilce_kodu = ANY (%s) AND v.erisim <> 'acik' AND x.parsel_id IS NOT NULL GROUP BY x.ilce_kodu"""
_PUBLIC_KEYS = """
INSERT INTO kbs.acik_kimlik SELECT ilce_kodu, id FROM kbs.varlik WHERE ilce_kodu = ANY (%s) AND erisim = 'acik'"""
_TOUCHED = "pg_current_xact_id()::text::bigint"
_PUBLISH = f"""
INSERT INTO kbs.degisen_varlik SELECT {_TOUCHED}, ilce_kodu, id FROM kbs.varlik WHERE ilce_kodu = %(ilce)s;
INSERT INTO kbs.degisen_ilce VALUES ({_TOUCHED}, %(ilce)s)"""


@dataclass(frozen=True, slots=True)
class DistrictRows:
    """A district's code, name and rows by table of ``TABLES``; columns are named as the tables', geometries are EWKB
    in bytes or hexadecimal digits. ``province`` and cadastral ``areas`` where they are known."""

    code: int
    name: str
    tables: Mapping[str, pa.Table]
    province: str = ""
    areas: tuple[str, ...] = ()


@dataclass
class Load:
    """What a load wrote, and how long each of its steps took, in seconds; ``read`` is getting the rows."""

    districts: int = 0
    rows: int = 0
    steps: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the block's time to a step."""
        begun = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - begun

    def timed(self, name: str, work: Callable[[], _T]) -> _T:
        """The work's result; its time counts for the step."""
        with self.step(name):
            return work()


def load_districts(url: str, districts: Iterable[DistrictRows], *, source: str, since: datetime | None = None) -> Load:
    """Write every row of districts that have none yet: all of it in one transaction, or nothing.

    Args:
        url: libpq URL of a superuser (triggers rest meanwhile).
        districts: read one by one; a generator never holds more than one in memory.
        source: where the rows come from, for the log.
        since: from when they hold in the world.

    Raises:
        UserError: when a district has rows already, or a row refers to one that is not there.
    """
    load = Load()
    codes: list[int] = []
    with psycopg.connect(url) as connection:
        connection.execute(_TRIGGERS_REST)
        bare = [name for name in TABLES if not _is_cut(connection, name) and not _has_rows(connection, name)]
        returning = [statement for name in bare for statement in _strip(connection, name)]
        parts: list[tuple[str, sql.Identifier, int]] = []
        rest = iter(districts)
        while (district := load.timed("read", lambda: next(rest, None))) is not None:
            if district.code in codes:
                raise _not_empty(district.code)
            codes.append(district.code)
            with load.step("copy"):
                load.rows += _copy_district(connection, district, bare, parts)
        load.districts = len(codes)
        with load.step("index"):
            attach = "ALTER TABLE kbs.{} ATTACH PARTITION {} FOR VALUES IN ({})"
            for name, part, code in parts:
                connection.execute(sql.SQL(attach).format(sql.Identifier(name), part, code))
            _restore(connection, returning)
        cut = {name for name, _, _ in parts}
        with load.step("check"):
            for name in set(TABLES) - set(bare) - cut:
                _check_references(connection, name, codes)
            connection.execute(_PUBLIC_KEYS, [codes])
            connection.execute(_HIDE_PARCELS, [codes])
        with load.step("analyze"):
            for name in (
                *(sql.Identifier("kbs", name) for name in TABLES if name not in cut),
                *(p for _, p, _ in parts),
            ):
                connection.execute(sql.SQL("ANALYZE {}").format(name))
        with load.step("publish"):
            _publish(connection, codes, source, since)
    return load


def _copy_district(connection: psycopg.Connection, district: DistrictRows, bare: list[str], parts: list) -> int:
    """Rows of a district into its bare parts, which are added to ``parts``, and into whole tables. Those that are
    ``bare`` had no rows of anybody; without their indexes, looking for the district's would read all that came since.
    """
    own = {name: part for name in TABLES if (part := _bare_part(connection, name, district.code))}
    parts += [(name, part, district.code) for name, part in own.items()]
    known = "INSERT INTO kbs.ilce (ilce_kodu, ad, il, tapu_mahalleleri) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
    connection.execute(known, [district.code, district.name, district.province, list(district.areas)])
    written = 0
    for name in TABLES:
        if name not in own and name not in bare and _has_rows(connection, name, district.code):
            raise _not_empty(district.code)
        whole = sql.Identifier("kbs", name)
        written += copy_rows(connection, own.get(name, whole), district.tables[name], frozen=name in own)
    for name in _NUMBERED:
        _count_on(connection, name, district.tables[name])
    return written


def _not_empty(code: int) -> UserError:
    return UserError(
        f"{code} kodlu ilçenin kayıtları var; toplu yükleme yalnız boş ilçeye yapılır. "
        f"/ District {code} has rows; a bulk load is for an empty district only."
    )


def _publish(connection: psycopg.Connection, codes: list[int], source: str, since: datetime | None) -> None:
    first = not _has_rows(connection, _PUBLISHED)
    returning = _drop_indexes(connection, _PUBLISHED) if first else []  # keys stay: publishing looks rows up by them
    connection.execute(_TRIGGERS_RUN)
    for code in codes:
        describe_change(connection, "yukleme", neden=f"{source} toplu yüklendi", nereden=source, gecerlilik=since)
        connection.execute("SELECT kbs.bu_degisiklik(%s)", [code])
        for statement in _PUBLISH.split(";"):
            connection.execute(statement, {"ilce": code})
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
    _restore(connection, returning)


def _strip(connection: psycopg.Connection, table: str) -> list[str]:
    """Drop a table's keys, references and indexes; returns the statements that make them again, in their order."""
    found = connection.execute(_CONSTRAINTS, {"table": f"kbs.{table}"}).fetchall()
    for owner, name, _ in found:
        connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(owner), sql.Identifier(name)))
    made = _drop_indexes(connection, table)
    return [*made, *(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {how}" for owner, name, how in reversed(found))]


def _drop_indexes(connection: psycopg.Connection, table: str) -> list[str]:
    found = connection.execute(_INDEXES, {"table": f"kbs.{table}"}).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    return [definition for _, definition in found]


def _restore(connection: psycopg.Connection, statements: list[str]) -> None:
    """Make again what was dropped, references after everything that they refer to.

    Raises:
        UserError: when a row refers to one that is not there.
    """
    try:
        for statement in sorted(statements, key=lambda one: " FOREIGN KEY " in one):
            connection.execute(statement)
    except psycopg.errors.IntegrityError as error:
        raise UserError(f"Kayıtlar birbirini tutmuyor: {error} / The rows do not fit together.") from error


def copy_rows(connection: psycopg.Connection, table: sql.Composable, rows: pa.Table, *, frozen: bool = False) -> int:
    """COPY rows into a table in the caller's transaction, written as text by Arrow; returns how many.

    ``frozen`` is for a table that this transaction made: nobody else can have looked at it, so its rows need no later
    vacuum before readers may trust them.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    how = sql.SQL("FORMAT csv, FREEZE" if frozen else "FORMAT csv")
    statement = sql.SQL("COPY {} ({}) FROM STDIN ({})").format(table, columns, how)
    plain = pa.table({name: _digits(column) for name, column in zip(rows.column_names, rows.columns, strict=True)})
    with connection.cursor().copy(statement) as copy:
        for batch in plain.to_batches(max_chunksize=_PIECE):
            text = pa.BufferOutputStream()
            pa_csv.write_csv(pa.Table.from_batches([batch]), text, pa_csv.WriteOptions(include_header=False))
            copy.write(memoryview(text.getvalue()))
    return rows.num_rows


def analyze(url: str) -> None:
    """Tell the planner what the whole tables hold; autovacuum looks at parts only."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _digits(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Bytes as hexadecimal digits, all of a chunk in one go: a geometry's text form."""
    if not pa.types.is_binary(column.type):
        return column
    chunks = [_chunk_digits(pa.concat_arrays([chunk])) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.large_string())


def _chunk_digits(chunk: pa.BinaryArray) -> pa.Array:
    chunk = chunk.cast(pa.large_binary())
    validity, offsets, data = chunk.buffers()
    moved = pa.array(memoryview(offsets).cast("q")[: chunk.offset + len(chunk) + 1], pa.int64())
    doubled = pc.multiply(moved, 2).buffers()[1]
    digits = pa.py_buffer((data.to_pybytes() if data else b"").hex().encode())
    return pa.Array.from_buffers(pa.large_string(), len(chunk), [validity, doubled, digits], offset=chunk.offset)


def _is_cut(connection: psycopg.Connection, table: str) -> bool:
    question = "SELECT relkind = 'p' FROM pg_class WHERE oid = %s::regclass"
    return connection.execute(question, [f"kbs.{table}"]).fetchone() == (True,)


def _has_rows(connection: psycopg.Connection, table: str, code: int | None = None) -> bool:
    question = "SELECT EXISTS (SELECT FROM kbs.{} WHERE %(code)s::int IS NULL OR ilce_kodu = %(code)s)"
    found = connection.execute(sql.SQL(question).format(sql.Identifier(table)), {"code": code}).fetchone()
    return found == (True,)


def _bare_part(connection: psycopg.Connection, table: str, ilce_kodu: int) -> sql.Identifier | None:
    """A table without indexes that will become the district's part; None where rows go into what is there."""
    part = sql.Identifier("kbs_bolum", f"{table}_{ilce_kodu}")
    there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"kbs_bolum.{table}_{ilce_kodu}"]).fetchone()
    if there == (True,) or not _is_cut(connection, table):
        return None
    like = "CREATE TABLE {} (LIKE kbs.{} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)"
    connection.execute(sql.SQL(like).format(part, sql.Identifier(table)))
    return part


def _check_references(connection: psycopg.Connection, table: str, codes: list[int]) -> None:
    for target, columns, names in connection.execute(_REFERENCES, [f"kbs.{table}"]).fetchall():
        mine, theirs = (
            [sql.Identifier(side, name) for name in those] for side, those in (("r", columns), ("t", names))
        )
        question = sql.SQL(
            "SELECT EXISTS (SELECT FROM kbs.{table} r WHERE r.ilce_kodu = ANY (%(codes)s) AND ({mine}) IS NOT NULL "
            "AND NOT EXISTS (SELECT FROM {target} t WHERE ({theirs}) = ({mine})))"
        ).format(
            table=sql.Identifier(table), target=sql.SQL(target),
            mine=sql.SQL(", ").join(mine), theirs=sql.SQL(", ").join(theirs),
        )  # fmt: skip
        if connection.execute(question, {"codes": codes}).fetchone() == (True,):
            raise UserError(
                f"{table}: {', '.join(columns)} sütunlarının gösterdiği bir {target} kaydı yok. "
                f"/ {table}: a row refers to a row of {target} that is not there."
            )


def _count_on(connection: psycopg.Connection, table: str, rows: pa.Table) -> None:
    """New rows get numbers above those that came with the file."""
    if rows.num_rows:
        highest = pc.max(rows.column("id")).as_py()
        statement = (
            "SELECT setval(s.name, greatest(%s, (SELECT coalesce(pg_sequence_last_value(s.name), 1)))) "
            "FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) s"
        )
        connection.execute(statement, [highest, f"kbs.{table}"])
