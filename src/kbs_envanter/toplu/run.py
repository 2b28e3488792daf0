"""One night's run: read PostGIS, work on Spark, write PostGIS."""

import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.toplu import jobs
from kbs_envanter.toplu.rules import Names
from kbs_envanter.toplu.session import spark
from kbs_envanter.toplu.sink import load_results
from kbs_envanter.toplu.source import write_source

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the run that is done: its name, how long it took, how many rows it gave."""

    name: str
    seconds: float
    rows: dict[str, int]


def run(url: str, folder: Path, *, master: str, jars: Path, memory: str = "4g") -> Iterator[Step]:
    """All jobs, step by step; PostGIS is written by the last one alone, in one transaction.

    Args:
        url: libpq URL.
        folder: for files between the steps, reached by every worker of a cluster; emptied first.
        master: Spark's master URL.
        jars: folder of Sedona's archives.
        memory: of Spark's driver.

    Raises:
        UserError: when something that Spark needs is not here.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with spark(master, jars, memory=memory) as session:
        begun = time.perf_counter()
        read = write_source(url, folder / "girdi")
        yield Step("PostGIS → GeoParquet", time.perf_counter() - begun, read)
        begun = time.perf_counter()
        work(session, folder / "girdi", folder / "sonuc")
        yield Step("Sedona", time.perf_counter() - begun, {})
    begun = time.perf_counter()
    written = load_results(url, folder / "sonuc")
    yield Step("GeoParquet → PostGIS", time.perf_counter() - begun, written)
    shutil.rmtree(folder)


def work(session: "SparkSession", source: Path, target: Path) -> None:
    """The jobs from files to files: GeoParquet where a result has a place, Parquet where it has none."""
    geo = {
        name: session.read.format("geoparquet").load(f"{source}/{name}.parquet")
        for name in ("mahalle", "parsel", "varlik")
    }
    texts = session.read.parquet(f"{source}/atif.parquet")
    places = (("parsel", "ST_PointOnSurface(geom)"), ("varlik", "geom"))
    for name, place in places:
        found = jobs.in_neighbourhoods(geo[name], place, geo["mahalle"])
        found.write.mode("overwrite").format("geoparquet").save(f"{target}/{name}_mahalle")
    names, where = names_of(source), session.read.parquet(f"{target}/parsel_mahalle")
    jobs.matched_references(names, texts, geo["parsel"], where).write.mode("overwrite").parquet(f"{target}/atif")
    matches = session.read.parquet(f"{target}/atif")
    claims = jobs.claimed_twice(matches, geo["parsel"])
    claims.write.mode("overwrite").format("geoparquet").save(f"{target}/cakisma")
    candidates = jobs.linkage_candidates(names, geo["varlik"].drop("geom"))
    candidates.write.mode("overwrite").parquet(f"{target}/aday")


def names_of(source: Path) -> dict[int, Names]:
    """What each district calls its places, from the files of ``write_source``: its areas are those of its register."""
    neighbourhoods, areas = defaultdict(list), defaultdict(list)
    for row in pq.read_table(source / "mahalle.parquet", columns=["ilce_kodu", "kod", "ad"]).to_pylist():
        neighbourhoods[row["ilce_kodu"]].append(Neighbourhood(row["kod"], row["ad"]))
    for row in pq.read_table(source / "alan.parquet").to_pylist():
        areas[row["ilce_kodu"]].append(row["tapu_mahallesi"])
    return {code: Names(tuple(neighbourhoods[code]), tuple(sorted(areas[code]))) for code in {*neighbourhoods, *areas}}
