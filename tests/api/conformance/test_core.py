"""OGC API - Features Part 1: the official suite's checks, named after the requirements they are of."""

import random

import pytest
from shapely import box
from shapely.geometry import shape

from kbs_envanter.api.collections import COLLECTIONS

GEOJSON = "application/geo+json"
WITH_GEOMETRY = ("varliklar", "binalar", "spor-tesisleri", "parklar", "pazarlar", "mahalleler")
ITEMS = [f"/collections/{name}/items" for name in COLLECTIONS]


def by_rel(document: dict) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for link in document["links"]:
        found.setdefault(link["rel"], []).append(link)
    return found


def assert_self_and_alternates(document: dict, own: str, others: set[str]) -> None:
    links = by_rel(document)
    assert [link["type"] for link in links["self"]] == [own]
    assert {link["type"] for link in links["alternate"]} >= others
    assert all(link["rel"] and link["type"] for link in document["links"])


def test_req_core_root_success(client):
    page = client.get("/", headers={"Accept": "application/json"}).raise_for_status().json()
    links = by_rel(page)
    assert {"service-desc", "conformance", "data"} <= set(links)
    assert links["service-desc"][0]["type"].replace(" ", "") == "application/vnd.oai.openapi+json;version=3.0"
    assert_self_and_alternates(page, "application/json", {"text/html"})


def test_req_core_api_definition_success(client):
    accept = "application/vnd.oai.openapi+json;version=3.0"
    answer = client.get("/api", headers={"Accept": accept}).raise_for_status()
    assert answer.headers["content-type"] == accept
    assert answer.json()["servers"][0]["url"] == str(client.base_url).rstrip("/")


def test_req_core_conformance_success(client):
    declared = client.get("/conformance").raise_for_status().json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared
    assert len(set(declared)) == len(declared)


def test_req_core_fc_md_links_and_items_links(client):
    document = client.get("/collections").raise_for_status().json()
    assert_self_and_alternates(document, "application/json", {"text/html"})
    for collection in document["collections"]:
        assert_self_and_alternates(collection, "application/json", {"text/html"})
        assert GEOJSON in {link["type"] for link in by_rel(collection)["items"]}
        assert collection.get("itemType") == "feature"


def test_req_core_sfc_md_success_each_collection_is_its_entry_in_the_list(client):
    for listed in client.get("/collections").json()["collections"]:
        assert client.get(f"/collections/{listed['id']}").raise_for_status().json() == listed


def test_req_core_fc_md_extent(client):
    for name in WITH_GEOMETRY:
        extent = client.get(f"/collections/{name}").json()["extent"]
        west, south, east, north = extent["spatial"]["bbox"][0]
        assert west <= east
        assert south <= north
    (interval,) = client.get("/collections/varliklar").json()["extent"]["temporal"]["interval"]
    assert interval == ["2024-01-01T00:00:00Z", None]


@pytest.mark.parametrize("path", ITEMS)
def test_req_core_fc_response_and_links(client, path):
    page = client.get(path, headers={"Accept": GEOJSON}).raise_for_status().json()
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"])
    assert_self_and_alternates(page, GEOJSON, {"text/html"})


@pytest.mark.parametrize("path", ITEMS)
def test_req_core_fc_number_matched_is_the_sum_of_the_pages(client, path):
    hits = client.get(f"{path}?resultType=hits").raise_for_status().json()
    assert hits["features"] == []
    page = client.get(f"{path}?limit=10000").json()
    assert page["numberMatched"] == hits["numberMatched"] == page["numberReturned"]
    first = client.get(f"{path}?limit=1").json()
    assert ("numberMatched" in first) == (hits["numberMatched"] <= 1)


@pytest.mark.parametrize("limit", [1, 55, 100])
def test_req_core_fc_limit_response_1(client, limit):
    for path in ITEMS:
        assert client.get(f"{path}?limit={limit}").raise_for_status().json()["numberReturned"] <= limit


def test_a_page_token_neither_holds_nor_checks_the_limit(client):
    page = client.get("/collections/binalar/items").json()
    page = client.get("/collections/binalar/items?limit=7").json()
    following = by_rel(page)["next"][0]["href"].replace("limit=7", "limit=10000")
    assert client.get(following).raise_for_status().json()["numberReturned"] == 70


BOXES = ["-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85"]


@pytest.mark.parametrize("bbox", BOXES)
@pytest.mark.parametrize("path", ITEMS)
def test_req_core_fc_bbox_definition_every_box_of_the_suite_is_answered(client, path, bbox):
    client.get(f"{path}?bbox={bbox}").raise_for_status()


@pytest.mark.parametrize("name", WITH_GEOMETRY)
def test_req_core_fc_bbox_response_only_what_intersects(client, name):
    path = f"/collections/{name}/items"
    bounds = client.get(f"/collections/{name}").json()["extent"]["spatial"]["bbox"][0]
    everything = client.get(f"{path}?limit=10000").json()["features"]
    whole = client.get(f"{path}?limit=10000&bbox={','.join(map(str, bounds))}").json()
    assert whole["numberReturned"] == len(everything)
    chance = random.Random(name)
    for _ in range(8):
        x1, x2 = sorted(round(chance.uniform(bounds[0], bounds[2]), 5) for _ in "ab")
        y1, y2 = sorted(round(chance.uniform(bounds[1], bounds[3]), 5) for _ in "ab")
        found = client.get(f"{path}?limit=10000&bbox={x1},{y1},{x2},{y2}").json()["features"]
        expected = {f["id"] for f in everything if shape(f["geometry"]).intersects(box(x1, y1, x2, y2))}
        assert {f["id"] for f in found} == expected


def test_req_core_fc_bbox_response_c_a_row_without_geometry_matches_every_box(client):
    path = "/collections/tasinmaz-islemleri/items"
    everything = client.get(f"{path}?resultType=hits").json()["numberMatched"]
    assert everything > 0
    far = client.get(f"{path}?limit=10000&bbox=-80,-5,-70,5").json()["features"]
    assert all(feature["geometry"] is None for feature in far)
    assert far != []


IN_FORCE = [
    "2024-01-01", "2024-01-01T00:00:00Z", "2024-06-01T12:00:00.5+03:00", "2024", "2024-05", "../2024-01-01T00:00:00Z",
    "2024-01-01/", "2024-01-01/..", "../..", "/2025", "../2025", "1990-01-01/2024-01-01", "2023-12-31/P2D",
    "2023-12-31T23:59:59Z/PT2S", "P1Y/2024-06-01", "9999-12-31", "2024-02-29",
]  # fmt: skip
NOT_YET = ["2023", "2023-12-31T23:59:59Z", "../2023", "/2023-12-31", "2020-01-01/P2D", "0001-01-01/2023-12-31"]
NO_TIME = [
    "now", "now/..", "", "yesterday", "2024-13-01", "2024-02-30", "2024-01-01T25:00:00Z", "2025/2024", "1/2/3", "P1D",
    "P1D/P1D", "2024-01-01/P", "2024-01-01T00:00:00", "../../..", "20240101", "0000-01-01", "2024-01-01/P99999999D",
]  # fmt: skip


@pytest.mark.parametrize("when", IN_FORCE)
def test_req_core_fc_time_response_records_in_force(client, when):
    page = client.get("/collections/binalar/items", params={"datetime": when}).raise_for_status().json()
    assert page["numberMatched"] == 77


@pytest.mark.parametrize("when", NOT_YET)
def test_req_core_fc_time_response_records_not_yet_in_force(client, when):
    assert (
        client.get("/collections/binalar/items", params={"datetime": when}).raise_for_status().json()["features"] == []
    )
    # What has no time of its own always holds.
    assert client.get("/collections/mahalleler/items", params={"datetime": when}).json()["numberReturned"] == 21


@pytest.mark.parametrize("when", NO_TIME)
def test_req_core_fc_time_definition_refuses_what_is_no_time(client, when):
    assert client.get("/collections/binalar/items", params={"datetime": when}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/conformance", "/collections", "/collections/binalar", *ITEMS])
def test_req_core_query_param_unknown(client, path):
    assert client.get(f"{path}?bilinmeyen=1").status_code == 400


def test_req_core_query_param_invalid(client):
    assert client.get("/collections/binalar/items?limit=unlimited").status_code == 400


@pytest.mark.parametrize("name", WITH_GEOMETRY)
def test_req_core_f_success_and_links(client, name):
    listed = client.get(f"/collections/{name}/items?limit=1").json()["features"][0]
    feature = client.get(f"/collections/{name}/items/{listed['id']}").raise_for_status().json()
    assert {key: feature[key] for key in listed} == listed
    assert_self_and_alternates(feature, GEOJSON, {"text/html"})
    assert by_rel(feature)["collection"][0]["href"].endswith(f"/collections/{name}")


# Content negotiation (/req/html, /req/geojson, RFC 9110)

NEGOTIATED = [
    ("*/*", GEOJSON), ("application/geo+json", GEOJSON), ("application/json", GEOJSON), ("text/html", "text/html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("text/html;q=0.4,application/geo+json;q=0.5", GEOJSON), ("text/*", "text/html"),
    ("application/geo+json;q=0,*/*", "text/html"), ("image/png,*/*;q=0.1", GEOJSON), ("text/csv", "text/csv"),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "expected"), NEGOTIATED)
def test_accept_with_its_q_values_chooses_the_representation(client, accept, expected):
    answer = client.get("/collections/binalar/items?limit=2", headers={"Accept": accept}).raise_for_status()
    assert answer.headers["content-type"].split(";")[0] == expected
    assert "Accept" in answer.headers.get("vary", "Accept")


def test_f_comes_before_accept(client):
    answer = client.get("/collections/binalar/items?f=json", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == GEOJSON


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/binalar/items", "/collections/binalar/schema"])
def test_what_nobody_offers_is_406(client, path):
    answer = client.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/", "/conformance", "/collections", *(f"/collections/{name}" for name in COLLECTIONS), *ITEMS,
     "/collections/varliklar/items/BIN-0001", "/collections/mahalleler/items/atakent", "/collections/varliklar/schema"],
)  # fmt: skip
def test_req_html_every_resource_is_a_page_without_scripts(client, path):
    answer = client.get(path, headers={"Accept": "text/html"}).raise_for_status()
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert '<html lang="tr">' in answer.text
