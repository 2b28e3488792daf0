"""Reading records and shapes from a file or a service, whatever its format."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from kbs_envanter.pipeline.parcels import wfs
from kbs_envanter.pipeline.parcels.layers import choose_layer
from kbs_envanter.pipeline.parcels.shapefile import attribute_encoding
from kbs_envanter.pipeline.parcels.types import ParcelOptions, ParcelSourceRefused, Table
from kbs_envanter.pipeline.scratch import scratch_folder

MAXIMUM_FILE_BYTES = 2_000_000_000

# What a file's ending promises; a file that is something else inside is not read.
_DRIVERS = {
    ".geojson": ("GeoJSON",),
    ".json": ("GeoJSON",),
    ".gpkg": ("GPKG",),
    ".kml": ("KML", "LIBKML"),
    ".zip": ("ESRI Shapefile",),
}
# GML's field types are guessed page by page; an area of "1.295" must not become a number on one page only.
_GML_AS_WRITTEN = {"GML_FIELDTYPES": "ALWAYS_STRING"}


def read_source(source: str | Path, options: ParcelOptions) -> Table:
    """Read the records of a GeoJSON, GeoPackage, KML, zipped Shapefile, or of a WFS when given its address.

    Raises:
        ParcelSourceRefused: when it cannot be read, or has several layers and none was chosen.
    """
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return _read_service(source, options)
    path = Path(source)
    drivers = _DRIVERS.get(path.suffix.lower())
    if drivers is None:
        kinds = ", ".join(_DRIVERS)
        raise ParcelSourceRefused(
            path.name,
            f"türü tanınmıyor; şunlardan biri olmalı: {kinds} (Shapefile'ı zip'leyin) ya da bir WFS adresi",
            f"unknown kind of file; give one of {kinds} (zip a Shapefile) or the address of a WFS",
        )
    _check_size(path)
    if path.suffix.lower() == ".zip":
        with _unpacked(path, options.layer) as (shape, encoding):
            return read_vector(shape, path.name, drivers, encoding=encoding)
    return read_vector(path, path.name, drivers, layer=_layer(path, options.layer))


def _read_service(address: str, options: ParcelOptions) -> Table:
    import pyogrio

    with scratch_folder() as folder:
        name, pages = wfs.download(address, options.layer, folder, options.timeout_s)
        pyogrio.set_gdal_config_options(_GML_AS_WRITTEN)
        try:
            tables = [read_vector(page, name, ("GML",), DOWNLOAD_SCHEMA="NO") for page in pages]
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(_GML_AS_WRITTEN))
    return _joined(tables)


def read_vector(path: Path, name: str, drivers: tuple[str, ...], **how: Any) -> Table:
    """The records of a file that GDAL reads, if it is what its name says.

    Args:
        path: a file of our own, never an address.
        name: what to call it in an error.
        drivers: GDAL's names of the formats that it may be.
        how: options of pyogrio's ``read``.

    Raises:
        ParcelSourceRefused: it cannot be read, is another format, or has no shapes.
    """
    # GDAL takes a moment to load, which only an import needs.
    from pyogrio import read_info
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError
    from pyogrio.raw import read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # drivers remark on details that do not matter here
            meta, _, shapes, values = read(path, **how)
            driver = read_info(path, layer=how.get("layer"))["driver"]
    except (DataSourceError, DataLayerError, FieldError, ValueError, UnicodeDecodeError) as error:
        raise ParcelSourceRefused(
            name,
            "okunamıyor; dosya bozuk ya da uzantısı içeriğine uymuyor",
            f"cannot be read; the file is damaged or its name does not fit its content ({type(error).__name__})",
        ) from error
    if driver not in drivers:
        raise ParcelSourceRefused(
            name, f"uzantısı {drivers[0]} diyor, içi {driver}", f"its name says {drivers[0]}, it is {driver}"
        )
    if shapes is None:
        raise ParcelSourceRefused(name, "içinde çizim yok", "is a table without shapes")
    columns = dict(zip(map(str, meta["fields"]), values, strict=True))
    return Table(name, columns, shapes, meta["crs"])


def _layer(path: Path, wanted: str | None) -> str | None:
    """The layer to read: the only one with shapes, or the one asked for."""
    from pyogrio import list_layers
    from pyogrio.errors import DataSourceError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, kind in list_layers(path) if kind is not None]
    except DataSourceError:
        return None  # reading it says what is wrong
    return choose_layer(path.name, layers, wanted)


@contextmanager
def _unpacked(path: Path, wanted: str | None) -> Iterator[tuple[Path, str | None]]:
    """The Shapefile of a zip, in a folder of its own, and the encoding of its attributes."""
    with zipfile.ZipFile(path) as archive, scratch_folder() as folder:
        members = [info for info in archive.infolist() if not info.filename.startswith("__MACOSX/")]
        stems = [info.filename[:-4] for info in members if info.filename.lower().endswith(".shp")]
        stem = choose_layer(path.name, stems, wanted)
        for info in members:
            part = Path(info.filename)
            if info.filename[: len(stem) + 1].lower() == f"{stem}.".lower() and not info.is_dir():
                (folder / f"katman{part.suffix.lower()}").write_bytes(archive.read(info))
        yield folder / "katman.shp", attribute_encoding(folder)


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
        inside = zipfile.ZipFile(path).infolist() if path.suffix.lower() == ".zip" else []
    except (OSError, zipfile.BadZipFile) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise ParcelSourceRefused(str(path), f"okunamıyor ({why})", f"cannot be read ({why})") from error
    if max(size, sum(info.file_size for info in inside)) > MAXIMUM_FILE_BYTES:
        limit = f"{MAXIMUM_FILE_BYTES // 1_000_000} MB"
        raise ParcelSourceRefused(
            path.name, f"{limit} sınırını aşıyor; parça parça yükleyin", f"is above {limit}; import it in parts"
        )


def _joined(tables: list[Table]) -> Table:
    """Pages of one answer as one table; a column that a page lacks is empty there."""
    names = dict.fromkeys(name for table in tables for name in table.columns)
    columns = {
        name: np.concatenate([table.columns.get(name, np.full(len(table.shapes), None)) for table in tables])
        for name in names
    }
    shapes = np.concatenate([table.shapes for table in tables])
    return Table(tables[0].name, columns, shapes, next((table.crs for table in tables if table.crs), None))
