"""Everything that ever changed. Written by triggers; nothing ever updates or deletes a row of these tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import BY_DISTRICT, Base, ilce, surrogate, to


class Degisiklik(Base):
    """One change: who made it, why and from where. Each transaction that changes rows belongs to one.

    ``gecerlilik`` is from when the new state holds in the world; without it our knowledge was corrected, and the new
    state holds from when the one it replaces did.
    """

    __tablename__ = "degisiklik"
    __table_args__ = (
        to("degisiklik", "geri_alinan"),
        CheckConstraint(
            "tur in ('yukleme', 'duzeltme', 'ice_aktarma', 'rapor', 'saha', 'geri_alma', 'bakim', 'dogrudan')",
            name="tur",
        ),
        Index(None, "ilce_kodu", "geri_alinan"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    tur: Mapped[str]
    kim: Mapped[str]
    neden: Mapped[str]
    nereden: Mapped[str]
    gecerlilik: Mapped[datetime | None]
    geri_alinan: Mapped[int | None] = mapped_column(BigInteger)
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())


class Gecmis(Base):
    """One changed row, before and after: the audit trail, undo and the "as of" reads live from it."""

    __tablename__ = "gecmis"
    __table_args__ = (
        to("degisiklik", "degisiklik"),
        Index(None, "ilce_kodu", "tablo", "zaman"),
        Index(None, "ilce_kodu", "tablo", "anahtar"),
        Index(None, "ilce_kodu", "degisiklik", "id"),
        Index(
            "ix_gecmis_gizli",
            "ilce_kodu",
            postgresql_where=text("tablo = 'varlik' AND (eski->>'erisim' = 'gizli' OR yeni->>'erisim' = 'gizli')"),
        ),
        BY_DISTRICT,
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    tablo: Mapped[str]
    anahtar: Mapped[str]
    islem: Mapped[str]
    eski: Mapped[dict[str, Any] | None]
    yeni: Mapped[dict[str, Any] | None]
    degisiklik: Mapped[int | None] = mapped_column(BigInteger)
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
