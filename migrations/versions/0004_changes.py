"""Who changed what, why and from where: every row of the history belongs to a change (kbs.degisiklik).

A transaction says what its change is; one that does not, such as a person's in psql, is told by its session. Geometries enter the history as exact EWKB text, not as rounded GeoJSON.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kbs.degisiklik (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    tur text NOT NULL,
    kim text NOT NULL,
    neden text NOT NULL,
    nereden text NOT NULL,
    gecerlilik timestamptz,
    geri_alinan bigint,
    zaman timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_degisiklik PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT ck_degisiklik_tur CHECK
        (tur in ('yukleme', 'duzeltme', 'ice_aktarma', 'rapor', 'saha', 'geri_alma', 'bakim', 'dogrudan')),
    CONSTRAINT fk_degisiklik_ilce_kodu_geri_alinan FOREIGN KEY (ilce_kodu, geri_alinan)
        REFERENCES kbs.degisiklik (ilce_kodu, id)
);
CREATE INDEX ix_degisiklik_ilce_kodu_geri_alinan ON kbs.degisiklik (ilce_kodu, geri_alinan)
"""

# A transaction says beforehand what its change is (kbs.degisiklik_tanimi, a JSON object, local to the transaction); the
# change is written at its first changed row, so that a run that changes nothing leaves nothing. Functions of the log run
# as their owner: the serving roles write into it through changed rows only.
BU_DEGISIKLIK = """
CREATE FUNCTION kbs.bu_degisiklik(ilce integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    acik text := current_setting('kbs.degisiklik', true);
    tanim jsonb;
    yeni bigint;
BEGIN
    IF acik <> '' THEN
        RETURN acik::bigint;
    END IF;
    tanim := nullif(current_setting('kbs.degisiklik_tanimi', true), '')::jsonb;
    INSERT INTO kbs.degisiklik (ilce_kodu, tur, kim, neden, nereden, gecerlilik, geri_alinan)
    VALUES (ilce, coalesce(tanim->>'tur', 'dogrudan'), coalesce(tanim->>'kim', session_user),
            coalesce(tanim->>'neden', 'veritabanında doğrudan'),
            coalesce(tanim->>'nereden', concat_ws(' ', coalesce(host(inet_client_addr()), 'yerel'),
                                                  nullif(current_setting('application_name'), ''))),
            CASE WHEN tanim IS NULL THEN now() ELSE (tanim->>'gecerlilik')::timestamptz END,
            (tanim->>'geri_alinan')::bigint)
    RETURNING id INTO yeni;
    PERFORM set_config('kbs.degisiklik', yeni::text, true);
    RETURN yeni;
END $$
"""

# The trigger's arguments: the key column that names a row for people, then the geometry columns.
GECMIS_YAZ = """
CREATE OR REPLACE FUNCTION kbs.gecmis_yaz() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    onceki jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    sonraki jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    satir jsonb;
    kesin text;
BEGIN
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        IF onceki IS NOT NULL THEN
            EXECUTE format('SELECT ($1).%I::text', TG_ARGV[i]) INTO kesin USING OLD;
            onceki := jsonb_set(onceki, ARRAY[TG_ARGV[i]], coalesce(to_jsonb(kesin), 'null'));
        END IF;
        IF sonraki IS NOT NULL THEN
            EXECUTE format('SELECT ($1).%I::text', TG_ARGV[i]) INTO kesin USING NEW;
            sonraki := jsonb_set(sonraki, ARRAY[TG_ARGV[i]], coalesce(to_jsonb(kesin), 'null'));
        END IF;
    END LOOP;
    IF onceki = sonraki THEN
        RETURN NULL;
    END IF;
    satir := coalesce(sonraki, onceki);
    INSERT INTO kbs.gecmis (ilce_kodu, tablo, anahtar, islem, eski, yeni, degisiklik)
    VALUES ((satir->>'ilce_kodu')::int, TG_TABLE_NAME, satir->>TG_ARGV[0], lower(TG_OP), onceki, sonraki,
            kbs.bu_degisiklik((satir->>'ilce_kodu')::int));
    RETURN NULL;
END $$
"""

# History from before knew the database's user and the moment only; a moment and a user are one transaction.
EARLIER = """
INSERT INTO kbs.degisiklik (ilce_kodu, tur, kim, neden, nereden, gecerlilik, zaman)
SELECT ilce_kodu, 'dogrudan', kim, 'bu kayıttan önceki sürüm', 'yerel', zaman, zaman
  FROM kbs.gecmis GROUP BY ilce_kodu, kim, zaman ORDER BY zaman;
UPDATE kbs.gecmis g SET degisiklik = d.id FROM kbs.degisiklik d
 WHERE (d.ilce_kodu, d.kim, d.zaman) = (g.ilce_kodu, g.kim, g.zaman)
"""

GEOMETRIES = {"varlik": ("kod", "konum"), "parsel": ("id", "geom"), "mahalle": ("kod", "geom", "etiket"),
              "konum_karari": ("varlik_id", "konum"), "saha_tespiti": ("id", "konum")}

# Nobody changes what was written: not the program, not a person in psql without first dropping these triggers.
DEGISMEZ = """
CREATE FUNCTION kbs.degismez() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: geçmiş yalnızca eklenir / the log is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(BU_DEGISIKLIK)
    op.add_column('gecmis', sa.Column('degisiklik', sa.BigInteger()), schema='kbs')
    op.execute(EARLIER)
    op.drop_column('gecmis', 'kim', schema='kbs')
    op.create_foreign_key(op.f('fk_gecmis_ilce_kodu_degisiklik'), 'gecmis', 'degisiklik',
                          ['ilce_kodu', 'degisiklik'], ['ilce_kodu', 'id'], source_schema='kbs', referent_schema='kbs')
    op.create_index(op.f('ix_gecmis_ilce_kodu_degisiklik_id'), 'gecmis', ['ilce_kodu', 'degisiklik', 'id'], schema='kbs')
    op.execute(GECMIS_YAZ)
    for table, (key, *columns) in GEOMETRIES.items():
        op.execute(f"DROP TRIGGER gecmis ON kbs.{table}")
        op.execute(f"CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.{table} FOR EACH ROW "
                   f"EXECUTE FUNCTION kbs.gecmis_yaz({', '.join(repr(name) for name in (key, *columns))})")
    op.execute(DEGISMEZ)
    for table in ("gecmis", "degisiklik"):
        op.execute(f"CREATE TRIGGER degismez BEFORE UPDATE OR DELETE OR TRUNCATE ON kbs.{table} "
                   "FOR EACH STATEMENT EXECUTE FUNCTION kbs.degismez()")


def downgrade() -> None:
    op.execute("DROP FUNCTION kbs.degismez() CASCADE")
    op.drop_column('gecmis', 'degisiklik', schema='kbs')
    op.add_column('gecmis', sa.Column('kim', sa.Text(), server_default=sa.text('current_user'), nullable=False), schema='kbs')
    op.execute("DROP FUNCTION kbs.bu_degisiklik(integer)")
    op.execute("DROP TABLE kbs.degisiklik")
    import importlib.util as util
    from pathlib import Path
    spec = util.spec_from_file_location("kbs_0001", Path(__file__).with_name("0001_initial.py"))
    first = util.module_from_spec(spec)
    spec.loader.exec_module(first)
    op.execute(first.GECMIS_YAZ.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for table, (key, *_) in GEOMETRIES.items():
        op.execute(f"DROP TRIGGER gecmis ON kbs.{table}")
        op.execute(f"CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.{table} FOR EACH ROW "
                   f"EXECUTE FUNCTION kbs.gecmis_yaz('{key}')")
