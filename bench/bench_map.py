"""The first view of the map with 200,000 assets: bytes on the wire and time until a person can use it.

One command: ``python -m bench.bench_map [number]``. The reference is the same page over 155 assets of the same kind, in
the same run. Every view is a first one: a new browser profile, nothing cached. The promise: under 350 KB compressed
without base maps, and usable within 1.5 s.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from bench.api.generate import fill
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database

_REFERENCE = 155
_MANY = 200_000
_VIEWS = 7
_PROMISE_KB, _PROMISE_S = 350, 1.5
# The page says when its data are drawn; it can be used when the frame after that has been painted.
_CLOCK = """
window.whenUsable = new Promise((usable) => {
  new MutationObserver((_, observer) => {
    if (document.body?.dataset.state !== "ready") return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => usable(performance.now())));
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
});
"""


class View(NamedTuple):
    """One first view."""

    kb: float
    seconds: float
    requests: int


def main() -> None:
    """Both inventories in turn, and the ratio between them."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else _MANY
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    cluster = PrivateCluster(home, durable=False)
    try:
        with cluster.running(), sync_playwright() as playwright:
            chromium = os.environ.get("KBS_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            reference, measured = (_measured(cluster, browser, home, number) for number in (_REFERENCE, many))
            browser.close()
    finally:
        shutil.rmtree(home)
    kept = measured.kb < _PROMISE_KB and measured.seconds < _PROMISE_S
    print(f"ratio to {_REFERENCE} assets: {measured.seconds / reference.seconds:.2f} in time, ", end="")
    print(f"{measured.kb / reference.kb:.2f} in bytes")
    print(f"promise (under {_PROMISE_KB} KB, within {_PROMISE_S} s): {'kept' if kept else 'BROKEN'}")


def _measured(cluster: PrivateCluster, browser: Browser, home: Path, number: int) -> View:
    """The median of some first views over so many assets; one more before them warms the service."""
    name = f"harita_{number}"
    create_database(cluster.url("postgres"), name)
    migrate.upgrade(cluster.url(name))
    fill(cluster.url(name), assets=number, parcels=number)
    with _service(cluster.url(name), home) as address:
        views = [_view(browser, address) for _ in range(_VIEWS + 1)][1:]
    median = View(*(statistics.median(column) for column in zip(*views, strict=True)))
    slowest = max(view.seconds for view in views)
    print(
        f"{number:>7} assets: {median.kb:.0f} KB in {median.requests:.0f} requests, "
        f"usable after {median.seconds:.2f} s (slowest of {_VIEWS}: {slowest:.2f} s)"
    )
    return median


def _view(browser: Browser, address: str) -> View:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR")
    page = context.new_page()
    received: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.add_init_script(_CLOCK)
    page.goto(f"{address}/harita")
    page.locator("body[data-state=ready]").wait_for()
    seconds = page.evaluate("() => window.whenUsable") / 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return View(sum(received) / 1024, seconds, len(received))


@contextmanager
def _service(database_url: str, home: Path) -> Iterator[str]:
    """The service as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"KBS_DATABASE_URL": database_url, "KBS_DURUM_DIZINI": str(home), "KBS_VERI_AYNASI": str(home / "yok")}
    command = [sys.executable, "-m", "uvicorn", "--factory", "kbs_envanter.app:app_from_environment"]
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    with subprocess.Popen([*command, *options], env=os.environ | settings) as running:
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/harita").read()
                    break
                except urllib.error.URLError:
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


if __name__ == "__main__":
    main()
