"""Strong validators: an answer is named by the dataset version it was made from and by what was asked.

Made from data alone, not from the body: "not modified" is answered without reading a feature.
"""

import hashlib
from importlib.metadata import version as installed_version

from starlette.requests import Request
from starlette.responses import Response

from kbs_envanter.api.forms import Form
from kbs_envanter.api.links import root

# Another version of the program may write the same data in other words.
_PROGRAM = installed_version("kbs-envanter")
_ROLE = "public"
VARY = "Accept, Accept-Encoding"
CACHE_CONTROL = "no-cache"  # may be kept, must be asked for: the answer to that costs next to nothing
GZIP_MARK = "-gz"  # a compressed body is another sequence of bytes, so it has another strong validator


def etag(request: Request, version: int, form: Form) -> str:
    """The entity tag of the answer to this request at a dataset version."""
    query = b"&".join(sorted(request.scope["query_string"].split(b"&")))
    asked = f"{_PROGRAM}|{version}|{_ROLE}|{form.media}|{root(request)}|{request.scope['path']}|".encode() + query
    return f'"{hashlib.blake2b(asked, digest_size=12).hexdigest()}"'


def headers(tag: str) -> dict[str, str]:
    """What every answer made from data carries."""
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": VARY}


def not_modified(request: Request, tag: str) -> Response | None:
    """The empty answer 304 when the client has this one already (If-None-Match, RFC 9110 13.1.2)."""
    known = request.headers.get("if-none-match")
    if known is None:
        return None
    tags = {one.strip().removeprefix("W/").replace(f'{GZIP_MARK}"', '"') for one in known.split(",")}
    return Response(status_code=304, headers=headers(tag)) if tag in tags or "*" in tags else None
