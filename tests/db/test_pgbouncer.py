"""PgBouncer in transaction mode, for real: it drops what the database roles are set by, and the program does not start so."""

import shutil
import subprocess

import psycopg
import pytest

from kbs_envanter.settings import Settings
from kbs_envanter.store.database import DatabaseUnavailable, database
from tests.support import free_port, listens, open_directory, until

pytestmark = pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="pgbouncer is not installed")


@pytest.fixture
def through(cluster, migrated):
    """Starts a PgBouncer in front of the tests' server and gives the address of a database through it."""
    started = []
    with open_directory() as place:

        def start(*lines: str) -> str:
            port = free_port()
            folder = place / str(port)
            folder.mkdir()
            (folder / "kullanicilar.txt").write_text('"kbs" ""\n')
            host = psycopg.conninfo.conninfo_to_dict(cluster.url(migrated))["host"]
            settings = [
                "[databases]", f"* = host={host}", "[pgbouncer]", "pool_mode = transaction", "auth_type = trust",
                f"auth_file = {folder}/kullanicilar.txt", "listen_addr = 127.0.0.1", f"listen_port = {port}",
                "unix_socket_dir =", f"logfile = {folder}/havuz.log", *lines,
            ]  # fmt: skip
            (folder / "havuz.ini").write_text("\n".join(settings) + "\n")
            shutil.chown(folder, *owner(cluster))
            command = ["pgbouncer", "-q", str(folder / "havuz.ini")]
            started.append(subprocess.Popen(command, user=owner(cluster)[0], group=owner(cluster)[1], extra_groups=[]))
            assert until(lambda: listens(port))
            return f"postgresql://kbs@127.0.0.1:{port}/{migrated}"

        yield start
        for process in started:
            process.terminate()
            process.wait()


def owner(cluster) -> tuple[int, int]:
    found = (cluster.directory / "veri").stat()
    return found.st_uid, found.st_gid


def test_options_that_are_refused_are_explained(through):
    with pytest.raises(DatabaseUnavailable, match="PgBouncer"), database(Settings(database_url=through())):
        pass


def test_options_that_are_swallowed_would_be_a_hole_and_are_found_out(through):
    url = through("ignore_startup_parameters = options,extra_float_digits")
    with psycopg.connect(url, options="-c role=kbs_kamu") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("kbs",)  # the hole
    with pytest.raises(DatabaseUnavailable, match="PgBouncer"), database(Settings(database_url=url)):
        pass


def test_other_readers_of_the_views_may_come_through_it_with_a_role_for_a_transaction(through):
    url = through("ignore_startup_parameters = extra_float_digits")
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        assert connection.execute("SELECT count(*) FROM kbs.acik_varlik").fetchone() == (0,)
        with connection.transaction():
            connection.execute("SET LOCAL ROLE kbs_kamu")
            assert connection.execute("SELECT current_user").fetchone() == ("kbs_kamu",)
        assert connection.execute("SELECT current_user").fetchone() == ("kbs",)
