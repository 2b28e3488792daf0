"""Public reads through a real streaming replica: never older than the version they go out under, and safe to lose."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import psycopg
import pytest

from kbs_envanter.app import create_app
from kbs_envanter.pipeline.municipality import install
from kbs_envanter.pipeline.status import status
from kbs_envanter.store.cluster import PrivateCluster, find_binaries
from kbs_envanter.store.database import read_pool
from kbs_envanter.store.replica import Replica
from kbs_envanter.store.roles import GOREVLI, KAMU
from tests.support import finish, offline_settings, open_directory, serving, until

SECOND = Path(__file__).parents[1] / "data" / "cinarova"
NOW = datetime.now(UTC)
ITEM, TILE = "/collections/binalar/items/BIN-0001", "/collections/varliklar/tiles/WebMercatorQuad/12/1535/2375"


@pytest.fixture(scope="module")
def copy(cluster):
    """A second server that follows the first, made by pg_basebackup. A slot keeps for it what it has not read yet."""
    with open_directory() as place:
        data = place / "kopya" / "veri"
        data.parent.mkdir()
        make = [find_binaries() / "pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-C", "-S", "kopya"]
        subprocess.run([*make, "-D", data, "-d", cluster.url("postgres")], check=True, capture_output=True)
        owner = cluster.directory / "veri"
        subprocess.run(["chown", "-R", "--reference", owner, data.parent], check=True)
        yield PrivateCluster(data.parent, durable=False)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_drop_replication_slot('kopya')")


@pytest.fixture
def served(cluster, inventory, copy, tmp_path):
    """A service over both, the URL of the first server, and the second one, which runs."""
    name = inventory.rsplit("/", 1)[1].partition("?")[0]
    settings = offline_settings(inventory, tmp_path).model_copy(update={"okuma_url": copy.url(name)})
    app = create_app(settings)
    with copy.running(), serving(settings, app) as address, httpx.Client(base_url=address) as client:
        assert until(lambda: fresh(app), 30)
        yield client, app, settings, copy


def rename(url: str, name: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = %s WHERE kod = 'BIN-0001'", [name])
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT surum FROM kbs.veri_surumu").fetchone()[0]


def fresh(app) -> bool:
    return app.state.replica.shows(app.state.version)


def asked(app) -> int:
    return app.state.replica.pool.get_stats().get("requests_num", 0)


def test_the_publics_reads_go_to_the_replica_and_are_what_the_primary_says(served):
    client, app, settings, _ = served
    before = asked(app)
    each = [client.get(f"/collections/varliklar/items?limit={n}") for n in range(1, 8)]
    assert asked(app) >= before + 7
    with serving(settings.model_copy(update={"okuma_url": None})) as alone:
        for answer in each:
            plain = httpx.get(alone + answer.url.raw_path.decode())
            assert plain.content.replace(alone.encode(), b"") == answer.content.replace(
                str(client.base_url).rstrip("/").encode(), b""
            )
            assert plain.headers["KBS-Veri-Surumu"] == answer.headers["KBS-Veri-Surumu"]
    assert status(settings.database_url, settings, now=NOW).facts["okuma_kopyasi"] == "taze"


def test_each_district_is_read_from_the_replica_as_soon_as_it_shows_what_that_district_shows(served):
    client, app, settings, _ = served
    for _ in install(settings.database_url, settings, SECOND):
        pass
    path = "/ilce/9950/collections/varliklar/items?limit={}"
    wanted = client.get(path.format(1))
    assert wanted.status_code == 200
    assert until(lambda: app.state.replica.shows(app.state.versions.of(9950)))
    before = asked(app)
    assert [client.get(path.format(n)).status_code for n in range(2, 8)] == [200] * 6
    assert asked(app) >= before + 6


def test_a_replica_that_lags_is_not_asked_and_nothing_old_is_remembered_as_new(served):
    client, app, settings, _ = served
    with psycopg.connect(settings.okuma_url, autocommit=True) as behind:
        behind.execute("SELECT pg_wal_replay_pause()")
        for number in range(5):
            tag = client.get(TILE).headers["etag"]
            version = rename(settings.database_url, f"Ad {number}")
            assert until(lambda version=version: app.state.version.current == version)
            answer = client.get(ITEM)
            assert answer.json()["properties"]["ad"] == f"Ad {number}"
            assert answer.headers["KBS-Veri-Surumu"] == str(version)
            assert client.get(ITEM).content == answer.content  # from memory, too
            again = client.get(TILE, headers={"If-None-Match": tag})
            assert again.status_code == 200 and again.headers["etag"] != tag
        assert not fresh(app)
        assert status(settings.database_url, settings, now=NOW).facts["okuma_kopyasi"] == "geride"
        behind.execute("SELECT pg_wal_replay_resume()")
    assert until(lambda: fresh(app))
    before = asked(app)
    assert "Ad 4" in client.get(f"{ITEM}?f=html").text
    assert asked(app) > before


def test_a_replica_that_is_not_read_with_the_publics_eyes_is_not_read(served):
    _, _, settings, _ = served

    async def found(role: str) -> bool:
        followed = SimpleNamespace(current=0, ilce_kodu=settings.ilce_kodu)
        pools = [read_pool(url, size=1, timeout_ms=1000, role=each) for url, each in (
            (settings.okuma_url, role), (settings.database_url, KAMU))]  # fmt: skip
        async with pools[0], pools[1]:
            replica = Replica(*pools)
            await replica._look()
            return replica.shows(followed)

    assert [finish(found(role)) for role in (KAMU, GOREVLI)] == [True, False]


def test_a_replica_that_goes_away_is_not_missed_and_used_again_when_it_is_back(served):
    client, app, _, copy = served
    data = copy.directory / "veri"
    pid = int((data / "postmaster.pid").read_text().split()[0])
    subprocess.run(["kill", "-QUIT", str(pid)], check=True)  # every connection is cut in the middle
    assert {client.get(f"/collections/varliklar/items?limit={n}").status_code for n in range(20, 40)} == {200}
    assert not fresh(app)
    with copy.running():  # another user of the cluster starts it again
        assert until(lambda: fresh(app), 30)
