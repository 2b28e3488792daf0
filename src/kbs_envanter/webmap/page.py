"""The map page: one Jinja template, fed with files by URL (the service) or with their text (stand-alone)."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from kbs_envanter.domain.district import District
from kbs_envanter.domain.labels import LABELS
from kbs_envanter.language import messages, speech
from kbs_envanter.webmap import assets, facts

if TYPE_CHECKING:
    from kbs_envanter.webmap.skeleton import Skeleton

STYLES = ("base.css", "map.css", "panel.css", "filters.css", "tools.css", "card.css", "print.css")
# A file on a disk has no address to point a camera at, and nobody to ask.
_LINKS_ONLY = frozenset(["kbs/qr", "kbs/code", "lean-qr"])
_LABELS = ("alt_tur", "sahip", "hak_turu", "yon", "kesinlik_kisa", "islem")
_SAID = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')  # a text in a browser module

_templates = Environment(
    loader=PackageLoader("kbs_envanter.webmap", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_HTML_SAFE = str.maketrans(
    {c: f"\\u{ord(c):04x}" for c in "<>&`'\u2028\u2029"}  # none of them can end or leave a script element
)


def skeleton(district: District) -> "Skeleton":
    """What Folium builds for a district.

    It brings pandas, two seconds that a start need not wait for: hence the import here.
    """
    from kbs_envanter.webmap.skeleton import skeleton as build

    return build(district.merkez, district.yakinlik)


def linked(
    nonce: str, *, district: District, lang: str = "tr", title: str, basemaps: Sequence[Mapping[str, Any]] = ()
) -> str:
    """The page of the service: scripts and styles by relative URL, data fetched from the API."""
    frame = skeleton(district)
    modules = {name: _relative(file) for name, file in assets.modules().items()}
    return _render(
        lang,
        district,
        title=title,
        nonce=nonce,
        style_urls=[_relative(name) for name in (*frame.styles, *STYLES)],
        script_urls=[_relative(name) for name in frame.scripts],
        module_urls=[address for name, address in modules.items() if name not in assets.ON_DEMAND],
        import_map=modules,
        basemaps=basemaps,
    )


def self_contained(data: Mapping[str, Any], nonce: str, *, district: District, lang: str = "tr", title: str) -> str:
    """The page with every file and all data inside itself."""
    frame = skeleton(district)
    modules = {name: _data_url(file) for name, file in assets.modules().items() if name not in _LINKS_ONLY}
    return _render(
        lang,
        district,
        title=title,
        nonce=nonce,
        inline_styles=[Markup(assets.text(name)) for name in (*frame.styles, *STYLES)],
        inline_scripts=[Markup(_inline(assets.text(name))) for name in frame.scripts],
        import_map=modules,
        embedded=script_json(data),
    )


def script_json(value: object) -> Markup:
    """JSON that may stand inside a ``<script>`` element whatever text it carries."""
    dumped = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(dumped.translate(_HTML_SAFE))


def _render(
    lang: str,
    district: District,
    *,
    import_map: Mapping[str, str],
    basemaps: Sequence[Mapping[str, Any]] = (),
    **context: Any,
) -> str:
    frame, say = skeleton(district), speech(lang)
    labels = {kind: {code: say.label(kind, code) for code in LABELS[kind]} for kind in _LABELS}
    labels["bilgi"] = {code: say._(text) for code, text in facts.FIRST.items()}
    told: dict[str, Any] = {
        "labels": labels,
        "messages": messages_of(lang, tuple(assets.modules().values())),
        "basemaps": list(basemaps),
        "district": {"ad": district.ad, "yayinci": district.yayinci},
    }
    defaults: dict[str, Any] = {
        "style_urls": [],
        "script_urls": [],
        "module_urls": [],
        "inline_styles": [],
        "inline_scripts": [],
        "embedded": None,
    }
    return _templates.get_template("harita.html").render(
        defaults
        | context
        | {
            "_": say._,
            "lang": lang,
            "belediye": district,
            "told": script_json(told),
            "import_map": script_json({"imports": import_map}),
            "map_element": Markup(frame.body),
            "startup": Markup(frame.startup),
        }
    )


@cache
def messages_of(lang: str, modules: tuple[str, ...]) -> dict[str, str]:
    """The texts that browser modules say, from Turkish into a language."""
    said = {json.loads(f'"{text}"') for name in modules for text in _SAID.findall(assets.text(name))}
    return {text: other for text, other in messages(lang).items() if text in said}


def _inline(script: str) -> str:
    # The words that would end the element, should a library carry them in a string of its own.
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _relative(name: str) -> str:
    # Relative to /harita, so that the page works below any path prefix of a reverse proxy.
    return f".{assets.url(name)}"


def _data_url(name: str) -> str:
    encoded = base64.b64encode(assets.text(name).encode()).decode("ascii")
    return f"data:text/javascript;base64,{encoded}"
