"""Land readjustment by article 18 of the zoning law (``madde18``): parcel, place, area, hectares, remarks.

An application may cover a second place, told below the first one without a number of its own and with
dashes for what it shares; it is a row with the same ``sira``.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.domain.text import lower, upper
from kbs_envanter.report.lists import Body, read_body
from kbs_envanter.report.numbered import numbered_rows
from kbs_envanter.report.parcel_cells import block_of, parcel_text
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Token, find_anchors, join

__all__ = ["COLUMNS", "TABLO", "body", "read_article18"]

TABLO = "madde18"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "yer_no",
    "mahalle",
    "tapu_mahallesi",
    "yer_ham",
    "ada",
    "parsel_ham",
    "alan_ham",
    "alan_m2",
    "hektar_ham",
    "hektar",
    "aciklama",
    "supheli",
)
_TITLE = "3194 18 madde uygulaması"
_HEADER = "sıra no ada parsel mahalle sokak yüzölçümü hektar açıklama"
_DASHES = ("-", "–", "_")
_PARCEL = re.compile(r"[-–_]|\d+/\d+|\d+(-\d+)*|[EY]:\d*")
_NUMBER = re.compile(r"\d[\d.,]*")
_HECTARE = ("h", "ha", "hektar")


def body(report: Report) -> Body:
    """The words of the list and its printed total."""
    return read_body(report, _TITLE, _HEADER)


def read_article18(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the list of applications; an empty list when the report has none."""
    rows = []
    for numbered in numbered_rows(body(report).tokens, _begins):
        for yer_no, tokens in enumerate(_places(numbered.tokens), 1):
            first = numbered.satir if yer_no == 1 else tokens[0].no
            place = {"sira": str(numbered.sira), "satir_bas": str(first), "satir_son": str(tokens[-1].no)}
            rows.append(place | {"yer_no": str(yer_no)} | _read_place(tokens, names, shared=yer_no > 1))
    return rows


def _begins(words: Sequence[Token]) -> bool:
    """True when the words after a number begin with a place, or with a parcel and a place."""
    return words[0].text[0].isalpha() or (len(words) > 1 and words[1].text[0].isalpha())


def _places(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut where a line begins with a dash: the parcel cell of a further place."""
    cuts = [i for i, token in enumerate(tokens) if i and token.gap and token.text in _DASHES]
    for start, end in itertools.pairwise([0, *cuts, len(tokens)]):
        yield tokens[start:end]


def _read_place(tokens: Sequence[Token], names: NeighbourhoodNames, *, shared: bool) -> Row:
    start = 0
    while start < len(tokens) and _PARCEL.fullmatch(tokens[start].text):
        start += 1
    place_end, area_end = _find_measure(tokens, start, ("m2",))
    hectare_start, hectare_end = _find_measure(tokens, area_end, _HECTARE)
    area, hectare = join(tokens[place_end:area_end]), join(tokens[hectare_start:hectare_end])
    parcel, place = parcel_text(tokens[:start]), join(tokens[start:place_end])
    anchors = find_anchors(tokens[start:place_end], names)
    readings = parse_number(area), parse_number(hectare)
    doubts = [reading.doubt for reading in readings]
    if not area or not hectare:
        doubts.append("Alan ya da hektar okunamadı")
    if shared:
        doubts.append("Sıra no, alan ve hektar bir üstteki yerle ortaktır; bu yerin payı yazılmamış")
    return {
        "mahalle": anchors[0].mahalle.ad if anchors else "",
        "tapu_mahallesi": "" if anchors else _titled(place),
        "yer_ham": place,
        "ada": block_of(parcel),
        "parsel_ham": parcel,
        "alan_ham": "" if area in _DASHES else area,
        "alan_m2": format_decimal(readings[0].value) if readings[0].value else "",
        "hektar_ham": "" if hectare in _DASHES else hectare,
        "hektar": format_decimal(readings[1].value) if readings[1].value else "",
        "aciklama": join(tokens[hectare_end:]),
        "supheli": "; ".join(filter(None, doubts)),
    }


def _find_measure(tokens: Sequence[Token], start: int, units: Sequence[str]) -> tuple[int, int]:
    """Start and end of the first dash or number with unit from ``start`` on; both ``start`` when none."""
    for i in range(start, len(tokens)):
        if tokens[i].text in _DASHES:
            return i, i + 1
        if re.fullmatch(r"\d[\d.,]*[^\W\d]\w*", tokens[i].text) and tokens[i].text.endswith((*units, "m²")):
            return i, i + 1
        if _NUMBER.fullmatch(tokens[i].text) and i + 1 < len(tokens) and tokens[i + 1].folded in units:
            return i, i + 2
    return start, start


def _titled(place: str) -> str:
    """``HALKALI`` -> ``Halkalı``."""
    return " ".join(upper(word[:1]) + lower(word[1:]) for word in place.split())
