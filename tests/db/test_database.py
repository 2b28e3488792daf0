"""A server of one's own in place of the private cluster."""

import psycopg
import pytest

from kbs_envanter.settings import Settings
from kbs_envanter.store import database as module
from kbs_envanter.store.database import DatabaseUnavailable, database


def test_a_configured_server_is_used_as_it_is(cluster, migrated):
    with database(Settings(database_url=cluster.url(migrated))) as url:
        assert url == cluster.url(migrated)


def test_a_server_that_cannot_be_reached_is_told_in_two_languages_without_the_password():
    with (
        pytest.raises(DatabaseUnavailable) as refused,
        database(Settings(database_url="postgresql://a:gizli@127.0.0.1:1/x")),
    ):
        pass
    assert "parolayı denetleyin" in str(refused.value)
    assert "check its address" in str(refused.value)
    assert "gizli" not in str(refused.value)


def test_a_server_that_is_too_old_is_refused(cluster, migrated, monkeypatch):
    monkeypatch.setattr(module, "MINIMUM_VERSION", 99)
    with (
        pytest.raises(DatabaseUnavailable, match=r"PostgreSQL 99\+ ve PostGIS 3 gerekli"),
        database(Settings(database_url=cluster.url(migrated))),
    ):
        pass


def test_what_the_server_could_not_finish_is_said_in_two_languages(cluster, migrated):
    with (
        pytest.raises(DatabaseUnavailable) as refused,
        database(Settings(database_url=cluster.url(migrated))) as url,
        psycopg.connect(url, options="-c statement_timeout=1") as connection,
    ):
        connection.execute("SELECT pg_sleep(5)")
    assert "işi bitiremedi: canceling statement" in str(refused.value)
    assert "Mend the cause and run it again" in str(refused.value)
