"""What the program knows of a district beside its data, and which assets are public in a table of their own.

Policies of the tables that hang on an asset ask whether the asset is public. kbs.acik_kimlik tells, by key alone: it stays
one narrow table when the assets themselves are cut by district, and who is not in it is not seen.

Revision ID: 0014
Revises: 0013
"""

from alembic import context, op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

DISTRICT = """
ALTER TABLE kbs.ilce ADD il text NOT NULL DEFAULT '', ADD tapu_mahalleleri text[] NOT NULL DEFAULT '{}'
"""

ACIK_KIMLIK = """
CREATE TABLE kbs.acik_kimlik (
    ilce_kodu integer NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT pk_acik_kimlik PRIMARY KEY (ilce_kodu, id)
);
CREATE FUNCTION kbs.kimlik_eklendi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kbs.acik_kimlik SELECT ilce_kodu, id FROM yeni WHERE erisim = 'acik' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION kbs.kimlik_degisti() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kbs.acik_kimlik k USING eski e
     WHERE (k.ilce_kodu, k.id) = (e.ilce_kodu, e.id)
       AND NOT EXISTS (SELECT FROM yeni y WHERE (y.ilce_kodu, y.id) = (e.ilce_kodu, e.id) AND y.erisim = 'acik');
    INSERT INTO kbs.acik_kimlik SELECT ilce_kodu, id FROM yeni WHERE erisim = 'acik' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION kbs.kimlik_silindi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kbs.acik_kimlik k USING eski e WHERE (k.ilce_kodu, k.id) = (e.ilce_kodu, e.id);
    RETURN NULL;
END $$;
CREATE TRIGGER kimlik_insert AFTER INSERT ON kbs.varlik REFERENCING NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.kimlik_eklendi();
CREATE TRIGGER kimlik_update AFTER UPDATE ON kbs.varlik REFERENCING OLD TABLE AS eski NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.kimlik_degisti();
CREATE TRIGGER kimlik_delete AFTER DELETE ON kbs.varlik REFERENCING OLD TABLE AS eski
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.kimlik_silindi();
INSERT INTO kbs.acik_kimlik SELECT ilce_kodu, id FROM kbs.varlik WHERE erisim = 'acik'
"""

# Whoever changed tables with triggers off has these made anew as well.
YENILE = """
    DELETE FROM kbs.acik_kimlik k WHERE NOT EXISTS (
        SELECT FROM kbs.varlik v WHERE (v.ilce_kodu, v.id) = (k.ilce_kodu, k.id) AND v.erisim = 'acik');
    INSERT INTO kbs.acik_kimlik SELECT ilce_kodu, id FROM kbs.varlik WHERE erisim = 'acik' ON CONFLICT DO NOTHING;
$$;
CREATE FUNCTION kbs.bosaltildi()"""


def renewing(more: bool) -> str:
    """kbs.yayini_yenile, as migration 0003 has it, with the public keys or without."""
    first = context.script.get_revision("0003").module.YAYINI_YENILE
    made = first.replace("$$;\nCREATE FUNCTION kbs.bosaltildi()", YENILE.lstrip("\n"), 1) if more else first
    return made[: made.index("CREATE FUNCTION kbs.bosaltildi()")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def upgrade() -> None:
    op.execute(DISTRICT)
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute(ACIK_KIMLIK)
    op.execute("SET CONSTRAINTS ALL DEFERRED")
    op.execute(renewing(True))


def downgrade() -> None:
    op.execute(renewing(False))
    op.execute("DROP FUNCTION kbs.kimlik_eklendi, kbs.kimlik_degisti, kbs.kimlik_silindi CASCADE")
    op.execute("DROP TABLE kbs.acik_kimlik")
    op.execute("ALTER TABLE kbs.ilce DROP il, DROP tapu_mahalleleri")
