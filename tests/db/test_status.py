from datetime import UTC, datetime, timedelta

from kbs_envanter.pipeline.backup import back_up
from kbs_envanter.pipeline.status import status

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
