"""How a public geocoder is asked: slowly, with a name and a contact, and never twice the same.

What cannot be had from the service is taken from what is kept of it, however old; without an address for the
service (the default) nothing is sent at all.
"""

import json
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx

from kbs_envanter.geocode.chain import ProviderFailed
from kbs_envanter.geocode.tkgm import AnswerCache, CachedAnswer
from kbs_envanter.geocode.tkgm_answers import TkgmQuota
from kbs_envanter.geocode.tkgm_asking import Pace

PUBLIC_INTERVAL_S = 1.0  # Nominatim's usage policy; Photon asks for fairness and gets the same
_MAXIMUM_BYTES = 5_000_000
_PATIENCE_S = 30.0  # the longest Retry-After that is waited for
_REFUSED = (401, 403, 429)

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """What was read from an answer, and when it was given."""

    found: T
    soruldu: datetime


class Geocoder:
    """One geocoding service, or what is kept of it."""

    def __init__(
        self,
        name: str,
        base_url: str | None,
        *,
        fresh: AnswerCache,
        kept: AnswerCache,
        contact: str = "",
        pace: Pace | None = None,
        client: httpx.Client | None = None,
        timeout_s: float = 10.0,
        retries: int = 2,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Set up; nothing is asked yet.

        Args:
            name: of the service, for the kept answers and for people.
            base_url: address of the service; None: only kept answers.
            fresh: gives answers that are young enough not to be asked again, and keeps new ones.
            kept: gives answers of any age, for when the service has none.
            contact: an address or page that the service can complain to.
            pace: of requests; one second apart unless another is given.
            client: to send by.
            timeout_s: seconds for one request.
            retries: how often a failed request is made again.
            jitter: a number in [0, 1).
            now: the date that answers get.
        """
        self.name = name
        self.host = urlsplit(base_url).netloc if base_url else ""
        self._base_url = base_url.rstrip("/") if base_url else None
        self._fresh, self._kept, self._now = fresh, kept, now
        self._pace = pace or Pace(PUBLIC_INTERVAL_S)
        self._client = client or httpx.Client()
        self._timeout_s, self._retries, self._jitter = timeout_s, retries, jitter
        agent = f"kbs-envanter/{version('kbs-envanter')}"
        self._headers = {"Accept": "application/json", "User-Agent": f"{agent} ({contact})" if contact else agent}

    def ask(self, path: str, query: dict[str, str], read: Callable[[Any], T]) -> Answer[T] | None:
        """The answer to a question; None where the service is off and nothing is kept.

        Args:
            path: of the question.
            query: its parameters.
            read: makes something of the answer's JSON; an answer that it cannot read is not kept.

        Raises:
            ProviderFailed: the service failed and nothing is kept.
        """
        key = f"{path}?{urlencode(query)}"
        known = self._fresh.get(key)
        if known is None and self._base_url is None:
            known = self._kept.get(key)
        if known is not None:
            return _read(known, read)
        if self._base_url is None:
            return None
        try:
            found = CachedAnswer(self._persist(f"{self._base_url}/{key}"), self._now())
            answer = _read(found, read)
        except ProviderFailed:
            old = self._kept.get(key)
            if old is None:
                raise
            return _read(old, read)
        self._fresh.put(key, found)
        return answer

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _persist(self, url: str) -> str:
        """The text of a good reply; asked for again after 1, 2, … seconds and some."""
        why = ""
        for attempt in range(1 + self._retries):
            if attempt:
                self._pace.postpone(2.0 ** (attempt - 1) * (1 + self._jitter()))
            try:
                self._pace.turn()
                status, retry_after, text = self._fetch(url)
            except TkgmQuota as resting:  # the pace is TKGM's: it says so by this error
                raise ProviderFailed(resting.why, final=True) from None
            except httpx.TransportError as error:
                why = type(error).__name__
                continue
            if status == 200:
                return text
            why = f"HTTP {status}"
            if status == 429 and re.fullmatch("[0-9]{1,4}", retry_after) and float(retry_after) <= _PATIENCE_S:
                self._pace.postpone(float(retry_after))
            elif status in _REFUSED:
                self._pace.close(why)
                raise ProviderFailed(why, final=True)
            elif status < 500:
                raise ProviderFailed(why)
        raise ProviderFailed(why)

    def _fetch(self, url: str) -> tuple[int, str, str]:
        deadline, body = time.monotonic() + self._timeout_s, bytearray()
        with self._client.stream("GET", url, headers=self._headers, timeout=self._timeout_s) as response:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _MAXIMUM_BYTES:
                    raise ProviderFailed("yanıt çok büyük")
                if time.monotonic() > deadline:  # httpx counts anew for each read; a drip would hold us for ever
                    raise httpx.ReadTimeout("the answer drips")
        return response.status_code, response.headers.get("Retry-After", ""), body.decode("utf-8", "replace")


def _read(answer: CachedAnswer, read: Callable[[Any], T]) -> Answer[T]:
    try:
        body = json.loads(answer.text)
    except (ValueError, RecursionError) as error:
        raise ProviderFailed("bozuk JSON") from error
    try:
        return Answer(read(body), answer.soruldu)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ProviderFailed("beklenmeyen yanıt") from error
