"""Assets: what they are, where they are, whose they are."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import BY_DISTRICT, TURKISH, Base, ilce, to
from kbs_envanter.store.models.cadastre import ParcelLink

_TUR = "'bina', 'spor_tesisi', 'park', 'pazar'"
_KESINLIK = "'parsel', 'kapi', 'yer', 'sokak', 'mahalle', 'yok'"


class Varlik(Base):
    """An asset: a building, sports facility, park or market place."""

    __tablename__ = "varlik"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kod"),
        to("mahalle", "mahalle_kod", key=("kod",)),
        to("kaynak", "kaynak_id"),
        CheckConstraint(f"tur in ({_TUR})", name="tur"),
        CheckConstraint(f"kesinlik in ({_KESINLIK})", name="kesinlik"),
        CheckConstraint("erisim in ('acik', 'gizli')", name="erisim"),
        CheckConstraint("alan_m2 > 0", name="alan_m2"),
        CheckConstraint("belirsizlik_m > 0", name="belirsizlik_m"),
        CheckConstraint("(konum is null) = (kesinlik = 'yok')", name="konum_kesinlik"),
        CheckConstraint("erisim = 'acik' or konum is null", name="gizli_konumsuz"),
        Index(None, "ilce_kodu", "tur", "kod"),
        Index(None, "ilce_kodu", "mahalle_kod", "kod"),
        Index(None, "ilce_kodu", "mudurluk"),
        Index(None, "guncelleme"),
        Index("ix_varlik_ad_katli", "ad_katli", postgresql_using="gin", postgresql_ops={"ad_katli": "gin_trgm_ops"}),
        BY_DISTRICT,
    )
    ilce_kodu: Mapped[int] = ilce()
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
    mudurluk: Mapped[str | None]
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)
    surum: Mapped[int] = mapped_column(server_default="1")
    guncelleme: Mapped[datetime] = mapped_column(server_default=func.now())
    ad_katli: Mapped[str] = mapped_column(Computed("kbs.katla(ad)", persisted=True))


class Kullanim(Base):
    """One use of an asset; a market hall can be car park, day-care and café too."""

    __tablename__ = "kullanim"
    __table_args__ = (to("varlik", "varlik_id", ondelete="CASCADE"),)
    ilce_kodu: Mapped[int] = ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    ad: Mapped[str]


class VarlikParsel(ParcelLink, Base):
    """That an asset stands on a parcel, or beside it, with the document's own text."""

    __tablename__ = "varlik_parsel"
    __table_args__ = (to("varlik", "varlik_id", ondelete="CASCADE"), *ParcelLink.rules("varlik_parsel"))
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)


class Hak(Base):
    """Ownership and right over an asset's land and building; the report's own words are always kept."""

    __tablename__ = "hak"
    __table_args__ = (to("varlik", "varlik_id", ondelete="CASCADE"), to("kaynak", "kaynak_id"))
    ilce_kodu: Mapped[int] = ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    arsa_sahibi: Mapped[str | None]
    bina_sahibi: Mapped[str | None]
    hak_turu: Mapped[str | None]
    yon: Mapped[str | None]
    karsi_taraf: Mapped[str | None]
    karsi_taraf_sinifi: Mapped[str | None]
    pay_m2: Mapped[Decimal | None]
    sure_yil: Mapped[int | None] = mapped_column(SmallInteger)
    baslangic: Mapped[date | None]
    karar: Mapped[str | None]
    durum_notu: Mapped[str | None]
    okuma: Mapped[str | None]
    ham_metin: Mapped[str]
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)


class KonumAdayi(Base):
    """A position that a provider proposed for an asset: the one taken, the spare ones, the refused ones and why."""

    __tablename__ = "konum_adayi"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        CheckConstraint("durum in ('secildi', 'yedek', 'reddedildi')", name="durum"),
        CheckConstraint(f"kesinlik in ({_KESINLIK}) and kesinlik <> 'yok'", name="kesinlik"),
        CheckConstraint("belirsizlik_m > 0", name="belirsizlik_m"),
    )
    ilce_kodu: Mapped[int] = ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    saglayici: Mapped[str]
    konum: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    kesinlik: Mapped[str]
    belirsizlik_m: Mapped[Decimal]
    kaynak: Mapped[str]
    puan: Mapped[Decimal]
    durum: Mapped[str]
    neden: Mapped[str | None]


class KonumKarari(Base):
    """A person's decision on where an asset is. No run of the chain ever overwrites it."""

    __tablename__ = "konum_karari"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        CheckConstraint(f"kesinlik in ({_KESINLIK}) and kesinlik <> 'yok'", name="kesinlik"),
        CheckConstraint("belirsizlik_m > 0", name="belirsizlik_m"),
    )
    ilce_kodu: Mapped[int] = ilce()
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    konum: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    kesinlik: Mapped[str]
    belirsizlik_m: Mapped[Decimal]
    neden: Mapped[str]
    kim: Mapped[str]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
