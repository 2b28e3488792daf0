"""The field page ``/saha``: its frame, the manifest by which a phone installs it, and its service worker.

None of the three holds a fact about anything: they are the same for everybody, so a phone may keep them. What a person
may see comes from ``api/field.py`` and is kept by the page itself.
"""

import base64
import hashlib
import json
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import frame, language
from kbs_envanter.domain.district import District
from kbs_envanter.domain.labels import LABELS
from kbs_envanter.frame import root
from kbs_envanter.webmap import assets
from kbs_envanter.webmap.campaigns import REASONS, RESULTS
from kbs_envanter.webmap.page import messages_of, script_json

_PACKAGE = "kbs_envanter.webmap"
_WORKER = "saha/isci.js"
_SHARED = ("dom", "speak", "symbols", "told", "words")  # modules of the map that are of use here too
_STYLES = ("leaflet.css", "saha/saha.css")
_ICONS = (
    ("saha/simge-192.png", 192, "any"),
    ("saha/simge-512.png", 512, "any"),
    ("saha/simge-maske.png", 512, "maskable"),
)
_LABELS = ("tur", "sahip", "hak_turu", "kesinlik_kisa", "iliski")
_ON_DEMAND = ("qr", "saha/scan")
_PHONE = "geolocation=(self), camera=(self), microphone=()"


async def page(request: Request) -> Response:
    """The page: a frame that its modules fill. It answers nobody in particular."""
    lang = language.choose(request)
    text, mark = _page(lang, root(request), _areas(request))
    policy = {
        "script-src": f"'self' 'sha256-{mark}'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "frame-ancestors": "'none'",
    }
    headers = frame.headers(policy=policy) | language.headers(request)
    headers |= {"Cache-Control": "no-cache", "Permissions-Policy": _PHONE}
    return Response(text, media_type="text/html", headers=headers)


async def manifest(request: Request) -> Response:
    """What a phone asks to install the page. Its scope is the whole service, so that signing in stays inside."""
    home, say = root(request), language.speech(language.choose(request))
    icons = [
        {"src": f"{home}{assets.url(name)}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in _ICONS
    ]
    told = {
        "id": f"{home}/saha",
        "name": say._("KBS Saha"),
        "short_name": say._("KBS Saha"),
        "description": say._("Bu hangi parsel, kimin, kayıtlı olduğu gibi mi?"),
        "lang": say.lang,
        "start_url": f"{home}/saha",
        "scope": f"{home}/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#1c5a6b",
        "theme_color": "#1c5a6b",
        "icons": icons,
    }
    headers = {"Cache-Control": "no-cache"} | language.headers(request)
    return Response(json.dumps(told, ensure_ascii=False), media_type="application/manifest+json", headers=headers)


async def worker(request: Request) -> Response:
    """The service worker: the list of what the page is made of, and the script that keeps it.

    It stands below ``/saha`` and works for ``/saha`` itself, which the last header allows. A browser compares it with
    the one it has, byte by byte; its version is the hash of everything that it keeps.
    """
    home = root(request)
    files = [f"{home}{assets.url(name)}" for name in _files()]
    pages = "".join(_page(lang, home, _areas(request))[0] for lang in language.LANGUAGES)
    version = hashlib.sha256(json.dumps([files, pages]).encode()).hexdigest()[:16]
    kept = {"surum": version, "sayfa": f"{home}/saha", "dosyalar": files}
    text = f"const KEPT = {json.dumps(kept)};\n{assets.text(_WORKER)}"
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Service-Worker-Allowed": f"{home}/saha",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type="text/javascript", headers=headers)


@cache
def _modules() -> dict[str, str]:
    """Import specifier -> logical name of every module of the page."""
    folder = assets.STATIC_DIR / "saha"
    own = {f"saha/{file.stem}": f"saha/{file.name}" for file in sorted(folder.glob("*.js"))}
    del own["saha/isci"]
    return {f"kbs/{name}": f"{name}.js" for name in _SHARED} | own | {"qr": "qr-decode.js"}


def _files() -> list[str]:
    return [*_STYLES, "leaflet.js", *_modules().values(), "qr-index.js", *(name for name, _, _ in _ICONS)]


def _areas(request: Request) -> tuple[str, ...]:
    district: District = request.app.state.district
    return district.tapu_mahalleleri


def _page(lang: str, home: str, areas: tuple[str, ...]) -> tuple[str, str]:
    """The page in a language for a district of these cadastral areas, and the hash by which its import map may run."""
    modules = {name: f"{home}{assets.url(file)}" for name, file in _modules().items()}
    # The reader's own import is by a relative address, which the map turns into the hashed one.
    within = {f"{home}/static/vendor/qr/index.js": f"{home}{assets.url('qr-index.js')}"}
    import_map = str(script_json({"imports": modules | within}))
    mark = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    text = frame.templates(_PACKAGE, lang).get_template("saha.html").render(
        root=home,
        style_urls=[f"{home}{assets.url(name)}" for name in _STYLES],
        script_url=f"{home}{assets.url('leaflet.js')}",
        module_urls=[address for name, address in modules.items() if name not in _ON_DEMAND],
        main_url=modules["saha/main"],
        icon_url=f"{home}{assets.url('saha/simge-192.png')}",
        worker_url=f"{home}/{_WORKER}",
        import_map=script_json({"imports": modules | within}),
        told=script_json(_told(lang, areas)),
    )  # fmt: skip
    return text, mark


def _told(lang: str, areas: tuple[str, ...]) -> dict[str, Any]:
    say = language.speech(lang)
    labels = {kind: {code: say.label(kind, code) for code in LABELS[kind]} for kind in _LABELS}
    labels["sonuc"] = {code: say._(text) for code, text in RESULTS.items()}
    labels["neden"] = {code: say._(text) for code, text in REASONS.items()}
    modules = tuple(name for name in _modules().values() if not name.startswith("qr"))
    return {"labels": labels, "messages": messages_of(lang, modules), "tapu": areas}


ROUTES = [
    Route("/saha", page),
    Route("/saha/uygulama.webmanifest", manifest),
    Route("/saha/isci.js", worker),
]
