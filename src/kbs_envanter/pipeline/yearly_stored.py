"""The assets as they are stored, with what people have edited: what a year's report is held against."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from kbs_envanter.domain.assets import Tur
from kbs_envanter.pipeline.edited import taken_back
from kbs_envanter.pipeline.yearly_types import FIELDS, LISTS, Stored
from kbs_envanter.store import models

_PEOPLE = ("duzeltme", "ice_aktarma", "saha", "dogrudan")
_DOCUMENTS = ("yukleme", "rapor")
_FIELD_OF = {column: name for name, columns in FIELDS.items() for column in columns}
_TABLES = {"kullanim": models.Kullanim, "varlik_parsel": models.VarlikParsel, "hak": models.Hak}

# The history of what people ever touched, oldest first. Rows of other tables are named by the asset's id.
_TOUCHED = text("""
WITH elle AS (
    SELECT DISTINCT coalesce(g.yeni, g.eski)->>(CASE g.tablo WHEN 'varlik' THEN 'id' ELSE 'varlik_id' END) AS id
      FROM kbs.degisiklik d JOIN kbs.gecmis g ON (g.ilce_kodu, g.degisiklik) = (d.ilce_kodu, d.id)
     WHERE d.ilce_kodu = :ilce AND d.tur = ANY(:insanlar) AND g.tablo = ANY(:tablolar)
), adli AS (
    SELECT id::text AS anahtar FROM elle
    UNION SELECT v.kod FROM elle JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (:ilce, elle.id::uuid)
)
SELECT g.tablo, g.islem, g.eski, g.yeni, d.id, d.tur
  FROM adli JOIN kbs.gecmis g ON g.ilce_kodu = :ilce AND g.tablo = ANY(:tablolar) AND g.anahtar = adli.anahtar
  JOIN kbs.degisiklik d ON (d.ilce_kodu, d.id) = (g.ilce_kodu, g.degisiklik)
 WHERE d.tur = ANY(:insanlar) OR d.tur = ANY(:belgeler)
 ORDER BY g.id""")


def read_stored(connection: Connection, ilce_kodu: int) -> list[Stored]:
    """Every asset, withheld ones too, in the order of their codes."""
    table = models.Varlik.__table__
    columns = [table.c[name] for name in ("id", "kod", "tur", "erisim", "supheli", "kaynak_id", *_FIELD_OF)]
    rows = connection.execute(select(*columns).where(table.c.ilce_kodu == ilce_kodu).order_by(table.c.kod)).mappings()
    found = {row["id"]: Stored(row["id"], row["kod"], Tur(row["tur"]), dict(row), {}) for row in rows}
    for name, model in _TABLES.items():
        lists: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        child = model.__table__
        query = select(child).where(child.c.ilce_kodu == ilce_kodu).order_by(child.c.varlik_id, child.c.sira)
        for row in connection.execute(query).mappings():
            lists[row["varlik_id"]].append({column: row[column] for column in LISTS[name]})
        for key, asset in found.items():
            asset.lists[name] = lists[key]
    for asset in found.values():
        asset.looks.append(look(asset.columns, {row["ham_metin"] for row in asset.lists["varlik_parsel"]}))
    _mark_edited(connection, ilce_kodu, found)
    return list(found.values())


def look(columns: dict[str, Any], parcels: set[str]) -> dict[str, str]:
    """What an asset is recognized by; as ``pipeline.comparison`` compares it, the mahalle by its code."""
    return {
        "ad": columns["ad"],
        "mahalle": columns["mahalle_kod"] or "",
        "adres_ham": columns["adres_ham"] or "",
        "ada": "",
        "parsel_ham": " / ".join(sorted(parcels)),
    }


def _mark_edited(connection: Connection, ilce_kodu: int, assets: dict[UUID, Stored]) -> None:
    undone = taken_back(connection, ilce_kodu)
    asked = {"ilce": ilce_kodu, "insanlar": list(_PEOPLE), "belgeler": list(_DOCUMENTS)}
    for table, action, old, new, number, kind in connection.execute(_TOUCHED, asked | {"tablolar": ["varlik", *LISTS]}):
        row = new or old
        asset = assets.get(UUID(row["id" if table == "varlik" else "varlik_id"]))
        if asset is None or number in undone:
            continue
        fields = _changed(old, new) if table == "varlik" and action == "update" else {table}
        if table == "varlik" and action != "update":
            fields = set(FIELDS)
        if kind in _DOCUMENTS:
            asset.edited -= fields
        else:
            asset.edited |= fields
            if table == "varlik" and old is not None:
                asset.looks.append(asset.looks[0] | {k: v for k, v in look(old, set()).items() if k != "parsel_ham"})


def _changed(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    return {field for column, field in _FIELD_OF.items() if old.get(column) != new.get(column)}
