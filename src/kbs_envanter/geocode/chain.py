"""The chain: providers are asked in order, every candidate is judged, and the best one that holds is taken.

A provider proposes; the chain disposes. Each candidate says its precision, its radius of uncertainty and
its source; one that lies outside the stated mahalle is refused, for an asset on the wrong street is
worse than one honestly placed "somewhere in Kanarya". The rules are explained in ``docs/konum.md``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot
from typing import NamedTuple, Protocol

from shapely import MultiPolygon, Point, prepare

from kbs_envanter.domain.addresses import Address
from kbs_envanter.domain.parcel_types import ParcelRef
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.metric import point_to_metres, to_metres

TOLERANCE_M = 100.0  # boundaries at hand are good to about 50 m
DECISION = "karar"
# Among candidates of one precision the one earlier here is taken.
ORDER = (
    DECISION, "parsel", "tkgm", "bilinen", "kapi", "yer", "sokak", "nominatim", "photon", "icinde", "mahalle",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(ORDER)}
_EQUAL = 0.05  # candidates whose scores differ by less are equally good
_FAILURES_BORNE = 3  # a service that failed so often in a row is left alone until the next run
_NO_ADDRESS = Address((), "")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be placed: an asset's code, name, stated mahalle, address as read, and the parcels it stands on."""

    kod: str
    ad: str
    mahalle_kod: str | None
    adres: Address = _NO_ADDRESS
    parseller: tuple[ParcelRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed position, EPSG:4326, with its uncertainty radius in metres and where it came from.

    ``puan`` is 1 for a match beyond doubt. ``neden`` says why it is only for a person to take (Turkish), or "".
    """

    point: Point
    kesinlik: Kesinlik
    belirsizlik_m: float
    kaynak: str
    saglayici: str = ""
    puan: float = 1.0
    neden: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A candidate that was not taken, and why (Turkish, for the reviewer)."""

    subject: Subject
    candidate: Candidate
    reason: str


class Durum(StrEnum):
    """What became of a candidate."""

    SECILDI = "secildi"
    YEDEK = "yedek"
    REDDEDILDI = "reddedildi"


class Judged(NamedTuple):
    """A candidate, what became of it, and why."""

    candidate: Candidate
    durum: Durum
    neden: str = ""


class Provider(Protocol):
    """Anything that can propose positions."""

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        """Positions for the subject, best first; nothing when the provider knows none."""
        ...


class ProviderFailed(Exception):
    """A service gave no answer that can be used. ``final``: it is not to be asked again in this run."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.why, self.final = why, final


class Service(Provider, Protocol):
    """A provider that asks another machine: only when its best could be better than what is known."""

    saglayici: str
    best: Kesinlik


@dataclass
class _Manners:
    """How a service behaved in this run."""

    failed_in_a_row: int = 0
    resting: bool = False


@dataclass
class Chain:
    """Asks providers in their order, keeps what it refused, and bears with services that fail.

    Attributes:
        providers: those that need no network, in order of trust.
        boundaries: trusted boundaries by mahalle code, EPSG:4326; an approximate one judges nobody.
        services: those that do, in order.
        refused: candidates that do not hold, with the reason.
        failures: how often a service failed, by its name and the fault.
    """

    providers: Sequence[Provider]
    boundaries: Mapping[str, MultiPolygon]
    services: Sequence[Service] = ()
    refused: list[Refusal] = field(default_factory=list)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._areas = {kod: to_metres(boundary) for kod, boundary in self.boundaries.items()}
        for area in self._areas.values():
            prepare(area)
        self._outside: dict[tuple[str, float, float], float] = {}
        self._manners = {service.saglayici: _Manners() for service in self.services}

    def place(self, subject: Subject) -> Candidate | None:
        """The best candidate that holds, or None."""
        return next((judged.candidate for judged in self.judge(subject) if judged.durum is Durum.SECILDI), None)

    def judge(self, subject: Subject) -> list[Judged]:
        """Every candidate: the one taken first, then the spare ones, best first, then those that do not hold."""
        judged = [found for provider in self.providers for found in self._batch(subject, provider.candidates(subject))]
        for service in self.services:
            best = min((_key(found.candidate) for found in judged if _can_be_taken(found)), default=None)
            if best is None or (best[0] and service.best.rank < best[1]):
                judged += self._batch(subject, self._ask(service, subject))
        judged.sort(
            key=lambda found: (found.durum is Durum.REDDEDILDI, not _can_be_taken(found), _key(found.candidate))
        )
        if judged and _can_be_taken(judged[0]):
            judged[0] = judged[0]._replace(durum=Durum.SECILDI)
        return judged

    def _batch(self, subject: Subject, candidates: Iterable[Candidate]) -> list[Judged]:
        """A provider's candidates: outside the mahalle, for a person only, or equally good and far apart."""
        judged: list[Judged] = []
        holding: list[Candidate] = []
        for candidate in candidates:
            outside = self._outside_m(subject, candidate)
            if outside > TOLERANCE_M:
                reason = f"beyan edilen mahallenin {outside:.0f} m dışında"
                self.refused.append(Refusal(subject, candidate, reason))
                judged.append(Judged(candidate, Durum.REDDEDILDI, reason))
            elif candidate.neden:
                judged.append(Judged(candidate, Durum.YEDEK, candidate.neden))
            else:
                holding.append(candidate)
        rivals = _rivals(holding)
        said = f"aynı adla birbirinden uzak {len(rivals)} yer var; hangisi olduğu belli değil" if rivals else ""
        return judged + [Judged(candidate, Durum.YEDEK, said) for candidate in holding]

    def _ask(self, service: Service, subject: Subject) -> list[Candidate]:
        manners = self._manners[service.saglayici]
        if manners.resting:
            return []
        try:
            found = list(service.candidates(subject))
        except ProviderFailed as failed:
            self.failures[service.saglayici, failed.why] += 1
            manners.failed_in_a_row += 1
            manners.resting = failed.final or manners.failed_in_a_row >= _FAILURES_BORNE
            return []
        manners.failed_in_a_row = 0
        return found

    def _outside_m(self, subject: Subject, candidate: Candidate) -> float:
        area = self._areas.get(subject.mahalle_kod or "")
        if area is None or candidate.saglayici == DECISION:
            return 0.0
        key = (subject.mahalle_kod or "", candidate.point.x, candidate.point.y)
        known = self._outside.get(key)
        if known is None:
            known = self._outside[key] = area.distance(Point(point_to_metres(candidate.point)))
        return known


def _can_be_taken(judged: Judged) -> bool:
    return judged.durum is Durum.YEDEK and not judged.neden


def _key(candidate: Candidate) -> tuple[bool, int, int, float]:
    """Best first: a person's word, then precision, then the provider, then the score."""
    return (
        candidate.saglayici != DECISION,
        candidate.kesinlik.rank,
        _RANK.get(candidate.saglayici, len(ORDER)),
        -candidate.puan,
    )


def _rivals(holding: Sequence[Candidate]) -> list[Candidate]:
    """Candidates of one provider as good as its best and not the same place; none when the best stands alone."""
    if len(holding) < 2:
        return []
    first = min(holding, key=_key)
    equal = [c for c in holding if c.kesinlik is first.kesinlik and c.puan > first.puan - _EQUAL]
    x, y = point_to_metres(first.point)
    for other in equal:
        east, north = point_to_metres(other.point)
        if hypot(east - x, north - y) > max(first.belirsizlik_m, other.belirsizlik_m):
            return equal
    return []
