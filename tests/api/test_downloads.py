"""Collections as files by ``f=`` and by Accept: wired to filters, order and CRS."""

import csv
import io
import json

import pytest

PATH = "/collections/binalar/items"


def test_a_file_holds_everything_that_matches_whatever_the_page_size(client):
    answer = client.get(f"{PATH}?f=csv").raise_for_status()
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == 77
    assert answer.headers["content-disposition"].startswith('attachment; filename="binalar-')
    few = client.get(f"{PATH}?f=csv&limit=3&sortby=-kod&properties=kod,ad").text
    rows = list(csv.DictReader(io.StringIO(few)))
    assert [row["kod"] for row in rows] == ["BIN-0078", "BIN-0077", "BIN-0076"]


def test_filters_hold_for_files(client):
    params = {"f": "geojsonseq", "filter": "alan_m2 > 500 AND mahalle_kod = 'atakent'"}
    lines = client.get(PATH, params=params).raise_for_status().text.replace("\x1e", "").splitlines()
    page = client.get(PATH, params=params | {"f": "json"}).json()
    assert [json.loads(line)["id"] for line in lines if line] == [feature["id"] for feature in page["features"]]


@pytest.mark.parametrize("name", ["varliklar", "mahalleler", "parseller", "tasinmaz-islemleri", "silinenler"])
def test_every_collection_is_had_as_a_table(client, name):
    expected = client.get(f"/collections/{name}/items?resultType=hits").json()["numberMatched"]
    text = client.get(f"/collections/{name}/items?f=csv").raise_for_status().text
    assert len(list(csv.DictReader(io.StringIO(text)))) == expected


def test_accept_asks_for_a_file_too(client):
    answer = client.get(PATH, headers={"Accept": "application/geopackage+sqlite3"}).raise_for_status()
    assert answer.content.startswith(b"SQLite format 3")
