"""A table on its way to the child process: the COPY statement that fills it, and what Arrow makes of each column."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from kbs_envanter.pipeline.formats.source import Source, instant, position, quoted, well_known_text

GEOMETRY = "geom"
KIND = "geometri_sinifi"
EXCEL_TEXT = 32_767  # characters in a cell
EXCEL_ROWS = 1_048_575  # of a sheet, without the header
LOCAL_ZONE = "Europe/Istanbul"


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is told: goes to it as JSON, before the rows.

    Attributes:
        format: key of the format.
        path: the file to write.
        name, title: of the layer.
        srid: EPSG code.
        geometry_type: of the layer.
        columns: name, type and title of each column but the geometry.
        indexed: a FlatGeobuf gets a spatial index.
    """

    format: str
    path: str
    name: str
    title: str
    srid: int
    geometry_type: str
    columns: list[list[str]]
    indexed: bool

    @property
    def geometry_columns(self) -> list[str]:
        """Columns behind the others: hexadecimal WKB, and its dimension where points and areas are parted."""
        return {"xlsx": [], "shp": [GEOMETRY, KIND]}.get(self.format, [GEOMETRY])

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def columns_of(source: Source, key: str) -> list[list[str]]:
    """Name, type and title of the columns that ``rows`` copies, without the geometry."""
    columns = [[c.name, c.type, c.title] for c in source.columns]
    if key == "xlsx":
        columns += [[name, "number", name] for name, _ in position(source)]
        columns.append(["geometri", "string", "Geometri (WKT)"])
    return columns


def rows(source: Source, key: str) -> str:
    """COPY of the table as CSV: what Arrow parses fastest. A workbook has text for its geometry."""
    zone = LOCAL_ZONE if key == "xlsx" else "UTC"
    cells = [
        f"{instant(c, zone, '') if c.type == 'date-time' else f's.{quoted(c.name)}'} AS {quoted(c.name)}"
        for c in source.columns
    ]
    geometry = f"s.{quoted(source.geometry)}"
    if key == "xlsx":
        cells += [f"{sql} AS {quoted(name)}" for name, sql in position(source)]
        wkt = well_known_text(source)
        cells.append(f"CASE WHEN length({wkt}) <= {EXCEL_TEXT} THEN {wkt} END AS geometri")
    else:
        cells.append(f"encode(ST_AsBinary({geometry}, 'NDR'), 'hex') AS {GEOMETRY}")
    if key == "shp":
        cells.append(f"ST_Dimension({geometry}) AS {KIND}")
    return f"COPY (SELECT {', '.join(cells)} FROM ({source.statement}) s) TO STDOUT (FORMAT csv)"


def framed(piece: bytes) -> bytes:
    """A piece behind its length: so it arrives whole, and an empty one says that nothing is missing."""
    return len(piece).to_bytes(8, "big") + piece


def frames(stream: IO[bytes]) -> Iterator[bytes]:
    """The pieces that ``framed`` made.

    Raises:
        EOFError: when the stream ends before the empty piece.
    """
    while length := int.from_bytes(_exactly(stream, 8), "big"):
        yield _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    piece = stream.read(length)
    if len(piece) < length:
        raise EOFError("the rows break off")
    return piece


def count_up_to(source: Source, limit: int) -> str:
    """How many rows there are, counted to ``limit``."""
    return f"SELECT count(*) FROM (SELECT FROM ({source.statement}) s LIMIT {limit}) n"


def indexable(source: Source, limit: int) -> str:
    """Whether there are at most ``limit`` rows and each has a geometry."""
    geometry = f"s.{quoted(source.geometry)}"
    return (
        f"SELECT count(*) <= {limit} AND count(*) = count(g) "
        f"FROM (SELECT {geometry} AS g FROM ({source.statement}) s LIMIT {limit + 1}) n"
    )
