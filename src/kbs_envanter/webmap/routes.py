"""The map's address, ``/harita``. It needs no database: the page fetches its data from our own API."""

import secrets
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kbs_envanter import language
from kbs_envanter.domain.basemaps import BaseMap
from kbs_envanter.language import N_
from kbs_envanter.webmap import basemaps, page
from kbs_envanter.webmap.assets import STATIC_DIR

__all__ = ["ROUTES", "STATIC_DIR"]

TITLE = N_("{ad} kent varlıkları haritası")


def harita(request: Request) -> HTMLResponse:
    """The map page. ``?mahalle=<kod>`` is read by the page itself, as is the state after ``#``."""
    nonce, altlik = secrets.token_urlsafe(16), request.app.state.settings.altlik
    lang, district = language.choose(request), request.app.state.district
    told = basemaps.told(altlik, request.app.state.archives)
    title = language.speech(lang)._(TITLE, ad=district.ad)
    return HTMLResponse(
        page.linked(nonce, district=district, lang=lang, title=title, basemaps=told),
        headers=language.headers(request)
        | {
            "Content-Security-Policy": policy(nonce, altlik),
            "Cache-Control": "no-cache",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def tile(request: Request) -> Response:
    """A tile of a PMTiles file of our own; 204 where it has none."""
    at = request.path_params
    archive = request.app.state.archives.get(at["number"])
    found = archive.tile(at["z"], at["x"], at["y"]) if archive else None
    if archive is None or found is None:
        return Response(status_code=404 if archive is None else 204)
    gzip = "gzip" in request.headers.get("accept-encoding", "")
    return Response(
        found if gzip or not archive.gzipped else archive.plain(found),
        media_type=archive.media_type,
        headers={
            # The page's address of a tile carries the file's version.
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        | ({"Content-Encoding": "gzip"} if gzip and archive.gzipped else {}),
    )


def policy(nonce: str, altlik: Sequence[BaseMap]) -> str:
    """Only our own files, the scripts written by this response and the hosts of the base maps. Leaflet sets style
    attributes."""
    images = " ".join(dict.fromkeys(origin for each in altlik for origin in each.origins))
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


ROUTES = [Route("/harita", harita), Route("/altlik/{number:int}/{z:int}/{x:int}/{y:int}", tile)]
