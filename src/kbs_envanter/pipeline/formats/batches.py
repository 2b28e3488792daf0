"""COPY's CSV as Arrow record batches, geometry as WKB."""

from binascii import unhexlify
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv

from kbs_envanter.pipeline.formats.table import GEOMETRY, KIND, Order

_BLOCK = 2 << 20  # bytes parsed at a time
_TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "date-time": pa.timestamp("ms"),
}


def schema_of(order: Order, *, geometry: bool = True) -> pa.Schema:
    """Arrow types of the columns. Times carry no zone here."""
    fields = [pa.field(name, _TYPES.get(type_, pa.string())) for name, type_, _ in order.columns]
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary())] if geometry else fields)


def read(pieces: Iterator[bytes], order: Order) -> Iterator[pa.RecordBatch]:
    """Batches of the rows: the order's columns, then WKB in ``GEOMETRY`` and ``KIND`` where the format has them.

    Args:
        pieces: CSV, each piece of whole rows.
        order: what is in them.
    """
    types = {name: _TYPES.get(type_, pa.string()) for name, type_, _ in order.columns}
    types |= {name: {GEOMETRY: pa.string(), KIND: pa.int8()}[name] for name in order.geometry_columns}
    convert = pa.csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,  # COPY writes NULL as nothing and an empty text as ""
    )
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    for rows in _joined(pieces):
        # All in one block, by hand: Arrow's streaming reader reads 32 blocks ahead.
        reading = pa.csv.ReadOptions(column_names=list(types), block_size=len(rows) + 1, use_threads=False)
        table = pa.csv.read_csv(
            pa.BufferReader(rows), read_options=reading, parse_options=parse, convert_options=convert
        )
        for batch in table.to_batches():
            where = batch.schema.get_field_index(GEOMETRY)
            yield batch if where < 0 else batch.set_column(where, GEOMETRY, _from_hex(batch.column(where)))


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield b"".join(held)
            held.clear()
            size = 0
    if held:
        yield b"".join(held)


def _from_hex(column: pa.StringArray) -> pa.BinaryArray:
    """Hexadecimal texts to bytes, the whole column at once: twice the digits, half the offsets."""
    valid, offsets, digits = column.buffers()
    halved = np.frombuffer(offsets, np.int32) // 2
    data = unhexlify(digits) if digits is not None else b""
    return pa.Array.from_buffers(
        pa.binary(), len(column), [valid, pa.py_buffer(halved), pa.py_buffer(data)], column.null_count, column.offset
    )
