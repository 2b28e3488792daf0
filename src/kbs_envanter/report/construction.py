"""Construction sheets and architectural projects: a building, and its measures in lines or in sentences.

A sheet is a heading with lines such as ``Toplam inşaat alanı: 347 m2'dir`` below it; a project is a bullet
that names a building and, in a bracket, its parcel.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.prose import Paragraph, is_title, paragraphs_of
from kbs_envanter.report.text import Report, fold
from kbs_envanter.report.tokens import find_anchors, join
from kbs_envanter.report.vocabulary import is_facility

_SHEET_LINE = re.compile(r".*\b((insaat alani|zemin oturum\w*|parsel alani|teras alani) \d.*|proje bilgileri)")
_MEASURE = re.compile(r"\d ?m[2²]|[Kk]işilik|\b[Kk]at")
_PROJECT = re.compile(
    r"^•\s*(?P<name>[^()]{3,80}?) \((?P<area>[^\W\d_]+) (?P<parcel>[^()]*\d[^()]*?) sayılı parsel\w*\s*\)"
)
_TOLD_OF_PROJECT = re.compile(r"m[2²]|[Kk]işilik|\b[Kk]at|[Pp]roje|tasarlan|[Ss]okak|[Mm]ahalle")
_PER_CENT = re.compile(r"\b(\d{1,3}) (\d{1,3}) yuzde\b")
_FLOOR_AREA = re.compile(r"[Tt]oplam (?:[Pp]roje )?[İi]nşaat [Aa]lanı:?\s*(\d[\d.,]*)\s*m[2²]")
# Sheets of one chapter stand so close together; the heading stands above the first line.
_LINES_APART, _LINES_ABOVE, _LINES_BELOW = 60, 8, 20


@dataclass(frozen=True, slots=True)
class Building:
    """A building that is built or designed: name as printed, mahalle, and what is told of it.

    ``tapu_mahallesi`` and ``parsel`` are told of projects only.
    """

    name: str
    mahalle: str
    first: int
    last: int
    body: tuple[Paragraph, ...]
    tapu_mahallesi: str = ""
    parsel: str = ""

    @property
    def key(self) -> str:
        """Its name for comparison: spelled with or without spaces, in capitals or not."""
        return fold(self.name).replace(" ", "")

    @property
    def floor_area(self) -> str:
        """The whole area to be built, as printed; empty when it is not told."""
        found = (_FLOOR_AREA.search(paragraph.text) for paragraph in self.body)
        return next((match[1] for match in found if match), "")


def read_sheets(report: Report, names: NeighbourhoodNames) -> list[Building]:
    """The construction sheets, in the order of the report."""
    found: list[Building] = []
    for first, last in _sheet_regions(report):
        sheet: list[Paragraph] = []
        for paragraph in paragraphs_of(report.between(first, last)):
            if is_title(paragraph.text) and not _MEASURE.search(paragraph.text):
                found += _building(sheet, names)
                sheet = [paragraph] if is_facility(paragraph.tokens[-1]) else []
            elif sheet:
                sheet.append(paragraph)
        found += _building(sheet, names)
    return found


def read_projects(report: Report, names: NeighbourhoodNames) -> list[Building]:
    """The architectural projects on parcels, in the order of the report."""
    bullets = [line.no for line in report.lines if line.text.startswith("•")]
    found: list[Building] = []
    for bullet, following in zip(bullets, [*bullets, len(report.lines) + 1][1:], strict=True):
        told = paragraphs_of(report.between(bullet, min(following - 1, bullet + _LINES_BELOW)))
        if _PROJECT.match(told[0].text):
            body = itertools.takewhile(
                lambda paragraph: _TOLD_OF_PROJECT.search(paragraph.text) and "•" not in paragraph.text,
                told[1:],
            )
            found.append(_project([told[0], *body], names))
    return found


def read_progress(report: Report, buildings: Sequence[Building]) -> dict[str, tuple[str, str]]:
    """Per cent done last year and this year, as printed, by the key of the building.

    The directorate's summary table prints them behind the name of each building.
    """
    progress: dict[str, tuple[str, str]] = {}
    hits = [no for no, folded in enumerate(report.folded, 1) if _PER_CENT.search(folded)]
    for hit in hits:
        told = paragraphs_of(report.between(max(1, hit - 2), hit))[-1]
        match = _PER_CENT.search(told.folded)
        for building in buildings:
            if match and told.folded.replace(" ", "").startswith(building.key):
                progress.setdefault(building.key, (match[1], match[2]))
    return progress


def _building(sheet: Sequence[Paragraph], names: NeighbourhoodNames) -> Iterator[Building]:
    """The sheet that begins with its heading; none when no measure is told."""
    if any(_MEASURE.search(paragraph.text) for paragraph in sheet):
        yield Building(
            name=join(sheet[0].tokens),
            mahalle=_mahalle(sheet, names),
            first=sheet[0].first,
            last=sheet[-1].last,
            body=tuple(sheet[1:]),
        )


def _project(told: Sequence[Paragraph], names: NeighbourhoodNames) -> Building:
    match = _PROJECT.match(told[0].text)
    assert match is not None
    return Building(
        name=match["name"].strip(),
        mahalle=_mahalle(told, names),
        first=told[0].first,
        last=told[-1].last,
        body=tuple(told),
        tapu_mahallesi=match["area"],
        parsel=match["parcel"],
    )


def _sheet_regions(report: Report) -> Iterator[tuple[int, int]]:
    """First and last line of the chapters that hold construction sheets."""
    hits = [no for no, folded in enumerate(report.folded, 1) if _SHEET_LINE.fullmatch(folded)]
    starts = [i for i, hit in enumerate(hits) if not i or hit - hits[i - 1] > _LINES_APART]
    for start, end in zip(starts, [*starts, len(hits)][1:], strict=True):
        yield max(1, hits[start] - _LINES_ABOVE), hits[end - 1] + _LINES_BELOW


def _mahalle(told: Sequence[Paragraph], names: NeighbourhoodNames) -> str:
    """The first neighbourhood that is named; a building may also be named after it."""
    tokens = [token for paragraph in told for token in paragraph.tokens]
    anchors = find_anchors(tokens, names)
    if anchors:
        return anchors[0].mahalle.ad
    for length in (2, 1):
        found = names.find(" ".join(token.text for token in tokens[:length]))
        if found is not None:
            return found.ad
    return ""
