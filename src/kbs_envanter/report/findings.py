"""Findings (``bulgular``): where the report prints a total, or says one quantity twice, and what is true.

A finding keeps what the report prints beside what its own rows say, with the lines of both.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from kbs_envanter.report.record import Row

__all__ = ["COLUMNS", "TABLO", "Finding", "Verdict"]

TABLO = "bulgular"
COLUMNS = ("ne", "satirlar", "yazan", "hesaplanan", "karar")


class Verdict(StrEnum):
    """What a check found."""

    HOLDS = "tutuyor"
    ROUNDING = "yuvarlama farkı"
    FAILS = "tutmuyor"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was checked, its lines (``7635-7643;7481``), the printed and the computed value."""

    ne: str
    satirlar: str
    yazan: str
    hesaplanan: str
    karar: Verdict

    def row(self) -> Row:
        """The finding as a row of ``bulgular.csv``."""
        return asdict(self)
