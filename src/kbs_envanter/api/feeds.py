"""``/degisimler.atom``: what changed, newest first, for feed readers (RFC 4287, paged by RFC 5005)."""

import json
import re
from typing import Any
from xml.etree import ElementTree as xml

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import caching
from kbs_envanter.api.answering import dataset_version, one_row
from kbs_envanter.api.forms import Form
from kbs_envanter.api.links import HTML, address, asked_again
from kbs_envanter.api.parameters import refuse_unknown
from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.labels import label
from kbs_envanter.store.feed import changes

ATOM = "application/atom+xml"
PAGE = 50
_NAMESPACE = "http://www.w3.org/2005/Atom"
_FORM = Form("atom", ATOM)
_AFTER = re.compile(r"(\d{1,18})\.([A-Z]{3}-\d{1,12})")
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-�\U00010000-\U0010ffff]")

xml.register_namespace("", _NAMESPACE)


async def atom(request: Request) -> Response:
    """Changes by ``mahalle`` and ``tur``; ``sonraki`` is the place that the page before ended at."""
    query = request.query_params
    refuse_unknown(query, {"mahalle", "tur", "sonraki"})
    mahalle, tur = query.get("mahalle"), query.get("tur")
    if tur is not None and tur not in list(Tur):
        kinds = ", ".join(Tur)
        raise bad_parameter("tur", f"{tur!r} yok; olanlar: {kinds}", f"there is no {tur!r}; there are: {kinds}")
    after = _after(query.get("sonraki"))
    tag = caching.etag(request, await dataset_version(request), _FORM)
    if (same := caching.not_modified(request, tag)) is not None:
        return same
    ilce = request.app.state.settings.ilce_kodu
    asked = changes(ilce, mahalle=mahalle, tur=tur, after=after, limit=PAGE + 1)
    found, changed, known = await one_row(request, asked)
    if not known:
        raise bad_parameter("mahalle", f"{mahalle!r} diye bir kod yok (örn. atakent)", f"no such code: {mahalle!r}")
    body = _feed(request, json.loads(found), changed or "1970-01-01T00:00:00Z")
    return Response(body, media_type=ATOM, headers=caching.headers(tag))


def _after(token: str | None) -> tuple[int, str] | None:
    if token is None:
        return None
    read = _AFTER.fullmatch(token)
    if read is None:
        raise bad_parameter("sonraki", "önceki sayfanın bağlantısını izleyin", "follow the link of the page before")
    return int(read[1]), read[2]


def _feed(request: Request, rows: list[dict[str, Any]], changed: str) -> bytes:
    more, rows = len(rows) > PAGE, rows[:PAGE]
    query = request.query_params
    narrowed = [query[name] for name in ("mahalle", "tur") if name in query]
    feed = xml.Element(f"{{{_NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "tr"})
    ilce = request.app.state.settings.ilce_kodu
    _add(feed, "id", ":".join([f"urn:kbs-envanter:{ilce}:degisimler", *narrowed]))
    _add(feed, "title", " · ".join(["KBS Envanter: değişen varlıklar", *narrowed]))
    _add(feed, "updated", rows[0]["zaman"] if rows else changed)
    _add(_add(feed, "author"), "name", request.app.state.district.yayinci)
    here = address(request, "degisimler.atom")
    _add(feed, "link", rel="self", href=here + asked_again(request), type=ATOM)
    _add(feed, "link", rel="alternate", href=address(request, "collections", "varliklar", "items"), type=HTML)
    if "sonraki" in query:
        _add(feed, "link", rel="first", href=here + asked_again(request, "sonraki"), type=ATOM)
    if more:
        token = f"{rows[-1]['degisim']}.{rows[-1]['kod']}"
        _add(feed, "link", rel="next", href=here + asked_again(request, sonraki=token), type=ATOM)
    for row in rows:
        _entry(request, feed, ilce, row)
    return xml.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(request: Request, feed: xml.Element, ilce: int, row: dict[str, Any]) -> None:
    entry = _add(feed, "entry")
    kind, gone = label("tur", row["tur"]), row["silindi"]
    _add(entry, "id", f"urn:kbs-envanter:{ilce}:{row['kod']}:{row['degisim']}")
    _add(entry, "title", f"{row['kod']} yayından kalktı" if gone else f"{row['ad']} ({row['kod']})")
    _add(entry, "updated", row["zaman"])
    _add(entry, "category", term=row["tur"], label=kind)
    page = address(request, "collections", "silinenler" if gone else "varliklar", "items", row["kod"])
    _add(entry, "link", rel="alternate", href=page, type=HTML)
    said = [kind, row["mahalle"], row["adres"]]
    _add(entry, "summary", f"{kind}: artık yayında değil" if gone else " · ".join(filter(None, said)))


def _add(parent: xml.Element, tag: str, text: str | None = None, **attributes: str) -> xml.Element:
    element = xml.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", {k: _clean(v) for k, v in attributes.items()})
    element.text = None if text is None else _clean(text)
    return element


def _clean(text: str) -> str:
    """Without what XML cannot carry."""
    return _NO_XML.sub("", text)


ROUTES = [Route("/degisimler.atom", atom)]
