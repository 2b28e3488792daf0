"""Public reads with no, one and two streaming replicas: answers a second, and how much of the work the primary keeps.

    python -m bench.scale.replicas [assets]

Each service reads from a replica of its own (KBS_OKUMA_URL). All servers share this machine's cores, so the sum of
answers says nothing of two machines; what the primary is relieved of does.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.api import load
from bench.api.systems import System, service
from bench.generate_country import FIRST_CODE
from bench.scale.__main__ import fill, throwaway
from bench.scale.reading import questions
from kbs_envanter.store.cluster import PrivateCluster, find_binaries

SECONDS = 8.0
_TICK = os.sysconf("SC_CLK_TCK")


def main(assets: int = 10_000) -> None:
    """Fill a database, copy it twice, and load the services that read from each."""
    load.find_wrk()
    with throwaway() as (home, url):
        fill(url, assets)
        asked = questions(url)
        paths = [path for name in ("bir varlık", "karo, noktalar", "karne") for path in asked[name]]
        with ExitStack() as stack:
            replicas = [stack.enter_context(_replica(home, url, number)) for number in (1, 2)]
            for used in (replicas[:0], replicas[:1], replicas):
                print(_measured(url, used, paths, home), flush=True)


def _measured(url: str, used: list[PrivateCluster], paths: list[str], home: Path) -> str:
    with ExitStack() as stack:
        services = []
        for number, where in enumerate([copy.url() for copy in used] or [None]):
            more = {"KBS_ILCE_KODU": str(FIRST_CODE)} | ({"KBS_OKUMA_URL": where} if where else {})
            services.append(stack.enter_context(service(url, home, f"biz{number}", more=more)))
        time.sleep(3)  # a replica is looked at once a second before it is asked
        clusters = [PrivateCluster(home / "postgres"), *used]
        before = [_processor_seconds(cluster) for cluster in clusters]
        with ThreadPoolExecutor(len(services)) as pool:
            rates = list(pool.map(lambda one: _rate(one, paths, home), services))
        spent = [_processor_seconds(cluster) - was for cluster, was in zip(clusters, before, strict=True)]
    answers = sum(rates) * SECONDS
    per = [f"{1000 * seconds / answers:.2f}" for seconds in spent]
    return (
        f"{len(used)} kopya / replicas: {sum(rates):,.0f} cevap/s / answers; işlemci ms/cevap / CPU ms an answer: "
        f"ana sunucu / primary {per[0]}, kopyalar / replicas {' '.join(per[1:]) or '-'}"
    )


def _rate(system: System, paths: list[str], home: Path) -> float:
    own = home / system.name
    own.mkdir(exist_ok=True)
    return load.requests_per_second(system, paths, None, SECONDS, own)


def _processor_seconds(cluster: PrivateCluster) -> float:
    """What a server and all its processes have used, those that ended too."""
    first = int((cluster.directory / "veri" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    ticks = sum(sum(map(int, _stat(pid)[11:13])) for pid in (first, *children)) + sum(map(int, _stat(first)[13:15]))
    return ticks / _TICK


def _stat(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@contextmanager
def _replica(home: Path, url: str, number: int) -> Iterator[PrivateCluster]:
    data = home / f"kopya{number}" / "veri"
    data.parent.mkdir()
    make = [str(find_binaries() / "pg_basebackup"), "-D", str(data), "-R", "-X", "stream", "-c", "fast", "-d", url]
    subprocess.run(make, check=True, capture_output=True)
    subprocess.run(["chown", "-R", "--reference", str(home / "postgres" / "veri"), str(data.parent)], check=True)
    copy = PrivateCluster(data.parent, durable=False)
    with copy.running():
        yield copy


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
