"""The words of an import: what a file holds, what a person says of it, and why it cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbs_envanter.domain.errors import UserError

MOST_BYTES = 50_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767  # what a spreadsheet's cell holds

# Text, or a number or truth value that the file keeps as such; None is an empty cell.
Cell = str | int | float | None
Point = tuple[float, float]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class ImportRefused(UserError):
    """A file or an import cannot be taken; says what to do, in Turkish and English. Nothing was written."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en = tr, en


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken. ``sutun`` is the file's column, or "" where none is at fault."""

    sutun: str
    tr: str
    en: str


@dataclass(slots=True)
class Sheet:
    """The rows of a file as it gives them, whatever its format.

    Attributes:
        ad: the file's name, without folders.
        tur: ``csv``, ``xlsx``, ``geojson``, ``kml``, ``gpkg``, ``shp`` or ``dxf``.
        sutunlar: names of the columns, each once.
        satirlar: a list of cells each, as long as ``sutunlar``.
        numaralar: where a row stands: a table's line, a drawing's record from 1.
        noktalar: a point inside each row's shape, east before north; empty for a table.
        crs: coordinate system of the points as the file states it (EPSG code or WKT); None: it does not.
        kusurlar: faults of rows that could not be read, by index.
        bilgi: what was found out about the file: its encoding, its separator, its layer.
    """

    ad: str
    tur: str
    sutunlar: list[str]
    satirlar: list[list[Cell]]
    numaralar: list[int]
    noktalar: list[Point | None] = field(default_factory=list)
    crs: str | None = None
    kusurlar: dict[int, list[Fault]] = field(default_factory=dict)
    bilgi: dict[str, str] = field(default_factory=dict)

    @property
    def signature(self) -> list[str]:
        """What tells files of one kind: the names of their columns."""
        return sorted(self.sutunlar)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says about a file.

    Attributes:
        esleme: column -> field of ``mapping.FIELDS``; a column that is not there is left.
        tur: kind of the rows that tell none.
        crs: coordinate system of the coordinates, such as ``EPSG:5254``; None: as the file says, else as proposed.
        kesinlik, belirsizlik_m: precision of the positions, where the rows tell none.
        onay: confirm what is only warned of, such as a point far from its neighbourhood.
    """

    esleme: Mapping[str, str] = field(default_factory=dict)
    tur: str | None = None
    crs: str | None = None
    kesinlik: str = "yer"
    belirsizlik_m: float = 25.0
    onay: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is kept between preview and apply."""
        return {name: getattr(self, name) for name in self.__slots__} | {"esleme": dict(self.esleme)}


def refuse_many(rows: int) -> None:
    """Refuse what has more rows than may be.

    Raises:
        ImportRefused: naming the limit.
    """
    if rows > MOST_ROWS:
        raise ImportRefused(
            f"{MOST_ROWS:,} satırdan çok var; dosyayı bölün.".replace(",", "."),
            f"There are more than {MOST_ROWS:,} rows; split the file.",
        )


def cell(value: Any) -> Cell:
    """A value as a cell: NaN and empty texts are None, halves of surrogate pairs are replaced."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, int | float):
        return value
    text = str(value)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > LONGEST_CELL:
        raise ImportRefused(
            f"{LONGEST_CELL} karakterden uzun bir hücre var; dosyayı denetleyin.",
            f"There is a cell longer than {LONGEST_CELL} characters; check the file.",
        )
    if text[:1] == "'" and text[1:2] in _FORMULA:
        text = text[1:]  # so that no spreadsheet calculates it: ours, or the spreadsheet's own
    return text if text.strip() else None


def column_names(given: list[Cell]) -> list[str]:
    """Names of columns, each once: an empty one is ``Sütun 3``, a second ``ad`` is ``ad (2)``.

    Raises:
        ImportRefused: there are too many.
    """
    if len(given) > MOST_COLUMNS:
        raise ImportRefused(
            f"{MOST_COLUMNS} sütundan çok var; gerekenleri bırakın.",
            f"There are more than {MOST_COLUMNS} columns; leave those that matter.",
        )
    names: list[str] = []
    for number, value in enumerate(given, start=1):
        plain = " ".join(str(value or "").replace("\0", " ").split())[:100] or f"Sütun {number}"
        name, again = plain, 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return names
