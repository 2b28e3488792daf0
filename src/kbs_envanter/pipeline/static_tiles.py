"""The public layers as one PMTiles file, which any static host can serve.

Tiles are those of the service, made by the same statements as the same database role (``kbs_kamu``): what is withheld
for the public cannot come in. A tile of several layers is their bytes one after another, as the format has it.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

import psycopg
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from kbs_envanter.domain.errors import UserError
from kbs_envanter.store import features, tiles
from kbs_envanter.store.roles import KAMU

# In the order in which they are drawn.
LAYERS: dict[str, tuple[tiles.Layer, features.Relation]] = {
    "mahalleler": (tiles.NEIGHBOURHOODS, features.NEIGHBOURHOODS),
    "parseller": (tiles.PARCELS, features.PARCELS),
    "varliklar": (tiles.ASSETS, features.ASSETS),
}
LARGEST_ZOOM = 15  # beyond it a map enlarges: a parcel's corner is exact to 30 cm
_READING = f"-c role={KAMU} -c max_parallel_workers_per_gather=0 -c jit=off"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Written:
    """How many tiles a file has, and how many features were left out of tiles that were too large."""

    tiles: int
    dropped: int


def export_tiles(url: str, target: Path, *, ilce_kodu: int, zoom: int = LARGEST_ZOOM) -> Written:
    """Write every tile of a district up to ``zoom`` that has something in it.

    A file that was there is replaced once the new one is whole.

    Raises:
        UserError: when nothing public has a place.
    """
    coming = target.with_name(target.name + ".yaziliyor")
    try:
        with psycopg.connect(url, options=_READING) as connection, open(coming, "wb") as file:
            # One snapshot: all tiles tell the same state.
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            written = _write(connection, file, ilce_kodu, zoom)
        coming.replace(target)
    finally:
        coming.unlink(missing_ok=True)
    return written


def _write(connection: psycopg.Connection, file: IO[bytes], ilce_kodu: int, zoom: int) -> Written:
    boxes = {name: box for name, (_, shown) in LAYERS.items() if (box := _extent(connection, shown, ilce_kodu))}
    if not boxes:
        raise UserError("Yayımlanacak, konumu bilinen kayıt yok. / Nothing public has a place; there are no tiles.")
    whole = _around(boxes.values())
    writer, number, dropped = Writer(file), 0, 0
    # In the file's own order, so that neighbours on the map are neighbours in the file (clustered).
    for place in sorted(_places(whole, zoom), key=lambda p: zxy_to_tileid(p.zoom, p.column, p.row)):
        content = b""
        for name in boxes:
            layer, _ = LAYERS[name]
            if place.zoom >= layer.least_zoom:
                piece, less = _tile(connection, layer, name, place, ilce_kodu)
                content += piece
                dropped += less
        if content:
            number += 1
            packed = gzip.compress(content, mtime=0)
            writer.write_tile(zxy_to_tileid(place.zoom, place.column, place.row), packed)
    writer.finalize(_header(whole, zoom), _metadata(boxes, zoom))
    return Written(number, dropped)


def _tile(
    connection: psycopg.Connection, layer: tiles.Layer, name: str, place: tiles.Tile, ilce_kodu: int
) -> tuple[bytes, int]:
    every = keep = None
    while True:
        statement = tiles.tile(layer, name, place, ilce_kodu=ilce_kodu, equal={}, keep=keep)
        content, number = connection.execute(*statement).fetchone()  # type: ignore[misc]
        every = number if every is None else every
        keep = tiles.fewer(number, len(content))
        if keep is None:
            return bytes(content), every - number


def _extent(connection: psycopg.Connection, shown: features.Relation, ilce_kodu: int) -> Box | None:
    row = connection.execute(*features.extent(shown, ilce_kodu=ilce_kodu, equal={})).fetchone()
    return None if row is None or row[0] is None else row[:4]


def _around(boxes: Any) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _places(box: Box, zoom: int) -> Iterator[tiles.Tile]:
    return chain.from_iterable(tiles.covering(box, each) for each in range(zoom + 1))


def _header(box: Box, zoom: int) -> dict[str, Any]:
    west, south, east, north = (round(side * 1e7) for side in box)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(zoom, 12),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(boxes: dict[str, Box], zoom: int) -> dict[str, Any]:
    described = [
        {
            "id": name,
            "fields": {one: kind.capitalize() for one, kind in tiles.fields(LAYERS[name][0]).items()},
            "minzoom": LAYERS[name][0].least_zoom,
            "maxzoom": zoom,
        }
        for name in boxes
    ]
    return {"name": "KBS Envanter", "type": "overlay", "format": "pbf", "vector_layers": described}
