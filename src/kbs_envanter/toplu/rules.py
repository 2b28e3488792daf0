"""The house's rules on Arrow batches. No Spark here: what runs on a cluster can be tried on a table in memory."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from kbs_envanter.domain.linkage import link
from kbs_envanter.domain.linkage_types import Mention, Side
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.parcel_choice import NumberedParcel, choose_parcel
from kbs_envanter.domain.parcel_refs import parse_parcel_refs
from kbs_envanter.pipeline.mentions import MentionReader
from kbs_envanter.pipeline.tables import ASSET_FILES, AssetRow

_KEY = [("ilce_kodu", pa.int32()), ("varlik_id", pa.string()), ("sira", pa.int32())]
REFERENCES = pa.schema(
    [
        *_KEY,
        ("no", pa.int32()),
        ("mahalle_kod", pa.string()),
        ("tapu_mahallesi", pa.string()),
        ("ada", pa.string()),
        ("parsel", pa.string()),
        ("iliski", pa.string()),
    ]
)
MATCHES = pa.schema([*_KEY, ("no", pa.int32()), ("iliski", pa.string()), ("parsel_id", pa.int64())])
CANDIDATES = pa.schema(
    [
        ("ilce_kodu", pa.int32()),
        ("a_kod", pa.string()),
        ("b_kod", pa.string()),
        ("tur", pa.string()),
        ("durum", pa.string()),
        ("puan", pa.float64()),
        ("kanit", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a district calls its places: neighbourhoods, and cadastral areas of the land registry."""

    neighbourhoods: tuple[Neighbourhood, ...] = ()
    areas: tuple[str, ...] = ()


Places = Mapping[int, Names]  # by the district's code
_NONE = Names()
_TABLES = {tur.value: file.removesuffix(".csv") for file, (tur, _, _) in ASSET_FILES.items()}


def read_references(places: Places, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Texts as documents write them, read by the grammar: one row a parcel that is named (``REFERENCES``)."""
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            reading = parse_parcel_refs(row["ham_metin"], tapu_areas=places.get(row["ilce_kodu"], _NONE).areas)
            for number, ref in enumerate(reading.refs, start=1):
                said = {"no": number, "tapu_mahallesi": ref.tapu_mahallesi, "ada": ref.ada, "parsel": ref.parsel}
                rows.append({**row, **said, "iliski": ref.iliski.value})
        yield pa.RecordBatch.from_pylist(rows, schema=REFERENCES)


def choose_parcels(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """References with the parcels of their number (``ayni``): which one is meant, or none (``MATCHES``)."""
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            same = [NumberedParcel(*one.values()) for one in row["ayni"]]
            rows.append({**row, "parsel_id": choose_parcel(row["tapu_mahallesi"], row["mahalle_kod"], same)})
        yield pa.RecordBatch.from_pylist(rows, schema=MATCHES)


def linkage_candidates(places: Places, assets: pa.Table) -> pa.Table:
    """Which assets of one neighbourhood may be one thing, or one a part of the other (``CANDIDATES``)."""
    rows: list[dict[str, Any]] = []
    districts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in assets.to_pylist():
        districts[row["ilce_kodu"]].append(row)
    for code, found in districts.items():
        own = places.get(code, _NONE)
        reader = MentionReader(NeighbourhoodNames(own.neighbourhoods), own.areas)
        spelled = {one.kod: one.ad for one in own.neighbourhoods}
        mentions: dict[Side, Mention] = {}
        codes: dict[Side, str] = {}
        for row in sorted(found, key=lambda row: row["kod"]):
            mention = reader.asset(_TABLES[row["tur"]], _report_row(row, spelled))
            if mention.side not in mentions and mention.units:
                mentions[mention.side], codes[mention.side] = mention, row["kod"]
        rows += [
            {
                "ilce_kodu": code,
                "a_kod": codes[pair.a],
                "b_kod": codes[pair.b],
                "tur": pair.tur,
                "durum": pair.durum,
                "puan": pair.puan,
                "kanit": json.dumps([asdict(one) for one in pair.kanit], ensure_ascii=False),
            }
            for pair in link(mentions.values())
        ]
    return pa.Table.from_pylist(rows, schema=CANDIDATES)


def _report_row(row: dict[str, Any], spelled: Mapping[str, str]) -> AssetRow:
    """A stored asset as the row of a report that would give it; it was checked when it came in."""
    return AssetRow.model_construct(
        satir_bas=row["satir_bas"] or 1,
        satir_son=row["satir_son"] or row["satir_bas"] or 1,
        ad=row["ad"],
        kullanim_amaci=row["kullanim"] or "",
        parsel_ham=row["parsel_ham"] or "",
        ada="",
        alan_m2=None if row["alan_m2"] is None else Decimal(str(row["alan_m2"])),
        mahalle=spelled.get(row["mahalle_kod"]),
        adres_ham=row["adres_ham"],
    )
