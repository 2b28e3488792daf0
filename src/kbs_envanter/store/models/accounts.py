"""Accounts, their sessions and keys, and the record of what happened with them. No table of these is ever published."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import Base, ilce, surrogate, to


class Hesap(Base):
    """An account: a login name with a role. It needs no person's name, and none should be given.

    ``parola`` is an argon2id text, None for an account of the municipality's directory (``dis_kimlik``: issuer and
    subject). ``parola_bitis`` is set while the password is a one-time one, which has to be changed at sign-in.
    """

    __tablename__ = "hesap"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "ad"),
        UniqueConstraint("ilce_kodu", "dis_kimlik"),
        CheckConstraint("ad ~ '^[a-z0-9][a-z0-9._-]{1,39}$'", name="ad"),
        CheckConstraint("rol in ('saha', 'mudurluk_editoru', 'planlama', 'emlak', 'yonetici')", name="rol"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    ad: Mapped[str]
    rol: Mapped[str]
    mudurluk: Mapped[str | None]
    parola: Mapped[str | None]
    parola_bitis: Mapped[datetime | None]
    yanlis: Mapped[int] = mapped_column(server_default="0")
    kilit_bitis: Mapped[datetime | None]
    totp: Mapped[bytes | None]
    totp_adim: Mapped[int | None] = mapped_column(BigInteger)
    kurtarma: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default=sql_text("'{}'"))
    dis_kimlik: Mapped[str | None]
    kapali: Mapped[bool] = mapped_column(server_default=sql_text("false"))
    olusturma: Mapped[datetime] = mapped_column(server_default=func.now())
    son_giris: Mapped[datetime | None]


class Oturum(Base):
    """A session. ``ozet`` is the SHA-256 of its token; ``son_gorulme`` is written once a minute at most."""

    __tablename__ = "oturum"
    __table_args__ = (to("hesap", "hesap_id", ondelete="CASCADE"), Index(None, "ilce_kodu", "hesap_id"))
    ilce_kodu: Mapped[int] = ilce()
    ozet: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    hesap_id: Mapped[UUID]
    tarayici: Mapped[str]
    adres: Mapped[str]
    baslangic: Mapped[datetime] = mapped_column(server_default=func.now())
    son_gorulme: Mapped[datetime] = mapped_column(server_default=func.now())
    bitis: Mapped[datetime]


class Anahtar(Base):
    """A key for a system or a device. ``ozet`` is the SHA-256 of its secret; ``yetkiler`` narrow the account's."""

    __tablename__ = "anahtar"
    __table_args__ = (to("hesap", "hesap_id", ondelete="CASCADE"), Index(None, "ilce_kodu", "hesap_id"))
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[str] = mapped_column(primary_key=True)
    hesap_id: Mapped[UUID]
    ad: Mapped[str]
    ozet: Mapped[bytes]
    yetkiler: Mapped[list[str]] = mapped_column(ARRAY(Text))
    olusturma: Mapped[datetime] = mapped_column(server_default=func.now())
    bitis: Mapped[datetime]
    son_kullanim: Mapped[datetime | None]
    iptal: Mapped[datetime | None]


class OturumKaydi(Base):
    """What happened with an account: sign-ins, failures, locks, changed roles, issued keys. Rows are only added, and
    deleted when they are old. ``hesap`` is None where the name given is no account's: it may be a mistyped password.
    """

    __tablename__ = "oturum_kaydi"
    __table_args__ = (Index(None, "ilce_kodu", "zaman"),)
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    zaman: Mapped[datetime] = mapped_column(server_default=func.now())
    hesap: Mapped[str | None]
    ne: Mapped[str]
    ayrinti: Mapped[str] = mapped_column(server_default="")
    yapan: Mapped[str]
    adres: Mapped[str]
