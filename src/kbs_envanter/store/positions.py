"""Reading positions for those who improve them."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

# The withheld asset has no position by law; there is nothing to improve, and nobody is to look for it.
_WORST = """
SELECT v.kod, v.ad, m.ad AS mahalle, v.kesinlik, v.belirsizlik_m::float AS belirsizlik_m, v.konum_kaynagi,
       count(a.sira) FILTER (WHERE a.saglayici <> 'mahalle')::int AS aday,
       coalesce(array_agg(DISTINCT a.kaynak || ': ' || a.neden) FILTER (WHERE a.neden IS NOT NULL), '{}') AS nedenler
  FROM kbs.varlik v
  LEFT JOIN kbs.mahalle m ON (m.ilce_kodu, m.kod) = (v.ilce_kodu, v.mahalle_kod)
  LEFT JOIN kbs.konum_adayi a ON (a.ilce_kodu, a.varlik_id) = (v.ilce_kodu, v.id)
 WHERE v.ilce_kodu = %(ilce)s AND v.erisim = 'acik'
 GROUP BY v.ilce_kodu, v.id, m.ad
 ORDER BY array_position('{yok,mahalle,sokak,yer,kapi,parsel}'::text[], v.kesinlik),
          aday DESC, v.belirsizlik_m DESC NULLS FIRST, v.kod
 LIMIT %(limit)s
"""


def worst_positions(url: str, ilce_kodu: int, limit: int) -> list[dict[str, Any]]:
    """The assets whose positions are worst, those first for which there are candidates to choose from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(_WORST, {"ilce": ilce_kodu, "limit": limit}).fetchall()
