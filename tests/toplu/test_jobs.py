"""The jobs on Spark: row for row what PostGIS says of the same data, and nothing at all when they are killed."""

import os
import signal
import subprocess
import sys

import geopandas
import psycopg
import pytest

from bench.scale import postgis
from kbs_envanter.store.database import create_database
from kbs_envanter.toplu.run import work
from kbs_envanter.toplu.sink import load_results
from kbs_envanter.toplu.source import write_source
from tests.support import until
from tests.toplu.test_sink import kill_when_waiting, results, stored

pytestmark = pytest.mark.filterwarnings("default")  # Spark's own


@pytest.fixture(scope="module")
def results_of_spark(session, country, tmp_path_factory):
    folder = tmp_path_factory.mktemp("toplu")
    write_source(country, folder / "girdi")
    work(session, folder / "girdi", folder / "sonuc")
    return folder / "sonuc"


@pytest.fixture(scope="module")
def worked(country, results_of_spark):
    load_results(country, results_of_spark)
    return country


@pytest.mark.parametrize(("name", "kind"), [("parsel_mahalle", "Point"), ("cakisma", "Polygon")])
def test_a_result_that_has_a_place_is_a_layer_for_whoever_opens_it(results_of_spark, name, kind):
    layer = geopandas.read_parquet(results_of_spark / name)
    assert len(layer) > 0 and kind in layer.geom_type.iloc[0] and layer.total_bounds[0] > 25


@pytest.mark.parametrize("name", postgis.QUESTIONS)
def test_row_for_row_what_postgis_says(worked, name):
    differing, rows = postgis.compare(worked, name)
    assert rows > 0
    assert differing == 0


def test_linkage_finds_only_pairs_of_one_neighbourhood(worked):
    with psycopg.connect(worked) as connection:
        question = """SELECT count(*), count(*) FILTER (WHERE a.mahalle_kod = b.mahalle_kod) FROM kbs_toplu.aday k
            JOIN kbs.varlik a ON (a.ilce_kodu, a.kod) = (k.ilce_kodu, k.a_kod)
            JOIN kbs.varlik b ON (b.ilce_kodu, b.kod) = (k.ilce_kodu, k.b_kod)"""
        every, near = connection.execute(question).fetchone()
    assert every == near > 0


@pytest.fixture
def small(cluster, country):
    """A database of its own with the country, and a last run's results."""
    create_database(cluster.url("postgres"), "oldurulen", template="ulke")
    yield cluster.url("oldurulen")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE oldurulen WITH (FORCE)")


def start(url, jars, folder):
    command = [sys.executable, "-m", "kbs_envanter", "toplu", "--master", "local[2]", "--bellek", "2g"]
    command += ["--jar", str(jars), "--klasor", str(folder)]
    return subprocess.Popen(command, env={**os.environ, "KBS_DATABASE_URL": url}, start_new_session=True)


def test_a_job_killed_on_spark_leaves_postgis_as_it_was(small, jars, tmp_path):
    load_results(small, results(tmp_path / "once", 1))
    before = stored(small)
    process = start(small, jars, tmp_path / "toplu")
    results_begun = tmp_path / "toplu" / "sonuc"
    assert until(lambda: results_begun.exists() or process.poll() is not None, 600)
    assert process.poll() is None, "it ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert stored(small) == before


def test_a_job_killed_while_it_writes_leaves_postgis_as_it_was(small, jars, tmp_path):
    load_results(small, results(tmp_path / "once", 1))
    before = stored(small)
    with psycopg.connect(small) as reader:
        reader.execute("SELECT FROM kbs_toplu.aday")
        process = start(small, jars, tmp_path / "toplu")
        kill_when_waiting(small, process)
        assert stored(small) == before
    assert stored(small) == before
