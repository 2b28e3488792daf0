"""General Turkish words that tell the cells of a building table apart.

None of these is the name of an asset: they are what owners, streets, directions and kinds of facility
are called in any municipality. All are folded (``katla``).
"""

import re
from collections.abc import Sequence

from kbs_envanter.report.tokens import Token

_OWNER = re.compile(
    r"((bina|arsa|yapi) )?("
    r"belediye|maliye|hazine|kamu|sahis|ibb\b|toki\b|buyuksehir|vakif|vakfi|milli emlak|kiralik|tescil|dolgu|"
    r"ozel mulk|gercek kisi|tuzel kisi|park alani|yesil alan|"
    r"\w+ belediye|k cekmece belediye|\w+ buyuksehir|\w+ bakanligi|\w+ genel mudurlugu)"
)
_STREET = re.compile(
    r"(.* )?(cadde|cad|cd|sokak|sokag|sok|sk|bulvar|blv|yanyol|meydan|site|apartman|apt|blok)(si|i)?( no.*)?"
)
_DOOR = re.compile(r"(.* )?no( \d.*)?")
_DOOR_NUMBER = re.compile(r"\d+\w?([/-]\d*\w?)*[,.]?")
_DIRECTION = re.compile(r"(dogu|bati|guney|kuzey|yan|on|arka|karsi|ara|ust|alt|ic|uzer)(i|u|si|su)(nda|nde)?")
_PLACE_WORD = re.compile(
    r"parsel(in|i|ler|lerin)?|ada|nolu|ve|ile|tek|iki|katli|yapi|alan|alani|tahsis|tahsisli|yesil|park|kismi|"
    r"bir|eski|yeni|m2|m"
)
_FACILITY = re.compile(
    r"\w*(merkez|bina|saray|park|kutuphane|tesis|kafe|cafe|kafeterya|lokanta|restaurant|restoran|bufe|carsi|"
    r"pazar|yer|market|akademi|universite|okul|kres|yurt|muze|galeri|tiyatro|sahne|stadyum|stad|stat|salon|"
    r"saha|havuz|konag|konak|muhtarlik|muhtarlig|lokal|ev|ocag|ocak|poliklinik|poliklinig|hastane|istasyon|"
    r"otopark|garaj|terminal|depo|ambar|hangar|santiye|atolye|sera|mezarlik|mezarlig|birim|mudurlug|seflig|"
    r"kulub|kulup|ofis|vezne|arsiv|karakol|dukkan|fabrika|firin|kampus|yerleske|bahce|meydan|kule)"
    r"(i|u|si|su|lar|ler|lari|leri)?"
)
_POSSESSIVE = re.compile(r"\w+(si|su|[^aeiou](i|u)|lari|leri)")
_LINKS = {"ve", "ile", "veya", "icin", "olan"}


def starts_ownership(tokens: Sequence[Token], at: int) -> bool:
    """True when the words at ``at`` name an owner or a right: ``Maliye Hazinesi``, ``Kamuya Terkinli``."""
    words = " ".join(token.folded for token in tokens[at : at + 3])
    return _OWNER.match(words) is not None


def is_street(token: Token) -> bool:
    """True for ``Caddesi,``, ``Sk.``, ``Cad.No:`` and the like."""
    return _STREET.fullmatch(token.folded) is not None


def is_door_word(token: Token) -> bool:
    """True for ``No:`` and for ``No:5``."""
    return _DOOR.fullmatch(token.folded) is not None


def is_door_number(token: Token) -> bool:
    """True for ``5``, ``5A``, ``2/1``, ``32-38``."""
    return _DOOR_NUMBER.fullmatch(token.text) is not None


def is_direction(token: Token) -> bool:
    """True for a word that places something beside something: ``güneyi``, ``yanı``, ``arası``, ``içi``."""
    return _DIRECTION.fullmatch(token.folded) is not None


def is_place_word(token: Token) -> bool:
    """True for the words that a parcel cell holds beside numbers: ``parsel``, ``yanı``, ``(Yapı)``."""
    return _PLACE_WORD.fullmatch(token.folded) is not None or is_direction(token)


def is_facility(token: Token) -> bool:
    """True for a noun that a facility's name may end with: ``Merkezi``, ``Bakımevi``, ``Kafe``."""
    return _FACILITY.fullmatch(token.folded) is not None


def is_possessive(token: Token) -> bool:
    """True for the head of a compound: ``Kütüphanesi`` in ``Millet Kütüphanesi``."""
    return _POSSESSIVE.fullmatch(token.folded) is not None


def is_link(token: Token) -> bool:
    """True when a phrase cannot end with this word: ``ve``, a comma, a lone hyphen."""
    return token.folded in _LINKS or token.text.endswith((",", "-", "–", "+", "/", "(", ":"))
