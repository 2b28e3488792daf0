"""How TKGM is asked: at most once a second, more slowly after each failure, and not at all after a refusal.

The service is open to all and allows some hundred queries a day; nobody documents it. What this module gives
back is text, whose meaning is in ``tkgm_answers``.
"""

import re
import threading
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import NamedTuple

import httpx

from kbs_envanter.geocode.tkgm_answers import PUBLIC_PAGE, TkgmMalformed, TkgmQuota, TkgmUnavailable

_HEADERS = {
    "Accept": "application/json",
    "User-Agent": f"kbs-envanter/{version('kbs-envanter')}",
    # The service is known to refuse requests without these two.
    "Origin": PUBLIC_PAGE,
    "Referer": f"{PUBLIC_PAGE}/",
}
_MAXIMUM_BYTES = 20_000_000
_PATIENCE_S = 60.0  # the longest Retry-After that is waited for
_REST_S = 3600.0  # how long nothing is asked after a refusal, if the service does not say longer
_REFUSED = (401, 403, 429)


class Pace:
    """When the next request may go. Whoever asks the same service shares one, threads included."""

    def __init__(
        self,
        min_interval_s: float = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self._min_interval_s, self._sleep = min_interval_s, sleep
        self._next = self._closed_until = float("-inf")
        self._why_closed = ""
        self._lock = threading.Lock()

    def turn(self) -> None:
        """Wait for one's turn; raises TkgmQuota while the service is closed to us."""
        with self._lock:
            if self.clock() < self._closed_until:
                raise TkgmQuota(self._why_closed)
            wait = self._next - self.clock()
            if wait > 0:
                self._sleep(wait)
            self._next = self.clock() + self._min_interval_s

    def postpone(self, seconds: float) -> None:
        """Nobody's turn comes before so many seconds."""
        with self._lock:
            self._next = max(self._next, self.clock() + seconds)

    def close(self, why: str, seconds: float = _REST_S) -> None:
        """Nobody asks for so many seconds, an hour at least: the service refused, and the next would be refused too."""
        with self._lock:
            self._closed_until, self._why_closed = self.clock() + max(seconds, _REST_S), why


class Reply(NamedTuple):
    """A reply's HTTP status, its Retry-After header (empty without) and its body."""

    status: int
    retry_after: str
    text: str


class Asker:
    """Sends requests at a pace and bears with a service that stumbles."""

    def __init__(
        self,
        base_url: str,
        client: httpx.Client,
        pace: Pace,
        *,
        timeout_s: float,
        retries: int,
        jitter: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._base_url, self._client, self._pace = base_url.rstrip("/"), client, pace
        self._timeout_s, self._retries, self._jitter, self._now = timeout_s, retries, jitter, now

    def ask(self, path: str) -> Reply:
        """A reply that is neither a refusal nor a failure of the service.

        A 429 that says how long to wait is asked once more after that wait.

        Raises:
            TkgmUnavailable: no reply, or HTTP 5xx, to the last attempt.
            TkgmQuota: refused; nothing is sent for the next hour.
            TkgmMalformed: the body is no text, or far too long.
        """
        reply = self._persist(path)
        wait = _seconds(reply.retry_after, self._now())
        if reply.status == 429 and wait is not None and wait <= _PATIENCE_S:
            self._pace.postpone(wait)
            reply = self._persist(path)
            wait = _seconds(reply.retry_after, self._now())
        if reply.status in _REFUSED:
            why = f"HTTP {reply.status}"
            self._pace.close(why, wait or 0.0)
            raise TkgmQuota(why)
        return reply

    def _persist(self, path: str) -> Reply:
        """A reply that is no failure; asked for again after 1, 2, 4 … seconds and some."""
        fault = ""
        for attempt in range(1 + self._retries):
            if attempt:
                self._pace.postpone(2.0 ** (attempt - 1) * (1 + self._jitter()))
            self._pace.turn()
            try:
                reply = self._fetch(path)
            except httpx.TransportError as error:
                fault = f"{type(error).__name__}: {error}"
            else:
                if reply.status < 500:
                    return reply
                fault = f"HTTP {reply.status}"
        raise TkgmUnavailable(fault)

    def _fetch(self, path: str) -> Reply:
        try:
            with self._client.stream(
                "GET",
                f"{self._base_url}/{path}",
                headers=_HEADERS,
                timeout=self._timeout_s,
                follow_redirects=False,
            ) as response:
                text = self._body(path, response).decode("utf-8-sig")
                return Reply(response.status_code, response.headers.get("Retry-After", ""), text)
        except (httpx.DecodingError, UnicodeDecodeError) as error:
            raise TkgmMalformed(f"{path}: metin çözülemiyor", f"{path}: its text cannot be decoded") from error

    def _body(self, path: str, response: httpx.Response) -> bytearray:
        # httpx counts its time-out anew for each read, so a server that drips bytes would hold us for ever.
        deadline, body = self._pace.clock() + self._timeout_s, bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > _MAXIMUM_BYTES:
                raise TkgmMalformed(f"{path}: yanıt çok büyük", f"{path}: the answer is too large")
            if self._pace.clock() > deadline:
                raise httpx.ReadTimeout("the answer drips")
        return body


def _seconds(retry_after: str, now: datetime) -> float | None:
    """The wait that a Retry-After header asks for, given in seconds or as a date; None when it says nothing."""
    if re.fullmatch("[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds())
    except (TypeError, ValueError):
        return None
