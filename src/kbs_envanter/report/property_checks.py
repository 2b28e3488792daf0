"""Checks of the property lists: printed totals, hectares against square metres, figures printed elsewhere."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from kbs_envanter.domain.numbers import column_style
from kbs_envanter.report import allocations, article18, expropriations
from kbs_envanter.report.findings import Finding
from kbs_envanter.report.lists import Body
from kbs_envanter.report.quantities import check_mentions, compare, figures_of
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report

__all__ = ["check_allocations", "check_article18", "check_expropriations", "check_leases"]

_SQUARE_METRES_OF_HECTARE = 10_000
# What summary and performance tables call the totals.
_EXPROPRIATED = {
    "umumi_hizmet_alani": "kamulaştırılan yeşil alan",
    "yol": "kamulaştırılması yapılan toplam yol alanı",
}
_ARTICLE_18 = "18. maddesi uygulama alanı miktarı"
_GIVEN = ("tahsisi/devri belediyece verilen kamusal alan işlemleri",)
_TAKEN = ("tahsisi/devri alınan arsa mekân toplam alanı", "adına tahsis/devir alınan toplam alan")
_RENTED_IN = ("belediyenin kiraladığı taşınmazlar", "kiralanan hizmet binası ve arsa miktarı")
_RENTED_OUT = ("belediyenin kiraya verdiği yerler",)


def check_expropriations(report: Report, rows: Sequence[Row]) -> list[Finding]:
    """Totals of both lists, their figures elsewhere, and parcels that stand in more than one row."""
    findings = []
    for tablo, body in expropriations.bodies(report).items():
        own = [row for row in rows if row["tablo"] == tablo]
        if not own:
            continue
        name = f"Kamulaştırma, {tablo}"
        for ne, column, raw, position in (
            ("kamulaştırılan alan (m²)", "kamulastirilan_m2", "kamulastirilan_ham", -2),
            ("bedel (TL)", "bedel_tl", "bedel_ham", -1),
        ):
            findings += _check_total(f"{name}: {ne} toplamı", body, own, (column, raw), position)
        findings += check_mentions(
            report, f"{name}: kamulaştırılan alan", _EXPROPRIATED[tablo], _sum(own, "kamulastirilan_m2")
        )
    return findings + _check_repeated_parcels(rows)


def check_article18(report: Report, rows: Sequence[Row]) -> list[Finding]:
    """Hectares against square metres, the total, and the figure elsewhere."""
    findings = []
    for row in rows:
        if row["alan_m2"] and row["hektar"]:
            hectares = Decimal(row["alan_m2"]) / _SQUARE_METRES_OF_HECTARE
            ne = f"18. madde, {row['yer_ham']}: {row['alan_ham']} kaç hektar"
            findings.append(compare(ne, _lines(row), figures_of(row["hektar_ham"]), hectares, "tr"))
    if rows:
        body = article18.body(report)
        findings += _check_total("18. madde: hektar toplamı", body, rows, ("hektar", "hektar_ham"), 0)
        findings += check_mentions(report, "18. madde: uygulama alanı", _ARTICLE_18, _sum(rows, "hektar"))
    return findings


def check_allocations(report: Report, rows: Sequence[Row]) -> list[Finding]:
    """The total of the land given, and the figures of both directions elsewhere."""
    findings = []
    for yon, ne, titles in (("verilen", "Verilen tahsisler", _GIVEN), ("alinan", "Alınan tahsisler", _TAKEN)):
        own = [row for row in rows if row["yon"] == yon]
        if own and yon == "verilen":
            body = allocations.given_body(report)
            findings += _check_total(f"{ne}: alan toplamı", body, own, ("alan_m2", "alan_ham"), 0)
        for title in titles if own else ():
            findings += check_mentions(report, f"{ne}: alan", title, _sum(own, "alan_m2"))
    return findings


def check_leases(report: Report, rented_in: Sequence[Row], rented_out: Sequence[Row]) -> list[Finding]:
    """The numbers of leases that the report gives elsewhere."""
    findings = []
    for ne, rows, titles in (
        ("Kiralanan taşınmaz sayısı", rented_in, _RENTED_IN),
        ("Kiraya verilen taşınmaz sayısı", rented_out, _RENTED_OUT),
    ):
        count = len({row["sira"] for row in rows})
        for title in titles if rows else ():
            findings += check_mentions(report, ne, title, Decimal(count))
    return findings


def _check_total(ne: str, body: Body, rows: Sequence[Row], columns: tuple[str, str], position: int) -> list[Finding]:
    """The figure at ``position`` of the total's line against the sum of a column; none when not printed."""
    value, raw = columns
    figures = figures_of(body.total.text) if body.total else []
    if body.total is None or not figures or position < -len(figures):
        return []
    style = column_style(row[raw] for row in rows)
    return [compare(ne, str(body.total.no), [figures[position]], _sum(rows, value), style)]


def _check_repeated_parcels(rows: Sequence[Row]) -> list[Finding]:
    """A parcel that stands in several rows has one area."""
    by_parcel: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["parsel_ham"] and row["parsel_alani_m2"]:
            by_parcel[row["tapu_mahallesi"], row["ada"], row["parsel_ham"]].append(row)
    findings = []
    for (place, _, parcel), (first, *others) in by_parcel.items():
        for other in others:
            ne = f"{place} {parcel} parsel: alanı {_lines(first)}. satırdakiyle"
            area = Decimal(first["parsel_alani_m2"])
            findings.append(compare(ne, _lines(other), [other["parsel_alani_ham"]], area, "us"))
    return findings


def _sum(rows: Sequence[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


def _lines(row: Row) -> str:
    first, last = row["satir_bas"], row["satir_son"]
    return first if first == last else f"{first}-{last}"
