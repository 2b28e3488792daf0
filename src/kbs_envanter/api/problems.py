"""What goes wrong, said once for people and machines: RFC 9457 problem+json in Turkish and English."""

import json
from collections.abc import Mapping, Sequence
from errno import EDQUOT, ENOSPC
from http import HTTPStatus

from psycopg.errors import DiskFull
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

PROBLEM = "application/problem+json"
RETRY_AFTER_S = 2
NO_ROOM_RETRY_S = 60


class Refused(Exception):
    """A request that cannot be answered: the status, and why, with the way out, in both languages."""

    def __init__(
        self,
        status: int,
        tr: str,
        en: str,
        *,
        field: str | None = None,
        fields: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(en)
        self.status, self.tr, self.en, self.field = status, tr, en, field
        self.fields, self.headers = fields, headers or {}


def bad_parameter(name: str, tr: str, en: str) -> Refused:
    """A query parameter that is unknown or malformed (400; OGC API never answers 422)."""
    return Refused(HTTPStatus.BAD_REQUEST, f"{name}: {tr}", f"{name}: {en}", field=name)


def not_found(tr: str, en: str) -> Refused:
    """Nothing is there, or nothing that the asker may know of: both answer alike."""
    return Refused(HTTPStatus.NOT_FOUND, tr, en)


def not_acceptable(offered: str) -> Refused:
    """No representation that the client accepts."""
    tr = f"Accept başlığındaki türlerin hiçbiri yok; olanlar: {offered}."
    return Refused(HTTPStatus.NOT_ACCEPTABLE, tr, f"None of the types in Accept; there are: {offered}.")


async def answer_refused(request: Request, refused: Exception) -> Response:
    """A refusal of ours."""
    assert isinstance(refused, Refused)
    response = _problem(refused.status, refused.tr, refused.en, refused.field, refused.fields)
    response.headers.update(refused.headers)
    return response


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such path, wrong method) in the same form."""
    assert isinstance(error, HTTPException)
    tr = {404: "Bu adreste bir şey yok.", 405: "Bu adres bu yöntemle çağrılamaz."}.get(
        error.status_code, "İstek reddedildi."
    )
    response = _problem(error.status_code, tr, error.detail)
    response.headers.update(error.headers or {})
    return response


async def answer_failure(request: Request, error: Exception) -> Response:
    """A fault of ours: nothing of the inside is told."""
    return _problem(500, "Sunucuda bir hata oldu; kaydedildi.", "Something failed on the server; it was logged.")


async def answer_busy(request: Request, error: Exception) -> Response:
    """No database connection in time, a statement that took longer than it may, or a database whose disk is full."""
    if isinstance(getattr(error, "orig", error), DiskFull):
        return _no_room()
    response = _problem(503, "Sunucu şu anda dolu; az sonra yeniden deneyin.", "The server is busy; try again shortly.")
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


async def answer_os_error(request: Request, error: Exception) -> Response:
    """A file that could not be written for want of room; any other fault of the system is ours to look at."""
    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
        return _no_room()
    raise error


def _no_room() -> Response:
    tr = "Sunucunun diskinde yer kalmadı; hiçbir şey yazılmadı. Yöneticiye haber verin, sonra yeniden deneyin."
    en = "The server's disk is full; nothing was written. Tell the administrator and try again later."
    response = _problem(503, tr, en)
    response.headers["Retry-After"] = str(NO_ROOM_RETRY_S)
    return response


def _problem(
    status: int, tr: str, en: str, field: str | None = None, fields: Sequence[Mapping[str, str]] = ()
) -> Response:
    title = HTTPStatus(status).phrase
    body: dict[str, object] = {
        "type": "about:blank", "title": title, "status": status, "detail": tr, "detail_en": en,
    }  # fmt: skip
    if field is not None:
        body["parametre"] = field
    if fields:
        body["alanlar"] = list(fields)
    return Response(json.dumps(body, ensure_ascii=False), status, media_type=PROBLEM)
