"""200 devices that come back on-line at once, each with 50 verdicts: none lost, none doubled.

Run: ``python -m bench.bench_field_sync [devices] [verdicts]``. The reference is one device alone in the same run. Every
tenth answer is thrown away and its verdict sent again, as a cut would have it. The database writes to disk (fsync).
"""

import asyncio
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from bench.api.systems import service
from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.pipeline.sessions import issue_key
from kbs_envanter.settings import Settings
from kbs_envanter.store import accounts
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database, engine

_ILCE = 1823
_CUT_EVERY = 10


def main() -> None:
    """One device alone, then all at once; then the database is counted."""
    devices, verdicts = (int(n) for n in sys.argv[1:3]) if len(sys.argv) > 2 else (200, 50)
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    cluster = PrivateCluster(home / "postgres")
    try:
        with cluster.running():
            create_database(cluster.url("postgres"), "kbs")
            url = cluster.url()
            for _ in prepare(url, Settings(database_url=url, durum_dizini=home, veri_aynasi=str(home / "yok"))):
                pass
            keys = device_keys(url, devices)
            with psycopg.connect(url) as connection:
                codes = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.yayin_varlik ORDER BY kod")]
            with service(url, home, memory_mb=32) as system:
                asyncio.run(_report(f"http://127.0.0.1:{system.port}", keys, codes, verdicts))
            _count(url, devices * verdicts + verdicts)
    finally:
        shutil.rmtree(home)


async def _report(address: str, keys: list[str], codes: list[str], verdicts: int) -> None:
    alone, one = await _devices(address, keys[:1], codes, verdicts)
    together, every = await _devices(address, keys, codes, verdicts)
    number = len(keys) * verdicts
    print(f"one device alone: {verdicts} verdicts in {alone:.2f} s, median {statistics.median(one) * 1000:.1f} ms")
    print(
        f"{len(keys)} devices at once: {number} verdicts in {together:.1f} s ({number / together:.0f}/s), "
        f"median {statistics.median(every) * 1000:.0f} ms, p99 {sorted(every)[int(len(every) * 0.99)] * 1000:.0f} ms"
    )
    print(f"ratio of verdicts a second to one device alone: {number / together / (verdicts / alone):.2f}")


async def _devices(address: str, keys: list[str], codes: list[str], verdicts: int) -> tuple[float, list[float]]:
    begun, took = time.perf_counter(), []
    await asyncio.gather(*(_sync(address, key, codes, verdicts, took) for key in keys))
    return time.perf_counter() - begun, took


async def _sync(address: str, key: str, codes: list[str], verdicts: int, took: list[float]) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120) as phone:
        for number in range(verdicts):
            id, document = uuid4(), {"varlik": secrets.choice(codes), "sonuc": "uyuyor", "aciklama": "yerinde"}
            document["zaman"] = datetime.now(UTC).isoformat()
            for _ in range(2 if number % _CUT_EVERY == 0 else 1):
                await _sent(phone, f"/saha/tespit/{id}", document, took)


async def _sent(phone: httpx.AsyncClient, path: str, document: dict[str, str], took: list[float]) -> None:
    """As the page does: a busy server is asked again after a pause."""
    pause = 0.2
    while True:
        begun = time.perf_counter()
        answer = await phone.put(path, json=document)
        took.append(time.perf_counter() - begun)
        if answer.status_code in (200, 201):
            return
        assert answer.status_code == 503, answer.text
        await asyncio.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
        pause = min(pause * 2, 10)


def device_keys(url: str, devices: int) -> list[str]:
    made = []
    with engine(url).begin() as connection:
        for number in range(devices):
            row = {"ilce": _ILCE, "ad": f"saha-{number}", "rol": "saha", "mudurluk": None}
            account = connection.scalar(accounts.NEW_ACCOUNT, row | {"parola": None, "dis_kimlik": None})
            may = (Permission.SAHA_YAZ,)
            made.append(issue_key(connection, _ILCE, account, "cihaz", may, days=1, by="bench", address="loopback"))
    return made


def _count(url: str, sent: int) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT id) FROM kbs.saha_tespiti").fetchone()
    assert row is not None
    kept = "kept" if row == (sent, sent) else "BROKEN"
    print(f"promise (none lost, none doubled: {sent} sent, {row[0]} kept, {row[1]} different): {kept}")


if __name__ == "__main__":
    main()
