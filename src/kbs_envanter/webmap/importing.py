"""Importing departments' files on the web: ``/ice-aktar``, in steps, without a script.

Upload, say what the columns are, look at what would change, make it. What was sent is kept for a day.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.language import N_
from kbs_envanter.pipeline.importing import (
    ENDINGS,
    FIELDS,
    MOST_BYTES,
    ImportOptions,
    ImportRefused,
    places,
    read_file,
    rejects_csv,
    rejects_xlsx,
    staging,
)
from kbs_envanter.pipeline.importing.preview import OUTCOMES
from kbs_envanter.pipeline.importing.templates import COLUMNS, template
from kbs_envanter.pipeline.importing.values import written_points
from kbs_envanter.pipeline.tables import read_neighbourhoods
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.editing import to
from kbs_envanter.webmap.editing_words import field_names

_FORM = 64 * 1024  # around the file, and forms without one
_SAMPLES = 3
_PAGE = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {column.alan: column.baslik for column in COLUMNS} | {
    "tur": N_("Tür"), "cadde_sokak": N_("Cadde, sokak"), "kapi_no": N_("Kapı no"), "adres_tarifi": N_("Adres tarifi"),
    "tapu_mahallesi": N_("Tapu mahallesi"), "ada": N_("Ada"), "parsel": N_("Parsel"), "x": "X", "y": "Y",
}  # fmt: skip
OUTCOME_NAMES = {"ekle": N_("Yeni"), "degistir": N_("Değişen"), "ayni": N_("Aynı"), "ret": N_("Alınamayan")}


def start(request: Request) -> Response:
    """The form to send a file, and what waits."""
    who = access.require(request, Permission.ICE_AKTAR)
    return _start_page(request, who)


def upload(request: Request) -> Response:
    """Read a file and keep its rows; then its columns are asked for."""
    who = access.require(request, Permission.ICE_AKTAR)
    fields = access.form(request, limit=MOST_BYTES + _FORM)
    sent = fields.get("dosya")
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise ImportRefused("Bir dosya seçin.", "Choose a file.")
        content = sent.file.read(MOST_BYTES + 1)
        found = read_file(content, sent.filename, layer=_text(fields, "katman") or None)
        how = {"ilce_kodu": sheet.district(request), "tur": _one_of(_text(fields, "tur"), Tur)}
        key = staging.stage(request.app.state.engine, who, found, **how)
    except ImportRefused as refused:
        return _start_page(request, who, refused)
    finally:
        if isinstance(sent, UploadFile):
            sent.file.close()
    return to(request, f"/ice-aktar/{key}/esleme")


def columns(request: Request) -> Response:
    """Which column is which field, with suggestions."""
    who = access.require(request, Permission.ICE_AKTAR)
    found = _found(request, who)
    if found is None:
        return _unknown(request)
    if found.durum == "uygulandi":
        return to(request, f"/ice-aktar/{found.id}")
    return _columns_page(request, found)


def preview(request: Request) -> Response:
    """Take the mapping and think the import through."""
    who = access.require(request, Permission.ICE_AKTAR)
    fields = access.form(request, limit=4 * _FORM)
    found = _found(request, who)
    if found is None:
        return _unknown(request)
    options = _options(fields, found)
    how = {"ilce_kodu": sheet.district(request), "mahalle": _mahalle(request)}
    try:
        staging.preview_staged(request.app.state.engine, who, found.id, options, **how)
    except ImportRefused as refused:
        return _columns_page(request, replace(found, options=options), refused)
    return to(request, f"/ice-aktar/{found.id}")


def show(request: Request) -> Response:
    """What the import would do, or what it did."""
    who = access.require(request, Permission.ICE_AKTAR)
    found = _found(request, who)
    if found is None:
        return _unknown(request)
    if found.preview is None:
        return to(request, f"/ice-aktar/{found.id}/esleme")
    return _preview_page(request, found)


def make(request: Request) -> Response:
    """Make the import as it was shown."""
    who = access.require(request, Permission.ICE_AKTAR)
    fields = access.form(request, limit=_FORM)
    key: UUID = request.path_params["id"]
    mode = "iyiler" if _text(fields, "kip") == "iyiler" else "hepsi"
    how: dict[str, Any] = {"ilce_kodu": sheet.district(request), "mahalle": _mahalle(request)}
    try:
        staging.apply_staged(request.app.state.engine, who, key, neden=_text(fields, "neden"), mode=mode, **how)
    except ImportRefused as refused:
        found = _found(request, who)
        if found is None or found.preview is None:
            return _unknown(request)
        return _preview_page(request, found, refused, 409)
    return to(request, f"/ice-aktar/{key}")


def rejects(request: Request) -> Response:
    """The rows that cannot be taken, with the reasons, to put right and send again."""
    who = access.require(request, Permission.ICE_AKTAR)
    found = _found(request, who)
    if found is None or found.preview is None:
        return _unknown(request)
    as_xlsx = request.query_params.get("bicim") == "xlsx"
    body = (rejects_xlsx if as_xlsx else rejects_csv)(found.sheet, found.preview.satirlar)
    return _file(body, "reddedilenler", "xlsx" if as_xlsx else "csv")


def discard(request: Request) -> Response:
    """Drop what was sent. What was made of it stays."""
    who = access.require(request, Permission.ICE_AKTAR)
    access.form(request, limit=_FORM)
    staging.discard(request.app.state.engine, who, request.path_params["id"], ilce_kodu=sheet.district(request))
    return to(request, "/ice-aktar")


def blank(request: Request) -> Response:
    """An Excel template to fill in."""
    access.require(request, Permission.ICE_AKTAR)
    kind = _one_of(request.path_params["tur"], Tur)
    if kind is None:
        return sheet.refused(request, 404, "Böyle bir tür yok.", "There is no such kind.")
    return _file(template(Tur(kind), [each.ad for each in _mahalle(request)]), f"sablon-{kind}", "xlsx")


def _start_page(request: Request, who: Who, refused: ImportRefused | None = None) -> Response:
    with request.app.state.engine.connect() as connection:
        kept = staging.waiting(connection, who, ilce_kodu=sheet.district(request))
    return sheet.page(
        request,
        "ice_aktar.html",
        status=422 if refused else 200,
        title=sheet.speech(request)._("İçe aktarma"),
        kusur=refused and (refused.tr, refused.en),
        bekleyen=kept,
        turler=list(Tur),
        uzantilar=",".join(ending for endings in ENDINGS.values() for ending in endings),
    )


def _columns_page(request: Request, found: staging.Staged, refused: ImportRefused | None = None) -> Response:
    rows = found.sheet.satirlar
    shown = []
    for place, column in enumerate(found.sheet.sutunlar):
        samples = [str(row[place])[:40] for row in rows[:50] if row[place] is not None][:_SAMPLES]
        shown.append((place, column, found.options.esleme.get(column, ""), samples))
    return sheet.page(
        request,
        "ice_aktar_esleme.html",
        status=422 if refused else 200,
        title=found.sheet.ad,
        kusur=refused and (refused.tr, refused.en),
        i=found,
        sutunlar=shown,
        alanlar={field: TITLES[field] for field in FIELDS},
        turler=list(Tur),
        sistemler=places.SYSTEMS,
        oneri=_proposal(request, found),
        kesinlikler=[each.value for each in Kesinlik if each is not Kesinlik.YOK],
    )


def _proposal(request: Request, found: staging.Staged) -> places.Proposal | None:
    """The coordinate system that a file without one is likely to be in."""
    if places.stated_crs(found.sheet.crs) is not None:
        return None
    with request.app.state.engine.connect() as connection:
        box = places.district_box(connection, sheet.district(request))
    return places.propose(written_points(found.sheet, dict(found.options.esleme)), box)


def _preview_page(
    request: Request, found: staging.Staged, refused: ImportRefused | None = None, status: int = 200
) -> Response:
    assert found.preview is not None
    counts = found.preview.sayilar
    asked = request.query_params.get("goster", "")
    outcome = asked if asked in OUTCOMES else next((o for o in ("ret", "degistir", "ekle") if counts[o]), "ayni")
    page = _page_number(request)
    rows = [row for row in found.preview.satirlar if row.islem == outcome]
    if sheet.wants_json(request):
        return sheet.document(_json(found))
    return sheet.page(
        request,
        "ice_aktar_onizleme.html",
        status=status,
        title=found.sheet.ad,
        kusur=refused and (refused.tr, refused.en),
        i=found,
        sayilar=counts,
        adlar=OUTCOME_NAMES,
        names=field_names(sheet.speech(request)),
        secili=outcome,
        satirlar=rows[(page - 1) * _PAGE : page * _PAGE],
        sayfa=page,
        sayfalar=max(1, -(-len(rows) // _PAGE)),
        geri_alabilir=access.current(request).may(Permission.GERI_AL),
    )


def _json(found: staging.Staged) -> dict[str, Any]:
    assert found.preview is not None
    made = found.sonuc
    return {
        "dosya": found.sheet.ad,
        "durum": found.durum,
        "sayilar": found.preview.sayilar,
        "degisiklik": made.degisiklik if made else None,
        "kodlar": list(made.kodlar) if made else [],
        "notlar": [{"tr": tr, "en": en} for tr, en in found.preview.notlar],
    }


def _options(fields: FormData, found: staging.Staged) -> ImportOptions:
    esleme = {}
    for place, column in enumerate(found.sheet.sutunlar):
        field = _text(fields, f"s{place}")
        if field in FIELDS:
            esleme[column] = field
    radius = places.coordinate(_text(fields, "belirsizlik_m")) or 25.0
    return ImportOptions(
        esleme=esleme,
        tur=_one_of(_text(fields, "tur"), Tur),
        crs=_text(fields, "crs")[:20] or None,
        kesinlik=_one_of(_text(fields, "kesinlik"), Kesinlik) or "yer",
        belirsizlik_m=min(max(radius, 0.1), 10_000.0),
        onay=_text(fields, "onay") == "1",
    )


def _found(request: Request, who: Who) -> staging.Staged | None:
    with request.app.state.engine.connect() as connection:
        return staging.staged(connection, who, request.path_params["id"], ilce_kodu=sheet.district(request))


def _unknown(request: Request) -> Response:
    return sheet.refused(
        request, 404, "Bu içe aktarma yok ya da süresi doldu; dosyayı yeniden gönderin.",
        "This import is not there or too old; send the file again.",
    )  # fmt: skip


def _mahalle(request: Request) -> list[Neighbourhood]:
    return [row.neighbourhood() for row in read_neighbourhoods(request.app.state.settings.veri_dizini)]


def _text(fields: FormData, name: str) -> str:
    value = fields.get(name, "")
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _one_of(value: str, known: Sequence[str] | Any) -> str | None:
    return value if value in list(known) else None


def _page_number(request: Request) -> int:
    asked = request.query_params.get("sayfa", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _file(body: bytes, name: str, ending: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type=_XLSX if ending == "xlsx" else "text/csv; charset=utf-8", headers=headers)


ROUTES = [
    Route("/ice-aktar", start),
    Route("/ice-aktar", upload, methods=["POST"]),
    Route("/ice-aktar/sablon/{tur}", blank),
    Route("/ice-aktar/{id:uuid}", show),
    Route("/ice-aktar/{id:uuid}", make, methods=["POST"]),
    Route("/ice-aktar/{id:uuid}/esleme", columns),
    Route("/ice-aktar/{id:uuid}/esleme", preview, methods=["POST"]),
    Route("/ice-aktar/{id:uuid}/reddedilenler", rejects),
    Route("/ice-aktar/{id:uuid}/sil", discard, methods=["POST"]),
]
