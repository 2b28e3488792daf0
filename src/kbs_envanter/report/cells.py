"""The cells of a zone, told apart by their order and shape: pafta, ada, parsel and alan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kbs_envanter.domain.numbers import parse_number
from kbs_envanter.domain.text import katla
from kbs_envanter.report.tokens import Token, join
from kbs_envanter.report.zones import is_dash, is_value, split_cells

_DASHES = ("-", "_", "–")
_LIST = re.compile(r"\d+(-\d+)+")
# An ada has few parcels: of two lone numbers the second is a parcel below this, an area from here on.
_PARCELS_OF_ADA = 1000


@dataclass(slots=True)
class Parcel:
    """The cells as the report writes them, empty where it has a dash or nothing.

    ``alan`` keeps its dash. ``lone`` says that one number stands where parsel and alan could both be
    meant. ``doubts`` are in Turkish.
    """

    pafta: str = ""
    ada: str = ""
    parsel: str = ""
    alan: str = ""
    lone: bool = False
    doubts: list[str] = field(default_factory=list)


def read_parcel(tokens: Sequence[Token], columns: int) -> Parcel:
    """Tell the cells of a zone apart; ``columns`` is 4, or 3 in a table without pafta.

    Dashes hold the place of empty cells. Where a row leaves cells out altogether, the shape of the
    numbers decides, and ``doubts`` says so.
    """
    cells = split_cells(tokens)
    texts = [join(cell) for cell in cells]
    parcel = Parcel()
    phrase = next((i for i, cell in enumerate(cells) if _is_phrase(cell)), None)
    if phrase is not None:
        parcel.alan = next(iter(texts[phrase + 1 :]), "")
        _place(parcel, texts[: phrase + 1])
        if not phrase and is_value(cells[0][0]) and "parsel" not in katla(texts[0]):
            parcel.doubts.append(f"“{texts[0]}” parsel sayıldı; sayı ada da olabilir")
    elif texts and (len(texts) == columns or _is_area(texts[-1])):
        parcel.alan = texts[-1]
        _place(parcel, texts[:-1])
    else:
        _place_incomplete(parcel, texts)
    return parcel


def _place_incomplete(parcel: Parcel, texts: Sequence[str]) -> None:
    """Fewer cells than columns, and the last is not plainly an area."""
    numbers = [text for text in texts if text not in _DASHES]
    if len(numbers) == len(texts) == 3:
        parcel.doubts.append("Üç sayı sırasıyla ada, parsel ve alan sayıldı; pafta yazılmamış")
        _place(parcel, texts[:2])
        parcel.alan = texts[2]
    elif len(numbers) == len(texts) == 2 and int(texts[1]) >= _PARCELS_OF_ADA:
        parcel.doubts.append(f"İki sayının ilki ({texts[0]}) parsel, ikincisi ({texts[1]}) alan sayıldı")
        _place(parcel, texts[:1])
        parcel.alan = texts[1]
    else:
        if len(numbers) == len(texts) == 2:
            parcel.doubts.append(f"İki sayı ({', '.join(texts)}) ada ve parsel sayıldı; ikincisi alan da olabilir")
        _place(parcel, texts)
        parcel.lone = len(numbers) == 1 and bool(parcel.parsel)


def _place(parcel: Parcel, texts: Sequence[str]) -> None:
    """Put the cells into parsel, ada and pafta, from the right."""
    for column, text in zip(("parsel", "ada", "pafta"), reversed(texts), strict=False):
        setattr(parcel, column, "" if text in _DASHES else text)


def _is_phrase(cell: Sequence[Token]) -> bool:
    """True when a cell can only be a parcel: it has words, old and new numbers, or a list of numbers."""
    words = [token for token in cell if token.folded not in ("m2", "m")]
    return not is_dash(cell[0]) and (
        len(words) > 1
        or not is_value(cell[0])
        or _LIST.fullmatch(cell[0].text) is not None
        or cell[0].text.startswith(("E:", "Y:"))
    )


def _is_area(text: str) -> bool:
    reading = parse_number(text)
    return reading.value is not None and (reading.style != "plain" or bool(reading.unit))
