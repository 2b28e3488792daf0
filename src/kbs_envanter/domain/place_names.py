"""The language of place names: what is left of ``Şehit Piyade Er Tarık Emeket Parkı`` to know the place by.

A name has a core (``tarik emeket``) and says what the place is (``park``). Two names are one place's when
their cores agree, their numbers agree exactly (``72. Yıl`` is not ``75. Yıl``) and one kind is common.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz

from kbs_envanter.domain.place_words import (
    KINDS,
    LONGEST_PHRASE,
    NOISE,
    NUMBER_WORDS,
    ONE_PER_MAHALLE,
    PHRASES,
    TITLES,
)
from kbs_envanter.domain.text import katla

_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_OWNER = re.compile(r"^.*?\bbelediyesi\b(?!\s*$)")
_APART = re.compile(r"\s[-–—]\s|\s?[–—-]\s|[,;]")
_LEAST_ALIKE = 0.9
_LEAST_LETTERS = 7  # shorter names differ from one another by a letter or two


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name as it is matched.

    Attributes:
        core: the words that tell the place from others, folded; a rank, a kind word, a day is none of them.
        kinds: what the name says the place is, in the order said; the last one is the place's own kind.
        of_mahalle: the core is a mahalle's name only (``Fatih Mahallesi Muhtarlığı``).
    """

    core: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    of_mahalle: bool = False

    @property
    def key(self) -> str:
        """The core without spaces: ``Seyit Onbaşı`` and ``Seyitonbaşı`` are one."""
        return "".join(self.core)


def name_core(text: str) -> str:
    """The core of a whole name as one text: ``Atakent Kültür ve Sanat Merkezi`` -> ``atakent``."""
    return " ".join(_read(_words(text)).core)


def name_key(text: str) -> str:
    """The core of a whole name without spaces: ``Fevzi Çakmak`` and ``Fevziçakmak Parkı`` -> ``fevzicakmak``."""
    return _read(_words(text)).key


def place_names(text: str) -> tuple[PlaceName, ...]:
    """Every name that a text gives a place; names without a core are left out.

    Parts between commas and dashes are names of their own, and so is what follows a closed name:
    ``12 Şehitler Parkı Şehit Soner Özübek Parkı`` is called by either.
    """
    found: list[PlaceName] = []
    mahalle: list[str] = []
    for part in _APART.split(text):
        words = _words(part)
        if "arasi" in words:
            continue  # between two places is at neither
        if words and words[-1] in ("mahallesi", "mah"):
            mahalle = words  # Gültepe Mahallesi, Muhtarlık: the part before the comma belongs to the next
            continue
        names = [_read(run) for run in _closed_runs(words)]
        if names and not names[0].core and mahalle:
            names[0] = _read(mahalle + words)
        found += names
    return tuple(dict.fromkeys(name for name in found if not name.key.isdecimal() and name.core))


def kind_of(text: str) -> str | None:
    """The kind that a file's own word for it means (``semt pazarı`` -> ``pazar``), or None."""
    folded = katla(text).strip()
    if folded in KINDS:
        return folded
    kinds = _read(_words(text)).kinds
    return kinds[-1] if kinds else None


def name_similarity(a: PlaceName, b: PlaceName, context: Collection[str] = ()) -> float:
    """How surely two names are one place's: 1 the same, 0 not.

    Args:
        a, b: the names.
        context: folded words that say where a place is (district, mahalle); one name may carry one more of them.
    """
    if _numbers(a) != _numbers(b) or not _kinds_agree(a, b):
        return 0.0
    alike = _alike(a, b, context)
    return alike if a.kinds and b.kinds else round(alike * 0.8, 3)


def _alike(a: PlaceName, b: PlaceName, context: Collection[str]) -> float:
    if a.key == b.key:
        return 1.0
    bare = ["".join(word for word in name.core if word not in context) for name in (a, b)]
    if bare[0] and bare[0] == bare[1]:
        return 0.95
    if a.of_mahalle or b.of_mahalle or min(len(a.key), len(b.key)) < _LEAST_LETTERS:
        return 0.0
    ratio = fuzz.ratio(a.key, b.key) / 100
    return round(ratio, 3) if ratio >= _LEAST_ALIKE else 0.0


def _kinds_agree(a: PlaceName, b: PlaceName) -> bool:
    common = set(a.kinds) & set(b.kinds)
    if a.of_mahalle or b.of_mahalle:
        return bool(common & ONE_PER_MAHALLE)
    return bool(common) or not (a.kinds and b.kinds)


def _numbers(name: PlaceName) -> list[str]:
    return sorted(word for word in name.core if word.isdecimal())


def _words(text: str) -> list[str]:
    folded = _OWNER.sub("", katla(text))
    return [NUMBER_WORDS.get(word, word.lstrip("0") or word) for word in _WORD.findall(folded)]


def _phrase(words: list[str], at: int) -> int:
    """How many words from ``at`` on are one kind phrase."""
    return next((n for n in range(LONGEST_PHRASE, 0, -1) if tuple(words[at : at + n]) in PHRASES), 0)


def _closed_runs(words: list[str]) -> list[list[str]]:
    """The words cut after each kind phrase that closes a name and has another name after it."""
    runs: list[list[str]] = [[]]
    at, named, closed = 0, False, False
    while at < len(words):
        length = _phrase(words, at)
        if not length and closed and words[at] not in NOISE and not words[at].isdecimal():
            runs.append([])
            named = closed = False
        taken = words[at : at + max(length, 1)]
        closed = bool(length) and named and taken[-1] not in ("park", "pazar", "meydan", "stad", "durak")
        named = named or (not length and words[at] not in NOISE)
        runs[-1] += taken
        at += len(taken)
    return runs


def _read(words: list[str]) -> PlaceName:
    core: list[str] = []
    kinds: list[str] = []
    of_mahalle, at = False, 0
    while at < len(words):
        length = _phrase(words, at)
        if length:
            kinds.append(PHRASES[tuple(words[at : at + length])])
        elif words[at] in ("mahallesi", "mah"):
            of_mahalle = bool(core)
        elif words[at] not in NOISE:
            core.append(words[at])
            of_mahalle = False
        at += length or 1
    plain = [word for word in core if word not in TITLES]
    return PlaceName(tuple(plain or core), tuple(dict.fromkeys(kinds)), of_mahalle)
