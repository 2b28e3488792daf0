"""Base maps: what ``KBS_ALTLIK`` lists, one a line, ``ad|tür|adres|atıf``.

Ortofoto|wmts|https://harita.example.bel.tr/wmts/{TileMatrix}/{TileRow}/{TileCol}.png|© Belediye
Sokaklar|xyz|https://{s}.tile.example.org/{z}/{x}/{y}.png|© Katkıda bulunanlar
Halihazır|wms|https://harita.example.bel.tr/wms?layers=halihazir|© Belediye
Kendi dosyamız|pmtiles|/srv/harita/kucukcekmece.pmtiles|© Belediye
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

_KINDS = ("xyz", "wmts", "wms", "pmtiles")
_SUBDOMAINS = "abc"
# WMTS names of what Leaflet calls z, y and x; the matrix set must be WebMercatorQuad (GoogleMapsCompatible).
_WMTS = {"{TileMatrix}": "{z}", "{TileRow}": "{y}", "{TileCol}": "{x}"}


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A base map in EPSG:3857.

    Attributes:
        ad: what people call it.
        tur: ``xyz``, ``wms`` or ``pmtiles``; WMTS is written as ``xyz``.
        url: address of a tile with ``{z}``, ``{x}``, ``{y}`` (and ``{s}``: a, b, c), or of a WMS without its layers, or
            the path of a PMTiles file on the server's disk.
        atif: whom to credit.
        katmanlar: layers of a WMS, separated by commas.
    """

    ad: str
    tur: str
    url: str
    atif: str
    katmanlar: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where its images come from, as a Content-Security-Policy names it; none when it is our own host."""
        parts = urlsplit(self.url)
        if self.tur == "pmtiles" or not parts.netloc:
            return ()
        names = [parts.netloc.replace("{s}", each) for each in _SUBDOMAINS]
        return tuple(f"{parts.scheme}://{name}" for name in dict.fromkeys(names))


def read_basemaps(text: str) -> tuple[BaseMap, ...]:
    """The base maps of a setting, in its order.

    Raises:
        ValueError: names the line and says how to write it.
    """
    lines = [line.strip() for line in text.splitlines()]
    return tuple(_read(number, line) for number, line in enumerate(lines, 1) if line)


def _read(number: int, line: str) -> BaseMap:
    fields = [field.strip() for field in line.split("|")]
    if len(fields) != 4 or not all(fields):
        raise _refused(number, "ad|tür|adres|atıf yazın", "write name|type|address|attribution")
    ad, tur, url, atif = fields
    if tur not in _KINDS:
        raise _refused(number, "tür xyz, wmts, wms ya da pmtiles olmalı", "the type is xyz, wmts, wms or pmtiles")
    if tur == "pmtiles":
        if "://" in url or not url.endswith(".pmtiles"):
            raise _refused(
                number, "sunucudaki bir .pmtiles dosyasının yolunu yazın", "write the path of a .pmtiles file"
            )
        return BaseMap(ad, tur, url, atif)
    parts = urlsplit(url)
    own = not parts.scheme and not parts.netloc and url.startswith("/")
    if not own and (parts.scheme not in ("http", "https") or not _plain(parts.netloc)):
        raise _refused(number, "adres https:// ya da / ile başlamalı", "the address starts with https:// or /")
    if tur == "wms":
        layers = next((value for name, value in parse_qsl(parts.query) if name.lower() == "layers"), "")
        if not layers:
            raise _refused(number, "adrese ?layers=katman ekleyin", "add ?layers=name to the address")
        others = urlencode([pair for pair in parse_qsl(parts.query) if pair[0].lower() != "layers"])
        return BaseMap(ad, tur, parts._replace(query=others).geturl(), atif, layers)
    for name, ours in _WMTS.items():
        url = url.replace(name, ours)
    if not all(name in url for name in ("{z}", "{x}", "{y}")):
        raise _refused(number, "adreste {z}, {x} ve {y} olmalı", "the address needs {z}, {x} and {y}")
    return BaseMap(ad, "xyz", url, atif)


def _plain(host: str) -> bool:
    """Whether a host may stand in a policy: nothing in it that would end the source and begin another."""
    return bool(host) and all(c.isalnum() or c in ".-:[]" for c in host.replace("{s}", "s")) and host.isascii()


def _refused(number: int, turkish: str, english: str) -> ValueError:
    return ValueError(f"KBS_ALTLIK, satır {number}: {turkish}. / KBS_ALTLIK, line {number}: {english}.")
