"""Tables that end with a row of totals: the figures that end each line above it are its parts."""

import re
from dataclasses import dataclass, field

from kbs_envanter.report.prose import is_running_head
from kbs_envanter.report.text import TABLE_CAPTION, Line, Report, fold, is_capitals

TOTAL = re.compile(r"(?P<grand>genel )?toplam\b")
_CELL = re.compile(r"%?[₺]?\d[\d.,]*[%₺]?|[-–]")
_UNIT = re.compile(r"₺|tl|m2|m²|h|ha|%|m3|adet|kwh", re.IGNORECASE)
_ORDINAL = re.compile(r"0?(\d{1,3})\.?")
# So many lines without figures in a row are not the inside of a table.
_LINES_WITHOUT_FIGURES = 7
_LONGEST_TABLE = 220
_PROSE_WORDS = 6
# A row may leave so many cells out.
MOST_MISSING = 2
_HEADING_REACH = 25
_HEADER_WORD = re.compile(
    r"\b(sayisi|orani|sayi|toplam|sira|s n|no|m2|adedi|durumu|duzeyi|bedeli|alani?|metre|adet|saa1)\b|"
    r"gerceklesme oran|araligi"
)
_FOOT_LINES = 4
_CHAPTER = re.compile(r"sayilarla (.* mudurlugu)")


@dataclass
class TotalRow:
    """The figures that end a line, and the word before them."""

    line: Line
    cells: list[str]
    unit: str = ""


@dataclass
class TotalTable:
    """A row of totals and the rows above it; ``has_strays`` when figures stand there that fit no row."""

    total: TotalRow
    rows: list[TotalRow] = field(default_factory=list)
    has_strays: bool = False

    @property
    def width(self) -> int:
        return len(self.total.cells)


def read_table(report: Report, line: Line) -> TotalTable | None:
    """The table above a row of totals; None when the line is no such row."""
    total = _read_row(line)
    words = TOTAL.sub("", fold(line.text), count=1)
    if not total.cells or re.search(r"[a-z]{3,}", re.sub(r"\b(adet|kwh)\b", "", words)):
        return None
    table = TotalTable(total)
    own = TOTAL.match(fold(line.text))
    is_grand = own is not None and bool(own["grand"])
    silent = 0
    for above in reversed(report.lines[max(0, line.no - 1 - _LONGEST_TABLE) : line.no - 1]):
        if not above.text or is_running_head(fold(above.text)) or _is_page_number(report, above):
            continue
        row = _read_row(above)
        match = TOTAL.match(fold(above.text))
        is_subtotal = match and not match["grand"] and is_grand
        if TABLE_CAPTION.match(above.text) or (match and not is_subtotal) or _is_prose(above.text):
            break
        silent = 0 if row.cells else silent + 1
        if silent > _LINES_WITHOUT_FIGURES:
            break
        if len(row.cells) >= max(1, table.width - MOST_MISSING):
            table.rows.insert(0, row)
        table.has_strays |= 0 < len(row.cells) < table.width - MOST_MISSING
        if is_subtotal:
            break
    _drop_ordinals(table)
    return table


def _read_row(line: Line) -> TotalRow:
    words = line.text.split()
    cells: list[str] = []
    while words and (_CELL.fullmatch(words[-1]) or (_UNIT.fullmatch(words[-1]) and len(words) > 1)):
        word = words.pop()
        if _CELL.fullmatch(word):
            cells.insert(0, word)
    return TotalRow(line, cells, fold(words[-1]) if words else "")


def _is_page_number(report: Report, line: Line) -> bool:
    """A number alone above a heading in capitals, which begins the next page."""
    if not line.text.isdigit():
        return False
    following = (below.text for below in report.lines[line.no : line.no + _FOOT_LINES] if below.text)
    return is_capitals(next(following, ""), words=2)


def _is_prose(text: str) -> bool:
    return text.endswith(".") and len(text.split()) >= _PROSE_WORDS and not is_capitals(text)


def _drop_ordinals(table: TotalTable) -> None:
    """Leave out lines that hold only the number of a row, and cells beyond the width."""
    expected = 1
    kept = []
    for row in table.rows:
        first = _ORDINAL.fullmatch(row.line.text.split()[0])
        if first and int(first[1]) == expected:
            expected += 1
            if len(row.line.text.split()) == 1:
                continue
        row.cells = row.cells[-table.width :]
        kept.append(row)
    table.rows = kept


def table_title(report: Report, table: TotalTable) -> str:
    """The caption above the first row, or the nearest heading in capitals that is no column header."""
    first = table.rows[0].line.no
    above = report.lines[max(0, first - _HEADING_REACH) : first - 1]
    for line in reversed(above):
        if TABLE_CAPTION.match(line.text) or TOTAL.match(fold(line.text)):
            if TABLE_CAPTION.match(line.text):
                return line.text
            break
    for line in reversed(above):
        words = fold(line.text)
        if is_capitals(line.text, words=2) and not _read_row(line).cells and not _HEADER_WORD.search(words):
            return f"{line.text} ({_directorate(report, first)})" if words.startswith("performans") else line.text
    return next((line.text for line in reversed(above) if line.text and not _HEADER_WORD.search(fold(line.text))), "")


def _directorate(report: Report, before: int) -> str:
    """The directorate whose chapter a line stands in."""
    chapters = (line.text for line in reversed(report.lines[:before]) if _CHAPTER.fullmatch(fold(line.text)))
    return next(chapters, "").partition(" ")[2]
