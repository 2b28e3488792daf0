"""Sports facilities (``spor_tesisleri``): name, neighbourhood, ada, parsel, alan and ownership.

As in the buildings table every row has one zone of numbers. Here the neighbourhood stands right before
it, and the owner, which ends the row, right after it.
"""

import itertools
from collections.abc import Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.cells import read_parcel
from kbs_envanter.report.property_rows import COLUMNS, Draft, finish_rows, leftover
from kbs_envanter.report.record import Row
from kbs_envanter.report.tables import table_lines
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Anchor, Gap, Token, find_anchors, join, open_brackets, tokenize
from kbs_envanter.report.vocabulary import is_facility, is_link, starts_ownership
from kbs_envanter.report.zones import Zone, find_zones

__all__ = ["COLUMNS", "TABLO", "read_sports"]

TABLO = "spor_tesisleri"
_TITLE = "spor tesisleri"
_HEADER = "cinsi mevkii ada parsel alan m2 mülkiyet durumu"


def read_sports(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the sports facilities table; an empty list when the report has none."""
    tokens = tokenize(table_lines(report, _TITLE, _HEADER))
    anchors = find_anchors(tokens, names)
    zones = find_zones(tokens, anchors)
    limits = [*(zone.start for zone in zones[1:]), len(tokens)]
    drafts = []
    start = 0
    for zone, limit in zip(zones, limits, strict=False):
        end = _owner_end(tokens, zone.end, limit)
        drafts.append(_draft(tokens, start, zone, end, anchors))
        start = end
    return finish_rows(report, [*drafts, *leftover(tokens[start:])])


def _owner_end(tokens: Sequence[Token], owner: int, limit: int) -> int:
    """Index where the owner's text ends and the next name begins; the next row's numbers are at ``limit``."""
    for i in range(owner + 1, limit):
        if tokens[i].gap is not Gap.SPACE and not _owner_continues(tokens, owner, i, limit):
            return i
    return limit


def _owner_continues(tokens: Sequence[Token], owner: int, at: int, limit: int) -> bool:
    """True when the line at ``at`` goes on with the owner's text."""
    so_far, first = tokens[owner:at], tokens[at]
    if is_link(so_far[-1]) or open_brackets(so_far) or not first.text[0].isalnum() or first.text[0].islower():
        return True
    if first.gap is Gap.EMPTY or not starts_ownership(tokens, at):
        return False
    # Belediye Spor Salonu begins like an owner, but the next row's numbers stand in its paragraph.
    reaches = limit < len(tokens) and all(token.gap <= Gap.LINE for token in tokens[at + 1 : limit])
    line = itertools.takewhile(lambda token: not token.gap, tokens[at + 1 :])
    return not (reaches and (first.gap is Gap.PAGE or any(map(is_facility, line))))


def _draft(tokens: Sequence[Token], start: int, zone: Zone, end: int, anchors: Sequence[Anchor]) -> Draft:
    anchor = next((a for a in anchors if a.end == zone.start and a.start >= start), None)
    place = anchor.start if anchor else zone.start
    return Draft(
        satir_bas=tokens[start].no,
        satir_son=tokens[end - 1].no,
        ad=join(tokens[start:place]),
        kullanim="",
        parcel=read_parcel(tokens[zone.start : zone.end], columns=3),
        mulkiyet=join(tokens[zone.end : end]),
        mahalle=anchor.mahalle.ad if anchor else "",
        adres=join(tokens[place : zone.start]),
        doubts=[] if anchor else ["Mevki tanınan bir mahalle değil; ad sütununda kalmış olabilir"],
    )
