"""Checks of printed totals: in any table that ends with a row of totals, whatever it is about.

A row of totals has as many figures as the table has number columns. Rows that leave a cell out are fitted
where the sums allow it. Sums along the rows and percentages are checked too.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.pages import without_page_numbers
from kbs_envanter.report.text import Report
from kbs_envanter.report.total_tables import (
    MOST_MISSING,
    TOTAL,
    TotalRow,
    TotalTable,
    read_table,
    table_title,
)

__all__ = ["check_totals"]

_LEAST_ROWS = 2
_WHOLE = Decimal(100)


def check_totals(report: Report, others: frozenset[int] = frozenset()) -> list[Finding]:
    """Check every row of totals of the report.

    Args:
        report: the report.
        others: lines of totals that are checked elsewhere.
    """
    findings: list[Finding] = []
    report = without_page_numbers(report)
    for line, folded in zip(report.lines, report.folded, strict=True):
        if line.no not in others and TOTAL.match(folded):
            table = read_table(report, line)
            if table is not None and table.rows:
                findings += _check(table_title(report, table), table)
    return findings


def _check(title: str, table: TotalTable) -> Iterator[Finding]:
    """Sums of the columns, sums along the rows, and percentages."""
    filled = _fit_missing(table)
    rows = [row for row in table.rows if len(row.cells) == table.width]
    lines = f"{table.rows[0].line.no}-{table.total.line.no}"
    columns = [_Column.of([row.cells[i] for row in rows], table.total.cells[i]) for i in range(table.width)]
    if all(column.verdict is Verdict.FAILS for column in columns):
        if table.width == 1 and (unit := _matching_unit(rows, columns[0])):
            own = [row for row in rows if row.unit == unit]
            columns = [_Column.of([row.cells[0] for row in own], table.total.cells[0])]
        elif table.has_strays or len(rows) < _LEAST_ROWS:
            return
    if filled:
        title = f"{title} ({filled} satırda boş hücre sayılmadı)"
    holding = [column for column in columns if column.verdict is Verdict.HOLDS and not column.is_ratio]
    if holding:
        printed = "; ".join(column.printed for column in holding)
        computed = "; ".join(format_decimal(column.computed) for column in holding)
        yield Finding(f"{title}: sütun toplamları", lines, printed, computed, Verdict.HOLDS)
    for i, column in enumerate(columns, 1):
        if column.verdict is not Verdict.HOLDS and not column.is_ratio:
            yield Finding(
                f"{title}: {i}. sütun toplamı",
                lines,
                column.printed,
                format_decimal(column.computed),
                column.verdict,
            )
    yield from _check_rows(title, rows, columns)
    yield from _check_percentages(title, rows, table.total, columns)


def _matching_unit(rows: Sequence[TotalRow], column: "_Column") -> str:
    """The unit whose rows make the total, in a table that has rows of several: ``TL`` beside ``kWh``."""
    for unit in dict.fromkeys(row.unit for row in rows):
        values = (value for row, value in zip(rows, column.values, strict=True) if row.unit == unit)
        if sum(values, Decimal(0)) == column.total:
            return unit
    return ""


@dataclass(frozen=True)
class _Column:
    """A column: its values, the printed total as text, and how the two compare."""

    values: tuple[Decimal, ...]
    printed: str
    total: Decimal
    is_percentage: bool

    @classmethod
    def of(cls, cells: Sequence[str], total: str) -> "_Column":
        style = column_style([cell.strip("%₺") for cell in (*cells, total)])
        values = [parse_number(cell.strip("%₺"), style).value or Decimal(0) for cell in (*cells, total)]
        percent = "%" in total or (values[-1] == _WHOLE and all(value <= _WHOLE for value in values[:-1]))
        return cls(tuple(values[:-1]), total.strip("%₺"), values[-1], percent)

    @property
    def computed(self) -> Decimal:
        return sum(self.values, Decimal(0))

    @property
    def is_ratio(self) -> bool:
        """A percentage that is no part of a whole: 99,92 % of a budget."""
        return self.is_percentage and self.total != _WHOLE

    @property
    def verdict(self) -> Verdict:
        difference = abs(self.computed - self.total)
        if difference == 0:
            return Verdict.HOLDS
        shares = sum(value != 0 for value in self.values)
        if self.is_percentage and difference <= shares * max(_last_digit(value) for value in self.values):
            return Verdict.ROUNDING
        return Verdict.FAILS


def _last_digit(value: Decimal) -> Decimal:
    """One in the last place that is written: 0.01 for ``16,63``."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def _fit_missing(table: TotalTable) -> str:
    """Put dashes where rows leave cells out, so that most columns come out; returns their lines."""
    short = [row for row in table.rows if len(row.cells) < table.width]
    if not short or len(short) > MOST_MISSING:
        return ""
    choices = [list(itertools.combinations(range(table.width), table.width - len(row.cells))) for row in short]
    originals = [list(row.cells) for row in short]
    best: tuple[int, list[list[str]]] = (-1, originals)
    for gaps in itertools.product(*choices):
        for row, original, gap in zip(short, originals, gaps, strict=True):
            row.cells = list(original)
            for position in gap:
                row.cells.insert(position, "-")
        right = sum(
            _Column.of([row.cells[i] for row in table.rows], table.total.cells[i]).verdict is Verdict.HOLDS
            for i in range(table.width)
        )
        if right > best[0]:
            best = (right, [list(row.cells) for row in short])
    for row, cells in zip(short, best[1], strict=True):
        row.cells = cells
    return ", ".join(f"{row.line.no}." for row in short)


def _check_rows(title: str, rows: Sequence[TotalRow], columns: Sequence[_Column]) -> Iterator[Finding]:
    """Where the last column is the sum of the others (of every second one, beside percentages)."""
    parts = [column for column in columns[:-1] if not column.is_percentage]
    whole = next((column for column in reversed(columns) if not column.is_percentage), None)
    parts = [column for column in parts if column is not whole]
    if whole is None or len(parts) < 2 or sum(part.total for part in parts) != whole.total:
        return
    for i, row in enumerate(rows):
        computed = sum((part.values[i] for part in parts), Decimal(0))
        if computed != whole.values[i]:
            printed = format_decimal(whole.values[i])
            yield Finding(f"{title}: satır toplamı", str(row.line.no), printed, format_decimal(computed), Verdict.FAILS)


def _check_percentages(
    title: str, rows: Sequence[TotalRow], total: TotalRow, columns: Sequence[_Column]
) -> Iterator[Finding]:
    """Shares of the column before, and ratios of the two columns before; only what differs is a finding."""
    for before, base, column in zip((None, *columns), columns, columns[1:], strict=False):
        if not column.is_percentage or base.is_percentage:
            continue
        for i, row in enumerate((*rows, total)):
            is_total = i == len(rows)
            printed = column.total if is_total else column.values[i]
            share = base.total if is_total else base.values[i]
            whole = base.total
            if column.is_ratio:
                if before is None:
                    break
                whole = before.total if is_total else before.values[i]
            if not whole:
                continue
            computed = share / whole * _WHOLE
            difference, digit = abs(computed - printed), _last_digit(printed)
            if difference > digit / 2:
                verdict = Verdict.ROUNDING if difference < digit else Verdict.FAILS
                yield Finding(
                    f"{title}: yüzde",
                    str(row.line.no),
                    format_decimal(printed),
                    format_decimal(round(computed, max(0, -int(digit.as_tuple().exponent)))),
                    verdict,
                )
