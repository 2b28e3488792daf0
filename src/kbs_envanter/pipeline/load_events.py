"""Property events, works, facts about facilities and yearly numbers: from the tables into PostGIS.

A property event's code is its table, its year and its first line in the document (``TAH-2024-7786``); works and
facts, of which several may share a line, are numbered by their row.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, select

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.event_tables import EVENT_FILES, FacilityFactRow, IndicatorRow, WorkRow
from kbs_envanter.pipeline.writing import Writer
from kbs_envanter.store import models

_EVENT: dict[str, Any] = dict.fromkeys(
    (
        "tur", "alt_tur", "adres_ham", "alan_m2", "parsel_alani_m2", "bedel_tl", "tarih", "sure_yil",
        "karsi_taraf_turu", "karsi_taraf", "konu", "karar",
    )
)  # fmt: skip


class EventLoader:
    """Writes the tables of ``pipeline.event_tables``."""

    def __init__(self, writer: Writer, names: NeighbourhoodNames, year: int) -> None:
        self._writer = writer
        self._names = names
        self._year = year

    def load(self, tables: dict[str, list[Any]]) -> Counter[str]:
        """Write every table; answers how many rows each has."""
        for name in EVENT_FILES:
            self._events(name, tables[name])
        self._works(tables["faaliyetler"])
        self._facts(tables["tesis_bilgileri"])
        self._indicators(tables["gostergeler"])
        return Counter({name: len(rows) for name, rows in tables.items()})

    def _events(self, name: str, rows: Sequence[Any]) -> None:
        prefix = f"{EVENT_FILES[name][1]}-{self._year}-"
        events, parcels = {}, {}
        for row in rows:
            kod = f"{prefix}{row.satir_bas}"
            source = self._writer.source(name, row.satir_bas, row.satir_son)
            events[kod] = _EVENT | row.event() | self._common(kod, row, source)
            area = getattr(row, "tapu_mahallesi", None)
            parcels[kod] = self._writer.parcel_links(
                row.parsel_ham, ada=row.ada, source=source, tapu_mahallesi=self._cadastral_area(area)
            )
        self._store(models.TasinmazIslemi, prefix, events, models.IslemParsel, "islem_id", parcels)

    def _works(self, rows: list[WorkRow]) -> None:
        prefix = f"FAA-{self._year}-"
        works, parcels = {}, {}
        for row in rows:
            kod = f"{prefix}{row.sira:03d}"
            source = self._writer.source("faaliyetler", row.satir_bas, row.satir_son)
            said = row.model_dump(include={"bolum", "yer_ham", "yapilan_is", "miktar", "birim", "alan_m2"})
            works[kod] = said | self._common(kod, row, source)
            parcels[kod] = self._writer.parcel_links(
                row.parsel_ham, source=source, tapu_mahallesi=self._cadastral_area(row.tapu_mahallesi)
            )
        self._store(models.Faaliyet, prefix, works, models.FaaliyetParsel, "faaliyet_id", parcels)

    def _facts(self, rows: list[FacilityFactRow]) -> None:
        prefix = f"BLG-{self._year}-"
        facts = [
            row.model_dump(include={"tesis", "bilgi", "deger", "birim"})
            | self._common(
                f"{prefix}{row.sira:03d}", row, self._writer.source("tesis_bilgileri", row.satir_bas, row.satir_son)
            )
            for row in rows
        ]
        self._writer.upsert(models.TesisBilgisi, facts, key=["kod"])
        self._writer.keep_only(models.TesisBilgisi, prefix, [fact["kod"] for fact in facts])

    def _indicators(self, rows: list[IndicatorRow]) -> None:
        numbers = [
            {
                "mahalle_kod": self._mahalle(row),
                "gosterge": row.gosterge,
                "birim": row.birim,
                "deger": row.deger,
                "yil": row.yil,
                "kaynak_id": self._writer.source("gostergeler", row.satir_bas, row.satir_son),
            }
            for row in rows
        ]
        self._writer.upsert(models.Gosterge, numbers, key=["mahalle_kod", "gosterge", "yil"])

    def _store(
        self,
        model: type[models.Base],
        prefix: str,
        rows: dict[str, dict[str, Any]],
        links: type[models.Base],
        owner: str,
        parcels: dict[str, list[dict[str, Any]]],
    ) -> None:
        self._writer.upsert(model, list(rows.values()), key=["kod"])
        self._writer.keep_only(model, prefix, list(rows))
        ids = self._writer.ids(model, list(rows))
        self._writer.children(links, owner, {ids[kod]: found for kod, found in parcels.items()})

    def _common(self, kod: str, row: Any, source: int) -> dict[str, Any]:
        return {"kod": kod, "mahalle_kod": self._mahalle(row), "supheli": row.supheli, "kaynak_id": source}

    def _mahalle(self, row: Any) -> str | None:
        mahalle = getattr(row, "mahalle", None)
        found = self._names.find(mahalle) if mahalle else None
        return found.kod if found else None

    def _cadastral_area(self, name: str | None) -> str | None:
        """The area as the register spells it, should the register know it."""
        if name is None:
            return None
        table: Table = models.Parsel.__table__
        known = select(table.c.tapu_mahallesi).where(
            table.c.ilce_kodu == self._writer.ilce, func.kbs.katla(table.c.tapu_mahallesi) == katla(name)
        )
        return self._writer.connection.scalar(known.limit(1)) or name
