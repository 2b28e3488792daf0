"""The field page's other ways: installing, areas, the position, codes, tasks, clocks, languages, and who can use it."""

import io
import json

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from kbs_envanter.domain.parcel_refs import parse_parcel_refs
from tests.browser.field import HERE, change, item, phone_on, scalar
from tests.browser.test_map_ways import axe, violations  # noqa: F401
from tests.support import FIRST, sign_in, until

READ_ALIKE = [
    "1476/1", "1476 / 1", "ada 1476 parsel 1", "1476 ada 1 parsel", "1476 Ada, 1 Parsel", "Sefaköy 1476/1",
    "İKİTELLİ 1476/1", "Halkalı Mahallesi, 512 / 9", "41 parsel", "Parsel No: 41", "-/41", "0/41", "1198", "0012/003",
    "1476/12A",
]  # fmt: skip
LEFT_TO_THE_SERVER = ["1198-1261-5594", "E: 1218 Y: 12975", "635 ada 1 parsel güneyi", "1476/1 ve 2", "1476 ada"]
DRAW = """async (link) => {
  const { generate } = await import("/static/vendor/lean-qr/index.mjs");
  const code = generate(link);
  return Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (_, x) => Boolean(code.get(x, y))));
}"""
TAG = "async () => (await fetch('/saha/paket/atakent', { method: 'HEAD', cache: 'no-store' })).headers.get('ETag')"
# A camera that sees a code on a sign: a real stream of real pictures.
CAMERA = """
delete globalThis.BarcodeDetector;
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {  // none on about:blank
  const code = { size: SIZE, get: (x, y) => CODE[y][x] };
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const drawing = canvas.getContext("2d");
  setInterval(() => {
    drawing.fillStyle = "#cdc8bd"; drawing.fillRect(0, 0, 640, 480);
    drawing.fillStyle = "#fff"; drawing.fillRect(180, 100, 280, 280);
    drawing.fillStyle = "#111";
    const side = 240 / code.size;
    for (let y = 0; y < code.size; y += 1) for (let x = 0; x < code.size; x += 1)
      if (code.get(x, y)) drawing.fillRect(200 + x * side, 120 + y * side, side + 0.5, side + 0.5);
  }, 50);
  return canvas.captureStream(15);
};"""


def test_a_phone_can_install_the_page(phone, site):
    page = phone.open()
    phone.kept()
    address = page.locator("link[rel=manifest]").get_attribute("href")
    manifest = httpx.get(f"{phone.line.address}{address}").json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/saha", "/", "standalone")
    for icon in manifest["icons"]:
        picture = Image.open(io.BytesIO(httpx.get(f"{phone.line.address}{icon['src']}").content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    browser_says = phone.context.new_cdp_session(page)
    assert browser_says.send("Page.getAppManifest")["errors"] == []
    errors = browser_says.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors] == ["in-incognito"]  # which is how the test's browser runs
    scope = page.evaluate("async () => (await navigator.serviceWorker.ready).scope")
    assert scope == f"{phone.line.address}/saha"


def test_the_worker_may_work_for_the_page_alone_and_is_never_stale(site):
    worker = httpx.get(f"{site}/saha/isci.js")
    assert worker.headers["service-worker-allowed"] == "/saha"
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    page = httpx.get(f"{site}/saha")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache" and "camera=(self)" in page.headers["permissions-policy"]


def test_an_area_tells_its_size_is_asked_for_by_its_tag_and_expires(phone, inventory):
    page = phone.open("bolgeler")
    phone.kept()
    page.locator("#mahalle option[value=atakent]").wait_for(state="attached")
    page.select_option("#mahalle", "atakent")
    expect(page.locator("[data-chosen]")).to_contain_text("KB yer tutar")
    page.locator("[data-download]").click()
    expect(page.locator("[data-pack=atakent]")).to_contain_text("varlık")
    with page.expect_response(lambda answer: "/saha/paket/atakent" in answer.url) as same:
        page.locator("[data-update=atakent]").click()
    assert same.value.status == 304
    expect(page.locator(".note.good")).to_contain_text("zaten güncel")
    tag = page.evaluate(TAG)
    change(inventory, "UPDATE kbs.varlik SET ad = 'Yeni Pazar' WHERE kod = 'BIN-0050'")
    assert until(lambda: page.evaluate(TAG) != tag)
    with page.expect_response(lambda answer: "/saha/paket/atakent" in answer.url) as news:
        page.locator("[data-update=atakent]").click()
    assert news.value.status == 200
    expect(page.locator(".note.good")).to_contain_text("yenilendi")
    phone.go("varlik/BIN-0050")
    expect(page.locator("h1")).to_have_text("Yeni Pazar")
    page.evaluate(
        "async () => { const { all, put } = await import('saha/store');"
        " for (const pack of await all('paket')) await put('paket', { ...pack, biter: Date.now() - 1000 }); }"
    )
    phone.go_offline()
    phone.open("bolgeler")
    expect(page.locator("[data-pack=atakent]")).to_contain_text("süresi doldu")
    assert page.evaluate("import('saha/store').then(({ all }) => all('paket')).then(([pack]) => pack.veri)") is None


def test_a_view_of_the_map_can_be_taken_along(phone):
    page = phone.open("bolgeler")
    page.evaluate("import('saha/position').then(({ watch }) => watch())")
    assert until(lambda: page.evaluate("import('saha/position').then(({ recent }) => Boolean(recent()))"))
    page.locator("[data-view-pack]").click()
    page.locator("[data-view-pack]").click()
    page.locator("[data-download]").click()
    expect(page.locator("main [data-kept]")).to_contain_text("Görünüm 41.0")
    phone.go("varlik/BIN-0050")
    expect(page.locator("h1")).to_have_text("Atakent Pazar Yeri ve Kafe")


def test_where_am_i_tells_the_parcel_the_nearest_one_and_what_else_may_be(phone):
    phone.open()
    phone.download()
    phone.go_offline()
    page = phone.go("burada")
    expect(page.locator("[data-how=icinde]")).to_have_text("Bu parseldesiniz")
    expect(page.locator("[data-answer] h2")).to_have_text("Halkalı 1476 ada 1 parsel")
    expect(page.locator("[data-answer]")).to_contain_text("Atakent Pazar Yeri ve Kafe")
    expect(page.locator("[data-answer] .owner")).to_have_text("Belediye")
    expect(page.locator("[data-accuracy]")).to_have_text("Konumunuz ±8 m")
    assert float(page.locator("[data-answer]").get_attribute("data-ms")) < 50

    between = {"longitude": HERE["longitude"] + 0.00037, "latitude": HERE["latitude"], "accuracy": 40}
    phone.context.set_geolocation(between)
    expect(page.locator("[data-how=yakin]")).to_contain_text("5,9 m uzakta")
    expect(page.locator("[data-others]")).to_contain_text("1476 ada 2 parsel")
    expect(page.locator("[data-accuracy]")).to_contain_text("kaba")
    phone.context.set_geolocation({"longitude": 28.9, "latitude": 41.1, "accuracy": 5})
    expect(page.locator("[data-answer] h2")).to_have_text("İndirilen bölgelerin dışındasınız.")


def test_parcels_are_read_as_the_server_reads_them_or_left_to_it(phone):
    page = phone.open()
    read = page.evaluate(
        "async (all) => { const { readParcel } = await import('saha/reading'); return all.map(readParcel); }",
        READ_ALIKE,
    )
    for text, found in zip(READ_ALIKE, read, strict=True):
        [one] = parse_parcel_refs(text, tapu_areas=FIRST.tapu_mahalleleri).refs
        assert found == {"tapu": one.tapu_mahallesi, "ada": one.ada, "parsel": one.parsel}, text
    unread = page.evaluate(
        "async (all) => { const { readParcel } = await import('saha/reading'); return all.map(readParcel); }",
        LEFT_TO_THE_SERVER,
    )
    assert unread == [None] * len(LEFT_TO_THE_SERVER)


def test_search_finds_names_without_their_accents_and_asks_the_server_for_the_rest(phone):
    phone.open()
    phone.download()
    page = phone.go("ara")
    page.fill("#ara", "kultur sanat")
    expect(page.locator("[data-results] [data-kod]").first).to_contain_text("Kültür")
    page.fill("#ara", "1476/1 ve 1476/2")
    expect(page.locator("[data-parsel='halkali.1476.2']")).to_be_visible()  # the server read it
    phone.go_offline()
    page.fill("#ara", "1476/1 ile 1476/2")
    expect(page.locator("[data-results]")).to_contain_text("başka yazılışları yalnız sunucu okur")
    page.fill("#ara", "9999/9")
    expect(page.locator("[data-results]")).to_contain_text("böyle bir parsel yok")


def test_the_code_on_a_sign_leads_to_its_asset_without_a_network(browser, line, field_site):
    with phone_on(browser, line, field_site) as phone:
        phone.page.goto(f"{line.address}/saha")
        code = phone.page.evaluate(DRAW, "https://envanter.example/harita#varlik=BIN-0050")
        camera = CAMERA.replace("SIZE", str(len(code))).replace("CODE", json.dumps(code))
        phone.page.add_init_script(camera)
        phone.open()
        phone.kept()
        phone.download()
        phone.go_offline()
        phone.go("ara").locator("[data-scan]").click()
        expect(phone.page.locator("h1")).to_have_text("Atakent Pazar Yeri ve Kafe", timeout=15_000)


def test_the_point_is_here_and_a_new_asset_is_reported(phone, inventory):
    phone.open()
    phone.sign_in()
    phone.download()
    phone.begin()
    page = phone.page
    phone.choose("uymuyor")
    page.locator("[data-point-here]").click()
    expect(page.locator("[data-point]")).to_contain_text("41.039156, 28.782440 ±8 m")
    phone.save()
    expect(item(page, "gonderildi")).to_have_count(1)
    assert scalar(inventory, "SELECT ST_AsText(yeni_konum) FROM kbs.saha_tespiti") == "POINT(28.78244 41.039156)"

    phone.go("burada").locator("[data-new]").click()
    page.locator("[data-done]").click()
    expect(page.locator("[role=alert]")).to_have_text("Yeni varlığın adını yazın.")
    phone.choose("pazar")
    page.fill("#yeni-ad", "Salı Pazarı")
    page.locator("[data-point-map]").click()
    page.locator("[data-point-take]").click()
    phone.save()
    expect(item(page, "gonderildi")).to_have_count(2)
    assert scalar(inventory, "SELECT yeni_varlik->>'ad' FROM kbs.saha_tespiti WHERE varlik_id IS NULL") == "Salı Pazarı"


def test_a_phone_whose_clock_is_wrong_says_so_and_its_verdicts_are_set_right(phone, inventory):
    phone.context.add_init_script(
        "{ const real = Date.now; Date.now = () => real() + 3 * 3600_000; const Real = Date;"
        " globalThis.Date = class extends Real { constructor(...given) { given.length ? super(...given) : super(Date.now()); } }; }"
    )
    phone.open()
    phone.sign_in()
    phone.download()
    page = phone.go("hesap")
    expect(page.locator("[data-skew]")).to_contain_text("180 dakika")
    phone.begin()
    phone.choose("uyuyor")
    phone.save()
    expect(item(page, "gonderildi")).to_have_count(1)
    assert scalar(inventory, "SELECT abs(extract(epoch FROM zaman - now())) < 60 FROM kbs.saha_tespiti")
    assert scalar(inventory, "SELECT cihaz_zamani - now() > interval '2 hours' FROM kbs.saha_tespiti")


def test_tasks_show_what_is_to_be_looked_at_and_go_with_the_verdict(phone, field_site, inventory):
    phone.open()
    phone.sign_in()
    account = scalar(inventory, "SELECT h.ad FROM kbs.hesap h JOIN kbs.anahtar a ON a.hesap_id = h.id")
    with sign_in(field_site, "planlama") as office:
        asked = {
            "ad": "Atakent turu",
            "mahalle": "atakent",
            "hesaplar": account,
            "csrf": office.headers["X-CSRF-Token"],
        }
        assert office.post("/kampanyalar", data=asked).status_code == 303
    phone.download()
    page = phone.go("gorevler")
    expect(page.locator("[data-campaign] h2")).to_have_text("Atakent turu")
    page.locator("[data-campaign] [data-kod=BIN-0050]").click()
    page.locator("[data-judge]").click()
    phone.choose("uyuyor")
    phone.save()
    expect(item(page, "gonderildi")).to_have_count(1)
    phone.go("gorevler")
    expect(page.locator("[data-campaign] [data-kod=BIN-0050]")).to_contain_text("Uyuyor", ignore_case=True)
    assert scalar(inventory, "SELECT kampanya_id IS NOT NULL FROM kbs.saha_tespiti")


def test_what_the_server_refuses_is_told_and_can_be_written_anew(phone, inventory):
    phone.open()
    phone.sign_in()
    phone.download()
    phone.begin("BIN-0050")
    phone.choose("uyuyor")
    phone.page.fill("#not", "tamam")
    change(inventory, "UPDATE kbs.varlik SET kod = 'BIN-7777' WHERE kod = 'BIN-0050'")
    phone.save()
    refused = item(phone.page, "reddedildi")
    expect(refused).to_contain_text("BIN-0050 kodlu bir varlık yok")
    refused.get_by_role("button", name="Yeniden yaz").click()
    expect(phone.page.locator("#not")).to_have_value("tamam")


@pytest.mark.parametrize(("lang", "scheme"), [("tr", "light"), ("en", "dark")])
def test_no_view_is_closed_to_anybody_and_every_target_is_large(phone, axe, lang, scheme):  # noqa: F811
    phone.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page = phone.open(lang=lang)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    phone.sign_in()
    phone.download()
    phone.begin()
    draft = page.url.partition("#/")[2]
    for view in (
        "burada",
        "ara",
        "gorevler",
        "gonderim",
        "bolgeler",
        "hesap",
        "varlik/BIN-0050",
        "parsel/halkali.1476.1",
        draft,
    ):
        phone.go(view)
        page.locator(f"body[data-view='{view.split('/')[0]}']").wait_for()
        if view == "ara":
            page.fill("#ara", "pazar")
        assert violations(page, axe) == [], view
        assert page.evaluate("document.documentElement.scrollWidth") == 390, view
        for control in page.locator(
            "button:visible, select:visible, .button:visible, .row[href]:visible, nav a:visible"
        ).all():
            box = control.bounding_box()
            assert box and box["height"] >= 44 and box["width"] >= 44, control.evaluate("each => each.outerHTML")


def test_the_language_is_changed_on_the_page_and_kept_without_a_network(phone):
    page = phone.open("hesap")
    phone.kept()
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Account and phone")
    phone.kept()
    phone.go_offline()
    page = phone.open("ara")
    expect(page.locator("h1")).to_have_text("Search")


def test_the_field_sees_classes_of_owners_and_never_the_other_party(phone, inventory):
    phone.open()
    phone.sign_in()
    phone.download()
    kept = phone.page.evaluate("async () => JSON.stringify(await (await import('saha/store')).all('paket'))")
    assert "belediye" in kept and "karsi_taraf" not in kept and "BIN-0016" not in kept
