"""A cluster that tests may kill: it writes to the disk as a real one does, which the shared one does not."""

import itertools

import psycopg
import pytest
from psycopg import sql

from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database
from tests.support import offline_settings, open_directory

_numbers = itertools.count()


@pytest.fixture(scope="package")
def fragile():
    """The cluster, watched as ``calistir`` does it: killed, it comes back. It has the templates ``sema`` and ``envanter``."""
    with open_directory() as directory:
        made = PrivateCluster(directory / "kume")
        with made.running(), made.watched():
            create_database(made.url("postgres"), "sema")
            migrate.upgrade(made.url("sema"))
            create_database(made.url("postgres"), "envanter", template="sema")
            for _ in prepare(made.url("envanter"), offline_settings(made.url("envanter"), directory / "durum")):
                pass
            yield made


@pytest.fixture
def fresh(fragile):
    """Makes databases in it: ``fresh("sema")`` has no rows, ``fresh("envanter")`` the 2024 inventory."""
    names = []

    def made(template: str) -> str:
        names.append(f"kurban_{next(_numbers)}")
        create_database(fragile.url("postgres"), names[-1], template=template)
        return fragile.url(names[-1])

    yield made
    with psycopg.connect(fragile.url("postgres"), autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
