"""Files that mean harm: bombs, paths, document types, links, lies about their size. Refused, and nothing is kept."""

import io
import json
import socket
import sqlite3
import time
import zipfile
from urllib.parse import urlsplit

import openpyxl
import psycopg
import pytest

from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving, sign_in


@pytest.fixture(scope="module")
def url(cluster, loaded):
    create_database(cluster.url("postgres"), "kotu_dosyalar", template=loaded)
    return cluster.url("kotu_dosyalar")


@pytest.fixture(scope="module")
def address(url, tmp_path_factory):
    with serving(offline_settings(url, tmp_path_factory.mktemp("kotu"))) as made:
        yield made


@pytest.fixture(scope="module")
def planner(address):
    with sign_in(address, "planlama") as client:
        yield client


def send(client, content, name):
    data = {"csrf": client.headers["x-csrf-token"]}
    return client.post("/ice-aktar", data=data, files={"dosya": (name, content)}, timeout=60)


def zipped(*entries, password=False):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def workbook(*extra, cells=(("Ad", "Mahalle"), ("Bir Park", "Fatih")), replace=None):
    """A workbook, with more entries, or with text in its parts replaced."""
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    entries = []
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            entries.append((name, content.replace(*replace) if replace else content))
    return zipped(*entries, *extra)


def kml(head, body="<Placemark><name>x</name></Placemark>"):
    return f"{head}<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{body}</Document></kml>"


XXE = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/vsicurl/http://127.0.0.1:1/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
SHEET = ("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>")

REFUSED = {
    "empty": (b"", "bos.csv"),
    "blank": (b" \n\n", "bos.csv"),
    "a zip bomb's ratio": (zipped(("a.shp", b"\0" * 60_000_000)), "bomba.zip"),
    "a workbook that is a bomb": (zipped(("[Content_Types].xml", b"<x/>"), SHEET), "bomba.xlsx"),
    "too many entries": (zipped(*((f"{n}.shp", b"x") for n in range(2_500))), "cok.zip"),
    "a zip in a zip": (zipped(("a.shp", b"x"), ("b.zip", zipped(("c", b"x")))), "ic.zip"),
    "a path upwards": (zipped(("../../a.shp", b"x")), "yol.zip"),
    "an absolute path": (zipped(("/etc/a.shp", b"x")), "yol.zip"),
    "a path of Windows": (zipped(("..\\..\\a.shp", b"x")), "yol.zip"),
    "a drive": (zipped(("C:a.shp", b"x")), "yol.zip"),
    "no Shapefile": (zipped(("a.txt", b"x")), "bos.zip"),
    "a Shapefile that is a VRT": (zipped(("a.shp", VRT), ("a.dbf", b"")), "vrt.zip"),
    "a cut zip": (zipped(("a.shp", b"x" * 1000))[:60], "kesik.zip"),
    "a VRT": (VRT, "x.kml"),
    "a VRT as CSV": (VRT, "x.csv"),
    "a KML with an external entity": (kml(XXE, "<Placemark><name>&x;</name></Placemark>"), "x.kml"),
    "a KML of billion laughs": (kml(LAUGHS, "<Placemark><name>&b;</name></Placemark>"), "x.kml"),
    "an entity in UTF-16": (kml(XXE.replace("?>", ' encoding="utf-16"?>', 1)).encode("utf-16"), "x.kml"),
    "a document type after a comment": (kml("<?xml version='1.0'?><!-- x --><!DOCTYPE kml SYSTEM 'http://127.0.0.1:1/x'>"), "x.kml"),
    "a damaged KML": ("<kml><Document>", "x.kml"),
    "another XML": ("<html><body/></html>", "x.kml"),
    "a workbook with entities": (
        workbook(replace=(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')), "x.xlsx",
    ),
    "a workbook with external links": (workbook(("xl/externalLinks/externalLink1.xml", b"<x/>")), "x.xlsx"),
    "a workbook without sheets": (zipped(("[Content_Types].xml", b"<x/>")), "x.xlsx"),
    "a damaged workbook": (workbook(replace=(b"<row", b"<r")), "x.xlsx"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xls"),
    "a program": (b"\x7fELF\x02\x01\x01\0\0\0", "x.csv"),
    "NUL bytes in text": (b"ad;mahalle\nBir\0Park;Fatih\n", "x.csv"),
    "UTF-16 text": ("ad;mahalle\nPark;Fatih\n".encode("utf-16"), "x.csv"),
    "a picture called a table": (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "x.csv"),
    "a table called a drawing": ("ad;mahalle\nPark;Fatih\n", "x.dxf"),
    "a zip called a table": (zipped(("a.shp", b"x")), "x.csv"),
    "deep JSON": ("[" * 100_000, "x.json"),
    "JSON that is no collection": ('{"type": "Point", "coordinates": [1, 2]}', "x.json"),
    "JSON with a number that is none": ('{"features": [{"properties": {"ad": NaN}}]}', "x.json"),
    "a number of a million digits": ('{"features": [{"properties": {"ad": ' + "1" * 1_000_000 + "}}]}", "x.json"),
    "a cell of a megabyte": ("ad;mahalle\n" + "x" * 1_000_000 + ";y\n", "x.csv"),
    "a thousand columns": (";".join(f"s{n}" for n in range(1000)) + "\n" + ";" * 999 + "\n", "x.csv"),
    "a database that is no GeoPackage": (b"SQLite format 3\0" + b"\0" * 200, "x.gpkg"),
    "a damaged DXF": ("0\nSECTION\n2\nENTITIES\n0\nEOF\n", "x.dxf"),
}  # fmt: skip


@pytest.mark.parametrize("content, name", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_a_reason_and_not_kept(planner, url, content, name):
    begun = time.monotonic()
    answer = send(planner, content, name)
    assert answer.status_code == 422 and 'class="note bad"' in answer.text, answer.text
    assert "root:" not in answer.text and time.monotonic() - begun < 20
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kbs.ice_aktarma WHERE kim LIKE 'planlama%'").fetchone() == (0,)


def test_a_geopackage_with_a_view_for_its_layer_is_refused(planner, tmp_path):
    file = tmp_path / "gorunum.gpkg"
    with sqlite3.connect(file) as made:
        made.executescript("""
            CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);
            CREATE VIEW tuzak AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                SELECT x AS fid, NULL AS geom FROM n;
            INSERT INTO gpkg_contents VALUES ('tuzak', 'features');
            INSERT INTO gpkg_geometry_columns VALUES ('tuzak', 'geom', 4326);
        """)
    made.close()
    assert send(planner, file.read_bytes(), "gorunum.gpkg").status_code == 422


def test_too_many_rows_are_refused_before_all_are_read(planner):
    answer = send(planner, "ad;mahalle\n" + "Park;Fatih\n" * 200_001, "cok.csv")
    assert answer.status_code == 422 and "200.000" in answer.text


def test_a_file_over_fifty_megabytes_is_refused(planner):
    assert send(planner, b"ad;b\n" + b"x" * 51_000_000, "buyuk.csv").status_code == 413


def raw(address, planner, *headers):
    where = urlsplit(address)
    lines = [
        "POST /ice-aktar HTTP/1.1", f"Host: {where.netloc}", "Content-Type: multipart/form-data; boundary=x",
        f"Cookie: kbs_oturum={planner.cookies['kbs_oturum']}", *headers, "", "",
    ]  # fmt: skip
    connection = socket.create_connection((where.hostname, where.port), timeout=20)
    connection.sendall("\r\n".join(lines).encode())
    return connection


def test_ten_gigabytes_are_refused_before_they_come(address, planner):
    with raw(address, planner, f"Content-Length: {10 * 1024**3}") as connection:
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_stream_without_a_length_is_cut_at_the_limit(address, planner):
    with raw(address, planner, "Transfer-Encoding: chunked") as connection:
        piece = b"%x\r\n%b\r\n" % (1 << 20, b"-" * (1 << 20))
        head = b'--x\r\nContent-Disposition: form-data; name="dosya"; filename="a.csv"\r\n\r\n'
        connection.sendall(b"%x\r\n%b\r\n" % (len(head), head))
        try:
            for _ in range(120):
                connection.sendall(piece)
            status = connection.recv(12)
        except (ConnectionResetError, BrokenPipeError):
            status = b"HTTP/1.1 413"  # it hung up on us, which is an answer too
        assert status == b"HTTP/1.1 413"


def kept(planner, content, name):
    answer = send(planner, content, name)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    page = planner.get(where).text
    planner.post(where.removesuffix("esleme") + "sil", data={"csrf": planner.headers["x-csrf-token"]})
    return page


def test_formula_cells_are_texts(planner):
    page = kept(planner, workbook(cells=(("Ad", "Mahalle"), ('=HYPERLINK("http://x")', "=1+1"))), "x.xlsx")
    assert "=HYPERLINK(&#34;http://x" in page and "=1+1" in page and "formül" in page


def test_a_sheet_that_claims_a_million_rows_is_read_by_those_it_has(planner):
    begun = time.monotonic()
    content = workbook(replace=(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert "1 satır" in kept(planner, content, "x.xlsx") and time.monotonic() - begun < 10


def test_names_and_cells_are_shown_as_texts(planner):
    hostile = "<script>alert(1)</script>{{1234*1234}}"
    page = kept(planner, f"ad;{hostile}\n{hostile};x\n", f"../../{hostile}.csv")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "1522756" not in page


def test_halves_of_surrogate_pairs_and_nul_in_json_break_nothing(planner):
    body = {
        "type": "FeatureCollection",
        "features": [{"properties": {"ad": "a\ud800b\0c", "x\0y": 1}, "geometry": None}],
    }
    assert kept(planner, json.dumps(body), "x.geojson")


def test_a_lying_shapefile_is_refused_or_its_rows_are(planner):
    shp = (9994).to_bytes(4, "big") + b"\xff" * 96 + b"\0" * 200
    assert send(planner, zipped(("a.shp", shp), ("a.dbf", b"\x03" + b"\xff" * 100)), "x.zip").status_code == 422
