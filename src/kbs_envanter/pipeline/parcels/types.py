"""The words of an import: what was asked, what was read, what was refused."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from shapely import MultiPolygon

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.text import katla

_KOD = str.maketrans(" /", "_~")
# A spreadsheet would run a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ParcelSourceRefused(UserError):
    """A source of parcels cannot be taken; the text says what to do, in Turkish and English. Nothing was stored."""

    def __init__(self, source: str, tr: str, en: str) -> None:
        super().__init__(f"{source}: {tr}. / {source}: {en}.")


@dataclass(frozen=True)
class ParcelOptions:
    """What a person may say about a source.

    Args:
        imported: the day of the import; its year is the source's.
        tapu_mahallesi: the cadastral area of every row, instead of a column.
        crs: the coordinate system, such as ``EPSG:5254``; it outranks what the file says.
        layer: which layer (WFS: feature type), where the source has several.
        columns: field -> column, where a column's name does not say what it is.
        dry_run: say what would happen and store nothing.
        timeout_s: seconds a WFS may be silent.
    """

    imported: date
    tapu_mahallesi: str | None = None
    crs: str | None = None
    layer: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    timeout_s: float = 60.0


class Table(NamedTuple):
    """The records of a source as it gives them. Shapes are WKB, east before north whatever the CRS says."""

    name: str
    columns: dict[str, np.ndarray]
    shapes: np.ndarray
    crs: Any | None


class ParcelKey(NamedTuple):
    """What a parcel is called; None is "there is none" or "not known"."""

    tapu_mahallesi: str | None
    ada: str | None
    parsel: str | None

    def __str__(self) -> str:
        return f"{self.tapu_mahallesi or '-'} {self.ada or '-'}/{self.parsel or '-'}"

    @property
    def kod(self) -> str:
        """The register's ``kod``: keys that differ in case or accents only are one parcel there."""
        return katla(".".join(part or "-" for part in self)).translate(_KOD)


class Parcel(NamedTuple):
    """A row of the register, from record ``row`` (from 1). ``geom`` is a multipolygon in EPSG:4326, or None."""

    row: int
    key: ParcelKey
    alan_m2: Decimal | None
    nitelik: str | None
    pafta: str | None
    durum: str | None
    geom: MultiPolygon | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not taken: its number in the file (from 1), its key as far as known, and why."""

    dosya: str
    kayit: int
    parsel: str
    neden: str
    reason: str


@dataclass(frozen=True, slots=True)
class AreaDifference:
    """A parcel whose registered area is not that of its polygon (both square metres; the polygon's in EPSG:5254)."""

    kayit: int
    parsel: str
    alan_m2: Decimal
    cizim_m2: Decimal


def write_rejected(path: Path, rejected: Sequence[Rejected]) -> None:
    """Write what was not taken as CSV that a spreadsheet opens as text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Rejected.__dataclass_fields__)
        writer.writerows([_as_text(str(cell)) for cell in astuple(row)] for row in rejected)


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
