"""Refusals as pages: a person in a browser reads why, and where to look; machines get the problem document."""

from starlette.requests import Request
from starlette.responses import Response

from kbs_envanter.access.refusals import PRIVATE, NotAllowed, answer_forged, answer_not_allowed
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.account_words import PERMISSIONS

_FORBIDDEN = 403


async def not_allowed(request: Request, error: Exception) -> Response:
    """What an asker lacks."""
    assert isinstance(error, NotAllowed)
    answer = await answer_not_allowed(request, error)
    session = request.scope.get("kbs.oturum")
    if answer.status_code != _FORBIDDEN or not _reads(request) or (session is not None and session.must_change):
        return answer
    speech = sheet.speech(request)
    needed = speech._(PERMISSIONS[error.permission])
    return _page(request, speech._("Hesabınız bunu yapamaz. Gereken yetki: {yetki}.", yetki=needed))


async def forged(request: Request, error: Exception) -> Response:
    """A form that is too old, or another site's."""
    answer = await answer_forged(request, error)
    if not _reads(request):
        return answer
    speech = sheet.speech(request)
    return _page(request, speech._("Bu sayfa eskimiş: geri dönüp yenileyin, sonra yeniden deneyin."))


def _page(request: Request, why: str) -> Response:
    title = sheet.speech(request)._("Yetkiniz yok")
    answer = sheet.page(request, "sayfa_hata.html", status=_FORBIDDEN, title=title, why=why, yetkiler=True)
    answer.headers["Cache-Control"] = PRIVATE
    return answer


def _reads(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and request.query_params.get("f", "html") == "html"
