"""As deployment runs it: an ordinary user, a read-only root file system, one folder to write to."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support import free_port, open_directory, until

NOBODY = 65534
SOURCES = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def sandbox():
    """The words to run a program with in the sandbox, and the one folder it may write to."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    with open_directory() as folder:
        words = [
            "bwrap",
            "--die-with-parent",
            "--ro-bind",
            "/",
            "/",
            "--dev",
            "/dev",
            "--proc",
            "/proc",
            "--tmpfs",
            "/tmp",
        ]
        words += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            words += ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        if subprocess.run([*words, sys.executable, "-c", "import sqlalchemy"], capture_output=True).returncode:
            pytest.skip("no sandbox here, or an ordinary user cannot read the checkout")
        yield words, folder


def test_the_program_runs_as_an_ordinary_user_with_a_read_only_root(sandbox):
    words, folder = sandbox
    port = free_port()
    settings = {
        "KBS_DURUM_DIZINI": str(folder / "durum"),
        "KBS_YEDEK_DIZINI": str(folder / "yedekler"),
        "KBS_VERI_AYNASI": str(folder / "yok"),
        "PYTHONPATH": str(SOURCES),
        "HOME": "/nonexistent",
    }
    program = [*words, sys.executable, "-m", "kbs_envanter"]
    environment = os.environ | settings
    written = subprocess.run([*words, "touch", "/opt/x"], capture_output=True, text=True)
    assert "Read-only" in written.stderr
    served = subprocess.Popen(
        [*program, "calistir", "--port", str(port)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        ready = until(lambda: served.poll() is not None or answers(port), 120)
        assert ready and served.poll() is None, served.stdout.read().decode()
        assert httpx.get(f"http://127.0.0.1:{port}/harita").status_code == 200
        owners = {path.stat().st_uid for path in folder.rglob("*")}
        assert owners == {NOBODY if os.geteuid() == 0 else os.geteuid()}
    finally:
        stop(served)
    # Alone there now, it has the private database to itself.
    made = subprocess.run([*program, "yedekle"], env=environment, capture_output=True, text=True)
    assert made.returncode == 0 and len(list((folder / "yedekler").glob("yedek-*/kunye.json"))) == 1, made.stderr


def stop(served: subprocess.Popen) -> None:
    """End the program itself; bubblewrap, which waits for it, does not pass signals on."""
    children = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGTERM)
    served.communicate(timeout=60)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/saglik/hazir").status_code == 200
    except httpx.TransportError:
        return False
