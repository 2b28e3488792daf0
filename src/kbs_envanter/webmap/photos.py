"""Photos of assets on the web: attach and show by forms, list as JSON, and the files themselves."""

from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.pipeline import media, photos
from kbs_envanter.pipeline.editing import EditsRefused
from kbs_envanter.pipeline.proposals import needs_approval
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.editing import editor, find, to, unknown, where

_FORM_BYTES = media.MOST_BYTES + 64 * 1024
_FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-site",
}


def add(request: Request) -> Response:
    """Attach a photo; what is larger than it may be is not read to its end."""
    who, kod = editor(request), request.path_params["kod"]
    if find(request, who, kod) is None:
        return unknown(request, kod)
    fields = access.form(request, limit=_FORM_BYTES)
    sent = fields.get("dosya")
    content = b""
    if isinstance(sent, UploadFile):
        with sent.file as file_sent:
            content = file_sent.read(media.MOST_BYTES + 1)
    said = {name: str(fields.get(name, "")) for name in ("aciklama", "neden")}
    try:
        photos.attach(
            request.app.state.engine, who, _place(request), content,
            acik=fields.get("acik") == "1" and not _waits(request), nereden=where(request), **said,
        )  # fmt: skip
    except media.PhotoRefused as refused:
        return _refused(request, 413 if refused.too_large else 422, refused.tr, refused.en)
    except EditsRefused as refused:
        return _refused_edit(request, refused)
    return to(request, f"/varlik/{kod}/duzenle#fotograflar")


def change(request: Request) -> Response:
    """Show a photo to the public (``ne=goster``), no longer (``gizle``), or take it away (``sil``)."""
    who, kod = editor(request), request.path_params["kod"]
    fields = access.form(request, limit=64 * 1024)
    what, why = fields.get("ne"), str(fields.get("neden", ""))
    said: dict[str, Any] = {"neden": why, "nereden": where(request), "onay": _waits(request)}
    engine, photo = request.app.state.engine, UUID(str(request.path_params["foto"]))
    try:
        if what == "sil":
            photos.remove(engine, who, _place(request), photo, **said)
        elif what in ("goster", "gizle"):
            photos.set_public(engine, who, _place(request), photo, what == "goster", **said)
    except EditsRefused as refused:
        return _refused_edit(request, refused)
    return to(request, f"/varlik/{kod}/duzenle#fotograflar")


def listing(request: Request) -> Response:
    """The photos of an asset that the asker may see, as JSON."""
    who, kod = access.current(request), request.path_params["kod"].replace("\0", "")
    access.mark_private(request)
    with request.app.state.engine.connect() as connection:
        found = photos.listed(connection, who, sheet.district(request), kod)
    if found is None:
        return unknown(request, kod)
    base = f"{sheet.root(request)}/medya"
    shown = [
        {
            "dosya": f"{base}/{row['ozet']}.jpg", "kucuk": f"{base}/{row['ozet']}-kucuk.jpg",
            "aciklama": row["aciklama"], "genislik": row["genislik"], "yukseklik": row["yukseklik"],
            "acik": row["acik"], "zaman": row["zaman"].isoformat(),
        }
        for row in found
    ]  # fmt: skip
    return JSONResponse({"kod": kod, "fotograflar": shown}, headers={"Cache-Control": "no-cache"})


def file(request: Request) -> Response:
    """A photo's file. One that the asker may not see is as unknown as one that never was."""
    name = request.path_params["ad"]
    ozet, small = name.removesuffix("-kucuk"), name.endswith("-kucuk")
    who = access.current(request)
    access.mark_private(request)
    try:
        path = media.photo_path(request.app.state.settings.durum_dizini, ozet, small=small)
    except ValueError:
        return _no_file(request)
    with request.app.state.engine.connect() as connection:
        may, public = photos.visible(connection, who, sheet.district(request), ozet)
    if not may or not path.is_file():
        return _no_file(request)
    # Kept, but asked for each time: a photo may be hidden or withheld tomorrow.
    headers = _FILE_HEADERS | {"Cache-Control": "public, no-cache" if public else "private, no-store"}
    tag = f'"{name}"'
    if public and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers | {"ETag": tag})
    return FileResponse(path, media_type=media.MEDIA, headers=headers | {"ETag": tag})


def _waits(request: Request) -> bool:
    """Whether this asker's edits wait for approval: his photos are for staff until somebody shows them."""
    return needs_approval(access.current(request), request.app.state.settings.onay)


def _place(request: Request) -> photos.Place:
    folder = request.app.state.settings.durum_dizini
    return photos.Place(request.path_params["kod"].replace("\0", ""), sheet.district(request), folder)


def _refused_edit(request: Request, refused: EditsRefused) -> Response:
    fault = refused.faults[0][1]
    status = {"yok": 404, "yetki": 403}.get(fault.tur, 422)
    return _refused(request, status, fault.tr, fault.en)


def _refused(request: Request, status: int, tr: str, en: str) -> Response:
    """Why there is no photo; the way back is the form, where nothing was lost."""
    if sheet.wants_json(request):
        problem = {"type": "about:blank", "title": tr, "status": status, "detail": tr, "detail_en": en}
        return JSONResponse(problem, status, media_type="application/problem+json")
    speech = sheet.speech(request)
    why = tr if speech.lang == "tr" else en
    return sheet.page(
        request, "duzenle_ret.html", status=status, title=speech._("Fotoğraf eklenmedi"), why=why,
        kod=request.path_params["kod"],
    )  # fmt: skip


def _no_file(request: Request) -> Response:
    return Response(status_code=404, headers=_FILE_HEADERS | {"Cache-Control": "no-store"})


ROUTES = [
    Route("/medya/{ad}.jpg", file),
    Route("/varlik/{kod}/fotograflar", listing),
    Route("/varlik/{kod}/fotograf", add, methods=["POST"]),
    Route("/varlik/{kod}/fotograf/{foto:uuid}", change, methods=["POST"]),
]
