"""What the public reads, kept by triggers (migration 0003): nothing in the program writes these tables."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import BY_DISTRICT, TURKISH, Base, ilce


class _Published(Base):
    """What is published of an asset: its facts as kbs.acik_varlik shows them, with its GeoJSON parts ready."""

    __abstract__ = True
    ilce_kodu: Mapped[int] = ilce()
    kod: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    tur: Mapped[str]
    alt_tur: Mapped[str | None]
    ad: Mapped[str] = mapped_column(Text(collation=TURKISH))
    mahalle: Mapped[str | None] = mapped_column(Text(collation=TURKISH))
    mahalle_kod: Mapped[str | None]
    adres: Mapped[str | None]
    kullanim: Mapped[str | None]
    pafta: Mapped[str | None]
    ada_parsel: Mapped[str | None]
    parseller: Mapped[Any | None] = mapped_column(JSON)
    alan_m2: Mapped[Decimal | None]
    mulkiyet: Mapped[str | None]
    arsa_sahibi: Mapped[str | None]
    bina_sahibi: Mapped[str | None]
    hak_turu: Mapped[str | None]
    haklar: Mapped[Any | None] = mapped_column(JSON)
    kesinlik: Mapped[str]
    belirsizlik_m: Mapped[Decimal | None]
    konum_kaynagi: Mapped[str | None]
    supheli: Mapped[str | None]
    rapor_yili: Mapped[int | None] = mapped_column(SmallInteger)
    satir_bas: Mapped[int | None]
    satir_son: Mapped[int | None]
    kaynak: Mapped[str | None]
    surum: Mapped[int]
    guncelleme: Mapped[datetime]
    ad_katli: Mapped[str]
    id: Mapped[UUID]
    aranan: Mapped[str]
    geometri: Mapped[str]
    nitelikler: Mapped[str]
    gecerli_bas: Mapped[datetime]


class YayinVarlik(_Published):
    """A public asset as it is now. A withheld asset is not here."""

    __tablename__ = "yayin_varlik"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "id"),
        Index(None, "ilce_kodu", "tur", "kod"),
        Index(None, "ilce_kodu", "mahalle_kod", "kod"),
        Index(None, "ilce_kodu", "ad", "kod"),
        Index(None, "ilce_kodu", "guncelleme", "kod"),
        Index(None, "ilce_kodu", "degisim", "kod"),
        Index("ix_yayin_varlik_konumsuz", "ilce_kodu", "kod", postgresql_where=text("geom IS NULL")),
        Index("ix_yayin_varlik_aranan", "aranan", postgresql_using="gin", postgresql_ops={"aranan": "gin_trgm_ops"}),
        BY_DISTRICT,
    )
    geom: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326))
    degisim: Mapped[int] = mapped_column(BigInteger)


class YayinGecmisi(_Published):
    """A published row that a later state has replaced, with the time in which it held: ``gecerli_bas`` up to, without,
    ``gecerli_son``. The view kbs.tarihli_varlik joins these to the present."""

    __tablename__ = "yayin_gecmisi"
    __table_args__ = (
        PrimaryKeyConstraint("ilce_kodu", "kod", "degisim"),
        Index(None, "ilce_kodu", "gecerli_son"),
        Index(None, "ilce_kodu", "id"),
        BY_DISTRICT,
    )
    geom: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    degisim: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    gecerli_son: Mapped[datetime]


class AcikKimlik(Base):
    """The key of a public asset: what policies ask (migration 0014)."""

    __tablename__ = "acik_kimlik"
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)


class SilinenVarlik(Base):
    """A tombstone: this code was public and is no more, deleted or withheld."""

    __tablename__ = "silinen_varlik"
    __table_args__ = (Index(None, "ilce_kodu", "degisim", "kod"),)
    ilce_kodu: Mapped[int] = ilce()
    kod: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    tur: Mapped[str]
    zaman: Mapped[datetime]
    degisim: Mapped[int] = mapped_column(BigInteger)


class VeriSurumu(Base):
    """How often a district's published data changed, and when last."""

    __tablename__ = "veri_surumu"
    ilce_kodu: Mapped[int] = ilce()
    surum: Mapped[int] = mapped_column(BigInteger)
    zaman: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class DegisenIlce(Base):
    """A district that the running transaction touched; empty for everybody else."""

    __tablename__ = "degisen_ilce"
    __table_args__ = {"prefixes": ["UNLOGGED"]}
    islem: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ilce_kodu: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class DegisenVarlik(Base):
    """An asset that the running transaction touched; empty for everybody else."""

    __tablename__ = "degisen_varlik"
    __table_args__ = {"prefixes": ["UNLOGGED"]}
    islem: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ilce_kodu: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
