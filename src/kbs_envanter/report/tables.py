"""The lines of one table: found by its caption and header, freed from what every new page repeats."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbs_envanter.report.text import TABLE_CAPTION, Line, Report, fold, is_capitals, is_heading

_NUMBERED = re.compile(r"(?:\d+\.)+\d*\.?\s*|[^\W\d_]\s*-\s*")
_PAGE_NUMBER = re.compile(r"[0-9]{1,4}")
_RUNNING_HEAD = re.compile(r"(?:\d{4} (?:yili )?)?faaliyet raporu(?: \d{4})?")
# A header follows its caption within a few lines.
_HEADER_REACH = 5
# Away from a caption, a line is a header when it has this many words and all are words of the header.
_HEADER_WORDS = 3


def table_lines(report: Report, title: str, header: str, until: Sequence[str] = ()) -> list[Line]:
    """The body of a table: from below its caption and header to the next caption or numbered heading.

    Args:
        report: the report.
        title: words of the caption, such as ``hizmet binaları tablosu``.
        header: all words that may stand in the column header, in any order.
        until: titles of headings that also end the table. Any other ``TABLO n`` caption and any numbered
            heading in capitals end it anyway.

    Captions and headers that come again on a new page are left out, with page numbers, running heads and
    the empty lines below them; the next line kept has ``page`` set. Other empty lines are kept, because
    they often separate cells and rows. The list is empty when the report has no such table.
    """
    words = frozenset(fold(header).split())
    start = _start(report, title, words)
    if start is None:
        return []
    return list(_body(report.lines[start : _end(report, start, title, until)], fold(title), words))


def _start(report: Report, title: str, words: frozenset[str]) -> int | None:
    """Index of the line below the caption that the header follows; without one, of the header itself."""
    for caption in report.find_captions(title):
        reach = report.lines[caption.no : caption.no + _HEADER_REACH]
        if any(_is_header(line, words, least=1) for line in reach):
            return caption.no
    least = max(_HEADER_WORDS, len(words) // 2)
    return next((line.no - 1 for line in report.lines if _is_header(line, words, least)), None)


def _end(report: Report, start: int, title: str, until: Sequence[str]) -> int:
    own, stops = fold(title), [fold(stop) for stop in until]
    for line in report.lines[start:]:
        if is_heading(line.text, own):
            continue
        numbered = _NUMBERED.match(line.text)
        if (
            TABLE_CAPTION.match(line.text)
            or (numbered and is_capitals(line.text[numbered.end() :], words=2))
            or any(is_heading(line.text, stop) for stop in stops)
        ):
            return line.no - 1
    return len(report.lines)


def _body(lines: Sequence[Line], title: str, header: frozenset[str]) -> Iterator[Line]:
    """Keep what is neither caption nor header nor page furniture; see ``table_lines``."""
    page_numbers = _page_numbers(lines)
    seen: set[str] | None = set()  # header words since the last caption; None in the rows
    new_page = True
    for line in lines:
        if not line.text:
            if not new_page:
                yield line
        elif is_heading(line.text, title):
            seen, new_page = set(), True
        elif _is_header(line, header, _HEADER_WORDS if seen is None else 1) and _is_fresh(line, seen):
            seen, new_page = (seen or set()) | set(fold(line.text).split()), True
        elif line.no in page_numbers or _RUNNING_HEAD.fullmatch(fold(line.text)):
            new_page = True
        else:
            yield replace(line, page=line.page or new_page)
            seen, new_page = None, False


def _is_header(line: Line, words: frozenset[str], least: int) -> bool:
    found = fold(line.text).split()
    return len(found) >= least and words.issuperset(found)


def _is_fresh(line: Line, seen: set[str] | None) -> bool:
    """A header says a word twice only in capitals; in small letters it is the first cell of a row."""
    return not seen or seen.isdisjoint(fold(line.text).split()) or line.text == line.text.upper()


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Lines that hold page numbers: numbers alone at the foot or head of every page, counting up."""
    texts = [line for line in lines if line.text]
    heads = [line for line in texts if line.page]
    feet = [before for before, line in itertools.pairwise(texts) if line.page]
    for candidates in (heads, feet):
        numbers = [int(line.text) for line in candidates if _PAGE_NUMBER.fullmatch(line.text)]
        counts_up = all(a < b for a, b in itertools.pairwise(numbers))
        if len(numbers) == len(candidates) > 1 and counts_up:
            return {line.no for line in candidates}
    return set()
