"""The history over HTTP, the inventory as of a day, and undo byte for byte."""

from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from tests.support import offline_settings, serving, sign_in

BYTES = (
    "/collections/varliklar/items/PRK-0012", "/collections/parklar/items?limit=100", "/parsel-karnesi?ref=1198&f=json",
    "/collections/varliklar/items?f=csv", "/collections/varliklar/tiles/WebMercatorQuad/12/1535/2375",
    "/collections/varliklar/tiles/WebMercatorQuad/13/3071/4750", "/collections/varliklar/items?f=html&limit=500",
    "/mahalle/kanarya?f=json", "/varlik/PRK-0012?f=json", "/collections/varliklar/items?datetime=2024-12-31&limit=500",
)  # fmt: skip


@pytest.fixture
def site(inventory, tmp_path):
    settings = offline_settings(inventory, tmp_path).model_copy(update={"onbellek_mb": 0})
    with serving(settings) as address:
        yield address


def answers(site: str) -> dict[str, bytes]:
    with httpx.Client(base_url=site, headers={"Accept": "application/json, */*;q=0.5"}) as client:
        found = {path: client.get(path) for path in BYTES}
    assert {path: a.status_code for path, a in found.items()} == dict.fromkeys(BYTES, 200)
    return {path: answer.content for path, answer in found.items()}


def edit(client: httpx.Client, kod: str, **fields) -> None:
    tag = client.get(f"/collections/varliklar/items/{kod}").headers["etag"]
    body = {"properties": fields, "neden": "Tabela değişmiş"}
    headers = {"If-Match": tag, "Content-Type": "application/merge-patch+json"}
    answer = client.patch(f"/collections/varliklar/items/{kod}", json=body, headers=headers)
    assert answer.status_code in (200, 204), answer.text


def last_change(client: httpx.Client) -> dict:
    return client.get("/degisiklikler?f=json").json()["degisiklikler"][0]


def take_back(client: httpx.Client, number: int, why: str = "Yanlışlıkla") -> httpx.Response:
    return client.post(f"/degisiklikler/{number}/geri-al", data={"neden": why, "csrf": client.headers["X-CSRF-Token"]})


def test_after_an_undo_every_answer_is_byte_for_byte_what_it_was(site):
    before = answers(site)
    with sign_in(site, "emlak") as officer:
        edit(officer, "PRK-0012", ad="Bambaşka Bir Park", alan_m2=1)
        assert answers(site) != before
        assert take_back(officer, last_change(officer)["id"]).status_code == 303
    assert answers(site) == before


def test_after_the_undo_of_a_deletion_too(site):
    before = answers(site)
    with sign_in(site, "emlak") as officer:
        tag = officer.get("/collections/varliklar/items/PRK-0012").headers["etag"]
        gone = officer.delete(
            "/collections/varliklar/items/PRK-0012", headers={"If-Match": tag, "KBS-Neden": "kapandi"}
        )
        assert gone.status_code in (200, 204)
        assert httpx.get(f"{site}/collections/varliklar/items/PRK-0012").status_code == 404
        assert take_back(officer, last_change(officer)["id"]).status_code == 303
    assert answers(site) == before


def test_the_inventory_as_of_a_day_is_what_held_then(site, inventory):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Yeni Ad Parkı")
    now = httpx.get(f"{site}/collections/varliklar/items?limit=500").json()["features"]
    then = httpx.get(f"{site}/collections/varliklar/items?limit=500&datetime=2024-12-31").json()["features"]
    assert len(now) == len(then) == 155
    names = [{f["id"]: f["properties"]["ad"] for f in features}["PRK-0012"] for features in (now, then)]
    assert names[0] == "Yeni Ad Parkı" != names[1]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    assert httpx.get(f"{site}/collections/varliklar/items?limit=500&datetime={tomorrow}").json()["features"] == now
    assert httpx.get(f"{site}/collections/varliklar/items?datetime=2020-01-01").json()["features"] == []


def test_the_past_is_filtered_sorted_and_exported_like_the_present(site):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="ZZZ Parkı")
    asked = "datetime=2024-12-31&tur=park&q=park&sortby=-ad&crs=http://www.opengis.net/def/crs/EPSG/0/3857"
    page = httpx.get(f"{site}/collections/varliklar/items?{asked}&limit=5").json()
    assert len(page["features"]) == 5 and "ZZZ Parkı" not in str(page)
    assert "ZZZ Parkı" not in httpx.get(f"{site}/collections/varliklar/items?datetime=2024-12-31&f=csv").text
    hits = httpx.get(f"{site}/collections/varliklar/items?datetime=2024-12-31&resultType=hits").json()
    assert hits["numberMatched"] == 155


def test_what_is_withheld_now_has_no_public_past(site, inventory):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Ara Ad")
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = 'PRK-0012'"
        )
    then = httpx.get(f"{site}/collections/varliklar/items?limit=500&datetime=2024-12-31").json()["features"]
    assert len(then) == 154 and "PRK-0012" not in {f["id"] for f in then}


def test_the_history_of_an_asset_says_who_when_why_and_what(site):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Yeni Ad Parkı")
        told = planner.get("/collections/varliklar/items/PRK-0012/gecmis?f=json").json()["gecmis"][0]
        assert told["neden"] == "Tabela değişmiş" and told["kim"] == planner.get("/saha/ben").json()["kim"]
        assert [(f["alan"], f["yeni"]) for f in told["farklar"]] == [("ad", "Yeni Ad Parkı")]
        page = planner.get("/collections/varliklar/items/PRK-0012/gecmis", headers={"Accept": "text/html"}).text
        assert "Yeni Ad Parkı" in page and "Tabela değişmiş" in page


@pytest.mark.parametrize("path", ["/collections/varliklar/items/PRK-0012/gecmis", "/degisiklikler", "/degisiklikler/1"])
def test_the_public_and_the_field_see_no_history(site, path):
    assert httpx.get(site + path, headers={"Accept": "application/json"}).status_code == 401
    with sign_in(site, "saha") as field:
        assert field.get(path, headers={"Accept": "application/json"}).status_code == 403


def test_staff_see_no_change_of_a_withheld_asset(site, inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.varlik SET alan_m2 = 7 WHERE kod = 'BIN-0016'")
    with sign_in(site, "emlak") as officer:
        number = last_change(officer)["id"]
        assert "BIN-0016" in officer.get(f"/degisiklikler/{number}?f=json").text
    with sign_in(site, "planlama") as planner:
        assert planner.get(f"/degisiklikler/{number}?f=json").status_code == 404
        assert planner.get("/collections/varliklar/items/BIN-0016/gecmis?f=json").status_code == 404
        assert take_back(planner, number).status_code == 404


def test_an_undo_that_cannot_be_says_why_and_changes_nothing(site):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Bir")
        first = last_change(planner)["id"]
        edit(planner, "PRK-0012", ad="İki")
        refused = take_back(planner, first)
        assert refused.status_code == 409 and "PRK-0012" in refused.text
        assert take_back(planner, first, why="").status_code == 400
    assert httpx.get(f"{site}/collections/varliklar/items/PRK-0012").json()["properties"]["ad"] == "İki"


def test_after_the_undo_of_a_bulk_change_every_answer_is_what_it_was(site, inventory):
    before = answers(site)
    with sign_in(site, "emlak") as officer:
        with psycopg.connect(inventory) as connection:
            connection.execute("UPDATE kbs.varlik SET ad = ad || ' X', alan_m2 = 3 WHERE tur = 'park'")
            connection.execute(
                "DELETE FROM kbs.kullanim WHERE varlik_id IN (SELECT id FROM kbs.varlik WHERE tur = 'park')"
            )
        assert take_back(officer, last_change(officer)["id"]).status_code == 303
    assert answers(site) == before


def test_one_asset_can_be_read_as_of_a_day(site):
    path = f"{site}/collections/varliklar/items/PRK-0012"
    before = httpx.get(path).json()["properties"]
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Yeni Ad Parkı")
    assert httpx.get(f"{path}?datetime=2024-12-31").json()["properties"] == before
    assert httpx.get(path).json()["properties"]["ad"] == "Yeni Ad Parkı"
    assert httpx.get(f"{path}?datetime=2020-01-01").status_code == 404


def test_pages_of_the_past_follow_one_another(site):
    with sign_in(site, "planlama") as planner:
        for kod in ("PRK-0012", "PRK-0013", "PRK-0001"):
            edit(planner, kod, ad="Yeni Ad Parkı")
    path, codes = f"{site}/collections/parklar/items?datetime=2024-12-31&limit=7&sortby=ad", []
    with httpx.Client() as client:
        while path:
            page = client.get(path).raise_for_status().json()
            codes += [f["id"] for f in page["features"]]
            assert "Yeni Ad Parkı" not in str(page["features"])
            path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        present = client.get(f"{site}/collections/parklar/items?limit=500").json()["features"]
    assert len(codes) == len(set(codes)) and set(codes) == {f["id"] for f in present}


def test_a_refused_undo_is_a_problem_document_for_machines(site):
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0012", ad="Bir")
        first = last_change(planner)["id"]
        edit(planner, "PRK-0012", ad="İki")
        second = last_change(planner)["id"]
        planner.headers["Accept"] = "application/json"
        refused = take_back(planner, first)
    assert refused.status_code == 409 and refused.headers["content-type"] == "application/problem+json"
    assert "PRK-0012" in refused.json()["detail"] and str(second) in refused.json()["detail"]


def test_the_tag_of_an_asset_changes_with_it_and_not_with_others(site):
    path = f"{site}/collections/varliklar/items/PRK-0012"
    tag = httpx.get(path).headers["etag"]
    with sign_in(site, "planlama") as planner:
        edit(planner, "PRK-0013", ad="Başka")
        assert httpx.get(path, headers={"If-None-Match": tag}).status_code == 304
        edit(planner, "PRK-0012", ad="Bu")
    assert httpx.get(path, headers={"If-None-Match": tag}).status_code == 200


def every(client: httpx.Client, path: str, of: str) -> list[dict]:
    """What a list tells, page after page."""
    found, query = [], "?f=json"
    while query:
        answer = client.get(path + query).raise_for_status().json()
        found, query = found + answer[of], answer["devami"]
    return found


def test_a_long_history_and_a_large_change_are_told_to_their_end(site, inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "DO $$ BEGIN FOR n IN 1..450 LOOP UPDATE kbs.varlik SET ad = 'Ad ' || n WHERE kod = 'PRK-0012'; END LOOP; END $$"
        )
    with sign_in(site, "planlama") as planner:
        number = last_change(planner)["id"]
        told = [row for row in every(planner, f"/degisiklikler/{number}", "satirlar") if row["anahtar"] == "PRK-0012"]
        assert [row["farklar"][0]["yeni"] for row in told] == [f"Ad {n}" for n in range(1, 451)]
        versions = every(planner, "/collections/varliklar/items/PRK-0012/gecmis", "gecmis")
        assert [row["id"] for row in versions if row["degisiklik"] == number] == [row["id"] for row in reversed(told)]
        page = planner.get(f"/degisiklikler/{number}", headers={"Accept": "text/html"}).text
        assert "sonra=" in page


def test_older_changes_are_of_those_that_were_asked_for(site, inventory):
    with psycopg.connect(inventory, autocommit=True) as connection:
        for n in range(201):
            connection.execute("UPDATE kbs.varlik SET ad = %s WHERE kod = 'PRK-0012'", [f"Ad {n}"])
    with sign_in(site, "planlama") as planner:
        found = every(planner, "/degisiklikler", "degisiklikler")
        direct = planner.get("/degisiklikler?f=json&tur=dogrudan").json()
        assert len([each for each in found if each["tur"] == "dogrudan"]) == 201 and "tur=dogrudan" in direct["devami"]


def test_a_place_is_told_as_people_read_it(site, inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET konum = 'SRID=4326;POINT(28.79 41.01)', kesinlik = 'yer' WHERE kod = 'PRK-0012'"
        )
    with sign_in(site, "planlama") as planner:
        told = planner.get("/collections/varliklar/items/PRK-0012/gecmis?f=json").json()["gecmis"][0]
    assert {"alan": "konum", "yeni": "41.010000, 28.790000"}.items() <= {
        name: value for field in told["farklar"] if field["alan"] == "konum" for name, value in field.items()
    }.items()


def test_a_use_that_is_added_is_one_row_of_the_change(site):
    with sign_in(site, "planlama") as planner:
        uses = planner.get("/collections/varliklar/items/BIN-0045").json()["properties"]["kullanim"]
        edit(planner, "BIN-0045", kullanim=f"{uses}; Kreş")
        rows = planner.get(f"/degisiklikler/{last_change(planner)['id']}?f=json").json()["satirlar"]
    assert [(row["tablo"], row["islem"]) for row in rows if row["tablo"] == "kullanim"] == [("kullanim", "insert")]


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("mahalleler/items/atakent", "UPDATE kbs.mahalle SET nufus = nufus + 1 WHERE kod = 'atakent'"),
        ("tasinmaz-islemleri/items/{islem}", "UPDATE kbs.tasinmaz_islemi SET karar = 'x' WHERE kod = '{islem}'"),
        ("parklar/items/PRK-0012", "UPDATE kbs.varlik SET ad = 'x' WHERE kod = 'PRK-0012'"),
        ("parseller/items/{parsel}", "UPDATE kbs.parsel SET nitelik = 'x' WHERE kod = '{parsel}'"),
    ],
)
def test_an_item_of_any_collection_has_its_history(site, inventory, path, statement):
    names = {}
    for name, collection in (("islem", "tasinmaz-islemleri"), ("parsel", "parseller")):
        names[name] = httpx.get(f"{site}/collections/{collection}/items?limit=1").json()["features"][0]["id"]
    with psycopg.connect(inventory) as connection:
        connection.execute(statement.format(**names))
    with sign_in(site, "emlak") as officer:
        told = officer.get(f"/collections/{path.format(**names)}/gecmis?f=json").raise_for_status().json()["gecmis"]
        assert (told[0]["islem"], told[0]["tur"]) == ("update", "dogrudan")
        page = officer.get(f"/collections/{path.format(**names)}/gecmis", headers={"Accept": "text/html"})
        assert page.status_code == 200


@pytest.mark.parametrize(
    "path", ["yok/items/PRK-0012", "binalar/items/PRK-0012", "mahalleler/items/PRK-0012", "varliklar/items/PRK-9999"]
)
def test_what_a_collection_does_not_hold_has_no_history_there(site, path):
    with sign_in(site, "planlama") as planner:
        assert planner.get(f"/collections/{path}/gecmis?f=json").status_code == 404
        assert planner.get("/collections/emlak-varliklar/items/PRK-0012/gecmis?f=json").status_code == 403
