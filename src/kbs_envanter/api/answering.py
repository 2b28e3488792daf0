"""Asking the database for a request, and leaving off when its client has gone. The public's questions go to a replica
while there is one that shows what the primary shows."""

import asyncio
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from kbs_envanter.store.features import Statement, version
from kbs_envanter.store.roles import KAMU

_PATIENCE_S = 0.1  # most answers are there before anybody can have left


class ClientGone(Exception):
    """The client closed the connection before its answer was ready; the query was cancelled."""


def connections(request: Request, role: str = KAMU) -> AsyncConnectionPool:
    """The connections that read as a database role."""
    state = request.app.state
    if role != KAMU:
        return state.pools[role]
    return state.replica.pool if state.replica is not None and state.replica.shows(state.version) else state.pool


async def one_row(request: Request, statement: Statement, role: str = KAMU) -> Any:
    """The statement's one row as a database role reads it, or None. A query that takes long is cancelled when the
    client leaves.

    Raises:
        ClientGone: when that happened.
        psycopg.OperationalError: no connection in time, or the statement took too long.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    watch = _Watch(request, task)
    timer = loop.call_later(_PATIENCE_S, watch.begin)
    try:
        return await _row(request, statement, role)
    except asyncio.CancelledError:
        if not watch.gone:
            raise
        task.uncancel()
        raise ClientGone from None
    finally:
        timer.cancel()
        watch.end()


async def _row(request: Request, statement: Statement, role: str) -> Any:
    state, pool = request.app.state, connections(request, role)
    try:
        return await _asked(pool, statement)
    except psycopg.errors.QueryCanceled:  # it took too long; it would there too
        raise
    except psycopg.OperationalError:
        if state.replica is None or pool is not state.replica.pool:
            raise
        state.replica.lost()
        return await _asked(state.pool, statement)


async def _asked(pool: AsyncConnectionPool, statement: Statement) -> Any:
    async with pool.connection() as connection:
        # Binary: finished JSON comes as bytes and goes out as it is, never decoded.
        cursor = await connection.execute(*statement, binary=True)
        return await cursor.fetchone()


async def dataset_version(request: Request) -> int:
    """The version of the published data: from memory, or asked for while nobody listens."""
    state = request.app.state
    if state.version.current is not None:
        return state.version.current
    (asked,) = await one_row(request, version(state.settings.ilce_kodu))
    return asked


class _Watch:
    """Waits for the client to leave, and cancels the task that works for it."""

    def __init__(self, request: Request, task: asyncio.Task[Any]) -> None:
        self._request, self._task = request, task
        self._waiting: asyncio.Task[None] | None = None
        self.gone = False

    def begin(self) -> None:
        self._waiting = asyncio.ensure_future(self._wait())

    def end(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._task.cancel()
