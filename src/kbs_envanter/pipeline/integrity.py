"""Whether what is stored hangs together: the rules of the database, and photos on the disk as the rows name them."""

import hashlib
from pathlib import Path

from sqlalchemy import text

from kbs_envanter.pipeline.media import photo_path
from kbs_envanter.store.database import engine
from kbs_envanter.store.invariants import broken

_HASHES = text("SELECT ozet FROM kbs.ek UNION SELECT ozet FROM kbs.saha_foto")


def faults(url: str, state_directory: Path, *, contents: bool = True) -> list[str]:
    """What does not hold, each a line in Turkish and English; none on a sound installation. Changes nothing.

    Args:
        url: the database, as its owner.
        state_directory: the program's own directory (``durum_dizini``), where photos are.
        contents: read the photos too, not only look whether they are there.
    """
    with engine(url).connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = [
            f"{each.invariant.tr} Tutmuyor: {', '.join(each.examples)} / {each.invariant.en} Broken."
            for each in broken(connection)
        ]
        hashes = list(connection.scalars(_HASHES))
    missing = [ozet for ozet in hashes if not _whole(state_directory, ozet, contents)]
    if missing:
        named = ", ".join(ozet[:12] for ozet in missing[:5])
        found.append(
            f"{len(missing)} fotoğraf diskte yok ya da bozuk: {named} / photos are missing on the disk or damaged"
        )
    return found


def _whole(state_directory: Path, ozet: str, contents: bool) -> bool:
    file = photo_path(state_directory, ozet)
    if not file.is_file() or not photo_path(state_directory, ozet, small=True).is_file():
        return False
    if not contents:
        return True
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == ozet
