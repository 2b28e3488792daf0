"""Clients that are slow, broken or gone: the others are served, and nothing of theirs stays behind."""

import os
import socket
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kbs_envanter.app import create_app
from kbs_envanter.patience import PatientProtocol
from tests.faults.support import children_of, open_files, until
from tests.support import offline_settings, serving


class Hasty(PatientProtocol):
    """The same, for tests that cannot wait."""

    headers_s, body_s, reading_s = 0.4, 0.4, 0.6


@pytest.fixture
def hasty(inventory, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.support.PatientProtocol", Hasty)
    with serving(offline_settings(inventory, tmp_path)) as address:
        yield address


def connected(address: str) -> socket.socket:
    where = urlsplit(address)
    return socket.create_connection((where.hostname, where.port), timeout=30)


def is_cut(client: socket.socket) -> bool:
    """Whether the server ends the connection: waits for that."""
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def serves(address: str) -> bool:
    return httpx.get(f"{address}/collections/varliklar/items?limit=1", timeout=10).status_code == 200


def test_headers_that_never_end_are_cut_and_others_are_served(hasty):
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(connected(hasty))) for _ in range(60)]
        for number, client in enumerate(slow):
            client.sendall(b"" if number % 2 else b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert serves(hasty)
        assert all(is_cut(client) for client in slow)
    assert serves(hasty)


def test_a_second_request_on_a_kept_connection_has_to_come_whole_too(hasty):
    with closing(connected(hasty)) as client:
        client.sendall(b"GET /saglik/canli HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /saglik/canli HTTP/1.1\r\nHost")
        assert is_cut(client)


@pytest.mark.parametrize("path", ["/saha/durum", "/collections/varliklar/items", "/giris"])
def test_half_a_body_is_cut_and_is_no_failure_of_ours(hasty, path, caplog):
    with closing(connected(hasty)) as client:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
        client.sendall(head.encode() + b'{"half": ')
        assert is_cut(client)
    assert serves(hasty)
    assert "Exception in ASGI" not in caplog.text


def test_a_body_that_drips_is_cut_however_often_a_drop_comes(hasty):
    with closing(connected(hasty)) as client:
        client.sendall(b"POST /saha/durum HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        stop, gone = threading.Event(), threading.Event()

        def drip():
            while not stop.wait(0.05):
                try:
                    client.sendall(b"x")
                except OSError:
                    gone.set()
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            assert is_cut(client)
            assert gone.wait(30)
        finally:
            stop.set()
            dripping.join()


def test_who_does_not_read_gives_the_database_connection_back(inventory, tmp_path, monkeypatch):
    """Exports hold a connection each; two readers that stand still must not keep the exports from everybody."""
    monkeypatch.setattr("tests.support.PatientProtocol", Hasty)
    app = create_app(offline_settings(inventory, tmp_path).model_copy(update={"havuz": 2}))
    csv = "/collections/varliklar/items?f=csv"
    with serving(app.state.settings, app) as address, ExitStack() as stack:
        for _ in range(2):
            client = stack.enter_context(closing(connected(address)))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            # Asked for many times on one connection: more waits than the kernel takes.
            request = f"GET {csv} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n"
            client.sendall(request.encode() * 600)
        until(lambda: stands_still(app))
        until(lambda: not app.state.export_slots._free.locked())
        whole = httpx.get(f"{address}{csv}", timeout=30)
        assert whole.status_code == 200 and whole.text.count("\n") > 100


def stands_still(app) -> bool:
    """Whether every export slot is taken for a while without an answer being finished."""
    slots = app.state.export_slots._free
    for _ in range(10):
        if not slots.locked():
            return False
        time.sleep(0.02)
    return True


def test_what_is_not_http_gets_an_end(hasty):
    for noise in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\x00" * 500,
        b"GET / HTTP/9.9\r\n\r\n",
    ):
        with closing(connected(hasty)) as client:
            client.sendall(noise)
            assert is_cut(client)
    assert serves(hasty)


def test_aborted_downloads_leave_no_process_file_or_folder(inventory, tmp_path):
    made = set(Path(tempfile.gettempdir()).glob("kbs-gecici-*"))
    with serving(offline_settings(inventory, tmp_path)) as address:
        assert serves(address)
        before = open_files(os.getpid()), children_of(os.getpid())
        for kind in ("gpkg", "fgb", "xlsx", "csv", "shp") * 3:
            with closing(connected(address)) as client:
                client.sendall(f"GET /collections/varliklar/items?f={kind} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: children_of(os.getpid()) <= before[1])
        until(lambda: set(Path(tempfile.gettempdir()).glob(f"kbs-gecici-{os.getpid()}-*")) <= made)
        until(lambda: open_files(os.getpid()) <= before[0] + 2)
        assert httpx.get(f"{address}/collections/varliklar/items?f=gpkg", timeout=60).status_code == 200
