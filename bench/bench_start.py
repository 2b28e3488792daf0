"""How long the second start takes until the API answers, against an empty PostgreSQL's start and stop.

One command: ``python -m bench.bench_start``. The first start is made beforehand and not counted; nothing is fetched.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from kbs_envanter.store.cluster import PrivateCluster


def main() -> None:
    """Start twice, measure the second, and print it beside the reference."""
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    try:
        until_it_answers(home)
        second = until_it_answers(home)
        bare = PrivateCluster(home / "bos")
        with bare.running():
            pass
        begun = time.perf_counter()
        with bare.running():
            pass
        reference = time.perf_counter() - begun
    finally:
        shutil.rmtree(home)
    print(f"second start: {second:.1f} s; bare PostgreSQL: {reference:.1f} s; ratio {second / reference:.1f}")


def until_it_answers(home: Path) -> float:
    """Seconds from the command to the first answer; the service is stopped again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"KBS_DURUM_DIZINI": str(home), "KBS_VERI_AYNASI": str(home / "yok")}
    command = [sys.executable, "-m", "kbs_envanter", "calistir", "--port", str(port)]
    begun = time.perf_counter()
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as running:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/collections/varliklar/items").read()
                break
            except urllib.error.URLError:
                time.sleep(0.02)
        taken = time.perf_counter() - begun
        running.terminate()
    return taken


if __name__ == "__main__":
    main()
