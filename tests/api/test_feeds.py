"""``/degisimler.atom``: valid Atom of what changed, by mahalle and kind, page by page; nothing withheld."""

from datetime import datetime
from xml.etree import ElementTree

import httpx
import psycopg
import pytest

from tests.support import offline_settings, serving

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def text(element, tag):
    return element.findtext(ATOM + tag)


def pages(client, path):
    entries = []
    while path:
        feed = read(client, path)
        entries += feed.findall(f"{ATOM}entry")
        path = next((link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"), None)
    return entries


def codes(entries):
    return [text(entry, "id").split(":")[3] for entry in entries]


def valid(feed):
    """The MUSTs of RFC 4287 that concern us."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text, "4.1.1: an author of all entries"
    ids = [text(feed, "id")]
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(element.findall(ATOM + tag)) == 1, f"4.1: exactly one {tag}"
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None, "3.3: RFC 3339"
        assert text(element, "id").startswith("urn:"), "4.2.6: an IRI"
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert all(link.get("href", "").startswith("http") for link in element.findall(f"{ATOM}link"))
        assert len(kinds) == len(set(kinds)), "4.1.1: no two alternates of one type"
        ids.append(text(element, "id")) if element is not feed else None
    assert "self" in {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert len(ids) == len(set(ids)), "4.1.1: no id twice"
    return feed


@pytest.fixture
def own(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, httpx.Client(base_url=address) as client:
        yield client, inventory


def test_the_feed_is_valid_atom(client):
    feed = valid(read(client, "/degisimler.atom"))
    assert len(feed.findall(f"{ATOM}entry")) == 50


def test_its_pages_tell_of_every_public_asset_once_and_of_no_other(client):
    entries = pages(client, "/degisimler.atom")
    told = codes(entries)
    assert len(told) == len(set(told)) == 155 and "BIN-0016" not in told
    assert "konukevi" not in " ".join(ElementTree.tostring(entry, "unicode") for entry in entries).lower()


def test_it_is_narrowed_by_mahalle_and_kind(client):
    where = {"mahalle": "atakent", "tur": "park"}
    told = codes(pages(client, "/degisimler.atom?mahalle=atakent&tur=park"))
    found = client.get("/collections/varliklar/items", params={"limit": 1000, "f": "json"}).json()["features"]
    kept = client.get("/collections/mahalleler/items/atakent").json()["properties"]["ad"]
    wanted = {f["id"] for f in found if f["properties"]["mahalle"] == kept and f["properties"]["tur"] == where["tur"]}
    assert set(told) == wanted and wanted


@pytest.mark.parametrize("query", ["tur=köprü", "mahalle=yok", "sonraki=abc", "baska=1", "sonraki=9.x"])
def test_a_faulty_question_is_refused(client, query):
    answer = client.get(f"/degisimler.atom?{query}")
    assert answer.status_code == 400 and answer.headers["content-type"].startswith("application/problem+json")


def test_who_has_it_gets_304(client):
    first = client.get("/degisimler.atom")
    again = client.get("/degisimler.atom", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/degisimler.atom?tur=park")
    assert other.headers["etag"] != first.headers["etag"]


def test_a_change_comes_first_with_an_id_of_its_own(own):
    client, url = own
    before = {text(entry, "id") for entry in pages(client, "/degisimler.atom")}
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = '<Ada & \"Deniz\">' || chr(8) WHERE kod = 'PRK-0005'")
    feed = valid(read(client, "/degisimler.atom"))
    first = feed.find(f"{ATOM}entry")
    assert text(first, "title") == '<Ada & "Deniz"> (PRK-0005)'
    assert text(first, "id") not in before
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL "
            "WHERE kod = 'PRK-0005'"
        )
    feed = valid(read(client, "/degisimler.atom"))
    assert text(feed.find(f"{ATOM}entry"), "title") == "PRK-0005 yayından kalktı"
    assert codes(pages(client, "/degisimler.atom")).count("PRK-0005") == 1
    assert "Deniz" not in client.get("/degisimler.atom").text
