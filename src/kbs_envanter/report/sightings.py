"""Where the report names an open place: property tables, works, construction sheets, leases, running text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.construction import read_sheets
from kbs_envanter.report.facility_blocks import find_listed
from kbs_envanter.report.maintenance import read_maintenance
from kbs_envanter.report.open_places import OpenPlace, find_open_places
from kbs_envanter.report.park_works import read_park_works
from kbs_envanter.report.prose import Paragraph, is_title, paragraphs_of_report
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Gap, Token

_PLACE_WORD = re.compile(r"\b(park|meydan|bahcesi|korusu|ormani|refuj|rekreasyon|alan|alani|yolu|parkuru|pisti)")
_VISIT = re.compile(r"\bgezi(ler|si|leri|lere|lerimiz)?\b")
_COMMA_BEFORE_DIRECTION = re.compile(r",(?= (?:Önü|Yanı|Üzeri|Arkası|Karşısı|İçi)\b)")
_WHOLE_PARK = re.compile(r"\d[\d.,]* ?m2[’']?lik (?:\w+ )?(?:yeşil alan|park|alan)")
_RIGHT = re.compile(r"\b[Kk]amuya [Tt]erkinli [Pp]ark [Aa]lanı")


@dataclass(frozen=True)
class Sighting:
    """An open place as one part of the report tells it.

    ``told`` is what says how it is used, ``host`` the table row of the building in it. A sighting that
    does not ``claim`` only adds to a place that is known otherwise: visits lead anywhere.
    """

    place: OpenPlace
    first: int
    last: int
    source: str
    told: str = ""
    host: Row | None = None
    claims: bool = True
    landmark: bool = False
    alan: str = ""
    mulkiyet: str = ""


def sightings(
    report: Report, names: NeighbourhoodNames, tables: Sequence[Row], leases: Sequence[Row]
) -> list[Sighting]:
    """Every sighting of an open place.

    Args:
        report: the report.
        names: the neighbourhoods.
        tables: rows of the property tables.
        leases: rows of the list of properties rented out; their lines hold names of persons and are not read.
    """
    found = [*_in_rows(tables, names), *_in_works(report, names), *_in_maintenance(report, names)]
    found += _in_sheets(report, names)
    found += _in_lists(report, names)
    known = [(int(row["satir_bas"]), int(row["satir_son"])) for row in (*tables, *leases)]
    known += [(sighting.first, sighting.last) for sighting in found if sighting.source != "metin"]
    return [*found, *_in_text(report, names, known)]


def _in_rows(rows: Iterable[Row], names: NeighbourhoodNames) -> Iterator[Sighting]:
    for row in rows:
        first, last = int(row["satir_bas"]), int(row["satir_son"])
        told = f"{row['ad']} . {row['kullanim_amaci']} . {row['adres_ham']}"
        uses = [use.strip() for use in row["kullanim_amaci"].split(",")]
        parts = [row["ad"], row["kullanim_amaci"], _COMMA_BEFORE_DIRECTION.sub("", row["adres_ham"])]
        if "Meydan" in uses and row["mahalle"]:
            parts.append(f"{row['mahalle']} Meydanı")
        for part in parts:
            words = [Token(word, first, Gap.SPACE) for word in part.split()]
            for place in find_open_places(words, names):
                yield Sighting(place, first, last, "tablo", told, host=row)


def _in_works(report: Report, names: NeighbourhoodNames) -> Iterator[Sighting]:
    for work in read_park_works(report, names):
        if work.place is None:
            continue
        details = " ".join(detail.text for detail in work.details)
        area, right = _WHOLE_PARK.search(details), _RIGHT.search(details)
        told = f"{work.printed} . {work.kind} . {details}"
        source = "liste" if not work.now and not work.details else "is"
        yield Sighting(
            work.place,
            work.first,
            work.last,
            source,
            told,
            alan=area[0].split("m2")[0].strip() + " m2" if area else "",
            mulkiyet=right[0] if right else "",
        )
        for detail in work.details:
            yield Sighting(detail.place, detail.first, detail.last, "anlatim")


def _in_maintenance(report: Report, names: NeighbourhoodNames) -> Iterator[Sighting]:
    for row in read_maintenance(report, names):
        for place in find_open_places([Token(word, row.first, Gap.SPACE) for word in row.place.split()], names):
            yield Sighting(place, row.first, row.last, "bakim", f"{row.place} . {row.work}")


def _in_sheets(report: Report, names: NeighbourhoodNames) -> Iterator[Sighting]:
    for sheet in read_sheets(report, names):
        for place in find_open_places([Token(word, sheet.first, Gap.SPACE) for word in sheet.name.split()], names):
            yield Sighting(place, sheet.first, sheet.last, "yapi", sheet.name)


def _in_lists(report: Report, names: NeighbourhoodNames) -> Iterator[Sighting]:
    """``Selçuklu ve Soğuksu olmak üzere 2 adet macera parkı`` names two parks in words of its own."""
    for name, fact in find_listed(paragraphs_of_report(report)):
        words = [Token(word, fact.first, Gap.SPACE) for word in name.split()]
        for place in find_open_places(words, names) if fact.bilgi == "tur" else ():
            paragraph = next(part for part in paragraphs_of_report(report) if part.first <= fact.first <= part.last)
            yield Sighting(place, paragraph.first, paragraph.last, "metin", paragraph.text)


def _in_text(report: Report, names: NeighbourhoodNames, known: Sequence[tuple[int, int]]) -> Iterator[Sighting]:
    """Places in running text and in other tables, outside the lines that are read already."""
    lines = {no for first, last in known for no in range(first, last + 1)}
    for paragraph in paragraphs_of_report(report):
        if paragraph.first in lines or not _PLACE_WORD.search(paragraph.folded):
            continue
        places = list(find_open_places(paragraph.tokens, names))
        for place in places:
            yield Sighting(
                place,
                place.first,
                place.last,
                "metin",
                paragraph.text if len(places) == 1 else "",
                claims=_claims(place, paragraph),
                landmark=_is_landmark(place, places),
            )


def _claims(place: OpenPlace, paragraph: Paragraph) -> bool:
    """A place of this district has its mahalle beside it, or a sentence that is not about a visit."""
    if place.mahalle:
        return True
    return not is_title(paragraph.text) and not _VISIT.search(paragraph.folded)


def _is_landmark(place: OpenPlace, places: Sequence[OpenPlace]) -> bool:
    return any(other is not place and other.start <= place.start and place.end < other.end for other in places)
