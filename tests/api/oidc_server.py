"""A small OpenID Connect provider on loopback: real HTTP, signed tokens, and lies to order."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "kbs-envanter", "gizli-uzun-ve-kimsenin-bilmedigi"


class Provider:
    """What the provider answers; a test changes ``claims`` (None drops one), ``key`` or ``issuer`` to lie."""

    def __init__(self, address: str) -> None:
        self.address = self.issuer = address
        self.published = self.key = RSAKey.generate_key(2048, parameters={"kid": "1"}, auto_kid=True)
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}  # by the last authorization request
        self.header = {"alg": "RS256", "kid": "1"}

    def configuration(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/izin", "token_endpoint": "/belge", "jwks_uri": "/anahtarlar"}
        return {"issuer": self.issuer, **{name: self.address + path for name, path in ends.items()}}

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.published.as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Somebody signs in over there; where the browser goes next."""
        self.asked = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': 'bir-kod', 'state': asked['state']})}"

    def token(self, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The code for tokens, where client, code and verifier are right."""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (form.get("code"), challenge, authorization) != ("bir-kod", self.asked.get("code_challenge"), basic):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.address,
            "sub": "kisi-7",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
            "preferred_username": "Planlama.3@belediye.example",
            "groups": ["herkes", "imar"],
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        signed = jwt.encode(self.header, said, self.key)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there = urlsplit(self.path)
            if there.path == "/.well-known/openid-configuration":
                self._json(200, made.configuration())
            elif there.path == "/anahtarlar":
                self._json(200, made.keys())
            else:
                self.send_response(302)
                self.send_header("Location", made.authorize({k: v[0] for k, v in parse_qs(there.query).items()}))
                self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(*made.token(self.headers.get("Authorization", ""), form))

        def _json(self, status: int, document: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
