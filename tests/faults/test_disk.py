"""A disk without room: what cannot be written is said, nothing is half written, and with room all goes on."""

import io
import os
import shutil
import subprocess
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from PIL import Image

from kbs_envanter.pipeline.backup import BackupRefused, back_up, backups
from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database
from tests.faults.support import until
from tests.support import offline_settings, open_directory, serving, sign_in


@contextmanager
def small_disk(folder, size):
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root, outside of most containers")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder) -> None:
    """Take all the room there is."""
    free = shutil.disk_usage(folder).free
    with open(folder / "dolgu", "wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, max(1, free))


def picture(colour) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((800, 600), 90).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def test_a_backup_without_room_is_refused_and_leaves_nothing(inventory, tmp_path):
    with small_disk(tmp_path / "yedekler", "4m") as folder:
        good = back_up(inventory, tmp_path / "medya", folder, keep=3).folder
        fill(folder)
        with pytest.raises(BackupRefused, match="No space|başarısız"):
            back_up(inventory, tmp_path / "medya", folder, keep=3)
        assert backups(folder) == [good] and list(folder.glob(".yarim-*")) == []
        (folder / "dolgu").unlink()
        assert back_up(inventory, tmp_path / "medya", folder, keep=3).folder in backups(folder)


def test_a_manifest_that_does_not_fit_is_no_backup(inventory, tmp_path, monkeypatch):
    """The last file of a backup: the disk is full exactly then."""
    from kbs_envanter.pipeline import backup

    with small_disk(tmp_path / "yedekler", "4m") as folder:
        synced = backup._sync

        def full_before_the_manifest(path):
            synced(path)
            if path.name == backup._MEDIA:
                fill(folder)

        monkeypatch.setattr(backup, "_sync", full_before_the_manifest)
        with pytest.raises(BackupRefused, match="yazılamadı"):
            back_up(inventory, tmp_path / "medya", folder, keep=3)
        assert backups(folder) == [] and list(folder.glob(".yarim-*")) == []


def test_a_photo_without_room_is_refused_with_the_reason_and_leaves_nothing(inventory, tmp_path):
    with (
        small_disk(tmp_path / "durum", "3m") as folder,
        serving(offline_settings(inventory, folder)) as address,
        sign_in(address, "yonetici") as admin,
    ):
        (folder / "medya").mkdir(exist_ok=True)
        fill(folder)
        fields = {"csrf": admin.headers["x-csrf-token"], "aciklama": "Giriş", "neden": "yerinde çekildi"}
        sent = {"dosya": ("foto.jpg", picture("red"), "image/jpeg")}

        def send():
            return admin.post("/varlik/PRK-0001/fotograf", data=fields, files=sent, timeout=60)

        refused = send()
        assert refused.status_code == 503 and "yer kalmadı" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 0
        assert list((folder / "medya").rglob("*.jpg")) == [] and list(folder.rglob(".yeni-*")) == []
        assert faults(inventory, folder) == []
        (folder / "dolgu").unlink()
        assert send().status_code == 303
        assert faults(inventory, folder) == []


def test_a_database_without_room_serves_on_refuses_writes_and_recovers(tmp_path):
    with open_directory() as place, small_disk(place / "disk", "220m") as disk:
        cluster = PrivateCluster(disk / "kume")
        disk.chmod(0o755)
        with cluster.running(), cluster.watched():
            create_database(cluster.url("postgres"), "kbs")
            url = cluster.url()
            settings = offline_settings(url, tmp_path)
            for _ in prepare(url, settings):
                pass
            with serving(settings) as address, sign_in(address, "yonetici") as admin:
                asset = "/collections/varliklar/items/PRK-0012"
                etag = admin.get(asset).headers["etag"]
                fill(disk)
                codes = [edit(admin, asset, etag, number) for number in range(60)]
                assert set(codes) <= {200, 204, 412, 503}
                refused = until(lambda: bulk(url))
                assert "No space left" in refused
                (disk / "dolgu").unlink()
                until(
                    lambda: httpx.get(f"{address}/saglik/hazir", timeout=20).json()["denetimler"]["veritabani"] == "iyi"
                )
                until(
                    lambda: edit(admin, asset, admin.get(asset, timeout=20).headers.get("etag", ""), 99) in (200, 204)
                )
            assert faults(url, tmp_path) == []


def edit(admin, asset, etag, number) -> int:
    headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
    document = {"properties": {"ad": f"Ad {number}"}, "neden": "deneme"}
    return admin.patch(asset, json=document, headers=headers, timeout=60).status_code


def bulk(url) -> str:
    """Writes until the disk is full; what the database says then."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS dolgu (x text)")
            for _ in range(50):
                connection.execute("INSERT INTO dolgu SELECT repeat(md5(n::text), 60) FROM generate_series(1, 5000) n")
    except psycopg.errors.DiskFull as error:
        return str(error)
    except psycopg.OperationalError:
        return ""  # it fell over; it is started again
    return ""
