"""Whether a decided point lies where its asset is said to be. Judged for all edits with one statement."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from kbs_envanter.pipeline.editing_plan import Plan

TOLERANCE_M = 250
_ROUGH_M = 1_000  # where boundaries are computed, not drawn

# Distances are measured only for points that lie in no boundary.
_JUDGE = text("""
SELECT p.n, CASE WHEN EXISTS (SELECT FROM kbs.mahalle m WHERE m.ilce_kodu = :ilce AND ST_Covers(m.geom, p.geom)) THEN 0
            ELSE (SELECT min(ST_Distance(m.geom::geography, p.geom::geography))
                    FROM kbs.mahalle m WHERE m.ilce_kodu = :ilce) END AS ilceden,
       CASE WHEN ST_Covers(o.geom, p.geom) THEN 0 ELSE ST_Distance(o.geom::geography, p.geom::geography) END,
       o.ad,
       (SELECT bool_or(m.sinir_kesinligi = 'yaklasik') FROM kbs.mahalle m WHERE m.ilce_kodu = :ilce) AS yaklasik
  FROM (SELECT n, mahalle, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom
          FROM unnest(CAST(:n AS int[]), CAST(:lon AS float8[]), CAST(:lat AS float8[]), CAST(:mahalle AS text[]))
               AS t (n, lon, lat, mahalle)) p
  LEFT JOIN kbs.mahalle o ON (o.ilce_kodu, o.kod) = (:ilce, p.mahalle)
""")


def judge_places(connection: Connection, ilce_kodu: int, plans: Sequence[Plan]) -> None:
    """Note a fault where a point lies outside the district, a warning where it is far from its neighbourhood."""
    points = [(n, plan, plan.konum) for n, plan in enumerate(plans) if plan.konum is not None]
    if not points:
        return
    asked = {
        "ilce": ilce_kodu,
        "n": [n for n, _, _ in points],
        "lon": [konum.lon for _, _, konum in points],
        "lat": [konum.lat for _, _, konum in points],
        "mahalle": [plan.now("mahalle_kod") for _, plan, _ in points],
    }
    for n, from_district, from_mahalle, name, rough in connection.execute(_JUDGE, asked):
        _judge(plans[n], from_district, from_mahalle, name, TOLERANCE_M if not rough else _ROUGH_M, rough)


def _judge(
    plan: Plan, from_district: float | None, from_mahalle: float | None, name: str | None, tolerance: int, rough: bool
) -> None:
    if from_district is not None and from_district > (_ROUGH_M if rough else 0):
        plan.fault("konum", "Nokta ilçenin dışında.", "The point lies outside the district.")
    elif from_mahalle is not None and from_mahalle > tolerance and "konum" not in plan.edit.onay:
        metres = round(from_mahalle)
        plan.fault(
            "konum",
            f"Nokta {name} mahallesinin {metres} m dışında; mahalleyi düzeltin ya da konumu onaylayın (onay: konum).",
            f"The point lies {metres} m outside {name}; correct the neighbourhood or confirm it (onay: konum).",
            tur="uyari",
        )
