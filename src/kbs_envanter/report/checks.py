"""Every check of the report in one list: the rows of ``bulgular.csv``."""

from collections.abc import Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report import allocations, article18, expropriations
from kbs_envanter.report.asset_checks import check_areas, check_facilities
from kbs_envanter.report.count_checks import check_counts
from kbs_envanter.report.facilities import read_facilities
from kbs_envanter.report.findings import COLUMNS, TABLO, Finding
from kbs_envanter.report.indicator_checks import check_indicators
from kbs_envanter.report.known_rows import lease_rows, property_rows
from kbs_envanter.report.neighbourhood_tables import find_tables
from kbs_envanter.report.performance_checks import check_performance
from kbs_envanter.report.property_checks import (
    check_allocations,
    check_article18,
    check_expropriations,
    check_leases,
)
from kbs_envanter.report.record import Row
from kbs_envanter.report.statement_checks import check_statements
from kbs_envanter.report.text import Report
from kbs_envanter.report.totals import check_totals

__all__ = ["COLUMNS", "TABLO", "read_findings"]


def read_findings(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Check the whole report; rows in the order of the lines they speak of."""
    leases = lease_rows(report, names)
    given = allocations.read_allocations(report, names)
    facilities = read_facilities(report, names)
    tables = property_rows(report, names)
    findings = [
        *check_totals(report, _checked_elsewhere(report, names)),
        *check_expropriations(report, expropriations.read_expropriations(report, names)),
        *check_article18(report, article18.read_article18(report, names)),
        *check_allocations(report, given),
        *check_leases(report, *_by_direction(leases)),
        *check_indicators(report, names),
        *check_facilities(facilities),
        *check_areas(tables, leases, given, facilities),
        *check_counts(report, names),
        *check_statements(report),
        *check_performance(report),
    ]
    return [finding.row() for finding in _in_order(findings)]


def _checked_elsewhere(report: Report, names: NeighbourhoodNames) -> frozenset[int]:
    """Lines of the totals that the checks of their own tables compare; lines that name persons."""
    bodies = [*expropriations.bodies(report).values(), article18.body(report), allocations.given_body(report)]
    lines = [body.total.no for body in bodies if body.total]
    tables = [table.total for table in find_tables(report, names) if table.total]
    lines += [no for total in tables for no in range(total.first, total.last + 1)]
    for lease in lease_rows(report, names):
        lines += range(int(lease["satir_bas"]), int(lease["satir_son"]) + 1)
    return frozenset(lines)


def _by_direction(leases: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Leases taken, and leases given, which name a tenant."""
    taken = [lease for lease in leases if "kiraci" not in lease]
    return taken, [lease for lease in leases if "kiraci" in lease]


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By line; what two checks find alike is kept once."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (_first_line(finding), finding.ne))


def _first_line(finding: Finding) -> int:
    return int(finding.satirlar.split(";")[0].split("-")[0])
