"""What more than one test file calls."""

import asyncio
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from kbs_envanter.app import create_app
from kbs_envanter.settings import Settings

# Real material beside a checkout, on some machines; a test that uses it has one beside it that does not.
SHARED = Path(__file__).resolve().parents[2] / "shared"


def offline_settings(url: str, directory: Path) -> Settings:
    # A mirror that is not there stands for a machine without network: nothing is fetched from anywhere.
    return Settings(database_url=url, durum_dizini=directory, veri_aynasi=str(directory / "yok"))


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end. In a thread of its own: where a browser was driven, a loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that the server's operating system user can enter, which pytest's own is not when run as root."""
    directory = Path(tempfile.mkdtemp(prefix="kbs-deneme-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Run the service in a thread on a free port; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        config = uvicorn.Config(create_app(settings), log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 20
            while not server.started and thread.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.started, "the service did not start"
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
