"""Who wants to be told of changes, and the notices that wait for them. Written by triggers (migration 0009)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class Abone(Base):
    """A subscriber: an address that is sent every change of a mahalle and kind (None: of all).

    ``gizli`` is the secret that its notices are signed with, sealed (``store.secret_key``).
    """

    __tablename__ = "abone"
    __table_args__ = (
        to("mahalle", "mahalle_kod", key=("kod",)),
        CheckConstraint("tur in ('bina', 'spor_tesisi', 'park', 'pazar')", name="tur"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    ad: Mapped[str]
    adres: Mapped[str]
    gizli: Mapped[bytes]
    mahalle_kod: Mapped[str | None]
    tur: Mapped[str | None]
    aktif: Mapped[bool] = mapped_column(server_default=text("true"))
    kim: Mapped[str]
    olusturma: Mapped[datetime] = mapped_column(server_default=func.now())


class Bildirim(Base):
    """A notice for one subscriber. Those of one ``konu`` (an asset's code) are sent in the order of ``id``."""

    __tablename__ = "bildirim"
    __table_args__ = (
        to("abone", "abone_id", ondelete="CASCADE"),
        CheckConstraint("olay in ('varlik.degisti', 'varlik.silindi', 'vade.yaklasiyor', 'deneme')", name="olay"),
        CheckConstraint("durum in ('bekliyor', 'gonderildi', 'olu')", name="durum"),
        Index(None, "ilce_kodu", "abone_id", "konu", "id"),
        Index("ix_bildirim_bekleyen", "ilce_kodu", "sonraki", postgresql_where=text("durum = 'bekliyor'")),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    kimlik: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    abone_id: Mapped[int] = mapped_column(BigInteger)
    olay: Mapped[str]
    konu: Mapped[str]
    govde: Mapped[dict[str, Any]]
    durum: Mapped[str] = mapped_column(server_default="bekliyor")
    deneme: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    sonraki: Mapped[datetime] = mapped_column(server_default=func.now())
    son_hata: Mapped[str | None]
    olusturma: Mapped[datetime] = mapped_column(server_default=func.now())
    bitis: Mapped[datetime | None]
