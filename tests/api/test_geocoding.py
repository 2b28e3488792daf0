"""From words to places, and from a point to what is there."""

import httpx
import psycopg
import pytest

from kbs_envanter.domain.place_names import name_core
from kbs_envanter.geocode.gazetteer import street_key, street_of
from tests.support import serving

# Class, door and name of what a gazetteer holds.
FACTS = (
    ("sokak", None, "Durak Yolu Caddesi"),
    ("kapi", "12", "Durak Yolu Caddesi"),
    ("sokak", None, "19. Sokak"),
    ("yer", None, "Mavi Çınar Parkı"),
)


def ask(client, path="/geokod", **query):
    return client.get(path, params=query)


def first(answer):
    return answer.raise_for_status().json()["features"][0]["properties"]


@pytest.mark.parametrize("words", ["Fevziçakmak Pazar Yeri", "fevzicakmak pazar yeri", "FEVZİÇAKMAK PAZAR YERİ"])
def test_a_name_is_found_however_it_is_typed(client, words):
    assert first(ask(client, q=words))["ad"] == "Fevziçakmak Pazar Yeri"


def test_a_parcel_leads_to_what_stands_on_it(client):
    codes = {f["properties"]["kod"] for f in ask(client, q="512/9").json()["features"]}
    assert "BIN-0001" in codes


def test_a_mahalle_is_a_place_too_and_says_how_wide(client):
    found = first(ask(client, q="kanarya"))
    assert (found["cins"], found["kod"]) == ("mahalle", "kanarya") and found["belirsizlik_m"] > 300


def test_every_answer_says_how_good_it_is_and_where_it_comes_from(client):
    for feature in ask(client, q="kültür merkezi").json()["features"]:
        told = feature["properties"]
        assert told["kesinlik"] and told["belirsizlik_m"] > 0 and told["kaynak"] and 0 < told["puan"] <= 1


def test_nothing_found_is_an_empty_answer(client):
    assert ask(client, q="zzqx wwvv").json()["features"] == []


@pytest.mark.parametrize("query", [{}, {"q": "a"}, {"q": "x" * 201}, {"q": "park", "limit": "5"}])
def test_a_faulty_question_is_refused(client, query):
    assert ask(client, **query).status_code == 400


@pytest.mark.parametrize("words", ["'; drop table kbs.yer;--", "%_%", "\0\0park", "🏛️🏛️", "((((("])
def test_hostile_words_do_no_harm(client, words):
    assert ask(client, q=words).status_code in (200, 400)


def test_a_withheld_asset_is_never_found(client, site):
    for words in ("kadın", "sığınma evi", "konukevi"):
        for feature in ask(client, q=words).json()["features"]:
            assert feature["properties"]["kod"] != "BIN-0016"


def test_streets_doors_and_places_of_the_gazetteer_answer(inventory, offline):
    with psycopg.connect(inventory) as connection:
        for number, (sinif, kapi, ad) in enumerate(FACTS):
            kept_under = name_core(ad) if sinif == "yer" else street_key(street_of(ad))  # as its loader does
            connection.execute(
                "INSERT INTO kbs.yer (ilce_kodu, sinif, tur, ad, cekirdek, kapi_no, mahalle_kod, konum, kaynak, "
                "dis_kimlik, lisans) VALUES (1823, %s, 'deneme', %s, %s, %s, 'kanarya', "
                "ST_SetSRID(ST_MakePoint(28.78, 41.0), 4326), 'deneme', %s, 'CC0')",
                [sinif, ad, kept_under, kapi, str(number)],
            )
    with serving(offline(inventory)) as address, httpx.Client(base_url=address) as client:
        assert first(ask(client, q="Durak Yolu Cad. No: 12, Kanarya"))["cins"] == "kapi"
        assert first(ask(client, q="durak yolu caddesi"))["cins"] == "sokak"
        assert first(ask(client, q="19. sokak"))["ad"] == "19. Sokak"
        assert first(ask(client, q="mavi cinar"))["cins"] == "yer"


def test_a_point_answers_with_its_mahalle_and_the_assets_around(client):
    here = ask(client, "/ters-geokod", lon=28.7926, lat=41.0077).raise_for_status().json()
    assert here["mahalle"]["kod"] == "fevzicakmak" and here["parsel"] is None
    distances = [asset["uzaklik_m"] for asset in here["yakin_varliklar"]]
    assert distances and distances == sorted(distances)


def test_a_point_in_the_sea_of_marmara_has_nothing(client):
    here = ask(client, "/ters-geokod", lon=28.6, lat=40.8).raise_for_status().json()
    assert here["mahalle"] is None and here["yakin_varliklar"] is None
