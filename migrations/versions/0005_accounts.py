"""Accounts, sessions, keys, and the record of what happened with them.

Secrets are kept as what they can be checked with: a password as argon2id, the token of a session and the secret of a
key as SHA-256 (they are 256 random bits), the seed of one-time codes encrypted with a key that is not in the database.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kbs.hesap (
    ilce_kodu integer NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    ad text NOT NULL,
    rol text NOT NULL,
    mudurluk text,
    parola text,
    parola_bitis timestamptz,
    yanlis integer NOT NULL DEFAULT 0,
    kilit_bitis timestamptz,
    totp bytea,
    totp_adim bigint,
    kurtarma bytea[] NOT NULL DEFAULT '{}',
    dis_kimlik text,
    kapali boolean NOT NULL DEFAULT false,
    olusturma timestamptz NOT NULL DEFAULT now(),
    son_giris timestamptz,
    CONSTRAINT pk_hesap PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT uq_hesap_ilce_kodu_ad UNIQUE (ilce_kodu, ad),
    CONSTRAINT uq_hesap_ilce_kodu_dis_kimlik UNIQUE (ilce_kodu, dis_kimlik),
    CONSTRAINT ck_hesap_ad CHECK (ad ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    CONSTRAINT ck_hesap_rol CHECK (rol in ('saha', 'mudurluk_editoru', 'planlama', 'emlak', 'yonetici'))
);
CREATE TABLE kbs.oturum (
    ilce_kodu integer NOT NULL,
    ozet bytea NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    hesap_id uuid NOT NULL,
    tarayici text NOT NULL,
    adres text NOT NULL,
    baslangic timestamptz NOT NULL DEFAULT now(),
    son_gorulme timestamptz NOT NULL DEFAULT now(),
    bitis timestamptz NOT NULL,
    CONSTRAINT pk_oturum PRIMARY KEY (ilce_kodu, ozet),
    CONSTRAINT fk_oturum_ilce_kodu_hesap_id FOREIGN KEY (ilce_kodu, hesap_id)
        REFERENCES kbs.hesap (ilce_kodu, id) ON DELETE CASCADE
);
CREATE INDEX ix_oturum_ilce_kodu_hesap_id ON kbs.oturum (ilce_kodu, hesap_id);
CREATE TABLE kbs.anahtar (
    ilce_kodu integer NOT NULL,
    id text NOT NULL,
    hesap_id uuid NOT NULL,
    ad text NOT NULL,
    ozet bytea NOT NULL,
    yetkiler text[] NOT NULL,
    olusturma timestamptz NOT NULL DEFAULT now(),
    bitis timestamptz NOT NULL,
    son_kullanim timestamptz,
    iptal timestamptz,
    CONSTRAINT pk_anahtar PRIMARY KEY (ilce_kodu, id),
    CONSTRAINT fk_anahtar_ilce_kodu_hesap_id FOREIGN KEY (ilce_kodu, hesap_id)
        REFERENCES kbs.hesap (ilce_kodu, id) ON DELETE CASCADE
);
CREATE INDEX ix_anahtar_ilce_kodu_hesap_id ON kbs.anahtar (ilce_kodu, hesap_id);
CREATE TABLE kbs.oturum_kaydi (
    ilce_kodu integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    zaman timestamptz NOT NULL DEFAULT now(),
    hesap text,
    ne text NOT NULL,
    ayrinti text NOT NULL DEFAULT '',
    yapan text NOT NULL,
    adres text NOT NULL,
    CONSTRAINT pk_oturum_kaydi PRIMARY KEY (ilce_kodu, id)
);
CREATE INDEX ix_oturum_kaydi_ilce_kodu_zaman ON kbs.oturum_kaydi (ilce_kodu, zaman)
"""

# Addresses of clients are personal data and have to go one day: old rows may be deleted, young ones may not.
KAYIT_DEGISMEZ = """
CREATE FUNCTION kbs.oturum_kaydi_degismez() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.zaman < now() - interval '30 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'oturum_kaydi: kayıt değişmez, 30 günden önce silinmez / the record is not changed, '
        'and kept for 30 days at least' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER degismez BEFORE UPDATE OR DELETE ON kbs.oturum_kaydi
    FOR EACH ROW EXECUTE FUNCTION kbs.oturum_kaydi_degismez();
CREATE TRIGGER bosaltilmaz BEFORE TRUNCATE ON kbs.oturum_kaydi
    FOR EACH STATEMENT EXECUTE FUNCTION kbs.degismez()
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(KAYIT_DEGISMEZ)


def downgrade() -> None:
    for table in ("oturum_kaydi", "anahtar", "oturum", "hesap"):
        op.execute(f"DROP TABLE kbs.{table}")
    op.execute("DROP FUNCTION kbs.oturum_kaydi_degismez()")
