"""The dataset version of a district, known in memory: an answer "not modified" then needs no query.

One connection per process listens for the notice that every publishing transaction sends. While it is lost,
the version is not known and has to be asked for with each request.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg

from kbs_envanter.store.features import version
from kbs_envanter.store.roles import KAMU

CHANNEL = "kbs_veri"  # as migration 0003 notifies it
_HEARTBEAT_S = 20  # a connection that died without a word is found out by then
_RETRY_S = 2
_log = logging.getLogger(__name__)


class DatasetVersion:
    """The current version, or None while nobody listens."""

    def __init__(self, url: str, ilce_kodu: int, *, name: str = "") -> None:
        """Describe what to follow.

        Args:
            url: libpq URL of the server that is written to.
            ilce_kodu: the district.
            name: what ``kbs-envanter durum`` says of this process: the address it serves at.
        """
        self._url, self._ilce_kodu, self._name = url, ilce_kodu, f"{CHANNEL} {name}".strip()
        self.current: int | None = None

    def at_least(self, version: int) -> None:
        """Take note of a version that this process wrote: who wrote reads it at once, not when the notice comes."""
        if self.current is not None:
            self.current = max(self.current, version)

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Follow the version for as long as the block runs."""
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                _log.warning("dataset version: listening connection lost (%s)", type(error).__name__)
            finally:
                self.current = None
            await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name=self._name, options=f"-c role={KAMU}"
        ) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            while True:
                # Asked for anew at each notice: it is right whatever was missed, and for any district.
                row = await (await connection.execute(*version(self._ilce_kodu))).fetchone()
                assert row is not None
                self.current = row[0]
                async for _ in connection.notifies(timeout=_HEARTBEAT_S, stop_after=1):
                    pass
