"""Who asks, and whether they may: what routes of the API and of the pages call before they do anything."""

import hmac
from collections.abc import AsyncGenerator

from anyio.from_thread import run
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from kbs_envanter.access.identity import of_this_site
from kbs_envanter.access.pools import read_pool as read_pool
from kbs_envanter.access.refusals import Forged, NotAllowed
from kbs_envanter.domain.permissions import NOBODY, Permission, Who
from kbs_envanter.pipeline.sessions import Session

FORM_BYTES = 1024 * 1024


def current(request: Request) -> Who:
    """Who asks. The middleware has looked it up; without cookie and key it is nobody and costs nothing."""
    who: Who = request.scope.get("kbs.kim", NOBODY)
    return who


def require(request: Request, permission: Permission) -> Who:
    """The asker, who may do that. What is answered to somebody who is known is kept by no cache.

    Raises:
        NotAllowed: answered as 401 or 403, or with the sign-in page for a browser.
    """
    who = current(request)
    if not who.may(permission):
        raise NotAllowed(permission, signed_in=who is not NOBODY)
    mark_private(request)
    return who


def mark_private(request: Request) -> None:
    """Say that the answer depends on who asks: if somebody is known, it goes out ``private, no-store``."""
    request.scope["kbs.ozel"] = True


def session(request: Request) -> Session | None:
    """The asker's session; None for nobody and for keys."""
    found: Session | None = request.scope.get("kbs.oturum")
    return found


def csrf(request: Request) -> str:
    """What a form of ours carries as ``csrf``: bound to the session, empty without one."""
    mark_private(request)
    found = session(request)
    return "" if found is None else found.csrf


def check_csrf(request: Request, given: str | None = None) -> None:
    """Make sure that a page of ours made this request: by a form's ``csrf``, else by the header ``X-CSRF-Token``.

    Keys need none: no browser sends them by itself.

    Raises:
        Forged: answered as 403.
    """
    found = session(request)
    if found is None:
        if not of_this_site(request.headers) and current(request) is NOBODY:
            raise Forged
        return
    presented = given or request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(presented.encode(), found.csrf.encode()):
        raise Forged


def form(request: Request, *, limit: int = FORM_BYTES) -> FormData:
    """The fields of a form that a page of ours sent, checked; for handlers that are plain functions (``def``).

    Args:
        limit: bytes of the whole body, files with it.

    Raises:
        Forged: answered as 403.
        HTTPException: 413 for a body over the limit, 400 for one that is no form.
    """
    return run(_checked_form, request, limit)


async def read_form(request: Request, *, limit: int = FORM_BYTES) -> FormData:
    """As ``form``, for handlers that are coroutines (``async def``)."""
    return await _checked_form(request, limit)


async def _checked_form(request: Request, limit: int) -> FormData:
    if int(request.headers.get("content-length", "0") or 0) > limit:
        raise HTTPException(413)
    if "content-type" not in request.headers and "transfer-encoding" not in request.headers:
        check_csrf(request)  # nothing was sent but perhaps the header
        return FormData()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    parser = {"multipart/form-data": MultiPartParser, "application/x-www-form-urlencoded": FormParser}.get(kind)
    if parser is None:
        raise HTTPException(400)
    reading = parser(request.headers, _within(request, limit))
    try:
        fields = await reading.parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    except HTTPException:
        for file in getattr(reading, "_files_to_close_on_error", ()):
            file.close()  # of a body that was cut; the parser closes them for its own errors only
        raise
    try:
        check_csrf(request, str(fields.get("csrf", "")))
    except Forged:
        await fields.close()
        raise
    return fields


async def _within(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    left = limit
    async for chunk in request.stream():
        left -= len(chunk)
        if left < 0:
            raise HTTPException(413)
        yield chunk


__all__ = [
    "Forged",
    "NotAllowed",
    "check_csrf",
    "csrf",
    "current",
    "form",
    "mark_private",
    "read_form",
    "read_pool",
    "require",
    "session",
]
