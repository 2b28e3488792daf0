"""The same join by PostGIS and by Sedona: in which neighbourhood does each parcel lie."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.scale import postgis
from kbs_envanter.toplu import jobs
from kbs_envanter.toplu.session import spark, what_is_missing
from kbs_envanter.toplu.source import write_source

JARS = Path(os.environ.get("KBS_TOPLU_JAR", ".kbs/jar")).absolute()


@dataclass(frozen=True, slots=True)
class Joined:
    """Seconds of each, and how many rows differ. Spark's start and the way out of PostGIS are apart."""

    rows: int
    postgis: float
    sedona: float
    start: float
    out: float
    differing: int


def join(url: str, home: Path) -> Joined | None:
    """Both, in one run; None where Spark, Java or Sedona is not here."""
    if (missing := what_is_missing(JARS)) is not None:
        print(f"  Sedona yok / is not here: {missing}")
        return None
    with psycopg.connect(url) as connection:
        begun = time.perf_counter()
        connection.execute(f"CREATE TEMP TABLE bizim AS {postgis.QUESTIONS['parsel_mahalle']}")
        by_postgis = time.perf_counter() - begun
        begun = time.perf_counter()
        write_source(url, home / "girdi")
        out = time.perf_counter() - begun
        begun = time.perf_counter()
        with spark("local[*]", JARS) as session:
            read = {
                name: session.read.format("geoparquet").load(f"{home}/girdi/{name}.parquet")
                for name in ("mahalle", "parsel")
            }
            read["mahalle"].count()
            start = time.perf_counter() - begun
            begun = time.perf_counter()
            found = jobs.in_neighbourhoods(read["parsel"], "ST_PointOnSurface(geom)", read["mahalle"])
            found.write.mode("overwrite").format("geoparquet").save(f"{home}/sonuc")
            by_sedona = time.perf_counter() - begun
        rows, differing = _differing(connection, home / "sonuc")
    return Joined(rows, by_postgis, by_sedona, start, out, differing)


def _differing(connection: psycopg.Connection, folder: Path) -> tuple[int, int]:
    import pyarrow.parquet as pq
    from psycopg import sql

    from kbs_envanter.pipeline.bulk import copy_rows

    connection.execute("CREATE TEMP TABLE onun (LIKE bizim)")
    rows = copy_rows(
        connection, sql.Identifier("onun"), pq.read_table(folder, columns=["ilce_kodu", "id", "mahalle_kod"])
    )
    question = (
        "SELECT count(*) FROM ((TABLE bizim EXCEPT ALL TABLE onun) UNION ALL (TABLE onun EXCEPT ALL TABLE bizim)) d"
    )
    return rows, connection.execute(question).fetchone()[0]  # type: ignore[index]
