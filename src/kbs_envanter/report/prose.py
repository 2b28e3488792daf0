"""Running text: paragraphs and sentences that go on over page ends, each word with its line number."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from kbs_envanter.report.text import Line, Report, fold, is_capitals
from kbs_envanter.report.tokens import Token, tokenize

_PAGE_NUMBER = re.compile(r"\d{1,4}")
_RUNNING_HEAD = re.compile(r"(\d{4} (yili )?)?faaliyet raporu( \d{4})?")
_PHOTO_CAPTION = re.compile(r"(oncesi|sonrasi| )+")
_FURNITURE_WIDTH = 30
_GLUED = re.compile(r",(?=[^\W\d_])")
_SENTENCE_END = (".", "!", "?", ":", ";", "•", "’", "”", '"', ")")
_JOINING_WORDS = {"ve", "ile", "veya", "için", "mah.", "mahallesi"}
# A heading is written in Title Case; so many words in small letters make running text.
_SMALL_WORDS = 3
_LONGEST_TITLE = 25
# A bracket that is not closed within so many words was never meant to be.
_BRACKET_REACH = 12


@dataclass(frozen=True)
class Paragraph:
    """The lines between two empty lines, or more where a sentence goes on."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> int:
        """Number of its first line."""
        return self.lines[0].no

    @property
    def last(self) -> int:
        """Number of its last line."""
        return self.lines[-1].no

    @cached_property
    def text(self) -> str:
        """Its words on one line; a word that was split at a line end stays split."""
        return " ".join(line.text for line in self.lines)

    @cached_property
    def folded(self) -> str:
        """Its text folded for comparison."""
        return fold(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words; no gap in it is more than the end of a line."""
        return tuple(tokenize(replace(line, page=False) for line in self.lines))

    def line_at(self, offset: int) -> int:
        """The line of a place in ``text``."""
        ends = itertools.accumulate(len(line.text) + 1 for line in self.lines)
        return next((line.no for line, end in zip(self.lines, ends, strict=True) if offset < end), self.last)


def paragraphs_of(lines: Iterable[Line]) -> list[Paragraph]:
    """Cut lines into paragraphs. Page numbers, running heads and the captions of photographs are left out.

    A paragraph that stops in the middle of a sentence goes on with the next one. Two words whose space
    is missing are parted: ``Alan,Atakent``.
    """
    found: list[list[Line]] = []
    is_parted = True
    for line in lines:
        if not line.text:
            is_parted = True
        elif not _is_furniture(line):
            if not found or ((is_parted or line.page) and not _continues(found[-1], line)):
                found.append([])
            glued = _GLUED.search(line.text)
            found[-1].append(replace(line, text=_GLUED.sub(", ", line.text)) if glued else line)
            is_parted = False
    return [Paragraph(tuple(own)) for own in found]


@lru_cache(maxsize=2)
def paragraphs_of_report(report: Report) -> tuple[Paragraph, ...]:
    """The paragraphs of a whole report; several readers want them, so that they are kept."""
    return tuple(paragraphs_of(report.lines))


def is_title(text: str) -> bool:
    """True for words in capitals or in Title Case: a heading or a name rather than a sentence."""
    words = text.split()
    if len(words) > _LONGEST_TITLE or text.endswith((".", ",", ":", ";")):
        return False
    return not any(map(_is_small, words)) or is_capitals(text)


def is_running_head(folded: str) -> bool:
    """True for a folded line that every page repeats: ``faaliyet raporu 2024``."""
    return _RUNNING_HEAD.fullmatch(folded) is not None


def _is_furniture(line: Line) -> bool:
    if len(line.text) > _FURNITURE_WIDTH:
        return False
    folded = fold(line.text)
    return bool(
        _PAGE_NUMBER.fullmatch(line.text) or is_running_head(folded) or (folded and _PHOTO_CAPTION.fullmatch(folded))
    )


def _continues(so_far: Sequence[Line], following: Line) -> bool:
    """True when running text stops without the end of a sentence, as it does at the foot of a column."""
    words = " ".join(line.text for line in so_far[-2:]).split()
    tail = " ".join(words[-_BRACKET_REACH:])
    if tail.count("(") > tail.count(")"):
        return True
    if tail.endswith(_SENTENCE_END) or tail[-1].isdigit():
        return False
    if following.page and following.text[0].islower():
        return True
    sentence = " ".join(line.text for line in so_far).rpartition("•")[2]
    small = (word for word in sentence.split() if _is_small(word))
    return len(list(itertools.islice(small, _SMALL_WORDS))) == _SMALL_WORDS


def _is_small(word: str) -> bool:
    """A word in small letters that a heading would not hold; ``iÇ`` is in capitals."""
    return word[0].islower() and word not in _JOINING_WORDS and not is_capitals(word)
