"""Rows of other tables that several readers look into; each is read once for a report."""

from functools import lru_cache

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.buildings import read_buildings
from kbs_envanter.report.record import Row
from kbs_envanter.report.rented_in import read_rented_in
from kbs_envanter.report.rented_out import read_rented_out
from kbs_envanter.report.sports import read_sports
from kbs_envanter.report.text import Report


@lru_cache(maxsize=2)
def building_rows(report: Report, names: NeighbourhoodNames) -> tuple[Row, ...]:
    """The service buildings."""
    return tuple(read_buildings(report, names))


@lru_cache(maxsize=2)
def property_rows(report: Report, names: NeighbourhoodNames) -> tuple[Row, ...]:
    """The service buildings and the sports facilities."""
    return (*building_rows(report, names), *read_sports(report, names))


@lru_cache(maxsize=2)
def lease_rows(report: Report, names: NeighbourhoodNames) -> tuple[Row, ...]:
    """The leases given and taken."""
    return (*read_rented_out(report, names), *read_rented_in(report, names))
