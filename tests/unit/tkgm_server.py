"""A land registry for tests: a loopback server that speaks the protocol of TKGM's public parcel query.

It knows the parcels and units it is given. ``next`` holds replies that it gives before anything else, which is
how a test makes it misbehave.
"""

import http.server
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from shapely import Point
from shapely.geometry import mapping, shape

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """A reply to one request; ``fault`` is ``silence`` (never answers) or ``drip`` (never ends)."""

    status: int = 200
    body: str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Asked:
    """A request as it came: the path still escaped."""

    path: str
    headers: dict[str, str]


def parcel(mahalle_id: int, ada: str, parsel: str, geometry, *, alan: str = "1.295,00", **more) -> Json:
    """A parcel as the query by number answers it."""
    told = {
        "ilAd": "İstanbul",
        "ilId": 56,
        "ilceAd": "Küçükçekmece",
        "mahalleAd": "Deneme",
        "mahalleId": mahalle_id,
        "adaNo": ada,
        "parselNo": parsel,
        "alan": alan,
        "nitelik": "Arsa",
        "zeminKmdurum": "Ana Taşınmaz",
        "pafta": "F21c",
        "mevkii": "",
        "durum": "1",
        "ozet": f"Deneme-{ada}/{parsel}",
        "gittigiParselListe": "",
        "gittigiParselSebep": "",
    }
    return {"type": "Feature", "geometry": geometry and mapping(geometry), "properties": told | more}


def collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}


class LandRegistry:
    """What the server knows, what it will say next, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.parcels: list[Json] = []
        self.units: dict[str, list[tuple[int, str]]] = {}
        self.next: deque[Reply] = deque()
        self.asked: list[Asked] = []
        self.released = threading.Event()

    def reply(self, path: str) -> Reply:
        if self.next:
            return self.next.popleft()
        parts = path.removeprefix("/api/").rstrip("/").split("/")
        if parts[0] == "idariYapi":
            return self._unit_list("/".join(parts[1:]))
        if parts[0] == "parsel" and path.endswith("/"):
            return self._at(lat=float(parts[1]), lon=float(parts[2]))
        if parts[0] == "parsel":
            return self._numbered(*map(unquote, parts[1:]))
        return _json({"Message": "No HTTP resource was found that matches the request URI."}, 404)

    def _numbered(self, mahalle_id: str, ada: str, parsel: str) -> Reply:
        for feature in self.parcels:
            told = feature["properties"]
            if [str(told[key]) for key in ("mahalleId", "adaNo", "parselNo")] == [mahalle_id, ada, parsel]:
                return _json(feature)
        return _json({"Message": f"Parsel Bulunamadı: MahalleId={mahalle_id} - Ada={ada} - Parsel={parsel}"}, 404)

    def _at(self, lon: float, lat: float) -> Reply:
        for feature in self.parcels:
            if feature["geometry"] and shape(feature["geometry"]).covers(Point(lon, lat)):
                # Asked by point the service writes areas in the other style: 1,295.00.
                swapped = feature["properties"]["alan"].translate(str.maketrans(".,", ",."))
                return _json(feature | {"properties": feature["properties"] | {"alan": swapped}})
        return _json({"Message": f"Parsel Bulunamadı: Enlem = {lat} - Boylam={lon}"}, 404)

    def _unit_list(self, path: str) -> Reply:
        if path not in self.units:
            return _json({"Message": "Kayıt Bulunamadı"}, 404)
        return _json(
            collection(
                [
                    {"type": "Feature", "geometry": None, "properties": {"id": number, "text": name}}
                    for number, name in self.units[path]
                ]
            )
        )


def _json(body: Json, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json; charset=utf-8"})


class _Handler(http.server.BaseHTTPRequestHandler):
    registry: LandRegistry

    def do_GET(self):
        self.registry.asked.append(Asked(self.path, dict(self.headers)))
        reply = self.registry.reply(self.path)
        if reply.fault == "silence":
            self.registry.released.wait(5)
            return
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "1000000" if reply.fault == "drip" else str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        while reply.fault == "drip" and not self.registry.released.wait(0.02):
            try:
                self.wfile.write(b" ")
            except OSError:  # the one who asked has gone
                return

    def log_message(self, *_):
        pass


@contextmanager
def serving_registry() -> Iterator[LandRegistry]:
    """A registry that answers at ``registry.address``, the base address of its service."""
    registry = LandRegistry()
    handler = type("Handler", (_Handler,), {"registry": registry})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        registry.address = f"http://127.0.0.1:{server.server_port}/api"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield registry
        finally:
            registry.released.set()
            server.shutdown()
            thread.join()
