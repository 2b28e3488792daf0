"""The newest public changes, an entry an asset: as it is now, or that it is no longer public."""

from typing import Any

Statement = tuple[str, dict[str, Any]]

# A tombstone tells no mahalle: who asks for one mahalle is told of what is there.
_CHANGES = """
WITH varlik AS (
    SELECT y.kod, y.tur, y.ad, y.mahalle, y.adres, y.guncelleme AS zaman, y.degisim, false AS silindi
      FROM kbs.yayin_varlik y
     WHERE y.ilce_kodu = %(ilce)s AND (%(mahalle)s::text IS NULL OR y.mahalle_kod = %(mahalle)s::text)
       AND (%(tur)s::text IS NULL OR y.tur = %(tur)s::text)
       AND (%(degisim)s::bigint IS NULL OR (y.degisim, y.kod) < (%(degisim)s::bigint, %(kod)s::text))
     ORDER BY y.degisim DESC, y.kod DESC LIMIT %(n)s
), silinen AS (
    SELECT s.kod, s.tur, NULL::text, NULL::text, NULL::text, s.zaman, s.degisim, true
      FROM kbs.silinen_varlik s
     WHERE s.ilce_kodu = %(ilce)s AND %(mahalle)s::text IS NULL AND (%(tur)s::text IS NULL OR s.tur = %(tur)s::text)
       AND (%(degisim)s::bigint IS NULL OR (s.degisim, s.kod) < (%(degisim)s::bigint, %(kod)s::text))
     ORDER BY s.degisim DESC, s.kod DESC LIMIT %(n)s
), ikisi AS (
    SELECT * FROM varlik UNION ALL SELECT * FROM silinen ORDER BY degisim DESC, kod DESC LIMIT %(n)s
)
SELECT coalesce(json_agg(i ORDER BY i.degisim DESC, i.kod DESC), '[]')::text,
       (SELECT to_json(s.zaman)#>>'{}' FROM kbs.veri_surumu s WHERE s.ilce_kodu = %(ilce)s),
       %(mahalle)s::text IS NULL OR EXISTS (SELECT FROM kbs.mahalle WHERE (ilce_kodu, kod) = (%(ilce)s, %(mahalle)s))
  FROM ikisi i"""


def changes(
    ilce_kodu: int, *, mahalle: str | None, tur: str | None, after: tuple[int, str] | None, limit: int
) -> Statement:
    """Changes, the newest first: a JSON list, when the data changed last, and whether there is such a mahalle.

    Args:
        after: dataset version and code of the last entry of the page before.
    """
    degisim, kod = after or (None, None)
    given = {"ilce": ilce_kodu, "mahalle": mahalle, "tur": tur, "degisim": degisim, "kod": kod, "n": limit}
    return _CHANGES, given
