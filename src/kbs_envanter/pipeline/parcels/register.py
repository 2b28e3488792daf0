"""Writing parcels into the register: all accepted ones in one transaction, and only what says something new."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, text

from kbs_envanter.pipeline.changes import describe_change
from kbs_envanter.pipeline.parcels.records import judge
from kbs_envanter.pipeline.parcels.source import read_source
from kbs_envanter.pipeline.parcels.types import AreaDifference, Parcel, ParcelOptions, Rejected
from kbs_envanter.store.database import engine

SOURCE_TABLE = "Parsel kaydı"

_TEMPORARY = """
CREATE TEMP TABLE gelen_parsel (
    tapu_mahallesi text, ada text, parsel text, alan_m2 numeric, nitelik text, pafta text, durum text,
    geom geometry(MultiPolygon, 4326)
) ON COMMIT DROP
"""
_COPY = "COPY gelen_parsel FROM STDIN"
# ``kod`` is the key folded: a parcel that is there under another spelling keeps it. What the file leaves empty
# does not erase what is known. A row with a number that nobody had before was added, the others were changed.
_MERGE = """
WITH before AS (SELECT coalesce(max(id), 0) AS last FROM kbs.parsel WHERE ilce_kodu = :ilce)
INSERT INTO kbs.parsel AS p
       (ilce_kodu, tapu_mahallesi, ada, parsel, alan_m2, nitelik, pafta, durum, geom, kaynak_id)
SELECT :ilce, tapu_mahallesi, ada, parsel, alan_m2, nitelik, pafta, durum, geom, :kaynak FROM gelen_parsel
ON CONFLICT (ilce_kodu, kod) DO UPDATE
   SET alan_m2 = coalesce(excluded.alan_m2, p.alan_m2), nitelik = coalesce(excluded.nitelik, p.nitelik),
       pafta = coalesce(excluded.pafta, p.pafta), durum = coalesce(excluded.durum, p.durum),
       geom = coalesce(excluded.geom, p.geom), kaynak_id = excluded.kaynak_id
 WHERE (coalesce(excluded.alan_m2, p.alan_m2), coalesce(excluded.nitelik, p.nitelik),
        coalesce(excluded.pafta, p.pafta), coalesce(excluded.durum, p.durum))
       IS DISTINCT FROM (p.alan_m2, p.nitelik, p.pafta, p.durum)
    OR ST_AsBinary(coalesce(excluded.geom, p.geom)) IS DISTINCT FROM ST_AsBinary(p.geom)
RETURNING id > (SELECT last FROM before) AS added
"""
_SOURCE = """
INSERT INTO kbs.kaynak AS k (ilce_kodu, belge, yil, tablo) VALUES (:ilce, :belge, :yil, :tablo)
ON CONFLICT (ilce_kodu, belge, tablo, satir_bas, satir_son) DO UPDATE SET yil = k.yil
RETURNING id
"""
_SOURCE_YEAR = "UPDATE kbs.kaynak SET yil = :yil WHERE ilce_kodu = :ilce AND id = :kaynak AND yil <> :yil"


@dataclass(frozen=True)
class Imported:
    """What an import did: parcels added, changed and left as they were, and what a person should look at.

    ``without_polygon`` counts accepted parcels that the source does not draw, ``repeated`` records that only
    repeat another, ``unknown_areas`` cadastral areas that the district is not known to have.
    """

    added: int
    changed: int
    same: int
    without_polygon: int
    repeated: int
    rejected: list[Rejected]
    area_differences: list[AreaDifference]
    unknown_areas: list[str]


def load_parcels(
    url: str, ilce_kodu: int, source: str | Path, options: ParcelOptions, areas: tuple[str, ...]
) -> Imported:
    """Bring the parcels of a file or a WFS into the register. Running it again changes nothing.

    Args:
        url: the database.
        ilce_kodu: the district whose register it is.
        source: a GeoJSON, GeoPackage, KML or zipped Shapefile, or the address of a WFS.
        options: what the person said about it.
        areas: the district's cadastral areas, as it spells them.

    Raises:
        ParcelSourceRefused: the source as a whole cannot be taken; the register is as it was.
    """
    table = read_source(source, options)
    judged = judge(table, options, areas)
    with engine(url).connect() as connection, connection.begin() as transaction:
        describe_change(connection, "yukleme", neden="parsel kütüğü yüklendi", nereden=table.name)
        kaynak = find_source(connection, ilce_kodu, table.name, options.imported.year)
        added, changed = _merge(connection, ilce_kodu, kaynak, judged.parcels)
        if added or changed:
            year = {"yil": options.imported.year, "ilce": ilce_kodu, "kaynak": kaynak}
            connection.execute(text(_SOURCE_YEAR), year)
        if options.dry_run:
            transaction.rollback()
    return Imported(
        added,
        changed,
        len(judged.parcels) - added - changed,
        sum(parcel.geom is None for parcel in judged.parcels),
        judged.repeated,
        judged.rejected,
        judged.area_differences,
        judged.unknown_areas,
    )


def find_source(connection: Connection, ilce_kodu: int, document: str, year: int) -> int:
    """Id of the source that a register document is; it is added when it is new."""
    said: dict[str, Any] = {"ilce": ilce_kodu, "belge": document, "yil": year, "tablo": SOURCE_TABLE}
    return int(connection.execute(text(_SOURCE), said).scalar_one())


def _merge(connection: Connection, ilce_kodu: int, kaynak: int, parcels: Iterable[Parcel]) -> tuple[int, int]:
    connection.execute(text(_TEMPORARY))
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for parcel in parcels:
            geom = None if parcel.geom is None else shapely.to_wkb(parcel.geom, hex=True, output_dimension=2)
            copy.write_row((*parcel.key, parcel.alan_m2, parcel.nitelik, parcel.pafta, parcel.durum, geom))
    outcome = connection.execute(text(_MERGE), {"ilce": ilce_kodu, "kaynak": kaynak}).scalars().all()
    return sum(outcome), len(outcome) - sum(outcome)
