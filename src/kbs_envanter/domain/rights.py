"""The language of ownership: ``Bina Belediye Arsa: Maliye Hazinesi (belediyemiz adına tahsisli)``.

``parse_rights`` reads the phrases of a text in order into clauses: an owner, what is granted over the property
and to whom. The next owner opens the next clause; the owner of the land and that of the building are joined at
the end. What no rule could place is handed back in ``unread``.
"""

import re
from collections.abc import Iterable
from datetime import date

from kbs_envanter.domain.numbers import parse_number
from kbs_envanter.domain.rights_phrases import Phrase, is_mark, phrases
from kbs_envanter.domain.rights_record import NO_TITLE, Clause, Grant, Nesne, Owner, Party, Role, Span, join, rights_of
from kbs_envanter.domain.rights_types import HakTuru, OwnerClass, Right, RightsReading
from kbs_envanter.domain.rights_words import NUMBER_WORDS, Kind
from kbs_envanter.domain.text import lower

__all__ = ["HakTuru", "OwnerClass", "Right", "RightsReading", "parse_rights"]

_PUBLIC = frozenset(
    [OwnerClass.HAZINE, OwnerClass.IBB, OwnerClass.TOKI, OwnerClass.BAKANLIK, OwnerClass.KAMU_DIGER],
)
_SHOWN_BY_PLACE = frozenset([HakTuru.TASARRUF, HakTuru.FIILI_KULLANIM])
_BUILT = re.compile(r"prefabrik|betonarme|celik|konteyner|gecici|ahsap|metruk|tek|cift|\S+ katli|katli")
_POSSESSIVE = re.compile(r".*(?:arsasi|arazisi|binasi|yapisi|zemini|muhdesati|tasinmazi)")
_PLUS = frozenset(["+", "&", "ve", "ile"])


def parse_rights(text: str, *, municipality: str) -> RightsReading:
    """Read what an ownership text states; never raises.

    Args:
        text: the cell as written.
        municipality: whose list it is. ``Belediye`` and ``belediyemiz`` are this one, directions are seen
            from it, and every other municipality is another public body.
    """
    line, items = phrases(text, municipality)
    if all(map(is_mark, items)):
        return RightsReading((), "yok")
    reader = _Reader(line, items)
    for i in range(len(items)):
        reader.step(i)
    return reader.reading()


class _Reader:
    """Walks over the phrases once; ``clauses[-1].grants[-1]`` is where the next fact goes."""

    def __init__(self, line: str, items: list[Phrase]) -> None:
        self.line = line
        self.items = items
        self.clauses = [Clause()]
        self.unread: list[Span] = []
        self.nesne: Phrase | None = None
        self.area: Phrase | None = None

    @property
    def clause(self) -> Clause:
        return self.clauses[-1]

    @property
    def grant(self) -> Grant:
        return self.clause.grants[-1]

    def step(self, i: int) -> None:
        """Place one phrase."""
        phrase = self.items[i]
        match phrase.kind:
            case Kind.PARTY:
                self.party(i, phrase)
            case Kind.NO_TITLE:
                self.no_title(i, phrase)
            case Kind.OBJECT:
                self.object(i, phrase)
            case Kind.RIGHT:
                self.right(HakTuru(phrase.value), phrase)
            case Kind.TENANT:
                self.right(HakTuru.KIRA, phrase)
            case Kind.NOTE:
                self.clause.notes.append((phrase.start, phrase.end))
            case Kind.AREA:
                self.share(phrase)
            case Kind.VOICE | Kind.STATUS | Kind.TERM | Kind.DATE | Kind.DECISION:
                self.detail(phrase)
            case None if not is_mark(phrase):
                self.unread.append((phrase.start, phrase.end))

    # Parties

    def party(self, i: int, phrase: Phrase) -> None:
        sinif = OwnerClass(phrase.value)
        party = Party(sinif, phrase.name if sinif in _PUBLIC else None)
        role = self.role(i, phrase)
        nesne, self.nesne = self.nesne, None
        if role is None:
            self.unread += [(each.start, each.end) for each in (nesne, phrase) if each]
            return
        if role == "owner":
            self.owner(i, Owner(party, _nesne(nesne)))
            return
        if role in self.grant.parties:
            self.clause.grants.append(Grant())
        self.grant.parties[role] = party
        self.grant.spans.append((phrase.start, phrase.end))
        if nesne:
            self.grant.nesne = _nesne(nesne)
            self.clause.notes.append((nesne.start, nesne.end))

    def role(self, i: int, phrase: Phrase) -> Role | None:
        """What a party is, by its case ending and by the words around; None when they do not tell."""
        after, before = self.near(i, 1), self.near(i, -1)
        match phrase.case:
            case "from":
                return "giver"
            case "by":
                return "agent"
            case "to":
                return "owner" if _is(after, Kind.BELONGS) else "holder"
            case "at":
                owns = i > 0 and self.items[i - 1].folded.startswith("mulk")
                return "owner" if owns else "holder" if _is(before, Kind.RIGHT) else None
        if _is(after, Kind.ON_BEHALF):
            return self.on_behalf(i)
        if _is(before, Kind.TENANT):
            return "holder"
        if after is None or after.kind is not Kind.RIGHT:
            return "owner"
        shown = after.value in _SHOWN_BY_PLACE or after.folded.startswith("kiraladi")
        to_us = phrase.value == OwnerClass.BELEDIYE and after.value == HakTuru.TAHSIS
        return "holder" if shown or to_us or self.clause.owners else "owner"

    def on_behalf(self, i: int) -> Role:
        """``... adına kayıtlı`` owns, ``... adına tahsisli`` holds."""
        telling = (Kind.RIGHT, Kind.REGISTERED, Kind.PARTY)
        after = next((phrase for phrase in self.items[i + 1 :] if phrase.kind in telling), None)
        waits = self.grant.hak is not None and "holder" not in self.grant.parties
        return "holder" if _is(after, Kind.RIGHT) or (after is None and waits) else "owner"

    def near(self, i: int, step: int) -> Phrase | None:
        """The neighbour that counts: terms, dates and small words are passed over, and a colon before."""
        i += step
        while 0 <= i < len(self.items):
            phrase = self.items[i]
            colon = step < 0 and phrase.folded == ":"
            if not colon and phrase.kind not in (Kind.FILLER, Kind.TERM, Kind.DATE, Kind.DECISION):
                return phrase
            i += step
        return None

    def owner(self, i: int, owner: Owner) -> None:
        """An owner opens a clause, unless the clause at hand still waits for its owner."""
        if self.clause.owners:
            self.clauses.append(Clause(added=i > 0 and self.items[i - 1].folded in _PLUS))
        if self.area:
            owner.pay_m2, self.area = parse_number(self.area.folded.split()[0]).value, None
        self.clause.owners.append(owner)

    def no_title(self, i: int, phrase: Phrase) -> None:
        if phrase.value:
            self.clause.notes.append((phrase.start, phrase.end))
        if all(owner.party is not NO_TITLE for owner in self.clause.owners):
            self.owner(i, Owner(NO_TITLE, "arsa"))

    # What is owned

    def object(self, i: int, phrase: Phrase) -> None:
        """``Arsa: X`` and ``X'e ait arsa`` say what is owned; otherwise the word is a note."""
        before, last = self.near(i, -1), self.clause.owners[-1] if self.clause.owners else None
        of_last = _is(before, Kind.BELONGS) or (_POSSESSIVE.fullmatch(phrase.folded) and _is(before, Kind.PARTY))
        if last and last.nesne is None and of_last:
            last.nesne = _nesne(phrase)
        elif self.leads(i):
            self.nesne = phrase
        else:
            if last and last.nesne is None and self.alone_in_brackets(i):
                last.nesne = _nesne(phrase)
            self.clause.notes.append((phrase.start, phrase.end))

    def leads(self, i: int) -> bool:
        """Whether a party follows, with no more than a colon or a dash between."""
        rest = (p for p in self.items[i + 1 :] if p.folded not in (":", "-") and p.kind is not Kind.FILLER)
        return _is(next(rest, None), Kind.PARTY)

    def alone_in_brackets(self, i: int) -> bool:
        """``X (Yapı)``, ``X (Prefabrik yapı)``: what the owner just named owns is the building."""
        start = i - 1
        while start > 0 and _BUILT.fullmatch(self.items[start].folded):
            start -= 1
        closed = i + 1 < len(self.items) and self.items[i + 1].folded == ")"
        return closed and start > 0 and self.items[start].folded == "(" and self.items[start - 1].kind is Kind.PARTY

    def share(self, phrase: Phrase) -> None:
        value = parse_number(phrase.folded.split()[0]).value
        last = self.clause.owners[-1] if self.clause.owners else None
        if value is not None and last and last.pay_m2 is None:
            last.pay_m2 = value
        elif value is not None and last is None and self.area is None:
            self.area = phrase
        else:
            self.unread.append((phrase.start, phrase.end))

    # What is granted

    def right(self, hak: HakTuru, phrase: Phrase) -> None:
        if self.grant.hak not in (None, hak):
            self.clause.grants.append(Grant())
        self.grant.hak = hak
        self.grant.spans.append((phrase.start, phrase.end))

    def detail(self, phrase: Phrase) -> None:
        """A fact of the grant at hand; a second one of its kind has no place and stays unread."""
        grant, first = self.grant, phrase.folded.split()[0]
        match phrase.kind:
            case Kind.VOICE if grant.voice is None:
                grant.voice = "alinan" if phrase.value == "alinan" else "verilen"
            case Kind.STATUS if not grant.status:
                grant.status = phrase.value
            case Kind.TERM if grant.sure_yil is None:
                grant.sure_yil = NUMBER_WORDS.get(first) or int(first)
            case Kind.DATE if grant.baslangic is None and (day := _date(first)):
                grant.baslangic = day
            case Kind.DECISION if grant.karar is None:
                grant.karar = "".join(phrase.folded.split()[:-1]).removesuffix("no")
            case _:
                self.unread.append((phrase.start, phrase.end))
                return
        grant.spans.append((phrase.start, phrase.end))

    # The answer

    def reading(self) -> RightsReading:
        lost = [span for clause in self.clauses for span in clause.close()]
        lost += [(phrase.start, phrase.end) for phrase in (self.area,) if phrase]
        rights = tuple(right for clause in join(self.clauses) for right in rights_of(clause, self.notes(clause)))
        if not rights:
            return RightsReading((), "okunamadi", self.line)
        unread = "; ".join(self.texts(self.unread + lost))
        return RightsReading(rights, "kismen" if unread else "okundu", unread)

    def notes(self, clause: Clause) -> list[str]:
        return list(dict.fromkeys(lower(note) for note in self.texts(clause.notes)))

    def texts(self, spans: Iterable[Span]) -> list[str]:
        """The words at these places in order; neighbours with only a space between are one text."""
        joined: list[Span] = []
        for start, end in sorted(set(spans)):
            if joined and not self.line[joined[-1][1] : start].strip():
                start = joined.pop()[0]
            joined.append((start, end))
        return [self.line[start:end] for start, end in joined]


def _is(phrase: Phrase | None, kind: Kind) -> bool:
    return phrase is not None and phrase.kind is kind


def _nesne(phrase: Phrase | None) -> Nesne | None:
    if phrase is None:
        return None
    return "bina" if phrase.value == "bina" else "arsa"


def _date(text: str) -> date | None:
    day, month, year = (int(part) for part in re.split(r"[./]", text))
    try:
        return date(year, month, day)
    except ValueError:
        return None
