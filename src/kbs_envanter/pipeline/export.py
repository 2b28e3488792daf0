"""What the public may have, as GeoJSON documents in memory: for stand-alone files."""

import json
from typing import Any

import psycopg

from kbs_envanter.store import features as sql

_EVERYTHING = 1_000_000


def public_features(
    url: str, ilce_kodu: int, mahalle: str | None, tur: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Assets and neighbourhoods of the district, or of one mahalle by its code, as FeatureCollections.

    Args:
        url: libpq URL.
        ilce_kodu: the district.
        mahalle: code of the only neighbourhood wanted.
        tur: the only kind of assets wanted.
    """
    wanted = {"mahalle_kod": mahalle, "tur": tur}
    with psycopg.connect(url) as connection:
        return (
            _collect(connection, sql.ASSETS, ilce_kodu, {name: code for name, code in wanted.items() if code}),
            _collect(connection, sql.NEIGHBOURHOODS, ilce_kodu, {"kod": mahalle} if mahalle else {}),
        )


def _collect(
    connection: psycopg.Connection, relation: sql.Relation, ilce_kodu: int, equal: dict[str, str]
) -> dict[str, Any]:
    question = sql.Question(ilce_kodu, limit=_EVERYTHING, equal=equal)
    row = connection.execute(*sql.page(relation, question)).fetchone()
    assert row is not None
    collection: dict[str, Any] = json.loads(b'{"type":"FeatureCollection","features":[%b]}' % bytes(row[0]))
    return collection
