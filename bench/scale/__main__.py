"""The curve from ten thousand to a million assets: loads, latencies, and the same join by PostGIS and Sedona.

    python -m bench.scale                                  # 10^4, 10^5, 10^6 assets with ten times as many parcels
    python -m bench.scale --assets 10000 100000 --no-spark # a short run

A thousand assets and ten thousand parcels a district; reads are those of one district's visitors and are compared with
a database that holds this district alone, in the same run.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from bench.generate_country import FIRST_CODE, Country
from bench.scale import fitting
from bench.scale.joining import Joined, join
from bench.scale.reading import Milliseconds, latencies
from kbs_envanter.pipeline.bulk import TABLES, DistrictRows, Load, copy_rows, load_districts
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database

PER_DISTRICT = 1000
PARCELS_PER_ASSET = 10


@dataclass
class Point:
    """What was measured at one size."""

    assets: int
    load: Load
    reads: dict[str, Milliseconds]
    bytes: int
    joined: Joined | None = field(default=None)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assets", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="sizes")
    parser.add_argument("--no-spark", action="store_true", help="leave Sedona out")
    parser.add_argument("--asked", type=int, default=200, help="questions of each kind (200)")
    options = parser.parse_args()
    print(f"{os.cpu_count()} çekirdek, yük / load {os.getloadavg()[0]:.1f}", flush=True)
    points = []
    with throwaway() as (small, lonely):
        fill(lonely, PER_DISTRICT)
        for assets in options.assets:
            with throwaway() as (home, url):
                load = fill(url, assets)
                # One after the other, at the same time of day: what else the machine does falls on both.
                alone = latencies(lonely, small, asked=options.asked)
                point = Point(assets, load, latencies(url, home, asked=options.asked), _size(url))
                print_point(point, alone)
                if not options.no_spark:
                    point.joined = join(url, home / "toplu")
                    print_join(point.joined)
                points.append(point)
        print_ordinary(lonely)
    print_growth(points)


def print_ordinary(url: str) -> None:
    """What triggers, history and indexes cost: the next district by COPY too, but as any other change comes in."""
    district = Country(2 * PER_DISTRICT, 2 * PER_DISTRICT * PARCELS_PER_ASSET, 2).district(FIRST_CODE + 1)
    begun = time.perf_counter()
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (%s, %s)", [district.code, district.name])
        tables = district.tables()
        rows = sum(copy_rows(connection, sql.Identifier("kbs", name), tables[name]) for name in TABLES)
        copied = time.perf_counter() - begun
    published = time.perf_counter() - begun - copied
    print(f"tetiklerle / with triggers: {rows / (copied + published):,.0f} satır/s "
          f"(COPY {copied:.1f} s, yayın / publishing {published:.1f} s)", flush=True)  # fmt: skip


def print_point(point: Point, alone: dict[str, Milliseconds]) -> None:
    """One size: the load's steps, then each kind of question beside the district alone."""
    steps, rows = point.load.steps, point.load.rows
    loaded = steps["copy"] + steps["index"]
    print(f"\n{point.assets:,} varlık, {point.assets * PARCELS_PER_ASSET:,} parsel, {point.load.districts} ilçe, "
          f"{rows:,} satır, {point.bytes / 2**30:.2f} GiB, yük / load {os.getloadavg()[0]:.1f}")  # fmt: skip
    print("  " + " · ".join(f"{name} {seconds:.1f} s" for name, seconds in steps.items()))
    print(f"  COPY {rows / steps['copy']:,.0f} satır/s, dizinlerle / with indexes {rows / loaded:,.0f}, "
          f"yayınla / with publishing {rows / (sum(steps.values()) - steps['read']):,.0f}")  # fmt: skip
    for name, (median, slow) in point.reads.items():
        print(f"  {name:16} p50 {median:7.2f} ms  p95 {slow:7.2f} ms   tek ilçe / alone {alone[name][0]:7.2f} ms   "
              f"x{median / alone[name][0]:.2f}", flush=True)  # fmt: skip


def print_join(joined: Joined | None) -> None:
    """PostGIS and Sedona side by side."""
    if joined:
        apart = f"+ açılış / start {joined.start:.1f} s, + PostGIS'ten / out of PostGIS {joined.out:.1f} s"
        print(f"  birleştirme / join: {joined.rows:,} satır, PostGIS {joined.postgis:.1f} s, "
              f"Sedona {joined.sedona:.1f} s ({apart}), farklı / differing {joined.differing}", flush=True)  # fmt: skip


def print_growth(points: list[Point]) -> None:
    """What each figure grows like, and from which size on Sedona pays."""
    if len(points) < 2:
        return
    assets = [point.assets for point in points]
    print("\nbüyüme / growth")
    for step in points[0].load.steps:
        power = fitting.exponent(assets, [max(point.load.steps[step], 1e-3) for point in points])
        print(f"  {step:16} ~ n^{power:.2f}")
    for name in points[0].reads:
        medians = [point.reads[name][0] for point in points]
        print(f"  {name:16} {fitting.per_decade(assets, medians):+.2f} ms on kat başına / per decade")
    joins = [point.joined for point in points if point.joined]
    if len(joins) > 1:
        by_postgis, by_sedona = [one.postgis for one in joins], [one.sedona for one in joins]
        rows = [one.rows for one in joins]
        pays = fitting.crossing(rows, by_sedona, by_postgis)
        said = f"{pays:,.0f} satırdan sonra / rows on" if pays else "burada karşılığını vermiyor / does not pay here"
        powers = [fitting.exponent(rows, values) for values in (by_postgis, by_sedona)]
        print(f"  PostGIS ~ n^{powers[0]:.2f}, Sedona ~ n^{powers[1]:.2f}; {said}")


def fill(url: str, assets: int) -> Load:
    """Load a country into an empty, migrated database, and look at every row once as autovacuum would."""
    country = Country(assets, assets * PARCELS_PER_ASSET, max(1, assets // PER_DISTRICT))
    load = load_districts(
        url, (DistrictRows(one.code, one.name, one.tables()) for one in country.each()), source="ölçüm"
    )
    begun = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    load.steps["vacuum"] = time.perf_counter() - begun
    return load


def _size(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]  # type: ignore[index]


@contextmanager
def throwaway() -> Iterator[tuple[Path, str]]:
    """A folder and a migrated PostGIS of our own in it, both removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    try:
        cluster = PrivateCluster(home / "postgres", durable=False)
        with cluster.running(), psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            # A transaction over a thousand districts holds a lock on each of their parts and indexes.
            connection.execute("ALTER SYSTEM SET max_locks_per_transaction = 2048")
            connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
            connection.execute("ALTER SYSTEM SET maintenance_work_mem = '512MB'")
        with cluster.running():
            create_database(cluster.url("postgres"), "kbs")
            migrate.upgrade(cluster.url())
            yield home, cluster.url()
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
