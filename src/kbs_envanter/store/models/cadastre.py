"""Districts, sources, neighbourhoods and the parcel register.

Columns that hold ada, parsel or a document's words are text: a registry may write ``12/A``.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kbs_envanter.store.models.base import BY_DISTRICT, TURKISH, Base, ilce, surrogate, to

ILISKI = (
    "'uzerinde', 'yani', 'civari', 'kuzey', 'guney', 'dogu', 'bati', 'kuzeydogu', 'kuzeybati', 'guneydogu', 'guneybati'"
)


class Ilce(Base):
    """A district, the unit that owns everything else."""

    __tablename__ = "ilce"
    ilce_kodu: Mapped[int] = ilce()
    ad: Mapped[str]
    il: Mapped[str] = mapped_column(server_default="")
    tapu_mahalleleri: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql_text("'{}'"))


class Kaynak(Base):
    """Where a fact comes from: a document, a table of it, the first and last line."""

    __tablename__ = "kaynak"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "belge", "tablo", "satir_bas", "satir_son", postgresql_nulls_not_distinct=True),
        to("ilce", key=()),
        CheckConstraint("satir_son >= satir_bas", name="satir_sirasi"),
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    belge: Mapped[str]
    yil: Mapped[int] = mapped_column(SmallInteger)
    tablo: Mapped[str]
    satir_bas: Mapped[int | None]
    satir_son: Mapped[int | None]


class Mahalle(Base):
    """Administrative neighbourhood with its national (NVI) id, population and boundary."""

    __tablename__ = "mahalle"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "nvi_id"),
        to("ilce", key=()),
        CheckConstraint("sinir_kesinligi in ('gercek', 'yaklasik', 'belediye')", name="sinir_kesinligi"),
    )
    ilce_kodu: Mapped[int] = ilce()
    kod: Mapped[str] = mapped_column(primary_key=True)
    ad: Mapped[str] = mapped_column(Text(collation=TURKISH))
    nvi_id: Mapped[int]
    nufus: Mapped[int]
    nufus_yili: Mapped[int] = mapped_column(SmallInteger)
    etiket: Mapped[Any] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", 4326))
    sinir_kaynagi: Mapped[str | None]
    sinir_kesinligi: Mapped[str | None]
    ad_katli: Mapped[str] = mapped_column(Computed("kbs.katla(ad)", persisted=True))


class Parsel(Base):
    """A cadastral parcel. Its key is (tapu mahallesi, ada, parsel); what is unknown is NULL, never guessed.

    ``kod`` is the key as one word for addresses: ``sefakoy.372.1``, ``-.-.1198``, ``halkali.12.3~a`` for 3/A.
    """

    __tablename__ = "parsel"
    __table_args__ = (
        UniqueConstraint("ilce_kodu", "tapu_mahallesi", "ada", "parsel", postgresql_nulls_not_distinct=True),
        to("ilce", key=()),
        to("kaynak", "kaynak_id"),
        CheckConstraint("ada is not null or parsel is not null", name="bos_degil"),
        CheckConstraint("alan_m2 > 0", name="alan_m2"),
        Index(None, "ilce_kodu", "ada", "parsel"),
        Index(None, "ilce_kodu", "parsel"),
        UniqueConstraint("ilce_kodu", "kod"),
        BY_DISTRICT,
    )
    ilce_kodu: Mapped[int] = ilce()
    id: Mapped[int] = surrogate()
    tapu_mahallesi: Mapped[str | None]
    ada: Mapped[str | None]
    parsel: Mapped[str | None]
    alan_m2: Mapped[Decimal | None]
    nitelik: Mapped[str | None]
    pafta: Mapped[str | None]
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", 4326))
    durum: Mapped[str | None]
    kaynak_id: Mapped[int | None] = mapped_column(BigInteger)
    gizli: Mapped[bool] = mapped_column(server_default=sql_text("false"))
    kod: Mapped[str] = mapped_column(
        Computed(
            "translate(kbs.katla(coalesce(tapu_mahallesi, '-') || '.' || coalesce(ada, '-') || '.' "
            "|| coalesce(parsel, '-')), ' /', '_~')",
            persisted=True,
        )
    )


class ParselSoyu(Base):
    """Lineage: which parcel became which, by what transaction and when."""

    __tablename__ = "parsel_soyu"
    __table_args__ = (
        to("parsel", "eski_id", ondelete="CASCADE"),
        to("parsel", "yeni_id", ondelete="CASCADE"),
        CheckConstraint("eski_id <> yeni_id", name="kendisi_degil"),
        Index(None, "ilce_kodu", "yeni_id"),
    )
    ilce_kodu: Mapped[int] = ilce()
    eski_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    yeni_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    islem: Mapped[str | None]
    tarih: Mapped[date | None]


class ParcelLink:
    """Columns of a table that ties something to parcels: on it, or beside it (then it is NOT on it).

    A text that names no parcel, or that nobody could read, is kept with ``parsel_id`` NULL.
    """

    ilce_kodu: Mapped[int] = ilce(sort_order=-1)
    sira: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, sort_order=1)
    parsel_id: Mapped[int | None] = mapped_column(BigInteger, sort_order=2)
    iliski: Mapped[str | None] = mapped_column(sort_order=2)
    durum: Mapped[str] = mapped_column(sort_order=2)
    atif: Mapped[str] = mapped_column(sort_order=2)
    eski_nolar: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql_text("'{}'"), sort_order=2)
    aciklama: Mapped[str | None] = mapped_column(sort_order=2)
    ham_metin: Mapped[str] = mapped_column(sort_order=2)

    @staticmethod
    def rules(table: str) -> tuple[Any, ...]:
        """Constraints of every such table, beside the one to what is tied."""
        return (
            to("parsel", "parsel_id"),
            CheckConstraint(f"iliski in ({ILISKI})", name="iliski"),
            CheckConstraint("(parsel_id is null) = (iliski is null)", name="iliski_parselle"),
            CheckConstraint("durum in ('okundu', 'parsel_yok', 'okunamadi')", name="durum"),
            Index(None, "ilce_kodu", "parsel_id"),
            Index(
                f"ix_{table}_eski_nolar",
                "eski_nolar",
                postgresql_using="gin",
                postgresql_where=sql_text("eski_nolar <> '{}'"),
            ),
        )
