"""What the fault tests share: a program in a process of its own that may be killed, and a cluster that may be too."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from kbs_envanter.store.cluster import PrivateCluster
from tests.support import until as wait_until

PATIENCE_S = 60  # until a condition has to hold; only a failing test waits that long

_SERVE = """
import socket, sys, uvicorn
from kbs_envanter.patience import PatientProtocol
listener = socket.socket(fileno=int(sys.argv[1]))
config = uvicorn.Config("kbs_envanter.app:app_from_environment", factory=True, access_log=False, log_level="error",
                        http=PatientProtocol)
uvicorn.Server(config).run(sockets=[listener])
"""


class Program:
    """The service in a process of its own. It is killed at the end, if not before."""

    def __init__(self, url: str, home: Path, **settings: str) -> None:
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith(("KBS_", "PG"))}
        self._environment |= {"KBS_DATABASE_URL": url, "KBS_DURUM_DIZINI": str(home), "KBS_VERI_AYNASI": str(home)}
        self._environment |= {f"KBS_{name.upper()}": value for name, value in settings.items()}
        # The address outlives the process, as one behind a supervisor does.
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.start()

    def start(self) -> None:
        """Start it, also again."""
        number = self._listener.fileno()
        command = [sys.executable, "-c", _SERVE, str(number)]
        self.process = subprocess.Popen(command, env=self._environment, pass_fds=[number])
        until(lambda: self.process.poll() is None and answers(f"{self.address}/saglik/canli"))

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        self.kill()
        self._listener.close()


@contextmanager
def program(url: str, home: Path, **settings: str) -> Iterator[Program]:
    """The service for the length of the block."""
    home.mkdir(parents=True, exist_ok=True)
    made = Program(url, home, **settings)
    try:
        yield made
    finally:
        made.close()


def dying(
    work: str, url: str, folder: Path, at: int = 0, victim: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Have ``tests.faults.dying`` do a piece of work; process 0 is that one itself."""
    command = [sys.executable, "-m", "tests.faults.dying", work, url, str(folder), str(at)]
    return subprocess.run([*command, *([] if victim is None else [str(victim)])], capture_output=True, text=True)


def until(holds: Callable[[], Any]) -> Any:
    """Wait for a condition; what it said at last."""
    said = wait_until(holds, PATIENCE_S)
    assert said, "the condition did not come to hold"
    return said


def answers(address: str, **how: Any) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(address, timeout=5, **how).status_code == 200
    return False


def postmaster(cluster: PrivateCluster) -> int:
    """Process number of the cluster's server."""
    return int((cluster._data_dir() / "postmaster.pid").read_text().split()[0])


def children_of(process: int) -> set[int]:
    found = set()
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found |= {int(child) for child in listed.read_text().split()}
    return found


def open_files(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))
