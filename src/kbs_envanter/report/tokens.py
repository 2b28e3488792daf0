"""Words of a table with what separates them, because line ends and empty lines tell cells and rows apart."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.text import Line, fold

# Neighbourhood names have at most this many words.
_NAME_WORDS = 3
_MAHALLE = re.compile(r"(mahallesi|mah|mh)\b")


class Gap(IntEnum):
    """What stands before a word, from the weakest separator to the strongest.

    A page break is weaker than an empty line, because it also falls inside cells.
    """

    SPACE = 0
    LINE = 1
    PAGE = 2
    EMPTY = 3


@dataclass(frozen=True)
class Token:
    """A word, the number of its line, and the gap before it."""

    text: str
    no: int
    gap: Gap

    @cached_property
    def folded(self) -> str:
        """The word folded for comparison, without punctuation."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Anchor:
    """``Halkalı Merkez Mahallesi,`` in tokens ``start`` to ``end`` (excluded)."""

    start: int
    end: int
    mahalle: Neighbourhood


def tokenize(lines: Iterable[Line]) -> list[Token]:
    """Cut table lines into words."""
    tokens: list[Token] = []
    gap = Gap.LINE
    for line in lines:
        if not line.text:
            gap = Gap.EMPTY
            continue
        if line.page:
            gap = Gap.PAGE
        for word in line.text.split():
            tokens.append(Token(word, line.no, gap))
            gap = Gap.SPACE
        gap = Gap.LINE
    return tokens


def join(tokens: Sequence[Token]) -> str:
    """The text of a cell on one line; a number list or a bracket that wraps after its hyphen is closed up."""
    text = ""
    for token in tokens:
        wraps = token.gap and re.search(r"\w-$", text) and not token.text[0].isalpha()
        text += token.text if not text or wraps else f" {token.text}"
    return text


def paragraphs(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens cut at empty lines."""
    cuts = [0, *(i for i, token in enumerate(tokens) if i and token.gap is Gap.EMPTY), len(tokens)]
    return [tokens[a:b] for a, b in itertools.pairwise(cuts) if a < b]


def find_anchors(tokens: Sequence[Token], names: NeighbourhoodNames) -> list[Anchor]:
    """Every place where the tokens name a known neighbourhood together with ``Mahallesi`` or ``Mah.``."""
    anchors: list[Anchor] = []
    for i in range(len(tokens)):
        if anchors and i < anchors[-1].end:
            continue
        for words in range(_NAME_WORDS, 0, -1):
            end = i + words
            if end < len(tokens) and _MAHALLE.match(tokens[end].folded):
                mahalle = names.find(" ".join(token.text for token in tokens[i:end]))
                if mahalle is not None:
                    anchors.append(Anchor(i, end + 1, mahalle))
                    break
    return anchors


def open_brackets(tokens: Sequence[Token]) -> bool:
    """True when a bracket is opened in the tokens and not closed."""
    return sum(token.text.count("(") - token.text.count(")") for token in tokens) > 0
