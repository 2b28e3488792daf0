"""The open-data catalogue, its dictionary, subscribers' and terms' pages."""

import httpx
import psycopg
import pytest

from kbs_envanter.api.collections import COLLECTIONS
from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.store import models
from kbs_envanter.store.database import create_database
from kbs_envanter.store.open_data import DATASETS
from tests.support import offline_settings, serving, sign_in
from tests.withheld import FILL, PARTY, TRACES


@pytest.fixture(scope="module")
def own(cluster, loaded, tmp_path_factory):
    create_database(cluster.url("postgres"), "acikveri", template=loaded)
    url = cluster.url("acikveri")
    with psycopg.connect(url) as connection:
        connection.execute(FILL)
        connection.execute("UPDATE kbs.tasinmaz_islemi SET tarih = '2021-04-01', sure_yil = 5 WHERE kod = 'ISL-SAKLI'")
        connection.execute("UPDATE kbs.tasinmaz_islemi SET tarih = '2021-04-02', sure_yil = 5 "
                           "WHERE kod = (SELECT min(kod) FROM kbs.tasinmaz_islemi WHERE tur = 'tahsis_verilen')")  # fmt: skip
        connection.execute("UPDATE kbs.hak SET baslangic = '2020-01-01', sure_yil = 5 WHERE varlik_id = "
                           "(SELECT id FROM kbs.varlik WHERE kod = 'BIN-0001')")  # fmt: skip
    with serving(offline_settings(url, tmp_path_factory.mktemp("acikveri"))) as address:
        yield address


@pytest.fixture(scope="module")
def nobody(own):
    with httpx.Client(base_url=own, timeout=60) as made:
        yield made


@pytest.fixture(scope="module")
def admin(own):
    with sign_in(own, Role.YONETICI.value) as made:
        yield made


@pytest.fixture(scope="module")
def planner(own):
    with sign_in(own, Role.PLANLAMA.value) as made:
        yield made


def test_the_catalogue_names_every_public_collection(nobody):
    assert [one.id for one in DATASETS] == list(COLLECTIONS)
    answer = nobody.get("/acik-veri", params={"f": "json"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    catalogue = answer.json()
    assert catalogue["@type"] == "dcat:Catalog"
    assert [each["dct:identifier"] for each in catalogue["dcat:dataset"]] == list(COLLECTIONS)
    for each in catalogue["dcat:dataset"]:
        assert each["dct:license"]["@id"].startswith("https://") and each["dct:modified"]["@value"]
        assert len(each["dcat:distribution"]) == len(FORMATS)


def test_every_download_is_there(nobody):
    catalogue = nobody.get("/acik-veri", params={"f": "json"}).json()
    for each in catalogue["dcat:dataset"]:
        forms = each["dcat:distribution"] if each["dct:identifier"] == "pazarlar" else each["dcat:distribution"][:3]
        for form in forms:
            url, media = form["dcat:downloadURL"]["@id"], form["dcat:mediaType"]["@id"].split("media-types/")[1]
            answer = nobody.get(url)
            assert answer.status_code == 200, url
            assert answer.headers["content-type"].startswith(media.split(";")[0]), url


def test_counts_are_those_of_the_collections(nobody):
    page = nobody.get("/acik-veri", params={"f": "html"}).text
    number = len(nobody.get("/collections/parklar/items", params={"limit": 1000, "f": "json"}).json()["features"])
    assert f">{number} kayıt<" in page
    assert "CC BY 4.0" in page and 'href="/acik-veri/sozluk"' in page


def test_the_dictionary_tells_the_class_of_every_field(nobody):
    tables = {each["tablo"]: each["alanlar"] for each in nobody.get("/acik-veri/sozluk?f=json").json()["tablolar"]}
    for table in models.Base.metadata.sorted_tables:
        assert {field["alan"] for field in tables[table.name]} == {column.name for column in table.columns}
    (party,) = [field for field in tables["tasinmaz_islemi"] if field["alan"] == "karsi_taraf"]
    assert party["sinif"] == "emlak"
    assert nobody.get("/acik-veri/sozluk?f=html").status_code == 200


@pytest.mark.parametrize(
    "path", ["/acik-veri?f=html", "/acik-veri?f=json", "/degisimler.atom", "/vadeler?bugun=2026-03-01"]
)
def test_nothing_withheld_and_no_other_party_is_told(nobody, planner, path):
    told = (planner if "vade" in path else nobody).get(path).text.lower()
    assert not any(trace in told for trace in TRACES) and PARTY.lower() not in told


def test_terms_that_end_soon_are_listed_for_staff(planner, nobody):
    assert nobody.get("/vadeler").status_code in (303, 401, 403)
    found = planner.get("/vadeler", params={"f": "json", "bugun": "2026-03-01"}).json()
    coming = [each for each in found["vadeler"] if each["gun"] >= 0]
    assert [(each["bitis"], each["gun"]) for each in coming] == [("2026-04-02", 32)]
    over = {each["varlik"] for each in found["vadeler"] if each["gun"] < 0}
    assert over == {"BIN-0001"}
    page = planner.get("/vadeler", params={"f": "html", "bugun": "2026-03-01"}).text
    assert "02.04.2026" in page and "32 gün kaldı" in page
    english = planner.get("/vadeler", params={"f": "html", "bugun": "2026-03-01", "dil": "en"})
    assert english.status_code == 200
    assert planner.get("/vadeler", params={"gun": "x"}).status_code == 400
    assert planner.get("/vadeler", params={"gun": "3", "bugun": "9999-12-31"}).status_code == 400


def test_a_subscription_is_made_tried_closed_and_deleted_by_forms(admin):
    page = admin.get("/aboneler", params={"f": "html"})
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    form = {"csrf": token, "ad": "komşu", "adres": "https://alici.ornek.com/al", "mahalle": "atakent", "tur": "park"}
    made = admin.post("/aboneler", data=form)
    assert "whsec_" in made.text and made.headers["cache-control"].startswith("private")
    listed = admin.get("/aboneler", params={"f": "json"})
    (one,) = listed.json()["aboneler"]
    assert (one["mahalle_kod"], one["tur"], one["aktif"]) == ("atakent", "park", True)
    assert "whsec_" not in listed.text
    for what in ("dene", "kapat", "ac", "kapat"):
        assert admin.post(f"/aboneler/{one['id']}/{what}", data={"csrf": token}).status_code == 303
    (one,) = admin.get("/aboneler", params={"f": "json"}).json()["aboneler"]
    assert (one["aktif"], one["bekleyen"]) == (False, 1)
    assert admin.post(f"/aboneler/{one['id']}/uydur", data={"csrf": token}).status_code == 404
    assert admin.post(f"/aboneler/{one['id']}/sil", data={"csrf": token}).status_code == 303
    assert admin.get("/aboneler", params={"f": "json"}).json()["aboneler"] == []


def test_a_bad_address_is_said_in_the_form(admin):
    answer = admin.post("/aboneler", data={"ad": "x", "adres": "http://ornek.com/al"})
    assert answer.status_code == 422 and "https" in answer.text and 'value="http://ornek.com/al"' in answer.text
