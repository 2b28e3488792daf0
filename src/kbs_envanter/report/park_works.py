"""Works of the parks directorate: the rows of its summary table, and what its chapter tells of each place.

A row of the table is ``place, kind of work, last year, this year, unit, days, output``, wrapped and run
together; the two numbers before a unit are the surest thing in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.text import lower
from kbs_envanter.report.open_places import OpenPlace, find_open_places, same_name
from kbs_envanter.report.prose import Paragraph, is_title, paragraphs_of
from kbs_envanter.report.tables import table_lines
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import join
from kbs_envanter.report.work_kinds import kinds_of_work

_CAPTION = re.compile(r"sayilarla (.*\bpark\b.*) mudurlugu")
_HEADER = "faaliyet alanı işin adı türü önceki bu yıl yılki durumu sayısı ölçü birimi süresi çıktısı"
_UNIT = r"(?P<unit>[Aa]det|m2|m²|[Dd]önüm|Kişi|Yüzde|[Mm]etre|Ton|Hektar)"
_FIGURES = re.compile(rf"(?:^|\s)(?:- )?(?P<before>-|\d[\d.,]*) (?P<now>\d[\d.,]*) {_UNIT}\b( (?P<days>\d+))?")
_TAIL = re.compile(r"(hakedis )?rapor(u|lari)")
_AREA = re.compile(r"(\d[\d.,]*) ?m[2²]")
_RESULTS = re.compile(r"\d[\d.,]* •")


@dataclass(frozen=True, slots=True)
class Detail:
    """What the chapter tells of a work: the place as it is named there, lines and words."""

    place: OpenPlace
    first: int
    last: int
    text: str


@dataclass(slots=True)
class ParkWork:
    """A work: its lines, its place (None when the report names none) as found and as printed, its kind.

    ``before`` and ``now`` are last year's and this year's figure as printed.
    """

    first: int
    last: int
    place: OpenPlace | None
    printed: str
    kind: str
    before: str = ""
    now: str = ""
    unit: str = ""
    days: str = ""
    details: list[Detail] = field(default_factory=list)

    @property
    def area(self) -> str:
        """The first area that the details tell, as printed; empty when there is none."""
        found = (_AREA.search(detail.text) for detail in self.details)
        return next((match[1] for match in found if match), "")


def read_park_works(report: Report, names: NeighbourhoodNames) -> list[ParkWork]:
    """Every work of the chapter; empty when the report has no such chapter."""
    works: list[ParkWork] = []
    told: list[Paragraph] = []
    for paragraph in _chapter(report):
        match = _FIGURES.search(paragraph.text)
        if match is not None:
            works.append(_table_row(told, paragraph, match, names))
            told = []
        elif _TAIL.fullmatch(paragraph.folded) and works and not told:
            works[-1].last = paragraph.last
        else:
            told.append(paragraph)
    _read_narrative(told, works, names)
    return works


def _chapter(report: Report) -> Iterator[Paragraph]:
    """The table and the text below it, down to the table of results."""
    caption = next((match for match in map(_CAPTION.fullmatch, report.folded) if match), None)
    if caption is None:
        return
    for paragraph in paragraphs_of(table_lines(report, caption[0], _HEADER)):
        if _RESULTS.search(paragraph.text):
            return
        yield paragraph


def _table_row(
    told: Sequence[Paragraph], paragraph: Paragraph, match: re.Match[str], names: NeighbourhoodNames
) -> ParkWork:
    """The row whose figures are found; its words stand before them, some in the paragraphs above."""
    head = paragraph.tokens[: len(paragraph.text[: match.start()].split())]
    parts = [part for part in (*(above.tokens for above in told), head) if part]
    place, printed, kind, first = None, "", join(parts[-1]) if parts else "", paragraph.first
    for i in reversed(range(len(parts))):
        places = list(find_open_places(parts[i], names))
        if places:
            place, end, first = places[0], places[-1].end, parts[i][0].no
            printed = join(parts[i][place.start : end])
            kind = join([*parts[i][end:], *(token for part in parts[i + 1 :] for token in part)])
            break
    return ParkWork(
        first=first,
        last=paragraph.last,
        place=place,
        printed=printed,
        kind=lower(kind),
        before="" if match["before"] == "-" else match["before"],
        now=match["now"],
        unit=match["unit"],
        days=match["days"] or "",
    )


def _read_narrative(told: Sequence[Paragraph], works: list[ParkWork], names: NeighbourhoodNames) -> None:
    """Add to ``works`` what the text tells: details of a work of the table, or works of their own."""
    title, place = None, None
    for paragraph in told:
        places = list(find_open_places(paragraph.tokens, names))
        if is_title(paragraph.text):
            title, place = paragraph, places[0] if places else None
        elif title is not None and place is not None:
            work = _work_at(place, title, works)
            work.details.append(Detail(place, title.first, paragraph.last, paragraph.text))
            work.kind = work.kind or kinds_of_work(paragraph.text)
            place = None
        else:
            kind = kinds_of_work(paragraph.text)
            works += [
                ParkWork(each.first, each.last, each, each.printed(paragraph.tokens), kind)
                for each in places
                if each.mahalle and not _is_landmark(each, places)
            ]


def _work_at(place: OpenPlace, title: Paragraph, works: list[ParkWork]) -> ParkWork:
    """The work of the table at this place; a new one when there is none."""
    for work in works:
        if work.place and work.place.mahalle == place.mahalle and same_name(work.place.ad, place.ad):
            return work
    works.append(ParkWork(title.first, title.last, place, place.printed(title.tokens), ""))
    return works[-1]


def _is_landmark(place: OpenPlace, places: Sequence[OpenPlace]) -> bool:
    """``Şehitler Parkı`` in ``Şehitler Parkı Yanı Üçgen Refüj`` only tells where the work is."""
    return any(other is not place and other.start <= place.start and place.end < other.end for other in places)
