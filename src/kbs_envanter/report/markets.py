"""Market places and Halk Market branches (``pazarlar``), gathered from all over the report.

A neighbourhood has one market place and one Halk Market at most, so that its name joins the sightings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.facility_blocks import find_listed
from kbs_envanter.report.known_rows import building_rows, lease_rows
from kbs_envanter.report.maintenance import read_maintenance
from kbs_envanter.report.places import COLUMNS, streets
from kbs_envanter.report.prose import paragraphs_of_report
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report, fold
from kbs_envanter.report.tokens import find_anchors
from kbs_envanter.report.work_kinds import features

__all__ = ["COLUMNS", "TABLO", "read_markets"]

TABLO = "pazarlar"
_MARKET = re.compile(r"\b(kapali pazar( yeri| alani)?|pazar ?yeri|pazar alani)\b")
_SHOP = re.compile(r"\bhalk market\b")
_PRINTED = re.compile(
    r"((?:(?![Kk]apalı|[Hh]alk|[Pp]azar)[^\W\da-zçğıöşüâîû][^\W\d]* ){0,2})"
    r"([Kk]apalı [Pp]azar(?: [Yy]eri| [Aa]lanı)?|[Pp]azar [Yy]eri|[Pp]azar [Aa]lanı|[Hh]alk [Mm]arket)\b"
)
_COVERED = re.compile(r"kapali|zemin ?alti|yer ?alti|otopark|ustu kapat")
_NO_NAME = re.compile(r"mahallesi|mah|mh|ve|yeri|otoparki|asevi|mudurlugu")
_BESIDE = re.compile(_MARKET.pattern + r" (yani|karsisi|onu|arkasi)\b")
_LONE_NUMBER = "Tek sayı"


_TOLD_OF_BRANCH = {"acilis_tarihi": "açılış {}", "hizmet_verilen_mahalle_sayisi": "{} mahalleye hizmet"}
_BRANCH = re.compile(r"açılış [\d-]+|\d+ mahalleye hizmet")


@dataclass(frozen=True)
class _Sighting:
    """A market in one part of the report; ``told`` is its text, ``host`` its row of the property table."""

    kind: str
    mahalle: str
    first: int
    last: int
    told: str
    host: Row | None = None


def read_markets(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Gather the markets, in the order of the report; an empty list when it names none."""
    found: dict[tuple[str, str], list[_Sighting]] = {}
    for sighting in _sightings(report, names):
        if sighting.mahalle:
            found.setdefault((sighting.mahalle, sighting.kind), []).append(sighting)
    rows = [_row(mahalle, kind, own) for (mahalle, kind), own in found.items()]
    rows.sort(key=lambda row: (int(row["satir_bas"]), int(row["satir_son"]), row["alt_tur"] == "halk_market"))
    for sira, row in enumerate(rows, 1):
        row["sira"] = str(sira)
    return rows


def _sightings(report: Report, names: NeighbourhoodNames) -> Iterator[_Sighting]:
    """The sightings that tell most come first: property table, leases, maintenance, running text."""
    leases = lease_rows(report, names)
    in_table = list(_in_table(building_rows(report, names), leases))
    yield from (sighting for sighting in in_table if not _is_beside(sighting.told))
    for lease in leases:
        told = " . ".join(lease.get(column, "") for column in ("isin_adi", "faaliyet", "tasinmazin_cinsi"))
        for kind in _kinds(told):
            yield _Sighting(kind, lease["mahalle"], int(lease["satir_bas"]), int(lease["satir_son"]), told)
    maintained = list(read_maintenance(report, names))
    for work in maintained:
        for kind in _kinds(work.place):
            yield _Sighting(kind, work.mahalle, work.first, work.last, f"{work.place} . {work.work}")
    yield from (sighting for sighting in in_table if _is_beside(sighting.told))
    yield from _opened_branches(report, names)
    known = [(int(row["satir_bas"]), int(row["satir_son"])) for row in (*building_rows(report, names), *leases)]
    known += [(work.first, work.last) for work in maintained]
    yield from _in_text(report, names, {no for first, last in known for no in range(first, last + 1)})


def _in_table(buildings: Sequence[Row], leases: Sequence[Row]) -> Iterator[_Sighting]:
    """Buildings that are or hold a market, with the leases at their address; buildings beside a market."""
    for row in buildings:
        first, last = int(row["satir_bas"]), int(row["satir_son"])
        if _is_beside(row["adres_ham"]):
            yield _Sighting("pazar", row["mahalle"], first, last, row["adres_ham"])
            continue
        told = f"{row['ad']} . {row['adres_ham']} . {row['kullanim_amaci']}"
        kinds = _kinds(told)
        for kind in kinds:
            yield _Sighting(kind, row["mahalle"], first, last, told, row)
        for lease in leases if "pazar" in kinds else ():
            if lease["mahalle"] == row["mahalle"] and streets(lease) == streets(row):
                told = " . ".join((lease.get("isin_adi", ""), lease["parsel_ham"]))
                yield _Sighting("pazar", row["mahalle"], int(lease["satir_bas"]), int(lease["satir_son"]), told)


def _opened_branches(report: Report, names: NeighbourhoodNames) -> Iterator[_Sighting]:
    """``23 Mart 2023 tarihinde açılan Fevzi Çakmak Marketi'yle 12 mahallede``."""
    for name, fact in find_listed(paragraphs_of_report(report)):
        found = names.find(re.sub(r"\s*[Mm]arket\w*$", "", name))
        if found is not None and fact.bilgi in _TOLD_OF_BRANCH:
            told = f"{found.ad} Halk Market . {_TOLD_OF_BRANCH[fact.bilgi].format(fact.deger)}"
            yield _Sighting("halk_market", found.ad, fact.first, fact.last, told)


def _in_text(report: Report, names: NeighbourhoodNames, known: set[int]) -> Iterator[_Sighting]:
    """Markets in paragraphs that name one neighbourhood, outside the lines that are read already."""
    for paragraph in paragraphs_of_report(report):
        kinds = _kinds(paragraph.text) if paragraph.first not in known else []
        anchors = {anchor.mahalle.ad for anchor in find_anchors(paragraph.tokens, names)} if kinds else set()
        for kind in kinds if len(anchors) == 1 else ():
            (mahalle,) = anchors
            yield _Sighting(kind, mahalle, paragraph.first, paragraph.last, paragraph.text)


def _is_beside(text: str) -> bool:
    return _BESIDE.search(fold(text)) is not None


def _kinds(text: str) -> list[str]:
    folded = fold(text)
    patterns = (("pazar", _MARKET), ("halk_market", _SHOP))
    return [kind for kind, pattern in patterns if pattern.search(folded)]


def _row(mahalle: str, kind: str, own: Sequence[_Sighting]) -> Row:
    main, host = own[0], own[0].host or {}
    is_named = kind in _kinds(host.get("ad", "")) or kind in _kinds(host.get("adres_ham", ""))
    is_lone = _LONE_NUMBER in host.get("supheli", "")
    beside = next((sighting.told for sighting in own if _is_beside(sighting.told)), "")
    lines = sorted({(sighting.first, sighting.last) for sighting in own})
    return dict.fromkeys(COLUMNS, "") | {
        "satir_bas": str(main.first),
        "satir_son": str(main.last),
        "ad": _name(mahalle, kind, own),
        "alt_tur": kind if kind == "halk_market" else "kapali_pazar" if _is_covered(own) else "acik_pazar",
        "kullanim_amaci": _use(kind, own),
        "pafta": host.get("pafta", ""),
        "ada": "" if is_lone else host.get("ada", ""),
        "parsel_ham": "" if is_lone else host.get("parsel_ham", ""),
        "alan_ham": host.get("alan_ham", "") if is_named else "",
        "alan_m2": host.get("alan_m2", "") if is_named else "",
        "mulkiyet_ham": host.get("mulkiyet_ham", ""),
        "mahalle": mahalle,
        "adres_ham": host.get("adres_ham", beside),
        "kaynak_satirlari": ";".join(str(a) if a == b else f"{a}-{b}" for a, b in lines),
        "supheli": "; ".join(_doubts(host, is_named, is_lone, beside)),
    }


def _doubts(host: Row, is_named: bool, is_lone: bool, beside: str) -> Iterator[str]:
    if host and not is_named:
        yield "Adı yazılmamış, kullanımdan çıkarıldı; parsel ve adres içinde bulunduğu binanındır"
    if is_lone:
        yield "Binanın satırındaki tek sayı parsel ya da alan olabilir, yazılmadı"
    if beside:
        yield "Adres, yanındaki binanındır"
    elif not host:
        yield "Adresi yazılmamış"


def _is_covered(own: Sequence[_Sighting]) -> bool:
    return any(_COVERED.search(fold(sighting.told)) for sighting in own)


def _use(kind: str, own: Sequence[_Sighting]) -> str:
    """What the place is used for; of a branch in a larger building, only that it is a branch."""
    told = " . ".join(sighting.told for sighting in own)
    if kind == "halk_market":
        return "; ".join(("halk market", *_BRANCH.findall(told)))
    others = [use for use in features(told).split("; ") if use and use != "pazar yeri"]
    return "; ".join(("kapalı pazar" if _is_covered(own) else "pazar yeri", *others))


def _name(mahalle: str, kind: str, own: Sequence[_Sighting]) -> str:
    """The name as printed, else the neighbourhood's with the noun that is printed."""
    for sighting in own:
        for match in _PRINTED.finditer(sighting.told):
            if kind not in _kinds(match[2]):
                continue
            words = match[1].split()
            while words and _NO_NAME.fullmatch(fold(words[-1])):
                words = []
            noun = " ".join(word[:1].upper() + word[1:] for word in match[2].split())
            own_name = " ".join(words)
            return f"{own_name or mahalle} {noun}"
    return f"{mahalle} {'Halk Market' if kind == 'halk_market' else 'Pazar Yeri'}"
