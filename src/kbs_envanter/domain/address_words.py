"""Words of a Turkish address: tokens, street names, door numbers and words of position.

Every reader here looks at the tokens from an index on and tells what it read and where it ended; what
is read belongs together in one address is decided in :mod:`kbs_envanter.domain.addresses`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from kbs_envanter.domain.text import katla, lower, squeeze, upper


class YolTuru(StrEnum):
    """Kind of a street, by the generic word of its name."""

    CADDE = "cadde"
    SOKAK = "sokak"
    BULVAR = "bulvar"
    YANYOL = "yanyol"
    YOL = "yol"
    MEYDAN = "meydan"
    CIKMAZ = "cikmaz"


class KonumSozu(StrEnum):
    """Where an asset stands, seen from the place or the street that its address names."""

    ICINDE = "icinde"
    ONUNDE = "onunde"
    YANINDA = "yaninda"
    KARSISINDA = "karsisinda"
    UZERINDE = "uzerinde"


class Role(StrEnum):
    """What a word that is neither a generic word nor a word of position does in an address."""

    LINK = "link"
    DOOR = "door"
    CORNER = "corner"
    MAHALLE = "mahalle"


class Token(NamedTuple):
    """A word, a number or a mark; ``start`` and ``end`` are its place in the text.

    ``bare`` is the folded text without the mark at its end: ``Cad.`` -> ``cad``.
    """

    text: str
    bare: str
    role: YolTuru | KonumSozu | Role | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Street:
    """A street name: as it is shown, its kind, and its folded key without the generic word."""

    text: str
    tur: YolTuru
    ad: str


# (kind, form after a bare number, form after a name, spellings): 4. Cadde, but Atatürk Caddesi.
_GENERIC = (
    (YolTuru.CADDE, "Cadde", "Caddesi", "cadde caddesi cad cd"),
    (YolTuru.SOKAK, "Sokak", "Sokak", "sokak sokagi sok sk"),
    (YolTuru.BULVAR, "Bulvar", "Bulvarı", "bulvar bulvari bulv blv"),
    (YolTuru.YANYOL, "Yanyol", "Yanyolu", "yanyol yanyolu"),
    (YolTuru.YOL, "Yol", "Yolu", "yol yolu"),
    (YolTuru.MEYDAN, "Meydan", "Meydanı", "meydan meydani"),
    (YolTuru.CIKMAZ, "Çıkmaz", "Çıkmazı", "cikmaz cikmazi"),
)
_NUMBERED = {tur: form for tur, form, _, _ in _GENERIC}
_NAMED = {tur: form for tur, _, form, _ in _GENERIC}
# These close a name for certain; the others may stand in one: Meydan Sokak, 830. Yanyol Caddesi.
_CLOSING = frozenset({YolTuru.CADDE, YolTuru.SOKAK})
_WORDS: tuple[tuple[YolTuru | KonumSozu | Role, str], ...] = (
    *((tur, words) for tur, _, _, words in _GENERIC),
    (KonumSozu.ICINDE, "ici icinde icindeki icerisi icerisinde icerisindeki"),
    (KonumSozu.ONUNDE, "onu onunde onundeki"),
    (KonumSozu.YANINDA, "yani yaninda yanindaki bitisigi bitisiginde"),
    (KonumSozu.KARSISINDA, "karsisi karsisinda karsisindaki"),
    (KonumSozu.UZERINDE, "uzeri uzerinde uzerindeki ustu ustunde"),
    (Role.LINK, "ve ile"),
    (Role.DOOR, "no numara"),
    (Role.CORNER, "kesisimi kesisiminde kesisme kosesi kosesinde"),
    (Role.MAHALLE, "mahallesi mah mh"),
)
_ROLES = {word: role for role, words in _WORDS for word in words.split()}
_NUMBERED_ELSE = frozenset({"ada", "blok", "daire", "kat", "pafta", "parsel", "tel", "telefon"})
# A longer run of words before "Caddesi" is a sentence, not a name.
_MAX_NAME = 8

_SPACED_DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)|(?<=\d)\s*/\s*(?=\d)")
_TOKEN = re.compile(
    r"[Nn][Oo](?=-?\d)-?"  # No5, No-5
    r"|\d[^\W_]*(?:[/-][^\W_]+)*[.:]?"  # 42/A-B, 4. (the point makes it an ordinal)
    r"|[^\W\d_][^\W_]*(?:['’-][^\W_]+)*[.:]?"
    r"|\S"
)
_ORDINAL = re.compile(r"\d[^\W_]*(?:[/-][^\W_]+)*\.")
_DOOR = re.compile(r"\d[^\W_]*(?:[/-][^\W_]+)*")
_SHARED_BASE = re.compile(r"(\d+/)([^\W_]+(?:-[^\W_]+)+)|(\d+)([^\W\d_](?:-[^\W\d_])+)")


def tokenize(text: str) -> tuple[str, list[Token]]:
    """The text on one line with its number ranges closed up (``6 – 8`` -> ``6-8``), and its tokens."""
    line = squeeze(unicodedata.normalize("NFC", text))
    line = _SPACED_DASH.sub(lambda mark: "/" if "/" in mark[0] else "-", line)
    return line, [Token(m[0], *_read_word(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(line)]


def phrase_end(tokens: Sequence[Token], start: int) -> int | None:
    """Index of the word that closes the name beginning at ``start``, or None when no name begins there.

    The closing word is the generic word of a street or the word ``mahallesi``; at least one word of
    name stands before it, and no comma, door word, link or word of position in between.
    """
    for i in range(start, min(start + _MAX_NAME + 1, len(tokens))):
        role = tokens[i].role
        if i > start and (role is Role.MAHALLE or (isinstance(role, YolTuru) and not _is_inside_a_name(tokens, i))):
            return i
        if role is Role.MAHALLE or role in _CLOSING or not _may_stand_in_a_name(tokens, i):
            return None
    return None


def is_door_word(tokens: Sequence[Token], i: int) -> bool:
    """True for ``No`` before a door number; false where it numbers a flat or a parcel (``Daire No``)."""
    before = [token.bare for token in tokens[max(i - 2, 0) : i]]
    numbers_else = before[-1:] and (before[-1] in _NUMBERED_ELSE or before == ["ic", "kapi"])
    return tokens[i].role is Role.DOOR and not numbers_else


def street(words: Sequence[Token], generic: Token) -> Street | None:
    """The street of these words of name and this generic word.

    None when the last word is no generic word, or when only ``Yan Yol`` is written.
    """
    tur = generic.role
    if not isinstance(tur, YolTuru):
        return None
    written = [token.text for token in words]
    if tur is YolTuru.YOL and words[-1].bare == "yan":
        tur, written = YolTuru.YANYOL, written[:-1]
    if not written:
        return None
    numbered = len(written) == 1 and written[0].rstrip(".").isdecimal()
    if numbered:
        written = [written[0].rstrip(".") + "."]
    name = _cased(" ".join(written), generic.text)
    key = katla(name)
    if tur is not YolTuru.YANYOL and len(words) > 1 and words[-1].role is YolTuru.YANYOL:
        # 830. Yanyol Caddesi is the 830. Yanyol, whatever its last word.
        return Street(f"{name} {_NAMED[tur]}", YolTuru.YANYOL, key.rpartition(" ")[0])
    return Street(f"{name} {(_NUMBERED if numbered else _NAMED)[tur]}", tur, key)


def doors(tokens: Sequence[Token], start: int) -> tuple[tuple[str, ...], int]:
    """Door numbers from ``start`` on (``71 ve 73``, ``15 , 15/1 ve 15/2``), and the index after them."""
    if start < len(tokens) and tokens[start].text == ":":
        start += 1
    if start >= len(tokens) or not _is_door(tokens, start):
        return (), start
    found, i = list(_expand(tokens[start].text)), start + 1
    while (at := _next_door(tokens, i)) is not None:
        found += _expand(tokens[at].text)
        i = at + 1
    return tuple(dict.fromkeys(found)), i


def bare_door(tokens: Sequence[Token], start: int) -> tuple[tuple[str, ...], int]:
    """Door numbers without ``No``: ``Atatürk Caddesi 13``. Nothing when a word follows them."""
    found, end = doors(tokens, start)
    if found and end < len(tokens) and tokens[end].text[0].isalpha() and not _is_joint(tokens[end]):
        return (), start
    return found, end


def position(text: str) -> tuple[KonumSozu, str | None] | None:
    """The position that a direction tells, and the place: ``Çamlık Parkı içi`` -> (icinde, Çamlık Parkı)."""
    words = text.split()
    for i, word in enumerate(words):
        sozu = _ROLES.get(katla(word).rstrip(".,"))
        if isinstance(sozu, KonumSozu):
            return sozu, " ".join(words[:i]) or None
    return None


@lru_cache(maxsize=8192)
def _read_word(text: str) -> tuple[str, YolTuru | KonumSozu | Role | None]:
    bare = katla(text).rstrip(".:")
    return bare, _ROLES.get(bare)


def _role(tokens: Sequence[Token], i: int) -> YolTuru | KonumSozu | Role | None:
    return tokens[i].role if i < len(tokens) else None


def _is_inside_a_name(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i].role not in _CLOSING and _role(tokens, i + 1) in _CLOSING


def _may_stand_in_a_name(tokens: Sequence[Token], i: int) -> bool:
    role = tokens[i].role
    if isinstance(role, KonumSozu):  # Cami Önü Sokak
        return isinstance(_role(tokens, i + 1), YolTuru)
    return not isinstance(role, Role) and tokens[i].text[0].isalnum()


def _cased(name: str, generic: str) -> str:
    """Names typed in one case get capital initials; all others stay as written."""
    if name == lower(name) or (name == upper(name) and generic == upper(generic)):
        return " ".join(upper(word[0]) + lower(word[1:]) for word in name.split())
    return name


def _is_door(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    last = i + 1 == len(tokens) or not tokens[i + 1].text[0].isalnum()
    return bool(_DOOR.fullmatch(token.text) or (last and _ORDINAL.fullmatch(token.text)))


def _is_joint(token: Token) -> bool:
    return token.role in (Role.LINK, Role.DOOR)


def _next_door(tokens: Sequence[Token], i: int) -> int | None:
    """Index of a further door number after a comma, a link or a space: not the 20 of 20 Temmuz Caddesi."""
    linked = i < len(tokens) and tokens[i].role is Role.LINK
    at = i + 1 if linked or (i < len(tokens) and tokens[i].text == ",") else i
    if at >= len(tokens) or not _is_door(tokens, at) or phrase_end(tokens, at) is not None:
        return None
    alone = at + 1 == len(tokens) or not tokens[at + 1].text[0].isalpha() or _is_joint(tokens[at + 1])
    return at if linked or alone else None


def _expand(written: str) -> list[str]:
    """``42/A-B`` -> 42/A, 42/B; ``145-147-149`` -> three doors; a range of two (``32-38``) stays one."""
    written = written.rstrip(".")
    shared = _SHARED_BASE.fullmatch(written)
    if shared:
        base, rest = (shared[1], shared[2]) if shared[1] else (shared[3], shared[4])
        return [base + unit for unit in rest.split("-")]
    units = written.split("-")
    return units if len(units) > 2 else [written]
