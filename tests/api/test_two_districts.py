"""Two districts in one installation: each with its own pages, keys and roles, and nothing of one seen through the other.

The second is made up (``tests/data/cinarova``): its report calls its tables and columns by other words.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from kbs_envanter.domain.permissions import Role
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.districts import of_district
from kbs_envanter.pipeline.municipality import install
from kbs_envanter.pipeline.sessions import KEY_PERMISSIONS, csrf_of, issue_key
from kbs_envanter.settings import Settings
from kbs_envanter.store import accounts
from kbs_envanter.store.database import create_database, engine
from tests.api.test_permissions import ALL, NEEDED, ask
from tests.roles import SIGNED_IN
from tests.support import new_session, offline_settings, serving

CINAROVA = Path(__file__).parents[1] / "data" / "cinarova"
CODE, BELOW = 9950, "/ilce/9950"
# Words that only the second district's records have, folded.
ITS_OWN = ("cinarova", "gokpinar", "degirmenonu", "yaylabasi", "turnagol", "meneksel", "ihlamurlu", "sumbullu")

PAGES = (
    "/collections", "/collections/varliklar/items?limit=500", "/collections/binalar/items/BIN-0001",
    "/collections/mahalleler/items", "/collections/parseller/items?limit=500", "/collections/silinenler/items",
    "/collections/tasinmaz-islemleri/items?limit=100", "/collections/varliklar/items?f=csv", "/degisimler.atom",
    "/collections/varliklar/tiles/WebMercatorQuad/10/384/594", "/collections/varliklar/items?q=turnagol",
    "/parsel-karnesi?ref=512/9&f=json", "/geokod?q=turnagol", "/ters-geokod?lon=33.02&lat=40.05", "/gostergeler",
    "/varlik/BIN-0001?f=json", "/?f=html", "/mahalleler?f=html", "/tematik?f=html", "/acik-veri?f=html", "/eslemeler",
    "/harita", "/api",
)  # fmt: skip


class Installation:
    """A service of both, and how it is asked."""

    def __init__(self, address: str, settings: Settings, open_until: ExitStack) -> None:
        self.address, self.settings, self._stack = address, settings, open_until
        self._clients: dict[tuple[Role | None, int], httpx.Client] = {}

    def client(self, role: Role | None = None, *, district: int = 1823) -> httpx.Client:
        """Somebody of a district, who shows what he was given there under every name that a cookie may have."""
        if (role, district) not in self._clients:
            shown: dict[str, Any] = {}
            if role is not None:
                token = new_session(self.address, role, directorate="Fen İşleri", district=district)
                names = ("kbs_oturum", f"kbs_oturum_{CODE}")
                shown = {"cookies": dict.fromkeys(names, token), "headers": {"X-CSRF-Token": csrf_of(token)}}
            client = httpx.Client(base_url=self.address, timeout=60, **shown)
            self._clients[role, district] = self._stack.enter_context(client)
        return self._clients[role, district]

    def key(self, role: Role) -> str:
        """A key of somebody of the first district."""
        with engine(self.settings.database_url).begin() as connection:
            row = {"ilce": 1823, "ad": "sistem", "rol": role, "mudurluk": None, "parola": None, "dis_kimlik": None}
            account, how = connection.scalar(accounts.NEW_ACCOUNT, row), {"by": "deneme", "address": "127.0.0.1"}
            return issue_key(connection, 1823, account, "deneme", list(KEY_PERMISSIONS), days=1, **how)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings.database_url) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def alone(cluster, loaded, tmp_path_factory) -> Iterator[tuple[Settings, dict[str, Any]]]:
    """A database of the first district, and what it answers while it is alone."""
    create_database(cluster.url("postgres"), "iki_ilce", template=loaded)
    settings = offline_settings(cluster.url("iki_ilce"), tmp_path_factory.mktemp("iki"))
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        yield settings, answers(client)


@pytest.fixture(scope="module")
def both(alone) -> Iterator[Installation]:
    settings, _ = alone
    for _ in install(settings.database_url, settings, CINAROVA):
        pass
    with serving(settings) as address, ExitStack() as stack:
        yield Installation(address, settings, stack)


def answers(client: httpx.Client, below: str = "") -> dict[str, tuple[int, str | None, bytes]]:
    """Status, ETag and body of every page; under one name of the host, so that addresses in them are the same."""
    got = {path: client.get(below + path, headers={"Host": "kbs.test"}) for path in PAGES if path != "/harita"}
    return {path: (answer.status_code, answer.headers.get("etag"), unmarked(answer)) for path, answer in got.items()}


def unmarked(answer: httpx.Response) -> bytes:
    """The body without the mark that each page has of its own."""
    return re.sub(rb'nonce="[^"]+"', b"", answer.content)


def test_a_report_with_captions_of_its_own_is_read_as_the_municipality_says(both):
    assets = both.client().get(f"{BELOW}/collections/varliklar/items?f=json").json()["features"]
    assert {(one["id"], one["properties"]["ad"], one["properties"]["mahalle"]) for one in assets} == {
        ("BIN-0001", "Turnagöl Kültür Merkezi", "Gökpınar"),
        ("BIN-0002", "Menekşeli Hizmet Binası", "Değirmenönü"),
        ("SPR-0001", "Turnagöl Spor Salonu", "Değirmenönü"),
        ("SPR-0002", "Ihlamurlu Halı Sahası", "Yaylabaşı"),
    }
    owned = assets[1]["properties"]
    assert (owned["kaynak"], owned["arsa_sahibi"]) == ("Faaliyet Raporu 2031, satır 14–20", "belediye")


def test_installing_again_changes_nothing(both):
    counted = "SELECT (SELECT max(id) FROM kbs.gecmis), (SELECT count(*) FROM kbs.varlik)"
    before = both.rows(counted)
    for _ in install(both.settings.database_url, both.settings, CINAROVA / "belediye.toml"):
        pass
    assert both.rows(counted) == before


def test_the_first_district_answers_byte_for_byte_as_when_it_was_alone(alone, both):
    assert answers(both.client()) == alone[1]


def test_the_second_has_its_own_boundaries_name_view_and_colour(both):
    client = both.client()
    places = client.get(f"{BELOW}/collections/mahalleler/items").json()["features"]
    assert {one["properties"]["sinir_kesinligi"] for one in places} == {"belediye"}
    page = client.get(f"{BELOW}/harita").text
    assert "Çınarova kent varlıkları haritası" in page and "40.05, 33.06" in page
    assert "Küçükçekmece" not in page
    assert "#7a3b12" in client.get(f"{BELOW}/tema.css").text
    for path in ("/?f=html", "/mahalleler", "/mahalle/gokpinar", "/acik-veri"):
        page = client.get(f"{BELOW}{path}", headers={"Accept": "text/html"})
        assert page.status_code == 200, path
        assert "Çınarova" in page.text and "Küçükçekmece" not in page.text, path


def test_links_below_a_district_stay_below_it(both):
    for path in ("/collections", "/collections/varliklar/items?limit=2"):
        for link in both.client().get(BELOW + path).json()["links"]:
            assert link["href"].startswith(f"{both.address}{BELOW}/"), link


def test_the_first_districts_addresses_are_those_at_the_root(both):
    answer = both.client().get("/ilce/1823/collections?f=json")
    assert (answer.status_code, answer.headers["location"]) == (308, "/collections?f=json")
    assert both.client().get(BELOW).headers["location"] == f"{BELOW}/"
    assert both.client().get("/ilce/77/collections").status_code == 404


def test_versions_and_answers_in_memory_are_a_districts_own(both):
    client, path = both.client(), "/collections/binalar/items/BIN-0001"
    first, second = (client.get(below + path) for below in ("", BELOW))
    again, other = (client.get(below + path) for below in ("", BELOW))
    assert (first.content, second.content) == (again.content, other.content)
    assert first.content != second.content and first.headers["etag"] != second.headers["etag"]
    versions = dict(both.rows("SELECT ilce_kodu, surum FROM kbs.veri_surumu"))
    assert client.get(path).headers["kbs-veri-surumu"] == str(versions[1823])
    assert client.get(BELOW + path).headers["kbs-veri-surumu"] == str(versions[CODE])
    crossed = client.get(BELOW + path, headers={"If-None-Match": first.headers["etag"]})
    assert crossed.status_code == 200


@pytest.mark.parametrize("role", [None, *SIGNED_IN])
def test_no_session_of_one_district_opens_a_route_of_the_other(both, role):
    wrong = {}
    for district, below in ((1823, BELOW), (CODE, "")):
        client = both.client(role, district=district)
        for line, needed in NEEDED.items():
            if needed == ALL or line == "POST /cikis":
                continue
            answer = ask(client, line.replace(" ", f" {below}", 1))
            if answer.status_code != 401:
                wrong[f"{line} {district}"] = answer.status_code
    assert wrong == {}


def test_no_key_of_one_district_opens_the_other(both):
    key = both.key(Role.YONETICI)
    asked = {"X-API-Key": key}
    assert both.client().get("/collections", headers=asked).status_code == 200
    assert both.client().get(f"{BELOW}/collections", headers=asked).status_code == 401


@pytest.mark.parametrize("role", [None, *SIGNED_IN])
def test_whoever_asks_the_first_district_finds_nothing_of_the_second(both, role):
    found = {}
    client = both.client(role)
    for line in NEEDED:
        method, path = line.split()
        if method != "GET" or "tiles" in path or path.startswith("/tum"):  # which shows every district
            continue
        for address in addresses(path, both.rows):
            answer = client.get(address, headers={"Accept": "application/json"}, timeout=60)
            text = katla(without(answer.text, address))
            if seen := [word for word in ITS_OWN if word in text]:
                found[address] = seen
    assert found == {}


def without(text: str, address: str) -> str:
    """An answer but for the words of the question, which it may repeat."""
    for part in sorted(address.split("/"), key=len, reverse=True):
        text = text.replace(part, "") if len(part) > 3 else text
    return text


def addresses(path: str, rows: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """A route's paths with what the second district has in each place of them."""
    places = {
        "{collection}": ["varliklar", "mahalleler", "parseller", "tasinmaz-islemleri"],
        "{feature}": ["BIN-0003", "SPR-0002", "gokpinar"],
        "{kod}": ["BIN-0003", "SPR-0002", "gokpinar"],
        "{mahalle}": ["gokpinar"],
        "{no:int}": [str(number) for (number,) in rows(f"SELECT id FROM kbs.degisiklik WHERE ilce_kodu = {CODE}")][:3],
    }
    made = [path]
    for name, values in places.items():
        if name in path:
            made = [one.replace(name, value) for one in made for value in values]
    return ["/".join("1" if part.startswith("{") else part for part in one.split("/")) for one in made]


def test_a_change_in_one_district_is_none_in_the_other(both):
    before = answers(both.client())
    client = both.client(Role.YONETICI, district=CODE)
    path = f"{BELOW}/collections/varliklar/items/SPR-0001"
    tag = client.get(path).headers["etag"]
    body = {"properties": {"ad": "Turnagöl Salonu"}, "neden": "Tabelası değişmiş"}
    kind = {"If-Match": tag, "Content-Type": "application/merge-patch+json"}
    assert client.patch(path, json=body, headers=kind).status_code in (200, 204)
    assert client.get(path).json()["properties"]["ad"] == "Turnagöl Salonu"
    assert client.get(f"{BELOW}/collections/varliklar/items/SPR-0001/gecmis").status_code == 200
    assert answers(both.client()) == before


def test_all_districts_are_read_as_one_page_by_page(both):
    client = both.client()
    told = client.get("/tum").json()
    assert [(one["ilce_kodu"], one["ad"]) for one in told["ilceler"]] == [(1823, "Küçükçekmece"), (CODE, "Çınarova")]
    for one in told["ilceler"]:
        assert client.get(one["links"][0]["href"]).status_code == 200
    seen, address = [], "/tum/varliklar?limit=60"
    while address:
        page = client.get(address).json()
        seen += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    public = [f"{ilce}.{kod}" for ilce, kod in both.rows("SELECT ilce_kodu, kod FROM kbs.yayin_varlik ORDER BY 1, 2")]
    assert seen == public and len(seen) == 155 + 4
    only = client.get(f"/tum/varliklar?ilce_kodu={CODE}&tur=bina").json()["features"]
    assert [(one["id"], one["properties"]["ilce_kodu"]) for one in only] == [
        (f"{CODE}.BIN-0001", CODE),
        (f"{CODE}.BIN-0002", CODE),
    ]
    near = client.get("/tum/varliklar?bbox=32.9,39.9,33.2,40.2&limit=100").json()["features"]
    assert {one["properties"]["ilce_kodu"] for one in near} == {CODE}
    for known, status in ((f"{CODE}.SPR-0001", 200), (f"{CODE}.BIN-0003", 404), ("1823.BIN-0016", 404), ("x", 404)):
        assert client.get(f"/tum/varliklar/{known}").status_code == status, known
    for wrong in ("ilce_kodu=x", "tur=x", "bbox=1", "limit=0", "sonraki=x", "baska=1"):
        assert client.get(f"/tum/varliklar?{wrong}").status_code == 400, wrong
    first = client.get("/tum/varliklar?limit=5")
    assert client.get("/tum/varliklar?limit=5", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("role", [None, Role.SAHA, Role.PLANLAMA])
def test_what_is_withheld_there_is_withheld_from_who_may_not_there_too(both, role):
    client = both.client(role, district=CODE)
    for path in (
        "/collections/varliklar/items?limit=500",
        "/collections/binalar/items/BIN-0003",
        "/varlik/BIN-0003",
    ):
        assert "sumbullu" not in katla(client.get(BELOW + path, headers={"Accept": "application/json"}).text)


def test_every_part_of_the_service_knows_the_district_it_works_for(both):
    assert of_district(both.settings, 1823) is both.settings
    other = of_district(both.settings, CODE)
    assert (other.ilce_kodu, other.veri_dizini.name, other.oidc_adres) == (CODE, str(CODE), None)
