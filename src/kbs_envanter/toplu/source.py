"""What the jobs read, as GeoParquet: written from PostGIS in one snapshot. Nothing withheld is in it."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

_PIECE = 50_000  # rows of a batch
_GEOMETRY = "geom"
_GEO = {
    "version": "1.1.0",
    "primary_column": _GEOMETRY,
    "columns": {_GEOMETRY: {"encoding": "WKB", "geometry_types": []}},
}
_WKB = f"ST_AsBinary({_GEOMETRY})"

# Name -> the question and the columns' types; a geometry comes as hexadecimal digits of its WKB.
TABLES: dict[str, tuple[str, dict[str, pa.DataType]]] = {
    "mahalle": (
        f"SELECT ilce_kodu, kod, ad, encode({_WKB}, 'hex') AS geom FROM kbs.mahalle WHERE geom IS NOT NULL",
        {"ilce_kodu": pa.int32(), "kod": pa.string(), "ad": pa.string(), _GEOMETRY: pa.string()},
    ),
    "parsel": (
        f"SELECT ilce_kodu, id, tapu_mahallesi, ada, parsel, encode({_WKB}, 'hex') AS geom "
        "FROM kbs.parsel WHERE geom IS NOT NULL",
        {
            "ilce_kodu": pa.int32(), "id": pa.int64(), "tapu_mahallesi": pa.string(), "ada": pa.string(),
            "parsel": pa.string(), _GEOMETRY: pa.string(),
        },
    ),
    "varlik": (
        "SELECT v.ilce_kodu, v.id, v.kod, v.tur, v.ad, v.mahalle_kod, v.adres_ham, v.alan_m2, q.satir_bas, q.satir_son,"
        " (SELECT string_agg(k.ad, '; ' ORDER BY k.sira) FROM kbs.kullanim k"
        "   WHERE (k.ilce_kodu, k.varlik_id) = (v.ilce_kodu, v.id)) AS kullanim,"
        " (SELECT string_agg(x.ham_metin, '; ' ORDER BY x.sira) FROM kbs.varlik_parsel x"
        "   WHERE (x.ilce_kodu, x.varlik_id) = (v.ilce_kodu, v.id)) AS parsel_ham,"
        " encode(ST_AsBinary(v.konum), 'hex') AS geom"
        " FROM kbs.varlik v LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (v.ilce_kodu, v.kaynak_id)"
        " WHERE v.erisim = 'acik'",
        {
            "ilce_kodu": pa.int32(), "id": pa.string(), "kod": pa.string(), "tur": pa.string(), "ad": pa.string(),
            "mahalle_kod": pa.string(), "adres_ham": pa.string(), "alan_m2": pa.float64(), "satir_bas": pa.int32(),
            "satir_son": pa.int32(), "kullanim": pa.string(), "parsel_ham": pa.string(), _GEOMETRY: pa.string(),
        },
    ),
    "alan": (
        "SELECT DISTINCT ilce_kodu, tapu_mahallesi FROM kbs.parsel WHERE tapu_mahallesi IS NOT NULL",
        {"ilce_kodu": pa.int32(), "tapu_mahallesi": pa.string()},
    ),
    "atif": (
        "SELECT x.ilce_kodu, x.varlik_id, x.sira, v.mahalle_kod, x.ham_metin FROM kbs.varlik_parsel x"
        " JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id) WHERE v.erisim = 'acik'",
        {
            "ilce_kodu": pa.int32(), "varlik_id": pa.string(), "sira": pa.int32(), "mahalle_kod": pa.string(),
            "ham_metin": pa.string(),
        },
    ),
}  # fmt: skip


def write_source(url: str, folder: Path) -> dict[str, int]:
    """Write every table into a folder, one file each; returns how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {name: _write(connection, folder / f"{name}.parquet", *TABLES[name]) for name in TABLES}


def _write(connection: psycopg.Connection, path: Path, question: str, types: dict[str, pa.DataType]) -> int:
    schema = pa.schema([(name, pa.binary() if name == _GEOMETRY else kind) for name, kind in types.items()])
    if _GEOMETRY in types:
        schema = schema.with_metadata({"geo": json.dumps(_GEO)})
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for piece in _pieces(connection, f"COPY ({question}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"):
            batch = pa_csv.read_csv(
                BytesIO(piece),
                pa_csv.ReadOptions(column_names=list(types)),
                pa_csv.ParseOptions(newlines_in_values=True),
                pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False,
                                      null_values=[""]),
            ).combine_chunks()  # fmt: skip
            columns = [
                _bytes(column) if name == _GEOMETRY else column for name, column in zip(types, batch, strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
            rows += batch.num_rows
    return rows


def _pieces(connection: psycopg.Connection, statement: str) -> Iterator[bytes]:
    """The rows of a COPY, many at a time: PostgreSQL sends each by itself."""
    rows: list[bytes] = []
    with connection.cursor().copy(statement) as copy:
        for row in copy:
            rows.append(bytes(row))
            if len(rows) >= _PIECE:
                yield b"".join(rows)
                rows.clear()
    if rows:
        yield b"".join(rows)


def _bytes(column: pa.ChunkedArray) -> pa.Array:
    """Hexadecimal digits as the bytes they spell, all of a column in one go."""
    digits = pa.concat_arrays([each.cast(pa.large_string()) for each in column.chunks])
    validity, offsets, data = digits.buffers()
    halved = pc.divide(pa.array(memoryview(offsets).cast("q"), pa.int64()), 2).buffers()[1]
    spelled = pa.py_buffer(bytes.fromhex(data.to_pybytes().decode()) if data else b"")
    return pa.Array.from_buffers(pa.large_binary(), len(digits), [validity, halved, spelled]).cast(pa.binary())
