"""``/docs``: the API definition as pages that can be tried, from our own files only."""

import secrets
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kbs_envanter.webmap import assets

_PAGE = """<!doctype html>
<html lang="tr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>KBS Envanter API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}{style}">
</head>
<body>
<div id="belge"></div>
<script src="{root}{script}"></script>
<script nonce="{nonce}">SwaggerUIBundle({{url: "{root}/api", dom_id: "#belge", validatorUrl: null}});</script>
</body>
</html>
"""


async def docs(request: Request) -> Response:
    """The interactive documentation of the API."""
    nonce = secrets.token_urlsafe(16)
    root = escape(request.scope.get("root_path", "").rstrip("/"))
    page = _PAGE.format(root=root, style=assets.url("swagger-ui.css"), script=assets.url("swagger-ui.js"), nonce=nonce)
    policy = (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


ROUTES = [Route("/docs", docs)]
