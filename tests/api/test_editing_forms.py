"""The forms that edit assets: they work without a script, lose nothing that was typed, and wait for approval if set."""

import html
import io
import re

import httpx
import pytest
from PIL import Image

from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving, sign_in

PARKS = "Park ve Bahçeler Müdürlüğü"


@pytest.fixture(scope="module")
def address(cluster, loaded, tmp_path_factory):
    create_database(cluster.url("postgres"), "formlar", template=loaded)
    with serving(offline_settings(cluster.url("formlar"), tmp_path_factory.mktemp("formlar"))) as made:
        yield made


@pytest.fixture(scope="module")
def approving(cluster, loaded, tmp_path_factory):
    """A service where directorates' edits need approval."""
    create_database(cluster.url("postgres"), "onaylar", template=loaded)
    settings = offline_settings(cluster.url("onaylar"), tmp_path_factory.mktemp("onaylar"))
    with serving(settings.model_copy(update={"onay": True})) as made:
        yield made


@pytest.fixture(scope="module")
def admin(address):
    with sign_in(address, "yonetici") as client:
        yield client


def fields(page):
    """What a browser would send of the edit form."""
    form = page.split('class="edit"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        names = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if names.get("type") != "checkbox":
            found[names["name"]] = html.unescape(names.get("value", ""))
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', inner)[1]
    for name, inner in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(inner).replace("\n", "\r\n")
    return found


def opened(client, kod):
    answer = client.get(f"/varlik/{kod}/duzenle")
    assert answer.status_code == 200, answer.text
    return fields(answer.text)


def saved(client, kod, sent, **changes):
    return client.post(f"/varlik/{kod}/duzenle", data=sent | {"neden": "yerinde görüldü"} | changes)


def properties(client, kod):
    return client.get(f"/collections/varliklar/items/{kod}", params={"f": "json"}).json()["properties"]


@pytest.mark.parametrize("kod", ["PRK-0001", "BIN-0001", "PZR-0002", "SPR-0001"])
def test_a_form_that_is_sent_as_it_came_changes_nothing(admin, kod):
    before = properties(admin, kod)
    answer = saved(admin, kod, opened(admin, kod))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/varlik/{kod}")
    assert properties(admin, kod) == before


def test_every_part_of_an_asset_can_be_edited_in_the_form(admin):
    sent = opened(admin, "PRK-0002")
    answer = saved(
        admin, "PRK-0002", sent, ad="Formla Değişen Park", alan_m2="1.250,5", kullanimlar="Spor\r\nKafe",
        parseller=sent["parseller"] + "\r\n512/9 güneyi", **{"hak-0-hak_turu": "mulk", "hak-0-arsa_sahibi": "hazine"},
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    after = properties(admin, "PRK-0002")
    assert (after["ad"], after["alan_m2"], after["kullanim"]) == ("Formla Değişen Park", 1250.5, "Spor; Kafe")
    assert after["ada_parsel"].endswith("512/9 güneyi") and after["arsa_sahibi"] == "hazine"


def test_what_is_wrong_is_told_at_its_field_and_nothing_that_was_typed_is_lost(admin):
    answer = saved(admin, "PRK-0003", opened(admin, "PRK-0003"), ad="", alan_m2="çok büyük", pafta="F21-yazdım")
    assert answer.status_code == 422
    assert 'id="kusur-ad"' in answer.text and 'id="kusur-alan_m2"' in answer.text
    again = fields(answer.text)
    assert (again["alan_m2"], again["pafta"], again["neden"]) == ("çok büyük", "F21-yazdım", "yerinde görüldü")
    assert saved(admin, "PRK-0003", again, ad="Adı Olan Park", alan_m2="50").status_code == 303
    assert properties(admin, "PRK-0003")["pafta"] == "F21-yazdım"


def test_a_stale_form_shows_both_versions_and_keeps_both_people_s_work(admin):
    mine, theirs = opened(admin, "PRK-0004"), opened(admin, "PRK-0004")
    assert saved(admin, "PRK-0004", theirs, ad="Onların Adı", pafta="ONLAR").status_code == 303
    answer = saved(admin, "PRK-0004", mine, ad="Benim Adım", alan_m2="77")
    assert answer.status_code == 412 and "data-conflict" in answer.text
    table = answer.text.split("data-conflict")[1].split("</section>")[0]
    assert all(word in table for word in ("Onların Adı", "Benim Adım", "ONLAR", "77"))
    again = fields(answer.text)
    assert (again["ad"], again["pafta"], again["alan_m2"]) == ("Benim Adım", "ONLAR", "77")
    assert saved(admin, "PRK-0004", again).status_code == 303
    after = properties(admin, "PRK-0004")
    assert (after["ad"], after["pafta"], after["alan_m2"]) == ("Benim Adım", "ONLAR", 77)


def test_a_new_asset_is_entered_and_deleted_with_reasons(admin):
    page = admin.get("/varlik/yeni")
    sent = fields(page.text) | {"tur": "park", "ad": "Yepyeni Park", "mahalle_kod": "cennet", "neden": "yapıldı"}
    answer = admin.post("/varlik/yeni", data=sent)
    kod = answer.headers["location"].rsplit("/", 1)[1]
    assert answer.status_code == 303 and properties(admin, kod)["mahalle"] == "Cennet"
    deletion = opened(admin, kod)
    refused = admin.post(f"/varlik/{kod}/sil", data={"csrf": deletion["csrf"], "gorulen": deletion["gorulen"]})
    assert refused.status_code == 422
    gone = admin.post(f"/varlik/{kod}/sil", data={**deletion, "neden": "yanlış girildi"})
    assert gone.status_code == 303 and admin.get(f"/varlik/{kod}").status_code == 404


def test_a_point_far_from_its_neighbourhood_is_confirmed_with_a_tick(admin, address):
    sent = opened(admin, "PRK-0005") | {"mahalle_kod": "atakent"}
    there = httpx.get(f"{address}/collections/mahalleler/items/cennet?f=json").json()["properties"]["etiket"]
    sent |= {"lon": str(there[0]), "lat": str(there[1]), "kesinlik": "yer", "belirsizlik_m": "10"}
    warned = saved(admin, "PRK-0005", sent)
    assert warned.status_code == 422 and 'name="onay" value="konum"' in warned.text
    assert saved(admin, "PRK-0005", fields(warned.text), onay="konum").status_code == 303


def test_hostile_texts_stay_texts(admin):
    hostile = '"><img src=x onerror=alert(1)>{{7*7}}`${1}</script>'
    assert saved(admin, "PRK-0006", opened(admin, "PRK-0006"), ad=hostile, pafta="<b>").status_code == 303
    page = admin.get("/varlik/PRK-0006/duzenle").text
    assert "<img src=x" not in page and fields(page)["ad"] == hostile


def test_the_forms_are_for_editors_and_of_their_own_assets(address, admin):
    with httpx.Client(base_url=address, headers={"Accept": "text/html"}) as nobody:
        assert nobody.get("/varlik/PRK-0001/duzenle").headers["location"].startswith("/giris?sonra=")
        assert nobody.post("/varlik/PRK-0001/duzenle", data={"ad": "x"}).status_code in (401, 403)
    with sign_in(address, "mudurluk_editoru", directorate=PARKS) as editor:
        assert editor.get("/varlik/PRK-0001/duzenle").status_code == 403
        assert saved(editor, "PRK-0001", {"ad": "x"}).status_code == 403
    with sign_in(address, "planlama") as planner, sign_in(address, "emlak") as officer:
        (hidden,) = officer.get("/collections/emlak-varliklar/items?erisim=gizli&f=json").json()["features"]
        assert planner.get(f"/varlik/{hidden['id']}/duzenle").status_code == 404
        assert officer.get(f"/varlik/{hidden['id']}/duzenle").status_code == 200
    forged = admin.post("/varlik/PRK-0001/duzenle", data={"csrf": "x", "ad": "x"}, headers={"X-CSRF-Token": ""})
    assert forged.status_code == 403


def proposed(approving, kod="PRK-0001", **changes):
    with sign_in(approving, "planlama") as planner:
        saved(planner, kod, opened(planner, kod), mudurluk=PARKS)
    with sign_in(approving, "mudurluk_editoru", directorate=PARKS) as editor:
        answer = saved(editor, kod, opened(editor, kod), **changes)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/oneriler/"), answer.text
        assert editor.get(answer.headers["location"]).status_code == 200
    return answer.headers["location"]


def decided(client, where, karar):
    return client.post(where, data={"karar": karar, "neden": "uygun görüldü"})


def test_a_directorate_s_edit_waits_and_is_made_when_approved(approving):
    where = proposed(approving, ad="Önerilen Ad")
    with sign_in(approving, "emlak") as officer:
        assert properties(officer, "PRK-0001")["ad"] != "Önerilen Ad"
        assert "Önerilen Ad" in officer.get(where).text and where in officer.get("/oneriler").text
        assert decided(officer, where, "onay").status_code == 303
        assert properties(officer, "PRK-0001")["ad"] == "Önerilen Ad"
        told = officer.get(where, params={"f": "json"}).json()
        assert told["durum"] == "onaylandi" and told["degisiklik"]
        assert decided(officer, where, "ret").status_code == 409  # once


def test_a_rejected_proposal_changes_nothing_and_a_stale_one_is_a_conflict(approving):
    rejected, stale = proposed(approving, "PRK-0002", ad="Olmaz"), proposed(approving, "PRK-0003", ad="Eskiyen")
    with sign_in(approving, "planlama") as planner:
        assert decided(planner, rejected, "ret").status_code == 303
        saved(planner, "PRK-0003", opened(planner, "PRK-0003"), pafta="bu arada")
        assert "data-conflict" in planner.get(stale).text
        assert decided(planner, stale, "onay").status_code == 409
        assert {properties(planner, kod)["ad"] for kod in ("PRK-0002", "PRK-0003")}.isdisjoint({"Olmaz", "Eskiyen"})
        assert decided(planner, stale, "ret").status_code == 303


def test_the_interface_answers_with_the_proposal_and_only_some_may_decide(approving):
    where = proposed(approving, "PRK-0004", ad="Bir Öneri")
    with sign_in(approving, "mudurluk_editoru", directorate=PARKS) as editor:
        body = {
            "type": "Feature",
            "geometry": None,
            "properties": {"tur": "park", "ad": "Yeni"},
            "neden": "yeni yapıldı",
        }
        answer = editor.post("/collections/parklar/items", json=body)
        assert answer.status_code == 202 and "/oneriler/" in answer.headers["location"]
        assert decided(editor, where, "onay").status_code == 403
    with sign_in(approving, "mudurluk_editoru", directorate="Başka Müdürlük") as other:
        assert other.get(where).status_code == 404
    with httpx.Client(base_url=approving) as nobody:
        assert nobody.get("/oneriler", params={"f": "json"}).status_code == 401


def test_where_edits_wait_a_directorate_s_photo_is_for_staff_until_somebody_shows_it(approving):
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    with sign_in(approving, "planlama") as planner:
        saved(planner, "PRK-0006", opened(planner, "PRK-0006"), mudurluk=PARKS)
    with (
        sign_in(approving, "mudurluk_editoru", directorate=PARKS) as editor,
        sign_in(approving, "planlama") as planner,
        httpx.Client(base_url=approving) as nobody,
    ):
        data = {"csrf": editor.headers["x-csrf-token"], "aciklama": "Giriş", "neden": "yerinde çekildi", "acik": "1"}
        sent = editor.post("/varlik/PRK-0006/fotograf", data=data, files={"dosya": ("a.jpg", made.getvalue())})
        assert sent.status_code == 303

        def shown():
            return nobody.get("/varlik/PRK-0006/fotograflar").json()["fotograflar"]

        def asked(client, what):
            page = client.get("/varlik/PRK-0006/duzenle").text
            where = re.findall(r'"(/varlik/PRK-0006/fotograf/[^"]+)"', page) or known
            known[:] = where
            data = {"csrf": client.headers["x-csrf-token"], "neden": "denendi", "ne": what}
            return client.post(where[0], data=data).status_code

        known: list[str] = []
        assert shown() == [] and asked(editor, "goster") == 403 and shown() == []
        assert asked(planner, "goster") == 303 and len(shown()) == 1
        assert asked(editor, "gizle") == asked(editor, "sil") == 403 and len(shown()) == 1
        assert asked(planner, "gizle") == 303 and asked(editor, "sil") == 303
