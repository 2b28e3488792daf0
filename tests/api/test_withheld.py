"""The withheld asset (a women's shelter) is nowhere the public can reach."""

import logging
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import httpx
import psycopg
import pytest

from kbs_envanter.api.collections import COLLECTIONS, readable
from kbs_envanter.domain.permissions import NOBODY, Role, Who
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.export import public_features
from kbs_envanter.store.database import create_database
from kbs_envanter.webmap import standalone
from tests.api.test_permissions import PLACES, UNKNOWN, routes
from tests.roles import Asker, asked_as
from tests.support import FIRST
from tests.withheld import FILL, PARTY
from tests.withheld import TRACES as SECRETS

# What must never appear, folded: its code and the words of its name.
TRACES = ("bin-0016", "konukevi", "siginma")


@pytest.fixture(scope="session")
def withheld_code(cluster, loaded) -> str:
    with psycopg.connect(cluster.url(loaded)) as connection:
        ((kod,),) = connection.execute("SELECT kod FROM kbs.varlik WHERE erisim = 'gizli'").fetchall()
    return kod


def traces(text: str) -> list[str]:
    folded = katla(text)
    return [trace for trace in TRACES if trace in folded]


def walk(client: httpx.Client) -> dict[str, str]:
    """Every public path that can be reached by following links, and every page, with what it answered."""
    pages = ["/mahalleler", "/mahalle/cumhuriyet", "/mahalle/inonu", "/tematik", "/tematik/erisim?hizmet=kres"]
    waiting = ["/", "/harita", "/docs", "/api", "/conformance", "/eslemeler", "/eslemeler?f=html", *pages]
    seen: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen[path] = answer.text
        if "json" not in answer.headers["content-type"]:
            continue
        document = answer.json()
        for holder in (document, *document.get("collections", ()), *document.get("features", ())):
            for link in holder.get("links", ()):
                parts = urlsplit(link["href"])
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


def test_the_report_holds_exactly_one_and_it_has_no_position(withheld_code):
    assert withheld_code == "BIN-0016"


def test_no_public_path_tells_of_it(client, withheld_code):
    answers = walk(client)
    assert len(answers) > 15
    assert {path: found for path, text in answers.items() if (found := traces(text))} == {}


def test_asking_for_it_is_as_asking_for_nothing(client, withheld_code):
    for name in COLLECTIONS:
        asked = client.get(f"/collections/{name}/items/{withheld_code}")
        other = client.get(f"/collections/{name}/items/BIN-9999")
        assert asked.status_code == other.status_code == 404
        assert asked.text.replace(withheld_code, "") == other.text.replace("BIN-9999", "")


def test_no_filter_finds_it(client, withheld_code):
    for query in (f"kod={withheld_code}", "ad=Kadın Konukevi", "kesinlik=yok", "bbox=-180,-90,180,90"):
        page = client.get(f"/collections/varliklar/items?limit=1000&{query}").raise_for_status().json()
        assert withheld_code not in {feature["id"] for feature in page["features"]}


def test_it_is_in_no_count(client, cluster, loaded):
    features = client.get("/collections/mahalleler/items").json()["features"]
    counted = sum(feature["properties"]["bina_sayisi"] for feature in features)
    assert counted == 77


def test_it_is_in_no_stand_alone_file(cluster, loaded):
    page = standalone.render(*public_features(cluster.url(loaded), 1823, None), district=FIRST, title="Küçükçekmece")
    assert traces(page) == []


def test_it_is_in_no_log_line(client, withheld_code, caplog):
    with caplog.at_level(logging.DEBUG, logger="kbs_envanter"):
        client.get("/collections/varliklar/items?limit=1000")
    assert traces(caplog.text) == []


@pytest.fixture(scope="module")
def asked(cluster, loaded, tmp_path_factory) -> Iterator[Asker]:
    """A service whose withheld asset has a parcel, works, events, findings and photos, beside other parties of rights."""
    create_database(cluster.url("postgres"), "gizli", template=loaded)
    with psycopg.connect(cluster.url("gizli")) as connection:
        connection.execute(FILL)
    with asked_as(cluster.url("gizli"), tmp_path_factory.mktemp("gizli"), istek_kaydi=True) as asker:
        yield asker


# Every kind of answer, and questions that name what must not be found.
_PAGES = (
    "/", "/collections", "/api", "/harita", "/mahalleler", "/eslemeler", "/eslemeler?f=html", "/mahalle/inonu",
    "/mahalle/cumhuriyet", "/varlik/BIN-0016", "/varlik/BIN-0001", "/parsel-karnesi?ref=SAKLI7",
    "/parsel-karnesi/-/-/SAKLI7", "/parsel-karnesi/sakliköy/-/SAKLI7", "/parsel-karnesi?lon=28.7&lat=41",
    "/geokod?q=sakli", "/geokod?q=kadin konukevi", "/ters-geokod?lon=28.7&lat=41", "/tematik",
)  # fmt: skip
_ITEMS = ("?limit=1000", "?f=csv", "?f=kml", "?f=geojsonseq", "?f=html&limit=1000", "?q=sakli", "?q=konukevi",
          "?resultType=hits", "/BIN-0016", "/ISL-SAKLI", "?kod=BIN-0016", "?filter=kod='BIN-0016'",
          "?filter=kod LIKE 'BIN-001%25'")  # fmt: skip


def readable_by(role: Role | None) -> list[str]:
    return list(readable(NOBODY if role is None else Who(role=role)))


@pytest.mark.parametrize("role", [None, Role.SAHA, Role.MUDURLUK_EDITORU, Role.PLANLAMA])
def test_nobody_but_officers_is_told_of_it_or_of_other_parties_anywhere(asked, role):
    client, wrong = asked(role), {}
    for path in (*_PAGES, *(f"/collections/{name}/items{query}" for name in readable_by(role) for query in _ITEMS)):
        answer = client.get(path, timeout=60)
        assert answer.status_code < 500, path
        if (other := _naming_nothing(path)) != path:
            # What is asked for may be said back: the answer is the one to a question that names nothing.
            if _essence(path, answer) != _essence(other, client.get(other, timeout=60)):
                wrong[path] = ["another answer"]
            continue
        text = katla(unquote(answer.text) + str(answer.headers))
        if told := [secret for secret in (*SECRETS, katla(PARTY)) if secret in text]:
            wrong[path] = told
    assert wrong == {}


# What stands in the places of a route, so that it has a chance to tell of the withheld asset.
_PLACES = PLACES | {
    "{collection}": "varliklar", "{feature}": "BIN-0016", "{kod}": "BIN-0016", "{parsel:path}": "SAKLI7", "{ad}": "x",
    "{mahalle}": "inonu", "{ile}": "cumhuriyet", "{z}": "13", "{row}": "3072", "{column}": "4749", "{tur}": "bina",
}  # fmt: skip


def _every_route(change: int) -> list[str]:
    found = []
    for line in sorted(routes()):
        method, path = line.split()
        for name, value in (_PLACES | {"{no:int}": str(change), "{id:int}": "1"}).items():
            path = path.replace("/mahalle/{kod}", "/mahalle/inonu").replace(name, value)
        if method == "GET":
            found.append("/".join(UNKNOWN if part.startswith("{") else part for part in path.split("/")))
    return found


@pytest.mark.parametrize("role", [None, Role.SAHA, Role.PLANLAMA])
def test_no_route_there_is_tells_of_it_nor_does_the_log(asked, cluster, capfd, caplog, role):
    """Also of routes that come later: they are taken from the application."""
    with psycopg.connect(cluster.url("gizli")) as connection:
        change = connection.execute("SELECT max(degisiklik) FROM kbs.gecmis WHERE anahtar = 'BIN-0002'").fetchone()[0]
    client, wrong = asked(role), {}
    with caplog.at_level(logging.DEBUG):
        for path in _every_route(change):
            answer, other = (client.get(asked_for, timeout=60) for asked_for in (path, _naming_nothing(path)))
            if path != _naming_nothing(path) and _essence(path, answer) == _essence(path, other):
                continue
            told = katla(unquote(answer.text) + str(answer.headers))
            if found := [secret for secret in (*SECRETS, katla(PARTY)) if secret in told]:
                wrong[path] = found
    assert wrong == {}
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    logged = katla("\n".join(lines) + "".join(capfd.readouterr()))
    assert "/collections/{collection}/items/{feature}" in logged
    assert [secret for secret in (*SECRETS, katla(PARTY)) if secret in logged] == []


def _naming_nothing(path: str) -> str:
    for secret, nothing in (("BIN-0016", "BIN-9916"), ("SAKLI", "YAKLI"), ("sakli", "yakli"), ("konukevi", "qqqqqevi")):
        path = path.replace(secret, nothing)
    return path


def _essence(path: str, answer: httpx.Response) -> tuple[int, str]:
    """Status and body, without what was asked for, what is new in each answer, and what finds similar words."""
    if path.startswith("/geokod"):
        return answer.status_code, str(
            [secret for secret in SECRETS if secret in katla(str(answer.json()["features"]))]
        )
    body = re.sub(r"nonce[=-]['\"]?[\w-]+", "", unquote(answer.text))
    for named in ("BIN-0016", "BIN-9916", "[SY]AKLI", "konukevi", "qqqqqevi"):
        body = re.sub(named, "…", body, flags=re.IGNORECASE)
    return answer.status_code, body


@pytest.mark.parametrize("role", [None, Role.PLANLAMA])
def test_a_question_that_names_it_is_answered_as_one_that_names_nothing(asked, role):
    client = asked(role)
    for name in readable_by(role):
        pairs = [(f"/{kod}", "/YOK-0016") for kod in ("BIN-0016", "ISL-SAKLI")]
        pairs += [("?resultType=hits&q=konukevi", "?resultType=hits&q=yokyokyok")]
        for asked_for, nothing in pairs:
            there, gone = (client.get(f"/collections/{name}/items{query}") for query in (asked_for, nothing))
            assert there.status_code == gone.status_code
            if there.status_code == 200:
                assert there.json()["numberMatched"] == gone.json()["numberMatched"] == 0


def test_it_is_in_no_count_of_a_collection_a_tile_or_a_file(asked, client):
    """The numbers are those of an inventory where it has no parcel, no event and no finding."""
    for name in COLLECTIONS:
        numbers = [
            c.get(f"/collections/{name}/items?resultType=hits").json()["numberMatched"] for c in (asked(None), client)
        ]
        assert numbers[0] == numbers[1], name
        assert len(asked(None).get(f"/collections/{name}/items?f=csv").text.splitlines()) - 1 == numbers[0], name
    for z, row, column in ((0, 0, 0), (10, 383, 593), (13, 3072, 4749)):
        path = f"/collections/varliklar/tiles/WebMercatorQuad/{z}/{row}/{column}"
        assert asked(None).get(path).content == client.get(path).content, path
