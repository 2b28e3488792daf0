"""How much of each neighbourhood lies within a straight line of a service, as one statement that answers in JSON.

A position known only to the neighbourhood says nothing about distance: such assets draw no circle, and are counted
apart. The others are uncertain by ``belirsizlik_m``: what is nearer than distance - uncertainty is surely within,
what is further than distance + uncertainty is surely not. Hence three shares: at least, as stated, at most.
"""

from typing import Any

from kbs_envanter.domain.services import Service
from kbs_envanter.store.neighbourhoods import MOST_ROWS, ORIGIN


def reach(service: Service, *, distance_m: int, ilce_kodu: int) -> tuple[str, dict[str, Any]]:
    """The shares of the neighbourhoods' areas within a distance of a service.

    Args:
        service: what is looked for.
        distance_m: metres in a straight line, measured in EPSG:5254.
        ilce_kodu: the district.

    Returns:
        A statement with one row: a JSON object of ``mahalleler`` (``pay``, ``pay_en_az``, ``pay_en_cok``: 0 to 1, NULL
        without boundary; ``konumlu`` and ``konumsuz`` assets), ``ilce`` (the same for all), ``kayitlar`` (at most 500
        assets; x and y in the coordinates of ``neighbourhoods.shapes``) and ``alan`` (SVG path of what is reached).
    """
    words = f"\\y({'|'.join(service.sozler)})"
    parameters = {
        "ilce": ilce_kodu,
        "turler": list(service.turler),
        "alt_turler": list(service.alt_turler),
        "sozler": words,
        "mesafe": distance_m,
    }
    return _REACH, parameters


def _share(of: str, row: str) -> str:
    area = f"coalesce(ST_Area(ST_Intersection({row}, r.{of})), 0)"
    return f"CASE WHEN {row} IS NOT NULL THEN round(least(1, {area} / nullif(ST_Area({row}), 0))::numeric, 4) END"


def _shares(row: str) -> str:
    return f"""'pay', {_share("stated", row)}, 'pay_en_az', {_share("least", row)},
            'pay_en_cok', {_share("most", row)}"""


# The first test of the words is for the index over everything that is searched, the second for the truth.
_REACH = f"""
WITH o AS ({ORIGIN}), s AS MATERIALIZED (
    SELECT v.kod, v.ad, v.tur, v.mahalle_kod, v.mahalle, v.kullanim, v.kesinlik, v.belirsizlik_m,
           v.geom IS NOT NULL AND v.kesinlik NOT IN ('mahalle', 'yok') AS konumlu, ST_Transform(v.geom, 5254) AS geom
      FROM kbs.yayin_varlik v
     WHERE v.ilce_kodu = %(ilce)s
       AND (v.tur = ANY(%(turler)s::text[]) OR v.alt_tur = ANY(%(alt_turler)s::text[])
            OR v.aranan ~ %(sozler)s AND kbs.katla(v.kullanim) ~ %(sozler)s)
), m AS MATERIALIZED (
    SELECT kod, ad, nufus, ST_Transform(geom, 5254) AS geom FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s
), d AS MATERIALIZED (
    SELECT ST_Union(geom) AS geom FROM m
), r AS MATERIALIZED (
    SELECT ST_Union(ST_Buffer(geom, %(mesafe)s::float8, 16)) AS stated,
           ST_Union(ST_Buffer(geom, %(mesafe)s::float8 - coalesce(belirsizlik_m, 0)::float8, 16))
               FILTER (WHERE coalesce(belirsizlik_m, 0) < %(mesafe)s::float8) AS least,
           ST_Union(ST_Buffer(geom, %(mesafe)s::float8 + coalesce(belirsizlik_m, 0)::float8, 16)) AS most
      FROM s WHERE konumlu
)
SELECT json_build_object(
    'mahalleler', (SELECT json_agg(json_build_object(
            'kod', m.kod, 'ad', m.ad, 'nufus', m.nufus, {_shares("m.geom")},
            'konumlu', (SELECT count(*) FROM s WHERE s.mahalle_kod = m.kod AND s.konumlu),
            'konumsuz', (SELECT count(*) FROM s WHERE s.mahalle_kod = m.kod AND NOT s.konumlu)) ORDER BY m.ad)
        FROM m CROSS JOIN r),
    'ilce', (SELECT json_build_object({_shares("d.geom")}, 'konumlu', (SELECT count(*) FROM s WHERE s.konumlu),
                                      'konumsuz', (SELECT count(*) FROM s WHERE NOT s.konumlu))
               FROM d CROSS JOIN r),
    'kayitlar', (SELECT json_agg(json_build_object(
            'kod', l.kod, 'ad', l.ad, 'tur', l.tur, 'mahalle', l.mahalle, 'mahalle_kod', l.mahalle_kod,
            'kullanim', l.kullanim, 'kesinlik', l.kesinlik, 'belirsizlik_m', l.belirsizlik_m, 'konumlu', l.konumlu,
            'x', round(ST_X(l.geom) - o.x0), 'y', -round(ST_Y(l.geom) - o.y0)) ORDER BY l.mahalle, l.kod)
        FROM (SELECT * FROM s ORDER BY konumlu DESC, kod LIMIT {MOST_ROWS}) l CROSS JOIN o),
    'alan', (SELECT ST_AsSVG(ST_SnapToGrid(ST_Translate(ST_Intersection(r.stated, d.geom), -o.x0, -o.y0), 1), 1, 0)
               FROM r CROSS JOIN d CROSS JOIN o))"""
