"""The chain: providers are asked in order, and the best position that holds is taken.

A provider proposes; the chain disposes. Each candidate says its precision, its radius of uncertainty and
its source; one that lies outside the stated mahalle is refused, for an asset on the wrong street is
worse than one honestly placed "somewhere in Kanarya".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shapely import MultiPolygon, Point

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.metric import distance_m

TOLERANCE_M = 100.0  # boundaries at hand are good to about 50 m


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be placed: an asset's code, name and stated mahalle."""

    kod: str
    ad: str
    mahalle_kod: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed position, EPSG:4326, with its uncertainty radius in metres and where it came from."""

    point: Point
    kesinlik: Kesinlik
    belirsizlik_m: float
    kaynak: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A candidate that was not taken, and why (Turkish, for the reviewer)."""

    subject: Subject
    candidate: Candidate
    reason: str


class Provider(Protocol):
    """Anything that can propose positions."""

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        """Positions for the subject, best first; nothing when the provider knows none."""
        ...


class Chain:
    """Asks providers in their order and keeps what it refused."""

    def __init__(self, providers: Sequence[Provider], boundaries: dict[str, MultiPolygon]) -> None:
        """Set up.

        Args:
            providers: in order of trust.
            boundaries: trusted boundaries by mahalle code, EPSG:4326; an approximate one judges nobody.
        """
        self._providers = providers
        self._boundaries = boundaries
        self.refused: list[Refusal] = []

    def place(self, subject: Subject) -> Candidate | None:
        """The best candidate that holds, or None."""
        for provider in self._providers:
            for candidate in provider.candidates(subject):
                outside = self._outside_m(subject, candidate)
                if outside <= TOLERANCE_M:
                    return candidate
                reason = f"beyan edilen mahallenin {outside:.0f} m dışında"
                self.refused.append(Refusal(subject, candidate, reason))
        return None

    def _outside_m(self, subject: Subject, candidate: Candidate) -> float:
        boundary = self._boundaries.get(subject.mahalle_kod or "")
        return 0.0 if boundary is None else distance_m(candidate.point, boundary)
