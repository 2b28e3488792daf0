"""The languages of the pages: which one a request wants, and its words, numbers and dates.

A Turkish text is its own key; another language's texts are in ``locale/<lang>/LC_MESSAGES/messages.po``. JSON has no
language: only pages do.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from starlette.requests import Request

from kbs_envanter.domain.labels import N_, label

__all__ = ["LANGUAGES", "NAMES", "N_", "Speech", "choose", "headers", "messages", "speech"]

LANGUAGES = ("tr", "en")
NAMES = {"tr": "Türkçe", "en": "English"}
VARY = "Accept, Accept-Encoding, Accept-Language, Cookie"
PARAMETER = "dil"

_LOCALES = {"tr": "tr_TR", "en": "en_GB"}
_DAYS = {"tr": "dd.MM.yyyy", "en": "d MMM yyyy"}
_CATALOGUES = Path(__file__).parent / "locale"
_YEAR_S = 365 * 24 * 3600


def choose(request: Request) -> str:
    """The language of a page: by ``?dil=``, else by the cookie, else by Accept-Language, else Turkish."""
    for asked in (request.query_params.get(PARAMETER), request.cookies.get(PARAMETER)):
        if asked in LANGUAGES:
            return asked
    return _preferred(request.headers.get("accept-language", ""))


def headers(request: Request) -> dict[str, str]:
    """What a page's answer says of its language, and the cookie that keeps a choice made with ``?dil=``."""
    made = {"Content-Language": choose(request), "Vary": VARY}
    if (asked := request.query_params.get(PARAMETER)) in LANGUAGES:
        path = request.scope.get("root_path", "").rstrip("/") or "/"
        made["Set-Cookie"] = f"{PARAMETER}={asked}; Path={path}; Max-Age={_YEAR_S}; SameSite=Lax"
    return made


@cache
def speech(lang: str) -> "Speech":
    """Words, numbers and dates of a language."""
    return Speech(lang)


def messages(lang: str) -> Mapping[str, str]:
    """The texts of a language by their Turkish, for browser modules; of Turkish none."""
    known = {one.id if isinstance(one.id, str) else one.id[0]: _many(one) for one in _catalogue(lang) if one.id}
    return {text: other for text, other in known.items() if other}


class Speech:
    """Words, numbers and dates of one language. ``lang`` is its code, as in ``<html lang>``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._locale = _LOCALES[lang]

    def _(self, text: str, **values: object) -> str:
        """A text in this language; ``{name}`` in it becomes a value. One without a translation stays Turkish."""
        found = _catalogue(self.lang).get(text)
        said = (found and _many(found)) or text
        return said.format(**values) if values else said

    def ngettext(self, one: str, many: str, n: float, **values: object) -> str:
        """The text for one or for more things; ``{n}`` in it becomes their number."""
        found = _catalogue(self.lang).get(one)
        forms = found.string if found and isinstance(found.string, tuple) and all(found.string) else (one, many)
        return str(forms[n != 1]).format(n=self.number(n), **values)

    def number(self, value: float | str | None, unit: str = "", digits: int | None = None) -> str:
        """``1.234,5 m²``. Without ``digits`` as many as tell: none from a thousand on, four below a tenth."""
        if value is None:
            return self._(N_("veri yok"))
        exact = float(value)
        size = abs(exact)
        most = digits if digits is not None else 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 0.1 else 4
        decimals = ("0" if digits is not None else "#") * most
        text = format_decimal(exact, f"#,##0.{decimals}" if most else "#,##0", self._locale)
        return f"{text}\u00a0{unit}" if unit else text

    def percent(self, share: float | None) -> str:
        """A share of one: ``%12``, ``12%``; nothing known is a dash."""
        if share is None:
            return "–"
        return format_percent(share, locale=self._locale)

    def day(self, iso: str | date | None) -> str:
        """A day: ``31.01.2024``, ``31 Jan 2024``. A text is read as ISO 8601; a year alone stays as it is."""
        if iso is None:
            return ""
        try:
            day = date.fromisoformat(iso[:10]) if isinstance(iso, str) else iso
        except ValueError:
            return str(iso)
        return format_date(day, _DAYS[self.lang], self._locale)

    def label(self, kind: str, code: str | None) -> str:
        """What a code is called; a code without a name with spaces for its underscores, an absent one as nothing."""
        found = label(kind, code)
        return self._(found.replace("_", " ") if found == code else found) if found else ""

    def lines(self, ends: tuple[int | None, int | None]) -> str:
        """First and last line of a document; nothing when they are not known."""
        first, last = ends
        if first is None:
            return ""
        if last in (None, first):
            return self._(N_("satır {first}"), first=first)
        return self._(N_("satır {first}–{last}"), first=first, last=last)

    def either(self, text: str) -> str:
        """This language's half of a text written in both: ``Ad / Name``; of one that is not, its translation."""
        turkish, mark, english = text.rpartition(" / ")
        if not mark:
            return self._(text)
        return turkish if self.lang == "tr" else english


def _many(message: Message) -> str:
    """A message's text; of one that has two, that for many."""
    return str(message.string if isinstance(message.string, str) else message.string[-1])


@cache
def _catalogue(lang: str) -> Catalog:
    # Read as it is written: no compiled form to forget. Some milliseconds, once a process.
    file = _CATALOGUES / lang / "LC_MESSAGES" / "messages.po"
    if lang == "tr":
        return Catalog("tr")
    with file.open("rb") as text:
        return read_po(text, locale=lang)


def _preferred(accepted: str) -> str:
    """The language of the greatest weight (RFC 9110, 12.5.4); of equals the first, of none Turkish."""
    best, weight = LANGUAGES[0], 0.0
    for part in accepted.split(","):
        tag, _, parameter = part.partition(";")
        lang = tag.strip().lower().split("-")[0]
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            quality = 0.0
        if lang in LANGUAGES and quality > weight:
            best, weight = lang, quality
    return best
