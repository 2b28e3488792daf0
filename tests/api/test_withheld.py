"""The withheld asset (a women's shelter) is nowhere the public can reach."""

import logging
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from kbs_envanter.api.collections import COLLECTIONS
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.export import public_features
from kbs_envanter.webmap import standalone

# What must never appear, folded: its code and the words of its name.
TRACES = ("bin-0016", "konukevi", "siginma")


@pytest.fixture(scope="session")
def withheld_code(cluster, loaded) -> str:
    with psycopg.connect(cluster.url(loaded)) as connection:
        ((kod,),) = connection.execute("SELECT kod FROM kbs.varlik WHERE erisim = 'gizli'").fetchall()
    return kod


def traces(text: str) -> list[str]:
    folded = katla(text)
    return [trace for trace in TRACES if trace in folded]


def walk(client: httpx.Client) -> dict[str, str]:
    """Every public path that can be reached by following links, and every page, with what it answered."""
    pages = ["/mahalleler", "/mahalle/cumhuriyet", "/mahalle/inonu", "/tematik", "/tematik/erisim?hizmet=kres"]
    waiting = ["/", "/harita", "/docs", "/api", "/conformance", "/eslemeler", "/eslemeler?f=html", *pages]
    seen: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen[path] = answer.text
        if "json" not in answer.headers["content-type"]:
            continue
        document = answer.json()
        for holder in (document, *document.get("collections", ()), *document.get("features", ())):
            for link in holder.get("links", ()):
                parts = urlsplit(link["href"])
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


def test_the_report_holds_exactly_one_and_it_has_no_position(withheld_code):
    assert withheld_code == "BIN-0016"


def test_no_public_path_tells_of_it(client, withheld_code):
    answers = walk(client)
    assert len(answers) > 15
    assert {path: found for path, text in answers.items() if (found := traces(text))} == {}


def test_asking_for_it_is_as_asking_for_nothing(client, withheld_code):
    for name in COLLECTIONS:
        asked = client.get(f"/collections/{name}/items/{withheld_code}")
        other = client.get(f"/collections/{name}/items/BIN-9999")
        assert asked.status_code == other.status_code == 404
        assert asked.text.replace(withheld_code, "") == other.text.replace("BIN-9999", "")


def test_no_filter_finds_it(client, withheld_code):
    for query in (f"kod={withheld_code}", "ad=Kadın Konukevi", "kesinlik=yok", "bbox=-180,-90,180,90"):
        page = client.get(f"/collections/varliklar/items?limit=1000&{query}").raise_for_status().json()
        assert withheld_code not in {feature["id"] for feature in page["features"]}


def test_it_is_in_no_count(client, cluster, loaded):
    features = client.get("/collections/mahalleler/items").json()["features"]
    counted = sum(feature["properties"]["bina_sayisi"] for feature in features)
    assert counted == 77


def test_it_is_in_no_stand_alone_file(cluster, loaded):
    page = standalone.render(*public_features(cluster.url(loaded), 1823, None), title="Küçükçekmece")
    assert traces(page) == []


def test_it_is_in_no_log_line(client, withheld_code, caplog):
    with caplog.at_level(logging.DEBUG, logger="kbs_envanter"):
        client.get("/collections/varliklar/items?limit=1000")
    assert traces(caplog.text) == []
