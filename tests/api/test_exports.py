"""Files over HTTP: names, headers, refusals, and what happens when either side goes away in the middle."""

import io
import re
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

import httpx
import psycopg
import pytest
import uvicorn
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api.exports import Slots, export_response, format_accepted
from kbs_envanter.api.problems import Refused, answer_busy, answer_refused
from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.source import Source
from kbs_envanter.store.database import create_database, read_pool

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TURKISH_EXCEL = {"bom": "1", "ayrac": ";"}


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    title: str = ""


SPORTS = Source(
    name="spor-tesisleri",
    title="Spor tesisleri",
    statement="SELECT * FROM kbs.yayin_varlik WHERE ilce_kodu = %(ilce)s AND tur = %(tur)s ORDER BY kod",
    parameters={"ilce": 1823, "tur": "spor_tesisi"},
    columns=(Column("kod", "string"), Column("ad", "string"), Column("alan_m2", "number")),
    geometry_type="Point",
)
ENDLESS = replace(
    SPORTS,
    name="bitmeyen",
    statement="SELECT n::text AS kod, repeat('ş', 500) AS ad, n AS alan_m2, NULL::geometry AS geom "
    "FROM (SELECT generate_series(1, 100000000) AS n) g",
    parameters={},
)
SOURCES = {
    "spor": SPORTS,
    "bitmeyen": ENDLESS,
    "metre": replace(SPORTS, srid=5254),
    "cok": replace(ENDLESS, statement="SELECT n::text AS kod, NULL::geometry AS geom FROM generate_series(1, 1048576) n",
                   columns=SPORTS.columns[:1]),
}  # fmt: skip


async def answer(request: Request) -> Response:
    source = SOURCES[request.path_params["source"]]
    return export_response(request, source, request.query_params["f"], crs=CRS84)


def application(url: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(app):
        async with read_pool(url, size=2, timeout_ms=500) as pool:
            app.state.pool, app.state.replica = pool, None
            app.state.export_slots = Slots(1, patience_s=1)
            yield

    return Starlette(
        lifespan=lifespan,
        routes=[Route("/{source}", answer)],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={Refused: answer_refused, PoolTimeout: answer_busy},
    )


@contextmanager
def listening(app: Starlette) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            until(lambda: server.started)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def until(reached) -> None:
    deadline = time.monotonic() + 15
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def url(cluster, loaded) -> str:
    create_database(cluster.url("postgres"), "aktarim", template=loaded)
    return cluster.url("aktarim")


@pytest.fixture(scope="module")
def exports(url) -> Iterator[httpx.Client]:
    # A connection each: one that the server broke off on purpose must not be taken again by the next question.
    alone = httpx.Limits(max_keepalive_connections=0)
    with listening(application(url)) as address, httpx.Client(base_url=address, timeout=30, limits=alone) as client:
        yield client


def copies_running(url: str) -> int:
    with psycopg.connect(url) as connection:
        question = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s AND datname = %s"
        row = connection.execute(question, ["COPY (SELECT%", "aktarim"]).fetchone()
    return row[0]


@pytest.mark.parametrize("key", FORMATS)
def test_a_file_has_its_type_its_crs_and_a_name_of_its_own(exports, key):
    got = exports.get("/spor", params={"f": key}).raise_for_status()
    assert got.headers["content-type"].split(";")[0] == FORMATS[key].media_type
    assert got.headers["content-crs"] == f"<{CRS84}>"
    name = rf"spor-tesisleri-\d{{8}}-\d{{4}}\.{FORMATS[key].extension}"
    disposition = rf"attachment; filename=\"{name}\"; filename\*=UTF-8''{name}"
    assert re.fullmatch(disposition, got.headers["content-disposition"])
    assert got.content


@pytest.mark.parametrize("key", FORMATS)
def test_head_tells_of_a_file_without_making_it(exports, key):
    got = exports.head("/bitmeyen", params={"f": key}).raise_for_status()
    assert got.headers["content-type"].split(";")[0] == FORMATS[key].media_type
    assert "filename" in got.headers["content-disposition"]


def test_the_media_type_of_each_format_asks_for_it():
    for wanted in FORMATS.values():
        assert format_accepted(f"{wanted.media_type.upper()}; q=0.9") is wanted
    assert format_accepted("image/png") is None


def test_csv_takes_its_options_and_refuses_others(exports):
    got = exports.get("/spor", params={"f": "csv"} | TURKISH_EXCEL).raise_for_status()
    assert got.content.startswith("\ufeffkod;ad;alan_m2;boylam;enlem;geometri".encode())
    for wrong in ({"bom": "evet"}, {"ayrac": "|"}):
        refused = exports.get("/spor", params={"f": "csv"} | wrong)
        assert refused.status_code == 400
        assert refused.json()["parametre"] == next(iter(wrong))


def test_kml_in_another_crs_is_refused(exports):
    refused = exports.get("/metre", params={"f": "kml"})
    assert refused.status_code == 400
    assert refused.json()["parametre"] == "crs"


def test_too_many_rows_for_a_workbook_are_refused_with_the_way_out(exports):
    refused = exports.get("/cok", params={"f": "xlsx"})
    assert refused.status_code == 400
    assert "1.048.575" in refused.json()["detail"]
    assert "gpkg" in refused.json()["detail"]


def test_an_export_may_take_longer_than_an_ordinary_question(url, exports):
    slow = replace(SPORTS, statement="SELECT 'k' AS kod, 'a' AS ad, 1 AS alan_m2, NULL::geometry AS geom FROM pg_sleep(0.7)",
                   parameters={})  # fmt: skip
    SOURCES["yavas"] = slow
    assert exports.get("/yavas", params={"f": "csv"}).raise_for_status().text.count("\n") == 2


@pytest.mark.parametrize("key", ["geojson", "csv", "kml", "gpkg"])
def test_when_the_client_leaves_the_query_ends(url, exports, key):
    host, port = exports.base_url.host, exports.base_url.port
    with socket.create_connection((host, port)) as client:
        client.sendall(f"GET /bitmeyen?f={key} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: copies_running(url) == 1)
    until(lambda: copies_running(url) == 0)
    until(lambda: exports.get("/spor", params={"f": "csv"}).status_code == 200)  # its slot and connection are free


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("key", ["geojson", "geojsonseq", "csv", "kml"])
def test_a_text_whose_database_dies_in_the_middle_is_recognisably_broken(url, exports, key, encoding):
    read = b""
    with exports.stream("GET", "/bitmeyen", params={"f": key}, headers={"Accept-Encoding": encoding}) as got:
        assert got.status_code == 200
        content = got.iter_bytes()
        read += next(content)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE %s AND pid <> pg_backend_pid()",
                ["COPY (SELECT%"],
            )
        with pytest.raises(httpx.RemoteProtocolError):
            for piece in content:
                read = read[-1000:] + piece
    if encoding == "identity":
        assert "HATA" in read[-200:].decode(errors="replace")


def test_a_built_file_whose_database_dies_is_an_error_answer(url, exports):
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(exports.get("/bitmeyen", params={"f": "gpkg"})))
    asking.start()
    until(lambda: copies_running(url) == 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE %s AND pid <> pg_backend_pid()",
            ["COPY (SELECT%"],
        )
    asking.join()
    assert answers[0].status_code >= 500


def test_exports_leave_connections_for_others(url, exports):
    with exports.stream("GET", "/bitmeyen", params={"f": "csv"}) as running:
        assert running.status_code == 200
        busy = exports.get("/spor", params={"f": "csv"})
        assert busy.status_code == 503
        assert int(busy.headers["retry-after"]) > 0
    until(lambda: exports.get("/spor", params={"f": "csv"}).status_code == 200)


def test_the_withheld_asset_is_in_no_file(exports, url):
    everything = replace(
        SPORTS, statement="SELECT * FROM kbs.yayin_varlik WHERE ilce_kodu = %(ilce)s", parameters={"ilce": 1823}
    )
    SOURCES["hepsi"] = everything
    for key in FORMATS:
        content = exports.get("/hepsi", params={"f": key}).raise_for_status().content
        if key in ("xlsx", "shp"):
            archive = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())
        assert b"BIN-0001" in content or key == "parquet"
        assert b"BIN-0016" not in content
        assert b"Konukevi" not in content
