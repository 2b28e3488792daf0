"""Editing: the directorate of an asset, photos of it, proposals that wait for a decision.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE kbs.varlik ADD COLUMN mudurluk text;
CREATE INDEX ix_varlik_ilce_kodu_mudurluk ON kbs.varlik (ilce_kodu, mudurluk);
CREATE TABLE kbs.ek (
    ilce_kodu integer NOT NULL,
    id uuid NOT NULL,
    varlik_id uuid NOT NULL,
    ozet text NOT NULL,
    aciklama text NOT NULL,
    genislik integer NOT NULL,
    yukseklik integer NOT NULL,
    bayt integer NOT NULL,
    acik boolean NOT NULL DEFAULT false,
    kim text NOT NULL,
    zaman timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_ek PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT uq_ek_ilce_kodu_varlik_id_ozet UNIQUE (ilce_kodu, varlik_id, ozet),
    CONSTRAINT fk_ek_ilce_kodu_varlik_id FOREIGN KEY (ilce_kodu, varlik_id)
        REFERENCES kbs.varlik (ilce_kodu, id) ON DELETE CASCADE
);
CREATE INDEX ix_ek_ozet ON kbs.ek (ozet);
CREATE TABLE kbs.oneri (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    islem text NOT NULL,
    kod text,
    alanlar jsonb NOT NULL,
    onay jsonb NOT NULL,
    gorulen text,
    onceki jsonb,
    mudurluk text,
    kim text NOT NULL,
    neden text NOT NULL,
    zaman timestamptz NOT NULL DEFAULT now(),
    durum text NOT NULL DEFAULT 'bekliyor',
    karar_veren text,
    karar_nedeni text,
    karar_zamani timestamptz,
    degisiklik bigint,
    CONSTRAINT pk_oneri PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT fk_oneri_ilce_kodu FOREIGN KEY (ilce_kodu) REFERENCES kbs.ilce (ilce_kodu),
    CONSTRAINT fk_oneri_ilce_kodu_degisiklik FOREIGN KEY (ilce_kodu, degisiklik)
        REFERENCES kbs.degisiklik (ilce_kodu, id),
    CONSTRAINT ck_oneri_islem CHECK (islem in ('ekle', 'degistir', 'sil')),
    CONSTRAINT ck_oneri_durum CHECK (durum in ('bekliyor', 'onaylandi', 'reddedildi')),
    CONSTRAINT ck_oneri_karar_veren CHECK ((durum = 'bekliyor') = (karar_veren is null)),
    CONSTRAINT ck_oneri_kod CHECK ((islem = 'ekle') = (kod is null))
);
CREATE INDEX ix_oneri_ilce_kodu_durum_id ON kbs.oneri (ilce_kodu, durum, id);
CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.ek
    FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('varlik_id')
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE kbs.oneri, kbs.ek")
    op.execute("DROP INDEX kbs.ix_varlik_ilce_kodu_mudurluk")
    op.execute("ALTER TABLE kbs.varlik DROP COLUMN mudurluk")
