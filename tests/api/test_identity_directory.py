"""Signing in through the municipality's directory, against a real provider on loopback."""

import time

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr, ValidationError

from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline import accounts
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine
from tests.api.oidc_server import CLIENT, SECRET, provider
from tests.support import serving

ILCE = 1823


@pytest.fixture
def there():
    with provider() as started:
        yield started


@pytest.fixture
def address(there, database, offline):
    told = {
        "oidc_adres": there.address,
        "oidc_gizli": SecretStr(SECRET),
        "oidc_roller": {"emlak-müdürlüğü": Role.EMLAK, "imar": Role.PLANLAMA},
    }
    with serving(offline(database).model_copy(update=told)) as started:
        yield started


def _walk(client, after="/hesabim"):
    """What a browser does: to us, to the provider, and back to us."""
    go = client.get("/giris/kurum", params={"sonra": after})
    assert go.status_code == 303, go.text
    izin = httpx.get(go.headers["location"])
    return client.get(izin.headers["location"])


def test_who_signs_in_over_there_has_an_account_here(address, there):
    with httpx.Client(base_url=address) as client:
        back = _walk(client, "/yetkiler?x=1")
        assert back.status_code == 303 and back.headers["location"] == "/yetkiler?x=1"
        told = client.get("/hesabim?f=json").json()
    assert (told["hesap"], told["rol"]) == ("planlama.3", "planlama")
    assert there.asked["code_challenge_method"] == "S256" and there.asked["client_id"] == CLIENT
    assert there.asked["redirect_uri"] == f"{address}/giris/kurum/donus"


def test_the_sign_in_page_offers_the_directory(address):
    assert "/giris/kurum?sonra=" in httpx.get(f"{address}/giris").text


def test_the_same_person_has_one_account_whose_role_follows_the_groups(address, there, database):
    with httpx.Client(base_url=address) as first, httpx.Client(base_url=address) as second:
        _walk(first)
        there.claims = {"groups": "emlak-müdürlüğü", "preferred_username": "başka bir ad"}
        _walk(second)
        told = second.get("/hesabim?f=json").json()
        assert (told["hesap"], told["rol"]) == ("planlama.3", "emlak")
        assert first.get("/hesabim?f=json").status_code == 401
    with engine(database).begin() as connection:
        assert len(accounts.list_accounts(connection, ILCE)) == 1


def test_a_local_account_is_not_taken_over_by_its_name(address, there, database):
    with engine(database).begin() as connection:
        accounts.create_account(connection, ILCE, "planlama.3", Role.YONETICI, by="test", address="test")
    with httpx.Client(base_url=address) as client:
        _walk(client)
        told = client.get("/hesabim?f=json").json()
    assert told["hesap"].startswith("planlama.3-") and told["rol"] == "planlama"


LIES = {
    "another nonce": {"nonce": "başka"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time.time()) - 3600},
    "another audience": {"aud": "başka-sistem"},
    "several audiences without ours as the party": {"aud": [CLIENT, "başka"], "azp": "başka"},
    "another issuer": {"iss": "https://kotu.example"},
    "no subject": {"sub": None},
    "no role": {"groups": ["herkes"]},
}


@pytest.mark.parametrize("claims", LIES.values(), ids=LIES)
def test_a_token_that_is_not_right_opens_nothing(address, there, claims):
    there.claims = claims
    with httpx.Client(base_url=address) as client:
        assert _walk(client).status_code == 403
        assert "kbs_oturum" not in client.cookies


def test_a_token_that_another_key_signed_opens_nothing(address, there):
    there.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
    with httpx.Client(base_url=address) as client:
        assert _walk(client).status_code == 403


def test_a_token_signed_with_what_everybody_knows_opens_nothing(address, there):
    there.key, there.header = OctKey.import_key(SECRET), {"alg": "HS256"}
    with httpx.Client(base_url=address) as client:
        assert _walk(client).status_code == 403


def test_an_answer_without_the_state_of_this_browser_opens_nothing(address, there):
    with httpx.Client(base_url=address) as client:
        izin = httpx.get(client.get("/giris/kurum").headers["location"])
        assert httpx.get(izin.headers["location"]).status_code == 403  # another browser: no cookie
        assert client.get("/giris/kurum/donus?code=bir-kod&state=uydurma").status_code == 403
        assert client.get("/giris/kurum/donus?error=access_denied").status_code == 403


def test_a_directory_that_is_another_than_the_one_set_is_not_asked(address, there):
    there.issuer = "https://kotu.example"
    assert httpx.get(f"{address}/giris/kurum").status_code == 502


def test_a_closed_account_stays_closed(address, there, database):
    with httpx.Client(base_url=address) as client:
        _walk(client)
        with engine(database).begin() as connection:
            id = accounts.account_id(connection, ILCE, "planlama.3")
            accounts.set_closed(connection, ILCE, id, True, by="test", address="test")
        assert _walk(client).status_code == 403


def test_without_the_setting_there_is_no_such_way(site):
    assert httpx.get(f"{site}/giris/kurum").status_code == 404
    assert httpx.get(f"{site}/giris/kurum/donus?code=x&state=y").status_code == 404


def test_roles_of_groups_are_read_line_by_line(monkeypatch):
    monkeypatch.setenv("KBS_OIDC_ROLLER", "cn=imar,dc=belediye=planlama\n\n emlak = emlak ")
    assert Settings().oidc_roller == {"cn=imar,dc=belediye": Role.PLANLAMA, "emlak": Role.EMLAK}
    monkeypatch.setenv("KBS_OIDC_ROLLER", "imar=herkes")
    with pytest.raises(ValidationError, match="grup=rol"):
        Settings()
