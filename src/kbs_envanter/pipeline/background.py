"""What the service does by itself: sends notices; once a day notes ending terms and deletes what is old."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, text

from kbs_envanter.pipeline.districts import installed
from kbs_envanter.pipeline.findings import check_inventory
from kbs_envanter.pipeline.notices import note_terms, send_due
from kbs_envanter.pipeline.retention import apply_retention
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import writing_engine

_LOCK = 0x6B620002  # with the district: one process does the day's work
_EVERY_S = 3.0
_CLOCKS = timedelta(hours=1)
_FIRST_DAY_S = 60.0  # a start has just found findings; what comes daily can wait
_log = logging.getLogger(__name__)


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[None]:
    """Work in a thread of its own for as long as the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=[settings, stop], name="arka-plan", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        await asyncio.to_thread(thread.join, 5)


def daily(engine: Engine, settings: Settings, today: date) -> None:
    """The day's work: notices and findings of terms that end soon, and retention. Nothing while another does it."""
    assert settings.database_url is not None
    with engine.connect() as keeper:
        asked = {"a": _LOCK, "b": settings.ilce_kodu}
        if not keeper.scalar(text("SELECT pg_try_advisory_lock(:a, :b)"), asked):
            return
        keeper.commit()
        try:
            with engine.begin() as connection:
                note_terms(connection, settings.ilce_kodu, today)
            check_inventory(settings.database_url, settings.veri_dizini, settings.ilce_kodu, today=today)
            for done in apply_retention(engine, settings):
                if done.rows:
                    _log.info("retention: %s rows of %s", done.rows, done.target.table)
        finally:
            keeper.execute(text("SELECT pg_advisory_unlock(:a, :b)"), asked)
            keeper.commit()


def clocks_agree(engine: Engine, now: datetime) -> bool:
    """Whether the database's clock says what ours does: what is old enough to be deleted is for both to say."""
    with engine.connect() as connection:
        theirs = connection.scalar(text("SELECT clock_timestamp()"))
    agree = theirs is not None and abs(theirs - now) < _CLOCKS
    if not agree:
        _log.error("the daily work is left out: our clock says %s, the database's %s", now, theirs)
    return agree


def _work(settings: Settings, stop: threading.Event) -> None:
    assert settings.database_url is not None
    engine = writing_engine(settings.database_url, size=2)
    begun, done = datetime.now(UTC), dict[int, date]()
    try:
        while not stop.wait(_EVERY_S):
            try:
                for district in installed(engine, settings):
                    send_due(engine, district, stop=stop)
                    now = datetime.now(UTC)
                    if now.date() != done.get(district.ilce_kodu) and (now - begun).total_seconds() >= _FIRST_DAY_S:
                        done[district.ilce_kodu] = now.date()
                        if clocks_agree(engine, now):
                            daily(engine, district, now.date())
            except Exception as error:
                # The service goes on; so does this, at the next turn.
                _log.error("background work failed: %s", type(error).__name__)
    finally:
        engine.dispose()
