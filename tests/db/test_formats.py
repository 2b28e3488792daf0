"""Every format, with and without geometry, with Turkish letters, and empty: read back by the readers people use."""

import csv
import io
import json
import zipfile
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree import ElementTree

import geopandas
import openpyxl
import psycopg
import pyarrow.parquet
import pytest

from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.export import export
from kbs_envanter.pipeline.formats.source import CsvStyle, Source
from kbs_envanter.store.database import read_pool
from tests.support import finish


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    title: str = "başlık"


COLUMNS = (
    Column("kod", "string"),
    Column("ad", "string"),
    Column("alan_m2", "number"),
    Column("rapor_yili", "integer"),
    Column("konum_kaynagi", "string"),
    Column("konum_kaynagi_2", "string"),
    Column("parseller", "array"),
    Column("acik", "boolean"),
    Column("tarih", "date"),
    Column("guncelleme", "date-time"),
)
ROWS = """
SELECT * FROM (VALUES
  ('A-1', 'İğdır ŞIĞ ıı, "çarşı"; & <b>', 10166.5, 2024, 'rapor', E'iki\\nsatır', json_build_array('İ', 'ı'), true,
   date '2024-02-29', timestamptz '2024-12-31 22:30:00.25+00', ST_SetSRID(ST_MakePoint(28.7712345, 41.0154321), 4326)),
  ('A-2', '=1+1', -3, NULL, NULL, '', NULL, false, NULL, NULL, NULL),
  ('A-3', NULL, NULL, -5, '-x', '@y', NULL, NULL, NULL, NULL, ST_SetSRID(ST_MakePoint(28.8, 41), 4326)))
  AS v (kod, ad, alan_m2, rapor_yili, konum_kaynagi, konum_kaynagi_2, parseller, acik, tarih, guncelleme, geom)
"""
TURKISH = 'İğdır ŞIĞ ıı, "çarşı"; & <b>'
SOURCE = Source(
    name="varliklar",
    title="Varlıklar",
    statement=f"SELECT * FROM ({ROWS}) r WHERE rapor_yili IS DISTINCT FROM %(degil)s ORDER BY kod",
    parameters={"degil": 0},
    columns=COLUMNS,
    geometry_type="Point",
)
EMPTY = replace(SOURCE, statement=f"SELECT * FROM ({ROWS}) r WHERE kod = %(kod)s", parameters={"kod": "' OR true --"})
LOCATED = replace(SOURCE, statement=f"SELECT * FROM ({ROWS}) r WHERE geom IS NOT NULL ORDER BY kod", parameters={})
AREAS = replace(
    SOURCE,
    geometry_type="MultiPolygon",
    statement=f"SELECT kod, ad, CASE WHEN geom IS NOT NULL THEN ST_Multi(ST_Expand(geom, 0.001)) END AS geom "
    f"FROM ({ROWS}) r ORDER BY kod",
    parameters={},
    columns=COLUMNS[:2],
)


@pytest.fixture
def written(database):
    def write(source: Source, key: str, style: CsvStyle | None = None) -> bytes:
        return finish(_whole(database, source, key, style or CsvStyle()))

    return write


async def _whole(url: str, source: Source, key: str, style: CsvStyle) -> bytes:
    pool = read_pool(url, size=1, timeout_ms=5000)
    async with pool, aclosing(export(pool, source, key, csv_style=style)) as pieces:
        return b"".join([piece async for piece in pieces])


@pytest.fixture
def frame(written, tmp_path):
    def read(source: Source, key: str) -> geopandas.GeoDataFrame:
        path = tmp_path / f"okunan.{FORMATS[key].extension}"
        path.write_bytes(written(source, key))
        if key == "parquet":
            return geopandas.read_parquet(path)
        return geopandas.read_file(f"/vsizip/{path}" if key == "shp" else path, use_arrow=False)

    return read


GEOGRAPHIC = ["geojson", "geojsonseq", "fgb", "gpkg", "parquet", "shp"]


@pytest.mark.parametrize("key", GEOGRAPHIC)
def test_turkish_letters_numbers_and_positions_come_back_as_they_were(frame, key):
    table = frame(SOURCE, key).sort_values("kod").reset_index()
    assert table["ad"][0] == TURKISH
    assert table["alan_m2"][0] == 10166.5
    assert table["rapor_yili"][2] == -5
    assert table.geometry[0].x == pytest.approx(28.7712345, abs=1e-7)
    assert table.geometry[0].y == pytest.approx(41.0154321, abs=1e-7)
    assert table.crs.equals("EPSG:4326", ignore_axis_order=True)


@pytest.mark.parametrize("key", GEOGRAPHIC)
def test_a_feature_without_geometry_is_kept(frame, key):
    table = frame(SOURCE, key).set_index("kod")
    assert sorted(table.index) == ["A-1", "A-2", "A-3"]
    assert table.geometry.isna().to_dict() == {"A-1": False, "A-2": True, "A-3": False}
    assert table["ad"]["A-2"] == "=1+1"


@pytest.mark.parametrize("key", GEOGRAPHIC)
def test_areas_come_back(frame, key):
    table = frame(AREAS, key).set_index("kod")
    assert table.geometry["A-1"].area == pytest.approx(0.002**2, rel=1e-4)
    assert table.geometry.isna()["A-2"]


@pytest.mark.parametrize("key", ["gpkg", "parquet", "fgb", "shp"])
def test_an_empty_collection_is_a_file_with_its_columns(frame, key):
    table = frame(EMPTY, key)
    assert len(table) == 0
    assert {"kod", "ad", "alan_m2"} <= set(table.columns)


def test_an_empty_collection_is_a_proper_text(written):
    assert json.loads(written(EMPTY, "geojson")) == {"type": "FeatureCollection", "features": []}
    assert written(EMPTY, "geojsonseq") == b""
    assert written(EMPTY, "csv").decode().count("\n") == 1
    assert ElementTree.fromstring(written(EMPTY, "kml"))[0][0].text == "Varlıklar"


def test_geojson_keeps_ids_types_and_line_ends(written):
    first, second, _ = json.loads(written(SOURCE, "geojson"))["features"]
    assert first["id"] == "A-1"
    assert first["geometry"] == {"type": "Point", "coordinates": [28.7712345, 41.0154321]}
    assert first["properties"] == {
        "kod": "A-1", "ad": TURKISH, "alan_m2": 10166.5, "rapor_yili": 2024, "konum_kaynagi": "rapor",
        "konum_kaynagi_2": "iki\nsatır", "parseller": ["İ", "ı"], "acik": True, "tarih": "2024-02-29",
        "guncelleme": "2024-12-31T22:30:00.250Z",
    }  # fmt: skip
    assert second["geometry"] is None


def test_geojson_is_written_in_the_authority_s_axis_order(written):
    flipped = replace(SOURCE, north_first=True)
    assert json.loads(written(flipped, "geojson"))["features"][0]["geometry"]["coordinates"] == [41.0154321, 28.7712345]


def test_a_finished_feature_text_is_passed_on(written):
    ready = replace(
        SOURCE,
        statement=f"""SELECT '{{"kod":"' || kod || '"}}' AS hazir FROM ({ROWS}) r""",
        parameters={},
        feature="hazir",
    )
    assert json.loads(written(ready, "geojson"))["features"][0] == {"kod": "A-1"}


def test_each_feature_of_a_sequence_stands_behind_a_record_separator(written):
    records = written(SOURCE, "geojsonseq").decode().split("\x1e")
    assert records[0] == ""
    assert [json.loads(record)["id"] for record in records[1:]] == ["A-1", "A-2", "A-3"]
    assert all(record.endswith("}\n") for record in records[1:])


def test_csv_is_formula_safe_and_numbers_stay_numbers(written):
    first, second, third = csv.DictReader(io.StringIO(written(SOURCE, "csv").decode()))
    assert first["ad"] == TURKISH
    assert (first["boylam"], first["enlem"], first["geometri"]) == (
        "28.7712345", "41.0154321", "POINT(28.7712345 41.0154321)",
    )  # fmt: skip
    assert second["ad"] == "'=1+1"
    assert second["alan_m2"] == "-3"
    assert (second["boylam"], second["geometri"]) == ("", "")
    assert (third["konum_kaynagi"], third["konum_kaynagi_2"], third["rapor_yili"]) == ("'-x", "'@y", "-5")
    assert first["guncelleme"] == "2024-12-31T22:30:00.250Z"


def test_csv_for_turkish_excel_has_a_mark_semicolons_and_decimal_commas(written):
    text = written(SOURCE, "csv", CsvStyle(bom=True, separator=";"))
    assert text.startswith(b"\xef\xbb\xbfkod;ad;")
    first = next(csv.DictReader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert (first["alan_m2"], first["boylam"], first["ad"]) == ("10166,5", "28,7712345", TURKISH)


def test_csv_in_metres_calls_its_coordinates_so(written):
    there = f"SELECT kod, ad, ST_Transform(geom, 5254) AS geom FROM ({ROWS}) r ORDER BY kod"
    metric = replace(SOURCE, statement=there, srid=5254, parameters={}, columns=COLUMNS[:2])
    first = next(csv.DictReader(io.StringIO(written(metric, "csv").decode())))
    assert float(first["x_dogu"]) == pytest.approx(396_700, abs=2000)
    assert float(first["y_kuzey"]) == pytest.approx(4_541_800, abs=3000)


def test_kml_keeps_features_without_geometry_and_escapes_text(written):
    space = "{http://www.opengis.net/kml/2.2}"
    marks = list(ElementTree.fromstring(written(SOURCE, "kml")).iter(f"{space}Placemark"))
    assert [mark.get("id") for mark in marks] == ["A-1", "A-2", "A-3"]
    assert marks[0].find(f"{space}name").text == TURKISH
    values = {data.get("name"): data[0].text for data in marks[0].iter(f"{space}Data")}
    assert values["konum_kaynagi_2"] == "iki\nsatır"
    assert marks[0].find(f"{space}Point/{space}coordinates").text == "28.7712345,41.0154321"
    assert marks[1].find(f"{space}Point") is None


def test_a_workbook_has_typed_cells_a_frozen_header_and_no_formula(written):
    book = openpyxl.load_workbook(io.BytesIO(written(SOURCE, "xlsx")))
    sheet = book["varliklar"]
    assert sheet.freeze_panes == "A2"
    header = [cell.value for cell in sheet[1]]
    first, second, _ = ({n: c for n, c in zip(header, row, strict=True)} for row in sheet.iter_rows(min_row=2))
    assert first["ad"].value == TURKISH
    assert first["alan_m2"].value == 10166.5
    assert first["guncelleme"].value == datetime(2025, 1, 1, 1, 30, 0, 250_000)  # local time
    assert first["tarih"].value == datetime(2024, 2, 29)
    assert first["acik"].value is True
    assert (first["boylam"].value, first["enlem"].value) == (28.7712345, 41.0154321)
    assert (second["ad"].value, second["ad"].data_type) == ("=1+1", "s")
    assert second["geometri"].value is None
    assert [row[0].value for row in book["sütunlar"].iter_rows(min_row=2)] == header


def test_an_empty_workbook_has_its_header(written):
    sheet = openpyxl.load_workbook(io.BytesIO(written(EMPTY, "xlsx")))["varliklar"]
    assert sheet.max_row == 1


def test_a_text_longer_than_a_cell_ends_with_an_ellipsis(written):
    long = replace(
        SOURCE, statement="SELECT 'k' AS kod, repeat('ş', 40000) AS ad, NULL::geometry AS geom", parameters={},
        columns=COLUMNS[:2],
    )  # fmt: skip
    value = openpyxl.load_workbook(io.BytesIO(written(long, "xlsx")))["varliklar"]["B2"].value
    assert value == "ş" * 32_766 + "…"


def test_geoparquet_says_its_crs_extent_and_types(written):
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written(SOURCE, "parquet")))
    geo = json.loads(file.metadata.metadata[b"geo"])
    column = geo["columns"]["geom"]
    assert geo["version"] == "1.1.0"
    assert column["geometry_types"] == ["Point"]
    assert column["bbox"] == [28.7712345, 41.0, 28.8, 41.0154321]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    rows = file.read().to_pylist()
    assert rows[1]["bbox"] is None
    assert rows[0]["bbox"]["xmin"] == 28.7712345
    assert rows[0]["guncelleme"].isoformat() == "2024-12-31T22:30:00.250000+00:00"


def test_flatgeobuf_has_a_spatial_index_when_every_feature_has_a_place(frame):
    table = frame(LOCATED, "fgb")
    assert sorted(table["kod"]) == ["A-1", "A-3"]


def test_a_shapefile_zip_tells_what_its_short_names_mean(written):
    archive = zipfile.ZipFile(io.BytesIO(written(SOURCE, "shp")))
    assert sorted(archive.namelist()) == [
        "varliklar.cpg", "varliklar.dbf", "varliklar.prj", "varliklar.shp", "varliklar.shx", "varliklar_alanlar.csv",
    ]  # fmt: skip
    assert archive.read("varliklar.cpg").strip() == b"UTF-8"
    legend = list(csv.DictReader(io.StringIO(archive.read("varliklar_alanlar.csv").decode("utf-8-sig")), delimiter=";"))
    names = {row["ad"]: row["kisa_ad"] for row in legend}
    assert names["konum_kaynagi"] == "konum_kayn"
    assert names["konum_kaynagi_2"] == "konum_kay2"
    assert len(set(names.values())) == len(names)


def test_a_shapefile_cuts_long_texts_between_letters_and_counts_them(written, tmp_path):
    long = replace(
        SOURCE, statement="SELECT 'k' AS kod, 'a' || repeat('ş', 200) AS ad, NULL::geometry AS geom", parameters={},
        columns=COLUMNS[:2],
    )  # fmt: skip
    path = tmp_path / "uzun.zip"
    path.write_bytes(written(long, "shp"))
    assert geopandas.read_file(path)["ad"][0] == "a" + "ş" * 126
    legend = zipfile.ZipFile(path).read("varliklar_alanlar.csv").decode()
    assert "ad;ad;başlık;1" in legend


def test_a_mixed_collection_is_two_shapefiles(written, tmp_path):
    mixed = replace(
        SOURCE,
        geometry_type="Geometry",
        statement=f"SELECT kod, ad, CASE WHEN kod = 'A-1' THEN ST_Expand(geom, 1) ELSE geom END AS geom FROM ({ROWS}) r",
        parameters={},
        columns=COLUMNS[:2],
    )
    path = tmp_path / "karisik.zip"
    path.write_bytes(written(mixed, "shp"))
    points = geopandas.read_file(f"/vsizip/{path}/varliklar_nokta.shp")
    areas = geopandas.read_file(f"/vsizip/{path}/varliklar_alan.shp")
    assert sorted(points["kod"]) == ["A-2", "A-3"]
    assert list(areas["kod"]) == ["A-1"]


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(written):
    from kbs_envanter.pipeline.formats.building import TooManyRows

    many = replace(SOURCE, statement="SELECT n AS kod, NULL::geometry AS geom FROM generate_series(1, 1048576) n",
                   parameters={}, columns=COLUMNS[:1])  # fmt: skip
    with pytest.raises(TooManyRows):
        written(many, "xlsx")


FAILING = replace(
    SOURCE,
    statement="SELECT n::text AS kod, repeat('x', 1000) AS ad, 1 / (5000 - n) AS alan_m2, NULL::geometry AS geom "
    "FROM (SELECT generate_series(1, 10000) AS n) g",
    parameters={},
    columns=COLUMNS[:3],
)


@pytest.mark.parametrize("key", ["geojson", "geojsonseq", "csv", "kml"])
def test_a_text_that_breaks_in_the_middle_ends_in_an_error_line_and_an_exception(database, key):
    pieces: list[bytes] = []

    async def run() -> None:
        pool = read_pool(database, size=1, timeout_ms=5000)
        async with pool, aclosing(export(pool, FAILING, key)) as stream:
            async for piece in stream:
                pieces.append(piece)

    with pytest.raises(psycopg.errors.DivisionByZero):
        finish(run())
    assert len(pieces) > 2
    assert "HATA" in pieces[-1].decode()


@pytest.mark.parametrize("key", ["gpkg", "parquet", "xlsx"])
def test_a_built_file_that_fails_leaves_nothing_behind(written, key, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(psycopg.errors.DivisionByZero):
        written(FAILING, key)
    assert list(tmp_path.iterdir()) == []
