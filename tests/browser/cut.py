"""A telephone line between a browser and the service that can be cut, and that can lose an answer on its way back."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Line:
    """Forwards bytes in both directions. ``lose`` is how the requests begin whose answers get lost."""

    def __init__(self, site: str) -> None:
        self._there = ("127.0.0.1", int(urlsplit(site).port or 80))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._cut, self.lose, self.lost = False, b"", 0
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nothing passes any more, and what was under way is broken off."""
        self._cut = True
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        self._cut = False

    def close(self) -> None:
        self.cut()
        _end(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self._listener.accept()
                if self._cut:
                    _end(phone)
                else:
                    threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        service = socket.create_connection(self._there)
        self._open |= {phone, service}
        doomed = threading.Event()
        back = threading.Thread(target=self._back, args=(service, phone, doomed), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while piece := phone.recv(65536):
                self.requests.append(piece.split(b"\r\n", 1)[0].decode("latin-1"))
                if self.lose and piece.startswith(self.lose):
                    doomed.set()
                service.sendall(piece)
        self._over(phone, service)

    def _back(self, service: socket.socket, phone: socket.socket, doomed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while piece := service.recv(65536):
                if doomed.is_set():  # the service has done its work, and nobody hears of it
                    self.lost += 1
                    break
                phone.sendall(piece)
        self._over(phone, service)

    def _over(self, *ends: socket.socket) -> None:
        for each in ends:
            self._open.discard(each)
            _end(each)


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """A line to the service at that address."""
    line = Line(site)
    try:
        yield line
    finally:
        line.close()


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
