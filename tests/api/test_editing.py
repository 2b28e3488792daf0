"""Writing assets over HTTP: OGC API – Features Part 4, with a reason, a precondition and the permissions."""

import socket
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.support import offline_settings, serving, sign_in

FEATURE = {
    "type": "Feature",
    "geometry": None,
    "properties": {"tur": "park", "ad": "Deneme Parkı"},
    "neden": "yeni yapıldı",
}
MERGE = {"Content-Type": "application/merge-patch+json", "KBS-Neden": quote("yerinde görüldü")}
PARKS = "Park ve Bahçeler Müdürlüğü"


@pytest.fixture(scope="module")
def address(cluster, loaded, tmp_path_factory):
    from kbs_envanter.store.database import create_database

    create_database(cluster.url("postgres"), "duzenleme", template=loaded)
    with serving(offline_settings(cluster.url("duzenleme"), tmp_path_factory.mktemp("duzenleme"))) as made:
        yield made


@pytest.fixture(scope="module")
def admin(address):
    with sign_in(address, "yonetici") as client:
        yield client


def path(kod, collection="varliklar"):
    return f"/collections/{collection}/items/{kod}"


def read(client, kod):
    answer = client.get(path(kod), params={"f": "json"})
    return answer.json(), answer.headers["etag"]


def patch(client, kod, properties, *, tag=None, collection="varliklar", **members):
    tag = tag or read(client, kod)[1]
    body = {"properties": properties, **members}
    return client.patch(path(kod, collection), json=body, headers=MERGE | {"If-Match": tag})


def new(client, **properties):
    body = FEATURE | {"properties": FEATURE["properties"] | properties}
    return client.post("/collections/varliklar/items", json=body)


def test_a_new_asset_is_at_its_location_under_the_tag_that_was_answered(admin):
    made = new(admin, mahalle_kod="atakent", kullanim="Spor; Kafe", alan_m2=1200.5)
    assert made.status_code == 201
    there = admin.get(made.headers["location"])
    properties = there.json()["properties"]
    assert there.json()["id"].startswith("PRK-") and properties["mahalle"] == "Atakent"
    assert (properties["ad"], properties["kullanim"], properties["alan_m2"]) == ("Deneme Parkı", "Spor; Kafe", 1200.5)
    assert patch(admin, there.json()["id"], {"pafta": "F21"}, tag=made.headers["etag"]).status_code == 204


def test_a_feature_that_was_read_and_put_back_changes_nothing(admin):
    for kod in ("PRK-0001", "BIN-0001", "PZR-0001", "SPR-0003"):
        feature, tag = read(admin, kod)
        answer = admin.put(path(kod), json=feature, headers={"If-Match": tag, "KBS-Neden": "aynen"})
        assert answer.status_code == 204, answer.text
        assert read(admin, kod)[0]["properties"] == feature["properties"]


def test_put_empties_what_it_does_not_tell_and_patch_leaves_it(admin):
    kod = new(admin, pafta="F21", mahalle_kod="atakent").headers["location"].rsplit("/", 1)[1]
    assert patch(admin, kod, {"alan_m2": 50}).status_code == 204
    assert read(admin, kod)[0]["properties"]["pafta"] == "F21"
    assert patch(admin, kod, {"pafta": None}).status_code == 204
    assert read(admin, kod)[0]["properties"]["pafta"] is None
    headers = {"If-Match": read(admin, kod)[1]}
    assert admin.put(path(kod), json=FEATURE, headers=headers).status_code == 204
    after = read(admin, kod)[0]["properties"]
    assert (after["alan_m2"], after["mahalle_kod"], after["ad"]) == (None, None, "Deneme Parkı")


def test_a_point_says_how_precise_it_is(admin):
    feature, tag = read(admin, "PRK-0002")
    lon, lat = feature["geometry"]["coordinates"]
    point = {"type": "Point", "coordinates": [lon + 0.0001, lat]}
    refused = patch(admin, "PRK-0002", {}, geometry=point, tag=tag)
    assert refused.status_code == 422 and refused.json()["alanlar"][0]["alan"] == "konum"
    done = patch(admin, "PRK-0002", {"kesinlik": "yer", "belirsizlik_m": 5}, geometry=point, tag=tag)
    assert done.status_code == 204
    after = read(admin, "PRK-0002")[0]
    assert after["geometry"]["coordinates"] == pytest.approx(point["coordinates"], abs=1e-6)
    assert after["properties"]["konum_kaynagi"].startswith("Konum kararı")
    far = {"type": "Point", "coordinates": [29.9, 40.7]}
    refused = patch(admin, "PRK-0002", {"kesinlik": "yer", "belirsizlik_m": 5}, geometry=far)
    assert refused.status_code == 422 and "ilçenin dışında" in refused.json()["detail"]


def test_a_write_without_a_precondition_or_with_an_old_one_is_refused(admin):
    _, tag = read(admin, "PRK-0004")
    without = admin.patch(path("PRK-0004"), json={"properties": {}}, headers=MERGE)
    assert without.status_code == 428
    assert admin.patch(path("PRK-0004"), json={}, headers=MERGE | {"If-Match": "*"}).status_code == 428
    assert patch(admin, "PRK-0004", {"pafta": "a"}, tag=tag).status_code == 204
    stale = patch(admin, "PRK-0004", {"pafta": "b"}, tag=tag)
    assert stale.status_code == 412 and "değişti" in stale.json()["detail"]
    assert admin.request("DELETE", path("PRK-0004"), headers={"If-Match": tag, "KBS-Neden": "eski"}).status_code == 412


def test_a_deleted_asset_is_gone_and_its_code_is_not_given_again(admin):
    kod = new(admin).headers["location"].rsplit("/", 1)[1]
    headers = {"If-Match": read(admin, kod)[1]}
    assert admin.delete(path(kod), headers=headers).status_code == 422
    assert admin.delete(path(kod), headers=headers | {"KBS-Neden": "yanl%C4%B1%C5%9Flikla"}).status_code == 204
    assert admin.get(path(kod)).status_code == 404
    assert admin.get(path(kod, "silinenler")).status_code == 200
    assert new(admin).headers["location"].rsplit("/", 1)[1] > kod


def test_every_bad_field_is_named_in_both_languages(admin):
    answer = patch(admin, "PRK-0005", {"ad": "", "alan_m2": "çok", "mahalle_kod": "yok", "parseller": ["burası"]})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    fields = answer.json()["alanlar"]
    assert [field["alan"] for field in fields] == ["ad", "alan_m2", "parseller", "mahalle_kod"]
    assert all(field["tr"] and field["en"] for field in fields)
    assert patch(admin, "PRK-0005", {"bilinmez": 1}).json()["alanlar"][0]["alan"] == "bilinmez"


def test_an_edit_without_a_reason_is_refused(admin):
    body = {key: value for key, value in FEATURE.items() if key != "neden"}
    answer = admin.post("/collections/varliklar/items", json=body)
    assert answer.status_code == 422 and answer.json()["alanlar"][0]["alan"] == "neden"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/geo+json", 400),
        (b"[]", "application/geo+json", 400),
        (b'{"type":"Feature","properties":{"alan_m2":NaN}}', "application/geo+json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"type":"FeatureCollection","features":[]}', "application/json", 422),
        (b'{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]},"properties":{}}', "application/json", 422),
        (b"<a/>", "application/xml", 415),
        (b'{"a":"' + b"x" * 1_100_000 + b'"}', "application/json", 413),
    ],
)
def test_what_is_no_feature_is_refused(admin, body, kind, status):
    answer = admin.post("/collections/parklar/items", content=body, headers={"Content-Type": kind, "KBS-Neden": "dene"})
    assert answer.status_code == status and answer.json()["detail"] and answer.json()["detail_en"]


def test_a_body_that_claims_ten_gigabytes_is_refused_before_it_comes(address, admin):
    where = urlsplit(address)
    head = [
        "POST /collections/parklar/items HTTP/1.1", f"Host: {where.netloc}", "Content-Type: application/json",
        f"Content-Length: {10 * 1024**3}", f"X-CSRF-Token: {admin.headers['x-csrf-token']}",
        f"Cookie: kbs_oturum={admin.cookies['kbs_oturum']}", "", "",
    ]  # fmt: skip
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall("\r\n".join(head).encode())
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_collections_of_a_kind_take_only_that_kind(admin):
    body = FEATURE | {"properties": {"ad": "Yeni Bina"}}
    made = admin.post("/collections/binalar/items", json=body)
    assert made.status_code == 201 and "/BIN-" in made.headers["location"]
    assert admin.post("/collections/binalar/items", json=FEATURE).status_code == 422
    tag = read(admin, "PRK-0001")[1]
    assert patch(admin, "PRK-0001", {}, tag=tag, collection="binalar").status_code == 404


def test_the_methods_of_each_resource_are_told(admin, address):
    def allowed(where):
        answer = httpx.options(address + where)
        assert answer.status_code == 204
        return {part.strip() for part in answer.headers["allow"].split(",")}

    read_only = {"GET", "HEAD", "OPTIONS"}
    assert allowed("/collections/varliklar/items") == read_only | {"POST"}
    assert allowed(path("PRK-0001")) == read_only | {"PUT", "PATCH", "DELETE"}
    assert allowed("/collections/mahalleler/items") == allowed(path("atakent", "mahalleler")) == read_only
    answer = admin.delete("/collections/mahalleler/items")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"]
    conforms = admin.get("/conformance?f=json").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete" in conforms
    paths = admin.get("/api").json()["paths"]
    assert {"get", "put", "patch", "delete"} <= paths["/collections/parklar/items/{featureId}"].keys()
    assert "post" not in paths["/collections/mahalleler/items"]


def test_nobody_and_the_field_write_nothing_and_a_forged_request_is_refused(address, admin):
    with httpx.Client(base_url=address) as nobody:
        assert nobody.post("/collections/varliklar/items", json=FEATURE).status_code == 401
        assert nobody.patch(path("PRK-0001"), json={}, headers=MERGE).status_code == 401
        assert nobody.delete(path("PRK-0001")).status_code == 401
    with sign_in(address, "saha") as field:
        assert new(field).status_code == 403
    with httpx.Client(base_url=address, cookies=admin.cookies) as forged:
        assert forged.post("/collections/varliklar/items", json=FEATURE).status_code == 403


def test_each_role_edits_what_is_its_own(address):
    with sign_in(address, "planlama") as planner, sign_in(address, "mudurluk_editoru", directorate=PARKS) as editor:
        assert patch(planner, "PRK-0006", {"haklar": [{"hak_turu": "kira"}]}).status_code == 403
        assert patch(editor, "PRK-0006", {"pafta": "x"}).status_code == 403
        assert patch(planner, "PRK-0006", {"mudurluk": PARKS}).status_code == 204
        assert patch(editor, "PRK-0006", {"pafta": "x"}).status_code == 204
        assert new(editor).status_code == 201
        # What he may not write he need not send: it stays.
        before, tag = read(planner, "BIN-0001")
        del before["properties"]["haklar"], before["properties"]["parseller"], before["properties"]["mulkiyet"]
        assert (
            planner.put(path("BIN-0001"), json=before, headers={"If-Match": tag, "KBS-Neden": "aynen"}).status_code
            == 204
        )


def test_a_withheld_asset_is_edited_by_officers_in_their_collection_and_is_unknown_elsewhere(address):
    with sign_in(address, "emlak") as officer, sign_in(address, "planlama") as planner:
        (hidden,) = officer.get("/collections/emlak-varliklar/items?erisim=gizli&f=json").json()["features"]
        kod = hidden["id"]
        tag = officer.get(path(kod, "emlak-varliklar"), params={"f": "json"}).headers["etag"]
        for client in (officer, planner):
            assert patch(client, kod, {"pafta": "x"}, tag=tag).status_code == 404
        assert patch(planner, kod, {"pafta": "x"}, tag=tag, collection="emlak-varliklar").status_code == 403
        assert patch(officer, kod, {"pafta": "x"}, tag=tag, collection="emlak-varliklar").status_code == 204
        assert patch(officer, kod, {"pafta": "y"}, tag=tag, collection="emlak-varliklar").status_code == 412
