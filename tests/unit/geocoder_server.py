"""A geocoder for tests: a loopback server that speaks Nominatim's ``/search`` (jsonv2) and Photon's ``/api``.

It finds what it is given, by a word of the question. ``next`` holds replies that it gives before anything else,
which is how a test makes it misbehave; ``silence`` never answers.
"""

import http.server
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: str = "[]"
    headers: dict[str, str] = field(default_factory=dict)
    silence: bool = False


def nominatim_place(name: str, lon: float, lat: float, *, door: str = "", rank: int = 26, **more) -> Json:
    """An item of a jsonv2 answer; coordinates are strings there."""
    road = more.pop("road", name)
    return {
        "place_id": 1, "osm_type": "way", "osm_id": 42, "lat": str(lat), "lon": str(lon), "category": "highway",
        "type": "residential", "place_rank": rank, "importance": 0.1, "addresstype": "road", "name": name,
        "display_name": f"{name}, Küçükçekmece, İstanbul, Türkiye",
        "boundingbox": [str(lat - 0.001), str(lat + 0.001), str(lon - 0.001), str(lon + 0.001)],
        "address": {"road": road, "town": "Küçükçekmece", "country_code": "tr"} | ({"house_number": door} if door else {}),
    } | more  # fmt: skip


def photon_place(name: str, lon: float, lat: float, *, kind: str = "street", **more) -> Json:
    """A feature of a Photon answer."""
    told = {"osm_type": "W", "osm_id": 42, "osm_key": "highway", "osm_value": "residential", "type": kind, "name": name,
            "city": "Küçükçekmece", "countrycode": "TR", "extent": [lon - 0.001, lat + 0.001, lon + 0.001, lat - 0.001]}  # fmt: skip
    return {
        "type": "Feature", "properties": told | more, "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }  # fmt: skip


class GeocoderServer:
    """What the server knows, what it will say next, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.known: dict[str, list[Json]] = {}
        self.next: deque[Reply] = deque()
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.released = threading.Event()

    def reply(self, path: str, query: dict[str, str]) -> Reply:
        if self.next:
            return self.next.popleft()
        found = [item for word, items in self.known.items() if word in query["q"] for item in items]
        is_photon = path == "/api"
        return Reply(body=json.dumps({"type": "FeatureCollection", "features": found} if is_photon else found))


class _Handler(http.server.BaseHTTPRequestHandler):
    geocoder: GeocoderServer

    def do_GET(self):
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        self.geocoder.asked.append((asked.path, query, dict(self.headers)))
        reply = self.geocoder.reply(asked.path, query)
        if reply.silence:
            self.geocoder.released.wait(5)
            return
        body = reply.body.encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving_geocoder() -> Iterator[GeocoderServer]:
    """A geocoder that answers at ``geocoder.address``."""
    geocoder = GeocoderServer()
    handler = type("Handler", (_Handler,), {"geocoder": geocoder})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        geocoder.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield geocoder
        finally:
            geocoder.released.set()
            server.shutdown()
            thread.join()
