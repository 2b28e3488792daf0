"""Delete what need not be kept for ever: field photos and logs. The history of the inventory is always kept."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from kbs_envanter.pipeline.media import photo_path
from kbs_envanter.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Rows that grow old: their table, the time that counts, the setting that says for how many days they stay.

    Attributes:
        setting: None for what is of no use from its ``time`` on.
        tr: what they are, in Turkish.
        district: whether rows belong to a district.
    """

    table: str
    time: str
    setting: str | None
    tr: str
    district: bool = True


TARGETS: Final = (
    Target("saha_foto", "zaman", "saklama_foto_gun", "saha fotoğrafı"),
    Target("oturum_kaydi", "zaman", "saklama_kayit_gun", "oturum kaydı"),
    Target("dis_yanit", "soruldu", "saklama_kayit_gun", "dış servis yanıtı", district=False),
    Target("oturum", "bitis", None, "süresi dolmuş oturum"),
    Target("bildirim", "bitis", "saklama_bildirim_gun", "gönderilmiş bildirim"),
    Target("ice_aktarma", "zaman", "saklama_yukleme_gun", "içe aktarma dosyası"),
)


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows of a target were deleted, and older than when."""

    target: Target
    before: datetime
    rows: int


def apply_retention(engine: Engine, settings: Settings, *, now: datetime | None = None) -> list[Deleted]:
    """Delete what is older than the settings say. Running it again deletes nothing more.

    Files of photos go when no row speaks of them any more.
    """
    now = now or datetime.now(UTC)
    done = []
    for target in TARGETS:
        with engine.begin() as connection:
            if connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"kbs.{target.table}"}) is None:
                continue
            days = 0 if target.setting is None else int(getattr(settings, target.setting))
            before = now - timedelta(days=days)
            hashes = _photos(connection, target, settings.ilce_kodu, before) if target.table == "saha_foto" else []
            done.append(Deleted(target, before, _delete(connection, target, settings.ilce_kodu, before)))
        _delete_files(engine, settings.durum_dizini, hashes)
    return done


def _delete(connection: Connection, target: Target, ilce_kodu: int, before: datetime) -> int:
    of_district = "ilce_kodu = :ilce AND " if target.district else ""
    statement = text(f"DELETE FROM kbs.{target.table} WHERE {of_district}{target.time} < :before")
    return connection.execute(
        statement, {"ilce": ilce_kodu, "before": before} if target.district else {"before": before}
    ).rowcount


def _photos(connection: Connection, target: Target, ilce_kodu: int, before: datetime) -> list[str]:
    statement = text(f"SELECT DISTINCT ozet FROM kbs.saha_foto WHERE ilce_kodu = :ilce AND {target.time} < :before")
    return list(connection.scalars(statement, {"ilce": ilce_kodu, "before": before}))


def _delete_files(engine: Engine, state_directory: Path, hashes: Iterable[str]) -> None:
    """Delete the files of photos that nothing names: two photos of one content are one file."""
    used = text(
        "SELECT 1 FROM kbs.saha_foto WHERE ozet = :ozet UNION ALL SELECT 1 FROM kbs.ek WHERE ozet = :ozet LIMIT 1"
    )
    for ozet in hashes:
        with engine.connect() as connection:
            if connection.scalar(used, {"ozet": ozet}) is not None:
                continue
        for small in (False, True):
            try:
                photo_path(state_directory, ozet, small=small).unlink(missing_ok=True)
            except (OSError, ValueError) as error:
                _log.warning("photo file not deleted: %s", type(error).__name__)
