"""Maintenance lists: numbered rows of a place and the work done there, in neighbouring columns.

The columns run together on one line; the noun that a place's name ends with tells them apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.numbered import numbered_rows
from kbs_envanter.report.pages import without_page_numbers
from kbs_envanter.report.prose import is_running_head
from kbs_envanter.report.text import Line, Report, fold, is_capitals
from kbs_envanter.report.tokens import Gap, Token, find_anchors, join, paragraphs, tokenize

_HEADER = re.compile(r"(.*\b)?yapilan calismalar")
_HEADER_WORDS = re.compile(r"(sira|no|sira no|muhtelif|yapilmasi|isleri)")
_PHOTO_CAPTION = re.compile(r"(oncesi|sonrasi| )+")
# The last word of a place's name, in any municipality.
_PLACE_END = re.compile(
    r"\w*(yeri|konagi|meydani|merkezi|mudurlugu|stadi|stadyumu|lokali|market|pazarlar|pazari|taziyeevi|evi|"
    r"geneli|lisesi|ortaokulu|ilkokulu|anaokulu|okulu|universitesi|camii|cami|mescidi|muhtarligi|turbesi|"
    r"hastanesi|kaymakamligi|parki|klubu|kulubu|kislasi|santiyesi|binasi|tesisi|tesisleri|havuzu|metrosu|"
    r"istasyonu|kutuphanesi|salonu|kres|kresi|akademisi|ocagi|karakolu|garaji|mezarligi|kursu|kademe)"
    r"|(pazar|oyun|spor|yesil) alani|alani"
)
# A part of a place that work may be done on: ``ORTAOKULU KONFERANS SALONU KOLTUKLARI``.
_PART = re.compile(r"salonu|binasi|kutuphanesi|evi|geneli")
# A place that the municipality names after its neighbourhood; a school is named after anything.
_LOCAL_PLACE = re.compile(r".*\b(pazar|konagi|meydani|muhtarligi|lokali|taziyeevi|taziye evi|kultur|aile sagligi).*")
_MAHALLE = re.compile(r"(mahallesi|mahalle|mah|mh)")


@dataclass(frozen=True, slots=True)
class MaintenanceRow:
    """A row of a list: its list's heading, its lines, the place and the work as printed."""

    heading: str
    first: int
    last: int
    place: str
    work: str
    mahalle: str
    doubt: str


def read_maintenance(report: Report, names: NeighbourhoodNames) -> Iterator[MaintenanceRow]:
    """Every row of every list with a column of works done."""
    report = without_page_numbers(report)
    heading = ""
    for header in _headers(report):
        body = list(_body(report, header.no))
        heading = _heading(report, header.no) or heading
        for row in numbered_rows(tokenize(_unpoint(body)), lambda words: words[0].text[0].isalpha()):
            yield _read_row(row.satir, row.tokens, heading, names)


def _headers(report: Report) -> list[Line]:
    return [
        line
        for line, folded in zip(report.lines, report.folded, strict=True)
        if _HEADER.fullmatch(folded) and is_capitals(line.text, words=2)
    ]


def _heading(report: Report, header: int) -> str:
    """The words above a header, below any row or photograph; empty when a page break only repeats it."""
    words: list[str] = []
    for line in reversed(report.lines[max(0, header - 15) : header - 1]):
        if not line.text or is_running_head(fold(line.text)):
            if words:
                break
            continue
        if is_capitals(line.text) or _HEADER_WORDS.fullmatch(fold(line.text)):
            if _is_row_text(line):
                break
            continue
        words.insert(0, line.text)
    return " ".join(words)


def _is_row_text(line: Line) -> bool:
    return not _HEADER_WORDS.fullmatch(fold(line.text)) and len(line.text.split()) > 2


def _body(report: Report, header: int) -> Iterator[Line]:
    """The lines of a list: up to a photograph, the next header, or the first line not in capitals."""
    for line in report.lines[header:]:
        folded = fold(line.text)
        if is_running_head(folded):
            continue
        if _PHOTO_CAPTION.fullmatch(folded) and folded:
            return
        if _HEADER.fullmatch(folded) or (folded and not _mostly_capitals(line.text)):
            return
        yield line


def _mostly_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha() and char != "i"]
    return sum(char.isupper() for char in letters) * 2 >= len(letters)


def _unpoint(lines: Sequence[Line]) -> list[Line]:
    """``15. TEVFİKBEY`` -> ``15 TEVFİKBEY``: the point of a row number is no part of it."""
    return [Line(line.no, re.sub(r"^(\d+)\.(?=\s|$)", r"\1", line.text), line.page) for line in lines]


def _read_row(first: int, tokens: Sequence[Token], heading: str, names: NeighbourhoodNames) -> MaintenanceRow:
    border = _border(tokens)
    doubts = []
    if border is None:
        border = next((i for i, token in enumerate(tokens) if i and token.gap), len(tokens))
        doubts.append("Yer ile yapılan iş arasındaki sınır kesin değil")
    place = tokens[:border]
    mahalle, doubt = _mahalle(place, names)
    return MaintenanceRow(
        heading=heading,
        first=first,
        last=tokens[-1].no,
        place=join(place),
        work=join(tokens[border:]),
        mahalle=mahalle,
        doubt="; ".join(filter(None, [*doubts, doubt])),
    )


def _border(tokens: Sequence[Token]) -> int | None:
    """Index where the work begins: after the noun that ends the place's name."""
    first = paragraphs(tokens)[0]
    if len(first) < len(tokens) and _is_place_end(first, len(first) - 1):
        return len(first)
    end = next((i for i in range(len(tokens) - 1) if _is_place_end(tokens, i)), None)
    if end is None:
        return None
    while True:
        further = next((i for i in (end + 1, end + 2) if i < len(tokens) - 1 and _extends(tokens, end, i)), None)
        if further is None:
            return end + 1
        end = further


def _is_place_end(tokens: Sequence[Token], i: int) -> bool:
    return _PLACE_END.fullmatch(tokens[i].folded) is not None


def _extends(tokens: Sequence[Token], end: int, further: int) -> bool:
    """True when the name goes on: ``MEYDANI`` to ``HALK MARKET``, but not ``CAMİİ`` to ``CAMİİ``."""
    return (
        _is_place_end(tokens, further)
        and not _PART.fullmatch(tokens[further].folded)
        and tokens[further].folded != tokens[end].folded
        and all(token.gap is not Gap.EMPTY for token in tokens[end + 1 : further + 1])
    )


def _mahalle(place: Sequence[Token], names: NeighbourhoodNames) -> tuple[str, str]:
    """The neighbourhood of a place, when its name tells it, and a doubt."""
    if sum(token.text.endswith(",") for token in place):
        return "", "Satırda birden çok yer var"
    anchors = find_anchors([*place, Token("", 0, Gap.SPACE)], names)
    if anchors:
        return anchors[0].mahalle.ad, ""
    text = fold(join(place))
    for length in (2, 1):
        found = names.find(" ".join(token.text for token in place[:length])) if len(place) > length else None
        follows = place[length].folded if len(place) > length else ""
        if found is not None and (_MAHALLE.fullmatch(follows) or _LOCAL_PLACE.fullmatch(text)):
            return found.ad, ""
    return "", ""
