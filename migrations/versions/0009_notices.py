"""Yearly reports beside one another, subscribers and the notices that wait for them.

kbs.rapor_varlik says which asset which year's report names, kbs.rapor_celiskisi what a report says otherwise than a
person did. Both are part of the history, so that a report can be taken back as a whole.

kbs.bildirim is an outbox: triggers on what is published write it in the transaction that publishes, so that no change
is told that was not made, and none is made that is not told.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kbs.rapor_varlik (
    ilce_kodu integer NOT NULL,
    yil smallint NOT NULL,
    varlik_id uuid NOT NULL,
    kaynak_id bigint NOT NULL,
    durum text NOT NULL,
    puan numeric,
    eskiden text[] NOT NULL DEFAULT '{}',
    CONSTRAINT pk_rapor_varlik PRIMARY KEY (ilce_kodu, yil, varlik_id),
    CONSTRAINT ck_rapor_varlik_durum CHECK (durum in ('onceki', 'yeni', 'eslesti', 'kuskulu')),
    CONSTRAINT fk_rapor_varlik_ilce_kodu_varlik_id FOREIGN KEY (ilce_kodu, varlik_id)
        REFERENCES kbs.varlik (ilce_kodu, id) ON DELETE CASCADE,
    CONSTRAINT fk_rapor_varlik_ilce_kodu_kaynak_id FOREIGN KEY (ilce_kodu, kaynak_id)
        REFERENCES kbs.kaynak (ilce_kodu, id)
);
CREATE INDEX ix_rapor_varlik_ilce_kodu_varlik_id ON kbs.rapor_varlik (ilce_kodu, varlik_id);
CREATE TABLE kbs.rapor_celiskisi (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    yil smallint NOT NULL,
    varlik_id uuid NOT NULL,
    alan text NOT NULL,
    mevcut jsonb NOT NULL,
    rapor jsonb NOT NULL,
    kaynak_id bigint NOT NULL,
    durum text NOT NULL DEFAULT 'bekliyor',
    kim text,
    neden text,
    karar_zamani timestamptz,
    CONSTRAINT pk_rapor_celiskisi PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT uq_rapor_celiskisi_ilce_kodu_yil_varlik_id_alan UNIQUE (ilce_kodu, yil, varlik_id, alan),
    CONSTRAINT ck_rapor_celiskisi_durum CHECK (durum in ('bekliyor', 'mevcut', 'rapor')),
    CONSTRAINT ck_rapor_celiskisi_karar_veren CHECK ((durum = 'bekliyor') = (kim is null)),
    CONSTRAINT fk_rapor_celiskisi_ilce_kodu_varlik_id FOREIGN KEY (ilce_kodu, varlik_id)
        REFERENCES kbs.varlik (ilce_kodu, id) ON DELETE CASCADE,
    CONSTRAINT fk_rapor_celiskisi_ilce_kodu_kaynak_id FOREIGN KEY (ilce_kodu, kaynak_id)
        REFERENCES kbs.kaynak (ilce_kodu, id)
);
CREATE INDEX ix_rapor_celiskisi_ilce_kodu_varlik_id ON kbs.rapor_celiskisi (ilce_kodu, varlik_id);
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.rapor_varlik
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('varlik_id');
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.rapor_celiskisi
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('varlik_id');
CREATE TABLE kbs.abone (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    ad text NOT NULL,
    adres text NOT NULL,
    gizli bytea NOT NULL,
    mahalle_kod text,
    tur text,
    aktif boolean NOT NULL DEFAULT true,
    kim text NOT NULL,
    olusturma timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_abone PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT ck_abone_tur CHECK (tur in ('bina', 'spor_tesisi', 'park', 'pazar')),
    CONSTRAINT fk_abone_ilce_kodu_mahalle_kod FOREIGN KEY (ilce_kodu, mahalle_kod)
        REFERENCES kbs.mahalle (ilce_kodu, kod)
);
CREATE TABLE kbs.bildirim (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kimlik uuid NOT NULL DEFAULT gen_random_uuid(),
    abone_id bigint NOT NULL,
    olay text NOT NULL,
    konu text NOT NULL,
    govde jsonb NOT NULL,
    durum text NOT NULL DEFAULT 'bekliyor',
    deneme smallint NOT NULL DEFAULT 0,
    sonraki timestamptz NOT NULL DEFAULT now(),
    son_hata text,
    olusturma timestamptz NOT NULL DEFAULT now(),
    bitis timestamptz,
    CONSTRAINT pk_bildirim PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT ck_bildirim_olay CHECK (olay in ('varlik.degisti', 'varlik.silindi', 'vade.yaklasiyor', 'deneme')),
    CONSTRAINT ck_bildirim_durum CHECK (durum in ('bekliyor', 'gonderildi', 'olu')),
    CONSTRAINT fk_bildirim_ilce_kodu_abone_id FOREIGN KEY (ilce_kodu, abone_id)
        REFERENCES kbs.abone (ilce_kodu, id) ON DELETE CASCADE
);
CREATE INDEX ix_bildirim_ilce_kodu_abone_id_konu_id ON kbs.bildirim (ilce_kodu, abone_id, konu, id);
CREATE INDEX ix_bildirim_bekleyen ON kbs.bildirim (ilce_kodu, sonraki) WHERE durum = 'bekliyor'
"""

# An asset that leaves a mahalle is told to who follows the one it leaves, too. Publishing anew what is as it was (after
# a migration) tells nothing: the newest notice of the asset has its version already.
DEGISEN = """
CREATE FUNCTION kbs.bildir_degisen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM kbs.abone WHERE aktif) THEN
        RETURN NULL;
    END IF;
    INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde)
    SELECT y.ilce_kodu, a.id, 'varlik.degisti', y.kod,
           jsonb_build_object('kod', y.kod, 'tur', y.tur, 'ad', y.ad, 'mahalle', y.mahalle_kod, 'surum', y.surum,
                              'guncelleme', y.guncelleme, 'degisim', y.degisim)
      FROM yeni y
      LEFT JOIN LATERAL (
           SELECT g.eski->>'mahalle_kod' AS mahalle FROM kbs.gecmis g
            WHERE g.ilce_kodu = y.ilce_kodu AND g.tablo = 'varlik' AND g.anahtar = y.kod AND g.islem = 'update'
              AND g.degisiklik = nullif(current_setting('kbs.degisiklik', true), '')::bigint
            ORDER BY g.id LIMIT 1) o ON true
      JOIN kbs.abone a ON a.ilce_kodu = y.ilce_kodu AND a.aktif AND (a.tur IS NULL OR a.tur = y.tur)
       AND (a.mahalle_kod IS NULL OR a.mahalle_kod IN (y.mahalle_kod, o.mahalle))
      LEFT JOIN LATERAL (
           SELECT b.olay, b.govde FROM kbs.bildirim b
            WHERE (b.ilce_kodu, b.abone_id, b.konu) = (y.ilce_kodu, a.id, y.kod) AND b.olay LIKE 'varlik.%'
            ORDER BY b.id DESC LIMIT 1) n ON true
     WHERE (n.olay, n.govde->'surum', n.govde->'guncelleme')
           IS DISTINCT FROM ('varlik.degisti', to_jsonb(y.surum), to_jsonb(y.guncelleme))
     ORDER BY y.kod, a.id;
    RETURN NULL;
END $$
"""

# Of what is no longer public nothing more is told than the tombstone says; what still waits is not sent any more.
SILINEN = """
CREATE FUNCTION kbs.bildir_silinen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kbs.bildirim b USING yeni y
     WHERE (b.ilce_kodu, b.konu) = (y.ilce_kodu, y.kod) AND b.durum <> 'gonderildi';
    INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde)
    SELECT y.ilce_kodu, a.id, 'varlik.silindi', y.kod,
           jsonb_build_object('kod', y.kod, 'tur', y.tur, 'guncelleme', y.zaman, 'degisim', y.degisim)
      FROM yeni y
      LEFT JOIN LATERAL (
           SELECT coalesce(g.eski, g.yeni)->>'mahalle_kod' AS mahalle FROM kbs.gecmis g
            WHERE g.ilce_kodu = y.ilce_kodu AND g.tablo = 'varlik' AND g.anahtar = y.kod
            ORDER BY g.id DESC LIMIT 1) o ON true
      JOIN kbs.abone a ON a.ilce_kodu = y.ilce_kodu AND a.aktif AND (a.tur IS NULL OR a.tur = y.tur)
       AND (a.mahalle_kod IS NULL OR a.mahalle_kod = o.mahalle)
     ORDER BY y.kod, a.id;
    RETURN NULL;
END $$
"""
TRIGGERS = """
CREATE TRIGGER bildir AFTER INSERT ON kbs.yayin_varlik REFERENCING NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.bildir_degisen();
CREATE TRIGGER bildir AFTER INSERT ON kbs.silinen_varlik REFERENCING NEW TABLE AS yeni
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.bildir_silinen()
"""


def upgrade() -> None:
    for statement in (TABLES, DEGISEN, SILINEN, TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION kbs.bildir_degisen() CASCADE")
    op.execute("DROP FUNCTION kbs.bildir_silinen() CASCADE")
    op.execute("DROP TABLE kbs.bildirim, kbs.abone, kbs.rapor_celiskisi, kbs.rapor_varlik")
