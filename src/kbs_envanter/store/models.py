"""The data model as GeoAlchemy2 classes, schema ``kbs``. Words are those of docs/architecture.md.

``ilce_kodu`` is part of every key, for a second district will come. Text columns that hold ada,
parsel or a report's words are text: a registry may write ``12/A``.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "kbs"
TURKISH = "tr-x-icu"

_TUR = "'bina', 'spor_tesisi', 'park', 'pazar'"
_KESINLIK = "'parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok'"
_ILISKI = (
    "'uzerinde', 'yani', 'civari', 'kuzey', 'guney', 'dogu', 'bati', 'kuzeydogu', 'kuzeybati', 'guneydogu', 'guneybati'"
)


class Base(DeclarativeBase):
    """Declarative base: everything lives in schema ``kbs`` with predictable constraint names."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {str: Text, Decimal: Numeric, datetime: DateTime(timezone=True), dict[str, Any]: JSONB}


def _to(table: str, *columns: str, key: tuple[str, ...] = ("id",), **options: Any) -> ForeignKeyConstraint:
    """Foreign key inside one district: ilce_kodu is always the first column on both sides."""
    return ForeignKeyConstraint(
        ["ilce_kodu", *columns], [f"{SCHEMA}.{table}.{name}" for name in ("ilce_kodu", *key)], **options
    )


def _surrogate() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(always=True), primary_key=True)


def _ilce(**options: Any) -> Mapped[int]:
    return mapped_column(Integer, primary_key=True, autoincrement=False, **options)


class Ilce(Base):
    """A district, the unit that owns everything else."""

    __tablename__ = "ilce"
    ilce_kodu: Mapped[int] = _ilce()
    ad: Mapped[str]


class Kaynak(Base):
    """Where a fact comes from: a document, a table of it, the first and last line."""

    __tablename__ = "kaynak"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "belge", "tablo", "satir_bas", "satir_son", postgresql_nulls_not_distinct=True),
        _to("ilce", key=()),
        CheckConstraint("satir_son >= satir_bas", name="satir_sirasi"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    belge: Mapped[str]
    yil: Mapped[int] = mapped_column(SmallInteger)
    tablo: Mapped[str]
    satir_bas: Mapped[int | None]
    satir_son: Mapped[int | None]


class Mahalle(Base):
    """Administrative neighbourhood with its national (NVI) id, population and boundary."""

    __tablename__ = "mahalle"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "nvi_id"),
        _to("ilce", key=()),
        CheckConstraint("sinir_kesinligi in ('gercek', 'yaklasik', 'belediye')", name="sinir_kesinligi"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    kod: Mapped[str] = mapped_column(primary_key=True)
    ad: Mapped[str] = mapped_column(Text(collation=TURKISH))
    nvi_id: Mapped[int]
    nufus: Mapped[int]
    nufus_yili: Mapped[int] = mapped_column(SmallInteger)
    etiket: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", 4326))
    sinir_kaynagi: Mapped[str | None]
    sinir_kesinligi: Mapped[str | None]
    ad_katli: Mapped[str] = mapped_column(Computed("kbs.katla(ad)", persisted=True))


class Parsel(Base):
    """A cadastral parcel. Its key is (tapu mahallesi, ada, parsel); what is unknown is NULL, never guessed."""

    __tablename__ = "parsel"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "tapu_mahallesi", "ada", "parsel", postgresql_nulls_not_distinct=True),
        _to("ilce", key=()),
        _to("kaynak", "kaynak_id"),
        CheckConstraint("ada is not null or parsel is not null", name="bos_degil"),
        CheckConstraint("alan_m2 > 0", name="alan_m2"),
        Index(None, "ilce_kodu", "ada", "parsel"),
        Index(None, "ilce_kodu", "parsel"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    tapu_mahallesi: Mapped[str | None]
    ada: Mapped[str | None]
    parsel: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    nitelik: Mapped[str | None]
    pafta: Mapped[str | None]
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", 4326))
    durum: Mapped[str | None]
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)


class ParselSoyu(Base):
    """Lineage: which parcel became which, by what transaction and when."""

    __tablename__ = "parsel_soyu"
    __table_args__ = (
        _to("parsel", "eski_id", ondelete="CASCADE"),
        _to("parsel", "yeni_id", ondelete="CASCADE"),
        CheckConstraint("eski_id <> yeni_id", name="kendisi_degil"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    eski_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    yeni_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    islem: Mapped[str | None]
    tarih: Mapped[date | None]


class Varlik(Base):
    """An asset: a building, sports facility, park or market place."""

    __tablename__ = "varlik"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kod"),
        _to("mahalle", "mahalle_kod", key=("kod",)),
        _to("kaynak", "kaynak_id"),
        CheckConstraint(f"tur in ({_TUR})", name="tur"),
        CheckConstraint(f"kesinlik in ({_KESINLIK})", name="kesinlik"),
        CheckConstraint("erisim in ('acik', 'gizli')", name="erisim"),
        CheckConstraint("alan_m2 > 0", name="alan_m2"),
        CheckConstraint("belirsizlik_m > 0", name="belirsizlik_m"),
        CheckConstraint("(konum is null) = (kesinlik = 'yok')", name="konum_kesinlik"),
        CheckConstraint("erisim = 'acik' or konum is null", name="gizli_konumsuz"),
        Index(None, "ilce_kodu", "tur", "kod"),
        Index(None, "ilce_kodu", "mahalle_kod", "kod"),
        Index(None, "guncelleme"),
        Index("ix_varlik_ad_katli", "ad_katli", postgresql_using="gin", postgresql_ops={"ad_katli": "gin_trgm_ops"}),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kod: Mapped[str]
    tur: Mapped[str]
    alt_tur: Mapped[str | None]
    ad: Mapped[str] = mapped_column(Text(collation=TURKISH))
    mahalle_kod: Mapped[str | None]
    adres_ham: Mapped[str | None]
    cadde_sokak: Mapped[str | None]
    kapi_no: Mapped[str | None]
    adres_tarifi: Mapped[str | None]
    pafta: Mapped[str | None]
    alan_ham: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    supheli: Mapped[str | None]
    konum: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326))
    kesinlik: Mapped[str] = mapped_column(server_default="yok")
    belirsizlik_m: Mapped[Decimal | None]
    konum_kaynagi: Mapped[str | None]
    erisim: Mapped[str] = mapped_column(server_default="acik")
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)
    surum: Mapped[int] = mapped_column(server_default="1")
    guncelleme: Mapped[datetime] = mapped_column(server_default=func.now())
    ad_katli: Mapped[str] = mapped_column(Computed("kbs.katla(ad)", persisted=True))


class Kullanim(Base):
    """One use of an asset; a market hall can be car park, day-care and café too."""

    __tablename__ = "kullanim"
    __table_args__ = (_to("varlik", "varlik_id", ondelete="CASCADE"),)
    ilce_kodu: Mapped[int] = _ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    ad: Mapped[str]


class VarlikParsel(Base):
    """That an asset stands on a parcel, or beside it (then it is NOT on it), with the document's own text.

    A text that names no parcel, or that nobody could read, is kept with ``parsel_id`` NULL.
    """

    __tablename__ = "varlik_parsel"
    __table_args__ = (
        _to("varlik", "varlik_id", ondelete="CASCADE"),
        _to("parsel", "parsel_id"),
        CheckConstraint(f"iliski in ({_ILISKI})", name="iliski"),
        CheckConstraint("(parsel_id is null) = (iliski is null)", name="iliski_parselle"),
        CheckConstraint("durum in ('okundu', 'parsel_yok', 'okunamadi')", name="durum"),
        Index(None, "ilce_kodu", "parsel_id"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    parsel_id: Mapped[int | None] = mapped_column(BigInteger)
    iliski: Mapped[str | None]
    durum: Mapped[str]
    atif: Mapped[str]
    eski_nolar: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    aciklama: Mapped[str | None]
    ham_metin: Mapped[str]


class Hak(Base):
    """Ownership and right over an asset's land and building; the report's own words are always kept."""

    __tablename__ = "hak"
    __table_args__ = (_to("varlik", "varlik_id", ondelete="CASCADE"), _to("kaynak", "kaynak_id"))
    ilce_kodu: Mapped[int] = _ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    arsa_sahibi: Mapped[str | None]
    bina_sahibi: Mapped[str | None]
    hak_turu: Mapped[str | None]
    yon: Mapped[str | None]
    karsi_taraf: Mapped[str | None]
    pay_m2: Mapped[Decimal | None]
    sure_yil: Mapped[int | None] = mapped_column(SmallInteger)
    baslangic: Mapped[date | None]
    karar: Mapped[str | None]
    ham_metin: Mapped[str]
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)


class TasinmazIslemi(Base):
    """A property event: lease in or out, allocation, expropriation, article 18 application."""

    __tablename__ = "tasinmaz_islemi"
    __table_args__ = (
        _to("parsel", "parsel_id"),
        _to("varlik", "varlik_id"),
        _to("mahalle", "mahalle_kod", key=("kod",)),
        _to("kaynak", "kaynak_id"),
        CheckConstraint(
            "tur in ('kira_alinan', 'kira_verilen', 'tahsis_alinan', 'tahsis_verilen', 'kamulastirma', 'madde18')",
            name="tur",
        ),
        CheckConstraint("karsi_taraf_turu in ('gercek_kisi', 'tuzel_kisi')", name="karsi_taraf_turu"),
        CheckConstraint("karsi_taraf_turu <> 'gercek_kisi' or karsi_taraf is null", name="kisi_adi_yok"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    tur: Mapped[str]
    parsel_id: Mapped[int | None] = mapped_column(BigInteger)
    varlik_id: Mapped[UUID | None]
    mahalle_kod: Mapped[str | None]
    ham_parsel: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    bedel_tl: Mapped[Decimal | None]
    tarih: Mapped[date | None]
    sure_yil: Mapped[int | None] = mapped_column(SmallInteger)
    karsi_taraf_turu: Mapped[str | None]
    karsi_taraf: Mapped[str | None]
    konu: Mapped[str | None]
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class Faaliyet(Base):
    """Work done on an asset or in a mahalle in a report's year."""

    __tablename__ = "faaliyet"
    __table_args__ = (
        _to("varlik", "varlik_id"),
        _to("mahalle", "mahalle_kod", key=("kod",)),
        _to("kaynak", "kaynak_id"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    varlik_id: Mapped[UUID | None]
    mahalle_kod: Mapped[str | None]
    yer_ham: Mapped[str]
    yapilan_is: Mapped[str]
    miktar: Mapped[Decimal | None]
    birim: Mapped[str | None]
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class Gosterge(Base):
    """One number for a mahalle and a year."""

    __tablename__ = "gosterge"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "mahalle_kod", "gosterge", "yil"),
        _to("mahalle", "mahalle_kod", key=("kod",)),
        _to("kaynak", "kaynak_id"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    mahalle_kod: Mapped[str]
    gosterge: Mapped[str]
    birim: Mapped[str]
    deger: Mapped[Decimal | None]
    yil: Mapped[int] = mapped_column(SmallInteger)
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class SahaTespiti(Base):
    """A field team's verdict on an asset, with the point it was given at."""

    __tablename__ = "saha_tespiti"
    __table_args__ = (
        _to("varlik", "varlik_id"),
        CheckConstraint("sonuc in ('uyuyor', 'uymuyor', 'isgal', 'emin_degil', 'girilemedi')", name="sonuc"),
        Index(None, "ilce_kodu", "varlik_id", "zaman"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    varlik_id: Mapped[UUID | None]
    sonuc: Mapped[str]
    aciklama: Mapped[str | None]
    konum: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326))
    dogruluk_m: Mapped[Decimal | None]
    zaman: Mapped[datetime]
    alindi: Mapped[datetime] = mapped_column(server_default=func.now())


class Bulgu(Base):
    """A quality finding: what is missing, doubtful or contradicts another source."""

    __tablename__ = "bulgu"
    __table_args__ = (
        _to("varlik", "varlik_id", ondelete="CASCADE"),
        _to("parsel", "parsel_id", ondelete="CASCADE"),
        _to("kaynak", "kaynak_id"),
        Index(None, "ilce_kodu", "tur"),
    )
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    tur: Mapped[str]
    varlik_id: Mapped[UUID | None]
    parsel_id: Mapped[int | None] = mapped_column(BigInteger)
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)
    aciklama: Mapped[str]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())


class Gecmis(Base):
    """Every change of every watched row, written by a trigger: the audit trail and the "as of" reads."""

    __tablename__ = "gecmis"
    __table_args__ = (Index(None, "ilce_kodu", "tablo", "zaman"), Index(None, "ilce_kodu", "tablo", "anahtar"))
    ilce_kodu: Mapped[int] = _ilce()
    id: Mapped[int] = _surrogate()
    tablo: Mapped[str]
    anahtar: Mapped[str]
    islem: Mapped[str]
    eski: Mapped[dict[str, Any] | None]
    yeni: Mapped[dict[str, Any] | None]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
    kim: Mapped[str] = mapped_column(server_default=text("current_user"))
