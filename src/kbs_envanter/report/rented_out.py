"""Properties that the municipality rents out (``kiraya_verilenler``): one row a place.

The list numbers contracts; a number may hold several places. A place is told cell by cell: address,
parcel, name of the business, area, tenant, date of the contract. The date ends it. The tenant stands
between area and date and nowhere else, so that a natural person's name can be dropped for certain.
"""

from collections.abc import Iterator, Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.lists import (
    begins_address,
    find_area,
    is_date,
    iso_date,
    neighbourhood,
    read_body,
    read_column,
)
from kbs_envanter.report.numbered import numbered_rows
from kbs_envanter.report.parcel_cells import block_of, find_parcel, lone_parcel_doubt, parcel_text
from kbs_envanter.report.persons import named_companies, read_party
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report
from kbs_envanter.report.tokens import Token, join

__all__ = ["COLUMNS", "HEADER", "TABLO", "read_rented_out"]

TABLO = "kiraya_verilenler"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "yer_no",
    "mahalle",
    "adres_ham",
    "ada",
    "parsel_ham",
    "isin_adi",
    "alan_ham",
    "alan_m2",
    "kiraci",
    "kiraci_turu",
    "sozlesme_tarihi_ham",
    "sozlesme_tarihi",
    "supheli",
)
HEADER = "no adres ada parsel işin adı kiraya verilen alan kiracı sözleşme tarihi"
_TITLE = "kiralanan taşınmazlar"


def read_rented_out(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the list of leases given; an empty list when the report has none."""
    body = read_body(report, _TITLE, HEADER)
    companies = named_companies(report)
    rows = []
    for numbered in numbered_rows(body.tokens, lambda words: begins_address(words, names)):
        for yer_no, tokens in enumerate(_places(numbered.tokens), 1):
            first = numbered.satir if yer_no == 1 else tokens[0].no
            rows.append(
                {
                    "sira": str(numbered.sira),
                    "satir_bas": str(first),
                    "satir_son": str(tokens[-1].no),
                    "yer_no": str(yer_no),
                    **_read_place(report, tokens, names, companies),
                }
            )
    read_column(rows, "alan_ham", "alan_m2")
    return rows


def _places(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a numbered row after each date; what follows the last one counts only if it has an area."""
    start = 0
    for i, token in enumerate(tokens):
        if is_date(token):
            yield tokens[start : i + 1]
            start = i + 1
    rest = tokens[start:]
    if rest and (start == 0 or find_area(rest)):
        yield rest


def _read_place(report: Report, tokens: Sequence[Token], names: NeighbourhoodNames, companies: frozenset[str]) -> Row:
    dated = is_date(tokens[-1])
    cells = tokens[:-1] if dated else tokens
    parcel = find_parcel(cells)
    area = find_area(cells, parcel[1] if parcel else 0)
    doubts = [] if dated else ["Sözleşme tarihi okunamadı"]
    row = dict.fromkeys(COLUMNS[4:], "")
    # Without its neighbours a cell's borders are not known, and one of the cells is a person's name.
    if parcel:
        row["adres_ham"] = join(cells[: parcel[0]])
        row["parsel_ham"] = parcel_text(cells[parcel[0] : parcel[1]])
        row["ada"] = block_of(row["parsel_ham"])
        row["mahalle"], doubt = neighbourhood(cells[: parcel[0]], names)
        doubts += [doubt, lone_parcel_doubt(report, row["parsel_ham"])]
    else:
        doubts.append("Parsel okunamadı; adres ayrılamadığı için alınmadı")
    if area:
        party = read_party(join(cells[area.end :]), companies)
        row["alan_ham"] = join(cells[area.start : area.end])
        row["kiraci"], row["kiraci_turu"] = party.ad, party.tur
        doubts.append(party.supheli if party.tur else "Kiracı okunamadı")
    else:
        doubts.append("Alan okunamadı; işin adı ve kiracı ayrılamadığı için alınmadı")
    if parcel and area:
        row["isin_adi"] = join(cells[parcel[1] : area.start])
    if dated:
        row["sozlesme_tarihi_ham"] = tokens[-1].text
        row["sozlesme_tarihi"] = iso_date(tokens[-1].text)
    row["supheli"] = "; ".join(filter(None, doubts))
    return row
