"""Shapefile in a zip: short field names with a legend, points and areas apart, texts of 254 bytes at most."""

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyogrio.raw import write_arrow

from kbs_envanter.pipeline.formats.batches import schema_of
from kbs_envanter.pipeline.formats.table import GEOMETRY, KIND, Order

_NAME_LENGTH = 10
_TEXT_BYTES = 254
_DIMENSIONS = {0: ("nokta", "Point"), 2: ("alan", "MultiPolygon")}


def write(batches: Iterator[pa.RecordBatch], order: Order) -> None:
    """Write the zip of the order.

    A collection of one geometry type is one shapefile; rows without geometry are in it, as null shapes. A mixed
    one is two, ``_nokta`` and ``_alan``; its rows without geometry are among the points.
    """
    folder = Path(order.path).with_suffix("")
    folder.mkdir()
    short = short_names([name for name, _, _ in order.columns])
    cut = dict.fromkeys(short, 0)
    schema = pa.schema([f.with_name(short.get(f.name, f.name)) for f in _without_times(schema_of(order))])
    empty = pa.RecordBatch.from_arrays([_none(f.type) for f in schema], schema=schema)
    known = {type_: dimension for dimension, (_, type_) in _DIMENSIONS.items()}.get(order.geometry_type)
    _append(empty, folder, order, known or 0)
    for batch in batches:
        for name in short:
            cut[name] += _too_long(batch.column(name))
        kinds = pc.fill_null(batch.column(KIND), known or 0)
        for dimension in (known,) if known is not None else pc.unique(kinds).to_pylist():
            part = batch if known is not None else batch.filter(pc.equal(kinds, dimension))
            columns = [part.column(name).cast(f.type) for name, f in zip([*short, GEOMETRY], schema, strict=True)]
            _append(pa.RecordBatch.from_arrays(columns, schema=schema), folder, order, dimension)
    _legend(folder / f"{order.name}_alanlar.csv", order, short, cut)
    with zipfile.ZipFile(order.path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for made in sorted(folder.iterdir()):
            archive.write(made, made.name)
            made.unlink()


def short_names(names: list[str]) -> dict[str, str]:
    """Names of at most 10 characters, each once; a number ends those that would be alike."""
    taken: dict[str, str] = {}
    for name in names:
        short, number = name[:_NAME_LENGTH], 1
        while short in taken.values():
            number += 1
            short = name[: _NAME_LENGTH - len(str(number))] + str(number)
        taken[name] = short
    return taken


def _append(batch: pa.RecordBatch, folder: Path, order: Order, dimension: int) -> None:
    suffix, type_ = _DIMENSIONS[dimension]
    layer = order.name if order.geometry_type != "Geometry" else f"{order.name}_{suffix}"
    path = folder / f"{layer}.shp"
    write_arrow(
        pa.Table.from_batches([batch]),
        str(path),
        layer=layer,
        driver="ESRI Shapefile",
        geometry_name=GEOMETRY,
        geometry_type=type_,
        crs=f"EPSG:{order.srid}",
        append=path.exists(),
        layer_options={"ENCODING": "UTF-8", "2GB_LIMIT": "YES"},
    )


def _without_times(schema: pa.Schema) -> pa.Schema:
    """A dBASE table knows days, not times: those are text."""
    return pa.schema([f.with_type(pa.string()) if pa.types.is_timestamp(f.type) else f for f in schema])


def _none(type_: pa.DataType) -> pa.Array:
    return pa.nulls(0, type_)


def _too_long(column: pa.Array) -> int:
    if not pa.types.is_string(column.type):
        return 0
    return pc.sum(pc.greater(pc.binary_length(column), _TEXT_BYTES)).as_py() or 0


def _legend(path: Path, order: Order, short: dict[str, str], cut: dict[str, int]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["kisa_ad", "ad", "baslik", f"kesilen_deger_sayisi_{_TEXT_BYTES}_bayt"])
        for name, _, title in order.columns:
            writer.writerow([short[name], name, title, cut[name]])
