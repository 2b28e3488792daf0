"""Sessions of people and keys of systems: opening, recognising, ending."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, Engine, Row

from kbs_envanter.domain.permissions import ALLOWED, Permission, Role, Who
from kbs_envanter.pipeline.passwords import digest
from kbs_envanter.store import accounts as sql

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_KEY = re.compile(r"kbs_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_LONGEST_BROWSER = 200

# A key is for systems and devices; accounts stay in the hands of people.
KEY_PERMISSIONS = tuple(permission for permission in Permission if permission is not Permission.HESAP_YONET)


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody calls: the client's address and what its browser says it is."""

    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is alive. ``must_change``: its password was given once and has to be replaced first."""

    id: UUID
    token: str = field(repr=False)
    who: Who
    must_change: bool

    @property
    def csrf(self) -> str:
        """What a form of this session carries; other sites cannot know it."""
        return csrf_of(self.token)


class KeyRefused(Exception):
    """A key that does not hold; ``revoked`` tells that it once did, to a caller who knows its secret."""

    def __init__(self, *, revoked: bool) -> None:
        super().__init__("key refused")
        self.revoked = revoked


def csrf_of(token: str) -> str:
    """The form token that belongs to a session's token."""
    return hmac.new(token.encode(), b"kbs csrf", hashlib.sha256).hexdigest()


def open_session(connection: Connection, ilce: int, account: UUID, caller: Caller) -> str:
    """Begin a session; its token, which is told once and stored nowhere."""
    connection.execute(sql.FORGET_OLD_SESSIONS, {"ilce": ilce})
    token = secrets.token_urlsafe(32)
    place = {"tarayici": caller.browser[:_LONGEST_BROWSER], "adres": caller.address}
    connection.execute(sql.NEW_SESSION, {"ilce": ilce, "ozet": digest(token), "hesap": account} | place)
    return token


def find_session(engine: Engine, ilce: int, token: str) -> Session | None:
    """The living session of a token. Until a one-time password is replaced its holder may do nothing but that."""
    if _TOKEN.fullmatch(token) is None:
        return None
    asked = {"ilce": ilce, "ozet": digest(token)}
    with engine.begin() as connection:
        row = connection.execute(sql.SESSION, asked).one_or_none()
        if row is None:
            return None
        if row.eski:
            connection.execute(sql.SESSION_SEEN, asked)
    role = Role.HERKES if row.degismeli else Role(row.rol)
    return Session(row.id, token, Who(row.ad, role, row.hesap_id, row.mudurluk), row.degismeli)


def list_sessions(connection: Connection, ilce: int, account: UUID, token: str = "") -> list[Row]:
    """The living sessions of an account, the last seen first; ``bu`` marks the one of the token."""
    asked = {"ilce": ilce, "hesap": account, "ozet": digest(token)}
    return list(connection.execute(sql.SESSIONS, asked))


def end_session(connection: Connection, ilce: int, account: UUID, session: UUID) -> bool:
    """End one session of an account; whether there was one."""
    ended = connection.execute(sql.END_SESSION, {"ilce": ilce, "hesap": account, "id": session})
    return ended.rowcount == 1


def end_sessions(connection: Connection, ilce: int, account: UUID, *, but: str | None = None) -> int:
    """End every session of an account, but the one of a token; how many."""
    kept = None if but is None else digest(but)
    return connection.execute(sql.END_SESSIONS, {"ilce": ilce, "hesap": account, "kalan": kept}).rowcount


def issue_key(
    connection: Connection,
    ilce: int,
    account: UUID,
    label: str,
    permissions: Iterable[Permission],
    *,
    days: int,
    by: str,
    address: str,
) -> str:
    """Make a key for a system or a device: ``kbs_<id>_<secret>``. It is told once; only its hash is stored.

    Args:
        permissions: what it may do; the account's role bounds that, now and later.
        days: after which it no longer holds.

    Raises:
        LookupError: no such account.
    """
    owner = sql.account(connection, ilce, account)
    if owner is None:
        raise LookupError(account)
    id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    may = sorted(set(permissions) & set(KEY_PERMISSIONS) & ALLOWED[Role(owner.rol)])
    row = {"ilce": ilce, "id": id, "hesap": account, "ad": label, "ozet": digest(secret), "gun": days}
    connection.execute(sql.NEW_KEY, row | {"yetkiler": may})
    sql.record(connection, ilce, owner.ad, "anahtar_verildi", by=by, address=address, detail=f"{id} {label}")
    return f"kbs_{id}_{secret}"


def find_key(engine: Engine, ilce: int, presented: str) -> Who:
    """Whose key that is, with what it may do. Its name in the history is ``account#key``.

    Raises:
        KeyRefused: unknown, wrong, expired or revoked, or the account is closed.
    """
    match = _KEY.fullmatch(presented)
    if match is None:
        raise KeyRefused(revoked=False)
    id, secret = match.groups()
    with engine.begin() as connection:
        row = connection.execute(sql.KEY, {"ilce": ilce, "id": id}).one_or_none()
        if row is None or not hmac.compare_digest(row.ozet, digest(secret)):
            raise KeyRefused(revoked=False)
        if row.iptal or row.eskidi:
            raise KeyRefused(revoked=row.iptal)
        if row.eski:
            connection.execute(sql.KEY_SEEN, {"ilce": ilce, "id": id})
    scopes = frozenset(permission for permission in Permission if permission in row.yetkiler)
    return Who(f"{row.ad}#{id}", Role(row.rol), row.id, row.mudurluk, scopes)


def list_keys(connection: Connection, ilce: int, account: UUID | None = None) -> list[Row]:
    """Keys of one account or of all, the newest first, also those that no longer hold."""
    return list(connection.execute(sql.KEYS, {"ilce": ilce, "hesap": account}))


def revoke_key(
    connection: Connection, ilce: int, id: str, *, account: UUID | None = None, by: str, address: str
) -> bool:
    """End a key, of that account only if one is given; whether there was one that held."""
    row = connection.execute(sql.END_KEY, {"ilce": ilce, "id": id, "hesap": account}).one_or_none()
    if row is None:
        return False
    owner = sql.account(connection, ilce, row.hesap_id)
    name = owner.ad if owner else None
    sql.record(connection, ilce, name, "anahtar_iptal", by=by, address=address, detail=f"{id} {row.ad}")
    return True
