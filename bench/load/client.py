"""One kept connection of HTTP/1.1, as lean as can be: the load must not cost more than the service."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: the operation's name for the report, the method, the path, headers, a body."""

    operation: str
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by their lower-case names, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks one request after another; connects again after a fault."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    async def ask(self, request: Request) -> Answer:
        """The answer.

        Raises:
            OSError, EOFError, TimeoutError, ValueError: there was none.
        """
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._asked(request)
        except BaseException:
            self._close()
            raise

    async def _asked(self, request: Request) -> Answer:
        if self._writer is None or self._reader is None or self._writer.is_closing() or self._reader.at_eof():
            self._close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        head = [f"{request.method} {request.path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip"]
        head += [f"{name}: {value}" for name, value in request.headers]
        if request.body or request.method != "GET":
            head.append(f"Content-Length: {len(request.body)}")
        self._writer.write("\r\n".join([*head, "", ""]).encode() + request.body)
        status, headers = _head(await self._reader.readuntil(b"\r\n\r\n"))
        body = await self._body(self._reader, status, headers)
        if headers.get("connection") == "close":
            self._close()
        return Answer(status, headers, body)

    @staticmethod
    async def _body(reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> bytes:
        if status in (204, 304):
            return b""
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        pieces = []
        while size := int(await reader.readline(), 16):
            pieces.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return b"".join(pieces)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _head(received: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = received.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in rest if line)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, value in pairs}
