"""Neighbourhood tables: a line a neighbourhood, a column a measure (``gostergeler``, long form).

A table has no caption of its own. It is known by its header, which begins with ``MAHALLE``, and by lines that
begin with a known neighbourhood and go on with numbers or dashes. A measure is named after its column;
where two tables have the same columns, the words of the nearest heading are added.
"""

import re
from collections import Counter
from collections.abc import Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import Style, column_style, format_decimal, parse_number
from kbs_envanter.report.neighbourhood_tables import NeighbourhoodTable, TableLine, find_tables
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report, fold

__all__ = ["COLUMNS", "TABLO", "measure_names", "read_indicators", "report_year"]

TABLO = "gostergeler"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "mahalle",
    "gosterge",
    "birim",
    "deger_ham",
    "deger",
    "yil",
    "supheli",
)
_YEAR = re.compile(r"\b(\d{4}) yili faaliyet raporu|\bfaaliyet raporu (\d{4})\b")
# A heading stands within so many lines of its table and has at most so many words.
_HEADING_REACH = 15
_HEADING_WORDS = 8
_EMPTY_WORDS = {"ve", "ile", "calismalari", "isleri", "islemleri"}


def read_indicators(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read every neighbourhood table, measure by measure; an empty list when the report has none."""
    tables = find_tables(report, names)
    year = report_year(report)
    rows: list[Row] = []
    for table, measures in zip(tables, measure_names(report, tables), strict=True):
        for position, measure in enumerate(measures):
            style = column_style(line.cells[position] for line in table.lines)
            for line in table.lines:
                row = _read_cell(line, position, style=style)
                row |= {"gosterge": measure, "birim": table.units[position], "yil": year}
                row["sira"] = str(len(rows) + 1)
                rows.append({column: row[column] for column in COLUMNS})
    return rows


def report_year(report: Report) -> str:
    """The year that the report is about, by its title and running heads; empty when they do not say."""
    years = Counter(a or b for line in report.folded for a, b in _YEAR.findall(line))
    return years.most_common(1)[0][0] if years else ""


def measure_names(report: Report, tables: Sequence[NeighbourhoodTable]) -> list[list[str]]:
    """Unique names of the measures of each table, ASCII with underscores."""
    times = Counter(name for table in tables for name in table.columns)
    used: Counter[str] = Counter()
    named: list[list[str]] = []
    for table in tables:
        repeated = any(times[name] > 1 for name in table.columns)
        heading = _heading_words(report, table, tables) if repeated else []
        named.append([])
        for name in table.columns:
            words = fold(name).split()
            if times[name] > 1:
                words += [word for word in heading if not any(own.startswith(word) for own in words)]
            measure = "_".join(words)
            used[measure] += 1
            named[-1].append(measure if used[measure] == 1 else f"{measure}_{used[measure]}")
    return named


def _heading_words(report: Report, table: NeighbourhoodTable, tables: Sequence[NeighbourhoodTable]) -> list[str]:
    """Words of the nearest heading that shares a word with the columns, without the shared words."""
    columns = {word for name in table.columns for word in fold(name).split()} - _EMPTY_WORDS
    near = report.between(max(1, table.first - _HEADING_REACH), table.last + _HEADING_REACH)
    outside = [line for line in near if not any(other.first <= line.no <= other.last for other in tables)]
    for line in sorted(outside, key=lambda line: max(table.first - line.no, line.no - table.last)):
        words = fold(line.text).split()
        if columns & set(words) and len(words) <= _HEADING_WORDS and not re.search(r"\d", line.text):
            return [word for word in words if word not in columns | _EMPTY_WORDS]
    return []


def _read_cell(line: TableLine, position: int, *, style: Style) -> Row:
    raw = line.cells[position]
    reading = parse_number(raw, style)
    doubts = [line.doubt, reading.doubt]
    if not raw:
        doubts.append("Hücre yazılmamış")
    return {
        "satir_bas": str(line.first),
        "satir_son": str(line.last),
        "mahalle": line.mahalle,
        "deger_ham": raw,
        "deger": "" if reading.value is None else format_decimal(reading.value),
        "supheli": "; ".join(filter(None, doubts)),
    }
