"""What the property lists have in common: where they end, their totals, addresses, areas and dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number
from kbs_envanter.report.numbered import restore_numbers
from kbs_envanter.report.pages import without_page_numbers
from kbs_envanter.report.record import Row
from kbs_envanter.report.tables import table_lines
from kbs_envanter.report.text import Line, Report, fold, is_capitals
from kbs_envanter.report.tokens import Token, find_anchors, join, tokenize
from kbs_envanter.report.vocabulary import is_street

__all__ = [
    "Area",
    "Body",
    "begins_address",
    "find_area",
    "is_date",
    "iso_date",
    "neighbourhood",
    "read_body",
    "read_column",
]

# A street or a neighbourhood is named within the first words of an address.
_ADDRESS_REACH = 8
# The last word of the headings that divide a directorate's chapter.
_SECTION_WORDS = ("islemleri", "calismalari", "faaliyetleri", "hizmetleri", "uygulamalari", "tablosu")
_TOTAL = re.compile(r"(genel )?toplam( .*)?")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Body:
    """The words of a list, and the line of its printed total (None when it has none)."""

    tokens: Sequence[Token]
    total: Line | None


@dataclass(frozen=True, slots=True)
class Area:
    """An area cell: tokens ``start`` to ``end`` (excluded)."""

    start: int
    end: int


def read_body(report: Report, title: str, header: str, until: Sequence[str] = (), other_header: str = "") -> Body:
    """The body of a list, from below its header to its total, the next heading or the next list.

    Args:
        report: the report.
        title: words of the caption.
        header: all words that may stand in the column header.
        until: headings that also end the list.
        other_header: header of a list with the same caption, which ends this one.
    """
    report = without_page_numbers(report)
    lines: list[Line] = []
    total = None
    own, other = set(fold(header).split()), set(fold(other_header).split())
    for line in _without_headers(report, table_lines(report, title, header, until), own):
        words = fold(line.text)
        if _TOTAL.fullmatch(words):
            total = line
            break
        if _is_section(line.text) or _is_header(words.split(), other, own):
            break
        lines.append(line)
    return Body(tokenize(restore_numbers(report, lines)), total)


def _without_headers(report: Report, lines: Sequence[Line], header: set[str]) -> list[Line]:
    """Drop what is left of a header that says a word twice: header words right below dropped lines."""
    kept: list[Line] = []
    numbers = {line.no for line in lines}
    for line in lines:
        above = line.no - 1
        while above and not report.lines[above - 1].text:
            above -= 1
        if line.text and above not in numbers and header.issuperset(fold(line.text).split()):
            numbers.discard(line.no)
        else:
            kept.append(line)
    return kept


def _is_section(text: str) -> bool:
    return is_capitals(text, words=2) and fold(text).endswith(_SECTION_WORDS)


def _is_header(words: Sequence[str], header: set[str], own: set[str]) -> bool:
    return len(words) > 2 and header.issuperset(words) and not own.issuperset(words)


def find_area(tokens: Sequence[Token], start: int = 0) -> Area | None:
    """The first number with ``m2`` that is not in a bracket, from ``start`` on."""
    depth = 0
    for i in range(start, len(tokens)):
        token = tokens[i]
        depth += token.text.count("(") - token.text.count(")")
        if depth or not token.text[0].isdigit():
            continue
        if re.fullmatch(r"[\d.,]+(m2|m²)", token.text):
            return Area(i, i + 1)
        unit = tokens[i + 1] if i + 1 < len(tokens) else None
        if unit is not None and unit.folded == "m2" and _NUMBER.fullmatch(token.text):
            return Area(i, i + 2)
    return None


def iso_date(text: str) -> str:
    """``6.09.2022`` -> ``2022-09-06``; empty when the text holds no date of the calendar."""
    match = _DATE.search(text)
    if match is None:
        return ""
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return ""


def is_date(token: Token) -> bool:
    """True for ``6.09.2022``."""
    return _DATE.fullmatch(token.text) is not None


def neighbourhood(tokens: Sequence[Token], names: NeighbourhoodNames) -> tuple[str, str]:
    """The neighbourhood that an address names, and a doubt when it names none or an unknown one."""
    anchors = find_anchors(tokens, names)
    if anchors:
        return anchors[0].mahalle.ad, ""
    for i, token in enumerate(tokens):
        if i and token.folded.split()[:1] in (["mah"], ["mahallesi"], ["mh"]):
            return "", f"“{join(tokens[:i])}” tanınan bir mahalle adı değil"
    return "", "Adreste mahalle yazılmamış"


def begins_address(words: Sequence[Token], names: NeighbourhoodNames) -> bool:
    """True when the words begin with a neighbourhood or name a street soon."""
    reach = words[:_ADDRESS_REACH]
    return any(anchor.start == 0 for anchor in find_anchors(reach, names)) or any(map(is_street, reach))


def read_column(rows: Sequence[Row], raw: str, value: str) -> None:
    """Read a column of numbers in its own style; what stays ambiguous is said in ``supheli``."""
    style = column_style(row[raw] for row in rows)
    for row in rows:
        reading = parse_number(row[raw], style)
        row[value] = "" if reading.value is None else format_decimal(reading.value)
        row["supheli"] = "; ".join(filter(None, (row["supheli"], reading.doubt)))
