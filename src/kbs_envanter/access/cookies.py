"""Our cookies: read by nobody but us, sent to nobody but us, and over https bound to this very host."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import Scope

SESSION = "kbs_oturum"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_safe_way(request: Request) -> bool:
    """Whether a password may travel on this request: over https, or within one machine."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    return request.scope["scheme"] == "https" or host in _LOOPBACK


def cookie_name(name: str, scope: Scope) -> str:
    """The cookie's full name: with ``__Host-`` no other host and no plain connection can set it. A district below a
    path has its own, so that nobody is signed out here by signing in there."""
    own = f"{name}_{scope['kbs.ilce']}" if "kbs.ilce" in scope else name
    return f"__Host-{own}" if scope["scheme"] == "https" else own


def read_cookie(headers: Headers, name: str) -> str | None:
    """A cookie's value."""
    return cookie_parser(headers.get("cookie", "")).get(name)


def set_cookie(request: Request, response: Response, name: str, value: str, *, age_s: int) -> None:
    """Give the browser a cookie that scripts cannot read and other sites cannot send along with a form."""
    secure = request.scope["scheme"] == "https"
    full = cookie_name(name, request.scope)
    response.set_cookie(full, value, max_age=age_s, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    set_cookie(request, response, name, "", age_s=0)
