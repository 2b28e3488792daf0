"""Filters are read by the standard's rules; whatever is wrong is refused with the place and the way out."""

import json
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.store.cql2 import Cql2Refused, parse_json, parse_text
from kbs_envanter.store.cql2.tree import (
    Array,
    Bbox,
    Boolean,
    Call,
    Date,
    Geometry,
    Interval,
    Number,
    Property,
    String,
    Timestamp,
)

A, B, C = (Property(name) for name in "abc")


def test_and_binds_tighter_than_or_and_not_tighter_than_and():
    assert parse_text("a OR NOT b AND c") == Call("or", (A, Call("and", (Call("not", (B,)), C))))


def test_not_applies_to_a_whole_comparison():
    assert parse_text("NOT a = b") == Call("not", (Call("=", (A, B)),))
    assert parse_text("NOT a BETWEEN 1 AND 2 AND c") == parse_text("(NOT (a BETWEEN 1 AND 2)) AND (c)")


def test_arithmetic_has_its_usual_order():
    assert parse_text("a + b * c ^ 2 > 1") == parse_text("(a + (b * (c ^ 2))) > 1")
    assert parse_text("a - b - c = 0") == parse_text("((a - b) - c) = 0")
    assert parse_text("a - 1 = 0") == parse_text("a-1=0")


def test_a_sign_before_a_number_is_part_of_it():
    assert parse_text("a = -1.5e1") == Call("=", (A, Number(Decimal(-15))))


@pytest.mark.parametrize("keywords", ["and or not like between in is null", "AND OR NOT LIKE BETWEEN IN IS NULL"])
def test_keywords_have_no_case(keywords):
    and_, or_, not_, like, between, in_, is_, null = keywords.split()
    text = f"a {like} 'x' {and_} {not_} (a {between} 1 {and_} 2 {or_} a {in_} (1) {or_} a {is_} {not_} {null})"
    assert parse_text(text) == parse_text(text.lower())


def test_a_name_may_begin_like_a_keyword_or_a_geometry():
    assert parse_text("android = notlar AND point = 1") == parse_text('"android" = "notlar" AND "point" = 1')


def test_names_may_be_turkish_and_may_hold_colons_and_dots():
    assert parse_text("tkgm:nitelik.ad = ölçü") == Call("=", (Property("tkgm:nitelik.ad"), Property("ölçü")))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'O''Brien'", "O'Brien"),
        (r"'O\'Brien'", "O'Brien"),
        ("''", ""),
        (r"'50\%'", r"50\%"),
        ("'İ%_\n\"x\"'", 'İ%_\n"x"'),
        ("'((((('", "((((("),
    ],
)
def test_a_text_ends_at_its_own_quote(written, meant):
    assert parse_text(f"a = {written}") == Call("=", (A, String(meant)))


def test_an_interval_may_end_on_the_day_it_starts():
    assert parse_text("T_AFTER(a, INTERVAL('2024-01-01T05:00:00Z', '2024-01-01'))").args[1] == Interval(
        Timestamp(datetime(2024, 1, 1, 5, tzinfo=UTC)), Date(date(2024, 1, 1))
    )


def test_one_value_in_brackets_is_a_list_where_a_list_is_due():
    assert (
        parse_text("A_CONTAINS(a, ('x'))")
        == parse_text("a_contains(a, 'x')")
        == Call("a_contains", (A, Array((String("x"),))))
    )


def test_points_of_a_multipoint_may_lack_brackets():
    assert parse_text("S_EQUALS(a, MULTIPOINT(1 2, 3 4))") == parse_text("S_EQUALS(a, MultiPoint((1 2), (3 4)))")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a =",
        "a = 'x",
        "a == 1",
        "a = 1 = 1",
        "a b",
        "(a = 1",
        "a = 1)",
        "AND",
        "a IN ()",
        "a LIKE",
        "a IS 1",
        "a BETWEEN 1",
        "a = 1; DROP TABLE kbs.varlik",
        "a = '' OR 1=1 --';--",
        "a = 1 /* */",
        "a = $1",
        "a = %(x)s AND",
        "a = 'x\0y'",
        "a = '\ud800'",
        "a\0 = 1",
        "a = NaN(",
        "a = 1e400",
        "a = 1e-400",
        "a = 1e999999999999999999999999",
        "a = " + "9" * 400,
        "a = 0.1" + "0" * 20 + "1234567890123",
        "a = DATE('2024-02-30')",
        "a = DATE('2024-2-3')",
        "a = DATE('0000-01-01')",
        "a = DATE('2024-01-01T00:00:00Z')",
        "a = DATE(2024)",
        "a = DATE()",
        "a = TIMESTAMP('2024-01-01')",
        "a = TIMESTAMP('2024-01-01T25:00:00Z')",
        "a = TIMESTAMP('2024-01-01T00:00:00')",
        "T_DURING(a, INTERVAL('2024-01-02', '2024-01-01'))",
        "T_DURING(a, INTERVAL('2024-01-02'))",
        "T_DURING(a, INTERVAL(1, 2))",
        "S_INTERSECTS(a, POINT(1))",
        "S_INTERSECTS(a, POINT(1 2 3 4))",
        "S_INTERSECTS(a, POINT(1 2, 3 4))",
        "S_INTERSECTS(a, POINT((1 2)))",
        "S_INTERSECTS(a, POINT())",
        "S_INTERSECTS(a, POINT(1e99 2))",
        "S_INTERSECTS(a, POINT(1 -1e99999999999999999999999))",
        "S_INTERSECTS(a, LINESTRING(1 2))",
        "S_INTERSECTS(a, POLYGON((0 0, 1 0, 1 1, 0 1)))",
        "S_INTERSECTS(a, POLYGON((0 0, 1 0, 0 0)))",
        "S_INTERSECTS(a, POLYGON(0 0, 1 0, 1 1, 0 0))",
        "S_INTERSECTS(a, GEOMETRYCOLLECTION(1 2))",
        "S_INTERSECTS(a, BBOX(1, 2, 3))",
        "S_INTERSECTS(a, BBOX('1', 2, 3, 4))",
        "S_INTERSECTS(a)",
        "S_INTERSECTS(a, b, c)",
        "CASEI(a, b) = 'x'",
    ],
)
def test_what_is_no_filter_is_refused_in_both_languages(text):
    with pytest.raises(Cql2Refused) as refused:
        parse_text(text)
    assert refused.value.tr and refused.value.en
    str(refused.value).encode()


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "null",
        '{"op": "="}',
        '{"op": "=", "args": [{"property": "a"}, null]}',
        '{"op": "=", "args": [{"property": "a"}, NaN]}',
        '{"op": "=", "args": [{"property": "a"}, 1e400]}',
        '{"op": "=", "args": [{"property": "a"}, 1e99999999999999999999999]}',
        '{"op": "=", "args": [{"property": "a"}, ' + "9" * 5_000 + "]}",
        '{"bbox": [1, 2, 3, 1e99999999999999999999999]}',
        '{"op": "=", "args": [{"property": "a"}, "\\u0000"]}',
        '{"op": "=", "args": [{"property": "a"}, "\\ud800"]}',
        '{"op": "=", "args": [{"property": "a"}]}',
        '{"op": "and", "args": [true]}',
        '{"op": "isNull", "args": []}',
        '{"op": 1, "args": []}',
        '{"x": 1}',
        '{"date": 1}',
        '{"date": "x"}',
        '{"interval": [1, 2]}',
        '{"bbox": [1, 2, 3, null]}',
        '{"bbox": [true, 2, 3, 4]}',
        '{"type": "Point"}',
        '{"type": "Circle", "coordinates": [1, 2]}',
        '{"type": "Point", "coordinates": ["1", 2]}',
        '{"type": "Point", "coordinates": [Infinity, 2]}',
        '{"type": "Point", "coordinates": [[1, 2]]}',
        '{"type": "LineString", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "GeometryCollection", "geometries": []}',
        '{"type": "GeometryCollection", "geometries": [{"bbox": [1, 2, 3, 4]}]}',
    ],
)
def test_what_is_no_json_filter_is_refused(document):
    with pytest.raises(Cql2Refused):
        parse_json(document)


def test_a_syntax_error_names_its_line_and_column_and_the_word():
    with pytest.raises(Cql2Refused) as refused:
        parse_text("ad = 'x' AND\n  alan_m2 100")
    assert "2. satır, 11. sütun" in refused.value.tr and "'100'" in refused.value.tr
    assert "line 2, column 11" in refused.value.en
    with pytest.raises(Cql2Refused, match="yarım kalmış"):
        parse_text("ad = ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 10_000 + "a = 1" + ")" * 10_000,
        "(" * 3_000 + "a = 1" + ")" * 3_000,
        "NOT " * 1_900 + "a",
        "a = " + "1+" * 3_000 + "1",
        "CASEI(" * 1_000 + "a" + ")" * 1_000 + " = 'x'",
        "S_INTERSECTS(a, " + "GEOMETRYCOLLECTION(" * 300 + "POINT(1 1)" + ")" * 301,
        " OR ".join(["a=1"] * 1_000),
        "a IN (" + ",".join("1" * 1 for _ in range(2_000)) + ")",
        "a = '" + "x" * 8_000 + "'",
    ],
    ids=lambda text: text[:12],
)
def test_a_filter_without_measure_is_refused_at_once(text):
    begun = time.monotonic()
    with pytest.raises(Cql2Refused):
        parse_text(text)
    assert time.monotonic() - begun < 1


def nested(levels: int, inner):
    for _ in range(levels):
        inner = {"op": "not", "args": [inner]}
    return inner


@pytest.mark.parametrize(
    "document",
    [
        "[" * 10_000,
        '{"op":"not","args":[' * 350 + "true" + "]}" * 350,
        nested(900, True),
        {"type": "Point", "coordinates": nested(5_000, True)},
        {"op": "not", "args": [{"type": "Polygon", "coordinates": [[[0, 0]] * 10_001]}]},
        {"op": "or", "args": [True] * 501},
    ],
    ids=range(6),
)
def test_a_json_filter_without_measure_is_refused_at_once(document):
    with pytest.raises(Cql2Refused):
        parse_json(document)


def test_a_filter_of_fifty_levels_and_of_a_long_list_is_still_read():
    assert parse_text("(" * 50 + "a = 1" + ")" * 50) == parse_text("a = 1")
    assert len(parse_text("a IN (" + ",".join(["1"] * 490) + ")").args[1].items) == 490
    assert parse_json(json.dumps(nested(49, True))) == parse_json(nested(49, True))
    ring = [[n / 1e4, 0] for n in range(9_990)] + [[0, 1], [0, 0]]
    assert parse_json({"op": "s_within", "args": [{"property": "a"}, {"type": "Polygon", "coordinates": [ring]}]})


# --- from a tree to its text and back -------------------------------------------------------------------------------

NAMES = st.sampled_from(["ad", "alan_m2", "tkgm:ada", "ölçü", "İl", "a.b"]).map(Property)
TEXTS = st.text(max_size=8).filter(lambda text: not text.endswith("\\") and "\0" not in text)
STRINGS = TEXTS.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)).map(String)
NUMBERS = st.decimals(-(10**9), 10**9, places=6).map(Number)
DAYS = st.dates().map(Date)
MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)).map(Timestamp)
ENDS = st.one_of(st.none(), NAMES)
DEGREES = st.floats(-90, 90)
POSITIONS = st.tuples(DEGREES, DEGREES)
GEOMETRIES = st.one_of(
    POSITIONS.map(lambda position: Geometry("Point", position)),
    st.lists(POSITIONS, min_size=2, max_size=4).map(lambda line: Geometry("LineString", tuple(line))),
    st.lists(POSITIONS, min_size=3, max_size=5).map(lambda ring: Geometry("Polygon", ((*ring, ring[0]),))),
    st.tuples(DEGREES, DEGREES, DEGREES, DEGREES).map(Bbox),
)
SCALARS = st.one_of(NAMES, STRINGS, NUMBERS, st.booleans().map(Boolean), DAYS, MOMENTS)


def calls(names, *args):
    return st.builds(lambda name, *given: Call(name, given), st.sampled_from(names), *args)


def compound(inner):
    lists = st.lists(inner, min_size=1, max_size=3).map(lambda items: Array(tuple(items)))
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Call("and", tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Call("or", tuple(parts))),
        calls(["not", "is null", "casei", "accenti"], inner),
        calls(["=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "div", "^", "like"], inner, inner),
        calls(["between"], inner, inner, inner),
        calls(["in"], inner, lists),
        calls(["a_equals", "a_overlaps"], NAMES, st.lists(STRINGS, max_size=3).map(lambda items: Array(tuple(items)))),
        calls(["s_intersects", "s_within"], NAMES, GEOMETRIES),
        calls(["t_during", "t_meets"], st.builds(Interval, ENDS, ENDS), st.builds(Interval, DAYS, ENDS)),
    )


TREES = st.recursive(SCALARS, compound, max_leaves=12)


WRITERS = {
    Property: lambda node: f'"{node.name}"',
    String: lambda node: "'" + node.value.replace("'", "\\'") + "'",
    Number: lambda node: f"{node.value:f}",
    Boolean: lambda node: str(node.value),
    Date: lambda node: f"DATE('{node.value.isoformat()}')",
    Timestamp: lambda node: f"TIMESTAMP('{node.value.isoformat().replace('+00:00', 'Z')}')",
    Interval: lambda node: f"INTERVAL({end_to_text(node.start)}, {end_to_text(node.end)})",
    Bbox: lambda node: f"BBOX({', '.join(f'{bound:.30f}' for bound in node.bounds)})",
    Geometry: lambda node: node.kind + coordinates_to_text(node.coordinates, outermost=node.kind == "Point"),
    Array: lambda node: f"({', '.join(map(to_text, node.items))})",
    Call: lambda node: call_to_text(node.name, node.args),
}


def to_text(node) -> str:
    return WRITERS[type(node)](node)


def call_to_text(name: str, args) -> str:
    written = [to_text(arg) for arg in args]
    if name in ("and", "or"):
        return "(" + f" {name} ".join(written) + ")"
    if name == "not":
        return f"(NOT {written[0]})"
    if name == "is null":
        return f"({written[0]} IS NULL)"
    if name == "between":
        return f"({written[0]} BETWEEN {written[1]} AND {written[2]})"
    if name[0].isalpha() and name not in ("like", "in", "div"):
        return f"{name.upper()}({', '.join(written)})"
    return f"({written[0]} {name} {written[1]})"


def end_to_text(end) -> str:
    if end is None:
        return "'..'"
    return f"'{end.value.isoformat()}'" if isinstance(end, Date) else to_text(end)


def coordinates_to_text(nested, *, outermost=False) -> str:
    if isinstance(nested[0], float):
        written = " ".join(map(repr, nested))
        return f"({written})" if outermost else written
    return f"({', '.join(map(coordinates_to_text, nested))})"


@given(TREES)
def test_a_tree_written_as_text_reads_back_as_itself(tree):
    try:
        expected = parse_text(to_text(tree))
    except Cql2Refused as refused:  # numbers too small to be told from nothing, texts too long
        assert "sayı" in refused.tr or "karakter" in refused.tr
        return
    assert same(expected, tree)


def same(one, other) -> bool:
    """Equal but for the digits of a box, which went through decimals."""
    if isinstance(one, Bbox) and isinstance(other, Bbox):
        return one.bounds == pytest.approx(other.bounds)
    if isinstance(one, Call) and isinstance(other, Call):
        return one.name == other.name and all(map(same, one.args, other.args))
    return one == other


WORDS = st.sampled_from(
    "a ad AND OR NOT LIKE IN ( ) , = <> < + - * / % ^ div 'x' '' \\' \" 1 -1 .5 1e9 TRUE POINT POLYGON(( Z BBOX( "
    "DATE( TIMESTAMP( INTERVAL( CASEI( S_INTERSECTS( T_AFTER( A_EQUALS( '..' '2024-01-01' BETWEEN IS NULL ; -- \0 İ".split(
        " "
    )
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
def test_no_text_whatever_brings_another_error_than_a_refusal(text):
    for read in (parse_text, parse_json):
        try:
            read(text)
        except Cql2Refused as refused:
            str(refused).encode()


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.fixed_dictionaries(
            {"op": st.sampled_from(["=", "in", "like", "not", "s_within", "x"]), "args": st.lists(inner)}
        ),
        st.fixed_dictionaries(
            {"type": st.sampled_from(["Point", "Polygon", "GeometryCollection"]), "coordinates": inner}
        ),
        st.dictionaries(
            st.sampled_from(["property", "date", "interval", "bbox", "geometries", "type"]), inner, max_size=2
        ),
    ),
    max_leaves=8,
)


@given(JSON)
def test_no_document_whatever_brings_another_error_than_a_refusal(document):
    try:
        parse_json(document)
    except Cql2Refused as refused:
        str(refused).encode()
