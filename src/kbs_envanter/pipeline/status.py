"""What is there, in one look: versions, counts, the last load, the last backup, the disk, and what to mind."""

import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed_version
from typing import Any

import psycopg
from psycopg.rows import dict_row

from kbs_envanter.pipeline.backup import backups
from kbs_envanter.settings import Settings
from kbs_envanter.store import schema

_LEAST_DISK = 1 << 30
_BACKUP_AGE = timedelta(days=2)
_QUESTION = """
SELECT current_setting('server_version') AS postgresql, postgis_lib_version() AS postgis,
       (SELECT version_num FROM kbs.alembic_version) AS sema,
       pg_database_size(current_database()) AS boyut,
       (SELECT surum FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s) AS veri_surumu,
       (SELECT zaman FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce)s) AS son_degisiklik,
       (SELECT max(zaman) FROM kbs.degisiklik
         WHERE ilce_kodu = %(ilce)s AND tur IN ('yukleme', 'rapor')) AS son_yukleme,
       (SELECT count(*) FROM kbs.varlik WHERE ilce_kodu = %(ilce)s) AS varlik,
       (SELECT count(*) FROM kbs.parsel WHERE ilce_kodu = %(ilce)s) AS parsel,
       (SELECT count(*) FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s) AS mahalle,
       (SELECT count(*) FROM kbs.bulgu WHERE ilce_kodu = %(ilce)s AND onem = 'hata') AS hata,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS baglanti"""


@dataclass(frozen=True, slots=True)
class Status:
    """Facts by name, in the order in which they are shown, and warnings in Turkish and English."""

    facts: dict[str, Any]
    warnings: list[str]

    def to_dict(self) -> dict[str, Any]:
        """For scripts."""
        return asdict(self)


def status(url: str, settings: Settings, *, now: datetime) -> Status:
    """Look at the database, the backups and the disk. Changes nothing."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        row = connection.execute(_QUESTION, {"ilce": settings.ilce_kodu}).fetchone()
    assert row is not None
    kept = backups(settings.yedek_dizini) if settings.yedek_dizini.is_dir() else []
    last = datetime.fromtimestamp(kept[-1].stat().st_mtime, UTC) if kept else None
    free = shutil.disk_usage(settings.durum_dizini if settings.durum_dizini.exists() else ".").free
    facts = {
        "program": installed_version("kbs-envanter"),
        **row,
        "son_yedek": last,
        "yedek": len(kept),
        "bos_disk": free,
    }
    return Status(facts, _warnings(facts, now))


def _warnings(facts: dict[str, Any], now: datetime) -> list[str]:
    said = {
        "şema eski; 'kbs-envanter yukselt' / the schema is old; run 'kbs-envanter yukselt'": facts["sema"]
        != schema.head(),
        "hiç yedek yok; 'kbs-envanter yedekle' / there is no backup; run 'kbs-envanter yedekle'": facts["son_yedek"]
        is None,
        "son yedek iki günden eski / the last backup is older than two days": bool(
            facts["son_yedek"] and now - facts["son_yedek"] > _BACKUP_AGE
        ),
        "diskte 1 GB'tan az yer var / less than 1 GB of disk is free": facts["bos_disk"] < _LEAST_DISK,
        f"{facts['hata']} bulgu hata düzeyinde; 'kbs-envanter denetle' / findings of level error": facts["hata"] > 0,
    }
    return [text for text, holds in said.items() if holds]
