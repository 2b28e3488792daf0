"""Rows that were not taken, as a file to put right and send again: the file's own cells, and why."""

import csv
import io
from collections.abc import Sequence

from kbs_envanter.pipeline.importing.preview import Row
from kbs_envanter.pipeline.importing.types import Cell, Sheet

# A spreadsheet would run a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO, _REASON, _REASON_EN = "satir", "neden", "reason"


def rejects_table(sheet: Sheet, rows: Sequence[Row]) -> list[list[Cell]]:
    """A header and the rejected rows. No cell begins what a spreadsheet would calculate."""
    table: list[list[Cell]] = [[_NO, *map(harmless, sheet.sutunlar), _REASON, _REASON_EN]]
    for row in rows:
        if row.islem == "ret":
            cells = [harmless(value) for value in sheet.satirlar[row.sira]]
            reasons = ("; ".join(_named(f.sutun, f.tr) for f in row.kusurlar), "; ".join(f.en for f in row.kusurlar))
            table.append([row.no, *cells, *map(harmless, reasons)])
    return table


def rejects_csv(sheet: Sheet, rows: Sequence[Row]) -> bytes:
    """The rejected rows as CSV that a spreadsheet opens as text (UTF-8, semicolons)."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rejects_table(sheet, rows))
    return out.getvalue().encode("utf-8-sig", "replace")


def rejects_xlsx(sheet: Sheet, rows: Sequence[Row]) -> bytes:
    """The rejected rows as a workbook; texts stay texts."""
    import xlsxwriter

    out = io.BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, how)
    page = book.add_worksheet("Reddedilenler")
    page.freeze_panes(1, 0)
    for n, cells in enumerate(rejects_table(sheet, rows)):
        page.write_row(n, 0, cells)
    book.close()
    return out.getvalue()


def harmless(value: Cell) -> Cell:
    """A cell that no spreadsheet calculates: a text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str):
        plain = value.replace("\0", " ")
        return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) or plain.startswith(_FORMULA) else plain
    return value


def _named(column: str, reason: str) -> str:
    return f"{column}: {reason}" if column else reason
