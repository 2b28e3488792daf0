"""kill -9 of the program and of the database, at points that a seed chooses: afterwards nothing is half done."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from kbs_envanter.domain.permissions import Permission
from kbs_envanter.pipeline.backup import BackupRefused, back_up, backups
from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.pipeline.sessions import issue_key
from kbs_envanter.store import accounts
from kbs_envanter.store.database import engine
from tests.faults.dying import load
from tests.faults.support import answers, dying, postmaster, program, until
from tests.support import offline_settings, serving

SEED = int(os.environ.get("KBS_TOHUM", "20241231"))  # another one tries other points
TEMPLATES = {"load": "sema", "geocode": "envanter", "import": "envanter"}

# What the inventory says, whatever numbers and times it was given.
CONTENT = """
SELECT md5(string_agg(t, E'\n' ORDER BY t COLLATE "C")) FROM (
    SELECT concat_ws('|', kod, ad, mahalle, kullanim, ada_parsel, mulkiyet, kesinlik, belirsizlik_m, konum_kaynagi,
                     ST_AsText(geom)) COLLATE "C" AS t FROM kbs.yayin_varlik) q"""


def scalar(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def comes_back(url):
    def asked():
        try:
            return scalar(url, "SELECT 1")
        except psycopg.OperationalError:
            return False

    until(asked)


@pytest.mark.parametrize("work", TEMPLATES)
def test_killed_work_leaves_nothing_half_done_and_is_done_again(work, fragile, whole_load, fresh, tmp_path):
    whole, asked = fresh("envanter"), whole_load
    if work != "load":
        counted = dying(work, whole, tmp_path)
        assert counted.returncode == 0, counted.stderr[-2000:]
        asked = int(counted.stdout)
    wanted = scalar(whole, CONTENT)
    chosen = random.Random(f"{SEED} {work}")
    for kills_database in (False, True):
        url, at = fresh(TEMPLATES[work]), chosen.randint(2, asked)
        before = scalar(url, CONTENT)
        died = dying(work, url, tmp_path, at, postmaster(fragile) if kills_database else 0)
        assert died.returncode != 0, f"seed {SEED}, {work}: nothing died at {at} of {asked}"
        comes_back(url)
        assert faults(url, tmp_path) == [], f"seed {SEED}, {work}, killed at {at} of {asked}"
        if work == "import":
            assert scalar(url, CONTENT) in (before, wanted)  # one transaction: all of it or nothing
            continue
        load(url, tmp_path)
        assert scalar(url, CONTENT) == wanted, f"seed {SEED}, {work}, killed at {at} of {asked}"


def device_key(url) -> str:
    row = {"ilce": 1823, "ad": f"saha-{uuid4().hex[:6]}", "rol": "saha", "mudurluk": None}
    with engine(url).begin() as connection:
        account = connection.scalar(accounts.NEW_ACCOUNT, row | {"parola": None, "dis_kimlik": None})
        return issue_key(connection, 1823, account, "cihaz", (Permission.SAHA_YAZ,), days=1, by="x", address="x")


@pytest.mark.parametrize("kills", ["program", "database"])
def test_the_field_loses_no_verdict_and_doubles_none(kills, fragile, fresh, tmp_path):
    """Three phones send; in the middle everything falls over. A phone sends again what it has no answer for."""
    url, verdicts, chosen = fresh("envanter"), 12, random.Random(f"{SEED} {kills}")
    served = (
        program(url, tmp_path / "durum") if kills == "program" else serving(offline_settings(url, tmp_path / "durum"))
    )
    with served as running:
        address = running.address if kills == "program" else running
        kill_at = threading.Barrier(2), chosen.randint(3, 3 * verdicts - 3)
        sent, lock, ids = [0], threading.Lock(), [[uuid4() for _ in range(verdicts)] for _ in range(3)]

        def phone(own: list[UUID]) -> None:
            key = {"X-API-Key": device_key(url)}
            for id in own:
                with lock:
                    sent[0] += 1
                    dies = sent[0] == kill_at[1]
                if dies:
                    kill_at[0].wait()
                until(lambda id=id: put(address, id, key))

        phones = [threading.Thread(target=phone, args=[own]) for own in ids]
        for each in phones:
            each.start()
        kill_at[0].wait()
        if kills == "program":
            running.kill()
            running.start()
        else:
            os.kill(postmaster(fragile), signal.SIGKILL)
        for each in phones:
            each.join()
        assert until(lambda: answers(f"{address}/saglik/hazir"))
    kept = scalar(url, "SELECT count(*) FROM kbs.saha_tespiti")
    assert kept == 3 * verdicts, f"seed {SEED}"
    assert faults(url, tmp_path / "durum") == []


def put(address: str, id: UUID, key: dict[str, str]) -> bool:
    document = {"varlik": "PRK-0012", "sonuc": "uyuyor", "zaman": "2026-11-01T10:00:00+00:00"}
    try:
        answer = httpx.put(f"{address}/saha/tespit/{id}", json=document, headers=key, timeout=20)
    except httpx.TransportError:
        return False
    assert answer.status_code in (200, 201, 503), (answer.status_code, answer.text)
    return answer.status_code != 503


def test_a_database_that_dies_is_said_and_afterwards_nothing_stale_is_answered(fragile, fresh, tmp_path):
    url = fresh("envanter")
    with serving(offline_settings(url, tmp_path)) as address:
        asset = f"{address}/collections/varliklar/items/PRK-0012"
        assert httpx.get(asset).status_code == 200
        os.kill(postmaster(fragile), signal.SIGKILL)
        codes = {
            httpx.get(f"{address}/collections/varliklar/items?limit={n}", timeout=20).status_code for n in range(1, 4)
        }
        assert codes <= {200, 503}
        comes_back(url)
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE kbs.varlik SET ad = 'Sonradan' WHERE kod = 'PRK-0012'")
        until(lambda: answers(f"{address}/saglik/hazir"))
        assert until(lambda: "Sonradan" in httpx.get(asset, timeout=20).text)


def test_a_backup_whose_database_dies_is_no_backup(fragile, fresh, tmp_path):
    url, folder, said = fresh("envanter"), tmp_path / "yedekler", []

    def backing_up() -> None:
        try:
            back_up(url, tmp_path / "medya", folder, keep=3)
        except (BackupRefused, psycopg.OperationalError) as error:
            said.append(error)

    working = threading.Thread(target=backing_up)
    working.start()
    until(lambda: list(folder.glob(".yarim-*/*.dump")) or not working.is_alive())
    os.kill(postmaster(fragile), signal.SIGKILL)
    working.join()
    comes_back(url)
    assert [type(error) for error in said] == [BackupRefused]
    assert backups(folder) == [] and list(folder.glob(".yarim-*")) == []
    made = back_up(url, tmp_path / "medya", folder, keep=3).folder
    assert backups(folder) == [made]


def test_a_killed_program_leaves_its_folders_to_the_next_start_which_clears_them(database, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # of the process that dies
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "import sys; from kbs_envanter.pipeline.scratch import *; import os, pathlib\n"
        "with scratch_folder() as folder:\n"
        "    (folder / 'yarim.gpkg').write_bytes(b'x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code])
    photos = tmp_path / "durum" / "medya" / "ab"
    photos.mkdir(parents=True)
    (photos / ".yeni-999999999-x").write_bytes(b"half")
    mine = photos / f".yeni-{os.getpid()}-x"
    mine.write_bytes(b"being written by a living process")
    assert len(list(tmp_path.glob("kbs-gecici-*"))) == 1
    with serving(offline_settings(database, tmp_path / "durum")):
        assert list(tmp_path.glob("kbs-gecici-*")) == []
        assert list(photos.iterdir()) == [mine]
