"""Coordinates of a file: from which system they are, and where that is on the map."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from sqlalchemy import Connection, text

from kbs_envanter.pipeline.importing.types import ImportRefused, Point

# What departments' files are in, the likeliest first.
SYSTEMS: Final = {
    "EPSG:4326": "WGS 84 (enlem, boylam)",
    "EPSG:5254": "TUREF / TM30",
    "EPSG:2320": "ED50 / TM30",
    "EPSG:3857": "Web Mercator",
}
_EPSG = re.compile(r"(?i)(?:epsg:)?([0-9]{4,6})")
_ENOUGH = 0.8
_AROUND = 0.05  # degrees around the district that still are "here"
_EXTENT = text(
    "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) "
    "FROM (SELECT ST_Extent(geom) AS e FROM kbs.mahalle WHERE ilce_kodu = :ilce) x"
)
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A coordinate system that would put a file's points into the district.

    ``ters``: the first coordinate is north. ``iceride``: the share of points inside. ``oteki``: another system fits
    as well (ED50 and TUREF differ by some 200 m here), so a person must say which it is.
    """

    crs: str
    ters: bool
    iceride: float
    oteki: str | None = None


def district_box(connection: Connection, ilce_kodu: int) -> Box | None:
    """West, south, east, north of the district with some of its surroundings; None without boundaries."""
    row = connection.execute(_EXTENT, {"ilce": ilce_kodu}).one()
    if row[0] is None:
        return None
    return row[0] - _AROUND, row[1] - _AROUND, row[2] + _AROUND, row[3] + _AROUND


def propose(points: Sequence[Point | None], box: Box | None, crs: str | None = None) -> Proposal | None:
    """The system, and the order of the axes, that put most points into the district; None when none does.

    Args:
        points: first and second coordinate as written.
        crs: a system that is known; only the order of its axes is then in question.
    """
    there = [point for point in points if point is not None][:2000]
    if not there or box is None:
        return None
    found = []
    for system in [crs] if crs else SYSTEMS:
        for swapped in (False, True):
            share = _share(there, _transformer(system), swapped, box)
            if share >= _ENOUGH:
                found.append(Proposal(system, swapped, share))
    if not found:
        return None
    best = max(found, key=lambda each: each.iceride)
    others = [each.crs for each in found if each.crs != best.crs and each.iceride == best.iceride]
    return Proposal(best.crs, best.ters, best.iceride, others[0] if others else None)


def to_lonlat(points: Sequence[Point | None], crs: str, swapped: bool) -> list[Point | None]:
    """Points in EPSG:4326, longitude first, 7 decimals; None where one cannot be.

    Raises:
        ImportRefused: the system is unknown.
    """
    there = [n for n, point in enumerate(points) if point is not None]
    pairs = [points[n] for n in there]
    first = [pair[0] for pair in pairs if pair]
    second = [pair[1] for pair in pairs if pair]
    east, north = (second, first) if swapped else (first, second)
    lon, lat = _transformer(crs).transform(east, north)
    moved: list[Point | None] = [None] * len(points)
    for n, x, y in zip(there, lon, lat, strict=True):
        if abs(x) <= 180 and abs(y) <= 90:
            moved[n] = (round(float(x), 7), round(float(y), 7))
    return moved


def said_crs(said: str) -> str:
    """A system as a person writes it: ``5254`` or ``EPSG:5254``.

    Raises:
        ImportRefused: it is unknown.
    """
    number = _EPSG.fullmatch(said.strip())
    if number is None:
        raise _unknown(said)
    _transformer(f"EPSG:{number[1]}")
    return f"EPSG:{number[1]}"


def stated_crs(stated: str | None) -> str | None:
    """A system as a file states it, by its EPSG code where it has one; None when the statement means nothing."""
    if stated is None:
        return None
    try:
        code = CRS.from_user_input(stated).to_epsg(min_confidence=70)
    except CRSError:
        return None
    return f"EPSG:{code}" if code else stated


def coordinate(written: object) -> float | None:
    """A coordinate as tables write it: ``41,0012``, ``4541000.25``, ``4.541.000,25``, ``4 541 000``; None when none."""
    if isinstance(written, int | float):
        return float(written)
    plain = str(written).replace("\u00a0", "").replace(" ", "").rstrip("°")
    if "," in plain and "." in plain:
        thousands = "." if plain.rindex(",") > plain.rindex(".") else ","
        plain = plain.replace(thousands, "")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        number = float(plain.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _share(points: Sequence[Point], transformer: Transformer, swapped: bool, box: Box) -> float:
    east, north = ([p[1] for p in points], [p[0] for p in points]) if swapped else zip(*points, strict=True)
    lon, lat = transformer.transform(list(east), list(north))
    inside = sum(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in zip(lon, lat, strict=True))
    return inside / len(points)


def _transformer(crs: str) -> Transformer:
    try:
        # A ballpark operation drops the change of datum, some 150 m for ED50, without a word.
        return Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True, allow_ballpark=False)
    except (CRSError, ProjError) as error:
        raise _unknown(crs) from error


def _unknown(said: str) -> ImportRefused:
    return ImportRefused(
        f"Koordinat sistemi tanınmıyor ({said[:40]}); EPSG:5254 gibi yazın.",
        f"Unknown coordinate system ({said[:40]}); write it like EPSG:5254.",
    )
