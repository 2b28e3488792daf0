"""The inventory as of a day, and taking a change back.

A published row is kept with the time in which it held (kbs.yayin_gecmisi) when a later state replaces it. From when a
state holds is said by its change: kbs.degisiklik.gecerlilik, or, for a correction of what we know, from when the state
it replaces did. What is withheld now has no past that the public may read either.

kbs.geri_al takes a change back row by row, exactly: what it finds changed since makes it refuse.

Revision ID: 0006
Revises: 0005
"""

from alembic import context, op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE kbs.yayin_varlik ADD gecerli_bas timestamptz;
UPDATE kbs.yayin_varlik SET gecerli_bas = coalesce(make_timestamptz(rapor_yili, 1, 1, 0, 0, 0, 'UTC'), guncelleme);
ALTER TABLE kbs.yayin_varlik ALTER gecerli_bas SET NOT NULL;
CREATE TABLE kbs.yayin_gecmisi (LIKE kbs.yayin_varlik INCLUDING STORAGE);
ALTER TABLE kbs.yayin_gecmisi
    ADD gecerli_son timestamptz NOT NULL,
    ADD CONSTRAINT pk_yayin_gecmisi PRIMARY KEY (ilce_kodu, kod, degisim);
CREATE INDEX ix_yayin_gecmisi_ilce_kodu_gecerli_son ON kbs.yayin_gecmisi (ilce_kodu, gecerli_son);
CREATE INDEX ix_yayin_gecmisi_ilce_kodu_id ON kbs.yayin_gecmisi (ilce_kodu, id);
CREATE VIEW kbs.tarihli_varlik AS
SELECT *, 'infinity'::timestamptz AS gecerli_son FROM kbs.yayin_varlik
UNION ALL
SELECT * FROM kbs.yayin_gecmisi
"""

YAYINLA = """
CREATE OR REPLACE FUNCTION kbs.yayinla() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    yeni_surum bigint;
    degisenler uuid[];
    eski_kodlar text[];
    eski_turler text[];
    eski_baslar timestamptz[];
    gecerlilik timestamptz := (SELECT d.gecerlilik FROM kbs.degisiklik d WHERE (d.ilce_kodu, d.id)
        = (NEW.ilce_kodu, nullif(current_setting('kbs.degisiklik', true), '')::bigint));
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
    SELECT array_agg(y.gecerli_bas ORDER BY d.n) INTO eski_baslar
      FROM unnest(degisenler) WITH ORDINALITY d (id, n)
      LEFT JOIN kbs.yayin_varlik y ON (y.ilce_kodu, y.id) = (NEW.ilce_kodu, d.id);
    INSERT INTO kbs.yayin_gecmisi
    SELECT y.*, gecerlilik FROM kbs.yayin_varlik y
     WHERE y.ilce_kodu = NEW.ilce_kodu AND y.id = ANY (degisenler) AND y.gecerli_bas < gecerlilik;
    WITH eski AS (
        DELETE FROM kbs.yayin_varlik y WHERE y.ilce_kodu = NEW.ilce_kodu AND y.id = ANY (degisenler)
        RETURNING y.kod, y.tur)
    SELECT array_agg(kod), array_agg(tur) INTO eski_kodlar, eski_turler FROM eski;
    INSERT INTO kbs.yayin_varlik ({columns}, id, degisim, aranan, geometri, nitelikler, gecerli_bas)
    SELECT {values}, v.id, yeni_surum,
           kbs.katla(concat_ws(' ', v.kod, v.ad, v.mahalle, v.adres, v.kullanim, v.ada_parsel)),
           coalesce(ST_AsGeoJSON(v.geom, 6, 0), 'null'),
           (SELECT row_to_json(p) FROM (SELECT {properties},
                   to_char(v.guncelleme AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS guncelleme{more}) p),
           coalesce(gecerlilik, v.bas, now())
      FROM (SELECT v.*, a.id, d.bas
              FROM unnest(degisenler, eski_baslar) d (id, bas)
              JOIN kbs.varlik a ON (a.ilce_kodu, a.id) = (NEW.ilce_kodu, d.id)
              JOIN kbs.acik_varlik v ON (v.ilce_kodu, v.kod) = (a.ilce_kodu, a.kod)
            OFFSET 0) v;  -- or the view's subqueries run once for each use of their columns
    -- A state that holds from earlier than those kept for its asset cuts them short.
    IF gecerlilik IS NOT NULL THEN
        DELETE FROM kbs.yayin_gecmisi g
         WHERE g.ilce_kodu = NEW.ilce_kodu AND g.id = ANY (degisenler) AND g.gecerli_bas >= gecerlilik;
        UPDATE kbs.yayin_gecmisi g SET gecerli_son = gecerlilik
         WHERE g.ilce_kodu = NEW.ilce_kodu AND g.id = ANY (degisenler) AND g.gecerli_son > gecerlilik;
    END IF;
    -- What is withheld now was never public.
    DELETE FROM kbs.yayin_gecmisi g USING kbs.varlik a
     WHERE g.ilce_kodu = NEW.ilce_kodu AND g.id = ANY (degisenler)
       AND (a.ilce_kodu, a.id) = (g.ilce_kodu, g.id) AND a.erisim <> 'acik';
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

# While a change is taken back, versions and times are those that come back, not new ones.
SURUM_ARTIR = """
CREATE OR REPLACE FUNCTION kbs.surum_artir() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'ad_katli' = to_jsonb(OLD) - 'ad_katli' THEN
        RETURN NULL;
    END IF;
    IF current_setting('kbs.geri_alma', true) IS DISTINCT FROM 'evet' THEN
        NEW.surum := OLD.surum + 1;
        NEW.guncelleme := now();
    END IF;
    RETURN NEW;
END $$
"""
VARLIGI_YENILE = """
CREATE OR REPLACE FUNCTION kbs.varligi_yenile() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    satir record := coalesce(NEW, OLD);
BEGIN
    IF current_setting('kbs.geri_alma', true) IS DISTINCT FROM 'evet' THEN
        UPDATE kbs.varlik v SET guncelleme = now()
         WHERE v.ilce_kodu = satir.ilce_kodu AND v.id = satir.varlik_id AND v.guncelleme < now();
    END IF;
    RETURN NULL;
END $$
"""

# A change is taken back in runs: rows that follow one another in the log, of one table, changed in one way, each once.
# Columns that the database computes are not compared. Findings, candidates of position and pairs that nobody decided
# follow from facts: they come back one by one where they can and never stand in the way. A row of the log knows the
# columns of its time only; the others keep what they have, or their default.
GERI_AL = """
CREATE FUNCTION kbs.geri_al(ilce integer, numara bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    hesaplanan text[] := '{ad_katli,gizli}';
    kume record;
    satir record;
    fazla record;
    tekil boolean;
BEGIN
    PERFORM set_config('kbs.geri_alma', 'evet', true);
    FOR kume IN
        SELECT tablo, islem, min(id) AS ilk, max(id) AS son, count(*) AS sayi
          FROM (SELECT g.id, g.tablo, g.islem, row_number() OVER (ORDER BY g.id)
                       - row_number() OVER (PARTITION BY g.tablo, g.islem ORDER BY g.id) AS sira
                  FROM kbs.gecmis g WHERE (g.ilce_kodu, g.degisiklik) = (ilce, numara)) s
         GROUP BY tablo, islem, sira ORDER BY son DESC
    LOOP
        tekil := kume.sayi > 1 AND kume.tablo NOT IN ('bulgu', 'konum_adayi', 'esleme');
        IF tekil AND kume.islem = 'update' THEN
            SELECT count(DISTINCT coalesce(g.yeni->'id', g.yeni - hesaplanan)) = count(*) INTO tekil FROM kbs.gecmis g
             WHERE (g.ilce_kodu, g.degisiklik) = (ilce, numara) AND g.id BETWEEN kume.ilk AND kume.son
               AND kume.tablo IN ('varlik', 'parsel', 'tasinmaz_islemi', 'faaliyet', 'tesis_bilgisi', 'saha_tespiti');
        END IF;
        IF tekil THEN
            PERFORM kbs.satirlari_geri_al(ilce, numara, kume.tablo, kume.islem, kume.ilk, kume.son);
        ELSE
            FOR satir IN SELECT g.id FROM kbs.gecmis g WHERE (g.ilce_kodu, g.degisiklik) = (ilce, numara)
                            AND g.id BETWEEN kume.ilk AND kume.son ORDER BY g.id DESC
            LOOP
                PERFORM kbs.satirlari_geri_al(ilce, numara, kume.tablo, kume.islem, satir.id, satir.id);
            END LOOP;
        END IF;
    END LOOP;
    -- What was tied to a new row since goes with it when the database deletes it: such a row must not be lost unseen.
    SELECT s.tablo, s.anahtar INTO fazla FROM (
        SELECT g.tablo, g.anahtar, g.eski - hesaplanan FROM kbs.gecmis g
         WHERE (g.ilce_kodu, g.degisiklik) = (ilce, nullif(current_setting('kbs.degisiklik', true), '')::bigint)
           AND g.islem = 'delete' AND g.tablo NOT IN ('bulgu', 'konum_adayi', 'esleme')
        EXCEPT
        SELECT g.tablo, g.anahtar, g.yeni - hesaplanan FROM kbs.gecmis g
         WHERE (g.ilce_kodu, g.degisiklik) = (ilce, numara) AND g.islem <> 'delete') s LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', kbs.sonradan_degisen(ilce, numara, fazla.tablo, fazla.anahtar) USING ERRCODE = 'KB409';
    END IF;
END $$
"""

# Rows of one table, of which the log has the ids from ``ilk`` to ``son``.
SATIRLARI_GERI_AL = """
CREATE FUNCTION kbs.satirlari_geri_al(ilce integer, numara bigint, tablosu text, islemi text, ilk bigint, son bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    ornek record;
    b record;
    satirlar text;
    degisen text;
    komut text;
    turetilmis boolean := tablosu IN ('bulgu', 'konum_adayi');
BEGIN
    SELECT g.eski, g.yeni INTO ornek FROM kbs.gecmis g WHERE (g.ilce_kodu, g.id) = (ilce, ilk);
    IF tablosu = 'esleme' THEN
        turetilmis := coalesce(ornek.eski->>'durum', '') NOT IN ('onaylandi', 'reddedildi')
            AND coalesce(ornek.yeni->>'durum', '') NOT IN ('onaylandi', 'reddedildi');
    END IF;
    SELECT string_agg(format('%I', attname), ', ') FILTER (WHERE yazilir) AS kolon,
           string_agg(format('r.%I', attname), ', ') FILTER (WHERE yazilir) AS r_kolon,
           string_agg(format('%I', attname), ', ') FILTER (WHERE yazilir AND attidentity = '') AS duzenlenen,
           string_agg(format('r.%I', attname), ', ') FILTER (WHERE yazilir AND attidentity = '') AS r_duzenlenen,
           string_agg(format('t.%1$I = n.%1$I', attname), ' AND ') FILTER (WHERE attnum = ANY (conkey)) AS anahtar,
           coalesce(string_agg(format(', %1$L, t.%1$I::text', attname), '')
                    FILTER (WHERE atttypid = 'geometry'::regtype), '') AS sekil
      INTO b
      FROM (SELECT a.*, p.conkey, a.attgenerated = '' AND coalesce(ornek.eski, ornek.yeni) ? a.attname::text AS yazilir
              FROM pg_attribute a
              JOIN pg_constraint p ON p.conrelid = a.attrelid AND p.contype = 'p'
             WHERE a.attrelid = format('kbs.%I', tablosu)::regclass AND a.attnum > 0 AND NOT a.attisdropped) a;
    -- g is the log's row, r what is written or deleted, n what is there now and tells which row it is.
    satirlar := format('kbs.gecmis g CROSS JOIN LATERAL jsonb_populate_record(NULL::kbs.%I, g.%s) r', tablosu,
                       CASE islemi WHEN 'insert' THEN 'yeni' ELSE 'eski' END)
        || format(' CROSS JOIN LATERAL jsonb_populate_record(NULL::kbs.%I, g.yeni) n', tablosu);
    IF islemi <> 'delete' THEN
        -- Held until the transaction ends: nobody writes between the comparison and the return.
        EXECUTE format('SELECT FROM %s JOIN kbs.%I t ON %s WHERE (g.ilce_kodu, g.degisiklik) = ($1, $2) '
                       'AND g.id BETWEEN $3 AND $4 ORDER BY g.id FOR UPDATE OF t', satirlar, tablosu, b.anahtar)
            USING ilce, numara, ilk, son;
        EXECUTE format(
            'SELECT g.anahtar FROM %s LEFT JOIN kbs.%I t ON %s '
            'CROSS JOIN LATERAL (SELECT CASE WHEN t.ilce_kodu IS NOT NULL '
            'THEN to_jsonb(t) || jsonb_build_object(%s) END AS simdi) s '
            'WHERE (g.ilce_kodu, g.degisiklik) = ($1, $2) AND g.id BETWEEN $3 AND $4 '
            'AND s.simdi IS DISTINCT FROM g.yeni AND EXISTS ('
            'SELECT FROM jsonb_each(g.yeni - ''{ad_katli,gizli}''::text[]) y WHERE s.simdi->y.key IS DISTINCT FROM y.value) LIMIT 1',
            satirlar, tablosu, b.anahtar, substr(b.sekil, 3)) INTO degisen USING ilce, numara, ilk, son;
        IF degisen IS NOT NULL THEN
            IF turetilmis THEN
                RETURN;
            END IF;
            RAISE EXCEPTION '%', kbs.sonradan_degisen(ilce, numara, tablosu, degisen) USING ERRCODE = 'KB409';
        END IF;
    END IF;
    komut := CASE islemi
        WHEN 'insert' THEN format('DELETE FROM kbs.%I t USING %s WHERE %s AND ', tablosu, satirlar, b.anahtar)
        WHEN 'update' THEN format('UPDATE kbs.%I t SET (%s) = ROW(%s) FROM %s WHERE %s AND ', tablosu, b.duzenlenen,
                                  b.r_duzenlenen, satirlar, b.anahtar)
        ELSE format('INSERT INTO kbs.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s WHERE ', tablosu, b.kolon,
                    b.r_kolon, satirlar)
        END || '(g.ilce_kodu, g.degisiklik) = ($1, $2) AND g.id BETWEEN $3 AND $4';
    IF NOT turetilmis THEN
        EXECUTE komut USING ilce, numara, ilk, son;
        RETURN;
    END IF;
    BEGIN
        EXECUTE komut || CASE islemi WHEN 'delete' THEN ' ON CONFLICT DO NOTHING' ELSE '' END
            USING ilce, numara, ilk, son;
    EXCEPTION WHEN foreign_key_violation THEN
        RETURN;
    END;
END $$
"""

# Rows that other changes touched after this one, and by which: the first of them is known.
SONRADAN_DEGISEN = """
CREATE FUNCTION kbs.sonradan_degisen(ilce integer, numara bigint, tablosu text, anahtari text) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(
        (SELECT string_agg(s.satir || ' → ' || s.degisiklikler, '; ' ORDER BY s.satir)
           FROM (SELECT concat_ws(' ', h.tablo, coalesce(v.kod, h.anahtar)) AS satir,
                        string_agg(DISTINCT h.degisiklik::text, ', ') AS degisiklikler
                   FROM kbs.gecmis h LEFT JOIN kbs.varlik v ON v.ilce_kodu = h.ilce_kodu AND v.id::text = h.anahtar
                  WHERE h.ilce_kodu = ilce AND h.degisiklik > numara
                    AND h.degisiklik::text IS DISTINCT FROM current_setting('kbs.degisiklik', true)
                    AND ((h.tablo, h.anahtar) = (tablosu, anahtari) OR EXISTS (
                         SELECT FROM kbs.gecmis g WHERE (g.ilce_kodu, g.degisiklik, g.tablo, g.anahtar)
                             = (ilce, numara, h.tablo, h.anahtar)
                            AND g.tablo NOT IN ('bulgu', 'konum_adayi', 'esleme')))
                  GROUP BY 1 ORDER BY 1 LIMIT 5) s),
        tablosu || ' ' || anahtari)
$$
"""

# Candidates go with the asset that they are of; they come back with it.
ADAY_GECMISI = """
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.konum_adayi
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('varlik_id', 'konum')
"""


def publishing(more: str) -> str:
    """The function that publishes, with the columns of the first one and ``more`` properties."""
    first = context.script.get_revision("0003").module
    made = YAYINLA.replace("{columns}", ", ".join(first.VIEW_COLUMNS))
    made = made.replace("{values}", ", ".join(f"v.{name}" for name in first.VIEW_COLUMNS))
    return made.replace("{properties}", ", ".join(f"v.{name}" for name in first.PROPERTIES)).replace("{more}", more)


def publish_everything() -> None:
    op.execute("SELECT kbs.yayini_yenile()")
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute("SET CONSTRAINTS ALL DEFERRED")


def upgrade() -> None:
    # A constraint trigger of a table that is altered may have nothing pending.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute(TABLES)
    op.execute(publishing(""))
    op.execute(SURUM_ARTIR)
    op.execute(VARLIGI_YENILE)
    op.execute(SONRADAN_DEGISEN)
    op.execute(SATIRLARI_GERI_AL)
    op.execute(GERI_AL)
    op.execute(ADAY_GECMISI)
    op.execute("SET CONSTRAINTS ALL DEFERRED")
    publish_everything()


def downgrade() -> None:
    op.execute("DROP TRIGGER gecmis ON kbs.konum_adayi")
    op.execute("DROP FUNCTION kbs.geri_al(integer, bigint)")
    op.execute("DROP FUNCTION kbs.satirlari_geri_al(integer, bigint, text, text, bigint, bigint)")
    op.execute("DROP FUNCTION kbs.sonradan_degisen(integer, bigint, text, text)")
    first, third = (context.script.get_revision(name).module for name in ("0001", "0003"))
    for function in (first.SURUM_ARTIR, first.VARLIGI_YENILE, third.YAYINLA):
        op.execute(function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.execute("DROP VIEW kbs.tarihli_varlik")
    op.execute("DROP TABLE kbs.yayin_gecmisi")
    op.execute("ALTER TABLE kbs.yayin_varlik DROP gecerli_bas")
    publish_everything()
