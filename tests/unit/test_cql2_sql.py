"""Filters become SQL of allowed names and bound values, and only where types go together."""

import re
from decimal import Decimal

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.store.cql2 import CONFORMANCE, Column, Cql2Refused, Crs, parse_json, parse_text, to_sql

COLUMNS = {
    "ad": Column("s.ad", "string"),
    "mahalle": Column("s.mahalle", "string"),
    "alan_m2": Column("s.alan_m2", "number"),
    "rapor_yili": Column("s.rapor_yili", "integer"),
    "guncelleme": Column("s.guncelleme", "date-time"),
    "yapim": Column("s.yapim", "date"),
    "acik": Column("s.acik", "boolean"),
    "etiketler": Column("s.etiketler", "array"),
    "geom": Column("s.geom", "geometry"),
}


def sql(text: str, **options):
    parameters = {}
    return to_sql(parse_text(text), COLUMNS, parameters=parameters, **options), list(parameters.values())


def refusal(text: str, **options) -> Cql2Refused:
    with pytest.raises(Cql2Refused) as refused:
        sql(text, **options)
    assert refused.value.tr and refused.value.en
    return refused.value


def point(text: str, crs: Crs) -> tuple[float, float]:
    _, (wkb,) = sql(f"S_INTERSECTS(geom, {text})", crs=crs)
    return tuple(round(value, 4) for value in shapely.from_wkb(wkb).centroid.coords[0])


def test_values_are_bound_and_their_types_are_told_to_the_database():
    assert sql("ad = 'Kültür' AND alan_m2 >= 10.5 AND rapor_yili = 2024") == (
        "((s.ad = %(cql2_0)s::text) AND (s.alan_m2 >= %(cql2_1)s::numeric) AND (s.rapor_yili = %(cql2_2)s::bigint))",
        ["Kültür", Decimal("10.5"), 2024],
    )


def test_bound_values_join_those_that_are_there():
    parameters = {"limit": 10}
    to_sql(parse_text("ad = 'x'"), COLUMNS, parameters=parameters)
    assert parameters == {"limit": 10, "cql2_1": "x"}


def test_a_list_of_texts_is_one_placeholder_however_long():
    assert sql("mahalle IN ('Kanarya', 'Cennet')") == (
        "(s.mahalle = ANY(%(cql2_0)s::text[]))",
        [["Kanarya", "Cennet"]],
    )


def test_sql_grows_no_faster_than_its_filter():
    text = "acik"
    for _ in range(20):
        text = f"({text} IN (TRUE, FALSE))"
    assert len(sql(text)[0]) < 1_000
    power = "alan_m2"
    for _ in range(20):
        power = f"({power} ^ 1)"
    assert len(sql(f"{power} BETWEEN 1 AND 2")[0]) < 20_000


@pytest.mark.parametrize("text", ["alan_m2 % 2 = 0", "ad LIKE '%x%'", "T_AFTER(guncelleme, DATE('2024-01-01'))"])
def test_no_percent_sign_is_left_but_those_of_placeholders(text):
    assert "%" not in re.sub(r"%\(cql2_\d+\)s", "", sql(text)[0])


MARK = "zqxj"


@given(st.text(max_size=20).filter(lambda text: "\\" not in text and "\0" not in text and text.isprintable()))
def test_no_text_of_a_filter_ever_reaches_the_sql(text):
    literal = MARK + text.replace("'", "''") + MARK
    filters = [f"ad = '{literal}'", f"CASEI(ad) LIKE ACCENTI('%{literal}')", f"ad IN ('{literal}', mahalle)"]
    for written, bound in map(sql, [*filters, f"A_OVERLAPS(etiketler, ('{literal}'))"]):
        assert MARK not in written
        assert MARK in str(bound)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("yok = 1", "alan_m2, etiketler, geom"),
        ("ilce_kodu = 1823", "ilce_kodu"),
        ("ad IS NULL OR kbs.varlik IS NULL", "kbs.varlik"),
        ("pg_sleep(5) = 1", "pg_sleep"),
        ("version() LIKE 'x'", "version"),
        ("'a' = ''';--' AND pg_sleep('1') IS NULL", "pg_sleep"),
        ("alan_m2 = 'abc'", "'alan_m2' (sayı) ile 'abc' (metin)"),
        ("ad > 5", "'ad' (metin) ile '5' (sayı)"),
        ("guncelleme > '2024-01-01'", "DATE('2024-12-31')"),
        ("ad = TRUE", "metin"),
        ("acik < TRUE", "karşılaştırılamaz"),
        ("geom = POINT(1 1)", "geometri"),
        ("ad", "koşul gerekir"),
        ("5", "koşul gerekir"),
        ("NOT ad", "koşul gerekir"),
        ("acik AND alan_m2", "koşul gerekir"),
        ("ad + 1 = 2", "sayı gerekir"),
        ("CASEI(alan_m2) = 'x'", "metin gerekir"),
        ("alan_m2 LIKE '1%'", "metin gerekir"),
        ("ad LIKE mahalle", "LIKE"),
        ("ad LIKE 'x\\\\\\'", "tırnak kapanmıyor"),
        ("ad IN (1)", "karşılaştırılamaz"),
        ("alan_m2 IN ('x')", "metin gerekir"),
        ("ad = ('x', 'y')", "IN"),
        ("ad = INTERVAL('..', '..')", "T_"),
        ("S_INTERSECTS(ad, POINT(1 1))", "geometri gerekir"),
        ("S_INTERSECTS(geom, 'POINT(1 1)')", "geometri gerekir"),
        ("S_INTERSECTS(geom, POINT(200 1))", "yeryüzünün dışında"),
        ("S_INTERSECTS(geom, BBOX(1, 5, 2, 4))", "köşeleri ters"),
        ("S_DWITHIN(geom, POINT(28 41), -1)", "metre"),
        ("S_DWITHIN(geom, POINT(28 41), alan_m2)", "metre"),
        ("S_DWITHIN(geom, POINT(28 41), 1e9)", "metre"),
        ("S_DWITHIN(geom, POINT(0 89.9), 1000)", "kutuplara"),
        ("S_DWITHIN(geom, BBOX(170, -10, -170, 10), 1000)", "180. boylama"),
        ("S_DWITHIN(BBOX(-60, -10, 60, 10), geom, 1000)", "90 dereceden"),
        ("T_DURING(guncelleme, INTERVAL('2024-01-01', '..'))", "T_INTERSECTS"),
        ("T_AFTER(ad, DATE('2024-01-01'))", "zaman gerekir"),
        ("T_AFTER(guncelleme, INTERVAL(ad, '..'))", "zaman gerekir"),
        ("A_EQUALS(ad, ('x'))", "dizi gerekir"),
        ("A_EQUALS(etiketler, (1, 2))", "metin olmalı"),
        ("etiketler = ('x')", "karşılaştırılamaz"),
    ],
)
def test_what_does_not_go_together_is_refused_and_named(text, named):
    assert named in refusal(text).tr


def test_a_pattern_that_ends_in_a_lone_backslash_is_refused():
    for ending in ("\\", "\\\\\\", "＼"):
        document = {"op": "like", "args": [{"property": "ad"}, {"op": "accenti", "args": ["x" + ending]}]}
        with pytest.raises(Cql2Refused, match="ters bölü"):
            to_sql(parse_json(document), COLUMNS, parameters={})


def test_the_same_place_is_meant_whatever_the_order_of_the_axes():
    here = (28.8, 41.0)
    assert point("POINT(28.8 41.0)", Crs(4326)) == here
    assert point("POINT(41.0 28.8)", Crs(4326, swapped=True)) == here
    assert point("BBOX(40.9, 28.7, 41.1, 28.9)", Crs(4326, swapped=True)) == here
    assert point("POINT(3206001.3 5012341.9)", Crs(3857)) == here
    north_east = point("POINT(4540664.5 398761.6)", Crs(5254, swapped=True))
    assert north_east == point("BBOX(4540664, 398761, 4540665, 398762.2)", Crs(5254, swapped=True))
    assert north_east[0] == pytest.approx(28.8, abs=0.05) and north_east[1] == pytest.approx(41.0, abs=0.05)


def test_a_box_across_the_antimeridian_has_two_parts():
    _, (wkb,) = sql("S_INTERSECTS(geom, BBOX(177, -70, -177, 70))")
    assert [part.bounds[0] for part in shapely.from_wkb(wkb).geoms] == [177, -180]
    _, (wkb,) = sql("S_INTERSECTS(geom, BBOX(-70, 177, 70, -177))", crs=Crs(4326, swapped=True))
    assert [part.bounds[0] for part in shapely.from_wkb(wkb).geoms] == [177, -180]
    assert "ters" in refusal("S_INTERSECTS(geom, BBOX(4, 0, 2, 1))", crs=Crs(3857)).tr


@pytest.mark.parametrize(
    "literal", ["POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))", "POLYGON((0 0, 0 0, 0 0, 0 0))", "BBOX(1, 1, 1, 1)"]
)
def test_a_geometry_that_crosses_itself_is_repaired(literal):
    _, (wkb,) = sql(f"S_OVERLAPS(geom, {literal})")
    assert shapely.from_wkb(wkb).is_valid


def test_coordinates_that_their_crs_cannot_hold_are_refused():
    for literal in ("POINT(1e9 1e9)", "POINT(0 -1e8)"):
        assert "filter-crs" in refusal(f"S_INTERSECTS(geom, {literal})", crs=Crs(5254, swapped=True)).tr


def test_the_conformance_classes_are_named_once():
    assert len(set(CONFORMANCE)) == len(CONFORMANCE)
    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in CONFORMANCE
