"""What editing adds: photos of assets, and proposals that wait for a decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class Ek(Base):
    """A photo of an asset. The file is found by the hash of its content; ``acik`` says whether the public sees it."""

    __tablename__ = "ek"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        UniqueConstraint("ilce_kodu", "varlik_id", "ozet", name="uq_ek_ilce_kodu_varlik_id_ozet"),
        Index(None, "ozet"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    varlik_id: Mapped[UUID]
    ozet: Mapped[str]
    aciklama: Mapped[str]
    genislik: Mapped[int]
    yukseklik: Mapped[int]
    bayt: Mapped[int]
    acik: Mapped[bool] = mapped_column(server_default="false")
    kim: Mapped[str]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())


class Oneri(Base):
    """An edit that waits for approval: what is to become of which asset, and what its proposer had before him."""

    __tablename__ = "oneri"
    __table_args__ = (
        to("ilce", key=()),
        to("degisiklik", "degisiklik"),
        CheckConstraint("islem in ('ekle', 'degistir', 'sil')", name="islem"),
        CheckConstraint("durum in ('bekliyor', 'onaylandi', 'reddedildi')", name="durum"),
        CheckConstraint("(durum = 'bekliyor') = (karar_veren is null)", name="karar_veren"),
        CheckConstraint("(islem = 'ekle') = (kod is null)", name="kod"),
        Index(None, "ilce_kodu", "durum", "id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    islem: Mapped[str]
    kod: Mapped[str | None]
    alanlar: Mapped[dict[str, Any]]
    onay: Mapped[list[Any]] = mapped_column(JSONB)
    gorulen: Mapped[str | None]
    onceki: Mapped[dict[str, Any] | None]
    mudurluk: Mapped[str | None]
    kim: Mapped[str]
    neden: Mapped[str]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
    durum: Mapped[str] = mapped_column(server_default="bekliyor")
    karar_veren: Mapped[str | None]
    karar_nedeni: Mapped[str | None]
    karar_zamani: Mapped[datetime | None]
    degisiklik: Mapped[int | None] = mapped_column(BigInteger)
