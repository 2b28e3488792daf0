"""Accounts in the database: passwords, locks, the record, the first administrator."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pyotp
import pytest
from sqlalchemy import text

from kbs_envanter.domain.accounts import delay_after, is_account_name, password_faults
from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline import accounts, signing_in
from kbs_envanter.pipeline.accounts import AccountRefused
from kbs_envanter.pipeline.passwords import hash_password, is_password
from kbs_envanter.pipeline.sessions import Caller, find_session
from kbs_envanter.store import accounts as sql
from kbs_envanter.store.database import engine
from kbs_envanter.store.secret_key import Vault

ILCE = 1823
GOOD = "mavi deniz uzun yol"
CALLER = Caller("192.0.2.7", "test")
BY = {"by": "test", "address": "test"}


@pytest.fixture
def writer(database):
    return engine(database)


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path)


@pytest.fixture
def emlak(writer):
    """Id of the account ``emlak``, whose password is ``GOOD``."""
    with writer.begin() as connection:
        accounts.create_account(connection, ILCE, "emlak", Role.EMLAK, **BY)
        id = accounts.account_id(connection, ILCE, "emlak")
        connection.execute(sql.SET_PASSWORD, {"ilce": ILCE, "id": id, "parola": hash_password(GOOD)})
    return id


def _enter(writer, vault, password, name="emlak", code=""):
    return signing_in.sign_in(writer, ILCE, vault, name, password, code, CALLER)


def _happened(writer):
    with writer.begin() as connection:
        return [row.ne for row in reversed(accounts.records(connection, ILCE))]


def test_a_right_password_opens_a_session(writer, vault, emlak):
    session = find_session(writer, ILCE, _enter(writer, vault, GOOD))
    assert (session.who.name, session.who.role, session.who.account) == ("emlak", Role.EMLAK, emlak)


def test_a_password_is_the_same_whichever_keyboard_composed_it():
    assert is_password(hash_password("güzel bir parola"), "gu\u0308zel bir parola")
    assert not is_password(None, "güzel bir parola")


def test_five_wrong_passwords_close_the_account_for_a_while(writer, vault, emlak):
    assert [_enter(writer, vault, "yanlış") for _ in range(5)] == [None] * 5
    assert _enter(writer, vault, GOOD) is None
    with writer.begin() as connection:
        connection.execute(text("UPDATE kbs.hesap SET kilit_bitis = now()"))
    assert _enter(writer, vault, GOOD) is not None
    assert _happened(writer).count("kilitlendi") == 1


def test_each_further_wrong_password_closes_it_for_longer():
    assert [delay_after(wrong) for wrong in (4, 5, 6, 7, 9, 10, 500)] == [0, 30, 60, 120, 480, 900, 900]


def test_many_guesses_at_once_are_no_more_guesses(writer, vault, emlak):
    gate = threading.Barrier(12)

    def guess(number):
        gate.wait()
        return _enter(writer, vault, f"tahmin {number}")

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(guess, range(12))) == [None] * 12
    with writer.begin() as connection:
        assert connection.scalar(text("SELECT yanlis FROM kbs.hesap")) == 5


def test_a_right_password_forgets_the_wrong_ones(writer, vault, emlak):
    for password in ("yanlış", "yanlış", GOOD):
        _enter(writer, vault, password)
    with writer.begin() as connection:
        assert connection.scalar(text("SELECT yanlis FROM kbs.hesap")) == 0


def test_an_unknown_name_is_not_written_down(writer, vault, emlak):
    # It may be a password that was typed into the wrong field.
    _enter(writer, vault, "x", name="benim gizli parolam")
    with writer.begin() as connection:
        (row,) = accounts.records(connection, ILCE, limit=1)
    assert (row.hesap, row.ne, row.adres) == (None, "giris_basarisiz", "192.0.2.7")


def test_no_secret_is_in_the_database(writer, vault, emlak, database):
    token = _enter(writer, vault, GOOD)
    session = find_session(writer, ILCE, token)
    seed, _, sealed = signing_in.begin_second_factor(session, vault)
    codes = signing_in.confirm_second_factor(writer, ILCE, session, vault, sealed, pyotp.TOTP(seed).now(), CALLER)
    stored = ""
    with psycopg.connect(database) as connection:
        for table in ("hesap", "oturum", "anahtar", "oturum_kaydi"):
            stored += str(connection.execute(f"SELECT jsonb_agg(to_jsonb(t)) FROM kbs.{table} t").fetchone())
    for secret in (GOOD, token, seed, codes[0]):
        assert secret not in stored and secret.encode().hex() not in stored


def test_one_time_passwords_end_after_a_week(writer, vault):
    with writer.begin() as connection:
        once = accounts.create_account(connection, ILCE, "saha-1", Role.SAHA, **BY)
        connection.execute(text("UPDATE kbs.hesap SET parola_bitis = now()"))
    assert _enter(writer, vault, once, name="saha-1") is None


def test_the_first_administrator_is_made_once(writer):
    first = accounts.first_administrator(writer, ILCE)
    assert first is not None and accounts.first_administrator(writer, ILCE) is None
    with writer.begin() as connection:
        (only,) = accounts.list_accounts(connection, ILCE)
    assert (only.ad, only.rol, only.gecici) == ("yonetici", "yonetici", True)


def test_the_last_administrator_can_be_neither_closed_nor_demoted(writer):
    accounts.first_administrator(writer, ILCE)
    with writer.begin() as connection:
        id = accounts.account_id(connection, ILCE, "yonetici")
        with pytest.raises(AccountRefused, match="Son yönetici"):
            accounts.set_closed(connection, ILCE, id, True, **BY)
        with pytest.raises(AccountRefused, match="Son yönetici"):
            accounts.set_role(connection, ILCE, id, Role.EMLAK, None, **BY)
        accounts.create_account(connection, ILCE, "yonetici-2", Role.YONETICI, **BY)
        accounts.set_closed(connection, ILCE, id, True, **BY)


def test_an_editor_of_a_directorate_needs_one(writer):
    with writer.begin() as connection, pytest.raises(AccountRefused, match="müdürlü"):
        accounts.create_account(connection, ILCE, "fen-1", Role.MUDURLUK_EDITORU, " ", **BY)


@pytest.mark.parametrize("name", ["a", "İlçe", "a b", "-a", "a" * 41, "a\0b", "a/b"])
def test_a_name_that_is_no_login_name_is_refused(writer, name):
    assert not is_account_name(name)
    with writer.begin() as connection, pytest.raises(AccountRefused):
        accounts.create_account(connection, ILCE, name, Role.SAHA, **BY)


@pytest.mark.parametrize(
    "bad", ["kısa parola", "Emlak-2 müdürlüğü", "Qwertyuiop123!", "123456789012", "aaaaaaaaaaaa", "x1" * 101]
)
def test_a_bad_password_is_refused_with_the_reason_in_both_languages(bad):
    faults = password_faults(bad, "emlak-2")
    assert faults and all(tr and en for tr, en in faults)


def test_the_record_cannot_be_changed_and_is_kept_for_a_month(writer, vault, emlak, database):
    _enter(writer, vault, GOOD)
    for statement in (
        "UPDATE kbs.oturum_kaydi SET hesap = 'x'",
        "DELETE FROM kbs.oturum_kaydi",
        "TRUNCATE kbs.oturum_kaydi",
    ):
        with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO kbs.oturum_kaydi (ilce_kodu, ne, yapan, adres, zaman) "
            "VALUES (1823, 'giris', 'x', 'x', now() - interval '31 days')"
        )
        gone = connection.execute("DELETE FROM kbs.oturum_kaydi WHERE zaman < now() - interval '30 days'")
        assert gone.rowcount == 1


def test_what_is_sealed_is_read_with_this_key_and_in_time_only(tmp_path):
    vault = Vault(tmp_path / "a")
    sealed = vault.seal("gizli")
    assert Vault(tmp_path / "a").open(sealed) == "gizli" and Vault(tmp_path / "b").open(sealed) is None
    assert vault.open(sealed, age_s=-1) is None and vault.open(b"bozuk") is None
    (file,) = (tmp_path / "a" / "gizli").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("role", ["kbs_kamu", "kbs_gorevli", "kbs_emlak"])
@pytest.mark.parametrize("table", ["hesap", "oturum", "anahtar", "oturum_kaydi"])
def test_no_reading_role_sees_accounts(database, role, table):
    with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SET ROLE {role}")
        connection.execute(f"SELECT FROM kbs.{table}")
