"""The language of addresses: ``Mahmutbey Cad. 1214. Sk No: 3 (Avrupa Konutları 2 yanı)``.

A cell of a table may hold one address, several (``Fatih Caddesi, No: 98 ve Fulya Sokak No: 2``), a
corner (``X Caddesi ile Y Caddesi kesişimi``) or only a direction (``Şehitler Parkı Yanı``). Reading
never fails: what is neither mahalle, street nor door number is kept, as written, in ``tarif``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kbs_envanter.domain.address_words import (
    KonumSozu,
    Role,
    Street,
    Token,
    YolTuru,
    bare_door,
    doors,
    is_door_word,
    phrase_end,
    position,
    street,
    tokenize,
)

__all__ = ["Address", "AddressPart", "Benzerlik", "KonumSozu", "YolTuru", "parse_address", "same_street"]

Benzerlik = Literal["ayni", "aday", "farkli"]


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One address of a cell.

    Attributes:
        cadde_sokak: the street in canonical Turkish (``Atatürk Caddesi``, ``1214. Sokak``).
        tur: kind of the street.
        ad: folded name without the generic word, to match by (``1. ikitelli``, ``242.``); "" without street.
        kapi: door numbers as text; a range of two (``32-38``) is one text.
        kesisen: the other street of a corner, canonical.
        konum_sozu: position seen from ``yer``, or from the street when ``yer`` is None.
        yer: the place that the address is in, beside or in front of, as written.
        ana_yol: the larger street that this one opens off (``Mahmutbey Cad. 1214. Sk``), canonical.
        mahalle: name of the neighbourhood when the text states it, as written, without ``Mahallesi``.
    """

    cadde_sokak: str | None = None
    tur: YolTuru | None = None
    ad: str = ""
    kapi: tuple[str, ...] = ()
    kesisen: str | None = None
    konum_sozu: KonumSozu | None = None
    yer: str | None = None
    ana_yol: str | None = None
    mahalle: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """The addresses of a text in the order written, and its directions and notes (``tarif``)."""

    parts: tuple[AddressPart, ...]
    tarif: str


def parse_address(text: str) -> Address:
    """Read the addresses of ``text``; never raises.

    ``tarif`` holds every direction and note as written, joined by ``"; "``, also those that
    ``konum_sozu`` and ``yer`` were read from. A mahalle holds for the addresses after it, up to a
    semicolon or another mahalle.
    """
    line, tokens = tokenize(text)
    reader = _Reader(line, tokens)
    while reader.at < len(tokens):
        reader.step()
    reader.end_direction()
    return reader.cell.address()


def same_street(a: AddressPart, b: AddressPart) -> Benzerlik:
    """Whether two addresses name one street, by name only: the mahalle is not compared.

    ``aday`` (candidate) when the names agree and the generic words do not: ``242. Sokak``, ``242. Cad.``.
    Case, accents, spaces and points do not matter: ``Maslak Çeşme``, ``Maslakçeşme``.
    """
    if not a.ad or _key(a) != _key(b):
        return "farkli"
    return "ayni" if a.tur is b.tur else "aday"


def _key(part: AddressPart) -> str:
    return re.sub(r"[\W_]", "", part.ad)


_DASHES = " -–—/"
# A street named right after a larger one opens off it; after an equal one it is another address.
_RANK = {
    YolTuru.BULVAR: 3,
    YolTuru.MEYDAN: 3,
    YolTuru.CADDE: 2,
    YolTuru.YANYOL: 2,
    YolTuru.YOL: 2,
    YolTuru.SOKAK: 1,
    YolTuru.CIKMAZ: 0,
}


@dataclass(slots=True)
class _Draft:
    """One address while it is read; ``streets`` runs from the largest to the one that has the doors."""

    mahalle: str | None = None
    streets: list[Street] = field(default_factory=list)
    kapi: list[str] = field(default_factory=list)
    kesisen: Street | None = None
    konum: tuple[KonumSozu, str | None] | None = None

    def has_only_mahalle(self) -> bool:
        return not (self.streets or self.kapi or self.konum)

    def names_only_streets(self) -> bool:
        return bool(self.streets) and not (self.kapi or self.kesisen or self.konum)

    def may_be_left_for(self, street: Street) -> bool:
        """True when ``street`` can open off the last one, which has nothing of its own yet."""
        return self.names_only_streets() and _RANK[self.streets[-1].tur] > _RANK[street.tur]

    def part(self) -> AddressPart:
        own = self.streets[-1] if self.streets else None
        sozu, yer = self.konum or (None, None)
        return AddressPart(
            cadde_sokak=own.text if own else None,
            tur=own.tur if own else None,
            ad=own.ad if own else "",
            kapi=tuple(dict.fromkeys(self.kapi)),
            kesisen=self.kesisen.text if self.kesisen else None,
            konum_sozu=sozu,
            yer=yer,
            ana_yol=", ".join(larger.text for larger in self.streets[:-1]) or None,
            mahalle=self.mahalle,
        )


class _Cell:
    """Puts what was read together: which street has which doors, what is a corner, what a new address."""

    def __init__(self) -> None:
        self.drafts = [_Draft()]
        self.directions: list[str] = []

    def mahalle(self, name: str) -> None:
        if self.drafts[-1].mahalle or not self.drafts[-1].has_only_mahalle():
            self.drafts.append(_Draft())
        self.drafts[-1].mahalle = name

    def street(self, new: Street, after: str) -> None:
        """``after`` is what stands before the name: "street" (a street, a corner), a link, or ""."""
        draft = self.drafts[-1]
        if not draft.streets:
            draft.streets.append(new)
        elif after == "ile" and draft.names_only_streets():
            draft.kesisen = new
        elif after == "street" and draft.may_be_left_for(new):
            draft.streets.append(new)
        else:
            self.drafts.append(_Draft(draft.mahalle, [new]))

    def corner(self) -> bool:
        """Read the last two streets as a corner; False when there are not two."""
        draft = self.drafts[-1]
        if draft.kesisen:
            return True
        if not draft.names_only_streets():
            return False
        if len(draft.streets) > 1:
            draft.kesisen = draft.streets.pop()
            return True
        if len(self.drafts) > 1 and self.drafts[-2].names_only_streets():
            self.drafts.pop()
            self.drafts[-1].kesisen = draft.streets[0]
            return True
        return False

    def direction(self, text: str) -> None:
        if not text:
            return
        self.directions.append(text)
        draft = self.drafts[-1]
        draft.konum = draft.konum or position(text)

    def address(self) -> Address:
        last = self.drafts[-1]
        if len(self.drafts) > 1 and last.has_only_mahalle() and not self.drafts[-2].mahalle:
            self.drafts.pop()  # the mahalle was written last: Fatih Cad. No: 5 Cennet Mah.
            self.drafts[-1].mahalle = last.mahalle
        parts = tuple(draft.part() for draft in self.drafts)
        return Address(tuple(part for part in parts if part != AddressPart()), "; ".join(self.directions))


class _Reader:
    """Walks over the tokens once; words that mean nothing here wait to become a direction."""

    def __init__(self, line: str, tokens: Sequence[Token]) -> None:
        self.line = line
        self.tokens = tokens
        self.at = 0
        self.cell = _Cell()
        self._waiting_from: int | None = None
        self._after = ""

    def step(self) -> None:
        """Read one name, door group, note, link, mark or plain word."""
        mark = self.tokens[self.at].text
        if mark == "(":
            self._note()
        elif mark in (",", ";", ")"):
            self._mark(mark)
        elif not (self._name() or self._doors() or self._link() or self._corner()):
            self._wait()

    def end_direction(self) -> None:
        """Hand over the plain words that wait."""
        if self._waiting_from is not None:
            start, end = self.tokens[self._waiting_from].start, self.tokens[self.at - 1].end
            self.cell.direction(self.line[start:end].strip(_DASHES))
            self._waiting_from = None

    def _go(self, at: int, after: str = "") -> None:
        self.at, self._after = at, after

    def _wait(self) -> None:
        if self._waiting_from is None:
            self._waiting_from = self.at
        self._go(self.at + 1)

    def _mark(self, mark: str) -> None:
        self.end_direction()
        self._go(self.at + 1, self._after if mark == "," else "")
        if mark == ";":
            self.cell.drafts.append(_Draft())

    def _note(self) -> None:
        """A note in brackets is kept whole, with whatever brackets and commas are in it."""
        self.end_direction()
        depth, end = 0, self.at
        for end in range(self.at, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[end].text, 0)
            if not depth:
                break
        note = self.line[self.tokens[self.at].end : self.tokens[end].end]
        self.cell.direction(note.removesuffix(")").strip(_DASHES))
        self._go(end + 1)

    def _name(self) -> bool:
        closing = phrase_end(self.tokens, self.at)
        if closing is None:
            return False
        words, last = self.tokens[self.at : closing], self.tokens[closing]
        found = street(words, last)
        if not found and last.role is not Role.MAHALLE:
            return False
        self.end_direction()
        if found:
            self.cell.street(found, self._after)
        else:
            self.cell.mahalle(self.line[words[0].start : words[-1].end])
        self._go(closing + 1, "street" if found else "")
        return True

    def _doors(self) -> bool:
        if is_door_word(self.tokens, self.at):
            found, end = doors(self.tokens, self.at + 1)
        elif self._after == "street":
            found, end = bare_door(self.tokens, self.at)
        else:
            return False
        if found:
            self.end_direction()
            self.cell.drafts[-1].kapi += found
            self._go(end)
        return bool(found)

    def _link(self) -> bool:
        """A link between two streets; before anything else it is a plain word."""
        token = self.tokens[self.at]
        if token.role is not Role.LINK or phrase_end(self.tokens, self.at + 1) is None:
            return False
        self.end_direction()
        self._go(self.at + 1, token.bare if self._after == "street" else "")
        return True

    def _corner(self) -> bool:
        is_corner = self.tokens[self.at].role is Role.CORNER and self._after == "street"
        if not is_corner or not self.cell.corner():
            return False
        self._go(self.at + 1, "street")
        return True
