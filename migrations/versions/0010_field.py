"""The field page: what a phone says with a verdict, photos, campaigns.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

UP = """
CREATE TABLE kbs.kampanya (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    ad text NOT NULL,
    aciklama text,
    olcut jsonb NOT NULL,
    kim text NOT NULL,
    bitis date,
    kapali boolean NOT NULL DEFAULT false,
    olusturma timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_kampanya PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT fk_kampanya_ilce_kodu FOREIGN KEY (ilce_kodu) REFERENCES kbs.ilce (ilce_kodu)
);
CREATE TABLE kbs.kampanya_varlik (
    ilce_kodu integer NOT NULL,
    kampanya_id bigint NOT NULL,
    varlik_id uuid NOT NULL,
    CONSTRAINT pk_kampanya_varlik PRIMARY KEY (ilce_kodu, kampanya_id, varlik_id),
    CONSTRAINT fk_kampanya_varlik_ilce_kodu_kampanya_id FOREIGN KEY (ilce_kodu, kampanya_id)
        REFERENCES kbs.kampanya (ilce_kodu, id) ON DELETE CASCADE,
    CONSTRAINT fk_kampanya_varlik_ilce_kodu_varlik_id FOREIGN KEY (ilce_kodu, varlik_id)
        REFERENCES kbs.varlik (ilce_kodu, id) ON DELETE CASCADE
);
CREATE TABLE kbs.kampanya_hesap (
    ilce_kodu integer NOT NULL,
    kampanya_id bigint NOT NULL,
    hesap_id uuid NOT NULL,
    CONSTRAINT pk_kampanya_hesap PRIMARY KEY (ilce_kodu, kampanya_id, hesap_id),
    CONSTRAINT fk_kampanya_hesap_ilce_kodu_kampanya_id FOREIGN KEY (ilce_kodu, kampanya_id)
        REFERENCES kbs.kampanya (ilce_kodu, id) ON DELETE CASCADE,
    CONSTRAINT fk_kampanya_hesap_ilce_kodu_hesap_id FOREIGN KEY (ilce_kodu, hesap_id)
        REFERENCES kbs.hesap (ilce_kodu, id) ON DELETE CASCADE
);
CREATE INDEX ix_kampanya_hesap_ilce_kodu_hesap_id ON kbs.kampanya_hesap (ilce_kodu, hesap_id);
ALTER TABLE kbs.saha_tespiti
    ADD kampanya_id bigint,
    ADD nedenler text[] NOT NULL DEFAULT '{}',
    ADD cihaz_zamani timestamptz,
    ADD saat_farki_ms bigint NOT NULL DEFAULT 0,
    ADD saat_supheli boolean NOT NULL DEFAULT false,
    ADD kim text NOT NULL DEFAULT 'bilinmiyor',
    ADD gorulen_surum integer,
    ADD varlik_surumu integer,
    ADD yeni_konum geometry(Point, 4326),
    ADD yeni_varlik jsonb,
    ADD foto_sayisi smallint NOT NULL DEFAULT 0,
    ADD ozet text NOT NULL DEFAULT '',
    ADD catisma_karari text,
    ADD durum text NOT NULL DEFAULT 'bekliyor',
    ADD inceleyen text,
    ADD inceleme_nedeni text,
    ADD inceleme_zamani timestamptz,
    ADD CONSTRAINT ck_saha_tespiti_durum CHECK (durum in ('bekliyor', 'kabul', 'ret', 'geri_cekildi')),
    ADD CONSTRAINT ck_saha_tespiti_catisma_karari CHECK (catisma_karari in ('gecerli', 'geri_cek', 'guncel_ile')),
    ADD CONSTRAINT ck_saha_tespiti_konusu CHECK (varlik_id IS NOT NULL OR yeni_varlik IS NOT NULL),
    ADD CONSTRAINT fk_saha_tespiti_ilce_kodu_kampanya_id FOREIGN KEY (ilce_kodu, kampanya_id)
        REFERENCES kbs.kampanya (ilce_kodu, id);
ALTER TABLE kbs.saha_tespiti ALTER kim DROP DEFAULT, ALTER ozet DROP DEFAULT;
CREATE INDEX ix_saha_tespiti_ilce_kodu_durum_zaman ON kbs.saha_tespiti (ilce_kodu, durum, zaman);
CREATE INDEX ix_saha_tespiti_ilce_kodu_kampanya_id ON kbs.saha_tespiti (ilce_kodu, kampanya_id);
CREATE TABLE kbs.saha_foto (
    ilce_kodu integer NOT NULL,
    id uuid NOT NULL,
    tespit_id uuid NOT NULL,
    sira smallint NOT NULL,
    ozet text NOT NULL,
    gelen_ozet text NOT NULL,
    genislik integer NOT NULL,
    yukseklik integer NOT NULL,
    bayt integer NOT NULL,
    konum geometry(Point, 4326),
    zaman timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_saha_foto PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT ck_saha_foto_sira CHECK (sira between 1 and 5),
    CONSTRAINT fk_saha_foto_ilce_kodu_tespit_id FOREIGN KEY (ilce_kodu, tespit_id)
        REFERENCES kbs.saha_tespiti (ilce_kodu, id) ON DELETE CASCADE,
    CONSTRAINT uq_saha_foto_ilce_kodu_tespit_id_sira UNIQUE (ilce_kodu, tespit_id, sira)
);
DROP TRIGGER gecmis ON kbs.saha_tespiti;
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.saha_tespiti
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('id', 'konum', 'yeni_konum');
"""

DOWN = """
DROP TABLE kbs.saha_foto;
DROP TRIGGER gecmis ON kbs.saha_tespiti;
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.saha_tespiti
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('id', 'konum');
ALTER TABLE kbs.saha_tespiti
    DROP kampanya_id, DROP nedenler, DROP cihaz_zamani, DROP saat_farki_ms, DROP saat_supheli, DROP kim,
    DROP gorulen_surum, DROP varlik_surumu, DROP yeni_konum, DROP yeni_varlik, DROP foto_sayisi, DROP ozet,
    DROP catisma_karari, DROP durum, DROP inceleyen, DROP inceleme_nedeni, DROP inceleme_zamani;
DROP TABLE kbs.kampanya_hesap, kbs.kampanya_varlik, kbs.kampanya;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
