"""A district: what the program has to know of a municipality beside its data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class District:
    """A district and its municipality.

    Attributes:
        kod: national code.
        ad: name, such as ``Küçükçekmece``.
        il: province.
        yayinci: who publishes its open data.
        yil: year of the report that its inventory was set up from.
        tapu_mahalleleri: cadastral areas, as the land registry names them.
        merkez: latitude and longitude that its map shows first.
        yakinlik: zoom of that view.
        renk: colour of its pages' head, ``#rrggbb``; None for the program's own.
        yazimlar: captions and column heads of its report, and what the readers call them.
    """

    kod: int
    ad: str
    il: str
    yayinci: str
    yil: int
    tapu_mahalleleri: tuple[str, ...]
    merkez: tuple[float, float]
    yakinlik: float = 12
    renk: str | None = None
    yazimlar: Mapping[str, str] = field(default_factory=dict)

    @property
    def belge(self) -> str:
        """Name of that report as a source."""
        return f"Faaliyet Raporu {self.yil}"

    @property
    def klasor(self) -> str:
        """Folder of that report's tables."""
        return f"rapor-{self.yil}"
