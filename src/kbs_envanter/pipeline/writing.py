"""Writing checked rows: whatever is there already and says the same is left untouched."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, any_, delete, func, literal, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert

from kbs_envanter.domain.parcel_refs import format_parcel_refs, parse_parcel_refs
from kbs_envanter.store import models


class Writer:
    """Writes the rows of one document of one district through one connection, in the caller's transaction."""

    def __init__(self, connection: Connection, ilce_kodu: int, *, document: str, year: int) -> None:
        self.connection = connection
        self.ilce = ilce_kodu
        self.document = document
        self._year = year
        self.parcel_texts: Counter[str] = Counter()
        self._found: dict[tuple[Any, ...], int] = {}

    @cached_property
    def municipality(self) -> str:
        """Name of the district, as its ownership texts may write it."""
        return self.connection.scalar(select(models.Ilce.ad).where(models.Ilce.ilce_kodu == self.ilce)) or ""

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Names of cadastral areas that the district's texts may carry."""
        known = select(models.Ilce.tapu_mahalleleri).where(models.Ilce.ilce_kodu == self.ilce)
        return tuple(self.connection.scalar(known) or ())

    def upsert(self, model: type[models.Base], rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
        """Add rows, or bring those that have the same key to the same values."""
        if not rows:
            return
        table: Table = model.__table__
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        differs = or_(*(table.c[name].is_distinct_from(value) for name, value in changed.items()))
        statement = statement.on_conflict_do_update(index_elements=["ilce_kodu", *key], set_=changed, where=differs)
        self.connection.execute(statement, [{"ilce_kodu": self.ilce, **row} for row in rows])

    def ids(self, model: type[models.Base], codes: Sequence[str]) -> dict[str, Any]:
        """Code -> id of rows."""
        table: Table = model.__table__
        query = select(table.c.kod, table.c.id).where(table.c.ilce_kodu == self.ilce, table.c.kod.in_(codes))
        return {kod: key for kod, key in self.connection.execute(query)}

    def keep_only(self, model: type[models.Base], prefix: str, codes: Sequence[str]) -> None:
        """Delete the rows whose code begins with ``prefix`` and is not among ``codes``."""
        table: Table = model.__table__
        gone = (table.c.ilce_kodu == self.ilce, table.c.kod.startswith(prefix, autoescape=True))
        self.connection.execute(delete(table).where(*gone, table.c.kod.not_in(codes)))

    def children(self, model: type[models.Base], owner: str, wanted: dict[Any, list[dict[str, Any]]]) -> None:
        """Give each owner the rows it should have, numbered; rows that already say so are not touched."""
        table: Table = model.__table__
        mine = (table.c.ilce_kodu == self.ilce, among(table.c[owner], list(wanted)))
        stored = {
            (row[owner], row["sira"]): row for row in self.connection.execute(select(table).where(*mine)).mappings()
        }
        fresh = []
        for key, rows in wanted.items():
            for n, row in enumerate(rows, start=1):
                old = stored.pop((key, n), None)
                if old is None or not row.items() <= dict(old).items():
                    fresh.append({owner: key, "sira": n, **row})
        if stored:
            gone = tuple_(table.c[owner], table.c.sira).in_(select(*_pairs(table, owner, list(stored))))
            self.connection.execute(delete(table).where(table.c.ilce_kodu == self.ilce, gone))
        self.upsert(model, fresh, [owner, "sira"])

    def analyze(self) -> None:
        """Tell the planner what the tables hold now; it would otherwise guess for some minutes."""
        for table in models.Base.metadata.sorted_tables:
            self.connection.execute(text(f"ANALYZE {table.fullname}"))

    def source(self, table: str, first: int, last: int) -> int:
        """Id of the source that these lines of the document are."""
        key = {"belge": self.document, "tablo": table, "satir_bas": first, "satir_son": last}
        return self._find_or_add(models.Kaynak, key, {"yil": self._year})

    def parcel_links(
        self, said: str, *, source: int, ada: str = "", tapu_mahallesi: str | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a parcel link table: one a reference; the text alone where it names no parcel.

        ``tapu_mahallesi`` is the cadastral area when the document gives it in a column of its own.
        """
        raw = " / ".join(part for part in (ada, said) if part)
        if not raw:
            return []
        areas = self.areas if tapu_mahallesi is None else (*self.areas, tapu_mahallesi)
        reading = parse_parcel_refs(said, ada=ada, tapu_areas=areas)
        self.parcel_texts[reading.durum] += 1
        if not reading.refs:
            return [_NO_PARCEL | {"durum": reading.durum, "atif": raw, "ham_metin": raw}]
        refs = [replace(ref, tapu_mahallesi=ref.tapu_mahallesi or tapu_mahallesi) for ref in reading.refs]
        return [
            {
                "parsel_id": self.parcel(ref.tapu_mahallesi, ref.ada, ref.parsel, source),
                "iliski": ref.iliski.value,
                "durum": reading.durum,
                "atif": format_parcel_refs([ref]),
                "eski_nolar": list(ref.eski),
                "aciklama": ref.not_ or None,
                "ham_metin": raw,
            }
            for ref in refs
        ]

    def parcel(self, tapu_mahallesi: str | None, ada: str | None, parsel: str | None, source: int | None = None) -> int:
        """Id of a parcel, added to the register with its source if it is not there yet."""
        key = {"tapu_mahallesi": tapu_mahallesi, "ada": ada, "parsel": parsel}
        return self._find_or_add(models.Parsel, key, {"kaynak_id": source})

    def _find_or_add(self, model: type[models.Base], key: dict[str, Any], more: dict[str, Any]) -> int:
        known = (model, *key.values())
        if known not in self._found:
            table: Table = model.__table__
            key = {"ilce_kodu": self.ilce, **key}
            same = [
                table.c[name] == value if value is not None else table.c[name].is_(None) for name, value in key.items()
            ]
            found = self.connection.scalar(select(table.c.id).where(*same))
            if found is None:
                found = self.connection.scalar(insert(table).values(key | more).returning(table.c.id))
            self._found[known] = found
        return self._found[known]


def _pairs(table: Table, owner: str, keys: Sequence[tuple[Any, int]]) -> list[Any]:
    """Owners and numbers as two arrays side by side: two parameters, however many there are."""
    columns = zip((table.c[owner], table.c.sira), zip(*keys, strict=True), strict=True)
    return [func.unnest(literal(list(values), ARRAY(column.type))) for column, values in columns]


def among(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    """That a column has one of these values, however many: an array is one parameter, of which there are 65,535."""
    return column == any_(literal(list(values), ARRAY(column.type)))


_NO_PARCEL: dict[str, Any] = {"parsel_id": None, "iliski": None, "eski_nolar": [], "aciklama": None}
