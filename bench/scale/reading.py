"""How long a district's readers wait, asked one after another over HTTP: every kind of question that pages ask."""

import http.client
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.api.systems import System, service
from bench.generate_country import FIRST_CODE
from kbs_envanter.store.tiles import covering

Milliseconds = tuple[float, float]  # median and 95th of a hundred
_QUAD = "tiles/WebMercatorQuad"


def latencies(url: str, home: Path, *, asked: int = 200) -> dict[str, Milliseconds]:
    """By kind of question, from a service without memory of answers, for the first district."""
    with service(url, home, more={"KBS_ILCE_KODU": str(FIRST_CODE)}) as system:
        return {name: _ask(system, paths, asked) for name, paths in questions(url).items()}


def questions(url: str) -> Mapping[str, list[str]]:
    """The same questions whatever else the database holds: they are drawn from the first district."""
    with psycopg.connect(url) as connection:
        codes = _column(connection, "SELECT kod FROM kbs.yayin_varlik WHERE ilce_kodu = %s ORDER BY md5(kod) LIMIT 100")
        names = _column(connection, "SELECT DISTINCT split_part(ad, ' ', 1) FROM kbs.yayin_varlik WHERE ilce_kodu = %s")
        mahalleler = _column(connection, "SELECT kod FROM kbs.mahalle WHERE ilce_kodu = %s ORDER BY 1")
        parcels = connection.execute(
            "SELECT tapu_mahallesi, ada, parsel FROM kbs.parsel WHERE ilce_kodu = %s ORDER BY md5(id::text) LIMIT 100",
            [FIRST_CODE],
        ).fetchall()
        box = connection.execute(
            "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM "
            "(SELECT ST_Extent(geom) AS e FROM kbs.mahalle WHERE ilce_kodu = %s) b",
            [FIRST_CODE],
        ).fetchone()
    assert box is not None
    return {
        "harita": [f"/collections/varliklar/{_QUAD}/{p.zoom}/{p.row}/{p.column}" for p in covering(box, 12)],
        "karo, noktalar": [f"/collections/varliklar/{_QUAD}/{p.zoom}/{p.row}/{p.column}" for p in covering(box, 14)],
        "karo, parseller": [f"/collections/parseller/{_QUAD}/{p.zoom}/{p.row}/{p.column}" for p in covering(box, 15)],
        "arama": [f"/collections/varliklar/items?limit=10&q={quote(name)}" for name in names],
        "bir varlık": [f"/collections/varliklar/items/{kod}" for kod in codes],
        "karne": [f"/parsel-karnesi/{quote(t)}/{ada}/{parsel}" for t, ada, parsel in parcels],
        "sayfa": [f"/collections/varliklar/items?limit=100&mahalle_kod={kod}" for kod in mahalleler],
        "parsel sayfası": [f"/collections/parseller/items?limit=100&ada={ada}" for _, ada, _ in parcels],
        "mahalleler": ["/collections/mahalleler/items?limit=100"],
        "mahalle": [f"/mahalle/{kod}?f=html" for kod in mahalleler],
    }


def _column(connection: psycopg.Connection, question: str) -> list[str]:
    return [value for (value,) in connection.execute(question, [FIRST_CODE])]


def _ask(system: System, paths: list[str], asked: int) -> Milliseconds:
    taken = []
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=60)
    # The first round is not counted: it plans and fills the database's buffers.
    for number in range(len(paths) + asked):
        path = paths[number % len(paths)]
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 204):
            raise SystemExit(f"✗ {path}: {answer.status}")
        if number >= len(paths):
            taken.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]
