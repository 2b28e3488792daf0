"""What the running service tells about itself: numbers for Prometheus, lines for the log.

Neither names a person, an address, an asset or what was asked: a request is told by its route's pattern, so nothing
withheld and nothing personal can get in, and the number of time series stays small.
"""

import logging
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbs_envanter.tracing import span_teller

SLOW_S = 1.0
_ROW = re.compile(r"^DETAIL:.*?(?=^CONTEXT:|^\[SQL|^The above|^During|^Traceback|\Z)", re.MULTILINE | re.DOTALL)
_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_ANSWERED = Counter("kbs_istek", "Answered requests", ["yontem", "yol", "durum"])
_SECONDS = Histogram(
    "kbs_istek_saniye", "Time to the last byte", ["yol"], buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30)
)
_RUNNING = Gauge("kbs_istek_suren", "Requests being answered", multiprocess_mode="livesum")
_log = structlog.get_logger("istek")


class Observed:
    """Counts and times every request; logs those that failed, were slow or wrote, or all of them.

    The client finds the request's id in ``X-Request-ID``, its own if it sent a harmless one.
    """

    def __init__(self, app: ASGIApp, *, every: bool) -> None:
        self._app, self._every = app, every
        self._patterns: dict[Any, str] = {}
        self._tell_span = span_teller()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500
        request_id = _request_id(scope)

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        _RUNNING.inc()
        try:
            await self._app(scope, receive, told)
        finally:
            _RUNNING.dec()
            took, route = time.perf_counter() - begun, self._pattern(scope)
            _ANSWERED.labels(_method(scope), route, f"{status // 100}xx").inc()
            _SECONDS.labels(route).observe(took)
            if self._tell_span is not None:
                self._tell_span(scope["headers"], _method(scope), route, status, took)
            if self._every or status >= 500 or took > SLOW_S:
                level = logging.ERROR if status >= 500 else logging.INFO
                _log.log(
                    level, "istek", kimlik=request_id.decode(), yontem=_method(scope), yol=route, durum=status,
                    ms=round(took * 1000, 1),
                )  # fmt: skip

    def _pattern(self, scope: Scope) -> str:
        """The route's pattern, such as ``/collections/{collection}/items``; ``-`` where none answered."""
        if not self._patterns and "app" in scope:
            for route in scope["app"].routes:
                if isinstance(route, Route):  # of several addresses of one function the first
                    self._patterns.setdefault(route.endpoint, route.path)
        return self._patterns.get(scope.get("endpoint"), "-")


def _method(scope: Scope) -> str:
    # A client may send any word as a method; only those that exist become a label.
    return scope["method"] if scope["method"] in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE") else "-"


def _request_id(scope: Scope) -> bytes:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given if _ID.fullmatch(given) else uuid4().hex.encode()


class Measured(Collector):
    """Numbers that are looked up when they are asked for."""

    def __init__(self, gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        for name, (told, look) in self._gauges.items():
            with suppress(OSError):  # what cannot be looked up now is left out, not made up
                yield GaugeMetricFamily(name, told, look())


def serve_metrics(port: int, address: str, gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> Any:
    """Answer Prometheus on a port of its own, for all server processes together; the server and its thread.

    Args:
        port: the port.
        address: the address.
        gauges: numbers of the installation by name: what each tells, and how it is looked up.

    Raises:
        OSError: the port is taken.
    """
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(Measured(gauges))
    return start_http_server(port, address, registry)


def share_metrics(folder: Path) -> None:
    """Let several server processes count together; call before any of them starts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _without_values(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """A failure as it is told, without the row that PostgreSQL adds to it."""
    if "exception" in event:
        event["exception"] = _ROW.sub("DETAIL: –\n", event["exception"])
    return event


def write_logs(*, lines: bool) -> None:
    """Send every log to the error stream: as JSON lines for machines, or coloured for a person at a terminal."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="zaman"),
    ]
    last = [
        structlog.processors.format_exc_info,
        _without_values,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    if not lines:
        last = [structlog.dev.ConsoleRenderer()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for quiet in ("httpx", "httpcore", "psycopg.pool", "alembic"):
        with suppress(KeyError):
            logging.getLogger(quiet).setLevel(logging.WARNING)
