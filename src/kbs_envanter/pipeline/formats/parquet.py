"""GeoParquet 1.1: WKB, the CRS as PROJJSON, a bounding box a row for readers that skip."""

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from kbs_envanter.pipeline.formats.batches import schema_of
from kbs_envanter.pipeline.formats.table import GEOMETRY, Order

_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([pa.field(corner, pa.float64()) for corner in _CORNERS])
_NAMES = ("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_NAMES += ("GeometryCollection",)


def write(batches: Iterator[pa.RecordBatch], order: Order) -> None:
    """Write the file of the order."""
    schema = _in_utc(schema_of(order)).append(pa.field("bbox", _BOX))
    whole, kinds = np.array([np.inf, np.inf, -np.inf, -np.inf]), set()
    with pq.ParquetWriter(order.path, schema, compression="zstd") as writer:
        for batch in batches:
            geometry = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
            bounds = shapely.bounds(geometry)
            kinds |= {_NAMES[kind] for kind in np.unique(shapely.get_type_id(geometry)) if kind >= 0}
            whole[:2] = np.fmin(whole[:2], np.fmin.reduce(bounds[:, :2], initial=np.inf))
            whole[2:] = np.fmax(whole[2:], np.fmax.reduce(bounds[:, 2:], initial=-np.inf))
            columns = [batch.column(f.name).cast(f.type) for f in schema if f.name != "bbox"]
            writer.write_batch(pa.RecordBatch.from_arrays([*columns, _boxes(bounds)], schema=schema))
        writer.add_key_value_metadata({"geo": json.dumps(_metadata(order, whole, kinds)), "title": order.title})


def _in_utc(schema: pa.Schema) -> pa.Schema:
    utc = pa.timestamp("ms", "UTC")
    return pa.schema([f.with_type(utc) if pa.types.is_timestamp(f.type) else f for f in schema])


def _boxes(bounds: np.ndarray) -> pa.StructArray:
    unlocated = np.isnan(bounds[:, 0])
    mask = pa.Array.from_buffers(
        pa.bool_(), len(bounds), [None, pa.py_buffer(np.packbits(unlocated, bitorder="little"))]
    )
    corners = [
        pa.Array.from_buffers(pa.float64(), len(bounds), [None, pa.py_buffer(np.ascontiguousarray(bounds[:, n]))])
        for n in range(4)
    ]
    return pa.StructArray.from_arrays(corners, names=list(_CORNERS), mask=mask)


def _metadata(order: Order, whole: np.ndarray, kinds: set[str]) -> dict:
    column = {
        "encoding": "WKB",
        "geometry_types": sorted(kinds),
        "crs": pyproj.CRS.from_epsg(order.srid).to_json_dict(),
        "covering": {"bbox": {corner: ["bbox", corner] for corner in _CORNERS}},
    }
    if np.isfinite(whole).all():
        column["bbox"] = whole.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
