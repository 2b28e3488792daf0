"""Capacity, then an endurance run at 70 % of it: ``python -m bench.load [--minutes 30]``.

Mixed traffic of people, machines and phones against the service as ``calistir`` runs it, over a cluster that writes to
the disk. It ends by itself, also when the service dies; exit code 1 when the promise was not kept.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from bench.api.systems import whole_service
from bench.bench_field_sync import device_keys
from bench.load.client import Client
from bench.load.report import Recorder, tell
from bench.load.traffic import Traffic
from bench.load.watching import Watch
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.pipeline.sessions import issue_key
from kbs_envanter.settings import Settings
from kbs_envanter.store import accounts
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database, engine

_ILCE = 1823
_CONNECTIONS = 24
_CAPACITY_S, _WARM_UP_S = 30, 10
_SHARE = 0.7
_PARCELS = "SELECT concat_ws('/', ada, parsel) FROM kbs.acik_parsel WHERE parsel IS NOT NULL ORDER BY kod"


def main() -> None:
    """Set everything up in a temporary folder, run, report, and take all of it down again."""
    asked = argparse.ArgumentParser(prog="bench.load", description="Capacity, then endurance at 70 % of it.")
    asked.add_argument("--minutes", type=float, default=30.0, help="length of the endurance run")
    asked.add_argument("--rate", type=float, help="requests a second, instead of 70 %% of the measured capacity")
    asked.add_argument("--json", type=Path, help="write the figures there too")
    options = asked.parse_args()
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    cluster = PrivateCluster(home / "postgres")
    try:
        with cluster.running():
            create_database(cluster.url("postgres"), "kbs")
            url = cluster.url()
            for _ in prepare(url, Settings(database_url=url, durum_dizini=home, veri_aynasi=str(home / "yok"))):
                pass
            traffic = traffic_of(url)
            with whole_service(url, home, memory_mb=32) as system:
                watch = Watch(system.process, url)
                kept = asyncio.run(_run(system.port, traffic, watch, options))
            broken = faults(url, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for fault in broken:
        print(f"✗ {fault}")
    sys.exit(0 if kept and not broken else 1)


async def _run(port: int, traffic: Traffic, watch: Watch, options: argparse.Namespace) -> bool:
    await _closed(port, traffic, Recorder(), _WARM_UP_S)
    recorder = Recorder()
    capacity = await _closed(port, traffic, recorder, _CAPACITY_S)
    rate = options.rate or capacity * _SHARE
    print(f"capacity: {capacity:.0f} requests/s over {_CONNECTIONS} connections; endurance at {rate:.0f}/s "
          f"for {options.minutes:g} min")  # fmt: skip
    endured = Recorder()
    watching = asyncio.create_task(watch.look_often())
    began = time.monotonic()
    await _open(port, traffic, endured, rate, options.minutes * 60, watch)
    took = time.monotonic() - began
    watching.cancel()
    figures, kept = tell(endured, watch, took, rate)
    if options.json:
        options.json.write_text(json.dumps({"capacity": capacity, "rate": rate, **figures}, indent=1))
    return kept


async def _closed(port: int, traffic: Traffic, recorder: Recorder, seconds: float) -> float:
    """As fast as answers come; answers a second."""
    until, before = time.monotonic() + seconds, recorder.answered

    async def one() -> None:
        async with Client(port) as client:
            while time.monotonic() < until:
                await recorder.measure(client, traffic, traffic.next(), time.monotonic())

    await asyncio.gather(*(one() for _ in range(_CONNECTIONS)))
    return (recorder.answered - before) / seconds


async def _open(port: int, traffic: Traffic, recorder: Recorder, rate: float, seconds: float, watch: Watch) -> None:
    """At a fixed rate, whatever the answers do: a request's time counts from when it was due, not from when a
    connection was free for it, so that a pause of the server is seen by all who came meanwhile."""
    due: asyncio.Queue[float | None] = asyncio.Queue()
    begun = time.monotonic()

    async def clock() -> None:
        number = 0
        while (moment := begun + number / rate) < begun + seconds and not watch.dead:
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            while (moment := begun + number / rate) <= time.monotonic():
                due.put_nowait(moment)
                number += 1
        for _ in range(_CONNECTIONS):
            due.put_nowait(None)

    async def one() -> None:
        async with Client(port) as client:
            while (moment := await due.get()) is not None:
                await recorder.measure(client, traffic, traffic.next(), moment)

    # Whatever hangs, the run ends: requests have time limits of their own, this is the last of them.
    async with asyncio.timeout(seconds + 120):
        await asyncio.gather(clock(), *(one() for _ in range(_CONNECTIONS)))


def traffic_of(url: str) -> Traffic:
    """The traffic of an inventory: its assets, parcels and neighbourhoods, twenty phones and an editor of its own."""
    with psycopg.connect(url) as connection:
        codes = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.yayin_varlik ORDER BY kod")]
        parcels = [ref for (ref,) in connection.execute(_PARCELS)]
        places = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.mahalle ORDER BY kod")]
    return Traffic(codes, parcels, places, device_keys(url, 20), _editor_key(url))


def _editor_key(url: str) -> str:
    with engine(url).begin() as connection:
        row = {"ilce": _ILCE, "ad": "planlamaci", "rol": "planlama", "mudurluk": None}
        account = connection.scalar(accounts.NEW_ACCOUNT, row | {"parola": None, "dis_kimlik": None})
        may = (Permission.DUZENLE, Permission.GOREVLI_OKU)
        return issue_key(connection, _ILCE, account, "sistem", may, days=1, by="bench", address="loopback")


if __name__ == "__main__":
    main()
