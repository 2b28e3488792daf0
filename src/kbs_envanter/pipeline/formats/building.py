"""A file made by the child process from the rows of a connection."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import IO, Any

from psycopg import AsyncConnection

from kbs_envanter.pipeline.formats.copying import copied
from kbs_envanter.pipeline.formats.source import Source
from kbs_envanter.pipeline.formats.table import EXCEL_ROWS, Order, columns_of, count_up_to, framed, indexable, rows
from kbs_envanter.pipeline.scratch import scratch_folder

_PIECE = 256 * 1024
_LARGEST_INDEX = 200_000  # rows of a FlatGeobuf: GDAL builds the index in memory


class TooManyRows(Exception):
    """The format cannot hold so many rows."""

    def __init__(self, maximum: int) -> None:
        super().__init__(f"at most {maximum} rows")
        self.maximum = maximum


class WriterFailed(Exception):
    """The child process did not finish its file; what it said is in the server's log."""


async def built(connection: AsyncConnection, source: Source, key: str, *, seconds: int) -> IO[bytes]:
    """Write the file and open it; it has no name any more and is gone when closed.

    Raises:
        TooManyRows: before anything is written.
        WriterFailed, psycopg.Error: nothing is left behind.
    """
    if key == "xlsx" and await _one(connection, count_up_to(source, EXCEL_ROWS + 1), source, seconds) > EXCEL_ROWS:
        raise TooManyRows(EXCEL_ROWS)
    indexed = key == "fgb" and await _one(connection, indexable(source, _LARGEST_INDEX), source, seconds)
    with scratch_folder() as folder:
        path = folder / f"{source.name}.{key}"
        order = Order(
            format=key,
            path=str(path),
            name=source.name,
            title=source.title,
            srid=source.srid,
            geometry_type=source.geometry_type,
            columns=columns_of(source, key),
            indexed=indexed,
        )
        await _write(order, copied(connection, rows(source, key), source.parameters, seconds=seconds))
        return path.open("rb")


async def pieces(file: IO[bytes]) -> AsyncGenerator[bytes]:
    """The content of a file, which is closed at the end."""
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


async def _write(order: Order, incoming: AsyncGenerator[bytes]) -> None:
    command = [sys.executable, "-m", "kbs_envanter.pipeline.formats.child"]
    child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    assert child.stdin is not None
    try:
        # A child that has ended takes no more; its exit status says why.
        with suppress(BrokenPipeError, ConnectionResetError):
            child.stdin.write(framed(json.dumps(order.as_json()).encode()))
            async with aclosing(incoming):
                async for piece in incoming:
                    child.stdin.write(framed(piece))
                    await child.stdin.drain()
            child.stdin.write(framed(b""))
            child.stdin.close()
        if await child.wait() != 0:
            raise WriterFailed(order.format)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def _one(connection: AsyncConnection, statement: str, source: Source, seconds: int) -> Any:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL statement_timeout = {seconds * 1000}")
        row = await (await connection.execute(statement, source.parameters)).fetchone()
    assert row is not None
    return row[0]
