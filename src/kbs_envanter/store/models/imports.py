"""What imports keep: a file's rows between preview and making, and which column was which field."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, to


class IceAktarma(Base):
    """A file that was sent, for a day: its rows and its preview (JSON, gzipped), what was chosen, what was done."""

    __tablename__ = "ice_aktarma"
    __table_args__ = (
        to("ilce", key=()),
        to("degisiklik", "degisiklik"),
        CheckConstraint("durum in ('geldi', 'onizlendi', 'uygulandi')", name="durum"),
        CheckConstraint("(durum = 'uygulandi') = (sonuc is not null)", name="sonuc"),
        Index(None, "ilce_kodu", "kim", "zaman"),
        Index(None, "zaman"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kim: Mapped[str]
    dosya: Mapped[str]
    satir: Mapped[int]
    icerik: Mapped[bytes]
    secenekler: Mapped[dict[str, Any]]
    onizleme: Mapped[bytes | None]
    durum: Mapped[str] = mapped_column(server_default="geldi")
    sonuc: Mapped[dict[str, Any] | None]
    degisiklik: Mapped[int | None] = mapped_column(BigInteger)
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())


class SutunEslemesi(Base):
    """Which column was which field, the last time a file had these columns (``imza``)."""

    __tablename__ = "sutun_eslemesi"
    __table_args__ = (to("ilce", key=()),)
    ilce_kodu: Mapped[int] = ilce()
    imza: Mapped[str] = mapped_column(primary_key=True)
    esleme: Mapped[dict[str, Any]]
    kim: Mapped[str]
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
