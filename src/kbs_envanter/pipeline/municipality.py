"""Install a municipality from a folder of files: its neighbourhoods, boundaries, report and what it says of itself."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field
from sqlalchemy.dialects.postgresql import insert

from kbs_envanter.domain.district import District
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.geocode.boundaries import read_boundary_file
from kbs_envanter.pipeline.boundaries import load_boundary_file
from kbs_envanter.pipeline.districts import FOLDER
from kbs_envanter.pipeline.event_tables import read_events
from kbs_envanter.pipeline.inputs import Name, Row, read_table, refuse_duplicates
from kbs_envanter.pipeline.load import load_inventory
from kbs_envanter.pipeline.matching import match_mentions
from kbs_envanter.pipeline.prepare import Step, refresh
from kbs_envanter.pipeline.profile import PROFILE, profile
from kbs_envanter.pipeline.reading import CORRECTIONS, read_tables, write_tables
from kbs_envanter.pipeline.tables import MahalleRow, PositionRow, read_assets
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine
from kbs_envanter.store.models import Ilce

_NEIGHBOURHOODS, _POSITIONS = "mahalleler.csv", "konumlar.csv"
_BOUNDARIES = ("sinirlar.geojson", "sinirlar.gpkg", "sinirlar.zip")
_REPORTS = ("rapor.txt", "rapor.pdf")


class NeighbourhoodRow(Row):
    """``mahalleler.csv`` of a municipality; where its name is written on a map follows from its boundary."""

    kod: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    ad: Name
    nvi_id: Annotated[int, Field(ge=1)]
    nufus: Annotated[int, Field(ge=0)]
    nufus_yili: Annotated[int, Field(ge=1900, le=2200)]
    yazimlar: str

    def neighbourhood(self) -> Neighbourhood:
        return Neighbourhood(self.kod, self.ad, tuple(filter(None, self.yazimlar.split("|"))))


@dataclass(frozen=True, slots=True)
class _Given:
    """A municipality's folder, read and found to be in order."""

    district: District
    rows: list[NeighbourhoodRow]
    names: NeighbourhoodNames
    boundaries: Path


def install(url: str, settings: Settings, given: Path) -> Iterator[Step]:
    """Install a municipality beside those that are there, or bring it up to its files. Step by step; again changes
    nothing.

    Args:
        url: the database, prepared.
        settings: of the installation.
        given: the folder, or the ``belediye.toml`` in it.

    Raises:
        UserError: what is missing or wrong, by file; nothing of the district is then changed.
    """
    folder = given.parent if given.name == PROFILE else given
    found = _read(folder, settings)
    home = settings.durum_dizini / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".kurulan-") as made:
        draft = Path(made) / str(found.district.kod)
        _lay_out(found, folder, draft)
        dict(read_assets(draft, found.names))
        read_events(draft / found.district.klasor, found.names)
        yield Step("dosyalar", f"{found.district.ad}: {len(found.rows)} mahalle, {found.district.belge}")
        _add(url, found.district)
        yield from _load(url, settings, draft, found)
        final = home / str(found.district.kod)
        shutil.rmtree(final, ignore_errors=True)
        draft.rename(final)


def _read(folder: Path, settings: Settings) -> _Given:
    district = profile(folder)
    if district.kod == settings.ilce_kodu:
        raise UserError(
            f"{district.kod} bu kurulumun ilk ilçesi; onun verisi {settings.veri_dizini} klasöründedir "
            f"/ {district.kod} is the first district here; its data are in that folder"
        )
    path = folder / _NEIGHBOURHOODS
    rows = read_table(path, NeighbourhoodRow)
    refuse_duplicates(path, rows, lambda row: row.kod, "kod")
    refuse_duplicates(path, rows, lambda row: row.nvi_id, "nvi_id")
    boundaries = _one_of(folder, _BOUNDARIES)
    if boundaries is None:
        raise UserError(f"{folder}: sınır dosyası yok / no file of boundaries: {', '.join(_BOUNDARIES)}")
    names = NeighbourhoodNames((row.neighbourhood() for row in rows), district=district.ad)
    return _Given(district, rows, names, boundaries)


def _one_of(folder: Path, names: tuple[str, ...]) -> Path | None:
    return next((folder / name for name in names if (folder / name).exists()), None)


def _lay_out(found: _Given, folder: Path, draft: Path) -> None:
    """A data folder as the first district has one: ``data/``."""
    (draft / "geo").mkdir(parents=True)
    shutil.copy(folder / PROFILE, draft / PROFILE)
    shapes = read_boundary_file(found.boundaries, found.names, [row.kod for row in found.rows])
    _write(draft / "geo" / _NEIGHBOURHOODS, list(MahalleRow.model_fields), [
        row.model_dump() | {"wof_id": 0, "lon": label.x, "lat": label.y}
        for row in found.rows
        for label in [shapes[row.kod].representative_point()]
    ])  # fmt: skip
    if (folder / _POSITIONS).exists():
        shutil.copy(folder / _POSITIONS, draft / "geo" / _POSITIONS)
    else:
        _write(draft / "geo" / _POSITIONS, list(PositionRow.model_fields), [])
    tables, report = folder / found.district.klasor, _one_of(folder, _REPORTS)
    if tables.is_dir():
        shutil.copytree(tables, draft / found.district.klasor)
    elif report is not None:
        (draft / found.district.klasor).mkdir()
        if (folder / CORRECTIONS).exists():
            shutil.copy(folder / CORRECTIONS, draft / found.district.klasor / CORRECTIONS)
        write_tables(read_tables(report, found.names, draft), draft / found.district.klasor)
    else:
        raise UserError(
            f"{folder}: ne {found.district.klasor}/ tabloları var ne de rapor ({', '.join(_REPORTS)}) "
            f"/ neither the tables of {found.district.klasor}/ nor a report is there"
        )


def _write(path: Path, columns: list[str], rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _add(url: str, district: District) -> None:
    """The district's row, and with it its parts of the large tables: locked for this moment, not for a whole load."""
    with engine(url).begin() as connection:
        row = insert(Ilce).values(ilce_kodu=district.kod, ad=district.ad)
        connection.execute(row.on_conflict_do_nothing())


def _load(url: str, settings: Settings, draft: Path, found: _Given) -> Iterator[Step]:
    own = settings.model_copy(update={"ilce_kodu": found.district.kod, "veri_dizini": draft})
    loaded = load_inventory(url, draft, found.district.kod)
    yield Step("varlıklar", ", ".join(f"{number} {tur}" for tur, number in loaded.assets.items()))
    matched = match_mentions(url, draft, found.district.kod)
    yield Step("eşlemeler", f"{matched['otomatik']} çift bağlı, {matched['bekliyor']} çift karar bekliyor")
    load_boundary_file(url, own, found.boundaries)
    yield Step("mahalle sınırları", found.boundaries.name)
    yield from refresh(url, own)
