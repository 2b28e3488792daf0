"""Retention: what is older than the settings say goes, the history stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from kbs_envanter.pipeline.media import photo_path
from kbs_envanter.pipeline.retention import TARGETS, apply_retention
from kbs_envanter.settings import Settings
from kbs_envanter.store import models
from kbs_envanter.store.database import engine, writing_engine

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def settings(inventory, offline):
    return offline(inventory)


def execute(settings, statement, **values):
    with engine(settings.database_url).begin() as connection:
        result = connection.execute(text(statement), values)
        return result.all() if result.returns_rows else None


def photo(settings, age_days, ozet):
    """A verdict's photo with its two files."""
    verdict, made = uuid4(), uuid4()
    execute(settings, "INSERT INTO kbs.saha_tespiti (ilce_kodu, id, varlik_id, sonuc, zaman, kim, ozet) "
                      "SELECT ilce_kodu, :id, id, 'uyuyor', :zaman, 'ekip', 'x' FROM kbs.varlik WHERE kod = 'PRK-0001'",
            id=verdict, zaman=NOW)  # fmt: skip
    execute(settings, "INSERT INTO kbs.saha_foto (ilce_kodu, id, tespit_id, sira, ozet, gelen_ozet, genislik, yukseklik, "
                      "bayt, zaman) VALUES (1823, :id, :tespit, 1, :ozet, 'y', 1, 1, 1, :zaman)",
            id=made, tespit=verdict, ozet=ozet, zaman=NOW - timedelta(days=age_days))  # fmt: skip
    for small in (False, True):
        path = photo_path(settings.durum_dizini, ozet, small=small)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"jpeg")
    return made


def rows(settings, table):
    return execute(settings, f"SELECT count(*) FROM kbs.{table}")[0][0]


def deleted(settings):
    done = apply_retention(engine(settings.database_url), settings, now=NOW)
    return {each.target.table: each.rows for each in done if each.rows}


def test_old_field_photos_go_with_their_files_and_their_verdicts_stay(settings):
    old, kept = "a" * 64, "b" * 64
    photo(settings, 731, old)
    photo(settings, 729, kept)
    assert deleted(settings) == {"saha_foto": 1}
    assert [photo_path(settings.durum_dizini, ozet).exists() for ozet in (old, kept)] == [False, True]
    assert not photo_path(settings.durum_dizini, old, small=True).exists()
    assert rows(settings, "saha_tespiti") == 2
    assert deleted(settings) == {}


def test_a_file_that_another_photo_names_stays(settings):
    photo(settings, 731, "c" * 64)
    photo(settings, 1, "c" * 64)
    assert deleted(settings) == {"saha_foto": 1}
    assert photo_path(settings.durum_dizini, "c" * 64).exists()


def test_old_records_answers_sessions_and_notices_go(settings):
    year, day = NOW - timedelta(days=366), NOW - timedelta(days=1)
    for when in (year, day):
        execute(settings, "INSERT INTO kbs.oturum_kaydi (ilce_kodu, zaman, ne, yapan, adres) "
                          "VALUES (1823, :z, 'giris', 'x', '::1')", z=when)  # fmt: skip
        execute(settings, "INSERT INTO kbs.dis_yanit VALUES ('tkgm', :k, '{}', :z)", k=str(when), z=when)
        execute(settings, "INSERT INTO kbs.abone (ilce_kodu, ad, adres, gizli, kim) "
                          "VALUES (1823, 'a', 'https://a', 'x', 'y')")  # fmt: skip
        execute(settings, "INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde, durum, bitis) "
                          "SELECT 1823, max(id), 'deneme', 'x', '{}', 'gonderildi', :z FROM kbs.abone", z=when)  # fmt: skip
    execute(settings, "INSERT INTO kbs.bildirim (ilce_kodu, abone_id, olay, konu, govde, olusturma) "
                      "SELECT 1823, max(id), 'deneme', 'x', '{}', :z FROM kbs.abone", z=year)  # fmt: skip
    account = execute(settings, "INSERT INTO kbs.hesap (ilce_kodu, ad, rol) VALUES (1823, 'ekip', 'saha') RETURNING id")
    for ends in (day, NOW + timedelta(days=1)):
        execute(settings, "INSERT INTO kbs.oturum (ilce_kodu, ozet, hesap_id, tarayici, adres, bitis) "
                          "VALUES (1823, :o, :h, 't', '::1', :b)",
                o=str(ends).encode(), h=account[0][0], b=ends)  # fmt: skip
    assert deleted(settings) == {"oturum_kaydi": 1, "dis_yanit": 1, "bildirim": 1, "oturum": 1}
    assert rows(settings, "bildirim") == 2, "what still waits is not deleted however old"


def test_the_history_is_never_a_target(settings):
    before = rows(settings, "gecmis"), rows(settings, "degisiklik")
    apply_retention(engine(settings.database_url), settings, now=NOW + timedelta(days=36_500))
    assert (rows(settings, "gecmis"), rows(settings, "degisiklik")) >= before
    assert not {"gecmis", "degisiklik", "yayin_gecmisi", "silinen_varlik"} & {target.table for target in TARGETS}


def test_every_target_is_a_table_with_that_time_and_a_setting():
    for target in TARGETS:
        columns = models.Base.metadata.tables[f"kbs.{target.table}"].columns
        assert target.time in columns and ("ilce_kodu" in columns) == target.district
        assert target.setting is None or target.setting in Settings.model_fields


def test_a_table_that_is_not_there_is_passed_over(settings):
    execute(settings, "DROP TABLE kbs.dis_yanit")
    assert deleted(settings) == {}


def test_the_serving_role_may_do_it(settings):
    photo(settings, 800, "d" * 64)
    serving = writing_engine(settings.database_url, size=2)
    try:
        assert sum(each.rows for each in apply_retention(serving, settings, now=NOW)) == 1
    finally:
        serving.dispose()
