"""OGC API Tiles as a stranger reads it."""

import psycopg
import pytest

from kbs_envanter.api import tiles
from kbs_envanter.api.tile_documents import MVT, TILEJSON
from kbs_envanter.store import tiles as store_tiles
from tests.db.test_tiles import tile_of

QUAD = "WebMercatorQuad"
CENTRE = tile_of(28.77, 41.02, 13)


def path_of(collection: str, zoom: int = 13, lon: float = 28.77, lat: float = 41.02) -> str:
    place = tile_of(lon, lat, zoom)
    return f"/collections/{collection}/tiles/{QUAD}/{place.zoom}/{place.row}/{place.column}"


def test_the_tile_matrix_set_is_the_well_known_one(client):
    listed = client.get("/tileMatrixSets").raise_for_status().json()["tileMatrixSets"]
    assert [entry["id"] for entry in listed] == [QUAD]
    definition = client.get(listed[0]["links"][0]["href"]).raise_for_status().json()
    first, *_, last = definition["tileMatrices"]
    assert first["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert (last["id"], last["matrixWidth"]) == ("22", 2**22)


@pytest.mark.parametrize("collection", tiles.TILED)
def test_every_tileset_leads_to_its_tiles(client, collection):
    listed = client.get(f"/collections/{collection}/tiles").raise_for_status().json()
    there = next(link["href"] for link in listed["tilesets"][0]["links"] if link["rel"] == "self")
    tileset = client.get(there).raise_for_status().json()
    assert tileset["dataType"] == "vector"
    assert tileset["tileMatrixSetURI"].endswith(QUAD)
    item = next(link for link in tileset["links"] if link["rel"] == "item")
    assert (item["templated"], item["type"]) == (True, MVT)
    for link in tileset["links"]:
        if link["rel"] != "item":
            answer = client.get(link["href"]).raise_for_status()
            assert answer.headers["content-type"].split(";")[0] == link["type"]
    filled = item["href"].format(tileMatrix=13, tileRow=CENTRE.row, tileCol=CENTRE.column)
    assert client.get(filled).status_code in (200, 204)


def test_tilejson_is_for_map_programs(client):
    answer = client.get(f"/collections/varliklar/tiles/{QUAD}?f=tilejson").raise_for_status()
    assert answer.headers["content-type"].split(";")[0] == TILEJSON
    document = answer.json()
    assert document["tilejson"] == "3.0.0"
    assert (document["minzoom"], document["maxzoom"]) == (0, 22)
    west, south, east, north = document["bounds"]
    assert 28.6 < west < east < 28.9
    assert 40.9 < south < north < 41.2
    assert document["vector_layers"][0]["id"] == "varliklar"
    assert set(document["vector_layers"][0]["fields"]) == {"kod", "tur", "kesinlik", "ad", "sayi"}
    filled = document["tiles"][0].format(z=13, x=CENTRE.column, y=CENTRE.row)
    assert client.get(filled).raise_for_status().headers["content-type"] == MVT


def test_a_tile_of_a_kind_holds_only_that_kind(client):
    content = client.get(path_of("parklar")).raise_for_status().content
    assert b"PRK-" in content
    assert b"BIN-" not in content


def test_an_empty_tile_is_204(client):
    for path in (path_of("varliklar", lon=-100), path_of("parseller", zoom=12), path_of("parklar", zoom=22, lon=28.7)):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("there", ["23/0/0", "13/8192/0", "13/0/8192", "0/0/1", "99999999999999999999/0/0"])
def test_a_tile_outside_the_matrices_is_404(client, there):
    answer = client.get(f"/collections/varliklar/tiles/{QUAD}/{there}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "there", ["a/0/0", "1/-1/0", "1/0/0.5", "1/0/١", "1/0/0?f=png", "1/0/0?yok=1", "1/0/0?f=mvt&f=mvt"]
)
def test_a_malformed_tile_address_is_400(client, there):
    answer = client.get(f"/collections/varliklar/tiles/{QUAD}/{there}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/tileMatrixSets/yok", "/collections/yok/tiles", "/collections/silinenler/tiles", "/collections/varliklar/tiles/yok",
     "/collections/varliklar/tiles/yok/1/0/0"],
)  # fmt: skip
def test_what_is_not_tiled_is_404(client, path):
    assert client.get(path).status_code == 404


def test_a_tile_that_the_client_has_is_not_sent_again(client):
    first = client.get(path_of("varliklar")).raise_for_status()
    again = client.get(path_of("varliklar"), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path_of("varliklar")).content == first.content


def test_a_tile_that_is_too_large_says_how_many_features_it_lacks(client, monkeypatch):
    whole = client.get(path_of("varliklar")).raise_for_status()
    assert tiles.DROPPED not in whole.headers
    monkeypatch.setattr(store_tiles, "LARGEST", 1000)
    not_kept = {"Accept": "application/vnd.mapbox-vector-tile"}  # asked in other words than before
    cut = client.get(path_of("varliklar"), headers=not_kept).raise_for_status()
    assert 0 < len(cut.content) <= 1000
    assert int(cut.headers[tiles.DROPPED]) > 0


def test_the_withheld_asset_is_in_no_tile(client, cluster, loaded):
    with psycopg.connect(cluster.url(loaded)) as connection:
        places = connection.execute(
            "SELECT DISTINCT round(ST_X(geom)::numeric, 3), round(ST_Y(geom)::numeric, 3) "
            "FROM kbs.acik_varlik WHERE geom IS NOT NULL"
        ).fetchall()
    for path in {path_of("binalar", 14, float(lon), float(lat)) for lon, lat in places}:
        assert b"BIN-0016" not in client.get(path).content
