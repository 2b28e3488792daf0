"""Load the committed tables into PostGIS: all of it in one transaction, or nothing."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from geoalchemy2 import WKTElement
from sqlalchemy import func, select

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.assets import Erisim, Tur, asset_code, asset_id, is_withheld_by_law
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.rights import parse_rights
from kbs_envanter.domain.uses import split_uses
from kbs_envanter.pipeline.changes import beginning_of, change
from kbs_envanter.pipeline.edited import EditedAssets, edited_assets
from kbs_envanter.pipeline.event_tables import read_events
from kbs_envanter.pipeline.load_events import EventLoader
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.tables import (
    ASSET_FILES,
    AssetRow,
    MahalleRow,
    PlaceRow,
    read_assets,
    read_neighbourhoods,
)
from kbs_envanter.pipeline.writing import Writer
from kbs_envanter.store import models
from kbs_envanter.store.database import engine


@dataclass
class Loaded:
    """What a load read: assets by kind, events by kind, parcel texts by how well they were read."""

    assets: Counter[str]
    events: Counter[str]
    parcel_texts: Counter[str]


def load_inventory(url: str, data: Path, ilce_kodu: int) -> Loaded:
    """Bring the database to what the committed tables say. Running it again changes nothing.

    An asset that people edited is left as they left it, a deleted one too: see ``pipeline.edited``.

    Raises:
        InputRefused: when a table is faulty; the database is then as it was.
    """
    neighbourhoods = read_neighbourhoods(data)
    names = NeighbourhoodNames(row.neighbourhood() for row in neighbourhoods)
    assets = dict(read_assets(data, names))
    district = profile(data)
    events = read_events(data / district.klasor, names)
    said = {
        "neden": f"{district.belge} yüklendi",
        "nereden": district.belge,
        "gecerlilik": beginning_of(district.yil),
    }
    with change(engine(url), "yukleme", **said) as connection:
        writer = Writer(connection, ilce_kodu, document=district.belge, year=district.yil)
        known = {"ad": district.ad, "il": district.il, "tapu_mahalleleri": list(district.tapu_mahalleleri)}
        writer.upsert(models.Ilce, [known], key=[])
        _write_neighbourhoods(writer, neighbourhoods)
        edited = edited_assets(connection, ilce_kodu)
        counts: Counter[str] = Counter()
        for file, rows in assets.items():
            tur, _, table = ASSET_FILES[file]
            _write_assets(writer, names, tur, table, rows, edited)
            counts[tur] = len(rows)
        happened = EventLoader(writer, names, district.yil).load(events)
        writer.analyze()
    return Loaded(counts, happened, writer.parcel_texts)


def _write_neighbourhoods(writer: Writer, rows: list[MahalleRow]) -> None:
    values = [
        row.model_dump(include={"kod", "ad", "nvi_id", "nufus", "nufus_yili"})
        | {"etiket": WKTElement(f"POINT({row.lon} {row.lat})", srid=4326)}
        for row in rows
    ]
    writer.upsert(models.Mahalle, values, key=["kod"])


def _write_assets(
    writer: Writer,
    names: NeighbourhoodNames,
    tur: Tur,
    table: str,
    rows: list[AssetRow] | list[PlaceRow],
    edited: EditedAssets,
) -> None:
    assets: list[dict[str, Any]] = []
    uses: dict[UUID, list[dict[str, Any]]] = {}
    rights: dict[UUID, list[dict[str, Any]]] = {}
    parcels: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        kod = asset_code(tur, row.sira)
        if kod in edited:
            continue
        source = writer.source(table, row.satir_bas, row.satir_son)
        key = asset_id(writer.ilce, kod)
        assets.append(asset_columns(names, tur, kod, row) | {"id": key, "kaynak_id": source})
        uses[key] = [{"ad": use} for use in split_uses(row.kullanim_amaci)]
        rights[key] = rights_rows(row.mulkiyet_ham, source, writer.municipality)
        parcels[key] = writer.parcel_links(row.parsel_ham, ada=row.ada, source=source)
    writer.upsert(models.Varlik, assets, key=["id"])
    writer.children(models.Kullanim, "varlik_id", uses)
    writer.children(models.Hak, "varlik_id", rights)
    writer.children(models.VarlikParsel, "varlik_id", parcels)


def asset_columns(names: NeighbourhoodNames, tur: Tur, kod: str, row: AssetRow | PlaceRow) -> dict[str, Any]:
    """Columns of kbs.varlik as a row of a report's table says them."""
    withheld = is_withheld_by_law(row.ad, row.kullanim_amaci)
    address = parse_address(row.adres_ham or "")
    first = address.parts[0] if address.parts else None
    mahalle = names.find(row.mahalle) if row.mahalle else None
    return {
        "kod": kod,
        "tur": tur.value,
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
        "erisim": (Erisim.GIZLI if withheld else Erisim.ACIK).value,
    }


def rights_rows(text: str | None, source: int, municipality: str) -> list[dict[str, Any]]:
    """Rights as the text states them. What of it could not be read may be a name and is not stored apart."""
    if not text:
        return []
    reading = parse_rights(text, municipality=municipality)
    common = {"okuma": reading.durum, "ham_metin": text, "kaynak_id": source}
    if not reading.rights:
        return [common]
    return [
        {
            "arsa_sahibi": right.arsa_sahibi,
            "bina_sahibi": right.bina_sahibi,
            "hak_turu": right.hak_turu,
            "yon": right.yon,
            "karsi_taraf": right.karsi_taraf,
            "karsi_taraf_sinifi": right.karsi_taraf_sinifi,
            "pay_m2": right.pay_m2,
            "sure_yil": right.sure_yil,
            "baslangic": right.baslangic,
            "karar": right.karar,
            "durum_notu": right.durum_notu or None,
            **common,
        }
        for right in reading.rights
    ]


def count_by_kind(url: str, ilce_kodu: int) -> dict[str, int]:
    """Assets the public can see, by kind."""
    query = (
        select(models.Varlik.tur, func.count())
        .where(models.Varlik.ilce_kodu == ilce_kodu, models.Varlik.erisim == Erisim.ACIK)
        .group_by(models.Varlik.tur)
    )
    with engine(url).connect() as connection:
        return {tur: number for tur, number in connection.execute(query)}
