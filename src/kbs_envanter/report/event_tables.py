"""Small tables on what happens in the centres: events and visitors by centre, trainees of a centre."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kbs_envanter.report.facility_blocks import facility_of_heading, is_facility_name
from kbs_envanter.report.facility_facts import Fact, fact_name, plain_number
from kbs_envanter.report.prose import Paragraph, is_title

_HEADER = re.compile(r"etkinligin yapildigi yer.*|(etkinlik|katilimci) sayisi")
_ROW = re.compile(r"(?P<place>.+?) (?P<events>\d+|-) (?P<visitors>\d[\d.]*|-)")
_TOTAL = re.compile(r"(.* )?toplam")
_FIGURES = re.compile(r"\d[\d.]*( \d[\d.]*)+")


@dataclass(frozen=True)
class EventTable:
    """Events by place: place, events, visitors and line of each row; and the text above the table."""

    above: Paragraph
    rows: list[tuple[str, str, str, int]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What the events are: the heading of the text above."""
        first = self.above.lines[0].text
        return first if is_title(first) else ""


def find_event_tables(paragraphs: Sequence[Paragraph]) -> list[EventTable]:
    """Every table of events by place, in the order of the report."""
    tables: list[EventTable] = []
    above: Paragraph | None = None
    is_open = False
    for paragraph in paragraphs:
        row = _ROW.fullmatch(paragraph.text)
        if _HEADER.fullmatch(paragraph.folded):
            if not is_open and above is not None:
                tables.append(EventTable(above))
            is_open = True
        elif is_open and row:
            tables[-1].rows.append((row["place"], row["events"], row["visitors"], paragraph.first))
        else:
            above, is_open = paragraph, False
    return [table for table in tables if table.rows]


def read_events(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Fact]]:
    """The facts that these tables tell of each centre."""
    for table in find_event_tables(paragraphs):
        kind = fact_name(table.kind)
        for place, events, visitors, line in table.rows:
            if kind and is_facility_name(place):
                for bilgi, value, unit in (
                    ("etkinlik_sayisi", events, "adet"),
                    ("katilimci", visitors, "kişi"),
                ):
                    if value != "-":
                        yield place, Fact(f"{kind}_{bilgi}", plain_number(value), unit, line, line)


def read_trainees(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Fact]]:
    """The trainees of each centre: the last figure below a header that ends with ``TOPLAM``."""
    for i, (header, figures) in enumerate(itertools.pairwise(paragraphs)):
        if _FIGURES.fullmatch(figures.text) and _TOTAL.fullmatch(header.folded) and is_title(header.text):
            above = (facility_of_heading(paragraph) for paragraph in reversed(paragraphs[:i]))
            facility = next(filter(None, above), "")
            if facility:
                total = figures.text.split()[-1]
                yield (
                    facility,
                    Fact("kursiyer_sayisi", plain_number(total), "kişi", figures.last, figures.last),
                )
