import csv
import io
import re
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from tests.support import offline_settings, serving, sign_in

NOW = datetime.now(UTC)


@pytest.fixture
def office(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "planlama") as client:
        yield client


def account_of(client) -> str:
    return client.get("/saha/ben").json()["kim"]


def post(client, path, **fields):
    return client.post(path, data={"csrf": client.headers["X-CSRF-Token"], **fields})


def send(client, kod, sonuc, **more):
    document = {"varlik": kod, "sonuc": sonuc, "zaman": datetime.now(UTC).isoformat(), **more}
    answer = client.put(f"/saha/tespit/{uuid4()}", json=document)
    assert answer.status_code == 201
    return answer.json()["tespit"]


def test_a_campaign_goes_from_the_office_to_the_field_and_back(office):
    with sign_in(str(office.base_url), "saha") as field:
        made = post(office, "/kampanyalar", ad="Kanarya turu", mahalle="kanarya", gun="365", hesaplar=account_of(field))
        assert made.status_code == 303
        place = made.headers["location"]
        mine = field.get("/saha/kampanyalar").json()["kampanyalar"]
        assert [k["ad"] for k in mine] == ["Kanarya turu"] and len(mine[0]["varliklar"]) == 6
        kod = mine[0]["varliklar"][0]["kod"]
        send(field, kod, "uyuyor", kampanya=mine[0]["id"])
        seen = office.get(f"{place}?f=json").json()
        assert (seen["toplam"], seen["bakilan"], seen["uyan"]) == (6, 1, 1)
        rows = list(csv.DictReader(io.StringIO(office.get(f"{place}?f=csv").text.lstrip("﻿")), delimiter=";"))
        assert sorted(row["sonuc"] for row in rows) == ["", "", "", "", "", "uyuyor"]
        assert len(office.get(f"{place}?f=geojson").json()["features"]) == 6
        again = post(office, "/kampanyalar", ad="İkinci tur", mahalle="kanarya", gun="365")
        assert office.get(f"{again.headers['location']}?f=json").json()["toplam"] == 5, "verified ones need no visit"


def test_what_cannot_be_a_campaign_is_said_in_both_languages(office):
    for fields, said in (
        ({"ad": ""}, "1-120 karakter"), ({"ad": "x", "gun": "-1"}, "Gün sayısı"), ({"ad": "x", "bitis": "yarın"}, "YYYY"),
        ({"ad": "x", "hesaplar": "yok-boyle"}, "yok-boyle"), ({"ad": "x", "mahalle": "yok"}, "0 varlık"),
    ):  # fmt: skip
        refused = post(office, "/kampanyalar", **fields)
        assert refused.status_code == 400 and said in refused.text


def test_an_accepted_point_moves_the_asset_and_the_chain_leaves_it_there(office, inventory, offline):
    from kbs_envanter.pipeline.geocode import geocode_assets

    with sign_in(str(office.base_url), "saha") as field:
        id = send(field, "PRK-0012", "uymuyor", nedenler=["konum_yanlis"], yeni_konum=[28.7801, 41.0102], dogruluk_m=8)
    assert "PRK-0012" in office.get("/tespitler").text
    assert post(office, f"/tespitler/{id}", karar="kabul", neden="").status_code == 400
    assert post(office, f"/tespitler/{id}", karar="kabul", neden="Sahada ölçüldü").status_code == 303
    assert post(office, f"/tespitler/{id}", karar="ret", neden="geç").status_code == 409
    settings = offline(inventory)
    geocode_assets(inventory, settings.veri_dizini, settings.ilce_kodu)
    feature = office.get("/collections/parklar/items/PRK-0012").json()
    assert feature["geometry"]["coordinates"] == [28.7801, 41.0102]
    assert feature["properties"]["kesinlik"] == "kapi" and feature["properties"]["belirsizlik_m"] == 8


def test_a_rejected_doubt_is_no_finding_any_more(office, inventory):
    with sign_in(str(office.base_url), "saha") as field:
        id = send(field, "PRK-0012", "isgal")
    post(office, f"/tespitler/{id}", karar="ret", neden="Yanlış park")
    with psycopg.connect(inventory) as connection:
        assert connection.execute("SELECT count(*) FROM kbs.bulgu WHERE tur = 'saha_isgal'").fetchone() == (0,)


def test_the_field_sees_no_office_pages(office):
    with sign_in(str(office.base_url), "saha") as field:
        for path in ("/kampanyalar", "/tespitler", f"/tespitler/foto/{uuid4()}"):
            assert field.get(path, headers={"Accept": "application/json"}).status_code == 403


def test_hostile_text_from_the_field_is_text(office):
    hostile = '"><img src=x onerror=alert(1)>=1+1'
    with sign_in(str(office.base_url), "saha") as field:
        send(field, "PRK-0012", "uymuyor", aciklama=hostile)
    shown = office.get("/tespitler").text
    assert "<img src=x" not in shown and re.search("&lt;img src=x", shown)


def test_a_doubt_survives_the_next_check_with_its_first_time(office, inventory, offline):
    from kbs_envanter.pipeline.findings import check_inventory

    with sign_in(str(office.base_url), "saha") as field:
        send(field, "PRK-0012", "isgal")
    settings = offline(inventory)
    question = "SELECT zaman, aciklama, ayrinti FROM kbs.bulgu WHERE tur = 'saha_isgal'"
    with psycopg.connect(inventory) as connection:
        before = connection.execute(question).fetchall()
    check_inventory(inventory, settings.veri_dizini, settings.ilce_kodu)
    with psycopg.connect(inventory) as connection:
        assert connection.execute(question).fetchall() == before != []
