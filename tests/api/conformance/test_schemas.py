"""Schemas, queryables, sortables and what is built on them: selection, order, free text, filters."""

import itertools

import pytest

from kbs_envanter.api import tokens
from kbs_envanter.api.collections import COLLECTIONS

PATH = "/collections/varliklar/items"
KINDS = ("schema", "queryables", "sortables")


def every_page(client, path: str) -> list[dict]:
    features = []
    while path:
        page = client.get(path).raise_for_status().json()
        features += page["features"]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    return features


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_collection_links_to_its_schemas(client, name, kind):
    links = client.get(f"/collections/{name}").json()["links"]
    (link,) = (link for link in links if link["rel"] == f"http://www.opengis.net/def/rel/ogc/1.0/{kind}")
    answer = client.get(link["href"]).raise_for_status()
    assert answer.headers["content-type"] == link["type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == link["href"]
    assert schema["type"] == "object"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_features_keep_to_their_schema(client, name):
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    schema = client.get(f"/collections/{name}/schema").json()
    for described in schema["properties"].values():
        if "type" in described:  # values that are not known are null
            described["type"] = [described["type"], "null"]
        if "enum" in described:
            described["enum"] = [*described["enum"], None]
    for feature in client.get(f"/collections/{name}/items?limit=1000").json()["features"]:
        validator(schema).validate(feature["properties"])


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_sortable_sorts_and_every_queryable_is_a_parameter(client, name):
    for prop in client.get(f"/collections/{name}/sortables").json()["properties"]:
        client.get(f"/collections/{name}/items?limit=3&sortby=-{prop}").raise_for_status()
    for prop in client.get(f"/collections/{name}/queryables").json()["properties"]:
        if prop != "geometry" and prop not in COLLECTIONS[name].fixed:
            assert client.get(f"/collections/{name}/items?{prop}=2024").status_code in (200, 400)


def test_only_the_chosen_properties_are_in_the_answer(client):
    page = client.get(f"{PATH}?limit=3&properties=ad,guncelleme").json()
    whole = client.get(f"{PATH}?limit=3").json()
    for feature, full in zip(page["features"], whole["features"], strict=True):
        assert feature["properties"] == {name: full["properties"][name] for name in ("ad", "guncelleme")}
        assert feature["geometry"] == full["geometry"]
    assert client.get(f"{PATH}/BIN-0001?properties=tur").json()["properties"] == {"tur": "bina"}
    assert client.get(f"{PATH}?properties=sifre").status_code == 400


ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"


def test_names_are_sorted_by_the_turkish_alphabet(client):
    names = [f["properties"]["ad"] for f in every_page(client, "/collections/mahalleler/items?sortby=ad&limit=5")]
    lowered = [name.replace("I", "ı").replace("İ", "i").lower().replace(" ", "") for name in names]
    assert lowered == sorted(lowered, key=lambda name: [ALPHABET.index(letter) for letter in name])
    assert names.index("İstasyon") > names.index("Halkalı Merkez")


SORTS = [
    "ad",
    "-ad",
    "mahalle,-alan_m2",
    "-alan_m2",
    "alan_m2",
    "-mahalle,tur,ad",
    "guncelleme",
    "-degisim,-kod",
    "+kod",
    "-kod",
]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_every_order_follow_without_gap_or_repeat(client, sort):
    whole = [f["id"] for f in client.get(PATH, params={"sortby": sort, "limit": 1000}).json()["features"]]
    assert len(set(whole)) == 155
    for limit in (1000, 40, 7):
        first = str(client.get(PATH, params={"sortby": sort, "limit": limit}).url)
        assert [f["id"] for f in every_page(client, first)] == whole


def test_rows_without_a_value_come_last_upwards_and_first_downwards(client):
    for sort, ends in (("alan_m2", slice(-1, None)), ("-alan_m2", slice(0, 1))):
        features = client.get(f"{PATH}?limit=1000&sortby={sort}").json()["features"]
        areas = [feature["properties"]["alan_m2"] for feature in features]
        assert areas[ends] == [None]
        known = [area for area in areas if area is not None]
        assert known == sorted(known, reverse=sort.startswith("-"))


@pytest.mark.parametrize("sort", ["", "yok", "ad,ad", "parseller", "ad;--", "kod,tur,ad,mahalle,surum", "--ad"])
def test_an_order_by_anything_else_is_refused(client, sort):
    assert client.get(PATH, params={"sortby": sort}).status_code == 400


BAD_TOKENS = [
    "", "x", "AAAA", "ü", "%00", tokens.write("ad", ["x", "y"]), tokens.write("", []), tokens.write("", ["a", "b"]),
    tokens.write("", ["BIN-0001"])[:-2], "A" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_a_token_of_another_order_or_a_broken_one_is_400(client, token):
    assert client.get(PATH, params={"sonraki": token}).status_code == 400


def test_a_token_with_a_value_of_the_wrong_type_is_400(client):
    token = tokens.write("alan_m2", ["on", "BIN-0001"])
    assert client.get(PATH, params={"sonraki": token, "sortby": "alan_m2"}).status_code == 400


def test_free_text_knows_no_case_and_no_accents(client):
    found = {tuple(f["id"] for f in client.get(PATH, params={"q": q}).json()["features"])
             for q in ("kültür", "KÜLTÜR", "kultur", "KULTUR", " kültür ")}  # fmt: skip
    assert len(found) == 1
    assert "BIN-0001" in found.pop()


def test_words_must_all_occur_and_commas_give_alternatives(client):
    def ids(q: str) -> set[str]:
        return {f["id"] for f in client.get(PATH, params={"q": q, "limit": 1000}).json()["features"]}

    assert ids("kültür atakent") == ids("kültür") & ids("atakent") != set()
    assert ids("kültür,512/9") == ids("kültür") | ids("512/9")
    assert ids("100%") == ids("%") == ids("_____") == set()


@pytest.mark.parametrize("q", ["", " ", ",", "x" * 300, "a\0b"])
def test_free_text_without_a_word_is_refused(client, q):
    assert client.get(PATH, params={"q": q}).status_code == 400


FILTERS = {
    "tur = 'bina'": lambda p: p["tur"] == "bina",
    "alan_m2 > 500 AND mahalle_kod = 'atakent'": lambda p: (p["alan_m2"] or 0) > 500 and p["mahalle_kod"] == "atakent",
    "alan_m2 IS NULL": lambda p: p["alan_m2"] is None,
    "tur IN ('park', 'pazar')": lambda p: p["tur"] in ("park", "pazar"),
}


@pytest.mark.parametrize(("text", "holds"), FILTERS.items())
def test_a_filter_finds_what_holds_and_goes_with_paging(client, text, holds):
    everything = every_page(client, PATH)
    first = str(client.get(PATH, params={"filter": text, "limit": 4}).raise_for_status().url)
    assert {f["id"] for f in every_page(client, first)} == {f["id"] for f in everything if holds(f["properties"])}


def test_a_spatial_filter_is_a_box(client):
    box = (28.76, 41.0, 28.79, 41.02)
    in_box = client.get(f"{PATH}?limit=1000&bbox={','.join(map(str, box))}").json()["features"]
    said = f"S_INTERSECTS(geometry, BBOX({','.join(map(str, box))}))"
    filtered = client.get(PATH, params={"filter": said, "limit": 1000}).raise_for_status().json()["features"]
    assert [f["id"] for f in filtered] == [f["id"] for f in in_box]


@pytest.mark.parametrize(
    "text",
    ["pg_sleep(5) = 1", "ad = 'x'; DROP TABLE kbs.varlik;--", "sifre = 1", "(" * 10_000, "ad", "ilce_kodu = 1", ""],
)
def test_a_filter_that_is_none_is_400(client, text):
    answer = client.get(PATH, params={"filter": text})
    assert answer.status_code == 400
    assert answer.json()["parametre"] == "filter"


INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE kbs.varlik; --",
    "\\",
    "%",
    "$1",
    "%(limit)s",
    "<script>alert(1)</script>",
    "{{7*7}}",
]
TEXT_PARAMETERS = [
    "q",
    "ad",
    "sortby",
    "properties",
    "sonraki",
    "bbox",
    "datetime",
    "crs",
    "filter",
    "limit",
    "f",
    "kod",
]


@pytest.mark.parametrize(("name", "text"), list(itertools.product(TEXT_PARAMETERS, INJECTIONS)))
def test_no_parameter_is_sql_or_html(client, name, text):
    answer = client.get(PATH, params={name: text, "f": "html"} if name != "f" else {name: text})
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.text or answer.headers["content-type"] == "application/problem+json"
    assert client.get(f"{PATH}?resultType=hits").json()["numberMatched"] == 155
