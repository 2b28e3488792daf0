"""One asset, many mentions: find the rows that speak of one thing, keep what people decided, tie what is certain."""

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.linkage import link
from kbs_envanter.domain.linkage_types import Pair, Side
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.pipeline.changes import describe_change
from kbs_envanter.pipeline.mentions import read_mentions
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.store import matches as sql

Verdict = Literal["onaylandi", "reddedildi"]


def match_mentions(url: str, data: Path, ilce_kodu: int) -> Counter[str]:
    """Find all pairs anew; decided ones stay. Running it again changes nothing.

    Returns:
        How many pairs are certain (``otomatik``), wait (``bekliyor``), were confirmed or rejected.
    """
    names = known_names(data)
    district = profile(data)
    document = {"ilce": ilce_kodu, "belge": district.belge}
    with psycopg.connect(url) as connection:
        describe_change(connection, "bakim", neden="kayıtlar eşleştirildi", nereden=district.belge)
        match_document(connection, data / district.klasor, names, ilce_kodu, district.belge)
        counted = connection.execute(
            "SELECT durum, count(*) FROM kbs.esleme WHERE ilce_kodu = %(ilce)s AND belge = %(belge)s GROUP BY 1",
            document,
        )
        return Counter(dict(counted.fetchall()))


def match_document(
    connection: psycopg.Connection, folder: Path, names: NeighbourhoodNames, ilce_kodu: int, belge: str
) -> None:
    """Find the pairs of one report anew and tie its events, works and facts to assets, in the caller's transaction.

    Args:
        folder: the report's tables.
        belge: the document's name, as its sources have it.
    """
    known = connection.execute(
        "SELECT tapu_mahalleleri || ad FROM kbs.ilce WHERE ilce_kodu = %s", [ilce_kodu]
    ).fetchone()
    found = link(read_mentions(folder, names, known[0] if known else ()))
    document = {"ilce": ilce_kodu, "belge": belge}
    codes = _Codes(connection.execute(sql.CODES, document).fetchall())
    rows = [document | row for pair in found if (row := _row(pair, codes)) is not None]
    connection.cursor().executemany(sql.KEEP, rows)
    connection.execute(sql.FORGET, document | {name: [row[name] for row in rows] for name in ("a_kod", "b_kod")})
    _apply(connection, document)


def decide(url: str, ilce_kodu: int, a: str, b: str, verdict: Verdict, *, who: str, why: str) -> None:
    """Remember a person's decision on a pair, named by the codes of its sides; it is never asked again.

    Raises:
        UserError: when there is no such pair.
    """
    said = {"ilce": ilce_kodu, "a": a, "b": b, "durum": verdict, "kim": who, "neden": why}
    with psycopg.connect(url) as connection:
        describe_change(connection, "duzeltme", neden=why, kim=who)
        documents = connection.execute(sql.DECIDE, said).fetchall()
        if not documents:
            raise UserError(
                f"{a} ile {b} arasında eşleme yok; 'kbs-envanter eslestir' kodlarıyla listeler "
                "/ there is no such pair; 'kbs-envanter eslestir' lists them with their codes"
            )
        for (belge,) in documents:
            _apply(connection, {"ilce": ilce_kodu, "belge": belge})


def stored_pairs(url: str, ilce_kodu: int, durum: str | None = None) -> list[dict[str, Any]]:
    """Every pair, those that wait first; with what each side says, for people and scripts."""
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.LIST, {"ilce": ilce_kodu, "durum": durum}).fetchone()
        assert row is not None
        return json.loads(row[0])


class _Codes:
    """Codes of rows by table, first line and name; the name decides only where several rows begin on one line."""

    def __init__(self, rows: list[tuple[str, int, str | None, str]]) -> None:
        self._rows: dict[tuple[str, int], list[tuple[str | None, str]]] = defaultdict(list)
        for table, line, name, kod in rows:
            self._rows[table, line].append((name, kod))

    def find(self, side: Side) -> str | None:
        """The code of a side; None when its table is not loaded."""
        rows = self._rows.get((side.tablo, side.satir), [])
        return next((kod for name, kod in rows if name == side.ad), rows[0][1] if rows else None)


def _row(pair: Pair, codes: _Codes) -> dict[str, Any] | None:
    """A pair as a row; None when a side is of a table that is not loaded."""
    a_kod, b_kod = codes.find(pair.a), codes.find(pair.b)
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
        "kanit": Jsonb([asdict(evidence) for evidence in pair.kanit]),
    }


def _apply(connection: psycopg.Connection, document: dict[str, Any]) -> None:
    for statement in sql.APPLY:
        connection.execute(statement, document)
