"""Open data: the catalogue ``/acik-veri`` (DCAT-AP as JSON-LD, or a page) and the dictionary ``/acik-veri/sozluk``."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kbs_envanter.domain.dictionary import TABLES, Access, Kvkk, columns
from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.store.open_data import DATASETS, Dataset, facts
from kbs_envanter.webmap import sheet

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/TUR"
_TYPES = "https://www.iana.org/assignments/media-types/"
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/CONT"


async def catalogue(request: Request) -> Response:
    """The open datasets with licence, dates and downloads."""
    found = json.loads(await sheet.fetched(request, facts(sheet.district(request))))
    root = _root(request)
    if sheet.wants_json(request):
        headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
        return JSONResponse(_catalogue(request, found, root), headers=headers, media_type="application/ld+json")
    licence, licence_url = _licence(request)
    title = sheet.speech(request)._("Açık veri")
    return sheet.page(
        request, "acik_veri.html", title=title, veriler=DATASETS, olgular=found, bicimler=list(FORMATS.values()),
        lisans=licence, lisans_adresi=licence_url, yayinci=request.app.state.district.yayinci,
    )  # fmt: skip


async def dictionary(request: Request) -> Response:
    """Every table and field: what it is, who may read it, what it is to KVKK."""
    if sheet.wants_json(request):
        tables = [
            {
                "tablo": name,
                "ne": table.tr,
                "alanlar": [
                    {"alan": one.name, "ne": one.tr, "sinif": one.access.value, "kvkk": one.kvkk.value}
                    for one in columns(name)
                ],
            }
            for name, table in TABLES.items()
        ]
        classes = {each.value: each.tr for kind in (Access, Kvkk) for each in kind}
        return sheet.document({"siniflar": classes, "tablolar": tables})
    title = sheet.speech(request)._("Veri sözlüğü")
    listed = {name: columns(name) for name in TABLES}
    return sheet.page(request, "sozluk.html", title=title, tablolar=TABLES, alanlar=listed, erisim=Access, kvkk=Kvkk)


def _catalogue(request: Request, found: dict[str, Any], root: str) -> dict[str, Any]:
    publisher = {"@type": "foaf:Agent", "foaf:name": request.app.state.district.yayinci}
    return {
        "@context": _CONTEXT,
        "@id": f"{root}acik-veri",
        "@type": "dcat:Catalog",
        "dct:title": [_tr("KBS Envanter açık verisi"), _en("Open data of KBS Envanter")],
        "dct:description": [_tr("Belediye varlıklarının açık alt kümesi"), _en("The open subset of municipal assets")],
        "dct:publisher": publisher,
        "dct:language": {"@id": _LANGUAGE},
        "dct:license": {"@id": _licence(request)[1]},
        "dct:modified": _time(found["degisti"]),
        "foaf:homepage": {"@id": f"{root}acik-veri?f=html"},
        "dcat:dataset": [_dataset(request, one, found, root, publisher) for one in DATASETS],
    }


def _dataset(
    request: Request, one: Dataset, found: dict[str, Any], root: str, publisher: dict[str, Any]
) -> dict[str, Any]:
    name, url = _licence(request)
    years, box = found["yillar"] or [], found["kutu"]
    made: dict[str, Any] = {
        "@id": f"{root}collections/{one.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.id,
        "dct:title": [_tr(one.tr), _en(one.en)],
        "dct:description": [_tr(f"{one.tr}: {found['sayilar'][one.id]} kayıt"), _en(one.en)],
        "dct:publisher": publisher,
        "dct:license": {"@id": url},
        "dct:modified": _time(found["degisti"]),
        "dct:accrualPeriodicity": {"@id": _FREQUENCY},
        "dcat:keyword": [_tr(word) for word in one.keywords],
        "dcat:landingPage": {"@id": f"{root}collections/{one.id}?f=html"},
        "dct:conformsTo": {"@id": f"{root}collections/{one.id}/schema"},
        "foaf:page": {"@id": f"{root}acik-veri/sozluk"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": f"{form.title} ({one.id})",
                "dcat:accessURL": {"@id": f"{root}collections/{one.id}/items"},
                "dcat:downloadURL": {"@id": f"{root}collections/{one.id}/items?f={form.key}"},
                "dcat:mediaType": {"@id": _TYPES + form.media_type},
                "dct:license": {"@id": url},
                "dct:rights": name,
            }
            for form in FORMATS.values()
        ],
    }
    if one.origin:
        made["dct:rights"] = one.origin
    if box and box[0] is not None:
        west, south, east, north = box
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{x} {y}" for x, y in corners)
        made["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": f"POLYGON(({ring}))"}
    if years:
        made["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:startDate": f"{years[0]}-01-01"}
    return made


def _licence(request: Request) -> tuple[str, str]:
    name, _, url = str(request.app.state.settings.acik_veri_lisansi).strip().rpartition(" ")
    return (name or url, url)


def _root(request: Request) -> str:
    host = request.headers.get("host") or ":".join(map(str, request.scope["server"]))
    return f"{request.scope['scheme']}://{host}{sheet.root(request)}/"


def _tr(text: str) -> dict[str, str]:
    return {"@language": "tr", "@value": text}


def _en(text: str) -> dict[str, str]:
    return {"@language": "en", "@value": text}


def _time(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"@type": "xsd:dateTime", "@value": text}


ROUTES = [Route("/acik-veri", catalogue), Route("/acik-veri/sozluk", dictionary)]
