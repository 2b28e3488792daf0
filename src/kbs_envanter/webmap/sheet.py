"""Pages made on the server in the language of the request: readable without a script, the same facts as JSON."""

import secrets
from functools import cache
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kbs_envanter import frame, language
from kbs_envanter.access import csrf, current, session
from kbs_envanter.domain.assets import Tur
from kbs_envanter.frame import root
from kbs_envanter.language import N_, Speech
from kbs_envanter.webmap import drawing

__all__ = [
    "KINDS",
    "district",
    "document",
    "fetched",
    "html",
    "page",
    "refused",
    "rendered",
    "root",
    "speech",
    "wants_json",
]

KINDS = tuple(tur.value for tur in Tur)
_PACKAGE = "kbs_envanter.webmap"
_TITLES = {404: N_("Bulunamadı"), 400: N_("Böyle bir harita yok")}


async def fetched(request: Request, statement: tuple[str, dict[str, Any]]) -> Any:
    """The first column of a statement's first row; None when it has no row."""
    async with request.app.state.pool.connection() as connection:
        row = await (await connection.execute(*statement)).fetchone()
    return None if row is None else row[0]


def district(request: Request) -> int:
    """The district this service is of."""
    return int(request.app.state.settings.ilce_kodu)


def wants_json(request: Request) -> bool:
    """Whether JSON is asked for: by ``f``, else by ``Accept``."""
    if asked := request.query_params.get("f"):
        return asked == "json"
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def speech(request: Request) -> Speech:
    """Words, numbers and dates of the language that a request wants."""
    return language.speech(language.choose(request))


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page from a template, with a policy that allows our own style sheets and scripts with this answer's mark."""
    nonce = secrets.token_urlsafe(16)
    policy = {"script-src": f"'nonce-{nonce}'", "img-src": "'self' data: blob:", "connect-src": "'self'"}
    headers = frame.headers(policy=policy) | language.headers(request) | {"Cache-Control": "no-cache"}
    return HTMLResponse(html(request, template, nonce=nonce, **_asker(request), **context), status, headers)


def html(request: Request, template: str, **context: Any) -> str:
    """A page's text in the language of the request."""
    _templates(language.choose(request))
    return frame.render(_PACKAGE, template, request, **context)


def _asker(request: Request) -> dict[str, Any]:
    """What the header shows of who asks. Pages that are the same for everybody do not come by here."""
    here = request.scope["path"].removeprefix(root(request)) or "/"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    return {"kim": current(request), "oturum": session(request), "csrf": csrf(request), "burasi": here + query}


def rendered(request: Request, template: str, **context: Any) -> str:
    """A template that is no page, such as a drawing to save."""
    return (
        _templates(language.choose(request))
        .get_template(template)
        .render(belediye=request.app.state.district, **context)
    )


def document(content: Any) -> Response:
    """The facts of a page as JSON."""
    return JSONResponse(content, headers={"Cache-Control": "no-cache", "Vary": "Accept"})


def refused(
    request: Request, status: int, tr: str, en: str, template: str = "sayfa_hata.html", **context: Any
) -> Response:
    """Why there is no answer and what to do, as a page or as problem+json (RFC 9457)."""
    if wants_json(request):
        problem = {"type": "about:blank", "title": tr, "status": status, "detail": f"{tr} / {en}"}
        return JSONResponse(problem, status, media_type="application/problem+json")
    say = speech(request)
    why = tr if say.lang == "tr" else en
    return page(request, template, status=status, title=say._(_TITLES[status]), why=why, **context)


@cache
def _templates(lang: str) -> Environment:
    made = frame.templates(_PACKAGE, lang)
    made.globals |= {"KINDS": KINDS, "bodies": drawing.BODIES, "pictures": drawing.PICTURES}
    return made
