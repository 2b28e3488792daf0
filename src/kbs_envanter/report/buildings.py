"""Service buildings (``hizmet_binalari``): name, use, pafta, ada, parsel, alan, ownership and address.

The text of a row comes cell by cell in the order of the columns, wrapped and run together. The numbers
are the surest thing in it: every row has one zone of them. Between two zones stand, in this order, the
first row's owner and address and the second row's name and use.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.addresses import address_end, is_address
from kbs_envanter.report.cells import read_parcel
from kbs_envanter.report.naming import name_width, split_name
from kbs_envanter.report.property_rows import COLUMNS, Draft, finish_rows, leftover
from kbs_envanter.report.record import Row
from kbs_envanter.report.tables import table_lines
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Anchor, Gap, Token, find_anchors, join, paragraphs, tokenize
from kbs_envanter.report.vocabulary import is_direction, is_door_word, is_street, starts_ownership
from kbs_envanter.report.zones import Zone, find_zones, is_dash

__all__ = ["COLUMNS", "TABLO", "read_buildings"]

TABLO = "hizmet_binalari"
_TITLE = "hizmet binaları tablosu"
_HEADER = "bina adı kullanım amacı pafta ada parsel alan m2 mülkiyet durumu mahalle adres"
# A row without a neighbourhood in its address: the next one named further off belongs to another row.
_OWNER_PARAGRAPHS = 3


@dataclass(frozen=True, slots=True)
class _Span:
    """A row by its borders; the address begins at ``address``, its neighbourhood is ``anchor``."""

    start: int
    zone: Zone
    address: int
    anchor: Anchor | None
    end: int
    sure: bool


def read_buildings(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the service buildings table; an empty list when the report has none."""
    tokens = tokenize(table_lines(report, _TITLE, _HEADER))
    anchors = find_anchors(tokens, names)
    spans = _spans(tokens, anchors)
    width = name_width(_split_place(tokens[span.start : span.zone.start])[0] for span in spans)
    drafts = [_draft(tokens, span, width) for span in spans]
    return finish_rows(report, [*drafts, *leftover(tokens[spans[-1].end if spans else 0 :])])


def _spans(tokens: Sequence[Token], anchors: Sequence[Anchor]) -> list[_Span]:
    zones = find_zones(tokens, anchors)
    spans: list[_Span] = []
    start = 0
    while start < len(tokens):
        limit = zones[0].start if zones else len(tokens)
        zone = _numberless_zone(tokens, start, limit, anchors)
        if zone is None:
            if not zones:
                break
            zone = zones.pop(0)
            limit = zones[0].start if zones else len(tokens)
        spans.append(_span(tokens, start, zone, limit, anchors))
        start = spans[-1].end
    return spans


def _span(tokens: Sequence[Token], start: int, zone: Zone, limit: int, anchors: Sequence[Anchor]) -> _Span:
    """The row whose zone is known and that ends before ``limit``, where the next row's numbers begin."""
    dash = _dash_for_address(tokens, zone.end, limit)
    if dash is not None:
        return _Span(start, zone, dash, None, dash + 1, sure=True)
    anchor = next((a for a in anchors if zone.end <= a.start < limit), None)
    owner = tokens[zone.end : anchor.start] if anchor else []
    if anchor is None or len(paragraphs(owner)) > _OWNER_PARAGRAPHS or _names_street(owner):
        address, end = _unnamed_address(tokens, zone.end, limit)
        return _Span(start, zone, address, None, end, sure=True)
    end = address_end(tokens, anchor.end, limit, {a.start for a in anchors})
    if end == limit < len(tokens):
        end = max((i for i in range(anchor.end, limit) if tokens[i].gap), default=limit)
        return _Span(start, zone, anchor.start, anchor, end, sure=False)
    return _Span(start, zone, anchor.start, anchor, end, sure=True)


def _dash_for_address(tokens: Sequence[Token], owner: int, limit: int) -> int | None:
    """Index of the dash that stands for the address: the last word of a line of the owner's text."""
    for i in range(owner + 1, limit):
        if tokens[i].gap is Gap.EMPTY:
            return None
        if is_dash(tokens[i]):
            gap = tokens[i + 1].gap if i + 1 < len(tokens) else Gap.EMPTY
            if gap > Gap.LINE or (gap is Gap.LINE and not starts_ownership(tokens, i + 1)):
                return i
    return None


def _unnamed_address(tokens: Sequence[Token], owner: int, limit: int) -> tuple[int, int]:
    """Borders of an address without a neighbourhood: a paragraph with a street below the owner, or none."""
    pieces = paragraphs(tokens[owner:limit])
    end = owner
    for i, piece in enumerate(pieces[: _OWNER_PARAGRAPHS + 1]):
        if i and _names_street(piece):
            return end, end + len(piece)
        end += len(piece)
    end = owner + len(pieces[0]) if pieces else owner
    if len(pieces) > 1 and not starts_ownership(pieces[0], 0):
        end += len(pieces[1])
    return end, end


def _names_street(tokens: Sequence[Token]) -> bool:
    return any(is_street(token) or is_door_word(token) for token in tokens)


def _numberless_zone(tokens: Sequence[Token], start: int, end: int, anchors: Sequence[Anchor]) -> Zone | None:
    """An empty zone for a row between ``start`` and ``end`` that has owner and address but no numbers."""
    first_gap = next((i for i in range(start + 1, end) if tokens[i].gap is Gap.EMPTY), end)
    for anchor in anchors:
        if first_gap < anchor.start < end and anchor.end < end and is_address(tokens[anchor.end : end]):
            owners = (i for i in range(start + 1, anchor.start) if starts_ownership(tokens, i))
            at = next(owners, anchor.start)
            return Zone(at, at)
    return None


def _draft(tokens: Sequence[Token], span: _Span, width: int) -> Draft:
    text, place = _split_place(tokens[span.start : span.zone.start])
    border, sure = split_name(text, width)
    parcel = read_parcel(tokens[span.zone.start : span.zone.end], columns=4)
    if place:
        parcel.parsel = " ".join(filter(None, (join(place), parcel.parsel)))
    owner = tokens[span.zone.end : span.address]
    address = join(tokens[span.address : span.end])
    doubts = {
        "Adresin bittiği yer kesin değil": not span.sure,
        "Ad ile kullanım amacı tek satırda; ayrım kesin değil": not sure,
        "Ad ile kullanım amacı ikiden çok parça; başka bir satır karışmış olabilir": len(paragraphs(text)) > 2,
        "Pafta, ada, parsel ve alan sütunları boş": span.zone.start == span.zone.end,
        "Mülkiyet bilinen bir sözle başlamıyor": bool(owner) and not starts_ownership(owner, 0),
    }
    return Draft(
        satir_bas=tokens[span.start].no,
        satir_son=tokens[span.end - 1].no,
        ad=join(text[:border]),
        kullanim=join(text[border:]),
        parcel=parcel,
        mulkiyet=join(owner),
        mahalle=span.anchor.mahalle.ad if span.anchor else "",
        adres="" if address == "-" else address,
        doubts=[doubt for doubt, holds in doubts.items() if holds],
    )


def _split_place(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Cut off a place that stands for the parcel number: a paragraph that ends with ``arası``, ``yanı``."""
    gaps = [token.gap for token in tokens[1:]]
    widest = max(gaps, default=Gap.SPACE)
    start = len(gaps) - gaps[::-1].index(widest) if widest > Gap.LINE else 0
    if start and is_direction(tokens[-1]):
        return tokens[:start], tokens[start:]
    return tokens, []
