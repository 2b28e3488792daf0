"""The uses of an asset, out of one free-text cell."""

import re

from kbs_envanter.domain.text import squeeze, upper

_OUTSIDE_BRACKETS = re.compile(r"\s*[,+;]\s*(?![^()]*\))")


def split_uses(text: str) -> list[str]:
    """Split a list of uses (``Kapalı Pazar, Otopark + Kafe``); a sentence stays whole.

    A cell is a list when each piece between commas or plus signs begins with a capital letter.
    """
    whole = squeeze(text)
    pieces = [piece for piece in _OUTSIDE_BRACKETS.split(whole) if piece]
    is_list = all(piece[0] == upper(piece[0]) and not piece[0].isdigit() for piece in pieces)
    if is_list:
        return pieces
    return [whole] if whole else []
