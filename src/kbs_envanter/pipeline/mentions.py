"""The rows of a report's tables as mentions of things, ready to be linked."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from kbs_envanter.domain.addresses import AddressPart, KonumSozu, parse_address
from kbs_envanter.domain.assets import is_withheld_by_law
from kbs_envanter.domain.linkage_names import Name, Unit, kinds_of, read_name
from kbs_envanter.domain.linkage_types import Lines, Mention, Side
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.parcel_refs import ParcelRef, parse_parcel_refs
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.event_tables import (
    AllocationRow,
    Article18Row,
    ExpropriationRow,
    FacilityFactRow,
    RentedInRow,
    RentedOutRow,
    WorkRow,
    read_events,
)
from kbs_envanter.pipeline.inputs import read_table
from kbs_envanter.pipeline.tables import ASSET_FILES, AssetRow, PlaceRow, known_mahalle, lines_in_order

# Words of a name that speaks of many things at once.
_MANY = ("ilce geneli", "parklari", "kutuphaneleri", "pazarlar")
# A fact that tells an area of the whole facility, not of a room.
_WHOLE_AREAS = {"alan_m2", "toplam_insaat_alani_m2", "kapali_insaat_alani_m2", "zemin_oturum_m2", "parsel_alani_m2"}


def read_mentions(folder: Path, names: NeighbourhoodNames, areas: Iterable[str]) -> list[Mention]:
    """Every row of a report's folder that mentions a thing one could own or occupy, in the order of the lines.

    Rows about the whole district, about several places at once, and those that the law withholds are left out.

    Args:
        folder: the report's tables.
        names: the district's neighbourhoods.
        areas: names of its cadastral areas and its own, which a place may be called by as well.

    Raises:
        InputRefused: see ``read_table``.
    """
    reader = MentionReader(names, areas)
    checks = [lines_in_order, known_mahalle(names)]
    mentions: list[Mention] = []
    for file, (_, model, _) in ASSET_FILES.items():
        table = file.removesuffix(".csv")
        rows: list[Any] = read_table(folder / file, model, checks)
        mentions += [reader.asset(table, row) for row in rows if not is_withheld_by_law(row.ad, row.kullanim_amaci)]
    events = read_events(folder, names)
    for table in ("kiralananlar", "kiraya_verilenler", "tahsisler", "kamulastirmalar", "madde18"):
        mentions += [reader.event(table, row) for row in events[table]]
    mentions += [reader.work(row) for row in events["faaliyetler"] if _is_one_place(row)]
    mentions += reader.facilities(events["tesis_bilgileri"])
    # Two rows of a table with one line and one name are one mention, as when a line tells two works.
    kept = {
        mention.side: mention
        for mention in reversed(mentions)
        if mention.units and not is_withheld_by_law(mention.side.ad, "")
    }
    return sorted(kept.values(), key=lambda mention: mention.order)


def _is_one_place(row: WorkRow) -> bool:
    return bool(row.yer_ham) and "birden çok yer" not in (row.supheli or "")


def _speaks_of_many(name: str) -> bool:
    folded = katla(name)
    return any(word in folded for word in _MANY)


class MentionReader:
    """Turns rows into mentions."""

    def __init__(self, names: NeighbourhoodNames, areas: Iterable[str]) -> None:
        self._names = names
        self._tapu = tuple(areas)
        self._areas = {katla(area): katla(area) for area in self._tapu}

    def _place(self, word: str) -> str | None:
        found = self._names.find(word)
        return found.kod if found else self._areas.get(word)

    def asset(self, table: str, row: AssetRow | PlaceRow) -> Mention:
        gathered = _ranges(row.kaynak_satirlari) if isinstance(row, PlaceRow) else ()
        # A place's address that was taken from the building beside it says nothing about the place.
        own = not (isinstance(row, PlaceRow) and "yanındaki" in (row.supheli or ""))
        return self._mention(
            table, row, row.ad, gathered=gathered, uses=row.kullanim_amaci, areas=[row.alan_m2],
            address=row.adres_ham if own else None,
        )  # fmt: skip

    def event(
        self, table: str, row: RentedInRow | RentedOutRow | AllocationRow | ExpropriationRow | Article18Row
    ) -> Mention:
        match row:
            case RentedInRow():
                return self._mention(table, row, row.faaliyet, uses=row.tasinmazin_cinsi, areas=[row.alan_m2])
            case RentedOutRow():
                return self._mention(table, row, row.isin_adi, areas=[row.alan_m2])
            case AllocationRow():
                return self._mention(table, row, row.amac or row.cins or "", areas=[row.alan_m2])
            case Article18Row():
                return self._mention(table, row, row.yer_ham or "", address=row.yer_ham, areas=[row.alan_m2])
        name = f"{row.tapu_mahallesi or ''} {'/'.join(filter(None, (row.ada, row.parsel_ham)))}".strip()
        return self._mention(table, row, name, units=(Unit("parsel", text=name),), areas=[row.parsel_alani_m2])

    def work(self, row: WorkRow) -> Mention:
        return self._mention("faaliyetler", row, row.yer_ham, address=row.yer_ham, areas=[row.alan_m2])

    def facilities(self, rows: Iterable[FacilityFactRow]) -> Iterator[Mention]:
        """One mention for a facility: its facts follow one another, or name one thing in one mahalle."""
        groups: dict[tuple[str, str | int], list[FacilityFactRow]] = {}
        block, before = 0, None
        for row in rows:
            block += row.tesis != before
            before = row.tesis
            groups.setdefault((katla(row.tesis), row.mahalle or block), []).append(row)
        for group in groups.values():
            first = group[0]
            areas = [Decimal(row.deger) for row in group if row.bilgi in _WHOLE_AREAS]
            end = _end_of_block(group)
            yield self._mention("tesis_bilgileri", first, first.tesis, areas=areas, end=end)

    def _mention(
        self,
        table: str,
        row: Any,
        name: str,
        *,
        gathered: tuple[Lines, ...] = (),
        uses: str = "",
        areas: Iterable[Decimal | None] = (),
        address: str | None = None,
        units: tuple[Unit, ...] | None = None,
        end: int | None = None,
    ) -> Mention:
        address = address or getattr(row, "adres_ham", None) or ""
        said = Name((), ()) if _speaks_of_many(name) else read_name(name, self._place)
        parts = parse_address(address).parts
        around = (*said.within, *self._around(parts, address))
        found = self._names.find(row.mahalle) if getattr(row, "mahalle", None) else None
        return Mention(
            side=Side(table, row.satir_bas, name),
            lines=(row.satir_bas, end or row.satir_son),
            gathered=gathered,
            mahalle=found.kod if found else None,
            units=units or said.units,
            within=tuple(unit for unit in around if unit not in said.units),
            uses=kinds_of(uses),
            parcels=_parcels(row, self._tapu),
            addresses=tuple(part for part in parts if part.ad),
            areas=tuple(area for area in areas if area),
        )

    def _around(self, parts: tuple[AddressPart, ...], address: str) -> tuple[Unit, ...]:
        """The places that an address says it is in: ``Çamlık Parkı içi``, ``No: 2/1 (Hayvanlar Âlemi Parkı)``."""
        said = [part.yer for part in parts if part.yer and part.konum_sozu is KonumSozu.ICINDE]
        if not any(part.yer for part in parts) and "(" in address:
            said += [piece.split(")")[0] for piece in address.split("(")[1:]]
        units = [unit for text in said for unit in read_name(text, self._place).units]
        return tuple(unit for unit in units if unit.kind and unit.proper)


def _parcels(row: Any, areas: tuple[str, ...]) -> frozenset[ParcelRef]:
    text, ada = (getattr(row, name, None) or "" for name in ("parsel_ham", "ada"))
    refs = parse_parcel_refs(text, ada=ada, tapu_areas=areas).refs
    area = getattr(row, "tapu_mahallesi", None)
    return frozenset(ParcelRef(ref.tapu_mahallesi or area, ref.ada, ref.parsel, ref.eski, ref.iliski) for ref in refs)


def _ranges(text: str) -> tuple[Lines, ...]:
    """Line ranges as ``659-676;15793``."""
    ends = [piece.split("-") for piece in text.split(";") if piece]
    return tuple((int(end[0]), int(end[-1])) for end in ends)


def _end_of_block(group: list[FacilityFactRow]) -> int:
    """Last line of the first run of facts; a later run is another paragraph."""
    end = group[0].satir_son
    for row in group[1:]:
        if row.satir_bas > end + 10:
            break
        end = max(end, row.satir_son)
    return end
