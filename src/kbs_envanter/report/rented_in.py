"""Properties that the municipality rents (``kiralananlar``): address, parcel, use, kind of property, owner.

Kind of property and owner follow each other without any sign between them, and owners are mostly natural
persons. The kind is therefore read as long as its words are known property words; from the first other
word on, everything is the owner and only its class is kept.
"""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.report.lists import begins_address, find_area, neighbourhood, read_body
from kbs_envanter.report.numbered import NumberedRow, numbered_rows
from kbs_envanter.report.parcel_cells import block_of, find_parcel, lone_parcel_doubt, parcel_text
from kbs_envanter.report.persons import named_companies, read_party
from kbs_envanter.report.record import Row
from kbs_envanter.report.rented_out import HEADER as RENTED_OUT_HEADER
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Gap, Token, find_anchors, join

__all__ = ["COLUMNS", "TABLO", "read_rented_in"]

TABLO = "kiralananlar"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "mahalle",
    "adres_ham",
    "ada",
    "parsel_ham",
    "faaliyet",
    "tasinmazin_cinsi",
    "alan_m2",
    "malik_turu",
    "supheli",
)
_TITLE = "kiralanan taşınmazlar"
_HEADER = "adres ada parsel faaliyet taşınmazın cinsi maliki"
_NEXT_LIST = "belediyenin kiraya verdiği yerler 2886 sayılı yasaya göre"
_PROPERTY = re.compile(
    r"(bina|daire|dukkan|depo|arsa|parsel|merkez|ofis|buro|otopark|magaza|market|blok|apartman|konut|villa|"
    r"hangar|tesis|bahce|bolum|salon|isyer|kat|bodrum|zemin|mustemilat)"
    r"(i|si|su|in|nin|nun|inin|sinin|lar|ler|lari|leri|larin|lerin|ta|te|inda|sinda|unda)?"
)
_QUALIFIER = re.compile(
    r"is|yeri|normal|cati|teras|giris|asma|bagimsiz|betonarme|kargir|prefabrik|kullanilan|bulunan|kalan|olan|"
    r"ayrilan|olarak|uzerinde(ki)?|icinde(ki)?|altinda(ki)?|ustunde(ki)?|bos|tek|iki|uc|dort|bes|katli|nolu|no|"
    r"adet|m2|m|ve|ile|tamami|hizmet|sosyal|kapali|acik|alan|alani"
)
_NUMBER = re.compile(r"\(?\d[\d.,]*\)?")
_AREA = re.compile(r"([\d.,]*\d)\s*(?:m2|m²)")


def read_rented_in(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the list of leases taken; an empty list when the report has none."""
    body = read_body(report, _TITLE, _HEADER, until=(_NEXT_LIST,), other_header=RENTED_OUT_HEADER)
    companies = named_companies(report)
    return [
        _read_row(report, numbered, names, companies)
        for numbered in numbered_rows(body.tokens, lambda words: begins_address(words, names))
    ]


def _read_row(report: Report, numbered: NumberedRow, names: NeighbourhoodNames, companies: frozenset[str]) -> Row:
    tokens = numbered.tokens
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "sira": str(numbered.sira),
        "satir_bas": str(numbered.satir),
        "satir_son": str(tokens[-1].no),
    }
    span = find_parcel(tokens)
    if span is None:
        # An owner may stand in any word that cannot be told from the address.
        row["supheli"] = "Parsel okunamadı; hücreler ayrılamadığı için adres, faaliyet ve cins alınmadı"
        return row
    parcel, rest = parcel_text(tokens[span[0] : span[1]]), tokens[span[1] :]
    mahalle, doubt = neighbourhood(tokens[: span[0]], names)
    kind = _kind_start(rest)
    owner = _owner_start(rest, kind)
    party = read_party(join(rest[owner:]), companies)
    kind_text = join(rest[kind:owner])
    doubts = [doubt, lone_parcel_doubt(report, parcel), party.supheli if party.tur else "Malik okunamadı"]
    if kind == owner:
        doubts.append("Taşınmazın cinsi malikten ayrılamadı; faaliyet ve cins alınmadı")
    if find_area(rest, owner) or find_parcel(rest[owner:]):
        doubts.append("Malik hücresinden sonra okunamayan bilgi var")
    row |= {
        "mahalle": mahalle,
        "adres_ham": _addresses(tokens[: span[0]], names),
        "ada": block_of(parcel),
        "parsel_ham": parcel,
        "faaliyet": join(rest[:kind]) if kind < owner else "",
        "tasinmazin_cinsi": kind_text,
        "alan_m2": _total_area(kind_text),
        "malik_turu": party.tur,
        "supheli": "; ".join(filter(None, doubts)),
    }
    return row


def _addresses(tokens: Sequence[Token], names: NeighbourhoodNames) -> str:
    """The address on one line; of several, each begins with its neighbourhood after a semicolon."""
    cuts = [anchor.start for anchor in find_anchors(tokens, names)][1:]
    return "; ".join(join(tokens[a:b]) for a, b in itertools.pairwise([0, *cuts, len(tokens)]))


def _kind_start(tokens: Sequence[Token]) -> int:
    """Where the kind of property begins: a line that starts with a number or a bare property noun.

    A noun with a possessive ending (``Otoparkı``) still belongs to the activity before it.
    """
    for i, token in enumerate(tokens):
        bare = _PROPERTY.fullmatch(token.folded)
        if i and token.gap is not Gap.SPACE and (_NUMBER.fullmatch(token.text) or (bare and not bare[2])):
            return i
    return len(tokens)


def _owner_start(tokens: Sequence[Token], kind: int) -> int:
    """Index of the first word from ``kind`` on that is no property word: there the owner begins."""
    activity = {token.folded for token in tokens[:kind]}
    i = kind
    while i < len(tokens):
        end = _bracket_end(tokens, i)
        if not all(_is_property_word(token, activity) for token in tokens[i:end]):
            return i
        i = end
    return i


def _bracket_end(tokens: Sequence[Token], i: int) -> int:
    """End of the bracket that opens at ``i``; ``i + 1`` when none does."""
    end = i + 1
    if tokens[i].text.startswith("("):
        while end < len(tokens) and ")" not in tokens[end - 1].text:
            end += 1
    return end


def _is_property_word(token: Token, activity: set[str]) -> bool:
    """True for property words and numbers, and for words that the activity cell has too (``Halk Market``)."""
    return (
        _PROPERTY.fullmatch(token.folded) is not None
        or _QUALIFIER.fullmatch(token.folded) is not None
        or _NUMBER.fullmatch(token.text) is not None
        or (token.folded in activity and token.text.endswith(")"))
        or (token.folded in activity and token.text.startswith("("))
    )


def _total_area(text: str) -> str:
    """Sum of the areas that the kind of property names: two floors, two shops."""
    areas = [parse_number(number).value for number in _AREA.findall(text)]
    total = sum((area for area in areas if area is not None), Decimal(0))
    return format_decimal(total) if total else ""
