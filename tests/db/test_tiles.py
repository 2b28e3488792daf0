"""Tiles as the database makes them: what is in them, counted once, in which zoom."""

import math
from pathlib import Path

import geopandas
import psycopg
import pyogrio
import pytest

from kbs_envanter.store import tiles
from kbs_envanter.store.tiles import ASSETS, NEIGHBOURHOODS, PARCELS, Layer, Tile


def tile_of(lon: float, lat: float, zoom: int) -> Tile:
    across = (lon + 180) / 360
    down = 0.5 - math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / (2 * math.pi)
    return Tile(zoom, int(across * 2**zoom), int(down * 2**zoom))


@pytest.fixture
def read(tmp_path: Path):
    """Features of a tile, by GDAL, with positions in Mercator metres."""

    def decode(content: bytes, place: Tile) -> geopandas.GeoDataFrame | None:
        if not content:
            return None
        path = tmp_path / f"{place.zoom}/{place.column}/{place.row}.mvt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return pyogrio.read_dataframe(path, use_arrow=False)

    return decode


def ask(connection, layer: Layer, place: Tile, **more) -> tuple[bytes, int]:
    statement, parameters = tiles.tile(layer, "katman", place, ilce_kodu=1823, **({"equal": {}} | more))
    return connection.execute(statement, parameters).fetchone()


def everywhere(connection, layer: Layer, zoom: int, read, **more) -> list:
    """Features of all tiles of a zoom over the district and around it."""
    first, last = tile_of(28.6, 41.2, zoom), tile_of(28.9, 40.9, zoom)
    places = [
        Tile(zoom, column, row)
        for column in range(first.column, last.column + 1)
        for row in range(first.row, last.row + 1)
    ]
    contents = [(place, ask(connection, layer, place, **more)[0]) for place in places]
    return [(place, read(content, place)) for place, content in contents if content]


@pytest.mark.parametrize("zoom", [0, 1, 8, 10, 12])
def test_below_the_zoom_of_single_points_every_public_asset_is_counted_once(inventory, read, zoom):
    with psycopg.connect(inventory) as connection:
        (expected,) = connection.execute("SELECT count(*) FROM kbs.acik_varlik WHERE geom IS NOT NULL").fetchone()
        found = everywhere(connection, ASSETS, zoom, read)
    assert sum(frame["sayi"].sum() for _, frame in found) == expected


def test_a_cluster_says_its_kind_when_it_has_one_and_a_single_asset_says_who_it_is(inventory, read):
    with psycopg.connect(inventory) as connection:
        kinds = dict(connection.execute("SELECT kod, tur FROM kbs.acik_varlik").fetchall())
        found = everywhere(connection, ASSETS, 12, read)
        parks = everywhere(connection, ASSETS, 0, read, equal={"tur": "park"})
    mixed = 0
    for _, frame in found:
        for row in frame.itertuples():
            assert (row.sayi == 1) == isinstance(row.kod, str)
            mixed += not isinstance(row.tur, str)
            if row.sayi == 1:
                assert row.tur == kinds[row.kod]
    assert mixed > 0
    assert set(parks[0][1]["tur"]) == {"park"}


def test_from_zoom_13_every_asset_is_itself_with_few_attributes(inventory, read):
    with psycopg.connect(inventory) as connection:
        rows = connection.execute(
            "SELECT kod, tur, kesinlik, ad, ST_X(p), ST_Y(p) FROM kbs.acik_varlik, ST_Transform(geom, 3857) p"
        ).fetchall()
        found = everywhere(connection, ASSETS, 13, read)
    seen = {}
    for _, frame in found:
        assert set(frame.columns) == {"mvt_id", "kod", "tur", "kesinlik", "ad", "geometry"}
        seen |= {row.kod: row for row in frame.itertuples()}
    assert len(seen) == len(rows)
    for kod, tur, kesinlik, ad, x, y in rows:
        assert (seen[kod].tur, seen[kod].kesinlik, seen[kod].ad) == (tur, kesinlik, ad)
        assert math.hypot(seen[kod].geometry.x - x, seen[kod].geometry.y - y) < 2  # a tile of zoom 13 has 1.2 m steps


def test_a_withheld_asset_is_in_no_tile_and_in_no_count(inventory, read):
    with psycopg.connect(inventory) as connection:
        kod, lon, lat = connection.execute(
            "SELECT kod, ST_X(geom), ST_Y(geom) FROM kbs.acik_varlik WHERE geom IS NOT NULL LIMIT 1"
        ).fetchone()
        counted = everywhere(connection, ASSETS, 0, read)[0][1]["sayi"].sum()
        hide = "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL WHERE kod = %s"
        connection.execute(hide, [kod])
        connection.commit()
        assert everywhere(connection, ASSETS, 0, read)[0][1]["sayi"].sum() == counted - 1
        for zoom in (12, 13, 16):
            content, _ = ask(connection, ASSETS, tile_of(lon, lat, zoom))
            assert kod.encode() not in content


def parcel(connection, number: int, west: float, south: float, side: float) -> None:
    connection.execute(
        "INSERT INTO kbs.parsel (ilce_kodu, ada, parsel, geom) "
        "VALUES (1823, '1', %s, ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 4326)))",
        [str(number), west, south, west + side, south + side],
    )


def test_parcels_carry_their_number_and_a_numeric_id(inventory, read):
    place = tile_of(28.77, 41.02, 16)
    with psycopg.connect(inventory) as connection:
        parcel(connection, 77_001, 28.77, 41.02, 0.0005)
        (identifier,) = connection.execute("SELECT id FROM kbs.parsel WHERE parsel = '77001'").fetchone()
        content, number = ask(connection, PARCELS, place)
    frame = read(content, place)
    assert number == len(frame) == 1
    assert (frame["ada"][0], frame["parsel"][0], frame["mvt_id"][0]) == ("1", "77001", identifier)


def test_a_tile_that_keeps_few_keeps_the_largest_parcels_always_the_same(inventory, read):
    place = tile_of(28.77, 41.02, 14)
    with psycopg.connect(inventory) as connection:
        for number in range(10):
            parcel(connection, 77_000 + number, 28.77 + number * 0.001, 41.02, 0.0001 * (number + 1))
        kept = [ask(connection, PARCELS, place, keep=3) for _ in range(2)]
    assert kept[0] == kept[1]
    assert kept[0][1] == 3
    assert set(read(kept[0][0], place)["parsel"]) == {"77007", "77008", "77009"}


def test_a_tile_that_keeps_few_keeps_some_of_each_kind(inventory, read):
    place = tile_of(28.77, 41.02, 13)
    with psycopg.connect(inventory) as connection:
        content, _ = ask(connection, ASSETS, place, keep=25)
    assert len(set(read(content, place)["tur"])) > 1


def test_neighbourhoods_are_in_every_zoom_with_their_national_id(inventory, read):
    with psycopg.connect(inventory) as connection:
        numbers = {row[0] for row in connection.execute("SELECT nvi_id FROM kbs.mahalle WHERE geom IS NOT NULL")}
        for zoom in (10, 13):
            found = everywhere(connection, NEIGHBOURHOODS, zoom, read)
            assert {number for _, frame in found for number in frame["mvt_id"]} == numbers
    assert len(numbers) == 21


def test_the_index_finds_what_a_tile_needs(inventory):
    statement, parameters = tiles.tile(ASSETS, "katman", tile_of(28.77, 41.02, 14), ilce_kodu=1823, equal={})
    with psycopg.connect(inventory) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN {statement}", parameters).fetchall()
    assert any("Index Scan using varlik_1823_konum_idx" in line for (line,) in plan)
