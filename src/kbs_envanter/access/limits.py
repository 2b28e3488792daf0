"""How often one client may ask: a bucket for each address and for each key, in the memory of one server process.

A bucket holds a minute's worth and fills again evenly, so that a page that asks for much at once is not disturbed.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbs_envanter.access.identity import presented_key
from kbs_envanter.access.refusals import refusal
from kbs_envanter.access.tries import network

_MINUTE_S = 60.0
_REMEMBERED = 10_000  # clients; the longest unseen are forgotten first
_WATCHING = "/saglik/"  # whoever watches the service is never turned away


class Limits:
    """Answers 429 with ``Retry-After`` to whoever asks too often. A limit of 0 is none.

    A key counts for itself once it was accepted; until then, and without one, its client's address counts: made-up keys
    are no way round.
    """

    def __init__(
        self, app: ASGIApp, *, per_address: int, per_key: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._addresses, self._keys = _Buckets(per_address, clock), _Buckets(per_key, clock)
        self._accepted: OrderedDict[bytes, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_WATCHING):
            await self._app(scope, receive, send)
            return
        key = presented_key(Headers(scope=scope))
        digest = hashlib.sha256(key.encode()).digest() if key else None
        wait = self._wait(scope, digest)
        if wait:
            answer = refusal(429, f"Çok sık soruyorsunuz; {wait} saniye sonra yeniden deneyin.",
                             f"Too many requests; try again in {wait} seconds.")  # fmt: skip
            answer.headers["Retry-After"] = str(wait)
            await answer(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if digest is not None and message["type"] == "http.response.start" and message["status"] != 401:
                _remember(self._accepted, digest, None)
            await send(message)

        await self._app(scope, receive, noting)

    def _wait(self, scope: Scope, digest: bytes | None) -> int:
        if digest in self._accepted:
            return self._keys.take(digest)
        client = scope.get("client")
        return self._addresses.take(network(client[0])) if client else 0


class _Buckets:
    """What each client may still ask, and when that was so."""

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = a_minute, clock
        self._left: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def take(self, client: object) -> int:
        """Take one; seconds to wait when there is none, else 0."""
        if not self._most:
            return 0
        now, a_second = self._clock(), self._most / _MINUTE_S
        left, since = self._left.get(client, (float(self._most), now))
        left = min(self._most, left + (now - since) * a_second)
        _remember(self._left, client, (left - 1 if left >= 1 else left, now))
        return 0 if left >= 1 else ceil((1 - left) / a_second)


def _remember(table: OrderedDict, key: object, value: object) -> None:
    table[key] = value
    table.move_to_end(key)
    while len(table) > _REMEMBERED:
        table.popitem(last=False)
