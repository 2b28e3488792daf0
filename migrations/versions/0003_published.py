"""What the public reads, written ready when a record changes: published assets, tombstones, dataset versions.

The view kbs.acik_varlik says what is public; it gathers five tables a row, too slow to read by the thousand.
kbs.yayin_varlik holds the same rows with their finished GeoJSON text. Statement triggers note which assets a
transaction touched; at its end, once, those assets are published anew and the district's version counts one up.
The version's row is locked from there to the commit: versions become visible in their order, so a mirror that
asks for what is newer than the last version it saw misses nothing.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kbs.veri_surumu (
    ilce_kodu integer NOT NULL,
    surum bigint NOT NULL,
    zaman timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_veri_surumu PRIMARY KEY (ilce_kodu)
);
CREATE TABLE kbs.yayin_varlik (
    ilce_kodu integer NOT NULL,
    kod text COLLATE "C" NOT NULL,
    tur text NOT NULL,
    alt_tur text,
    ad text COLLATE "tr-x-icu" NOT NULL,
    mahalle text COLLATE "tr-x-icu",
    mahalle_kod text,
    adres text,
    kullanim text,
    pafta text,
    ada_parsel text,
    parseller json,
    alan_m2 numeric,
    mulkiyet text,
    arsa_sahibi text,
    bina_sahibi text,
    hak_turu text,
    haklar json,
    kesinlik text NOT NULL,
    belirsizlik_m numeric,
    konum_kaynagi text,
    supheli text,
    rapor_yili smallint,
    satir_bas integer,
    satir_son integer,
    kaynak text,
    surum integer NOT NULL,
    guncelleme timestamptz NOT NULL,
    geom geometry(Point, 4326),
    ad_katli text NOT NULL,
    id uuid NOT NULL,
    degisim bigint NOT NULL,
    aranan text NOT NULL,
    geometri text NOT NULL,
    nitelikler text NOT NULL,
    CONSTRAINT pk_yayin_varlik PRIMARY KEY (ilce_kodu, kod),
    CONSTRAINT uq_yayin_varlik_ilce_kodu_id UNIQUE (ilce_kodu, id)
);
-- The finished texts stay in the row, uncompressed: they are what is read.
ALTER TABLE kbs.yayin_varlik SET (toast_tuple_target = 8160);
ALTER TABLE kbs.yayin_varlik ALTER nitelikler SET STORAGE EXTERNAL, ALTER geometri SET STORAGE EXTERNAL;
CREATE INDEX ix_yayin_varlik_ilce_kodu_tur_kod ON kbs.yayin_varlik (ilce_kodu, tur, kod);
CREATE INDEX ix_yayin_varlik_ilce_kodu_mahalle_kod_kod ON kbs.yayin_varlik (ilce_kodu, mahalle_kod, kod);
CREATE INDEX ix_yayin_varlik_ilce_kodu_ad_kod ON kbs.yayin_varlik (ilce_kodu, ad, kod);
CREATE INDEX ix_yayin_varlik_ilce_kodu_guncelleme_kod ON kbs.yayin_varlik (ilce_kodu, guncelleme, kod);
CREATE INDEX ix_yayin_varlik_ilce_kodu_degisim_kod ON kbs.yayin_varlik (ilce_kodu, degisim, kod);
CREATE INDEX ix_yayin_varlik_aranan ON kbs.yayin_varlik USING gin (aranan gin_trgm_ops);
CREATE INDEX idx_yayin_varlik_geom ON kbs.yayin_varlik USING gist (geom);
-- A row without geometry matches every box; in the index above the missing ones lie scattered.
CREATE INDEX ix_yayin_varlik_konumsuz ON kbs.yayin_varlik (ilce_kodu, kod) WHERE geom IS NULL;
CREATE TABLE kbs.silinen_varlik (
    ilce_kodu integer NOT NULL,
    kod text COLLATE "C" NOT NULL,
    tur text NOT NULL,
    zaman timestamptz NOT NULL,
    degisim bigint NOT NULL,
    CONSTRAINT pk_silinen_varlik PRIMARY KEY (ilce_kodu, kod)
);
CREATE INDEX ix_silinen_varlik_ilce_kodu_degisim_kod ON kbs.silinen_varlik (ilce_kodu, degisim, kod);
-- Work of running transactions: empty for everybody else.
CREATE UNLOGGED TABLE kbs.degisen_ilce (
    islem bigint NOT NULL,
    ilce_kodu integer NOT NULL,
    CONSTRAINT pk_degisen_ilce PRIMARY KEY (islem, ilce_kodu)
);
CREATE UNLOGGED TABLE kbs.degisen_varlik (
    islem bigint NOT NULL,
    ilce_kodu integer NOT NULL,
    varlik_id uuid NOT NULL,
    CONSTRAINT pk_degisen_varlik PRIMARY KEY (islem, ilce_kodu, varlik_id)
);
CREATE VIEW kbs.acik_silinen AS
SELECT ilce_kodu, kod, tur, zaman, degisim, NULL::geometry(Point, 4326) AS geom FROM kbs.silinen_varlik
"""

VIEW_COLUMNS = (
    "ilce_kodu kod tur alt_tur ad mahalle mahalle_kod adres kullanim pafta ada_parsel parseller alan_m2 mulkiyet "
    "arsa_sahibi bina_sahibi hak_turu haklar kesinlik belirsizlik_m konum_kaynagi supheli rapor_yili satir_bas "
    "satir_son kaynak surum guncelleme geom ad_katli"
).split()
PROPERTIES = [name for name in VIEW_COLUMNS if name not in ("ilce_kodu", "guncelleme", "geom", "ad_katli")]

YAYINLA = f"""
CREATE FUNCTION kbs.yayinla() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    yeni_surum bigint;
    degisenler uuid[];
    eski_kodlar text[];
    eski_turler text[];
BEGIN
    INSERT INTO kbs.veri_surumu AS s (ilce_kodu, surum) VALUES (NEW.ilce_kodu, 1)
        ON CONFLICT (ilce_kodu) DO UPDATE SET surum = s.surum + 1, zaman = clock_timestamp()
        RETURNING s.surum INTO yeni_surum;
    -- Statements from here on see what the transactions that held the lock before have published.
    WITH islenen AS (
        DELETE FROM kbs.degisen_varlik d WHERE (d.islem, d.ilce_kodu) = (NEW.islem, NEW.ilce_kodu)
        RETURNING d.varlik_id)
    SELECT array_agg(varlik_id) INTO degisenler FROM islenen;
    DELETE FROM kbs.degisen_ilce d WHERE (d.islem, d.ilce_kodu) = (NEW.islem, NEW.ilce_kodu);
    -- An array, of which the planner expects few: one changed row must never cost a scan of the table.
    WITH eski AS (
        DELETE FROM kbs.yayin_varlik y WHERE y.ilce_kodu = NEW.ilce_kodu AND y.id = ANY (degisenler)
        RETURNING y.kod, y.tur)
    SELECT array_agg(kod), array_agg(tur) INTO eski_kodlar, eski_turler FROM eski;
    INSERT INTO kbs.yayin_varlik ({", ".join(VIEW_COLUMNS)}, id, degisim, aranan, geometri, nitelikler)
    SELECT {", ".join(f"v.{name}" for name in VIEW_COLUMNS)}, v.id, yeni_surum,
           kbs.katla(concat_ws(' ', v.kod, v.ad, v.mahalle, v.adres, v.kullanim, v.ada_parsel)),
           coalesce(ST_AsGeoJSON(v.geom, 6, 0), 'null'),
           (SELECT row_to_json(p) FROM (SELECT {", ".join(f"v.{name}" for name in PROPERTIES)},
                   to_char(v.guncelleme AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS guncelleme,
                   yeni_surum AS degisim) p)
      FROM (SELECT v.*, a.id
              FROM unnest(degisenler) d (id)
              JOIN kbs.varlik a ON (a.ilce_kodu, a.id) = (NEW.ilce_kodu, d.id)
              JOIN kbs.acik_varlik v ON (v.ilce_kodu, v.kod) = (a.ilce_kodu, a.kod)
            OFFSET 0) v;  -- or the view's subqueries run once for each use of their columns
    -- Only what was public leaves a tombstone; of a withheld record nothing but its code and kind.
    INSERT INTO kbs.silinen_varlik (ilce_kodu, kod, tur, zaman, degisim)
    SELECT NEW.ilce_kodu, e.kod, e.tur, clock_timestamp(), yeni_surum
      FROM unnest(eski_kodlar, eski_turler) AS e (kod, tur)
     WHERE NOT EXISTS (SELECT FROM kbs.yayin_varlik y WHERE (y.ilce_kodu, y.kod) = (NEW.ilce_kodu, e.kod));
    DELETE FROM kbs.silinen_varlik t
     WHERE t.ilce_kodu = NEW.ilce_kodu AND t.kod IN (
           SELECT y.kod FROM kbs.yayin_varlik y WHERE y.ilce_kodu = NEW.ilce_kodu AND y.id = ANY (degisenler));
    PERFORM pg_notify('kbs_veri', NEW.ilce_kodu || ' ' || yeni_surum);
    RETURN NULL;
END $$
"""

# Which assets a changed row of a table touches; ``t`` is the changed rows, with ``columns`` of the table.
WATCHED = {
    "varlik": ("*", "SELECT t.ilce_kodu, t.id FROM {t}"),
    "kullanim": ("*", "SELECT t.ilce_kodu, t.varlik_id FROM {t}"),
    "varlik_parsel": ("*", "SELECT t.ilce_kodu, t.varlik_id FROM {t}"),
    "hak": ("*", "SELECT t.ilce_kodu, t.varlik_id FROM {t}"),
    "mahalle": (
        "ilce_kodu, kod, ad",
        "SELECT v.ilce_kodu, v.id FROM {t} JOIN kbs.varlik v ON (v.ilce_kodu, v.mahalle_kod) = (t.ilce_kodu, t.kod)",
    ),
    "kaynak": (
        "ilce_kodu, id, belge, yil, satir_bas, satir_son",
        "SELECT v.ilce_kodu, v.id FROM {t} JOIN kbs.varlik v ON (v.ilce_kodu, v.kaynak_id) = (t.ilce_kodu, t.id)",
    ),
    "parsel": (
        "ilce_kodu, id, tapu_mahallesi, ada, parsel",
        "SELECT x.ilce_kodu, x.varlik_id FROM {t} "
        "JOIN kbs.varlik_parsel x ON (x.ilce_kodu, x.parsel_id) = (t.ilce_kodu, t.id)",
    ),
    # What only the parcel passport shows: no asset changes, but the version does.
    **dict.fromkeys(
        ("tasinmaz_islemi", "islem_parsel", "faaliyet", "faaliyet_parsel", "parsel_soyu", "esleme", "bulgu", "saha_tespiti")
    ),
}


def noting(table: str) -> str:
    """A statement trigger's function: notes the districts and assets that the changed rows touch."""

    def note(changed: str, rows: str) -> str:
        assets = ""
        if WATCHED[table] is not None:
            question = WATCHED[table][1].replace("{t}", f"({changed}) t")
            assets = (
                "INSERT INTO kbs.degisen_varlik SELECT DISTINCT bu_islem, d.* "
                f"FROM ({question}) d ON CONFLICT DO NOTHING;"
            )
        return (
            f"{assets} INSERT INTO kbs.degisen_ilce SELECT DISTINCT bu_islem, ilce_kodu FROM {rows} ON CONFLICT DO NOTHING;"
        )

    columns = WATCHED[table][0] if WATCHED[table] else "ilce_kodu"
    new, old = f"SELECT {columns} FROM yeni", f"SELECT {columns} FROM eski"
    differing = f"({new} EXCEPT {old}) UNION ALL ({old} EXCEPT {new})"
    return f"""
CREATE FUNCTION kbs.{table}_degisti() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bu_islem bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        {note(new, "yeni")}
    ELSIF TG_OP = 'DELETE' THEN
        {note(old, "eski")}
    ELSE
        {note(differing, "yeni")}
    END IF;
    RETURN NULL;
END $$
"""


TRANSITIONS = {"INSERT": "NEW TABLE AS yeni", "DELETE": "OLD TABLE AS eski", "UPDATE": "OLD TABLE AS eski NEW TABLE AS yeni"}

# Everything anew: after TRUNCATE, and for whoever changed tables with triggers off.
YAYINI_YENILE = """
CREATE FUNCTION kbs.yayini_yenile() RETURNS void LANGUAGE sql AS $$
    INSERT INTO kbs.degisen_varlik
    SELECT pg_current_xact_id()::text::bigint, ilce_kodu, id FROM kbs.varlik
    UNION
    SELECT pg_current_xact_id()::text::bigint, ilce_kodu, id FROM kbs.yayin_varlik
    ON CONFLICT DO NOTHING;
    INSERT INTO kbs.degisen_ilce
    SELECT DISTINCT pg_current_xact_id()::text::bigint, ilce_kodu FROM kbs.ilce
    UNION
    SELECT DISTINCT pg_current_xact_id()::text::bigint, ilce_kodu FROM kbs.veri_surumu
    ON CONFLICT DO NOTHING;
$$;
CREATE FUNCTION kbs.bosaltildi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.yayini_yenile();
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(YAYINLA)
    op.execute(
        "CREATE CONSTRAINT TRIGGER yayinla AFTER INSERT ON kbs.degisen_ilce DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION kbs.yayinla()"
    )
    op.execute(YAYINI_YENILE)
    for table in WATCHED:
        op.execute(noting(table))
        for event, transition in TRANSITIONS.items():
            op.execute(
                f"CREATE TRIGGER degisti_{event.lower()} AFTER {event} ON kbs.{table} "
                f"REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION kbs.{table}_degisti()"
            )
        op.execute(
            f"CREATE TRIGGER bosaltildi AFTER TRUNCATE ON kbs.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kbs.bosaltildi()"
        )
    # What is there already is published now; later migrations must not find work pending.
    op.execute("SELECT kbs.yayini_yenile()")
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute("SET CONSTRAINTS ALL DEFERRED")


def downgrade() -> None:
    for table in WATCHED:
        op.execute(f"DROP FUNCTION kbs.{table}_degisti() CASCADE")
    op.execute("DROP FUNCTION kbs.bosaltildi() CASCADE")
    op.execute("DROP FUNCTION kbs.yayini_yenile()")
    op.execute("DROP VIEW kbs.acik_silinen")
    op.execute("DROP TABLE kbs.degisen_ilce, kbs.degisen_varlik, kbs.silinen_varlik, kbs.yayin_varlik, kbs.veri_surumu")
    op.execute("DROP FUNCTION kbs.yayinla()")
