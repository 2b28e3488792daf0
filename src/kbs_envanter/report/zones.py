"""Where the numbers of a row stand in a property table: the surest thing in a row of wrapped words."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kbs_envanter.report.tokens import Anchor, Token
from kbs_envanter.report.vocabulary import (
    is_door_number,
    is_door_word,
    is_link,
    is_place_word,
    starts_ownership,
)

_DASH = re.compile(r"[-_–]")
_VALUE = re.compile(r"[-_–]|\d+([.,]\d+)*(m2|m²)?|\d+(-\d+)*-?|[EY]:(\d+)?")
# pafta, ada, parsel, alan
_MOST_CELLS = 4
# So many numbers and dashes in a row are a zone whatever word follows them.
_SURE_VALUES = 3
# A door number is written within so many words: No: 71, 73 ve 75
_DOOR_REACH = 5


@dataclass(frozen=True, slots=True)
class Zone:
    """The tokens ``start`` to ``end`` (excluded) that hold pafta, ada, parsel and alan."""

    start: int
    end: int


def find_zones(tokens: Sequence[Token], anchors: Sequence[Anchor]) -> list[Zone]:
    """The zones of a table, in order: one in every row.

    A zone is a run of numbers, dashes and parcel words that an owner or an address follows. Door
    numbers and numbers in running text are none.
    """
    addresses = {anchor.start for anchor in anchors} | {len(tokens)}
    zones = []
    i = 0
    while i < len(tokens):
        end = _run_end(tokens, i)
        if end > i and _is_zone(tokens, i, end, addresses):
            surplus = split_cells(tokens[i:end])[:-_MOST_CELLS]  # a number that closes the use
            zones.append(Zone(i + sum(map(len, surplus)), end))
        i = max(end, i + 1)
    return zones


def split_cells(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Cut a zone into cells: every value begins one, unless words or a hyphen tie it to the one before."""
    starts = [
        i
        for i, token in enumerate(tokens)
        if i == 0
        or is_dash(tokens[i - 1])
        or (is_value(token) and not (is_link(tokens[i - 1]) or token.text.startswith("Y:")))
    ]
    return [tokens[a:b] for a, b in itertools.pairwise([*starts, len(tokens)])]


def is_dash(token: Token) -> bool:
    """True for the ``-`` or ``_`` of an empty cell."""
    return _DASH.fullmatch(token.text) is not None


def is_value(token: Token) -> bool:
    """True for a dash, a number, a list of numbers (``1198-1261-``) and old or new numbers (``E:546``)."""
    return _VALUE.fullmatch(token.text) is not None


def _run_end(tokens: Sequence[Token], start: int) -> int:
    """End of the run that begins with a value at ``start``; ``start`` when there is none."""
    end = i = start
    while i < len(tokens):
        if is_value(tokens[i]):
            end = i + 1
        elif i == start or not _belongs_to_parcel(tokens[i]):
            break
        i += 1
    # Words below the last number belong to the parcel too, unless the owner begins with them.
    while start < end < i and not starts_ownership(tokens, end):
        end += 1
    return end


def _belongs_to_parcel(token: Token) -> bool:
    """``parsel``, ``yanı``, and the ``(3789`` of a remark."""
    return is_place_word(token) or (token.text.startswith("(") and token.folded.isdigit())


def _is_zone(tokens: Sequence[Token], start: int, end: int, addresses: set[int]) -> bool:
    run = tokens[start:end]
    values = sum(map(is_value, run))
    if (values < 2 and is_dash(run[0])) or _is_door(tokens, start):
        return False
    if run[-1].text.endswith(")") and not any("(" in token.text for token in run):
        return False  # it closes a bracket of the text before it
    if starts_ownership(tokens, end) or (end in addresses and values > 1):
        return True
    # An owner of a kind not known: 3 - 6 yaş is a range in running text.
    begins_cell = end == len(tokens) or bool(tokens[end].gap) or tokens[end].text[0].isupper()
    return values >= _SURE_VALUES and begins_cell and not _is_range(run)


def _is_range(run: Sequence[Token]) -> bool:
    return [is_dash(token) for token in run] == [False, True, False] and len(run[0].text + run[2].text) < 5


def _is_door(tokens: Sequence[Token], start: int) -> bool:
    """True when the run goes on with door numbers: ``71`` and ``ve 73`` below ``No:``."""
    for token in reversed(tokens[max(0, start - _DOOR_REACH) : start]):
        if is_door_word(token):
            return True
        if not (is_door_number(token) or is_link(token)):
            return False
    return False
