"""Windows that hold whatever is asked through them, and the views of staff and officers.

A view is no wall by itself: PostgreSQL may test a condition of the asker's (and tell its values in an error) before
the view's own. ``security_barrier`` forbids that, and with it most indexes. Three kinds of view keep both:

- what a plain column decides needs no barrier, since a test for NULL or of a boolean costs nothing and comes first: a
  withheld asset has no position (a rule of the table), and ``parsel.gizli`` says that nothing but a withheld asset tells
  of a parcel; triggers keep it;
- events and pairs are few or found by equality: behind a barrier;
- staff and officers read with their own rights (``security_invoker``) under the policies of the tables.

Revision ID: 0011
Revises: 0010
"""

from alembic import context, op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# A parcel is withheld when all that is known of it is that a withheld asset stands there; one with a polygon never is.
GIZLI_PARSEL = """
ALTER TABLE kbs.parsel ADD COLUMN gizli boolean NOT NULL DEFAULT false;
CREATE FUNCTION kbs.parselleri_gizle(ilce integer, parseller bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE kbs.parsel p SET gizli = NOT p.gizli
     WHERE p.ilce_kodu = ilce AND p.id = ANY (parseller)
       AND p.gizli <> (p.geom IS NULL
           AND EXISTS (
               SELECT FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
                WHERE x.ilce_kodu = p.ilce_kodu AND x.parsel_id = p.id AND v.erisim <> 'acik')
           AND NOT EXISTS (
               SELECT FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
                WHERE x.ilce_kodu = p.ilce_kodu AND x.parsel_id = p.id AND v.erisim = 'acik'))
$$;
CREATE FUNCTION kbs.parsel_baglandi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.parselleri_gizle(d.ilce_kodu, array_agg(DISTINCT d.parsel_id)) FROM yeni d GROUP BY d.ilce_kodu;
    RETURN NULL;
END $$;
CREATE FUNCTION kbs.parsel_cozuldu() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.parselleri_gizle(d.ilce_kodu, array_agg(DISTINCT d.parsel_id)) FROM eski d GROUP BY d.ilce_kodu;
    RETURN NULL;
END $$;
CREATE FUNCTION kbs.varlik_gizlendi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.parselleri_gizle(NEW.ilce_kodu, array(
        SELECT parsel_id FROM kbs.varlik_parsel WHERE ilce_kodu = NEW.ilce_kodu AND varlik_id = NEW.id));
    RETURN NULL;
END $$;
CREATE FUNCTION kbs.parsel_cizildi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.gizli := false;
    RETURN NEW;
END $$;
CREATE FUNCTION kbs.parsel_silindi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kbs.parselleri_gizle(NEW.ilce_kodu, ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER gizle_insert AFTER INSERT ON kbs.varlik_parsel REFERENCING NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.parsel_baglandi();
CREATE TRIGGER gizle_update AFTER UPDATE ON kbs.varlik_parsel REFERENCING NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.parsel_baglandi();
CREATE TRIGGER gizle_eski AFTER UPDATE ON kbs.varlik_parsel REFERENCING OLD TABLE AS eski
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.parsel_cozuldu();
CREATE TRIGGER gizle_delete AFTER DELETE ON kbs.varlik_parsel REFERENCING OLD TABLE AS eski
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.parsel_cozuldu();
CREATE TRIGGER gizle AFTER UPDATE OF erisim ON kbs.varlik
    FOR EACH ROW WHEN (OLD.erisim <> NEW.erisim) EXECUTE FUNCTION kbs.varlik_gizlendi();
CREATE TRIGGER gizleme BEFORE INSERT OR UPDATE ON kbs.parsel
    FOR EACH ROW WHEN (NEW.gizli AND NEW.geom IS NOT NULL) EXECUTE FUNCTION kbs.parsel_cizildi();
CREATE TRIGGER gizle AFTER UPDATE OF geom ON kbs.parsel
    FOR EACH ROW WHEN (OLD.geom IS NOT NULL AND NEW.geom IS NULL) EXECUTE FUNCTION kbs.parsel_silindi();
SELECT kbs.parselleri_gizle(x.ilce_kodu, array_agg(DISTINCT x.parsel_id))
  FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
 WHERE v.erisim <> 'acik' GROUP BY x.ilce_kodu
"""

# The names of cadastral areas are a walk over the index, area by area: the register may have millions of parcels and a
# dozen areas.
WINDOWS = """
CREATE VIEW kbs.haritali_varlik AS
SELECT ilce_kodu, id, kod, tur, ad, ad_katli, mahalle_kod, kesinlik, belirsizlik_m, konum_kaynagi, konum
  FROM kbs.varlik WHERE konum IS NOT NULL;
CREATE VIEW kbs.haritali_parsel AS SELECT * FROM kbs.parsel WHERE geom IS NOT NULL;
CREATE OR REPLACE VIEW kbs.gorunur_parsel AS SELECT * FROM kbs.parsel WHERE NOT gizli;
CREATE VIEW kbs.acik_tapu_mahallesi WITH (security_barrier) AS
SELECT i.ilce_kodu, a.ad
  FROM kbs.ilce i
 CROSS JOIN LATERAL (
       WITH RECURSIVE area(ad) AS (
           (SELECT p.tapu_mahallesi FROM kbs.parsel p
             WHERE p.ilce_kodu = i.ilce_kodu AND p.tapu_mahallesi IS NOT NULL ORDER BY p.tapu_mahallesi LIMIT 1)
           UNION ALL
           SELECT (SELECT p.tapu_mahallesi FROM kbs.parsel p
                    WHERE p.ilce_kodu = i.ilce_kodu AND p.tapu_mahallesi > area.ad ORDER BY p.tapu_mahallesi LIMIT 1)
             FROM area WHERE area.ad IS NOT NULL)
       SELECT ad FROM area) a
 WHERE (SELECT true FROM kbs.gorunur_parsel p
         WHERE p.ilce_kodu = i.ilce_kodu AND p.tapu_mahallesi = a.ad ORDER BY p.ada, p.parsel LIMIT 1);
CREATE VIEW kbs.acik_esleme WITH (security_barrier) AS
SELECT e.* FROM kbs.esleme e
 WHERE NOT EXISTS (SELECT FROM kbs.varlik v
                    WHERE v.ilce_kodu = e.ilce_kodu AND v.kod IN (e.a_kod, e.b_kod) AND v.erisim <> 'acik');
ALTER VIEW kbs.acik_islem SET (security_barrier)
"""

# What the public reads of an asset, in the order in which it is published.
PUBLISHED = (
    "ilce_kodu kod tur alt_tur ad mahalle mahalle_kod adres kullanim pafta ada_parsel parseller alan_m2 mulkiyet "
    "arsa_sahibi bina_sahibi hak_turu haklar kesinlik belirsizlik_m konum_kaynagi supheli rapor_yili satir_bas "
    "satir_son kaynak surum guncelleme geom"
).split()

# What the office knows beside that; the asset is ``v``.
OFFICE = """v.mudurluk, v.erisim,
       (SELECT max(t.zaman) FROM kbs.saha_tespiti t
         WHERE t.ilce_kodu = v.ilce_kodu AND t.varlik_id = v.id) AS son_dogrulama,
       (SELECT count(*) FROM kbs.konum_adayi a WHERE a.ilce_kodu = v.ilce_kodu AND a.varlik_id = v.id) AS aday_sayisi,
       (SELECT count(*) FROM kbs.bulgu b WHERE b.ilce_kodu = v.ilce_kodu AND b.varlik_id = v.id) AS bulgu_sayisi"""

GOREVLI_VARLIK = f"""
CREATE VIEW kbs.gorevli_varlik WITH (security_invoker) AS
SELECT {", ".join(f"y.{name}" for name in PUBLISHED)}, {OFFICE}, y.aranan
  FROM kbs.yayin_varlik y
  JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (y.ilce_kodu, y.id)
"""

# Withheld assets are among these; nothing of them is published ready, so every fact is gathered here.
EMLAK_VARLIK = f"""
CREATE VIEW kbs.emlak_varlik WITH (security_invoker) AS
SELECT v.ilce_kodu, v.kod COLLATE "C" AS kod, v.tur, v.alt_tur, v.ad, m.ad AS mahalle, v.mahalle_kod,
       v.adres_ham AS adres,
       (SELECT string_agg(k.ad, '; ' ORDER BY k.sira) FROM kbs.kullanim k
         WHERE k.ilce_kodu = v.ilce_kodu AND k.varlik_id = v.id) AS kullanim,
       v.pafta, p.ada_parsel, p.parseller, v.alan_m2, h.mulkiyet, h.arsa_sahibi, h.bina_sahibi, h.hak_turu, h.haklar,
       h.karsi_taraf, h.karsi_taraf_sinifi, v.kesinlik, v.belirsizlik_m, v.konum_kaynagi, v.supheli,
       q.yil AS rapor_yili, q.satir_bas, q.satir_son,
       q.belge || ', satır ' || q.satir_bas || '–' || q.satir_son AS kaynak,
       v.surum, v.guncelleme, v.konum AS geom, {OFFICE},
       kbs.katla(concat_ws(' ', v.kod, v.ad, m.ad, v.adres_ham, p.ada_parsel, h.karsi_taraf)) AS aranan
  FROM kbs.varlik v
  LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (v.ilce_kodu, v.mahalle_kod)
  LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (v.ilce_kodu, v.kaynak_id)
  LEFT JOIN LATERAL (
       SELECT string_agg(x.atif, '; ' ORDER BY x.sira) AS ada_parsel,
              json_agg(json_build_object(
                  'tapu_mahallesi', r.tapu_mahallesi, 'ada', r.ada, 'parsel', r.parsel, 'iliski', x.iliski,
                  'eski', x.eski_nolar, 'ham_metin', x.ham_metin) ORDER BY x.sira) AS parseller
         FROM kbs.varlik_parsel x
         LEFT JOIN kbs.parsel r ON (r.ilce_kodu, r.id) = (x.ilce_kodu, x.parsel_id)
        WHERE x.ilce_kodu = v.ilce_kodu AND x.varlik_id = v.id) p ON true
  LEFT JOIN LATERAL (
       SELECT string_agg(DISTINCT x.ham_metin, '; ' ORDER BY x.ham_metin) AS mulkiyet,
              string_agg(DISTINCT x.arsa_sahibi, '; ' ORDER BY x.arsa_sahibi) AS arsa_sahibi,
              string_agg(DISTINCT x.bina_sahibi, '; ' ORDER BY x.bina_sahibi) AS bina_sahibi,
              string_agg(DISTINCT x.hak_turu, '; ' ORDER BY x.hak_turu) AS hak_turu,
              string_agg(DISTINCT x.karsi_taraf, '; ' ORDER BY x.karsi_taraf) AS karsi_taraf,
              string_agg(DISTINCT x.karsi_taraf_sinifi, '; ' ORDER BY x.karsi_taraf_sinifi) AS karsi_taraf_sinifi,
              json_agg(json_build_object(
                  'arsa_sahibi', x.arsa_sahibi, 'bina_sahibi', x.bina_sahibi, 'hak_turu', x.hak_turu, 'yon', x.yon,
                  'karsi_taraf', x.karsi_taraf, 'karsi_taraf_sinifi', x.karsi_taraf_sinifi, 'pay_m2', x.pay_m2,
                  'sure_yil', x.sure_yil, 'baslangic', x.baslangic, 'karar', x.karar, 'durum_notu', x.durum_notu,
                  'ham_metin', x.ham_metin) ORDER BY x.sira) AS haklar
         FROM kbs.hak x
        WHERE x.ilce_kodu = v.ilce_kodu AND x.varlik_id = v.id) h ON true
"""

# The history as staff may read it: nothing of an asset that is or ever was withheld, of parcels only what is visible, and
# of rights and events neither the other party nor the ownership text. A change shows when a row of it does.
GORUNUR_GECMIS = """
CREATE INDEX ix_gecmis_gizli ON kbs.gecmis (ilce_kodu)
 WHERE tablo = 'varlik' AND (eski->>'erisim' = 'gizli' OR yeni->>'erisim' = 'gizli');
CREATE VIEW kbs.gorevli_gecmis WITH (security_barrier) AS
SELECT g.ilce_kodu, g.id, g.tablo, g.anahtar, g.islem,
       g.eski - '{karsi_taraf,ham_metin}'::text[] AS eski, g.yeni - '{karsi_taraf,ham_metin}'::text[] AS yeni,
       g.degisiklik, g.zaman
  FROM kbs.gecmis g
 WHERE g.tablo IN ('varlik', 'kullanim', 'varlik_parsel', 'hak', 'konum_karari', 'tasinmaz_islemi', 'faaliyet',
                   'tesis_bilgisi', 'saha_tespiti', 'mahalle', 'gosterge')
   AND coalesce(coalesce(g.yeni, g.eski)->>CASE g.tablo WHEN 'varlik' THEN 'id' ELSE 'varlik_id' END, '') <> ALL (ARRAY(
       SELECT v.id::text FROM kbs.varlik v WHERE v.erisim <> 'acik'
       UNION
       SELECT coalesce(h.yeni, h.eski)->>'id' FROM kbs.gecmis h
        WHERE h.tablo = 'varlik' AND (h.eski->>'erisim' = 'gizli' OR h.yeni->>'erisim' = 'gizli')));
CREATE VIEW kbs.gorevli_degisiklik WITH (security_barrier) AS
SELECT d.* FROM kbs.degisiklik d
 WHERE EXISTS (SELECT FROM kbs.gorevli_gecmis g WHERE g.ilce_kodu = d.ilce_kodu AND g.degisiklik = d.id)
"""


def office_events(name: str, more: str) -> str:
    """A view of property events with the asset they belong to, as far as the asker sees it."""
    return f"""
CREATE VIEW kbs.{name} WITH (security_invoker) AS
SELECT i.ilce_kodu, i.kod, i.tur, i.alt_tur, v.kod AS varlik, v.ad AS varlik_adi, v.mudurluk, m.ad AS mahalle,
       i.mahalle_kod, i.adres_ham AS adres,
       (SELECT string_agg(x.atif, '; ' ORDER BY x.sira) FROM kbs.islem_parsel x
         WHERE x.ilce_kodu = i.ilce_kodu AND x.islem_id = i.id) AS ada_parsel,
       i.alan_m2, i.parsel_alani_m2, i.bedel_tl, i.tarih, i.sure_yil, i.karsi_taraf_turu, {more}
       i.konu, i.karar, i.supheli, q.yil AS rapor_yili, q.satir_bas, q.satir_son,
       q.belge || ', satır ' || q.satir_bas || '–' || q.satir_son AS kaynak, v.konum AS geom
  FROM kbs.tasinmaz_islemi i
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (i.ilce_kodu, i.varlik_id)
  LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (i.ilce_kodu, i.mahalle_kod)
  LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (i.ilce_kodu, i.kaynak_id)
"""


def upgrade() -> None:
    op.execute(GIZLI_PARSEL)
    # What the column's first values noted is published now: no later statement of this migration may find work pending.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute("SET CONSTRAINTS ALL DEFERRED")
    op.execute(WINDOWS)
    op.execute(GOREVLI_VARLIK)
    op.execute(EMLAK_VARLIK)
    op.execute(GORUNUR_GECMIS)
    op.execute(office_events("gorevli_islem", ""))
    op.execute(office_events("emlak_islem", "i.karsi_taraf, v.erisim,"))


def downgrade() -> None:
    op.execute("DROP VIEW kbs.gorevli_degisiklik, kbs.gorevli_gecmis")
    op.execute("DROP INDEX kbs.ix_gecmis_gizli")
    op.execute("DROP VIEW kbs.emlak_islem, kbs.gorevli_islem, kbs.emlak_varlik, kbs.gorevli_varlik")
    op.execute("ALTER VIEW kbs.acik_islem RESET (security_barrier)")
    op.execute("DROP VIEW kbs.acik_esleme, kbs.acik_tapu_mahallesi, kbs.haritali_parsel, kbs.haritali_varlik")
    op.execute("DROP VIEW kbs.acik_parsel, kbs.gorunur_parsel")
    op.execute(
        "DROP FUNCTION kbs.parsel_baglandi, kbs.parsel_cozuldu, kbs.varlik_gizlendi, kbs.parsel_cizildi, "
        "kbs.parsel_silindi, kbs.parselleri_gizle CASCADE"
    )
    op.execute("ALTER TABLE kbs.parsel DROP COLUMN gizli")
    before = context.script.get_revision("0002").module
    op.execute(before.GORUNUR_PARSEL)
    op.execute(before.ACIK_PARSEL)
