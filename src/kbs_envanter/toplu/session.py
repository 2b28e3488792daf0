"""A Spark session that knows Sedona, on this machine (``local[*]``) or on a cluster (``spark://…``, ``yarn``)."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbs_envanter.domain.errors import UserError
from kbs_envanter.toplu.jars import checked

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.kryo.registrator": "org.apache.sedona.core.serde.SedonaKryoRegistrator",
    "spark.sql.extensions": "org.apache.sedona.viz.sql.SedonaVizExtensions,org.apache.sedona.sql.SedonaSqlExtensions",
    # Beside the equality of the districts a place must still be found by an index, not by trying every neighbourhood.
    "spark.sedona.join.optimizationmode": "all",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "64",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def what_is_missing(jars: Path) -> str | None:
    """Why the jobs cannot run here, for people; None when they can."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("sedona") is None:
        return "pip install 'kbs-envanter[toplu]' gerekli / is needed"
    if shutil.which("java") is None:
        return "Java 17 gerekli / is needed (apt-get install openjdk-17-jre-headless)"
    try:
        checked(jars)
    except UserError as error:
        return str(error)
    return None


# Nobody else has business with a session on one machine.
_ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@contextmanager
def spark(
    master: str, jars: Path, *, memory: str = "4g", more: dict[str, Any] | None = None
) -> Iterator["SparkSession"]:
    """A session, stopped afterwards.

    Args:
        master: Spark's master URL.
        jars: folder of the Java archives.
        memory: of the driver, which in ``local`` mode does the work.
        more: further settings of Spark, such as a cluster asks for.

    Raises:
        UserError: when something that is needed is not here.
    """
    if (missing := what_is_missing(jars)) is not None:
        raise UserError(missing)
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers know what this Python knows
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("kbs-envanter toplu").master(master)
    builder = builder.config("spark.jars", ",".join(map(str, checked(jars)))).config("spark.driver.memory", memory)
    for name, value in (_SETTINGS | (_ALONE if master.startswith("local") else {}) | (more or {})).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        from sedona.spark import SedonaContext

        yield SedonaContext.create(session)
    finally:
        session.stop()
