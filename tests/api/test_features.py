"""OGC API Features as a stranger reads it."""

import httpx
import pytest

from kbs_envanter.api.collections import COLLECTIONS

EXPECTED = {"binalar": 77, "spor-tesisleri": 14, "parklar": 54, "pazarlar": 10, "mahalleler": 21}


def follow(client: httpx.Client, path: str) -> list[dict]:
    """All features of all pages."""
    features = []
    while path:
        page = client.get(path).raise_for_status().json()
        assert page["numberReturned"] == len(page["features"])
        features += page["features"]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    return features


def test_the_front_door_leads_everywhere(client):
    page = client.get("/").raise_for_status().json()
    links = {link["rel"]: link for link in page["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    assert links["service-desc"]["type"] == "application/vnd.oai.openapi+json;version=3.0"
    for link in page["links"]:
        answer = client.get(link["href"]).raise_for_status()
        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


def test_every_link_of_every_collection_answers_with_the_promised_type(client):
    listed = client.get("/collections").raise_for_status().json()["collections"]
    assert [c["id"] for c in listed] == list(COLLECTIONS)
    for collection in listed:
        for link in collection["links"]:
            answer = client.get(link["href"]).raise_for_status()
            assert answer.headers["content-type"].split(";")[0] == link["type"]
        assert client.get(f"/collections/{collection['id']}").json() == collection


@pytest.mark.parametrize(("collection", "number"), EXPECTED.items())
def test_a_collection_has_all_its_features(client, collection, number):
    assert len(follow(client, f"/collections/{collection}/items")) == number


def test_all_assets_are_the_sum_of_their_kinds(client):
    everything = follow(client, "/collections/varliklar/items?limit=50")
    assert len(everything) == sum(number for name, number in EXPECTED.items() if name != "mahalleler")
    assert len({feature["id"] for feature in everything}) == len(everything)


def test_pages_follow_one_another_without_gap_or_repeat(client):
    whole = [feature["id"] for feature in follow(client, "/collections/binalar/items")]
    for limit in (1, 7, 76, 77, 1000):
        pieces = follow(client, f"/collections/binalar/items?limit={limit}")
        assert [feature["id"] for feature in pieces] == whole


def test_the_next_link_keeps_the_filters(client):
    found = follow(client, "/collections/varliklar/items?limit=3&mahalle_kod=kanarya")
    assert len(found) > 3
    assert {feature["properties"]["mahalle"] for feature in found} == {"Kanarya"}


def test_a_feature_says_what_where_whose_and_from_which_line(client):
    feature = client.get("/collections/binalar/items/BIN-0001").raise_for_status().json()
    properties = feature["properties"]
    assert feature["id"] == "BIN-0001"
    assert properties["ad"] == "Atakent Kültür ve Sanat Merkezi"
    assert properties["mahalle"] == "Atakent"
    assert properties["ada_parsel"] == "512/9"
    assert properties["parseller"][0] | {"ham_metin": ""} == {
        "tapu_mahallesi": None, "ada": "512", "parsel": "9", "iliski": "uzerinde", "eski": [], "ham_metin": "",
    }  # fmt: skip
    assert properties["alan_m2"] == 10166
    assert properties["kesinlik"] in {"parsel", "kapi", "yer", "sokak", "mahalle"}
    assert properties["belirsizlik_m"] > 0
    assert properties["kaynak"].startswith("Faaliyet Raporu 2024, satır ")
    assert {link["rel"] for link in feature["links"]} == {"self", "alternate", "collection"}


def test_coordinates_are_longitude_then_latitude_in_the_district(client):
    for feature in follow(client, "/collections/varliklar/items"):
        lon, lat = feature["geometry"]["coordinates"]
        assert 28.70 < lon < 28.84
        assert 40.96 < lat < 41.09


def test_a_box_answers_what_lies_in_it(client):
    everything = follow(client, "/collections/varliklar/items")
    box = (28.76, 41.0, 28.79, 41.02)
    inside = {
        f["id"]
        for f in everything
        if box[0] <= f["geometry"]["coordinates"][0] <= box[2] and box[1] <= f["geometry"]["coordinates"][1] <= box[3]
    }
    found = follow(client, "/collections/varliklar/items?limit=9&bbox=" + ",".join(map(str, box)))
    assert {f["id"] for f in found} == inside != set()


def test_a_box_may_have_heights_and_may_cross_the_antimeridian(client):
    path = "/collections/varliklar/items?bbox="
    assert client.get(path + "28,40,0,29,42,100").raise_for_status().json()["numberReturned"] == 100
    assert client.get(path + "177,65,-177,70").raise_for_status().json()["features"] == []
    assert client.get(path + "20,40,-170,42").raise_for_status().json()["numberReturned"] == 100


def test_a_limit_above_the_maximum_is_clamped(client):
    assert client.get("/collections/binalar/items?limit=99999999999999999999").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=unlimited", "limit=1.5", "limit=", "limit=१",
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,3,nan", "bbox=0,5,1,4", "bbox=200,0,201,1", "bbox=1,2,3,4,5",
        "yok=1", "limit=1&limit=2", "sonraki=%C3%BC", "sonraki=_w", "rapor_yili=iki", "rapor_yili=99999999999",
        "ad=%00", "f=xml", "tur=bina';--&x=1",
    ],
)  # fmt: skip
def test_a_malformed_question_is_refused_with_400_in_two_languages(client, query):
    answer = client.get(f"/collections/varliklar/items?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert problem["detail_en"]
    assert problem["parametre"]


@pytest.mark.parametrize(
    "path",
    ["/yok", "/collections/yok", "/collections/yok/items", "/collections/binalar/items/BIN-9999",
     "/collections/parklar/items/BIN-0001", "/collections/binalar/items/%00", "/collections/binalar/items/' OR 1=1"],
)  # fmt: skip
def test_what_is_not_there_is_404(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_filter_value_is_never_sql(client):
    assert follow(client, "/collections/varliklar/items?ad=x' OR '1'='1") == []


def test_other_methods_are_refused(client):
    assert client.post("/collections/mahalleler/items").status_code == 405
    assert client.post("/collections/binalar/items").status_code == 401, "who may write is asked first"
    assert client.head("/collections/binalar/items").status_code == 200


def test_neighbourhoods_count_their_assets(client):
    counted = follow(client, "/collections/mahalleler/items")
    everything = follow(client, "/collections/varliklar/items")
    for feature in counted:
        mine = [f for f in everything if f["properties"]["mahalle_kod"] == feature["id"]]
        assert feature["properties"]["varlik_sayisi"] == len(mine)
        assert feature["geometry"]["type"] == "MultiPolygon"


def test_the_definition_is_openapi_3_0_and_names_every_collection(client):
    answer = client.get("/api").raise_for_status()
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    definition = answer.json()
    assert definition["openapi"].startswith("3.0")
    for name in COLLECTIONS:
        parameters = definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        limit = next(p for p in parameters if p["name"] == "limit")
        assert limit["schema"]["minimum"] == 1
    assert '"null"' not in answer.text


def test_browser_files_with_a_hash_may_be_kept_for_ever(client):
    page = client.get("/harita").text
    script = next(part for part in page.split('"') if "leaflet.js?v=" in part)
    answer = client.get(f"/{script.lstrip('/')}").raise_for_status()
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(f"/{script.lstrip('/').split('?')[0]}").headers["cache-control"] == "no-cache"
