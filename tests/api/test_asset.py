"""``/varlik/{kod}``: everything known of one public asset, for people and as JSON."""

import io
import json
import re

import httpx
import psycopg
import pytest
from PIL import Image

from kbs_envanter.domain.text import katla
from tests.support import offline_settings, serving, sign_in

HTML = {"Accept": "text/html"}
HOSTILE = ['"><img src=x onerror=alert(1)>', "`${alert(1)}`", "</script><script>alert(1)</script>"]
KEYS = (
    "kod ad tur alt_tur mahalle adres pafta alan_m2 geometry kesinlik belirsizlik_m konum_kaynagi kullanimlar parseller "
    "mulkiyet haklar isler bilgiler islemler esler bulgular supheli kaynak surum guncelleme"
).split()


def asset(client: httpx.Client, kod: str) -> dict:
    return client.get(f"/varlik/{kod}", params={"f": "json"}).raise_for_status().json()


def test_the_json_has_every_part_and_lists_are_never_null(client):
    told = asset(client, "BIN-0013")
    assert list(told) == KEYS
    assert told["mahalle"] == {"kod": "fatih", "ad": "Fatih"}
    assert told["kaynak"]["belge"] == "Faaliyet Raporu 2024"
    assert (told["kaynak"]["satir_bas"], told["kaynak"]["satir_son"]) == (510, 525)
    empty = asset(client, "PRK-0001")
    assert [empty[name] for name in ("parseller", "haklar", "isler", "bilgiler", "islemler")] == [[]] * 5


def test_a_library_tells_its_hours_days_and_seats(client):
    facts = {fact["bilgi"]: fact["deger"] for fact in asset(client, "BIN-0074")["bilgiler"]}
    assert (facts["calisma_saatleri"], facts["kapali_gun"], facts["kapasite_kisi"]) == ("09:00-24:00", "pazar", "162")
    page = client.get("/varlik/BIN-0074", headers=HTML).text
    assert re.search(r"<span>Çalışma saatleri</span> <b>09:00–24:00</b>", page)
    assert re.search(r"<span>Kapasite</span> <b>162\s*kişi</b>", page)


def test_rooms_of_a_floor_stand_with_all_their_measures(client):
    page = client.get("/varlik/BIN-0068", headers=HTML).text.replace("\u00a0", " ")
    rooms = re.findall(r"<li><span>(.*?)</span> <b>(.*?)</b>", page.partition('class="rooms"')[2])
    assert rooms
    assert not [term for term, _ in rooms if "_" in term]


def test_works_and_property_events_carry_their_lines(client):
    told = asset(client, "BIN-0013")
    assert len(told["islemler"]) == 14
    assert {event["tur"] for event in told["islemler"]} == {"kira_verilen"}
    assert "karsi_taraf" not in told["islemler"][0]
    (work,) = told["isler"]
    assert (work["kaynak"]["satir_bas"], work["yapilan_is"]) == (8812, "duvar ve ek yapı")


def test_each_parcel_leads_to_its_passport(client):
    (parcel,) = asset(client, "BIN-0013")["parseller"]
    assert (parcel["ada"], parcel["parsel"], parcel["iliski"]) == ("1454", "1", "uzerinde")
    assert parcel["karne"] == "/parsel-karnesi/-/1454/1?mahalle=fatih"
    assert client.get(parcel["karne"]).status_code == 200


def test_a_part_and_its_whole_lead_to_each_other(client):
    whole = next(each for each in asset(client, "BIN-0074")["esler"] if each["es"] == "butunu")
    back = next(each for each in asset(client, whole["kod"])["esler"] if each["kod"] == "BIN-0074")
    assert back["es"] == "parcasi"


def test_accept_chooses_between_page_and_json(client):
    assert client.get("/varlik/BIN-0013", headers=HTML).headers["content-type"].startswith("text/html")
    told = client.get("/varlik/BIN-0013", headers={"Accept": "application/json"})
    assert told.headers["content-type"] == "application/json"
    assert told.json() == asset(client, "BIN-0013")


def test_the_page_has_a_strict_policy_and_no_script(client):
    answer = client.get("/varlik/BIN-0013", headers=HTML)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("headers", [HTML, {"Accept": "application/json"}])
def test_what_the_client_has_already_is_not_sent_again(client, headers):
    first = client.get("/varlik/BIN-0013", headers=headers)
    again = client.get("/varlik/BIN-0013", headers=headers | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/varlik/BIN-0074", headers=headers | {"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_page_and_json_have_different_tags(client):
    one, other = (
        client.get("/varlik/BIN-0013", headers={"Accept": form}) for form in ("text/html", "application/json")
    )
    assert one.headers["etag"] != other.headers["etag"]


@pytest.mark.parametrize("headers", [HTML, {"Accept": "application/json"}])
def test_a_withheld_asset_is_as_unknown_as_one_that_never_was(client, headers):
    withheld, unknown = (client.get(f"/varlik/{kod}", headers=headers) for kod in ("BIN-0016", "BIN-9999"))
    assert withheld.status_code == unknown.status_code == 404
    nonce = re.compile(r"nonce-[\w-]+|nonce=\"[\w-]+\"")
    assert nonce.sub("", withheld.text).replace("BIN-0016", "") == nonce.sub("", unknown.text).replace("BIN-9999", "")
    assert {name for name in withheld.headers} == {name for name in unknown.headers}


@pytest.mark.parametrize("kod", ["%00", "BIN-0013%00", "x" * 5000, "%F0%9F%98%80", "bin-0013"])
def test_a_code_that_cannot_be_is_not_found(client, kod):
    assert client.get(f"/varlik/{kod}", headers=HTML).status_code == 404


def test_no_public_asset_tells_of_a_withheld_one(client):
    codes = [each["id"] for each in client.get("/collections/varliklar/items?limit=1000").json()["features"]]
    texts = {kod: katla(client.get(f"/varlik/{kod}?f=json").raise_for_status().text) for kod in codes}
    assert len(texts) == 155
    assert [kod for kod, text in texts.items() if "bin-0016" in text or "konukevi" in text or "siginma" in text] == []


def test_every_page_opens(client):
    codes = [each["id"] for each in client.get("/collections/varliklar/items?limit=1000").json()["features"]]
    for kod in codes:
        assert client.get(f"/varlik/{kod}", headers=HTML).status_code == 200, kod


def test_a_change_is_seen_and_hostile_words_stay_words(inventory, offline):
    name = " ".join(HOSTILE)
    with serving(offline(inventory)) as address, httpx.Client(base_url=address) as client:
        before = client.get("/varlik/BIN-0074?f=json").raise_for_status()
        with psycopg.connect(inventory) as connection:
            connection.execute("UPDATE kbs.tesis_bilgisi SET tesis = %s, deger = %s WHERE deger = '162'", [name, name])
            connection.execute("UPDATE kbs.varlik SET ad = %s, adres_ham = %s WHERE kod = 'BIN-0074'", [name, name])
        tries = 200
        while client.get("/varlik/BIN-0074?f=json").headers.get("etag") == before.headers["etag"] and tries:
            tries -= 1
        told = client.get("/varlik/BIN-0074?f=json").json()
        page = client.get("/varlik/BIN-0074", headers=HTML).text
    assert (told["ad"], told["adres"]) == (name, name)
    assert json.loads(before.text)["ad"] == "Halkalı Millet Kütüphanesi"
    assert "<img" not in page
    assert "<script" not in page.partition("<main")[2]
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 3


def test_a_public_photo_is_on_the_page_and_a_page_that_was_kept_is_not_taken_for_it(inventory, tmp_path):
    settings = offline_settings(inventory, tmp_path)
    with (
        serving(settings) as address,
        sign_in(address, "planlama") as planner,
        httpx.Client(base_url=address) as nobody,
    ):
        before = nobody.get("/varlik/PRK-0001", headers=HTML)
        assert "data-photos" not in before.text
        kept = HTML | {"If-None-Match": before.headers["etag"]}
        assert nobody.get("/varlik/PRK-0001", headers=kept).status_code == 304
        photo = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(photo, "JPEG")
        said = {"csrf": planner.headers["x-csrf-token"], "aciklama": "Parkın girişi", "neden": "çekildi", "acik": "1"}
        sent = planner.post("/varlik/PRK-0001/fotograf", data=said, files={"dosya": ("a.jpg", photo.getvalue())})
        assert sent.status_code == 303
        assert 'alt="Parkın girişi"' in nobody.get("/varlik/PRK-0001", headers=kept).text


def test_who_signs_in_does_not_get_the_page_that_was_kept_before(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "planlama") as planner:
        before = httpx.get(f"{address}/varlik/PRK-0001", headers=HTML)
        after = planner.get("/varlik/PRK-0001", headers=HTML | {"If-None-Match": before.headers["etag"]})
    assert "/varlik/PRK-0001/duzenle" not in before.text
    assert after.status_code == 200 and "/varlik/PRK-0001/duzenle" in after.text
