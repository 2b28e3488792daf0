"""From the clauses of an ownership text to rights: who owns what, who holds it, seen from the municipality."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from kbs_envanter.domain.rights_types import HakTuru, OwnerClass, Right, Yon

Nesne = Literal["arsa", "bina"]
Role = Literal["owner", "holder", "giver", "agent"]
Span = tuple[int, int]

# What is lent comes with the name of who lends it; ownership and the closing of a title do not.
_LENT = frozenset([HakTuru.TAHSIS, HakTuru.KIRA])
# Classes of many bodies: here the name says more than the class.
_MANY = frozenset([OwnerClass.BAKANLIK, OwnerClass.KAMU_DIGER])


@dataclass(frozen=True, slots=True)
class Party:
    """An owner or a holder: its class, and its name if it is a public body (None for every other)."""

    sinif: OwnerClass
    ad: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the municipality itself."""
        return self.sinif is OwnerClass.BELEDIYE


NO_TITLE = Party(OwnerClass.KAMUYA_TERKINLI)


@dataclass(slots=True)
class Owner:
    """An owner in a clause; ``nesne`` None is land and building alike."""

    party: Party
    nesne: Nesne | None = None
    pay_m2: Decimal | None = None


@dataclass(slots=True)
class Grant:
    """What is granted over a property, while it is read; ``spans`` are the places it was read from."""

    hak: HakTuru | None = None
    parties: dict[Role, Party] = field(default_factory=dict)
    nesne: Nesne | None = None
    voice: Yon | None = None
    sure_yil: int | None = None
    baslangic: date | None = None
    karar: str | None = None
    status: str = ""
    spans: list[Span] = field(default_factory=list)

    @property
    def holder(self) -> Party | None:
        """Who holds it; an agent that takes (``belediyemizce kiralanan``) is the holder."""
        return self.parties.get("holder") or (self.parties.get("agent") if self._agent_takes else None)

    @property
    def giver(self) -> Party | None:
        """Who gives it; an agent that does not take (``belediyemizce tahsis edilen``) is the giver."""
        return self.parties.get("giver") or (None if self._agent_takes else self.parties.get("agent"))

    @property
    def _agent_takes(self) -> bool:
        return self.voice == "alinan" or (self.hak is not HakTuru.TAHSIS and self.voice is None)


@dataclass(slots=True)
class Clause:
    """One property: its owner (of the land and of the building apart, once joined), grants and notes.

    ``added`` says that the text adds it to the one before: ``+``, ``ve``.
    """

    owners: list[Owner] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=lambda: [Grant()])
    notes: list[Span] = field(default_factory=list)
    added: bool = False

    def close(self) -> list[Span]:
        """Give a grant without a kind the kind of its neighbour; hand back what stays without one."""
        hak = None
        for grant in [*reversed(self.grants), *self.grants]:
            if grant.parties:
                grant.hak = grant.hak or hak
            hak = grant.hak or hak
        lost = [span for grant in self.grants if grant.hak is None for span in grant.spans]
        self.grants = [grant for grant in self.grants if grant.hak is not None]
        return lost if self.owners or self.grants else lost + self.notes


def join(clauses: list[Clause]) -> list[Clause]:
    """Join neighbours that are the two halves of one property: who owns the land, who owns the building."""
    joined: list[Clause] = []
    for clause in clauses:
        if joined and _are_halves(joined[-1], clause):
            joined[-1].owners += clause.owners
            joined[-1].grants += clause.grants
            joined[-1].notes += clause.notes
        else:
            joined.append(clause)
    return joined


def _are_halves(first: Clause, second: Clause) -> bool:
    """Whether one tells of the land and the other of the building; land without a title makes them so."""
    owners = first.owners + second.owners
    if len(owners) != 2 or (first.grants and second.grants) or all(owner.pay_m2 is not None for owner in owners):
        return False
    ours = next((owner for owner in owners if owner.party.is_own and owner.nesne != "arsa"), None)
    if ours and any(owner.party is NO_TITLE for owner in owners) and not second.added:
        ours.nesne = "bina"  # nobody owns such land, so it is the building that is the municipality's
    return {owner.nesne for owner in owners} == {"arsa", "bina"}


def rights_of(clause: Clause, notes: list[str]) -> Iterator[Right]:
    """The rights of a closed clause: one for each grant, or the ownership itself when nothing is granted."""
    for grant in clause.grants:
        if grant.hak is not None:
            yield _granted(clause, grant, grant.hak, notes)
    if clause.owners and not clause.grants:
        yield _owned(clause, notes)


def _owned(clause: Clause, notes: list[str]) -> Right:
    land, building = _owners(clause)
    arsa = land.party if land else None
    bina = building.party if building else arsa if land and land.nesne is None else None
    other = next(
        (owner.party for owner in clause.owners if owner.party is not NO_TITLE and not owner.party.is_own), None
    )
    return Right(
        arsa_sahibi=_class(arsa),
        bina_sahibi=_class(bina),
        hak_turu=HakTuru.TERKIN if arsa is NO_TITLE else HakTuru.MULK,
        karsi_taraf=other.ad if other else None,
        karsi_taraf_sinifi=_class(other),
        pay_m2=_share(clause),
        durum_notu="; ".join(notes + _names(clause, None, other)),
    )


def _granted(clause: Clause, grant: Grant, hak: HakTuru, notes: list[str]) -> Right:
    land, building = _owners(clause)
    arsa = land.party if land else None
    bina = building.party if building else None
    titled = next((party for party in (arsa, bina) if party not in (None, NO_TITLE)), None)
    source = grant.giver or titled
    if not clause.owners and grant.nesne != "bina":
        arsa = source
    # Only its owner can lend a building; a lease takes the building with the land.
    lends_building = hak in _LENT and grant.nesne == "bina"
    leases_all = hak is HakTuru.KIRA and (land is None or land.nesne is None)
    if bina is None and (lends_building or leases_all):
        bina = source
    other = next((party for party in (grant.holder, source) if party and not party.is_own), None)
    status = [grant.status] if grant.status else []
    return Right(
        arsa_sahibi=_class(arsa),
        bina_sahibi=_class(bina),
        hak_turu=hak,
        yon=_direction(grant, source),
        karsi_taraf=other.ad if other else None,
        karsi_taraf_sinifi=_class(other),
        pay_m2=_share(clause),
        sure_yil=grant.sure_yil,
        baslangic=grant.baslangic,
        karar=grant.karar,
        durum_notu="; ".join(status + notes + _names(clause, grant, other)),
    )


def _direction(grant: Grant, source: Party | None) -> Yon | None:
    """``alinan`` is what the municipality holds of another, ``verilen`` what another holds of it.

    The list is the municipality's own, so what another owner lends to nobody named is lent to it.
    """
    holder, lent = grant.holder, grant.hak in _LENT
    if grant.hak is HakTuru.FIILI_KULLANIM or (source and holder and source.is_own == holder.is_own):
        return None
    if holder and holder.is_own:
        return "alinan" if source or lent else None
    if source and source.is_own:
        return "verilen" if holder or lent else None
    if holder or not lent:
        return None
    return "alinan" if source else grant.voice


def _owners(clause: Clause) -> tuple[Owner | None, Owner | None]:
    """Who owns the land (or all), and who owns the building alone."""
    land = next((owner for owner in clause.owners if owner.nesne != "bina"), None)
    return land, next((owner for owner in clause.owners if owner.nesne == "bina"), None)


def _class(party: Party | None) -> OwnerClass | None:
    return party.sinif if party else None


def _share(clause: Clause) -> Decimal | None:
    return next((owner.pay_m2 for owner in clause.owners if owner.pay_m2 is not None), None)


def _names(clause: Clause, grant: Grant | None, other: Party | None) -> list[str]:
    """Names of public bodies that neither the counterparty nor the classes of the owners tell."""
    told = [owner.party.sinif for owner in clause.owners if owner.party.sinif not in _MANY]
    parties = [owner.party for owner in clause.owners]
    parties += grant.parties.values() if grant else ()
    return [party.ad for party in parties if party.ad and party != other and party.sinif not in told]
