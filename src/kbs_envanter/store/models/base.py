"""What every table has: schema ``kbs``, predictable constraint names, ``ilce_kodu`` in every key."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Integer,
    MetaData,
    Numeric,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "kbs"
TURKISH = "tr-x-icu"
# Of the large tables: one part a district (migration 0014), for which the database itself cares.
BY_DISTRICT = {"postgresql_partition_by": "LIST (ilce_kodu)"}


class Base(DeclarativeBase):
    """Declarative base: everything lives in schema ``kbs`` with predictable constraint names."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {str: Text, Decimal: Numeric, datetime: DateTime(timezone=True), dict[str, Any]: JSONB}


def to(table: str, *columns: str, key: tuple[str, ...] = ("id",), **options: Any) -> ForeignKeyConstraint:
    """Foreign key inside one district: ilce_kodu is always the first column on both sides. Checked at once, unless a
    transaction asks for the end (an undo does)."""
    options |= {"deferrable": True, "initially": "IMMEDIATE"}
    return ForeignKeyConstraint(
        ["ilce_kodu", *columns], [f"{SCHEMA}.{table}.{name}" for name in ("ilce_kodu", *key)], **options
    )


def surrogate() -> Mapped[int]:
    """A number the database gives, for rows that have no name of their own."""
    return mapped_column(BigInteger, Identity(always=True), primary_key=True)


def ilce(**options: Any) -> Mapped[int]:
    """The district's national code, first column of every key."""
    return mapped_column(Integer, primary_key=True, autoincrement=False, **options)
