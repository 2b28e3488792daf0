"""All accounts, for administrators: ``/hesaplar``; and who may what, for everybody: ``/yetkiler``."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.permissions import ALLOWED, Permission, Role
from kbs_envanter.language import N_
from kbs_envanter.pipeline import accounts, sessions, signing_in
from kbs_envanter.pipeline.accounts import ROLES, AccountRefused
from kbs_envanter.webmap import account_words as words
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.account import caller_of
from kbs_envanter.webmap.account_own import once

_RECORDS = 60


def show(request: Request) -> Response:
    """Every account, and what happened last."""
    access.require(request, Permission.HESAP_YONET)
    return _page(request)


def add(request: Request) -> Response:
    """A new account; its one-time password is shown once."""
    who = access.require(request, Permission.HESAP_YONET)
    fields = access.form(request, limit=20_000)
    name, role, directorate = (str(fields.get(field, "")) for field in ("ad", "rol", "mudurluk"))
    place = {"by": who.name, "address": caller_of(request).address}
    try:
        with request.app.state.engine.begin() as connection:
            password = accounts.create_account(
                connection, sheet.district(request), name, _role(role), directorate, **place
            )
    except AccountRefused as refused:
        return _page(request, (refused.tr, refused.en), 400)
    said = N_("“{ad}” hesabının tek kullanımlık parolası:")
    return once(request, N_("Yeni hesap"), said, [password], "/hesaplar", ad=name.strip().lower())


def act(request: Request) -> Response:
    """One thing done with one account: ``rol``, ``kapat``, ``ac``, ``parola``, ``bitir``, ``ikinci-adim``."""
    who = access.require(request, Permission.HESAP_YONET)
    fields = access.form(request, limit=20_000)
    ilce, id, what = sheet.district(request), UUID(str(request.path_params["id"])), request.path_params["ne"]
    place = {"by": who.name, "address": caller_of(request).address}
    password = None
    try:
        with request.app.state.engine.begin() as connection:
            if what == "rol":
                role, directorate = _role(str(fields.get("rol", ""))), str(fields.get("mudurluk", ""))
                accounts.set_role(connection, ilce, id, role, directorate, **place)
            elif what in ("kapat", "ac"):
                accounts.set_closed(connection, ilce, id, what == "kapat", **place)
            elif what == "parola":
                password = accounts.reset_password(connection, ilce, id, **place)
            elif what == "bitir":
                accounts.end_everything(connection, ilce, id, **place)
            elif what == "ikinci-adim":
                signing_in.drop_second_factor(connection, ilce, id, **place)
            else:
                raise AccountRefused("Böyle bir işlem yok.", "There is no such action.")
    except AccountRefused as refused:
        return _page(request, (refused.tr, refused.en), 400)
    if password is not None:
        return once(request, N_("Yeni parola"), N_("Tek kullanımlık parola:"), [password], "/hesaplar")
    return RedirectResponse(sheet.root(request) + "/hesaplar", 303)


def revoke_key(request: Request) -> Response:
    """End anybody's key."""
    who = access.require(request, Permission.HESAP_YONET)
    fields = access.form(request, limit=20_000)
    place = {"by": who.name, "address": caller_of(request).address}
    with request.app.state.engine.begin() as connection:
        sessions.revoke_key(
            connection, sheet.district(request), str(fields.get("id", ""))[:20].replace("\0", ""), **place
        )
    return RedirectResponse(sheet.root(request) + "/hesaplar", 303)


def rights(request: Request) -> Response:
    """Who may what: the table that every route asks."""
    if sheet.wants_json(request):
        return sheet.document(
            {
                "yetkiler": {permission: words.PERMISSIONS[permission] for permission in Permission},
                "roller": {role: [each for each in Permission if each in ALLOWED[role]] for role in Role},
            }
        )
    return sheet.page(request, "yetkiler.html", title=sheet.speech(request)._("Yetkiler"), words=words, allowed=ALLOWED)


def _page(request: Request, fault: tuple[str, ...] = (), status: int = 200) -> Response:
    ilce = sheet.district(request)
    with request.app.state.engine.begin() as connection:
        every = accounts.list_accounts(connection, ilce)
        keys = [key for key in sessions.list_keys(connection, ilce) if key.iptal is None]
        happened = accounts.records(connection, ilce, limit=_RECORDS)
    if sheet.wants_json(request):
        columns = ("ad", "rol", "mudurluk", "kapali", "kilitli", "totp", "oturum", "anahtar")
        return sheet.document({"hesaplar": [{name: getattr(one, name) for name in columns} for one in every]})
    return sheet.page(
        request, "hesaplar.html", status=status, title=sheet.speech(request)._("Hesaplar"), kusur=fault,
        hesaplar=every, anahtarlar=keys, kayitlar=happened, roller=ROLES, words=words,
    )  # fmt: skip


def _role(given: str) -> Role:
    for role in ROLES:
        if role == given:
            return role
    raise AccountRefused(
        f"Rol şunlardan biri olmalı: {', '.join(ROLES)}.", f"The role must be one of {', '.join(ROLES)}."
    )


ROUTES = [
    Route("/hesaplar", show),
    Route("/hesaplar", add, methods=["POST"]),
    Route("/hesaplar/anahtar-iptal", revoke_key, methods=["POST"]),
    Route("/hesaplar/{id:uuid}/{ne}", act, methods=["POST"]),
    Route("/yetkiler", rights),
]
