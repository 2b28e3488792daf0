"""OGC API - Features Part 2: coordinate reference systems by reference."""

import pyproj
import pytest

from kbs_envanter.api.collections import COLLECTIONS
from kbs_envanter.store.features import CRS84, SUPPORTED

OTHERS = [crs for crs in SUPPORTED.values() if crs != CRS84]
PATH = "/collections/varliklar/items"


def numbers(coordinates) -> list[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        return [tuple(coordinates)]
    return [pair for part in coordinates for pair in numbers(part)]


def test_req_crs_crs_uri_every_collection_lists_its_systems(client):
    for collection in client.get("/collections").json()["collections"]:
        assert collection["crs"][0] == CRS84.uri
        assert collection["storageCrs"] in collection["crs"]
        assert set(collection["crs"]) == set(SUPPORTED)


@pytest.mark.parametrize("path", [*(f"/collections/{name}/items" for name in COLLECTIONS), f"{PATH}/BIN-0001"])
def test_req_crs_ogc_crs_header_on_every_answer_with_angle_brackets(client, path):
    assert client.get(path).headers["content-crs"] == f"<{CRS84.uri}>"
    for crs in OTHERS:
        assert client.get(path, params={"crs": crs.uri}).headers["content-crs"] == f"<{crs.uri}>"


@pytest.mark.parametrize("crs", OTHERS, ids=lambda crs: crs.uri)
@pytest.mark.parametrize("path", ["/collections/binalar/items", "/collections/mahalleler/items"])
def test_req_crs_fc_crs_action_coordinates_in_the_authoritys_axis_order(client, path, crs):
    plain = client.get(path).json()["features"]
    moved = client.get(path, params={"crs": crs.uri}).json()["features"]
    assert [f["id"] for f in moved] == [f["id"] for f in plain]
    # Without always_xy pyproj follows the authority's own order of axes.
    transform = pyproj.Transformer.from_crs("OGC:CRS84", f"EPSG:{crs.uri.rsplit('/', 1)[1]}").transform
    tolerance = 1e-5 if crs.geographic else 1.0
    for before, after in zip(plain, moved, strict=True):
        pairs = zip(numbers(before["geometry"]["coordinates"]), numbers(after["geometry"]["coordinates"]), strict=True)
        for (lon, lat), found in pairs:
            assert found == pytest.approx(transform(lon, lat), abs=tolerance)


@pytest.mark.parametrize("crs", OTHERS, ids=lambda crs: crs.uri)
def test_req_crs_fc_bbox_crs_action_the_same_box_finds_the_same_features(client, crs):
    west, south, east, north = 28.7602, 41.0003, 28.7901, 41.0204
    expected = client.get(f"{PATH}?limit=1000&bbox={west},{south},{east},{north}").json()["features"]
    transform = pyproj.Transformer.from_crs("OGC:CRS84", f"EPSG:{crs.uri.rsplit('/', 1)[1]}").transform_bounds
    bounds = transform(west, south, east, north)
    params = {"limit": 1000, "bbox": ",".join(map(str, bounds)), "bbox-crs": crs.uri}
    found = {f["id"] for f in client.get(PATH, params=params).raise_for_status().json()["features"]}
    # A box in degrees is no box in a grid: its bounds there hold it, and a little more at the edges.
    assert {f["id"] for f in expected} <= found
    assert len(found) <= len(expected) + 3


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("uri", ["http://www.opengis.net/def/crs/EPSG/0/999999", "EPSG:4326", "", "4326' OR 1=1"])
def test_req_crs_fc_crs_valid_value_an_unknown_system_is_400(client, name, uri):
    assert client.get(PATH, params={name: uri, "bbox": "28,40,29,42"}).status_code == 400


@pytest.mark.parametrize("bbox", ["1e300,1e300,1e301,1e301", "5,1,4,2", "1,5,2,4", "-1e9,-1e9,1e9,1e9"])
def test_a_box_outside_its_system_is_never_a_server_error(client, bbox):
    for crs in OTHERS:
        assert client.get(PATH, params={"bbox": bbox, "bbox-crs": crs.uri}).status_code in (200, 400)


def test_a_row_without_geometry_is_null_in_every_system(client):
    for crs in SUPPORTED:
        page = client.get("/collections/tasinmaz-islemleri/items", params={"crs": crs, "limit": 5}).json()
        assert all("geometry" in feature for feature in page["features"])
