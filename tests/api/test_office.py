"""Collections of staff and officers: schemas of their own, read with database roles of their own."""

from collections.abc import Iterator

import psycopg
import pytest

from kbs_envanter.api.collections import COLLECTIONS, OFFICE
from kbs_envanter.domain.permissions import Role
from kbs_envanter.store.database import create_database
from tests.roles import Asker, asked_as

PARTY = "Örnek Yapı Anonim Şirketi"
STAFF, OFFICERS = "gorevli-varliklar", "emlak-varliklar"


@pytest.fixture(scope="module")
def office(cluster, loaded, tmp_path_factory) -> Iterator[Asker]:
    create_database(cluster.url("postgres"), "ofis", template=loaded)
    url = cluster.url("ofis")
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.hak SET karsi_taraf = %s, karsi_taraf_sinifi = 'tuzel_kisi'", [PARTY])
        connection.execute(
            "UPDATE kbs.tasinmaz_islemi SET karsi_taraf = %s WHERE karsi_taraf_turu IS DISTINCT FROM 'gercek_kisi'",
            [PARTY],
        )
        connection.execute("UPDATE kbs.varlik SET mudurluk = 'Fen İşleri' WHERE kod = 'BIN-0001'")
    with asked_as(url, tmp_path_factory.mktemp("ofis")) as asker:
        yield asker


def items(office: Asker, role: Role | None, name: str, query: str = ""):
    return office(role).get(f"/collections/{name}/items?limit=1000{query}")


def test_nobody_is_asked_to_sign_in_and_the_wrong_role_is_refused(office):
    assert items(office, None, STAFF).status_code == 401
    assert items(office, Role.SAHA, STAFF).status_code == 403
    assert items(office, Role.PLANLAMA, OFFICERS).status_code == 403


def test_staff_see_directorates_and_counts_but_neither_withheld_assets_nor_other_parties(office):
    answer = items(office, Role.PLANLAMA, STAFF).raise_for_status()
    found = {feature["id"]: feature["properties"] for feature in answer.json()["features"]}
    assert found["BIN-0001"]["mudurluk"] == "Fen İşleri"
    assert {"erisim", "son_dogrulama", "aday_sayisi", "bulgu_sayisi"} <= found["BIN-0001"].keys()
    assert any(asset["aday_sayisi"] for asset in found.values())
    assert "BIN-0016" not in found and len(found) == 155
    assert PARTY not in answer.text
    assert PARTY not in items(office, Role.PLANLAMA, "gorevli-islemler").raise_for_status().text


def test_officers_see_withheld_assets_and_other_parties(office):
    found = {
        f["id"]: f["properties"] for f in items(office, Role.EMLAK, OFFICERS).raise_for_status().json()["features"]
    }
    assert found["BIN-0016"]["erisim"] == "gizli" and len(found) == 156
    assert found["BIN-0001"]["karsi_taraf"] == PARTY
    assert PARTY in items(office, Role.YONETICI, "emlak-islemler").raise_for_status().text


def test_a_staff_collection_is_the_same_for_all_who_may_read_it(office):
    answers = {items(office, role, STAFF).text for role in (Role.MUDURLUK_EDITORU, Role.PLANLAMA, Role.EMLAK)}
    assert len(answers) == 1


def test_filters_systems_counts_and_files_work_there_too(office):
    client = office(Role.EMLAK)
    path = f"/collections/{OFFICERS}/items"
    assert client.get(f"{path}?filter=erisim='gizli'").json()["features"][0]["id"] == "BIN-0016"
    assert client.get(f"{path}?resultType=hits").json()["numberMatched"] == 156
    assert client.get(f"{path}?mudurluk=Fen İşleri&crs=http://www.opengis.net/def/crs/EPSG/0/5254").status_code == 200
    assert PARTY in client.get(f"{path}?f=csv").text
    assert client.get(f"{path}/BIN-0016").json()["properties"]["kod"] == "BIN-0016"
    assert client.get(f"{path}?f=html").status_code == client.get(f"/collections/{OFFICERS}/schema").status_code == 200
    following = [one for one in client.get(f"{path}?limit=100&sortby=ad").json()["links"] if one["rel"] == "next"]
    assert len(client.get(following[0]["href"]).json()["features"]) == 56


def test_they_are_listed_for_those_who_may_read_them_alone(office):
    for role, more in ((None, 0), (Role.SAHA, 0), (Role.PLANLAMA, 2), (Role.EMLAK, 4)):
        answer = office(role).get("/collections")
        listed = [one["id"] for one in answer.json()["collections"]]
        assert listed == [*COLLECTIONS, *list(OFFICE)[:more]]
        assert answer.headers["cache-control"] == ("private, no-store" if more else "no-cache")
        assert sum(f"/collections/{name}/items" in office(role).get("/api").json()["paths"] for name in OFFICE) == more


def test_their_answers_are_kept_nowhere(office):
    client = office(Role.EMLAK)
    for query in ("", "?f=csv", "?f=html", "/BIN-0016"):
        first = client.get(f"/collections/{OFFICERS}/items{query}")
        assert first.headers["cache-control"] == "private, no-store", query
        again = client.get(
            f"/collections/{OFFICERS}/items{query}", headers={"If-None-Match": first.headers.get("etag", "")}
        )
        assert again.status_code == 200, query
    # What an officer was answered is not answered to anybody else afterwards.
    assert office(None).get(f"/collections/{OFFICERS}/items").status_code == 401


def test_public_collections_are_the_same_bytes_for_everybody(office):
    for name in COLLECTIONS:
        answers = [items(office, role, name) for role in (None, Role.SAHA, Role.PLANLAMA, Role.EMLAK, Role.YONETICI)]
        assert len({answer.content for answer in answers}) == 1, name
        assert len({answer.headers["etag"] for answer in answers}) == 1, name


def test_office_collections_have_no_tiles(office):
    client = office(Role.EMLAK)
    assert client.get(f"/collections/{OFFICERS}/tiles").status_code == 404
