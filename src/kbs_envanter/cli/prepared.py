"""A database that is up to date, for as long as a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from kbs_envanter.settings import Settings


@contextmanager
def prepared(settings: Settings) -> Iterator[str]:
    """URL of the prepared database; whatever is missing is set up first."""
    from kbs_envanter.pipeline.prepare import prepare
    from kbs_envanter.store.database import database

    with database(settings) as url:
        for _ in prepare(url, settings):
            pass
        yield url


def refreshed(url: str, settings: Settings) -> None:
    """Bring positions and findings up to date after a command changed what they follow from."""
    from kbs_envanter.pipeline.prepare import refresh

    for _ in refresh(url, settings):
        pass
