"""Door numbers on record: the door itself, or a guess between its neighbours on the same side of the street."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from shapely import Point

from kbs_envanter.domain.addresses import AddressPart
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.text import katla
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.metric import distance_m

DOOR_RADIUS_M = 20.0
_LEAST_GUESS_M = 40.0
_FARTHEST_GAP = 20  # a door more than so many numbers away says little
_NUMBER = re.compile(r"\d+")
_APART = re.compile(r"[\W_]")


class DoorNumbers:
    """Address points (``yer.sinif = 'kapi'``)."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        for rank, part in enumerate(part for part in subject.adres.parts if part.ad and part.kapi):
            doors = [place for place, same in self._gazetteer.doors(part) if same]
            near = [place for place in doors if place.mahalle_kod == subject.mahalle_kod] or doors
            found = _exact(part, near) or _guess(part, near)
            if found is not None:
                # The asset's further addresses count less: the first is where the document begins.
                yield replace(found, puan=round(found.puan - 0.1 * rank, 3))


def _exact(part: AddressPart, doors: list[Place]) -> Candidate | None:
    """The door as written; else another door of the same number (``42/A`` for ``42``)."""
    for puan, form in ((1.0, _plain), (0.9, _number)):
        asked = {form(door) for door in part.kapi} - {None}
        for place in doors:
            if form(place.kapi_no or "") in asked:
                return Candidate(
                    place.point, Kesinlik.KAPI, DOOR_RADIUS_M if puan == 1 else 2 * DOOR_RADIUS_M,
                    f"{place.kaynak}: {place.ad} No: {place.kapi_no}", "kapi", puan,
                )  # fmt: skip
    return None


def _guess(part: AddressPart, doors: list[Place]) -> Candidate | None:
    """Between the nearest doors of the same parity, or beside the nearest; it is a place on the street, no door."""
    asked = _number(part.kapi[0])
    if asked is None:
        return None
    numbered = [(number, place) for place in doors if (number := _number(place.kapi_no or "")) is not None]
    side = sorted(
        (entry for entry in numbered if entry[0] % 2 == asked % 2 and abs(entry[0] - asked) <= _FARTHEST_GAP),
        key=lambda entry: entry[0],
    )
    below = [entry for entry in side if entry[0] < asked]
    above = [entry for entry in side if entry[0] > asked]
    if below and above:
        (low, a), (high, b) = below[-1], above[0]
        share = (asked - low) / (high - low)
        point = Point(a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat))
        radius = max(_LEAST_GUESS_M, distance_m(a.point, b.point) / 2)
        said = f"{low} ile {high} arası"
    elif side:
        number, a = below[-1] if below else above[0]
        # Two doors of one side stand some 10 m apart, and the street may bend.
        point, radius, said = a.point, _LEAST_GUESS_M + 10.0 * abs(number - asked), f"{number} numaranın yanı"
    else:
        return None
    return Candidate(point, Kesinlik.SOKAK, round(radius), f"{a.kaynak}: {a.ad}, {said}", "kapi", 0.8)


@lru_cache(maxsize=65536)
def _plain(door: str) -> str | None:
    return _APART.sub("", katla(door)) or None


def _number(door: str) -> int | None:
    found = _NUMBER.search(door)
    return int(found[0]) if found else None
