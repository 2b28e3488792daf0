"""What happened: property events, works, facts about facilities, yearly numbers."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to
from kbs_envanter.store.models.cadastre import ParcelLink


class TasinmazIslemi(Base):
    """A property event: lease in or out, allocation, expropriation, article 18 application."""

    __tablename__ = "tasinmaz_islemi"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kod"),
        to("varlik", "varlik_id"),
        to("mahalle", "mahalle_kod", key=("kod",)),
        to("kaynak", "kaynak_id"),
        CheckConstraint(
            "tur in ('kira_alinan', 'kira_verilen', 'tahsis_alinan', 'tahsis_verilen', 'kamulastirma', 'madde18')",
            name="tur",
        ),
        CheckConstraint("karsi_taraf_turu in ('gercek_kisi', 'tuzel_kisi')", name="karsi_taraf_turu"),
        CheckConstraint("karsi_taraf_turu <> 'gercek_kisi' or karsi_taraf is null", name="kisi_adi_yok"),
        Index(None, "ilce_kodu", "varlik_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    kod: Mapped[str]
    tur: Mapped[str]
    alt_tur: Mapped[str | None]
    varlik_id: Mapped[UUID | None]
    mahalle_kod: Mapped[str | None]
    adres_ham: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    parsel_alani_m2: Mapped[Decimal | None]
    bedel_tl: Mapped[Decimal | None]
    tarih: Mapped[date | None]
    sure_yil: Mapped[int | None] = mapped_column(SmallInteger)
    karsi_taraf_turu: Mapped[str | None]
    karsi_taraf: Mapped[str | None]
    konu: Mapped[str | None]
    karar: Mapped[str | None]
    supheli: Mapped[str | None]
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class IslemParsel(ParcelLink, Base):
    """The parcels of a property event."""

    __tablename__ = "islem_parsel"
    __table_args__ = (to("tasinmaz_islemi", "islem_id", ondelete="CASCADE"), *ParcelLink.rules("islem_parsel"))
    islem_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Faaliyet(Base):
    """Work done or designed for a place in a report's year."""

    __tablename__ = "faaliyet"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kod"),
        to("varlik", "varlik_id"),
        to("mahalle", "mahalle_kod", key=("kod",)),
        to("kaynak", "kaynak_id"),
        Index(None, "ilce_kodu", "varlik_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    kod: Mapped[str]
    bolum: Mapped[str]
    varlik_id: Mapped[UUID | None]
    mahalle_kod: Mapped[str | None]
    yer_ham: Mapped[str]
    yapilan_is: Mapped[str]
    miktar: Mapped[Decimal | None]
    birim: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    supheli: Mapped[str | None]
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class FaaliyetParsel(ParcelLink, Base):
    """The parcels of a work."""

    __tablename__ = "faaliyet_parsel"
    __table_args__ = (to("faaliyet", "faaliyet_id", ondelete="CASCADE"), *ParcelLink.rules("faaliyet_parsel"))
    faaliyet_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class TesisBilgisi(Base):
    """One fact that a report's text tells about a facility: a room count, a floor area, an opening day."""

    __tablename__ = "tesis_bilgisi"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kod"),
        to("varlik", "varlik_id"),
        to("mahalle", "mahalle_kod", key=("kod",)),
        to("kaynak", "kaynak_id"),
        Index(None, "ilce_kodu", "varlik_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    kod: Mapped[str]
    tesis: Mapped[str]
    varlik_id: Mapped[UUID | None]
    mahalle_kod: Mapped[str | None]
    bilgi: Mapped[str]
    deger: Mapped[str]
    birim: Mapped[str | None]
    supheli: Mapped[str | None]
    kaynak_id: Mapped[int] = mapped_column(BigInteger)


class Gosterge(Base):
    """One number for a mahalle and a year."""

    __tablename__ = "gosterge"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "mahalle_kod", "gosterge", "yil"),
        to("mahalle", "mahalle_kod", key=("kod",)),
        to("kaynak", "kaynak_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    mahalle_kod: Mapped[str]
    gosterge: Mapped[str]
    birim: Mapped[str]
    deger: Mapped[Decimal | None]
    yil: Mapped[int] = mapped_column(SmallInteger)
    kaynak_id: Mapped[int] = mapped_column(BigInteger)
