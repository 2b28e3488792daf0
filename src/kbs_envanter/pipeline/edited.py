"""Which assets people have edited: what they decided outlives every later load of the committed tables."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from kbs_envanter.domain.assets import asset_id

BY_PEOPLE = ("duzeltme", "ice_aktarma", "saha", "rapor")

_UNDONE = text(
    "SELECT id, geri_alinan FROM kbs.degisiklik WHERE ilce_kodu = :ilce AND geri_alinan IS NOT NULL ORDER BY id DESC"
)
_TOUCHED = text("""
SELECT DISTINCT g.tablo = 'varlik' AS satir, g.anahtar
  FROM kbs.degisiklik d
  JOIN kbs.gecmis g ON (g.ilce_kodu, g.degisiklik) = (d.ilce_kodu, d.id)
 WHERE d.ilce_kodu = :ilce AND d.tur = ANY(:turler) AND d.id <> ALL(:geri_alinanlar)
   AND g.tablo IN ('varlik', 'kullanim', 'varlik_parsel', 'hak', 'konum_karari')
""")


class EditedAssets:
    """The assets that people edited, by code."""

    def __init__(self, ilce_kodu: int, codes: Sequence[str], ids: Sequence[str]) -> None:
        self._ilce, self._codes, self._ids = ilce_kodu, set(codes), set(ids)

    def __contains__(self, kod: str) -> bool:
        return kod in self._codes or str(asset_id(self._ilce, kod)) in self._ids


def edited_assets(connection: Connection, ilce_kodu: int) -> EditedAssets:
    """Assets whose row, uses, parcels, rights or decided position a person's change touched, deleted ones too.

    A change that was undone does not count, unless its undo was undone as well.
    """
    asked = {"ilce": ilce_kodu, "turler": list(BY_PEOPLE), "geri_alinanlar": sorted(taken_back(connection, ilce_kodu))}
    rows = connection.execute(_TOUCHED, asked).all()
    return EditedAssets(ilce_kodu, [key for of_row, key in rows if of_row], [key for of_row, key in rows if not of_row])


def taken_back(connection: Connection, ilce_kodu: int) -> set[int]:
    """Numbers of the changes that are undone; one whose undo was undone is not."""
    found: set[int] = set()
    for number, undone in connection.execute(_UNDONE, {"ilce": ilce_kodu}):
        if number not in found:
            found.add(undone)
    return found
