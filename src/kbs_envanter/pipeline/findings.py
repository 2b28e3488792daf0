"""Find what is missing, doubtful or contradictory in the inventory, and keep it until it is put right."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import class_row

from kbs_envanter.domain.assets import is_withheld_by_law
from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.changes import describe_change
from kbs_envanter.pipeline.inputs import Name, Row, read_table
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.store import findings as sql

_FAILS = "tutmuyor"


class TotalRow(Row):
    """``bulgular.csv``: a total of the document, or a quantity it gives twice, and whether it holds."""

    ne: Name
    satirlar: Name
    yazan: str
    hesaplanan: str
    karar: Name


@dataclass(frozen=True, slots=True)
class Finding:
    """One quality finding.

    ``anahtar`` stays the same for as long as the thing is not put right; ``zaman`` is when it was found first.
    ``varlik``, ``parsel`` and ``mahalle`` are codes; ``ayrinti`` holds the values with their lines.
    """

    anahtar: str
    tur: str
    onem: str
    varlik: str | None
    varlik_adi: str | None
    mahalle: str | None
    parsel: str | None
    belge: str | None
    tablo: str | None
    satir_bas: int | None
    satir_son: int | None
    tr: str
    en: str
    ayrinti: dict[str, Any]
    zaman: datetime

    @property
    def satirlar(self) -> list[tuple[int, int]]:
        """Every line range of the document that the finding speaks of, in order."""
        sides = [side for side in self.ayrinti.get("degerler", []) if "satir_bas" in side]
        found = {(side["satir_bas"], side["satir_son"]) for side in sides}
        found |= {(first, last) for first, last in self.ayrinti.get("satirlar", [])}
        if not found and self.satir_bas is not None:
            found = {(self.satir_bas, self.satir_son or self.satir_bas)}
        return sorted(found)

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON: plain values, the time in ISO 8601."""
        return asdict(self) | {"satirlar": self.satirlar, "zaman": self.zaman.isoformat()}


def check_inventory(url: str, data: Path, ilce_kodu: int, *, today: date | None = None) -> list[Finding]:
    """Run every check and keep what they find. Running it again changes nothing.

    What is found again keeps its first time; what is no longer found is deleted, and stays in the history.

    Args:
        url: the database.
        data: the committed facts.
        ilce_kodu: the district.
        today: the day that terms are held against; by default this one.

    Raises:
        InputRefused: when ``bulgular.csv`` is faulty; the findings are then as they were.
    """
    district = profile(data)
    totals = _failing_totals(data / district.klasor / "bulgular.csv")
    given = {"ilce": ilce_kodu, "belge": district.belge, "toplamlar": json.dumps(totals, ensure_ascii=False)}
    given["bugun"] = today or date.today()
    with psycopg.connect(url) as connection:
        describe_change(connection, "bakim", neden="bulgular yenilendi")
        connection.execute(sql.COLLECTED)
        for check in sql.CHECKS:
            connection.execute(sql.COLLECT.format(check=check.sql), given | {"tur": check.tur, "onem": check.onem})
        connection.execute(sql.KEEP, given)
        connection.execute(sql.FORGET, given)
        return _stored(connection, ilce_kodu, None, None)


def stored_findings(url: str, ilce_kodu: int, *, tur: str | None = None, mahalle: str | None = None) -> list[Finding]:
    """What the last run found: the gravest first, then by kind and line.

    Raises:
        UserError: for a kind or a mahalle that does not exist.
    """
    kinds = [check.tur for check in sql.CHECKS]
    if tur is not None and tur not in kinds:
        listed = ", ".join(kinds)
        raise UserError(f"{tur!r} diye bir bulgu türü yok; olanlar: {listed} / no such kind of finding; see the list")
    with psycopg.connect(url) as connection:
        known = "SELECT count(*) FROM kbs.mahalle WHERE ilce_kodu = %s AND kod = %s"
        if mahalle is not None and connection.execute(known, [ilce_kodu, mahalle]).fetchone() == (0,):
            raise UserError(
                f"{mahalle!r} diye bir mahalle kodu yok (örn. atakent). / No such mahalle code (try atakent)."
            )
        return _stored(connection, ilce_kodu, tur, mahalle)


def _stored(connection: psycopg.Connection, ilce_kodu: int, tur: str | None, mahalle: str | None) -> list[Finding]:
    with connection.cursor(row_factory=class_row(Finding)) as cursor:
        return cursor.execute(sql.LIST, {"ilce": ilce_kodu, "tur": tur, "mahalle": mahalle}).fetchall()


def _failing_totals(path: Path) -> list[dict[str, Any]]:
    return [
        row.model_dump(exclude={"karar"}) | {"araliklar": _ranges(row.satirlar)}
        for row in read_table(path, TotalRow, [_readable_lines])
        if row.karar == _FAILS and not is_withheld_by_law(row.ne, "")
    ]


def _ranges(lines: str) -> list[list[int]]:
    """``7635-7643;7481`` as first and last lines."""
    pairs = (part.partition("-") for part in lines.split(";"))
    return [[int(first), int(last or first)] for first, _, last in pairs]


def _readable_lines(row: TotalRow) -> tuple[str, str, str] | None:
    try:
        _ranges(row.satirlar)
    except ValueError:
        return (
            "satirlar",
            f"{row.satirlar!r} satır değil; 7635-7643;7481 gibi yazın",
            f"{row.satirlar!r} are no lines; write them like 7635-7643;7481",
        )
    return None


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, the gravest first."""
    return {onem: sum(finding.onem == onem for finding in findings) for onem in ("hata", "uyari", "bilgi")}
