"""A client of the Web Feature Service 2.0.0 (OGC 09-025r2): which feature types there are, and all of one, by pages.

Pages are asked for as GML, which every WFS must speak and whose coordinate system each shape names. They are
kept as files for GDAL to read: GDAL knows the axis order of ``urn:ogc:def:crs:EPSG::5254`` (north, east).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import httpx

from kbs_envanter.pipeline.parcels.layers import choose_layer
from kbs_envanter.pipeline.parcels.types import ParcelSourceRefused

VERSION = "2.0.0"
PAGE = 2000
MAXIMUM_BYTES = 2_000_000_000
_WFS = "{http://www.opengis.net/wfs/2.0}"
_OURS = {"service", "version", "request", "typename", "typenames", "count", "startindex", "resulttype", "outputformat"}


def download(address: str, wanted: str | None, folder: Path, timeout_s: float) -> tuple[str, list[Path]]:
    """Fetch every feature of a feature type.

    Args:
        address: of the service; a query of its own (``map=...``) is kept.
        wanted: the feature type; may be left out when there is one only.
        folder: where to put the pages.
        timeout_s: seconds the service may be silent.

    Returns:
        What the source is called, and the pages as GML files, in order.

    Raises:
        ParcelSourceRefused: the service cannot be reached, refuses, or does not give all that it counts.
    """
    url = httpx.URL(address)
    own = [(key, value) for key, value in url.params.multi_items() if key.lower() not in _OURS]
    # A query may carry a key: it is in no message.
    name = f"{url.host}{url.path}"
    with _refusals(name, timeout_s), httpx.Client(timeout=timeout_s, follow_redirects=True) as client:
        service = _Service(client, url.copy_with(query=None), own, name, folder)
        kind = service.feature_type(wanted)
        return f"{name} {kind}", list(service.pages(kind))


class _Service:
    def __init__(
        self, client: httpx.Client, url: httpx.URL, own: list[tuple[str, str]], name: str, folder: Path
    ) -> None:
        self._client, self._url, self._own, self._name, self._folder = client, url, own, name, folder
        self._bytes = 0

    def feature_type(self, wanted: str | None) -> str:
        file = self._ask("yetenekler.xml", request="GetCapabilities")
        root = ElementTree.parse(file).getroot()
        version = root.get("version", "")
        if _local(root.tag) != "WFS_Capabilities" or not version.startswith("2."):
            raise ParcelSourceRefused(
                self._name,
                f"WFS 2.0.0 konuşmuyor (yanıt: {_local(root.tag)} {version}); adresi denetleyin",
                f"does not speak WFS 2.0.0 (it answered {_local(root.tag)} {version}); check the address",
            )
        names = [
            (child.text or "").strip()
            for kind in root.iter()
            if _local(kind.tag) == "FeatureType"
            for child in kind
            if _local(child.tag) == "Name"
        ]
        return choose_layer(self._name, names, wanted)

    def pages(self, kind: str) -> Iterator[Path]:
        got, matched, first_before = 0, None, None
        while matched is None or got < matched:
            page = self._ask(
                f"sayfa-{got}.gml", request="GetFeature", typeNames=kind, count=str(PAGE), startIndex=str(got)
            )
            said, returned, first = _head(page)
            if matched is not None and said not in (None, matched):
                raise self._incomplete("indirirken değişti", "changed while it was downloaded")
            if returned and first is not None and first == first_before:
                raise self._incomplete("startIndex'i dikkate almıyor", "disregards startIndex")
            matched, first_before = said, first
            if not returned:
                break
            yield page
            got += returned
        if not got:
            raise ParcelSourceRefused(self._name, f"{kind} boş", f"{kind} has no records")
        if matched is not None and got != matched:
            raise self._incomplete(f"{matched} kayıttan {got} tanesini verdi", f"gave {got} of {matched} records")

    def _ask(self, file: str, **parameters: str) -> Path:
        query = [*self._own, ("service", "WFS"), ("version", VERSION), *parameters.items()]
        path = self._folder / file
        with self._client.stream("GET", self._url, params=query) as answer, path.open("wb") as target:
            for block in answer.iter_bytes():
                self._bytes += len(block)
                if self._bytes > MAXIMUM_BYTES:
                    raise self._incomplete("sınırdan büyük", "is larger than the limit")
                target.write(block)
        # An exception report may come under any status, 200 among them.
        _raise_exception_report(self._name, path)
        answer.raise_for_status()
        return path

    def _incomplete(self, tr: str, en: str) -> ParcelSourceRefused:
        return ParcelSourceRefused(
            self._name,
            f"WFS {tr}; yeniden deneyin ya da GeoPackage olarak isteyin",
            f"the WFS {en}; try again or ask for a GeoPackage",
        )


@contextmanager
def _refusals(name: str, timeout_s: float) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise ParcelSourceRefused(
            name, f"WFS {timeout_s:g} saniye yanıt vermedi", f"the WFS was silent for {timeout_s:g} seconds"
        ) from error
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise ParcelSourceRefused(name, f"WFS HTTP {status} yanıtı verdi", f"the WFS answered HTTP {status}") from error
    except httpx.HTTPError as error:
        why = type(error).__name__
        raise ParcelSourceRefused(name, f"WFS'ye ulaşılamıyor ({why})", f"the WFS cannot be reached ({why})") from error
    except ElementTree.ParseError as error:
        raise ParcelSourceRefused(
            name, "WFS yanıtı XML değil; adresi denetleyin", "the answer is no XML; check the address"
        ) from error


def _raise_exception_report(name: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            _, root = next(ElementTree.iterparse(file, events=("start",)))
        if _local(root.tag) not in ("ExceptionReport", "ServiceExceptionReport"):
            return
        said = " ".join(" ".join(ElementTree.parse(path).getroot().itertext()).split())[:300]
    except (ElementTree.ParseError, StopIteration):
        return  # whoever reads it says so
    raise ParcelSourceRefused(name, f"WFS reddetti: {said}", f"the WFS refused: {said}")


def _head(page: Path) -> tuple[int | None, int, str | None]:
    """Of a FeatureCollection: how many features match in all, how many are here, the id of the first."""
    matched, returned, first = None, 0, None
    with page.open("rb") as file:
        for event, element in ElementTree.iterparse(file, events=("start", "end")):
            if event == "start" and element.tag == f"{_WFS}FeatureCollection" and matched is None:
                said = element.get("numberMatched", "")
                matched = int(said) if said.isdigit() else None
            elif event == "end" and element.tag == f"{_WFS}member":
                returned += 1
                if first is None and len(element):
                    first = next((value for key, value in element[0].attrib.items() if _local(key) == "id"), None)
                element.clear()
    return matched, returned, first


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
