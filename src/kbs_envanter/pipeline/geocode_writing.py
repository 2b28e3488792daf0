"""Writing positions: an asset that is where it was, with the candidates that it had, is not touched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Durum, Judged
from kbs_envanter.store.models import KonumAdayi, Varlik

Row = tuple[Any, ...]


def write_placements(connection: Connection, ilce_kodu: int, placements: Mapping[UUID, Sequence[Judged]]) -> int:
    """Store what the chain made of each asset, in the caller's transaction.

    Returns:
        How many assets have another position than before.
    """
    _write_candidates(connection, ilce_kodu, placements)
    stored = _stored_positions(connection, ilce_kodu, list(placements))
    wanted = {key: _position(judged) for key, judged in placements.items()}
    moved = [key for key, row in wanted.items() if row != stored[key]]
    if moved:
        table = Varlik.__table__
        statement = (
            update(table)
            .where(table.c.ilce_kodu == ilce_kodu, table.c.id == bindparam("key"))
            .values(
                konum=func.ST_GeomFromText(bindparam("wkt"), 4326),
                kesinlik=bindparam("kesin"),
                belirsizlik_m=bindparam("radius"),
                konum_kaynagi=bindparam("kaynak"),
            )
        )
        connection.execute(statement, [_values(key, wanted[key]) for key in moved])
    return len(moved)


def _position(judged: Sequence[Judged]) -> Row:
    """Longitude, latitude, precision, radius and source of the candidate that was taken."""
    taken = next((found.candidate for found in judged if found.durum is Durum.SECILDI), None)
    if taken is None:
        return (None, None, Kesinlik.YOK.value, None, None)
    return (taken.point.x, taken.point.y, taken.kesinlik.value, _metres(taken), taken.kaynak)


def _values(key: UUID, row: Row) -> dict[str, Any]:
    lon, lat, kesinlik, radius, kaynak = row
    wkt = None if lon is None else f"POINT({lon!r} {lat!r})"
    return {"key": key, "wkt": wkt, "kesin": kesinlik, "radius": radius, "kaynak": kaynak}


def _stored_positions(connection: Connection, ilce_kodu: int, keys: list[UUID]) -> dict[UUID, Row]:
    query = select(
        Varlik.id,
        func.ST_X(Varlik.konum),
        func.ST_Y(Varlik.konum),
        Varlik.kesinlik,
        Varlik.belirsizlik_m,
        Varlik.konum_kaynagi,
    ).where(Varlik.ilce_kodu == ilce_kodu, Varlik.id.in_(keys))
    return {key: tuple(row) for key, *row in connection.execute(query)}


def _write_candidates(connection: Connection, ilce_kodu: int, placements: Mapping[UUID, Sequence[Judged]]) -> None:
    stored = _stored_candidates(connection, ilce_kodu, list(placements))
    wanted = {key: [_row(found) for found in judged] for key, judged in placements.items()}
    changed = [key for key, rows in wanted.items() if rows != stored[key]]
    table = KonumAdayi.__table__
    if changed:
        connection.execute(delete(table).where(table.c.ilce_kodu == ilce_kodu, table.c.varlik_id.in_(changed)))
    fresh = [
        {"ilce_kodu": ilce_kodu, "varlik_id": key, "sira": n} | dict(zip(_COLUMNS, row, strict=True))
        for key in changed
        for n, row in enumerate(wanted[key], start=1)
    ]
    if fresh:
        statement = insert(table).values(
            konum=func.ST_SetSRID(func.ST_MakePoint(bindparam("lon"), bindparam("lat")), 4326)
        )
        connection.execute(statement, fresh)


_COLUMNS = ("lon", "lat", "kesinlik", "belirsizlik_m", "kaynak", "saglayici", "puan", "durum", "neden")


def _row(judged: Judged) -> Row:
    candidate = judged.candidate
    return (
        candidate.point.x,
        candidate.point.y,
        candidate.kesinlik.value,
        _metres(candidate),
        candidate.kaynak,
        candidate.saglayici,
        Decimal(str(round(candidate.puan, 3))),
        judged.durum.value,
        judged.neden or None,
    )


def _stored_candidates(connection: Connection, ilce_kodu: int, keys: list[UUID]) -> dict[UUID, list[Row]]:
    query = (
        select(
            KonumAdayi.varlik_id,
            func.ST_X(KonumAdayi.konum),
            func.ST_Y(KonumAdayi.konum),
            *(getattr(KonumAdayi, name) for name in _COLUMNS[2:]),
        )
        .where(KonumAdayi.ilce_kodu == ilce_kodu, KonumAdayi.varlik_id.in_(keys))
        .order_by(KonumAdayi.varlik_id, KonumAdayi.sira)
    )
    found: dict[UUID, list[Row]] = defaultdict(list)
    for key, *row in connection.execute(query):
        found[key].append(tuple(row))
    return found


def _metres(candidate: Candidate) -> Decimal:
    return Decimal(str(round(candidate.belirsizlik_m, 1)))
