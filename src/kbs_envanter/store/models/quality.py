"""How true the facts are: links between mentions, findings."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class Bulgu(Base):
    """A quality finding: what is missing, doubtful or contradicts another source.

    ``anahtar`` says which fact is meant, so that a finding that is found again keeps its first time.
    """

    __tablename__ = "bulgu"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        to("parsel", "parsel_id", ondelete="CASCADE"),
        to("kaynak", "kaynak_id"),
        UniqueConstraint("ilce_kodu", "anahtar"),
        CheckConstraint("onem in ('bilgi', 'uyari', 'hata')", name="onem"),
        Index(None, "ilce_kodu", "tur"),
        Index(None, "ilce_kodu", "varlik_id"),
        Index(None, "ilce_kodu", "parsel_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    anahtar: Mapped[str]
    tur: Mapped[str]
    onem: Mapped[str]
    varlik_id: Mapped[UUID | None]
    parsel_id: Mapped[int | None] = mapped_column(BigInteger)
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)
    aciklama: Mapped[str]
    aciklama_en: Mapped[str]
    ayrinti: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())


class Esleme(Base):
    """Two rows of a document that speak of one thing (``ayni``), or of a part (a) and its whole (b).

    A person's decision (``onaylandi``, ``reddedildi``) is kept for ever; the rest is found anew at each load.
    """

    __tablename__ = "esleme"
    __table_args__ = (
        to("ilce", key=()),
        CheckConstraint("tur in ('ayni', 'parca')", name="tur"),
        CheckConstraint("durum in ('otomatik', 'bekliyor', 'onaylandi', 'reddedildi')", name="durum"),
        CheckConstraint("puan between 0 and 1", name="puan"),
        CheckConstraint("(durum in ('onaylandi', 'reddedildi')) = (kim is not null)", name="karar_veren"),
        Index(None, "ilce_kodu", "a_kod"),
        Index(None, "ilce_kodu", "b_kod"),
    )
    ilce_kodu: Mapped[int] = ilce()
    belge: Mapped[str] = mapped_column(primary_key=True)
    a_kod: Mapped[str] = mapped_column(primary_key=True)
    b_kod: Mapped[str] = mapped_column(primary_key=True)
    a_tablo: Mapped[str]
    a_satir: Mapped[int]
    b_tablo: Mapped[str]
    b_satir: Mapped[int]
    tur: Mapped[str]
    durum: Mapped[str]
    puan: Mapped[Decimal]
    kanit: Mapped[list[Any]] = mapped_column(JSONB)
    kim: Mapped[str | None]
    neden: Mapped[str | None]
    karar_zamani: Mapped[datetime | None]
