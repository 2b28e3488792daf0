"""What helps to place an asset and is no fact about it: named places, and answers of other services."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Computed, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import TURKISH, Base, ilce, surrogate, to


class Yer(Base):
    """A place of a gazetteer: a named place, a street, a door number, or an anchor such as a bus stop.

    ``ad`` is the place's name, for ``kapi`` and ``sokak`` the street's; ``cekirdek`` is what is left of the
    name, folded, without kind words (``parki``, ``kultur merkezi``).
    """

    __tablename__ = "yer"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "kaynak", "dis_kimlik"),
        to("ilce", key=()),
        CheckConstraint("sinif in ('kapi', 'yer', 'sokak', 'dayanak')", name="sinif"),
        CheckConstraint("(kapi_no is not null) = (sinif = 'kapi')", name="kapi_no"),
        Index(None, "ilce_kodu", "sinif", "cekirdek"),
        Index("ix_yer_ad_katli", "ad_katli", postgresql_using="gin", postgresql_ops={"ad_katli": "gin_trgm_ops"}),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    sinif: Mapped[str]
    tur: Mapped[str]
    ad: Mapped[str] = mapped_column(Text(collation=TURKISH))
    cekirdek: Mapped[str]
    kapi_no: Mapped[str | None]
    mahalle_kod: Mapped[str | None]
    konum: Mapped[Any] = mapped_column(Geometry("POINT", 4326))
    uzunluk_m: Mapped[float | None]
    kaynak: Mapped[str]
    dis_kimlik: Mapped[str]
    lisans: Mapped[str]
    veri_tarihi: Mapped[date | None]
    ad_katli: Mapped[str] = mapped_column(Computed("kbs.katla(ad)", persisted=True))


class DisYanit(Base):
    """An answer of another service, kept so that it is not asked twice. It belongs to no district."""

    __tablename__ = "dis_yanit"
    servis: Mapped[str] = mapped_column(primary_key=True)
    anahtar: Mapped[str] = mapped_column(primary_key=True)
    yanit: Mapped[str]
    soruldu: Mapped[datetime]
