"""The language of a page: how it is chosen, how it writes, and that every text has its English."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from starlette.requests import Request

from kbs_envanter import frame, language
from kbs_envanter.language import choose, messages, speech

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kbs_envanter"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "t": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def request(query: str = "", cookie: str = "", accept: str = "", prefix: str = "", method: str = "GET") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accept.encode())]
    scope = {"type": "http", "method": method, "path": "/", "root_path": prefix, "query_string": query.encode()}
    return Request(scope | {"headers": [pair for pair in headers if pair[1]]})


def said() -> dict[str | tuple[str, ...], str]:
    """Every text of the program that a person reads, with the file it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as text:
        methods, options = parse_mapping_cfg(text)
    found = extract_from_dir(PACKAGE, methods, options, keywords=KEYWORDS)
    return {text: f"{file}:{line}" for file, line, text, *_ in found}


# Which language


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, "tr"),
        ({"accept": "en-GB,en;q=0.9,tr;q=0.8"}, "en"),
        ({"accept": "de-DE,de;q=0.9"}, "tr"),
        ({"accept": "de,en;q=0.3,tr;q=0.2"}, "en"),
        ({"accept": "tr;q=0,en;q=nonsense"}, "tr"),
        ({"accept": "en", "cookie": "dil=tr"}, "tr"),
        ({"accept": "tr", "cookie": "dil=xx"}, "tr"),
        ({"cookie": "dil=tr", "query": "dil=en"}, "en"),
        ({"cookie": "dil=en", "query": "dil=klingon"}, "en"),
    ],
)
def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser(asked, wanted):
    assert choose(request(**asked)) == wanted


@pytest.mark.parametrize(("prefix", "path"), [("", "/"), ("/envanter", "/envanter")])
def test_a_choice_in_the_address_is_kept_in_a_cookie_of_the_service(prefix, path):
    headers = language.headers(request("dil=en", prefix=prefix))
    assert headers["Set-Cookie"] == f"dil=en; Path={path}; Max-Age=31536000; SameSite=Lax"
    assert headers["Content-Language"] == "en"


@pytest.mark.parametrize("query", ["", "dil=xx", "dil=en%0d%0aX: 1"])
def test_what_is_no_choice_sets_no_cookie(query):
    headers = language.headers(request(query))
    assert "Set-Cookie" not in headers
    assert {"Accept", "Accept-Language", "Cookie"} <= set(headers["Vary"].split(", "))


def test_the_switch_keeps_the_address_and_its_parameters():
    query = "ref=512%2F9&dil=tr&bo%C5%9F="
    assert frame._switch(request(query))["en"] == "?ref=512%2F9&bo%C5%9F=&dil=en"
    assert frame._switch(request(query, prefix="/envanter", method="POST"))["en"] == "/envanter/?f=html&dil=en"


# How it writes


@pytest.mark.parametrize(
    ("value", "unit", "digits", "turkish", "english"),
    [
        (1234567.891, "m²", None, "1.234.568\u00a0m²", "1,234,568\u00a0m²"),
        (1234.5, "", 2, "1.234,50", "1,234.50"),
        ("359.8", "", None, "359,8", "359.8"),
        (2.0, "", None, "2", "2"),
        (0.0123, "", None, "0,0123", "0.0123"),
        (None, "m", None, "veri yok", "no data"),
    ],
)
def test_numbers_are_written_as_their_language_writes_them(value, unit, digits, turkish, english):
    assert speech("tr").number(value, unit, digits) == turkish
    assert speech("en").number(value, unit, digits) == english


def test_shares_days_lines_and_plurals_are_written_as_their_language_writes_them():
    tr, en = speech("tr"), speech("en")
    assert (tr.percent(0.123), en.percent(0.123), en.percent(None)) == ("%12", "12%", "–")
    assert (tr.day("2024-02-01T09:30:00+03:00"), en.day(date(2024, 2, 1))) == ("01.02.2024", "1 Feb 2024")
    assert (en.day("2024"), en.day(None)) == ("2024", "")
    assert (tr.lines((7, 9)), en.lines((7, 9)), en.lines((7, 7)), en.lines((None, None))) == (
        "satır 7–9", "lines 7–9", "line 7", "",
    )  # fmt: skip
    assert [en.ngettext("{n} kayıt", "{n} kayıt", n) for n in (0, 1, 2000)] == [
        "0 records",
        "1 record",
        "2,000 records",
    ]
    assert tr.ngettext("{n} kayıt", "{n} kayıt", 1) == "1 kayıt"


def test_codes_have_names_and_texts_in_two_languages_have_halves():
    assert (speech("tr").label("sahip", "hazine"), speech("en").label("sahip", "hazine")) == ("Hazine", "Treasury")
    assert speech("en").label("birim", "gun_sayisi") == "gun sayisi"
    assert speech("en").label("sahip", None) == ""
    assert (speech("tr").either("Ad / Name"), speech("en").either("Ad / Name")) == ("Ad", "Name")
    assert speech("en").either("Mahalleler") == "Neighbourhoods"


def test_a_text_without_translation_stays_turkish():
    assert speech("en")._("Böyle bir metin {n} yok.", n=3) == "Böyle bir metin 3 yok."


def test_a_browser_gets_the_texts_of_its_language_and_of_turkish_none():
    assert messages("tr") == {}
    assert messages("en")["Mahalleler"] == "Neighbourhoods"
    assert messages("en")["{n} yıl"] == speech("en")._("{n} yıl") == "{n} years"


# The catalogue


def test_every_text_has_its_english_with_the_same_placeholders():
    with CATALOGUE.open("rb") as text:
        catalogue = read_po(text, locale="en")
    faults = []
    for id, place in said().items():
        texts = id if isinstance(id, tuple) else (id,)
        found = catalogue.get(texts[0])
        written = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
        if found is None or found.fuzzy or not all(written) or len(written) < len(texts):
            faults.append(f"{place}: {texts[0]!r} has no English: sh tools/messages.sh, then write it")
        elif any(set(PLACEHOLDER.findall(texts[0])) != set(PLACEHOLDER.findall(english)) for english in written):
            faults.append(f"{place}: {texts[0]!r} has other placeholders in English")
    assert not faults, "\n".join(faults)


def test_the_catalogue_has_nothing_that_nobody_says():
    with CATALOGUE.open("rb") as text:
        kept = {one.id[0] if isinstance(one.id, tuple) else one.id for one in read_po(text, locale="en") if one.id}
    assert kept - {id[0] if isinstance(id, tuple) else id for id in said()} == set()


def test_no_text_of_a_browser_module_escapes_the_reader_of_texts():
    # Texts in a template string within another are easily overlooked.
    scripts = [file for file in (PACKAGE / "webmap" / "static").rglob("*.js") if "vendor" not in file.parts]
    spoken = {text for file in scripts for text in re.findall(r'\bt\(\s*"([^"\\]+)"', file.read_text(encoding="utf-8"))}
    assert spoken - said().keys() == set()


def test_what_is_translated_is_words_and_never_a_code():
    codes = [id for id in said() if isinstance(id, str) and re.search(r"\w_\w", id)]
    assert codes == []


def test_every_page_of_the_header_and_every_language_has_a_name():
    assert {key for key, _, _ in frame.PAGES} >= {"ozet", "harita", "mahalle", "tematik", "kayitlar", "api"}
    assert set(language.NAMES) == set(language.LANGUAGES)
