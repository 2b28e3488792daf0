"""The map page as HTML: what it loads, what it allows, and that data cannot break out of it."""

import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.basemaps import read_basemaps
from kbs_envanter.webmap import assets, basemaps, page, standalone
from kbs_envanter.webmap.routes import policy
from kbs_envanter.webmap.skeleton import skeleton
from tests.support import FIRST

TITLE, VIEW = f"{FIRST.ad} kent varlıkları haritası", (FIRST.merkez, FIRST.yakinlik)

HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    "<!--<script>",
]


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text inside scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.lasttag == "script" and self.scripts:
            self.scripts[-1] += data

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


NONCE = "bir-kerelik"


@pytest.fixture(scope="module")
def html():
    return page.linked(NONCE, district=FIRST, title=TITLE)


@pytest.fixture(scope="module")
def elements(html):
    return Elements(html)


def test_the_page_is_turkish_titled_and_lets_people_zoom(elements):
    assert elements.named("html") == [{"lang": "tr"}]
    assert elements.named("title")
    viewport = next(m["content"] for m in elements.named("meta") if m.get("name") == "viewport")
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport


def test_the_first_link_skips_the_map(elements):
    assert elements.named("a")[0] == {"class": "skip", "href": "#panel-body"}


def test_scripts_and_styles_come_from_our_own_host_below_any_prefix(elements):
    addresses = [a.get("src") or a.get("href") for tag in ("script", "link", "img") for a in elements.named(tag)]
    loaded = [address for address in addresses if address and not address.startswith("data:")]
    assert len(loaded) > 10
    assert all(address.startswith("./static/") for address in loaded)


def test_every_loaded_address_is_a_file_with_the_hash_of_its_contents(html):
    for path, digest in re.findall(r"\./static/([\w./-]+)\?v=([0-9a-f]+)", html):
        contents = (assets.STATIC_DIR / path).read_bytes()
        assert hashlib.sha256(contents).hexdigest().startswith(digest)


def test_only_scripts_with_the_nonce_of_this_answer_may_run(elements):
    rules = policy(NONCE, ())
    assert f"script-src 'self' 'nonce-{NONCE}';" in rules
    assert "unsafe" not in rules.partition("style-src")[0]
    assert all(s.get("nonce") == NONCE for s in elements.named("script") if "src" not in s)


def test_without_base_maps_images_come_from_our_own_host_only():
    assert "img-src 'self' data:;" in policy(NONCE, ())


def test_the_hosts_of_the_base_maps_and_no_others_are_allowed_for_images():
    basemaps = read_basemaps(
        "Orto|wms|https://harita.example:8443/wms?layers=orto|A\nSokak|xyz|https://{s}.karo.example/{z}/{x}/{y}.png|B\n"
        "Bizim|xyz|/karolar/{z}/{x}/{y}.png|C"
    )
    allowed = "https://harita.example:8443 https://a.karo.example https://b.karo.example https://c.karo.example"
    assert f"img-src 'self' data: {allowed};" in policy(NONCE, basemaps)
    assert "connect-src 'self';" in policy(NONCE, basemaps)


def test_a_base_map_is_told_to_the_page_as_data():
    altlik = read_basemaps(f"{HOSTILE[2]}|xyz|/k/{{z}}/{{x}}/{{y}}|{HOSTILE[0]}")
    elements = Elements(page.linked(NONCE, district=FIRST, title=TITLE, basemaps=basemaps.told(altlik, {})))
    told = json.loads(elements.scripts[[s.get("id") for s in elements.named("script")].index("told")])
    assert [(each["ad"], each["atif"]) for each in told["basemaps"]] == [(HOSTILE[2], HOSTILE[0])]


def test_what_few_visits_need_is_not_fetched_at_the_start(html, elements):
    loaded = " ".join(str(link.get("href")) for link in elements.named("link"))
    assert "main.js" in loaded
    assert not [name for name in ("print.js", "measure.js", "qr.js", "index.mjs") if f"/{name}" in loaded]


def test_no_element_carries_an_event_handler(elements):
    assert not [name for _, attributes in elements.tags for name in attributes if name.startswith("on")]


def test_the_skeleton_is_the_same_at_every_build():
    assert skeleton.__wrapped__(*VIEW) == skeleton.__wrapped__(*VIEW) == skeleton(*VIEW)


def test_the_skeleton_brings_nothing_from_folium_hosts():
    made = skeleton(*VIEW)
    assert made.scripts == ("leaflet.js", "markercluster.js")
    assert made.styles == ("leaflet.css", "markercluster.css")
    assert "http" not in made.startup
    assert "$(" not in made.startup


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_or_title_stays_data_in_the_stand_alone_file(name):
    calm = Elements(standalone.render(collection("Park"), collection("Atakent"), district=FIRST, title="Harita"))
    hostile = Elements(standalone.render(collection(name), collection(name), district=FIRST, title=name))

    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in calm.tags]
    assert embedded(hostile) == {"assets": collection(name), "neighbourhoods": collection(name)}


@given(st.text())
@settings(max_examples=40, deadline=None)
def test_embedded_json_reads_back_and_cannot_leave_its_element(text):
    written = page.script_json({"ad": text})
    assert json.loads(written) == {"ad": text}
    assert not set(written) & set("<>&`'\u2028\u2029")


def test_the_stand_alone_file_asks_nobody_for_anything():
    elements = Elements(standalone.render(collection("Park"), collection("Atakent"), district=FIRST, title="Harita"))
    policy = next(m["content"] for m in elements.named("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")
    assert not [s for s in elements.named("script") if "src" in s]
    assert [link["rel"] for link in elements.named("link")] == ["icon"]


def test_the_same_data_give_the_same_stand_alone_file():
    once, again = (
        standalone.render(collection("Park"), collection("Atakent"), district=FIRST, title="H") for _ in range(2)
    )
    assert once == again
    assert once != standalone.render(collection("Bahçe"), collection("Atakent"), district=FIRST, title="H")


def test_a_number_that_json_does_not_know_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        standalone.render({"features": [float("nan")]}, collection("Atakent"), district=FIRST, title="H")


def embedded(elements: Elements) -> object:
    place = [s.get("id") for s in elements.named("script")].index("embedded-data")
    return json.loads(elements.scripts[place])


def collection(name: str) -> dict:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": "PRK-0001", "geometry": None, "properties": {"ad": name}}],
    }
