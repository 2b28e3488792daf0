"""What is there, in one look: what serves, versions, counts, the last load, the last backup, the disk, what to mind."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.backup import backups
from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.settings import Settings
from kbs_envanter.store import migrate, schema
from kbs_envanter.store.versions import CHANNEL

_LEAST_DISK = 1 << 30
_BACKUP_AGE = timedelta(days=2)
_SERVER = """
SELECT current_setting('server_version') AS postgresql,
       (SELECT extversion FROM pg_extension WHERE extname = 'postgis') AS postgis,
       pg_database_size(current_database()) AS boyut,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS baglanti"""
# Every process of the service keeps one connection that listens and is named after the address that it serves at.
_SERVICES = """
SELECT substr(application_name, length(%(kanal)s) + 2) AS adres, count(*) AS surec, min(backend_start) AS basladi
  FROM pg_stat_activity
 WHERE datname = current_database() AND application_name LIKE %(kanal)s || ' %%' GROUP BY 1 ORDER BY 1"""
_COUNTS = """
SELECT (SELECT surum FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s) AS veri_surumu,
       (SELECT zaman FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s) AS son_degisiklik,
       (SELECT max(zaman) FROM kbs.degisiklik
         WHERE ilce_kodu = %(ilce)s AND tur IN ('yukleme', 'rapor')) AS son_yukleme,
       (SELECT count(*) FROM kbs.varlik WHERE ilce_kodu = %(ilce)s) AS varlik,
       (SELECT count(*) FROM kbs.parsel WHERE ilce_kodu = %(ilce)s) AS parsel,
       (SELECT count(*) FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s) AS mahalle,
       (SELECT count(*) FROM kbs.bulgu WHERE ilce_kodu = %(ilce)s AND onem = 'hata') AS hata"""


_ABREAST = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"


@dataclass(frozen=True, slots=True)
class Status:
    """Facts by name, in the order in which they are shown, and warnings in Turkish and English."""

    facts: dict[str, Any]
    warnings: list[str]

    def to_dict(self) -> dict[str, Any]:
        """For scripts."""
        return asdict(self)


def status(url: str, settings: Settings, *, now: datetime) -> Status:
    """Look at the service, the database, the backups and the disk. Changes nothing.

    Raises:
        UserError: when there is no inventory in the database yet.
    """
    there = migrate.current(url)
    if there is None:
        raise UserError(
            "Bu veritabanında envanter yok; önce 'kbs-envanter kur' çalıştırın. "
            "/ There is no inventory in this database; run 'kbs-envanter kur' first."
        )
    with psycopg.connect(url, row_factory=dict_row) as connection:
        services = connection.execute(_SERVICES, {"kanal": CHANNEL}).fetchall()
        server = connection.execute(_SERVER).fetchone()
        # Of another schema nothing is asked: what it has, and what that means, is not known here.
        counts = connection.execute(_COUNTS, {"ilce": settings.ilce_kodu}).fetchone() if there == schema.head() else {}
    replica = {} if settings.okuma_url is None else {"okuma_kopyasi": _replica(url, settings.okuma_url)}
    kept = backups(settings.yedek_dizini) if settings.yedek_dizini.is_dir() else []
    last = datetime.fromtimestamp(kept[-1].stat().st_mtime, UTC) if kept else None
    free = shutil.disk_usage(settings.durum_dizini if settings.durum_dizini.exists() else ".").free
    facts = {
        "servis": services,
        "program": installed_version("kbs-envanter"),
        **(server or {}),
        "sema": there,
        **replica,
        **(counts or {}),
        "son_yedek": last,
        "yedek": len(kept),
        "bos_disk": free,
    }
    warnings = _warnings(facts, now)
    if facts["sema"] == schema.head():  # the rules are those of this program's schema
        warnings += faults(url, settings.durum_dizini, contents=False)
    return Status(facts, warnings)


def gauges(settings: Settings) -> dict[str, tuple[str, Callable[[], float]]]:
    """Numbers of the installation for Prometheus: what each tells, and how it is looked up."""

    def last_backup() -> float:
        kept = backups(settings.yedek_dizini)
        return kept[-1].stat().st_mtime if kept else 0.0

    return {
        "kbs_disk_bos_bayt": (
            "Free bytes where the state is",
            lambda: float(shutil.disk_usage(settings.durum_dizini).free),
        ),
        "kbs_son_yedek_zamani_saniye": ("When the last backup was made, Unix seconds; 0: never", last_backup),
        "kbs_bellek_bayt": ("Memory of all server processes", lambda: float(_memory(os.getpid()))),
    }


def _memory(process: int) -> int:
    held = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # a child that has just ended
            held += sum(_memory(int(child)) for child in children.read_text().split())
    return held


def _replica(url: str, replica: str) -> str:
    """How the replica follows: what the primary had written when it was asked, the replica has or has not yet."""
    with psycopg.connect(url) as connection:
        written = connection.execute("SELECT pg_current_wal_lsn()").fetchone()
    assert written is not None
    try:
        with psycopg.connect(replica, connect_timeout=3) as connection:
            shows = connection.execute(_ABREAST, [written[0]]).fetchone()
    except psycopg.Error:
        return "ulaşılamıyor"
    return "taze" if shows and shows[0] else "geride"


def _warnings(facts: dict[str, Any], now: datetime) -> list[str]:
    old = facts["sema"] != schema.head() and schema.knows(facts["sema"])
    errors, last = facts.get("hata", 0), facts["son_yedek"]
    said = {
        "servis çalışmıyor / the service is not running": not facts["servis"],
        "şema eski; 'kbs-envanter yukselt' / the schema is old; run 'kbs-envanter yukselt'": old,
        "şema bu programdan yeni; programı yükseltin / the schema is newer than this program": not schema.knows(
            facts["sema"]
        ),
        "okuma kopyası geride ya da yok; okumalar ana sunucuya gidiyor / the read replica is behind or gone": facts.get(
            "okuma_kopyasi", "taze"
        )
        != "taze",
        "hiç yedek yok; 'kbs-envanter yedekle' / there is no backup; run 'kbs-envanter yedekle'": last is None,
        "son yedek iki günden eski / the last backup is older than two days": bool(last and now - last > _BACKUP_AGE),
        "diskte 1 GB'tan az yer var / less than 1 GB of disk is free": facts["bos_disk"] < _LEAST_DISK,
        f"{errors} bulgu hata düzeyinde; 'kbs-envanter denetle' / findings of level error": errors > 0,
    }
    return [text for text, holds in said.items() if holds]
