"""Where the database is and how to reach it: engines for the use cases, a pool for the read path."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self

import psycopg
import sqlalchemy.exc
from psycopg import sql
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from kbs_envanter.domain.errors import UserError
from kbs_envanter.settings import Settings
from kbs_envanter.store.cluster import MINIMUM_VERSION, PrivateCluster
from kbs_envanter.store.roles import KAMU, UYGULAMA

_DATABASE = "kbs"
# A startup option of no consequence: one that does not arrive means that a role would not arrive either.
_PROBE = ("lock_timeout", "54321ms")
_DISTRICT_PARAMETERS = frozenset({"ilce", "ilce_kodu"})
# A statement that writes is planned each time: of a prepared one PostgreSQL may keep a plan for every district's part,
# and lock them all.
_PLANNED_EACH_TIME = {"prepare_threshold": None}


class DatabaseUnavailable(UserError):
    """The database cannot be used; the text says why and what to do."""


@contextmanager
def database(settings: Settings, *, watched: bool = False) -> Iterator[str]:
    """URL of the database to use: the configured one, or the private cluster's for as long as the block runs.

    Args:
        settings: which one.
        watched: start the private cluster again should it die, for who serves for long.

    Raises:
        ClusterError: when the private cluster cannot be used.
        DatabaseUnavailable: when the configured one cannot be reached, is too old or has no PostGIS, or when either
            does not get through with what the block asks.
    """
    if settings.database_url:
        _check_server(settings.database_url)
        with _interrupted():
            yield settings.database_url
        return
    cluster = PrivateCluster(settings.durum_dizini / "postgres", archive=settings.wal_arsivi)
    with cluster.running(), cluster.watched() if watched else nullcontext(), _interrupted():
        create_database(cluster.url("postgres"), _DATABASE)
        yield cluster.url(_DATABASE)


@contextmanager
def _interrupted() -> Iterator[None]:
    """What the server could not do (full disk, lock, shutdown) is said, not traced: it is nobody's mistake."""
    try:
        yield
    except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        said = str(error.orig if isinstance(error, sqlalchemy.exc.OperationalError) else error).partition("\n")[0]
        raise DatabaseUnavailable(
            f"Veritabanı işi bitiremedi: {said}. Nedenini giderip yineleyin; yarım kalan bir şey yazılmadı. "
            f"/ The database could not finish: {said}. Mend the cause and run it again; nothing was half-written."
        ) from error


def _check_server(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=5, options="-c {}={}".format(*_PROBE)) as connection:
            arrived = connection.execute("SELECT current_setting(%s)", _PROBE[:1]).fetchone() == _PROBE[1:]
            version = connection.info.server_version // 10_000
            question = "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"
            has_postgis = connection.execute(question).fetchone() == (1,)
    except psycopg.ProgrammingError:
        raise DatabaseUnavailable(  # what libpq says of an address it cannot read has the password in it
            "KBS_DATABASE_URL okunamıyor; postgresql://kullanıcı@sunucu:5432/veritabanı biçiminde yazın "
            "/ KBS_DATABASE_URL cannot be read; write postgresql://user@server:5432/database"
        ) from None
    except psycopg.Error as error:
        if "startup parameter" in str(error):
            raise _between() from None
        raise DatabaseUnavailable(
            f"KBS_DATABASE_URL ile gösterilen sunucuya bağlanılamadı; adresi ve parolayı denetleyin: {error} "
            "/ Cannot connect to the server of KBS_DATABASE_URL; check its address, user and password."
        ) from error
    if not arrived:
        raise _between()
    if version < MINIMUM_VERSION or not has_postgis:
        raise DatabaseUnavailable(
            f"KBS_DATABASE_URL ile gösterilen sunucu PostgreSQL {version}, PostGIS {'var' if has_postgis else 'yok'}; "
            f"PostgreSQL {MINIMUM_VERSION}+ ve PostGIS 3 gerekli. / That server is PostgreSQL {version} "
            f"{'with' if has_postgis else 'without'} PostGIS; PostgreSQL {MINIMUM_VERSION}+ with PostGIS 3 is needed."
        )


def _between() -> DatabaseUnavailable:
    """What stands between may not swallow startup options: a connection would read as its user, not as its role."""
    return DatabaseUnavailable(
        "KBS_DATABASE_URL ile sunucu arasında başlangıç seçeneklerini iletmeyen bir bağlantı havuzu (PgBouncer) var; "
        "veritabanı rolleri bu seçeneklerle kurulur. PostgreSQL'in kendi adresini verin (docs/kurulum.md). "
        "/ A connection pool (PgBouncer) that drops startup options is in between; the database roles are set by them. "
        "Give PostgreSQL's own address."
    )


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
        hide_parameters=True,  # values of people are in no log
        connect_args={"options": "-c search_path=public"} | _PLANNED_EACH_TIME,
    )


def writing_engine(url: str, *, size: int) -> Engine:
    """Engine of the service's writes: few connections, kept, as the role ``kbs_uygulama``.

    Args:
        url: libpq URL.
        size: connections at most; who finds none waits up to ten seconds (``sqlalchemy.exc.TimeoutError``).
    """
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"-c search_path=public -c role={UYGULAMA}"} | _PLANNED_EACH_TIME,
    )


def read_pool(url: str, *, size: int, timeout_ms: int, role: str = KAMU, least: int = 1) -> AsyncConnectionPool:
    """Pool of read-only connections for the service; open it in the application's lifespan.

    Args:
        url: libpq URL.
        size: connections at most.
        timeout_ms: a statement that takes longer is cancelled by the server.
        role: whose eyes it reads with, see ``store.roles``.
        least: connections that are kept open while nobody asks.
    """
    options = read_options(role, timeout_ms=timeout_ms)
    return AsyncConnectionPool(
        url,
        min_size=least,
        max_size=size,
        open=False,
        timeout=5,
        kwargs={
            "autocommit": True,
            "options": options,
            "prepare_threshold": 1,
            "cursor_factory": _DistrictCursor,
        },
    )


def of_one_district(statement: str, parameters: Any) -> str:
    """The statement with the district's code written out where it is bound.

    The large tables are cut by district. A prepared statement that names its district is planned for that district's
    part alone; one that has it bound carries, and locks, the parts of every district.
    """
    if isinstance(parameters, dict):
        for name in _DISTRICT_PARAMETERS & parameters.keys():
            statement = statement.replace(f"%({name})s", str(int(parameters[name])))
    return statement


class _DistrictCursor(psycopg.AsyncCursor[Any]):
    async def execute(self, query: Any, params: Any = None, **how: Any) -> Self:
        return await super().execute(of_one_district(query, params) if isinstance(query, str) else query, params, **how)


def read_options(role: str, *, timeout_ms: int) -> str:
    """How a connection of the service reads.

    Parallel plans are off: they make a tile or a page several times slower and its order unstable. So is compiling
    of plans (jit): it costs more than these short statements take.
    """
    return (
        f"-c role={role} -c statement_timeout={timeout_ms} -c max_parallel_workers_per_gather=0 -c jit=off "
        "-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan"
    )
