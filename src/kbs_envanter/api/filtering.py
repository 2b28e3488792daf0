"""``filter``: a CQL2 expression over the properties of a collection, as a condition with bound values."""

from typing import Any

from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.store import cql2
from kbs_envanter.store.features import CRS84, SUPPORTED, Crs, Relation, Statement

_PARSERS = {"cql2-text": cql2.parse_text, "cql2-json": cql2.parse_json}


def read_filter(given: dict[str, str], relation: Relation) -> Statement | None:
    """The condition that ``filter``, ``filter-lang`` and ``filter-crs`` ask for.

    Raises:
        Refused: 400 for an unknown language or CRS, and for whatever CQL2 or the collection does not have.
    """
    language, crs = given.get("filter-lang", "cql2-text"), read_crs(given, "filter-crs")
    if language not in _PARSERS:
        listed = ", ".join(_PARSERS)
        raise bad_parameter("filter-lang", f"olanlar: {listed}", f"there are: {listed}")
    if "filter" not in given:
        return None
    parameters: dict[str, Any] = {}
    try:
        expression = _PARSERS[language](given["filter"])
        of_filter = cql2.Crs(crs.srid, crs.north_first)
        condition = cql2.to_sql(expression, _columns(relation), crs=of_filter, parameters=parameters)
    except cql2.Cql2Refused as refused:
        raise bad_parameter("filter", refused.tr, refused.en) from None
    return condition, parameters


def read_crs(given: dict[str, str], name: str) -> Crs:
    """A coordinate reference system by its URI; CRS84 when none is named (Part 2 /req/crs/fc-crs-definition)."""
    uri = given.get(name)
    if uri is None:
        return CRS84
    try:
        return SUPPORTED[uri]
    except KeyError:
        listed = ", ".join(SUPPORTED)
        raise bad_parameter(name, f"bu sistem yok; olanlar: {listed}", f"unknown; there are: {listed}") from None


def _columns(relation: Relation) -> dict[str, cql2.Column]:
    columns = {p.name: cql2.Column(p.name, p.type) for p in relation.properties if p.simple}
    if relation.geometry is not None:
        columns["geometry"] = cql2.Column("geom", "geometry")
    return columns
