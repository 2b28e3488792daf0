"""Who may do what: every route and every collection, as every role and as nobody.

The table below says it once more than the program does. A route that is not in it fails the test: whoever adds one says
here who may call it.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kbs_envanter.api.collections import COLLECTIONS, EVERY
from kbs_envanter.app import create_app
from kbs_envanter.domain.permissions import NOBODY, Permission, Role, Who
from kbs_envanter.store.database import create_database
from tests.roles import SIGNED_IN, Asker, asked_as
from tests.support import offline_settings

P = Permission
ALL = P.ACIK_OKU
OWN = "own"  # whoever is signed in, for what is his own
EDIT = "edit"  # whoever may edit any asset, or those of the own directorate

NEEDED: dict[str, Permission | str] = {
    "GET /": ALL,
    "GET /aboneler": P.ABONE_YONET,
    "POST /aboneler": P.ABONE_YONET,
    "POST /aboneler/{id:int}/{ne}": P.ABONE_YONET,
    "GET /acik-veri": ALL,
    "GET /acik-veri/sozluk": ALL,
    "GET /altlik/{number:int}/{z:int}/{x:int}/{y:int}": ALL,
    "GET /api": ALL,
    "GET /bul": ALL,
    "GET /collections": ALL,
    "GET /collections/{collection}": ALL,
    "GET /collections/{collection}/items": ALL,
    "GET /collections/{collection}/items/{feature}": ALL,
    "GET /collections/{collection}/queryables": ALL,
    "GET /collections/{collection}/schema": ALL,
    "GET /collections/{collection}/sortables": ALL,
    "GET /collections/{collection}/tiles": ALL,
    "GET /collections/{collection}/tiles/{tms}": ALL,
    "GET /collections/{collection}/tiles/{tms}/{z}/{row}/{column}": ALL,
    "POST /collections/{collection}/items": EDIT,
    "DELETE /collections/{collection}/items/{feature}": EDIT,
    "PATCH /collections/{collection}/items/{feature}": EDIT,
    "PUT /collections/{collection}/items/{feature}": EDIT,
    "GET /collections/{collection}/items/{kod}/gecmis": P.GECMIS_OKU,
    "GET /conformance": ALL,
    "GET /degisiklikler": P.GECMIS_OKU,
    "GET /degisiklikler/{no:int}": P.GECMIS_OKU,
    "POST /degisiklikler/{no:int}/geri-al": P.GERI_AL,
    "GET /degisimler.atom": ALL,
    "GET /docs": ALL,
    "GET /eslemeler": ALL,
    "GET /geokod": ALL,
    "GET /giris": ALL,
    "GET /giris/kurum": ALL,
    "GET /giris/kurum/donus": ALL,
    "POST /giris": ALL,
    "POST /cikis": OWN,
    "GET /harita": ALL,
    "GET /tema.css": ALL,
    "GET /tum": ALL,
    "GET /tum/varliklar": ALL,
    "GET /tum/varliklar/{feature}": ALL,
    "GET /hesabim": OWN,
    "GET /hesabim/parola": OWN,
    "POST /hesabim/anahtar": OWN,
    "POST /hesabim/anahtar/iptal": OWN,
    "POST /hesabim/ikinci-adim": OWN,
    "POST /hesabim/ikinci-adim/onay": OWN,
    "POST /hesabim/oturum-kapat": OWN,
    "POST /hesabim/parola": OWN,
    "GET /hesaplar": P.HESAP_YONET,
    "POST /hesaplar": P.HESAP_YONET,
    "POST /hesaplar/anahtar-iptal": P.HESAP_YONET,
    "POST /hesaplar/{id:uuid}/{ne}": P.HESAP_YONET,
    "GET /ice-aktar": P.ICE_AKTAR,
    "GET /ice-aktar/sablon/{tur}": P.ICE_AKTAR,
    "GET /ice-aktar/{id:uuid}": P.ICE_AKTAR,
    "GET /ice-aktar/{id:uuid}/esleme": P.ICE_AKTAR,
    "GET /ice-aktar/{id:uuid}/reddedilenler": P.ICE_AKTAR,
    "POST /ice-aktar": P.ICE_AKTAR,
    "POST /ice-aktar/{id:uuid}": P.ICE_AKTAR,
    "POST /ice-aktar/{id:uuid}/esleme": P.ICE_AKTAR,
    "POST /ice-aktar/{id:uuid}/sil": P.ICE_AKTAR,
    "GET /kampanyalar": P.SAHA_YONET,
    "GET /kampanyalar/{id:int}": P.SAHA_YONET,
    "POST /kampanyalar": P.SAHA_YONET,
    "POST /kampanyalar/{id:int}/{ne}": P.SAHA_YONET,
    "GET /mahalle": ALL,
    "GET /mahalle/{kod}": ALL,
    "GET /mahalle/{kod}/{ile}": ALL,
    "GET /mahalleler": ALL,
    "GET /medya/{ad}.jpg": ALL,
    "GET /oneriler": EDIT,
    "GET /oneriler/{no:int}": EDIT,
    "POST /oneriler/{no:int}": P.ONAYLA,
    "GET /parsel-karnesi": ALL,
    "GET /parsel-karnesi/{tapu}/{ada}/{parsel:path}": ALL,
    "GET /saglik/canli": ALL,
    "GET /saglik/hazir": ALL,
    "GET /saha": ALL,
    "GET /saha/ben": ALL,
    "POST /saha/cihaz": P.SAHA_YAZ,
    "DELETE /saha/cihaz/{cihaz}": P.SAHA_YAZ,
    "POST /saha/durum": P.SAHA_YAZ,
    "PUT /saha/foto/{foto}": P.SAHA_YAZ,
    "GET /saha/isci.js": ALL,
    "GET /saha/kampanyalar": P.SAHA_YAZ,
    "GET /saha/paket": ALL,
    "GET /saha/paket/{mahalle}": ALL,
    "GET /saha/paketler": ALL,
    "GET /saha/uygulama.webmanifest": ALL,
    "PUT /saha/tespit/{tespit}": P.SAHA_YAZ,
    "PUT /saha/tespit/{tespit}/karar": P.SAHA_YAZ,
    "GET /tematik": ALL,
    "GET /tematik/erisim": ALL,
    "POST /tematik/dosya": ALL,
    "GET /ters-geokod": ALL,
    "GET /tespitler": P.SAHA_YONET,
    "GET /tespitler/foto/{id:uuid}": P.SAHA_YONET,
    "POST /tespitler/{id:uuid}": P.SAHA_YONET,
    "GET /tileMatrixSets": ALL,
    "GET /tileMatrixSets/{tms}": ALL,
    "GET /vadeler": P.GOREVLI_OKU,
    "GET /varlik/{kod}": ALL,
    "GET /varlik/yeni": EDIT,
    "POST /varlik/yeni": EDIT,
    "GET /varlik/{kod}/duzenle": EDIT,
    "POST /varlik/{kod}/duzenle": EDIT,
    "POST /varlik/{kod}/fotograf": EDIT,
    "POST /varlik/{kod}/fotograf/{foto:uuid}": EDIT,
    "GET /varlik/{kod}/fotograflar": ALL,
    "POST /varlik/{kod}/sil": EDIT,
    "GET /yetkiler": ALL,
}
# What stands in a path's places, so that the route has something to answer.
PLACES = {
    "{collection}": "varliklar", "{feature}": "BIN-0001", "{tms}": "WebMercatorQuad", "{z}": "14", "{row}": "6145",
    "{column}": "9503", "{tapu}": "-", "{ada}": "-", "{parsel:path}": "1198", "{mahalle}": "atakent", "{kod}": "atakent",
    "{ile}": "kanarya", "{id:int}": "999999", "{no:int}": "999999",
}  # fmt: skip
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def asked(cluster, loaded, tmp_path_factory) -> Iterator[Asker]:
    create_database(cluster.url("postgres"), "yetkiler", template=loaded)
    with asked_as(cluster.url("yetkiler"), tmp_path_factory.mktemp("yetkiler")) as asker:
        yield asker


def routes() -> set[str]:
    """Every method and path of the application, but for what any GET answers too (HEAD) and what asks for methods.

    What is neither a route nor holds routes fails the test: nothing is to be reached that it does not know of. Browser
    files are the one exception, the same for everybody.
    """
    app = create_app(offline_settings("postgresql://nobody/none", Path("yok")))
    found = set()
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, Route | APIRoute):
            found |= {f"{method} {route.path}" for method in (route.methods or ()) - {"HEAD", "OPTIONS"}}
        elif isinstance(route, Mount) and isinstance(route.app, StaticFiles):
            assert route.path == "/static", route.path
        else:
            inside = getattr(getattr(route, "original_router", route), "routes", None)
            assert inside, f"{route!r}: say here what it answers"
            waiting += inside
    return found


def of_a_collection_as_a_whole(line: str) -> bool:
    """Two routes of editing share their methods; what has no meaning answers 405 to whoever may edit."""
    return line.split()[0] != "GET" and line.split()[1].startswith("/collections/")


def may(role: Role | None, needed: Permission | str) -> bool:
    if needed == OWN:
        return role is not None
    if needed == EDIT:
        return may(role, P.DUZENLE) or may(role, P.KENDI_DUZENLE)
    return (NOBODY if role is None else Who(role=role)).may(Permission(needed))


def ask(client: httpx.Client, line: str) -> httpx.Response:
    method, path = line.split()
    for name, value in PLACES.items():
        path = path.replace(name, value)
    path = "/".join(UNKNOWN if part.startswith("{") else part for part in path.split("/"))
    return client.request(method, path, headers={"Accept": "application/json"})


def test_every_route_says_who_may_call_it():
    found = {line for line in routes() if not of_a_collection_as_a_whole(line)}
    declared = {line for line in NEEDED if not of_a_collection_as_a_whole(line)}
    assert found - declared == set(), "say in NEEDED who may call these"
    assert declared - found == set(), "these are gone"


@pytest.mark.parametrize("role", [None, *SIGNED_IN])
def test_a_route_refuses_whoever_may_not_and_nobody_else(asked, role):
    wrong = {}
    for line, needed in NEEDED.items():
        if line == "POST /cikis":
            continue  # it would end the session that asks
        status = ask(asked(role), line).status_code
        refused = status in (401, 403)
        if needed != ALL and not may(role, needed):
            right = status == (401 if role is None else 403)
        else:
            right = not refused or (needed == ALL and not line.startswith("GET"))  # a form without its token
        if not right or status >= 500:
            wrong[line] = status
    assert wrong == {}


# A file takes long to make and is the same for whoever may have it: whoever may least gets it, the others its head.
FILES = ("/items?f=csv", "/items?f=gpkg&limit=1")
LEAST = {P.ACIK_OKU: None, P.GOREVLI_OKU: Role.MUDURLUK_EDITORU, P.EMLAK_OKU: Role.EMLAK}


@pytest.mark.parametrize("role", [None, *SIGNED_IN])
def test_a_collection_answers_whoever_may_read_it_on_every_path(asked, role):
    wrong = {}
    for name, collection in EVERY.items():
        allowed = may(role, collection.needs)
        expected = 200 if allowed else 401 if role is None else 403
        for path in ("", "/items?limit=1", "/items?resultType=hits", "/schema", "/queryables", "/sortables", *FILES):
            head = path in FILES and allowed and LEAST[collection.needs] is not role
            answer = asked(role).request(
                "HEAD" if head else "GET", f"/collections/{name}{path}", headers={"Accept": "*/*"}, timeout=60
            )
            if answer.status_code != expected:
                wrong[f"{name}{path}"] = answer.status_code
        answer = asked(role).get(f"/collections/{name}/items/YOK-1")
        if answer.status_code != (404 if allowed else expected):
            wrong[f"{name}/items/YOK-1"] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", [None, Role.SAHA, Role.PLANLAMA, Role.EMLAK])
def test_a_refusal_tells_nothing_of_what_is_there(asked, role):
    for name, collection in EVERY.items():
        if name in COLLECTIONS or may(role, collection.needs):
            continue
        there, gone = (asked(role).get(f"/collections/{name}/items/{kod}") for kod in ("BIN-0016", "YOK-0016"))
        assert (there.status_code, there.text) == (gone.status_code, gone.text)
