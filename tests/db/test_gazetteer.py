"""The gazetteer: files of many kinds come in whole or not at all, and say where they come from."""

import json
import sys
import zipfile

import psycopg
import pytest
from typer.testing import CliRunner

from kbs_envanter.cli.places import konum, yer_sozlugu
from kbs_envanter.pipeline.gazetteer import load_gazetteer
from kbs_envanter.pipeline.inputs import InputRefused

ILCE = 1823
INSIDE = (28.7779, 40.9904)  # in Cennet, whichever boundaries are at hand


def rows(url: str, question: str):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def load(url, *files, **more):
    return load_gazetteer(url, ILCE, files, licence=more.pop("licence", "deneme"), **more)


def geojson(path, *features):
    body = [
        {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": coordinates}}
        for told, kind, coordinates in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": body}), encoding="utf-8")
    return path


@pytest.fixture
def parks(tmp_path):
    return geojson(
        tmp_path / "parklar.geojson",
        ({"ad": "Şair Nedim Parkı", "tur": "park"}, "Point", INSIDE),
        ({"ad": "Beyoğlu Parkı"}, "Point", (28.98, 41.03)),
        ({"tur": "park"}, "Point", INSIDE),
        ({"ad": "Reyhan Caddesi"}, "LineString", [INSIDE, (28.7799, 40.9904)]),
    )


def test_a_place_is_stored_with_core_class_mahalle_source_and_licence(inventory, parks):
    done = load(inventory, parks, source="Belediye", licence="CC BY 4.0")
    assert (done.by_class, done.nameless, done.outside) == ({"yer": 1, "sokak": 1}, 1, 1)
    stored = rows(inventory, "SELECT sinif, tur, ad, cekirdek, mahalle_kod, kaynak, lisans FROM kbs.yer ORDER BY sinif")
    assert stored == [
        ("sokak", "sokak", "Reyhan Caddesi", "reyhan", "cennet", "Belediye", "CC BY 4.0"),
        ("yer", "park", "Şair Nedim Parkı", "sair nedim", "cennet", "Belediye", "CC BY 4.0"),
    ]
    ((length,),) = rows(inventory, "SELECT uzunluk_m FROM kbs.yer WHERE sinif = 'sokak'")
    assert 160 < length < 180


def test_loading_a_source_again_replaces_it_and_no_other(inventory, parks, tmp_path):
    load(inventory, parks)
    other = geojson(tmp_path / "baska.geojson", ({"ad": "Ata Parkı"}, "Point", INSIDE))
    load(inventory, other)
    load(inventory, geojson(parks, ({"ad": "Yeni Park Adı Parkı"}, "Point", INSIDE)))
    assert rows(inventory, "SELECT kaynak, ad FROM kbs.yer ORDER BY kaynak") == [
        ("baska", "Ata Parkı"),
        ("parklar", "Yeni Park Adı Parkı"),
    ]


def test_csv_columns_go_by_their_turkish_names(inventory, tmp_path):
    file = tmp_path / "kapilar.csv"
    lon, lat = INSIDE
    file.write_text(
        f"sokak_adi,kapi_no,boylam,enlem\nReyhan Caddesi,89,{lon},{lat}\nReyhan Caddesi,,{lon},{lat}\n",
        encoding="utf-8",
    )
    load(inventory, file)
    assert rows(inventory, "SELECT sinif, ad, kapi_no FROM kbs.yer ORDER BY sinif") == [
        ("kapi", "Reyhan Caddesi", "89"),
        ("sokak", "Reyhan Caddesi", None),
    ]


def test_stops_of_a_timetable_are_anchors(inventory, tmp_path):
    file = tmp_path / "gtfs.zip"
    lon, lat = INSIDE
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("stops.txt", f"stop_id,stop_name,stop_lat,stop_lon\n7,Reyhan Caddesi,{lat},{lon}\n")
    load(inventory, file)
    assert rows(inventory, "SELECT sinif, dis_kimlik, ad FROM kbs.yer") == [("dayanak", "7", "Reyhan Caddesi")]


def test_an_openstreetmap_extract_gives_streets_doors_and_places(inventory, tmp_path):
    osmium = pytest.importorskip("osmium")
    file, (lon, lat) = tmp_path / "alan.osm.pbf", INSIDE
    with osmium.SimpleWriter(str(file)) as writer:
        node = osmium.osm.mutable.Node
        writer.add_node(
            node(id=1, location=(lon, lat), tags={"addr:street": "Reyhan Caddesi", "addr:housenumber": "89"})
        )
        writer.add_node(node(id=2, location=(lon, lat), tags={"leisure": "park", "name": "Şair Nedim Parkı"}))
        writer.add_node(node(id=3, location=(lon + 0.002, lat)))
        writer.add_node(node(id=4, location=(lon, lat), tags={"highway": "bus_stop", "name": "Cennet"}))
        road = {"highway": "residential", "name": "Reyhan Caddesi"}
        writer.add_way(osmium.osm.mutable.Way(id=5, nodes=[1, 3], tags=road))
    done = load(inventory, file)
    assert done.by_class == {"kapi": 1, "yer": 1, "dayanak": 1, "sokak": 1}
    assert rows(inventory, "SELECT dis_kimlik, tur FROM kbs.yer WHERE sinif = 'yer'") == [("n2", "park")]


def test_without_osmium_the_way_out_is_said(inventory, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    file = tmp_path / "alan.osm.pbf"
    file.write_bytes(b"")
    with pytest.raises(InputRefused, match=r"pip install osmium.*needs the package osmium"):
        load(inventory, file)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.geojson", '{"features": 5}', "okunamıyor"),
        ("a.geojson", "{", "okunamıyor"),
        ("a.csv", "ad\nPark\n", "sütun yok"),
        ("a.csv", "ad,lon,lat\nŞair Nedim Parkı,yirmi,40\n", "okunamıyor"),
        ("a.zip", "zip değil", "bozuk"),
        ("a.xlsx", "", "bilinmiyor"),
        ("a.csv", "ad,lon,lat\nŞair Nedim Parkı,40.9904,28.7779\n", "yer değiştirmiş"),
    ],
)
def test_a_faulty_file_is_refused_and_changes_nothing(inventory, parks, tmp_path, name, content, said):
    load(inventory, parks)
    before = rows(inventory, "SELECT id FROM kbs.yer ORDER BY id")
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputRefused, match=said):
        load(inventory, file, source="parklar")
    assert rows(inventory, "SELECT id FROM kbs.yer ORDER BY id") == before


def test_a_missing_file_is_said(inventory, tmp_path):
    with pytest.raises(InputRefused, match="dosya yok"):
        load(inventory, tmp_path / "yok.csv")


def test_the_commands_load_compute_and_list(inventory, parks, monkeypatch, tmp_path):
    monkeypatch.setenv("KBS_DATABASE_URL", inventory)
    monkeypatch.setenv("KBS_DURUM_DIZINI", str(tmp_path))
    monkeypatch.setenv("KBS_VERI_AYNASI", str(tmp_path / "yok"))
    run = CliRunner().invoke
    loaded = run(yer_sozlugu, ["yukle", str(parks), "--kaynak", "Belediye", "--lisans", "CC BY 4.0"])
    assert loaded.exit_code == 0, loaded.output
    computed = run(konum, ["hesapla"])
    assert computed.exit_code == 0, computed.output
    assert rows(inventory, "SELECT kesinlik FROM kbs.varlik WHERE ad = 'Şair Nedim Parkı'") == [("yer",)]
    listed = json.loads(run(konum, ["denetle", "--json", "--en-cok", "5"]).stdout)
    assert len(listed) == 5
    assert {row["kesinlik"] for row in listed} <= {"yok", "mahalle"}
    assert run(konum, ["denetle"]).exit_code == 0
