"""``kbs-envanter harita``: one file that opens from disk, on a machine without network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect


def written(database_url: str, folder: Path, *options: str) -> tuple[Path, subprocess.CompletedProcess[str]]:
    file = folder / "harita.html"
    settings = {
        "KBS_DATABASE_URL": database_url,
        "KBS_DURUM_DIZINI": str(folder),
        "KBS_VERI_AYNASI": str(folder / "yok"),
    }
    command = [sys.executable, "-m", "kbs_envanter", "harita", *options, "-o", str(file)]
    return file, subprocess.run(command, env=os.environ | settings, capture_output=True, text=True)


def test_the_file_of_one_kind_in_one_neighbourhood_opens_without_network(browser: Browser, inventory, tmp_path):
    file, told = written(inventory, tmp_path, "--mahalle", "atakent", "--tur", "park")
    assert told.returncode == 0, told.stderr
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="tr-TR", offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith(("data:", "file:")) else faults.append(request.url)
    )

    page.goto(file.as_uri())

    expect(page.locator("[data-place=atakent]")).to_be_visible()
    expect(page).to_have_title("Atakent Mahallesi · Parklar")
    assert {item for item in page.locator("[data-group]").evaluate_all("all => all.map(e => e.dataset.group)")} == {
        "park"
    }
    page.locator("[data-item]").first.click()
    expect(page.locator(".card h2")).to_be_visible()
    assert page.locator("a[href^='varlik/'], a[href^='mahalle/'], .ways").count() == 0
    page.locator("[data-tool=menu]").click()
    assert page.locator("[data-language]").count() == 0
    context.close()
    assert faults == []


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--tur", "kale"), "bina, spor_tesisi, park, pazar"),
        (("--dil", "de"), "tr, en"),
        (("--mahalle", "yok"), "atakent"),
    ],
)
def test_what_is_not_there_is_refused_in_two_languages_and_nothing_is_written(inventory, tmp_path, options, names):
    file, told = written(inventory, tmp_path, *options)
    assert told.returncode == 1
    assert " / " in told.stdout + told.stderr
    assert names in " ".join((told.stdout + told.stderr).split())
    assert not file.exists()
