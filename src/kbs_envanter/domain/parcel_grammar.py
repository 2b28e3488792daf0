"""The grammar of parcel references: which words and numbers belong together.

It speaks of form only; what the parts mean is in ``parcel_reader``. Numbers have been replaced by
stand-ins, one private-use character each. Explained with examples in ``docs/parsel-atfi.md``.
"""

import re
from functools import lru_cache

from lark import Lark, Token, Tree

from kbs_envanter.domain.text import katla

# The i-th number of a text is NUMBER + i, or ZERO + i when its value is zero ("0/41": no block).
NUMBER, ZERO = 0xE000, 0xF000
STAND_INS = "\ue000-\uf8ff"

# The text is folded before it meets the grammar (Güneyi -> guneyi), so this is plain ASCII. # is a number,
# @ the same within a class; <n> is a number with its letter (12, 12/A, 12-A, 12A); <free> is a number that is
# no parcel: a measure, a date, an ordinal, a scale, a law or decision, a door, a road. Tokens look ahead for
# a number where one token of look-ahead, all that LALR has, would not be enough.
_GRAMMAR = r"""
start: _before* group*
group: AREA? (listed | prefixed | renewed) _after*

listed: numbers (ADA_OF numbers)* (ADA | ADALAR)? _parsel? olds?
prefixed: ADA_OF numbers (PARSEL_OF numbers | PARSEL)? | PARSEL_OF numbers
renewed: olds news? | news olds?
olds: ESKI numbers _parsel?
news: YENI numbers _parsel?
numbers: run (AND run)*
run: (NUMBER | PAIR)+
_parsel: PARSEL | PARSEL_OF

// A bracket before the first reference may hold it; one after it is a remark.
_before: WORD | FREE | GLUED | MARK | RELATION | ADA | ADALAR | PARSEL | AND
_after: WORD | FREE | GLUED | MARK | RELATION | ADA | ADALAR | PARSEL | AND
    | OLD_BRACKET | RELATION_BRACKET | BRACKET

NUMBER.7: /<n>/
PAIR.8: /<pair>/
AND.6: /(?:[,+&-]|(?:ve|ile|veya)(?![a-z]))(?:\s*(?:[,+&-]|(?:ve|ile|veya)(?![a-z])))*(?=\s*#)(?!\s*<free>)/

AREA.10: /(?:<areas>)(?:\s+(?:tapu )?(?:mahallesi|mah|koyu)(?![a-z])\.?)?(?:\s*[,:]|\s*-(?=\s*#))?<before>/
ADA_OF.9: /<ada_of>/
ADA.8: /<ada>/
ADALAR.8: /adalar[a-z]*/
PARSEL_OF.9: /<parsel_of>/
PARSEL.8: /<parsel>/
ESKI.9: /<eski>/
YENI.9: /<yeni>/

RELATION.9: /<relation>/
RELATION_BRACKET.13: /\(\s*<relation>\s*\)/
OLD_BRACKET.12: /\(\s*<olds>\s*\)/
BRACKET.11: /\([^()]*\)/
FREE.11: /<free>/
GLUED.5: /[a-z]+#/
WORD: /[^\s(),;.:+&\/@-][^\s(),;+&\/@-]*/
MARK: /[(),;.:+&\/-]/

NUMBERED.8: /<numbered>/
SPACE: /\s+/
%ignore NUMBERED
%ignore SPACE
"""
_BITS = {
    # Only before a reference is the name of an area more than a word.
    "<before>": r"(?=\s*(?:<pair>|#|<ada_of>|<parsel_of>|<eski>|<yeni>))(?!\s*<free>)",
    "<pair>": r"(?:<n>|-)\s*\/\s*(?:<n>|-(?!\s*#))",
    "<ada_of>": r"<ada>(?:\s*no(?![a-z]))?\s*[:.,-]?\s*(?:parsel\s*(?:no\s*)?[:.]?)?(?=\s*#)",
    "<parsel_of>": r"(?:,\s*)?<parsel>(?:\s*no(?![a-z]))?\s*[:.]?(?=\s*#)",
    "<eski>": r"(?:eski(?![a-z])|e(?=\s*[:.]))\s*(?:parsel\s*)?(?:no\s*)?[:.]?(?=\s*#)",
    "<yeni>": r"[,\/-]?\s*(?:yeni(?![a-z])|y(?=\s*[:.]))\s*(?:parsel\s*)?(?:no\s*)?[:.]?(?=\s*#)",
    "<relation>": r"(?:(?:(?:kuzey|guney)[\s-]?)?(?:dogu(?:su)?|bati(?:si)?)(?:n?da)?(?:ki)?<part>"
    r"|(?:kuzey|guney)(?:inde|i|de)?(?:ki)?<part>"
    r"|(?:yani|civari|etrafi|yakini|arkasi|karsisi)(?:nda)?(?:ki)?"
    r"|(?:cevresi|bitisigi|onu|uzeri|ici)(?:nde)?(?:ki)?|bitisik)"
    r"(?:\s+(?:kalan|bulunan|yer alan|olan))?(?![a-z])",
    # The southern part of a parcel is still the parcel.
    "<part>": r"(?!\s*(?:kismi|kesimi|bolumu))(?:\s+(?:tarafi|cephesi)(?:nda|nde)?(?:ki)?)?",
    "<free>": r"(?:#(?:[.,]#)*\s*(?:(?:m2|m²|m3|m|mt|metre[a-z]*|adet|kat[a-z]*|daire[a-z]*|yil|yillik"
    r"|yilligina|tl)(?![a-z@])|[%₺])|[%₺]\s*#|#(?:\.#)+|#\.(?=\s*[a-z])|#(?:\s*\/\s*#){2,}|#\s*\/\s*#\s*olcekli"
    r"|#(?:\/#)?\s*sayili(?=\s+(?!ada|parsel|ve |ile )[a-z])|no\s*[:.]?\s*#(?:\/[a-z](?![a-z]))?|[a-z]-#)",
    "<olds>": r"(?:(?:eski(?![a-z])|e(?=\s*[:.]))\s*[:.]?\s*(?:parsel\s*)?<list>(?:\s*<parsel>)?"
    r"|<list>\s*<parsel>)",
    "<list>": r"<old>(?:\s*(?:,|-|ve)\s*<old>)*",
    "<old>": r"<n>(?:\s*\/\s*<n>)?",
    "<ada>": r"ada(?:da|daki|nin|si)?(?![a-z])",
    "<parsel>": r"(?:<numbered>\s+)?parsel(?:[ild][a-z]*)?(?![a-z])",
    "<numbered>": r"(?:sayili|no\.?'?lu|numarali)(?![a-z])",
    "<n>": r"#(?:[\/-]?[a-z](?![a-z0-9:.@]))?",
    "#": "[@]",
    "@": STAND_INS,
}


def expand(pattern: str) -> str:
    """A regular expression with its ``<n>``, ``<free>``, ``#`` ... written out."""
    for name, bit in _BITS.items():
        pattern = pattern.replace(name, bit)
    return pattern


class _Fold(dict[int, str]):
    """One character to one character, so that a place in the folded text is a place in the text."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = katla(char) if char.isalpha() else char
        return folded if len(folded) == 1 else char


_FOLD = _Fold({ord(dash): "-" for dash in "‐‑–—−"} | {ord(mark): "'" for mark in "’‘`´"})


def fold(text: str) -> str:
    """Fold for the grammar, keeping the length: ``Güneyi`` -> ``guneyi``, a dash of any kind -> ``-``."""
    return text.translate(_FOLD)


@lru_cache(maxsize=16)
def _parser(areas: tuple[str, ...]) -> Lark:
    # Longest first: an area may begin with the name of another. No area at all: a name nothing matches.
    names = sorted({fold(area) for area in areas if area}, key=len, reverse=True) or ["\x1f"]
    pattern = "|".join(re.escape(name).replace("/", r"\/") for name in names)
    return Lark(expand(_GRAMMAR).replace("<areas>", pattern), parser="lalr", propagate_positions=True)


def parse_tree(folded: str, areas: tuple[str, ...]) -> Tree[Token]:
    """The tree of a folded text; its tokens know their places. ``areas``: names of tapu mahallesi."""
    return _parser(areas).parse(folded)
