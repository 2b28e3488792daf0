"""Named places of the gazetteer: the asset by its own name, or the park it stands in."""

from collections.abc import Iterable
from functools import lru_cache

from kbs_envanter.domain.address_words import KonumSozu, position
from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.place_names import PlaceName, place_names
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.gazetteer import Gazetteer, NamedMatch

# How far a place of a kind reaches from the point that a list gives for it.
RADIUS_M = {"park": 150.0, "meydan": 120.0, "pazar": 150.0, "stat": 200.0, "spor": 150.0, "site": 300.0}
RADIUS_OTHERWISE_M = 100.0
ANCHOR_RADIUS_M = 350.0  # a stop, a kiosk, a station that only bears the place's name
TAKEN_FROM = 0.9  # a name less alike is shown to a person and never taken
# Beside a place is farther than in it.
_BESIDE_M = {KonumSozu.ICINDE: 0.0, KonumSozu.UZERINDE: 0.0, KonumSozu.ONUNDE: 50.0}
_BESIDE_OTHERWISE_M = 100.0


class NamedPlaces:
    """The asset's own name in the gazetteer (``yer.sinif = 'yer'``; a ``dayanak`` with a wide radius)."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        if _place_words(subject.ad):
            return  # Şehitler Parkı Yanı Üçgen Refüj is not Şehitler Parkı
        for name in place_names(subject.ad):
            for match in self._gazetteer.named(name, subject.mahalle_kod):
                yield named_candidate(match, name, "yer")


class ContainingPlaces:
    """The park or market that the address, or the name, says the asset lies in, beside or in front of."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        told = [(part.yer, part.konum_sozu) for part in subject.adres.parts if part.yer and part.konum_sozu]
        told += _place_words(subject.ad)
        if not told:
            told = [(note, KonumSozu.ICINDE) for note in subject.adres.tarif.split("; ") if _is_a_place(note)]
        for text, sozu in dict.fromkeys(told):
            further = _BESIDE_M.get(sozu, _BESIDE_OTHERWISE_M)
            for name in place_names(text):
                for match in self._gazetteer.named(name, subject.mahalle_kod):
                    yield named_candidate(match, name, "icinde", further)


def named_candidate(match: NamedMatch, name: PlaceName, saglayici: str, further_m: float = 0.0) -> Candidate:
    """A candidate at a place found by name; its radius covers the place, or the way from what is named after it."""
    place = match.place
    kind = next((kind for kind in name.kinds if kind in RADIUS_M), "")
    reach = max(RADIUS_M.get(kind, RADIUS_OTHERWISE_M), (place.uzunluk_m or 0.0) / 2)
    radius = reach if match.itself else ANCHOR_RADIUS_M
    why = "" if match.puan >= TAKEN_FROM else f"ad tam uymuyor ({place.ad}); bir kişi karar versin"
    source = f"{place.kaynak}: {place.ad}"
    return Candidate(place.point, Kesinlik.YER, radius + further_m, source, saglayici, match.puan, why)


@lru_cache(maxsize=4096)
def _place_words(ad: str) -> tuple[tuple[str, KonumSozu], ...]:
    """What an asset's name says it lies in or beside: ``Soğuksu Seyir Parkı İçindeki …``."""
    if position(ad) is None:
        return ()
    return tuple((part.yer, part.konum_sozu) for part in parse_address(ad).parts if part.yer and part.konum_sozu)


def _is_a_place(note: str) -> bool:
    """A note in the address that is a park's or market's name, as ``(Hayvanlar Âlemi Parkı)``."""
    return any({"park", "pazar", "meydan"} & set(name.kinds[-1:]) for name in place_names(note))
