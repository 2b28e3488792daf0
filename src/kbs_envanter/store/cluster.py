"""The private PostgreSQL+PostGIS cluster: the embedded default when no ``KBS_DATABASE_URL`` is given.

It listens on a Unix socket in a directory that only its owner can enter, never on a network port,
and never touches a cluster of the system. Any number of our processes may use it at once: each
holds a shared file lock while it does, and the last to leave stops the server. The kernel drops
the lock of a killed process, so a server orphaned by ``kill -9`` is found, used and stopped by the
next one.
"""

import fcntl
import hashlib
import logging
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from kbs_envanter.domain.errors import UserError

MINIMUM_VERSION = 15  # UNIQUE NULLS NOT DISTINCT
PACKAGES = "postgresql-15-postgis-3"
_SUPERUSER = "kbs"
_OS_USER = "postgres"  # PostgreSQL refuses to run as root; this user comes with the packages
_START_SECONDS = 60
_WATCH_S = 2.0
# After a kill -9 the server and its children need a moment to be gone; until then it says one of these.
_STILL_DYING = ("shared memory block", '"postmaster.pid" already exists')
_DYING_SECONDS = 10

_log = logging.getLogger(__name__)


class ClusterError(UserError):
    """The private cluster cannot be used; the text says why and what to do, in Turkish and English."""


class PrivateCluster:
    """A PostgreSQL cluster of our own under one directory."""

    def __init__(self, directory: Path, *, durable: bool = True, archive: Path | None = None) -> None:
        """Describe the cluster; nothing is touched yet.

        Args:
            directory: where it lives. Made when missing.
            durable: False trades safety for speed (no fsync), for clusters that are thrown away.
            archive: a folder that every finished piece of the write-ahead log is copied to (docs/yedekleme.md).
        """
        self.directory = directory.absolute()
        self._durable = durable
        self._archive = archive.absolute() if archive else None
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        # A socket's path is limited to 107 bytes; a checkout's path is not.
        self._socket_dir = Path(tempfile.gettempdir()) / f"kbs-{digest}"
        self._fallback_home = Path("/var/lib/kbs-envanter") / digest

    def url(self, database: str = "kbs") -> str:
        """libpq URL of a database in this cluster."""
        return f"postgresql://{_SUPERUSER}@/{database}?host={quote(str(self._socket_dir), safe='')}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the server up for the length of the block, starting it (and making it) when needed.

        Raises:
            ClusterError: when PostgreSQL or PostGIS is missing, too old or of another version, or
                the server does not start.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ClusterError(
                f"{self.directory} açılamıyor ({error.strerror}); KBS_DURUM_DIZINI ile yazılabilir bir klasör gösterin "
                "/ cannot be made; point KBS_DURUM_DIZINI at a folder that may be written to"
            ) from None
        with open(self.directory / "kullanim.kilit", "w") as use:
            fcntl.flock(use, fcntl.LOCK_SH)
            try:
                with open(self.directory / "baslatma.kilit", "w") as start:
                    fcntl.flock(start, fcntl.LOCK_EX)
                    self._ensure_started()
                yield
            finally:
                self._stop_if_last(use)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Start the server again whenever it dies, for as long as the block runs (inside ``running``)."""
        stop = threading.Event()
        watcher = threading.Thread(target=self._watch, args=[stop, self._data_dir()], name="kume", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            stop.set()
            watcher.join()

    def _watch(self, stop: threading.Event, data: Path) -> None:
        while not stop.wait(_WATCH_S):
            if _lives(data):
                continue
            _log.error("the private database died; starting it again")
            try:
                with open(self.directory / "baslatma.kilit", "w") as start:
                    fcntl.flock(start, fcntl.LOCK_EX)
                    self._ensure_started()
            except (ClusterError, OSError) as error:
                # Such as a full disk: somebody has to make room, and then it comes back by itself.
                _log.error("the private database did not start: %s", type(error).__name__)

    def _ensure_started(self) -> None:
        data = self._data_dir()
        binaries = find_binaries(_version_of(data))
        if _version_of(data) is None:
            self._initialise(binaries, data)
        if not self._answers(binaries):
            self._make_private(self._socket_dir)
            self._write_settings(data)
            self._start(binaries, data)

    def _initialise(self, binaries: Path, data: Path) -> None:
        # Made under another name and renamed: a killed initdb leaves nothing that looks like a cluster.
        draft = data.with_name("veri.yarim")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
        self._make_private(draft)
        options = ["--username", _SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=trust"]
        made = self._run([binaries / "initdb", "-D", draft, *options, "--auth-host=reject", "--no-instructions"])
        if made.returncode:
            raise ClusterError(
                f"Özel veritabanı kümesi kurulamadı ({data}). / The private cluster could not be made.\n{made.stderr}"
            )
        with open(draft / "postgresql.conf", "a") as conf:
            conf.write("\ninclude_if_exists 'kbs.conf'\n")
        draft.rename(data)

    def _write_settings(self, data: Path) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_dir),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "max_locks_per_transaction": "256",  # a backup holds one on each part of every district
            "shared_buffers": "256MB",
            "random_page_cost": "1.1",
            "jit": "off",
            "log_min_messages": "warning",
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
        }
        if self._archive:
            settings |= self._archiving(self._archive)
        conf = data / "kbs.conf"
        conf.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        self._give(conf)

    def _archiving(self, archive: Path) -> dict[str, str]:
        archive.mkdir(parents=True, exist_ok=True)
        self._give(archive)
        there = shlex.quote(str(archive)).replace("%", "%%")
        # Copied under another name, flushed and renamed: a piece is in the archive whole or not at all.
        copy = f"cp %p {there}/.%f && sync {there}/.%f && mv {there}/.%f {there}/%f"
        return {
            "archive_mode": "on",
            "archive_timeout": "300",
            "archive_command": f"test ! -f {there}/%f && {copy}".replace("'", "''"),
        }

    def _start(self, binaries: Path, data: Path) -> None:
        log = data / "sunucu.log"
        command = [binaries / "pg_ctl", "-D", data, "-w", "-t", str(_START_SECONDS), "-l", log, "start"]
        deadline = time.monotonic() + _DYING_SECONDS
        while True:
            seen = log.stat().st_size if log.exists() else 0
            started = self._run(command)
            if started.returncode == 0 and self._answers(binaries):
                return
            said = log.read_bytes()[seen:].decode(errors="replace") if log.exists() else started.stderr
            if time.monotonic() > deadline or not any(sign in said for sign in _STILL_DYING):
                raise ClusterError(
                    f"Özel veritabanı başlamadı; kayıt: {log} / The private database did not start; its log: {log}\n"
                    f"{said[-2000:]}"
                )
            time.sleep(0.1)

    def _answers(self, binaries: Path) -> bool:
        ready = [binaries / "pg_isready", "-q", "-U", _SUPERUSER, "-d", "postgres", "-h", self._socket_dir]
        return self._run(ready).returncode == 0

    def _stop_if_last(self, use_lock) -> None:
        try:
            fcntl.flock(use_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        data = self._data_dir()
        version = _version_of(data)
        if version is not None:
            self._run([find_binaries(version) / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop"])
            with suppress(OSError):
                self._socket_dir.rmdir()

    def _data_dir(self) -> Path:
        """The cluster's own directory; elsewhere only when its operating system user could not reach it."""
        self._give(self.directory)
        reachable = self._run(["test", "-w", self.directory]).returncode == 0
        home = self.directory if reachable else self._fallback_home
        home.mkdir(parents=True, exist_ok=True)
        self._give(home)
        return home / "veri"

    def _make_private(self, directory: Path) -> None:
        owner = pwd.getpwnam(_OS_USER).pw_uid if os.geteuid() == 0 else os.geteuid()
        directory.mkdir(mode=0o700, exist_ok=True)
        self._give(directory)
        found = directory.lstat()
        if found.st_uid != owner or directory.is_symlink():
            raise ClusterError(
                f"{directory} başka bir kullanıcının; silinmeli ya da TMPDIR değiştirilmeli. / "
                f"{directory} belongs to another user; remove it or change TMPDIR."
            )
        directory.chmod(0o700)

    def _run(self, command: list) -> subprocess.CompletedProcess[str]:
        """Run a server program as a user that PostgreSQL accepts, outside our terminal's signal group."""
        as_user = {"user": _OS_USER, "group": _OS_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        with tempfile.TemporaryFile("w+") as errors:
            # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
            done = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                text=True,
                cwd="/",
                env=environment,
                start_new_session=True,
                **as_user,
            )
            errors.seek(0)
            done.stderr = errors.read()
        return done

    @staticmethod
    def _give(path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, _OS_USER, _OS_USER)


def find_binaries(version: int | None = None) -> Path:
    """Directory of a PostgreSQL server's programs that has PostGIS, of this major version or the newest.

    Raises:
        ClusterError: when there is none, naming the packages and the other ways.
    """
    found = {}
    for directory in [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin"), *_on_path()]:
        config = directory / "pg_config"
        if not (directory / "initdb").exists() or not config.exists():
            continue
        asked = [config, "--version", "--sharedir", "--pkglibdir"]
        named, share, library = subprocess.run(asked, capture_output=True, text=True).stdout.splitlines()
        major = int(named.split()[1].split(".")[0])
        postgis = (Path(share) / "extension" / "postgis.control").exists() and any(Path(library).glob("postgis-3.*"))
        if major >= MINIMUM_VERSION and postgis:
            found.setdefault(major, directory)
    if version is None and found:
        return found[max(found)]
    if version in found:
        return found[version]
    if version is not None:
        raise ClusterError(
            f"Veriler PostgreSQL {version} ile yazılmış, bu makinede PostGIS'li PostgreSQL {version} yok "
            f"(bulunan: {', '.join(map(str, found)) or 'yok'}). postgresql-{version}-postgis-3 paketini kurun. / "
            f"The data were written by PostgreSQL {version}, which is not here with PostGIS "
            f"(found: {', '.join(map(str, found)) or 'none'}). Install postgresql-{version}-postgis-3."
        )
    raise ClusterError(
        f"PostGIS'li PostgreSQL {MINIMUM_VERSION}+ bulunamadı: 'apt-get install {PACKAGES}' ile kurun, "
        f"KBS_DATABASE_URL ile var olan bir sunucuyu gösterin ya da 'docker compose up' kullanın. / "
        f"No PostgreSQL {MINIMUM_VERSION}+ with PostGIS: install {PACKAGES}, point KBS_DATABASE_URL at a server, "
        f"or use 'docker compose up'."
    )


def find_client(program: str) -> Path:
    """The newest ``pg_dump`` or ``pg_restore``: it reads every older server. No server has to be on this machine.

    Raises:
        ClusterError: when there is none.
    """
    found = [*Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), *Path("/usr").glob(f"pgsql-*/bin/{program}")]
    if found:
        return max(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", str(path.parent))])
    if on_path := shutil.which(program):
        return Path(on_path)
    raise ClusterError(
        f"{program} bulunamadı: 'apt-get install postgresql-client' ile kurun (sunucununkinden eski olmasın). "
        f"/ There is no {program}: install postgresql-client, not older than the server."
    )


def _lives(data: Path) -> bool:
    try:
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError) as error:
        return isinstance(error, PermissionError)  # another user's process is one too
    return True


def _on_path() -> list[Path]:
    initdb = shutil.which("initdb")
    return [Path(initdb).resolve().parent] if initdb else []


def _version_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None
