"""Where the database is and how to reach it: engines for the use cases, a pool for the read path."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from kbs_envanter.settings import Settings
from kbs_envanter.store.cluster import PrivateCluster

_DATABASE = "kbs"


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """URL of the database to use: the configured one, or the private cluster's for as long as the block runs.

    Raises:
        ClusterError: when the private cluster cannot be used.
    """
    if settings.database_url:
        yield settings.database_url
        return
    cluster = PrivateCluster(settings.durum_dizini / "postgres")
    with cluster.running():
        create_database(cluster.url("postgres"), _DATABASE)
        yield cluster.url(_DATABASE)


def create_database(server_url: str, name: str, *, template: str = "template1") -> None:
    """Make the database unless it is there already."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )


def engine(url: str) -> Engine:
    """SQLAlchemy engine for a libpq URL. Connections are not kept: use cases are short and rare.

    The search path is fixed: with a role called ``kbs`` PostgreSQL would make ``kbs`` the default schema,
    and Alembic would then see other names than with any other role.
    """
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        poolclass=NullPool,
        connect_args={"options": "-c search_path=public"},
    )


def read_pool(url: str, *, size: int, timeout_ms: int) -> AsyncConnectionPool:
    """Pool of read-only connections for the service; open it in the application's lifespan.

    Parallel plans are off: they make a tile or a page several times slower and its order unstable.

    Args:
        url: libpq URL.
        size: connections at most.
        timeout_ms: a statement that takes longer is cancelled by the server.
    """
    options = (
        f"-c statement_timeout={timeout_ms} -c max_parallel_workers_per_gather=0 "
        "-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan"
    )
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        open=False,
        timeout=5,
        kwargs={"autocommit": True, "options": options, "prepare_threshold": 1},
    )
