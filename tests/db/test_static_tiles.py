"""The public map as one file: read back, it holds the service's own tiles and nothing withheld."""

import gzip
import json

import httpx
import psycopg
import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import Compression, TileType

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.static_tiles import LAYERS, export_tiles
from tests.withheld import FILL, TRACES

ILCE, ZOOM = 1823, 13


def exported(url, path, zoom=ZOOM):
    export_tiles(url, path, ilce_kodu=ILCE, zoom=zoom)
    return Reader(MemorySource(path.read_bytes()))


@pytest.fixture(scope="module")
def file(site, cluster, tmp_path_factory):
    return exported(cluster.url("site"), tmp_path_factory.mktemp("karo") / "x.pmtiles")


def tiles_of(reader):
    return {place: gzip.decompress(content) for place, content in all_tiles(reader.get_bytes)}


def test_a_tile_of_the_file_is_the_services_tiles_of_its_layers(file, site):
    got = tiles_of(file)
    assert {zoom for zoom, _, _ in got} == set(range(ZOOM + 1))
    with httpx.Client(base_url=site) as client:
        for zoom, column, row in sorted(got)[::5]:
            paths = [f"/collections/{name}/tiles/WebMercatorQuad/{zoom}/{row}/{column}" for name in LAYERS]
            assert got[zoom, column, row] == b"".join(client.get(path).raise_for_status().content for path in paths)


def test_where_the_file_has_no_tile_the_service_has_none(file, site):
    got = tiles_of(file)
    columns, rows = zip(*((c, r) for z, c, r in got if z == ZOOM), strict=True)
    around = [(c, r) for c in range(min(columns) - 1, max(columns) + 2) for r in range(min(rows) - 1, max(rows) + 2)]
    with httpx.Client(base_url=site) as client:
        for column, row in around:
            if (ZOOM, column, row) not in got:
                for name in LAYERS:
                    there = f"/collections/{name}/tiles/WebMercatorQuad/{ZOOM}/{row}/{column}"
                    assert client.get(there).status_code == 204


def test_a_host_of_files_can_serve_it(file):
    header, told = file.header(), file.metadata()
    assert (header["tile_type"], header["tile_compression"]) == (TileType.MVT, Compression.GZIP)
    assert header["clustered"]
    assert (header["min_zoom"], header["max_zoom"]) == (0, ZOOM)
    assert 28.6e7 < header["min_lon_e7"] < header["center_lon_e7"] < header["max_lon_e7"] < 28.9e7
    layers = {layer["id"]: layer for layer in told["vector_layers"]}
    assert set(layers) <= set(LAYERS)
    assert layers["varliklar"]["fields"]["ad"] == "String"


def test_nothing_withheld_is_in_it(inventory, tmp_path):
    with psycopg.connect(inventory) as connection:
        connection.execute(FILL)
    reader = exported(inventory, tmp_path / "x.pmtiles", zoom=15)
    everything = b"".join(tiles_of(reader).values()) + json.dumps(reader.metadata()).encode()
    folded = everything.decode("utf-8", errors="ignore").lower()
    assert b"BIN-0045" in everything
    assert [trace for trace in TRACES if trace in folded] == []


def test_an_export_that_fails_leaves_the_file_that_was_there(database, tmp_path):
    path = tmp_path / "x.pmtiles"
    path.write_bytes(b"before")
    with pytest.raises(UserError, match="no tiles"):
        export_tiles(database, path, ilce_kodu=ILCE)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["x.pmtiles"]
