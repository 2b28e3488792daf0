"""From a table's records to rows of the register, or to the reason why not."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import shapely

from kbs_envanter.pipeline.parcels.columns import (
    area_name,
    area_style,
    find_columns,
    number_text,
    square_metres,
    text,
)
from kbs_envanter.pipeline.parcels.geometry import Shapes, read_shapes
from kbs_envanter.pipeline.parcels.types import (
    AreaDifference,
    Parcel,
    ParcelKey,
    ParcelOptions,
    Rejected,
    Table,
)

# A registered area and a drawn one agree within this much: 2 %, or 5 m² where that is more.
TOLERANCE_SHARE = 0.02
TOLERANCE_M2 = 5.0


class Judged(NamedTuple):
    """What a table holds: parcels to take, records refused, areas that differ, and what is worth knowing."""

    parcels: list[Parcel]
    rejected: list[Rejected]
    area_differences: list[AreaDifference]
    repeated: int
    unknown_areas: list[str]


def judge(table: Table, options: ParcelOptions, areas: tuple[str, ...]) -> Judged:
    """Decide what of a table is taken; ``areas`` are the district's cadastral areas.

    Raises:
        ParcelSourceRefused: the table as a whole cannot be taken.
    """
    said_area = area_name(options.tapu_mahallesi, areas)
    columns = find_columns(table.name, list(table.columns), options.columns, area_said=said_area is not None)
    shapes = read_shapes(table, options.crs)
    records = _Records(table, columns, said_area, areas)
    rejected: list[Rejected] = []
    groups: dict[str, list[Parcel]] = {}
    for index, fault in enumerate(shapes.faults):
        read = records.read(index, shapes.polygons[index])
        if isinstance(read, Parcel) and fault is None:
            groups.setdefault(read.key.kod, []).append(read)
        else:
            key, reason = (read.key, fault) if isinstance(read, Parcel) else read
            assert reason is not None
            rejected.append(Rejected(table.name, index + 1, str(key), *reason))
    parcels, repeated = _distinct(table.name, groups, rejected)
    rejected.sort(key=lambda row: row.kayit)
    unknown = {parcel.key.tapu_mahallesi for parcel in parcels} - set(areas)
    return Judged(parcels, rejected, list(_differences(parcels, shapes)), repeated, sorted(map(str, unknown)))


class _Records:
    """Reads one record after the other."""

    def __init__(self, table: Table, columns: dict[str, str], area: str | None, areas: tuple[str, ...]) -> None:
        self._cells = {field: table.columns[column] for field, column in columns.items()}
        self._area, self._areas = area, areas
        self._style = area_style(self._cells.get("alan_m2", np.empty(0)))

    def read(self, index: int, polygon: shapely.MultiPolygon | None) -> Parcel | tuple[ParcelKey, tuple[str, str]]:
        """A parcel; or what is known of its key and why it cannot be taken."""
        area = self._area or area_name(self._cell("tapu_mahallesi", index), self._areas)
        said = ParcelKey(area, text(self._cell("ada", index)), text(self._cell("parsel", index)))
        try:
            key = ParcelKey(area, number_text(said.ada), number_text(said.parsel))
        except ValueError as error:
            return said, (f"“{error}” ada ya da parsel numarası değil", f"“{error}” is no block or parcel number")
        if key.parsel is None:
            return said, ("parsel numarası yok", "no parcel number")
        if key.tapu_mahallesi is None:
            return said, ("tapu mahallesi yok", "no cadastral area")
        try:
            alan = square_metres(self._cell("alan_m2", index), self._style)
        except ValueError as error:
            return said, (f"“{error}” alan değil", f"“{error}” is no area")
        nitelik, pafta, durum = (text(self._cell(field, index)) for field in ("nitelik", "pafta", "durum"))
        return Parcel(index + 1, key, alan, nitelik, pafta, durum, polygon)

    def _cell(self, field: str, index: int) -> object:
        cells = self._cells.get(field)
        return None if cells is None else cells[index]


def _distinct(name: str, groups: dict[str, list[Parcel]], rejected: list[Rejected]) -> tuple[list[Parcel], int]:
    """One parcel a key. Records that say the same are one; where they differ nobody knows which holds: none."""
    parcels: list[Parcel] = []
    repeated = 0
    for group in groups.values():
        if all(_says_the_same(group[0], other) for other in group[1:]):
            parcels.append(group[0])
            repeated += len(group) - 1
            continue
        rows = ", ".join(str(parcel.row) for parcel in group)
        tr = f"aynı parsel {rows}. kayıtlarda farklı bilgi ya da çizimle var; birini bırakın"
        en = f"records {rows} give one parcel with different data or shapes; leave one"
        rejected += [Rejected(name, parcel.row, str(parcel.key), tr, en) for parcel in group]
    return parcels, repeated


def _says_the_same(a: Parcel, b: Parcel) -> bool:
    if (a.geom is None) != (b.geom is None) or a._replace(row=0, geom=None) != b._replace(row=0, geom=None):
        return False
    return a.geom is None or bool(shapely.equals_exact(a.geom, b.geom))


def _differences(parcels: list[Parcel], shapes: Shapes) -> Iterator[AreaDifference]:
    for parcel in parcels:
        if parcel.alan_m2 is None or parcel.geom is None:
            continue
        drawn = float(shapes.areas[parcel.row - 1])
        if abs(drawn - float(parcel.alan_m2)) > max(TOLERANCE_M2, TOLERANCE_SHARE * float(parcel.alan_m2)):
            yield AreaDifference(parcel.row, str(parcel.key), parcel.alan_m2, Decimal(f"{drawn:.2f}"))
