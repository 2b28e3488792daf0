"""Excel workbooks: what their cells hold. No formula is calculated, no link is followed."""

import io
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from kbs_envanter.pipeline.importing.archives import opened, refuse_document_types
from kbs_envanter.pipeline.importing.types import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    ImportRefused,
    Sheet,
    cell,
    column_names,
    refuse_many,
)

# What openpyxl raises on workbooks that are none.
_DAMAGED = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, OSError, ParseError,
    RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip
_FEWEST_HEADINGS = 2  # a row with one filled cell above a table is its title


def read(content: bytes, name: str, layer: str | None) -> Sheet:
    """The chosen sheet of a workbook, else its first one with rows. A formula is read as the text that it is.

    Raises:
        ImportRefused: it cannot be read, has no such sheet, or leads to other files.
    """
    import openpyxl

    try:
        with opened(content) as archive:
            if any("externallinks/" in entry.lower() for entry in archive.namelist()):
                raise ImportRefused(
                    "Çalışma kitabı başka dosyalara bağlı; Veri › Bağlantıları düzenle ile bağlantıları kesin.",
                    "The workbook links to other files; break its links (Data › Edit links).",
                )
            refuse_document_types(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that do not matter here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                return _chosen(book, name, layer)
            finally:
                book.close()
    except _DAMAGED as error:
        raise ImportRefused(
            "Excel dosyası okunamıyor; açıp yeniden .xlsx olarak kaydedin.",
            f"The Excel file cannot be read; open it and save it as .xlsx again ({type(error).__name__}).",
        ) from error


def _chosen(book: Any, name: str, layer: str | None) -> Sheet:
    titles = [sheet.title for sheet in book.worksheets]
    if layer is not None and layer not in titles:
        listed = ", ".join(titles)
        raise ImportRefused(
            f"“{layer[:60]}” sayfası yok; olanlar: {listed}.", f"No sheet “{layer[:60]}”; there are: {listed}."
        )
    for sheet in book.worksheets:
        if layer in (None, sheet.title) and hasattr(sheet, "iter_rows"):
            found = _read_sheet(sheet, name)
            if found.satirlar or layer is not None:
                return found
    return Sheet(name, "xlsx", [], [], [])


def _read_sheet(sheet: Any, name: str) -> Sheet:
    sheet.reset_dimensions()  # a workbook may state any: its rows count
    made = Sheet(name, "xlsx", [], [], [], bilgi={"sayfa": sheet.title})
    formulas = 0
    for number, row in _rows(sheet):
        cells = [_cell(each.value) for each in row]
        formulas += sum(each.data_type == "f" for each in row)
        filled = sum(each is not None for each in cells)
        if not made.sutunlar:
            if filled >= _FEWEST_HEADINGS:
                while cells[-1] is None:
                    cells.pop()
                made.sutunlar += column_names(cells)
        elif filled:
            width = len(made.sutunlar)
            made.satirlar.append((cells + [None] * width)[:width])
            made.numaralar.append(number)
            refuse_many(len(made.satirlar))
    if formulas:
        made.bilgi["formul"] = str(formulas)
    return made


def _rows(sheet: Any) -> Iterator[tuple[int, Any]]:
    # A cell far to the right or below would be padded to: rows and columns have an end.
    rows = sheet.iter_rows(max_row=2 * MOST_ROWS, max_col=MOST_COLUMNS + 1)
    return enumerate(rows, start=1)


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat()
    return cell(value)
