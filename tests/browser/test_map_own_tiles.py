"""The map on PMTiles files of our own: pictures, and shapes that the browser draws."""

import gzip
import io
from collections.abc import Iterator
from math import asinh, pi, radians, tan

import httpx
import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pmtiles.tile import Compression, TileType

from kbs_envanter.domain.basemaps import read_basemaps
from kbs_envanter.store.database import create_database
from tests.browser.test_map import open_map
from tests.pmtiles_file import Tile, write_archive
from tests.support import offline_settings, serving

WEST, SOUTH, EAST, NORTH = 28.5, 40.8, 29.1, 41.3
PICTURE, WATER = (180, 120, 60), (128, 222, 234)  # water as protomaps-leaflet's light flavour paints it


@pytest.fixture(scope="module")
def own_tiles(cluster, loaded, tmp_path_factory) -> Iterator[str]:
    """The service with a file of pictures and a file of vector tiles: water over the whole district."""
    directory = tmp_path_factory.mktemp("karolar")
    create_database(cluster.url("postgres"), "karolu", template=loaded)
    write_archive(directory / "resim.pmtiles", dict.fromkeys([*around(12), *around(13)], picture()), TileType.PNG)
    with psycopg.connect(cluster.url("karolu")) as connection:
        shapes = {at: gzip.compress(water(connection, at)) for zoom in (8, 9, 10) for at in around(zoom)}
    write_archive(directory / "sekil.pmtiles", shapes, TileType.MVT, Compression.GZIP)
    lines = (
        f"Ortofoto|pmtiles|{directory}/resim.pmtiles|© Belediye\nSokaklar|pmtiles|{directory}/sekil.pmtiles|© Harita"
    )
    settings = offline_settings(cluster.url("karolu"), directory)
    with serving(settings.model_copy(update={"altlik": read_basemaps(lines)})) as address:
        yield address


def around(zoom: int) -> list[Tile]:
    def column(lon: float) -> int:
        return int((lon + 180) / 360 * 2**zoom)

    def row(lat: float) -> int:
        return int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom)

    return [(zoom, x, y) for x in range(column(WEST), column(EAST) + 1) for y in range(row(NORTH), row(SOUTH) + 1)]


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), PICTURE).save(file, "PNG")
    return file.getvalue()


def water(connection: psycopg.Connection, at: Tile) -> bytes:
    row = connection.execute(
        """SELECT ST_AsMVT(layer, 'water', 4096, 'geom') FROM (
               SELECT ST_AsMVTGeom(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom,
                      'ocean' AS kind) AS layer""",
        dict(zip("zxy", at, strict=True)),
    ).fetchone()
    assert row
    return bytes(row[0])


@pytest.fixture
def visitor(browser: Browser, own_tiles: str) -> Iterator[Page]:
    """A page that fails its test on a console error and on a request to another host."""
    page, faults = browser.new_page(locale="tr-TR", viewport={"width": 1440, "height": 900}), []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda sent: None if sent.url.startswith((own_tiles, "data:")) else faults.append(sent.url))
    yield page
    page.close()
    assert [fault for fault in faults if fault != "about:blank"] == []


def shows(page: Page, colour: tuple[int, int, int]) -> bool:
    """Whether the ground beside the district has that colour."""
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shown.getpixel((450, 60)) == colour


def choose(page: Page, name: str) -> None:
    page.locator("[data-tool=menu]").click()
    page.get_by_role("radio", name=name).check()
    page.keyboard.press("Escape")


def test_a_file_of_pictures_is_a_base_map_nearer_than_it_goes_too(visitor, own_tiles):
    open_map(visitor, own_tiles, "#harita=16/41.02/28.78")
    expect(visitor.locator("img.leaflet-tile-loaded").first).to_be_attached()
    expect(visitor.locator(".leaflet-control-attribution")).to_contain_text("© Belediye")
    paths = visitor.locator("img.leaflet-tile").evaluate_all("all => all.map((tile) => new URL(tile.src).pathname)")
    assert {path.rsplit("/", 3)[0] + "/" + path.split("/")[3] for path in paths} == {"/altlik/1/13"}

    open_map(visitor, own_tiles)
    expect(visitor.locator("img.leaflet-tile:not(.leaflet-tile-loaded)")).to_have_count(0)
    assert shows(visitor, PICTURE)


def test_a_file_of_shapes_is_drawn_by_the_browser_in_light_and_dark(visitor, own_tiles):
    open_map(visitor, own_tiles)
    choose(visitor, "Sokaklar")
    expect(visitor.locator("canvas.leaflet-tile-loaded").first).to_be_attached()
    expect(visitor.locator(".leaflet-control-attribution")).to_contain_text("© Harita")
    expect(visitor.locator("canvas.leaflet-tile:not(.leaflet-tile-loaded)")).to_have_count(0)
    assert shows(visitor, WATER)

    choose(visitor, "Yok")
    expect(visitor.locator("canvas.leaflet-tile")).to_have_count(0)

    visitor.emulate_media(color_scheme="dark")
    choose(visitor, "Sokaklar")
    expect(visitor.locator("canvas.leaflet-tile-loaded").first).to_be_attached()
    assert not shows(visitor, WATER)


def test_a_tile_is_kept_for_ever_and_its_absence_is_no_error(own_tiles):
    told = httpx.get(f"{own_tiles}/harita").text.split('id="told"')[1]
    assert ".pmtiles" not in told
    z, x, y = around(10)[0]
    shapes = httpx.get(f"{own_tiles}/altlik/2/{z}/{x}/{y}?v=1")
    assert (shapes.status_code, shapes.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in shapes.headers["cache-control"]
    plain = httpx.get(f"{own_tiles}/altlik/2/{z}/{x}/{y}?v=1", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == shapes.content
    answers = [httpx.get(f"{own_tiles}/altlik/{path}").status_code for path in ("2/10/0/0", "2/10/9999/0", "3/1/0/0")]
    assert answers == [204, 204, 404]
