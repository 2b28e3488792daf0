"""The generator of measurement data: what the benchmarks measure on is a right, small city."""

import psycopg
import pytest

from bench.api.generate import fill


@pytest.fixture
def filled(database):
    fill(database, assets=50, parcels=20)
    with psycopg.connect(database) as connection:
        yield connection


def number(connection, question: str) -> int:
    return connection.execute(question).fetchone()[0]


def test_as_many_assets_and_parcels_as_asked_for_are_public(filled):
    assert number(filled, "SELECT count(*) FROM kbs.acik_varlik WHERE geom IS NOT NULL") == 50
    assert number(filled, "SELECT count(*) FROM kbs.acik_parsel WHERE geom IS NOT NULL") == 20
    assert number(filled, "SELECT count(*) FROM kbs.acik_mahalle") == 21


def test_every_asset_lies_on_its_parcel_in_or_beside_its_neighbourhood(filled):
    astray = """SELECT count(*) FROM kbs.varlik v
                  LEFT JOIN kbs.mahalle m ON m.kod = v.mahalle_kod
                  LEFT JOIN kbs.varlik_parsel x ON x.varlik_id = v.id
                  LEFT JOIN kbs.parsel p ON p.id = x.parsel_id
                 WHERE NOT ST_Intersects(p.geom, v.konum) OR ST_Distance(m.geom, v.konum) > 0.01"""
    assert number(filled, astray) == 0
    assert number(filled, "SELECT count(*) FROM kbs.varlik_parsel") > 40


def test_parcels_are_valid_and_do_not_overlap(filled):
    assert number(filled, "SELECT count(*) FROM kbs.parsel WHERE NOT ST_IsValid(geom)") == 0
    overlaps = """SELECT count(*) FROM kbs.parsel a JOIN kbs.parsel b ON a.id < b.id AND a.geom && b.geom
                   WHERE ST_Area(ST_Intersection(a.geom, b.geom)) > 1e-12"""
    assert number(filled, overlaps) == 0


def test_the_load_leaves_no_history_and_the_tables_work_on_as_before(filled):
    assert number(filled, "SELECT count(*) FROM kbs.gecmis") == 0
    filled.execute("INSERT INTO kbs.parsel (ilce_kodu, ada, parsel) VALUES (1823, '999999', '1')")
    filled.execute("UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = (SELECT min(kod) FROM kbs.varlik)")
    assert number(filled, "SELECT count(*) FROM kbs.gecmis") == 2


def test_the_same_seed_gives_the_same_city(filled, cluster, migrated):
    from kbs_envanter.store.database import create_database

    create_database(cluster.url("postgres"), "ikinci_sehir", template=migrated)
    fill(cluster.url("ikinci_sehir"), assets=50, parcels=20)
    digest = "SELECT md5(string_agg(to_jsonb(v)::text, '' ORDER BY kod)) FROM kbs.varlik v"
    with psycopg.connect(cluster.url("ikinci_sehir")) as connection:
        assert connection.execute(digest).fetchone() == filled.execute(digest).fetchone()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE ikinci_sehir WITH (FORCE)")
