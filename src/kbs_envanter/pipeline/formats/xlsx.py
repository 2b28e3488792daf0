"""Excel workbook, row by row: texts stay texts, so no cell is ever run as a formula; times are typed."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import xlsxwriter

from kbs_envanter.pipeline.formats.table import EXCEL_TEXT, LOCAL_ZONE, Order

_CUT = EXCEL_TEXT - 1


def write(batches: Iterator[pa.RecordBatch], order: Order) -> None:
    """Write the workbook of the order: one sheet, the header frozen, a second sheet with what the columns mean."""
    options = {"constant_memory": True, "tmpdir": str(Path(order.path).parent)}
    with xlsxwriter.Workbook(order.path, options) as book:
        bold = book.add_format({"bold": True})
        formats = {
            "date-time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet = book.add_worksheet(order.name[:31])
        sheet.freeze_panes(1, 0)
        for place, (name, type_, _) in enumerate(order.columns):
            sheet.set_column(place, place, 20, formats.get(type_))
            sheet.write_string(0, place, name, bold)
        writers = [_writer(sheet, type_, formats.get(type_)) for _, type_, _ in order.columns]
        line = 0
        for batch in batches:
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                line += 1
                for place, (write_cell, value) in enumerate(zip(writers, row, strict=True)):
                    if value is not None:
                        write_cell(line, place, value)
        _explain(book, order, bold)


def _writer(sheet, type_: str, format_):
    if type_ in ("integer", "number"):
        return sheet.write_number
    if type_ == "boolean":
        return sheet.write_boolean
    if type_ in ("date", "date-time"):
        return lambda line, place, value: sheet.write_datetime(line, place, value, format_)
    return lambda line, place, value: sheet.write_string(
        line, place, value if len(value) <= EXCEL_TEXT else value[:_CUT] + "…"
    )


def _explain(book: xlsxwriter.Workbook, order: Order, bold) -> None:
    sheet = book.add_worksheet("sütunlar")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sheet.write_row(0, 0, ["sütun", f"açıklama (saatler: {LOCAL_ZONE}; EPSG:{order.srid})"], bold)
    for line, (name, _, title) in enumerate(order.columns, 1):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, title)
