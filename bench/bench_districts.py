"""What many districts in one installation cost each of them: hot statements and an edit, side by side.

One command: ``python -m bench.bench_districts [assets] [parcels] [others ...]``. The same made-up rows are asked where
they are alone and where 38 or more other districts are there too, in turn, in one run.
"""

import math
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench.api.generate import EAST, ILCE, NORTH, SOUTH, WEST, fill
from kbs_envanter.domain.text import katla
from kbs_envanter.store import migrate, tiles
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database, of_one_district, read_options
from kbs_envanter.store.features import ASSETS, PARCELS, Box, Question, Statement, item, page
from kbs_envanter.store.passport import ParcelKey, at_point, passport

ALONE = "alone"
ROUNDS, EDITS = 400, 100
_EDIT = "UPDATE kbs.varlik SET ad = ad || '.' WHERE ilce_kodu = %(ilce)s AND kod = %(kod)s"


def main(assets: int = 20_000, parcels: int = 100_000, *districts: int) -> None:
    """Fill throw-away databases, ask each in turn, and print medians and their ratio to the district alone."""
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    try:
        cluster = PrivateCluster(home, durable=False)
        with cluster.running(), ExitStack() as stack:
            connections, urls = {}, {}
            for name, others in {ALONE: 0, **{f"+{n}": n for n in districts or (38,)}}.items():
                database = f"bench_{len(connections)}"
                create_database(cluster.url("postgres"), database)
                urls[name] = cluster.url(database)
                migrate.upgrade(urls[name])
                fill(urls[name], assets=assets, parcels=parcels)
                add_districts(urls[name], others)
                options = read_options("kbs_kamu", timeout_ms=10_000)
                connections[name] = stack.enter_context(
                    psycopg.connect(urls[name], options=options, autocommit=True, prepare_threshold=1)
                )
            compare(connections)
            compare_edits(urls)
    finally:
        shutil.rmtree(home)


def add_districts(url: str, number: int) -> None:
    """Add empty districts; each gets its parts. In portions: parts being made are locks being held."""
    with psycopg.connect(url, autocommit=True) as connection:
        for start in range(0, number, 20):
            connection.execute(
                "INSERT INTO kbs.ilce (ilce_kodu, ad) "
                "SELECT 9000 + n, 'İlçe ' || n FROM generate_series(%s::int, %s::int) n",
                [start + 1, min(start + 20, number)],
            )
        connection.execute("ANALYZE")


def compare(connections: dict[str, psycopg.Connection]) -> None:
    """Ask every statement everywhere, one after the other, so that what else the machine does falls on all alike."""
    keys = (
        connections[ALONE]
        .execute("SELECT tapu_mahallesi, ada, parsel FROM kbs.gorunur_parsel WHERE id % 37 = 0 LIMIT 2000")
        .fetchall()
    )
    print(f"{'':18}" + "".join(f"{name:>22}" for name in connections))
    for name, questions in workloads(keys):
        taken: dict[str, list[float]] = {place: [] for place in connections}
        for number, question in enumerate(questions):
            for place, connection in connections.items():
                start = time.perf_counter()
                connection.execute(of_one_district(*question), question[1], binary=True).fetchall()
                if number >= 10:
                    taken[place].append((time.perf_counter() - start) * 1e3)
        show(name, taken)


def compare_edits(urls: dict[str, str]) -> None:
    """An asset's name changes, with history, publishing and version, on connections that are kept as the service's."""
    taken: dict[str, list[float]] = {place: [] for place in urls}
    with ExitStack() as stack:
        connections = {
            place: stack.enter_context(psycopg.connect(url, prepare_threshold=None)) for place, url in urls.items()
        }
        for number in range(EDITS):
            for place, connection in connections.items():
                start = time.perf_counter()
                connection.execute(_EDIT, {"ilce": ILCE, "kod": f"PRK-{number + 1:04}"})
                connection.commit()
                if number >= 10:
                    taken[place].append((time.perf_counter() - start) * 1e3)
    show("edit", taken)


def show(name: str, taken: dict[str, list[float]]) -> None:
    """Medians of one question everywhere, and their ratio to the district alone."""
    medians = {place: statistics.median(times) for place, times in taken.items()}
    cells = (f"{ms:>11.3f} ms ({ms / medians[ALONE]:4.2f}x)" for ms in medians.values())
    print(f"{name:18}" + "".join(f"{cell:>22}" for cell in cells), flush=True)


def workloads(keys: list[tuple[str | None, str, str]]) -> Iterator[tuple[str, list[Statement]]]:
    """Names of hot reads, and as many questions of each as are asked."""
    dice = random.Random(ILCE)

    def point() -> tuple[float, float]:
        return dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH)

    def tile(zoom: int, layer: tiles.Layer) -> Statement:
        x, y = point()
        row = (1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2
        place = tiles.Tile(zoom, int((x + 180) / 360 * 2**zoom), int(row * 2**zoom))
        return tiles.tile(layer, "t", place, ilce_kodu=ILCE, equal={})

    def box() -> Box:
        x, y = point()
        return Box(x, y, x + 0.01, y + 0.01)

    turns = range(ROUNDS)
    yield "page", [page(ASSETS, Question(ILCE, limit=50, after=(f"PRK-{n:04}",))) for n in turns]
    yield "page in a box", [page(ASSETS, Question(ILCE, limit=50, box=box())) for _ in turns]
    yield (
        "search",
        [page(ASSETS, Question(ILCE, limit=20, words=((w, "parki"),))) for w in ["cinar", "lale"] * (ROUNDS // 2)],
    )
    yield "item", [item(ASSETS, kod=f"PRK-{n + 1:04}", asked=Question(ILCE)) for n in turns]
    yield "parcels", [page(PARCELS, Question(ILCE, limit=50, box=box())) for _ in turns]
    yield (
        "passport",
        [passport(ParcelKey(t and katla(t), a, p), ilce_kodu=ILCE) for t, a, p in dice.choices(keys, k=ROUNDS)],
    )
    yield "at a point", [at_point(*point(), ilce_kodu=ILCE) for _ in turns]
    for zoom in (12, 15):
        yield f"assets, z{zoom}", [tile(zoom, tiles.ASSETS) for _ in turns]
    yield "parcels, z16", [tile(16, tiles.PARCELS) for _ in turns]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
