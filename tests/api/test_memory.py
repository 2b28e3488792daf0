"""Answers kept in memory: the same bytes, never older than the data, never more than was allowed."""

import json

import httpx
import psycopg
import pytest
from starlette.responses import Response, StreamingResponse

from kbs_envanter.api.memory import Memory
from tests.support import serving

PATHS = (
    "/collections/parklar/items?limit=5",
    "/collections/varliklar/items/BIN-0045",
    "/parsel-karnesi/-/-/1198",
    "/collections/mahalleler/tiles/WebMercatorQuad/12/1536/2375",
)


@pytest.mark.parametrize("path", PATHS)
def test_asking_again_gives_the_same_answer_with_the_same_headers(client, path):
    first, second = client.get(path), client.get(path)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers.get("etag") == second.headers.get("etag")
    assert first.headers.get("content-crs") == second.headers.get("content-crs")


def test_another_accept_is_another_answer(client):
    path = PATHS[1]
    assert client.get(path).headers["content-type"] == "application/geo+json"
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert client.get(path).headers["content-type"] == "application/geo+json"


def test_a_change_is_seen_at_once_by_whoever_asks_after_it(inventory, offline):
    with serving(offline(inventory)) as address, httpx.Client(base_url=address) as client:
        for path, change in (
            ("/collections/varliklar/items/BIN-0045", "UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = 'BIN-0045'"),
            ("/parsel-karnesi/-/-/1198", "DELETE FROM kbs.bulgu"),
        ):
            before = client.get(path).raise_for_status()
            with psycopg.connect(inventory) as connection:
                connection.execute(change)
                connection.commit()
            deadline = 200
            while client.get(path).content == before.content and deadline:
                deadline -= 1
            assert deadline, f"{path} is still the old answer"
        assert client.get("/collections/varliklar/items/BIN-0045").json()["properties"]["ad"] == "Yeni ad"


def test_the_least_used_answers_go_when_there_is_no_room():
    memory = Memory(3 * (1000 + 1024))
    for name in "abc":
        memory.keep(name, Response(name.encode() * 1000))
    assert memory.find("a") is not None
    memory.keep("d", Response(b"d" * 1000))
    assert memory.find("b") is None
    assert [name for name in "acd" if memory.find(name)] == ["a", "c", "d"]


@pytest.mark.parametrize(
    "response",
    [Response(b"x", 404), StreamingResponse(iter([b"x"])), Response(b"x" * 300_000), Response(json.dumps({}), 500)],
)
def test_refusals_streams_and_large_bodies_are_not_kept(response):
    memory = Memory(10_000_000)
    memory.keep("k", response)
    assert memory.find("k") is None


def test_without_room_nothing_is_kept():
    memory = Memory(0)
    memory.keep("k", Response(b"x"))
    assert memory.find("k") is None
