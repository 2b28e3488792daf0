"""Base maps as the map page is told of them, and the tiles of PMTiles files of our own.

A PMTiles file is read here and served tile by tile: the browser needs no permission for another host and no range
requests, and a file of pictures is drawn as any XYZ map. A file of vector tiles brings its renderer along.
"""

import gzip
import hashlib
import mmap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from kbs_envanter.domain.basemaps import BaseMap
from kbs_envanter.domain.errors import UserError
from kbs_envanter.webmap import assets

_HEADER = 127  # bytes
_DEPTH = 4  # directories between the root and a tile, at most
_DIRECTORIES = 64  # unpacked directories kept for each file
_MEDIA = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
    TileType.MVT: "application/vnd.mapbox-vector-tile",
}


class ArchiveError(UserError):
    """A PMTiles file of the setting cannot be used; the message says why, in both languages."""


class Archive:
    """One PMTiles file, version 3.

    Attributes:
        version: changes when the file does.
        media_type: of its tiles.
        gzipped: whether its tiles are compressed.
        vector: whether its tiles are shapes, not pictures.
        max_zoom: the nearest zoom it has tiles of.

    Raises:
        ArchiveError: when the file is not there, is no PMTiles file or holds tiles that no browser shows.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._header = deserialize_header(self._bytes[:_HEADER])
        except OSError as error:
            raise _unusable(path, "açılamadı", "cannot be opened") from error
        except (ValueError, IndexError, MagicNumberNotFound, SpecVersionUnsupported) as error:
            raise _unusable(path, "PMTiles sürüm 3 değil", "is not PMTiles version 3") from error
        kind, compression = self._header["tile_type"], self._header["tile_compression"]
        if kind not in _MEDIA or compression not in (Compression.NONE, Compression.GZIP):
            raise _unusable(path, "karoları tarayıcıda gösterilemez", "holds tiles that no browser shows")
        status = path.stat()
        self.version = hashlib.sha256(f"{status.st_mtime_ns} {status.st_size}".encode()).hexdigest()[:12]
        self.media_type, self.gzipped, self.vector = _MEDIA[kind], compression is Compression.GZIP, kind is TileType.MVT
        self.max_zoom = self._header["max_zoom"]
        self._directory = lru_cache(_DIRECTORIES)(self._unpacked)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored, or None when there is none."""
        if not (0 <= z <= self.max_zoom and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        number, header = zxy_to_tileid(z, x, y), self._header
        start, length = header["root_offset"], header["root_length"]
        for _ in range(_DEPTH):
            entry = find_tile(self._directory(start, length), number)
            if entry is None:
                return None
            if entry.run_length:
                start = header["tile_data_offset"] + entry.offset
                return self._bytes[start : start + entry.length]
            start, length = header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    @staticmethod
    def plain(tile: bytes) -> bytes:
        """A compressed tile for a client that does not take it so."""
        return gzip.decompress(tile)

    def _unpacked(self, start: int, length: int) -> list[Entry]:
        return deserialize_directory(self._bytes[start : start + length])


def archives(altlik: Sequence[BaseMap]) -> dict[int, Archive]:
    """The PMTiles files of the setting, by the number of their base map.

    Raises:
        ArchiveError: see ``Archive``.
    """
    return {i: Archive(Path(each.url)) for i, each in enumerate(altlik, 1) if each.tur == "pmtiles"}


def told(altlik: Sequence[BaseMap], opened: Mapping[int, Archive]) -> list[dict[str, Any]]:
    """What the page is told of its base maps. Where a file lies on the disk is nobody's business."""
    return [
        _of_archive(each, number, opened[number]) if number in opened else asdict(each)
        for number, each in enumerate(altlik, 1)
    ]


def _of_archive(base: BaseMap, number: int, archive: Archive) -> dict[str, Any]:
    return {
        "ad": base.ad,
        "tur": "vektor" if archive.vector else "xyz",
        "url": f"altlik/{number}/{{z}}/{{x}}/{{y}}?v={archive.version}",
        "atif": base.atif,
        "en_yakin": archive.max_zoom,
    } | ({"betik": f".{assets.url('vector.js')}"} if archive.vector else {})


def _unusable(path: Path, turkish: str, english: str) -> ArchiveError:
    return ArchiveError(f"KBS_ALTLIK: {path} {turkish}. / KBS_ALTLIK: {path} {english}.")
