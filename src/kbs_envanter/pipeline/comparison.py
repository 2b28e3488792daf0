"""What changed between two read reports: assets added, removed, changed, whatever their row numbers."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from rapidfuzz import fuzz

from kbs_envanter.domain.text import katla
from kbs_envanter.report.record import Row

ASSET_TABLES = ("hizmet_binalari", "spor_tesisleri", "parklar", "pazarlar")
# Where a row stands in the report is no property of the asset, and a doubt is one of the reading.
_NOT_COMPARED = {"sira", "satir_bas", "satir_son", "kaynak_satirlari", "supheli", "alan_ham"}
_SAME_FROM = 0.72
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: an asset that came (``eklendi``) or went (``kaldirildi``), or a field that changed."""

    tablo: str
    ne: str
    ad: str
    mahalle: str
    sutun: str
    eski: str
    yeni: str
    eski_satir: str
    yeni_satir: str


def compare(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Iterator[Difference]:
    """Differences from one reading to another, table by table, in the order of the later report."""
    for table in ASSET_TABLES:
        old_rows, new_rows = before.get(table, []), after.get(table, [])
        partner = match(old_rows, new_rows)
        for place, new in enumerate(new_rows):
            if place not in partner:
                yield Difference(table, "eklendi", new["ad"], new["mahalle"], "", "", "", "", new["satir_bas"])
                continue
            yield from _changes(table, old_rows[partner[place]], new)
        for place in sorted(set(range(len(old_rows))) - set(partner.values())):
            old = old_rows[place]
            yield Difference(table, "kaldirildi", old["ad"], old["mahalle"], "", "", "", old["satir_bas"], "")


def match(old_rows: Sequence[Row], new_rows: Sequence[Row]) -> dict[int, int]:
    """Pairs of rows that are one asset: index among the new ones -> index among the old ones.

    The likeliest pairs are taken first; below a limit nothing is paired, for an asset wrongly called
    changed hides one that went and one that came.
    """
    pairs = sorted(
        (
            (-likeness(old, new), j, i)
            for j, new in enumerate(new_rows)
            for i, old in enumerate(old_rows)
            if likeness(old, new) >= _SAME_FROM
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, new_place, old_place in pairs:
        if new_place not in partner and old_place not in taken:
            partner[new_place] = old_place
            taken.add(old_place)
    return partner


def likeness(a: Row, b: Row) -> float:
    """How likely two rows are one asset, 0 to 1: by name, mahalle, parcel and address."""
    name = fuzz.ratio(katla(a["ad"]), katla(b["ad"])) / 100
    agreements = [_agree(a["mahalle"], b["mahalle"]), _agree(_parcel(a), _parcel(b)), _agree(_address(a), _address(b))]
    weights = [0.15, 0.2, 0.2]
    known = [(weight, agree) for weight, agree in zip(weights, agreements, strict=True) if agree is not None]
    total = 0.45 + sum(weight for weight, _ in known)
    return (0.45 * name + sum(weight * agree for weight, agree in known)) / total


def write_differences(path: Path, differences: Sequence[Difference]) -> None:
    """Write differences as CSV that a spreadsheet opens as text: no cell begins a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Difference))
        writer.writerows([_as_text(cell) for cell in astuple(difference)] for difference in differences)


def _changes(table: str, old: Row, new: Row) -> Iterator[Difference]:
    for column, value in new.items():
        before = old.get(column, "")
        if column not in _NOT_COMPARED and before != value:
            yield Difference(
                table, "degisti", new["ad"], new["mahalle"], column, before, value, old["satir_bas"], new["satir_bas"]
            )


def _agree(a: str, b: str) -> float | None:
    if not a or not b:
        return None
    return fuzz.ratio(a, b) / 100 if len(a) > 12 else float(a == b)


def _parcel(row: Row) -> str:
    return katla(f"{row['ada']}/{row['parsel_ham']}").replace(" ", "").strip("/")


def _address(row: Row) -> str:
    return katla(row["adres_ham"]).replace(" ", "")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
