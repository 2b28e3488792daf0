"""SQL of vector tiles: one statement, one finished tile (Mapbox Vector Tile 2.1 in WebMercatorQuad).

Positions are stored in degrees: the tile's box goes to degrees for the index, and only what lies in it to Mercator.
Relations hold public rows only: a withheld asset is in no tile and in no count.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kbs_envanter.store.features import Statement

_EXTENT = 4096
_MARGIN = 64  # of 4096: a symbol on the edge is whole in both tiles
_CELLS = 16  # clusters along a tile's side
_LATITUDE = 85.06  # Mercator ends here


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's place: zoom, column from the west, row from the north."""

    zoom: int
    column: int
    row: int

    def degrees(self, margin: float) -> tuple[float, float, float, float]:
        """West, south, east, north with a margin in parts of a side, not beyond the edges of the world."""
        west, east = (min(max((self.column + side) / 2**self.zoom, 0), 1) * 360 - 180 for side in (-margin, 1 + margin))
        north, south = (
            math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * min(max((self.row + side) / 2**self.zoom, 0), 1)))))
            for side in (-margin, 1 + margin)
        )
        return west, south, east, north


@dataclass(frozen=True, slots=True)
class Layer:
    """What goes into a tile.

    Attributes:
        relation: SQL of public rows with ``ilce_kodu`` and ``geom`` in EPSG:4326.
        attributes: its columns that a map needs, and their JSON types.
        dimension: 0 points, 2 areas.
        order: which features stay when a tile is too large, the first ones.
        identifier: whole-number column that identifies a feature, if there is one.
        least_zoom: below it tiles are empty.
        single_zoom: below it points are counted in cells; None: never.
    """

    relation: str
    attributes: Mapping[str, str]
    dimension: int
    order: str
    identifier: str | None = None
    least_zoom: int = 0
    single_zoom: int | None = None


# The narrow table, a tenth as wide as the published one: reading rows is most of a tile's time. Kinds stand in turn in
# the order of reversed codes, so a tile that is too large keeps some of each.
ASSETS = Layer(
    """(SELECT ilce_kodu, kod COLLATE "C" AS kod, tur COLLATE "C" AS tur, kesinlik, ad, konum AS geom
          FROM kbs.haritali_varlik)""",
    {"kod": "string", "tur": "string", "kesinlik": "string", "ad": "string"},
    dimension=0,
    order="reverse(kod)",
    single_zoom=13,
)
PARCELS = Layer(
    "kbs.haritali_parsel",
    {"tapu_mahallesi": "string", "ada": "string", "parsel": "string"},
    dimension=2,
    order="ST_Area(s.geom) DESC, id",
    identifier="id",
    least_zoom=13,
)
# The table itself: its view counts the assets of every mahalle, and nothing in the table is withheld.
NEIGHBOURHOODS = Layer(
    "kbs.mahalle", {"kod": "string", "ad": "string"}, dimension=2, order="nvi_id", identifier="nvi_id"
)


LARGEST = 500_000  # bytes of a tile


def fewer(number: int, size: int) -> int | None:
    """How many features a tile may keep that came out too large with ``number`` of them; None when it is well."""
    return None if size <= LARGEST or number <= 1 else max(1, int(number * LARGEST / size * 0.95))


def fields(layer: Layer) -> dict[str, str]:
    """Attributes with their types; ``sayi`` is there below the zoom of single points."""
    return dict(layer.attributes) | ({"sayi": "number"} if layer.single_zoom is not None else {})


def covering(box: tuple[float, float, float, float], zoom: int) -> Iterator[Tile]:
    """The tiles of a zoom that a box in degrees (west, south, east, north) touches with their margins."""
    west, south, east, north = box
    side, margin = 2**zoom, _MARGIN / _EXTENT
    columns = [(lon + 180) / 360 * side for lon in (west, east)]
    rows = [
        (1 - math.asinh(math.tan(math.radians(max(min(lat, _LATITUDE), -_LATITUDE)))) / math.pi) / 2 * side
        for lat in (north, south)
    ]
    (left, right), (top, bottom) = (
        (max(0, math.floor(first - margin)), min(side - 1, math.floor(last + margin)))
        for first, last in (columns, rows)
    )
    return (Tile(zoom, column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))


def tile(
    layer: Layer, name: str, place: Tile, *, ilce_kodu: int, equal: Mapping[str, Any], keep: int | None = None
) -> Statement:
    """A tile.

    Args:
        layer: what goes in.
        name: of the layer inside the tile.
        place: which tile.
        ilce_kodu: the district.
        equal: property values that must match; names come from the published collections.
        keep: at most so many features, the first in the layer's order.

    Returns:
        A statement with one row: the tile's bytes, and how many features are in it.
    """
    conditions, parameters = _where(ilce_kodu, equal)
    parameters |= {"z": place.zoom, "x": place.column, "y": place.row, "name": name}
    parameters |= dict(zip("wsen", place.degrees(_MARGIN / _EXTENT), strict=True))
    clustered = layer.single_zoom is not None and place.zoom < layer.single_zoom
    features = _clusters(layer, conditions) if clustered else _singles(layer, conditions, keep)
    if clustered:
        parameters["cells"] = _CELLS * 2**place.zoom
    if keep is not None:
        parameters["keep"] = keep
    feature_id = f", '{layer.identifier}'" if layer.identifier else ""
    # OFFSET 0 keeps the planner from working out every geometry once for the tile and once for the count.
    statement = f"""
        WITH b AS MATERIALIZED (
             SELECT ST_TileEnvelope(%(z)s::int, %(x)s::int, %(y)s::int) AS mercator,
                    ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326) AS degrees)
        SELECT ST_AsMVT(t, %(name)s::text, {_EXTENT}, 'tile_geom'{feature_id}), count(tile_geom)
          FROM ({features} OFFSET 0) t"""
    return statement, parameters


def _singles(layer: Layer, conditions: str, keep: int | None) -> str:
    columns = list(dict.fromkeys([*([layer.identifier] if layer.identifier else []), *layer.attributes]))
    # Without an order rows come as they lie in the table, which an undo does not bring back.
    first = (
        f"ORDER BY {layer.order} LIMIT %(keep)s::int" if keep is not None else f"ORDER BY {layer.identifier or 'kod'}"
    )
    return f"""
        SELECT {", ".join(columns)},
               ST_AsMVTGeom(ST_Transform(s.geom, 3857), b.mercator, {_EXTENT}, {_MARGIN}, true) AS tile_geom
          FROM {layer.relation} s, b
         WHERE s.geom && b.degrees AND {conditions} {first}"""


def _clusters(layer: Layer, conditions: str) -> str:
    # Cells lie inside tiles, edge to edge, so a feature is counted in one cell of one tile. Mercator by formula:
    # a transformation for each of very many points would cost more than all the rest.
    single = ", ".join(f"one.{name}" for name in layer.attributes if name != "tur")
    return f"""
        SELECT sayi, CASE WHEN least_tur = most_tur THEN least_tur END AS tur, {single},
               ST_AsMVTGeom(ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857),
                            (SELECT mercator FROM b), {_EXTENT}, {_MARGIN}, true) AS tile_geom
          FROM (SELECT count(*) AS sayi, min(tur) AS least_tur, max(tur) AS most_tur, min(kod) AS least_kod,
                       avg(lon) AS lon, avg(lat) AS lat, across, down
                  FROM (SELECT kod, tur, lon, lat,
                               floor((lon + 180) / 360 * %(cells)s::int)::int AS across,
                               floor((0.5 - ln(tan(pi() / 4 + radians(lat) / 2)) / (2 * pi())) * %(cells)s::int)::int
                               AS down
                          FROM (SELECT kod, tur, ST_X(s.geom) AS lon,
                                       greatest(least(ST_Y(s.geom), {_LATITUDE}), -{_LATITUDE}) AS lat
                                  FROM {layer.relation} s, b WHERE s.geom && b.degrees AND {conditions}) place) cell
                 WHERE across / {_CELLS} = %(x)s::int AND down / {_CELLS} = %(y)s::int
                 GROUP BY across, down) cluster
          LEFT JOIN LATERAL (SELECT * FROM {layer.relation} r
                              WHERE sayi = 1 AND r.ilce_kodu = %(ilce_kodu)s AND r.kod = least_kod LIMIT 1) one ON true
         ORDER BY across, down"""


def _where(ilce_kodu: int, equal: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    conditions, parameters = ["ilce_kodu = %(ilce_kodu)s"], {"ilce_kodu": ilce_kodu}
    for name, value in equal.items():
        conditions.append(f"{name} = %(is_{name})s")
        parameters[f"is_{name}"] = value
    return " AND ".join(conditions), parameters
