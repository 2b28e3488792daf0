"""What a geocoder is asked about an asset, and whether what it found is what was asked for.

A geocoder answers with something even when it does not know. So nothing is believed that does not carry the
street's or the place's own name, and a door only with its own number.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from shapely import Point

from kbs_envanter.domain.addresses import AddressPart, same_street
from kbs_envanter.domain.place_names import PlaceName, name_similarity, place_names
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.text import katla
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.doors import DOOR_RADIUS_M
from kbs_envanter.geocode.gazetteer import street_of
from kbs_envanter.geocode.metric import distance_m
from kbs_envanter.geocode.places import ANCHOR_RADIUS_M, TAKEN_FROM
from kbs_envanter.geocode.streets import UNKNOWN_OTHERWISE_M, UNKNOWN_RADIUS_M
from kbs_envanter.geocode.tkgm_answers import Bounds, inside

_LEAST_PLACE_M = 100.0
_LARGEST_PLACE_M = 1_500.0  # a "place" that is larger is a quarter


@dataclass(frozen=True, slots=True)
class Where:
    """The district that questions are about: bounds west, south, east, north (EPSG:4326) and names."""

    bounds: Bounds
    ilce: str
    il: str
    mahalle_adlari: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the text to ask, and the street or the name that an answer must carry."""

    text: str
    part: AddressPart | None = None
    name: PlaceName | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a geocoder found, whichever it is: names, the box it covers (EPSG:4326), its id."""

    lon: float
    lat: float
    name: str
    street: str
    door: str
    kind: str
    box: Bounds | None
    what: str


def questions(subject: Subject, where: Where) -> Iterator[Question]:
    """The first street of the address, then the asset's own name."""
    mahalle = where.mahalle_adlari.get(subject.mahalle_kod or "")
    around = ", ".join(filter(None, (mahalle and f"{mahalle} Mahallesi", where.ilce, where.il)))
    part = next((part for part in subject.adres.parts if part.ad), None)
    if part is not None:
        door = f" {part.kapi[0]}" if part.kapi else ""
        yield Question(f"{part.cadde_sokak}{door}, {around}", part=part)
    name = next(iter(place_names(subject.ad)), None)
    if name is not None and name.kinds and not name.of_mahalle:
        yield Question(f"{subject.ad}, {around}", name=name)


def candidate(question: Question, found: Found, where: Where, source: str, saglayici: str) -> Candidate | None:
    """What was found as a candidate; None when it is not what was asked for."""
    if not (math.isfinite(found.lon) and math.isfinite(found.lat)):
        return None
    if not inside(where.bounds, (found.lon, found.lat, found.lon, found.lat)):
        return None
    point = Point(found.lon, found.lat)
    told = f"{source}: {found.what}"
    if question.part is not None:
        return _on_street(question.part, found, point, told, saglayici)
    assert question.name is not None
    likeness = max((name_similarity(question.name, own) for own in place_names(found.name)), default=0.0)
    radius = max(_LEAST_PLACE_M, _half_diagonal(found) or 0.0)
    if likeness < TAKEN_FROM or radius > _LARGEST_PLACE_M:
        return None
    if found.kind in ("bus_stop", "station", "platform", "stop", "halt"):
        radius = max(radius, ANCHOR_RADIUS_M)
    return Candidate(point, Kesinlik.YER, float(round(radius)), told, saglayici, likeness)


def _on_street(part: AddressPart, found: Found, point: Point, told: str, saglayici: str) -> Candidate | None:
    road = street_of(found.street)
    likeness = same_street(part, road) if road is not None else "farkli"
    if likeness == "farkli":
        return None
    why = "" if likeness == "ayni" else f"yolun türü başka ({found.street}); bir kişi karar versin"
    puan = 1.0 if likeness == "ayni" else 0.8
    if found.door:
        if katla(found.door) not in {katla(door) for door in part.kapi}:
            return None  # another house of the street: neither the door nor the street's middle
        return Candidate(point, Kesinlik.KAPI, DOOR_RADIUS_M, told, saglayici, puan, why)
    usual = UNKNOWN_RADIUS_M.get(part.tur, UNKNOWN_OTHERWISE_M) if part.tur else UNKNOWN_OTHERWISE_M
    # One piece of the street is drawn, seldom all of it.
    radius = max(usual, _half_diagonal(found) or 0.0)
    return Candidate(point, Kesinlik.SOKAK, float(round(radius)), told, saglayici, puan, why)


def _half_diagonal(found: Found) -> float | None:
    if found.box is None:
        return None
    west, south, east, north = found.box
    return distance_m(Point(west, south), Point(east, north)) / 2
