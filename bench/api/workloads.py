"""The questions: for each workload the same ones in every program's own words, and what their answers must share."""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.api.tiles import features_inside

BIZ, KEPT, TIPG, PYGEOAPI = "biz", "biz+", "tipg", "pygeoapi"
_OURS, _TIPG, _PYGEOAPI = "/collections/varliklar", "/collections/bench.varliklar", "/collections/varliklar"
_POINTS_OF_TILE, _PARCELS_OF_TILE = 2000, 1000


@dataclass(frozen=True, slots=True)
class Workload:
    """A kind of question.

    Attributes:
        key, title: as the table shows them.
        least, goal: the ratio to tipg that is promised, and aimed at.
        paths: by program, the same questions in the same order.
        essence: what of a body the programs must agree in; by program.
        headers: of every request.
    """

    key: str
    title: str
    least: float | None
    goal: float | None
    paths: dict[str, list[str]]
    essence: dict[str, Callable[[bytes], Any]]
    headers: dict[str, str] | None = None


def workloads(url: str) -> list[Workload]:
    """Every workload but the export, with questions drawn from the data."""
    with psycopg.connect(url) as connection:
        asked = [
            _items("W1", "ilk 10 kayıt", 12, 25, ["limit=10"]),
            _items("W2", "kutu, ~100 kayıt", 6, 12, _boxes(connection, 100, questions=400)),
            _items("W3", "kutu, ~1.000 kayıt", 7, 15, _boxes(connection, 1000, questions=100)),
            _items("W4", "mahalle, 100 kayıt", 6, 12, _neighbourhoods(connection)),
            _one_item(connection),
            _tiles("W6a", "karo z14, noktalar", 3.0, "varliklar", _point_tiles(connection)),
            _tiles("W6b", "karo z15, parseller", 2.5, "parseller", _parcel_tiles(connection)),
            _parcel(connection),
        ]
    for workload in asked:
        workload.paths[KEPT], workload.essence[KEPT] = workload.paths[BIZ], workload.essence[BIZ]
    return asked


def unchanged(first: Workload, etag: str) -> Workload:
    """The first workload asked again by somebody who has the answer."""
    paths = {BIZ: first.paths[BIZ]}
    return Workload("W304", "W1, değişmedi (304)", None, None, paths, {}, {"If-None-Match": etag})


def _items(key: str, title: str, least: float, goal: float, queries: Iterable[str]) -> Workload:
    queries = list(queries)
    paths = {
        BIZ: [f"{_OURS}/items?{query}" for query in queries],
        TIPG: [f"{_TIPG}/items?{query}" for query in queries],
        PYGEOAPI: [f"{_PYGEOAPI}/items?f=json&{query}" for query in queries],
    }
    return Workload(key, title, least, goal, paths, dict.fromkeys(paths, _ids))


def _one_item(connection: psycopg.Connection) -> Workload:
    found = connection.execute("SELECT kod FROM kbs.acik_varlik ORDER BY md5(kod) LIMIT 2000")
    codes = [kod for (kod,) in found]
    paths = {
        BIZ: [f"{_OURS}/items/{kod}" for kod in codes],
        TIPG: [f"{_TIPG}/items/{kod}" for kod in codes],
        PYGEOAPI: [f"{_PYGEOAPI}/items/{kod}?f=json" for kod in codes],
    }
    return Workload("W5", "bir kayıt", 3.5, 6, paths, dict.fromkeys(paths, lambda body: [json.loads(body)["id"]]))


def _tiles(key: str, title: str, goal: float, collection: str, places: list[tuple[int, int, int]]) -> Workload:
    tiles = "tiles/WebMercatorQuad"
    paths = {
        BIZ: [f"/collections/{collection}/{tiles}/{z}/{row}/{column}" for z, column, row in places],
        TIPG: [f"/collections/bench.{collection}/{tiles}/{z}/{column}/{row}" for z, column, row in places],
    }
    return Workload(key, title, 1.3, goal, paths, dict.fromkeys(paths, features_inside))


def _parcel(connection: psycopg.Connection) -> Workload:
    found = connection.execute(
        "SELECT ada, parsel FROM kbs.acik_parsel WHERE tapu_mahallesi IS NULL ORDER BY md5(kod) LIMIT 2000"
    )
    keys = found.fetchall()
    paths = {
        BIZ: [f"/parsel-karnesi/-/{ada}/{parsel}" for ada, parsel in keys],
        TIPG: [f"/collections/bench.parseller/items?ada={ada}&parsel={parsel}" for ada, parsel in keys],
        PYGEOAPI: [f"/collections/parseller/items?f=json&ada={ada}&parsel={parsel}" for ada, parsel in keys],
    }
    essence = {BIZ: _parcels_of_passport, TIPG: _parcels_of_items, PYGEOAPI: _parcels_of_items}
    return Workload("W8", "parsel karnesi", 3.5, 6, paths, essence)


def _boxes(connection: psycopg.Connection, features: int, *, questions: int) -> list[str]:
    """Boxes around some assets, each of the size that holds about so many: a circle is 0.785 of its box."""
    found = connection.execute(
        """SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
             FROM (SELECT konum FROM kbs.varlik ORDER BY md5(kod || %(salt)s::text) LIMIT %(questions)s) middle
            CROSS JOIN LATERAL (
                  SELECT ST_Extent(near.konum) AS box
                    FROM (SELECT v.konum FROM kbs.varlik v ORDER BY v.konum <-> middle.konum LIMIT %(near)s) near) b""",
        {"salt": features, "questions": questions, "near": round(features * math.pi / 4)},
    )
    grown = 0.0000005  # places have six digits: none lies on an edge
    boxes = [(w - grown, s - grown, e + grown, n + grown) for w, s, e, n in found]
    return [f"bbox={','.join(f'{side:.7f}' for side in box)}&limit={10 * features}" for box in boxes]


def _neighbourhoods(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT mahalle_kod FROM kbs.varlik GROUP BY 1 ORDER BY 1")
    return [f"mahalle_kod={kod}&limit=100" for (kod,) in found]


def _point_tiles(connection: psycopg.Connection) -> list[tuple[int, int, int]]:
    return _fitting_tiles(connection, 14, "SELECT konum FROM kbs.varlik", _POINTS_OF_TILE, tiles=4)


def _parcel_tiles(connection: psycopg.Connection) -> list[tuple[int, int, int]]:
    return _fitting_tiles(connection, 15, "SELECT ST_Centroid(geom) FROM kbs.parsel", _PARCELS_OF_TILE, tiles=8)


def _fitting_tiles(
    connection: psycopg.Connection, zoom: int, places: str, wanted: int, *, tiles: int
) -> list[tuple[int, int, int]]:
    """Zoom, column and row of the tiles that hold nearest to the wanted number of places."""
    found = connection.execute(
        f"""SELECT floor((ST_X(place) + 180) / 360 * %(size)s)::int,
                   floor((1 - asinh(tan(radians(ST_Y(place)))) / pi()) / 2 * %(size)s)::int
              FROM ({places}) AS p (place)
             GROUP BY 1, 2 ORDER BY abs(count(*) - %(wanted)s), 1, 2 LIMIT %(tiles)s""",
        {"size": 2**zoom, "wanted": wanted, "tiles": tiles},
    )
    return [(zoom, column, row) for column, row in found]


def _ids(body: bytes) -> list[str]:
    return sorted(feature["id"] for feature in json.loads(body)["features"])


def _parcels_of_items(body: bytes) -> list[tuple[str, str]]:
    return sorted((f["properties"]["ada"], f["properties"]["parsel"]) for f in json.loads(body)["features"])


def _parcels_of_passport(body: bytes) -> list[tuple[str, str]]:
    return sorted((record["ada"], record["parsel"]) for record in json.loads(body)["karne"]["kayitlar"])
