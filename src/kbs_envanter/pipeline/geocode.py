"""Give every asset the best position that can honestly be stated, and say how good it is."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from geoalchemy2.shape import from_shape, to_shape
from shapely import Point
from sqlalchemy import Connection, select, update

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.boundaries import BoundaryQuality
from kbs_envanter.geocode.chain import Candidate, Chain, Refusal, Subject
from kbs_envanter.geocode.providers import KnownPositions, WithinMahalle
from kbs_envanter.pipeline.tables import PositionRow, position_mismatches, read_positions
from kbs_envanter.store.database import engine
from kbs_envanter.store.models import Mahalle, Varlik


@dataclass(frozen=True)
class Geocoded:
    """How many assets reached which precision, and the candidates that were refused."""

    by_precision: Counter[str]
    refused: list[Refusal]


def geocode_assets(url: str, data: Path, ilce_kodu: int) -> Geocoded:
    """Place every asset that may be placed; a withheld one never is. Running it again changes nothing.

    Raises:
        InputRefused: when ``konumlar.csv`` is faulty; no position is then changed.
    """
    positions = read_positions(data)
    with engine(url).begin() as connection:
        subjects, names = _subjects(connection, ilce_kodu)
        position_mismatches(data, positions, names)
        chain = _offline_chain(connection, ilce_kodu, positions, subjects)
        counts: Counter[str] = Counter()
        for subject in subjects:
            found = chain.place(subject)
            _store(connection, ilce_kodu, subject, found)
            counts[found.kesinlik if found else Kesinlik.YOK] += 1
    return Geocoded(counts, chain.refused)


def _subjects(connection: Connection, ilce_kodu: int) -> tuple[list[Subject], dict[str, str]]:
    query = (
        select(Varlik.kod, Varlik.ad, Varlik.mahalle_kod)
        .where(Varlik.ilce_kodu == ilce_kodu, Varlik.erisim == Erisim.ACIK)
        .order_by(Varlik.kod)
    )
    subjects = [Subject(*row) for row in connection.execute(query)]
    return subjects, {subject.kod: subject.ad for subject in subjects}


def _offline_chain(
    connection: Connection, ilce_kodu: int, positions: list[PositionRow], subjects: list[Subject]
) -> Chain:
    known = KnownPositions({row.kod: _candidate(row) for row in positions})
    query = select(Mahalle.kod, Mahalle.etiket, Mahalle.geom, Mahalle.sinir_kesinligi)
    rows = connection.execute(query.where(Mahalle.ilce_kodu == ilce_kodu)).all()
    boundaries = {row.kod: to_shape(row.geom) for row in rows}
    trusted = {row.kod: boundaries[row.kod] for row in rows if row.sinir_kesinligi != BoundaryQuality.YAKLASIK}
    codes: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        if subject.mahalle_kod:
            codes[subject.mahalle_kod].append(subject.kod)
    labels = {row.kod: to_shape(row.etiket) for row in rows}
    return Chain([known, WithinMahalle(boundaries, labels, codes)], trusted)


def _candidate(row: PositionRow) -> Candidate:
    source = f"{row.kaynak} ({row.kaynak_tarihi})" if row.kaynak_tarihi else row.kaynak
    return Candidate(Point(row.lon, row.lat), Kesinlik(row.kesinlik), float(row.belirsizlik_m), source)


def _store(connection: Connection, ilce_kodu: int, subject: Subject, found: Candidate | None) -> None:
    values = (
        {"konum": None, "kesinlik": Kesinlik.YOK, "belirsizlik_m": None, "konum_kaynagi": None}
        if found is None
        else {
            "konum": from_shape(found.point, srid=4326),
            "kesinlik": found.kesinlik,
            "belirsizlik_m": found.belirsizlik_m,
            "konum_kaynagi": found.kaynak,
        }
    )
    mine = (Varlik.ilce_kodu == ilce_kodu, Varlik.kod == subject.kod)
    connection.execute(update(Varlik).where(*mine).values(values))
