"""The parcel passport: what is this parcel, whose is it, what stands here?"""

import json

import httpx
import psycopg
import pytest

from kbs_envanter.store.passport import ParcelKey, at_point, passport, similar
from tests.support import serving


def ask(client, **query):
    return client.get("/parsel-karnesi", params=query)


def test_the_market_hall_of_fevzicakmak_with_its_allocation_project_and_sources(client):
    found = ask(client, ref="Fevziçakmak 1198").raise_for_status().json()
    assert found["durum"] == "bulundu"
    passport = found["karne"]
    hall = next(v for v in passport["varliklar"] if v["kod"] == "BIN-0045")
    assert (hall["alan_m2"], hall["kaynak"]["satir_bas"], hall["kaynak"]["satir_son"]) == (26515, 1001, 1020)
    assert hall["haklar"][0]["arsa_sahibi"] == "ibb" and hall["haklar"][0]["hak_turu"] == "tahsis"
    (allocation,) = passport["islemler"]
    assert (allocation["alan_m2"], allocation["sure_yil"]) == (25600, 5)
    assert allocation["kaynak"]["satir_bas"] == 7786
    (project,) = passport["faaliyetler"]
    assert "Aile Sağlığı Merkezi" in project["yer"] and project["atif"] == "Sefaköy -/1198"
    assert project["uyum"] == "ayni_mahalle" and project["kaynak"]["satir_bas"] == 19035
    conflict = next(f for f in passport["bulgular"] if "26.515" in f["tr"] and "25.600" in f["tr"])
    assert {1001, 7786} <= {value["satir_bas"] for value in conflict["ayrinti"]["degerler"]}


def test_the_same_number_under_a_cadastral_area_is_shown_beside_and_not_merged(client):
    records = ask(client, ref="Sefaköy 1198").json()["karne"]["kayitlar"]
    assert [(r["tapu_mahallesi"], r["uyum"]) for r in records] == [("Sefaköy", "kesin"), (None, "ayni_mahalle")]


def test_a_place_south_of_a_parcel_is_not_on_it(client):
    assets = ask(client, ref="635/1").json()["karne"]["varliklar"]
    assert assets and {a["iliski"] for a in assets} == {"guney"}


def test_a_text_with_two_parcels_answers_with_both(client):
    found = ask(client, ref="1445 ve 1446").json()
    assert found["durum"] == "adaylar" and [c["parsel"] for c in found["adaylar"]] == ["1445", "1446"]
    for candidate in found["adaylar"]:
        assert client.get(candidate["href"]).raise_for_status().json()["durum"] == "bulundu"


def test_a_former_number_leads_to_the_parcel_of_today(client):
    (candidate,) = ask(client, ref="1218").json()["adaylar"]
    assert (candidate["parsel"], candidate["neden"]) == ("12975", "eski_no")


def test_a_number_without_its_ada_leads_to_the_adas_that_have_it(client):
    candidates = ask(client, ref="9").json()["adaylar"]
    assert {"512"} <= {c["ada"] for c in candidates}


def test_every_passport_says_what_is_not_known(client):
    unknown = ask(client, ref="512/9").json()["karne"]["bilinmeyenler"]
    assert {"tapu_mahallesi", "geometri", "dogrulama"} <= {u["konu"] for u in unknown}


def test_an_unknown_parcel_is_not_found_and_an_unreadable_text_is_refused(client):
    assert client.get("/parsel-karnesi/-/99999/1").status_code == 404
    assert ask(client, ref="99999/1").status_code == 404
    refused = ask(client, ref="Park Alanı")
    assert refused.status_code == 400 and refused.json()["parametre"] == "ref"


@pytest.mark.parametrize("query", [{}, {"ref": " "}, {"lon": "x", "lat": "41"}, {"lon": "28"}, {"parsel": "1"}])
def test_a_faulty_question_is_told_the_way_out(client, query):
    refused = ask(client, **query)
    assert refused.status_code == 400
    assert "ref=512/9" in refused.text or "28.79" in refused.text


@pytest.mark.parametrize("ref", ["1198'; drop table kbs.parsel;--", "<script>alert(1)</script> 1198", "1198\0", "%"])
def test_a_hostile_reference_does_no_harm(client, ref):
    for page in ("json", "html"):
        answer = ask(client, ref=ref, f=page)
        assert answer.status_code in (200, 400, 404)
        assert "html" not in answer.headers["content-type"] or "<script>alert" not in answer.text


def test_a_browser_gets_a_turkish_page_without_any_other_file(client):
    page = client.get("/parsel-karnesi?ref=1198", headers={"Accept": "text/html,*/*;q=0.8"}).raise_for_status()
    assert page.headers["content-type"].startswith("text/html")
    for words in ("Bu parsel ne?", "Kimin?", "26.515 m²", "25.600 m²", "5 yıl", "satır 1001–1020", "satır 7786–7787"):
        assert words in page.text
    assert "http://" not in page.text and "https://" not in page.text and "<script" not in page.text


def test_a_passport_of_one_neighbourhood_says_its_name(client):
    page = client.get("/parsel-karnesi/-/-/1198?mahalle=fevzicakmak&f=html").text
    assert "Yalnız Fevziçakmak mahallesiyle ilgili kayıtlar" in page


def test_a_point_is_in_its_mahalle_with_the_assets_around(client):
    found = ask(client, lon=28.7926, lat=41.0077).raise_for_status().json()
    assert found["nokta"]["mahalle"]["kod"] == "fevzicakmak"
    assert "BIN-0045" in {v["kod"] for v in found["nokta"]["yakin_varliklar"]}


def _one(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(*question).fetchone()


def _add_parcel(url, tapu, ada, parsel, lon=28.79, lat=41.01):
    with psycopg.connect(url) as connection:
        return connection.execute(
            "INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, ada, parsel, alan_m2, geom) "
            "VALUES (1823, %s, %s, %s, 500, ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(%s, %s), 4326), 0.0002))) "
            "RETURNING id",
            [tapu, ada, parsel, lon, lat],
        ).fetchone()[0]


def test_a_number_in_two_cadastral_areas_answers_with_both(inventory):
    _add_parcel(inventory, "Halkalı", "512", "9")
    _add_parcel(inventory, "Sefaköy", "512", "9", lon=28.81)
    found, areas, _ = _one(inventory, passport(ParcelKey(None, "512", "9"), ilce_kodu=1823))
    assert (found, areas) == (3, ["Halkalı", "Sefaköy"])
    found, areas, text = _one(inventory, passport(ParcelKey("halkali", "512", "9"), ilce_kodu=1823))
    assert (found, areas) == (2, ["Halkalı"])
    assert [r["uyum"] for r in json.loads(text)["kayitlar"]] == ["kesin", "olasi"]


def test_the_parcel_under_a_point_is_found_and_its_predecessors_told(inventory):
    new = _add_parcel(inventory, "Halkalı", "900", "1")
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, parsel) VALUES (1823, 'Halkalı', '77'); "
            f"INSERT INTO kbs.parsel_soyu (ilce_kodu, eski_id, yeni_id, islem) "
            f"SELECT 1823, id, {new}, 'ifraz' FROM kbs.parsel WHERE parsel = '77'"
        )
    assert _one(inventory, at_point(28.79, 41.01, ilce_kodu=1823))[:3] == ("Halkalı", "900", "1")
    _, _, text = _one(inventory, passport(ParcelKey("halkali", "900", "1"), ilce_kodu=1823))
    known = json.loads(text)
    assert known["onceki_parseller"][0]["parsel"] == "77" and known["onceki_parseller"][0]["islem"] == "ifraz"
    near = json.loads(_one(inventory, at_point(28.7904, 41.01, ilce_kodu=1823))[3])["en_yakin_parsel"]
    assert near["parsel"] == "1" and 5 < near["uzaklik_m"] < 40


def test_what_is_known_only_from_a_withheld_asset_is_in_no_passport(inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET konum = NULL, kesinlik = 'yok', erisim = 'gizli' WHERE kod = 'BIN-0001'"
        )
    assert _one(inventory, passport(ParcelKey(None, "512", "9"), ilce_kodu=1823))[0] == 0
    assert _one(inventory, similar(ParcelKey(None, None, "9"), ilce_kodu=1823))[0] is None


def test_the_page_draws_the_shape_of_a_known_parcel(inventory, offline):
    _add_parcel(inventory, "Halkalı", "900", "1")
    with serving(offline(inventory)) as address:
        page = httpx.get(f"{address}/parsel-karnesi/halkali/900/1?f=html")
    assert page.status_code == 200 and "<path d=" in page.text and "500\u00a0m²" in page.text
