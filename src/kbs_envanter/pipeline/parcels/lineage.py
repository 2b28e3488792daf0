"""Which parcel became which: the lineage that a person keeps as CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from sqlalchemy import Connection, text

from kbs_envanter.pipeline.changes import change
from kbs_envanter.pipeline.inputs import InputRefused, Problem, Row, Text, read_table, refuse_duplicates
from kbs_envanter.pipeline.parcels.columns import area_name, number_text
from kbs_envanter.pipeline.parcels.register import find_source
from kbs_envanter.pipeline.parcels.types import ParcelKey
from kbs_envanter.store.database import engine

# The second half finds the parcel when the first had nothing to add; it sees the table as it was before.
_PARCEL = """
WITH yeni AS (
    INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, ada, parsel, kaynak_id)
    VALUES (:ilce, :tapu_mahallesi, :ada, :parsel, :kaynak)
    ON CONFLICT (ilce_kodu, kod) DO NOTHING
    RETURNING id)
SELECT id, true FROM yeni
UNION ALL
SELECT id, false FROM kbs.parsel WHERE ilce_kodu = :ilce AND kod = :kod
"""
_STEP = """
INSERT INTO kbs.parsel_soyu AS s (ilce_kodu, eski_id, yeni_id, islem, tarih)
VALUES (:ilce, :eski, :yeni, :islem, :tarih)
ON CONFLICT (ilce_kodu, eski_id, yeni_id) DO UPDATE SET islem = excluded.islem, tarih = excluded.tarih
 WHERE (s.islem, s.tarih) IS DISTINCT FROM (excluded.islem, excluded.tarih)
RETURNING xmax = 0
"""
_STEPS = "SELECT eski_id, yeni_id FROM kbs.parsel_soyu WHERE ilce_kodu = :ilce"


class LineageRow(Row):
    """A parcel that became another. An empty tapu mahallesi is one that nobody knows, an empty ada is none."""

    eski_tapu_mahallesi: Text
    eski_ada: Text
    eski_parsel: Text
    yeni_tapu_mahallesi: Text
    yeni_ada: Text
    yeni_parsel: Text
    islem: Text
    tarih: Text

    def keys(self, areas: tuple[str, ...]) -> tuple[ParcelKey, ParcelKey]:
        """The former and the later parcel, their cadastral areas spelled as the district's ``areas``."""
        return (
            _key(self.eski_tapu_mahallesi, self.eski_ada, self.eski_parsel, areas),
            _key(self.yeni_tapu_mahallesi, self.yeni_ada, self.yeni_parsel, areas),
        )


@dataclass(frozen=True)
class Lineage:
    """What a lineage import did: steps added, changed and left as they were, and parcels it had to add."""

    added: int
    changed: int
    same: int
    parcels_added: int


def load_lineage(url: str, ilce_kodu: int, path: Path, *, imported: date, areas: tuple[str, ...]) -> Lineage:
    """Bring the steps of a lineage file into the register. Running it again changes nothing.

    Args:
        url: the database.
        ilce_kodu: the district whose register it is.
        path: CSV; its columns are ``LineageRow``'s. ``tarih`` is written 2024-05-31.
        imported: the day of the import; its year is the source's.
        areas: the district's cadastral areas, as it spells them.

    Raises:
        InputRefused: naming line, column and remedy of every fault; the register is as it was.
    """
    rows = read_table(path, LineageRow, [_number_fault("eski"), _number_fault("yeni"), _date_fault])
    _refuse_same(path, rows, areas)
    refuse_duplicates(path, rows, lambda row: tuple(key.kod for key in row.keys(areas)), "eski_parsel")
    with change(engine(url), "yukleme", neden="parsel soyu yüklendi", nereden=path.name) as connection:
        kaynak = find_source(connection, ilce_kodu, path.name, imported.year)
        writer = _Steps(connection, ilce_kodu, kaynak, areas)
        for row in rows:
            writer.add(row)
        _refuse_circle(connection, ilce_kodu, path)
    return Lineage(writer.added, writer.changed, len(rows) - writer.added - writer.changed, writer.parcels_added)


class _Steps:
    def __init__(self, connection: Connection, ilce_kodu: int, kaynak: int, areas: tuple[str, ...]) -> None:
        self._connection, self._areas = connection, areas
        self._common = {"ilce": ilce_kodu, "kaynak": kaynak}
        self.added = self.changed = self.parcels_added = 0

    def add(self, row: LineageRow) -> None:
        old, new = (self._parcel(key) for key in row.keys(self._areas))
        said = {"eski": old, "yeni": new, "islem": row.islem, "tarih": row.tarih and date.fromisoformat(row.tarih)}
        is_new = self._connection.execute(text(_STEP), self._common | said).scalar()
        self.added += is_new is True
        self.changed += is_new is False

    def _parcel(self, key: ParcelKey) -> int:
        said = self._common | key._asdict() | {"kod": key.kod}
        found, is_new = self._connection.execute(text(_PARCEL), said).one()
        self.parcels_added += is_new
        return int(found)


def _key(area: str | None, ada: str | None, parsel: str | None, areas: tuple[str, ...]) -> ParcelKey:
    return ParcelKey(area_name(area, areas), number_text(ada), number_text(parsel))


def _number_fault(side: str) -> Callable[[LineageRow], tuple[str, str, str] | None]:
    def check(row: LineageRow) -> tuple[str, str, str] | None:
        for field in ("ada", "parsel"):
            column = f"{side}_{field}"
            value = getattr(row, column)
            try:
                number = number_text(value)
            except ValueError:
                tr, en = "numara değil; 12 ya da 12/A gibi yazın", "is no number; write it like 12 or 12/A"
                return column, f"{value!r} {tr}", f"{value!r} {en}"
            if field == "parsel" and number is None:
                return column, "boş olamaz", "must not be empty"
        return None

    return check


def _date_fault(row: LineageRow) -> tuple[str, str, str] | None:
    try:
        if row.tarih is not None:
            date.fromisoformat(row.tarih)
    except ValueError:
        return "tarih", f"{row.tarih!r} tarih değil; 2024-05-31 gibi yazın", f"{row.tarih!r}: write it like 2024-05-31"
    return None


def _refuse_same(path: Path, rows: list[LineageRow], areas: tuple[str, ...]) -> None:
    problems = [
        Problem(path.name, line, "yeni_parsel", "parsel kendisinden doğamaz", "a parcel cannot come from itself")
        for line, row in enumerate(rows, start=2)
        if len({key.kod for key in row.keys(areas)}) == 1
    ]
    if problems:
        raise InputRefused(problems)


def _refuse_circle(connection: Connection, ilce_kodu: int, path: Path) -> None:
    """Time runs one way: no parcel is its own ancestor."""
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for old, new in connection.execute(text(_STEPS), {"ilce": ilce_kodu}):
        sorter.add(new, old)
    try:
        sorter.prepare()
    except CycleError as error:
        question = text("SELECT kod FROM kbs.parsel WHERE ilce_kodu = :ilce AND id = :id")
        names = [connection.execute(question, {"ilce": ilce_kodu, "id": key}).scalar_one() for key in error.args[1]]
        circle = " → ".join(names)
        tr, en = f"parseller birbirinden doğuyor: {circle}", f"parcels come from one another: {circle}"
        raise InputRefused([Problem(path.name, 0, "-", tr, en)]) from error
