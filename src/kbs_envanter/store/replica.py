"""A streaming replica that public reads go to, for as long as it shows what the primary shows.

A replica lags, and an answer read from it must never go out under a newer dataset version than it was read at. So it is
asked about a district only while it is known to have the version of it that this process names; whoever has just
written reads the primary until the replica has it too. What no version counts (findings, links) is at most ``LIMIT_S``
seconds old.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg_pool import AsyncConnectionPool

from kbs_envanter.store.roles import KAMU
from kbs_envanter.store.versions import ALL_VERSIONS, DatasetVersion

LIMIT_S = 5.0  # a replica that is further behind is left alone
_LOOK_S = 1.0
_PATIENCE_S = 1.0
# Positions in the write-ahead log, as numbers. A server that was promoted replays nothing and is no replica; one
# that does not read with the public's eyes, because a pool in between swallowed the role, is never asked.
_WRITTEN = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
_REPLAYED = (
    "SELECT CASE WHEN pg_is_in_recovery() AND current_user = %s THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END"
)
_log = logging.getLogger(__name__)


class Replica:
    """Whether the replica may be asked now, found out once a second."""

    def __init__(self, pool: AsyncConnectionPool, primary: AsyncConnectionPool) -> None:
        """Describe what to follow.

        Args:
            pool: connections to the replica.
            primary: connections to the server that it follows.
        """
        self.pool, self._primary = pool, primary
        self._written: deque[tuple[float, int]] = deque()  # when the primary's log was how long, oldest first
        self._shown: dict[int, int] | None = None  # versions by district; None while it may not be asked
        self._abreast_at = float("-inf")

    def shows(self, followed: DatasetVersion) -> bool:
        """Whether a read of a district from the replica is as good as one from the primary.

        Args:
            followed: the district's version that this process names.
        """
        named = followed.current
        if named is None or self._shown is None or time.monotonic() - self._abreast_at > LIMIT_S:
            return False
        return self._shown.get(followed.ilce_kodu, 0) >= named

    def lost(self) -> None:
        """Ask it no more until it has been looked at."""
        if self._shown is not None:
            _log.warning("read replica: not used until it is back")
        self._shown = None

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at it again and again for as long as the block runs."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        while True:
            try:
                await self._look()
            except psycopg.Error:
                self.lost()
            await asyncio.sleep(_LOOK_S)

    async def _look(self) -> None:
        now = time.monotonic()
        async with self._primary.connection(timeout=_PATIENCE_S) as connection:
            written = await (await connection.execute(_WRITTEN)).fetchone()
        assert written is not None
        self._written.append((now, int(written[0])))
        async with self.pool.connection(timeout=_PATIENCE_S) as connection:
            replayed = await (await connection.execute(_REPLAYED, [KAMU])).fetchone()
            shown = dict(await (await connection.execute(ALL_VERSIONS)).fetchall())
        if replayed is None or replayed[0] is None:
            self.lost()
            return
        while self._written and self._written[0][1] <= replayed[0]:
            self._abreast_at, _ = self._written.popleft()
        self._shown = shown
