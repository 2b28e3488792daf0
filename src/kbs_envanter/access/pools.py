"""Which connections answer an asker: the database itself keeps from each what he may not see."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from kbs_envanter.domain.permissions import NOBODY, Permission, Who
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import read_pool as make_pool
from kbs_envanter.store.replica import Replica
from kbs_envanter.store.roles import EMLAK, GOREVLI, KAMU

Pools = dict[str, AsyncConnectionPool]

_OFFICE_CONNECTIONS = 2  # of a process and role: the office asks far less than the public


def role_of(who: Who) -> str:
    """The database role that reads for this asker."""
    if who.may(Permission.EMLAK_OKU):
        return EMLAK
    return GOREVLI if who.may(Permission.GOREVLI_OKU) else KAMU


def read_pool(request: Request) -> AsyncConnectionPool:
    """Connections that see what the asker may see, and no more."""
    pools: Pools = request.app.state.pools
    return pools[role_of(request.scope.get("kbs.kim", NOBODY))]


@asynccontextmanager
async def read_pools(settings: Settings) -> AsyncIterator[Pools]:
    """The pools of every reading role, by role, open for as long as the block runs."""
    assert settings.database_url is not None
    pools = {
        role: make_pool(settings.database_url, size=size, timeout_ms=settings.sorgu_suresi_ms, role=role, least=least)
        for role, size, least in (
            (KAMU, settings.havuz, 1),
            (GOREVLI, _OFFICE_CONNECTIONS, 0),
            (EMLAK, _OFFICE_CONNECTIONS, 0),
        )
    }
    async with AsyncExitStack() as stack:
        for pool in pools.values():
            await stack.enter_async_context(pool)
        yield pools


@asynccontextmanager
async def read_replica(settings: Settings, pools: Pools) -> AsyncIterator[Replica | None]:
    """The replica of ``KBS_OKUMA_URL``, watched for as long as the block runs; None when there is none."""
    if settings.okuma_url is None:
        yield None
        return
    pool = make_pool(settings.okuma_url, size=settings.havuz, timeout_ms=settings.sorgu_suresi_ms)
    replica = Replica(pool, pools[KAMU])
    async with pool, replica.watched():
        yield replica
