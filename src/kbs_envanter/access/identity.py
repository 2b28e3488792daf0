"""Finding out who asks: a session's cookie or a key, looked up once a request. Without either nothing is looked up."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbs_envanter.access.cookies import SESSION, cookie_name, read_cookie
from kbs_envanter.access.refusals import PRIVATE, forged, refusal
from kbs_envanter.pipeline.sessions import KeyRefused, find_key, find_session

_HEADERS = (b"cookie", b"authorization", b"x-api-key")
_SAFE = ("GET", "HEAD", "OPTIONS")


class Identity:
    """Sets ``kbs.kim`` (who) and ``kbs.oturum`` (the session, if there is one) in the scope of a request.

    A wrong key is refused; a cookie that no longer holds is nobody's. A request that changes something and carries a
    session has to come from a page of this site. Answers that asked who it is are kept by no cache.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _tells_who(scope["headers"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            if key := presented_key(headers):
                scope["kbs.kim"] = await _look_up(scope, find_key, key)
            elif token := read_cookie(headers, cookie_name(SESSION, scope)):
                session = await _look_up(scope, find_session, token)
                if session is not None:
                    scope["kbs.oturum"], scope["kbs.kim"] = session, session.who
        except KeyRefused as refused:
            answer = refusal(401, "API anahtarı geçersiz, süresi dolmuş ya da iptal edilmiş.",
                             "The API key is wrong, expired or revoked.", iptal=refused.revoked)  # fmt: skip
            await answer(scope, receive, send)
            return
        except (OperationalError, TimeoutError):
            await _busy()(scope, receive, send)
            return
        if "kbs.oturum" in scope and scope["method"] not in _SAFE and not of_this_site(headers):
            await forged()(scope, receive, send)
            return
        await self._app(scope, receive, partial(_send, scope, send))


def _busy() -> Response:
    tr = "Sunucu şu anda dolu; az sonra yeniden deneyin."
    answer = refusal(503, tr, "The server is busy; try again shortly.")
    answer.headers["Retry-After"] = "2"
    return answer


def of_this_site(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of ours, or it is no browser that asks."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == headers.get("host", ""))


async def _look_up(scope: Scope, find: Callable[..., Any], what: str) -> Any:
    state = scope["app"].state
    return await run_sync(find, state.engine, state.settings.ilce_kodu, what)


async def _send(scope: Scope, send: Send, message: Message) -> None:
    if message["type"] == "http.response.start" and scope.get("kbs.ozel"):
        MutableHeaders(scope=message)["Cache-Control"] = PRIVATE
    await send(message)


def _tells_who(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name in _HEADERS for name, _ in headers)


def presented_key(headers: Headers) -> str | None:
    """The key that is presented. Another scheme than Bearer is somebody else's, such as a reverse proxy's."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else headers.get("x-api-key")
