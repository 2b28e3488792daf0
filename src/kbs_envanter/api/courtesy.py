"""What every address owes its callers: HEAD, OPTIONS, and answers that scripts of other sites may read."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EXPOSED = "Content-Crs, ETag, Link, Location, Retry-After, Content-Disposition, KBS-Karo-Eksik, KBS-Veri-Surumu"
ACCEPTED = "Accept, Authorization, Content-Type, If-Match, If-None-Match, KBS-Neden, KBS-Onay, X-API-Key, X-CSRF-Token"
_DAY_S = 86_400


class Courtesy:
    """Answers HEAD as GET without its body, OPTIONS with the methods there are, and adds the CORS headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope["method"])
        await self._app(scope, receive, answer.send)
        if answer.unknown_head:
            await self._app({**scope, "method": "GET"}, receive, _Answer(send, "GET", bare=True).send)


class _Answer:
    """Passes an answer on, with what is owed. A refused HEAD is held back: the route may know GET alone."""

    def __init__(self, send: Send, method: str, *, bare: bool = False) -> None:
        self._send, self._method, self._bare = send, method, bare or method in ("HEAD", "OPTIONS")
        self.unknown_head = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            refused = message["status"] == HTTPStatus.METHOD_NOT_ALLOWED
            self.unknown_head = refused and self._method == "HEAD"
            if refused and self._method == "OPTIONS":
                message = _methods(message)
            message["headers"] = [*message["headers"], *_CORS]
        elif self._bare:
            message = {**message, "body": b""}
        if not self.unknown_head:
            await self._send(message)


_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
]


def _methods(refusal: Message) -> Message:
    headers = MutableHeaders(raw=list(refusal["headers"]))
    methods = {part.strip() for part in headers.get("allow", "").split(",") if part.strip()} | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    allowed = ", ".join(sorted(methods))
    answer = MutableHeaders({"Allow": allowed, "Access-Control-Allow-Methods": allowed})
    answer["Access-Control-Allow-Headers"] = ACCEPTED
    answer["Access-Control-Max-Age"] = str(_DAY_S)
    return {"type": "http.response.start", "status": 204, "headers": answer.raw}
