"""What more than one test file calls."""

import asyncio
import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from kbs_envanter.app import create_app
from kbs_envanter.patience import PatientProtocol
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.sessions import Caller, csrf_of, open_session
from kbs_envanter.settings import Settings
from kbs_envanter.store import accounts
from kbs_envanter.store.database import engine

# The municipality of the committed data.
FIRST = profile(Settings().veri_dizini)

_MEMORY, _ROOM = Path("/dev/shm"), 6 << 30
_served: dict[str, Settings] = {}  # of services that ``serving`` has started, by address

# Real material beside a checkout, on some machines; a test that uses it has one beside it that does not.
SHARED = Path(__file__).resolve().parents[2] / "shared"


def offline_settings(url: str, directory: Path) -> Settings:
    # A mirror that is not there stands for a machine without network: nothing is fetched from anywhere.
    return Settings(database_url=url, durum_dizini=directory, veri_aynasi=str(directory / "yok"))


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end. In a thread of its own: where a browser was driven, a loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def until(holds: Callable[[], Any], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held


def listens(port: int) -> bool:
    """Whether something listens on a port of this machine."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that the server's operating system user can enter, which pytest's own is not when run as root.

    In memory where there is room: the many files of a database are copied six times as fast there.
    """
    room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    directory = Path(tempfile.mkdtemp(prefix="kbs-deneme-", dir=_MEMORY if room else None))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


class _Prompt(uvicorn.Server):
    """It looks every hundredth of a second whether it is to stop, not every tenth."""

    async def main_loop(self) -> None:
        turn = 0
        while not await self.on_tick(turn):
            turn += 1
            await asyncio.sleep(0.01)


@contextmanager
def serving(settings: Settings, app: FastAPI | None = None) -> Iterator[str]:
    """Run the service (or one made beforehand) in a thread on a free port; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        config = uvicorn.Config(
            app or create_app(settings), log_level="warning", access_log=False, http=PatientProtocol
        )
        server = _Prompt(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 20
            while not server.started and thread.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            assert server.started, "the service did not start"
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            _served[address] = settings
            yield address
        finally:
            server.should_exit = True
            thread.join()


def new_session(address: str, role: str, *, directorate: str | None = None, district: int | None = None) -> str:
    """Token of a session of a new account on a service that ``serving`` started. No password is hashed."""
    settings, name = _served[address], f"{role.replace('_', '-')}-{secrets.token_hex(4)}"
    writer = engine(settings.database_url)
    with writer.begin() as connection:
        ilce = district or settings.ilce_kodu
        row = {"ilce": ilce, "ad": name, "rol": role, "mudurluk": directorate}
        account = connection.scalar(accounts.NEW_ACCOUNT, row | {"parola": None, "dis_kimlik": None})
        return open_session(connection, ilce, account, Caller("127.0.0.1", "test"))


def sign_in(address: str, role: str, *, directorate: str | None = None) -> httpx.Client:
    """A client that is signed in with that role. It sends the form token with every request, as a header."""
    token = new_session(address, role, directorate=directorate)
    return httpx.Client(base_url=address, cookies={"kbs_oturum": token}, headers={"X-CSRF-Token": csrf_of(token)})


def sign_in_browser(context: Any, address: str, role: str, *, directorate: str | None = None) -> None:
    """Sign a browser's context in with that role."""
    token = new_session(address, role, directorate=directorate)
    context.add_cookies([{"name": "kbs_oturum", "value": token, "url": address, "httpOnly": True, "sameSite": "Lax"}])
