"""The output of a COPY statement in pieces of a good size, with memory that does not grow."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from psycopg import AsyncConnection

_PIECE = 64 * 1024


async def copied(
    connection: AsyncConnection, statement: str, parameters: Mapping[str, Any], *, seconds: int
) -> AsyncGenerator[bytes]:
    """Run a COPY ... TO STDOUT.

    COPY takes no parameters on the wire: psycopg quotes the values into the statement.

    Args:
        connection: in autocommit; it may have a shorter time limit for ordinary questions.
        statement: the COPY statement with named placeholders.
        parameters: their values.
        seconds: the server cancels what takes longer.

    Raises:
        psycopg.Error: when the statement fails, also in its middle.
    """
    async with connection.transaction():
        await connection.execute(f"SET LOCAL statement_timeout = {seconds * 1000}")
        async with connection.cursor() as cursor, cursor.copy(statement, parameters) as copy:
            rows: list[bytes] = []
            size = 0
            async for row in copy:
                rows.append(bytes(row))
                size += len(row)
                if size >= _PIECE:
                    yield b"".join(rows)
                    rows.clear()
                    size = 0
            if rows:
                yield b"".join(rows)
