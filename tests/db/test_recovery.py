"""Back to a moment: a base backup and the archived log, as docs/yedekleme.md tells it."""

import shutil
import subprocess

import psycopg
import pytest

from kbs_envanter.store.cluster import PrivateCluster, find_binaries
from tests.support import open_directory


@pytest.fixture
def place():
    with open_directory() as directory:
        yield directory


def test_a_cluster_comes_back_as_it_was_at_a_moment(place):
    archive, base = place / "arsiv's", place / "temel"
    cluster = PrivateCluster(place / "kume", archive=archive)
    with cluster.running(), psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE envanter (ad text)")
        copy = [find_binaries() / "pg_basebackup", "-D", base, "-X", "none", "-d", cluster.url("postgres")]
        subprocess.run(copy, check=True, capture_output=True)
        connection.execute("INSERT INTO envanter VALUES ('iyi')")
        (moment,) = connection.execute("SELECT clock_timestamp()::text").fetchone()
        connection.execute("DELETE FROM envanter")
        connection.execute("SELECT pg_switch_wal()")
    # A server that shuts down archives what it has finished first.
    assert len(list(archive.glob("0*"))) >= 2 and list(archive.glob(".0*")) == []

    again = PrivateCluster(place / "yeni")
    (place / "yeni").mkdir()
    shutil.copytree(base, place / "yeni" / "veri")
    with open(place / "yeni" / "veri" / "kbs-kurtarma.conf", "w") as conf:
        quoted = str(archive).replace("'", "''")
        conf.write(
            f"restore_command = 'cp \"{quoted}/%f\" \"%p\"'\nrecovery_target_time = '{moment}'\n"
            "recovery_target_action = 'promote'\n"
        )
    with open(place / "yeni" / "veri" / "postgresql.conf", "a") as conf:
        conf.write("include_if_exists 'kbs-kurtarma.conf'\n")
    (place / "yeni" / "veri" / "recovery.signal").touch()
    subprocess.run(["chown", "-R", "--reference", str(place / "kume" / "veri"), str(place / "yeni")], check=True)
    (place / "yeni" / "veri").chmod(0o700)
    with again.running(), psycopg.connect(again.url("postgres")) as connection:
        assert connection.execute("SELECT ad FROM envanter").fetchall() == [("iyi",)]
