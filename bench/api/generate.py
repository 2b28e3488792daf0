"""Made-up assets and parcels of any number for a measurement: the same seed gives the same rows.

The district's box is cut into 21 rectangles, one a neighbourhood, and into a grid of parcels with shared, slightly
moved corners. Assets are spread by the neighbourhoods' population, so that crowded and empty places exist as in a
real city; each stands well inside the parcel it is tied to. Every asset is public and has a position.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from kbs_envanter.domain.assets import Tur, asset_code, asset_id
from kbs_envanter.pipeline.tables import MahalleRow, read_neighbourhoods
from kbs_envanter.settings import resource

ILCE = 1823
WEST, SOUTH, EAST, NORTH = 28.72, 40.97, 28.83, 41.07
COLUMNS_OF_MAHALLE = (4, 4, 4, 4, 5)  # in each of five rows, from the south
BLOCK = (5, 4)  # parcels of an ada: across, along
DEGREE_M = (84_000.0, 111_000.0)  # a degree of longitude and latitude here, m

WORDS = "Çınar Menekşe Ihlamur Yıldız Şafak Güneş Papatya İnci Bahar Zeytin Kardelen Erguvan Söğüt Defne Lale".split()
AREAS = ("Sefaköy", "Halkalı", "Küçükçekmece", "İkitelli", "Altınşehir", "Safra")  # cadastral
STREETS = "Atatürk İstasyon Halkalı Fevzi Çakmak Gültepe Barış Şehitler İkbal Ürgüp Ordu".split()
KINDS = {
    Tur.PARK: (0.55, "Parkı", ("Park", "Çocuk oyun alanı")),
    Tur.BINA: (0.25, "Hizmet Binası", ("Hizmet binası", "Bilgi evi; kütüphane", "Kültür merkezi")),
    Tur.SPOR_TESISI: (0.15, "Spor Tesisi", ("Futbol sahası", "Basketbol sahası", "Spor salonu")),
    Tur.PAZAR: (0.05, "Pazar Yeri", ("Semt pazarı", "Kapalı pazar; otopark")),
}
RIGHTS = (
    ("belediye", "belediye", "mulk", None, None, "Belediye mülkiyetinde"),
    ("ibb", "belediye", "tahsis", "alinan", 10, "İBB mülkiyetinde, 10 yıllığına belediyeye tahsisli"),
    ("kamuya_terkinli", None, "terkin", None, None, "Kamuya terkinli"),
    ("hazine", "belediye", "tahsis", "alinan", 49, "Maliye Hazinesi adına kayıtlı, 49 yıllığına tahsisli"),
)
PRECISIONS = (("parsel", 20), ("kapi", 30), ("yer", 60), ("sokak", 150))
FIRST_CHANGE = datetime(2024, 1, 1, tzinfo=UTC)


def fill(url: str, *, assets: int, parcels: int, seed: int = ILCE) -> None:
    """Fill an empty, migrated database.

    Columns are written by name, so later ones that are nullable or have a default do no harm. Triggers and foreign
    keys rest during the load (what is written is right, and no history is wanted); what triggers would have written
    ready for readers is made at the end, as after any load with triggers off.

    Args:
        url: libpq URL; the role must be a superuser.
        assets: number of rows of ``varlik``; each has one use, one right and, where the grid reaches, one parcel.
        parcels: number of rows of ``parsel``.
        seed: of the random numbers.
    """
    grid = ParcelGrid(parcels, Random(seed))
    city = City(read_neighbourhoods(resource("data")), grid, Random(seed + 1))
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (%s, 'Küçükçekmece')", [ILCE])
        _copy(connection, "mahalle", city.neighbourhood_rows())
        _copy(connection, "kaynak", _source_rows(assets))
        _copy(connection, "parsel", grid.rows())
        for table in ("varlik", "kullanim", "hak", "varlik_parsel"):
            _copy(connection, table, city.rows_of(table, assets))
        for table in ("kaynak", "parsel"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('kbs.{table}', 'id'), (SELECT max(id) FROM kbs.{table}))"
            )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        if connection.execute("SELECT to_regprocedure('kbs.yayini_yenile()') IS NOT NULL").fetchone() == (True,):
            connection.execute("SELECT kbs.yayini_yenile()")
        connection.execute("VACUUM (ANALYZE)")


class ParcelGrid:
    """Parcels on a grid over the district's box; numbered from the south-west, row by row."""

    def __init__(self, number: int, random: Random) -> None:
        self.number = number
        self.across = max(1, round(math.sqrt(number * (EAST - WEST) / (NORTH - SOUTH))))
        self.along = max(1, math.ceil(number / self.across))
        self.width, self.height = (EAST - WEST) / self.across, (NORTH - SOUTH) / self.along
        corners = (self.across + 1) * (self.along + 1)
        self._moved = [(random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1)) for _ in range(corners)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows of ``kbs.parsel``."""
        for index in range(self.number):
            ring = self._ring(index)
            tapu, ada, parsel = self.key(index)
            yield {
                "ilce_kodu": ILCE, "id": index + 1, "tapu_mahallesi": tapu, "ada": ada, "parsel": parsel,
                "alan_m2": round(_area_m2(ring), 2), "nitelik": ("Arsa", "Bahçe", "Kargir bina")[index % 3],
                "pafta": f"{1 + index // 2000}", "durum": "Aktif", "geom": _multipolygon(ring), "kaynak_id": 1,
            }  # fmt: skip

    def key(self, index: int) -> tuple[str | None, str, str]:
        """Cadastral area (unknown for every other block), ada and parsel of a parcel; ada and parsel are unique."""
        row, column = divmod(index, self.across)
        ada = 1 + row // BLOCK[1] * math.ceil(self.across / BLOCK[0]) + column // BLOCK[0]
        parsel = 1 + row % BLOCK[1] * BLOCK[0] + column % BLOCK[0]
        return (None if ada % 2 else AREAS[ada // 2 % len(AREAS)]), str(ada), str(parsel)

    def inside(self, lon: float, lat: float) -> tuple[int | None, float, float]:
        """The parcel of a place, if there is one, and the place moved well inside it."""
        column, across = divmod((lon - WEST) / self.width, 1)
        row, along = divmod((lat - SOUTH) / self.height, 1)
        column, row = min(column, self.across - 1), min(row, self.along - 1)
        index = int(row * self.across + column)
        lon = round(WEST + (column + 0.2 + 0.6 * across) * self.width, 6)
        lat = round(SOUTH + (row + 0.2 + 0.6 * along) * self.height, 6)
        return (index if index < self.number else None), lon, lat

    def _ring(self, index: int) -> list[tuple[float, float]]:
        row, column = divmod(index, self.across)
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
        return [self._corner(*corner) for corner in corners]

    def _corner(self, column: int, row: int) -> tuple[float, float]:
        across, along = self._moved[row * (self.across + 1) + column]
        return round(WEST + (column + across) * self.width, 7), round(SOUTH + (row + along) * self.height, 7)


@dataclass
class City:
    """Neighbourhoods as rectangles, and assets in them."""

    neighbourhoods: Sequence[MahalleRow]
    grid: ParcelGrid
    random: Random

    def __post_init__(self) -> None:
        self._boxes = list(_mahalle_boxes())
        self._weights = [row.nufus for row in self.neighbourhoods]
        self._children: dict[str, list[dict[str, Any]]] = {"kullanim": [], "hak": [], "varlik_parsel": []}

    def neighbourhood_rows(self) -> Iterator[dict[str, Any]]:
        """Rows of ``kbs.mahalle``."""
        for row, (west, south, east, north) in zip(self.neighbourhoods, self._boxes, strict=True):
            ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
            yield {
                "ilce_kodu": ILCE, **row.model_dump(include={"kod", "ad", "nvi_id", "nufus", "nufus_yili"}),
                "etiket": _point((west + east) / 2, (south + north) / 2), "geom": _multipolygon(ring),
                "sinir_kaynagi": "Ölçüm verisi", "sinir_kesinligi": "yaklasik",
            }  # fmt: skip

    def rows_of(self, table: str, assets: int) -> Iterator[dict[str, Any]]:
        """Rows of ``varlik``; after these have been taken, those of the tables that belong to it."""
        return self._assets(assets) if table == "varlik" else iter(self._children.pop(table))

    def _assets(self, number: int) -> Iterator[dict[str, Any]]:
        random = self.random
        places = list(zip(self.neighbourhoods, self._boxes, strict=True))
        kinds, shares = list(KINDS), [share for share, _, _ in KINDS.values()]
        for index in range(number):
            mahalle, (west, south, east, north) = random.choices(places, self._weights)[0]
            tur = random.choices(kinds, shares)[0]
            parcel, lon, lat = self.grid.inside(random.uniform(west, east), random.uniform(south, north))
            kod = asset_code(tur, index + 1)
            key = asset_id(ILCE, kod)
            precision, radius = random.choice(PRECISIONS)
            street, door, area = random.choice(STREETS), random.randint(1, 200), random.randint(200, 90_000) / 10
            use = random.choice(KINDS[tur][2])
            self._belonging(index, key, use, parcel)
            yield {
                "ilce_kodu": ILCE, "id": key, "kod": kod, "tur": tur.value, "alt_tur": use.split(";")[0],
                "ad": f"{random.choice(WORDS)} {index + 1} {KINDS[tur][1]}", "mahalle_kod": mahalle.kod,
                "adres_ham": f"{mahalle.ad} Mah. {street} Cad. No: {door}", "cadde_sokak": f"{street} Cad.",
                "kapi_no": str(door), "pafta": str(1 + index % 50), "alan_ham": f"{area} m²", "alan_m2": area,
                "konum": _point(lon, lat), "kesinlik": precision, "belirsizlik_m": radius,
                "konum_kaynagi": "Ölçüm verisi", "kaynak_id": index + 2,
                "guncelleme": FIRST_CHANGE + timedelta(minutes=index),
            }  # fmt: skip

    def _belonging(self, index: int, key: Any, use: str, parcel: int | None) -> None:
        owner = {"ilce_kodu": ILCE, "varlik_id": key, "sira": 1}
        self._children["kullanim"].append(owner | {"ad": use})
        land, building, right, direction, years, words = self.random.choice(RIGHTS)
        self._children["hak"].append(
            owner
            | {"arsa_sahibi": land, "bina_sahibi": building, "hak_turu": right, "yon": direction, "sure_yil": years}
            | {"okuma": "okundu", "ham_metin": words, "kaynak_id": index + 2}
        )
        if parcel is not None:
            _, ada, parsel = self.grid.key(parcel)
            written = f"{ada}/{parsel}"
            self._children["varlik_parsel"].append(
                owner | {"parsel_id": parcel + 1, "iliski": "uzerinde", "durum": "okundu"} | _same(written)
            )


def _same(written: str) -> dict[str, str]:
    return {"atif": written, "ham_metin": written}


def _source_rows(assets: int) -> Iterator[dict[str, Any]]:
    """One source for all parcels, then one an asset, as a report has one row an asset."""
    common = {"ilce_kodu": ILCE, "belge": "Ölçüm verisi", "yil": 2024}
    yield common | {"id": 1, "tablo": "parseller", "satir_bas": None, "satir_son": None}
    for index in range(assets):
        yield common | {"id": index + 2, "tablo": "varlıklar", "satir_bas": 3 * index + 1, "satir_son": 3 * index + 2}


def _mahalle_boxes() -> Iterator[tuple[float, float, float, float]]:
    height = (NORTH - SOUTH) / len(COLUMNS_OF_MAHALLE)
    for row, columns in enumerate(COLUMNS_OF_MAHALLE):
        width = (EAST - WEST) / columns
        for column in range(columns):
            west, south = WEST + column * width, SOUTH + row * height
            yield west, south, west + width, south + height


def _copy(connection: psycopg.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, first))
    statement = sql.SQL("COPY kbs.{} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor().copy(statement) as copy:
        copy.write_row(list(first.values()))
        for row in rows:
            copy.write_row(list(row.values()))


def _area_m2(ring: Sequence[tuple[float, float]]) -> float:
    doubled = sum((x0 - WEST) * (y1 - SOUTH) - (x1 - WEST) * (y0 - SOUTH) for (x0, y0), (x1, y1) in pairwise(ring))
    return abs(doubled) / 2 * DEGREE_M[0] * DEGREE_M[1]


def _point(lon: float, lat: float) -> str:
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, lon, lat).hex()


def _multipolygon(ring: Sequence[tuple[float, float]]) -> str:
    head = struct.pack("<BIIIBIII", 1, 0x20000006, 4326, 1, 1, 3, 1, len(ring))
    return (head + b"".join(struct.pack("<dd", *place) for place in ring)).hex()
