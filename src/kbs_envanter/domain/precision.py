"""How good a position is. Precision is a fact of its own: stored, served and drawn."""

from enum import StrEnum


class Kesinlik(StrEnum):
    """What a position was derived from, best first."""

    PARSEL = "parsel"
    KAPI = "kapi"
    YER = "yer"
    SOKAK = "sokak"
    MAHALLE = "mahalle"
    YOK = "yok"

    @property
    def rank(self) -> int:
        """0 for the best; usable for sorting and comparing."""
        return list(Kesinlik).index(self)
