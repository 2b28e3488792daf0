"""The small map of the form: our own layers around a point, in degrees, so that a click is a longitude and latitude."""

import math
from typing import Any

from sqlalchemy import Connection, text

REACH_M = 400.0  # from the middle to each side
_PIXELS = 400
_SEEN = 3  # times as far as at first can be seen by zooming out
_DEGREE_M = 111_320.0
_NAME_PIXELS = (90.0, 14.0)  # how much room a name takes

_LAYERS = text("""
WITH w AS (SELECT ST_MakeEnvelope(:west, :south, :east, :north, 4326) AS box)
SELECT 'mahalle' AS katman, m.ad, ST_AsSVG(ST_Scale(ST_Translate(
           ST_Simplify(ST_ClipByBox2D(m.geom, ST_Expand(w.box, 0.01)), 0.00001), -:lon, -:lat), :kx, :ky), 0, 1) AS yol
  FROM kbs.mahalle m, w WHERE m.ilce_kodu = :ilce AND m.geom && w.box
UNION ALL
(SELECT 'parsel', concat_ws('/', coalesce(p.ada, '-'), p.parsel),
       ST_AsSVG(ST_Scale(ST_Translate(p.geom, -:lon, -:lat), :kx, :ky), 0, 1)
  FROM kbs.gorunur_parsel p, w WHERE p.ilce_kodu = :ilce AND p.geom && w.box LIMIT 3000)
UNION ALL
(SELECT 'varlik', v.ad, ST_AsSVG(ST_Scale(ST_Translate(v.geom, -:lon, -:lat), :kx, :ky), 1, 1)
  FROM kbs.yayin_varlik v, w WHERE v.ilce_kodu = :ilce AND v.geom && w.box AND v.kod <> :kod LIMIT 500)
""")
_MIDDLE = text("SELECT avg(ST_X(etiket)), avg(ST_Y(etiket)) FROM kbs.mahalle WHERE ilce_kodu = :ilce AND "
               "(CAST(:mahalle AS text) IS NULL OR kod = :mahalle)")  # fmt: skip


def small_map(
    connection: Connection, ilce_kodu: int, kod: str, point: tuple[float, float] | None, mahalle: str | None
) -> dict[str, Any] | None:
    """What is drawn: the layers as SVG paths around the middle, and how pixels become degrees; None without a place.

    Args:
        point: longitude and latitude; without one the neighbourhood's middle, else the district's, seen from farther.
    """
    reach = REACH_M
    if point is None:
        found = connection.execute(_MIDDLE, {"ilce": ilce_kodu, "mahalle": mahalle or None}).one()
        if found[0] is None:
            return None
        point, reach = (found[0], found[1]), 1_500.0 if mahalle else 6_000.0
    lon, lat = point
    ky = _PIXELS / 2 / reach * _DEGREE_M  # pixels a degree of latitude
    kx = ky * math.cos(math.radians(lat))
    dx, dy = _SEEN * _PIXELS / 2 / kx, _SEEN * _PIXELS / 2 / ky
    asked = {"ilce": ilce_kodu, "kod": kod, "lon": lon, "lat": lat, "kx": kx, "ky": ky,
             "west": lon - dx, "east": lon + dx, "south": lat - dy, "north": lat + dy}  # fmt: skip
    layers: dict[str, list[dict[str, str]]] = {"mahalle": [], "parsel": [], "varlik": []}
    for layer, name, path in connection.execute(_LAYERS, asked):
        if path:
            layers[layer].append({"ad": name, "yol": path})
    dots = [(each["ad"], *_point(each["yol"])) for each in layers.pop("varlik")]
    return {"lon": lon, "lat": lat, "kx": kx, "ky": ky, "boy": _PIXELS, "noktalar": _named(dots), **layers}


def _named(dots: list[tuple[str, float, float]]) -> list[dict[str, Any]]:
    """Other assets' points; of names that would lie upon one another, or upon the asset's own point, one is written."""
    written, named = [(0.0, 0.0)], []
    for name, x, y in dots:
        free = all(abs(x - left) > _NAME_PIXELS[0] or abs(y - top) > _NAME_PIXELS[1] for left, top in written)
        written += [(x, y)] if free else []
        named.append({"ad": name, "x": x, "y": y, "yazili": free})
    return named


def _point(path: str) -> tuple[float, float]:
    """A point as PostGIS writes it for SVG: ``cx="1" cy="2"`` or ``x="1" y="2"``."""
    parts = path.replace("c", "").split('"')
    return float(parts[1]), float(parts[3])
