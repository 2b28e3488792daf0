"""From an ownership text to its phrases: ``İBB'den 5 yıl süreyletahsisi`` -> party (from), term, right."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kbs_envanter.domain.rights_words import ENDING, Case, Kind, case_of, vocabulary
from kbs_envanter.domain.text import katla, lower, squeeze, upper

_TOKEN = re.compile(
    r"[0-9][0-9.,/]*[0-9]|[0-9]"
    r"|m[2²]\b"
    r"|(?:[^\W\d_]\.)+[^\W\d_]*(?:['’‘`´][^\W\d_]+)?"  # İ.B.B., A.Ş., K.Çekmece
    r"|[^\W\d_]+(?:['’‘`´][^\W\d_]+)?"
    r"|\S",
    re.IGNORECASE,
)
_QUOTES = re.compile("['’‘`´]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
_DASHES = re.compile("[-–—−]")
_PUNCTUATION = frozenset("()[]{}-+,;:./&'\"“”*_!?|\\«»…·•%")
# Two words run together are told apart only when both are at least this long, and the whole no longer.
_MIN_PART, _MAX_GLUED = 4, 40
_WORD = r"[a-z][a-z.]*"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its place in the text, its folded form, how many brackets enclose it."""

    start: int
    end: int
    folded: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that mean one thing, or one word that means nothing known (``kind`` None).

    ``start`` and ``end`` are places in the text, ``name`` is the canonical name of a party.
    """

    kind: Kind | None
    value: str
    case: Case
    name: str
    folded: str
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The vocabulary of one municipality, compiled: all patterns at once, and each with its ending apart."""

    any: re.Pattern[str]
    each: tuple[tuple[Kind, str, str, re.Pattern[str]], ...]


@lru_cache(maxsize=64)
def _lexicon(municipality: str) -> _Lexicon:
    entries = [(kind, value, name, text.replace("#", _WORD)) for kind, value, name, text in vocabulary(municipality)]
    joined = "|".join(f"(?P<p{i}>{text.replace('~', ENDING)})" for i, (*_, text) in enumerate(entries))
    whole = re.compile(f"(?:{joined})(?!\\S)", re.ASCII)
    each = tuple(
        (kind, value, name, re.compile("(?:" + _with_ending(text) + r")(?!\S)", re.ASCII))
        for kind, value, name, text in entries
    )
    return _Lexicon(whole, each)


def _with_ending(pattern: str) -> str:
    """Name the ending of every alternative: group names must differ, so they are numbered."""
    head, *rest = pattern.split("~")
    return head + "".join(f"(?P<e{i}>{ENDING}){part}" for i, part in enumerate(rest))


def phrases(text: str, municipality: str) -> tuple[str, list[Phrase]]:
    """The text as one line, and its phrases and marks in order; never raises."""
    line = squeeze(unicodedata.normalize("NFC", text))
    lexicon = _lexicon(municipality)
    tokens = list(_tokens(line))
    found = _scan(line, tokens, lexicon)
    glued = {phrase.start for phrase in found if phrase.kind is None}
    cut = [part for token in tokens for part in (_cut(token, lexicon) if token.start in glued else (token,))]
    return line, found if len(cut) == len(tokens) else _scan(line, cut, lexicon)


def is_mark(phrase: Phrase) -> bool:
    """Whether it is punctuation, which carries no fact of its own."""
    return phrase.kind is None and phrase.folded in _PUNCTUATION


def _tokens(line: str) -> Iterator[Token]:
    depth = 0
    for match in _TOKEN.finditer(line):
        raw = match[0]
        depth -= raw in ")]}" and depth > 0
        yield Token(match.start(), match.end(), _fold(raw), depth)
        depth += raw in "([{"


def _fold(raw: str) -> str:
    """Fold one word: no apostrophes, ``İ.B.B.`` -> ``ibb``; never empty, never with a space inside."""
    if len(raw) == 1 and not raw.isalnum():
        return _DASHES.sub("-", _QUOTES.sub("'", raw))
    word, *ending = _QUOTES.split(raw)
    letters = "".join([word.replace(".", "") if _INITIALS.fullmatch(word) else word, *ending])
    return katla(letters).replace(" ", "") or "\ufffd"


def _cut(token: Token, lexicon: _Lexicon) -> tuple[Token, ...]:
    """``süreyletahsisi`` -> ``süreyle``, ``tahsisi``: a page set too tight loses its spaces."""
    word = token.folded
    if len(word) != token.end - token.start or len(word) > _MAX_GLUED:
        return (token,)
    for at in range(_MIN_PART, len(word) - _MIN_PART + 1):
        if lexicon.any.fullmatch(word[:at]) and lexicon.any.fullmatch(word[at:]):
            middle = token.start + at
            return (
                Token(token.start, middle, word[:at], token.depth),
                Token(middle, token.end, word[at:], token.depth),
            )
    return (token,)


def _scan(line: str, tokens: list[Token], lexicon: _Lexicon) -> list[Phrase]:
    folded = " ".join(token.folded for token in tokens)
    found: list[Phrase] = []
    at = position = 0
    while at < len(tokens):
        match = lexicon.any.match(folded, position)
        width = match[0].count(" ") + 1 if match else 1
        here = tokens[at : at + width]
        found.append(_phrase(line, here, folded, position, match, lexicon))
        at += width
        position += sum(len(token.folded) + 1 for token in here)
    return found


def _phrase(
    line: str, tokens: list[Token], folded: str, position: int, match: re.Match[str] | None, lexicon: _Lexicon
) -> Phrase:
    first, last = tokens[0], tokens[-1]
    if match is None or match.lastgroup is None:
        return Phrase(None, "", "", "", first.folded, first.start, last.end, first.depth)
    kind, value, name, pattern = lexicon.each[int(match.lastgroup[1:])]
    case: Case = ""
    if kind is Kind.PARTY and (parts := pattern.match(folded, position)):
        ending = next((part for part in parts.groupdict().values() if part), "")
        case = case_of(ending)
        stem = parts[0].removesuffix(ending).strip()
        name = name or _name(line, tokens, stem)
    return Phrase(kind, value, case, name, match[0], first.start, last.end, first.depth)


def _name(line: str, tokens: list[Token], stem: str) -> str:
    """The name of a body without its case ending, in title case: ``SAĞLIK BAKANLIĞINA`` -> ``Sağlık Bakanlığı``."""
    words = []
    for token, folded in zip(tokens, stem.split(" "), strict=False):
        word = lower(_QUOTES.sub("", line[token.start : token.end]))[: len(folded)]
        words.append(word if word == "ve" else upper(word[:1]) + word[1:])
    return " ".join(words).replace(" ,", ",")
