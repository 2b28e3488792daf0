"""Collections as files: the answer to ``f=csv``, ``f=gpkg`` and so on."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from psycopg_pool import PoolTimeout
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kbs_envanter.api.answering import connections
from kbs_envanter.api.caching import PRIVATE
from kbs_envanter.api.problems import Refused, bad_parameter
from kbs_envanter.pipeline.formats.building import TooManyRows
from kbs_envanter.pipeline.formats.catalogue import FORMATS, Format
from kbs_envanter.pipeline.formats.export import export
from kbs_envanter.pipeline.formats.source import CsvStyle, Source
from kbs_envanter.store.roles import KAMU

CSV_PARAMETERS = ("bom", "ayrac")
_ZONE = ZoneInfo("Europe/Istanbul")


class Slots:
    """How many exports a server process runs at once: the others of its database connections serve the rest."""

    def __init__(self, number: int, patience_s: float = 5.0) -> None:
        self._free, self._patience_s = asyncio.Semaphore(number), patience_s

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise PoolTimeout("every export slot is taken") from error

    async def __aexit__(self, *_: object) -> None:
        self._free.release()


def csv_style(query: QueryParams) -> CsvStyle:
    """Read ``bom=1`` and ``ayrac=;``.

    Raises:
        Refused: 400 for another value.
    """
    bom, separator = query.get("bom", "0"), query.get("ayrac", ",")
    if bom not in ("0", "1"):
        raise bad_parameter("bom", "0 ya da 1", "0 or 1")
    if separator not in (",", ";"):
        raise bad_parameter("ayrac", "virgül ya da noktalı virgül (%3B)", "a comma or a semicolon (%3B)")
    return CsvStyle(bom=bom == "1", separator=separator)


def format_accepted(media_type: str) -> Format | None:
    """The format that a media type of an Accept header asks for."""
    plain = media_type.split(";")[0].strip().lower()
    return next((made for made in FORMATS.values() if made.media_type == plain), None)


def export_response(request: Request, source: Source, key: str, *, crs: str, role: str = KAMU) -> Response:
    """Answer with the features of ``source`` as a file.

    Args:
        request: the application's state holds ``pool`` and ``export_slots``.
        source: what to write.
        key: format, a key of ``FORMATS``.
        role: database role that reads it; what the public may not read is kept nowhere.
        crs: URI of the CRS the statement's geometry is in; KML is in WGS 84 always.

    Raises:
        Refused: 400 when a CSV option is malformed or the format cannot be in this CRS. 400 for too many rows,
            and PoolTimeout when too many exports run, come while the answer is being made.
    """
    wanted = FORMATS[key]
    style = csv_style(request.query_params)
    if key == "kml" and source.srid != 4326:
        raise bad_parameter("crs", "KML yalnız WGS 84 olabilir; crs yazmayın", "KML is in WGS 84 only; leave crs out")
    headers = {"Content-Disposition": _disposition(source.name, wanted.extension), "Content-Crs": f"<{crs}>"}
    if role != KAMU:
        headers["Cache-Control"] = PRIVATE
    if request.method == "HEAD":
        return Response(headers=headers, media_type=wanted.media_type)
    pieces = export(connections(request, role), source, key, csv_style=style)
    return Export(pieces, request.app.state.export_slots, headers, wanted.media_type)


class Export(Response):
    """Sends pieces as they come. Until the first one is there, a failure is an ordinary error answer; after that it
    breaks the connection off without a proper end. When the client leaves, the work ends at once."""

    def __init__(self, pieces: AsyncGenerator[bytes], slots: Slots, headers: dict[str, str], media_type: str) -> None:
        self._pieces, self._slots = pieces, slots
        self.status_code, self.media_type, self.background = 200, media_type, None
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._pieces):
            await _unless_client_leaves(receive, self._send_in_turn(send))

    async def _send_in_turn(self, send: Send) -> None:
        async with self._slots:
            await self._send(send)

    async def _send(self, send: Send) -> None:
        try:
            first = await anext(self._pieces)
        except TooManyRows as error:
            maximum = f"{error.maximum:,}".replace(",", ".")
            raise Refused(
                400,
                f"Bu biçim en çok {maximum} satır alır; süzün ya da başka bir biçim seçin (csv, gpkg).",
                f"This format holds {error.maximum:,} rows at most; filter, or choose another (csv, gpkg).",
                field="f",
            ) from error
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(_body(first))
        async for piece in self._pieces:
            await send(_body(piece))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _body(piece: bytes) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": True}


async def _unless_client_leaves(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Do the work to its end, or cancel it when the client is gone."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.wait({working, leaving})
    if not working.cancelled():
        working.result()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _disposition(name: str, extension: str) -> str:
    """A name of its own for each download; the plain form is ASCII, the other says it for newer clients (RFC 6266)."""
    file_name = f"{name}-{datetime.now(_ZONE):%Y%m%d-%H%M}.{extension}"
    plain = file_name.encode("ascii", "replace").decode().replace('"', "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name)}"
