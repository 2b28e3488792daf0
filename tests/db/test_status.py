from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.backup import back_up
from kbs_envanter.pipeline.status import status
from kbs_envanter.store.database import create_database
from tests.support import serving, until

NOW = datetime.now(UTC)


def test_status_tells_counts_versions_and_what_to_mind(inventory, offline, tmp_path):
    settings = offline(inventory).model_copy(update={"yedek_dizini": tmp_path / "yedekler"})
    found = status(inventory, settings, now=NOW)
    assert (found.facts["varlik"], found.facts["mahalle"]) == (156, 21) or found.facts["mahalle"] == 21
    assert found.facts["son_yukleme"] is not None
    assert any("hiç yedek yok" in warning for warning in found.warnings)


def test_a_fresh_backup_is_no_warning_and_an_old_one_is(inventory, offline, tmp_path):
    settings = offline(inventory).model_copy(update={"yedek_dizini": tmp_path / "yedekler"})
    back_up(inventory, tmp_path / "medya", settings.yedek_dizini, keep=1)
    assert not any("yedek" in warning for warning in status(inventory, settings, now=NOW).warnings)
    later = NOW + timedelta(days=3)
    assert any("iki günden eski" in warning for warning in status(inventory, settings, now=later).warnings)


def test_status_says_what_serves_and_where(inventory, offline):
    settings = offline(inventory).model_copy(update={"port": 8123})
    assert any("servis çalışmıyor" in warning for warning in status(inventory, settings, now=NOW).warnings)
    with serving(settings):
        assert until(lambda: status(inventory, settings, now=NOW).facts["servis"])
        (seen,) = status(inventory, settings, now=NOW).facts["servis"]
    assert (seen["adres"], seen["surec"]) == ("http://127.0.0.1:8123", 1)


def test_status_of_another_schema_says_so_and_asks_it_nothing(inventory, offline):
    for version, said in (("0001", "şema eski"), ("9999", "bu programdan yeni")):
        with psycopg.connect(inventory) as connection:
            connection.execute("UPDATE kbs.alembic_version SET version_num = %s", [version])
        found = status(inventory, offline(inventory), now=NOW)
        assert found.facts["sema"] == version and "varlik" not in found.facts
        assert any(said in warning for warning in found.warnings)


def test_status_of_an_empty_database_says_what_to_run(cluster, offline):
    create_database(cluster.url("postgres"), "bombos")
    with pytest.raises(UserError, match="kbs-envanter kur"):
        status(cluster.url("bombos"), offline(cluster.url("bombos")), now=NOW)
