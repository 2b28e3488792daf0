"""Accounts: making them, roles, closing, one-time passwords. What happens with one is recorded with it."""

from uuid import UUID

from sqlalchemy import Connection, Engine, Row

from kbs_envanter.domain.accounts import account_name, is_account_name
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline.passwords import hash_password, one_time_password
from kbs_envanter.pipeline.sessions import end_sessions
from kbs_envanter.store import accounts as sql

FIRST = "yonetici"
ROLES = tuple(role for role in Role if role is not Role.HERKES)


class AccountRefused(UserError):
    """What is asked cannot be done with this account; ``tr`` and ``en`` say why and the way out."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en = tr, en


def first_administrator(engine: Engine, ilce: int) -> str | None:
    """Where there is no account yet, make the administrator ``yonetici``; its one-time password, told only here."""
    with engine.begin() as connection:
        connection.execute(sql.LOCK_ACCOUNTS, {"ilce": ilce})
        if connection.scalar(sql.ANY_ACCOUNT, {"ilce": ilce}):
            return None
        return create_account(connection, ilce, FIRST, Role.YONETICI, by="kbs-envanter", address="komut satırı")


def create_account(
    connection: Connection,
    ilce: int,
    name: str,
    role: Role,
    directorate: str | None = None,
    *,
    by: str,
    address: str,
) -> str:
    """Make an account; its one-time password, which holds seven days and is replaced at the first sign-in.

    Args:
        name: a login name such as ``emlak-2``; no person's name is asked for.
        directorate: whose assets an editor of a directorate may edit.
        by: who makes it.
        address: from where.

    Raises:
        AccountRefused: the name is no login name or is taken, or the role needs a directorate.
    """
    name = account_name(name)
    if not is_account_name(name):
        tr = (
            "Hesap adı 2-40 karakter: küçük harf (a-z), rakam, nokta, tire, alt çizgi; örn. emlak-2. Kişi adı gerekmez."
        )
        en = "An account's name has 2 to 40 small letters (a-z), digits, dots, dashes, underscores; no person's name."
        raise AccountRefused(tr, en)
    directorate = _directorate(role, directorate)
    password = one_time_password()
    row = {"ad": name, "rol": role, "mudurluk": directorate, "parola": hash_password(password), "dis_kimlik": None}
    if connection.scalar(sql.NEW_ACCOUNT, {"ilce": ilce} | row) is None:
        raise AccountRefused(f"{name} adında bir hesap var; başka bir ad verin.", f"The name {name} is taken.")
    sql.record(connection, ilce, name, "hesap_eklendi", by=by, address=address, detail=role)
    return password


def set_role(
    connection: Connection, ilce: int, id: UUID, role: Role, directorate: str | None, *, by: str, address: str
) -> None:
    """Give an account another role or directorate; its sessions end, so that nothing of the old one goes on.

    Raises:
        AccountRefused: no such account, the last administrator, or a directorate is missing.
    """
    account = _account(connection, ilce, id)
    directorate = _directorate(role, directorate)
    if role is not Role.YONETICI:
        _keep_an_administrator(connection, ilce, account)
    connection.execute(sql.SET_ROLE, {"ilce": ilce, "id": id, "rol": role, "mudurluk": directorate})
    end_sessions(connection, ilce, id)
    change = f"{account.rol} → {role}" + (f", {directorate}" if directorate else "")
    sql.record(connection, ilce, account.ad, "rol_degisti", by=by, address=address, detail=change)


def set_closed(connection: Connection, ilce: int, id: UUID, closed: bool, *, by: str, address: str) -> None:
    """Close an account or open it again. Its sessions end and its keys do not hold while it is closed.

    Raises:
        AccountRefused: no such account, or the last administrator.
    """
    account = _account(connection, ilce, id)
    if closed:
        _keep_an_administrator(connection, ilce, account)
        end_sessions(connection, ilce, id)
    connection.execute(sql.SET_CLOSED, {"ilce": ilce, "id": id, "kapali": closed})
    sql.record(connection, ilce, account.ad, "kapatildi" if closed else "yeniden_acildi", by=by, address=address)


def reset_password(connection: Connection, ilce: int, id: UUID, *, by: str, address: str) -> str:
    """A new one-time password; sessions end and a lock is lifted. The second factor stays as it is.

    Raises:
        AccountRefused: no such account, or one of the municipality's directory.
    """
    account = _account(connection, ilce, id)
    if account.dis_kimlik is not None:
        raise AccountRefused(
            "Bu hesap kurum dizininden giriyor; parolası orada değişir.",
            "This account signs in through the directory; its password is kept there.",
        )
    password = one_time_password()
    connection.execute(sql.ONE_TIME_PASSWORD, {"ilce": ilce, "id": id, "parola": hash_password(password)})
    end_sessions(connection, ilce, id)
    sql.record(connection, ilce, account.ad, "parola_sifirlandi", by=by, address=address)
    return password


def end_everything(connection: Connection, ilce: int, id: UUID, *, by: str, address: str) -> None:
    """End every session of an account and every key, of devices too.

    Raises:
        AccountRefused: no such account.
    """
    account = _account(connection, ilce, id)
    ended = end_sessions(connection, ilce, id)
    keys = connection.execute(sql.END_KEYS, {"ilce": ilce, "hesap": id}).rowcount
    detail = f"{ended} oturum, {keys} anahtar"
    sql.record(connection, ilce, account.ad, "hepsi_kapatildi", by=by, address=address, detail=detail)


def list_accounts(connection: Connection, ilce: int) -> list[Row]:
    """Every account by name, with how many sessions and keys it has."""
    return list(connection.execute(sql.ACCOUNTS, {"ilce": ilce}))


def account_id(connection: Connection, ilce: int, name: str) -> UUID:
    """Id of the account of that name.

    Raises:
        AccountRefused: there is none.
    """
    found: UUID | None = connection.scalar(sql.ID_OF, {"ilce": ilce, "ad": account_name(name)})
    if found is None:
        raise AccountRefused(f"{name} adında bir hesap yok.", f"There is no account {name}.")
    return found


def records(connection: Connection, ilce: int, account: str | None = None, limit: int = 100) -> list[Row]:
    """What happened last, with one account or with all."""
    return list(connection.execute(sql.RECORDS, {"ilce": ilce, "hesap": account, "kac": limit}))


def _account(connection: Connection, ilce: int, id: UUID) -> Row:
    connection.execute(sql.LOCK_ACCOUNTS, {"ilce": ilce})  # two administrators do not close each other at once
    found = sql.account(connection, ilce, id)
    if found is None:
        raise AccountRefused("Böyle bir hesap yok.", "There is no such account.")
    return found


def _keep_an_administrator(connection: Connection, ilce: int, account: Row) -> None:
    others = connection.scalar(sql.ADMINISTRATORS, {"ilce": ilce, "id": account.id})
    if account.rol == Role.YONETICI and not account.kapali and not others:
        raise AccountRefused(
            "Son yönetici kapatılamaz, rolü değişemez; önce başka birini yönetici yapın.",
            "The last administrator stays; make somebody else one first.",
        )


def _directorate(role: Role, given: str | None) -> str | None:
    name = " ".join((given or "").split())
    if role is Role.MUDURLUK_EDITORU and not name:
        raise AccountRefused(
            "Müdürlük editörü rolü için müdürlüğün adı da gerekir.", "The role needs the directorate's name as well."
        )
    return name[:200] or None
