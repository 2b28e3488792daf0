"""Expropriations (``kamulastirmalar``): place, ada, parsel, zoning, area of the parcel, area taken, price.

There are two lists with the same columns: land for public services, and roads. A row is a number, the place
in words, the parcel, the zoning in words and three numbers; so the words and numbers of a row tell its cells
apart from both ends.
"""

import re
from collections.abc import Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.lists import Body, read_body, read_column
from kbs_envanter.report.numbered import NumberedRow, numbered_rows
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Token, join

__all__ = ["COLUMNS", "TABLES", "TABLO", "bodies", "read_expropriations"]

TABLO = "kamulastirmalar"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "tablo",
    "tapu_mahallesi",
    "ada",
    "parsel_ham",
    "imar_durumu",
    "parsel_alani_ham",
    "parsel_alani_m2",
    "kamulastirilan_ham",
    "kamulastirilan_m2",
    "bedel_ham",
    "bedel_tl",
    "supheli",
)
# Short name of a list, and the words of its caption.
TABLES = {
    "umumi_hizmet_alani": "kamulaştırma işlemi tamamlanan umumi hizmet alanı",
    "yol": "kamulaştırma işlemi tamamlanan parseller",
}
_HEADER = "sıra no mahalle mevkii ada parsel imar durumu alanı m2 kamulaştırılan alan kamulaştırma bedeli tl"
_NEXT_LIST = "3194 18 madde uygulaması"
_NUMBERS = (
    ("parsel_alani_ham", "parsel_alani_m2"),
    ("kamulastirilan_ham", "kamulastirilan_m2"),
    ("bedel_ham", "bedel_tl"),
)
_AMOUNT = re.compile(r"₺?\d[\d.,]*₺?|[-–_]")
_PARCEL = re.compile(r"[-–_]|\d+(-\d+)*-?|[EY]:\d*|\d+/\d+")


def bodies(report: Report) -> dict[str, Body]:
    """The words and the printed total of each list, by its short name."""
    found = {}
    for tablo, title in TABLES.items():
        until = [other for other in TABLES.values() if other != title]
        found[tablo] = read_body(report, title, _HEADER, until=[*until, _NEXT_LIST])
    return found


def read_expropriations(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read both lists; an empty list when the report has neither."""
    rows = []
    for tablo, body in bodies(report).items():
        found = [_read_row(numbered, tablo, names) for numbered in numbered_rows(body.tokens, _begins)]
        for raw, value in _NUMBERS:
            read_column(found, raw, value)
        rows += found
    return rows


def _begins(words: Sequence[Token]) -> bool:
    """True when the words after a number begin with the name of a place."""
    return words[0].text[0].isalpha() and not _PARCEL.fullmatch(words[0].text)


def _read_row(numbered: NumberedRow, tablo: str, names: NeighbourhoodNames) -> Row:
    tokens = _without_currency(numbered.tokens) or numbered.tokens
    place = _run(tokens, 0, parcel=False)
    parcel = _run(tokens, place, parcel=True)
    tail = _amounts_start(tokens, parcel)
    amounts = [token.text.strip("₺") for token in tokens[tail:]]
    ada, parsel = _split_parcel(tokens[place:parcel])
    name = join(tokens[:place])
    doubts = []
    if names.find(name) is not None:
        doubts.append(f"“{name}” bir mahalle adıdır; tapu mahallesi yazılmamış olabilir")
    if not parsel:
        doubts.append("Parsel okunamadı")
    if len(amounts) != len(_NUMBERS):
        doubts.append(f"Üç sayı beklenirken {len(amounts)} sayı var: {' '.join(amounts)}")
        amounts = [""] * len(_NUMBERS)
    return dict.fromkeys(COLUMNS, "") | {
        "sira": str(numbered.sira),
        "satir_bas": str(numbered.satir),
        "satir_son": str(tokens[-1].no),
        "tablo": tablo,
        "tapu_mahallesi": name,
        "ada": ada,
        "parsel_ham": parsel,
        "imar_durumu": join(tokens[parcel:tail]),
        **{raw: amount for (raw, _), amount in zip(_NUMBERS, amounts, strict=True)},
        "supheli": "; ".join(doubts),
    }


def _without_currency(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words of a row up to its price; the sign of the currency ends it."""
    for i, token in enumerate(tokens):
        if token.folded == "tl" or token.text == "₺":
            return tokens[:i]
        if "₺" in token.text:
            return tokens[: i + 1]
    return tokens


def _run(tokens: Sequence[Token], start: int, *, parcel: bool) -> int:
    """End of the run of parcel numbers (or of words) that begins at ``start``."""
    end = start
    while end < len(tokens) and (_PARCEL.fullmatch(tokens[end].text) is not None) == parcel:
        end += 1
    return end


def _amounts_start(tokens: Sequence[Token], parcel: int) -> int:
    """Where the amounts begin that end the row; at most three of them."""
    start = len(tokens)
    first = max(parcel, start - len(_NUMBERS))
    while start > first and _AMOUNT.fullmatch(tokens[start - 1].text):
        start -= 1
    return start


def _split_parcel(tokens: Sequence[Token]) -> tuple[str, str]:
    """ada and parsel; one number alone is a parcel, because an ada alone names none."""
    texts = [token.text for token in tokens]
    if len(texts) == 2 and all(re.fullmatch(r"\d+|[-–_]", text) for text in texts):
        ada, parsel = texts
        return (ada if ada.isdigit() else ""), (parsel if parsel.isdigit() else "")
    if len(texts) > 2 and texts[0].isdigit() and not texts[1].endswith("-"):
        return texts[0], join(tokens[1:])
    kept = [token for token in tokens if token.text not in ("-", "–", "_")]
    return "", join(kept)
