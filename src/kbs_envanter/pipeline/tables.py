"""The committed tables and their columns, as checked rows."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.inputs import (
    Area,
    InputRefused,
    LineNumber,
    Name,
    Problem,
    Row,
    Text,
    read_table,
    refuse_duplicates,
)
from kbs_envanter.pipeline.profile import profile


class MahalleRow(Row):
    """``data/geo/mahalleler.csv``: lon and lat are a label point, EPSG:4326; ``wof_id`` is 0 where the boundary
    publisher has none."""

    kod: Name
    ad: Name
    nvi_id: Annotated[int, Field(ge=1)]
    nufus: Annotated[int, Field(ge=0)]
    nufus_yili: Annotated[int, Field(ge=1900, le=2200)]
    wof_id: Annotated[int, Field(ge=0)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    yazimlar: str

    def neighbourhood(self) -> Neighbourhood:
        return Neighbourhood(self.kod, self.ad, tuple(filter(None, self.yazimlar.split("|"))))


class AssetRow(Row):
    """``hizmet_binalari.csv`` and ``spor_tesisleri.csv``: a row of the report's tables, raw text kept."""

    sira: LineNumber
    satir_bas: LineNumber
    satir_son: LineNumber
    ad: Name
    kullanim_amaci: str
    pafta: Text
    ada: str
    parsel_ham: str
    alan_ham: Text
    alan_m2: Area
    mulkiyet_ham: Text
    mahalle: Text
    adres_ham: Text
    supheli: Text

    @property
    def sub_kind(self) -> str | None:
        return None


class PlaceRow(Row):
    """``parklar.csv`` and ``pazarlar.csv``: places gathered from all over the report."""

    sira: LineNumber
    satir_bas: LineNumber
    satir_son: LineNumber
    ad: Name
    alt_tur: Name
    kullanim_amaci: str
    pafta: Text
    ada: str
    parsel_ham: str
    alan_ham: Text
    alan_m2: Area
    mulkiyet_ham: Text
    mahalle: Text
    adres_ham: Text
    kaynak_satirlari: str
    supheli: Text

    @property
    def sub_kind(self) -> str | None:
        return self.alt_tur


class PositionRow(Row):
    """``data/geo/konumlar.csv``: a position found for an asset, EPSG:4326, with its precision and source.

    ``mahalle`` is for an asset whose document names no mahalle and whose candidates a wide circle covers.
    """

    kod: Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{4}$")]
    ad: Name
    lon: Annotated[Decimal, Field(ge=-180, le=180)]
    lat: Annotated[Decimal, Field(ge=-90, le=90)]
    kesinlik: Literal["parsel", "kapi", "yer", "sokak", "mahalle"]
    belirsizlik_m: Annotated[Decimal, Field(gt=0)]
    kaynak: Name
    kaynak_tarihi: Text
    aciklama: Text


ASSET_FILES: dict[str, tuple[Tur, type[AssetRow] | type[PlaceRow], str]] = {
    "hizmet_binalari.csv": (Tur.BINA, AssetRow, "Tablo 2"),
    "spor_tesisleri.csv": (Tur.SPOR_TESISI, AssetRow, "Tablo 3"),
    "parklar.csv": (Tur.PARK, PlaceRow, "Parklar"),
    "pazarlar.csv": (Tur.PAZAR, PlaceRow, "Pazarlar"),
}


def read_neighbourhoods(data: Path) -> list[MahalleRow]:
    """The district's neighbourhoods.

    Raises:
        InputRefused: see ``read_table``.
    """
    path = data / "geo" / "mahalleler.csv"
    rows = read_table(path, MahalleRow)
    refuse_duplicates(path, rows, lambda row: row.kod, "kod")
    refuse_duplicates(path, rows, lambda row: row.nvi_id, "nvi_id")
    return rows


def known_names(data: Path) -> NeighbourhoodNames:
    """The names of the district's neighbourhoods, and its own.

    Raises:
        InputRefused, ProfileRefused: the files of the folder are faulty.
    """
    return NeighbourhoodNames((row.neighbourhood() for row in read_neighbourhoods(data)), district=profile(data).ad)


def read_assets(data: Path, names: NeighbourhoodNames) -> Iterator[tuple[str, list[AssetRow] | list[PlaceRow]]]:
    """Every table of assets, file by file, checked as a whole: all faults of all files in one refusal.

    Raises:
        InputRefused: see ``read_table``; also for an unknown mahalle and for a repeated row.
    """
    tables, problems = [], []
    for name, (_, model, _) in ASSET_FILES.items():
        path = data / profile(data).klasor / name
        try:
            rows = read_table(path, model, [lines_in_order, known_mahalle(names)])
            refuse_duplicates(path, rows, lambda row: row.sira, "sira")
            refuse_duplicates(path, rows, _same_asset, "ad")
            tables.append((name, rows))
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    yield from tables


def read_positions(data: Path) -> list[PositionRow]:
    """Positions found for assets.

    Raises:
        InputRefused: see ``read_table``.
    """
    path = data / "geo" / "konumlar.csv"
    rows = read_table(path, PositionRow)
    refuse_duplicates(path, rows, lambda row: row.kod, "kod")
    return rows


def position_mismatches(data: Path, rows: list[PositionRow], names_by_code: dict[str, str]) -> None:
    """Refuse a position whose code names another asset than its name does: a shifted row is a wrong map.

    Raises:
        InputRefused: naming the rows.
    """
    path = data / "geo" / "konumlar.csv"
    problems = [
        Problem(
            path.name, line, "kod",
            f"{row.kod} envanterde {names_by_code.get(row.kod, 'yok')!r}, burada {row.ad!r}; kodu ya da adı düzeltin",
            f"{row.kod} is {names_by_code.get(row.kod, 'missing')!r}, here {row.ad!r}; correct the code or the name",
        )
        for line, row in enumerate(rows, start=2)
        if row.ad != names_by_code.get(row.kod)
    ]  # fmt: skip
    if problems:
        raise InputRefused(problems)


def lines_in_order(row: Any) -> tuple[str, str, str] | None:
    """Check that a row ends where or after it begins."""
    if row.satir_son >= row.satir_bas:
        return None
    return (
        "satir_son",
        f"{row.satir_son} satir_bas değerinden ({row.satir_bas}) küçük; ikisini raporla karşılaştırın",
        f"{row.satir_son} is below satir_bas ({row.satir_bas}); compare both with the report",
    )


def known_mahalle(names: NeighbourhoodNames) -> Callable[[Any], tuple[str, str, str] | None]:
    """Check that a row's mahalle, where it has one, is the district's."""

    def check(row: Any) -> tuple[str, str, str] | None:
        if getattr(row, "mahalle", None) is None or names.find(row.mahalle) is not None:
            return None
        return (
            "mahalle",
            f"{row.mahalle!r} ilçenin mahallesi değil; adı mahalleler.csv'deki gibi yazın ya da oraya ekleyin",
            f"{row.mahalle!r} is no mahalle of the district; write it as in mahalleler.csv or add it there",
        )

    return check


def _same_asset(row: AssetRow | PlaceRow) -> tuple[str, ...]:
    return tuple(katla(part or "") for part in (row.ad, row.mahalle, row.adres_ham, row.ada, row.parsel_ham))
