"""A CSV of somebody's own, with a mahalle in each row: read, checked, summed by mahalle, and not kept."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, parse_number
from kbs_envanter.domain.text import katla
from kbs_envanter.webmap.thematic_choice import LARGEST

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
_SHOWN_FAULTS = 50
_LONGEST_CELL = 60
_PLACE_COLUMNS = (
    "mahalle",
    "mahalle adi",
    "mahalle ad",
    "mahalle kod",
    "mahalle kodu",
    "neighbourhood",
    "neighborhood",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and how to put it right; ``satir`` is the line of the file, None for the whole of it."""

    satir: int | None
    tr: str
    en: str


class BadFile(Exception):
    """A file that cannot be drawn: all its faults, the first fifty of them worded."""

    def __init__(self, faults: Sequence[Fault], status: int = 422) -> None:
        super().__init__("; ".join(fault.tr for fault in faults[:3]))
        self.faults, self.count, self.status = list(faults[:_SHOWN_FAULTS]), len(faults), status


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The sum of each mahalle, the column it came from (None: its rows were counted) and how many rows there were."""

    degerler: dict[str, float]
    sutun: str | None
    satirlar: int


def form_fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a ``multipart/form-data`` body.

    Raises:
        BadFile: when it is none.
    """
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1") + body)
    if message.get_content_type() != "multipart/form-data" or not message.is_multipart():
        raise _bad(
            "Form okunamadı; dosyayı sayfadaki formdan gönderin.", "The form cannot be read; use the page's form."
        )
    fields = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content
    return fields


def read_table(content: bytes, neighbourhoods: Sequence[Neighbourhood], column: str = "") -> Uploaded:
    """The values of a file by mahalle. Rows of one mahalle are summed; without a column of numbers they are counted.

    Args:
        content: CSV with a header, UTF-8 or cp1254, comma or semicolon.
        neighbourhoods: all that a row may name, in any spelling.
        column: the column of numbers; empty: the first that is mostly numbers.

    Raises:
        BadFile: with every faulty row; nothing is drawn of such a file.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    header, rows = _rows(_text(content))
    place = next((i for i, name in enumerate(header) if _folded(name) in _PLACE_COLUMNS), None)
    if place is None:
        raise _bad(
            f"“mahalle” sütunu yok; başlıklar: {_listed(header)}. Bir sütunun adını “mahalle” yapın.",
            f"No column is called “mahalle”; the header has: {_listed(header)}.",
        )
    number = _number_column(header, rows, place, column)
    names = NeighbourhoodNames(Neighbourhood(n.kod, n.ad, (*n.spellings, n.kod)) for n in neighbourhoods)
    style = column_style(cells[number] for _, cells in rows) if number is not None else "plain"
    faults: list[Fault] = []
    sums: dict[str, Decimal] = {}
    for line, cells in rows:
        found = names.find(cells[place])
        if found is None:
            faults.append(_unknown_place(line, cells[place]))
        if number is None:
            value: Decimal | None = Decimal(1)
        else:
            reading = parse_number(cells[number], style)
            value = reading.value
            if (value is None and reading.doubt) or (value is not None and abs(value) > LARGEST / MOST_ROWS):
                faults.append(_no_number(line, header[number], cells[number]))
        if found is not None and value is not None:
            sums[found.kod] = sums.get(found.kod, Decimal(0)) + value
    if faults:
        raise BadFile(faults)
    if not sums:
        raise _bad("Dosyada değeri olan satır yok.", "The file has no row with a value.")
    values = {kod: float(value) for kod, value in sums.items()}
    return Uploaded(values, None if number is None else header[number].strip(), len(rows))


def too_large() -> BadFile:
    """Of a file that is larger than it may be."""
    fault = Fault(None, "Dosya 1 MB’tan büyük; küçültün ya da bölün.", "The file is larger than 1 MB; make it smaller.")
    return BadFile([fault], status=413)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1254"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _bad(
        "Dosya UTF-8 ya da Windows-1254 metni değil; CSV olarak kaydedin.",
        "The file is no UTF-8 or Windows-1254 text; save it as CSV.",
    )


def _rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and every row that is not blank with its line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    rows: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    header: list[str] = []
    for line, cells in _cells(reader):
        if not header:
            header = cells
        elif len(cells) != len(header):
            faults.append(
                Fault(
                    line,
                    f"{len(cells)} hücre var, başlıkta {len(header)}; ayırıcıyı ve tırnakları denetleyin.",
                    f"{len(cells)} cells, the header has {len(header)}; check separators and quotes.",
                )
            )
        else:
            rows.append((line, cells))
        if len(rows) > MOST_ROWS:
            raise _bad("5.000’den çok satır var; dosyayı bölün ya da toplayın.", "More than 5,000 rows.")
    if faults:
        raise BadFile(faults)
    if not rows:
        raise _bad("Dosyada başlık ve en az bir satır olmalı.", "The file needs a header and at least one row.")
    return header, rows


def _cells(reader: Any) -> Iterator[tuple[int, list[str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _bad(
                f"{reader.line_num}. satır CSV olarak okunamadı; tırnakları denetleyin.",
                f"Line {reader.line_num} cannot be read as CSV; check its quotes.",
            ) from error
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _number_column(header: list[str], rows: list[tuple[int, list[str]]], place: int, wanted: str) -> int | None:
    if wanted:
        for i, name in enumerate(header):
            if _folded(name) == _folded(wanted):
                return i
        raise _bad(
            f"“{_short(wanted)}” diye bir sütun yok; başlıklar: {_listed(header)}.",
            f"There is no column “{_short(wanted)}”; the header has: {_listed(header)}.",
        )
    for i in range(len(header)):
        filled = [cells[i] for _, cells in rows if cells[i].strip()]
        if i != place and filled and 2 * sum(parse_number(cell).value is not None for cell in filled) > len(filled):
            return i
    return None


def _unknown_place(line: int, cell: str) -> Fault:
    if not cell.strip():
        return Fault(
            line, "Mahalle boş; doldurun ya da satırı silin.", "The mahalle is empty; fill it in or drop the row."
        )
    return Fault(
        line,
        f"“{_short(cell)}” bu ilçenin bir mahallesi değil; yazımını düzeltin ya da satırı silin.",
        f"“{_short(cell)}” is no neighbourhood of this district; correct it or drop the row.",
    )


def _no_number(line: int, column: str, cell: str) -> Fault:
    return Fault(
        line,
        f"“{_short(column)}” sütununda “{_short(cell)}” sayı değil; örneği: 1.234,5. Bilinmiyorsa boş bırakın.",
        f"“{_short(cell)}” in column “{_short(column)}” is no number; leave it empty when it is not known.",
    )


def _bad(tr: str, en: str) -> BadFile:
    return BadFile([Fault(None, tr, en)])


def _folded(name: str) -> str:
    return " ".join(katla(name).replace("_", " ").split())


def _listed(header: Sequence[str]) -> str:
    return ", ".join(_short(name) for name in header[:12])


def _short(text: str) -> str:
    return text.strip()[:_LONGEST_CELL]
