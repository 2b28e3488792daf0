"""The first schema: folding, history, tables and the public views."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# Folding: accents and the four i's fall together, case is dropped; equal to kbs_envanter.domain.text.katla.
KATLA = r"""
CREATE FUNCTION kbs.katla(metin text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    regexp_replace(normalize(metin, NFKD), U&'[\0300-\036f]', '', 'g'),
    'ıABCDEFGHIJKLMNOPQRSTUVWXYZ', 'iabcdefghijklmnopqrstuvwxyz')
"""

# The trigger's argument is the name of the key column that names a row for people.
GECMIS_YAZ = """
CREATE FUNCTION kbs.gecmis_yaz() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    onceki jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    sonraki jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    satir jsonb := coalesce(sonraki, onceki);
BEGIN
    IF onceki = sonraki THEN
        RETURN NULL;
    END IF;
    INSERT INTO kbs.gecmis (ilce_kodu, tablo, anahtar, islem, eski, yeni)
    VALUES ((satir->>'ilce_kodu')::int, TG_TABLE_NAME, satir->>TG_ARGV[0], lower(TG_OP), onceki, sonraki);
    RETURN NULL;
END $$
"""

# An update that changes nothing is no version; any other counts one up and stamps the time.
# (Generated columns are not computed yet when a BEFORE trigger runs, hence the subtraction.)
SURUM_ARTIR = """
CREATE FUNCTION kbs.surum_artir() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'ad_katli' = to_jsonb(OLD) - 'ad_katli' THEN
        RETURN NULL;
    END IF;
    NEW.surum := OLD.surum + 1;
    NEW.guncelleme := now();
    RETURN NEW;
END $$
"""

# Uses, parcels and rights are part of the asset: changing one is a new version of it, once a transaction.
VARLIGI_YENILE = """
CREATE FUNCTION kbs.varligi_yenile() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    satir record := coalesce(NEW, OLD);
BEGIN
    UPDATE kbs.varlik v SET guncelleme = now()
     WHERE v.ilce_kodu = satir.ilce_kodu AND v.id = satir.varlik_id AND v.guncelleme < now();
    RETURN NULL;
END $$
"""

WATCHED = {
    "mahalle": "kod", "parsel": "id", "parsel_soyu": "eski_id", "varlik": "kod", "kullanim": "varlik_id",
    "varlik_parsel": "varlik_id", "hak": "varlik_id", "tasinmaz_islemi": "id", "faaliyet": "id", "gosterge": "id",
    "saha_tespiti": "id",
}

# What the public may see of an asset, one row a feature. A withheld asset is not a row with blanks: it is no row.
ACIK_VARLIK = """
CREATE VIEW kbs.acik_varlik AS
SELECT v.ilce_kodu, v.kod, v.tur, v.alt_tur, v.ad, m.ad AS mahalle, v.mahalle_kod, v.adres_ham AS adres,
       (SELECT string_agg(k.ad, '; ' ORDER BY k.sira) FROM kbs.kullanim k
         WHERE k.ilce_kodu = v.ilce_kodu AND k.varlik_id = v.id) AS kullanim,
       v.pafta, p.ada_parsel, p.parseller, v.alan_m2,
       (SELECT string_agg(h.ham_metin, '; ' ORDER BY h.sira) FROM kbs.hak h
         WHERE h.ilce_kodu = v.ilce_kodu AND h.varlik_id = v.id) AS mulkiyet,
       v.kesinlik, v.belirsizlik_m, v.konum_kaynagi, v.supheli,
       q.yil AS rapor_yili, q.satir_bas, q.satir_son,
       q.belge || ', satır ' || q.satir_bas || '–' || q.satir_son AS kaynak,
       v.surum, v.guncelleme, v.konum AS geom, v.ad_katli
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
 WHERE v.erisim = 'acik'
"""

ACIK_MAHALLE = """
CREATE VIEW kbs.acik_mahalle AS
SELECT m.ilce_kodu, m.kod, m.ad, m.nvi_id, m.nufus, m.nufus_yili, m.sinir_kaynagi, m.sinir_kesinligi,
       s.varlik_sayisi, s.bina_sayisi, s.spor_tesisi_sayisi, s.park_sayisi, s.pazar_sayisi,
       json_build_array(ST_X(m.etiket), ST_Y(m.etiket)) AS etiket, m.geom, m.ad_katli
  FROM kbs.mahalle m
  CROSS JOIN LATERAL (
       SELECT count(*) AS varlik_sayisi,
              count(*) FILTER (WHERE v.tur = 'bina') AS bina_sayisi,
              count(*) FILTER (WHERE v.tur = 'spor_tesisi') AS spor_tesisi_sayisi,
              count(*) FILTER (WHERE v.tur = 'park') AS park_sayisi,
              count(*) FILTER (WHERE v.tur = 'pazar') AS pazar_sayisi
         FROM kbs.varlik v
        WHERE v.ilce_kodu = m.ilce_kodu AND v.mahalle_kod = m.kod AND v.erisim = 'acik') s
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(KATLA)
    op.create_table('gecmis',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tablo', sa.Text(), nullable=False),
    sa.Column('anahtar', sa.Text(), nullable=False),
    sa.Column('islem', sa.Text(), nullable=False),
    sa.Column('eski', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('yeni', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('zaman', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kim', sa.Text(), server_default=sa.text('current_user'), nullable=False),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_gecmis')),
    schema='kbs'
    )
    op.create_index(op.f('ix_gecmis_ilce_kodu_tablo_anahtar'), 'gecmis', ['ilce_kodu', 'tablo', 'anahtar'], unique=False, schema='kbs')
    op.create_index(op.f('ix_gecmis_ilce_kodu_tablo_zaman'), 'gecmis', ['ilce_kodu', 'tablo', 'zaman'], unique=False, schema='kbs')
    op.create_table('ilce',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ad', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('ilce_kodu', name=op.f('pk_ilce')),
    schema='kbs'
    )
    op.create_table('kaynak',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('belge', sa.Text(), nullable=False),
    sa.Column('yil', sa.SmallInteger(), nullable=False),
    sa.Column('tablo', sa.Text(), nullable=False),
    sa.Column('satir_bas', sa.Integer(), nullable=True),
    sa.Column('satir_son', sa.Integer(), nullable=True),
    sa.CheckConstraint('satir_son >= satir_bas', name=op.f('ck_kaynak_satir_sirasi')),
    sa.ForeignKeyConstraint(['ilce_kodu'], ['kbs.ilce.ilce_kodu'], name=op.f('fk_kaynak_ilce_kodu')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_kaynak')),
    sa.UniqueConstraint('ilce_kodu', 'belge', 'tablo', 'satir_bas', 'satir_son', name=op.f('uq_kaynak_ilce_kodu_belge_tablo_satir_bas_satir_son'), postgresql_nulls_not_distinct=True),
    schema='kbs'
    )
    op.create_geospatial_table('mahalle',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kod', sa.Text(), nullable=False),
    sa.Column('ad', sa.Text(collation='tr-x-icu'), nullable=False),
    sa.Column('nvi_id', sa.Integer(), nullable=False),
    sa.Column('nufus', sa.Integer(), nullable=False),
    sa.Column('nufus_yili', sa.SmallInteger(), nullable=False),
    sa.Column('etiket', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('sinir_kaynagi', sa.Text(), nullable=True),
    sa.Column('sinir_kesinligi', sa.Text(), nullable=True),
    sa.Column('ad_katli', sa.Text(), sa.Computed('kbs.katla(ad)', persisted=True), nullable=False),
    sa.CheckConstraint("sinir_kesinligi in ('gercek', 'yaklasik', 'belediye')", name=op.f('ck_mahalle_sinir_kesinligi')),
    sa.ForeignKeyConstraint(['ilce_kodu'], ['kbs.ilce.ilce_kodu'], name=op.f('fk_mahalle_ilce_kodu')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'kod', name=op.f('pk_mahalle')),
    sa.UniqueConstraint('ilce_kodu', 'nvi_id', name=op.f('uq_mahalle_ilce_kodu_nvi_id')),
    schema='kbs'
    )
    op.create_geospatial_index('idx_mahalle_geom', 'mahalle', ['geom'], unique=False, schema='kbs', postgresql_using='gist', postgresql_ops={})
    op.create_table('gosterge',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('mahalle_kod', sa.Text(), nullable=False),
    sa.Column('gosterge', sa.Text(), nullable=False),
    sa.Column('birim', sa.Text(), nullable=False),
    sa.Column('deger', sa.Numeric(), nullable=True),
    sa.Column('yil', sa.SmallInteger(), nullable=False),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_gosterge_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'mahalle_kod'], ['kbs.mahalle.ilce_kodu', 'kbs.mahalle.kod'], name=op.f('fk_gosterge_ilce_kodu_mahalle_kod')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_gosterge')),
    sa.UniqueConstraint('ilce_kodu', 'mahalle_kod', 'gosterge', 'yil', name=op.f('uq_gosterge_ilce_kodu_mahalle_kod_gosterge_yil')),
    schema='kbs'
    )
    op.create_geospatial_table('parsel',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tapu_mahallesi', sa.Text(), nullable=True),
    sa.Column('ada', sa.Text(), nullable=True),
    sa.Column('parsel', sa.Text(), nullable=True),
    sa.Column('alan_m2', sa.Numeric(), nullable=True),
    sa.Column('nitelik', sa.Text(), nullable=True),
    sa.Column('pafta', sa.Text(), nullable=True),
    sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('durum', sa.Text(), nullable=True),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('ada is not null or parsel is not null', name=op.f('ck_parsel_bos_degil')),
    sa.CheckConstraint('alan_m2 > 0', name=op.f('ck_parsel_alan_m2')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_parsel_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu'], ['kbs.ilce.ilce_kodu'], name=op.f('fk_parsel_ilce_kodu')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_parsel')),
    sa.UniqueConstraint('ilce_kodu', 'tapu_mahallesi', 'ada', 'parsel', name=op.f('uq_parsel_ilce_kodu_tapu_mahallesi_ada_parsel'), postgresql_nulls_not_distinct=True),
    schema='kbs'
    )
    op.create_geospatial_index('idx_parsel_geom', 'parsel', ['geom'], unique=False, schema='kbs', postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_parsel_ilce_kodu_ada_parsel'), 'parsel', ['ilce_kodu', 'ada', 'parsel'], unique=False, schema='kbs')
    op.create_index(op.f('ix_parsel_ilce_kodu_parsel'), 'parsel', ['ilce_kodu', 'parsel'], unique=False, schema='kbs')
    op.create_geospatial_table('varlik',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kod', sa.Text(), nullable=False),
    sa.Column('tur', sa.Text(), nullable=False),
    sa.Column('alt_tur', sa.Text(), nullable=True),
    sa.Column('ad', sa.Text(collation='tr-x-icu'), nullable=False),
    sa.Column('mahalle_kod', sa.Text(), nullable=True),
    sa.Column('adres_ham', sa.Text(), nullable=True),
    sa.Column('cadde_sokak', sa.Text(), nullable=True),
    sa.Column('kapi_no', sa.Text(), nullable=True),
    sa.Column('adres_tarifi', sa.Text(), nullable=True),
    sa.Column('pafta', sa.Text(), nullable=True),
    sa.Column('alan_ham', sa.Text(), nullable=True),
    sa.Column('alan_m2', sa.Numeric(), nullable=True),
    sa.Column('supheli', sa.Text(), nullable=True),
    sa.Column('konum', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('kesinlik', sa.Text(), server_default='yok', nullable=False),
    sa.Column('belirsizlik_m', sa.Numeric(), nullable=True),
    sa.Column('konum_kaynagi', sa.Text(), nullable=True),
    sa.Column('erisim', sa.Text(), server_default='acik', nullable=False),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=True),
    sa.Column('surum', sa.Integer(), server_default='1', nullable=False),
    sa.Column('guncelleme', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ad_katli', sa.Text(), sa.Computed('kbs.katla(ad)', persisted=True), nullable=False),
    sa.CheckConstraint("(konum is null) = (kesinlik = 'yok')", name=op.f('ck_varlik_konum_kesinlik')),
    sa.CheckConstraint("erisim = 'acik' or konum is null", name=op.f('ck_varlik_gizli_konumsuz')),
    sa.CheckConstraint("erisim in ('acik', 'gizli')", name=op.f('ck_varlik_erisim')),
    sa.CheckConstraint("kesinlik in ('parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok')", name=op.f('ck_varlik_kesinlik')),
    sa.CheckConstraint("tur in ('bina', 'spor_tesisi', 'park', 'pazar')", name=op.f('ck_varlik_tur')),
    sa.CheckConstraint('alan_m2 > 0', name=op.f('ck_varlik_alan_m2')),
    sa.CheckConstraint('belirsizlik_m > 0', name=op.f('ck_varlik_belirsizlik_m')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_varlik_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'mahalle_kod'], ['kbs.mahalle.ilce_kodu', 'kbs.mahalle.kod'], name=op.f('fk_varlik_ilce_kodu_mahalle_kod')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_varlik')),
    sa.UniqueConstraint('ilce_kodu', 'kod', name=op.f('uq_varlik_ilce_kodu_kod')),
    schema='kbs'
    )
    op.create_geospatial_index('idx_varlik_konum', 'varlik', ['konum'], unique=False, schema='kbs', postgresql_using='gist', postgresql_ops={})
    op.create_index('ix_varlik_ad_katli', 'varlik', ['ad_katli'], unique=False, schema='kbs', postgresql_using='gin', postgresql_ops={'ad_katli': 'gin_trgm_ops'})
    op.create_index(op.f('ix_varlik_guncelleme'), 'varlik', ['guncelleme'], unique=False, schema='kbs')
    op.create_index(op.f('ix_varlik_ilce_kodu_mahalle_kod_kod'), 'varlik', ['ilce_kodu', 'mahalle_kod', 'kod'], unique=False, schema='kbs')
    op.create_index(op.f('ix_varlik_ilce_kodu_tur_kod'), 'varlik', ['ilce_kodu', 'tur', 'kod'], unique=False, schema='kbs')
    op.create_table('bulgu',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tur', sa.Text(), nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=True),
    sa.Column('parsel_id', sa.BigInteger(), nullable=True),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=True),
    sa.Column('aciklama', sa.Text(), nullable=False),
    sa.Column('zaman', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_bulgu_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'parsel_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_bulgu_ilce_kodu_parsel_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_bulgu_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_bulgu')),
    schema='kbs'
    )
    op.create_index(op.f('ix_bulgu_ilce_kodu_tur'), 'bulgu', ['ilce_kodu', 'tur'], unique=False, schema='kbs')
    op.create_table('faaliyet',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=True),
    sa.Column('mahalle_kod', sa.Text(), nullable=True),
    sa.Column('yer_ham', sa.Text(), nullable=False),
    sa.Column('yapilan_is', sa.Text(), nullable=False),
    sa.Column('miktar', sa.Numeric(), nullable=True),
    sa.Column('birim', sa.Text(), nullable=True),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_faaliyet_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'mahalle_kod'], ['kbs.mahalle.ilce_kodu', 'kbs.mahalle.kod'], name=op.f('fk_faaliyet_ilce_kodu_mahalle_kod')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_faaliyet_ilce_kodu_varlik_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_faaliyet')),
    schema='kbs'
    )
    op.create_table('hak',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('arsa_sahibi', sa.Text(), nullable=True),
    sa.Column('bina_sahibi', sa.Text(), nullable=True),
    sa.Column('hak_turu', sa.Text(), nullable=True),
    sa.Column('yon', sa.Text(), nullable=True),
    sa.Column('karsi_taraf', sa.Text(), nullable=True),
    sa.Column('pay_m2', sa.Numeric(), nullable=True),
    sa.Column('sure_yil', sa.SmallInteger(), nullable=True),
    sa.Column('baslangic', sa.Date(), nullable=True),
    sa.Column('karar', sa.Text(), nullable=True),
    sa.Column('ham_metin', sa.Text(), nullable=False),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_hak_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_hak_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'varlik_id', 'sira', name=op.f('pk_hak')),
    schema='kbs'
    )
    op.create_table('kullanim',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('ad', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_kullanim_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'varlik_id', 'sira', name=op.f('pk_kullanim')),
    schema='kbs'
    )
    op.create_table('parsel_soyu',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('eski_id', sa.BigInteger(), nullable=False),
    sa.Column('yeni_id', sa.BigInteger(), nullable=False),
    sa.Column('islem', sa.Text(), nullable=True),
    sa.Column('tarih', sa.Date(), nullable=True),
    sa.CheckConstraint('eski_id <> yeni_id', name=op.f('ck_parsel_soyu_kendisi_degil')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'eski_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_parsel_soyu_ilce_kodu_eski_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ilce_kodu', 'yeni_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_parsel_soyu_ilce_kodu_yeni_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'eski_id', 'yeni_id', name=op.f('pk_parsel_soyu')),
    schema='kbs'
    )
    op.create_geospatial_table('saha_tespiti',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=True),
    sa.Column('sonuc', sa.Text(), nullable=False),
    sa.Column('aciklama', sa.Text(), nullable=True),
    sa.Column('konum', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('dogruluk_m', sa.Numeric(), nullable=True),
    sa.Column('zaman', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alindi', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("sonuc in ('uyuyor', 'uymuyor', 'isgal', 'emin_degil', 'girilemedi')", name=op.f('ck_saha_tespiti_sonuc')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_saha_tespiti_ilce_kodu_varlik_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_saha_tespiti')),
    schema='kbs'
    )
    op.create_geospatial_index('idx_saha_tespiti_konum', 'saha_tespiti', ['konum'], unique=False, schema='kbs', postgresql_using='gist', postgresql_ops={})
    op.create_index(op.f('ix_saha_tespiti_ilce_kodu_varlik_id_zaman'), 'saha_tespiti', ['ilce_kodu', 'varlik_id', 'zaman'], unique=False, schema='kbs')
    op.create_table('tasinmaz_islemi',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('tur', sa.Text(), nullable=False),
    sa.Column('parsel_id', sa.BigInteger(), nullable=True),
    sa.Column('varlik_id', sa.Uuid(), nullable=True),
    sa.Column('mahalle_kod', sa.Text(), nullable=True),
    sa.Column('ham_parsel', sa.Text(), nullable=True),
    sa.Column('alan_m2', sa.Numeric(), nullable=True),
    sa.Column('bedel_tl', sa.Numeric(), nullable=True),
    sa.Column('tarih', sa.Date(), nullable=True),
    sa.Column('sure_yil', sa.SmallInteger(), nullable=True),
    sa.Column('karsi_taraf_turu', sa.Text(), nullable=True),
    sa.Column('karsi_taraf', sa.Text(), nullable=True),
    sa.Column('konu', sa.Text(), nullable=True),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("karsi_taraf_turu <> 'gercek_kisi' or karsi_taraf is null", name=op.f('ck_tasinmaz_islemi_kisi_adi_yok')),
    sa.CheckConstraint("karsi_taraf_turu in ('gercek_kisi', 'tuzel_kisi')", name=op.f('ck_tasinmaz_islemi_karsi_taraf_turu')),
    sa.CheckConstraint("tur in ('kira_alinan', 'kira_verilen', 'tahsis_alinan', 'tahsis_verilen', 'kamulastirma', 'madde18')", name=op.f('ck_tasinmaz_islemi_tur')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_tasinmaz_islemi_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'mahalle_kod'], ['kbs.mahalle.ilce_kodu', 'kbs.mahalle.kod'], name=op.f('fk_tasinmaz_islemi_ilce_kodu_mahalle_kod')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'parsel_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_tasinmaz_islemi_ilce_kodu_parsel_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_tasinmaz_islemi_ilce_kodu_varlik_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_tasinmaz_islemi')),
    schema='kbs'
    )
    op.create_table('varlik_parsel',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('parsel_id', sa.BigInteger(), nullable=True),
    sa.Column('iliski', sa.Text(), nullable=True),
    sa.Column('durum', sa.Text(), nullable=False),
    sa.Column('atif', sa.Text(), nullable=False),
    sa.Column('eski_nolar', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('aciklama', sa.Text(), nullable=True),
    sa.Column('ham_metin', sa.Text(), nullable=False),
    sa.CheckConstraint("durum in ('okundu', 'parsel_yok', 'okunamadi')", name=op.f('ck_varlik_parsel_durum')),
    sa.CheckConstraint("iliski in ('uzerinde', 'yani', 'civari', 'kuzey', 'guney', 'dogu', 'bati', 'kuzeydogu', 'kuzeybati', 'guneydogu', 'guneybati')", name=op.f('ck_varlik_parsel_iliski')),
    sa.CheckConstraint('(parsel_id is null) = (iliski is null)', name=op.f('ck_varlik_parsel_iliski_parselle')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'parsel_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_varlik_parsel_ilce_kodu_parsel_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_varlik_parsel_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'varlik_id', 'sira', name=op.f('pk_varlik_parsel')),
    schema='kbs'
    )
    op.create_index(op.f('ix_varlik_parsel_ilce_kodu_parsel_id'), 'varlik_parsel', ['ilce_kodu', 'parsel_id'], unique=False, schema='kbs')
    op.execute(GECMIS_YAZ)
    for table, key in WATCHED.items():
        op.execute(
            f"CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.{table} "
            f"FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('{key}')"
        )
    op.execute(SURUM_ARTIR)
    op.execute("CREATE TRIGGER surum BEFORE UPDATE ON kbs.varlik FOR EACH ROW EXECUTE FUNCTION kbs.surum_artir()")
    op.execute(VARLIGI_YENILE)
    for table in ("kullanim", "varlik_parsel", "hak"):
        op.execute(
            f"CREATE TRIGGER varligi_yenile AFTER INSERT OR UPDATE OR DELETE ON kbs.{table} "
            "FOR EACH ROW EXECUTE FUNCTION kbs.varligi_yenile()"
        )
    op.execute(ACIK_VARLIK)
    op.execute(ACIK_MAHALLE)


def downgrade() -> None:
    op.execute("DROP VIEW kbs.acik_mahalle")
    op.execute("DROP VIEW kbs.acik_varlik")
    op.drop_index(op.f('ix_varlik_parsel_ilce_kodu_parsel_id'), table_name='varlik_parsel', schema='kbs')
    op.drop_table('varlik_parsel', schema='kbs')
    op.drop_table('tasinmaz_islemi', schema='kbs')
    op.drop_index(op.f('ix_saha_tespiti_ilce_kodu_varlik_id_zaman'), table_name='saha_tespiti', schema='kbs')
    op.drop_geospatial_index('idx_saha_tespiti_konum', table_name='saha_tespiti', schema='kbs', postgresql_using='gist', column_name='konum')
    op.drop_geospatial_table('saha_tespiti', schema='kbs')
    op.drop_table('parsel_soyu', schema='kbs')
    op.drop_table('kullanim', schema='kbs')
    op.drop_table('hak', schema='kbs')
    op.drop_table('faaliyet', schema='kbs')
    op.drop_index(op.f('ix_bulgu_ilce_kodu_tur'), table_name='bulgu', schema='kbs')
    op.drop_table('bulgu', schema='kbs')
    op.drop_index(op.f('ix_varlik_ilce_kodu_tur_kod'), table_name='varlik', schema='kbs')
    op.drop_index(op.f('ix_varlik_ilce_kodu_mahalle_kod_kod'), table_name='varlik', schema='kbs')
    op.drop_index(op.f('ix_varlik_guncelleme'), table_name='varlik', schema='kbs')
    op.drop_index('ix_varlik_ad_katli', table_name='varlik', schema='kbs', postgresql_using='gin', postgresql_ops={'ad_katli': 'gin_trgm_ops'})
    op.drop_geospatial_index('idx_varlik_konum', table_name='varlik', schema='kbs', postgresql_using='gist', column_name='konum')
    op.drop_geospatial_table('varlik', schema='kbs')
    op.drop_index(op.f('ix_parsel_ilce_kodu_parsel'), table_name='parsel', schema='kbs')
    op.drop_index(op.f('ix_parsel_ilce_kodu_ada_parsel'), table_name='parsel', schema='kbs')
    op.drop_geospatial_index('idx_parsel_geom', table_name='parsel', schema='kbs', postgresql_using='gist', column_name='geom')
    op.drop_geospatial_table('parsel', schema='kbs')
    op.drop_table('gosterge', schema='kbs')
    op.drop_geospatial_index('idx_mahalle_geom', table_name='mahalle', schema='kbs', postgresql_using='gist', column_name='geom')
    op.drop_geospatial_table('mahalle', schema='kbs')
    op.drop_table('kaynak', schema='kbs')
    op.drop_table('ilce', schema='kbs')
    op.drop_index(op.f('ix_gecmis_ilce_kodu_tablo_zaman'), table_name='gecmis', schema='kbs')
    op.drop_index(op.f('ix_gecmis_ilce_kodu_tablo_anahtar'), table_name='gecmis', schema='kbs')
    op.drop_table('gecmis', schema='kbs')
    op.execute("DROP FUNCTION kbs.varligi_yenile, kbs.surum_artir, kbs.gecmis_yaz, kbs.katla")
