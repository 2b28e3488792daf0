"""The large tables are cut by district: declarative partitions, one of each table a district.

A district's own part is small whatever the country's is, so its indexes, its statistics and its vacuum are those of a
single district; a question that names the district reads one part of each table and no other. Parts live in a schema of
their own, kbs_bolum, where no serving role may look: everything goes through the whole table, its policies and triggers.
A district that is added gets its parts at once, by a trigger of kbs.ilce; kbs.ilce_bolumu(code) makes those missing.

An installation that has data is converted row by row into new tables; keys, references, indexes, triggers, views and
privileges are made again as they were, read from the catalogue. Triggers rest meanwhile: no change is noted, no version
counts up, and what was answered before is answered byte for byte after.

Revision ID: 0015
Revises: 0014
"""

from alembic import op
from sqlalchemy import Connection, text

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

TABLES = ("varlik", "parsel", "gecmis", "yayin_varlik", "yayin_gecmisi")
NAMES = ", ".join(f"'kbs.{table}'::regclass" for table in TABLES)

# What PostgreSQL does not hand down to a part: how wide rows may get before they are cut, and the log's lock.
ILCE_BOLUMU = """
CREATE SCHEMA kbs_bolum;
CREATE FUNCTION kbs.ilce_bolumu(ilce integer) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    tablo text;
    bolum text;
BEGIN
    FOREACH tablo IN ARRAY ARRAY[{tables}] LOOP
        bolum := format('kbs_bolum.%I', tablo || '_' || ilce);
        CONTINUE WHEN to_regclass(bolum) IS NOT NULL;
        EXECUTE format('CREATE TABLE %s PARTITION OF kbs.%I FOR VALUES IN (%s)', bolum, tablo, ilce);
        IF tablo LIKE 'yayin%' THEN
            EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 8160)', bolum);
        ELSIF tablo = 'gecmis' THEN
            EXECUTE format('CREATE TRIGGER degismez BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
                           'FOR EACH STATEMENT EXECUTE FUNCTION kbs.degismez()', bolum);
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION kbs.ilce_eklendi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.ilce_bolumu(NEW.ilce_kodu);
    RETURN NULL;
END $$;
CREATE TRIGGER bolum AFTER INSERT ON kbs.ilce FOR EACH ROW EXECUTE FUNCTION kbs.ilce_eklendi();
ALTER TABLE kbs.ilce ENABLE ALWAYS TRIGGER bolum
""".replace("{tables}", ", ".join(f"'{table}'" for table in TABLES))  # fmt: skip

CONSTRAINTS = f"""
SELECT conrelid::regclass::text AS tablo, conname, pg_get_constraintdef(oid) AS tanim, contype = 'f' AS bag,
       confrelid IN ({NAMES}) AS iceri
  FROM pg_constraint
 WHERE (conrelid IN ({NAMES}) AND contype IN ('p', 'u', 'f')) OR (confrelid IN ({NAMES}) AND contype = 'f')
 ORDER BY contype <> 'p', conrelid::regclass::text, conname"""
INDEXES = f"""
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid IN ({NAMES}) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
 ORDER BY i.indexrelid"""
TRIGGERS = f"""
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
 WHERE tgrelid IN ({NAMES}) AND NOT tgisinternal ORDER BY tgrelid, tgname"""
# In the order in which they were made: a view reads older ones only.
VIEWS = """
SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), array_to_string(c.reloptions, ', ') FROM pg_class c
 WHERE c.relnamespace = 'kbs'::regnamespace AND c.relkind = 'v' ORDER BY c.oid"""
POLICIES = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'kbs'"
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum), max(attname) FILTER (WHERE attidentity <> '')
  FROM pg_attribute
 WHERE attrelid = cast(:name AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""

# A trigger that fires on a part is told the part's name: varlik_1823 is varlik.
TABLE_NAME = "TG_TABLE_NAME,"
WHOLE_NAME = "rtrim(TG_TABLE_NAME, '_0123456789'),"


def upgrade() -> None:
    rename_in_log(TABLE_NAME, WHOLE_NAME)
    run(ILCE_BOLUMU)
    rebuild("PARTITION BY LIST (ilce_kodu)")


def downgrade() -> None:
    rebuild("")
    run("DROP FUNCTION kbs.ilce_eklendi() CASCADE")
    run("DROP FUNCTION kbs.ilce_bolumu(integer)")
    run("DROP SCHEMA kbs_bolum")
    run("ALTER TABLE kbs.yayin_varlik SET (toast_tuple_target = 8160)")
    rename_in_log(WHOLE_NAME, TABLE_NAME)


def run(statement: str) -> None:
    """Run a statement as it is: definitions from the catalogue are full of colons and per cent signs."""
    op.get_bind().connection.driver_connection.execute(statement)


def rename_in_log(old: str, new: str) -> None:
    connection = op.get_bind()
    written = connection.scalar(text("SELECT pg_get_functiondef('kbs.gecmis_yaz'::regproc)"))
    assert old in written
    run(written.replace(old, new))


def rebuild(how: str) -> None:
    """Make the tables anew, with ``how`` behind their columns, and move their rows over."""
    connection = op.get_bind()
    # A table with work pending may not be altered. Names in definitions are written in full.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET LOCAL search_path = pg_catalog")
    constraints, indexes, triggers, views = (
        connection.execute(text(question)).all() for question in (CONSTRAINTS, INDEXES, TRIGGERS, VIEWS)
    )
    sequences = [sequence_of(connection, table) for table in TABLES]
    for table, name in connection.execute(text(POLICIES)).all():
        run(f"DROP POLICY {name} ON kbs.{table}")  # they come again with the privileges, after the migrations
    for name, *_ in reversed(views):
        run(f"DROP VIEW {name}")
    for row in constraints:
        if row.iceri:
            run(f"ALTER TABLE {row.tablo} DROP CONSTRAINT {row.conname}")
    run("CREATE SCHEMA kbs_eski")
    for table in TABLES:
        run(f"ALTER TABLE kbs.{table} SET SCHEMA kbs_eski")
        run(f"CREATE TABLE kbs.{table} (LIKE kbs_eski.{table} INCLUDING ALL EXCLUDING INDEXES) {how}")
    if how:
        districts = " UNION ".join(f"SELECT ilce_kodu FROM kbs_eski.{table}" for table in TABLES)
        run(f"SELECT kbs.ilce_bolumu(ilce_kodu) FROM (SELECT ilce_kodu FROM kbs.ilce UNION {districts}) i")
    for table in TABLES:
        columns, _ = connection.execute(text(COLUMNS), {"name": f"kbs.{table}"}).one()
        run(f"INSERT INTO kbs.{table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM kbs_eski.{table}")
    for sequence in filter(None, sequences):
        connection.execute(text("SELECT setval(:name, :value, :called)"), sequence)
    for row in (*(one for one in constraints if not one.bag), *(one for one in constraints if one.bag)):
        run(f"ALTER TABLE {row.tablo} ADD CONSTRAINT {row.conname} {row.tanim}")
    # Of a partitioned table the definition says ONLY, which would leave its parts without the index.
    for (definition,) in indexes:
        run(definition.replace(" ON ONLY ", " ON "))
    for _, _, definition in triggers:
        run(definition)
    for name, definition, options in views:
        run(f"CREATE VIEW {name} {f'WITH ({options}) ' if options else ''}AS {definition}")
    run("DROP SCHEMA kbs_eski CASCADE")
    run("SET LOCAL search_path = public")
    run("SET CONSTRAINTS ALL DEFERRED")
    for table in TABLES:
        run(f"ANALYZE kbs.{table}")


def sequence_of(connection: Connection, table: str) -> dict[str, object] | None:
    """Where the numbers of a table's identity column stand."""
    _, column = connection.execute(text(COLUMNS), {"name": f"kbs.{table}"}).one()
    if column is None:
        return None
    name = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": f"kbs.{table}", "column": column}
    )
    row = connection.execute(text(f"SELECT last_value, is_called FROM {name}")).one()
    return {"name": name, "value": row.last_value, "called": row.is_called}
