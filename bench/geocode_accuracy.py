"""How near geocoded places come to where they are, and whether the stated radius keeps its promise.

    python bench/geocode_accuracy.py ETIKETLI.csv [--haric KAYNAK ...] [--url postgresql://...]

The labelled file is a CSV with the columns ad, adres, mahalle (any of them may be empty), lon, lat: a place and
where it truly is. Positions known beforehand (konumlar.csv, decisions) are not used; ``--haric`` leaves out
a source of the gazetteer too, so that a list is not measured against itself.
"""

import argparse
import csv
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from shapely import Point

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Chain, Subject
from kbs_envanter.geocode.metric import distance_m
from kbs_envanter.geocode.providers import WithinMahalle
from kbs_envanter.pipeline.geocode import gazetteer_providers
from kbs_envanter.pipeline.geocode_inputs import read_gazetteer, read_neighbourhoods_stored
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import database, engine

Measured = tuple[str, Candidate, float]


def measure(url: str, ilce_kodu: int, file: Path, leave_out: list[str]) -> tuple[list[Measured], int]:
    """Name, candidate and distance from the truth of each place that was placed, and how many there were."""
    with engine(url).connect() as connection:
        places = read_neighbourhoods_stored(connection, ilce_kodu)
        gazetteer = read_gazetteer(connection, ilce_kodu, places, leave_out=leave_out)
    chain = Chain(
        [*gazetteer_providers(gazetteer), WithinMahalle(places.boundaries, places.labels, {})], places.trusted
    )
    names = NeighbourhoodNames(Neighbourhood(kod, ad) for kod, ad in places.names.items())
    found, total = [], 0
    for subject, truth in _labelled(file, names):
        total += 1
        taken = chain.place(subject)
        if taken is not None:
            found.append((subject.ad or file.name, taken, distance_m(taken.point, truth)))
    return found, total


def _labelled(file: Path, names: NeighbourhoodNames) -> Iterator[tuple[Subject, Point]]:
    with open(file, encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=1):
            address = parse_address(row.get("adres") or "")
            said = row.get("mahalle") or next((part.mahalle for part in address.parts if part.mahalle), None)
            mahalle = names.find(said) if said else None
            subject = Subject(str(number), row.get("ad") or "", mahalle.kod if mahalle else None, address)
            yield subject, Point(float(row["lon"]), float(row["lat"]))


def report(found: list[Measured], total: int, *, worst: int = 5) -> None:
    print(f"{total} yer, {len(found)} konumlandı")
    print(f"{'kesinlik':10}{'sayı':>6}{'pay':>7}{'ortanca m':>11}{'%90 m':>8}{'yarıçap içinde':>16}")
    groups: dict[str, list[Measured]] = defaultdict(list)
    for entry in found:
        groups[entry[1].kesinlik].append(entry)
        if entry[1].kesinlik.rank <= Kesinlik.SOKAK.rank:
            groups["≥ sokak"].append(entry)
    for name in [*Kesinlik, "≥ sokak"]:
        if name in groups:
            _line(name, groups[name], total)
    outside = sorted((e for e in found if e[2] > e[1].belirsizlik_m), key=lambda e: e[1].belirsizlik_m - e[2])
    for ad, candidate, metres in outside[:worst]:
        print(f"  ! {ad}: {metres:.0f} m, yarıçap {candidate.belirsizlik_m:.0f} m ({candidate.kaynak})")


def _line(name: str, entries: list[Measured], total: int) -> None:
    metres = sorted(entry[2] for entry in entries)
    inside = sum(metre <= candidate.belirsizlik_m for _, candidate, metre in entries)
    tenth = metres[min(len(metres) - 1, int(0.9 * len(metres)))]
    share = f"{len(entries) / total:.0%}"
    kept = f"{inside / len(entries):.0%}"
    print(f"{name:10}{len(entries):6}{share:>7}{statistics.median(metres):11.0f}{tenth:8.0f}{kept:>16}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dosya", type=Path)
    parser.add_argument("--haric", action="append", default=[])
    parser.add_argument("--url")
    asked = parser.parse_args()
    settings = Settings(database_url=asked.url) if asked.url else Settings()
    with database(settings) as url:
        report(*measure(url, settings.ilce_kodu, asked.dosya, asked.haric))


if __name__ == "__main__":
    main()
