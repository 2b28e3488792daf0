"""Rights, property events, works, links between mentions, candidates of position, a gazetteer.

The program wrote no bulgu, faaliyet or tasinmaz_islemi before this, but a person may have: such rows are kept under a
code of their own (ESKI-…), and a transaction's one parcel becomes the first of its parcels.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import context, op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# What rows from before get in the columns that are new and may not be empty.
FILLED = {
    "bulgu": "anahtar = 'ESKI-' || id, onem = 'uyari', aciklama_en = aciklama",
    "faaliyet": "kod = 'ESKI-' || id, bolum = ''",
    "tasinmaz_islemi": "kod = 'ESKI-' || id",
}
NEEDED = {"bulgu": ("anahtar", "onem", "aciklama_en"), "faaliyet": ("kod", "bolum"), "tasinmaz_islemi": ("kod",)}

FIRST_PARCEL = """
INSERT INTO kbs.islem_parsel (ilce_kodu, islem_id, sira, parsel_id, iliski, durum, atif, ham_metin)
SELECT ilce_kodu, id, 1, parsel_id, CASE WHEN parsel_id IS NOT NULL THEN 'uzerinde' END,
       CASE WHEN parsel_id IS NULL THEN 'okunamadi' ELSE 'okundu' END, coalesce(ham_parsel, ''), coalesce(ham_parsel, '')
  FROM kbs.tasinmaz_islemi WHERE parsel_id IS NOT NULL OR ham_parsel IS NOT NULL
"""

WATCHED = {
    "islem_parsel": "islem_id", "faaliyet_parsel": "faaliyet_id", "tesis_bilgisi": "kod", "esleme": "a_kod",
    "konum_karari": "varlik_id", "bulgu": "anahtar",
}

# What the public may see of an asset, one row a feature. A withheld asset is not a row with blanks: it is no row.
ACIK_VARLIK = """
CREATE VIEW kbs.acik_varlik AS
SELECT v.ilce_kodu, v.kod, v.tur, v.alt_tur, v.ad, m.ad AS mahalle, v.mahalle_kod, v.adres_ham AS adres,
       (SELECT string_agg(k.ad, '; ' ORDER BY k.sira) FROM kbs.kullanim k
         WHERE k.ilce_kodu = v.ilce_kodu AND k.varlik_id = v.id) AS kullanim,
       v.pafta, p.ada_parsel, p.parseller, v.alan_m2, h.mulkiyet, h.arsa_sahibi, h.bina_sahibi, h.hak_turu, h.haklar,
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
  LEFT JOIN LATERAL (
       SELECT max(x.ham_metin) AS mulkiyet,
              string_agg(DISTINCT x.arsa_sahibi, '; ' ORDER BY x.arsa_sahibi) AS arsa_sahibi,
              string_agg(DISTINCT x.bina_sahibi, '; ' ORDER BY x.bina_sahibi) AS bina_sahibi,
              string_agg(DISTINCT x.hak_turu, '; ' ORDER BY x.hak_turu) AS hak_turu,
              json_agg(json_build_object(
                  'arsa_sahibi', x.arsa_sahibi, 'bina_sahibi', x.bina_sahibi, 'hak_turu', x.hak_turu, 'yon', x.yon,
                  'karsi_taraf_sinifi', x.karsi_taraf_sinifi, 'pay_m2', x.pay_m2, 'sure_yil', x.sure_yil,
                  'baslangic', x.baslangic, 'karar', x.karar, 'durum_notu', x.durum_notu) ORDER BY x.sira)
              FILTER (WHERE x.hak_turu IS NOT NULL) AS haklar
         FROM kbs.hak x
        WHERE x.ilce_kodu = v.ilce_kodu AND x.varlik_id = v.id) h ON true
 WHERE v.erisim = 'acik'
"""

# A parcel is withheld when all that is known of it is that a withheld asset stands there.
GORUNUR_PARSEL = """
CREATE VIEW kbs.gorunur_parsel AS
SELECT p.*
  FROM kbs.parsel p
 WHERE p.geom IS NOT NULL
    OR NOT EXISTS (
       SELECT FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
        WHERE x.ilce_kodu = p.ilce_kodu AND x.parsel_id = p.id AND v.erisim <> 'acik')
    OR EXISTS (
       SELECT FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
        WHERE x.ilce_kodu = p.ilce_kodu AND x.parsel_id = p.id AND v.erisim = 'acik')
"""

ACIK_PARSEL = """
CREATE VIEW kbs.acik_parsel AS
SELECT p.ilce_kodu, p.kod, p.tapu_mahallesi, p.ada, p.parsel, p.alan_m2, p.nitelik, p.pafta, p.durum,
       (SELECT count(*) FROM kbs.varlik_parsel x JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)
         WHERE x.ilce_kodu = p.ilce_kodu AND x.parsel_id = p.id AND x.iliski = 'uzerinde' AND v.erisim = 'acik')
       AS varlik_sayisi,
       q.belge || coalesce(', satır ' || q.satir_bas || '–' || q.satir_son, '') AS kaynak, p.geom
  FROM kbs.gorunur_parsel p
  LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (p.ilce_kodu, p.kaynak_id)
"""

# Events by class of the other party only: who it is is for officers.
ACIK_ISLEM = """
CREATE VIEW kbs.acik_islem AS
SELECT i.ilce_kodu, i.kod, i.tur, i.alt_tur, v.kod AS varlik, m.ad AS mahalle, i.mahalle_kod, i.adres_ham AS adres,
       (SELECT string_agg(x.atif, '; ' ORDER BY x.sira) FROM kbs.islem_parsel x
         WHERE x.ilce_kodu = i.ilce_kodu AND x.islem_id = i.id) AS ada_parsel,
       i.alan_m2, i.parsel_alani_m2, i.bedel_tl, i.tarih, i.sure_yil, i.karsi_taraf_turu, i.konu, i.karar, i.supheli,
       q.yil AS rapor_yili, q.satir_bas, q.satir_son,
       q.belge || ', satır ' || q.satir_bas || '–' || q.satir_son AS kaynak, v.konum AS geom
  FROM kbs.tasinmaz_islemi i
  LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (i.ilce_kodu, i.varlik_id)
  LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (i.ilce_kodu, i.mahalle_kod)
  LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (i.ilce_kodu, i.kaynak_id)
 WHERE v.erisim IS DISTINCT FROM 'gizli'
"""


def upgrade() -> None:
    op.execute("DROP VIEW kbs.acik_varlik")
    op.add_column('parsel', sa.Column('kod', sa.Text(), sa.Computed(
        "translate(kbs.katla(coalesce(tapu_mahallesi, '-') || '.' || coalesce(ada, '-') || '.' "
        "|| coalesce(parsel, '-')), ' /', '_~')", persisted=True), nullable=False), schema='kbs')
    op.create_unique_constraint(op.f('uq_parsel_ilce_kodu_kod'), 'parsel', ['ilce_kodu', 'kod'], schema='kbs')
    op.create_table('dis_yanit',
    sa.Column('servis', sa.Text(), nullable=False),
    sa.Column('anahtar', sa.Text(), nullable=False),
    sa.Column('yanit', sa.Text(), nullable=False),
    sa.Column('soruldu', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('servis', 'anahtar', name=op.f('pk_dis_yanit')),
    schema='kbs'
    )
    op.create_table('esleme',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('belge', sa.Text(), nullable=False),
    sa.Column('a_kod', sa.Text(), nullable=False),
    sa.Column('b_kod', sa.Text(), nullable=False),
    sa.Column('a_tablo', sa.Text(), nullable=False),
    sa.Column('a_satir', sa.Integer(), nullable=False),
    sa.Column('b_tablo', sa.Text(), nullable=False),
    sa.Column('b_satir', sa.Integer(), nullable=False),
    sa.Column('tur', sa.Text(), nullable=False),
    sa.Column('durum', sa.Text(), nullable=False),
    sa.Column('puan', sa.Numeric(), nullable=False),
    sa.Column('kanit', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('kim', sa.Text(), nullable=True),
    sa.Column('neden', sa.Text(), nullable=True),
    sa.Column('karar_zamani', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(durum in ('onaylandi', 'reddedildi')) = (kim is not null)", name=op.f('ck_esleme_karar_veren')),
    sa.CheckConstraint("durum in ('otomatik', 'bekliyor', 'onaylandi', 'reddedildi')", name=op.f('ck_esleme_durum')),
    sa.CheckConstraint("tur in ('ayni', 'parca')", name=op.f('ck_esleme_tur')),
    sa.CheckConstraint('puan between 0 and 1', name=op.f('ck_esleme_puan')),
    sa.ForeignKeyConstraint(['ilce_kodu'], ['kbs.ilce.ilce_kodu'], name=op.f('fk_esleme_ilce_kodu')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'belge', 'a_kod', 'b_kod', name=op.f('pk_esleme')),
    schema='kbs'
    )
    op.create_index(op.f('ix_esleme_ilce_kodu_a_kod'), 'esleme', ['ilce_kodu', 'a_kod'], unique=False, schema='kbs')
    op.create_index(op.f('ix_esleme_ilce_kodu_b_kod'), 'esleme', ['ilce_kodu', 'b_kod'], unique=False, schema='kbs')
    op.create_geospatial_table('yer',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('sinif', sa.Text(), nullable=False),
    sa.Column('tur', sa.Text(), nullable=False),
    sa.Column('ad', sa.Text(collation='tr-x-icu'), nullable=False),
    sa.Column('cekirdek', sa.Text(), nullable=False),
    sa.Column('kapi_no', sa.Text(), nullable=True),
    sa.Column('mahalle_kod', sa.Text(), nullable=True),
    sa.Column('konum', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('uzunluk_m', sa.Double(), nullable=True),
    sa.Column('kaynak', sa.Text(), nullable=False),
    sa.Column('dis_kimlik', sa.Text(), nullable=False),
    sa.Column('lisans', sa.Text(), nullable=False),
    sa.Column('veri_tarihi', sa.Date(), nullable=True),
    sa.Column('ad_katli', sa.Text(), sa.Computed('kbs.katla(ad)', persisted=True), nullable=False),
    sa.CheckConstraint("(kapi_no is not null) = (sinif = 'kapi')", name=op.f('ck_yer_kapi_no')),
    sa.CheckConstraint("sinif in ('kapi', 'yer', 'sokak', 'dayanak')", name=op.f('ck_yer_sinif')),
    sa.ForeignKeyConstraint(['ilce_kodu'], ['kbs.ilce.ilce_kodu'], name=op.f('fk_yer_ilce_kodu')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_yer')),
    sa.UniqueConstraint('ilce_kodu', 'kaynak', 'dis_kimlik', name=op.f('uq_yer_ilce_kodu_kaynak_dis_kimlik')),
    schema='kbs'
    )
    op.create_geospatial_index('idx_yer_konum', 'yer', ['konum'], unique=False, schema='kbs', postgresql_using='gist', postgresql_ops={})
    op.create_index('ix_yer_ad_katli', 'yer', ['ad_katli'], unique=False, schema='kbs', postgresql_using='gin', postgresql_ops={'ad_katli': 'gin_trgm_ops'})
    op.create_index(op.f('ix_yer_ilce_kodu_sinif_cekirdek'), 'yer', ['ilce_kodu', 'sinif', 'cekirdek'], unique=False, schema='kbs')
    op.create_geospatial_table('konum_adayi',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('saglayici', sa.Text(), nullable=False),
    sa.Column('konum', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('kesinlik', sa.Text(), nullable=False),
    sa.Column('belirsizlik_m', sa.Numeric(), nullable=False),
    sa.Column('kaynak', sa.Text(), nullable=False),
    sa.Column('puan', sa.Numeric(), nullable=False),
    sa.Column('durum', sa.Text(), nullable=False),
    sa.Column('neden', sa.Text(), nullable=True),
    sa.CheckConstraint("durum in ('secildi', 'yedek', 'reddedildi')", name=op.f('ck_konum_adayi_durum')),
    sa.CheckConstraint("kesinlik in ('parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok') and kesinlik <> 'yok'", name=op.f('ck_konum_adayi_kesinlik')),
    sa.CheckConstraint('belirsizlik_m > 0', name=op.f('ck_konum_adayi_belirsizlik_m')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_konum_adayi_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'varlik_id', 'sira', name=op.f('pk_konum_adayi')),
    schema='kbs'
    )
    op.create_geospatial_table('konum_karari',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=False),
    sa.Column('konum', Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('kesinlik', sa.Text(), nullable=False),
    sa.Column('belirsizlik_m', sa.Numeric(), nullable=False),
    sa.Column('neden', sa.Text(), nullable=False),
    sa.Column('kim', sa.Text(), nullable=False),
    sa.Column('zaman', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("kesinlik in ('parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok') and kesinlik <> 'yok'", name=op.f('ck_konum_karari_kesinlik')),
    sa.CheckConstraint('belirsizlik_m > 0', name=op.f('ck_konum_karari_belirsizlik_m')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_konum_karari_ilce_kodu_varlik_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ilce_kodu', 'varlik_id', name=op.f('pk_konum_karari')),
    schema='kbs'
    )
    op.create_table('tesis_bilgisi',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('kod', sa.Text(), nullable=False),
    sa.Column('tesis', sa.Text(), nullable=False),
    sa.Column('varlik_id', sa.Uuid(), nullable=True),
    sa.Column('mahalle_kod', sa.Text(), nullable=True),
    sa.Column('bilgi', sa.Text(), nullable=False),
    sa.Column('deger', sa.Text(), nullable=False),
    sa.Column('birim', sa.Text(), nullable=True),
    sa.Column('supheli', sa.Text(), nullable=True),
    sa.Column('kaynak_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['ilce_kodu', 'kaynak_id'], ['kbs.kaynak.ilce_kodu', 'kbs.kaynak.id'], name=op.f('fk_tesis_bilgisi_ilce_kodu_kaynak_id')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'mahalle_kod'], ['kbs.mahalle.ilce_kodu', 'kbs.mahalle.kod'], name=op.f('fk_tesis_bilgisi_ilce_kodu_mahalle_kod')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'varlik_id'], ['kbs.varlik.ilce_kodu', 'kbs.varlik.id'], name=op.f('fk_tesis_bilgisi_ilce_kodu_varlik_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'id', name=op.f('pk_tesis_bilgisi')),
    sa.UniqueConstraint('ilce_kodu', 'kod', name=op.f('uq_tesis_bilgisi_ilce_kodu_kod')),
    schema='kbs'
    )
    op.create_index(op.f('ix_tesis_bilgisi_ilce_kodu_varlik_id'), 'tesis_bilgisi', ['ilce_kodu', 'varlik_id'], unique=False, schema='kbs')
    op.create_table('faaliyet_parsel',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('faaliyet_id', sa.BigInteger(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('parsel_id', sa.BigInteger(), nullable=True),
    sa.Column('iliski', sa.Text(), nullable=True),
    sa.Column('durum', sa.Text(), nullable=False),
    sa.Column('atif', sa.Text(), nullable=False),
    sa.Column('eski_nolar', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('aciklama', sa.Text(), nullable=True),
    sa.Column('ham_metin', sa.Text(), nullable=False),
    sa.CheckConstraint("durum in ('okundu', 'parsel_yok', 'okunamadi')", name=op.f('ck_faaliyet_parsel_durum')),
    sa.CheckConstraint("iliski in ('uzerinde', 'yani', 'civari', 'kuzey', 'guney', 'dogu', 'bati', 'kuzeydogu', 'kuzeybati', 'guneydogu', 'guneybati')", name=op.f('ck_faaliyet_parsel_iliski')),
    sa.CheckConstraint('(parsel_id is null) = (iliski is null)', name=op.f('ck_faaliyet_parsel_iliski_parselle')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'faaliyet_id'], ['kbs.faaliyet.ilce_kodu', 'kbs.faaliyet.id'], name=op.f('fk_faaliyet_parsel_ilce_kodu_faaliyet_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ilce_kodu', 'parsel_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_faaliyet_parsel_ilce_kodu_parsel_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'faaliyet_id', 'sira', name=op.f('pk_faaliyet_parsel')),
    schema='kbs'
    )
    op.create_index(op.f('ix_faaliyet_parsel_ilce_kodu_parsel_id'), 'faaliyet_parsel', ['ilce_kodu', 'parsel_id'], unique=False, schema='kbs')
    op.create_table('islem_parsel',
    sa.Column('ilce_kodu', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('islem_id', sa.BigInteger(), nullable=False),
    sa.Column('sira', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('parsel_id', sa.BigInteger(), nullable=True),
    sa.Column('iliski', sa.Text(), nullable=True),
    sa.Column('durum', sa.Text(), nullable=False),
    sa.Column('atif', sa.Text(), nullable=False),
    sa.Column('eski_nolar', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('aciklama', sa.Text(), nullable=True),
    sa.Column('ham_metin', sa.Text(), nullable=False),
    sa.CheckConstraint("durum in ('okundu', 'parsel_yok', 'okunamadi')", name=op.f('ck_islem_parsel_durum')),
    sa.CheckConstraint("iliski in ('uzerinde', 'yani', 'civari', 'kuzey', 'guney', 'dogu', 'bati', 'kuzeydogu', 'kuzeybati', 'guneydogu', 'guneybati')", name=op.f('ck_islem_parsel_iliski')),
    sa.CheckConstraint('(parsel_id is null) = (iliski is null)', name=op.f('ck_islem_parsel_iliski_parselle')),
    sa.ForeignKeyConstraint(['ilce_kodu', 'islem_id'], ['kbs.tasinmaz_islemi.ilce_kodu', 'kbs.tasinmaz_islemi.id'], name=op.f('fk_islem_parsel_ilce_kodu_islem_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ilce_kodu', 'parsel_id'], ['kbs.parsel.ilce_kodu', 'kbs.parsel.id'], name=op.f('fk_islem_parsel_ilce_kodu_parsel_id')),
    sa.PrimaryKeyConstraint('ilce_kodu', 'islem_id', 'sira', name=op.f('pk_islem_parsel')),
    schema='kbs'
    )
    op.create_index(op.f('ix_islem_parsel_ilce_kodu_parsel_id'), 'islem_parsel', ['ilce_kodu', 'parsel_id'], unique=False, schema='kbs')
    op.add_column('bulgu', sa.Column('anahtar', sa.Text(), nullable=True), schema='kbs')
    op.add_column('bulgu', sa.Column('onem', sa.Text(), nullable=True), schema='kbs')
    op.add_column('bulgu', sa.Column('aciklama_en', sa.Text(), nullable=True), schema='kbs')
    op.add_column('bulgu', sa.Column('ayrinti', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False), schema='kbs')
    op.create_index(op.f('ix_bulgu_ilce_kodu_parsel_id'), 'bulgu', ['ilce_kodu', 'parsel_id'], unique=False, schema='kbs')
    op.create_index(op.f('ix_bulgu_ilce_kodu_varlik_id'), 'bulgu', ['ilce_kodu', 'varlik_id'], unique=False, schema='kbs')
    op.create_unique_constraint(op.f('uq_bulgu_ilce_kodu_anahtar'), 'bulgu', ['ilce_kodu', 'anahtar'], schema='kbs')
    op.add_column('faaliyet', sa.Column('kod', sa.Text(), nullable=True), schema='kbs')
    op.add_column('faaliyet', sa.Column('bolum', sa.Text(), nullable=True), schema='kbs')
    op.add_column('faaliyet', sa.Column('alan_m2', sa.Numeric(), nullable=True), schema='kbs')
    op.add_column('faaliyet', sa.Column('supheli', sa.Text(), nullable=True), schema='kbs')
    op.create_index(op.f('ix_faaliyet_ilce_kodu_varlik_id'), 'faaliyet', ['ilce_kodu', 'varlik_id'], unique=False, schema='kbs')
    op.create_unique_constraint(op.f('uq_faaliyet_ilce_kodu_kod'), 'faaliyet', ['ilce_kodu', 'kod'], schema='kbs')
    op.add_column('hak', sa.Column('karsi_taraf_sinifi', sa.Text(), nullable=True), schema='kbs')
    op.add_column('hak', sa.Column('durum_notu', sa.Text(), nullable=True), schema='kbs')
    op.add_column('hak', sa.Column('okuma', sa.Text(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('kod', sa.Text(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('alt_tur', sa.Text(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('adres_ham', sa.Text(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('parsel_alani_m2', sa.Numeric(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('karar', sa.Text(), nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('supheli', sa.Text(), nullable=True), schema='kbs')
    op.create_index(op.f('ix_tasinmaz_islemi_ilce_kodu_varlik_id'), 'tasinmaz_islemi', ['ilce_kodu', 'varlik_id'], unique=False, schema='kbs')
    op.create_unique_constraint(op.f('uq_tasinmaz_islemi_ilce_kodu_kod'), 'tasinmaz_islemi', ['ilce_kodu', 'kod'], schema='kbs')
    for table, values in FILLED.items():
        op.execute(f"UPDATE kbs.{table} SET {values}")
        for column in NEEDED[table]:
            op.alter_column(table, column, nullable=False, schema='kbs')
    op.execute(FIRST_PARCEL)
    op.drop_constraint(op.f('fk_tasinmaz_islemi_ilce_kodu_parsel_id'), 'tasinmaz_islemi', schema='kbs', type_='foreignkey')
    op.drop_column('tasinmaz_islemi', 'ham_parsel', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'parsel_id', schema='kbs')
    op.create_check_constraint(op.f('ck_bulgu_onem'), 'bulgu', "onem in ('bilgi', 'uyari', 'hata')", schema='kbs')
    for table, key in WATCHED.items():
        op.execute(
            f"CREATE TRIGGER gecmis AFTER INSERT OR UPDATE OR DELETE ON kbs.{table} "
            f"FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('{key}')"
        )
    op.execute(ACIK_VARLIK)
    op.create_index(op.f("ix_parsel_soyu_ilce_kodu_yeni_id"), "parsel_soyu", ["ilce_kodu", "yeni_id"], schema="kbs")
    op.execute(GORUNUR_PARSEL)
    op.execute(ACIK_PARSEL)
    for table in ("varlik_parsel", "islem_parsel", "faaliyet_parsel"):
        op.create_index(f"ix_{table}_eski_nolar", table, ["eski_nolar"], schema="kbs", postgresql_using="gin",
                        postgresql_where=sa.text("eski_nolar <> '{}'"))
    op.execute(ACIK_ISLEM)


def downgrade() -> None:
    op.execute("DROP VIEW kbs.acik_islem, kbs.acik_parsel, kbs.gorunur_parsel, kbs.acik_varlik")
    op.execute("DROP TRIGGER gecmis ON kbs.bulgu")
    op.drop_index(op.f("ix_parsel_soyu_ilce_kodu_yeni_id"), table_name="parsel_soyu", schema="kbs")
    op.drop_index("ix_varlik_parsel_eski_nolar", table_name="varlik_parsel", schema="kbs")
    op.drop_constraint(op.f('ck_bulgu_onem'), 'bulgu', schema='kbs', type_='check')
    op.drop_constraint(op.f('uq_parsel_ilce_kodu_kod'), 'parsel', schema='kbs', type_='unique')
    op.drop_column('parsel', 'kod', schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('parsel_id', sa.BIGINT(), autoincrement=False, nullable=True), schema='kbs')
    op.add_column('tasinmaz_islemi', sa.Column('ham_parsel', sa.TEXT(), autoincrement=False, nullable=True), schema='kbs')
    op.create_foreign_key(op.f('fk_tasinmaz_islemi_ilce_kodu_parsel_id'), 'tasinmaz_islemi', 'parsel', ['ilce_kodu', 'parsel_id'], ['ilce_kodu', 'id'], source_schema='kbs', referent_schema='kbs')
    op.drop_constraint(op.f('uq_tasinmaz_islemi_ilce_kodu_kod'), 'tasinmaz_islemi', schema='kbs', type_='unique')
    op.drop_index(op.f('ix_tasinmaz_islemi_ilce_kodu_varlik_id'), table_name='tasinmaz_islemi', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'supheli', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'karar', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'parsel_alani_m2', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'adres_ham', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'alt_tur', schema='kbs')
    op.drop_column('tasinmaz_islemi', 'kod', schema='kbs')
    op.drop_column('hak', 'okuma', schema='kbs')
    op.drop_column('hak', 'durum_notu', schema='kbs')
    op.drop_column('hak', 'karsi_taraf_sinifi', schema='kbs')
    op.drop_constraint(op.f('uq_faaliyet_ilce_kodu_kod'), 'faaliyet', schema='kbs', type_='unique')
    op.drop_index(op.f('ix_faaliyet_ilce_kodu_varlik_id'), table_name='faaliyet', schema='kbs')
    op.drop_column('faaliyet', 'supheli', schema='kbs')
    op.drop_column('faaliyet', 'alan_m2', schema='kbs')
    op.drop_column('faaliyet', 'bolum', schema='kbs')
    op.drop_column('faaliyet', 'kod', schema='kbs')
    op.drop_constraint(op.f('uq_bulgu_ilce_kodu_anahtar'), 'bulgu', schema='kbs', type_='unique')
    op.drop_index(op.f('ix_bulgu_ilce_kodu_varlik_id'), table_name='bulgu', schema='kbs')
    op.drop_index(op.f('ix_bulgu_ilce_kodu_parsel_id'), table_name='bulgu', schema='kbs')
    op.drop_column('bulgu', 'ayrinti', schema='kbs')
    op.drop_column('bulgu', 'aciklama_en', schema='kbs')
    op.drop_column('bulgu', 'onem', schema='kbs')
    op.drop_column('bulgu', 'anahtar', schema='kbs')
    op.drop_index(op.f('ix_islem_parsel_ilce_kodu_parsel_id'), table_name='islem_parsel', schema='kbs')
    op.drop_table('islem_parsel', schema='kbs')
    op.drop_index(op.f('ix_faaliyet_parsel_ilce_kodu_parsel_id'), table_name='faaliyet_parsel', schema='kbs')
    op.drop_table('faaliyet_parsel', schema='kbs')
    op.drop_index(op.f('ix_tesis_bilgisi_ilce_kodu_varlik_id'), table_name='tesis_bilgisi', schema='kbs')
    op.drop_table('tesis_bilgisi', schema='kbs')
    op.drop_geospatial_table('konum_karari', schema='kbs')
    op.drop_geospatial_table('konum_adayi', schema='kbs')
    op.drop_index(op.f('ix_yer_ilce_kodu_sinif_cekirdek'), table_name='yer', schema='kbs')
    op.drop_index('ix_yer_ad_katli', table_name='yer', schema='kbs', postgresql_using='gin', postgresql_ops={'ad_katli': 'gin_trgm_ops'})
    op.drop_geospatial_index('idx_yer_konum', table_name='yer', schema='kbs', postgresql_using='gist', column_name='konum')
    op.drop_geospatial_table('yer', schema='kbs')
    op.drop_index(op.f('ix_esleme_ilce_kodu_b_kod'), table_name='esleme', schema='kbs')
    op.drop_index(op.f('ix_esleme_ilce_kodu_a_kod'), table_name='esleme', schema='kbs')
    op.drop_table('esleme', schema='kbs')
    op.drop_table('dis_yanit', schema='kbs')
    op.execute(context.script.get_revision("0001").module.ACIK_VARLIK)
