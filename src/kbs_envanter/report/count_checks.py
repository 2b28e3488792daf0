"""Checks of counts: how many the report says there are, and how many it then lists."""

import re
from collections.abc import Iterator, Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.facility_blocks import facility_of_heading
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.maintenance import MaintenanceRow, read_maintenance
from kbs_envanter.report.open_places import find_open_places
from kbs_envanter.report.park_works import ParkWork, read_park_works
from kbs_envanter.report.prose import Paragraph, paragraphs_of_report
from kbs_envanter.report.text import Report, fold

__all__ = ["check_counts"]

_PLACES = re.compile(r"\btoplam(?:da)? (\d+) adet\b")
_BULLETS = re.compile(r"\bolmak üzere (\d+) [^\W\d]+")
_ANNOUNCED = re.compile(r"\b(\d+) ayrı mahalle")
_LEAST_PLACES = 3
_SUMMARY = re.compile(r"(?P<title>.*?)(?: -)? (?P<before>\d+) (?P<now>\d+) adet\b.*")
_STATED_TOTAL = re.compile(r"Toplam (?P<what>[^\W\d]+) Sayısı (?P<number>\d[\d.]*)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_COURSES = re.compile(r"(\d+) farklı branşta (\d+) grupta")
_COURSE = re.compile(r"\d+\. +([^\d(]+(?:[A-Z]\d)?[^\d(]*?)\s*\((\d+) [Gg]rup\)")
_STEM = 4
_TITLE_LINES = 10
# A box repeats what a chapter tells within so many lines.
_FAR = 300


def check_counts(report: Report, names: NeighbourhoodNames) -> list[Finding]:
    """Every count that can be counted again."""
    paragraphs = paragraphs_of_report(report)
    findings: list[Finding] = []
    for paragraph, following in zip(paragraphs, [*paragraphs, None][1:], strict=True):
        findings += _listed_places(paragraph, names)
        findings += _bulleted(paragraph, following)
    findings += _works(read_park_works(report, names))
    findings += _maintenance(report, list(read_maintenance(report, names)))
    findings += _stated_totals(paragraphs)
    findings += _courses(paragraphs)
    return findings


def _listed_places(paragraph: Paragraph, names: NeighbourhoodNames) -> Iterator[Finding]:
    """``... Parkı'na toplamda 5 adet``: places with their mahalle, not those that only tell where."""
    match = _PLACES.search(paragraph.text)
    if match is None:
        return
    places = [place for place in find_open_places(paragraph.tokens, names) if place.mahalle]
    listed = [
        one
        for one in places
        if not any(other is not one and other.start <= one.start and one.end < other.end for other in places)
    ]
    if len(listed) >= _LEAST_PLACES:
        ne = "Metinde sayılan park ve yeşil alanlar ile söylenen sayı"
        yield _count(ne, _lines(paragraph.first, paragraph.last), int(match[1]), len(listed))


def _bulleted(paragraph: Paragraph, following: Paragraph | None) -> Iterator[Finding]:
    """Bullets that end with ``olmak üzere 11 mahalle``, or that ``3 ayrı mahallemizde`` announces."""
    bullets = paragraph.text.count("•")
    match = _BULLETS.search(paragraph.text)
    if bullets > 1 and match:
        lines = _lines(paragraph.first, paragraph.line_at(match.end() - 1))
        last = re.split("•", paragraph.text)[-1][:60].split(" olmak")[0].strip()
        yield _count(f"Maddelerle sayılanlar (sonuncusu {last})", lines, int(match[1]), bullets)
    announced = _ANNOUNCED.search(paragraph.text)
    if announced and following is not None and following.text.startswith("•"):
        listed = following.text.count("•")
        first = re.split("•", following.text)[1].strip()
        lines = _lines(paragraph.line_at(announced.start()), following.last)
        yield _count(f"Maddelerle sayılanlar (ilki {first})", lines, int(announced[1]), listed)


def _works(works: Sequence[ParkWork]) -> Iterator[Finding]:
    """A work that names no place and says how many, against the places that the text lists for it."""
    for work in works:
        if work.place is not None or not work.now.isdigit():
            continue
        listed = [
            other
            for other in works
            if other.place is not None and not other.now and other.kind.split()[:1] == work.kind.split()[:1]
        ]
        if len(listed) >= _LEAST_PLACES:
            lines = f"{_lines(work.first, work.last)};{_lines(listed[0].first, listed[-1].last)}"
            yield _count(
                f"Park işleri, {work.kind}: tablodaki sayı ile sayılan yerler",
                lines,
                int(work.now),
                len(listed),
            )


def _maintenance(report: Report, rows: Sequence[MaintenanceRow]) -> Iterator[Finding]:
    """The rows of a maintenance list against the number that the directorate's summary table gives."""
    for heading in dict.fromkeys(row.heading for row in rows):
        own = [row for row in rows if row.heading == heading]
        told = _summary_number(report, fold(heading), own[0].first)
        if told is not None:
            line, number = told
            lines = f"{line};{_lines(own[0].first, own[-1].last)}"
            yield _count(f"{heading}: özet tablodaki sayı ile listedeki satırlar", lines, number, len(own))


def _summary_number(report: Report, title: str, before: int) -> tuple[int, int] | None:
    """Line and figure of a title in the summary table above line ``before``; the title may wrap."""
    for start, folded in enumerate(report.folded[: before - 1]):
        if not folded or not (title.startswith(folded) or folded.startswith(title)):
            continue
        text = ""
        for no in range(start, min(start + _TITLE_LINES, before - 1)):
            text = f"{text} {report.folded[no]}".strip()
            match = _SUMMARY.fullmatch(text)
            if match and text.startswith(title):
                return no + 1, int(match["now"])
            if not (title.startswith(text) or text.startswith(title)):
                break
    return None


def _stated_totals(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """``Toplam Üye Sayısı 48.031`` in a box against the sentence that tells it."""
    for i, paragraph in enumerate(paragraphs):
        match = _STATED_TOTAL.fullmatch(paragraph.text)
        if match is None:
            continue
        stem = fold(match["what"])[:_STEM]
        number = match["number"].replace(".", "")
        told = [
            (part, numbers[0].replace(".", ""))
            for part in reversed(paragraphs[:i])
            if paragraph.first - part.first < _FAR
            and stem in {word[:_STEM] for word in part.folded.split()}
            and len(numbers := [text for text in _NUMBER.findall(part.text) if len(text) > _STEM]) == 1
        ]
        same = [pair for pair in told if pair[1] == number]
        if same or len(told) == 1:
            part, other = (same or told)[0]
            lines = f"{_lines(part.first, part.last)};{paragraph.first}"
            yield _count(f"{match['what']} sayısı, iki yerde", lines, int(number), int(other))


def _courses(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """``21 farklı branşta 59 grupta`` against the courses listed below it: ``3. Gitar (6 Grup)``."""
    chapters = [(i, told) for i, part in enumerate(paragraphs) if (told := _COURSES.search(part.text))]
    for (i, told), (following, _) in zip(chapters, [*chapters, (len(paragraphs), None)][1:], strict=True):
        paragraph, below = (
            paragraphs[i],
            (part for part in paragraphs[i + 1 : following] if "rup)" in part.text),
        )
        listed = [(match[1], int(match[2]), part.last) for part in below for match in _COURSE.finditer(part.text)]
        if not listed:
            continue
        lines = f"{paragraph.line_at(told.start())};{listed[0][2]}-{listed[-1][2]}"
        name = next(filter(None, map(facility_of_heading, reversed(paragraphs[: i + 1]))), "Kurslar")
        yield _count(f"{name}: branş sayısı", lines, int(told[1]), len({fold(course) for course, _, _ in listed}))
        yield _count(f"{name}: grup sayısı", lines, int(told[2]), sum(groups for _, groups, _ in listed))


def _count(ne: str, lines: str, printed: int, counted: int) -> Finding:
    verdict = Verdict.HOLDS if printed == counted else Verdict.FAILS
    return Finding(ne, lines, str(printed), str(counted), verdict)


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
