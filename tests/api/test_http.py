"""HTTP as caches, scripts of other sites, impatient clients and busy servers see it."""

import gzip
import socket

import httpx
import psycopg
import pytest

from tests.support import offline_settings, serving, until

PATH = "/collections/varliklar/items"


@pytest.fixture
def own(inventory, tmp_path):
    """A service over a database of this test's own: its address, and the database."""
    settings = offline_settings(inventory, tmp_path).model_copy(update={"havuz": 1, "sorgu_suresi_ms": 3000})
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        yield client, inventory


VALIDATED = ["/", "/conformance", "/collections", "/collections/binalar", "/collections/binalar/schema", PATH,
             f"{PATH}/BIN-0001", f"{PATH}?f=html", "/collections/mahalleler/items"]  # fmt: skip


@pytest.mark.parametrize("path", VALIDATED)
def test_what_a_client_has_already_is_not_sent_again(client, path):
    first = client.get(path).raise_for_status()
    assert first.headers["cache-control"] == "no-cache"
    assert "Accept-Encoding" in first.headers["vary"]
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    for known in (tag, f'"x", {tag}', "*", f"W/{tag}"):
        again = client.get(path, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"].replace("-gz", "") == tag.replace("-gz", "")
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(path).content == first.content


def test_another_question_or_form_has_another_validator(client):
    tags = [
        client.get(PATH + tail, headers=headers).headers["etag"]
        for tail in ("", "?limit=1", "?limit=2", "?f=html", "?crs=http://www.opengis.net/def/crs/EPSG/0/4326")
        for headers in ({"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"})
    ]
    assert len(set(tags)) == len(tags)


def test_a_change_makes_a_new_validator_and_no_change_keeps_it(own):
    client, url = own
    tag = client.get(f"{PATH}?limit=1").headers["etag"]
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni' WHERE kod = 'BIN-0001'")
    known = {"If-None-Match": tag}
    assert until(lambda: client.get(f"{PATH}?limit=1", headers=known).status_code == 200)
    tag = client.get(f"{PATH}?limit=1").headers["etag"]
    assert client.get(f"{PATH}?limit=1", headers={"If-None-Match": tag}).status_code == 304


def test_without_the_listening_connection_the_version_is_asked_for(own):
    client, url = own
    tag = client.get(f"{PATH}?limit=1").headers["etag"]
    with psycopg.connect(url, autocommit=True) as connection:
        listening = "FROM pg_stat_activity WHERE application_name LIKE 'kbs_veri%' AND datname = current_database()"
        assert until(lambda: connection.execute(f"SELECT count(*) {listening}").fetchone() == (1,))
        connection.execute(f"SELECT pg_terminate_backend(pid) {listening}")
        assert client.get(f"{PATH}?limit=1", headers={"If-None-Match": tag}).status_code == 304
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni' WHERE kod = 'BIN-0001'")
    assert until(lambda: client.get(f"{PATH}?limit=1", headers={"If-None-Match": tag}).status_code == 200)


def test_a_compressed_answer_is_the_same_answer(client):
    plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
    packed = client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert "content-encoding" not in client.get(PATH, headers={"Accept-Encoding": "gzip;q=0, br"}).headers
    assert "content-encoding" not in client.get("/collections/yok", headers={"Accept-Encoding": "gzip"}).headers


def test_without_isal_the_bytes_are_gzip_all_the_same(monkeypatch):
    import zlib

    from kbs_envanter.api import compression

    monkeypatch.setattr(compression, "_gzip", zlib)
    stream = compression._gzip.compressobj(1, zlib.DEFLATED, compression._GZIP_WINDOW)
    assert gzip.decompress(stream.compress(b"abc" * 999) + stream.flush()) == b"abc" * 999


def test_scripts_of_other_sites_may_read_the_answer_and_its_headers(client):
    for path in ("/", PATH, "/collections/yok", "/harita", f"{PATH}?limit=x"):
        headers = client.get(path, headers={"Origin": "https://baska.example"}).headers
        assert headers["access-control-allow-origin"] == "*"
        assert {"Content-Crs", "Link", "ETag"} <= set(headers["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in headers


EVERYWHERE = ["/", "/conformance", "/collections", "/collections/binalar", "/collections/binalar/queryables", PATH,
              f"{PATH}/BIN-0001", "/api", "/docs", "/harita"]  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
def test_head_is_get_without_a_body_and_options_names_the_methods(client, path):
    got, head = (
        client.get(path, headers={"Accept-Encoding": "identity"}),
        client.head(path, headers={"Accept-Encoding": "identity"}),
    )
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]
    options = client.options(path, headers={"Origin": "https://baska.example", "Access-Control-Request-Method": "GET"})
    assert options.status_code == 204
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    assert "If-None-Match" in options.headers["access-control-allow-headers"]


def test_the_link_header_says_what_the_document_says(client):
    page = client.get(f"{PATH}?limit=3")
    links = {link["rel"]: link["url"] for link in page.links.values()}
    assert links["next"] == next(link["href"] for link in page.json()["links"] if link["rel"] == "next")


def test_links_keep_odd_parameters_as_they_were(client):
    page = client.get(PATH, params={"limit": 1, "q": "a, é&b=<c>\"'+ /"}).raise_for_status()
    for link in page.json()["links"]:
        client.get(link["href"]).raise_for_status()
    page = client.get(f'{PATH}?limit=1&ad=İ<>"').raise_for_status()
    assert client.get(page.json()["links"][0]["href"]).json()["features"] == page.json()["features"]


def blocked(url: str) -> psycopg.Connection:
    """Nobody reads the published assets until this connection closes."""
    connection = psycopg.connect(url)
    connection.execute("LOCK TABLE kbs.yayin_varlik IN ACCESS EXCLUSIVE MODE")
    return connection


def waiting(url: str) -> int:
    with psycopg.connect(url) as connection:
        question = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return connection.execute(question).fetchone()[0]


def test_the_query_of_a_client_that_left_is_cancelled(own):
    client, url = own
    client.get(PATH).raise_for_status()
    with blocked(url):
        with socket.create_connection((client.base_url.host, client.base_url.port)) as leaving:
            leaving.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert until(lambda: waiting(url) == 1)
        # Well before the statement's own time is up.
        assert until(lambda: waiting(url) == 0, seconds=2.0)
    assert client.get(PATH).status_code == 200


def test_a_query_that_takes_too_long_is_503_and_says_when_to_come_again(own):
    client, url = own
    with blocked(url):
        answer = client.get(PATH, timeout=10)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get(PATH).status_code == 200


def test_a_title_with_markup_is_text_in_a_page(own):
    client, url = own
    evil = "<script>alert(1)</script>\"'`{{7*7}}"
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = %s, adres_ham = %s WHERE kod = 'BIN-0001'", [evil, evil])
    for path in (f"{PATH}?f=html", f"{PATH}/BIN-0001?f=html"):
        text = client.get(path).raise_for_status().text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
        assert "{{7*7}}" in text
    assert client.get(f"{PATH}/BIN-0001").json()["properties"]["ad"] == evil
