"""A small country in PostGIS, and a Spark session where Spark, Java and Sedona's archives are here."""

import os
from pathlib import Path

import pytest

from bench.generate_country import Country
from kbs_envanter.pipeline.bulk import DistrictRows, load_districts
from kbs_envanter.store.database import create_database
from kbs_envanter.toplu.session import spark, what_is_missing

JARS = Path(os.environ.get("KBS_TOPLU_JAR", ".kbs/jar")).absolute()
COUNTRY = Country(
    assets=int(os.environ.get("KBS_TOPLU_VARLIK", "2010")),
    parcels=int(os.environ.get("KBS_TOPLU_PARSEL", "6000")),
    districts=int(os.environ.get("KBS_TOPLU_ILCE", "2")),
)


@pytest.fixture(scope="session")
def country(cluster, migrated) -> str:
    """URL of a database with the made-up country. Tests only read its tables of the inventory."""
    create_database(cluster.url("postgres"), "ulke", template=migrated)
    rows = (DistrictRows(each.code, each.name, each.tables()) for each in COUNTRY.each())
    load_districts(cluster.url("ulke"), rows, source="deneme")
    return cluster.url("ulke")


@pytest.fixture(scope="session")
def jars() -> Path:
    """Folder of Sedona's archives; the test is skipped, with the reason, where the jobs cannot run."""
    if (missing := what_is_missing(JARS)) is not None:
        pytest.skip(f"make test-toplu: {missing}")
    return JARS


@pytest.fixture(scope="session")
def session(jars):
    with spark("local[2]", jars, memory="2g", more={"spark.sql.shuffle.partitions": "4"}) as made:
        yield made
