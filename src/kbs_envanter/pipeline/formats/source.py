"""What is exported: a statement with one row a feature, and what its columns mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

GeometryType = Literal["Point", "MultiPolygon", "Geometry"]


class Column(Protocol):
    """A column of the statement. ``type``: string, integer, number, boolean, array, object, date or date-time."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Features to export.

    Attributes:
        name: the collection, in ASCII: names of files and layers.
        title: the collection as people call it.
        statement: SQL with the columns, a key and a PostGIS geometry, already filtered and in the target CRS.
        parameters: values of the statement's named placeholders.
        columns: which columns are written, in this order.
        srid: EPSG code of the target CRS; the geometry is (east, north) whatever the authority's order.
        north_first: the authority's axis order is (north, east): GeoJSON is written so (OGC 18-058r1, 7.5).
        geometry_type: what the geometry column holds.
        key: column that identifies a feature.
        geometry: the geometry column.
        feature: column that holds the finished GeoJSON feature as text, if the statement has one.
    """

    name: str
    title: str
    statement: str
    parameters: Mapping[str, Any]
    columns: Sequence[Column]
    srid: int = 4326
    north_first: bool = False
    geometry_type: GeometryType = "Geometry"
    key: str = "kod"
    geometry: str = "geom"
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How CSV is written: the byte order mark and ``;`` are for Excel, which with ``;`` reads decimal commas."""

    bom: bool = False
    separator: Literal[",", ";"] = ","


PLAIN_CSV = CsvStyle()


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def instant(column: Column, zone: str = "UTC", suffix: str = "Z") -> str:
    """SQL text of a point in time, to the millisecond."""
    return f"to_char(s.{quoted(column.name)} AT TIME ZONE '{zone}', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"{suffix}\"')"


def position(source: Source) -> list[tuple[str, str]]:
    """Columns with the coordinates of points, name and SQL: degrees for people, else east and north in metres."""
    if source.geometry_type == "MultiPolygon":
        return []
    names = ("boylam", "enlem") if source.srid == 4326 else ("x_dogu", "y_kuzey")
    digits = 7 if source.srid == 4326 else 3
    geometry = f"s.{quoted(source.geometry)}"
    if source.geometry_type == "Geometry":
        geometry = f"CASE WHEN ST_GeometryType({geometry}) = 'ST_Point' THEN {geometry} END"
    return [(name, f"round(ST_{axis}({geometry})::numeric, {digits})") for name, axis in zip(names, "XY", strict=True)]


def well_known_text(source: Source) -> str:
    """SQL text of the geometry, (east, north), to the centimetre."""
    return f"ST_AsText(s.{quoted(source.geometry)}, {7 if source.srid == 4326 else 3})"
