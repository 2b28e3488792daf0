"""Boundaries: fetched whole and checked, or not at all; or the municipality's own file."""

import functools
import hashlib
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas
import pandas
import pyogrio
import pytest
from shapely import MultiPolygon, Point, box, force_3d

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.geocode.boundaries import (
    BoundariesUnavailable,
    BoundaryFileRefused,
    fetch_boundaries,
    read_boundary_file,
)
from kbs_envanter.settings import Settings
from tests.support import SHARED

SQUARES = {"cay": box(28.70, 41.00, 28.75, 41.05), "dere": box(28.75, 41.00, 28.80, 41.05)}
NAMES = NeighbourhoodNames([Neighbourhood("cay", "Çay"), Neighbourhood("dere", "Dere")])


@pytest.fixture
def published(tmp_path) -> Path:
    """A folder laid out like the publisher's repository."""
    folder = tmp_path / "yayin"
    folder.mkdir()
    for kod, square in SQUARES.items():
        feature = {"type": "Feature", "properties": {}, "geometry": square.__geo_interface__}
        (folder / f"{kod}.geojson").write_text(json.dumps(feature))
    return folder


@pytest.fixture
def manifest(tmp_path, published) -> Path:
    lines = ['[mahalle_sinirlari]\natif = "Deneme"\nsurum = "1"\nadres = "http://127.0.0.1:9/yok"\n']
    for kod in SQUARES:
        digest = hashlib.sha256((published / f"{kod}.geojson").read_bytes()).hexdigest()
        lines.append(f'[[mahalle_sinirlari.dosyalar]]\nkod = "{kod}"\nyol = "{kod}.geojson"\nsha256 = "{digest}"\n')
    file = tmp_path / "kaynaklar.toml"
    file.write_text("".join(lines))
    return file


@pytest.fixture
def fetch(manifest, tmp_path) -> Callable:
    return functools.partial(fetch_boundaries, manifest, tmp_path / "onbellek", timeout_s=0.5)


class Publisher(http.server.SimpleHTTPRequestHandler):
    """Serves the folder; misbehaves as the test says."""

    fault = ""

    def do_GET(self):
        if self.fault == "500":
            self.send_error(500)
        elif self.fault == "html":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>giris yapin</html>")
        elif self.fault == "silence":
            self.server.released.wait(5)
        elif self.fault == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not self.server.released.wait(0.1):
                self.wfile.write(b" ")
        elif self.fault == "half":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher(published) -> Iterator[tuple[str, type[Publisher]]]:
    """Address of a local publisher, and its handler to set a fault on."""
    handler = type("Handler", (Publisher,), {})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=published)) as server:
        server.released = threading.Event()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler
        server.released.set()
        server.shutdown()
        thread.join()


def test_boundaries_come_from_a_publisher_and_stay_when_it_is_gone(fetch, publisher):
    address, handler = publisher
    first = fetch(mirror=address)
    assert set(first.polygons) == {"cay", "dere"}
    assert first.source == "Deneme"
    assert first.polygons["cay"].equals(SQUARES["cay"])
    handler.fault = "500"
    assert fetch(mirror=address) == first


def test_boundaries_come_from_a_folder_laid_out_like_the_publisher(fetch, published):
    assert set(fetch(mirror=str(published)).polygons) == {"cay", "dere"}


@pytest.mark.parametrize("fault", ["500", "html", "silence", "drip", "half"])
def test_a_publisher_that_fails_gives_no_boundaries_and_a_way_out(fetch, publisher, fault):
    address, handler = publisher
    handler.fault = fault
    started = time.monotonic()
    with pytest.raises(BoundariesUnavailable, match=r"ağ gelince 'kbs-envanter sinir indir' / run"):
        fetch(mirror=address)
    assert time.monotonic() - started < 3
    handler.fault = ""
    assert set(fetch(mirror=address).polygons) == set(SQUARES)


def test_an_empty_mirror_setting_means_the_publisher_itself(fetch):
    with pytest.raises(BoundariesUnavailable, match=r"127.0.0.1:9: ConnectionError"):
        fetch(mirror="")


def test_one_wrong_file_refuses_the_whole_set(fetch, published):
    file = published / "dere.geojson"
    file.write_text(file.read_text().replace("28.8", "28.9"))
    with pytest.raises(BoundariesUnavailable):
        fetch(mirror=str(published))


def test_nobody_at_the_address_is_no_boundaries(fetch):
    with pytest.raises(BoundariesUnavailable, match="127.0.0.1:9"):
        fetch(mirror=None)


def frame(names: list[str], crs: str | None = "EPSG:4326") -> geopandas.GeoDataFrame:
    made = geopandas.GeoDataFrame(
        {"no": range(len(names)), "MAHALLE_AD": names}, geometry=list(SQUARES.values())[: len(names)]
    )
    return made if crs is None else made.set_crs("EPSG:4326").to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5254", "EPSG:2320"])
@pytest.mark.parametrize("name", ["sinir.gpkg", "sinir.geojson", "sinir.shp"])
def test_a_municipal_file_is_read_in_any_usual_form_and_grid(tmp_path, name, crs):
    if name.endswith("geojson") and crs != "EPSG:4326":
        pytest.skip("GeoJSON is WGS 84 by its standard")
    file = tmp_path / name
    frame(["ÇAY MAH.", "Dere Mahallesi"], crs).to_file(file, encoding="utf-8")
    found = read_boundary_file(file, NAMES, SQUARES)
    for kod, polygon in found.items():
        assert isinstance(polygon, MultiPolygon)
        assert polygon.symmetric_difference(SQUARES[kod]).area < 1e-6


def test_a_shapefile_in_the_turkish_code_page_that_does_not_say_so_is_read(tmp_path):
    names = NeighbourhoodNames([Neighbourhood("cay", "Söğütlüçeşme"), Neighbourhood("dere", "Beşyol")])
    frame(["SÖĞÜTLÜÇEŞME", "BEŞYOL"]).to_file(tmp_path / "sinir.shp", encoding="cp1254")
    (tmp_path / "sinir.cpg").unlink()
    assert set(read_boundary_file(tmp_path / "sinir.shp", names, SQUARES)) == {"cay", "dere"}


def test_heights_are_left_out(tmp_path):
    made = frame(["Çay", "Dere"])
    made.set_geometry(force_3d(made.geometry.values, 12.0), crs=made.crs).to_file(tmp_path / "sinir.gpkg")
    found = read_boundary_file(tmp_path / "sinir.gpkg", NAMES, SQUARES)
    assert not any(polygon.has_z for polygon in found.values())


def test_a_zipped_shapefile_is_read(tmp_path):
    file = tmp_path / "sinir.shp.zip"
    frame(["Çay", "Dere"], "EPSG:5254").to_file(file, driver="ESRI Shapefile", encoding="utf-8")
    assert set(read_boundary_file(file, NAMES, SQUARES)) == {"cay", "dere"}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (frame(["Çay", "Tepe"]), r"2\. kayıt: 'Tepe' ilçenin mahallesi değil"),
        (frame(["Çay", "çay mah."]), r"2\. kayıt: Çay iki kez var"),
        (frame(["Çay"]), "eksik mahalle: dere"),
        (frame(["x", "y"]), r"hiçbir sütununda mahalle adı yok \(sütunlar: no, MAHALLE_AD\)"),
        (frame(["Çay", "Dere"], crs=None), "koordinat sistemi yazmıyor"),
        (frame(["Çay", "Dere"]).set_geometry([SQUARES["cay"], Point(28.7, 41)]), r"2\. kayıt \(Dere\): alan değil"),
        (frame(["Çay", "Dere"], "EPSG:5254").set_crs("EPSG:4326", allow_override=True), "Türkiye'nin dışında"),
        (frame(["Çay", "Dere"]).set_geometry([box(41.0, 28.7, 41.05, 28.75)] * 2), "outside Turkey"),
    ],
)
def test_a_faulty_municipal_file_is_refused_naming_record_and_remedy(tmp_path, made, said):
    file = tmp_path / "sinir.shp.zip" if made.crs is None else tmp_path / "sinir.gpkg"
    if made.crs is None:
        with pytest.warns(UserWarning):
            made.to_file(file, driver="ESRI Shapefile")
    else:
        made.to_file(file)
    with pytest.raises(BoundaryFileRefused, match=said):
        read_boundary_file(file, NAMES, SQUARES)


def test_a_table_without_shapes_is_refused(tmp_path):
    pyogrio.write_dataframe(pandas.DataFrame({"MAHALLE_AD": ["Çay", "Dere"]}), tmp_path / "tablo.gpkg")
    with pytest.raises(BoundaryFileRefused, match="çizim yok"):
        read_boundary_file(tmp_path / "tablo.gpkg", NAMES, SQUARES)


@pytest.mark.parametrize("content", [b"", b"merhaba", b"PK\x03\x04bozuk"])
@pytest.mark.parametrize("name", ["sinir.geojson", "sinir.gpkg", "sinir.zip"])
def test_an_unreadable_file_is_refused(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BoundaryFileRefused, match=r"okunamıyor.*cannot be read"):
        read_boundary_file(file, NAMES, SQUARES)


@pytest.mark.skipif(not SHARED.exists(), reason="the publisher's files are not on this machine")
def test_the_pinned_boundaries_of_the_21_neighbourhoods_are_whole(tmp_path):
    manifest = Settings().veri_dizini / "geo" / "kaynaklar.toml"
    found = fetch_boundaries(manifest, tmp_path, mirror=str(SHARED / "geo" / "wof"), timeout_s=1)
    assert len(found.polygons) == 21
