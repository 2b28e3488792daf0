import json
import os
import signal
import subprocess
import sys
import tarfile

import psycopg
import pytest

from kbs_envanter.pipeline.backup import MANIFEST, BackupRefused, _unpack, back_up, backups, restore
from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving

PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def media(tmp_path):
    folder = tmp_path / "medya"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcd.jpg").write_bytes(PHOTO)
    return folder


@pytest.fixture
def empty(cluster):
    create_database(cluster.url("postgres"), "bos_yer")
    yield cluster.url("bos_yer")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE bos_yer WITH (FORCE)")


def test_a_backup_restored_elsewhere_answers_byte_for_byte_the_same(inventory, empty, media, tmp_path):
    (tmp_path / "ilce" / "9950").mkdir(parents=True)
    (tmp_path / "ilce" / "9950" / "belediye.toml").write_text("ad = 'Öbür'", encoding="utf-8")
    made = back_up(inventory, media, tmp_path / "yedekler", keep=3)
    restored = restore(made.folder, empty, tmp_path / "yeni" / "medya")
    assert restored.rows == made.rows > 1000
    assert [path.name for path in (tmp_path / "yeni" / "medya").iterdir()] == ["ab"]
    assert (tmp_path / "yeni" / "medya" / "ab" / "abcd.jpg").read_bytes() == PHOTO
    assert (tmp_path / "yeni" / "ilce" / "9950" / "belediye.toml").read_text(encoding="utf-8") == "ad = 'Öbür'"
    asked = sampled_paths(inventory)
    assert len(asked) >= 200
    with (
        serving(offline_settings(inventory, tmp_path / "a")) as one,
        serving(offline_settings(empty, tmp_path / "b")) as two,
    ):
        differing = [path for path in asked if fetch(one, path) != fetch(two, path)]
    assert differing == []


def sampled_paths(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        codes = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.yayin_varlik ORDER BY kod")]
        parcels = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.acik_parsel ORDER BY kod LIMIT 30")]
        places = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.mahalle ORDER BY kod")]
    return [
        *(f"/collections/varliklar/items/{kod}" for kod in codes),
        *(f"/collections/parseller/items/{kod}" for kod in parcels),
        *(f"/mahalle/{kod}?f=json" for kod in places),
        *(f"/collections/varliklar/items?mahalle_kod={kod}&limit=50" for kod in places),
        *(f"/parsel-karnesi?ref={ref}&f=json" for ref in ("1198", "1476/1", "635 ada 1 parsel")),
        *(f"/collections/{c}/items?limit=1000" for c in ("parklar", "pazarlar", "binalar", "mahalleler", "tasinmaz-islemleri")),
        *(f"/collections/varliklar/tiles/WebMercatorQuad/{z}/{x}/{y}" for z, x, y in ((12, 1535, 2375), (13, 3070, 4750))),
        "/collections/varliklar/items?f=csv", "/collections/varliklar/items?q=park", "/collections", "/eslemeler?f=json",
        "/tematik?f=json", "/mahalleler?f=json", "/collections/silinenler/items",
    ]  # fmt: skip


def fetch(address: str, path: str) -> tuple[int, bytes]:
    import httpx

    answer = httpx.get(address + path, headers={"Accept": "application/json"})
    # A service names itself in its links: that much must differ.
    return answer.status_code, answer.content.replace(address.encode(), b"")


def test_only_so_many_backups_are_kept(database, media, tmp_path):
    folder = tmp_path / "yedekler"
    made = [back_up(database, media, folder, keep=2).folder for _ in range(3)]
    assert backups(folder) == made[1:]


def test_a_damaged_backup_is_refused_and_nothing_is_written(database, empty, media, tmp_path):
    made = back_up(database, media, tmp_path / "yedekler", keep=1).folder
    with open(made / "veritabani.dump", "r+b") as dump:
        dump.seek(4000)
        dump.write(b"XXXX")
    with pytest.raises(BackupRefused, match=r"veritabani\.dump"):
        restore(made, empty, tmp_path / "m")
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('kbs.varlik')").fetchone() == (None,)


def test_a_backup_of_a_newer_program_is_refused(database, empty, media, tmp_path):
    made = back_up(database, media, tmp_path / "yedekler", keep=1).folder
    manifest = json.loads((made / MANIFEST).read_text())
    (made / MANIFEST).write_text(json.dumps(manifest | {"sema": "9999"}))
    with pytest.raises(BackupRefused, match="yükseltin"):
        restore(made, empty, tmp_path / "m")


def test_nothing_is_restored_over_an_inventory(inventory, media, tmp_path):
    made = back_up(inventory, media, tmp_path / "yedekler", keep=1)
    with pytest.raises(BackupRefused, match="boş değil"):
        restore(made.folder, inventory, tmp_path / "m")


def test_two_backups_into_one_folder_do_not_mix(database, media, tmp_path):
    import fcntl

    folder = tmp_path / "yedekler"
    folder.mkdir()
    with open(folder / ".kilit", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BackupRefused, match="şu anda"):
            back_up(database, media, folder, keep=1)


def test_a_killed_backup_leaves_no_backup_and_the_next_one_clears_it(inventory, media, tmp_path):
    folder = tmp_path / "yedekler"
    code = (
        "import sys; from pathlib import Path; from kbs_envanter.pipeline import backup\n"
        "digest = backup._digest\n"
        "backup._digest = lambda path: (print('now', flush=True), sys.stdin.read(), digest(path))[2]\n"
        "backup.back_up(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), keep=5)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, inventory, str(media), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"now\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert backups(folder) == [] and len(list(folder.glob(".yarim-*"))) == 1
    made = back_up(inventory, media, folder, keep=5).folder
    assert backups(folder) == [made] and list(folder.glob(".yarim-*")) == []


@pytest.mark.parametrize("name", ["../disarida", "/tmp/kbs-disarida"])
def test_an_archive_that_leads_out_of_its_folder_is_refused_and_nothing_is_unpacked(tmp_path, name):
    with tarfile.open(tmp_path / "medya.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("icerde"))
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupRefused, match="leads out"):
        _unpack(tmp_path / "medya.tar", tmp_path / "medya")
    assert list((tmp_path / "medya").iterdir()) == []
