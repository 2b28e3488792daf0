"""What of a vector tile is compared: how many features have their middle inside the tile.

Programs cut tiles with different margins, so the features around the edge differ and are not counted.
"""

import struct
from collections.abc import Iterator


def features_inside(tile: bytes) -> int:
    """Number of features whose middle lies inside the tile (Mapbox Vector Tile 2.1, protocol buffers)."""
    return sum(_inside_of_layer(layer) for number, layer in _fields(tile) if number == 3)


def _inside_of_layer(layer: bytes) -> int:
    fields = list(_fields(layer))
    extent = next((value for number, value in fields if number == 5), 4096)
    count = 0
    for number, feature in fields:
        if number == 2:
            x, y = _middle(next(value for field, value in _fields(feature) if field == 4))
            count += 0 <= x < extent and 0 <= y < extent
    return count


def _middle(geometry: bytes) -> tuple[float, float]:
    numbers = iter(_integers(geometry))
    x = y = 0
    xs, ys = [], []
    for command in numbers:
        if command & 7 != 7:  # ClosePath has no place
            for _ in range(command >> 3):
                x, y = x + _signed(next(numbers)), y + _signed(next(numbers))
                xs.append(x)
                ys.append(y)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, place = _varint(message, place)
            yield number, value
        elif kind == 2:
            length, place = _varint(message, place)
            yield number, message[place : place + length]
            place += length
        else:
            place += struct.calcsize({1: "<d", 5: "<f"}[kind])


def _integers(packed: bytes) -> Iterator[int]:
    place = 0
    while place < len(packed):
        value, place = _varint(packed, place)
        yield value


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
