"""Where the address that ends a row ends, and the next row begins."""

from collections.abc import Sequence

from kbs_envanter.report.tokens import Gap, Token, open_brackets
from kbs_envanter.report.vocabulary import (
    is_direction,
    is_door_number,
    is_door_word,
    is_link,
    is_place_word,
    is_street,
)


def is_address(tokens: Sequence[Token]) -> bool:
    """True when a street or a door number is named before the next empty line."""
    for i, token in enumerate(tokens):
        if i and token.gap is Gap.EMPTY:
            return False
        if is_street(token) or is_door_word(token):
            return True
    return False


def address_end(tokens: Sequence[Token], body: int, end: int, anchors: set[int]) -> int:
    """Index of the first token after the address.

    Args:
        tokens: the tokens of the table.
        body: index of the token after the neighbourhood that the address begins with.
        end: index that the address cannot pass, such as the numbers of the next row.
        anchors: indexes where a neighbourhood is named; a new row may begin so, a continuation never.
    """
    for i in range(body, end):
        gap = tokens[i].gap
        if gap is Gap.SPACE:
            continue
        following = _piece(tokens, i, end)
        if not _continues(tokens[body:i], following, gap, starts_anew=i in anchors):
            return i
    return end


def _piece(tokens: Sequence[Token], at: int, end: int) -> Sequence[Token]:
    """The rest of the paragraph at ``at``, or its first line when the next row's numbers stand in it."""
    stop = at + 1
    while stop < end and tokens[stop].gap is not Gap.EMPTY:
        stop += 1
    if stop == end and end < len(tokens) and tokens[end].gap is not Gap.EMPTY:
        stop = at + 1
        while stop < end and tokens[stop].gap is Gap.SPACE:
            stop += 1
    return tokens[at:stop]


def _continues(so_far: Sequence[Token], piece: Sequence[Token], gap: Gap, starts_anew: bool) -> bool:
    """True when ``piece`` goes on with the address ``so_far``, its neighbourhood not counted."""
    if so_far and ((is_door_word(so_far[-1]) and not so_far[-1].folded[-1].isdigit()) or open_brackets(so_far)):
        return True
    if starts_anew:
        return False
    looks = _looks_like_address(piece)
    hangs = bool(so_far) and is_link(so_far[-1])
    has_door = any(is_door_word(token) for token in so_far)
    has_street = has_door or any(is_street(token) for token in so_far)
    if gap is Gap.EMPTY:
        return looks and (hangs or not has_door)
    if gap is Gap.PAGE:
        return looks or hangs or not has_street
    return not _is_complete(so_far) or looks or hangs


def _awaits_number(so_far: Sequence[Token]) -> bool:
    """True after ``No:``, false after ``No:5``."""
    return bool(so_far) and is_door_word(so_far[-1]) and not so_far[-1].folded[-1].isdigit()


def _is_complete(so_far: Sequence[Token]) -> bool:
    """True when the address may end here: after a door number, a closed bracket, ``içi`` or ``yanı``."""
    if not so_far:
        return False
    last = so_far[-1]
    if is_door_word(last):
        return not _awaits_number(so_far)
    has_door = any(is_door_word(token) for token in so_far)
    return (has_door and is_door_number(last)) or last.text.endswith(")") or is_direction(last)


def _looks_like_address(piece: Sequence[Token]) -> bool:
    first = piece[0]
    if is_door_number(first):  # not the 15 of 15 Temmuz
        return len(piece) == 1 or not piece[1].text[0].isupper() or is_street(piece[1])
    return (
        first.text[0] == "("
        or first.text[0].islower()
        or is_direction(piece[-1])
        or (len(piece) == 1 and is_place_word(first))
        or any(is_door_word(token) or is_street(token) for token in piece)
    )
