"""Signing in through the municipality's own directory: OpenID Connect, authorization code with PKCE.

Nothing is kept here while the browser is away: state, nonce and the code's verifier travel in a sealed cookie.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kbs_envanter.domain.permissions import Role
from kbs_envanter.settings import Settings
from kbs_envanter.store.secret_key import Vault

COOKIE = "kbs_kurum"
PATIENCE_S: Final = 600  # to sign in over there
_TIMEOUT_S = 5
_ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "EdDSA"]  # none of them with a shared secret
_LEEWAY_S = 60
_LARGEST = 256 * 1024
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class DirectoryRefused(Exception):
    """The directory did not say, in a way that can be believed, who it is; ``tr`` and ``en`` are for the person."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(en)
        self.tr, self.en = tr, en


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the directory named: unique and for ever by ``outside``; ``name`` is only a wish."""

    outside: str
    name: str
    role: Role


def begin(settings: Settings, vault: Vault, back: str, after: str) -> tuple[str, str]:
    """Where to send the browser, and the sealed cookie that it brings back.

    Args:
        back: our own address to come back to, known to the directory.
        after: path of this site to go to at last.

    Raises:
        DirectoryRefused: the directory does not answer as it has to.
    """
    found, verifier = _discover(settings), secrets.token_urlsafe(48)
    state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    there, _ = _client(settings, back).create_authorization_url(
        found["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
    )
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "back": back, "after": after}
    return there, vault.seal(json.dumps(kept)).decode()


def finish(settings: Settings, vault: Vault, sealed: str, answer: dict[str, str]) -> tuple[Person, str]:
    """Whom the directory named, and where to go now.

    Args:
        sealed: the cookie of ``begin``.
        answer: the parameters with which the browser came back.

    Raises:
        DirectoryRefused: state, code, signature, issuer, audience, time or nonce is not right, or no role fits.
    """
    opened = vault.open(sealed.encode(), age_s=PATIENCE_S)
    kept: dict[str, str] = json.loads(opened) if opened else {}
    if not kept or not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
        raise DirectoryRefused("Giriş yarıda kaldı; baştan deneyin.", "The sign-in was interrupted; start again.")
    if "code" not in answer or answer.get("iss", settings.oidc_adres) != settings.oidc_adres:
        raise DirectoryRefused("Kurum dizini girişi onaylamadı.", "The directory did not confirm the sign-in.")
    found = _discover(settings)
    try:
        token = _client(settings, kept["back"]).fetch_token(
            found["token_endpoint"], code=answer["code"], code_verifier=kept["verifier"], timeout=_TIMEOUT_S,
            allow_redirects=False,
        )  # fmt: skip
    except (OAuthError, requests.RequestException, ValueError) as error:
        raise DirectoryRefused("Kurum dizini girişi onaylamadı.", "The directory did not confirm the code.") from error
    claims = _claims(settings, str(token.get("id_token", "")), _keys(found["jwks_uri"]), kept["nonce"])
    return _person(settings, claims), kept["after"]


def _claims(settings: Settings, token: str, keys: KeySet, nonce: str) -> dict[str, Any]:
    """What a signed id token says, checked as OpenID Connect Core 3.1.3.7 asks."""
    checks = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": settings.oidc_adres},
        aud={"essential": True, "value": settings.oidc_istemci},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = dict(jwt.decode(token, keys, algorithms=_ALGORITHMS).claims)
        checks.validate(claims)
    except (JoseError, ValueError) as error:
        raise DirectoryRefused("Kurum dizininin kimlik belgesi geçersiz.", "The id token is not valid.") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else settings.oidc_istemci) != settings.oidc_istemci:
        raise DirectoryRefused("Kimlik belgesi başka bir sistem için.", "The id token is for another client.")
    return claims


def _person(settings: Settings, claims: dict[str, Any]) -> Person:
    groups = claims.get(settings.oidc_grup_alani, [])
    groups = [groups] if isinstance(groups, str) else groups
    role = next((role for group, role in settings.oidc_roller.items() if group in groups), None)
    if role is None:
        raise DirectoryRefused(
            "Kurum hesabınıza burada bir rol verilmemiş; yöneticiye başvurun.",
            "Your account has no role here; ask the administrator.",
        )
    name = str(claims.get("preferred_username", "")).partition("@")[0].lower()
    return Person(f"{claims['iss']} {claims['sub']}", name, role)


def _client(settings: Settings, back: str) -> OAuth2Session:
    secret = settings.oidc_gizli.get_secret_value()
    if settings.oidc_gizli_dosyasi is not None:
        secret = settings.oidc_gizli_dosyasi.read_text(encoding="utf-8").strip()
    return OAuth2Session(
        settings.oidc_istemci, secret or None, redirect_uri=back, scope="openid profile", code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
    )  # fmt: skip


def _discover(settings: Settings) -> dict[str, Any]:
    assert settings.oidc_adres is not None
    found = _fetched(settings.oidc_adres.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != settings.oidc_adres:
        raise DirectoryRefused("Kurum dizini kendini başka tanıtıyor.", "The directory is not the issuer that was set.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _check_address(str(found.get(name, "")))
    return found


def _keys(address: str) -> KeySet:
    try:
        return KeySet.import_key_set(_fetched(address))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise DirectoryRefused("Kurum dizininin anahtarları okunamadı.", "The directory's keys are faulty.") from error


def _fetched(address: str) -> dict[str, Any]:
    _check_address(address)
    try:
        with requests.get(address, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            answer.raise_for_status()
            document = json.loads(answer.raw.read(_LARGEST, decode_content=True))
    except (requests.RequestException, ValueError, OSError) as error:
        raise DirectoryRefused("Kurum dizinine ulaşılamadı.", "The directory cannot be reached.") from error
    if not isinstance(document, dict):
        raise DirectoryRefused("Kurum dizini beklenmedik bir yanıt verdi.", "The directory's answer is unexpected.")
    return document


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise DirectoryRefused("Kurum dizini https ile ulaşılır olmalı.", "The directory has to be reached over https.")
