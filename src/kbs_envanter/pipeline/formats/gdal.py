"""FlatGeobuf and GeoPackage, by GDAL."""

from collections.abc import Iterator

import pyarrow as pa
from pyogrio.raw import write_arrow

from kbs_envanter.pipeline.formats.batches import schema_of
from kbs_envanter.pipeline.formats.table import GEOMETRY, Order


def write_flatgeobuf(batches: Iterator[pa.RecordBatch], order: Order) -> None:
    """Write the file of the order. It has a spatial index when every feature has a geometry, which the
    index demands, and they are not too many for memory."""
    _write(batches, order, "FlatGeobuf", {"SPATIAL_INDEX": "YES" if order.indexed else "NO", "TITLE": order.title})


def write_geopackage(batches: Iterator[pa.RecordBatch], order: Order) -> None:
    """Write the file of the order, with a spatial index."""
    _write(batches, order, "GPKG", {"IDENTIFIER": order.title, "GEOMETRY_NAME": GEOMETRY})


def _write(batches: Iterator[pa.RecordBatch], order: Order, driver: str, options: dict[str, str]) -> None:
    schema = in_utc(schema_of(order))
    reader = pa.RecordBatchReader.from_batches(schema, (in_schema(batch, schema) for batch in batches))
    write_arrow(
        reader,
        order.path,
        layer=order.name,
        driver=driver,
        geometry_name=GEOMETRY,
        geometry_type="Unknown" if order.geometry_type == "Geometry" else order.geometry_type,
        crs=f"EPSG:{order.srid}",
        layer_options=options,
    )


def in_utc(schema: pa.Schema) -> pa.Schema:
    """The schema with its times in UTC, which is what they are."""
    utc = pa.timestamp("ms", "UTC")
    return pa.schema([f.with_type(utc) if pa.types.is_timestamp(f.type) else f for f in schema])


def in_schema(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The batch with exactly the columns and types of the schema."""
    return pa.RecordBatch.from_arrays([batch.column(f.name).cast(f.type) for f in schema], schema=schema)
