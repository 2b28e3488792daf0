"""The map's address, ``/harita``. It needs no database: the page fetches its data from our own API."""

import secrets

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from kbs_envanter.webmap import page
from kbs_envanter.webmap.assets import STATIC_DIR

__all__ = ["STATIC_DIR", "router"]

TITLE = "Küçükçekmece kent varlıkları haritası"

router = APIRouter(include_in_schema=False)


@router.get("/harita", response_class=HTMLResponse)
def harita() -> HTMLResponse:
    """The map page. ``?mahalle=<kod>`` is read by the page itself, as is the state after ``#``."""
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(
        page.linked(nonce, title=TITLE),
        headers={
            "Content-Security-Policy": _policy(nonce),
            "Cache-Control": "no-cache",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _policy(nonce: str) -> str:
    """Only our own files and the scripts written by this response; Leaflet sets style attributes."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
