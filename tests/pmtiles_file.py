"""PMTiles files for tests: one of pictures, one of vector tiles."""

from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

Tile = tuple[int, int, int]


def write_archive(
    path: Path, tiles: dict[Tile, bytes], kind: TileType, compression: Compression = Compression.NONE
) -> None:
    """Write tiles, by (z, x, y), into a PMTiles file."""
    header: dict[str, Any] = {"tile_type": kind, "tile_compression": compression}
    with write(path) as writer:
        for number, data in sorted((zxy_to_tileid(*at), data) for at, data in tiles.items()):
            writer.write_tile(number, data)
        writer.finalize(header, {})
