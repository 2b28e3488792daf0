"""The program's clock jumps; the database keeps its own, and what follows from time follows from that one."""

import sys
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from kbs_envanter.pipeline.background import clocks_agree
from kbs_envanter.pipeline.backup import back_up, backups
from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.store.database import engine
from tests.support import offline_settings, serving, sign_in

ASSET = "/collections/varliklar/items/PRK-0012"


class Jumping(datetime):
    """A clock that can be set: every module of the program reads this one."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def clock(monkeypatch):
    for name, module in list(sys.modules.items()):
        if name.startswith("kbs_envanter") and getattr(module, "datetime", None) is datetime:
            monkeypatch.setattr(module, "datetime", Jumping)
    monkeypatch.setattr(Jumping, "ahead", timedelta(0))
    return Jumping


def rename(admin, name):
    etag = admin.get(ASSET).headers["etag"]
    headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
    answer = admin.patch(ASSET, json={"properties": {"ad": name}, "neden": "deneme"}, headers=headers)
    assert answer.status_code in (200, 204), answer.text


def name_as_of(address, moment):
    asked = {"datetime": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "filter": "kod = 'PRK-0012'"}
    found = httpx.get(f"{address}/collections/varliklar/items", params=asked).json()["features"]
    return [each["properties"]["ad"] for each in found]


@pytest.mark.parametrize("days", [-800, 800])
def test_history_keeps_its_order_whatever_the_clock_of_the_program_says(clock, inventory, tmp_path, days):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "yonetici") as admin:
        before = name_as_of(address, datetime.now(UTC))
        rename(admin, "Birinci")
        first = database_time(inventory)
        clock.ahead = timedelta(days=days)
        rename(admin, "İkinci")
        clock.ahead = timedelta(0)
        second = database_time(inventory)
        rename(admin, "Üçüncü")
        assert name_as_of(address, first) == ["Birinci"]
        assert name_as_of(address, second) == ["İkinci"]
        assert name_as_of(address, database_time(inventory)) == ["Üçüncü"]
        assert name_as_of(address, first - timedelta(days=1)) == before
    assert faults(inventory, tmp_path) == []


def database_time(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT clock_timestamp()").fetchone()[0]


@pytest.mark.parametrize("hours", [-3, 3])
def test_who_is_signed_in_stays_so_and_the_service_answers(clock, inventory, tmp_path, hours):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "planlama") as planner:
        assert planner.get("/hesabim").status_code == 200
        clock.ahead = timedelta(hours=hours)
        assert planner.get("/hesabim").status_code == 200
        assert httpx.get(f"{address}/saglik/hazir").status_code == 200


def test_the_newest_backup_is_never_taken_for_the_oldest(clock, database, tmp_path):
    folder = tmp_path / "yedekler"
    clock.ahead = timedelta(days=800)
    ahead = back_up(database, tmp_path / "medya", folder, keep=2).folder
    clock.ahead = timedelta(0)
    first = back_up(database, tmp_path / "medya", folder, keep=2).folder
    assert backups(folder) == [ahead, first]
    second = back_up(database, tmp_path / "medya", folder, keep=2).folder
    assert backups(folder) == [first, second]


def test_nothing_is_deleted_for_its_age_while_the_clocks_differ(inventory):
    now = datetime.now(UTC)
    assert clocks_agree(engine(inventory), now)
    assert not clocks_agree(engine(inventory), now + timedelta(days=1000))
    assert not clocks_agree(engine(inventory), now - timedelta(hours=2))
