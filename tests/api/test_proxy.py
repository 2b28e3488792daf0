"""Behind a real nginx with TLS, under a path: every address that a page or an answer names works from outside."""

import re
import shutil
import ssl
import subprocess
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from kbs_envanter.domain.permissions import Role
from kbs_envanter.pipeline.accounts import create_account
from kbs_envanter.store.database import create_database, engine
from tests.support import free_port, listens, offline_settings, open_directory, serving, until

SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
MAIN = """daemon off; master_process off; pid {place}/nginx.pid; error_log {place}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {place}/b; proxy_temp_path {place}/p; fastcgi_temp_path {place}/f; uwsgi_temp_path {place}/u;
  scgi_temp_path {place}/s;
  {site}
}}
"""
pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


def root(outside: httpx.Client) -> str:
    return f"{str(outside.base_url).rstrip('/')}/envanter/"


def certificate(place: Path) -> None:
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", place / "k", "-out", place / "c"]
    subprocess.run([*make, *names], check=True, capture_output=True)


@pytest.fixture(scope="module")
def outside(cluster, loaded, tmp_path_factory):
    """A client outside of the proxy, at the address that people type."""
    create_database(cluster.url("postgres"), "vekil_ardi", template=loaded)
    settings = offline_settings(cluster.url("vekil_ardi"), tmp_path_factory.mktemp("vekil"))
    with serving(settings.model_copy(update={"kok_yol": "/envanter"})) as inner, open_directory() as place:
        certificate(place)
        port = free_port()
        site = SHIPPED.read_text(encoding="utf-8").replace("127.0.0.1:8000", urlsplit(inner).netloc)
        site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace("/etc/ssl/kbs-envanter.crt", f"{place}/c")
        site = site.replace("/etc/ssl/kbs-envanter.key", f"{place}/k")
        (place / "nginx.conf").write_text(MAIN.format(place=place, site=site))
        proxy = subprocess.Popen(["nginx", "-c", str(place / "nginx.conf"), "-e", f"{place}/error.log"])
        try:
            assert until(lambda: listens(port)), (place / "error.log").read_text()
            trust = ssl.create_default_context(cafile=str(place / "c"))
            with httpx.Client(base_url=f"https://localhost:{port}", verify=trust, timeout=30) as client:
                client.kbs = settings
                yield client
        finally:
            proxy.terminate()
            proxy.wait()


@pytest.mark.parametrize(
    "page", ["/", "/harita", "/mahalleler", "/mahalle/atakent", "/varlik/BIN-0045", "/giris", "/saha", "/docs"]
)
def test_everything_that_a_page_names_is_there(outside, page):
    answer = outside.get(f"/envanter{page}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, page
    named = {urljoin(str(answer.url), a) for a in re.findall(r'(?:href|src|action)="([^"#]+)"', answer.text)}
    ours = {a for a in named if urlsplit(a).scheme in ("http", "https") and "localhost" in a}
    assert ours and {a for a in ours if not a.startswith(f"{root(outside)}")} == set()
    files = sorted(a for a in ours if "/static/" in a)
    assert {a: outside.get(a).status_code for a in files if outside.get(a).status_code != 200} == {}
    assert '"/static/' not in answer.text and '"/collections' not in answer.text


def test_the_links_of_the_api_lead_on_from_outside(outside):
    landing = outside.get("/envanter/", params={"f": "json"}).json()
    page = outside.get("/envanter/collections/varliklar/items?limit=2").json()
    links = [*landing["links"], *page["links"], *outside.get("/envanter/collections").json()["links"]]
    assert all(link["href"].startswith(f"{root(outside)}") for link in links)
    refused = {link["href"] for link in links if outside.get(link["href"]).status_code != 200}
    assert refused == set()
    tiles = outside.get("/envanter/collections/varliklar/tiles/WebMercatorQuad?f=tilejson").json()["tiles"][0]
    assert outside.get(tiles.format(z=12, y=1535, x=2375)).status_code == 200


def test_a_sign_in_over_tls_gets_a_cookie_for_tls_alone_and_leads_back_under_the_path(outside):
    with engine(outside.kbs.database_url).begin() as connection:
        password = create_account(connection, 1823, "vekil-1", Role.SAHA, by="deneme", address="127.0.0.1")
    form = {"ad": "vekil-1", "parola": password, "sonra": "/mahalleler"}
    answer = outside.post("/envanter/giris", data=form, headers={"Origin": root(outside).removesuffix("/envanter/")})
    assert answer.status_code == 303, answer.text
    assert urljoin(str(answer.url), answer.headers["location"]).startswith(root(outside))
    cookies = answer.headers.get_list("set-cookie")
    assert cookies and all("Secure" in cookie and "__Host-" in cookie for cookie in cookies)
    outside.cookies.clear()


def test_health_is_not_told_outside_and_the_request_keeps_its_name(outside):
    assert outside.get("/envanter/saglik/hazir").status_code == 404
    assert re.fullmatch("[0-9a-f]{32}", outside.get("/envanter/conformance").headers["x-request-id"])
    assert outside.get("/envanter", follow_redirects=False).headers["location"].endswith("/envanter/")
