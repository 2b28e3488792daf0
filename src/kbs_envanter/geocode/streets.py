"""Streets of the gazetteer: the middle of what is known of a street within the mahalle, and half its length."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import hypot

from shapely import Point

from kbs_envanter.domain.address_words import YolTuru
from kbs_envanter.domain.addresses import AddressPart
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.metric import point_to_metres, to_degrees

# Half of what streets of that kind measure in a mahalle at most times, where no source gives the length.
UNKNOWN_RADIUS_M = {YolTuru.SOKAK: 300.0, YolTuru.CIKMAZ: 150.0, YolTuru.MEYDAN: 150.0}
UNKNOWN_OTHERWISE_M = 600.0
_BESIDE_M = 30.0  # a stop or a building stands beside the street


class Streets:
    """Streets (``yer.sinif = 'sokak'``), and stops that bear a street's whole name (``dayanak``)."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        for rank, part in enumerate(part for part in subject.adres.parts if part.ad):
            pieces: dict[tuple[str | None, bool], list[Place]] = defaultdict(list)
            for place, same in self._gazetteer.roads(part):
                pieces[place.mahalle_kod, same].append(place)
            here = {key: places for key, places in pieces.items() if key[0] == subject.mahalle_kod}
            for (_, same), places in (here or pieces).items():
                yield _candidate(part, places, same=same, rank=rank)


def _candidate(part: AddressPart, places: Sequence[Place], *, same: bool, rank: int) -> Candidate:
    point, radius = _extent(part.tur, places)
    drawn = [place for place in places if place.sinif == "sokak"] or places
    sources = sorted({f"{place.kaynak}: {place.ad}" for place in drawn})
    said = "; ".join(sources[:3]) + (f" (+{len(sources) - 3})" if len(sources) > 3 else "")
    other = "" if same else f"yolun türü başka ({drawn[0].ad}); aynı yol mu, bir kişi karar versin"
    puan = round((1.0 if same else 0.8) - 0.1 * rank, 3)
    return Candidate(point, Kesinlik.SOKAK, radius, said, "sokak", puan, other)


def _extent(tur: YolTuru | None, places: Sequence[Place]) -> tuple[Point, float]:
    """The middle of the pieces' extent, and the radius that reaches every piece's end."""
    metric = [(*point_to_metres(place.point), (place.uzunluk_m or 0.0) / 2) for place in places]
    x = (min(e - half for e, _, half in metric) + max(e + half for e, _, half in metric)) / 2
    y = (min(n - half for _, n, half in metric) + max(n + half for _, n, half in metric)) / 2
    radius = max(hypot(e - x, n - y) + half for e, n, half in metric) + _BESIDE_M
    if all(place.uzunluk_m is None for place in places):
        # Points on a street of unknown length: it goes on beyond the outermost.
        usual = UNKNOWN_RADIUS_M.get(tur, UNKNOWN_OTHERWISE_M) if tur else UNKNOWN_OTHERWISE_M
        radius = max(usual, radius + usual / 2) if len(places) > 1 else usual
    return to_degrees(Point(x, y)) if len(places) > 1 else places[0].point, float(round(radius))
