"""The jobs: which rows belong together. What they then say of one another is decided by ``rules``.

Each takes and gives DataFrames, so the same code runs on two cores and on a cluster.
"""

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from kbs_envanter.toplu import rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NAMES = {pa.int32(): "int", pa.int64(): "bigint", pa.string(): "string", pa.float64(): "double"}


def in_neighbourhoods(things: "DataFrame", place: str, neighbourhoods: "DataFrame") -> "DataFrame":
    """``ilce_kodu``, ``id``, ``mahalle_kod`` and the place as ``geom``: in which neighbourhood each thing lies.

    A place on a border lies in both; the lower code is taken. One outside of all is in none and not listed.

    Args:
        things: ``ilce_kodu``, ``id`` and what ``place`` needs.
        place: SQL of a point.
        neighbourhoods: ``ilce_kodu``, ``kod``, ``geom``.
    """
    from pyspark.sql import functions as f

    placed = things.select("ilce_kodu", "id", f.expr(place).alias("yer")).where("yer IS NOT NULL").alias("t")
    areas = f.broadcast(neighbourhoods.alias("m"))
    lies = f.expr("ST_Intersects(m.geom, t.yer) AND m.ilce_kodu = t.ilce_kodu")
    found = placed.join(areas, lies).select("t.ilce_kodu", "t.id", "t.yer", "m.kod")
    return found.groupBy("ilce_kodu", "id").agg(f.min("kod").alias("mahalle_kod"), f.first("yer").alias("geom"))


def matched_references(
    places: rules.Places, texts: "DataFrame", parcels: "DataFrame", where: "DataFrame"
) -> "DataFrame":
    """References with the parcel each means, or NULL (``rules.MATCHES``).

    Args:
        places: what each district calls its places.
        texts: ``ilce_kodu``, ``varlik_id``, ``sira``, ``mahalle_kod`` of the asset, ``ham_metin``.
        parcels: the register.
        where: in which neighbourhood each parcel lies.
    """
    from pyspark.sql import functions as f

    said = texts.mapInArrow(partial(rules.read_references, places), _ddl(rules.REFERENCES))
    named = parcels.select("ilce_kodu", "id", f.col("tapu_mahallesi").alias("alan"), "ada", "parsel").alias("p")
    refs = said.alias("r")
    number = [f.col(f"r.{one}").eqNullSafe(f.col(f"p.{one}")) for one in ("ilce_kodu", "ada", "parsel")]
    # Few references meet few parcels of their number each; only those are looked up among the neighbourhoods.
    met = refs.join(named, number, "left").join(
        where.select(
            f.col("ilce_kodu").alias("w_ilce"), f.col("id").alias("w_id"), f.col("mahalle_kod").alias("w_kod")
        ),
        (f.col("w_ilce") == f.col("p.ilce_kodu")) & (f.col("w_id") == f.col("p.id")),
        "left",
    )
    one = f.when(f.col("p.id").isNotNull(), f.struct("p.id", "p.alan", "w_kod"))
    key = [f.col(f"r.{name}") for name in rules.REFERENCES.names]
    together = met.groupBy(*key).agg(f.sort_array(f.collect_list(one)).alias("ayni"))
    return together.mapInArrow(rules.choose_parcels, _ddl(rules.MATCHES))


def claimed_twice(matches: "DataFrame", parcels: "DataFrame") -> "DataFrame":
    """Parcels on which more than one asset is said to stand: ``ilce_kodu``, ``parsel_id``, ``varliklar``, ``geom``."""
    from pyspark.sql import functions as f

    on = matches.where("parsel_id IS NOT NULL AND iliski = 'uzerinde'")
    claims = on.groupBy("ilce_kodu", "parsel_id").agg(f.sort_array(f.collect_set("varlik_id")).alias("varliklar"))
    twice = claims.where(f.size("varliklar") > 1).withColumn("varliklar", f.concat_ws(",", "varliklar"))
    shapes = parcels.select("ilce_kodu", f.col("id").alias("parsel_id"), "geom")
    return twice.join(shapes, ["ilce_kodu", "parsel_id"])


def linkage_candidates(places: rules.Places, assets: "DataFrame") -> "DataFrame":
    """Assets of one neighbourhood that may be one thing (``rules.CANDIDATES``)."""
    by = assets.groupBy("ilce_kodu", "mahalle_kod")
    return by.applyInArrow(partial(rules.linkage_candidates, places), _ddl(rules.CANDIDATES))


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {_NAMES[field.type]}" for field in schema)
