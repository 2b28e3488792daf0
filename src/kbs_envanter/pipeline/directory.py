"""Accounts of people whom the municipality's directory knows: made at their first sign-in, renewed at each."""

import hashlib

from sqlalchemy import Connection, Engine, Row

from kbs_envanter.domain.accounts import is_account_name
from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline.accounts import AccountRefused
from kbs_envanter.pipeline.sessions import Caller, end_sessions, open_session
from kbs_envanter.store import accounts as sql

_BY = "kurum dizini"


def sign_in_outside(engine: Engine, ilce: int, outside: str, name: str, role: Role, caller: Caller) -> str:
    """Token of a new session for somebody whom the directory named.

    Args:
        outside: issuer and subject, which the account is known by; a local account is never taken over by its name.
        name: what the account would be called; if that is no login name or taken, it gets a mark.
        role: what the directory's groups give now; the directorate is given by an administrator.

    Raises:
        AccountRefused: the account is closed here.
    """
    with engine.begin() as connection:
        connection.execute(sql.LOCK_ACCOUNTS, {"ilce": ilce})
        account = _known(connection, ilce, outside) or _made(connection, ilce, outside, name, role, caller)
        if not account.kapali:
            if account.rol != role:
                _renew(connection, ilce, account, role, caller)
            connection.execute(sql.FORGET_ATTEMPTS, {"ilce": ilce, "id": account.id})
            sql.record(connection, ilce, account.ad, "giris", by=_BY, address=caller.address)
            return open_session(connection, ilce, account.id, caller)
        sql.record(connection, ilce, account.ad, "giris_basarisiz", by=_BY, address=caller.address)
    raise AccountRefused("Bu hesap burada kapatılmış.", "This account is closed here.")


def _renew(connection: Connection, ilce: int, account: Row, role: Role, caller: Caller) -> None:
    connection.execute(sql.SET_ROLE, {"ilce": ilce, "id": account.id, "rol": role, "mudurluk": account.mudurluk})
    end_sessions(connection, ilce, account.id)
    change = f"{account.rol} → {role}"
    sql.record(connection, ilce, account.ad, "rol_degisti", by=_BY, address=caller.address, detail=change)


def _known(connection: Connection, ilce: int, outside: str) -> Row | None:
    return connection.execute(sql.BY_OUTSIDE, {"ilce": ilce, "dis_kimlik": outside}).one_or_none()


def _made(connection: Connection, ilce: int, outside: str, name: str, role: Role, caller: Caller) -> Row:
    mark = hashlib.sha256(outside.encode()).hexdigest()[:8]
    row = {"ilce": ilce, "rol": role, "mudurluk": None, "parola": None, "dis_kimlik": outside}
    for wished in (name, f"{name[:30]}-{mark}", f"kurum-{mark}"):
        if is_account_name(wished) and connection.scalar(sql.NEW_ACCOUNT, row | {"ad": wished}) is not None:
            sql.record(connection, ilce, wished, "hesap_eklendi", by=_BY, address=caller.address, detail=role)
            break
    made = _known(connection, ilce, outside)
    assert made is not None
    return made
