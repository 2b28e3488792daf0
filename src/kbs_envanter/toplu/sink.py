"""What the jobs found, from their files into PostGIS: the schema ``kbs_toplu``, all of it in one transaction.

The tables follow from the others and are made anew by every run, beside those of the last: readers see the old ones
until the commit, and a run that dies leaves them.
"""

from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.dataset as ds
from psycopg import sql

from kbs_envanter.pipeline.bulk import copy_rows

SCHEMA = "kbs_toplu"
# Name -> columns, and what it is asked by.
TABLES = {
    "parsel_mahalle": ("ilce_kodu integer NOT NULL, id bigint NOT NULL, mahalle_kod text NOT NULL", "ilce_kodu, id"),
    "varlik_mahalle": ("ilce_kodu integer NOT NULL, id uuid NOT NULL, mahalle_kod text NOT NULL", "ilce_kodu, id"),
    "atif": (
        "ilce_kodu integer NOT NULL, varlik_id uuid NOT NULL, sira integer NOT NULL, no integer NOT NULL, "
        "iliski text NOT NULL, parsel_id bigint",
        "ilce_kodu, varlik_id, sira, no",
    ),
    "cakisma": (
        "ilce_kodu integer NOT NULL, parsel_id bigint NOT NULL, varliklar text NOT NULL",
        "ilce_kodu, parsel_id",
    ),
    "aday": (
        "ilce_kodu integer NOT NULL, a_kod text NOT NULL, b_kod text NOT NULL, tur text NOT NULL, durum text NOT NULL, "
        "puan double precision NOT NULL, kanit json NOT NULL",
        "ilce_kodu, a_kod, b_kod",
    ),
}


def load_results(url: str, folder: Path) -> dict[str, int]:
    """Put the tables of a folder in the place of the last run's; returns how many rows each has."""
    counted: dict[str, int] = {}
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for name, (columns, key) in TABLES.items():
            coming = sql.Identifier(SCHEMA, f"{name}_yeni")
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(coming, sql.SQL(columns)))
            found = ds.dataset(folder / name, format="parquet")
            wanted = [column.split()[0] for column in columns.split(", ")]  # a place is for who opens the file
            batches = found.to_batches(columns=wanted, batch_size=100_000)
            counted[name] = sum(copy_rows(connection, coming, pa.Table.from_batches([batch])) for batch in batches)
            connection.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(coming, sql.SQL(key)))
            connection.execute(sql.SQL("ANALYZE {}").format(coming))
        # Readers of the last run's tables are waited for here only, when everything else is done.
        for name in TABLES:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(SCHEMA, name)))
            for kind, ending in (("TABLE", ""), ("INDEX", "_pkey")):
                connection.execute(
                    sql.SQL("ALTER {} {} RENAME TO {}").format(
                        sql.SQL(kind),
                        sql.Identifier(SCHEMA, f"{name}_yeni{ending}"),
                        sql.Identifier(f"{name}{ending}"),
                    )
                )
    return counted
