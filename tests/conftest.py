"""What tests share: one throw-away PostgreSQL cluster, a migrated template, a loaded template, a live site.

The cluster is made by the program's own code. Each test that asks for ``database`` or ``inventory`` gets a
database of its own, cloned from a template in some 40 ms.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.settings import Settings
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database
from tests.support import offline_settings, open_directory, serving

_numbers = itertools.count()


@pytest.fixture(scope="session")
def cluster() -> Iterator[PrivateCluster]:
    """The one PostgreSQL of this test run."""
    with open_directory() as directory:
        made = PrivateCluster(directory, durable=False)
        with made.running():
            yield made


@pytest.fixture(scope="session")
def migrated(cluster) -> str:
    """Name of the template database that has the schema and no rows."""
    create_database(cluster.url("postgres"), "sema")
    migrate.upgrade(cluster.url("sema"))
    return "sema"


@pytest.fixture(scope="session")
def loaded(cluster, migrated, tmp_path_factory) -> str:
    """Name of the template database that holds the committed 2024 inventory, as a machine without network has it."""
    create_database(cluster.url("postgres"), "envanter", template=migrated)
    settings = offline_settings(cluster.url("envanter"), tmp_path_factory.mktemp("durum"))
    for _ in prepare(cluster.url("envanter"), settings):
        pass
    return "envanter"


@pytest.fixture
def database(cluster, migrated) -> Iterator[str]:
    """URL of a fresh database with the schema and no rows."""
    with _clone(cluster, migrated) as url:
        yield url


@pytest.fixture
def inventory(cluster, loaded) -> Iterator[str]:
    """URL of a fresh database with the committed 2024 inventory."""
    with _clone(cluster, loaded) as url:
        yield url


@pytest.fixture
def offline(tmp_path) -> Callable[[str], Settings]:
    """Settings of a machine without network, for a database URL."""
    return lambda url: offline_settings(url, tmp_path)


@pytest.fixture(scope="session")
def site(cluster, loaded, tmp_path_factory) -> Iterator[str]:
    """Address of a live service on loopback with the committed 2024 inventory. Tests only read from it."""
    create_database(cluster.url("postgres"), "site", template=loaded)  # a template may not be in use
    with serving(offline_settings(cluster.url("site"), tmp_path_factory.mktemp("site"))) as address:
        yield address


@contextmanager
def _clone(cluster: PrivateCluster, template: str) -> Iterator[str]:
    name = f"deneme_{next(_numbers)}"
    create_database(cluster.url("postgres"), name, template=template)
    yield cluster.url(name)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
