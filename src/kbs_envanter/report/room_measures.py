"""Measures of a building on its construction sheet: areas of lot, floors and rooms, seats, storeys."""

import re
from collections.abc import Iterator
from decimal import Decimal

from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number
from kbs_envanter.domain.text import lower
from kbs_envanter.report.facility_facts import Fact, fact_name
from kbs_envanter.report.prose import Paragraph

_WORDS = r"[^\W\d]+(?:[ '’/-]+[^\W\d]+){0,3}"
_AREA = r"(?P<area>\d[\d.,]*\d|\d) ?(?P<unit>m2|m²)"
_MEASURE = re.compile(
    # Toplam inşaat alanı: 347 m2   Acil odası: 2 Adet ve 35.70 m2
    rf"(?P<label>{_WORDS}) ?: ?(?:(?P<count>\d+) adet (?:ve )?)?{_AREA}"
    # 30 kişilik yemekhane (47.38 m2)   Oturma alanı (141.81 m2 76 Kişilik)   engelli wc (6.23)
    r"|(?:(?P<room_seats>(?:\d+, ?)*(?:ve |\d+ ve )?\d+) kişilik )?(?:(?P<room_count>\d+) adet )?"
    rf"(?P<room>{_WORDS}) ?"
    r"\( ?(?P<room_area>\d[\d.,]*\d|\d) ?(?P<room_unit>m2|m²)?(?: (?:ve )?(?P<seats>\d+) kişilik)? ?,?\)"
    r"(?: (?P<seats_after>\d+) kişilik)?"
    # 8 adet alt muayene odası 105.32 m2,   mutfak 15.28 m2,
    rf"|(?:(?P<list_count>\d+) adet )?(?P<item>{_WORDS}) (?P<item_area>\d[\d.,]*\d|\d) ?(?:m2|m²)"
)
_FLOOR = re.compile(r"(.*\bkat)(ta)?")
_STOREYS = re.compile(r"\b(\d+|tek) kat(?:lı|tır)|(\d+) kattır")
_ALL_SEATS = re.compile(r"toplam (\d+) kişilik")
_JOINING = re.compile(r"^(.*\bolup|ve|ile|da|de) ")
_PLURAL = re.compile(r"(?<=wc)[ '’]?ler$")


def read_measures(paragraphs: tuple[Paragraph, ...]) -> list[Fact]:
    """Every measure of a sheet, in its order. A room is named with its floor when the sheet tells floors."""
    facts: list[Fact] = []
    texts = [lower(paragraph.text) for paragraph in paragraphs]
    matches = [match for text in texts for match in _MEASURE.finditer(text)]
    style = column_style(_area_text(match) for match in matches)
    floor = ""
    for paragraph, text in zip(paragraphs, texts, strict=True):
        for match in _MEASURE.finditer(text):
            name = _name(match)
            own = _FLOOR.fullmatch(name) if match["label"] else None
            if own:
                floor = name = fact_name(own[1])
            elif not match["label"] and floor:
                name = f"{floor}_{fact_name(name)}"
            reading = parse_number(_area_text(match), style)
            facts += _facts(
                paragraph, match, fact_name(name), format_decimal(reading.value or Decimal(0)), reading.doubt
            )
        facts += _counts(paragraph, text)
    return facts


def _area_text(match: re.Match[str]) -> str:
    return match["area"] or match["room_area"] or match["item_area"]


def _name(match: re.Match[str]) -> str:
    name = match["label"] or match["room"] or match["item"]
    return _PLURAL.sub("", _JOINING.sub("", name)).strip()


def _facts(paragraph: Paragraph, match: re.Match[str], name: str, area: str, doubt: str) -> Iterator[Fact]:
    first, last = paragraph.line_at(match.start()), paragraph.line_at(match.end() - 1)
    if match["room"] and not match["room_unit"]:
        doubt = "Birim yazılmamış, m2 sayıldı"
    yield Fact(f"{name}_m2", area, "m2", first, last, doubt)
    seats = match["room_seats"] or match["seats"] or match["seats_after"]
    if seats:
        each = [int(number) for number in re.findall(r"\d+", seats)]
        told = f"{', '.join(map(str, each))} kişiliklerin toplamı" if len(each) > 1 else ""
        yield Fact(f"{name}_kisi", str(sum(each)), "kişi", first, last, told)
    count = match["count"] or match["room_count"] or match["list_count"]
    if count:
        yield Fact(f"{name}_sayisi", count, "adet", first, last)


def _counts(paragraph: Paragraph, text: str) -> Iterator[Fact]:
    """Floors and seats of the whole building."""
    for match in _STOREYS.finditer(text):
        storeys = match[1] or match[2]
        lines = paragraph.line_at(match.start()), paragraph.line_at(match.end() - 1)
        yield Fact("kat_sayisi", "1" if storeys == "tek" else storeys, "kat", *lines)
    for match in _ALL_SEATS.finditer(text):
        lines = paragraph.line_at(match.start()), paragraph.line_at(match.end() - 1)
        yield Fact("kapasite_kisi", match[1], "kişi", *lines)
