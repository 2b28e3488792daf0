"""What machines that watch are given."""

import json
import re
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from kbs_envanter.observing import Measured, serve_metrics
from kbs_envanter.pipeline.status import gauges
from kbs_envanter.settings import Settings
from kbs_envanter.tracing import span_teller, telling

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = json.loads((ROOT / "deploy" / "grafana-kbs-envanter.json").read_text(encoding="utf-8"))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def told(settings: Settings) -> str:
    ours = CollectorRegistry()
    ours.register(Measured(gauges(settings)))
    return generate_latest(REGISTRY).decode() + generate_latest(ours).decode()


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_dashboard_asks_for_numbers_that_there_are(query, tmp_path):
    names = set(re.findall(r"\b(?:kbs|process)_[a-z_]+", query))
    there = {
        line.split()[2] for line in told(Settings(durum_dizini=tmp_path)).splitlines() if line.startswith("# TYPE")
    }
    assert names and {re.sub("_bucket$", "", name) for name in names} <= there
    labels = set(re.findall(r"by \(([^)]*)\)", query))
    assert {label.strip() for each in labels for label in each.split(",")} <= {"le", "yol", "durum", "yontem"}


def test_each_panel_has_a_place_and_a_number_of_its_own():
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert len({(p["gridPos"]["x"], p["gridPos"]["y"]) for p in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_numbers_of_the_installation_are_looked_up_when_asked_for(tmp_path):
    settings = Settings(durum_dizini=tmp_path, yedek_dizini=tmp_path / "yedekler")
    assert "kbs_son_yedek_zamani_saniye 0.0" in told(settings)
    (tmp_path / "yedekler" / "yedek-20260101-000000-000000").mkdir(parents=True)
    (tmp_path / "yedekler" / "yedek-20260101-000000-000000" / "kunye.json").touch()
    assert "kbs_son_yedek_zamani_saniye 0.0" not in told(settings)
    missing = settings.model_copy(update={"durum_dizini": tmp_path / "yok"})
    assert "kbs_disk_bos_bayt" not in told(missing) and "kbs_bellek_bayt" in told(missing)


def test_metrics_have_a_port_of_their_own():
    server, thread = serve_metrics(0, "127.0.0.1", {"kbs_deneme": ("x", lambda: 7.0)})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics") as answer:
            assert b"kbs_deneme 7.0" in answer.read()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_without_a_collector_no_span_is_made(monkeypatch):
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert span_teller() is None


def test_without_the_library_a_collector_is_no_fault(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert span_teller() is None


def test_a_span_tells_the_pattern_and_belongs_to_the_callers_trace():
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(memory))
    headers = [(b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), (b"cookie", b"kbs=1")]
    telling(provider)(headers, "GET", "/collections/{collection}/items/{feature}", 200, 0.25)
    (span,) = memory.get_finished_spans()
    provider.shutdown()
    assert span.name == "GET /collections/{collection}/items/{feature}"
    assert f"{span.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert span.end_time - span.start_time == 250_000_000
    assert dict(span.attributes) == {
        "http.request.method": "GET", "http.route": "/collections/{collection}/items/{feature}",
        "http.response.status_code": 200,
    }  # fmt: skip
