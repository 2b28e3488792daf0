"""Upgrades: from the first schema with a real inventory in it, two at once, and a program that is older than the data."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from psycopg import sql

from kbs_envanter.pipeline.backup import backups
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.store import migrate, schema
from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving

FIRST = "0001"
# In an order in which each finds what it refers to.
TABLES = (
    "ilce",
    "kaynak",
    "mahalle",
    "parsel",
    "varlik",
    "kullanim",
    "varlik_parsel",
    "hak",
    "gosterge",
    "parsel_soyu",
)
# What the loader of the first version did not write, and a person at a console could.
BY_HAND = """
INSERT INTO kbs.tasinmaz_islemi (ilce_kodu, tur, parsel_id, ham_parsel, bedel_tl, konu, kaynak_id)
SELECT 1823, 'kira_verilen', (SELECT min(id) FROM kbs.parsel), '512 ada 9 parsel', 1000, 'büfe', min(id) FROM kbs.kaynak;
INSERT INTO kbs.tasinmaz_islemi (ilce_kodu, tur, ham_parsel, kaynak_id)
SELECT 1823, 'madde18', 'okunmayan yazı', min(id) FROM kbs.kaynak;
INSERT INTO kbs.faaliyet (ilce_kodu, yer_ham, yapilan_is, kaynak_id) SELECT 1823, 'Atakent', 'boya', min(id) FROM kbs.kaynak;
INSERT INTO kbs.bulgu (ilce_kodu, tur, aciklama) VALUES (1823, 'elle', 'bir not');
INSERT INTO kbs.saha_tespiti (ilce_kodu, id, varlik_id, sonuc, zaman)
SELECT 1823, gen_random_uuid(), id, 'uyuyor', now() FROM kbs.varlik WHERE kod = 'BIN-0001';
"""


@pytest.fixture
def first(cluster, inventory):
    """A database of the first schema with the inventory in it, as the first program would have written it."""
    create_database(cluster.url("postgres"), "ilk")
    url = cluster.url("ilk")
    migrate.upgrade(url, FIRST)
    with psycopg.connect(inventory) as now, psycopg.connect(url) as then:
        for table in TABLES:
            copy(now, then, table)
        then.execute("UPDATE kbs.varlik SET ad = ad || ' (yeni)' WHERE kod = 'PRK-0001'")
        then.execute(BY_HAND)
    yield url
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE ilk WITH (FORCE)")


def columns(connection, table: str) -> list[str]:
    """Columns that are written, in the order of their names."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = ('kbs.' || %s)::regclass AND attnum > 0 "
            "AND NOT attisdropped AND attgenerated = '' ORDER BY 1",
            [table],
        )
    ]


def copy(source, target, table: str) -> None:
    known = set(columns(source, table))
    shared = sql.SQL(", ").join(sql.Identifier(name) for name in columns(target, table) if name in known)
    name = sql.Identifier("kbs", table)
    reading = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(shared, name)
    writing = sql.SQL("COPY {} ({}) FROM STDIN").format(name, shared)
    with source.cursor().copy(reading) as out, target.cursor().copy(writing) as into:
        for block in out:
            into.write(block)


def rows(url: str, shape: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every row of every table as text, in the columns of ``shape``."""
    with psycopg.connect(url) as connection:
        return {
            table: sorted(
                row
                for (row,) in connection.execute(
                    sql.SQL("SELECT ({})::text FROM {}").format(
                        sql.SQL("ROW({})").format(sql.SQL(", ").join(map(sql.Identifier, names))),
                        sql.Identifier("kbs", table),
                    )
                )
            )
            for table, names in shape.items()
        }


def shape_of(url: str) -> dict[str, list[str]]:
    moved = {"tasinmaz_islemi": {"parsel_id", "ham_parsel"}, "gecmis": {"kim"}}
    with psycopg.connect(url) as connection:
        tables = [*TABLES, "tasinmaz_islemi", "faaliyet", "bulgu", "saha_tespiti", "gecmis"]
        return {table: [n for n in columns(connection, table) if n not in moved.get(table, ())] for table in tables}


def test_nothing_is_lost_from_the_first_schema_to_the_newest(first, tmp_path):
    shape = shape_of(first)
    before = rows(first, shape)
    assert len(before["varlik"]) >= 155 and len(before["gecmis"]) > 500
    with psycopg.connect(first) as connection:
        known = connection.execute("SELECT count(DISTINCT (kim, zaman)) FROM kbs.gecmis").fetchone()
    migrate.upgrade(first)
    after = rows(first, shape)
    gone = {table: set(before[table]) - set(after[table]) for table in before}
    assert {table: lost for table, lost in gone.items() if lost} == {}
    with psycopg.connect(first) as connection:
        # What was one column is a row now.
        links = "SELECT atif, parsel_id IS NOT NULL, durum FROM kbs.islem_parsel ORDER BY islem_id"
        assert connection.execute(links).fetchall() == [
            ("512 ada 9 parsel", True, "okundu"),
            ("okunmayan yazı", False, "okunamadi"),
        ]
        assert connection.execute("SELECT count(*) FROM kbs.gecmis WHERE degisiklik IS NULL").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM kbs.degisiklik WHERE kim <> ''").fetchone()[0] >= known[0]
        published = connection.execute("SELECT count(*) FROM kbs.yayin_varlik").fetchone()[0]
        assert published == connection.execute("SELECT count(*) FROM kbs.varlik WHERE erisim = 'acik'").fetchone()[0]
    migrate.check(first)
    # And the new program goes on from there: a load over it changes no code and drops no asset.
    codes = set(rows(first, {"varlik": ["kod"]})["varlik"])
    for _ in prepare(first, offline_settings(first, tmp_path)):
        pass
    assert set(rows(first, {"varlik": ["kod"]})["varlik"]) == codes


def test_two_upgrades_at_once_are_one_after_the_other(first):
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(migrate.upgrade, first) for _ in range(2)]
    assert [each.result() for each in done] == [None, None]
    assert migrate.current(first) == schema.head()


def test_an_upgrade_backs_up_first_and_says_what_it_did(first, tmp_path):
    here = {"KBS_DATABASE_URL": first, "KBS_YEDEK_DIZINI": str(tmp_path / "y"), "KBS_DURUM_DIZINI": str(tmp_path / "d")}
    command = [sys.executable, "-m", "kbs_envanter", "yukselt", "--json"]
    told = json.loads(subprocess.run(command, env=os.environ | here, capture_output=True, text=True, check=True).stdout)
    assert (told["onceki"], told["sema"]) == (FIRST, schema.head())
    (made,) = backups(tmp_path / "y")
    assert str(made) == told["yedek"] and json.loads((made / "kunye.json").read_text())["sema"] == FIRST
    again = json.loads(subprocess.run(command, env=os.environ | here, capture_output=True, text=True).stdout)
    assert (again["onceki"], again["yedek"]) == (schema.head(), None)


def test_a_start_of_a_newer_program_backs_up_before_it_changes_the_schema(first, tmp_path):
    here = {"KBS_DATABASE_URL": first, "KBS_YEDEK_DIZINI": str(tmp_path / "y"), "KBS_DURUM_DIZINI": str(tmp_path / "d")}
    command = [sys.executable, "-m", "kbs_envanter", "kur"]
    environment = os.environ | here | {"KBS_VERI_AYNASI": str(tmp_path / "yok")}
    for _ in range(2):  # the second start has nothing to upgrade
        subprocess.run(command, env=environment, capture_output=True, check=True)
    (made,) = backups(tmp_path / "y")
    assert json.loads((made / "kunye.json").read_text())["sema"] == FIRST
    assert migrate.current(first) == schema.head()


def test_an_older_program_leaves_a_newer_schema_alone_and_says_so(database):
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE kbs.alembic_version SET version_num = '9999'")
        connection.execute("COMMENT ON TABLE kbs.alembic_version IS '9999'")
    with pytest.raises(migrate.SchemaNewer, match="newer than this program"):
        migrate.upgrade(database)
    assert migrate.current(database) == "9999"


def test_an_older_program_goes_on_with_a_newer_schema_that_fits_it(inventory, tmp_path):
    """A service is renewed process by process: the first new one migrates, the others still serve."""
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.alembic_version SET version_num = '9999'")
        connection.execute(f"COMMENT ON TABLE kbs.alembic_version IS '{schema.head()}'")
    migrate.upgrade(inventory)
    assert migrate.current(inventory) == "9999"
    with serving(offline_settings(inventory, tmp_path)) as address:
        assert httpx.get(f"{address}/saglik/hazir").json()["denetimler"]["sema"] == "iyi"
        assert httpx.get(f"{address}/collections/varliklar/items/PRK-0001").status_code == 200


def test_a_schema_says_the_oldest_program_that_it_fits(database):
    with psycopg.connect(database) as connection:
        said = connection.execute("SELECT obj_description('kbs.alembic_version'::regclass)").fetchone()
    assert said == (schema.oldest_fitting(),) and schema.knows(said[0])
