"""The parcel cell of a property list: where it stands after the address, and what it says."""

import re
from collections.abc import Sequence

from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Token, join
from kbs_envanter.report.vocabulary import is_direction, is_street

__all__ = ["block_of", "find_parcel", "lone_parcel_doubt", "parcel_text"]

_DASH = re.compile(r"[-_–]")
_PARCEL_NUMBER = re.compile(r"\d+/\d+(-\d+)*,?|\d+(-\d+)+-?|\d+-|[EY]:\d*")
_WHOLE = re.compile(r"\d+,?")
_LAND = re.compile(r"park|yesil|rekreasyon|dinlenme|mesire|piknik|spor|yol")
_LAND_END = re.compile(r"alan(i|inda)?")
_PARCEL_WORD = re.compile(r"parsel\w*|ada|sayili|nolu|kalan|bulunan|olan|ve")
_PARCEL_NOUN = re.compile(r"parsel\w*|ada|sayili|nolu")


def find_parcel(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Start and end of the parcel cell, which follows the address; None when there is none.

    A parcel is ``1401/16``, ``0/1445 0/1446``, ``1198-1261-5594``, a lone number, a sentence such as
    ``698 parsel güneyi``, a kind of land (``Park Alanı``) or a dash.
    """
    named = False
    for i, token in enumerate(tokens):
        if named and not _is_door(tokens, i) and (end := _parcel_end(tokens, i)) > i:
            return i, end
        named = named or is_street(token) or token.folded.split()[:1] in (["mah"], ["mahallesi"], ["mh"])
    return None


def _is_door(tokens: Sequence[Token], i: int) -> bool:
    """True when the number at ``i`` follows ``No:``, by itself or in a list (``No: 13 ve 13/1``)."""
    if i and tokens[i - 1].folded in ("ve", "ile", ""):
        return i > 1 and _is_door(tokens, i - 2)
    return i > 0 and tokens[i - 1].folded.split()[-1:] == ["no"]


def _parcel_end(tokens: Sequence[Token], i: int) -> int:
    """End of the parcel that begins at ``i``; ``i`` when none does."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if _PARCEL_NUMBER.fullmatch(tokens[i].text):
        end = i + 1
        while end < len(tokens) and (
            _PARCEL_NUMBER.fullmatch(tokens[end].text) or _is_pending(tokens[end - 1], tokens[end])
        ):
            end += 1
        return end
    if _DASH.fullmatch(tokens[i].text):
        return i + 1
    if _WHOLE.fullmatch(tokens[i].text):
        if following is not None and (_PARCEL_NOUN.fullmatch(following.folded) or is_direction(following)):
            return _sentence_end(tokens, i)
        return i if following is not None and is_street(following) else i + 1
    if following is not None and _LAND.fullmatch(tokens[i].folded) and _LAND_END.fullmatch(following.folded):
        return i + 2
    return i


def _is_pending(before: Token, token: Token) -> bool:
    """True when a number continues a list: ``1198-1261-`` and ``5594``, ``E:`` and ``425``."""
    return before.text.endswith(("-", ":", ",")) and _WHOLE.fullmatch(token.text) is not None


def _sentence_end(tokens: Sequence[Token], i: int) -> int:
    """End of a parcel told in words; it ends with a kind of land or with a bracket."""
    end = i
    while end < len(tokens):
        token = tokens[end]
        if token.text.startswith("("):
            while end + 1 < len(tokens) and ")" not in tokens[end].text:
                end += 1
            return end + 1
        if _LAND_END.fullmatch(token.folded):
            return end + 1
        is_land = _LAND.fullmatch(token.folded) and end + 1 < len(tokens)
        if not (
            _WHOLE.fullmatch(token.text)
            or _PARCEL_WORD.fullmatch(token.folded)
            or is_direction(token)
            or (is_land and _LAND_END.fullmatch(tokens[end + 1].folded))
        ):
            break
        end += 1
    return end


def parcel_text(tokens: Sequence[Token]) -> str:
    """The parcel cell on one line, empty for a dash; a list broken after its hyphen is closed up."""
    text = re.sub(r"(?<=\d-) (?=\d)", "", join(tokens))
    return "" if _DASH.fullmatch(text) else text


def block_of(parcel: str) -> str:
    """The ada of ``1401/16``; empty for ``0/41``, which says that there is none, and for anything else."""
    match = re.fullmatch(r"(\d+)/\d+", parcel)
    return match[1] if match and int(match[1]) else ""


def lone_parcel_doubt(report: Report, parcel: str) -> str:
    """A doubt about a number alone, unless the report elsewhere writes it as a parcel that has no ada."""
    if not parcel.isdigit():
        return ""
    mention = re.compile(rf"(?<![\d/.,-])(0/|[-_–] ){parcel}\b(?![/.,]\d)|\b{parcel} (nolu |sayılı )?parsel")
    if any(parcel in line.text and mention.search(line.text) for line in report.lines):
        return ""
    return f"Tek sayı ({parcel}) parsel sayıldı; ada da olabilir"
