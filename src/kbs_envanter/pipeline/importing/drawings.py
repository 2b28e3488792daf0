"""Shapefile and DXF, by GDAL: from a folder of our own, with the one driver that their content was checked for."""

import zipfile
import zlib
from pathlib import Path

import shapely

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.importing.archives import opened, refuse_nested
from kbs_envanter.pipeline.importing.markup import table_of
from kbs_envanter.pipeline.importing.types import ImportRefused, Sheet
from kbs_envanter.pipeline.parcels.layers import choose_layer
from kbs_envanter.pipeline.parcels.shapefile import attribute_encoding
from kbs_envanter.pipeline.parcels.source import read_vector
from kbs_envanter.pipeline.parcels.types import Table
from kbs_envanter.pipeline.scratch import scratch_folder

_SHP = (9994).to_bytes(4, "big")
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_shapefile(content: bytes, name: str, layer: str | None) -> Sheet:
    """The Shapefile of a zip. Only its own parts are unpacked, under names of ours.

    Raises:
        ImportRefused: it cannot be read, or there are several and none was chosen.
    """
    with opened(content) as archive, scratch_folder() as folder:
        refuse_nested(archive)
        stem = _unpack(archive, folder, name, layer)
        if (folder / "katman.shp").read_bytes()[:4] != _SHP:
            raise ImportRefused(".shp dosyası Shapefile değil.", "The .shp is no Shapefile.")
        encoding = attribute_encoding(folder)
        stated = folder / "katman.cpg"
        stated_encoding = stated.read_text("ascii", "replace").strip()[:20] if stated.exists() else "-"
        said = {"katman": stem, "kodlama": encoding or stated_encoding}
        return _sheet(folder / "katman.shp", name, "shp", "ESRI Shapefile", encoding, said)


def read_dxf(content: bytes, name: str, layer: str | None) -> Sheet:
    """The entities of a drawing, with their layer and text. A DXF states no coordinate system.

    Raises:
        ImportRefused: it cannot be read.
    """
    with scratch_folder() as folder:
        file = folder / "cizim.dxf"
        file.write_bytes(content)
        sheet = _sheet(file, name, "dxf", "DXF", None, {})
    sheet.crs = None
    return sheet


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str, layer: str | None) -> str:
    members = [info for info in archive.infolist() if not info.filename.startswith("__MACOSX/")]
    stems = [info.filename[:-4] for info in members if info.filename.lower().endswith(".shp")]
    try:
        stem = choose_layer(name, stems, layer)
    except UserError as error:
        raise _refused(error) from error
    for info in members:
        ending = Path(info.filename).suffix.lower()
        if info.filename[: -len(ending)] == stem and ending in _PARTS:
            try:
                (folder / f"katman{ending}").write_bytes(archive.read(info))
            except (zipfile.BadZipFile, EOFError, RuntimeError, OSError, zlib.error) as error:
                raise ImportRefused("Zip bozuk; yeniden oluşturun.", "The zip is damaged; make it anew.") from error
    return stem


def _sheet(path: Path, name: str, kind: str, driver: str, encoding: str | None, said: dict[str, str]) -> Sheet:
    try:
        table: Table = read_vector(path, name, (driver,), encoding=encoding, datetime_as_string=True)
    except UserError as error:
        raise _refused(error) from error
    shapes = shapely.force_2d(shapely.from_wkb(table.shapes, on_invalid="ignore"))
    names = list(table.columns)
    records = [({key: _plain(table.columns[key][n]) for key in names}, shapes[n]) for n in range(len(table.shapes))]
    return table_of(records, name, kind, None if table.crs is None else str(table.crs), said)


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _refused(error: UserError) -> ImportRefused:
    tr, _, en = str(error).partition(" / ")
    return ImportRefused(tr, en)
