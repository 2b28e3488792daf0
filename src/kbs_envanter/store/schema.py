"""Which schema versions this program knows."""

from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from kbs_envanter.settings import resource


@cache
def head() -> str:
    """The newest schema version, the one that this program reads and writes."""
    newest = _migrations().get_current_head()
    assert newest is not None
    return newest


def oldest_fitting() -> str:
    """The oldest version whose program may go on with the newest schema; ``fits`` of the newest migration says so.

    A migration that only adds what an older program does not miss names the version before it, so that a service can
    be renewed process by process. One that says nothing fits its own program alone.
    """
    return str(getattr(_migrations().get_revision(head()).module, "fits", head()))


def knows(revision: str) -> bool:
    """Whether a schema version is one of this program's, so that it can be upgraded."""
    try:
        return _migrations().get_revision(revision) is not None
    except CommandError:
        return False


def _migrations() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    return ScriptDirectory.from_config(config)
