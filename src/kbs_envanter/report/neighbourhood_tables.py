"""Tables with a line for each neighbourhood, found by their shape, as printed cells."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, parse_number
from kbs_envanter.report.pages import without_page_numbers
from kbs_envanter.report.text import Line, Report, fold

__all__ = ["UNITS", "NeighbourhoodTable", "TableLine", "find_tables"]

_CELL = r"(?:[-–]|\d[\d.,]*)"
_ROW = re.compile(rf"(?P<name>\D*[^\W\d_]\.?)\s+(?P<cells>{_CELL}(?:\s+{_CELL})*)")
_TOTAL = re.compile(r"(genel )?toplam")
# Units as headers write them, folded, and their short form.
UNITS = {
    "m": "m",
    "mt": "m",
    "metre": "m",
    "m2": "m2",
    "metrekare": "m2",
    "adet": "adet",
    "ton": "ton",
    "km": "km",
    "kg": "kg",
    "kisi": "kisi",
    "hane": "hane",
    "saat": "saat",
    "tl": "tl",
    "yuzde": "yuzde",
}
_BRACKET = re.compile(r"\(([^()]*)\)")
_MAHALLE_HEADER = re.compile(r"mahalle(si|ler|leri)?\b")
_ROW_HEADER = re.compile(r"mahalle(si|ler|leri)?|adi|ismi|")
_MAHALLE_WORD = re.compile(r"(mahallesi|mah)$")
_HEADER_LINES = 14
# A table has at least so many lines of known neighbourhoods; a name wraps over so many lines.
_LEAST_ROWS = 3
_NAME_LINES = 3
# So many lines in a row may be page furniture before the table is taken to have ended.
_STRAY_LINES = 4


@dataclass(frozen=True, slots=True)
class TableLine:
    """A neighbourhood's cells as printed; ``doubt`` is Turkish."""

    first: int
    last: int
    mahalle: str
    cells: tuple[str, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NeighbourhoodTable:
    """A table: names and units of its columns, its lines and its printed total (None when it has none)."""

    first: int
    last: int
    columns: tuple[str, ...]
    units: tuple[str, ...]
    lines: tuple[TableLine, ...]
    total: TableLine | None


def find_tables(report: Report, names: NeighbourhoodNames) -> list[NeighbourhoodTable]:
    """Every neighbourhood table of the report, in order; a table that goes on over a page is one."""
    report = without_page_numbers(report)
    tables: list[NeighbourhoodTable] = []
    for index, folded in enumerate(report.folded):
        if _MAHALLE_HEADER.match(folded) and (not tables or report.lines[index].no > tables[-1].last):
            table = _read_table(report, index, names)
            if table is not None:
                tables.append(table)
    return tables


def _read_table(report: Report, index: int, names: NeighbourhoodNames) -> NeighbourhoodTable | None:
    """The table whose header begins at ``index`` (from 0), or None when no such lines follow."""
    reach = range(index + 1, min(index + _HEADER_LINES, len(report.lines)))
    start = next((at for at in reach if _is_first(_row_at(report.lines, at), names)), None)
    if start is None:
        return None
    header = " ".join(line.text for line in report.lines[index:start] if line.text)
    rows, total = _read_rows(report, start, names, set(fold(header).split()))
    if sum(names.find(row.mahalle) is not None for row in rows) < _LEAST_ROWS:
        return None
    columns, units = _columns(header, Counter(len(row.cells) for row in rows).most_common(1)[0][0])
    rows = _fill_gaps([_named(row, names) for row in rows], total, len(columns))
    last = total.last if total else rows[-1].last
    return NeighbourhoodTable(report.lines[index].no, last, columns, units, tuple(rows), total)


def _is_first(row: TableLine | None, names: NeighbourhoodNames) -> bool:
    """True for a row that is no end of a header run together with a row."""
    if row is None:
        return False
    is_whole = row.first == row.last and _MAHALLE_WORD.search(fold(row.mahalle)) is not None
    return is_whole or names.find(row.mahalle) is not None


def _read_rows(
    report: Report, start: int, names: NeighbourhoodNames, header: set[str]
) -> tuple[list[TableLine], TableLine | None]:
    """The lines from ``start`` on and the total; ``mahalle`` is the name as printed."""
    rows: list[TableLine] = []
    strays, at, cut_name = 0, start, ""
    while at < len(report.lines) and strays <= _STRAY_LINES:
        words = report.folded[at].split()
        row = None if header.issuperset(words) else _row_at(report.lines, at)
        if row is not None and _TOTAL.fullmatch(fold(row.mahalle)):
            return rows, row
        if row is not None and (names.find(row.mahalle) or _MAHALLE_WORD.search(fold(row.mahalle))):
            if cut_name and _MAHALLE_WORD.fullmatch(fold(row.mahalle)):
                row = replace(row, mahalle=f"{cut_name} {row.mahalle}")
            rows.append(row)
            at, strays, cut_name = row.last, 0, ""
            continue
        if names.find(report.lines[at].text):  # a name whose second line is on the next page
            cut_name = report.lines[at].text
        strays += not header.issuperset(words)
        at += 1
    return rows, None


def _row_at(lines: Sequence[Line], at: int) -> TableLine | None:
    """The row that begins with the line at ``at``: a name, wrapped or not, and its cells."""
    text, last = "", at
    if not lines[at].text or not lines[at].text[0].isalpha():
        return None
    for _ in range(_NAME_LINES):
        text = f"{text} {lines[last].text}".strip()
        match = _ROW.fullmatch(text)
        if match:
            cells = tuple(match["cells"].split())
            return TableLine(lines[at].no, lines[last].no, match["name"].strip(), cells)
        last = next((i for i in range(last + 1, min(last + 3, len(lines))) if lines[i].text), len(lines))
        if last == len(lines) or re.search(r"\d", text):
            return None
    return None


def _columns(header: str, count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and units of the columns. A unit in brackets ends a column's header."""
    columns, units = [], []
    words = itertools.dropwhile(lambda word: _ROW_HEADER.fullmatch(fold(word)), header.split())
    rest = " ".join(words)
    start = 0
    for bracket in _BRACKET.finditer(rest):
        unit = UNITS.get(fold(bracket[1]))
        if unit is not None:
            columns.append(_BRACKET.sub(" ", rest[start : bracket.start()]).strip())
            units.append(unit)
            start = bracket.end()
    if len(columns) != count:
        columns = [rest] if count == 1 else [f"{rest} {i}" for i in range(1, count + 1)]
        units = [""] * count
    return tuple(columns), tuple(units)


def _named(row: TableLine, names: NeighbourhoodNames) -> TableLine:
    found = names.find(row.mahalle)
    if found is None:
        return replace(row, mahalle="", doubt=f"“{row.mahalle}” tanınan bir mahalle adı değil")
    return replace(row, mahalle=found.ad)


def _fill_gaps(rows: list[TableLine], total: TableLine | None, count: int) -> list[TableLine]:
    """Give every row ``count`` cells; where cells are missing, the printed totals tell which."""
    whole = [row for row in rows if len(row.cells) == count]
    short = [row for row in rows if len(row.cells) != count]
    filled = []
    for row in rows:
        if len(row.cells) == count:
            filled.append(row)
            continue
        raw = " ".join(row.cells)
        cells = _place_cells(row, whole, total, count) if len(short) == 1 else None
        if cells is None:
            doubt = f"{count} hücre beklenirken “{raw}” yazılı; hangi sütunların olduğu belli değil"
        else:
            doubt = f"{count} hücre beklenirken “{raw}” yazılı; sütunlar toplam satırına göre seçildi"
        doubt = "; ".join(filter(None, (row.doubt, doubt)))
        filled.append(replace(row, cells=cells or ("",) * count, doubt=doubt))
    return filled


def _place_cells(
    row: TableLine, whole: Sequence[TableLine], total: TableLine | None, count: int
) -> tuple[str, ...] | None:
    """The cells of a short row placed so that every column adds up to its total, or None.

    Where several placements do, a cell is given only if all of them agree.
    """
    if total is None or len(total.cells) != count or len(row.cells) > count:
        return None
    fitting = []
    for places in itertools.combinations(range(count), len(row.cells)):
        cells = [""] * count
        for place, cell in zip(places, row.cells, strict=True):
            cells[place] = cell
        columns = [[other.cells[i] for other in whole] + [cells[i]] for i in range(count)]
        if all(_adds_up(column, total.cells[i]) for i, column in enumerate(columns)):
            fitting.append(tuple(cells))
    agreed = (options[0] if len(set(options)) == 1 else "" for options in zip(*fitting, strict=True))
    return tuple(agreed) if fitting else None


def _adds_up(column: Sequence[str], total: str) -> bool:
    style = column_style([*column, total])
    values = [parse_number(cell, style).value or Decimal(0) for cell in column]
    return sum(values, Decimal(0)) == parse_number(total, style).value
