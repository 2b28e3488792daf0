"""Imports of departments' files: rows that wait for a day, and remembered columns.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kbs.ice_aktarma (
    ilce_kodu integer NOT NULL,
    id uuid NOT NULL,
    kim text NOT NULL,
    dosya text NOT NULL,
    satir integer NOT NULL,
    icerik bytea NOT NULL,
    secenekler jsonb NOT NULL,
    onizleme bytea,
    durum text NOT NULL DEFAULT 'geldi',
    sonuc jsonb,
    degisiklik bigint,
    zaman timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_ice_aktarma PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT fk_ice_aktarma_ilce_kodu FOREIGN KEY (ilce_kodu) REFERENCES kbs.ilce (ilce_kodu),
    CONSTRAINT fk_ice_aktarma_ilce_kodu_degisiklik FOREIGN KEY (ilce_kodu, degisiklik)
        REFERENCES kbs.degisiklik (ilce_kodu, id),
    CONSTRAINT ck_ice_aktarma_durum CHECK (durum in ('geldi', 'onizlendi', 'uygulandi')),
    CONSTRAINT ck_ice_aktarma_sonuc CHECK ((durum = 'uygulandi') = (sonuc is not null))
);
CREATE INDEX ix_ice_aktarma_ilce_kodu_kim_zaman ON kbs.ice_aktarma (ilce_kodu, kim, zaman);
CREATE INDEX ix_ice_aktarma_zaman ON kbs.ice_aktarma (zaman);
ALTER TABLE kbs.ice_aktarma ALTER icerik SET STORAGE EXTERNAL, ALTER onizleme SET STORAGE EXTERNAL;
CREATE TABLE kbs.sutun_eslemesi (
    ilce_kodu integer NOT NULL,
    imza text NOT NULL,
    esleme jsonb NOT NULL,
    kim text NOT NULL,
    zaman timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_sutun_eslemesi PRIMARY KEY (ilce_kodu, imza),
    CONSTRAINT fk_sutun_eslemesi_ilce_kodu FOREIGN KEY (ilce_kodu) REFERENCES kbs.ilce (ilce_kodu)
)
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE kbs.sutun_eslemesi, kbs.ice_aktarma")
