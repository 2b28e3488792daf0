"""A made-up country of any size: districts, neighbourhoods, parcels, assets and how documents write their parcels.

The same seed gives the same rows. A district is a box of bench.api.generate's size on a grid over Anatolia, cut into a
net of neighbourhoods and, unaligned with it, a net of parcels, both with moved corners. Every cadastral area numbers
its blocks from one, so 12/3 is six parcels until a document names the area. Assets stand on parcels; some parcels are
claimed twice, and one asset in 997 is withheld by law. Rows come as Arrow tables, a district at a time.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.api.generate import (
    AREAS,
    BLOCK,
    DEGREE_M,
    EAST,
    FIRST_CHANGE,
    KINDS,
    NORTH,
    PRECISIONS,
    RIGHTS,
    SOUTH,
    STREETS,
    WEST,
    WORDS,
)
from kbs_envanter.domain.assets import asset_code, asset_id

FIRST_CODE = 5001
WIDTH, HEIGHT = EAST - WEST, NORTH - SOUTH
_ACROSS = 40  # districts of a row over the country
_CORNER = (26.0, 36.2)
_MAHALLE_NET = (6, 5)  # 973 districts have 29,190 neighbourhoods; Turkey has 32,000
_WITHHELD = 997
_TWICE = 50  # every fiftieth asset stands on the parcel of the one before

# How documents write a parcel: the text, whether it names the cadastral area, and the relation it states.
FORMS = (
    ("{ada}/{parsel}", False, "uzerinde"),
    ("{ada} ada {parsel} parsel", False, "uzerinde"),
    ("{tapu} {ada}/{parsel}", True, "uzerinde"),
    ("{tapu} {ada} ada {parsel} sayılı parsel", True, "uzerinde"),
    ("Ada: {ada}, Parsel: {parsel}", False, "uzerinde"),
    ("{tapu} Mah. {ada} ada {parsel} parsel", True, "uzerinde"),
    ("{tapu} {ada} ada {parsel} Parsel Güneyi", True, "guney"),
    ("{ada} ada {parsel} parsel yanı", False, "yani"),
)
_CANONICAL = {"uzerinde": "", "guney": " güneyi", "yani": " yanı"}

_POLYGON = np.dtype(
    [("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("parts", "<u4"), ("part_order", "u1"), ("part_type", "<u4"),
     ("rings", "<u4"), ("points", "<u4"), ("xy", "<f8", (5, 2))]
)  # fmt: skip
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("srid", "<u4"), ("xy", "<f8", (2,))])


@dataclass(frozen=True, slots=True)
class Country:
    """How much of it there is."""

    assets: int
    parcels: int
    districts: int
    seed: int = 1823

    def codes(self) -> range:
        """Codes of the districts."""
        return range(FIRST_CODE, FIRST_CODE + self.districts)

    def each(self) -> Iterator["District"]:
        """The districts, one after another."""
        return (self.district(code) for code in self.codes())

    def district(self, code: int) -> "District":
        """One district; the same whatever is asked for before it, and the same in a country of any size."""
        place = code - FIRST_CODE
        return District(code, _share(self.assets, self.districts, place), _share(self.parcels, self.districts, place),
                        np.random.default_rng([self.seed, code]))  # fmt: skip


def _share(whole: int, among: int, place: int) -> int:
    return whole // among + (place < whole % among)


class District:
    """The rows of one district, by table, in the order in which they refer to one another."""

    def __init__(self, code: int, assets: int, parcels: int, random: np.random.Generator) -> None:
        self.code, self.name, self._assets, self._parcels, self._random = code, f"Ölçüm {code}", assets, parcels, random
        row, column = divmod(code - FIRST_CODE, _ACROSS)
        self.west, self.south = _CORNER[0] + 0.45 * column, _CORNER[1] + 0.22 * row

    def tables(self) -> dict[str, pa.Table]:
        """Everything, ready for COPY: geometries are EWKB in hexadecimal digits."""
        parcels, rings, keys = self._parcel_rows()
        return {
            "mahalle": self._mahalle_rows(), "kaynak": self._source_rows(), "parsel": parcels,
            **self._asset_rows(rings, keys),
        }  # fmt: skip

    def _net(self, across: int, along: int, moved: float) -> np.ndarray:
        """Rings of a net over the district's box, row by row from the south-west; inner corners are moved."""
        moves = self._random.uniform(-moved, moved, (along + 1, across + 1, 2))
        moves[[0, -1], :, 1] = 0
        moves[:, [0, -1], 0] = 0
        x = self.west + (np.arange(across + 1)[None, :] + moves[..., 0]) * WIDTH / across
        y = self.south + (np.arange(along + 1)[:, None] + moves[..., 1]) * HEIGHT / along
        corners = np.round(np.stack([x, y], axis=-1), 7)
        ring = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1], corners[:-1, :-1]]
        return np.stack(ring, axis=2).reshape(-1, 5, 2)

    def _mahalle_rows(self) -> pa.Table:
        rings = self._net(*_MAHALLE_NET, 0.2)
        n = len(rings)
        numbers = np.arange(1, n + 1)
        return self._table(
            n, kod=[f"m{k:02d}" for k in numbers],
            ad=[f"{WORDS[k % len(WORDS)]} {1 + k // len(WORDS)}" for k in range(n)],
            nvi_id=self.code * 100 + numbers, nufus=self._random.integers(500, 40_000, n), nufus_yili=2024,
            etiket=_points(rings[:, :4].mean(axis=1)), geom=_polygons(rings),
            sinir_kaynagi="Ölçüm verisi", sinir_kesinligi="yaklasik",
        )  # fmt: skip

    def _source_rows(self) -> pa.Table:
        n = self._assets + 1
        lines = pa.array(3 * np.arange(n), mask=np.arange(n) == 0)
        names = _chosen(("parseller", "varlıklar"), np.minimum(np.arange(n), 1))
        return self._table(n, id=np.arange(1, n + 1), belge="Ölçüm verisi", yil=2024, tablo=names,
                           satir_bas=lines, satir_son=lines)  # fmt: skip

    def _parcel_rows(self) -> tuple[pa.Table, np.ndarray, dict[str, pa.Array]]:
        n = self._parcels
        across = max(1, round(math.sqrt(n * WIDTH / HEIGHT)))
        rings = self._net(across, max(1, math.ceil(n / across)), 0.1)[:n]
        row, column = np.divmod(np.arange(n), across)
        block = row // BLOCK[1] * math.ceil(across / BLOCK[0]) + column // BLOCK[0]
        ada, area = np.divmod(block, len(AREAS))
        keys = {"tapu": _chosen(AREAS, area), "ada": _text(ada + 1),
                "parsel": _text(1 + row % BLOCK[1] * BLOCK[0] + column % BLOCK[0])}  # fmt: skip
        east, north = (rings - rings[:, :1])[..., 0] * DEGREE_M[0], (rings - rings[:, :1])[..., 1] * DEGREE_M[1]
        doubled = (east[:, :-1] * north[:, 1:] - east[:, 1:] * north[:, :-1]).sum(axis=1)
        table = self._table(
            n, id=np.arange(1, n + 1), tapu_mahallesi=keys["tapu"], ada=keys["ada"], parsel=keys["parsel"],
            alan_m2=np.round(np.abs(doubled) / 2, 2),
            nitelik=_chosen(("Arsa", "Bahçe", "Kargir bina"), np.arange(n) % 3),
            pafta=_text(1 + np.arange(n) // 2000), durum="Aktif", geom=_polygons(rings), kaynak_id=1,
        )  # fmt: skip
        return table, rings, keys

    def _asset_rows(self, rings: np.ndarray, keys: dict[str, pa.Array]) -> dict[str, pa.Table]:
        n, random = self._assets, self._random
        number = np.arange(n)
        parcel = random.integers(0, len(rings), n)
        again = number[_TWICE::_TWICE]
        parcel[again] = parcel[again - 1]
        place = np.round(rings[parcel, :4].mean(axis=1), 6)
        kinds = list(KINDS)
        tur = random.choice(len(kinds), n, p=[share for share, _, _ in KINDS.values()])
        kod = [asset_code(kinds[k], i + 1) for i, k in zip(number.tolist(), tur.tolist(), strict=True)]
        ids = [str(asset_id(self.code, each)) for each in kod]
        uses = [
            KINDS[kinds[k]][2][i % len(KINDS[kinds[k]][2])] for i, k in zip(number.tolist(), tur.tolist(), strict=True)
        ]
        hidden = number % _WITHHELD == _WITHHELD - 1
        street, door = _chosen(STREETS, random.integers(0, len(STREETS), n)), _text(random.integers(1, 200, n))
        precision = random.integers(0, len(PRECISIONS), n)
        words = _chosen(WORDS, random.integers(0, len(WORDS), n))
        names = _joined(words, " ", _text(number + 1), " ", _chosen([KINDS[k][1] for k in kinds], tur))
        area = random.integers(200, 90_000, n) / 10
        assets = self._table(
            n, id=ids, kod=kod, tur=_chosen([k.value for k in kinds], tur), alt_tur=[use.split(";")[0] for use in uses],
            ad=pc.if_else(pa.array(hidden), "Kadın Konukevi", names), mahalle_kod=self._mahalle_of(place),
            adres_ham=_joined(street, " Cad. No: ", door), cadde_sokak=_joined(street, " Cad."), kapi_no=door,
            pafta=_text(1 + number % 50), alan_m2=area, alan_ham=_joined(pc.cast(pa.array(area), pa.string()), " m²"),
            konum=pc.if_else(pa.array(hidden), None, _points(place)),
            kesinlik=_chosen([*(name for name, _ in PRECISIONS), "yok"], np.where(hidden, len(PRECISIONS), precision)),
            belirsizlik_m=np.array([radius for _, radius in PRECISIONS])[precision], konum_kaynagi="Ölçüm verisi",
            erisim=_chosen(("acik", "gizli"), hidden.astype(int)), kaynak_id=number + 2,
            guncelleme=np.datetime64(FIRST_CHANGE.replace(tzinfo=None), "us") + number * np.timedelta64(1, "m"),
        )  # fmt: skip
        right = random.integers(0, len(RIGHTS), n).tolist()
        land, building, kind, direction, years, said = zip(*(RIGHTS[k] for k in right), strict=True) if n else ((),) * 6
        rights = self._table(
            n, varlik_id=ids, sira=1, arsa_sahibi=pa.array(land, pa.string()),
            bina_sahibi=pa.array(building, pa.string()),
            hak_turu=pa.array(kind, pa.string()), yon=pa.array(direction, pa.string()),
            sure_yil=pa.array(years, pa.int16()), okuma="okundu", ham_metin=pa.array(said, pa.string()),
            kaynak_id=number + 2,
        )  # fmt: skip
        return {
            "varlik": assets, "kullanim": self._table(n, varlik_id=ids, sira=1, ad=uses), "hak": rights,
            "varlik_parsel": self._reference_rows(ids, parcel, keys),
        }  # fmt: skip

    def _reference_rows(self, ids: list[str], parcel: np.ndarray, keys: dict[str, pa.Array]) -> pa.Table:
        written, canonical, relations = [], [], []
        named = zip(*(keys[name].take(pa.array(parcel)).to_pylist() for name in ("tapu", "ada", "parsel")), strict=True)
        for index, (tapu, ada, parsel) in enumerate(named):
            form, says_area, relation = FORMS[index % len(FORMS)]
            written.append(form.format(tapu=tapu, ada=ada, parsel=parsel))
            canonical.append(f"{tapu + ' ' if says_area else ''}{ada}/{parsel}{_CANONICAL[relation]}")
            relations.append(relation)
        return self._table(len(ids), varlik_id=ids, sira=1, parsel_id=parcel + 1, iliski=relations, durum="okundu",
                           atif=canonical, ham_metin=written)  # fmt: skip

    def _mahalle_of(self, place: np.ndarray) -> pa.Array:
        across, along = _MAHALLE_NET
        column = np.minimum((place[:, 0] - self.west) / WIDTH * across, across - 1).astype(int)
        row = np.minimum((place[:, 1] - self.south) / HEIGHT * along, along - 1).astype(int)
        return _chosen([f"m{k:02d}" for k in range(1, across * along + 1)], row * across + column)

    def _table(self, rows: int, **columns: object) -> pa.Table:
        arrays = {"ilce_kodu": pa.array(np.full(rows, self.code))}
        for name, values in columns.items():
            alone = isinstance(values, str | int)
            arrays[name] = pa.repeat(values, rows) if alone else pa.array(values)
        return pa.table(arrays)


def _chosen(texts: Sequence[str], which: np.ndarray) -> pa.Array:
    return pa.array(texts).take(pa.array(which))


def _text(numbers: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def _joined(*parts: object) -> pa.Array:
    return pc.binary_join_element_wise(*(p if isinstance(p, str) else pa.array(p) for p in parts), "")


def _polygons(rings: np.ndarray) -> pa.Array:
    rows = np.empty(len(rings), _POLYGON)
    rows["order"] = rows["part_order"] = rows["parts"] = rows["rings"] = 1
    rows["type"], rows["srid"], rows["part_type"], rows["points"], rows["xy"] = 0x20000006, 4326, 3, 5, rings
    return _hexadecimal(rows)


def _points(places: np.ndarray) -> pa.Array:
    rows = np.empty(len(places), _POINT)
    rows["order"], rows["type"], rows["srid"], rows["xy"] = 1, 0x20000001, 4326, places
    return _hexadecimal(rows)


def _hexadecimal(rows: np.ndarray) -> pa.Array:
    digits = 2 * rows.dtype.itemsize
    offsets = np.arange(len(rows) + 1, dtype=np.int32) * digits
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(offsets), pa.py_buffer(rows.tobytes().hex().encode()))
