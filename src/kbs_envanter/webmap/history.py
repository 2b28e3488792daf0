"""What changed, who did it and why: the history of an asset, the list of changes, one change, and taking it back."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from psycopg.rows import dict_row
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kbs_envanter import access
from kbs_envanter.access.pools import read_pool, role_of
from kbs_envanter.domain.assets import Tur, asset_code
from kbs_envanter.domain.dictionary import words_of
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.language import N_
from kbs_envanter.pipeline.differences import differences
from kbs_envanter.pipeline.findings import check_inventory
from kbs_envanter.pipeline.undo import UndoRefused, undo
from kbs_envanter.store import history as sql
from kbs_envanter.store.versions import CURRENT
from kbs_envanter.webmap import sheet

KINDS = {
    "yukleme": N_("yükleme"),
    "duzeltme": N_("düzeltme"),
    "ice_aktarma": N_("içe aktarma"),
    "rapor": N_("yıllık rapor"),
    "saha": N_("saha"),
    "geri_alma": N_("geri alma"),
    "bakim": N_("bakım"),
    "dogrudan": N_("veritabanında doğrudan"),
}
DONE = {"insert": N_("eklendi"), "update": N_("değişti"), "delete": N_("silindi")}
TABLES = {
    "varlik": N_("varlık"),
    "kullanim": N_("kullanım"),
    "varlik_parsel": N_("parsel bağı"),
    "hak": N_("hak"),
    "konum_adayi": N_("aday konum"),
    "ek": N_("fotoğraf"),
    "tasinmaz_islemi": N_("taşınmaz işlemi"),
    "faaliyet": N_("faaliyet"),
    "tesis_bilgisi": N_("tesis bilgisi"),
    "esleme": N_("eşleme"),
    "bulgu": N_("bulgu"),
    "gosterge": N_("gösterge"),
    "konum_karari": N_("konum kararı"),
    "saha_tespiti": N_("saha tespiti"),
    "parsel": N_("parsel"),
    "mahalle": N_("mahalle"),
}


def _name_of(table: str, field: str) -> str:
    """A field in words; the history may know fields that are no more."""
    try:
        return words_of(table, field)
    except KeyError:
        return field


_WORDS = {"turler": KINDS, "islemler": DONE, "tablolar": TABLES, "alan_adi": _name_of}
# Collection -> its table in the history, how its codes begin, what its reader must be permitted.
_KINDS = {"binalar": Tur.BINA, "spor-tesisleri": Tur.SPOR_TESISI, "parklar": Tur.PARK, "pazarlar": Tur.PAZAR}
_SEEN = {"": Permission.GECMIS_OKU, "gorevli-": Permission.GOREVLI_OKU, "emlak-": Permission.EMLAK_OKU}
_COLLECTIONS: dict[str, tuple[str, str, Permission]] = {
    **{f"{prefix}varliklar": ("varlik", "", needs) for prefix, needs in _SEEN.items()},
    **{name: ("varlik", asset_code(tur, 0)[:4], Permission.GECMIS_OKU) for name, tur in _KINDS.items()},
    **{f"{prefix}islemler": ("tasinmaz_islemi", "", needs) for prefix, needs in _SEEN.items() if prefix},
    "tasinmaz-islemleri": ("tasinmaz_islemi", "", Permission.GECMIS_OKU),
    "silinenler": ("varlik", "", Permission.GECMIS_OKU),
    "mahalleler": ("mahalle", "", Permission.GECMIS_OKU),
    "parseller": ("parsel", "", Permission.EMLAK_OKU),
}


async def of_item(request: Request) -> Response:
    """Every version of an item: of an asset with its parts."""
    who = access.require(request, Permission.GECMIS_OKU)
    collection, kod = (request.path_params[name].replace("\0", "") for name in ("collection", "kod"))
    table, prefix, needs = _COLLECTIONS.get(collection, (None, "", Permission.GECMIS_OKU))
    access.require(request, needs)
    if number := _number(request, "fark"):
        return RedirectResponse(f"{sheet.root(request)}/degisiklikler/{number}", 303)
    asked: dict[str, Any] = {"ilce": sheet.district(request), "kod": kod, "once": _number(request, "once")}
    versions = []
    if table is not None and kod.startswith(prefix):
        of_asset = table == "varlik"
        statement = sql.of_asset(role_of(who), **asked) if of_asset else sql.of_row(role_of(who), table, **asked)
        versions = [_told(row) for row in await _rows(request, statement)]
    if not versions:
        return sheet.refused(request, 404, "Bu kodun geçmişi yok.", "There is no history of this code.")
    more = _more(request, versions, once="id")
    if sheet.wants_json(request):
        return sheet.document({"kod": kod, "gecmis": versions, "devami": more})
    title = f"{kod}: {sheet.speech(request)._('geçmiş')}"
    return sheet.page(
        request,
        "gecmis.html",
        title=title,
        kod=kod,
        gecmis=versions,
        devami=more,
        **_WORDS,
        yer=("varlik/" if collection in ("varliklar", *_KINDS) else f"collections/{collection}/items/") + quote(kod),
    )


async def listed(request: Request) -> Response:
    """Changes, newest first, by who, kind and day."""
    who = access.require(request, Permission.GECMIS_OKU)
    asked = {name: request.query_params.get(name) or None for name in ("kim", "tur", "gun")}
    if asked["tur"] not in (None, *KINDS) or not _is_day(asked["gun"]):
        return sheet.refused(
            request, 400, "tur ya da gun tanınmıyor (YYYY-AA-GG).", "tur or gun is not known (a date)."
        )
    once = _number(request, "once")
    statement = sql.changes(role_of(who), ilce=sheet.district(request), once=once, **asked)
    found = [_plain(row) for row in await _rows(request, statement)]
    more = _more(request, found, once="id")
    if sheet.wants_json(request):
        return sheet.document({"degisiklikler": found, "devami": more})
    title = sheet.speech(request)._("Değişiklikler")
    return sheet.page(
        request,
        "degisiklikler.html",
        title=title,
        degisiklikler=found,
        sorulan=asked,
        devami=more,
        **_WORDS,
    )


async def one(request: Request) -> Response:
    """One change whole, with the form that takes it back."""
    who = access.require(request, Permission.GECMIS_OKU)
    return await _one(request, who)


async def take_back(request: Request) -> Response:
    """Undo a change."""
    who = access.require(request, Permission.GERI_AL)
    fields = await access.read_form(request, limit=20_000)
    number, why = request.path_params["no"], str(fields.get("neden", ""))[:500]

    def run() -> tuple[int, int]:
        settings = request.app.state.settings
        with request.app.state.engine.begin() as connection:
            caller = f"web {request.client.host if request.client else '?'}"
            made = undo(connection, settings.ilce_kodu, number, who=who, why=why, where=caller)
        check_inventory(settings.database_url, settings.veri_dizini, settings.ilce_kodu)
        with request.app.state.engine.connect() as connection:
            return made, connection.scalar(CURRENT, {"ilce": settings.ilce_kodu})

    try:
        made, version = await run_in_threadpool(run)
    except UndoRefused as refused:
        if sheet.wants_json(request) or refused.status == 404:
            return sheet.refused(request, refused.status, refused.tr, refused.en)
        return await _one(request, who, refused)
    request.app.state.version.at_least(version)
    return RedirectResponse(f"{sheet.root(request)}/degisiklikler/{made}", 303)


async def _one(request: Request, who: Who, fault: UndoRefused | None = None) -> Response:
    number, ilce = request.path_params["no"], sheet.district(request)
    found = await _rows(request, sql.changes(role_of(who), ilce=ilce, no=number))
    if not found:
        return sheet.refused(request, 404, "Böyle bir değişiklik yok.", "There is no such change.")
    asked = sql.rows(role_of(who), ilce=ilce, no=number, sonra=_number(request, "sonra"))
    rows = [_told(row) for row in await _rows(request, asked)]
    change, more = _plain(found[0]), _more(request, rows, sonra="id")
    if sheet.wants_json(request):
        return sheet.document(change | {"satirlar": rows, "devami": more})
    return sheet.page(
        request, "degisiklik.html", status=fault.status if fault else 200, d=change, satirlar=rows, devami=more,
        title=f"{sheet.speech(request)._('Değişiklik')} {number}", geri_alabilir=who.may(Permission.GERI_AL),
        kusur=(fault.tr, fault.en) if fault else (), **_WORDS,
    )  # fmt: skip


async def _rows(request: Request, statement: sql.Statement) -> list[dict[str, Any]]:
    async with read_pool(request).connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(*statement)).fetchall()


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A changed row as its fields, old and new; what is as it was is not told."""
    differing = differences(row.pop("eski"), row.pop("yeni"))
    return _plain(row) | {"farklar": differing}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _more(request: Request, rows: list[dict[str, Any]], **after: str) -> str | None:
    """The query that goes on after the last row, if there may be more; what was asked for stays asked for."""
    if len(rows) < sql.MOST:
        return None
    asked = dict(request.query_params) | {name: str(rows[-1][column]) for name, column in after.items()}
    return f"?{urlencode(asked)}"


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None


def _is_day(given: str | None) -> bool:
    try:
        return given is None or bool(date.fromisoformat(given))
    except ValueError:
        return False


ROUTES = [
    Route("/collections/{collection}/items/{kod}/gecmis", of_item),
    Route("/degisiklikler", listed),
    Route("/degisiklikler/{no:int}", one),
    Route("/degisiklikler/{no:int}/geri-al", take_back, methods=["POST"]),
]
