"""How long one client may keep a connection waiting: uvicorn waits for ever for headers, bodies and slow readers.

A connection that does not move on is cut: it holds a socket, and while it downloads a database connection, that others
need. The application sees a client that has left.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_S = 20.0  # for all headers of a request, from the first byte or the connection on
BODY_S = 30.0  # between two pieces of a body; and, see SLOWEST, for all of it
READING_S = 60.0  # for a reader to make room for what is waiting to be sent
SLOWEST = 4096  # bytes a second that a body must come with on the whole, after its first BODY_S seconds


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits to waiting; give it to uvicorn as ``http``."""

    headers_s, body_s, reading_s = HEADERS_S, BODY_S, READING_S

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._coming: asyncio.TimerHandle | None = None  # headers or a body
        self._going: asyncio.TimerHandle | None = None
        self._body_since, self._body_bytes = 0.0, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await(self.headers_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        self.resume_writing()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await(self.headers_s)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._body_since, self._body_bytes = self.loop.time(), 0
        self._await(self.body_s)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._body_bytes += len(body)
        late = self.loop.time() - self._body_since > self.body_s + self._body_bytes / SLOWEST
        self._await(0 if late else self.body_s)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._arrived()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._going = self._going or self.loop.call_later(self.reading_s, self._cut)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._going is not None:
            self._going.cancel()
            self._going = None

    def _await(self, seconds: float) -> None:
        self._arrived()
        self._coming = self.loop.call_later(seconds, self._late)

    def _arrived(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None

    def _late(self) -> None:
        # A handler that does not read on makes us stop the client: then it is not the client that is slow.
        if self.flow is not None and self.flow.read_paused:
            self._await(self.body_s)
        else:
            self._cut()

    def _cut(self) -> None:
        self.transport.abort()
