"""SQL that answers with finished GeoJSON: one statement to bytes.

Pure functions from a question to ``(statement, parameters)``; nothing here touches a connection. Each answer
carries the dataset version it was read at, from the same snapshot.
"""

from collections.abc import Mapping
from typing import Any

from kbs_envanter.store.features.crs import CRS84, STORAGE_SRID, Crs
from kbs_envanter.store.features.paging import order, position
from kbs_envanter.store.features.question import Question, Statement, source, where
from kbs_envanter.store.features.relations import Property, Relation

_VERSION = "coalesce((SELECT surum FROM kbs.veri_surumu WHERE ilce_kodu = %(ilce_kodu)s::int), 0)"


def page(relation: Relation, asked: Question) -> Statement:
    """One page of features.

    Returns:
        A statement with one row: the features as JSON in UTF-8, joined by commas, how many they are, the place
        of the last one (see ``paging.position``) when more follow, and the dataset version.
    """
    conditions, parameters = where(relation, asked)
    parameters["limit"] = asked.limit
    # The inner query is ordered and the window keeps that order, so the text needs no sorting of its own.
    statement = f"""
        SELECT convert_to(coalesce(string_agg(feature, ',') FILTER (WHERE n <= %(limit)s::int), ''), 'UTF8'),
               least(count(*), %(limit)s::int),
               CASE WHEN count(*) > %(limit)s::int THEN max(place) FILTER (WHERE n = %(limit)s::int) END,
               {_VERSION}
          FROM (SELECT {feature(relation, asked.crs, asked.chosen)} AS feature,
                       {position(relation, asked.sort)} AS place, row_number() OVER () AS n
                  FROM (SELECT * FROM {source(relation, asked)} y WHERE {conditions}
                         ORDER BY {order(relation, asked.sort)} LIMIT %(limit)s::int + 1) s) numbered"""
    return statement, parameters


def rows(relation: Relation, asked: Question, limit: int | None) -> Statement:
    """The features as rows of their properties, ``geom`` in (east, north) order of the CRS asked for, and ``metin``.

    ``metin`` is the GeoJSON text of the feature; the planner leaves it out where nobody reads it.
    """
    conditions, parameters = where(relation, asked)
    names = ", ".join(prop.name for prop in relation.properties)
    geometry = "geom" if asked.crs.srid == STORAGE_SRID else f"ST_Transform(geom, {asked.crs.srid}) AS geom"
    statement = (
        f"SELECT {names}, {geometry}, {feature(relation, asked.crs, asked.chosen)} AS metin "
        f"FROM {source(relation, asked)} s WHERE {conditions} ORDER BY {order(relation, asked.sort)}"
    )
    if limit is not None:
        statement += " LIMIT %(limit)s::int"
        parameters["limit"] = limit
    return statement, parameters


def hits(relation: Relation, asked: Question) -> Statement:
    """How many features match, and the dataset version."""
    conditions, parameters = where(relation, asked)
    return f"SELECT count(*), {_VERSION} FROM {source(relation, asked)} y WHERE {conditions}", parameters


def item(relation: Relation, *, kod: str, asked: Question) -> Statement:
    """One feature: a row with its JSON in UTF-8, the dataset version, and the one that last changed it where that is
    known (else NULL); or no row."""
    conditions, parameters = where(relation, asked)
    parameters["kod"] = kod
    text = feature(relation, asked.crs, asked.chosen)
    body = f"convert_to({text}, 'UTF8')"
    changed = "s.degisim" if relation.ready else "NULL::bigint"
    read = source(relation, asked)
    statement = f"SELECT {body}, {_VERSION}, {changed} FROM {read} s WHERE {conditions} AND kod = %(kod)s"
    return statement, parameters


def extent(relation: Relation, *, ilce_kodu: int, equal: Mapping[str, Any]) -> Statement:
    """What a collection covers: west, south, east, north and the first year; each NULL when there is none."""
    conditions, parameters = where(relation, Question(ilce_kodu, equal=equal))
    statement = f"""
        SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), year
          FROM (SELECT ST_Extent(geom) AS box, min({relation.year or "NULL::int"}) AS year
                  FROM {relation.view} WHERE {conditions}) whole"""
    return statement, parameters


def version(ilce_kodu: int) -> Statement:
    """The dataset version of a district; it counts up with every published change."""
    return f"SELECT {_VERSION}", {"ilce_kodu": ilce_kodu}


def feature(relation: Relation, crs: Crs, chosen: tuple[str, ...] | None) -> str:
    """SQL for a row's GeoJSON text; the row is called ``s``."""
    geometry = "s.geometri" if relation.ready and crs == CRS84 else _geometry(crs)
    properties = "s.nitelikler" if relation.ready and chosen is None else _properties(relation, chosen)
    return (
        """'{"type":"Feature","id":' || to_json(s.kod) || ',"geometry":' || """
        f"""{geometry} || ',"properties":' || {properties} || '}}'"""
    )


def _geometry(crs: Crs) -> str:
    shape = "s.geom"
    if crs.srid != STORAGE_SRID:
        shape = f"ST_Transform({shape}, {crs.srid})"
    if crs.north_first:
        shape = f"ST_FlipCoordinates({shape})"
    return f"coalesce(ST_AsGeoJSON({shape}, {crs.digits}, 0), 'null')"


def _properties(relation: Relation, chosen: tuple[str, ...] | None) -> str:
    wanted = [prop for prop in relation.properties if (prop.answered if chosen is None else prop.name in chosen)]
    if not wanted:
        return "'{}'"
    return f"(SELECT row_to_json(p) FROM (SELECT {', '.join(map(_value, wanted))}) p)"


def _value(prop: Property) -> str:
    if prop.type == "date-time":  # in UTC, whatever the connection's time zone; as the stored text has it
        written = f"""to_char(s.{prop.name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        return f"{written} AS {prop.name}"
    return f"s.{prop.name}"
