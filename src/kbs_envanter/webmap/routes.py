"""The map's address, ``/harita``. It needs no database: the page fetches its data from our own API."""

import secrets
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from kbs_envanter import language
from kbs_envanter.domain.basemaps import BaseMap
from kbs_envanter.webmap import page
from kbs_envanter.webmap.assets import STATIC_DIR

__all__ = ["ROUTES", "STATIC_DIR"]

TITLE = "Küçükçekmece kent varlıkları haritası"


def harita(request: Request) -> HTMLResponse:
    """The map page. ``?mahalle=<kod>`` is read by the page itself, as is the state after ``#``."""
    nonce, basemaps = secrets.token_urlsafe(16), request.app.state.settings.altlik
    lang = language.choose(request)
    return HTMLResponse(
        page.linked(nonce, lang=lang, title=language.speech(lang)._(TITLE), basemaps=basemaps),
        headers=language.headers(request)
        | {
            "Content-Security-Policy": policy(nonce, basemaps),
            "Cache-Control": "no-cache",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def policy(nonce: str, basemaps: Sequence[BaseMap]) -> str:
    """Only our own files, the scripts written by this response and the hosts of the base maps. Leaflet sets style
    attributes."""
    images = " ".join(dict.fromkeys(origin for each in basemaps for origin in each.origins))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: {images}".strip(),
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


ROUTES = [Route("/harita", harita)]
