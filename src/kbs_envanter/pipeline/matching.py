"""One asset, many mentions: find the rows that speak of one thing, keep what people decided, tie what is certain."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.linkage import Pair, link
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.pipeline.mentions import read_mentions
from kbs_envanter.pipeline.tables import REPORT_FOLDER, REPORT_NAME, read_neighbourhoods
from kbs_envanter.store import matches as sql

Verdict = Literal["onaylandi", "reddedildi"]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a report's table by its file's stem and its first line: ``hizmet_binalari:1001``."""

    tablo: str
    satir: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """Read ``table:line``.

        Raises:
            UserError: when it is not of that form.
        """
        table, _, line = text.partition(":")
        if not (table and line.isdecimal()):
            raise UserError(
                f"{text!r} okunamadı; tablo:satır yazın, örn. hizmet_binalari:1001 "
                f"/ {text!r} is not table:line, such as hizmet_binalari:1001"
            )
        return cls(table, int(line))


def match_mentions(url: str, data: Path, ilce_kodu: int) -> Counter[str]:
    """Find all pairs anew; decided ones stay. Running it again changes nothing.

    Returns:
        How many pairs are certain (``otomatik``), wait (``bekliyor``), were confirmed or rejected.
    """
    names = NeighbourhoodNames(row.neighbourhood() for row in read_neighbourhoods(data))
    found = link(read_mentions(data / REPORT_FOLDER, names))
    document = {"ilce": ilce_kodu, "belge": REPORT_NAME}
    with psycopg.connect(url) as connection:
        codes = {(tablo, satir): kod for tablo, satir, kod in connection.execute(sql.CODES, document)}
        rows = [document | row for pair in found if (row := _row(pair, codes)) is not None]
        connection.cursor().executemany(sql.KEEP, rows)
        kept = {name: [row[name] for row in rows] for name in ("a_tablo", "a_satir", "b_tablo", "b_satir")}
        connection.execute(sql.FORGET, document | kept)
        _apply(connection, document)
        counted = connection.execute(
            "SELECT durum, count(*) FROM kbs.esleme WHERE ilce_kodu = %(ilce)s AND belge = %(belge)s GROUP BY 1",
            document,
        )
        return Counter(dict(counted.fetchall()))


def decide(url: str, ilce_kodu: int, a: Place, b: Place, verdict: Verdict, *, who: str, why: str) -> None:
    """Remember a person's decision on a pair; it is never asked again.

    Raises:
        UserError: when there is no such pair.
    """
    document = {"ilce": ilce_kodu, "belge": REPORT_NAME}
    said = {"durum": verdict, "kim": who, "neden": why}
    place = {"a_tablo": a.tablo, "a_satir": a.satir, "b_tablo": b.tablo, "b_satir": b.satir}
    with psycopg.connect(url) as connection:
        if connection.execute(sql.DECIDE, document | said | place).rowcount == 0:
            raise UserError(
                f"{a.tablo}:{a.satir} ile {b.tablo}:{b.satir} arasında eşleme yok; 'kbs-envanter eslestir' listeler "
                "/ there is no such pair; 'kbs-envanter eslestir' lists them"
            )
        _apply(connection, document)


def stored_pairs(url: str, ilce_kodu: int, durum: str | None = None) -> list[dict[str, Any]]:
    """Every pair, those that wait first; with what each side says, for people and scripts."""
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.LIST, {"ilce": ilce_kodu, "durum": durum}).fetchone()
        assert row is not None
        return json.loads(row[0])


def _row(pair: Pair, codes: dict[tuple[str, int], str]) -> dict[str, Any] | None:
    """A pair as a row; None when a side is of a table that is not loaded."""
    a_kod, b_kod = codes.get((pair.a.tablo, pair.a.satir)), codes.get((pair.b.tablo, pair.b.satir))
    if a_kod is None or b_kod is None:
        return None
    return {
        "a_tablo": pair.a.tablo,
        "a_satir": pair.a.satir,
        "b_tablo": pair.b.tablo,
        "b_satir": pair.b.satir,
        "a_kod": a_kod,
        "b_kod": b_kod,
        "tur": pair.tur,
        "durum": pair.durum,
        "puan": round(pair.puan, 3),
        "kanit": Jsonb([item.to_dict() for item in pair.kanit]),
    }


def _apply(connection: psycopg.Connection, document: dict[str, Any]) -> None:
    for statement in sql.APPLY:
        connection.execute(statement, document)
