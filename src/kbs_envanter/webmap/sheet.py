"""Pages made on the server from one frame: Turkish first, readable without a script, the same facts as JSON."""

import hashlib
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.labels import label
from kbs_envanter.domain.text import upper
from kbs_envanter.webmap import drawing
from kbs_envanter.webmap.assets import STATIC_DIR

KINDS = tuple(tur.value for tur in Tur)
NOT_KNOWN = "veri yok"


async def fetched(request: Request, statement: tuple[str, dict[str, Any]]) -> Any:
    """The first column of a statement's first row; None when it has no row."""
    async with request.app.state.pool.connection() as connection:
        row = await (await connection.execute(*statement)).fetchone()
    return None if row is None else row[0]


def district(request: Request) -> int:
    """The district this service is of."""
    return int(request.app.state.settings.ilce_kodu)


def root(request: Request) -> str:
    """Path below which the service answers, without a slash at its end: ```` or ``/envanter``."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def wants_json(request: Request) -> bool:
    """Whether JSON is asked for: by ``f``, else by ``Accept``."""
    if asked := request.query_params.get("f"):
        return asked == "json"
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page from a template, with a policy that allows our own style sheet and scripts with this answer's mark."""
    nonce = secrets.token_urlsafe(16)
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
    html = _templates.get_template(template).render(root=root(request), nonce=nonce, **context)
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }
    return HTMLResponse(html, status, headers)


def rendered(template: str, **context: Any) -> str:
    """A template that is no page, such as a drawing to save."""
    return _templates.get_template(template).render(**context)


def document(content: Any) -> Response:
    """The facts of a page as JSON."""
    return JSONResponse(content, headers={"Cache-Control": "no-cache", "Vary": "Accept"})


def refused(
    request: Request, status: int, tr: str, en: str, template: str = "sayfa_hata.html", **context: Any
) -> Response:
    """Why there is no answer and what to do, as a page or as problem+json (RFC 9457)."""
    if wants_json(request):
        problem = {"type": "about:blank", "title": tr, "status": status, "detail": f"{tr} / {en}"}
        return JSONResponse(problem, status, media_type="application/problem+json")
    title = "Bulunamadı" if status == 404 else "Böyle bir harita yok"
    return page(request, template, status=status, title=title, tr=tr, en=en, **context)


def number(value: float | None, unit: str = "", digits: int | None = None) -> str:
    """A number as Turkish writes it: ``1.234,5 m²``. Without ``digits``, as many as its size asks for."""
    if value is None:
        return NOT_KNOWN
    text = f"{value:,.{digits}f}" if digits is not None else _shortest(value)
    turkish = text.translate(str.maketrans(",.", ".,"))
    return f"{turkish}\u00a0{unit}" if unit else turkish


def _shortest(value: float) -> str:
    """As many digits as tell: none from a thousand on, four below a tenth, and no zeros at the end."""
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 0.1 else 4
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def words(code: str | None, kind: str) -> str:
    """A code's label; a code without one with spaces for its underscores."""
    found = label(kind, code)
    return found.replace("_", " ") if found == code else found


def lines(ends: Iterable[int | None]) -> str:
    """First and last line of a document in words; nothing when they are not known."""
    first, last = ends
    if first is None:
        return ""
    return f"satır {first}" if last in (None, first) else f"satır {first}–{last}"


def _day(iso: str | None) -> str:
    return "" if not iso else ".".join(reversed(iso[:10].split("-")))


@lru_cache
def _static(name: str) -> str:
    """Address of a file of these pages below the root, with the hash of its contents."""
    digest = hashlib.sha256((STATIC_DIR / "tematik" / name).read_bytes()).hexdigest()[:12]
    return f"/static/tematik/{name}?v={digest}"


_templates = Environment(
    loader=PackageLoader("kbs_envanter.webmap", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "etiket": words,
    "sayi": number,
    "satir": lines,
    "gun": _day,
    "bas_harf": lambda text: upper(text[:1]) + text[1:],
    "yol": lambda text: quote(str(text), safe=""),
}
_templates.globals |= {
    "KINDS": KINDS,
    "dosya": _static,
    "bodies": drawing.BODIES,
    "pictures": drawing.PICTURES,
    "request_page": "",
}
