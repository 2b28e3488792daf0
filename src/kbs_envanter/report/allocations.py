"""Allocations of land (``tahsisler``), given by the municipality and taken by it.

Both lists go: address, parcel, institution, area, and what was decided. The list of land given is numbered
and has a date; the list of land taken tells the rest in a sentence. Dates, terms, decision numbers
and purposes are taken out of such sentences; the sentences themselves are not kept.
"""

import itertools
import re
from collections.abc import Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.lists import (
    Body,
    find_area,
    is_date,
    iso_date,
    neighbourhood,
    read_body,
    read_column,
)
from kbs_envanter.report.numbered import numbered_rows
from kbs_envanter.report.parcel_cells import block_of, find_parcel, parcel_text
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Gap, Token, find_anchors, join

__all__ = ["COLUMNS", "TABLO", "given_body", "read_allocations"]

TABLO = "tahsisler"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "yon",
    "mahalle",
    "adres_ham",
    "ada",
    "parsel_ham",
    "kurum",
    "alan_ham",
    "alan_m2",
    "cins",
    "tarih_ham",
    "tarih",
    "sure_yil",
    "amac",
    "karar",
    "supheli",
)
_GIVEN = "tahsis verilen taşınmazlar"
_GIVEN_HEADER = "sıra no adres ada parsel tahsis edilen kurum toplam alan tahsis alanı tahsis tarihi kullanım amacı"
_TAKEN = "tahsisi alınan parseller"
_TAKEN_SECTION = "tahsisi devri alınan arsa mekân toplam alanı"
_TAKEN_HEADER = "mahalle mevkii ada parsel mülkiyet alanı m2 açıklama açıklma"
_TERM = re.compile(r"(\d+)\s*y[ıi]l", re.IGNORECASE)
_DECISION = re.compile(r"(\d{4}/\d+)\s+say[ıi]l[ıi]")
_PURPOSE = re.compile(r"(?:^|[.)]\s|Kararı ile\s)\s*([^.()]*?)\s+(?:\w+m[ae]k\s+üzere|olarak\s+kullan\w+|amac[ıi]yla)")
# An address names its parcel within so many words.
_PARCEL_REACH = 12


def given_body(report: Report) -> Body:
    """The words and the printed total of the list of land given."""
    return read_body(report, _GIVEN, _GIVEN_HEADER, until=(_TAKEN, _TAKEN_SECTION))


def read_allocations(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read both lists; an empty list when the report has neither."""
    given = [
        (row.sira, row.satir, row.tokens)
        for row in numbered_rows(given_body(report).tokens, lambda words: words[0].text[0].isalpha())
    ]
    taken_tokens = read_body(report, _TAKEN, _TAKEN_HEADER, until=(_GIVEN,)).tokens
    taken = [(sira, tokens[0].no, tokens) for sira, tokens in enumerate(_unnumbered_rows(taken_tokens, names), 1)]
    rows = []
    for yon, entries in (("verilen", given), ("alinan", taken)):
        for sira, first, tokens in entries:
            place = {"sira": str(sira), "satir_bas": str(first), "satir_son": str(tokens[-1].no), "yon": yon}
            rows.append(place | _read_row(tokens, names))
    read_column(rows, "alan_ham", "alan_m2")
    return rows


def _unnumbered_rows(tokens: Sequence[Token], names: NeighbourhoodNames) -> list[Sequence[Token]]:
    """Rows that begin with a neighbourhood at the start of a line and name a parcel soon after."""
    starts = [
        anchor.start
        for anchor in find_anchors(tokens, names)
        if tokens[anchor.start].gap is not Gap.SPACE
        and find_parcel(tokens[anchor.start : anchor.end + _PARCEL_REACH]) is not None
    ]
    cuts = [0, *starts[1:], len(tokens)] if tokens else []
    return [tokens[a:b] for a, b in itertools.pairwise(cuts)]


def _read_row(tokens: Sequence[Token], names: NeighbourhoodNames) -> Row:
    row = dict.fromkeys(COLUMNS[4:], "")
    start, end = find_parcel(tokens) or (0, 0)
    area = find_area(tokens, end)
    row["mahalle"], doubt = neighbourhood(tokens[:start], names)
    doubts = [doubt]
    row["adres_ham"] = join(tokens[:start])
    row["parsel_ham"] = parcel_text(tokens[start:end])
    row["ada"] = block_of(row["parsel_ham"])
    if not end:
        doubts.append("Parsel okunamadı")
    if area is None:
        row["supheli"] = "; ".join(filter(None, [*doubts, "Alan okunamadı; sonraki hücreler alınmadı"]))
        return row
    row["kurum"] = join(tokens[end : area.start])
    row["alan_ham"] = join(tokens[area.start : area.end])
    doubts += _read_decision(row, tokens[area.end :])
    row["supheli"] = "; ".join(filter(None, doubts))
    return row


def _read_decision(row: Row, tokens: Sequence[Token]) -> list[str]:
    """Fill in what follows the area: kind of land, date, term, purpose and decision; returns doubts."""
    dates = [token.text for token in tokens if is_date(token)]
    cell = next((i for i, token in enumerate(tokens) if is_date(token)), None)
    is_cell = cell is not None and not any(token.folded == "tarih" for token in tokens[cell + 1 : cell + 2])
    remark = tokens[cell + 1 :] if is_cell and cell is not None else tokens
    text = join(remark)
    terms = {match[1] for match in _TERM.finditer(join(tokens))}
    decision, purpose = _DECISION.search(text), _PURPOSE.search(text)
    if is_cell and cell is not None:
        row["cins"] = join(tokens[:cell])
    row["tarih_ham"] = dates[0] if dates else ""
    row["tarih"] = iso_date(row["tarih_ham"])
    row["sure_yil"] = terms.pop() if len(terms) == 1 else ""
    row["karar"] = decision[1] if decision else ""
    row["amac"] = purpose[1] if purpose else ""
    doubts = []
    if terms:
        doubts.append("Süre iki yerde farklı yazılmış")
    if len(set(dates)) > 1:
        doubts.append(f"Tarihler farklı: {', '.join(dict.fromkeys(dates))}")
    if not dates:
        doubts.append("Tarih yazılmamış")
    if not row["amac"]:
        doubts.append("Kullanım amacı yazılmamış")
    return doubts
