"""Backups: a folder with the database, the photos, the districts' files and a manifest, whole or not there; and the way
back.

The dump, the row counts of the manifest and the database version belong to one snapshot. Photos are named by their
content and never rewritten, so a copy made after the snapshot holds at least those that the rows name.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.districts import FOLDER
from kbs_envanter.settings import Settings
from kbs_envanter.store import migrate, schema
from kbs_envanter.store.cluster import find_client
from kbs_envanter.store.roles import ensure_roles

MANIFEST = "kunye.json"
_DUMP, _MEDIA, _PREFIX, _DRAFT = "veritabani.dump", "medya.tar", "yedek-", ".yarim-"
_TIME, _TICK = "%Y%m%d-%H%M%S-%f", timedelta(microseconds=1)


class BackupRefused(UserError):
    """A backup that cannot be made or used; the text says why and the way out."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it is, what it weighs in bytes, how many rows it holds."""

    folder: Path
    size: int
    rows: int


def back_up(url: str, media: Path, folder: Path, *, keep: int) -> Backup:
    """Write a backup below ``folder`` and delete the oldest ones beyond ``keep``.

    Raises:
        BackupRefused: another backup is running there, or it cannot be written; nothing half-made is left.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(
            f"{folder} açılamıyor ({error.strerror}); KBS_YEDEK_DIZINI ile yazılabilir bir klasör gösterin "
            "/ cannot be made; point KBS_YEDEK_DIZINI at a folder that may be written to"
        ) from None
    with _only_one(folder):
        for stale in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(stale)
        name = _next_name(folder)
        draft = folder / (_DRAFT + name)
        draft.mkdir(mode=0o700)
        try:
            manifest = _write(url, media, draft)
            draft.rename(folder / name)
        except (OSError, psycopg.OperationalError) as error:
            raise BackupRefused(f"yedek yazılamadı / the backup could not be written: {error}") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _sync(folder)
        for old in backups(folder)[:-keep]:
            shutil.rmtree(old)
    size = sum(file["boyut"] for file in manifest["dosyalar"].values())
    return Backup(folder / name, size, sum(manifest["satirlar"].values()))


def back_up_before_upgrade(url: str, settings: Settings) -> Backup | None:
    """A backup where the next upgrade will change the schema of what is there; else nothing.

    Raises:
        BackupRefused: see ``back_up``; the schema is then as it was.
    """
    there = migrate.current(url)
    if there is None or there == schema.head() or not schema.knows(there):
        return None
    return back_up(url, settings.medya, settings.yedek_dizini, keep=settings.yedek_sayisi)


def _next_name(folder: Path) -> str:
    """Later than every backup there is: a clock that went back must not make the newest look like the oldest."""
    now = datetime.now(UTC)
    for last in backups(folder)[-1:]:
        with suppress(ValueError):
            now = max(now, datetime.strptime(last.name, f"{_PREFIX}{_TIME}").replace(tzinfo=UTC) + _TICK)
    return f"{_PREFIX}{now.strftime(_TIME)}"


def backups(folder: Path) -> list[Path]:
    """The finished backups, oldest first."""
    return sorted(path for path in folder.glob(f"{_PREFIX}*") if (path / MANIFEST).exists())


def restore(backup: Path, url: str, media: Path) -> Backup:
    """Bring a backup into an empty database, in one transaction, and check that every row arrived.

    A backup of an older program is upgraded; one of a newer program is refused.

    Raises:
        BackupRefused: damaged, newer than the program, or the database is not empty; it is then as it was.
    """
    manifest = verify(backup)
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('kbs.varlik')").fetchone() != (None,):
            raise BackupRefused(
                "veritabanı boş değil; yedek boş bir yere açılır: KBS_DURUM_DIZINI ile yeni bir klasör ya da "
                "KBS_DATABASE_URL ile boş bir veritabanı gösterin "
                "/ the database is not empty; point KBS_DURUM_DIZINI or KBS_DATABASE_URL at an empty one"
            )
    ensure_roles(url)
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run(url, "pg_restore", *options, str(backup / _DUMP))
    with psycopg.connect(url) as connection:
        arrived = _counts(connection)
    differing = [table for table, rows in manifest["satirlar"].items() if arrived.get(table) != rows]
    if differing:
        raise BackupRefused(f"satır sayıları tutmuyor / row counts differ: {', '.join(differing)}")
    _unpack(backup / _MEDIA, media)
    migrate.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return Backup(backup, sum(f["boyut"] for f in manifest["dosyalar"].values()), sum(arrived.values()))


def verify(backup: Path) -> dict[str, Any]:
    """Check a backup's files against its manifest, which is returned.

    Raises:
        BackupRefused: no manifest, a missing or changed file, or made by a newer program.
    """
    try:
        manifest: dict[str, Any] = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        damaged = [name for name, file in manifest["dosyalar"].items() if _digest(backup / name) != file["sha256"]]
    except (OSError, ValueError, KeyError) as error:
        raise BackupRefused(f"{backup} okunabilir bir yedek değil / is no readable backup: {error}") from error
    if damaged:
        raise BackupRefused(f"yedek bozuk: {', '.join(damaged)} / the backup is damaged: {', '.join(damaged)}")
    if not schema.knows(manifest["sema"]):
        raise BackupRefused(
            f"yedek daha yeni bir sürümün ({manifest['program']}); önce programı yükseltin "
            f"/ the backup is of a newer version ({manifest['program']}); upgrade the program first"
        )
    return manifest


def _write(url: str, media: Path, draft: Path) -> dict[str, Any]:
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        head = connection.execute("SELECT version_num FROM kbs.alembic_version").fetchone()
        assert snapshot is not None and head is not None
        options = ["--format=custom", "--no-owner", f"--snapshot={snapshot[0]}", f"--file={draft / _DUMP}"]
        _run(url, "pg_dump", *options)
        rows = _counts(connection)
        server = connection.info.server_version // 10_000
    with tarfile.open(draft / _MEDIA, "w") as archive:
        if media.is_dir():
            archive.add(media, arcname=".", filter=lambda info: None if "/.yeni-" in info.name else info)
        if (districts := media.parent / FOLDER).is_dir():
            archive.add(districts, arcname=FOLDER, filter=lambda info: None if "/.kurulan-" in info.name else info)
    files = {
        name: {"boyut": (draft / name).stat().st_size, "sha256": _digest(draft / name)} for name in (_DUMP, _MEDIA)
    }
    manifest = {
        "program": installed_version("kbs-envanter"),
        "sema": head[0],
        "postgresql": server,
        "zaman": datetime.now(UTC).isoformat(),
        "dosyalar": files,
        "satirlar": rows,
    }
    for name in files:
        _sync(draft / name)
    # The manifest comes last: a folder without one is no backup.
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    _sync(draft / MANIFEST)
    return manifest


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'kbs'::regnamespace AND relkind IN ('r', 'p') "
        "AND NOT relispartition AND relpersistence = 'p' ORDER BY 1"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM kbs.{}")
    return {name: connection.execute(count.format(sql.Identifier(name))).fetchone()[0] for (name,) in tables}  # type: ignore[index]


def _run(url: str, program: str, *options: str) -> None:
    # The password goes by environment: an argument could be read in the list of processes.
    given = psycopg.conninfo.conninfo_to_dict(url)
    environment = os.environ | ({"PGPASSWORD": str(given.pop("password"))} if "password" in given else {})
    address = psycopg.conninfo.make_conninfo(**given)
    command = [str(find_client(program)), f"--dbname={address}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupRefused(f"{program} başarısız / failed: {done.stderr.strip()[-1000:]}")


def _unpack(archive: Path, media: Path) -> None:
    media.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as opened:
        # Looked at by ourselves: Python before 3.11.4, as in Debian 12, has no filter that keeps it in its folder.
        for member in opened:
            inside = (media / member.name).resolve().is_relative_to(media.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise BackupRefused(f"{archive}: {member.name!r} klasörden çıkıyor / leads out of its folder")
        if hasattr(tarfile, "data_filter"):
            opened.extraction_filter = tarfile.data_filter
        opened.extractall(media)
    if (districts := media / FOLDER).is_dir():
        shutil.copytree(districts, media.parent / FOLDER, dirs_exist_ok=True)
        shutil.rmtree(districts)


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with open(folder / ".kilit", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"{folder} içine şu anda yedek alınıyor / a backup is being written there") from None
        yield
