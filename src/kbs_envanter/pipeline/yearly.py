"""Apply a year's report to the inventory as one change: matched assets follow it, new ones come, missing ones stay.

What a person was the last to say is not overwritten: where the report says otherwise, both values wait for a decision
(kbs.rapor_celiskisi). What the report leaves empty keeps what an earlier one said (kbs.rapor_varlik.eskiden). Events,
works and numbers of the year are added beside those of other years.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from kbs_envanter.domain.assets import Erisim, Tur, asset_code, asset_id
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.uses import split_uses
from kbs_envanter.pipeline.changes import COMMAND_LINE, PROGRAM, beginning_of, change_number, describe_change
from kbs_envanter.pipeline.editing import next_number
from kbs_envanter.pipeline.load import asset_columns, rights_rows
from kbs_envanter.pipeline.load_events import EventLoader
from kbs_envanter.pipeline.matching import match_document
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.tables import ASSET_FILES, AssetRow, PlaceRow, known_names
from kbs_envanter.pipeline.writing import Writer
from kbs_envanter.pipeline.yearly_matching import match_rows
from kbs_envanter.pipeline.yearly_stored import look, read_stored
from kbs_envanter.pipeline.yearly_tables import year_tables
from kbs_envanter.pipeline.yearly_types import (
    CALLED,
    FIELDS,
    LISTS,
    AssetChange,
    ChangeSet,
    Columns,
    Match,
    Stored,
    YearTables,
)
from kbs_envanter.store import models

_CHILDREN = {"kullanim": models.Kullanim, "varlik_parsel": models.VarlikParsel, "hak": models.Hak}
_WITHHELD: Columns = {
    "erisim": Erisim.GIZLI.value, "konum": None, "kesinlik": "yok", "belirsizlik_m": None, "konum_kaynagi": None,
}  # fmt: skip


def load_report(
    engine: Engine, path: Path, year: int, *, data: Path, ilce_kodu: int, kim: str = PROGRAM, dry: bool = False
) -> ChangeSet:
    """Apply a report, or only say what it would change.

    Args:
        path: its text, its PDF, or a folder of its tables.
        data: the committed facts.
        kim: who asks for it.
        dry: change nothing.

    Raises:
        UserError: when the report cannot be taken; nothing is changed then.
    """
    names = known_names(data)
    with year_tables(path, year, names, data) as tables, engine.connect() as connection, connection.begin() as work:
        describe_change(
            connection, "rapor", neden=f"{tables.document} uygulandı", kim=kim,
            nereden=f"{COMMAND_LINE}: {path.name}", gecerlilik=beginning_of(year),
        )  # fmt: skip
        made = apply_report(connection, ilce_kodu, tables, names, first=profile(data).yil)
        if dry:
            work.rollback()
            return ChangeSet(made.year, made.assets, made.events)
    return made


def apply_report(
    connection: Connection, ilce_kodu: int, tables: YearTables, names: NeighbourhoodNames, *, first: int
) -> ChangeSet:
    """Apply a report's tables in the caller's transaction, which says what the change is.

    Args:
        first: year of the report that the inventory was set up from.

    Raises:
        UserError: when a later report was applied already.
    """
    _refuse_older(connection, ilce_kodu, tables.year, first)
    work = _Application(connection, ilce_kodu, tables, names)
    assets = tuple(work.assets())
    events = EventLoader(work.writer, names, tables.year).load(work.event_tables())
    raw: Any = connection.connection.driver_connection
    match_document(raw, tables.folder, names, ilce_kodu, tables.document)
    return ChangeSet(tables.year, assets, events, change_number(connection))


def _refuse_older(connection: Connection, ilce_kodu: int, year: int, first: int) -> None:
    table = models.RaporVarlik.__table__
    latest = connection.scalar(select(func.max(table.c.yil)).where(table.c.ilce_kodu == ilce_kodu)) or first
    if year <= first or year < latest:
        raise UserError(
            f"{year} raporu uygulanamaz: envanter {latest} raporunda; daha yeni bir rapor verin "
            f"/ the inventory is at the report of {latest}; give a later one than {max(first, latest - 1)}"
        )


class _Application:
    """One report on its way into the tables."""

    def __init__(self, connection: Connection, ilce_kodu: int, tables: YearTables, names: NeighbourhoodNames) -> None:
        self._connection, self._ilce, self._tables, self._names = connection, ilce_kodu, tables, names
        self.writer = Writer(connection, ilce_kodu, document=tables.document, year=tables.year)

    def assets(self) -> Iterator[AssetChange]:
        """Every asset of the report, then those that it does not name."""
        stored = read_stored(self._connection, self._ilce)
        self._forget_this_year()
        named = set()
        for file, rows in self._tables.assets.items():
            tur, _, table = ASSET_FILES[file]
            wanted = [self._wanted(tur, table, row) for row in rows]
            looks = [look(columns, {each["ham_metin"] for each in lists["varlik_parsel"]}) for columns, lists in wanted]
            pairs = match_rows([asset for asset in stored if asset.tur == tur], looks)
            named |= {match.stored.id for match in pairs.values()}
            number = next_number(self._connection, self._ilce, tur)
            for place, (columns, lists) in enumerate(wanted):
                if (match := pairs.get(place)) is not None:
                    change = self._follow(match, columns, lists)
                else:
                    change = self._add(tur, number, columns, lists)
                    number += 1
                if change is not None:
                    yield change
        yield from (
            AssetChange(asset.kod, asset.columns["ad"], "raporda_yok")
            for asset in stored
            if asset.id not in named and asset.columns["kaynak_id"] and asset.columns["erisim"] == Erisim.ACIK
        )

    def event_tables(self) -> dict[str, list[Any]]:
        """Events, works and numbers. A number of another year that an earlier report gave stays that report's."""
        table, source = models.Gosterge.__table__, models.Kaynak.__table__
        same = (source.c.ilce_kodu == table.c.ilce_kodu) & (source.c.id == table.c.kaynak_id)
        query = select(table.c.mahalle_kod, table.c.gosterge, table.c.yil).select_from(table.join(source, same))
        others = query.where(table.c.ilce_kodu == self._ilce, source.c.belge != self._tables.document)
        known = {tuple(row) for row in self._connection.execute(others)}
        mahalle = {row.mahalle: self._names.find(row.mahalle) for row in self._tables.events["gostergeler"]}
        fresh = [
            row
            for row in self._tables.events["gostergeler"]
            if (found := mahalle[row.mahalle]) is None or (found.kod, row.gosterge, row.yil) not in known
        ]
        return self._tables.events | {"gostergeler": fresh}

    def _wanted(self, tur: Tur, table: str, row: AssetRow | PlaceRow) -> tuple[Columns, dict[str, list[Columns]]]:
        """What a row says: columns of the asset with its source, and the lists."""
        source = self.writer.source(table, row.satir_bas, row.satir_son)
        lists = {
            "kullanim": [{"ad": use} for use in split_uses(row.kullanim_amaci)],
            "varlik_parsel": self.writer.parcel_links(row.parsel_ham, ada=row.ada, source=source),
            "hak": rights_rows(row.mulkiyet_ham, source, self.writer.municipality),
        }
        return asset_columns(self._names, tur, "", row) | {"kaynak_id": source}, lists

    def _add(self, tur: Tur, number: int, columns: Columns, lists: dict[str, list[Columns]]) -> AssetChange | None:
        kod = asset_code(tur, number)
        key = asset_id(self._ilce, kod)
        row = columns | {"ilce_kodu": self._ilce, "id": key, "kod": kod}
        self._connection.execute(insert(models.Varlik).values(row))
        for name, rows in lists.items():
            self.writer.children(_CHILDREN[name], "varlik_id", {key: rows})
        self._note(key, columns["kaynak_id"], "yeni", None, [])
        return AssetChange(kod, columns["ad"], "eklendi") if columns["erisim"] == Erisim.ACIK else None

    def _follow(self, match: Match, columns: Columns, lists: dict[str, list[Columns]]) -> AssetChange | None:
        asset, values = match.stored, {"supheli": columns["supheli"], "kaynak_id": columns["kaynak_id"]}
        if columns["erisim"] == Erisim.GIZLI:
            values |= _WITHHELD
        changed, conflicts, kept = [], [], []
        for name, stored, said in _compared(asset, columns, lists):
            if not any(_filled(each) for each in (said if isinstance(said, list) else [said])):
                kept += [name] if stored else []
            elif stored == said:
                values |= {} if isinstance(said, list) else said
            elif name in asset.edited:
                conflicts.append((name, stored, said))
            else:
                changed.append((name, stored, said))
                values |= {} if isinstance(said, list) else said
        self._keep_source(asset)
        table = models.Varlik.__table__
        row = (table.c.ilce_kodu == self._ilce, table.c.id == asset.id)
        self._connection.execute(update(table).where(*row).values(values))
        held = {name for name, _, _ in conflicts}
        for name, rows in lists.items():
            if rows and name not in held:
                self.writer.children(_CHILDREN[name], "varlik_id", {asset.id: rows})
        state = "kuskulu" if match.doubtful else "eslesti"
        self._note(asset.id, columns["kaynak_id"], state, match.score, kept)
        self._queue(asset, columns["kaynak_id"], conflicts, lists)
        if Erisim.GIZLI in (asset.columns["erisim"], columns["erisim"]):
            return None
        what = "degisti" if changed or conflicts else "ayni"
        return AssetChange(asset.kod, asset.columns["ad"], what, match.doubtful, _shown(changed), _shown(conflicts))

    def _forget_this_year(self) -> None:
        """A report that is applied again is matched anew; what was decided about it stays decided."""
        for model, waiting in ((models.RaporVarlik, None), (models.RaporCeliskisi, "bekliyor")):
            table = model.__table__
            gone = delete(table).where(table.c.ilce_kodu == self._ilce, table.c.yil == self._tables.year)
            self._connection.execute(gone if waiting is None else gone.where(table.c.durum == waiting))

    def _keep_source(self, asset: Stored) -> None:
        """Remember the report that the asset came from: events of that report still know it by its lines there."""
        table, source = models.RaporVarlik.__table__, models.Kaynak.__table__
        year = self._connection.scalar(
            select(source.c.yil).where(source.c.ilce_kodu == self._ilce, source.c.id == asset.columns["kaynak_id"])
        )
        there = select(table.c.yil).where(
            table.c.ilce_kodu == self._ilce, table.c.yil == year, table.c.varlik_id == asset.id
        )
        if year is not None and year < self._tables.year and self._connection.scalar(there) is None:
            row = {"ilce_kodu": self._ilce, "yil": year, "varlik_id": asset.id, "durum": "onceki"}
            self._connection.execute(insert(table).values(row | {"kaynak_id": asset.columns["kaynak_id"]}))

    def _note(self, key: Any, source: int, state: str, score: float | None, kept: list[str]) -> None:
        row = {"ilce_kodu": self._ilce, "yil": self._tables.year, "varlik_id": key, "kaynak_id": source}
        self._connection.execute(
            insert(models.RaporVarlik).values(row | {"durum": state, "puan": score, "eskiden": kept})
        )

    def _queue(
        self, asset: Stored, source: int, conflicts: list[tuple[str, Any, Any]], lists: dict[str, list[Columns]]
    ) -> None:
        """Both values wait; a difference that somebody has decided already does not wait again."""
        table = models.RaporCeliskisi.__table__
        for name, stored, said in conflicts:
            told = [each | {"kaynak_id": source} if name == "hak" else each for each in lists.get(name, [])] or said
            row = {"ilce_kodu": self._ilce, "yil": self._tables.year, "varlik_id": asset.id, "alan": name}
            same = [table.c[column] == value for column, value in row.items()]
            if self._connection.scalar(select(table.c.id).where(*same)) is None:
                values = {"mevcut": plain(stored), "rapor": plain(told), "kaynak_id": source}
                self._connection.execute(insert(table).values(row | values))


def _compared(asset: Stored, columns: Columns, lists: dict[str, list[Columns]]) -> Iterator[tuple[str, Any, Any]]:
    """Field, its stored value and the report's, of every field."""
    for name, members in FIELDS.items():
        yield name, {m: asset.columns[m] for m in members}, {m: columns[m] for m in members}
    for name, members in LISTS.items():
        yield name, asset.lists[name], [{m: row.get(m) for m in members} for row in lists[name]]


def _filled(values: Columns) -> bool:
    return any(value is not None for value in values.values())


def _shown(found: list[tuple[str, Any, Any]]) -> tuple[tuple[str, Any, Any], ...]:
    """Fields with values that may be shown; of rights only that they differ: their text may name parties."""
    return tuple(
        (CALLED.get(name, name), None, None) if name == "hak" else (CALLED.get(name, name), _brief(a), _brief(b))
        for name, a, b in found
    )


def _brief(value: Any) -> str:
    rows = value if isinstance(value, list) else [value]
    said = [row.get("ham_metin") or next((v for v in row.values() if v is not None), "") for row in rows]
    return "; ".join(dict.fromkeys(str(each) for each in said))


def plain(value: Any) -> Any:
    """A value as JSON has it: numbers with their digits, days and ids as text."""
    return json.loads(json.dumps(value, default=str))
