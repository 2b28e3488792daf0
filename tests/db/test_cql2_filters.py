"""Filters, run by the database: Turkish comparison, every operator, missing values, places and times."""

from contextlib import closing

import psycopg
import pytest

from kbs_envanter.store.cql2 import CRS84, Column, Crs, parse_text, to_sql
from kbs_envanter.store.database import create_database

ASSETS = {
    **{name: Column(f"s.{name}", "string") for name in ("kod", "tur", "ad", "mahalle", "mahalle_kod", "kesinlik")},
    "alan_m2": Column("s.alan_m2", "number"),
    "rapor_yili": Column("s.rapor_yili", "integer"),
    "guncelleme": Column("s.guncelleme", "date-time"),
    "kullanimlar": Column("string_to_array(s.kullanim, '; ')", "array"),
    "geom": Column("s.geom", "geometry"),
}
LATITUDE_FIRST, TM30, MERCATOR = Crs(4326, swapped=True), Crs(5254, swapped=True), Crs(3857)

# Things with every type of value, and one with none.
ROWS = """(VALUES
    ('IĞDIR', 10.5::float8, 3, '2024-05-01'::date, '2024-05-01 12:00+00'::timestamptz, true, '{a,b}'::text[],
     'SRID=4326;POINT(28.8 41)'::geometry),
    ('İğdir', 0, 0, '2024-05-02', '2024-05-02 00:00+00', false, '{}', 'SRID=4326;POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))'),
    ('çınar', -4, -2, 'infinity', '2024-04-30 23:59:59.999999+00', true, '{b,a}', 'SRID=4326;LINESTRING(0 0, 2 2)'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS s (ad, sayi, tam, gun, an, acik, liste, geom)"""
TYPES = "string number integer date date-time boolean array geometry".split()
VALUES = {
    name: Column(f"s.{name}", kind)
    for name, kind in zip("ad sayi tam gun an acik liste geom".split(), TYPES, strict=True)
}
FIRST, SECOND, THIRD, NOTHING = "IĞDIR", "İğdir", "çınar", None


@pytest.fixture(scope="module")
def having(cluster, migrated):
    """Names of the rows that a filter lets through. One database for all: nothing here writes."""
    create_database(cluster.url("postgres"), "suzgec", template=migrated)
    with closing(psycopg.connect(cluster.url("suzgec"), autocommit=True)) as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")  # the session's own must not matter

        def ask(text: str) -> list[str | None]:
            parameters = {}
            where = to_sql(parse_text(text), VALUES, parameters=parameters)
            found = connection.execute(f"SELECT ad FROM {ROWS} WHERE {where}", parameters, prepare=True)
            return [ad for (ad,) in found]

        yield ask


@pytest.fixture(scope="module")
def filled(cluster, loaded) -> str:
    """URL of a database with the committed inventory that no test writes to."""
    create_database(cluster.url("postgres"), "suzgec_envanter", template=loaded)
    return cluster.url("suzgec_envanter")


@pytest.fixture(scope="module")
def count(filled):
    """How many public assets a filter lets through."""
    with closing(psycopg.connect(filled, autocommit=True)) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")

        def ask(text: str, crs: Crs = CRS84) -> int:
            parameters = {}
            where = to_sql(parse_text(text), ASSETS, crs=crs, parameters=parameters)
            statement = f"SELECT count(*) FROM kbs.acik_varlik s WHERE {where}"
            return connection.execute(statement, parameters, prepare=True).fetchone()[0]

        yield ask


def test_casei_knows_the_turkish_letters(having):
    assert having("CASEI(ad) = CASEI('ığdır')") == [FIRST]
    assert having("CASEI(ad) = CASEI('İĞDİR')") == [SECOND]
    assert having("CASEI(ad) LIKE CASEI('ÇINA_')") == [THIRD]
    assert having("CASEI(ad) IN (CASEI('ığdır'), CASEI('ÇINAR'))") == [FIRST, THIRD]


def test_accenti_folds_accents_case_and_every_i(having):
    assert having("ACCENTI(ad) = ACCENTI('igdir')") == [FIRST, SECOND]
    assert having("ACCENTI(CASEI(ad)) LIKE ACCENTI(CASEI('CIN%'))") == [THIRD]
    assert having("CASEI(ACCENTI(ad)) = ACCENTI('IĞDIR')") == [FIRST, SECOND]


def test_without_them_texts_are_compared_letter_by_letter_and_ordered_as_in_turkish(having):
    assert having("ad = 'ığdır'") == []
    assert having("ad < 'd'") == [THIRD]
    assert having("ad > 'ı' AND ad < 'i'") == [FIRST]
    assert having("ad BETWEEN 'c' AND 'd'") == [THIRD]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sayi = 10.5", [FIRST]),
        ("sayi <> 10.5", [SECOND, THIRD]),
        ("NOT sayi = 10.5", [SECOND, THIRD]),
        ("sayi > 0 OR sayi <= 0", [FIRST, SECOND, THIRD]),
        ("sayi NOT IN (0, -4)", [FIRST]),
        ("tam IN (3, 0.5, sayi)", [FIRST, SECOND]),
        ("acik IN (TRUE)", [FIRST, THIRD]),
        ("ad NOT LIKE 'I%'", [SECOND, THIRD]),
        ("sayi IS NULL", [NOTHING]),
        ("geom IS NULL AND liste IS NULL AND an IS NULL", [NOTHING]),
        ("NOT (sayi IS NULL)", [FIRST, SECOND, THIRD]),
        ("acik", [FIRST, THIRD]),
        ("NOT acik", [SECOND]),
        ("acik = FALSE OR acik IS NULL", [SECOND, NOTHING]),
        ("TRUE", [FIRST, SECOND, THIRD, NOTHING]),
        ("FALSE OR (acik AND sayi > 0)", [FIRST]),
        ("sayi > 0 AND FALSE", []),
        ("(sayi > 0) = TRUE", [FIRST]),
    ],
)
def test_what_is_missing_is_neither_equal_nor_unequal(having, text, names):
    assert having(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sayi + tam * 2 = 16.5", [FIRST]),
        ("sayi = tam", [SECOND]),
        ("sayi < tam", [THIRD]),
        ("tam / 2 = 1.5", [FIRST]),
        ("tam div 2 = 1", [FIRST]),
        ("tam % 2 = 1", [FIRST]),
        ("tam ^ 2 = 4", [THIRD]),
        ("tam ^ 0 = 1", [FIRST, SECOND, THIRD]),
        ("- tam = 2", [THIRD]),
        ("1 / tam IS NULL", [SECOND, NOTHING]),
        ("1 % tam IS NULL", [SECOND, NOTHING]),
        ("1 div tam IS NULL", [SECOND, NOTHING]),
        ("tam ^ -1 IS NULL", [SECOND, NOTHING]),
        ("tam ^ 0.5 IS NULL", [THIRD, NOTHING]),
        ("1 / 0 IS NULL AND 0 ^ -1 IS NULL AND sayi = 0", [SECOND]),
        ("10 ^ 400 IS NULL AND ((9e14 ^ 16) ^ 16) IS NULL AND sayi = 0", [SECOND]),
        ("9e14 * 9e14 * 9e14 > sayi", [FIRST, SECOND, THIRD]),
    ],
)
def test_arithmetic_without_an_answer_is_missing_and_never_an_error(having, text, names):
    assert having(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("an = DATE('2024-05-01')", [FIRST]),
        ("an <> DATE('2024-05-01')", [SECOND, THIRD]),
        ("an < DATE('2024-05-01')", [THIRD]),
        ("an <= DATE('2024-05-01')", [FIRST, THIRD]),
        ("an > DATE('2024-05-01')", [SECOND]),
        ("DATE('2024-05-01') <= an", [FIRST, SECOND]),
        ("an = gun", [FIRST, SECOND]),
        ("an BETWEEN DATE('2024-05-01') AND DATE('2024-05-02')", [FIRST, SECOND]),
        ("an IN (DATE('2024-05-02'), TIMESTAMP('2024-05-01T12:00:00Z'))", [FIRST, SECOND]),
        ("an = TIMESTAMP('2024-05-01T12:00:00Z')", [FIRST]),
        ("gun = TIMESTAMP('2024-05-01T12:00:00Z')", [FIRST]),
        ("gun > DATE('2024-05-01')", [SECOND, THIRD]),
        ("T_AFTER(an, DATE('2024-05-01'))", [SECOND]),
        ("T_BEFORE(an, DATE('2024-05-01'))", [THIRD]),
        ("T_BEFORE(an, INTERVAL('2024-05-02', '..'))", [FIRST, THIRD]),
        ("T_EQUALS(an, DATE('2024-05-01'))", [FIRST]),
        ("T_EQUALS(gun, DATE('2024-05-02'))", [SECOND]),
        ("T_INTERSECTS(an, INTERVAL('2024-05-01', '2024-05-01'))", [FIRST]),
        ("T_INTERSECTS(an, INTERVAL('..', '..'))", [FIRST, SECOND, THIRD]),
        ("T_INTERSECTS(gun, INTERVAL('2024-05-02', '..'))", [SECOND, THIRD]),
        ("T_DISJOINT(an, INTERVAL('2024-05-01T00:00:00Z', '2024-05-02T00:00:00Z'))", [THIRD]),
        ("T_DURING(INTERVAL(an, an), INTERVAL('2024-05-01', '2024-05-03'))", [FIRST, SECOND]),
        ("T_CONTAINS(INTERVAL('2024-05-01', '2024-05-03'), INTERVAL(gun, gun))", [SECOND]),
        ("T_STARTS(INTERVAL(gun, gun), INTERVAL('2024-05-01', '2024-06-01'))", [FIRST]),
        ("T_STARTEDBY(INTERVAL(gun, '..'), INTERVAL('2024-05-01', '2024-06-01'))", [FIRST]),
        ("T_FINISHES(INTERVAL(gun, gun), INTERVAL('2024-01-01', '2024-05-02'))", [SECOND]),
        ("T_FINISHEDBY(INTERVAL('2024-01-01', '2024-05-02'), INTERVAL(gun, gun))", [SECOND]),
        ("T_MEETS(INTERVAL('2024-01-01', '2024-05-01'), INTERVAL(gun, '..'))", [FIRST]),
        ("T_METBY(INTERVAL(gun, '..'), INTERVAL('2024-01-01', '2024-05-01'))", [FIRST]),
        ("T_OVERLAPS(INTERVAL('2024-01-01', gun), INTERVAL('2024-05-01', '2024-06-01'))", [SECOND]),
        ("T_OVERLAPPEDBY(INTERVAL(gun, '..'), INTERVAL('2024-01-01', '2024-05-02'))", [FIRST]),
    ],
)
def test_a_day_is_a_whole_day_in_utc_and_intervals_relate_as_owl_time_says(having, text, names):
    assert having(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A_CONTAINS(liste, ('a'))", [FIRST, THIRD]),
        ("A_EQUALS(liste, ('a', 'b'))", [FIRST, THIRD]),
        ("A_CONTAINEDBY(liste, ('a', 'b', 'c'))", [FIRST, SECOND, THIRD]),
        ("A_OVERLAPS(('c', 'b'), liste)", [FIRST, THIRD]),
        ("A_EQUALS(liste, ())", [SECOND]),
        ("A_EQUALS(liste, liste)", [FIRST, SECOND, THIRD]),
    ],
)
def test_lists_are_compared_as_sets(having, text, names):
    assert having(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("S_INTERSECTS(geom, POINT(1 1))", [SECOND, THIRD]),
        ("S_INTERSECTS(POINT(1 1), geom)", [SECOND, THIRD]),
        ("S_DISJOINT(geom, BBOX(0, 0, 5, 5))", [FIRST]),
        ("S_EQUALS(geom, POLYGON((4 0, 4 4, 0 4, 0 0, 4 0)))", [SECOND]),
        ("S_TOUCHES(geom, LINESTRING(4 0, 8 0))", [SECOND]),
        ("S_WITHIN(geom, POLYGON((-1 -1, 5 -1, 5 5, -1 5, -1 -1)))", [SECOND, THIRD]),
        ("S_OVERLAPS(geom, POLYGON((3 3, 9 3, 9 9, 3 9, 3 3)))", [SECOND]),
        ("S_CROSSES(geom, LINESTRING(0 2, 2 0))", [THIRD]),
        ("S_CONTAINS(geom, MULTIPOINT((1 1), (2 1)))", [SECOND]),
        ("S_WITHIN(geom, MULTIPOLYGON(((28 40, 29 40, 29 42, 28 42, 28 40))))", [FIRST]),
        ("S_INTERSECTS(geom, GEOMETRYCOLLECTION(POINT(28.8 41), POLYGON((3 3, 5 3, 5 5, 3 3))))", [FIRST, SECOND]),
        ("S_EQUALS(geom, GEOMETRYCOLLECTION(POINT(28.8 41)))", [FIRST]),
        ("S_INTERSECTS(geom, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))", [SECOND, THIRD]),
        ("S_INTERSECTS(geom, geom)", [FIRST, SECOND, THIRD]),
        ("NOT S_INTERSECTS(geom, POINT(1 1))", [FIRST]),
        ("S_DWITHIN(geom, POINT(28.8 41.001), 112)", [FIRST]),
        ("S_DWITHIN(geom, POINT(28.8 41.001), 110)", []),
        ("S_DWITHIN(POINT(28.801 41), geom, 85)", [FIRST]),
        ("S_DWITHIN(geom, GEOMETRYCOLLECTION(POINT(28.8 41.001), LINESTRING(10 10, 11 11)), 112)", [FIRST]),
        ("S_DWITHIN(geom, BBOX(1, 1, 30, 42), 1000)", [FIRST, SECOND, THIRD]),
        ("S_DWITHIN(geom, geom, 0)", [FIRST, SECOND, THIRD]),
    ],
)
def test_every_spatial_relation_answers(having, text, names):
    assert having(text) == names


def test_the_inventory_is_found_by_turkish_names(count):
    kanarya = count("mahalle = 'Kanarya'")
    assert kanarya > 0
    assert count("CASEI(mahalle) = CASEI('KANARYA')") == count("ACCENTI(mahalle) LIKE ACCENTI('kanar%')") == kanarya
    assert count("ACCENTI(mahalle) = ACCENTI('inonu')") == count("mahalle = 'İnönü'") > 0
    assert count("mahalle IN ('Kanarya', 'İnönü')") == kanarya + count("mahalle = 'İnönü'")
    assert count("rapor_yili = 2024") == count("TRUE")
    assert count("A_CONTAINS(kullanimlar, ('yok böyle bir kullanım'))") == 0


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("S_INTERSECTS(geom, BBOX(28.75, 40.98, 28.80, 41.02))", CRS84),
        ("S_INTERSECTS(geom, BBOX(40.98, 28.75, 41.02, 28.80))", LATITUDE_FIRST),
        ("S_WITHIN(geom, POLYGON((28.75 40.98, 28.8 40.98, 28.8 41.02, 28.75 41.02, 28.75 40.98)))", CRS84),
        ("S_WITHIN(geom, POLYGON((40.98 28.75, 40.98 28.8, 41.02 28.8, 41.02 28.75, 40.98 28.75)))", LATITUDE_FIRST),
    ],
)
def test_a_box_holds_the_same_assets_in_either_order_of_axes(count, text, crs):
    assert count(text, crs) == count("S_INTERSECTS(geom, BBOX(28.75, 40.98, 28.80, 41.02))") > 0


def test_a_box_in_the_national_grid_holds_what_the_database_finds_there(filled, count):
    with psycopg.connect(filled) as connection:
        (north, east) = connection.execute(
            "SELECT ST_Y(p), ST_X(p) FROM (SELECT ST_Transform(ST_Centroid(ST_Collect(geom)), 5254) p"
            " FROM kbs.acik_varlik) x"
        ).fetchone()
        expected = connection.execute(
            "SELECT count(*) FROM kbs.acik_varlik WHERE ST_Intersects(ST_Transform(geom, 5254),"
            " ST_MakeEnvelope(%s, %s, %s, %s, 5254))",
            [east - 2000, north - 2000, east + 2000, north + 2000],
        ).fetchone()[0]
    box = f"BBOX({north - 2000}, {east - 2000}, {north + 2000}, {east + 2000})"
    assert count(f"S_INTERSECTS(geom, {box})", TM30) == expected > 0


def test_within_a_distance_uses_the_index(filled):
    parameters = {}
    columns = {"konum": Column("v.konum", "geometry")}
    where = to_sql(parse_text("S_DWITHIN(konum, POINT(28.78 41.0), 500)"), columns, parameters=parameters)
    with psycopg.connect(filled) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        plan = connection.execute(f"EXPLAIN SELECT 1 FROM kbs.varlik v WHERE {where}", parameters, prepare=True)
        assert any("Index Cond" in line and "&&" in line for (line,) in plan)


def test_injection_finds_nothing_and_harms_nothing(having):
    assert having("ad = '''; DROP SCHEMA kbs CASCADE; --'") == []
    assert having(r"ad = '\'; SELECT pg_sleep(5); --'") == []
    assert having("ad LIKE '%''%' OR ad = '%(cql2_0)s' OR ad IN ('{}', '\"')") == []
