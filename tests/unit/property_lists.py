"""What the tests of the property lists share: neighbourhood names, the real report, page breaks."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report

REAL_REPORT = Path("/work/shared/rapor/faaliyet-raporu-2024.txt")
COMMITTED = Path(__file__).parents[2] / "data" / "rapor-2024"
MAHALLELER = (
    "Atakent|Atatürk|Beşyol|Cennet|Cumhuriyet|Fatih|Fevziçakmak|Gültepe|Halkalı Merkez|İnönü|İstasyon|"
    "Kanarya|Kartaltepe|Kemalpaşa|Mehmet Akif|Söğütlüçeşme|Sultanmurat|Tevfikbey|Yarımburgaz|Yenimahalle|Yeşilova"
)
_SPELLINGS = {"Kartaltepe": ("Kartaltep",), "Mehmet Akif": ("M. Akif",), "İstasyon": ("Halkalı İstasyon",)}
NAMES = NeighbourhoodNames(Neighbourhood(ad, ad, _SPELLINGS.get(ad, ())) for ad in MAHALLELER.split("|"))

needs_real_report = pytest.mark.skipif(not REAL_REPORT.exists(), reason="the real report is not here")


def report_of(*lines: str) -> Report:
    return Report.from_text("\n".join(lines))


@cache
def real_lines() -> tuple[str, ...]:
    return tuple(REAL_REPORT.read_text(encoding="utf-8").split("\n"))


def committed(table: str) -> list[Row]:
    with (COMMITTED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_lines(rows: Iterable[Row]) -> list[Row]:
    """The rows without their line numbers, which a page break moves."""
    return [{name: cell for name, cell in row.items() if name not in ("satir_bas", "satir_son")} for row in rows]


def with_page_breaks(head: Sequence[str], body: Sequence[str], step: int = 1) -> Iterator[list[str]]:
    """The table once for every ``step`` lines of its body, with a page break and the header again above it."""
    for at in range(1, len(body), step):
        yield [*head, *body[:at], f" {head[0].lstrip()}", *head[1:], "", *body[at:]]
