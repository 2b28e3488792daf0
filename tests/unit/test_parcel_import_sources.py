"""Parcels come as GeoJSON, GeoPackage, KML, zipped Shapefile and from a WFS."""

import json
import zipfile

import pyogrio.raw
import pytest

from kbs_envanter.pipeline.parcels import ParcelSourceRefused
from kbs_envanter.pipeline.parcels.records import Judged, judge
from kbs_envanter.pipeline.parcels.source import read_source
from tests.unit.parcel_files import AREAS, EAST, NORTH, options, record, square, to, write, zipped_shapefile
from tests.unit.wfs_server import feature_service

# GDAL tells that dBASE cuts names at ten letters, through a handler that cannot pass the warning on.
cut_names = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def read(source, **said) -> Judged:
    return judge(read_source(source, options(**said)), options(**said), AREAS)


def wfs_parcel(number: int, **more: str) -> dict[str, str]:
    east = EAST + 50 * number
    corners = [(east, NORTH), (east + 20, NORTH), (east + 20, NORTH + 20), (east, NORTH + 20), (east, NORTH)]
    pos = " ".join(f"{north} {east}" for east, north in corners)
    return {
        "tapumahallead": "SEFAKÖY",
        "adano": "372",
        "parselno": str(number),
        "tapualan": "400,00",
        "pos": pos,
    } | more


@pytest.mark.parametrize(("file", "crs"), [("p.gpkg", "EPSG:5254"), ("p.geojson", "EPSG:4326"), ("p.kml", "EPSG:4326")])
def test_a_file_of_each_format_is_read(tmp_path, file, crs):
    (parcel,) = read(write(tmp_path / file, [record()], crs=crs)).parcels
    assert str(parcel.key) == "Sefaköy 372/1"
    assert parcel.geom.intersection(to("EPSG:4326", square())).area > 0.9 * parcel.geom.area


@cut_names
@pytest.mark.parametrize("crs", ["EPSG:5254", "EPSG:2320"])
@pytest.mark.parametrize(
    ("encoding", "keep"),
    [("cp1254", (".prj",)), ("utf-8", (".prj",)), ("cp1254", (".prj", ".cpg")), ("utf-8", (".prj", ".cpg"))],
)
def test_turkish_letters_of_a_shapefile_come_out_right(tmp_path, crs, encoding, keep):
    rows = [record(mahalle="FİRUZKÖY ŞIĞ", Nitelik="Kargir İş Hanı ve Bahçesi")]
    (parcel,) = read(zipped_shapefile(tmp_path / "p", rows, encoding=encoding, keep=keep, crs=crs)).parcels
    assert parcel.key.tapu_mahallesi == "Firuzköy Şığ"
    assert parcel.nitelik == "Kargir İş Hanı ve Bahçesi"
    assert parcel.geom.intersection(to("EPSG:4326", square())).area > 0.9 * parcel.geom.area


@cut_names
def test_a_shapefile_without_prj_asks_for_its_coordinate_system(tmp_path):
    path = zipped_shapefile(tmp_path / "p", [record()], encoding="utf-8", keep=(".cpg",), crs="EPSG:5254")
    with pytest.raises(ParcelSourceRefused, match="--crs EPSG:5254"):
        read(path)
    assert len(read(path, crs="EPSG:5254").parcels) == 1
    assert len(read(path, crs="5254").parcels) == 1


def test_the_coordinate_system_that_a_person_says_outranks_the_files(tmp_path):
    path = write(tmp_path / "p.geojson", [record()], crs="EPSG:5254")
    told = json.loads(path.read_text())
    del told["crs"]  # as many programs write projected coordinates
    path.write_text(json.dumps(told))
    with pytest.raises(ParcelSourceRefused, match="outside Turkey"):
        read(path)
    assert len(read(path, crs="EPSG:5254").parcels) == 1


def test_an_unknown_coordinate_system_is_refused(tmp_path):
    path = write(tmp_path / "p.gpkg", [record()])
    with pytest.raises(ParcelSourceRefused, match="EPSG:99999"):
        read(path, crs="EPSG:99999")


def test_a_file_with_several_layers_names_them(tmp_path):
    path = write(tmp_path / "p.gpkg", [record("1")], layer="parsel")
    write(path, [record("2")], layer="eski_parsel", append=True)
    with pytest.raises(ParcelSourceRefused, match="--katman ile seçin: parsel, eski_parsel"):
        read(path)
    with pytest.raises(ParcelSourceRefused, match="'yok' katmanı yok; olanlar: parsel, eski_parsel"):
        read(path, layer="yok")
    assert [p.key.parsel for p in read(path, layer="eski_parsel").parcels] == ["2"]


def test_a_table_without_shapes_is_refused(tmp_path):
    import numpy as np

    pyogrio.raw.write(tmp_path / "p.gpkg", None, [np.array(["1"], dtype=object)], ["parsel"], geometry_type=None)
    with pytest.raises(ParcelSourceRefused, match="has no layer with shapes"):
        read(tmp_path / "p.gpkg")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.gpkg", b"not a database", "cannot be read"),
        ("p.geojson", b"{", "cannot be read"),
        ("p.zip", b"not a zip", "cannot be read"),
        ("p.kml", b'{"type": "FeatureCollection", "features": []}', "cannot be read|its name says KML"),
        ("p.dwg", b"", "unknown kind of file"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ParcelSourceRefused, match=said):
        read(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ParcelSourceRefused, match="okunamıyor"):
        read(tmp_path / "yok.gpkg")


def test_a_zip_without_a_shapefile_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("oku.txt", "yok")
    with pytest.raises(ParcelSourceRefused, match="has no layer with shapes"):
        read(tmp_path / "p.zip")


def test_a_wfs_is_read_page_by_page_and_its_north_east_order_is_minded():
    with feature_service(*map(wfs_parcel, range(1, 6))) as service:
        found = read(f"{service.address}?map=kadastro&request=GetCapabilities")
    assert [p.key.parsel for p in found.parcels] == ["1", "2", "3", "4", "5"]
    assert found.area_differences == []
    assert found.parcels[0].geom.intersection(to("EPSG:4326", square(1))).area > 0.99 * found.parcels[0].geom.area
    assert [asked.get("startIndex") for asked in service.asked] == [None, "0", "2", "4"]
    assert {asked["map"] for asked in service.asked} == {"kadastro"}


def test_a_wfs_that_does_not_say_how_many_there_are_is_read_until_a_page_is_empty():
    with feature_service(*map(wfs_parcel, range(1, 6)), says_matched=False) as service:
        assert len(read(service.address).parcels) == 5


def test_numbers_of_a_wfs_are_read_as_they_are_written():
    rows = [wfs_parcel(1, tapualan="1.295"), wfs_parcel(2, tapualan="2.500"), wfs_parcel(3, tapualan="1.100,50")]
    with feature_service(*rows) as service:
        assert [p.alan_m2 for p in read(service.address).parcels][:2] == [1295, 2500]


def test_a_wfs_with_several_feature_types_names_them():
    with feature_service(wfs_parcel(1), types=("kbs:parsel", "kbs:bina")) as service:
        with pytest.raises(ParcelSourceRefused, match="--katman ile seçin: kbs:parsel, kbs:bina"):
            read(service.address)
        assert len(read(service.address, layer="kbs:parsel").parcels) == 1


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({"refusal": "yetkiniz yok"}, "WFS reddetti: yetkiniz yok"),
        ({"answer": "<html><body>giriş</body></html>"}, "does not speak WFS 2.0.0"),
        ({"answer": "bakım"}, "no XML"),
        ({"ignores_start": True}, "disregards startIndex"),
        ({"matched": 9}, "gave 5 of 9 records"),
        ({"silent": True}, "silent for 0.2 seconds"),
    ],
)
def test_a_wfs_that_does_not_give_all_is_refused_whole(behaviour, said):
    with (
        feature_service(*map(wfs_parcel, range(1, 6)), **behaviour) as service,
        pytest.raises(ParcelSourceRefused, match=said) as refusal,
    ):
        read(f"{service.address}?anahtar=gizli", timeout_s=0.2)
    assert "gizli" not in str(refusal.value)


def test_an_empty_wfs_is_refused():
    with feature_service() as service, pytest.raises(ParcelSourceRefused, match="has no records"):
        read(service.address)


def test_a_wfs_that_is_not_there_is_refused():
    with feature_service() as service:
        gone = service.address
    with pytest.raises(ParcelSourceRefused, match="WFS'ye ulaşılamıyor"):
        read(gone)
