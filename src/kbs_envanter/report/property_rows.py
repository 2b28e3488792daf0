"""From the cells of a property table to its rows: numbers read by their column, doubts put in words."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number
from kbs_envanter.report.cells import Parcel
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Token, join

COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "ad",
    "kullanim_amaci",
    "pafta",
    "ada",
    "parsel_ham",
    "alan_ham",
    "alan_m2",
    "mulkiyet_ham",
    "mahalle",
    "adres_ham",
    "supheli",
)
# Words; the longest rows of such tables have some sixty.
_LONGEST_ROW = 80


@dataclass(slots=True)
class Draft:
    """A row as its cells stand in the report."""

    satir_bas: int
    satir_son: int
    ad: str
    kullanim: str
    parcel: Parcel
    mulkiyet: str
    mahalle: str
    adres: str
    doubts: list[str] = field(default_factory=list)


def leftover(tokens: Sequence[Token]) -> list[Draft]:
    """What stands below the last row that has numbers: kept as one row with the reason, unless it is prose."""
    if not tokens or len(tokens) > _LONGEST_ROW:
        return []
    reason = "Satır çözülemedi: sayıları ve adresi bulunamadı; bütün sözleri ada yazıldı"
    lines = (tokens[0].no, tokens[-1].no)
    return [Draft(*lines, join(tokens), "", Parcel(), mulkiyet="", mahalle="", adres="", doubts=[reason])]


def finish_rows(report: Report, drafts: Sequence[Draft]) -> list[Row]:
    """Number the rows, read their areas, and say in ``supheli`` what stays uncertain.

    An area of ``0`` or ``-`` means that the report does not know it.
    """
    style = column_style(draft.parcel.alan for draft in drafts)
    lone_numbers = _Mentions(report, drafts)
    rows = []
    for sira, draft in enumerate(drafts, 1):
        parcel = draft.parcel
        area = parse_number(parcel.alan, style)
        doubts = [*draft.doubts, *parcel.doubts, area.doubt]
        if parcel.lone:
            doubts.append(lone_numbers.doubt(draft))
        if not draft.ad:
            doubts.append("Ad okunamadı")
        if not draft.mulkiyet:
            doubts.append("Mülkiyet okunamadı")
        values = (
            str(sira),
            str(draft.satir_bas),
            str(draft.satir_son),
            draft.ad,
            draft.kullanim,
            parcel.pafta,
            parcel.ada,
            parcel.parsel,
            parcel.alan,
            format_decimal(area.value) if area.value else "",
            draft.mulkiyet,
            draft.mahalle,
            draft.adres,
            "; ".join(doubt for doubt in doubts if doubt),
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


class _Mentions:
    """Looks for a second mention of a number that stands alone where parcel or area may be meant."""

    def __init__(self, report: Report, drafts: Sequence[Draft]) -> None:
        self._report = report
        self._lines: defaultdict[str, list[int]] = defaultdict(list)
        self._parcels = set()
        for draft in drafts:
            self._lines[draft.parcel.parsel].append(draft.satir_bas)
            if not draft.parcel.lone:
                self._parcels.add(draft.parcel.parsel)

    def doubt(self, draft: Draft) -> str:
        """Empty when another place of the report writes the number as a parcel."""
        number = draft.parcel.parsel
        if number in self._parcels or self._is_parcel_elsewhere(number):
            return ""
        text = f"Tek sayı ({number}) sütun sırasına göre parsel sayıldı; alan da olabilir"
        others = [str(no) for no in self._lines[number] if no != draft.satir_bas]
        if others:
            return f"{text}. Aynı sayı {', '.join(others)}. satırda başlayan kayıtta da var"
        return text

    def _is_parcel_elsewhere(self, number: str) -> bool:
        """Lists write ``0/8675``; sentences write ``8675 parsel``."""
        mention = re.compile(rf"(?<![\d/])(0|-)/{number}\b(?![/.,]\d)|\b{number}\s+(nolu |sayılı )?parsel")
        return any(number in line.text and mention.search(line.text) for line in self._report.lines)
