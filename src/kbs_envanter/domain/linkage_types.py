"""What record linkage speaks of: mentions of things in a document, evidence, and pairs of mentions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kbs_envanter.domain.addresses import AddressPart
from kbs_envanter.domain.linkage_names import Unit
from kbs_envanter.domain.parcel_types import ParcelRef

__all__ = ["Evidence", "Lines", "Mention", "Pair", "Side"]

Lines = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: the table, the row's first line in the document, and the name it gives.

    Several rows may begin on one line; the three together are unique, and stay so when rows move.
    """

    tablo: str
    satir: int
    ad: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A row (or the rows of one facility) that speaks of a thing one could own or occupy.

    Attributes:
        side: where it is.
        lines: its first and last line.
        gathered: more lines that it was gathered from; empty for a row that is one place of the document.
        mahalle: code of the neighbourhood, when the row tells it.
        units: the things its name lists; the first is what it is named for.
        within: the places that its name or address says it is in.
        uses: kinds of its uses.
        parcels: its parcels, beside or on.
        addresses: the streets and doors of its address.
        areas: every area it tells, m².
    """

    side: Side
    lines: Lines
    gathered: tuple[Lines, ...] = ()
    mahalle: str | None = None
    units: tuple[Unit, ...] = ()
    within: tuple[Unit, ...] = ()
    uses: frozenset[str] = frozenset()
    parcels: frozenset[ParcelRef] = frozenset()
    addresses: tuple[AddressPart, ...] = ()
    areas: tuple[Decimal, ...] = ()

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Order of the document."""
        return (*self.lines, self.side.tablo, self.side.ad)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a pair, readable in Turkish; ``agirlik`` below zero speaks against it."""

    tur: str
    a: str
    b: str
    agirlik: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions of one thing (``ayni``), or ``a`` is a part of ``b`` (``parca``).

    ``otomatik`` pairs are linked at once; the others wait for a person. ``puan`` is 0 to 1.
    """

    a: Side
    b: Side
    tur: Literal["ayni", "parca"]
    durum: Literal["otomatik", "bekliyor"]
    puan: float
    kanit: tuple[Evidence, ...]
