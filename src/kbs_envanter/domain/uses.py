"""The uses of an asset, out of one free-text cell."""

import re

from kbs_envanter.domain.text import squeeze, upper

_COMMAS = re.compile(r"\s*[,+]\s*(?![^()]*\))")
_SEMICOLONS = re.compile(r"\s*;\s*(?![^()]*\))")


def split_uses(text: str) -> list[str]:
    """Split a list of uses (``Kapalı Pazar, Otopark + Kafe``); a sentence stays whole.

    Semicolons always part uses. Commas and plus signs do when each piece begins with a capital letter.
    """
    return [use for part in _SEMICOLONS.split(squeeze(text)) if part for use in _by_commas(part)]


def _by_commas(part: str) -> list[str]:
    pieces = [piece for piece in _COMMAS.split(part) if piece]
    is_list = all(piece[0] == upper(piece[0]) and not piece[0].isdigit() for piece in pieces)
    return pieces if is_list else [part]
