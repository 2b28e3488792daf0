"""Why an asker may not: exceptions of this room and their answers."""

import json
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kbs_envanter.domain.permissions import Permission

PRIVATE = "private, no-store"
_PROBLEM = "application/problem+json"


class NotAllowed(Exception):
    """The asker lacks a permission; ``signed_in`` tells whether signing in could help (401) or not (403)."""

    def __init__(self, permission: Permission, *, signed_in: bool) -> None:
        super().__init__(permission)
        self.permission, self.signed_in = permission, signed_in


class Forged(Exception):
    """A request that another site made in the asker's name, or a form that is too old."""


async def answer_not_allowed(request: Request, error: Exception) -> Response:
    """401 or 403; a browser that wants to see a page goes to sign in, and comes back."""
    assert isinstance(error, NotAllowed)
    session = request.scope.get("kbs.oturum")
    sees = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    if sees and request.query_params.get("f", "html") == "html":
        root = request.scope.get("root_path", "").rstrip("/")
        if session is not None and session.must_change:
            return RedirectResponse(f"{root}/hesabim/parola", 303, {"Cache-Control": PRIVATE})
        if not error.signed_in:
            return RedirectResponse(
                f"{root}/giris?sonra={quote(_here(request), safe='')}", 303, {"Cache-Control": PRIVATE}
            )
    if not error.signed_in:
        tr = "Bunun için giriş gerekir: /giris ya da bir API anahtarı (Authorization: Bearer)."
        return refusal(401, tr, "Sign in at /giris, or send an API key (Authorization: Bearer).")
    if session is not None and session.must_change:
        return refusal(
            403, "Önce tek kullanımlık parolanızı değiştirin: /hesabim/parola.", "Change your password first."
        )
    tr = f"Hesabınızın “{error.permission}” yetkisi yok; yetkiler /yetkiler sayfasında."
    return refusal(403, tr, f"Your account lacks the permission “{error.permission}”; see /yetkiler.")


async def answer_forged(request: Request, error: Exception) -> Response:
    """403; the way out is to open the page anew."""
    return forged()


def forged() -> Response:
    """The refusal of a request that another site may have made."""
    return refusal(
        403,
        "Bu istek bu sitenin sayfasından gelmemiş ya da sayfa eskimiş; sayfayı yenileyip yeniden deneyin.",
        "The request does not come from a page of this site, or the page is too old; reload it and try again.",
    )


def refusal(status: int, tr: str, en: str, **more: object) -> Response:
    """A problem document (RFC 9457) that nobody keeps."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": tr, "detail_en": en}
    headers = {"Cache-Control": PRIVATE}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="kbs-envanter"' + (', error="invalid_token"' if more else "")
    return Response(json.dumps(body | more, ensure_ascii=False), status, headers, _PROBLEM)


def local_path(given: str) -> str:
    """A path of this site to go to; anything that could lead elsewhere becomes the account's page."""
    parts = urlsplit(given)
    safe = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return given if safe and given.isprintable() and "\\" not in given else "/hesabim"


def _here(request: Request) -> str:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", "").rstrip("/")) or "/"
    return path + (f"?{request.url.query}" if request.url.query else "")
