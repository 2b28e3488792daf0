"""Sightings of open places joined by place: one park is named in many parts of a report, in many ways."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kbs_envanter.report.open_places import same_name
from kbs_envanter.report.record import Row
from kbs_envanter.report.sightings import Sighting
from kbs_envanter.report.text import fold

# The part of the report that tells most of a place comes first.
_SOURCES = ("tablo", "yapi", "anlatim", "is", "bakim", "liste", "metin")
_NOUNS = re.compile(r"park\w*|alan\w*|meydan\w*|bahcesi|refuj\w*|projesi|ormani|korusu|parkuru|yolu")
# A building whose name tells that it belongs to a park of the same name.
_PARK_BUILDING = re.compile(r"(\w+) (sosyal tesis|park|seyir|macera|rekreasyon)")


@dataclass
class Place:
    """A place and its sightings, those that tell most first."""

    sightings: list[Sighting] = field(default_factory=list)
    mahalle: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its longest name, without the noun."""
        return max((name_words(sighting.place.ad) for sighting in self.sightings), key=len)

    @property
    def host(self) -> Row | None:
        """The table row of the first building in it."""
        return next((sighting.host for sighting in self.sightings if sighting.host), None)

    def add(self, sighting: Sighting) -> None:
        """Join a sighting; the first mahalle that is stated holds."""
        self.sightings.append(sighting)
        self.sightings.sort(key=lambda one: (_SOURCES.index(one.source), one.first))
        self.mahalle = self.mahalle or stated_mahalle(sighting)


def join_sightings(found: Iterable[Sighting], tables: Sequence[Row]) -> list[Place]:
    """Sightings of one place under one roof; long names first, so that short ones find them."""
    places: list[Place] = []
    order = sorted(
        found,
        key=lambda one: (-len(name_words(one.place.ad)), not stated_mahalle(one), _SOURCES.index(one.source)),
    )
    for sighting in order:
        known = _known(sighting, places)
        if known is not None:
            known.add(sighting)
        elif sighting.claims and not _is_ambiguous(sighting, places):
            place = Place()
            place.add(sighting)
            _concludestated_mahalle(place, tables)
            places.append(place)
    return places


def _known(sighting: Sighting, places: Sequence[Place]) -> Place | None:
    """The one place that a sighting is of; None when there is none or it could be one of several."""
    words, told = name_words(sighting.place.ad), set(fold(sighting.told).split())
    fitting = [place for place in places if _agrees(sighting, place)]
    same = [place for place in fitting if same_name(" ".join(words), " ".join(place.words))]
    if same or not words:
        return same[0] if same else None
    # "Rafet Uçankuş" ends "Şehit Rafet Uçankuş".
    ends = [place for place in fitting if place.words[-len(words) :] == words]
    if len(ends) == 1:
        return ends[0]
    # "Soğuksu" is in "Soğuksu Seyir": the same park when the mahalle is, or when the text tells the rest.
    within = [
        place
        for place in fitting
        if set(words) < set(place.words)
        and (stated_mahalle(sighting) == place.mahalle != "" or set(place.words) - set(words) <= told)
    ]
    return within[0] if len(within) == 1 else None


def _agrees(sighting: Sighting, place: Place) -> bool:
    """Kind and mahalle do not contradict each other."""
    mahalle = stated_mahalle(sighting)
    same_kind = sighting.place.tur == place.sightings[0].place.tur
    return same_kind and (not mahalle or not place.mahalle or mahalle == place.mahalle)


def _is_ambiguous(sighting: Sighting, places: Sequence[Place]) -> bool:
    """``Macera Parkı`` where there are two of them."""
    words = name_words(sighting.place.ad)
    return any(_agrees(sighting, place) and place.words[-len(words) :] == words for place in places)


def _concludestated_mahalle(place: Place, tables: Sequence[Row]) -> None:
    """A place without a mahalle may share its first word with buildings: ``Selçuklu Sosyal Tesisleri``."""
    words = place.words
    quarters = {word for row in tables for word in fold(row["mahalle"]).split()}
    if place.mahalle or not words or words[0] in quarters:
        return
    found = {
        row["mahalle"]
        for row in tables
        for match in _PARK_BUILDING.finditer(fold(row["ad"]))
        if match[1] == words[0] and row["mahalle"]
    }
    if len(found) == 1:
        place.mahalle = found.pop()


def stated_mahalle(sighting: Sighting) -> str:
    """The mahalle that the sighting states; empty when it states none."""
    return sighting.place.mahalle or (sighting.host["mahalle"] if sighting.host else "")


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without its noun."""
    return tuple(word for word in fold(name).split() if not _NOUNS.fullmatch(word))
