"""``/docs``: the API definition as pages that can be tried, from our own files only."""

import secrets

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kbs_envanter import frame, language
from kbs_envanter.webmap import assets, sheet


async def docs(request: Request) -> Response:
    """The interactive documentation of the API."""
    nonce = secrets.token_urlsafe(16)
    style, script = assets.url("swagger-ui.css"), assets.url("swagger-ui.js")
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": "'self' 'unsafe-inline'",  # Swagger UI writes style attributes
        "object-src": "'none'",
    }
    body = sheet.html(request, "docs.html", title="API", nonce=nonce, style=style, script=script)
    return HTMLResponse(body, headers=frame.headers(policy=policy) | language.headers(request))


ROUTES = [Route("/docs", docs)]
