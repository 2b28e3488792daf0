"""The service: API and web pages over one database pool."""

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import psycopg
import sqlalchemy.exc
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kbs_envanter.access.identity import Identity
from kbs_envanter.access.limits import Limits
from kbs_envanter.access.pools import read_pools, read_replica
from kbs_envanter.access.refusals import Forged, NotAllowed
from kbs_envanter.access.tries import Tries
from kbs_envanter.api import (
    documents,
    editing,
    feeds,
    field,
    forms,
    geocoding,
    health,
    items,
    matches,
    nationwide,
    openapi,
    passport,
    tiles,
)
from kbs_envanter.api.answering import ClientGone
from kbs_envanter.api.compression import Compression
from kbs_envanter.api.courtesy import Courtesy
from kbs_envanter.api.districts import Districts
from kbs_envanter.api.exports import Slots
from kbs_envanter.api.memory import Memory
from kbs_envanter.api.problems import (
    Refused,
    answer_busy,
    answer_failure,
    answer_http_exception,
    answer_os_error,
    answer_refused,
)
from kbs_envanter.observing import Observed
from kbs_envanter.pipeline import background
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.scratch import clear_leftovers
from kbs_envanter.settings import Settings
from kbs_envanter.store import schema
from kbs_envanter.store.database import writing_engine
from kbs_envanter.store.roles import KAMU
from kbs_envanter.store.versions import DatasetVersions
from kbs_envanter.tracing import FRAMEWORK_OFF
from kbs_envanter.webmap import (
    account,
    account_all,
    account_directory,
    account_own,
    asset,
    basemaps,
    campaigns,
    dashboard,
    docs,
    field_page,
    history,
    importing,
    neighbourhood,
    notices,
    open_data,
    page,
    photos,
    proposals,
    refusals,
    thematic,
    theme,
)
from kbs_envanter.webmap import editing as editing_forms
from kbs_envanter.webmap import routes as map_page
from kbs_envanter.webmap.routes import STATIC_DIR

# In the order in which a request is compared with them: what is asked most comes first.
_PARTS = (
    items,
    editing,
    tiles,
    passport,
    geocoding,
    documents,
    matches,
    nationwide,
    openapi,
    docs,
    map_page,
    neighbourhood,
    thematic,
    health,
    field,
    editing_forms,
    photos,
    proposals,
    asset,
    dashboard,
    field_page,
    account,
    campaigns,
    history,
    importing,
    account_own,
    account_all,
    account_directory,
    feeds,
    open_data,
    notices,
    theme,
)


async def front_door(request: Request) -> Response:
    """``/``: people get the summary, machines the landing page of the API."""
    form = forms.choose(request, forms.DOCUMENT)
    if form is forms.AS_HTML:
        return await dashboard.shown(request, documents.landing_links(request, form))
    return await documents.landing(request)


def create_app(settings: Settings) -> FastAPI:
    """Build the service.

    Args:
        settings: with ``database_url`` set; the database is migrated and loaded by then.
    """
    assert settings.database_url is not None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        clear_leftovers(settings.medya)
        app.state.extents = {}
        app.state.export_slots = Slots(max(1, settings.havuz // 2))
        app.state.memory = Memory(settings.onbellek_mb * 1024 * 1024).part(settings.ilce_kodu)
        app.state.versions = DatasetVersions(settings.database_url, name=settings.yerel_adres)
        app.state.version = app.state.versions.of(settings.ilce_kodu)
        app.state.engine = writing_engine(settings.database_url, size=settings.havuz)
        async with read_pools(settings) as pools, app.state.versions.followed(), background.at_work(settings):
            app.state.pools, app.state.pool = pools, pools[KAMU]
            async with read_replica(settings, pools) as app.state.replica:
                # The service answers at once; the map's frame is ready before a person has typed the address.
                threading.Thread(target=page.skeleton, args=[app.state.district], daemon=True).start()
                yield
        app.state.engine.dispose()

    app = FastAPI(
        lifespan=lifespan,
        telemetry=FRAMEWORK_OFF,
        openapi_url=None,  # ours is OpenAPI 3.0, as the standard asks; FastAPI writes 3.1
        routes=[Route("/", front_door), *(route for part in _PARTS for route in part.ROUTES)],
        middleware=[
            Middleware(Observed, every=settings.istek_kaydi),
            Middleware(Prefix, path=settings.kok_yol),
            Middleware(Districts),
            Middleware(Compression),
            Middleware(Courtesy),
            Middleware(Limits, per_address=settings.adres_siniri, per_key=settings.anahtar_siniri),
            Middleware(Identity),
        ],
        exception_handlers={
            Refused: answer_refused,
            NotAllowed: refusals.not_allowed,
            Forged: refusals.forged,
            HTTPException: answer_http_exception,
            psycopg.OperationalError: answer_busy,  # no connection in time, or a statement took too long
            sqlalchemy.exc.TimeoutError: answer_busy,
            sqlalchemy.exc.OperationalError: answer_busy,
            OSError: answer_os_error,
            ClientGone: _nobody_listens,
            ClientDisconnect: _nobody_listens,
            Exception: answer_failure,
        },
    )
    app.state.settings, app.state.schema_head = settings, schema.head()
    app.state.archives = basemaps.archives(settings.altlik)
    app.state.sign_in_tries = Tries()
    own = profile(settings.veri_dizini)
    app.state.district = replace(own, yayinci=settings.yayinci or own.yayinci)
    app.mount("/static", HashedFiles(directory=STATIC_DIR, check_dir=False), name="static")
    return app


async def _nobody_listens(request: Request, error: Exception) -> Response:
    return Response(status_code=204)


class Prefix:
    """The path prefix behind a reverse proxy, whether the proxy strips it from requests or not."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app, self._path = app, path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._path:
            path = scope["path"].removeprefix(self._path)
            scope = dict(scope, root_path=self._path, path=self._path + path)
        await self._app(scope, receive, send)


class HashedFiles(StaticFiles):
    """Browser files; an address that carries the content's hash (``?v=``) may be kept for ever."""

    def file_response(
        self, full_path: os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        hashed = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def app_from_environment() -> FastAPI:
    """What a server process calls: everything it needs is in the environment."""
    return create_app(Settings())
