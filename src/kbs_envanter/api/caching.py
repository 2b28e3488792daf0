"""Strong validators: an answer is named by the dataset version it was made from and by what was asked.

Made from data alone, not from the body: "not modified" is answered without reading a feature.
"""

import hashlib
from importlib.metadata import version as installed_version

from starlette.requests import Request
from starlette.responses import Response

from kbs_envanter import language
from kbs_envanter.api.forms import AS_HTML, Form
from kbs_envanter.api.links import root
from kbs_envanter.store.roles import KAMU

# Another version of the program may write the same data in other words.
_PROGRAM = installed_version("kbs-envanter")
PRIVATE = "private, no-store"
VARY = "Accept, Accept-Encoding"
CACHE_CONTROL = "no-cache"  # may be kept, must be asked for: the answer to that costs next to nothing
GZIP_MARK = "-gz"  # a compressed body is another sequence of bytes, so it has another strong validator


def etag(request: Request, version: int, form: Form, role: str = KAMU) -> str:
    """The entity tag of the answer to this request at a dataset version, as a database role reads it."""
    query = b"&".join(sorted(request.scope["query_string"].split(b"&")))
    media = f"{form.media};{language.choose(request)}" if form is AS_HTML else form.media
    asked = f"{_PROGRAM}|{version}|{role}|{media}|{root(request)}|{request.scope['path']}|".encode() + query
    return f'"{hashlib.blake2b(asked, digest_size=12).hexdigest()}"'


def headers(tag: str, role: str = KAMU) -> dict[str, str]:
    """What every answer made from data carries; what only some may read is kept nowhere."""
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL if role == KAMU else PRIVATE, "Vary": VARY}


def not_modified(request: Request, tag: str) -> Response | None:
    """The empty answer 304 when the client has this one already (If-None-Match, RFC 9110 13.1.2)."""
    known = request.headers.get("if-none-match")
    if known is None:
        return None
    tags = {one.strip().removeprefix("W/").replace(f'{GZIP_MARK}"', '"') for one in known.split(",")}
    return Response(status_code=304, headers=headers(tag)) if tag in tags or "*" in tags else None
