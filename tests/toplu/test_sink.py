"""Results into PostGIS: the new ones whole, or the old ones. And what is written for the jobs."""

import os
import signal
import subprocess
import sys
import uuid

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kbs_envanter.toplu.sink import TABLES, load_results
from kbs_envanter.toplu.source import write_source
from tests.support import until
from tests.toplu.conftest import COUNTRY

_PATIENCE_S = 600


def results(folder, parcel):
    """A folder as the jobs leave it, telling of one parcel."""
    asset = str(uuid.uuid5(uuid.NAMESPACE_DNS, str(parcel)))
    rows = {
        "parsel_mahalle": {"ilce_kodu": 5001, "id": parcel, "mahalle_kod": "m01"},
        "varlik_mahalle": {"ilce_kodu": 5001, "id": asset, "mahalle_kod": "m01"},
        "atif": {"ilce_kodu": 5001, "varlik_id": asset, "sira": 1, "no": 1, "iliski": "uzerinde", "parsel_id": None},
        "cakisma": {"ilce_kodu": 5001, "parsel_id": parcel, "varliklar": "a,b"},
        "aday": {"ilce_kodu": 5001, "a_kod": "a", "b_kod": "b", "tur": "ayni", "durum": "bekliyor", "puan": 0.7,
                 "kanit": "[]"},
    }  # fmt: skip
    for name, row in rows.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist([row]), folder / name / "part-0.parquet")
    return folder


def stored(url):
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'kbs_toplu'::regnamespace "
                                   "AND relkind = 'r' ORDER BY 1").fetchall()  # fmt: skip
        return names, connection.execute("SELECT id FROM kbs_toplu.parsel_mahalle").fetchall()


def test_a_run_takes_the_place_of_the_last_one(database, tmp_path):
    assert load_results(database, results(tmp_path / "1", 1)) == dict.fromkeys(TABLES, 1)
    load_results(database, results(tmp_path / "2", 2))
    assert stored(database) == ([(name,) for name in sorted(TABLES)], [(2,)])


def test_a_fault_in_the_last_table_leaves_the_last_run(database, tmp_path):
    load_results(database, results(tmp_path / "1", 1))
    broken = results(tmp_path / "2", 2)
    row = {"ilce_kodu": None, "a_kod": "a", "b_kod": "b", "tur": "x", "durum": "x", "puan": 0.1, "kanit": "[]"}
    pq.write_table(pa.Table.from_pylist([row]), broken / "aday" / "part-0.parquet")
    with pytest.raises(psycopg.errors.NotNullViolation):
        load_results(database, broken)
    assert stored(database)[1] == [(1,)]


def test_a_load_that_is_killed_leaves_the_last_run(database, tmp_path):
    load_results(database, results(tmp_path / "1", 1))
    results(tmp_path / "2", 2)
    before = stored(database)
    with psycopg.connect(database) as reader:
        reader.execute("SELECT FROM kbs_toplu.aday")  # its lock lets the load come as far as the exchange of tables
        load = f"from kbs_envanter.toplu.sink import *; load_results({database!r}, Path({str(tmp_path / '2')!r}))"
        process = subprocess.Popen([sys.executable, "-c", load])
        kill_when_waiting(database, process)
        assert stored(database) == before
    assert stored(database) == before


def kill_when_waiting(url, process):
    """Kill -9 a process (and its children) at the moment when its transaction waits for a lock of ours."""
    waiting = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(url, autocommit=True) as watcher:
        assert until(lambda: watcher.execute(waiting).fetchone() or process.poll() is not None, _PATIENCE_S)
        found = watcher.execute(waiting).fetchone()
        assert found, "it ended before it could be killed"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        # The server sees that nobody is there when it wants to answer; an administrator would not wait either.
        watcher.execute("SELECT pg_terminate_backend(%s, 10000)", found)


def test_the_jobs_are_given_every_parcel_and_nothing_withheld(country, tmp_path):
    counted = write_source(country, tmp_path)
    hidden = sum(COUNTRY.district(code).tables()["varlik"].column("erisim").to_pylist().count("gizli")
                 for code in COUNTRY.codes())  # fmt: skip
    assert hidden > 0
    assert (counted["parsel"], counted["varlik"]) == (COUNTRY.parcels, COUNTRY.assets - hidden)
    assert not any("Konukevi" in name for name in pq.read_table(tmp_path / "varlik.parquet")["ad"].to_pylist())
    given = pq.read_table(tmp_path / "parsel.parquet").slice(7, 1).to_pylist()[0]
    with psycopg.connect(country) as connection:
        question = "SELECT ST_AsBinary(geom), ada, parsel FROM kbs.parsel WHERE (ilce_kodu, id) = (%s, %s)"
        assert connection.execute(question, (given["ilce_kodu"], given["id"])).fetchone() == (
            given["geom"], given["ada"], given["parsel"])  # fmt: skip
    assert b"geo" in pq.read_schema(tmp_path / "parsel.parquet").metadata
