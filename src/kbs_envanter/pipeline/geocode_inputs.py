"""What geocoding reads from the database: the assets, the neighbourhoods, the register, the gazetteer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from geoalchemy2.shape import to_shape
from shapely import MultiPolygon, Point
from sqlalchemy import Connection, func, select

from kbs_envanter.domain.addresses import Address, parse_address
from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing import decision_source
from kbs_envanter.domain.parcel_types import Iliski, ParcelRef
from kbs_envanter.domain.place_names import name_key
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.text import katla
from kbs_envanter.geocode.boundaries import BoundaryQuality
from kbs_envanter.geocode.chain import DECISION, Candidate, Subject
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.parcels import RegisterParcel
from kbs_envanter.store.models import Ilce, KonumAdayi, KonumKarari, Mahalle, Parsel, Varlik, VarlikParsel, Yer


@dataclass(frozen=True)
class Neighbourhoods:
    """The mahalle of a district by code: names, boundaries, label points; ``trusted`` are drawn, not computed."""

    names: dict[str, str]
    boundaries: dict[str, MultiPolygon]
    trusted: dict[str, MultiPolygon]
    labels: dict[str, Point]
    ilce: str

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the district."""
        boxes = [boundary.bounds for boundary in self.boundaries.values()]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def read_neighbourhoods_stored(connection: Connection, ilce_kodu: int) -> Neighbourhoods:
    """The district's neighbourhoods that have a boundary."""
    query = select(Mahalle.kod, Mahalle.ad, Mahalle.etiket, Mahalle.geom, Mahalle.sinir_kesinligi)
    rows = connection.execute(query.where(Mahalle.ilce_kodu == ilce_kodu, Mahalle.geom.is_not(None))).all()
    boundaries = {row.kod: to_shape(row.geom) for row in rows}
    return Neighbourhoods(
        names={row.kod: row.ad for row in rows},
        boundaries=boundaries,
        trusted={row.kod: boundaries[row.kod] for row in rows if row.sinir_kesinligi != BoundaryQuality.YAKLASIK},
        labels={row.kod: to_shape(row.etiket) for row in rows},
        ilce=connection.scalar(select(Ilce.ad).where(Ilce.ilce_kodu == ilce_kodu)) or "",
    )


def read_subjects(connection: Connection, ilce_kodu: int) -> dict[Subject, UUID]:
    """Every asset that may be placed, by code, and its id."""
    parcels: dict[UUID, list[ParcelRef]] = defaultdict(list)
    query = (
        select(VarlikParsel.varlik_id, Parsel.tapu_mahallesi, Parsel.ada, Parsel.parsel, VarlikParsel.iliski)
        .join(Parsel, (Parsel.ilce_kodu == VarlikParsel.ilce_kodu) & (Parsel.id == VarlikParsel.parsel_id))
        .where(VarlikParsel.ilce_kodu == ilce_kodu)
        .order_by(VarlikParsel.varlik_id, VarlikParsel.sira)
    )
    for key, tapu, ada, parsel, iliski in connection.execute(query):
        parcels[key].append(ParcelRef(tapu, ada, parsel, iliski=Iliski(iliski)))
    query = (
        select(Varlik.id, Varlik.kod, Varlik.ad, Varlik.mahalle_kod, Varlik.adres_ham)
        .where(Varlik.ilce_kodu == ilce_kodu, Varlik.erisim == Erisim.ACIK)
        .order_by(Varlik.kod)
    )
    return {
        Subject(row.kod, row.ad, row.mahalle_kod, _address(row.adres_ham, row.ad), tuple(parcels[row.id])): row.id
        for row in connection.execute(query)
    }


def _address(text: str | None, ad: str) -> Address:
    """The address; where the document gives none, the street that the name says (``Abay Caddesi Park Alanı``)."""
    read = parse_address(text or "")
    named = read if any(part.ad for part in read.parts) or read.tarif else parse_address(ad)
    return named if named is read else Address(tuple(part for part in named.parts if part.ad), "")


def read_unplaced(connection: Connection, ilce_kodu: int) -> set[UUID]:
    """The assets that the chain has not seen yet, or placed no better than in their mahalle."""
    seen = select(KonumAdayi.varlik_id).where(KonumAdayi.ilce_kodu == ilce_kodu)
    query = select(Varlik.id).where(
        Varlik.ilce_kodu == ilce_kodu,
        Varlik.kesinlik.in_([Kesinlik.MAHALLE, Kesinlik.YOK]) | Varlik.id.not_in(seen),
    )
    return set(connection.scalars(query))


def read_decisions(connection: Connection, ilce_kodu: int) -> dict[str, Candidate]:
    """What a person decided, by asset code."""
    query = (
        select(Varlik.kod, KonumKarari)
        .join(Varlik, (Varlik.ilce_kodu == KonumKarari.ilce_kodu) & (Varlik.id == KonumKarari.varlik_id))
        .where(KonumKarari.ilce_kodu == ilce_kodu)
    )
    return {
        row.kod: Candidate(
            to_shape(row.konum),
            Kesinlik(row.kesinlik),
            float(row.belirsizlik_m),
            decision_source(row.zaman.astimezone(UTC).date()),
            DECISION,
        )
        for row in connection.execute(query)
    }


def read_register(connection: Connection, ilce_kodu: int) -> list[RegisterParcel]:
    """The parcels that have a polygon."""
    query = select(Parsel.tapu_mahallesi, Parsel.ada, Parsel.parsel, Parsel.geom).where(
        Parsel.ilce_kodu == ilce_kodu, Parsel.geom.is_not(None), Parsel.parsel.is_not(None)
    )
    return [
        RegisterParcel(row.tapu_mahallesi, row.ada, row.parsel, to_shape(row.geom)) for row in connection.execute(query)
    ]


def read_gazetteer(
    connection: Connection, ilce_kodu: int, neighbourhoods: Neighbourhoods, *, leave_out: Iterable[str] = ()
) -> Gazetteer:
    """The district's gazetteer, without the sources to be left out."""
    x, y = func.ST_X(Yer.konum), func.ST_Y(Yer.konum)
    query = (
        select(Yer.sinif, Yer.tur, Yer.ad, Yer.mahalle_kod, x, y, Yer.kaynak, Yer.kapi_no, Yer.uzunluk_m)
        .where(Yer.ilce_kodu == ilce_kodu, Yer.kaynak.not_in(list(leave_out)))
        .order_by(Yer.kaynak, Yer.dis_kimlik)
    )
    places = [Place(*row) for row in connection.execute(query)]
    areas = connection.scalar(select(Ilce.tapu_mahalleleri).where(Ilce.ilce_kodu == ilce_kodu)) or ()
    context = [katla(name) for name in (neighbourhoods.ilce, *areas)]
    return Gazetteer(places, context, localities=[name_key(name) for name in neighbourhoods.names.values()])
