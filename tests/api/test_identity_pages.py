"""Signing in with a password, and what an account's own pages do, as a browser without JavaScript does it."""

import re

import httpx
import pyotp
import pytest

from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline import accounts
from kbs_envanter.store.database import engine
from tests.support import serving, sign_in

ILCE = 1823
GOOD = "mavi deniz uzun yol"


@pytest.fixture
def address(database, offline):
    with serving(offline(database)) as started:
        yield started


@pytest.fixture
def writer(database):
    return engine(database)


def _account(writer, name="emlak-2", role=Role.EMLAK, password=GOOD):
    """An account whose password its holder has chosen."""
    from kbs_envanter.pipeline.passwords import hash_password
    from kbs_envanter.store import accounts as sql

    with writer.begin() as connection:
        accounts.create_account(connection, ILCE, name, role, by="test", address="test")
        id = accounts.account_id(connection, ILCE, name)
        connection.execute(sql.SET_PASSWORD, {"ilce": ILCE, "id": id, "parola": hash_password(password)})
    return id


def _enter(client, name, password, code="", after="/hesabim"):
    return client.post("/giris", data={"ad": name, "parola": password, "kod": code, "sonra": after})


def _csrf(client, path="/hesabim"):
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path, headers={"Accept": "text/html"}).text)[1]


def test_signing_in_gives_a_cookie_that_only_we_can_use(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        entered = _enter(client, "Emlak-2 ", GOOD, after="/yetkiler?x=1")
        assert entered.status_code == 303 and entered.headers["location"] == "/yetkiler?x=1"
        cookie = entered.headers["set-cookie"]
        assert cookie.startswith("kbs_oturum=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
        assert client.get("/hesabim?f=json").json()["hesap"] == "emlak-2"


def test_over_https_the_cookie_is_bound_to_this_host(address, writer):
    _account(writer)
    headers = {"X-Forwarded-Proto": "https", "Host": "envanter.example"}
    entered = httpx.post(f"{address}/giris", data={"ad": "emlak-2", "parola": GOOD}, headers=headers)
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Host-kbs_oturum=") and "Secure" in cookie and "Path=/" in cookie


def test_no_password_is_taken_over_an_open_network(address, writer):
    _account(writer)
    refused = httpx.post(
        f"{address}/giris", data={"ad": "emlak-2", "parola": GOOD}, headers={"Host": "envanter.example"}
    )
    assert refused.status_code == 403 and "https" in refused.text and "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    "after", ["https://kotu.example", "//kotu.example", "/\\kotu.example", "javascript:alert(1)", "/a\nb"]
)
def test_after_signing_in_one_stays_on_this_site(address, writer, after):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        assert _enter(client, "emlak-2", GOOD, after=after).headers["location"] == "/hesabim"


def test_an_unknown_name_and_a_wrong_password_answer_alike(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        answers = [_enter(client, name, "yanlış parola") for name in ("emlak-2", "kimse-yok")]
    bodies = [re.sub(r'nonce[-="\w]*|value="[^"]*"', "", answer.text) for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401] and bodies[0] == bodies[1]


def test_a_one_time_password_opens_nothing_but_its_own_replacement(address, writer):
    once = accounts.first_administrator(writer, ILCE)
    with httpx.Client(base_url=address, headers={"Accept": "text/html"}) as client:
        _enter(client, "yonetici", once)
        assert client.get("/hesaplar").headers["location"] == "/hesabim/parola"
        assert client.get("/hesabim").headers["location"] == "/hesabim/parola"
        change = {"csrf": _csrf(client, "/hesabim/parola"), "eski": once, "yeni": "kısa", "yine": "kısa"}
        assert client.post("/hesabim/parola", data=change).status_code == 400
        changed = client.post("/hesabim/parola", data=change | {"yeni": GOOD, "yine": GOOD})
        assert changed.status_code == 303 and client.get("/hesaplar").status_code == 200
    with httpx.Client(base_url=address) as client:
        assert _enter(client, "yonetici", once).status_code == 401
        assert _enter(client, "yonetici", GOOD).status_code == 303


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as here, httpx.Client(base_url=address) as there:
        _enter(here, "emlak-2", GOOD)
        _enter(there, "emlak-2", GOOD)
        before = here.cookies["kbs_oturum"]
        new = GOOD + " daha"
        here.post("/hesabim/parola", data={"csrf": _csrf(here), "eski": GOOD, "yeni": new, "yine": new})
        assert here.cookies["kbs_oturum"] != before
        assert here.get("/hesabim?f=json").status_code == 200 and there.get("/hesabim?f=json").status_code == 401
        stale = httpx.get(f"{address}/hesabim?f=json", cookies={"kbs_oturum": before})
        assert stale.status_code == 401


def test_signing_in_again_ends_the_session_that_was_there(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        _enter(client, "emlak-2", GOOD)
        first, token = client.cookies["kbs_oturum"], _csrf(client)
        client.post("/giris", data={"ad": "emlak-2", "parola": GOOD, "csrf": token})
        assert client.cookies["kbs_oturum"] != first
    assert httpx.get(f"{address}/hesabim?f=json", cookies={"kbs_oturum": first}).status_code == 401


def test_signing_out_ends_the_session_for_good(address):
    with sign_in(address, "planlama") as client:
        token = client.cookies["kbs_oturum"]
        left = client.post("/cikis")
        assert left.status_code == 303 and 'kbs_oturum=""' in left.headers["set-cookie"]
    assert httpx.get(f"{address}/hesabim?f=json", cookies={"kbs_oturum": token}).status_code == 401


def test_ones_other_sessions_can_be_ended(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as here, httpx.Client(base_url=address) as there:
        _enter(here, "emlak-2", GOOD)
        _enter(there, "emlak-2", GOOD)
        listed = here.get("/hesabim?f=json").json()["oturumlar"]
        other = next(one["id"] for one in listed if not one["bu"])
        here.post("/hesabim/oturum-kapat", data={"csrf": _csrf(here), "id": other})
        assert there.get("/hesabim?f=json").status_code == 401 and here.get("/hesabim?f=json").status_code == 200


def test_a_second_factor_is_set_up_and_asked_for(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        _enter(client, "emlak-2", GOOD)
        assert client.post("/hesabim/ikinci-adim", data={"csrf": _csrf(client), "parola": "yanlış"}).status_code == 400
        page = client.post("/hesabim/ikinci-adim", data={"csrf": _csrf(client), "parola": GOOD}).text
        seed, sealed = re.search(r"<code>(\w+)<", page)[1], re.search(r'name="muhurlu" value="([^"]+)"', page)[1]
        code = pyotp.TOTP(seed).now()
        shown = client.post(
            "/hesabim/ikinci-adim/onay", data={"csrf": _csrf(client), "muhurlu": sealed, "kod": code}
        ).text
        recovery = re.findall(r"<code>([a-z2-7-]{19})<", shown)
    assert len(recovery) == 10
    entered = {}
    for case, given in (("none", ""), ("wrong", "000000"), ("right", code), ("again", code), ("recovery", recovery[0])):
        with httpx.Client(base_url=address) as client:
            entered[case] = _enter(client, "emlak-2", GOOD, given).status_code
    assert entered == {"none": 401, "wrong": 401, "right": 303, "again": 401, "recovery": 303}
    with httpx.Client(base_url=address) as client:
        assert _enter(client, "emlak-2", GOOD, recovery[0]).status_code == 401


def test_a_key_is_shown_once_and_holds_until_revoked(address, writer):
    with sign_in(address, "planlama") as client:
        shown = client.post(
            "/hesabim/anahtar", data={"ad": "Ayna", "gun": "30", "yetki": ["gorevli_oku", "hesap_yonet"]}
        )
        key = re.search(r"kbs_[0-9a-f]{12}_[\w-]{43}", shown.text)[0]
        assert shown.headers["cache-control"] == "private, no-store"
        (listed,) = client.get("/hesabim?f=json").json()["anahtarlar"]
        assert listed["yetkiler"] == ["gorevli_oku"] and key not in client.get("/hesabim").text
        assert httpx.get(f"{address}/conformance", headers={"X-API-Key": key}).status_code == 200
        client.post("/hesabim/anahtar/iptal", data={"id": listed["id"]})
    assert httpx.get(f"{address}/conformance", headers={"X-API-Key": key}).status_code == 401


def test_nobody_ends_anothers_key_or_session(address, writer):
    with sign_in(address, "planlama") as hers, sign_in(address, "saha") as his:
        shown = hers.post("/hesabim/anahtar", data={"ad": "Ayna", "gun": "30", "yetki": ["gorevli_oku"]})
        key = re.search(r"kbs_([0-9a-f]{12})_[\w-]{43}", shown.text)
        session = hers.get("/hesabim?f=json").json()["oturumlar"][0]["id"]
        his.post("/hesabim/anahtar/iptal", data={"id": key[1]})
        his.post("/hesabim/oturum-kapat", data={"id": session})
        assert httpx.get(f"{address}/conformance", headers={"X-API-Key": key[0]}).status_code == 200
        assert hers.get("/hesabim?f=json").status_code == 200


def test_an_administrator_adds_an_account_and_takes_everything_from_it(address, writer):
    with sign_in(address, "yonetici") as admin:
        shown = admin.post("/hesaplar", data={"ad": "Fen-1", "rol": "mudurluk_editoru", "mudurluk": "Fen İşleri"})
        once = re.search(r"<code>([a-z2-7-]{19})<", shown.text)[1]
        assert admin.post("/hesaplar", data={"ad": "fen-1", "rol": "saha"}).status_code == 400
        with writer.begin() as connection:
            id = accounts.account_id(connection, ILCE, "fen-1")
        with httpx.Client(base_url=address) as editor:
            _enter(editor, "fen-1", once)
            editor.post(
                "/hesabim/parola",
                data={"csrf": _csrf(editor, "/hesabim/parola"), "eski": once, "yeni": GOOD, "yine": GOOD},
            )
            assert editor.get("/hesabim?f=json").json()["mudurluk"] == "Fen İşleri"
            assert admin.post(f"/hesaplar/{id}/rol", data={"rol": "planlama"}).status_code == 303
            assert editor.get("/hesabim?f=json").status_code == 401  # a new role is a new session
            assert _enter(editor, "fen-1", GOOD).status_code == 303
            admin.post(f"/hesaplar/{id}/kapat")
            assert editor.get("/hesabim?f=json").status_code == 401
            assert _enter(editor, "fen-1", GOOD).status_code == 401
            admin.post(f"/hesaplar/{id}/ac")
            assert _enter(editor, "fen-1", GOOD).status_code == 303
            admin.post(f"/hesaplar/{id}/bitir")
            assert editor.get("/hesabim?f=json").status_code == 401
        page = admin.get("/hesaplar").text
    assert all(said in page for said in ("hesap eklendi", "rol değişti", "hesap kapatıldı"))


def test_who_guesses_from_one_address_is_slowed_down(address, writer):
    _account(writer)
    with httpx.Client(base_url=address) as client:
        answers = [_enter(client, f"kimse-{number}", "yanlış") for number in range(21)]
        assert [answer.status_code for answer in answers] == [401] * 20 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert _enter(client, "emlak-2", GOOD).status_code == 429


def test_who_may_not_reads_why_on_a_page_in_a_browser_and_as_a_problem_elsewhere(address):
    with sign_in(address, "saha") as field:
        page = field.get("/varlik/PRK-0001/duzenle", headers={"Accept": "text/html"})
        assert page.status_code == 403 and page.headers["content-type"].startswith("text/html")
        assert "Kendi müdürlüğünün varlıklarını düzenler" in page.text and 'href="/yetkiler"' in page.text
        assert page.headers["cache-control"] == "private, no-store"
        old = field.post("/cikis", data={"csrf": "0"}, headers={"Accept": "text/html", "X-CSRF-Token": ""})
        assert old.status_code == 403 and "eskimiş" in old.text
        told = field.get("/varlik/PRK-0001/duzenle", headers={"Accept": "application/json"})
        assert told.status_code == 403 and told.headers["content-type"] == "application/problem+json"
