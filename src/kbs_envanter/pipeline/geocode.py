"""Give every asset the best position that can honestly be stated, and say how good it is."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from shapely import Point

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Chain, Durum, Judged, Provider, Refusal, Subject
from kbs_envanter.geocode.doors import DoorNumbers
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.parcels import ParcelRegister
from kbs_envanter.geocode.places import ContainingPlaces, NamedPlaces
from kbs_envanter.geocode.providers import KnownPositions, WithinMahalle
from kbs_envanter.geocode.streets import Streets
from kbs_envanter.pipeline.changes import change
from kbs_envanter.pipeline.edited import edited_assets
from kbs_envanter.pipeline.geocode_inputs import (
    Neighbourhoods,
    read_decisions,
    read_gazetteer,
    read_neighbourhoods_stored,
    read_register,
    read_subjects,
    read_unplaced,
)
from kbs_envanter.pipeline.geocode_services import OFFLINE, Online, services
from kbs_envanter.pipeline.geocode_writing import write_placements
from kbs_envanter.pipeline.tables import PositionRow, position_mismatches, read_positions
from kbs_envanter.store.database import engine

BATCH = 200
_NAMES_A_PLACE = (Kesinlik.PARSEL, Kesinlik.KAPI, Kesinlik.YER)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Geocoded:
    """What came of a run.

    Attributes:
        by_precision: how many assets reached which precision.
        by_provider: whose candidate was taken how often.
        refused: the candidates that were refused.
        failures: how often a service failed, by its name and the fault.
        changed: assets whose position is another than before.
    """

    by_precision: Counter[str]
    by_provider: Counter[str]
    refused: list[Refusal]
    failures: Counter[tuple[str, str]]
    changed: int


def geocode_assets(
    url: str,
    data: Path,
    ilce_kodu: int,
    *,
    online: Online = OFFLINE,
    only_missing: bool = False,
    progress: Progress = lambda done, total: None,
) -> Geocoded:
    """Place every asset that may be placed; a withheld one never is. Running it again changes nothing.

    What is done is stored batch by batch, so a run that was stopped has not been in vain.

    Args:
        url: the database.
        data: folder of the committed tables.
        ilce_kodu: the district.
        online: services that may be asked; none by default.
        only_missing: leave alone what is placed better than in its mahalle.
        progress: told after each batch how many of how many are done.

    Raises:
        InputRefused: when ``konumlar.csv`` is faulty; no position is then changed.
    """
    positions = read_positions(data)
    with engine(url).connect() as connection:
        subjects = read_subjects(connection, ilce_kodu)
        # An asset that people or a later report renamed, withheld or deleted is known by its code alone.
        edited = edited_assets(connection, ilce_kodu)
        names = {subject.kod: subject.ad for subject in subjects}
        position_mismatches(data, [row for row in positions if row.kod not in edited], names)
        positions = [row for row in positions if row.kod in names]
        places = read_neighbourhoods_stored(connection, ilce_kodu)
        known = known_gazetteer(positions, subjects)
        providers = [
            KnownPositions(read_decisions(connection, ilce_kodu)),
            ParcelRegister(read_register(connection, ilce_kodu), places.trusted),
            KnownPositions({row.kod: _candidate(row) for row in positions}),
            *gazetteer_providers(read_gazetteer(connection, ilce_kodu, places)),
            ContainingPlaces(known),
            _within_mahalle(places, subjects),
        ]
        wanted = read_unplaced(connection, ilce_kodu) if only_missing else set(subjects.values())
    todo = [(subject, key) for subject, key in subjects.items() if key in wanted]
    with services(url, online, places) as asked:
        return _run(url, ilce_kodu, todo, Chain(providers, places.trusted, asked), progress)


def gazetteer_providers(gazetteer: Gazetteer) -> list[Provider]:
    """The providers that a gazetteer gives, in their order."""
    return [
        DoorNumbers(gazetteer),
        NamedPlaces(gazetteer),
        Streets(gazetteer),
        ContainingPlaces(gazetteer),
    ]


def known_gazetteer(positions: Iterable[PositionRow], subjects: Iterable[Subject]) -> Gazetteer:
    """The assets whose place is known, as places that others may lie in."""
    mahalle = {subject.kod: subject.mahalle_kod for subject in subjects}
    return Gazetteer(
        Place(
            "yer", "", row.ad, mahalle.get(row.kod), float(row.lon), float(row.lat), f"Bilinen konum {row.kod}",
            uzunluk_m=2 * float(row.belirsizlik_m),
        )
        for row in positions
        if row.kesinlik in _NAMES_A_PLACE
    )  # fmt: skip


def _run(url: str, ilce_kodu: int, todo: Sequence[tuple[Subject, UUID]], chain: Chain, progress: Progress) -> Geocoded:
    precision: Counter[str] = Counter()
    providers: Counter[str] = Counter()
    changed = 0
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        placements: dict[UUID, list[Judged]] = {key: chain.judge(subject) for subject, key in batch}
        with change(engine(url), "bakim", neden="konumlar hesaplandı") as connection:
            changed += write_placements(connection, ilce_kodu, placements)
        for judged in placements.values():
            taken = next((found.candidate for found in judged if found.durum is Durum.SECILDI), None)
            precision[taken.kesinlik if taken else Kesinlik.YOK] += 1
            providers[taken.saglayici if taken else "-"] += 1
        progress(start + len(batch), len(todo))
    return Geocoded(precision, providers, chain.refused, chain.failures, changed)


def _within_mahalle(places: Neighbourhoods, subjects: Iterable[Subject]) -> WithinMahalle:
    codes: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        if subject.mahalle_kod in places.boundaries:
            codes[subject.mahalle_kod].append(subject.kod)
    return WithinMahalle(places.boundaries, places.labels, codes)


def _candidate(row: PositionRow) -> Candidate:
    source = f"{row.kaynak} ({row.kaynak_tarihi})" if row.kaynak_tarihi else row.kaynak
    point = Point(float(row.lon), float(row.lat))
    return Candidate(point, Kesinlik(row.kesinlik), float(row.belirsizlik_m), source, "bilinen")
