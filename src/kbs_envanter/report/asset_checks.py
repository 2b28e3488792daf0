"""Checks of what the report says twice about an asset: areas, seats, counts.

Tables, lists, construction sheets and chapters are written by different directorates. Their rows are
paired by parcel, by address or by name, and what they say of the same thing is compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kbs_envanter.domain.assets import is_withheld_by_law
from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.places import streets
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import fold

__all__ = ["check_areas", "check_facilities"]

_FLOORS = ("bodrum_kat_m2", "zemin_kat_m2", "birinci_kat_m2", "ikinci_kat_m2", "ucuncu_kat_m2", "asma_kat_m2")
_SEATS = re.compile(r"(?!kapasite|seminer_kapasitesi|yillik_).*_kisi")
_ROUNDING = Decimal(1)
_STEM = 5
_SHARE = re.compile(r"(\d[\d.,]*) ?m[2²]")
# First word and one more in common.
_SURELY_ALIKE = 3
# A business in a part of a building.
_PART = re.compile(r"otopark|bufe|dukkan|kafeterya|bagimsiz bolum|balikci")
# Stems that tell little of a name.
_COMMON_STEMS = {"mahal", "merke", "binas", "hizme", "kafet", "lokal", "kutup"}
# A club of the retired is called a café in the property table.
_CLUBS = frozenset({"kafet", "lokal"})


def check_facilities(facilities: Sequence[Row]) -> list[Finding]:
    """What the facts about each facility say of one another."""
    findings: list[Finding] = []
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in facilities:
        by_name[row["tesis"]].append(row)
    for name, rows in by_name.items():
        facts = {row["bilgi"]: row for row in rows}
        findings += _floor_area(name, facts)
        findings += _seats(name, rows, facts)
        findings += _terrace(name, facts)
    findings += _same_buildings(facilities)
    return findings


def _floor_area(name: str, facts: Mapping[str, Row]) -> Iterator[Finding]:
    """The whole area is what is closed and the terrace, or all the floors."""
    whole = facts.get("toplam_insaat_alani_m2")
    if whole is None:
        return
    closed = [facts[key] for key in ("kapali_insaat_alani_m2", "teras_alani_m2") if key in facts]
    floors = [facts[key] for key in _FLOORS if key in facts]
    for ne, parts in (("kapalı alan ve teras", closed), ("katlar", floors)):
        if len(parts) > 1 or (parts and ne == "katlar"):
            yield _sum_finding(f"{name}: toplam inşaat alanı (m²) ile {ne}", whole, parts)


def _seats(name: str, rows: Sequence[Row], facts: Mapping[str, Row]) -> Iterator[Finding]:
    """The capacity is the sum of all seats."""
    capacity = facts.get("kapasite_kisi")
    seats = [row for row in rows if _SEATS.fullmatch(row["bilgi"])]
    if capacity is not None and seats:
        yield _sum_finding(f"{name}: kapasite (kişi) ile oturma yerleri", capacity, seats)


def _terrace(name: str, facts: Mapping[str, Row]) -> Iterator[Finding]:
    """The terrace is measured in the list of areas and in the list of rooms."""
    if "teras_alani_m2" in facts and "teras_m2" in facts:
        yield _sum_finding(f"{name}: teras alanı (m²), iki yerde", facts["teras_alani_m2"], [facts["teras_m2"]])


def _same_buildings(facilities: Sequence[Row]) -> Iterator[Finding]:
    """A building that has a construction sheet and a project: whole area in both."""
    areas = [row for row in facilities if row["bilgi"] == "toplam_insaat_alani_m2"]
    for i, one in enumerate(areas):
        for other in areas[i + 1 :]:
            if one["mahalle"] == other["mahalle"] and _kind(one["tesis"]) == _kind(other["tesis"]):
                yield _sum_finding(f"{one['tesis']}: toplam inşaat alanı (m²), iki yerde", one, [other])


def _kind(name: str) -> str:
    """What a building is, without its neighbourhood."""
    return " ".join(fold(name).split()[-1:]) if "taziye" in fold(name) else " ".join(fold(name).split()[-3:])


def check_areas(
    tables: Sequence[Row], leases: Sequence[Row], allocations: Sequence[Row], facilities: Sequence[Row]
) -> list[Finding]:
    """Areas of the property tables against leases, allocations and what chapters tell."""
    findings: list[Finding] = []
    open_rows = (row for row in tables if not is_withheld_by_law(row["ad"], row["kullanim_amaci"]))
    for table in (row for row in open_rows if row["alan_m2"]):
        findings += _shares(table)
        for lease in (row for row in leases if row["alan_m2"]):
            findings += _lease_finding(table, lease)
        for allocation in allocations:
            if allocation["alan_m2"] and _same_parcel(table, allocation):
                ne = f"{table['ad']}: alan (m²), tabloda ve tahsis listesinde"
                findings.append(_sum_finding(ne, table, [allocation]))
        for fact in facilities:
            if fact["bilgi"] in ("alan_m2", "toplam_insaat_alani_m2") and _is_about(table, fact):
                ne = f"{table['ad']}: alan (m²), tabloda ve metinde ({fact['tesis']})"
                findings.append(_sum_finding(ne, table, [fact]))
    return findings


def _shares(table: Row) -> Iterator[Finding]:
    """The shares of the owners make the whole: ``Belediye (39.776,72 m²) - Hazine (22.016,76 m²)``."""
    shares = [parse_number(text, "tr").value or Decimal(0) for text in _SHARE.findall(table["mulkiyet_ham"])]
    if len(shares) > 1:
        parts = [{**table, "alan_m2": str(share)} for share in shares]
        yield _sum_finding(f"{table['ad']}: alan (m²) ile maliklerin payları", table, parts)


def _lease_finding(table: Row, lease: Row) -> Iterator[Finding]:
    """A lease of the whole has the area of the whole; a lease of a part has no larger one."""
    if table["mahalle"] != lease["mahalle"]:
        return
    business = lease.get("isin_adi") or lease.get("faaliyet", "")
    alike = _alikeness(table["ad"], business)
    street = streets(lease)
    at_place = (bool(street) and street == streets(table)) or _same_parcel(table, lease)
    if not at_place and alike < _SURELY_ALIKE:
        return
    ne = f"{table['ad']}: alan (m²), tabloda ve kira listesinde ({business})"
    finding = _sum_finding(ne, table, [lease])
    is_larger = Decimal(lease["alan_m2"]) > Decimal(table["alan_m2"])
    if alike or finding.karar is not Verdict.FAILS:
        yield finding
    elif is_larger and _same_parcel(table, lease):
        yield replace(finding, ne=f"{ne}: parça bütünden büyük")


def _alikeness(name: str, business: str) -> int:
    """How much the name of a building and of a business have in common; the first word counts twice."""
    words, others = _stems(name), _stems(business)
    if not others or _PART.search(fold(business)):
        return 0
    return len(set(words) & set(others)) + (words[:1] == others[:1])


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in fold(text).split() if len(word) > 2]


def _same_parcel(table: Row, other: Row) -> bool:
    one, two = _parcel(table), _parcel(other)
    return bool(one[1]) and one == two and table["mahalle"] == other["mahalle"]


def _parcel(row: Row) -> tuple[str, str]:
    """ada and parsel: lists write both into one cell (``1401/16``, ``0/41``)."""
    ada, _, parsel = row["parsel_ham"].rpartition("/")
    ada = row["ada"] or ada
    return ("" if ada == "0" else ada), re.sub(r"\s", "", parsel)


def _is_about(table: Row, fact: Row) -> bool:
    """The facility of a fact is the building of a row: nearly all words of its name are in the row's."""
    if table["mahalle"] != fact["mahalle"]:
        return False
    place = set(_stems(fact["mahalle"])) | _COMMON_STEMS
    told, named = _stems(fact["tesis"]), _stems(table["ad"])
    words, others = set(told) - place, set(named) - place
    same_noun = told[-1] in named or (told[-1] in _CLUBS and not _CLUBS.isdisjoint(named))
    return bool(words) and same_noun and len(words & others) * 3 >= len(words) * 2


def _sum_finding(ne: str, printed: Row, parts: Sequence[Row]) -> Finding:
    """A printed number against the sum of others."""
    column = "deger" if "deger" in printed else "alan_m2"
    whole = Decimal(printed[column])
    values = [Decimal(part["deger" if "deger" in part else "alan_m2"]) for part in parts]
    computed = sum(values, Decimal(0))
    difference = abs(whole - computed)
    has_whole = whole == whole.to_integral_value() or computed == computed.to_integral_value()
    is_rounded = 0 < difference < _ROUNDING and has_whole
    verdict = Verdict.HOLDS if difference == 0 else Verdict.ROUNDING if is_rounded else Verdict.FAILS
    lines = ";".join(dict.fromkeys(_lines(row) for row in (printed, *parts)))
    told = format_decimal(computed)
    if len(values) > 1:
        told = f"{' + '.join(map(format_decimal, values))} = {told}"
    return Finding(ne, lines, format_decimal(whole), told, verdict)


def _lines(row: Row) -> str:
    first, last = row["satir_bas"], row["satir_son"]
    return first if first == last else f"{first}-{last}"
