"""The frame of every page: a header with links to all pages and languages, and the filters of all templates."""

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request

from kbs_envanter import language
from kbs_envanter.domain.text import upper
from kbs_envanter.language import N_

# Key, path below the root, and what a person calls it: what the header of every page leads to.
PAGES = (
    ("ozet", "?f=html", N_("Özet")),
    ("harita", "harita", N_("Harita")),
    ("mahalle", "mahalleler", N_("Mahalleler")),
    ("tematik", "tematik", N_("Tematik")),
    ("erisim", "tematik/erisim", N_("Erişim")),
    ("saha", "saha", N_("Saha")),
    ("kayitlar", "collections?f=html", N_("Kayıtlar")),
    ("acik-veri", "acik-veri", N_("Açık veri")),
    ("api", "docs", N_("API")),
)
COLOUR = "#1c5a6b"  # of the head of a page, where a municipality has none of its own
_STATIC = Path(__file__).parent / "webmap" / "static" / "tematik"


def root(request: Request) -> str:
    """Path below which the service answers, without a slash at its end: ```` or ``/envanter``."""
    return str(request.scope.get("root_path", "")).rstrip("/")


@cache
def templates(package: str, lang: str) -> Environment:
    """The templates of a room, and those that all rooms share, in a language."""
    say = language.speech(lang)
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("kbs_envanter", "templates")]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": say._,
        "ngettext": say.ngettext,
        "dil": lang,
        "pages": PAGES,
        "languages": language.NAMES,
        "dosya": static,
        "request_page": "",
        "renk": COLOUR,
    }
    made.filters |= {
        "etiket": lambda code, kind: say.label(kind, code),
        "sayi": say.number,
        "yuzde": say.percent,
        "gun": say.day,
        "satir": say.lines,
        "dilde": say.either,
        "bas_harf": lambda text: upper(text[:1]) + text[1:],
        "yol": lambda text: quote(str(text), safe=""),
    }
    return made


def render(package: str, template: str, request: Request, **context: Any) -> str:
    """A page in the language that the request wants."""
    lang = language.choose(request)
    page = templates(package, lang).get_template(template)
    belediye = request.app.state.district
    told = {"belediye": belediye, "renk": belediye.renk or COLOUR}
    return page.render(root=root(request), switch=_switch(request), **told, **context)


def headers(*, policy: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers of a page: our own style sheets, no script and nothing else unless ``policy`` allows it."""
    allowed = {
        "default-src": "'none'",
        "img-src": "'self' data:",
        "style-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    } | dict(policy or {})
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in allowed.items()),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def static(name: str) -> str:
    """Address of a style sheet or script of these pages below the root, with the hash of its contents."""
    file = _STATIC / name
    return f"/static/tematik/{name}?v={_hash(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=32)
def _hash(file: Path, modified_ns: int) -> str:
    # The time of change is part of the key: an edited file gets a new hash without a restart.
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _switch(request: Request) -> dict[str, str]:
    """The address of the same page in each language. What was sent by a form cannot be asked again: it leads home."""
    asked = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [pair for pair in asked if pair[0] != language.PARAMETER]
    here = "" if request.method in ("GET", "HEAD") else f"{root(request)}/"
    if here:
        kept = [("f", "html")]
    return {lang: f"{here}?{urlencode([*kept, (language.PARAMETER, lang)])}" for lang in language.LANGUAGES}
