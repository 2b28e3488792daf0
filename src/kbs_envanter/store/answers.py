"""Answers of other services, kept in ``kbs.dis_yanit`` so that nothing is asked twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

import psycopg


class StoredAnswer(NamedTuple):
    """An answer as it came, and when."""

    text: str
    soruldu: datetime


class AnyAnswer(Protocol):
    """What can be kept: a text and when it was given."""

    @property
    def text(self) -> str: ...

    @property
    def soruldu(self) -> datetime: ...


class StoredAnswers:
    """The kept answers of one service.

    An answer is there as soon as it is put, whatever becomes of the caller's transaction: a run that is
    killed has not asked in vain.
    """

    def __init__(self, connection: psycopg.Connection, servis: str, max_age: timedelta | None = None) -> None:
        """Set up.

        Args:
            connection: in autocommit mode.
            servis: name of the service.
            max_age: what is older now is not given back; None: every answer is.
        """
        self._connection, self._servis = connection, servis
        # Counted from here: with an age of zero, what is put from now on is given back all the same.
        self._since = datetime.min.replace(tzinfo=UTC) if max_age is None else datetime.now(UTC) - max_age

    def get(self, key: str) -> StoredAnswer | None:
        """The answer kept for a question; None when there is none, or none young enough."""
        query = "SELECT yanit, soruldu FROM kbs.dis_yanit WHERE servis = %s AND anahtar = %s AND soruldu >= %s"
        row = self._connection.execute(query, [self._servis, key, self._since]).fetchone()
        return None if row is None else StoredAnswer(*row)

    def put(self, key: str, answer: AnyAnswer) -> None:
        """Keep an answer, in place of an older one."""
        self._connection.execute(
            "INSERT INTO kbs.dis_yanit (servis, anahtar, yanit, soruldu) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (servis, anahtar) DO UPDATE SET yanit = excluded.yanit, soruldu = excluded.soruldu",
            # A text column cannot hold a NUL.
            [self._servis, key, answer.text.replace("\x00", ""), answer.soruldu],
        )

    def any(self) -> bool:
        """Whether anything is kept of the service."""
        query = "SELECT EXISTS (SELECT FROM kbs.dis_yanit WHERE servis = %s)"
        return self._connection.execute(query, [self._servis]).fetchone() == (True,)


@contextmanager
def answers_connection(url: str) -> Iterator[psycopg.Connection]:
    """A connection for kept answers, in autocommit mode."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
