"""Signing in with name, password and second factor; changing the password; setting the second factor up."""

import secrets
import time
from uuid import UUID

import pyotp
from sqlalchemy import Connection, Engine, Row

from kbs_envanter.domain.accounts import account_name, delay_after, is_account_name, password_faults
from kbs_envanter.pipeline.accounts import AccountRefused
from kbs_envanter.pipeline.passwords import digest, hash_password, is_password, one_time_password
from kbs_envanter.pipeline.sessions import Caller, Session, end_sessions, open_session
from kbs_envanter.store import accounts as sql
from kbs_envanter.store.secret_key import Vault

_STEP_S = 30
_RECOVERY_CODES = 10
_SETUP_S = 900  # how long a new second factor waits to be confirmed


def sign_in(engine: Engine, ilce: int, vault: Vault, name: str, password: str, code: str, caller: Caller) -> str | None:
    """Token of a new session; None when anything is wrong, and the answer does not tell what.

    An attempt is counted before the password is looked at, so that many at once gain nothing; the fifth wrong one in a
    row closes the account for half a minute, each further one for twice as long, up to a quarter of an hour.
    An unknown name takes as long as a wrong password.
    """
    with engine.begin() as connection:
        account, waits = _attempt(connection, ilce, account_name(name))
    usable = account is not None and account.acik
    right = is_password(account.parola if usable else None, password)
    with engine.begin() as connection:
        if account is None or not right or not _second_factor(connection, ilce, vault, account, code):
            known = None if account is None else account.ad
            sql.record(connection, ilce, known, "giris_basarisiz", by="herkes", address=caller.address)
            if usable and waits:
                detail = f"{waits} s"
                sql.record(
                    connection, ilce, known, "kilitlendi", by="kbs-envanter", address=caller.address, detail=detail
                )
            return None
        connection.execute(sql.FORGET_ATTEMPTS, {"ilce": ilce, "id": account.id})
        sql.record(connection, ilce, account.ad, "giris", by=account.ad, address=caller.address)
        return open_session(connection, ilce, account.id, caller)


def change_password(engine: Engine, ilce: int, session: Session, old: str, new: str, caller: Caller) -> str:
    """Replace the password: the other sessions end, and this one goes on under the token that is returned.

    Raises:
        AccountRefused: the old one is wrong or the new one is not good enough; nothing is changed.
    """
    name, id = session.who.name, _own(session)
    with engine.begin() as connection:
        account, _ = _attempt(connection, ilce, name)
    if account is None or not is_password(account.parola if account.acik else None, old):
        raise _wrong()
    faults = password_faults(new, name)
    if new == old:
        faults.append(("Yeni parola eskisinden başka olmalı.", "The new password must differ from the old one."))
    if faults:
        with engine.begin() as connection:
            connection.execute(sql.FORGET_ATTEMPTS, {"ilce": ilce, "id": id})
        raise AccountRefused(" ".join(tr for tr, _ in faults), " ".join(en for _, en in faults))
    stored = hash_password(new)
    with engine.begin() as connection:
        connection.execute(sql.SET_PASSWORD, {"ilce": ilce, "id": id, "parola": stored})
        connection.execute(sql.FORGET_ATTEMPTS, {"ilce": ilce, "id": id})
        end_sessions(connection, ilce, id)
        sql.record(connection, ilce, name, "parola_degisti", by=name, address=caller.address)
        return open_session(connection, ilce, id, caller)


def begin_second_factor(session: Session, vault: Vault) -> tuple[str, str, str]:
    """A new seed for one-time codes, not yet in force: the seed, its ``otpauth`` address, and the two sealed for
    ``confirm_second_factor``."""
    seed = pyotp.random_base32()
    address = pyotp.TOTP(seed).provisioning_uri(name=session.who.name, issuer_name="KBS Envanter")
    return seed, address, vault.seal(f"{_own(session)} {seed}").decode()


def confirm_second_factor(
    engine: Engine, ilce: int, session: Session, vault: Vault, sealed: str, code: str, caller: Caller
) -> list[str]:
    """Put a second factor in force, after a code of it was shown; recovery codes, told once, each good once.

    Raises:
        AccountRefused: the code is wrong or the set-up has waited too long.
    """
    owner, _, seed = (vault.open(sealed.encode(), age_s=_SETUP_S) or "").partition(" ")
    if owner != str(_own(session)) or not pyotp.TOTP(seed).verify(code.strip(), valid_window=1):
        raise AccountRefused(
            "Kod tutmadı; telefonun saatini denetleyip baştan deneyin.", "The code is wrong; check the phone's clock."
        )
    codes = [one_time_password() for _ in range(_RECOVERY_CODES)]
    stored = {"totp": vault.seal(seed), "kurtarma": [digest(each) for each in codes]}
    with engine.begin() as connection:
        connection.execute(sql.SET_TOTP, {"ilce": ilce, "id": _own(session)} | stored)
        end_sessions(connection, ilce, _own(session), but=session.token)
        name = session.who.name
        sql.record(connection, ilce, name, "ikinci_adim_acildi", by=name, address=caller.address)
    return codes


def drop_second_factor(connection: Connection, ilce: int, id: UUID, *, by: str, address: str) -> None:
    """Take an account's second factor away. Its holder proves the password first, or an administrator does it."""
    account = sql.account(connection, ilce, id)
    if account is None or account.totp is None:
        return
    connection.execute(sql.SET_TOTP, {"ilce": ilce, "id": id, "totp": None, "kurtarma": []})
    sql.record(connection, ilce, account.ad, "ikinci_adim_kapatildi", by=by, address=address)


def prove_password(engine: Engine, ilce: int, session: Session, password: str) -> None:
    """Make sure that who sits there knows the password.

    Raises:
        AccountRefused: it is wrong, or was so too often.
    """
    with engine.begin() as connection:
        account, _ = _attempt(connection, ilce, session.who.name)
    if account is None or not is_password(account.parola if account.acik else None, password):
        raise _wrong()
    with engine.begin() as connection:
        connection.execute(sql.FORGET_ATTEMPTS, {"ilce": ilce, "id": account.id})


def _attempt(connection: Connection, ilce: int, name: str) -> tuple[Row | None, int]:
    """The account of a name, and for how many seconds this attempt closes it unless it is right."""
    asked = {"ilce": ilce, "ad": name if is_account_name(name) else ""}
    account = connection.execute(sql.ATTEMPTED, asked).one_or_none()
    if account is None or not account.acik:
        connection.execute(sql.AS_LONG)
        return account, 0
    waits = delay_after(account.yanlis + 1)
    connection.execute(sql.COUNT_ATTEMPT, {"ilce": ilce, "id": account.id, "bekle": waits})
    return account, waits


def _second_factor(connection: Connection, ilce: int, vault: Vault, account: Row, code: str) -> bool:
    if account.totp is None:
        return True
    given, whose = code.strip().lower(), {"ilce": ilce, "id": account.id}
    if "-" in given:
        return connection.execute(sql.TAKE_RECOVERY, whose | {"ozet": digest(given)}).rowcount == 1
    seed = vault.open(account.totp)
    if seed is None:
        return False
    now = int(time.time()) // _STEP_S
    for step in (now, now - 1, now + 1):  # a phone's clock may be half a minute off
        if secrets.compare_digest(pyotp.TOTP(seed).at(step * _STEP_S).encode(), given.replace(" ", "").encode()):
            return connection.execute(sql.TAKE_STEP, whose | {"adim": step}).rowcount == 1
    return False


def _own(session: Session) -> UUID:
    assert session.who.account is not None
    return session.who.account


def _wrong() -> AccountRefused:
    return AccountRefused(
        "Parola yanlış; çok denendiyse bir süre bekleyin.", "The password is wrong; after many tries wait a while."
    )
