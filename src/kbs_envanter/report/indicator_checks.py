"""Checks of the neighbourhood tables: printed totals against the lines, and against the summary of works.

The summary names its works in other words than the table columns do (``Bordür Boyama Çalışmaları``, ``BORDÜR
BOYASI``), so that the two are paired by unit and by the stems of their words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, parse_number
from kbs_envanter.report.findings import Finding
from kbs_envanter.report.indicators import measure_names
from kbs_envanter.report.neighbourhood_tables import UNITS, NeighbourhoodTable, find_tables
from kbs_envanter.report.quantities import compare
from kbs_envanter.report.text import Report, fold

__all__ = ["check_indicators"]

# A line of the summary: last year's figure, this year's, the unit.
_SUMMARY = re.compile(r"(?P<title>.*?)(?:-\s+)?\b(\d[\d.,]*)\s+(?P<figure>\d[\d.,]*)\s+(?P<unit>[^\W\d]\w*²?).*")
_SUMMARY_HEADING = "sayilarla "
# The title wraps over so many lines above its figures.
_TITLE_LINES = 3
_STEM = 4
_EMPTY_STEMS = {"cali", "isle", "ile", "icin"}
# The least share of stems in common: one of five.
_LEAST_LIKENESS = 0.2


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A measure of a table or a line of the summary."""

    line: int
    stems: frozenset[str]
    unit: str
    figure: str
    value: Decimal


def check_indicators(report: Report, names: NeighbourhoodNames) -> list[Finding]:
    """Every printed total against the sum of its lines, and every sum against the summary of works."""
    findings: list[Finding] = []
    sums: dict[str, _Quantity] = {}
    tables = find_tables(report, names)
    for table, measures in zip(tables, measure_names(report, tables), strict=True):
        for position, measure in enumerate(measures):
            total = table.total.cells[position] if _has_totals(table) and table.total else ""
            cells = [line.cells[position] for line in table.lines]
            computed = _sum([*cells, total])
            if total and table.total:
                line = str(table.total.last)
                style = column_style([*cells, total])
                findings.append(compare(f"{measure}: mahalleler toplamı", line, [total], computed, style))
            stems = _stems(measure.replace("_", " "))
            sums[measure] = _Quantity(table.first, stems, table.units[position], "", computed)
    for measure, summary in _pair(sums, _summary(report, tables)).items():
        ne = f"{measure}: mahalleler toplamı ile özet tablodaki yıl sonu"
        findings.append(compare(ne, str(summary.line), [summary.figure], sums[measure].value, "tr"))
    return findings


def _has_totals(table: NeighbourhoodTable) -> bool:
    return table.total is not None and len(table.total.cells) == len(table.columns)


def _sum(cells: Sequence[str]) -> Decimal:
    """Sum of a column without its total, which is the last cell and only helps to tell the column's style."""
    style = column_style(cells)
    return sum((parse_number(cell, style).value or Decimal(0) for cell in cells[:-1]), Decimal(0))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in fold(text).split() if len(word) > 2) - _EMPTY_STEMS


def _summary(report: Report, tables: Sequence[NeighbourhoodTable]) -> list[_Quantity]:
    """The lines of the summary of works above the tables, in the chapter of the same directorate."""
    if not tables:
        return []
    above = report.folded[: tables[0].first - 1]
    heading = next((folded for folded in reversed(above) if folded.startswith(_SUMMARY_HEADING)), None)
    found = []
    for index in range(above.index(heading) if heading else len(above), len(above)):
        match = _SUMMARY.fullmatch(report.lines[index].text)
        unit = UNITS.get(fold(match["unit"])) if match else None
        if match and unit:
            title = " ".join([*_title_above(report, index), match["title"]])
            value = parse_number(match["figure"], "tr").value or Decimal(0)
            found.append(_Quantity(index + 1, _stems(title), unit, match["figure"], value))
    return found


def _title_above(report: Report, index: int) -> Iterable[str]:
    """The lines above that belong to the title: none has figures."""
    lines: list[str] = []
    for line in reversed(report.lines[max(0, index - 2 * _TITLE_LINES) : index]):
        if re.search(r"\d", line.text) or len(lines) == _TITLE_LINES:
            break
        if line.text:
            lines.insert(0, line.text)
    return lines


def _pair(measures: dict[str, _Quantity], summary: Sequence[_Quantity]) -> dict[str, _Quantity]:
    """The summary line of each measure that has one; the likest pairs are taken first, each side once."""
    pairs = sorted(
        (
            (-_likeness(own, other), abs(own.value - other.value), measure, other.line)
            for measure, own in measures.items()
            for other in summary
            if own.unit == other.unit and _likeness(own, other) >= _LEAST_LIKENESS
        ),
    )
    by_line = {other.line: other for other in summary}
    paired: dict[str, _Quantity] = {}
    for _, _, measure, line in pairs:
        if measure not in paired and line in by_line:
            paired[measure] = by_line.pop(line)
    return paired


def _likeness(one: _Quantity, other: _Quantity) -> float:
    return len(one.stems & other.stems) / len(one.stems | other.stems)
