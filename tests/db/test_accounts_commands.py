"""``kullanici`` and ``anahtar``: accounts and keys from the command line."""

import json

import pytest
from typer.testing import CliRunner

from kbs_envanter.cli.accounts import first_account
from kbs_envanter.cli.main import app
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission, Role
from kbs_envanter.pipeline import sessions, signing_in
from kbs_envanter.pipeline.sessions import Caller, KeyRefused
from kbs_envanter.store.database import engine
from kbs_envanter.store.secret_key import Vault

ILCE = 1823


@pytest.fixture
def run(database, monkeypatch, tmp_path):
    monkeypatch.setenv("KBS_DATABASE_URL", database)
    monkeypatch.setenv("KBS_DURUM_DIZINI", str(tmp_path))

    def run(*words):
        done = CliRunner().invoke(app, words)
        if isinstance(done.exception, UserError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    return run


def test_an_account_is_added_listed_closed_and_given_a_new_password(run, database, tmp_path):
    def enters(password):
        return signing_in.sign_in(engine(database), ILCE, Vault(tmp_path), "fen-1", password, "", Caller("test"))

    once = run("kullanici", "ekle", "fen-1", "--rol", "mudurluk_editoru", "--mudurluk", "Fen İşleri")
    assert enters(once) is not None
    run("kullanici", "rol", "fen-1", "planlama")
    run("kullanici", "kilitle", "fen-1")
    (listed,) = json.loads(run("kullanici", "liste", "--json"))
    assert (listed["ad"], listed["rol"], listed["kapali"]) == ("fen-1", "planlama", True)
    assert enters(once) is None
    run("kullanici", "kilitle", "fen-1", "--ac")
    again = run("kullanici", "parola", "fen-1")
    assert enters(once) is None and enters(again) is not None
    assert "fen-1" in run("kullanici", "liste")


def test_a_key_is_issued_listed_and_revoked(run, database):
    run("kullanici", "ekle", "ayna", "--rol", "planlama")
    key = run("anahtar", "ver", "ayna", "--ad", "Ayna", "--yetki", "gorevli_oku", "--gun", "5")
    who = sessions.find_key(engine(database), ILCE, key)
    assert who.role is Role.PLANLAMA and who.scopes == {Permission.GOREVLI_OKU}
    (listed,) = json.loads(run("anahtar", "liste", "--json"))
    assert key not in str(listed)
    run("anahtar", "iptal", listed["id"])
    with pytest.raises(KeyRefused):
        sessions.find_key(engine(database), ILCE, key)


@pytest.mark.parametrize(
    "words",
    [
        ("kullanici", "ekle", "a", "--rol", "saha"),
        ("kullanici", "ekle", "fen-1", "--rol", "herkes"),
        ("kullanici", "parola", "kimse"),
        ("anahtar", "iptal", "000000000000"),
        ("anahtar", "ver", "kimse", "--ad", "x", "--yetki", "hesap_yonet"),
    ],
)
def test_what_cannot_be_done_is_said_in_two_languages(run, words):
    with pytest.raises(UserError, match=" / "):
        run(*words)


def test_the_first_start_shows_a_password_and_the_second_does_not(database, offline, capsys):
    first_account(database, offline(database))
    assert "yonetici" in capsys.readouterr().err
    first_account(database, offline(database))
    assert capsys.readouterr().err == ""
