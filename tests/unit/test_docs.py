"""The documentation site builds strictly without network, names no other host's files, and says what the program says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kbs_envanter.domain.dictionary import TABLES
from kbs_envanter.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    offline = {"https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(build, cwd=ROOT, env=os.environ | offline, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr  # strict: a dead link or a page outside of the menu is an error
    return target


def test_every_page_of_docs_is_in_the_site(built):
    assert {page.stem for page in (ROOT / "docs").glob("*.md")} <= {page.stem for page in built.glob("*.html")}


def test_a_page_asks_no_other_host_for_anything(built):
    for page in built.glob("*.html"):
        asked = re.findall(
            r'<(?:script|img|link|iframe)[^>]+(?:src|href)="((?:https?:)?//[^"]+)"', page.read_text("utf-8")
        )
        assert asked == [], page.name


def test_the_settings_the_commands_and_the_tables_are_all_there(built):
    settings = (built / "ayarlar.html").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"KBS_{name.upper()}<" not in settings] == []
    tables = (built / "sozluk.html").read_text("utf-8")
    assert [name for name in TABLES if f"<code>{name}</code>" not in tables] == []
    commands = (built / "komutlar.html").read_text("utf-8")
    assert all(
        f"<code>kbs-envanter {name}</code>" in commands for name in ("kur", "durum", "geri-yukle", "kullanici ekle")
    )


def test_every_picture_of_the_guides_is_shown(built):
    shown = {
        Path(name).name
        for page in built.glob("*.html")
        for name in re.findall(r'src="(resim/[^"]+)"', page.read_text("utf-8"))
    }
    assert {"harita.png", "kart.png", "karne.png", "mahalle.png", "tematik.png", "varlik.png"} <= shown
