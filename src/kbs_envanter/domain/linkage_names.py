"""What a name says: the things it lists, the kind of each, its proper name, and where it is.

Turkish puts the head last: ``Hayat Parkı Emekliler Lokali`` is a club in a park, ``Kemalpaşa Semt Konağı
Kütüphanesi`` a library in a house. So of several kinds of facility in one phrase the last is what the
thing is, and those before it are where it is, unless a word like ``yanı`` says beside.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kbs_envanter.domain.linkage_kinds import AUXILIARY, KIND_PHRASES
from kbs_envanter.domain.text import katla

__all__ = ["Name", "PlaceOf", "Unit", "kinds_of", "main_units", "read_name"]

_KINDS = re.compile(
    r"\b(?:" + "|".join(f"(?P<{kind}>{phrase})" for kind, phrase in KIND_PHRASES.items()) + r")(?![a-z])"
)
_SHORT = {"ast": "astsubay", "cad": "caddesi", "cd": "caddesi", "sk": "sokak"}
_IN = {"ici", "icinde", "icindeki", "icerisi", "icerisinde", "icerisindeki"}
_BESIDE = re.compile(r"<(\w+)>\s+(yani|onu|karsisi|cevresi)\b")
_SEPARATOR = re.compile(r"[,;+/]|\s[-–—]\s|\s(?=ve altindaki\b)")
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_SAID_NOTHING = frozenset(
    "ve ile vb adet altindaki bulunan mahallesi mahalle mah mh mevkii no nolu nolu lu alani yeri hizmet hizmetleri "
    "isleri belediyesi belediye genel ilce uzeri zeminalti yeralti kapali acik yapi merkez".split()
)
# The code of the area that a folded name without spaces names, or None.
PlaceOf = Callable[[str], str | None]
_PLURAL = re.compile(r"(?<=[a-z]{4})l[ae]r(?:i)?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a name lists.

    Attributes:
        kind: what it is (``park``, ``kutuphane``); "" when the name does not tell.
        proper: folded words of its own name, without kinds and names of areas.
        places: areas named in it, by code.
        numbers: numbers in it (``72. Yıl``, ``179 No'lu``), which tell neighbours apart.
        text: the words it was read from, folded.
    """

    kind: str
    proper: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The units of a name, in order, and the places it says they are in."""

    units: tuple[Unit, ...]
    within: tuple[Unit, ...]


def read_name(text: str, place_of: PlaceOf) -> Name:
    """Read a name; never raises.

    Args:
        text: the name as written.
        place_of: the code of the area that a folded word names, the same for all spellings, or None.
    """
    outside, brackets = _apart(_marked(text))
    units: list[Unit] = []
    within: list[Unit] = []
    segments = _segments(outside)
    if not any("<" in segment for segment in segments) and any("<" in bracket for bracket in brackets):
        segments, brackets = brackets, []
    for segment in segments:
        unit, around = _unit(segment, place_of)
        units += [unit] if unit else []
        within += around
    for bracket in brackets:
        unit, around = _unit(bracket, place_of)
        within += around
        if unit and _is_inside(bracket):
            within.append(unit)
    return Name(tuple(units), tuple(within))


def kinds_of(text: str) -> frozenset[str]:
    """The kinds of facility that a text names (``Kapalı Pazar, Otopark`` -> pazar, otopark)."""
    return frozenset(found.lastgroup for found in _KINDS.finditer(_folded(text)) if found.lastgroup)


def main_units(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """What a thing is, of all that its name lists: a market hall with a café is a market hall."""
    return tuple(unit for unit in units if unit.kind not in AUXILIARY) or units[:1]


def _folded(text: str) -> str:
    return re.sub(r"['’.]", " ", katla(text)).replace("â", "a")


def _marked(text: str) -> str:
    """The folded text, each phrase that tells what a thing is written ``<kind>``, unless the thing is beside it."""
    marked = _KINDS.sub(lambda found: f" <{found.lastgroup}> ", _folded(text))
    return _BESIDE.sub(r" \1 \2 ", marked)


def _apart(text: str) -> tuple[str, list[str]]:
    """The text outside brackets, and what each bracket holds."""
    return re.sub(r"\([^()]*\)?", " ", text), re.findall(r"\(([^()]*)", text)


def _segments(text: str) -> list[str]:
    """The phrases of a list; what has no kind of its own belongs to the phrase after it."""
    pieces = [piece for part in _SEPARATOR.split(text) for piece in re.split(r"(?<=>)\s+ve\s+(?=\S)", part.strip())]
    segments: list[str] = []
    waiting = ""
    for piece in pieces:
        waiting = f"{waiting} {piece}".strip()
        if "<" in piece:
            segments.append(waiting)
            waiting = ""
    if waiting and not segments:
        segments.append(waiting)
    return segments


def _is_inside(segment: str) -> bool:
    return any(token in _IN for token in _TOKEN.findall(segment))


def _unit(segment: str, place_of: PlaceOf) -> tuple[Unit | None, list[Unit]]:
    """The thing that a phrase names, and the places that it says the thing is in."""
    *around, head = re.split(r"<(\w+)>", segment)
    phrases = list(zip(around[::2], around[1::2], strict=True))
    within = [_make(kind, words, place_of) for words, kind in phrases[:-1]]
    words, kind = phrases[-1] if phrases else ("", "")
    unit = _make(kind, f"{words} {head}", place_of)
    return (unit if unit.kind or unit.text else None), within


def _make(kind: str, text: str, place_of: PlaceOf) -> Unit:
    words = [_SHORT.get(word, word) for word in _TOKEN.findall(text)]
    proper: set[str] = set()
    areas: set[str] = set()
    numbers: set[str] = set()
    at = 0
    while at < len(words):
        word = words[at]
        two = place_of("".join(words[at : at + 2])) if at + 1 < len(words) else None
        area = two or place_of(word)
        if area:
            areas.add(area)
        elif word.isdigit():
            if words[at + 1 : at + 2] != ["adet"]:
                numbers.add(word.lstrip("0"))
        elif word not in _SAID_NOTHING and word not in _IN:
            proper.add(_PLURAL.sub("", word))
        at += 2 if two else 1
    return Unit(kind, frozenset(proper), frozenset(areas), frozenset(numbers), " ".join(words))
