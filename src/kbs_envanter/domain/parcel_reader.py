"""What the parts of a parcel reference mean: from the grammar's tree to references.

The grammar (``parcel_grammar``) says which words belong together; here they become block, parcel, former
numbers, relation and note. Numbers are still stand-ins; ``parcel_refs`` puts them back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lark import Token, Tree

from kbs_envanter.domain.parcel_grammar import NUMBER, ZERO, expand, fold, parse_tree
from kbs_envanter.domain.parcel_types import Durum, Iliski, ParcelReading, ParcelRef
from kbs_envanter.domain.text import upper

_PAIR = re.compile(expand(r"(<n>|-)\s*\/\s*(<n>|-)"))
_OLD = re.compile(expand(r"(?:(<n>)\s*\/\s*)?(<n>)"))
_EDGE = re.compile(r"^[\s(),;.:/+&-]+|(?:[\s(),;.:/+&-]|(?<!\w)(?:ve|ile|veya)(?!\w))+$", re.IGNORECASE)
_COMPASS = re.compile(r"kuzey|guney|dogu|bati")
_CADASTRAL = {"ADA", "ADALAR", "PARSEL", "RELATION"}
_STEMS = {"yani": Iliski.YANI, "bitisi": Iliski.YANI, "uzeri": Iliski.UZERINDE, "ici": Iliski.UZERINDE}
# Before, behind and opposite are all "near"; which of them it was stays in the note.
_NEAR = ("onu", "arkasi", "karsisi")


class _UnplacedError(Exception):
    """Numbers stand there, but which of them is what cannot be told."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of the text; of a pair (``512/9``) also its block, which may be "none" (``0/41``)."""

    value: str | None
    block: str | None = None
    paired: bool = False

    def as_block(self) -> str | None:
        """The number when a word says that it is a block; ``512/9 ada`` makes no sense."""
        if self.paired:
            raise _UnplacedError
        return self.value


@dataclass(slots=True)
class Segment:
    """Numbers that share a block, whether a column or the word "ada" gave it.

    ``known`` tells "there is no block" (``0``) from "not said".
    """

    block: str | None = None
    known: bool = False
    word: bool = False
    runs: list[list[_Number]] = field(default_factory=list)

    def add(self, runs: list[list[_Number]]) -> None:
        """Add numbers; ``203 ada 512/9`` contradicts itself."""
        if self.word and any(number.paired for run in runs for number in run):
            raise _UnplacedError
        self.runs += runs

    def take_block(self) -> str | None:
        """The last number, which the word "ada" has just made a block."""
        return self.runs[-1].pop().as_block()

    def take_blocks(self) -> list[str | None]:
        """All numbers, which the word "adalar" has just made blocks."""
        return [number.as_block() for run in self.runs for number in run]

    def refs(self, plural: bool = False) -> Iterator[ParcelRef]:
        """One reference a number; two numbers side by side are block and parcel if nothing says otherwise."""
        block, known = self.block, self.known
        runs = [run for run in self.runs if run]
        if not runs:
            yield ParcelRef(ada=block)
        for run in runs:
            if len({number.paired for number in run}) > 1:
                raise _UnplacedError
            if len(run) > 1 and not (known or plural or run[0].paired):
                if len(run) > 2:
                    raise _UnplacedError
                run = [_Number(run[1].value, run[0].value, paired=True)]
            for number in run:
                if number.paired:
                    block, known = number.block, True
                yield ParcelRef(ada=block, parsel=number.value)


class Reader:
    """Gives the grammar's tree its meaning. ``source`` is the text, with stand-ins for its numbers."""

    def __init__(self, source: str, column: Segment, areas: tuple[str, ...]) -> None:
        self.source, self.folded, self.column = source, fold(source), column
        self.areas = {fold(area): area for area in areas}

    def read(self) -> ParcelReading:
        """All references of the text. The block of the column belongs to the first group only."""
        tree = parse_tree(self.folded, tuple(self.areas))
        strays, groups = _tokens(tree), _trees(tree)
        block = self.column.block
        if block and not groups:
            return ParcelReading(tuple(self._tail([ParcelRef(ada=block)], strays)), "okundu")
        refs: list[ParcelRef] = []
        unread = [_trim(self._span(strays))]
        area: str | None = None
        for group in groups:
            head = group.children[0]
            if isinstance(head, Token):
                area = self._area(head)
            found = self._group(group)
            refs += [replace(ref, tapu_mahallesi=area) for ref in found]
            if not found:
                unread.append(_trim(self.source[slice(*_place(group))]))
            self.column = Segment()
            # A semicolon ends the reach of an area's name: "Sefaköy 1, 2; 3" says nothing of 3.
            if ";" in group.children:
                area = None
        if block and block not in [ref.ada for ref in refs]:
            unread.append(block)
        return ParcelReading(tuple(refs), *self._verdict(bool(refs), strays, "; ".join(filter(None, unread))))

    def _verdict(self, found: bool, strays: list[Token], unread: str) -> tuple[Durum, str]:
        if found:
            return "okundu", unread
        cadastral = any(token.type in _CADASTRAL for token in strays)
        numbered = any(NUMBER <= ord(char) < ZERO for char in unread + self.source)
        return ("okunamadi", unread or self.source) if cadastral or numbered else ("parsel_yok", "")

    def _area(self, token: Token) -> str:
        names = [name for name in self.areas if token.startswith(name)]
        return self.areas[max(names, key=len)]

    def _group(self, group: Tree[Token]) -> list[ParcelRef]:
        """The references of one group; none when its numbers cannot be told apart."""
        body = _trees(group)[0]
        tail = [child for child in group.children[group.children.index(body) + 1 :] if isinstance(child, Token)]
        read = {"listed": self._listed, "prefixed": self._prefixed, "renewed": self._renewed}[body.data]
        try:
            refs = read(body)
        except _UnplacedError:
            return []
        # "0" names nothing; alone it may still carry former numbers: "-/- (eski 1218)".
        return [ref for ref in self._tail([*filter(_names, refs)] or refs[-1:], tail) if _names(ref)]

    def _listed(self, body: Tree[Token]) -> list[ParcelRef]:
        """``1198-1261-5594``, ``512 9``, ``203 ada 1 ve 2 parsel``, ``675, 676 adalar``."""
        segments = [self.column]
        plural = False
        olds: tuple[str, ...] = ()
        for child in body.children:
            if isinstance(child, Tree):
                if child.data == "numbers":
                    segments[-1].add(self._numbers(child))
                else:
                    olds = self._olds(child)
            elif child.type == "ADALAR":
                segments[-1:] = [Segment(value, known=True, word=True) for value in segments[-1].take_blocks()]
            elif child.type in ("ADA", "ADA_OF"):
                segments.append(Segment(segments[-1].take_block(), known=True, word=True))
            else:
                plural = "parseller" in child
        named = [part for part in segments if part is not self.column or any(part.runs)]
        refs = [ref for part in named for ref in part.refs(plural)]
        return [*refs[:-1], replace(refs[-1], eski=olds)]

    def _prefixed(self, body: Tree[Token]) -> list[ParcelRef]:
        """``ada 203 parsel 1``, ``ada: 203, parsel: 1-2``, ``ada 203 1 parsel``, ``parsel no: 5``."""
        first, *rest = [self._numbers(child) for child in _trees(body)]
        numbers = [number for run in first for number in run]
        if _tokens(body)[0].type == "PARSEL_OF":
            self.column.add(first)
            return list(self.column.refs(plural=True))
        parcels = rest[0] if rest else []
        if not rest and len(first) == 1:
            numbers, parcels = numbers[:1], [numbers[1:]]
        segments = [Segment(number.as_block(), known=True, word=True) for number in numbers]
        segments[-1].add(parcels)
        return [ref for segment in segments for ref in segment.refs()]

    def _renewed(self, body: Tree[Token]) -> list[ParcelRef]:
        """``E: 1218 Y: 12975``: the former numbers are those of every new one."""
        olds: tuple[str, ...] = ()
        for child in _trees(body):
            if child.data == "olds":
                olds = self._olds(child)
            else:
                self.column.add(self._numbers(_trees(child)[0]))
        return [replace(ref, eski=olds) for ref in self.column.refs(plural=True)]

    def _tail(self, refs: list[ParcelRef], tokens: list[Token]) -> list[ParcelRef]:
        """A relation is that of the whole list; former numbers and notes are those of the last number."""
        iliski, eski = Iliski.UZERINDE, refs[-1].eski
        pieces: list[str] = []
        words: list[Token] = []
        for token in tokens:
            bracket = token.type.endswith("BRACKET") or token in ("(", ")")
            if bracket:
                pieces.append(_trim(self._span(words)))
                words = []
            if token.type == "OLD_BRACKET":
                eski += self._olds(token)
            elif token.type in ("RELATION", "RELATION_BRACKET") and iliski is Iliski.UZERINDE and not words:
                iliski = _relation(token.strip("( )"))
                if token.strip("( )").startswith(_NEAR):
                    pieces.append(self._span([token]).strip("( )"))
            elif bracket:
                pieces.append(self._span([token])[1:-1].strip())
            elif words or token.type not in ("MARK", "PARSEL", "AND"):
                words.append(token)
        pieces.append(_trim(self._span(words)))
        last = replace(refs[-1], eski=eski, not_=", ".join(filter(None, pieces)))
        return [replace(ref, iliski=iliski) for ref in [*refs[:-1], last]]

    def _numbers(self, tree: Tree[Token]) -> list[list[_Number]]:
        return [[self._number(token) for token in _tokens(run)] for run in _trees(tree)]

    def _number(self, token: Token) -> _Number:
        start, end = _place(token)
        pair = _PAIR.fullmatch(self.folded, start, end)
        if pair:
            return _Number(self._part(*pair.span(2)), self._part(*pair.span(1)), paired=True)
        return _Number(self._part(start, end))

    def _olds(self, part: Tree[Token] | Token) -> tuple[str, ...]:
        """The former numbers in a part of the text: ``1218``, ``12/5``."""
        pairs = [(old.span(1), old.span(2)) for old in _OLD.finditer(self.folded, *_place(part))]
        values = [[self._part(*span) for span in pair if span[0] >= 0] for pair in pairs]
        return tuple(filter(None, ("/".join(filter(None, value)) for value in values)))

    def _part(self, start: int, end: int) -> str | None:
        return value(self.source[start:end])

    def _span(self, tokens: list[Token]) -> str:
        return self.source[_place(tokens[0])[0] : _place(tokens[-1])[1]] if tokens else ""


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _tokens(tree: Tree[Token]) -> list[Token]:
    return [child for child in tree.children if isinstance(child, Token)]


def _place(part: Tree[Token] | Token) -> tuple[int, int]:
    where = part.meta if isinstance(part, Tree) else part
    return where.start_pos or 0, where.end_pos or 0


def value(text: str) -> str | None:
    """``12``, or ``12/A`` for 12/A, 12-a and 12A; None for 0 and ``-``."""
    if text == "-" or ord(text[0]) >= ZERO:
        return None
    return text if len(text) == 1 else f"{text[0]}/{upper(text[-1])}"


def _names(ref: ParcelRef) -> bool:
    return bool(ref.ada or ref.parsel or ref.eski)


def _trim(text: str) -> str:
    return _EDGE.sub("", text)


def _relation(folded: str) -> Iliski:
    for stem, iliski in _STEMS.items():
        if folded.startswith(stem):
            return iliski
    ways = _COMPASS.findall(folded)
    return Iliski("".join(ways) or "civari")
