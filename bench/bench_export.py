"""How long a million features take in each format, when the first byte comes, and how much memory is used.

One command: ``python bench/bench_export.py [number]``. A process of its own for each format; the peak memory of the
service's side and of its writing child are told apart. The promise: each under 250 MB.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.export import export
from kbs_envanter.pipeline.formats.source import Source
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database, read_pool

_PROMISE_MB = 250


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    title: str


COLUMNS = {
    "kod": ("string", "'BIN-' || n"),
    "tur": ("string", "(ARRAY['bina', 'park', 'pazar', 'spor_tesisi'])[mod(n, 4) + 1]"),
    "ad": ("string", "'Küçükçekmece İşğü Merkezi ' || n"),
    "mahalle": ("string", "'Söğütlüçeşme'"),
    "adres": ("string", "'Atatürk Caddesi No: ' || mod(n, 300)"),
    "ada_parsel": ("string", "mod(n, 900) || '/' || mod(n, 70)"),
    "parseller": ("array", """json_build_array(json_build_object('ada', mod(n, 900), 'parsel', mod(n, 70)))"""),
    "alan_m2": ("number", "n * 0.37"),
    "mulkiyet": ("string", "'Bina Belediye Arsa Hazine'"),
    "kesinlik": ("string", "'parsel'"),
    "belirsizlik_m": ("number", "25"),
    "rapor_yili": ("integer", "2024"),
    "kaynak": ("string", "'Faaliyet Raporu 2024, satır ' || n"),
    "surum": ("integer", "1"),
    "guncelleme": ("date-time", "timestamptz '2024-12-31 12:00:00+03'"),
}


def source(number: int) -> Source:
    """Features with fifteen properties and a point, made by the database as they are read."""
    cells = ", ".join(f"{sql} AS {name}" for name, (_, sql) in COLUMNS.items())
    point = "ST_SetSRID(ST_MakePoint(28.7 + mod(n, 1000) * 1e-4, 40.97 + mod(n / 1000, 1000) * 1e-4), 4326) AS geom"
    return Source(
        name="varliklar",
        title="Varlıklar",
        statement=f"SELECT {cells}, {point} FROM (SELECT generate_series(1, %(number)s::int) AS n) g",
        parameters={"number": number},
        columns=[Column(name, type_, name) for name, (type_, _) in COLUMNS.items()],
        geometry_type="Point",
    )


async def measure(url: str, key: str, number: int) -> dict[str, float]:
    """Export once in this process."""
    begun, first, size = time.perf_counter(), 0.0, 0
    pool = read_pool(url, size=1, timeout_ms=10_000)
    async with pool, aclosing(export(pool, source(number), key)) as pieces:
        async for piece in pieces:
            first = first or time.perf_counter() - begun
            size += len(piece)
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"s": time.perf_counter() - begun, "first": first, "mb": size / 1e6, "own": own, "child": child}


def main() -> None:
    """Every format in turn."""
    if len(sys.argv) == 4:
        print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{number} features\n\n| format | s | first byte, s | MB | peak MB of the worker | of its child |")
    print("| --- | --: | --: | --: | --: | --: |")
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="kbs-bench-") as home:
        Path(home).chmod(0o755)
        cluster = PrivateCluster(Path(home) / "postgres")
        with cluster.running():
            create_database(cluster.url("postgres"), "aktarim")
            subprocess.run(["psql", "-qd", cluster.url("aktarim"), "-c", "CREATE EXTENSION postgis"], check=True)
            for key in FORMATS:
                command = [sys.executable, __file__, cluster.url("aktarim"), key, str(number)]
                got = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
                worst = max(worst, got["own"], got["child"])
                print(
                    "| {} | {s:.1f} | {first:.2f} | {mb:.0f} | {own:.0f} | {child:.0f} |".format(key, **got), flush=True
                )
    if number >= 1_000_000 and worst > _PROMISE_MB:
        raise SystemExit(f"✗ {worst:.0f} MB, more than {_PROMISE_MB}")


if __name__ == "__main__":
    main()
