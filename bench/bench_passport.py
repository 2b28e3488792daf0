"""How long a parcel passport takes with a million parcels, against an empty statement on the same connection.

One command: ``python -m bench.bench_passport [parcels] [assets]``. The data are made up (bench/api/generate.py).
"""

import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from bench.api.generate import ILCE, fill
from kbs_envanter.domain.text import katla
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database
from kbs_envanter.store.passport import ParcelKey, at_point, passport

QUESTIONS = 2_000


def main(parcels: int = 1_000_000, assets: int = 200_000) -> None:
    """Fill a throw-away database, ask, and print medians."""
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    try:
        cluster = PrivateCluster(home, durable=False)
        with cluster.running():
            create_database(cluster.url("postgres"), "bench")
            url = cluster.url("bench")
            migrate.upgrade(url)
            fill(url, assets=assets, parcels=parcels)
            measure(url)
    finally:
        shutil.rmtree(home)


def measure(url: str) -> None:
    """Ask for random parcels that have an asset, and at random points."""
    dice = random.Random(1823)
    # The service's own settings (store.database.read_pool).
    options = "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
    with psycopg.connect(url, options=options, autocommit=True, prepare_threshold=1) as connection:
        keys = connection.execute(
            "SELECT tapu_mahallesi, ada, parsel, ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom)) "
            "FROM kbs.parsel p WHERE EXISTS (SELECT FROM kbs.varlik_parsel x WHERE x.parsel_id = p.id) LIMIT 50000"
        ).fetchall()
        asked = dice.choices(keys, k=QUESTIONS)
        nothing = milliseconds(connection, [("SELECT 1", {})] * QUESTIONS)
        by_key = [passport(ParcelKey(t and katla(t), a, p), ilce_kodu=ILCE) for t, a, p, _, _ in asked]
        for name, questions in (
            ("passport by key", by_key),
            ("parcel at a point", [at_point(x, y, ilce_kodu=ILCE) for *_, x, y in asked]),
        ):
            taken = milliseconds(connection, questions)
            median, slow = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            reference = statistics.median(nothing)
            print(f"{name}: p50 {median:.2f} ms, p99 {slow:.2f} ms; SELECT 1: {reference:.2f} ms; "
                  f"ratio {median / reference:.1f}")  # fmt: skip


def milliseconds(connection: psycopg.Connection, questions: list) -> list[float]:
    """How long each question takes, the first fifty left out: they plan."""
    taken = []
    for statement, parameters in questions:
        begun = time.perf_counter()
        connection.execute(statement, parameters).fetchone()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[50:]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
