"""What the public may have, as GeoJSON documents in memory: for stand-alone files."""

import json
from typing import Any

import psycopg

from kbs_envanter.store import features as sql

_EVERYTHING = 1_000_000


def public_features(url: str, ilce_kodu: int, mahalle: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Assets and neighbourhoods of the district, or of one mahalle by its code, as FeatureCollections."""
    with psycopg.connect(url) as connection:
        return (
            _collect(connection, sql.ASSETS, ilce_kodu, {"mahalle_kod": mahalle} if mahalle else {}),
            _collect(connection, sql.NEIGHBOURHOODS, ilce_kodu, {"kod": mahalle} if mahalle else {}),
        )


def _collect(
    connection: psycopg.Connection, relation: sql.Relation, ilce_kodu: int, equal: dict[str, str]
) -> dict[str, Any]:
    statement, parameters = sql.items(
        relation, ilce_kodu=ilce_kodu, equal=equal, bbox=None, after=None, limit=_EVERYTHING
    )
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None
    return json.loads(f'{{"type":"FeatureCollection","features":[{row[0]}]}}')
