"""Tables as text: in which encoding, with which separator, and its rows."""

import csv
import io

from kbs_envanter.pipeline.importing.types import Cell, Fault, ImportRefused, Sheet, cell, column_names, refuse_many

_SEPARATORS = {";": "noktalı virgül", ",": "virgül", "\t": "sekme", "|": "dik çizgi"}
_SAMPLE = 20


def read(content: bytes, name: str, layer: str | None) -> Sheet:
    """A CSV with a header.

    Raises:
        ImportRefused: it is no text, or no table.
    """
    text, encoding = _decoded(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header: list[str] = []
    sheet = Sheet(name, "csv", header, [], [], bilgi={"kodlama": encoding, "ayirici": _SEPARATORS[separator]})
    try:
        for given in reader:
            cells = [cell(each) for each in given]
            if not any(each is not None for each in cells):
                continue
            if not header:
                while cells and cells[-1] is None:
                    cells.pop()
                header += column_names(cells)
            else:
                _add(sheet, cells, reader.line_num)
                refuse_many(len(sheet.satirlar))
    except csv.Error as error:
        raise ImportRefused(
            f"{reader.line_num}. satır CSV olarak okunamadı; tırnakları denetleyin.",
            f"Line {reader.line_num} cannot be read as CSV; check its quotes.",
        ) from error
    return sheet


def _add(sheet: Sheet, cells: list[Cell], line: int) -> None:
    width = len(sheet.sutunlar)
    if any(each is not None for each in cells[width:]):
        fault = Fault(
            "", f"{len(cells)} hücre var, başlıkta {width}; ayırıcıyı ve tırnakları denetleyin.",
            f"{len(cells)} cells, the header has {width}; check separators and quotes.",
        )  # fmt: skip
        sheet.kusurlar[len(sheet.satirlar)] = [fault]
    sheet.satirlar.append((cells + [None] * width)[:width])
    sheet.numaralar.append(line)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and what its encoding is called.

    Windows-1254 is ISO-8859-9 with letters where that has control characters: bytes there tell one from the other.
    """
    for encoding, called in (("utf-8-sig", "UTF-8"), ("cp1254", "Windows-1254")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if called != "UTF-8" and not any(0x80 <= byte <= 0x9F for byte in content):
            called = "ISO-8859-9"
        return text, called
    raise ImportRefused(
        "Metin UTF-8, Windows-1254 ya da ISO-8859-9 değil; “CSV UTF-8” olarak kaydedin.",
        "The text is not UTF-8, Windows-1254 or ISO-8859-9; save it as “CSV UTF-8”.",
    )


def _separator(text: str) -> str:
    """The separator that parts the first lines into most columns, alike in most lines."""
    sample = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE]

    def score(separator: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=separator)]
        except csv.Error:
            return (0, 0)
        width = widths[0] if widths else 0
        return (sum(each == width for each in widths) if width > 1 else 0, width)

    return max(_SEPARATORS, key=score)
