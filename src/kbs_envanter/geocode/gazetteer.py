"""A gazetteer in memory: named places, streets, doors and anchors, found by the core of their names.

It holds a district's places (some ten thousand), so that a hundred thousand addresses need no query each.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from shapely import Point

from kbs_envanter.domain.address_words import YolTuru
from kbs_envanter.domain.addresses import AddressPart, parse_address
from kbs_envanter.domain.place_names import PlaceName, kind_of, name_similarity, place_names
from kbs_envanter.domain.text import katla

Sinif = Literal["kapi", "yer", "sokak", "dayanak"]

_APART = re.compile(r"[\W_]")
LEAST_SIMILARITY = 0.75


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a gazetteer, EPSG:4326. ``ad`` is its name, for a door or a street the street's.

    ``uzunluk_m`` is the length of a street piece or the extent of a place, None when the source does not say.
    """

    sinif: Sinif
    tur: str
    ad: str
    mahalle_kod: str | None
    lon: float
    lat: float
    kaynak: str
    kapi_no: str | None = None
    uzunluk_m: float | None = None

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class NamedMatch:
    """A place found by name: how surely, and whether it is the place itself or only named after it."""

    place: Place
    puan: float
    itself: bool


class Gazetteer:
    """Places by name, streets and doors by street."""

    def __init__(self, places: Iterable[Place], context: Collection[str] = (), localities: Iterable[str] = ()) -> None:
        """Set up.

        Args:
            places: of one district.
            context: folded words that say where a place is (the district's name, its old villages).
            localities: keys of neighbourhoods' names; a stop of that name alone is no place in it.
        """
        self._localities = {*context, *localities}
        self._context = frozenset(context)
        self._by_key: dict[str, list[tuple[PlaceName, Place]]] = defaultdict(list)
        self._by_mahalle: dict[str | None, dict[str, None]] = defaultdict(dict)  # keys, in a lasting order
        self._roads: dict[str, list[tuple[YolTuru | None, Place]]] = defaultdict(list)
        self._doors: dict[str, list[tuple[YolTuru | None, Place]]] = defaultdict(list)
        for place in places:
            self._add(place)

    def _add(self, place: Place) -> None:
        road = street_of(place.ad) if place.sinif != "yer" else None
        if place.sinif == "yer" or (place.sinif == "dayanak" and road is None):
            for name in place_names(place.ad):
                if not name.kinds and self._bare(name) in self._localities:
                    continue
                for key in {name.key, self._bare(name)}:
                    self._by_key[key].append((name, place))
                self._by_mahalle[place.mahalle_kod][name.key] = None
        if road is not None:
            shelf = self._doors if place.sinif == "kapi" else self._roads
            shelf[street_key(road)].append((road.tur, place))

    def named(self, name: PlaceName, mahalle_kod: str | None) -> list[NamedMatch]:
        """Places of that name, best first: the same name anywhere, a name spelt otherwise in the mahalle."""
        keys = {name.key, self._bare(name)}
        if mahalle_kod is not None:
            alike = process.extract(
                name.key, self._by_mahalle.get(mahalle_kod, {}).keys(), scorer=fuzz.ratio, score_cutoff=90, limit=None
            )
            keys |= {key for key, _, _ in alike}
        best: dict[int, NamedMatch] = {}
        for own, place in (entry for key in keys for entry in self._by_key.get(key, ())):
            puan = name_similarity(name, own, self._context)
            known = best.get(id(place))
            if puan >= LEAST_SIMILARITY and (known is None or puan > known.puan):
                best[id(place)] = NamedMatch(place, puan, _is_itself(name, own, place))
        return sorted(
            best.values(), key=lambda match: (-match.puan, not match.itself, match.place.kaynak, match.place.lon)
        )

    def roads(self, part: AddressPart) -> list[tuple[Place, bool]]:
        """Pieces and anchors of the street, and whether the kind of street agrees too."""
        square = YolTuru.MEYDAN
        return [
            (place, tur is part.tur)
            for tur, place in self._roads.get(street_key(part), ())
            if (tur is square) == (part.tur is square)
        ]

    def doors(self, part: AddressPart) -> list[tuple[Place, bool]]:
        """Doors on record on the street, and whether the kind of street agrees too."""
        return [(place, tur is part.tur) for tur, place in self._doors.get(street_key(part), ())]

    def _bare(self, name: PlaceName) -> str:
        return "".join(word for word in name.core if word not in self._context) or name.key


def _is_itself(asked: PlaceName, own: PlaceName, place: Place) -> bool:
    """A bus stop, kiosk or station named after a park is not the park."""
    if place.sinif != "yer":
        return False
    kind = kind_of(place.tur) or (own.kinds[-1] if own.kinds else None)
    return kind is None or not asked.kinds or kind in asked.kinds


@lru_cache(maxsize=65536)
def street_of(text: str) -> AddressPart | None:
    """The street that a text is, and nothing but: ``4.CADDE``; None for ``4. CADDE KÖPRÜ``."""
    address = parse_address(text)
    named = [part for part in address.parts if part.ad]
    return named[0] if len(address.parts) == len(named) == 1 and not address.tarif else None


def street_key(part: AddressPart) -> str:
    """What a street is found by, without its generic word: ``Maslak Çeşme Cad.`` -> ``maslakcesme``."""
    return _APART.sub("", katla(part.ad))
