"""A receiver of notices on loopback, as good or as bad as a test wants it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What arrived, in its order; ``answers`` are the statuses of the next requests, then ``usual``.

    ``hold`` is waited for before each answer; ``redirect`` is where 3xx answers lead.
    """

    address: str = ""
    usual: int = 200
    answers: list[int] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    redirect: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hold.set()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def subjects(self) -> list[str | None]:
        return [body["data"].get("kod") for body in self.bodies]


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """A receiver, for as long as the block runs."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = made.answers.pop(0) if made.answers else made.usual
            made.hold.wait(20)
            if status == 0:  # received, but the sender never learns it
                self.close_connection = True
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", made.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # a sender that hung up

    with Server(("127.0.0.1", port), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}/al?yol=1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            made.hold.set()
            server.shutdown()
            thread.join()
