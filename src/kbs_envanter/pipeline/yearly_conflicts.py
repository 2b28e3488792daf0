"""Fields that a report says otherwise than a person did: they wait until somebody decides."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Engine, text

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.changes import COMMAND_LINE, beginning_of, change
from kbs_envanter.pipeline.yearly_types import FIELDS, LISTS
from kbs_envanter.store import conflicts as sql

Verdict = Literal["mevcut", "rapor"]
_NEEDS = dict.fromkeys(("hak", "varlik_parsel"), Permission.HAK_DUZENLE)


def waiting_conflicts(connection: Connection, ilce_kodu: int, who: Who) -> Sequence[Mapping[str, Any]]:
    """Every conflict that waits and that the asker may see, with both values."""
    return _rows(connection, ilce_kodu, who, None)


def decide_conflict(
    engine: Engine, ilce_kodu: int, who: Who, number: int, verdict: Verdict, *, neden: str, nereden: str = COMMAND_LINE
) -> None:
    """Keep what is stored (``mevcut``) or take the report's value (``rapor``); it is one change with its reason.

    Raises:
        UserError: for an unknown or decided conflict, a missing reason, or an asker who may not edit the field.
    """
    if not neden.strip():
        raise UserError("Kararın nedenini yazın. / Give the reason of the decision.")
    kind: Any = "rapor" if verdict == "rapor" else "duzeltme"
    with engine.connect() as connection:
        found = next(iter(_rows(connection, ilce_kodu, who, number)), None)
    if found is None or found["durum"] != "bekliyor":
        raise UserError(f"{number} numaralı, karar bekleyen bir çelişki yok. / No conflict {number} waits.")
    field = found["alan"]
    if not who.may(_NEEDS.get(field, Permission.DUZENLE)):
        raise UserError("Bu alanı değiştirme yetkiniz yok. / You may not change this field.")
    since = beginning_of(found["yil"]) if verdict == "rapor" else None
    asked = {"ilce": ilce_kodu, "id": number, "varlik_id": found["varlik_id"]}
    with change(engine, kind, neden=neden, kim=who.name, nereden=nereden, gecerlilik=since) as connection:
        decided = asked | {"karar": verdict, "kim": who.name, "neden": neden}
        if connection.scalar(text(sql.DECIDE), decided) is None:
            raise UserError(f"{number} numaralı çelişkiye az önce karar verildi. / Conflict {number} was just decided.")
        if verdict == "rapor":
            _take(connection, field, asked)


def _take(connection: Connection, field: str, asked: Mapping[str, Any]) -> None:
    if field in FIELDS:
        connection.execute(text(_filled(sql.TAKE_COLUMNS, FIELDS[field])), asked)
        return
    columns = (*LISTS[field], "kaynak_id") if field == "hak" else LISTS[field]
    connection.execute(text(sql.FORGET_LIST.format(table=field)), asked)
    connection.execute(text(_filled(sql.TAKE_LIST, columns, table=field)), asked)


def _filled(statement: str, columns: Sequence[str], **names: str) -> str:
    return statement.format(columns=", ".join(columns), values=", ".join(f"r.{name}" for name in columns), **names)


def _rows(connection: Connection, ilce_kodu: int, who: Who, number: int | None) -> Sequence[Mapping[str, Any]]:
    asked = {"ilce": ilce_kodu, "gizli": who.may(Permission.EMLAK_OKU), "id": number}
    return connection.execute(text(sql.LIST), asked).mappings().all()
