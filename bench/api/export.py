"""W7: the whole collection as GeoJSON, each program in its own way, every feature counted."""

import http.client
import json
import re
import time
from collections.abc import Callable
from functools import partial

from bench.api.systems import System
from bench.api.workloads import BIZ, PYGEOAPI, TIPG

LEAST, GOAL = 8, 12
_PAGE = 10_000
_STREAMS = ("geojson", "geojsonseq")
_NEXT = re.compile(rb'\{[^{}]*"rel": ?"next"[^{}]*\}')
_FEATURE = b'"type":"Feature"'


def way_of(system: System, features: int) -> tuple[str, Callable[[], int]]:
    """How this program gives everything, in words, and a function that takes it all and counts the features."""
    if system.name == BIZ:
        for word in _STREAMS:
            path = f"/collections/varliklar/items?f={word}"
            if _read(system, path) == features:
                return f"f={word}", partial(_read, system, path)
        return f"limit={_PAGE} ve next", partial(_follow_links, system)
    base = {TIPG: "/collections/bench.varliklar/items?", PYGEOAPI: "/collections/varliklar/items?f=json&"}[system.name]
    pages = [f"{base}limit={_PAGE}&offset={offset}" for offset in range(0, features, _PAGE)]
    return f"limit={_PAGE} ve offset", lambda: sum(_read(system, page) for page in pages)


def seconds(system: System, take_all: Callable[[], int], features: int) -> float:
    """How long it takes.

    Raises:
        SystemExit: when it did not give every feature.
    """
    begun = time.perf_counter()
    got = take_all()
    taken = time.perf_counter() - begun
    if got != features:
        raise SystemExit(f"✗ {system.name}: {features} kayıt yerine {got} / {got} features in place of {features}")
    return taken


def _follow_links(system: System, path: str = f"/collections/varliklar/items?limit={_PAGE}") -> int:
    total = 0
    while path:
        _, body, _ = system.get(path)
        total += body.replace(b" ", b"").count(_FEATURE)
        following = _NEXT.search(body)  # the other programs' pages are not parsed either
        path = "/" + json.loads(following[0])["href"].split("/", 3)[3] if following else ""
    return total


def _read(system: System, path: str) -> int:
    """Number of features of an answer, which is read as it comes and not kept."""
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=300)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        features, rest = 0, b""
        while answer.status == 200 and (chunk := answer.read(1 << 20)):
            text = rest + chunk.replace(b" ", b"")
            features += text.count(_FEATURE)
            rest = text[-(len(_FEATURE) - 1) :]  # what may be the beginning of a mark, never a whole one
        return features
    finally:
        connection.close()
