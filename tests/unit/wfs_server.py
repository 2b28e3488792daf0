"""A feature service for tests: a loopback server that speaks WFS 2.0.0 with paging.

It serves parcels as GML 3.2 in EPSG:5254 under its URN, whose axis order is north, east.
"""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

NAMESPACES = (
    'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:kbs="http://kbs.test" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://kbs.test http://127.0.0.1:9/xsd"'
)


@dataclass
class FeatureService:
    """What the server has, and how it misbehaves."""

    parcels: list[dict[str, str]]
    types: tuple[str, ...] = ("kbs:parsel",)
    page: int = 2
    says_matched: bool = True
    matched: int | None = None
    ignores_start: bool = False
    silent: bool = False
    refusal: str = ""
    answer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    _over: threading.Event = field(default_factory=threading.Event)

    def reply(self, query: dict[str, str]) -> tuple[int, str]:
        self.asked.append(query)
        if self.answer:
            return 200, self.answer
        if query["request"] == "GetCapabilities":
            names = "".join(f"<wfs:FeatureType><wfs:Name>{name}</wfs:Name></wfs:FeatureType>" for name in self.types)
            body = f"<wfs:FeatureTypeList>{names}</wfs:FeatureTypeList>"
            return 200, f'<wfs:WFS_Capabilities version="2.0.0" {NAMESPACES}>{body}</wfs:WFS_Capabilities>'
        if self.silent:
            self._over.wait()
        if self.refusal:
            ows = 'xmlns:ows="http://www.opengis.net/ows/1.1"'
            text = f"<ows:Exception><ows:ExceptionText>{self.refusal}</ows:ExceptionText></ows:Exception>"
            return 200, f'<ows:ExceptionReport {ows} version="2.0.0">{text}</ows:ExceptionReport>'
        start = 0 if self.ignores_start else int(query["startIndex"])
        some = list(enumerate(self.parcels))[start : start + min(self.page, int(query["count"]))]
        members = "".join(f"<wfs:member>{_feature(number, parcel)}</wfs:member>" for number, parcel in some)
        matched = (self.matched or len(self.parcels)) if self.says_matched else "unknown"
        counts = f'numberMatched="{matched}" numberReturned="{len(some)}"'
        return 200, f"<wfs:FeatureCollection {counts} {NAMESPACES}>{members}</wfs:FeatureCollection>"


def _feature(number: int, parcel: dict[str, str]) -> str:
    cells = "".join(f"<kbs:{name}>{value}</kbs:{name}>" for name, value in parcel.items() if name != "pos")
    ring = f"<gml:LinearRing><gml:posList>{parcel['pos']}</gml:posList></gml:LinearRing>"
    polygon = f'<gml:Polygon srsName="urn:ogc:def:crs:EPSG::5254"><gml:exterior>{ring}</gml:exterior></gml:Polygon>'
    return f'<kbs:parsel gml:id="parsel.{number}">{cells}<kbs:geom>{polygon}</kbs:geom></kbs:parsel>'


@contextmanager
def feature_service(*parcels: dict[str, str], **behaviour) -> Iterator[FeatureService]:
    service = FeatureService(list(parcels), **behaviour)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = service.reply(
                {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            )
            if service._over.is_set():
                return
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.end_headers()
            self.wfile.write(('<?xml version="1.0" encoding="UTF-8"?>' + body).encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        service.address = f"http://127.0.0.1:{server.server_address[1]}/wfs"
        try:
            yield service
        finally:
            service._over.set()
            server.shutdown()
            thread.join()
