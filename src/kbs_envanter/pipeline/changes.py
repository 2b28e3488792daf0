"""Saying what a change is: who makes it, why, from where, and from when the new state holds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Literal

import psycopg
from sqlalchemy import Connection, Engine, text

Kind = Literal["yukleme", "duzeltme", "ice_aktarma", "rapor", "saha", "geri_alma", "bakim"]

NOW: Literal["now"] = "now"  # by the database's clock: processes and hosts have one each, which may jump
PROGRAM = "kbs-envanter"  # who did it, where no person asked
COMMAND_LINE = "komut satırı"

_SAY = "SELECT set_config('kbs.degisiklik_tanimi', %s, true), set_config('kbs.degisiklik', '', true)"
_NUMBER = text("SELECT nullif(current_setting('kbs.degisiklik', true), '')::bigint")


def describe_change(
    connection: Connection | psycopg.Connection,
    tur: Kind,
    *,
    neden: str,
    kim: str = PROGRAM,
    nereden: str = COMMAND_LINE,
    gecerlilik: datetime | Literal["now"] | None = None,
    geri_alinan: int | None = None,
) -> None:
    """Say what the rest of this transaction is. The change is written with the first row that really changes.

    Args:
        kim: the account, or the program itself.
        neden: the reason that its maker gives.
        nereden: an address, the command line, a file's name.
        gecerlilik: from when the new state holds in the world; ``NOW`` for an edit, None for a correction of what we
            know, which holds from when the state it replaces did.
        geri_alinan: the change that this one takes back.
    """
    since = gecerlilik.isoformat() if isinstance(gecerlilik, datetime) else gecerlilik
    said = {"tur": tur, "kim": kim, "neden": neden, "nereden": nereden, "gecerlilik": since, "geri_alinan": geri_alinan}
    if isinstance(connection, Connection):
        connection.exec_driver_sql(_SAY, (json.dumps(said),))
    else:
        connection.execute(_SAY, (json.dumps(said),))


def change_number(connection: Connection) -> int | None:
    """Number of the change that this transaction is; None while it has changed nothing."""
    number: int | None = connection.scalar(_NUMBER)
    return number


@contextmanager
def change(
    engine: Engine,
    tur: Kind,
    *,
    neden: str,
    kim: str = PROGRAM,
    nereden: str = COMMAND_LINE,
    gecerlilik: datetime | Literal["now"] | None = None,
) -> Iterator[Connection]:
    """One transaction that is one change: kept whole, or nothing of it."""
    with engine.begin() as connection:
        describe_change(connection, tur, neden=neden, kim=kim, nereden=nereden, gecerlilik=gecerlilik)
        yield connection


def beginning_of(year: int) -> datetime:
    """From when the state that a year's report describes holds: its first day. The report gives no days."""
    return datetime.combine(date(year, 1, 1), time.min, UTC)
