import base64
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest
from PIL import Image

from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline.sessions import issue_key
from kbs_envanter.store.database import engine
from tests.support import offline_settings, serving, sign_in

NOW = datetime.now(UTC)


@pytest.fixture
def field_site(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address:
        yield address


@pytest.fixture
def phone(field_site):
    """A phone whose device is registered: it sends a key, no cookie."""
    with sign_in(field_site, "saha") as session:
        made = session.post("/saha/cihaz", json={"ad": "telefon"})
        assert made.status_code == 201
    with httpx.Client(base_url=field_site, headers={"Authorization": f"Bearer {made.json()['anahtar']}"}) as client:
        client.device = made.json()["cihaz"]
        yield client


def verdict(**changes):
    base = {"varlik": "PRK-0012", "sonuc": "uyuyor", "zaman": NOW.isoformat(), "gorulen_surum": None}
    return base | changes


def photo(colour="red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "JPEG")
    return made.getvalue()


def scalar(url, question, *values):
    with psycopg.connect(url) as connection:
        return connection.execute(question, values).fetchone()[0]


def test_a_verdict_is_kept_once_however_often_it_is_sent(phone, inventory):
    id = uuid4()
    answers = [phone.put(f"/saha/tespit/{id}", json=verdict(aciklama="tabela yerinde")) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert scalar(inventory, "SELECT count(*) FROM kbs.saha_tespiti") == 1
    assert scalar(inventory, "SELECT count(*) FROM kbs.degisiklik WHERE tur = 'saha'") == 1


def test_sent_many_times_at_once_it_is_kept_once(phone, inventory):
    id = uuid4()
    with ThreadPoolExecutor(8) as pool:
        codes = [f.status_code for f in pool.map(lambda _: phone.put(f"/saha/tespit/{id}", json=verdict()), range(16))]
    assert sorted(codes) == [200] * 15 + [201]
    assert scalar(inventory, "SELECT count(*) FROM kbs.saha_tespiti") == 1


def test_another_verdict_with_the_same_number_is_refused(phone):
    id = uuid4()
    phone.put(f"/saha/tespit/{id}", json=verdict())
    refused = phone.put(f"/saha/tespit/{id}", json=verdict(sonuc="isgal"))
    assert refused.status_code == 409 and refused.json()["detail_en"]


def test_every_fault_of_a_verdict_is_named_in_both_languages(phone):
    bad = verdict(sonuc="belki", zaman="dün", konum=[500, 2], nedenler=["bilmem"], foto_sayisi=9)
    refused = phone.put(f"/saha/tespit/{uuid4()}", json=bad)
    assert refused.status_code == 400
    named = {fault["alan"] for fault in refused.json()["alanlar"]}
    assert named == {"sonuc", "zaman", "konum", "nedenler", "foto_sayisi"}
    assert all(fault["detail"] and fault["detail_en"] for fault in refused.json()["alanlar"])


def test_the_withheld_asset_is_no_asset_to_the_field(phone):
    unknown = phone.put(f"/saha/tespit/{uuid4()}", json=verdict(varlik="BIN-9999"))
    withheld = phone.put(f"/saha/tespit/{uuid4()}", json=verdict(varlik="BIN-0016"))
    assert unknown.status_code == withheld.status_code == 404
    assert unknown.text.replace("BIN-9999", "X") == withheld.text.replace("BIN-0016", "X")


def test_nobody_may_send_a_verdict_without_an_account(field_site):
    assert httpx.put(f"{field_site}/saha/tespit/{uuid4()}", json=verdict()).status_code == 401


def test_a_clock_that_is_wrong_is_set_right_and_never_from_the_future(phone, inventory):
    late, early = uuid4(), uuid4()
    hour = 3600 * 1000
    phone.put(
        f"/saha/tespit/{late}", json=verdict(zaman=(NOW - timedelta(hours=3)).isoformat(), saat_farki_ms=2 * hour)
    )
    phone.put(f"/saha/tespit/{early}", json=verdict(zaman=(NOW + timedelta(hours=5)).isoformat()))
    stored = "SELECT zaman FROM kbs.saha_tespiti WHERE id = %s"
    assert abs(scalar(inventory, stored, late) - (NOW - timedelta(hours=1))) < timedelta(seconds=1)
    assert scalar(inventory, stored, early) <= datetime.now(UTC)
    assert scalar(inventory, "SELECT saat_supheli FROM kbs.saha_tespiti WHERE id = %s", early)
    assert scalar(inventory, "SELECT cihaz_zamani FROM kbs.saha_tespiti WHERE id = %s", early) == NOW + timedelta(
        hours=5
    )


def test_a_doubt_is_a_finding_at_once_and_a_later_match_takes_it_back(phone, inventory):
    finding = "SELECT count(*) FROM kbs.bulgu WHERE tur = 'saha_isgal'"
    phone.put(f"/saha/tespit/{uuid4()}", json=verdict(sonuc="isgal"))
    assert scalar(inventory, finding) == 1
    phone.put(f"/saha/tespit/{uuid4()}", json=verdict(sonuc="uyuyor"))
    assert scalar(inventory, finding) == 0


def test_what_changed_meanwhile_is_told_and_nothing_is_lost(phone, inventory):
    surum = scalar(inventory, "SELECT surum FROM kbs.varlik WHERE kod = 'PRK-0012'")
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = 'PRK-0012'")
    id = uuid4()
    answer = phone.put(f"/saha/tespit/{id}", json=verdict(gorulen_surum=surum))
    assert answer.status_code == 201
    conflict = answer.json()["catisma"]
    assert (conflict["gorulen_surum"], conflict["varlik"]["ad"]) == (surum, "Yeni ad")
    assert phone.put(f"/saha/tespit/{id}/karar", json={"karar": "geri_cek"}).json()["durum"] == "geri_cekildi"
    assert scalar(inventory, "SELECT count(*) FROM kbs.saha_tespiti") == 1


def test_photos_come_after_their_verdict_and_once(phone, inventory):
    id, shot = uuid4(), uuid4()
    address = f"/saha/foto/{shot}?tespit={id}&sira=1"
    assert phone.put(address, content=photo()).status_code == 409
    phone.put(f"/saha/tespit/{id}", json=verdict(foto_sayisi=1))
    where = {"KBS-Foto-Konum": "28.78,41.01"}
    assert [phone.put(address, content=photo(), headers=where).status_code for _ in range(2)] == [201, 200]
    assert phone.put(address, content=photo("blue")).status_code == 409
    assert scalar(inventory, "SELECT ST_AsText(konum) FROM kbs.saha_foto") == "POINT(28.78 41.01)"


def test_a_photo_that_is_none_or_too_large_is_refused(phone):
    id = uuid4()
    phone.put(f"/saha/tespit/{id}", json=verdict(foto_sayisi=1))
    address = f"/saha/foto/{uuid4()}?tespit={id}&sira=1"
    assert phone.put(address, content=b"<script>").status_code == 400
    assert phone.put(address, content=b"x" * (2 * 1024 * 1024 + 1)).status_code == 413
    assert phone.put(address, content=photo(), headers={"KBS-Foto-Konum": "500,2"}).status_code == 400


def test_after_a_cut_a_phone_asks_what_arrived(phone):
    here, lost = str(uuid4()), str(uuid4())
    phone.put(f"/saha/tespit/{here}", json=verdict())
    assert phone.post("/saha/durum", json={"tespit": [here, lost], "foto": [lost]}).json() == {
        "tespit": [here],
        "foto": [],
    }


def test_a_new_asset_is_kept_for_review_and_not_listed(phone, field_site, inventory):
    found = verdict(varlik=None, yeni_varlik={"tur": "park", "ad": "Adsız park"}, konum=[28.78, 41.01])
    assert phone.put(f"/saha/tespit/{uuid4()}", json=found).status_code == 201
    listed = httpx.get(f"{field_site}/collections/parklar/items?q=Adsız").json()
    assert listed["features"] == []
    missing = phone.put(f"/saha/tespit/{uuid4()}", json=verdict(varlik=None, yeni_varlik={"tur": "park"}))
    assert {fault["alan"] for fault in missing.json()["alanlar"]} == {"yeni_varlik.ad", "konum"}


def test_a_lost_device_is_told_so(phone, field_site):
    with sign_in(field_site, "yonetici") as administrator:
        assert administrator.delete(f"/saha/cihaz/{phone.device}").status_code == 204
    refused = phone.put(f"/saha/tespit/{uuid4()}", json=verdict())
    assert refused.status_code == 401 and refused.json()["iptal"] is True


def test_a_key_that_ran_out_is_no_lost_device_and_its_successor_goes_on(phone, field_site, inventory):
    id = uuid4()
    phone.put(f"/saha/tespit/{id}", json=verdict(foto_sayisi=1))
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.anahtar SET bitis = now() - interval '1 day'")
        account = connection.execute("SELECT hesap_id FROM kbs.anahtar").fetchone()[0]
    refused = phone.put(f"/saha/tespit/{id}", json=verdict(foto_sayisi=1))
    assert (refused.status_code, refused.json()["iptal"]) == (401, False)  # nothing on the phone has to go
    with engine(inventory).begin() as connection:
        key = issue_key(connection, 1823, account, "yeni", (Permission.SAHA_YAZ,), days=1, by="deneme", address="")
    phone.headers["Authorization"] = f"Bearer {key}"
    assert phone.put(f"/saha/tespit/{id}", json=verdict(foto_sayisi=1)).status_code == 200
    assert phone.put(f"/saha/foto/{uuid4()}?tespit={id}&sira=1", content=photo()).status_code == 201


def test_a_key_begets_no_keys(phone):
    assert phone.post("/saha/cihaz", json={"ad": "ikinci"}).status_code in (401, 403)


def test_a_pack_holds_the_area_and_is_asked_for_by_its_tag(field_site, inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, ada, parsel, geom) SELECT 1823, 'Sefaköy', '1476', '1', "
            "ST_Multi(ST_Buffer(ST_PointOnSurface(geom), 0.0002)) FROM kbs.mahalle WHERE kod = 'kanarya'"
        )
    answer = httpx.get(f"{field_site}/saha/paket/kanarya")
    pack = answer.json()
    assert pack["alan"] == {"kod": "kanarya", "ad": "Kanarya"} and pack["gun"] == 14
    assert [row[1:4] for row in pack["parseller"] if row[7]] == [["Sefaköy", "1476", "1"]]
    assert len(pack["varliklar"]) == 6 and pack["komsular"]
    assert base64.b64decode(pack["sinir"])[0] & 0x0F in (3, 6)
    again = httpx.get(f"{field_site}/saha/paket/kanarya", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "BIN-0016" not in answer.text and "karsi_taraf" not in answer.text


def test_a_view_is_a_pack_too_but_not_a_whole_city(field_site):
    small = httpx.get(f"{field_site}/saha/paket?kutu=28.77,41.0,28.80,41.03")
    assert small.status_code == 200 and small.json()["varliklar"]
    for bad in ("28,40,30,42", "a,b,c,d", "28.8,41,28.7,41.1", ""):
        refused = httpx.get(f"{field_site}/saha/paket?kutu={bad}")
        assert refused.status_code == 400 and "kutu" in refused.json()["detail"]


def test_a_body_that_is_no_json_or_too_large_is_refused(phone):
    address = f"/saha/tespit/{uuid4()}"
    assert phone.put(address, content=b"{").status_code == 400
    assert phone.put(address, content=json.dumps({"a": "x" * 70_000})).status_code == 413
