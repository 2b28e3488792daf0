"""A cluster that tests may kill: what it confirmed is written, which the shared one does not promise."""

import itertools

import psycopg
import pytest
from psycopg import sql

from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database
from tests.faults.support import dying
from tests.support import open_directory

_numbers = itertools.count()


@pytest.fixture(scope="package")
def fragile():
    """The cluster, watched as ``calistir`` does it: killed, it comes back. Its template ``sema`` has no rows."""
    with open_directory() as directory:
        made = PrivateCluster(directory / "kume", durable=False)
        with made.running(), made.watched():
            # A process that is killed loses what it did not hand to the system; the disk itself does not fail here.
            with psycopg.connect(made.url("postgres"), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET synchronous_commit = on")
                connection.execute("SELECT pg_reload_conf()")
            create_database(made.url("postgres"), "sema")
            migrate.upgrade(made.url("sema"))
            yield made


@pytest.fixture(scope="package")
def whole_load(fragile, tmp_path_factory):
    """The template ``envanter`` with the 2024 inventory; how many things its load asked of the database."""
    create_database(fragile.url("postgres"), "envanter", template="sema")
    loaded = dying("load", fragile.url("envanter"), tmp_path_factory.mktemp("durum"))
    assert loaded.returncode == 0, loaded.stderr[-2000:]
    return int(loaded.stdout)


@pytest.fixture
def fresh(fragile, whole_load):
    """Makes databases in it: ``fresh("sema")`` has no rows, ``fresh("envanter")`` the 2024 inventory."""
    names = []

    def made(template: str) -> str:
        names.append(f"kurban_{next(_numbers)}")
        create_database(fragile.url("postgres"), names[-1], template=template)
        with psycopg.connect(fragile.url("postgres"), autocommit=True) as connection:
            # Or a sequence of the copy would lose its last numbers in a crash, as none of a grown database does:
            # numbers that its template has logged ahead are not logged again.
            connection.execute("CHECKPOINT")
        return fragile.url(names[-1])

    yield made
    with psycopg.connect(fragile.url("postgres"), autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
