"""Departments' files as they come: formats, encodings, separators, coordinate systems, and damage."""

import csv
import io
import json
import zipfile

import numpy as np
import openpyxl
import pyogrio.raw
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from kbs_envanter.domain.assets import Tur
from kbs_envanter.pipeline.importing import ImportRefused, read_file, suggest
from kbs_envanter.pipeline.importing.places import coordinate, propose, said_crs, stated_crs, to_lonlat
from kbs_envanter.pipeline.importing.rejects import harmless
from kbs_envanter.pipeline.importing.templates import COLUMNS, template
from kbs_envanter.pipeline.importing.values import kind_of_sheet

PLACE = (28.7891234, 41.0012345)
BOX = (28.70, 40.95, 28.86, 41.10)
SYSTEMS = ["EPSG:4326", "EPSG:5254", "EPSG:2320", "EPSG:3857"]


def moved(crs):
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True, allow_ballpark=False).transform(*PLACE)


def table(text, encoding="utf-8"):
    return read_file(text.encode(encoding), "liste.csv")


@pytest.mark.parametrize(
    "encoding, called, name",
    [
        ("utf-8", "UTF-8", "Şehit Işık Parkı"), ("utf-8-sig", "UTF-8", "Şehit Işık Parkı"),
        ("cp1254", "Windows-1254", "Şehit “Işık” Parkı"), ("iso-8859-9", "ISO-8859-9", "Şehit Işık Parkı"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_and_said(encoding, called, name):
    sheet = table(f"Park Adı;Alan\n{name};5\n", encoding)
    assert (sheet.satirlar[0][0], sheet.bilgi["kodlama"], sheet.sutunlar[0]) == (name, called, "Park Adı")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["Ad", "Alan", "Adres"], ["A", "1,5", "x, y; z"], ["B", "2", ""]])
    assert table(out.getvalue()).satirlar == [["A", "1,5", "x, y; z"], ["B", "2", None]]


def test_rows_are_numbered_as_the_file_numbers_its_lines():
    sheet = table('\nAd;Not\n\nA;"iki\nsatır"\nB;\n')
    assert (sheet.numaralar, sheet.satirlar) == ([5, 6], [["A", "iki\nsatır"], ["B", None]])


def test_a_row_with_too_many_cells_is_its_own_fault():
    sheet = table("Ad;Alan\nA;1;2\nB\n")
    assert list(sheet.kusurlar) == [0] and sheet.satirlar[1] == ["B", None]


def test_a_workbook_s_title_is_not_its_header_and_its_days_are_days():
    book = openpyxl.Workbook()
    book.active["A1"] = "2024 Park Listesi"
    book.active.append([])
    book.active.append(["Ad", "Alan", "Tarih", "Sıra"])
    import datetime

    book.active.append(["A", 12.5, datetime.date(2024, 5, 1), 3])
    out = io.BytesIO()
    book.save(out)
    sheet = read_file(out.getvalue(), "parklar.xlsx")
    assert (sheet.sutunlar[0], sheet.satirlar, kind_of_sheet(sheet)) == ("Ad", [["A", 12.5, "2024-05-01", 3]], "park")


def drawn(tmp_path, ending, driver, crs, geometry_type="Point"):
    path = tmp_path / f"parklar{ending}"
    shape = shapely.to_wkb(np.array([shapely.Point(moved(crs))], dtype=object))
    pyogrio.raw.write(
        path, shape, [np.array(["Çınarlı Park"], dtype=object)], ["Ad"], crs=crs, driver=driver, geometry_type=geometry_type,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("ending, driver", [(".gpkg", "GPKG"), (".shp", "ESRI Shapefile"), (".geojson", "GeoJSON")])
def test_shapes_come_with_the_coordinate_system_of_their_file(tmp_path, ending, driver, crs):
    if ending == ".geojson" and crs != "EPSG:4326":
        text = json.loads(drawn(tmp_path, ending, driver, "EPSG:4326").read_text())
        text["features"][0]["geometry"]["coordinates"] = moved(crs)
        text["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs[5:]}"}}
        content, name = json.dumps(text).encode(), "parklar.geojson"
    elif ending == ".shp":
        drawn(tmp_path, ending, driver, crs)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part in tmp_path.iterdir():
                archive.write(part, f"klasör/{part.name}")
        content, name = out.getvalue(), "parklar.zip"
    else:
        content, name = drawn(tmp_path, ending, driver, crs).read_bytes(), f"parklar{ending}"
    sheet = read_file(content, name)
    assert sheet.satirlar[0][sheet.sutunlar.index("Ad")] == "Çınarlı Park"
    stated = stated_crs(sheet.crs)
    (found,) = to_lonlat(sheet.noktalar, stated, False)
    assert stated == crs and found == pytest.approx(PLACE, abs=3e-6)


def test_a_kml_tells_names_data_and_shapes():
    body = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
        <Placemark><name>Bir Park</name><ExtendedData><Data name="Alan"><value>12</value></Data></ExtendedData>
        <Polygon><outerBoundaryIs><LinearRing><coordinates>28,41,0 28.2,41,0 28.2,41.2,0 28,41.2,0 28,41,0</coordinates>
        </LinearRing></outerBoundaryIs></Polygon></Placemark>
        <Placemark><name>Bozuk</name><Point><coordinates>x</coordinates></Point></Placemark></Folder></Document></kml>"""
    sheet = read_file(body.encode(), "parklar.kml")
    assert (sheet.sutunlar, sheet.satirlar[0]) == (["name", "Alan"], ["Bir Park", "12"])
    assert sheet.noktalar == [pytest.approx((28.1, 41.1)), None] and list(sheet.kusurlar) == [1]


DXF = "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\nPARKLAR\n10\n{}\n20\n{}\n30\n0\n40\n2\n1\nBir Park\n0\nENDSEC\n0\nEOF\n"


def test_a_dxf_states_no_coordinate_system_and_one_is_proposed():
    east, north = moved("EPSG:5254")
    sheet = read_file(DXF.format(east, north).encode(), "cizim.dxf")
    assert sheet.crs is None and "ad" in suggest(sheet).values()
    proposal = propose(sheet.noktalar, BOX)
    assert (proposal.crs, proposal.ters, proposal.oteki) == ("EPSG:5254", False, "EPSG:2320")


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("swapped", [False, True])
def test_the_coordinate_system_is_proposed_from_where_points_fall(crs, swapped):
    point = moved(crs)
    proposal = propose([point[::-1] if swapped else point, None], BOX)
    assert crs in (proposal.crs, proposal.oteki) and proposal.ters == swapped and proposal.iceride == 1
    (found,) = to_lonlat([point[::-1] if swapped else point], crs, swapped)
    assert found == pytest.approx(PLACE, abs=1e-6)


def test_nothing_is_proposed_for_points_elsewhere():
    assert propose([(5.0, 7.0)], BOX) is None and propose([None], BOX) is None


@pytest.mark.parametrize("said", ["5254", "EPSG:5254", " epsg:5254 "])
def test_a_person_names_a_system_by_its_number(said):
    assert said_crs(said) == "EPSG:5254"


@pytest.mark.parametrize(
    "said", ["", "TM30", "EPSG:99999", "+init=/etc/passwd", "/etc/passwd", "EPSG:5254 +nadgrids=x"]
)
def test_nothing_else_names_one(said):
    with pytest.raises(ImportRefused):
        said_crs(said)


@pytest.mark.parametrize(
    "written, value",
    [
        ("41,0012", 41.0012), ("41.0012", 41.0012), (" 41,0012° ", 41.0012), ("4.541.000,25", 4541000.25),
        ("4 541 000", 4541000), ("4,541,000.25", 4541000.25), ("4.541.000", 4541000), (41, 41.0), ("x", None),
        ("41 12 13 K", None), ("nan", None), ("inf", None), ("1e999", None),
    ],
)  # fmt: skip
def test_coordinates_are_read_the_turkish_way_too(written, value):
    assert coordinate(written) == value


def test_columns_are_suggested_by_their_names():
    sheet = table(
        "Sıra No;PARK ADI;Mahallesi;Yüzölçümü;Kulanım Amacı;Sorumlu Müdürlük;Enlem;Boylam;Tutar\n1;a;b;1;c;d;41;28;9\n"
    )
    assert suggest(sheet) == {
        "PARK ADI": "ad", "Mahallesi": "mahalle", "Yüzölçümü": "alan_m2", "Kulanım Amacı": "kullanim",
        "Sorumlu Müdürlük": "mudurluk", "Enlem": "enlem", "Boylam": "boylam",
    }  # fmt: skip


def test_a_department_s_own_numbers_are_not_our_codes():
    assert "kod" not in suggest(table("Kod;Ad\n17;Park\n")).values()
    assert suggest(table("Kod;Ad\n;Park\nPRK-0001;Park\n"))["Kod"] == "kod"


@pytest.mark.parametrize("tur", Tur)
def test_a_template_says_what_it_wants_and_its_example_is_not_taken(tur):
    content = template(tur, ["Atakent", "Cennet"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [column.baslik for column in COLUMNS]
    assert all(cell.comment and cell.comment.text for cell in page[1])
    lists = {str(rule.sqref).split(":")[0][0] for rule in page.data_validations.dataValidation}
    assert {"D", "N"} <= lists  # neighbourhood, precision
    assert page["A2"].value == "ÖRNEK" and book["Değerler"].sheet_state == "hidden"
    with pytest.raises(ImportRefused, match="hiç kayıt yok"):
        read_file(content, "sablon.xlsx", layer=page.title)
    page.append([None, "Yeni"])
    out = io.BytesIO()
    book.save(out)
    sheet = read_file(out.getvalue(), "sablon.xlsx")
    assert suggest(sheet) == {column.baslik: column.alan for column in COLUMNS}
    assert len(sheet.satirlar) == 1 and kind_of_sheet(sheet) == tur


@pytest.mark.parametrize("cell", ["=1+1", "+90", "-5", "@x", "\t=1", "  =1", "\r=1"])
def test_a_harmless_cell_is_calculated_by_no_spreadsheet_and_reads_back(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("park") == "park" and harmless(5) == 5


def test_a_name_is_a_name_and_no_path():
    assert table("ad;b\nx;y\n").ad == "liste.csv"
    assert read_file(b"ad;b\nx;y\n", "C:\\gizli\\../x\0\n.csv").ad == "x.csv"


@given(st.binary(max_size=3000), st.sampled_from(["csv", "xlsx", "json", "kml", "gpkg", "zip", "dxf"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_do_worse_than_being_refused(content, ending):
    heads = {
        "xlsx": b"PK\x03\x04",
        "zip": b"PK\x03\x04",
        "json": b"{",
        "kml": b"<kml",
        "gpkg": b"SQLite format 3\0",
        "dxf": b"0\nSECTION\n",
    }
    try:
        read_file(heads.get(ending, b"") + content, f"x.{ending}")
    except ImportRefused as refused:
        assert refused.tr and refused.en


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A good file of each kind, to be damaged."""
    folder = tmp_path_factory.mktemp("iyi")
    files = {"x.gpkg": drawn(folder, ".gpkg", "GPKG", "EPSG:5254").read_bytes()}
    files["x.geojson"] = drawn(folder, ".geojson", "GeoJSON", "EPSG:4326").read_bytes()
    files["x.kml"] = drawn(folder, ".kml", "KML", "EPSG:4326").read_bytes()
    files["x.dxf"] = DXF.format(*moved("EPSG:5254")).encode()
    files["x.xlsx"] = template(Tur.PARK, ["Atakent"])
    (folder / "s").mkdir()
    drawn(folder / "s", ".shp", "ESRI Shapefile", "EPSG:5254")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in (folder / "s").iterdir():
            archive.write(part, part.name)
    return files | {"x.zip": out.getvalue()}


@pytest.mark.parametrize("name", ["x.gpkg", "x.geojson", "x.kml", "x.dxf", "x.xlsx", "x.zip"])
@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_does_no_worse_than_being_refused(good, name, data):
    content = bytearray(good[name])
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)
    ):
        content[place] = value
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    try:
        read_file(bytes(content[:cut]), name)
    except ImportRefused as refused:
        assert refused.tr and refused.en
