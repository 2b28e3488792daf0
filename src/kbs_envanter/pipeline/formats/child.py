"""The process that writes one file: an order (JSON) and then rows come in on standard input.

Run as ``python -m kbs_envanter.pipeline.formats.child``. Ends with 0 when the file is whole.
"""

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kbs_envanter.pipeline.formats.table import Order, frames

_NICE = 5  # an export may take longer; a map that someone is looking at may not


def main() -> None:
    """Write what standard input orders."""
    os.nice(_NICE)
    pieces = frames(sys.stdin.buffer)
    order = Order(**json.loads(next(pieces)))
    with _without("geopandas", "pandas"):
        from kbs_envanter.pipeline.formats.batches import read

        write = _writer(order.format)
    # GDAL says of every cut text and renamed field what the documentation says once.
    warnings.simplefilter("ignore")
    write(read(pieces, order), order)


def _writer(key: str) -> Callable[..., None]:
    """Only what the format needs is loaded."""
    if key == "xlsx":
        from kbs_envanter.pipeline.formats.xlsx import write
    elif key == "parquet":
        from kbs_envanter.pipeline.formats.parquet import write
    elif key == "shp":
        from kbs_envanter.pipeline.formats.shapefile import write
    elif key == "fgb":
        from kbs_envanter.pipeline.formats.gdal import write_flatgeobuf as write
    else:
        from kbs_envanter.pipeline.formats.gdal import write_geopackage as write
    return write


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let pyogrio find that these are not there: it can do without, and they cost a second and 90 MB."""
    sys.modules.update(dict.fromkeys(names))
    yield
    for name in names:
        del sys.modules[name]


if __name__ == "__main__":
    main()
