"""Positions: honest, inside their mahalle, none on top of another."""

import geopandas
import psycopg
import pytest
from shapely import Point, box

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Chain, Subject
from kbs_envanter.pipeline.boundaries import load_boundary_file, set_boundaries
from kbs_envanter.pipeline.geocode import geocode_assets
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine
from tests.support import SHARED

DATA = Settings().veri_dizini


def rows(url: str, question: str):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


OUTSIDE = """
    SELECT v.kod, v.kesinlik, round(ST_Distance(v.konum::geography, m.geom::geography)) FROM kbs.varlik v
      JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (v.ilce_kodu, v.mahalle_kod)
     WHERE ST_Distance(v.konum::geography, m.geom::geography) > """


def test_only_the_withheld_asset_has_no_position(inventory):
    unplaced = rows(inventory, "SELECT kod, erisim FROM kbs.varlik WHERE konum IS NULL AND mahalle_kod IS NOT NULL")
    assert unplaced == []
    assert rows(inventory, "SELECT erisim FROM kbs.varlik WHERE konum IS NULL") == [("gizli",)]


def test_every_position_says_how_good_it_is_and_where_it_comes_from(inventory):
    silent = "SELECT kod FROM kbs.varlik WHERE konum IS NOT NULL AND (belirsizlik_m IS NULL OR konum_kaynagi IS NULL)"
    assert rows(inventory, silent) == []


def test_no_asset_hides_another_that_is_known_by_mahalle_only(inventory):
    near = """
        SELECT a.kod, b.kod FROM kbs.varlik a JOIN kbs.varlik b ON a.kod < b.kod
         WHERE a.kesinlik = 'mahalle' AND b.kesinlik = 'mahalle'
           AND ST_DWithin(a.konum::geography, b.konum::geography, 15)"""
    assert rows(inventory, near) == []


def test_without_network_the_cells_are_approximate_and_say_so(inventory):
    assert rows(inventory, "SELECT DISTINCT sinir_kesinligi FROM kbs.mahalle") == [("yaklasik",)]
    assert rows(inventory, OUTSIDE + "1") == []


@pytest.mark.skipif(not SHARED.exists(), reason="the publisher's files are not on this machine")
def test_with_the_published_boundaries_every_asset_lies_in_its_mahalle(inventory, tmp_path):
    settings = Settings(database_url=inventory, durum_dizini=tmp_path, veri_aynasi=str(SHARED / "geo" / "wof"))
    assert set_boundaries(inventory, settings).quality == "gercek"
    geocode_assets(inventory, DATA, 1823)
    assert rows(inventory, OUTSIDE + "100") == []
    assert rows(inventory, OUTSIDE + "0 AND v.kesinlik = 'mahalle'") == []


def test_geocoding_again_changes_nothing(inventory):
    before = rows(inventory, "SELECT count(*), max(id) FROM kbs.gecmis")
    geocode_assets(inventory, DATA, 1823)
    assert rows(inventory, "SELECT count(*), max(id) FROM kbs.gecmis") == before


class Says:
    """A provider that proposes one point, whatever the asset."""

    def __init__(self, lon: float, lat: float) -> None:
        self._candidate = Candidate(Point(lon, lat), Kesinlik.YER, 50, f"{lon} {lat}")

    def candidates(self, subject):
        return (self._candidate,)


SUBJECT = Subject("BIN-0001", "Kültür Merkezi", "atakent")
SQUARE = {"atakent": box(28.70, 41.00, 28.80, 41.10)}


def test_the_chain_takes_the_first_position_inside_the_stated_mahalle():
    chain = Chain([Says(29.5, 41.05), Says(28.75, 41.05), Says(28.76, 41.05)], SQUARE)
    assert chain.place(SUBJECT).kaynak == "28.75 41.05"
    (refused,) = chain.refused
    assert refused.candidate.kaynak == "29.5 41.05"
    assert "mahallenin" in refused.reason


def test_a_position_just_across_the_border_is_tolerated():
    assert Chain([Says(28.8008, 41.05)], SQUARE).place(SUBJECT) is not None
    assert Chain([Says(28.8030, 41.05)], SQUARE).place(SUBJECT) is None


def test_the_municipalitys_own_boundaries_replace_all_others_and_stay(inventory, offline, tmp_path):
    frame = geopandas.GeoDataFrame.from_postgis("SELECT ad AS mahalle, geom FROM kbs.mahalle", engine(inventory))
    file = tmp_path / "sinirlar.gpkg"
    frame.to_crs(5254).to_file(file)
    load_boundary_file(inventory, offline(inventory), file)
    assert rows(inventory, "SELECT DISTINCT sinir_kesinligi FROM kbs.mahalle") == [("belediye",)]
    assert set_boundaries(inventory, offline(inventory)).quality == "belediye"
