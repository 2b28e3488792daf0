"""The private cluster."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kbs_envanter.store import cluster as module
from kbs_envanter.store.cluster import ClusterError, PrivateCluster
from tests.support import open_directory


@pytest.fixture
def directory() -> Iterator[Path]:
    """A path with a space and Turkish letters, as a user may have."""
    with open_directory() as base:
        yield base / "Belediye işleri ığüşöç" / "postgres"


def ask(cluster: PrivateCluster, question: str) -> str:
    with psycopg.connect(cluster.url("postgres")) as connection:
        return connection.execute(question).fetchone()[0]


def is_up(cluster: PrivateCluster) -> bool:
    try:
        ask(cluster, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def test_it_starts_in_a_path_with_spaces_and_turkish_letters_and_stops_afterwards(directory):
    cluster = PrivateCluster(directory, durable=False)
    with cluster.running():
        assert is_up(cluster)
    assert not is_up(cluster)


def test_it_has_no_network_port_and_a_socket_that_only_its_owner_reaches(directory):
    cluster = PrivateCluster(directory, durable=False)
    with cluster.running():
        assert ask(cluster, "SHOW listen_addresses") == ""
        socket_dir = Path(ask(cluster, "SHOW unix_socket_directories"))
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700


def test_the_last_to_leave_stops_it(directory):
    first, second = PrivateCluster(directory, durable=False), PrivateCluster(directory, durable=False)
    with first.running():
        with second.running():
            assert is_up(second)
        assert is_up(first)
    assert not is_up(first)


def test_a_server_left_behind_by_a_killed_program_is_taken_over_and_stopped(directory):
    program = (
        "import os, signal, sys; from pathlib import Path; from kbs_envanter.store.cluster import PrivateCluster\n"
        "with PrivateCluster(Path(sys.argv[1]), durable=False).running(): os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(directory)])
    assert killed.returncode == -signal.SIGKILL
    cluster = PrivateCluster(directory, durable=False)
    assert is_up(cluster)
    with cluster.running():
        assert is_up(cluster)
    assert not is_up(cluster)


def test_what_was_committed_survives_a_killed_server(directory):
    cluster = PrivateCluster(directory)
    with cluster.running():
        with psycopg.connect(cluster.url("postgres")) as connection:
            connection.execute("CREATE TABLE kalici AS SELECT 42 AS n")
        data = Path(ask(cluster, "SHOW data_directory"))
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    with cluster.running():
        assert ask(cluster, "SELECT n FROM kalici") == 42


def test_an_interrupted_creation_is_begun_again(directory):
    directory.mkdir(parents=True)
    (directory / "veri.yarim").mkdir()
    (directory / "veri.yarim" / "PG_VERSION").write_text("15\n")
    cluster = PrivateCluster(directory, durable=False)
    with cluster.running():
        assert is_up(cluster)


def test_data_of_another_version_are_refused_in_two_languages(directory):
    data = directory / "veri"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("99\n")
    said = r"postgresql-99-postgis-3 paketini kurun.*Install postgresql-99"
    with pytest.raises(ClusterError, match=said), PrivateCluster(directory).running():
        pass
    assert (data / "PG_VERSION").read_text() == "99\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_keeps_the_data_where_the_servers_user_can_reach_them(tmp_path):
    tmp_path.chmod(0o700)
    cluster = PrivateCluster(tmp_path / "postgres", durable=False)
    with cluster.running():
        data = Path(ask(cluster, "SHOW data_directory"))
    assert data.is_relative_to("/var/lib/kbs-envanter")
    shutil.rmtree(data.parent)


def test_without_postgis_the_packages_and_the_other_ways_are_named(monkeypatch):
    monkeypatch.setattr(module, "MINIMUM_VERSION", 1000)
    with pytest.raises(ClusterError, match=r"postgresql-15-postgis-3.*KBS_DATABASE_URL.*docker compose up"):
        module.find_binaries()
