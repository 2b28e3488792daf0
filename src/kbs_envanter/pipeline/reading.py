"""Read a whole report into a folder of CSV tables: all of them, or none."""

import csv
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.pipeline.profile import PROFILE, profile
from kbs_envanter.report import (
    allocations,
    article18,
    buildings,
    checks,
    expropriations,
    facilities,
    indicators,
    markets,
    pages,
    places,
    rented_in,
    rented_out,
    sports,
    works,
)
from kbs_envanter.report.record import Row, Unapplied, apply_corrections, read_corrections, write_csv
from kbs_envanter.report.text import Report, read_report

CORRECTIONS = "duzeltmeler.csv"
FOLDER = "rapor-{year}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report: its name, its columns and who reads it."""

    name: str
    columns: Sequence[str]
    read: Callable[[Report, NeighbourhoodNames], list[Row]]


TABLES = (
    Table(buildings.TABLO, buildings.COLUMNS, buildings.read_buildings),
    Table(sports.TABLO, sports.COLUMNS, sports.read_sports),
    Table(places.TABLO, places.COLUMNS, places.read_parks),
    Table(markets.TABLO, places.COLUMNS, markets.read_markets),
    Table(rented_in.TABLO, rented_in.COLUMNS, rented_in.read_rented_in),
    Table(rented_out.TABLO, rented_out.COLUMNS, rented_out.read_rented_out),
    Table(allocations.TABLO, allocations.COLUMNS, allocations.read_allocations),
    Table(expropriations.TABLO, expropriations.COLUMNS, expropriations.read_expropriations),
    Table(article18.TABLO, article18.COLUMNS, article18.read_article18),
    Table(works.TABLO, works.COLUMNS, works.read_works),
    Table(facilities.TABLO, facilities.COLUMNS, facilities.read_facilities),
    Table(indicators.TABLO, indicators.COLUMNS, indicators.read_indicators),
    Table(checks.TABLO, checks.COLUMNS, checks.read_findings),
)


@dataclass
class Reading:
    """What was read: rows by table, corrections that did not fit, and how many were made."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    unapplied: list[Unapplied] = field(default_factory=list)
    corrected: int = 0


def read_tables(path: Path, names: NeighbourhoodNames, data: Path, corrections: Path | None = None) -> Reading:
    """Read every table of a report and correct what no reader could know.

    Args:
        path: the report's text (UTF-8) or its PDF.
        names: the district's neighbourhoods.
        data: the committed facts; a ``rapor-<year>/duzeltmeler.csv`` there is used for a report of that year.
        corrections: another file of corrections to use in its place.

    Raises:
        ReportError: when the file is not a report that can be read, or the corrections are faulty.
    """
    spellings = profile(data).yazimlar if (data / PROFILE).exists() else {}
    report = pages.without_page_numbers(read_report(path, spellings))
    usual = data / FOLDER.format(year=indicators.report_year(report)) / CORRECTIONS
    wanted = read_corrections(corrections or usual) if corrections or usual.exists() else []
    reading = Reading()
    for table in TABLES:
        rows = table.read(report, names)
        reading.unapplied += apply_corrections(table.name, rows, wanted)
        reading.rows[table.name] = rows
    reading.corrected = len(wanted) - len(reading.unapplied)
    return reading


def write_tables(reading: Reading, folder: Path) -> None:
    """Write the tables as CSV files; a folder is never left with some of them new and some old.

    Raises:
        OSError: when the folder cannot be written; nothing is then changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = {table.name: table.columns for table in TABLES}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".yarim-") as draft:
        for name, rows in reading.rows.items():
            write_csv(Path(draft) / f"{name}.csv", columns[name], rows)
        for name in reading.rows:
            (Path(draft) / f"{name}.csv").replace(folder / f"{name}.csv")


def read_folder(folder: Path) -> dict[str, list[Row]]:
    """The tables of a report that was read before, by name; a table that is not there is empty."""
    tables = {}
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                tables[table.name] = list(csv.DictReader(file))
    return tables
