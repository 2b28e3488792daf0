"""Load the committed tables into PostGIS: all of it in one transaction, or nothing."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from geoalchemy2 import WKTElement
from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.assets import Erisim, Tur, asset_code, asset_id, is_withheld_by_law
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.parcel_refs import format_parcel_refs, parse_parcel_refs
from kbs_envanter.domain.uses import split_uses
from kbs_envanter.pipeline.tables import (
    ASSET_FILES,
    REPORT_NAME,
    REPORT_YEAR,
    AssetRow,
    MahalleRow,
    PlaceRow,
    read_assets,
    read_neighbourhoods,
)
from kbs_envanter.store import models
from kbs_envanter.store.database import engine


@dataclass
class Loaded:
    """What a load read: assets by kind, parcel texts by how well they were read."""

    assets: Counter[str] = field(default_factory=Counter)
    parcel_texts: Counter[str] = field(default_factory=Counter)


def load_inventory(url: str, data: Path, ilce_kodu: int) -> Loaded:
    """Bring the database to what the committed tables say. Running it again changes nothing.

    Raises:
        InputRefused: when a table is faulty; the database is then as it was.
    """
    neighbourhoods = read_neighbourhoods(data)
    names = NeighbourhoodNames(row.neighbourhood() for row in neighbourhoods)
    tables = dict(read_assets(data, names))
    with engine(url).begin() as connection:
        loader = _Loader(connection, ilce_kodu, names)
        loader.neighbourhoods(neighbourhoods)
        for file, rows in tables.items():
            tur, _, table = ASSET_FILES[file]
            loader.assets(tur, table, rows)
    return loader.loaded


class _Loader:
    """Writes checked rows through one connection, inside the caller's transaction."""

    def __init__(self, connection: Connection, ilce_kodu: int, names: NeighbourhoodNames) -> None:
        self._connection = connection
        self._ilce = ilce_kodu
        self._names = names
        self.loaded = Loaded()

    def neighbourhoods(self, rows: list[MahalleRow]) -> None:
        self._upsert(models.Ilce, [{"ad": "Küçükçekmece"}], key=["ilce_kodu"])
        values = [
            row.model_dump(include={"kod", "ad", "nvi_id", "nufus", "nufus_yili"})
            | {"etiket": WKTElement(f"POINT({row.lon} {row.lat})", srid=4326)}
            for row in rows
        ]
        self._upsert(models.Mahalle, values, key=["ilce_kodu", "kod"])

    def assets(self, tur: Tur, table: str, rows: list[AssetRow] | list[PlaceRow]) -> None:
        for row in rows:
            source = self._source(table, row.satir_bas, row.satir_son)
            kod = asset_code(tur, row.sira)
            key = asset_id(self._ilce, kod)
            self._upsert(models.Varlik, [self._asset(tur, kod, key, row) | {"kaynak_id": source}], ["ilce_kodu", "id"])
            self._children(models.Kullanim, key, [{"ad": use} for use in split_uses(row.kullanim_amaci)])
            rights = [{"ham_metin": row.mulkiyet_ham, "kaynak_id": source}] if row.mulkiyet_ham else []
            self._children(models.Hak, key, rights)
            self._children(models.VarlikParsel, key, self._parcel_links(row, source))
            self.loaded.assets[tur] += 1

    def _asset(self, tur: Tur, kod: str, key: UUID, row: AssetRow | PlaceRow) -> dict[str, Any]:
        withheld = is_withheld_by_law(row.ad, row.kullanim_amaci)
        address = parse_address(row.adres_ham or "")
        first = address.parts[0] if address.parts else None
        mahalle = self._names.find(row.mahalle) if row.mahalle else None
        return {
            "id": key,
            "kod": kod,
            "tur": tur,
            "alt_tur": row.sub_kind,
            "ad": row.ad,
            "mahalle_kod": mahalle.kod if mahalle else None,
            "adres_ham": row.adres_ham,
            "cadde_sokak": first.cadde_sokak if first else None,
            "kapi_no": ", ".join(first.kapi) if first and first.kapi else None,
            "adres_tarifi": address.tarif or None,
            "pafta": row.pafta,
            "alan_ham": row.alan_ham,
            "alan_m2": row.alan_m2,
            "supheli": row.supheli,
            "erisim": Erisim.GIZLI if withheld else Erisim.ACIK,
        }

    def _parcel_links(self, row: AssetRow | PlaceRow, source: int) -> list[dict[str, Any]]:
        raw = " / ".join(part for part in (row.ada, row.parsel_ham) if part)
        if not raw:
            return []
        reading = parse_parcel_refs(row.parsel_ham, ada=row.ada)
        self.loaded.parcel_texts[reading.durum] += 1
        if not reading.refs:
            return [{"durum": reading.durum, "atif": raw, "ham_metin": raw}]
        return [
            {
                "parsel_id": self._parcel(ref.tapu_mahallesi, ref.ada, ref.parsel, source),
                "iliski": ref.iliski,
                "durum": reading.durum,
                "atif": format_parcel_refs([ref]),
                "eski_nolar": list(ref.eski),
                "aciklama": ref.not_ or None,
                "ham_metin": raw,
            }
            for ref in reading.refs
        ]

    def _parcel(self, tapu: str | None, ada: str | None, parsel: str | None, source: int) -> int:
        key = {"tapu_mahallesi": tapu, "ada": ada, "parsel": parsel}
        return self._find_or_add(models.Parsel, key, {"kaynak_id": source})

    def _source(self, table: str, first: int, last: int) -> int:
        key = {"belge": REPORT_NAME, "tablo": table, "satir_bas": first, "satir_son": last}
        return self._find_or_add(models.Kaynak, key, {"yil": REPORT_YEAR})

    def _find_or_add(self, model: type[models.Base], key: dict[str, Any], more: dict[str, Any]) -> int:
        table: Table = model.__table__
        key = {"ilce_kodu": self._ilce, **key}
        same = [table.c[name].is_not_distinct_from(value) for name, value in key.items()]
        found = self._connection.scalar(select(table.c.id).where(*same))
        if found is None:
            found = self._connection.scalar(insert(table).values(key | more).returning(table.c.id))
        return found

    def _upsert(self, model: type[models.Base], rows: list[dict[str, Any]], key: list[str]) -> None:
        for row in rows:
            statement = insert(model).values({"ilce_kodu": self._ilce} | row)
            changed = {name: statement.excluded[name] for name in ("ilce_kodu", *row)}
            self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))

    def _children(self, model: type[models.Base], varlik_id: UUID, rows: list[dict[str, Any]]) -> None:
        """Replace an asset's rows in a table, unless they already say the same."""
        table: Table = model.__table__
        mine = (table.c.ilce_kodu == self._ilce, table.c.varlik_id == varlik_id)
        wanted = [
            {"ilce_kodu": self._ilce, "varlik_id": varlik_id, "sira": place, **row}
            for place, row in enumerate(rows, start=1)
        ]
        stored = self._connection.execute(select(table).where(*mine).order_by(table.c.sira)).mappings().all()
        if len(stored) == len(wanted) and all(
            row.items() <= dict(old).items() for row, old in zip(wanted, stored, strict=True)
        ):
            return
        self._connection.execute(delete(table).where(*mine))
        if wanted:
            self._connection.execute(insert(table), wanted)


def count_by_kind(url: str, ilce_kodu: int) -> dict[str, int]:
    """Assets the public can see, by kind."""
    query = (
        select(models.Varlik.tur, func.count())
        .where(models.Varlik.ilce_kodu == ilce_kodu, models.Varlik.erisim == Erisim.ACIK)
        .group_by(models.Varlik.tur)
    )
    with engine(url).connect() as connection:
        return {tur: number for tur, number in connection.execute(query)}
