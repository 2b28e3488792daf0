"""gzip for those who accept it; by isal where it is installed, which takes a tenth of zlib's time."""

import zlib
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbs_envanter.api.caching import GZIP_MARK

try:
    from isal import isal_zlib as _gzip

    _LEVEL = 1
except ImportError:  # no wheel for this machine: the same format, slower
    _gzip = zlib  # type: ignore[assignment]
    _LEVEL = 1

_SMALLEST = 1000
_GZIP_WINDOW = 31
_WORTH_IT = ("text/", "application/json", "application/geo+json", "application/vnd.mapbox-vector-tile")
_WORTH_IT_SUFFIXES = ("+json", "+xml", "javascript", "json-seq")


class Compression:
    """Compresses answers of a kind and size that gain by it, whole or streamed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _accepts_gzip(Headers(scope=scope).get("accept-encoding", "")):
            send = _Compressor(send).send
        await self._app(scope, receive, send)


class _Compressor:
    """Holds the start of an answer back until its first piece shows whether compressing pays."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._stream: Any = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _worth_it(Headers(raw=message["headers"])):
                self._start = message
                return
        elif message["type"] == "http.response.body" and (self._start or self._stream):
            message = await self._compressed(message)
        await self._send(message)

    async def _compressed(self, message: Message) -> Message:
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            if more or len(body) >= _SMALLEST:
                self._stream = _gzip.compressobj(_LEVEL, _gzip.DEFLATED, _GZIP_WINDOW)
                _mark(start, compressed=True)
            else:
                _mark(start, compressed=False)
            if self._stream is not None and not more:
                body = self._stream.compress(body) + self._stream.flush()
                MutableHeaders(raw=start["headers"])["Content-Length"] = str(len(body))
                await self._send(start)
                return {**message, "body": body}
            await self._send(start)
        if self._stream is None:
            return message
        body = self._stream.compress(body) + (b"" if more else self._stream.flush())
        return {**message, "body": body}


def _mark(start: Message, *, compressed: bool) -> None:
    start["headers"] = list(start["headers"])
    headers = MutableHeaders(raw=start["headers"])
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")
    if not compressed:
        return
    headers["Content-Encoding"] = "gzip"
    if "content-length" in headers:
        del headers["Content-Length"]
    tag = headers.get("etag", "")
    if tag.endswith('"') and not tag.startswith("W/"):
        headers["ETag"] = f'{tag[:-1]}{GZIP_MARK}"'


def _worth_it(headers: Headers) -> bool:
    kind = headers.get("content-type", "").split(";")[0].strip()
    return "content-encoding" not in headers and (kind.startswith(_WORTH_IT) or kind.endswith(_WORTH_IT_SUFFIXES))


def _accepts_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
