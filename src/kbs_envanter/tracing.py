"""Spans for an OpenTelemetry collector: one a request, by its route's pattern. Nothing of what was asked is in it.

Off unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector and the extra ``telemetri`` is installed. The framework's
own spans tell paths and exceptions: those stay off.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

FRAMEWORK_OFF: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
Tell = Callable[[Iterable[tuple[bytes, bytes]], str, str, int, float], None]


def span_teller() -> Tell | None:
    """What tells the collector of an answered request; None when there is no collector or no library for it."""
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": "kbs-envanter"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return telling(provider)


def telling(provider: Any) -> Tell:
    """Tell a tracer provider: headers (only ``traceparent`` counts), method, pattern, status, seconds taken."""
    from time import time_ns

    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    tracer, propagator = provider.get_tracer("kbs_envanter"), TraceContextTextMapPropagator()

    def tell(headers: Iterable[tuple[bytes, bytes]], method: str, pattern: str, status: int, seconds: float) -> None:
        parent = {name.decode(): value.decode("latin-1") for name, value in headers if name == b"traceparent"}
        now = time_ns()
        span = tracer.start_span(
            f"{method} {pattern}",
            context=propagator.extract(parent),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "http.route": pattern, "http.response.status_code": status},
            start_time=now - int(seconds * 1e9),
        )
        span.end(now)

    return tell
