"""Files that broke on the way: refused with the reason, and nothing of them stays."""

import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from kbs_envanter.pipeline.integrity import faults
from tests.support import offline_settings, serving, sign_in


def jpeg():
    made = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def zipped(content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", content)
    return made.getvalue()


@pytest.fixture(scope="module")
def files(site):
    """Whole files as this service makes them; each is then broken in several ways."""
    import httpx

    made = {
        f"dosya.{kind}": httpx.get(f"{site}/collections/parklar/items?f={kind}&limit=5").content
        for kind in ("gpkg", "xlsx", "geojson", "kml")
    }
    return made | {"dosya.zip": zipped(b"x" * 5000), "dosya.csv": "Ad;Mahalle\nPark;Atakent\n".encode("utf-16")}


def broken(content):
    yield content[: len(content) // 2]
    yield content[:10]
    yield b""
    yield content[: len(content) // 3] + bytes(range(256)) + content[len(content) // 3 :]


def test_broken_files_are_refused_and_leave_nothing(files, inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "yonetici") as admin:
        csrf = {"csrf": admin.headers["x-csrf-token"]}
        for name, content in files.items():
            for damaged in broken(content):
                answer = admin.post("/ice-aktar", data=csrf, files={"dosya": (name, damaged)}, timeout=60)
                assert answer.status_code < 500, (name, len(damaged), answer.text[:500])
        for damaged in broken(jpeg()):
            fields = csrf | {"aciklama": "x", "neden": "deneme"}
            answer = admin.post(
                "/varlik/PRK-0001/fotograf", data=fields, files={"dosya": ("a.jpg", damaged)}, timeout=60
            )
            assert answer.status_code < 500, answer.text[:500]
    assert list(Path(tempfile.gettempdir()).glob(f"kbs-gecici-{os.getpid()}-*")) == []
    assert list(tmp_path.rglob(".yeni-*")) == []
    assert faults(inventory, tmp_path) == []
