"""One's own account: ``/hesabim`` with password, second factor, sessions and keys."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.access import NotAllowed
from kbs_envanter.domain.permissions import ALLOWED, Permission, Role
from kbs_envanter.frame import root
from kbs_envanter.language import N_
from kbs_envanter.pipeline import accounts, sessions, signing_in
from kbs_envanter.pipeline.accounts import AccountRefused
from kbs_envanter.pipeline.sessions import KEY_PERMISSIONS, Session
from kbs_envanter.store import accounts as sql
from kbs_envanter.webmap import account_words as words
from kbs_envanter.webmap import assets, sheet
from kbs_envanter.webmap.account import HOME, caller_of, signed_in, vault
from kbs_envanter.webmap.page import script_json

_LONGEST_KEY_DAYS = 730
# Modules that draw a QR code.
_DRAWN_BY = (("kbs/code", "code.js"), ("kbs/dom", "dom.js"), ("lean-qr", "qr.mjs"))


def show(request: Request) -> Response:
    """The account, its sessions and keys."""
    return _page(request, _session(request))


def password(request: Request) -> Response:
    """The page to change the password on."""
    return _password_page(request, _session(request, also_new=True))


def change_password(request: Request) -> Response:
    """A new password; this session goes on under a new token, the others end."""
    session, fields = _session(request, also_new=True), access.form(request, limit=20_000)
    old, new, again = (str(fields.get(name, "")) for name in ("eski", "yeni", "yine"))
    try:
        if new != again:
            raise AccountRefused("Yeni parola iki yerde aynı değil.", "The new password differs in the two fields.")
        state = request.app.state
        token = signing_in.change_password(state.engine, sheet.district(request), session, old, new, caller_of(request))
    except AccountRefused as refused:
        return _password_page(request, session, (refused.tr, refused.en), 400)
    return signed_in(request, token, HOME)


def end_session(request: Request) -> Response:
    """End one session of one's own, or with ``hepsi`` all of them but this."""
    session, fields = _session(request), access.form(request, limit=20_000)
    ilce, own = sheet.district(request), session.who
    with request.app.state.engine.begin() as connection:
        if fields.get("hepsi"):
            sessions.end_sessions(connection, ilce, own.account, but=session.token)
        else:
            sessions.end_session(connection, ilce, own.account, _uuid(fields.get("id")))
        sql.record(connection, ilce, own.name, "oturum_kapatildi", by=own.name, address=caller_of(request).address)
    return _home(request)


def begin_second_factor(request: Request) -> Response:
    """After the password: the seed for the telephone, and a field for its first code."""
    session, fields = _session(request), access.form(request, limit=20_000)
    state, ilce = request.app.state, sheet.district(request)
    try:
        signing_in.prove_password(state.engine, ilce, session, str(fields.get("parola", "")))
        if fields.get("kapat"):
            with state.engine.begin() as connection:
                signing_in.drop_second_factor(
                    connection, ilce, session.who.account, by=session.who.name, address=caller_of(request).address
                )
            return _home(request)
    except AccountRefused as refused:
        return _page(request, session, (refused.tr, refused.en), 400)
    seed, address, sealed = signing_in.begin_second_factor(session, vault(request))
    return sheet.page(
        request,
        "ikinci_adim.html",
        title=sheet.speech(request)._("İkinci adım"),
        tohum=seed,
        otpauth=address,
        import_map=script_json({"imports": {name: f"{root(request)}{assets.url(file)}" for name, file in _DRAWN_BY}}),
        muhurlu=sealed,
        kusur=(),
    )


def confirm_second_factor(request: Request) -> Response:
    """The first code puts it in force; the recovery codes are shown once."""
    session, fields = _session(request), access.form(request, limit=20_000)
    sealed, code = str(fields.get("muhurlu", "")), str(fields.get("kod", ""))
    try:
        codes = signing_in.confirm_second_factor(
            request.app.state.engine, sheet.district(request), session, vault(request), sealed, code, caller_of(request)
        )
    except AccountRefused as refused:
        return _page(request, session, (refused.tr, refused.en), 400)
    said = N_("İkinci adım açıldı. Telefon yanınızda değilken bu kodlardan her biri bir kez girmeye yarar.")
    return once(request, N_("Kurtarma kodları"), said, codes)


def issue_key(request: Request) -> Response:
    """A key with a name, some permissions and an end; it is shown once."""
    session, fields = _session(request), access.form(request, limit=20_000)
    label, days = " ".join(str(fields.get("ad", "")).split())[:100], str(fields.get("gun", ""))
    chosen = [permission for permission in KEY_PERMISSIONS if permission in fields.getlist("yetki")]
    if not label or not chosen or not days.isdecimal() or not 1 <= int(days[:6]) <= _LONGEST_KEY_DAYS:
        fault = (
            f"Anahtara bir ad, en az bir yetki ve 1-{_LONGEST_KEY_DAYS} gün arasında bir süre verin.",
            f"A key needs a name, a permission and 1 to {_LONGEST_KEY_DAYS} days.",
        )
        return _page(request, session, fault, 400)
    who = session.who
    with request.app.state.engine.begin() as connection:
        key = sessions.issue_key(
            connection, sheet.district(request), who.account, label, chosen,
            days=int(days), by=who.name, address=caller_of(request).address,
        )  # fmt: skip
    return once(request, N_("API anahtarı"), N_("“{ad}” anahtarı:"), [key], ad=label)


def revoke_key(request: Request) -> Response:
    """End a key of one's own."""
    who, fields = _session(request).who, access.form(request, limit=20_000)
    place = {"by": who.name, "address": caller_of(request).address}
    with request.app.state.engine.begin() as connection:
        id = str(fields.get("id", ""))[:20].replace("\0", "")
        sessions.revoke_key(connection, sheet.district(request), id, account=who.account, **place)
    return _home(request)


def once(request: Request, title: str, said: str, secrets: list[str], back: str = HOME, **values: str) -> Response:
    """A page with what is shown a single time; title and sentence are said in the language of the request."""
    access.mark_private(request)
    say = sheet.speech(request)._
    return sheet.page(request, "bir_kez.html", title=say(title), soz=say(said, **values), gizliler=secrets, geri=back)


def _page(request: Request, session: Session, fault: tuple[str, ...] = (), status: int = 200) -> Response:
    shown = _facts(request, session)
    if sheet.wants_json(request):
        access.mark_private(request)
        return sheet.document(_plain(shown))
    return sheet.page(
        request,
        "hesabim.html",
        status=status,
        title=sheet.speech(request)._("Hesabım"),
        kusur=fault,
        words=words,
        **shown,
    )


def _facts(request: Request, session: Session) -> dict[str, Any]:
    ilce, id = sheet.district(request), session.who.account
    with request.app.state.engine.begin() as connection:
        account = sql.account(connection, ilce, id)
        assert account is not None
        role = Role(account.rol)
        return {
            "hesap": account,
            "yetkiler": [each for each in Permission if each in ALLOWED[role]],
            "anahtar_yetkileri": [each for each in KEY_PERMISSIONS if each in ALLOWED[role]],
            "oturumlar": sessions.list_sessions(connection, ilce, id, session.token),
            "anahtarlar": sessions.list_keys(connection, ilce, id),
            "kayitlar": accounts.records(connection, ilce, account.ad, 15),
        }


def _plain(shown: dict[str, Any]) -> dict[str, Any]:
    account = shown["hesap"]
    return {
        "hesap": account.ad,
        "rol": account.rol,
        "mudurluk": account.mudurluk,
        "ikinci_adim": account.totp is not None,
        "yetkiler": shown["yetkiler"],
        "oturumlar": [
            {"id": str(o.id), "bu": o.bu, "tarayici": o.tarayici, "adres": o.adres, "son": o.son_gorulme.isoformat()}
            for o in shown["oturumlar"]
        ],
        "anahtarlar": [
            {"id": a.id, "ad": a.ad, "yetkiler": a.yetkiler, "bitis": a.bitis.isoformat(), "iptal": a.iptal is not None,
             "son_kullanim": a.son_kullanim and a.son_kullanim.isoformat()}
            for a in shown["anahtarlar"]
        ],
    }  # fmt: skip


def _password_page(request: Request, session: Session, fault: tuple[str, ...] = (), status: int = 200) -> Response:
    return sheet.page(
        request,
        "parola.html",
        status=status,
        title=sheet.speech(request)._("Parola"),
        kusur=fault,
        tek_kullanimlik=session.must_change,
    )


def _session(request: Request, *, also_new: bool = False) -> Session:
    """The session of a person; a key is none.

    Raises:
        NotAllowed: there is none, or its one-time password has to be replaced first.
    """
    session = access.session(request)
    if session is None or (session.must_change and not also_new):
        raise NotAllowed(Permission.ACIK_OKU, signed_in=session is not None)
    return session


def _uuid(given: Any) -> UUID:
    try:
        return UUID(str(given))
    except ValueError:
        return UUID(int=0)


def _home(request: Request) -> Response:
    return RedirectResponse(sheet.root(request) + HOME, 303)


ROUTES = [
    Route("/hesabim", show),
    Route("/hesabim/parola", password),
    Route("/hesabim/parola", change_password, methods=["POST"]),
    Route("/hesabim/oturum-kapat", end_session, methods=["POST"]),
    Route("/hesabim/ikinci-adim", begin_second_factor, methods=["POST"]),
    Route("/hesabim/ikinci-adim/onay", confirm_second_factor, methods=["POST"]),
    Route("/hesabim/anahtar", issue_key, methods=["POST"]),
    Route("/hesabim/anahtar/iptal", revoke_key, methods=["POST"]),
]
