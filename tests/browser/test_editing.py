"""The edit form in a browser: the point moves on the map, and without a script everything still works."""

import io

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import expect

from kbs_envanter.store.database import create_database
from tests.browser.test_map_ways import axe, violations  # noqa: F401
from tests.support import offline_settings, serving, sign_in_browser

KOD = "PRK-0001"


@pytest.fixture(scope="module")
def address(cluster, loaded, tmp_path_factory):
    create_database(cluster.url("postgres"), "duzenleyen", template=loaded)
    with serving(offline_settings(cluster.url("duzenleyen"), tmp_path_factory.mktemp("duzenleyen"))) as made:
        yield made


@pytest.fixture
def form(browser, address):
    """Opens the form of an asset; a page of it fails its test on a console error."""
    contexts, faults = [], []

    def opened(path=f"/varlik/{KOD}/duzenle", **options):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "tr-TR"} | options)
        contexts.append(context)
        sign_in_browser(context, address, "yonetici")
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


def _is_fault(message):
    # A refusal that the page explains (412) is told by the browser too; that is no fault of the page.
    return message.type == "error" and "412" not in message.text


def place(page):
    return tuple(float(page.input_value(f"#f-{name}").replace(",", ".")) for name in ("lon", "lat"))


def test_a_click_moves_the_point_and_the_fields_say_where(form):
    page = form()
    before = place(page)
    box = page.locator(".pick svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    lon, lat = place(page)
    assert lon > before[0] and lat > before[1]
    assert (page.input_value("#f-kesinlik"), page.input_value("#f-belirsizlik_m")) == ("yer", "10")
    page.locator(".pick svg").press("ArrowDown")
    assert place(page)[1] == pytest.approx(lat - 1 / 111320, abs=2e-6)
    page.fill("#f-neden", "yerinde görüldü")
    page.get_by_role("button", name="Kaydet").click()
    page.wait_for_url(f"**/varlik/{KOD}")
    assert page.locator("text=Konum kararı").count()


def test_a_drag_moves_the_point_and_zoom_keeps_it(form):
    page = form("/varlik/PRK-0002/duzenle")
    box = page.locator(".pick svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
    page.mouse.up()
    moved = place(page)
    page.get_by_role("button", name="Yakınlaştır").click()
    assert place(page) == moved and page.locator(".pick svg").get_attribute("viewBox") == "-100 -100 200 200"


def test_the_form_works_without_a_script_on_a_phone(form):
    page = form("/varlik/PRK-0003/duzenle", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.fill("#f-ad", "Telefondan Düzenlenen Park")
    page.fill("#f-neden", "yerinde görüldü")
    page.get_by_role("button", name="Kaydet").click()
    assert page.url.endswith("/varlik/PRK-0003") and page.locator("h1").inner_text() == "Telefondan Düzenlenen Park"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/varlik/BIN-0001/duzenle", "/varlik/yeni", "/oneriler"])
def test_nothing_on_the_pages_is_closed_to_anybody(form, axe, path, width, scheme):  # noqa: F811
    page = form(path, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page, axe) == []


def test_a_photo_is_attached_and_shown(form):
    made = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(made, "JPEG")
    page = form("/varlik/PRK-0004/duzenle")
    page.set_input_files("#f-dosya", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
    page.fill("#f-aciklama", "Parkın girişi")
    page.fill("#f-foto-neden", "yerinde çekildi")
    page.get_by_role("button", name="Fotoğraf ekle").click()
    picture = page.get_by_role("img", name="Parkın girişi")
    picture.scroll_into_view_if_needed()
    expect(page.locator(".photos img").first).to_have_js_property("naturalWidth", 480)


def test_two_people_s_versions_stand_side_by_side(form, cluster):
    page = form("/varlik/PRK-0005/duzenle")
    with psycopg.connect(cluster.url("duzenleyen")) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Başkasının Adı' WHERE kod = 'PRK-0005'")
    page.fill("#f-ad", "Benim Adım")
    page.fill("#f-neden", "yerinde görüldü")
    with page.expect_navigation() as answered:
        page.get_by_role("button", name="Kaydet").click()
    assert answered.value.status == 412
    conflict = page.locator("[data-conflict]")
    assert "Başkasının Adı" in conflict.inner_text() and "Benim Adım" in conflict.inner_text()
    assert page.input_value("#f-ad") == "Benim Adım"
