"""A day in the field, in a real Chromium on an emulated phone whose line is really cut."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.field import (
    HERE,
    PHOTO_AT,
    change,
    item,
    phone_with_disk,
    photo,
    scalar,
    session_of,
)
from tests.support import new_session, sign_in, until

VERDICTS = "SELECT count(*) FROM kbs.saha_tespiti"


def test_a_day_without_a_network_comes_home_once_and_only_once(phone, line, inventory):
    phone.open()
    phone.kept()
    phone.sign_in()
    phone.download()
    assert all(cookie["name"] != "kbs_oturum" for cookie in phone.context.cookies())  # a key is all that stays
    phone.go_offline()

    page = phone.open("ara")  # opened anew without a network
    expect(page.locator("[data-line]")).to_contain_text("Bağlantı yok")
    page.fill("#ara", "1476/1")
    page.locator("[data-parsel='halkali.1476.1']").click()
    expect(page.locator(".owner")).to_have_text("Belediye")
    page.locator("[data-kod='BIN-0050']").click()
    page.locator("[data-judge]").click()
    phone.choose("uymuyor")
    phone.choose("ad_yanlis")
    page.fill("#not", "Tabelada başka ad var")
    page.set_input_files("#foto", photo())
    expect(page.locator("[data-photos] img")).to_have_count(1)

    page.reload()
    expect(page.locator("#not")).to_have_value("Tabelada başka ad var")
    page.close()
    phone.new_tab()
    page = phone.open("gonderim")
    page.locator("[data-draft]").click()
    expect(page.locator("input[value=uymuyor]")).to_be_checked()
    expect(page.locator("input[value=ad_yanlis]")).to_be_checked()
    expect(page.locator("[data-photos] img")).to_have_count(1)
    expect(page.locator("[data-here]")).to_contain_text("±8 m")
    phone.save()
    expect(item(page, "bekliyor")).to_have_count(1)
    assert scalar(inventory, VERDICTS) == 0

    line.lose = b"PUT /saha/tespit/"  # the service takes it in, and its answer is lost
    phone.go_online()
    expect(item(page, "bekliyor")).to_contain_text("Sunucuya ulaşılamadı", timeout=15_000)
    assert (scalar(inventory, VERDICTS), line.lost >= 1) == (1, True)
    line.lose = b"PUT /saha/foto/"
    page.locator("[data-send]").click()
    expect(item(page, "bekliyor")).to_contain_text("2 kez", timeout=15_000)
    line.lose = b""
    page.locator("[data-send]").click()
    expect(item(page, "gonderildi")).to_contain_text("1/1 fotoğraf gitti")
    expect(page.locator("[data-line]")).to_contain_text("bekleyen yok")

    assert scalar(inventory, VERDICTS) == 1
    assert scalar(inventory, "SELECT count(*) FROM kbs.saha_foto") == 1
    told = scalar(inventory, "SELECT ARRAY[sonuc, aciklama, nedenler[1], dogruluk_m::text] FROM kbs.saha_tespiti")
    assert told == ["uymuyor", "Tabelada başka ad var", "ad_yanlis", "8"]
    lon = scalar(inventory, "SELECT ST_X(konum) FROM kbs.saha_tespiti")
    assert lon == pytest.approx(HERE["longitude"], abs=1e-5)
    taken = scalar(inventory, "SELECT ARRAY[ST_X(konum), ST_Y(konum)] FROM kbs.saha_foto")
    assert taken == pytest.approx(list(PHOTO_AT), abs=1e-5)  # as the camera wrote it, kept apart from the picture
    assert scalar(inventory, "SELECT greatest(genislik, yukseklik) FROM kbs.saha_foto") == 1600


def test_a_draft_outlives_a_battery_that_dies(browser, line, field_site, tmp_path):
    disk = tmp_path / "telefon"
    with phone_with_disk(browser, line, field_site, disk) as phone:
        phone.open()
        phone.kept()
        phone.sign_in()
        phone.download()
        phone.begin()
        phone.choose("isgal")
        phone.page.fill("#not", "Önünde baraka var")
        kept = "async () => (await (await import('saha/store')).all('taslak'))[0]?.aciklama"
        assert until(lambda: phone.page.evaluate(kept) == "Önünde baraka var")
        line.cut()
        for pid in _processes_of(disk):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with phone_with_disk(browser, line, field_site, disk) as phone:
        page = phone.open("gonderim")  # and still without a network
        page.locator("[data-draft]").click()
        expect(page.locator("#not")).to_have_value("Önünde baraka var")
        expect(page.locator("input[value=isgal]")).to_be_checked()


def test_what_changed_meanwhile_is_shown_side_by_side_and_nothing_is_lost(phone, inventory):
    phone.open()
    phone.sign_in()
    phone.download()
    phone.begin()
    phone.choose("uyuyor")
    phone.go_offline()
    phone.save()
    change(inventory, "UPDATE kbs.varlik SET ad = 'Atakent Kapalı Pazarı' WHERE kod = 'BIN-0050'")
    phone.go_online()
    page = phone.page
    item(page, "catisma").get_by_role("link").click()
    row = page.locator(".pair tr.differs").first
    expect(row.locator("td")).to_have_text(["Atakent Pazar Yeri ve Kafe", "Atakent Kapalı Pazarı"])
    assert scalar(inventory, VERDICTS) == 1  # the server has it whatever is answered
    page.locator("[data-karar=guncel_ile]").click()
    expect(page.locator("h1")).to_have_text("Atakent Kapalı Pazarı")
    phone.choose("uymuyor")
    phone.save()
    expect(item(page, "gonderildi")).to_have_count(2)
    assert scalar(inventory, VERDICTS) == 2
    answers = "SELECT array_agg(catisma_karari ORDER BY cihaz_zamani) FROM kbs.saha_tespiti"
    assert scalar(inventory, answers) == ["guncel_ile", None]
    assert scalar(inventory, "SELECT ad FROM kbs.varlik WHERE kod = 'BIN-0050'") == "Atakent Kapalı Pazarı"


def test_a_lost_phone_empties_itself_when_it_hears_of_it(phone, field_site, inventory):
    phone.open()
    phone.kept()
    phone.sign_in()
    phone.download()
    phone.begin()
    phone.page.fill("#not", "yarım kalan")
    device = scalar(inventory, "SELECT id FROM kbs.anahtar")
    with sign_in(field_site, "yonetici") as administrator:
        assert administrator.delete(f"/saha/cihaz/{device}").status_code == 204
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Bu telefonun yetkisi iptal edildi")
    assert phone.left_behind() == {"databases": [], "caches": [], "workers": 0, "local": 0, "tab": 0}


def test_signing_out_leaves_nothing_and_warns_of_what_was_not_sent(phone, inventory):
    phone.open()
    phone.kept()
    phone.sign_in()
    phone.download()
    phone.begin()
    phone.go("hesap")
    asked = []
    phone.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    phone.page.locator("[data-leave]").click()
    expect(phone.page.locator("h1")).to_have_text("Çıkış yapıldı")
    assert asked == ["1 tespit gönderilmedi ve silinecek. Yine de çıkılsın mı?"]
    assert phone.left_behind() == {"databases": [], "caches": [], "workers": 0, "local": 0, "tab": 0}
    assert scalar(inventory, "SELECT iptal IS NOT NULL FROM kbs.anahtar")


def test_a_key_that_runs_out_takes_nothing_with_it_and_nobody_else_sends_the_work(phone, field_site, inventory):
    phone.open()
    phone.sign_in()
    phone.download()
    phone.begin()
    phone.choose("uyuyor")
    account = scalar(inventory, "SELECT hesap_id FROM kbs.anahtar")
    change(inventory, "UPDATE kbs.anahtar SET bitis = now() - interval '1 day'")
    phone.save()
    expect(item(phone.page, "bekliyor")).to_have_count(1)
    expect(phone.go("hesap").locator("[data-account-body]")).to_contain_text("Tespitleriniz duruyor")

    phone.enter(new_session(field_site, "saha"))  # somebody else
    expect(phone.page.locator("[data-account-body]")).to_contain_text("hesabının tespitleri var")
    expect(phone.page.locator("[data-register]")).to_have_count(0)
    phone.enter(session_of(inventory, account))
    phone.page.locator("[data-register]").click()
    expect(phone.page.locator("[data-line]")).to_contain_text("bekleyen yok")
    assert scalar(inventory, VERDICTS) == 1


def _processes_of(directory: Path) -> list[int]:
    """The browser processes that work in this directory, which this test started."""
    mark, found = f"--user-data-dir={directory}".encode(), []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if mark in each.read_bytes():
                found.append(int(each.parent.name))
    return found
