"""Signing in through the municipality's directory: ``/giris/kurum`` and the way back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter.access import oidc
from kbs_envanter.access.cookies import cookie_name, drop_cookie, is_safe_way, read_cookie, set_cookie
from kbs_envanter.access.refusals import PRIVATE, local_path
from kbs_envanter.pipeline.accounts import AccountRefused
from kbs_envanter.pipeline.directory import sign_in_outside
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.account import HOME, UNSAFE, caller_of, sign_in_page, signed_in, vault

_BACK = "/giris/kurum/donus"


def go(request: Request) -> Response:
    """On to the directory."""
    settings, after = request.app.state.settings, local_path(request.query_params.get("sonra", HOME))
    if settings.oidc_adres is None:
        raise HTTPException(404)
    if not is_safe_way(request):
        return sign_in_page(request, after, fault=UNSAFE, status=403)
    back = f"{request.url.scheme}://{request.url.netloc}{sheet.root(request)}{_BACK}"
    try:
        there, sealed = oidc.begin(settings, vault(request), back, after)
    except oidc.DirectoryRefused as refused:
        return sign_in_page(request, after, fault=(refused.tr, refused.en), status=502)
    answer = RedirectResponse(there, 303, {"Cache-Control": PRIVATE})
    set_cookie(request, answer, oidc.COOKIE, sealed, age_s=oidc.PATIENCE_S)
    return answer


def come_back(request: Request) -> Response:
    """Back from the directory, with a code for us or without."""
    settings = request.app.state.settings
    if settings.oidc_adres is None:
        raise HTTPException(404)
    sealed = read_cookie(request.headers, cookie_name(oidc.COOKIE, request.scope)) or ""
    try:
        person, after = oidc.finish(settings, vault(request), sealed, dict(request.query_params))
        token = sign_in_outside(
            request.app.state.engine, sheet.district(request), person.outside, person.name, person.role,
            caller_of(request),
        )  # fmt: skip
        answer = signed_in(request, token, after)
    except (oidc.DirectoryRefused, AccountRefused) as refused:
        answer = sign_in_page(request, HOME, fault=(refused.tr, refused.en), status=403)
    drop_cookie(request, answer, oidc.COOKIE)
    return answer


ROUTES = [Route("/giris/kurum", go), Route(_BACK, come_back)]
