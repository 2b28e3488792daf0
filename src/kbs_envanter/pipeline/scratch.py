"""Folders for files of the moment. A killed process leaves its own behind; the next start takes them away.

The name tells whose a folder is, so that one of a process that still works is never touched.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "kbs-gecici-"
_OWNER = re.compile(r"(?:\.yeni-|kbs-gecici-)(\d+)-")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def draft_prefix() -> str:
    """How the name of a file begins that is renamed when it is whole."""
    return f".yeni-{os.getpid()}-"


def clear_leftovers(media: Path) -> int:
    """Delete what killed processes left in the temporary folder and among the photos; how many that were."""
    cleared = 0
    for path in (*Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"), *media.glob("*/.yeni-*")):
        owner = _OWNER.match(path.name)
        if owner is None or _lives(int(owner[1])):
            continue
        with suppress(OSError):  # another start may be at it, or it is another user's
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            cleared += 1
    return cleared


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
