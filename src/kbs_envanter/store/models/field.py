"""What field teams see and say: verdicts with their photos, and the campaigns that send them out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class Kampanya(Base):
    """A list of assets that the office wants looked at, by the criteria ``olcut``."""

    __tablename__ = "kampanya"
    __table_args__ = (to("ilce", key=()),)
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    ad: Mapped[str]
    aciklama: Mapped[str | None]
    olcut: Mapped[dict[str, Any]]
    kim: Mapped[str]
    bitis: Mapped[date | None]
    kapali: Mapped[bool] = mapped_column(server_default=text("false"))
    olusturma: Mapped[datetime] = mapped_column(server_default=func.now())


class KampanyaVarlik(Base):
    """An asset of a campaign."""

    __tablename__ = "kampanya_varlik"
    __table_args__ = (
        to("kampanya", "kampanya_id", ondelete="CASCADE"),
        to("varlik", "varlik_id", ondelete="CASCADE"),
    )
    ilce_kodu: Mapped[int] = ilce()
    kampanya_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)


class KampanyaHesap(Base):
    """An account that a campaign is assigned to."""

    __tablename__ = "kampanya_hesap"
    __table_args__ = (
        to("kampanya", "kampanya_id", ondelete="CASCADE"),
        to("hesap", "hesap_id", ondelete="CASCADE"),
        Index(None, "ilce_kodu", "hesap_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    kampanya_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hesap_id: Mapped[UUID] = mapped_column(primary_key=True)


class SahaTespiti(Base):
    """A field team's verdict on an asset, or an asset that it found. ``id`` was made on the phone.

    ``zaman`` is the device's time brought to the server's clock; ``cihaz_zamani`` and ``saat_farki_ms`` are as told.
    ``gorulen_surum`` is the asset's version that the phone showed, ``varlik_surumu`` the one there was on receipt.
    """

    __tablename__ = "saha_tespiti"
    __table_args__ = (
        to("varlik", "varlik_id"),
        to("kampanya", "kampanya_id"),
        CheckConstraint("sonuc in ('uyuyor', 'uymuyor', 'isgal', 'emin_degil', 'girilemedi')", name="sonuc"),
        CheckConstraint("durum in ('bekliyor', 'kabul', 'ret', 'geri_cekildi')", name="durum"),
        CheckConstraint("catisma_karari in ('gecerli', 'geri_cek', 'guncel_ile')", name="catisma_karari"),
        CheckConstraint("varlik_id IS NOT NULL OR yeni_varlik IS NOT NULL", name="konusu"),
        Index(None, "ilce_kodu", "varlik_id", "zaman"),
        Index(None, "ilce_kodu", "durum", "zaman"),
        Index(None, "ilce_kodu", "kampanya_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    varlik_id: Mapped[UUID | None]
    sonuc: Mapped[str]
    aciklama: Mapped[str | None]
    konum: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326))
    dogruluk_m: Mapped[Decimal | None]
    zaman: Mapped[datetime]
    alindi: Mapped[datetime] = mapped_column(server_default=func.now())
    kampanya_id: Mapped[int | None] = mapped_column(BigInteger)
    nedenler: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    cihaz_zamani: Mapped[datetime | None]
    saat_farki_ms: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    saat_supheli: Mapped[bool] = mapped_column(server_default=text("false"))
    kim: Mapped[str]
    gorulen_surum: Mapped[int | None]
    varlik_surumu: Mapped[int | None]
    yeni_konum: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    yeni_varlik: Mapped[dict[str, Any] | None]
    foto_sayisi: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    ozet: Mapped[str]
    catisma_karari: Mapped[str | None]
    durum: Mapped[str] = mapped_column(server_default="bekliyor")
    inceleyen: Mapped[str | None]
    inceleme_nedeni: Mapped[str | None]
    inceleme_zamani: Mapped[datetime | None]


class SahaFoto(Base):
    """A photo of a verdict. ``konum`` is where the camera said it was: kept here, taken out of the file."""

    __tablename__ = "saha_foto"
    __table_args__ = (
        to("saha_tespiti", "tespit_id", ondelete="CASCADE"),
        UniqueConstraint("ilce_kodu", "tespit_id", "sira"),
        CheckConstraint("sira between 1 and 5", name="sira"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tespit_id: Mapped[UUID]
    sira: Mapped[int] = mapped_column(SmallInteger)
    ozet: Mapped[str]
    gelen_ozet: Mapped[str]
    genislik: Mapped[int]
    yukseklik: Mapped[int]
    bayt: Mapped[int]
    konum: Mapped[Any | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
