"""The dataset version of every district, known in memory: an answer "not modified" then needs no query.

One connection per process listens for the notice that every publishing transaction sends. While it is lost,
no version is known and each has to be asked for with each request.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from sqlalchemy import text

from kbs_envanter.store.roles import KAMU

CHANNEL = "kbs_veri"  # as migration 0003 notifies it
_HEARTBEAT_S = 20  # a connection that died without a word is found out by then
_RETRY_S = 2
CURRENT = text("SELECT surum FROM kbs.veri_surumu WHERE ilce_kodu = :ilce")
ALL_VERSIONS = "SELECT ilce_kodu, surum FROM kbs.veri_surumu"
_log = logging.getLogger(__name__)


class DatasetVersions:
    """The current versions by district; None while nobody listens."""

    def __init__(self, url: str, *, name: str = "") -> None:
        """Describe what to follow.

        Args:
            url: libpq URL of the server that is written to.
            name: what ``kbs-envanter durum`` says of this process: the address it serves at.
        """
        self._url, self._name = url, f"{CHANNEL} {name}".strip()
        self.known: dict[int, int] | None = None

    def of(self, ilce_kodu: int) -> "DatasetVersion":
        """The version of one district, as these are followed."""
        return DatasetVersion(self, ilce_kodu)

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Follow the versions for as long as the block runs."""
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
                self.known = None
            await asyncio.sleep(_RETRY_S)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name=self._name, options=f"-c role={KAMU}"
        ) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            while True:
                # Asked for anew at each notice: it is right whatever was missed, and of whatever district it tells.
                self.known = dict(await (await connection.execute(ALL_VERSIONS)).fetchall())
                async for _ in connection.notifies(timeout=_HEARTBEAT_S, stop_after=1):
                    pass


class DatasetVersion:
    """The current version of one district."""

    def __init__(self, versions: DatasetVersions, ilce_kodu: int) -> None:
        self._versions, self.ilce_kodu = versions, ilce_kodu

    @property
    def current(self) -> int | None:
        """The version, 0 before anything was published; None while nobody listens."""
        known = self._versions.known
        return None if known is None else known.get(self.ilce_kodu, 0)

    def at_least(self, version: int) -> None:
        """Take note of a version that this process wrote: who wrote reads it at once, not when the notice comes."""
        known = self._versions.known
        if known is not None:
            known[self.ilce_kodu] = max(known.get(self.ilce_kodu, 0), version)
