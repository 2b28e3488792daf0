"""Named open places in text: parks, squares, green areas. Their names are found by the noun they end with.

``Atakent Mahallesi Hobi Bahçesi`` and ``Arıkuşu Sokak Parkı`` are such names; ``oyun alanı`` in a
sentence is none, because no capitalised word stands before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.text import lower, upper
from kbs_envanter.report.text import fold, is_capitals
from kbs_envanter.report.tokens import Gap, Token, join

# The noun that a place's name ends with, as its last words, and the kind of place (``alt_tur``).
_HEADS: tuple[tuple[str, str], ...] = (
    (r"rekreasyon (alani|projesi)", "rekreasyon"),
    (r"cocuk (oyun alani|bahcesi|parki)", "cocuk_parki"),
    (r"hatira ormani|kent ormani|korusu", "yesil_alan"),
    (r"bahcesi", "bahce"),
    (r"park alani", "park"),
    (r"(yesil|oturma|piknik|agaclandirma) alan(i|lar|lari)?", "yesil_alan"),
    (r"\w*refuj(u|ler|leri)?", "yesil_alan"),
    (r"(kosu|yuruyus) (parkuru|pisti|yolu)", "spor_alani"),
    (r"meydan(i|inda|ina|inin)?", "meydan"),
    (r"park(i|inda|indan|indaki|ina|inin|imiz\w*)", "park"),
)
_HEAD_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _HEADS)
_HEAD_WORD = re.compile(
    r"(alan|alani|alanlar|alanlari|projesi|bahcesi|ormani|korusu|\w*refuj\w*|parkuru|pisti|yolu|meydan\w{0,4}|park\w*)"
)
_LONGEST_HEAD = 3
_LONGEST_NAME = 9
_DIRECTION = re.compile(r"(on|yan|arka|karsi|ust|alt|uzer|ic)(i|u|si)")
_MAHALLE = re.compile(r"(mahallesi|mahalle|mah|mh)")
_STREET = re.compile(r"(cadde|caddesi|cad|cd|sokak|sokagi|sok|sk|bulvari)")
# Words before a name that are no part of it, as the district's own name is none: who speaks, an indicator's code.
_STRANGER = re.compile(r"belediyesi|belediyemiz|ilcemiz|ibb|ilce|stratejik|hedef|[a-z]{1,2}\d+")
# What has one of these is described, not named: ``Yapılan Spor Alanı``, ``Okul Bahçesi``.
_NO_NAME = re.compile(
    r"\w+[iu]lan|\w+ilen|kalan|dusen|bulunan|olan|mevcut|muhtelif|genel\w*|kamuya|terkinli|"
    r"okul|cami|kurum|konut|piknik|oto|pazarlari"
)
_GENERIC = {"refuj", "ve", "yesil", "park", "cocuk", "oyun", "spor", "alan", "uzeri", "kent"}
_PARK_SUFFIX = re.compile(r"\b([Pp]ark)(ı|ında|ından|ındaki|ına|ının|ımız\w*)?$")
# Ways that a name may join with what follows: ``Yürüyüş Yolu ve Park Alanı``.
_WAYS = {"yolu", "parkuru", "pisti"}
_ABBREVIATION = re.compile(r"\w{1,4}\.|\d+\.")


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A named place: name, kind and mahalle as this text gives them.

    ``adres`` is the street that the text puts before the name; ``doubt`` says in Turkish what is uncertain.
    Street and name are the words ``start`` to ``end`` (excluded), on lines ``first`` to ``last``.
    """

    ad: str
    tur: str
    mahalle: str
    adres: str
    start: int
    end: int
    first: int
    last: int
    doubt: str = ""

    def printed(self, words: Sequence[Token]) -> str:
        """The place as the paragraph prints it, without its mahalle."""
        text = re.sub(r"[’']\w*$", "", join(words[self.start : self.end]).rstrip(",.; "))
        return text + ")" * (text.count("(") - text.count(")"))


def find_open_places(tokens: Sequence[Token], names: NeighbourhoodNames) -> Iterator[OpenPlace]:
    """Every named open place in one paragraph."""
    in_list = sum(_MAHALLE.fullmatch(_stem(token)) is not None for token in tokens) > 1
    for end in range(len(tokens)):
        head = _head(tokens, end)
        if head is None or _is_area_around(tokens, end):
            continue
        start, kind = head
        place = _place(tokens, start, end, kind, names, in_list)
        if place is not None:
            yield place


def title_case(text: str) -> str:
    """``BEZiRGANBAHÇE PARKI`` -> ``Bezirganbahçe Parkı``; text that is not in capitals stays as it is."""
    if not is_capitals(text):
        return text
    words = [word[:1] + lower(word[1:]) for word in upper(text).split()]
    return " ".join(lower(word) if word in ("Ve", "İle", "Veya") else word for word in words)


def same_name(one: str, other: str) -> bool:
    """True for two spellings of a name; words may be abbreviated: ``Ast.`` and ``Astsubay``."""
    words, others = fold(one).split(), fold(other).split()
    return len(words) == len(others) and all(
        a == b or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a)))
        for a, b in zip(words, others, strict=True)
    )


def _place(
    words: Sequence[Token], start: int, end: int, kind: str, names: NeighbourhoodNames, in_list: bool
) -> OpenPlace | None:
    """The place whose noun is at ``start`` to ``end``; None when no name stands before the noun."""
    begin = _name_start(words, start)
    before = _name_start(words, begin) if words[begin].text[0] == "(" else begin
    mahalle, doubt, told = _mahalle_before(words, before, names)
    own = list(words[begin : end + 1])
    noun = end + 1 - start
    if own[0].text[0].isdigit() and (_opens_capitals(own) or _is_door(words, begin)):
        own = own[1:]
    while own and (_stem(own[0]) == names.district or _STRANGER.fullmatch(_stem(own[0]))):
        own = own[1:]
    if mahalle is None:
        mahalle, own = _leading_mahalle(own, noun, names, in_list)
    named = [_stem(word) for word in own[: len(own) - noun]]
    if any(map(_NO_NAME.fullmatch, named)) or (named and _GENERIC.issuperset(named)):
        return None
    text = _clean(own)
    if not named:
        if mahalle is None or kind not in ("cocuk_parki", "meydan"):
            return None
        text = f"{mahalle.ad} Mahallesi {text}" if kind == "cocuk_parki" else f"{mahalle.ad} {text}"
    street, name = _split_street(text)
    return OpenPlace(
        ad=name,
        tur=kind,
        mahalle=mahalle.ad if mahalle else "",
        adres=street or " ".join(word.text for word in words[before:begin]),
        start=min(before, end + 1 - len(own)) if before < begin else end + 1 - len(own),
        end=end + 1,
        first=min(own[0].no, words[told].no),
        last=words[end].no,
        doubt=doubt,
    )


def _head(words: Sequence[Token], end: int) -> tuple[int, str] | None:
    """Where the noun that ends at ``end`` begins, and its kind; longer nouns go first."""
    if not _HEAD_WORD.fullmatch(_stem(words[end])) or not _is_proper(words, end):
        return None
    for start in range(max(0, end + 1 - _LONGEST_HEAD), end + 1):
        if any(word.text.endswith((",", ";", ":")) for word in words[start:end]):
            continue
        text = " ".join(_stem(word) for word in words[start : end + 1])
        kind = next((kind for pattern, kind in _HEAD_PATTERNS if pattern.fullmatch(text)), None)
        if kind is not None:
            return start, kind
    if _stem(words[end]) == "park" and _closes_name(words, end):
        return end, "park"
    return None


def _is_proper(words: Sequence[Token], end: int) -> bool:
    """True when the noun is written as part of a name; ``Soğuksu parkında`` counts by the word before."""
    if words[end].text[0].isupper():
        return True
    return end > 0 and _stem(words[end]).startswith("park") and words[end - 1].text[0].isupper()


def _closes_name(words: Sequence[Token], end: int) -> bool:
    """``Uçankuş Park İçi`` and ``Selçuklu Park,``: a bare ``Park`` that ends a name."""
    following = _stem(words[end + 1]) if end + 1 < len(words) else ""
    return following == "ici" or words[end].text.endswith(",")


def _is_area_around(words: Sequence[Token], end: int) -> bool:
    """``Halkalı Meydan Çevresi`` is a planning area; ``Yürüyüş Yolu ve Park Alanı`` goes on."""
    after = [_stem(word) for word in words[end + 1 : end + 4]]
    around = next((word for word in after[:2] if word != "ve"), "")
    return around.startswith("cevre") or after == ["ve", "park", "alani"]


def _name_start(words: Sequence[Token], head: int) -> int:
    """Index of the first word of the name whose noun begins at ``head``."""
    start = head
    in_capitals = is_capitals(words[head].text)
    while start > 0 and head - start < _LONGEST_NAME:
        word = words[start - 1]
        if word.folded == "ve" and start > 1 and _stem(words[start - 2]) in _WAYS:
            start -= 1
            continue
        is_heading_above = is_capitals(word.text) and not in_capitals
        is_name = word.text[0].isupper() or word.text[0].isdigit() or word.text[0] == "("
        if not is_name or is_heading_above or _ends_phrase(word) or _MAHALLE.fullmatch(_stem(word)):
            break
        start -= 1
        if word.text[0] == "(":
            break
    return start


def _ends_phrase(word: Token) -> bool:
    """True when the word closes a phrase: ``Parkı,`` but not ``Ast.`` and not ``Önü,`` before its noun."""
    text = word.text
    if text.endswith(",") and _DIRECTION.fullmatch(_stem(word)):
        return False
    return text.endswith((",", ";", ":", ")", "’", "”")) or (text.endswith(".") and not _ABBREVIATION.fullmatch(text))


def _mahalle_before(
    words: Sequence[Token], begin: int, names: NeighbourhoodNames
) -> tuple[Neighbourhood | None, str, int]:
    """The neighbourhood named right before the place, a doubt about its spelling, and where it is named."""
    at = begin - 1
    if at < 1 or not _MAHALLE.fullmatch(_stem(words[at])) or words[at].text.endswith(","):
        return None, "", begin
    for length in (3, 2, 1):
        start = max(0, at - length)
        found = names.find(" ".join(word.text for word in words[start:at]))
        if found is not None:
            return found, "", start
    written = words[at - 1].text
    for i in range(len(written)):  # a letter too many
        found = names.find(written[:i] + written[i + 1 :])
        if found is not None:
            return found, f"Mahalle “{written}” basılmış, {found.ad} sayıldı", at - 1
    return None, "", begin


def _leading_mahalle(
    own: list[Token], noun: int, names: NeighbourhoodNames, in_list: bool
) -> tuple[Neighbourhood | None, list[Token]]:
    """A neighbourhood that the name itself begins with: ``Cennet Meydanı``, or one of a list of places.

    Elsewhere the words may name a person: ``Mehmet Âkif Ersoy Parkı``.
    """
    for length in (2, 1):
        found = names.find(" ".join(word.text for word in own[:length])) if len(own) > length else None
        rest = own[length:]
        if found is not None and len(rest) >= noun and (len(rest) == noun or in_list):
            return found, rest
    return None, own


def _split_street(text: str) -> tuple[str, str]:
    """The street before a name, and the name: ``Cumhuriyet Caddesi Trafik Parkı`` -> both parts.

    A place without a name of its own keeps the street in its name: ``Güvercin Caddesi Oturma Alanı``.
    """
    words = text.split()
    at = next((i for i, word in enumerate(words) if _STREET.fullmatch(fold(word))), None)
    if at is None:
        return "", text
    rest = words[at + 1 :]
    while rest and _DIRECTION.fullmatch(fold(rest[0])):
        at, rest = at + 1, rest[1:]
    street = " ".join(words[: at + 1])
    own = [word for word in map(fold, rest) if not _HEAD_WORD.fullmatch(word)]
    is_name = any(word not in ("yesil", "oturma", "cocuk", "oyun", "spor") for word in own)
    return (street, " ".join(rest)) if is_name else (street, text)


def _clean(own: Sequence[Token]) -> str:
    text = " ".join(word.text for word in own)
    text = re.sub(r"[’'](\w+)?[.,;]?$", "", text).strip("(),.;:“”\"’' ")
    return title_case(_PARK_SUFFIX.sub("Parkı", text.replace(",", "")))


def _opens_capitals(own: Sequence[Token]) -> bool:
    """True for the number of a row in capitals."""
    return own[0].gap is not Gap.SPACE and is_capitals(" ".join(word.text for word in own[1:]))


def _is_door(words: Sequence[Token], begin: int) -> bool:
    return begin > 0 and words[begin - 1].folded == "no"


def _stem(token: Token) -> str:
    """The folded word without what follows an apostrophe."""
    return token.folded.split()[0] if token.folded else ""
