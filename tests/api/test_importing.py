"""Importing a department's file on the web: upload, columns, preview, making, undo; all of it without a script."""

import csv
import html
import io
import json
import re

import httpx
import openpyxl
import psycopg
import pytest

from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving, sign_in

COLUMNS = "Kod;Park Adı;Mahalle;Alan (m²);Kullanım Amacı\r\n"


@pytest.fixture(scope="module")
def url(cluster, loaded):
    create_database(cluster.url("postgres"), "aktarma", template=loaded)
    return cluster.url("aktarma")


@pytest.fixture(scope="module")
def address(url, tmp_path_factory):
    with serving(offline_settings(url, tmp_path_factory.mktemp("aktarma"))) as made:
        yield made


@pytest.fixture
def planner(address):
    with sign_in(address, "planlama") as client:
        yield client


def send(client, content, name="parklar.csv", **fields):
    data = {"csrf": client.headers["x-csrf-token"]} | fields
    if isinstance(content, str):
        content = content.encode()
    return client.post("/ice-aktar", data=data, files={"dosya": (name, content)})


def sent(client, content, name="parklar.csv", **fields):
    answer = send(client, content, name, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/esleme")


def chosen(page):
    """What a browser would send of the form that asks for columns."""
    found = {}
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        selected = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = selected[1] if selected else re.search(r'<option value="([^"]*)"', inner)[1]
    for tag in re.findall(r"<input [^>]*>", page):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if fields.get("type") != "checkbox" and "name" in fields:
            found[fields["name"]] = html.unescape(fields.get("value", ""))
    return found


def previewed(client, where, **changes):
    page = client.get(f"{where}/esleme")
    assert page.status_code == 200, page.text
    answer = client.post(f"{where}/esleme", data=chosen(page.text) | changes)
    assert answer.status_code == 303, answer.text
    return client.get(where, params={"f": "json"}).json()


def taken(client, where, **fields):
    data = {"csrf": client.headers["x-csrf-token"], "neden": "müdürlük listesi"} | fields
    return client.post(where, data=data)


def properties(client, kod):
    return client.get(f"/collections/varliklar/items/{kod}", params={"f": "json"}).json()["properties"]


def test_a_list_is_previewed_made_and_told(planner):
    name = properties(planner, "PRK-0001")["ad"]
    where = sent(planner, COLUMNS + f"PRK-0001;{name};;1.234,5;\r\n;Dosyadan Gelen Park;Cennet;400;Oyun; Kafe\r\n")
    seen = previewed(planner, where)
    assert seen["sayilar"] == {"ekle": 0, "degistir": 1, "ayni": 0, "ret": 1}  # a semicolon too many
    where = sent(planner, COLUMNS + f'PRK-0001;{name};;1.234,5;\r\n;Dosyadan Gelen Park;Cennet;400;"Oyun; Kafe"\r\n')
    assert previewed(planner, where)["sayilar"] == {"ekle": 1, "degistir": 1, "ayni": 0, "ret": 0}
    page = planner.get(where, params={"goster": "degistir"}).text
    assert "Alan (m²)" in page and "1234.5" in page
    assert properties(planner, "PRK-0001")["alan_m2"] != 1234.5
    assert taken(planner, where).headers["location"] == where
    assert properties(planner, "PRK-0001")["alan_m2"] == 1234.5
    told = planner.get(where, params={"f": "json"}).json()
    (kod,) = told["kodlar"]
    new = properties(planner, kod)
    assert (new["ad"], new["mahalle"], new["tur"]) == ("Dosyadan Gelen Park", "Cennet", "park")
    assert new["kullanim"] == "Oyun; Kafe" and told["degisiklik"]
    assert f"/degisiklikler/{told['degisiklik']}" in planner.get(where).text


def test_pressed_twice_it_is_made_once(planner, url):
    where = sent(planner, COLUMNS + ";Bir Kez Park;Fatih;10;\r\n")
    previewed(planner, where)
    assert [taken(planner, where).status_code for _ in range(2)] == [303, 303]
    found = planner.get("/collections/parklar/items", params={"f": "json", "ad": "Bir Kez Park"}).json()
    assert found["numberMatched"] == 1


def test_assets_that_changed_since_the_preview_are_named_and_nothing_is_written(planner, url):
    where = sent(planner, COLUMNS + "PRK-0003;;;77;\r\n;Geciken Park;Fatih;10;\r\n")
    assert previewed(planner, where)["sayilar"]["ret"] == 0
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.varlik SET pafta = 'bu arada' WHERE kod = 'PRK-0003'")
    answer = taken(planner, where)
    assert answer.status_code == 409 and "PRK-0003" in answer.text
    found = planner.get("/collections/parklar/items", params={"f": "json", "ad": "Geciken Park"}).json()
    assert found["numberMatched"] == 0
    previewed(planner, where)
    assert taken(planner, where).status_code == 303


def test_all_or_nothing_or_the_good_ones(planner):
    rows = ";İyi Park;Fatih;10;\r\n;Kötü Park;Kadıköy;10;\r\n;Alanı Bozuk;Fatih;çok;\r\n"
    where = sent(planner, COLUMNS + rows)
    assert previewed(planner, where)["sayilar"]["ret"] == 2
    refused = taken(planner, where)
    assert refused.status_code == 409 and "2 satır alınamıyor" in refused.text
    assert taken(planner, where, kip="iyiler").status_code == 303
    assert planner.get(where, params={"f": "json"}).json()["sayilar"]["ekle"] == 1


def test_rejects_are_downloaded_with_reasons_and_run_nothing(planner):
    where = sent(planner, COLUMNS + '"=HYPERLINK(""x"")";@Park;Kadıköy;-5+3;+90\r\n')
    previewed(planner, where, s0="")
    body = planner.get(f"{where}/reddedilenler").content.decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(body), delimiter=";")
    assert header[0] == "satir" and "Kadıköy" in row[-2] and "Mahalle:" in row[-2] and row[0] == "2"
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"{where}/reddedilenler?bicim=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"] and any("Kadıköy" in str(c.value) for c in cells)


def test_the_columns_of_the_last_file_are_remembered(planner):
    columns = "Sıra;Parkın İsmi Budur;Yeri\r\n"
    where = sent(planner, columns + "1;Hatırlanan Park;Fatih\r\n")
    assert 'value="ad" selected' not in planner.get(f"{where}/esleme").text
    previewed(planner, where, s1="ad", s2="mahalle")
    assert taken(planner, where).status_code == 303
    again = sent(planner, columns + "1;Hatırlanan Öteki;Fatih\r\n")
    page = planner.get(f"{again}/esleme").text
    assert 'value="ad" selected' in page and 'value="mahalle" selected' in page


def test_a_missing_mapping_or_coordinate_system_is_asked_for(planner):
    where = sent(planner, "a;b\r\n1;2\r\n")
    answer = planner.post(f"{where}/esleme", data=chosen(planner.get(f"{where}/esleme").text))
    assert answer.status_code == 422 and "“kod” ya da “ad”" in answer.text
    where = sent(planner, "Ad;X;Y\r\nUzak Park;1;2\r\n")
    answer = planner.post(f"{where}/esleme", data=chosen(planner.get(f"{where}/esleme").text))
    assert answer.status_code == 422 and "EPSG:5254" in answer.text


def test_a_proposed_coordinate_system_is_shown(planner):
    where = sent(planner, "Ad;Mahalle;X;Y\r\nYeni Nokta Parkı;Atakent;4541000;397000\r\n")
    page = planner.get(f"{where}/esleme").text
    assert "TUREF / TM30" in page.split("data-proposal")[1][:60]


def test_a_template_that_was_filled_in_comes_back(planner):
    book = openpyxl.load_workbook(io.BytesIO(planner.get("/ice-aktar/sablon/pazar").content))
    page = book.worksheets[0]
    titles = {cell.value: cell.column for cell in page[1]}
    for title, value in {
        "Ad": "Şablonlu Pazar",
        "Mahalle": "Cennet",
        "Alan (m²)": 800,
        "Alt tür": "Kapalı pazar",
    }.items():
        page.cell(3, titles[title], value)
    out = io.BytesIO()
    book.save(out)
    where = sent(planner, out.getvalue(), "doldurulan.xlsx")
    assert previewed(planner, where)["sayilar"] == {"ekle": 1, "degistir": 0, "ayni": 0, "ret": 0}
    assert taken(planner, where).status_code == 303
    (kod,) = planner.get(where, params={"f": "json"}).json()["kodlar"]
    assert kod.startswith("PZR-") and properties(planner, kod)["alt_tur"] == "kapali_pazar"


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "kml"])
@pytest.mark.parametrize("collection", ["parklar", "binalar", "pazarlar", "spor-tesisleri"])
def test_our_own_export_changes_nothing(planner, collection, form):
    asked = {"f": form, "limit": 1000} if form != "geojson" else {"f": "json", "limit": 1000}
    body = planner.get(f"/collections/{collection}/items", params=asked).content
    where = sent(planner, body, f"{collection}.{form}")
    counts = previewed(planner, where)["sayilar"]
    assert (counts["ekle"], counts["degistir"], counts["ret"]) == (0, 0, 0)


def test_what_was_sent_is_its_sender_s_and_is_deleted(planner, address):
    where = sent(planner, COLUMNS + ";Benim Dosyam;Fatih;1;\r\n")
    with sign_in(address, "emlak") as other:
        assert other.get(where).status_code == 404 and other.get(f"{where}/esleme").status_code == 404
        assert taken(other, where).status_code == 404
    assert planner.post(f"{where}/sil", data={"csrf": planner.headers["x-csrf-token"]}).status_code == 303
    assert planner.get(where).status_code == 404


def test_what_was_sent_is_gone_after_a_day(planner, url):
    where = sent(planner, COLUMNS + ";Dünkü Dosya;Fatih;1;\r\n")
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE kbs.ice_aktarma SET zaman = zaman - interval '25 hours' WHERE id = %s", [where[-36:]]
        )
    assert planner.get(where).status_code == 404
    sent(planner, COLUMNS + ";Bugünkü Dosya;Fatih;1;\r\n")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kbs.ice_aktarma WHERE id = %s", [where[-36:]]).fetchone() == (
            0,
        )


def test_a_withheld_asset_is_unknown_to_a_planner_s_file(planner, address):
    with sign_in(address, "emlak") as officer:
        (hidden,) = officer.get("/collections/emlak-varliklar/items?erisim=gizli&f=json").json()["features"]
    rows = f"{hidden['id']};Başka Ad;Fatih;10;\r\nBIN-9999;Başka Ad;Fatih;10;\r\n"
    where = sent(planner, COLUMNS + rows)
    assert previewed(planner, where)["sayilar"]["ret"] == 2
    page = planner.get(where, params={"goster": "ret"}).text
    assert hidden["properties"]["ad"] not in page
    one, other = (line.split("<tr>")[1] for line in page.split("</tr>") if "kodlu bir varlık yok" in line)
    row = "BIN-[0-9]+|Satır </span>."  # its code and its place in the file
    assert re.sub(row, "", one) == re.sub(row, "", other)


def test_only_who_may_imports_and_with_the_form_s_token(address, planner):
    with httpx.Client(base_url=address) as nobody:
        assert nobody.post("/ice-aktar", files={"dosya": ("a.csv", b"ad\nx")}).status_code == 401
    with sign_in(address, "mudurluk_editoru", directorate="Fen İşleri") as editor:
        assert send(editor, "ad;b\nx;y").status_code == 403
    with httpx.Client(base_url=address, cookies=planner.cookies) as forged:
        assert forged.post("/ice-aktar", files={"dosya": ("a.csv", b"ad\nx")}).status_code == 403


def test_an_import_is_taken_back_whole(planner, address):
    before = planner.get("/collections/parklar/items?f=json&limit=500").json()
    where = sent(planner, COLUMNS + "PRK-0005;;;91;\r\nPRK-0006;;;92;\r\n;Geri Alınacak Park;Fatih;10;\r\n")
    previewed(planner, where)
    assert taken(planner, where).status_code == 303
    number = planner.get(where, params={"f": "json"}).json()["degisiklik"]
    data = {"csrf": planner.headers["x-csrf-token"], "neden": "yanlış dosya"}
    assert planner.post(f"/degisiklikler/{number}/geri-al", data=data).status_code == 303
    after = planner.get("/collections/parklar/items?f=json&limit=500").json()
    assert json.dumps(before["features"]) == json.dumps(after["features"])
