"""Rows of the tables that the reader writes, their CSV form, and the corrections made by hand.

A row is a plain ``dict`` of texts, keyed by column name; ``satir_bas`` and ``satir_son`` are its first and
last line in the report.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kbs_envanter.report.errors import ReportError

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell that no reader could know: where it is, what was read, what it should be, and why.

    ``satir_bas`` is the first line of the row, ``satir`` the line that justifies the correction.
    """

    tablo: str
    satir_bas: str
    sutun: str
    eski: str
    yeni: str
    neden: str
    satir: str


@dataclass(frozen=True, slots=True)
class Unapplied:
    """A correction that does not fit what was read, and why."""

    correction: Correction
    tr: str
    en: str


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as UTF-8 CSV with ``\\n`` line ends; a key that is not a column is an error."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_corrections(path: Path) -> list[Correction]:
    """Read ``duzeltmeler.csv``.

    Raises:
        ReportError: when a column is missing or a correction gives no reason.
    """
    columns = [field.name for field in fields(Correction)]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise ReportError(
                f"{path}: sütunlar {', '.join(columns)} olmalı, {reader.fieldnames} bulundu.",
                f"{path}: the columns must be {', '.join(columns)}, found {reader.fieldnames}.",
            )
        corrections = []
        for row in reader:
            if None in row or None in row.values() or not row["neden"]:
                raise ReportError(
                    f"{path}, satır {reader.line_num}: yedi sütun dolu olmalı, neden boş olamaz.",
                    f"{path}, line {reader.line_num}: give all seven columns and a reason (neden).",
                )
            corrections.append(Correction(**row))
    return corrections


def apply_corrections(tablo: str, rows: list[Row], corrections: Iterable[Correction]) -> list[Unapplied]:
    """Change in ``rows`` the cells that the corrections of this table name.

    A correction is applied only where the cell holds what the correction says was read; the others
    are returned, so that the reader of next year's report is not changed silently.
    """
    unapplied = []
    for correction in corrections:
        if correction.tablo != tablo:
            continue
        place = f"{tablo}, satir_bas {correction.satir_bas}, {correction.sutun}"
        # Several rows may begin on one line; the one that holds what was read is meant.
        here = [row for row in rows if row["satir_bas"] == correction.satir_bas and correction.sutun in row]
        meant = next((row for row in here if row[correction.sutun] == correction.eski), None)
        if meant is not None:
            meant[correction.sutun] = correction.yeni
            continue
        if not here:
            tr, en = f"{place}: böyle bir hücre okunmadı.", f"{place}: no such cell was read."
        else:
            found = here[0][correction.sutun]
            tr = f"{place}: “{correction.eski}” bekleniyordu, “{found}” okundu."
            en = f"{place}: expected “{correction.eski}”, read “{found}”."
        unapplied.append(Unapplied(correction, tr, en))
    return unapplied
