"""Who asks: sessions, keys, forms, and what the answers to them may not do."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.app import create_app
from kbs_envanter.domain.permissions import ALLOWED, Permission, Role
from kbs_envanter.pipeline import sessions
from kbs_envanter.pipeline.sessions import csrf_of
from kbs_envanter.store.database import engine
from tests.support import new_session, serving, sign_in

ILCE = 1823
ROLES = [role for role in Role if role is not Role.HERKES]
PAGE = {"Accept": "text/html"}


def _secret(request: Request) -> Response:
    who = access.require(request, Permission.DUZENLE)
    return JSONResponse({"kim": who.name}, headers={"Cache-Control": "public, max-age=60"})


def _change(request: Request) -> Response:
    access.require(request, Permission.DUZENLE)
    return JSONResponse(dict(access.form(request, limit=1000)))


async def _change_json(request: Request) -> Response:
    access.require(request, Permission.DUZENLE)
    access.check_csrf(request)
    return JSONResponse({})


@pytest.fixture(scope="module")
def writable(cluster, migrated, tmp_path_factory):
    """A live service with no inventory and three routes more: what a handler does is tried on them."""
    from kbs_envanter.store.database import create_database
    from tests.support import offline_settings

    create_database(cluster.url("postgres"), "kimlik", template=migrated)
    settings = offline_settings(cluster.url("kimlik"), tmp_path_factory.mktemp("kimlik"))
    app = create_app(settings)
    app.router.routes[:0] = [
        Route("/deneme", _secret),
        Route("/deneme", _change, methods=["POST"]),
        Route("/deneme.json", _change_json, methods=["POST"]),
    ]
    with serving(settings, app=app) as address:
        yield address, engine(settings.database_url)


@pytest.mark.parametrize("role", ROLES)
def test_a_session_tells_who_asks(site, role):
    with sign_in(site, role) as client:
        told = client.get("/hesabim", params={"f": "json"}).json()
    assert told["rol"] == role and told["hesap"].startswith(role.replace("_", "-"))
    assert set(told["yetkiler"]) == ALLOWED[role]


def test_an_account_page_sends_a_stranger_to_sign_in_and_back(site):
    page = httpx.get(f"{site}/hesabim?a=b", headers=PAGE)
    assert page.status_code == 303 and page.headers["location"] == "/giris?sonra=%2Fhesabim%3Fa%3Db"
    data = httpx.get(f"{site}/hesabim?f=json")
    assert data.status_code == 401 and data.headers["www-authenticate"].startswith("Bearer")
    assert data.headers["content-type"] == "application/problem+json"


def test_who_lacks_the_permission_is_told_which(writable):
    address, _ = writable
    assert httpx.get(f"{address}/deneme").status_code == 401
    with sign_in(address, "saha") as client:
        refused, shown = client.get("/deneme"), client.get("/deneme", headers=PAGE)
    assert refused.status_code == shown.status_code == 403
    assert "duzenle" in refused.json()["detail"] and "Açık varlıkların hepsini düzenler" in shown.text


def test_what_depends_on_the_asker_is_kept_by_no_cache(writable):
    address, _ = writable
    with sign_in(address, "planlama") as client:
        assert client.get("/deneme").headers["cache-control"] == "private, no-store"
        assert client.get("/hesabim", headers=PAGE).headers["cache-control"] == "private, no-store"


def test_a_public_answer_is_the_same_for_everybody(site):
    nobody = httpx.get(f"{site}/collections/varliklar/items?limit=3")
    with sign_in(site, "yonetici") as client:
        signed_in = client.get("/collections/varliklar/items?limit=3")
    kept = [
        {k: v for k, v in answer.headers.items() if k not in ("date", "x-request-id")} for answer in (nobody, signed_in)
    ]
    assert nobody.content == signed_in.content and kept[0] == kept[1]


def test_a_form_without_the_sessions_token_changes_nothing(writable):
    address, _ = writable
    cookies = {"kbs_oturum": (token := new_session(address, "planlama"))}
    with httpx.Client(base_url=address, cookies=cookies) as client:
        assert client.post("/deneme", data={"a": "b"}).status_code == 403
        assert client.post("/deneme", data={"a": "b", "csrf": "0" * 64}).status_code == 403
        assert client.post("/deneme", data={"a": "b", "csrf": csrf_of(token)}).json()["a"] == "b"
        assert client.post("/deneme.json", json={}).status_code == 403
        assert client.post("/deneme.json", json={}, headers={"X-CSRF-Token": csrf_of(token)}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [{"Origin": "https://kotu.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=lambda header: next(iter(header.values())),
)
def test_another_sites_request_is_refused_even_with_the_token(writable, header):
    address, _ = writable
    with sign_in(address, "planlama") as client:
        assert client.post("/deneme", data={"a": "b"}, headers=header).status_code == 403
        assert client.post("/deneme", data={"a": "b"}, headers={"Origin": address}).status_code == 200
    assert httpx.post(f"{address}/giris", data={"ad": "a", "parola": "b"}, headers=header).status_code == 403


def test_a_form_is_read_no_further_than_its_limit(writable):
    address, _ = writable
    with sign_in(address, "planlama") as client:
        assert client.post("/deneme", data={"a": "x" * 2000}).status_code == 413
        endless = client.post(
            "/deneme",
            content=(b"a=" + b"x" * 500 for _ in range(9)),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert endless.status_code == 413
        assert client.post("/deneme", json={"a": "b"}).status_code == 400


def _key(address, writer, role, *permissions, days=30):
    new_session(address, role)
    with writer.begin() as connection:
        newest = text("SELECT id FROM kbs.hesap ORDER BY olusturma DESC LIMIT 1")
        account = connection.scalar(newest)
        return sessions.issue_key(
            connection, ILCE, account, "deneme", permissions, days=days, by="test", address="test"
        ), account


def test_a_key_may_what_it_was_given_and_needs_no_token(writable):
    address, writer = writable
    key, _ = _key(address, writer, "planlama", Permission.DUZENLE)
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}):
        told = httpx.get(f"{address}/deneme", headers=headers).json()
        assert told["kim"].startswith("planlama-") and key.split("_")[1] in told["kim"]
        assert httpx.post(f"{address}/deneme.json", json={}, headers=headers).status_code == 200
    narrow, _ = _key(address, writer, "planlama", Permission.ACIK_OKU)
    assert httpx.get(f"{address}/deneme", headers={"X-API-Key": narrow}).status_code == 403


def test_a_key_never_does_more_than_its_account(writable):
    address, writer = writable
    key, account = _key(address, writer, "saha", Permission.DUZENLE, Permission.SAHA_YAZ, Permission.HESAP_YONET)
    with writer.begin() as connection:
        scopes = connection.scalar(text("SELECT yetkiler FROM kbs.anahtar WHERE hesap_id = :id"), {"id": account})
    assert scopes == ["saha_yaz"]
    assert httpx.get(f"{address}/deneme", headers={"X-API-Key": key}).status_code == 403


def test_a_wrong_key_is_refused_everywhere_and_a_revoked_one_is_told_so(writable):
    address, writer = writable
    key, _ = _key(address, writer, "planlama", Permission.DUZENLE)
    for wrong in ("kbs_x", key[:-1] + ("A" if key[-1] != "A" else "B"), "kbs_000000000000_" + "a" * 43):
        answer = httpx.get(f"{address}/conformance", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401 and 'error="invalid_token"' in answer.headers["www-authenticate"]
        assert answer.json()["iptal"] is False
    with writer.begin() as connection:
        assert sessions.revoke_key(connection, ILCE, key.split("_")[1], by="test", address="test")
    assert httpx.get(f"{address}/deneme", headers={"X-API-Key": key}).json()["iptal"] is True


def test_a_key_expires(writable):
    address, writer = writable
    key, _ = _key(address, writer, "planlama", Permission.DUZENLE)
    with writer.begin() as connection:
        connection.execute(text("UPDATE kbs.anahtar SET bitis = now() WHERE id = :id"), {"id": key.split("_")[1]})
    assert httpx.get(f"{address}/deneme", headers={"X-API-Key": key}).status_code == 401


def test_a_proxys_own_authorization_is_no_concern_of_ours(site):
    assert httpx.get(f"{site}/conformance", auth=("vekil", "parola")).status_code == 200


def test_a_key_is_seen_at_most_once_a_minute(writable):
    address, writer = writable
    key, _ = _key(address, writer, "planlama", Permission.DUZENLE)
    seen = text("SELECT son_kullanim FROM kbs.anahtar WHERE id = :id")
    found = []
    for _ in range(2):
        httpx.get(f"{address}/deneme", headers={"X-API-Key": key})
        with writer.begin() as connection:
            found.append(connection.scalar(seen, {"id": key.split("_")[1]}))
    assert found[0] is not None and found[0] == found[1]


@pytest.mark.parametrize(
    "older", ["son_gorulme = now() - interval '13 hours'", "bitis = now()"], ids=["unused", "too old"]
)
def test_a_session_ends_by_itself(writable, older):
    address, writer = writable
    with sign_in(address, "planlama") as client:
        name = client.get("/deneme").json()["kim"]
        with writer.begin() as connection:
            hers = "hesap_id = (SELECT id FROM kbs.hesap WHERE ad = :ad)"
            connection.execute(text(f"UPDATE kbs.oturum SET {older} WHERE {hers}"), {"ad": name})
        assert client.get("/deneme").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "ş", '"', "a" * 5000])
def test_a_cookie_that_is_none_of_ours_is_nobodys(site, cookie):
    headers = {"Cookie": f"kbs_oturum={cookie}".encode(), "Accept": "application/json"}
    assert httpx.get(f"{site}/conformance", headers=headers).status_code == 200
    assert httpx.get(f"{site}/hesabim", headers=headers).status_code == 401


def test_who_may_do_what_is_public(site):
    told = httpx.get(f"{site}/yetkiler", params={"f": "json"}).json()
    assert told["roller"] == {role: [p for p in Permission if p in ALLOWED[role]] for role in Role}
    page = httpx.get(f"{site}/yetkiler", headers=PAGE).text
    assert all(permission in page for permission in Permission)


def test_the_table_of_accounts_is_the_administrators(site):
    for role in ROLES:
        with sign_in(site, role) as client:
            assert client.get("/hesaplar", headers=PAGE).status_code == (200 if role == "yonetici" else 403)


def test_the_documented_table_is_the_one_that_is_asked():
    shown = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    for permission in Permission:
        marks = " | ".join("●" if permission in ALLOWED[role] else "" for role in Role)
        assert f"| `{permission}` | {marks} |" in shown
