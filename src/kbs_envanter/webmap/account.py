"""Signing in and out: ``/giris``, ``/cikis``."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.access.cookies import SESSION, drop_cookie, is_safe_way, set_cookie
from kbs_envanter.access.refusals import local_path
from kbs_envanter.pipeline import sessions, signing_in
from kbs_envanter.store import accounts as sql
from kbs_envanter.store.secret_key import Vault
from kbs_envanter.webmap import sheet

SESSION_S = 7 * 24 * 3600
HOME = "/hesabim"

UNSAFE = (
    "Giriş yalnızca https üzerinden ya da bu makinenin kendisinden (localhost) yapılabilir; parola ağda açık gitmesin.",
    "Sign in over https, or on this machine itself (localhost), so that no password travels in the open.",
)
_WRONG = (
    "Ad, parola ya da doğrulama kodu yanlış. Çok denendiyse hesap bir süre kapalıdır; biraz bekleyip yeniden deneyin.",
    "Name, password or code is wrong. After many tries an account is closed for a while; wait and try again.",
)


def show(request: Request) -> Response:
    """The sign-in page; ``sonra`` is where to go afterwards, a path of this site."""
    if access.session(request) is not None:
        return _to(request, local_path(request.query_params.get("sonra", HOME)))
    fault = () if is_safe_way(request) else UNSAFE
    return sign_in_page(request, request.query_params.get("sonra", HOME), fault=fault)


def enter(request: Request) -> Response:
    """Name, password and, where one is set up, a code of the second factor."""
    fields = access.form(request, limit=20_000)
    after = local_path(str(fields.get("sonra", HOME)))
    if not is_safe_way(request):
        return sign_in_page(request, after, fault=UNSAFE, status=403)
    caller, tries = caller_of(request), request.app.state.sign_in_tries
    if wait := tries.take(caller.address):
        fault = (f"Bu adresten çok deneme yapıldı; {wait} saniye sonra yeniden deneyin.", f"Try again in {wait} s.")
        refused = sign_in_page(request, after, fault=fault, status=429)
        refused.headers["Retry-After"] = str(wait)
        return refused
    given = (str(fields.get(name, "")) for name in ("ad", "parola", "kod"))
    state = request.app.state
    token = signing_in.sign_in(state.engine, sheet.district(request), vault(request), *given, caller)
    if token is None:
        return sign_in_page(request, after, fault=_WRONG, status=401, ad=str(fields.get("ad", ""))[:60])
    tries.give_back(caller.address)
    return signed_in(request, token, after)


def leave(request: Request) -> Response:
    """End this session."""
    access.form(request, limit=20_000)
    if (session := access.session(request)) is not None:
        who, ilce = session.who, sheet.district(request)
        with request.app.state.engine.begin() as connection:
            sessions.end_session(connection, ilce, who.account, session.id)
            sql.record(connection, ilce, who.name, "cikis", by=who.name, address=caller_of(request).address)
    answer = _to(request, "/giris")
    drop_cookie(request, answer, SESSION)
    # What a page of ours left in the browser's caches goes as well; what a device keeps is its own page's affair.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def signed_in(request: Request, token: str, after: str) -> Response:
    """On to a path of this site, with the cookie of a new session. A session that was there before has ended."""
    if (old := access.session(request)) is not None:
        with request.app.state.engine.begin() as connection:
            sessions.end_session(connection, sheet.district(request), old.who.account, old.id)
    answer = _to(request, after)
    set_cookie(request, answer, SESSION, token, age_s=SESSION_S)
    return answer


def caller_of(request: Request) -> sessions.Caller:
    """From where a request comes."""
    address = request.client.host if request.client else "?"
    return sessions.Caller(address, request.headers.get("user-agent", ""))


def vault(request: Request) -> Vault:
    """What seals second factors and sign-ins that are under way."""
    return Vault(request.app.state.settings.durum_dizini)


def sign_in_page(
    request: Request, after: str, *, fault: tuple[str, ...] = (), status: int = 200, ad: str = ""
) -> Response:
    """The page to sign in on, with what went wrong in Turkish and English."""
    kurum = request.app.state.settings.oidc_adres is not None
    answer = sheet.page(
        request,
        "giris.html",
        status=status,
        title=sheet.speech(request)._("Giriş"),
        sonra=local_path(after),
        kusur=fault,
        ad=ad,
        kurum=kurum,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(sheet.root(request) + path, 303, {"Cache-Control": "private, no-store"})


ROUTES = [
    Route("/giris", show),
    Route("/giris", enter, methods=["POST"]),
    Route("/cikis", leave, methods=["POST"]),
]
