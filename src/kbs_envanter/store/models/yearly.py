"""Yearly reports beside one another: which asset which report names, and what it says otherwise than a person did."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class RaporVarlik(Base):
    """That a year's report names an asset, and where.

    ``durum``: ``onceki`` was the asset's source until a later report became it, ``yeni`` came with the report,
    ``eslesti`` was there and was recognized, ``kuskulu`` was recognized, and a person should look. ``eskiden`` names
    the fields that this report leaves empty: they still hold what an earlier one said.
    """

    __tablename__ = "rapor_varlik"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        to("kaynak", "kaynak_id"),
        CheckConstraint("durum in ('onceki', 'yeni', 'eslesti', 'kuskulu')", name="durum"),
        Index(None, "ilce_kodu", "varlik_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    yil: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    varlik_id: Mapped[UUID] = mapped_column(primary_key=True)
    kaynak_id: Mapped[int] = mapped_column(BigInteger)
    durum: Mapped[str]
    puan: Mapped[Decimal | None]
    eskiden: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class RaporCeliskisi(Base):
    """A field that a person edited and a later report says otherwise: both values, until somebody decides."""

    __tablename__ = "rapor_celiskisi"
    __table_args__ = (
        to("varlik", "varlik_id", ondelete="CASCADE"),
        to("kaynak", "kaynak_id"),
        UniqueConstraint("ilce_kodu", "yil", "varlik_id", "alan"),
        CheckConstraint("durum in ('bekliyor', 'mevcut', 'rapor')", name="durum"),
        CheckConstraint("(durum = 'bekliyor') = (kim is null)", name="karar_veren"),
        Index(None, "ilce_kodu", "varlik_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    yil: Mapped[int] = mapped_column(SmallInteger)
    varlik_id: Mapped[UUID]
    alan: Mapped[str]
    mevcut: Mapped[Any] = mapped_column(JSONB)
    rapor: Mapped[Any] = mapped_column(JSONB)
    kaynak_id: Mapped[int] = mapped_column(BigInteger)
    durum: Mapped[str] = mapped_column(server_default="bekliyor")
    kim: Mapped[str | None]
    neden: Mapped[str | None]
    karar_zamani: Mapped[datetime | None]
