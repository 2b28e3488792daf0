"""Facts about facilities (``tesis_bilgileri``) that the report tells outside its property tables.

Chapters tell them below a heading that is the facility's name: libraries, centres, day-care centres, the
sheets of new buildings. One row a fact.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kbs_envanter.domain.assets import is_withheld_by_law
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.construction import Building, read_projects, read_sheets
from kbs_envanter.report.event_tables import read_events, read_trainees
from kbs_envanter.report.facility_blocks import FacilityPlaces, find_blocks, find_listed
from kbs_envanter.report.facility_facts import Fact, read_facts
from kbs_envanter.report.known_rows import building_rows
from kbs_envanter.report.prose import paragraphs_of_report
from kbs_envanter.report.record import Row
from kbs_envanter.report.room_measures import read_measures
from kbs_envanter.report.text import Report

__all__ = ["COLUMNS", "TABLO", "read_facilities"]

TABLO = "tesis_bilgileri"
COLUMNS = ("sira", "satir_bas", "satir_son", "tesis", "mahalle", "bilgi", "deger", "birim", "supheli")
_REPEATED = "Bu bilgi tesis için birden çok değerle yazılmış; biri tesisin bir bölümüne ait olabilir"


def read_facilities(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the facts about facilities, in the order of the report; an empty list when it tells none.

    Facilities whose place the law keeps secret are left out.
    """
    return [dict(row) for row in _read(report, names)]


@lru_cache(maxsize=2)
def _read(report: Report, names: NeighbourhoodNames) -> tuple[Row, ...]:
    """The rows, read once for a report; the checks want them too."""
    places = FacilityPlaces(building_rows(report, names), names)
    paragraphs = paragraphs_of_report(report)
    rows: list[Row] = []
    buildings = [*read_sheets(report, names), *read_projects(report, names)]
    for building in buildings:
        facts = _project_facts(building) if building.parsel else read_measures(building.body)
        rows += _rows(building.name, building.mahalle, facts)
    sheets = [range(sheet.first, sheet.last + 1) for sheet in buildings]
    for block in find_blocks(paragraphs):
        facts = [fact for paragraph in block.body for fact in read_facts(paragraph)]
        if any(block.body[0].first in sheet for sheet in sheets):
            continue
        if not is_withheld_by_law(block.name, " ".join(paragraph.text for paragraph in block.body)):
            rows += _rows(block.name, places.mahalle(block.name, block.body), facts)
    for name, fact in (*find_listed(paragraphs), *read_events(paragraphs), *read_trainees(paragraphs)):
        rows += _rows(name, places.mahalle(name, []), [fact])
    rows.sort(key=lambda row: (int(row["satir_bas"]), int(row["satir_son"])))
    values: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    mahalleler: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        values[row["tesis"], row["bilgi"]].add(row["deger"])
        mahalleler[row["tesis"]].update(filter(None, [row["mahalle"]]))
    for sira, row in enumerate(rows, 1):
        row["sira"] = str(sira)
        if len(mahalleler[row["tesis"]]) == 1:
            (row["mahalle"],) = mahalleler[row["tesis"]]
        if len(values[row["tesis"], row["bilgi"]]) > 1:
            row["supheli"] = "; ".join(filter(None, (row["supheli"], _REPEATED)))
    return tuple(rows)


def _project_facts(project: Building) -> list[Fact]:
    facts = [fact for paragraph in project.body for fact in read_facts(paragraph)]
    measures = read_measures(project.body)
    return facts + [
        replace(fact, bilgi="toplam_insaat_alani_m2") for fact in measures if fact.bilgi.endswith("insaat_alani_m2")
    ]


def _rows(name: str, mahalle: str, facts: Sequence[Fact]) -> Iterator[Row]:
    """A row a fact."""
    for fact in facts:
        yield {
            "sira": "",
            "satir_bas": str(fact.first),
            "satir_son": str(fact.last),
            "tesis": name,
            "mahalle": mahalle,
            "bilgi": fact.bilgi,
            "deger": fact.deger,
            "birim": fact.birim,
            "supheli": fact.supheli,
        }
