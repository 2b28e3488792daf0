"""The load generator: wrk, asking many paths in turn over 16 connections."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.api.systems import System

CONNECTIONS = "16"
_SCRIPT = Path(__file__).with_name("yuk.lua")


def find_wrk() -> None:
    """Make sure that wrk is there; install it where that needs nobody's leave."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("… wrk kuruluyor / installing wrk", file=sys.stderr)
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wrk"], capture_output=True)
    if shutil.which("wrk") is None:
        raise SystemExit("✗ wrk gerekli: 'apt-get install wrk' ile kurun. / wrk is needed: apt-get install wrk")


def requests_per_second(
    system: System, paths: list[str], headers: dict[str, str] | None, seconds: float, home: Path
) -> float:
    """Answers a second under load.

    Raises:
        SystemExit: when an answer was an error; a number with errors in it would mean nothing.
    """
    listed = home / "yollar.txt"
    listed.write_text("\n".join(paths))
    command = ["wrk", "--threads", "2", "--connections", CONNECTIONS, "--duration", f"{seconds:g}s", "--timeout", "60s"]
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    command += ["--script", str(_SCRIPT), f"http://127.0.0.1:{system.port}", "--", str(listed)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = next(line for line in said.splitlines() if line.startswith("SONUC"))
    answered, microseconds, failed = map(int, result.split()[1:])
    if failed:
        raise SystemExit(f"✗ {system.name}: {failed} hata / errors of {answered}, {paths[0]}")
    return answered / (microseconds / 1_000_000)
