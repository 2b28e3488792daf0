"""Public assets of every district as one, as SQL whose answer is finished GeoJSON.

Codes are a district's own, so that a feature's id is the district's code before it: ``1823.BIN-0042``. The parts of the
table are walked in the order of their districts and each by its key: a page costs what its features cost, however many
districts there are.
"""

from collections.abc import Sequence
from typing import Any

from kbs_envanter.store.features import Box, Statement

_FEATURE = (
    """'{"type":"Feature","id":"' || ilce_kodu || '.' || kod || '","geometry":' || geometri """
    """|| ',"properties":{"ilce_kodu":' || ilce_kodu || ',' || substr(nitelikler, 2) || '}'"""
)

DISTRICTS = """
SELECT json_agg(json_build_object('ilce_kodu', i.ilce_kodu, 'ad', i.ad, 'il', i.il, 'surum', coalesce(s.surum, 0))
                ORDER BY i.ilce_kodu)
  FROM kbs.ilce i LEFT JOIN kbs.veri_surumu s ON s.ilce_kodu = i.ilce_kodu"""


def page(
    *, districts: Sequence[int], tur: str | None, box: Box | None, after: tuple[int, str] | None, limit: int
) -> Statement:
    """A page of assets.

    Args:
        districts: only these; none for all.
        tur: only this kind.
        box: in EPSG:4326; an asset without a position is in none.
        after: the page begins behind this asset of this district.
        limit: assets at most.

    Returns:
        A statement with one row: the features in UTF-8, joined by commas; how many; district and code of the last
        one when more follow.
    """
    parameters: dict[str, Any] = {"en_cok": limit, "tur": tur}
    conditions = ["true"]
    if districts:
        conditions.append("ilce_kodu = ANY(%(ilceler)s::int[])")
        parameters["ilceler"] = list(districts)
    if tur is not None:
        conditions.append("tur = %(tur)s")
    if box is not None:
        conditions.append("geom && ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326)")
        parameters |= {"w": box.west, "s": box.south, "e": box.east, "n": box.north}
    if after is not None:
        # The first of the two conditions says nothing new; by it the planner leaves earlier districts out.
        conditions.append("ilce_kodu >= %(son_ilce)s AND (ilce_kodu, kod) > (%(son_ilce)s, %(son_kod)s)")
        parameters |= {"son_ilce": after[0], "son_kod": after[1]}
    statement = f"""
        SELECT convert_to(coalesce(string_agg({_FEATURE}, ',') FILTER (WHERE n <= %(en_cok)s), ''), 'UTF8'),
               least(count(*), %(en_cok)s),
               max(ilce_kodu || '.' || kod) FILTER (WHERE n = %(en_cok)s AND hepsi > %(en_cok)s)
          FROM (SELECT *, row_number() OVER () AS n, count(*) OVER () AS hepsi
                  FROM (SELECT ilce_kodu, kod, geometri, nitelikler FROM kbs.yayin_varlik
                         WHERE {" AND ".join(conditions)}
                         ORDER BY ilce_kodu, kod LIMIT %(en_cok)s + 1) s) numbered"""
    return statement, parameters


def item(ilce_kodu: int, kod: str) -> Statement:
    """One asset of one district: a row with its feature in UTF-8, or none."""
    statement = f"""SELECT convert_to({_FEATURE}, 'UTF8') FROM kbs.yayin_varlik
                     WHERE ilce_kodu = %(ilce)s AND kod = %(kod)s"""
    return statement, {"ilce": ilce_kodu, "kod": kod}
