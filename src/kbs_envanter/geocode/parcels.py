"""The parcel that an asset stands on: a point inside its polygon, and the radius that reaches its farthest corner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from shapely import MultiPolygon, Point, union_all

from kbs_envanter.domain.parcel_choice import NumberedParcel, choose_parcel
from kbs_envanter.domain.parcel_refs import format_parcel_refs
from kbs_envanter.domain.parcel_types import Iliski, ParcelRef
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.text import katla
from kbs_envanter.geocode.chain import TOLERANCE_M, Candidate, ProviderFailed, Subject
from kbs_envanter.geocode.metric import distance_m, to_degrees, to_metres
from kbs_envanter.geocode.tkgm_answers import ParcelAnswer, TkgmError, TkgmQuota


@dataclass(frozen=True, slots=True)
class RegisterParcel:
    """A parcel of our register that has a polygon, EPSG:4326."""

    tapu_mahallesi: str | None
    ada: str | None
    parsel: str
    geom: MultiPolygon


class ParcelRegister:
    """Polygons of our register (``kbs.parsel.geom``)."""

    def __init__(self, parcels: Iterable[RegisterParcel], boundaries: Mapping[str, MultiPolygon]) -> None:
        """Set up.

        Args:
            parcels: those with a polygon.
            boundaries: trusted boundaries by mahalle code; they tell apart parcels of one number.
        """
        self._parcels: dict[tuple[str | None, str], list[RegisterParcel]] = defaultdict(list)
        for parcel in parcels:
            self._parcels[parcel.ada, parcel.parsel].append(parcel)
        self._boundaries = boundaries

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        found = [(ref, parcel) for ref in standing_on(subject) if (parcel := self._find(ref, subject.mahalle_kod))]
        if found:
            refs = format_parcel_refs(ref for ref, _ in found)
            yield parcel_candidate([parcel.geom for _, parcel in found], f"Parsel kaydı: {refs}", "parsel")

    def _find(self, ref: ParcelRef, mahalle_kod: str | None) -> RegisterParcel | None:
        """The parcel of that key; without a tapu mahallesi only when one parcel of the number lies in the mahalle."""
        same = self._parcels.get((ref.ada, ref.parsel or ""), [])
        boundary = self._boundaries.get(mahalle_kod or "") if ref.tapu_mahallesi is None else None
        numbered = [
            NumberedParcel(number, parcel.tapu_mahallesi, mahalle_kod if _touches(parcel, boundary) else None)
            for number, parcel in enumerate(same)
        ]
        chosen = choose_parcel(ref.tapu_mahallesi, mahalle_kod, numbered)
        return None if chosen is None else same[chosen]


def _touches(parcel: RegisterParcel, boundary: MultiPolygon | None) -> bool:
    return boundary is not None and distance_m(parcel.geom, boundary) <= TOLERANCE_M


class AsksParcels(Protocol):
    """What is needed of TKGM's client."""

    def parcel(self, mahalle_id: int, ada: str | None, parsel: str) -> ParcelAnswer: ...
    def provinces(self) -> list[tuple[int, str]]: ...
    def districts(self, il_id: int) -> list[tuple[int, str]]: ...
    def neighbourhoods(self, ilce_id: int) -> list[tuple[int, str]]: ...


class TkgmParcels:
    """TKGM's public parcel query. A reference without tapu mahallesi is not asked: it names no parcel there."""

    saglayici = "tkgm"
    best = Kesinlik.PARSEL

    def __init__(self, live: AsksParcels | None, kept: AsksParcels, il: str, ilce: str) -> None:
        """Set up; nothing is asked yet.

        Args:
            live: asks the service; None where it is switched off.
            kept: asks nobody and gives what is kept of earlier answers.
            il, ilce: names of the province and the district.
        """
        self._live, self._kept, self._il, self._ilce = live, kept, katla(il), katla(ilce)
        self._areas: dict[str, int] | None = None

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        refs = [ref for ref in standing_on(subject) if ref.tapu_mahallesi]
        return self._first_answer(refs) if refs else ()

    def _first_answer(self, refs: list[ParcelRef]) -> list[Candidate]:
        failed: TkgmError | None = None
        if self._live is not None:
            try:
                return self._ask(self._live, refs)
            except TkgmError as error:
                failed = error
        try:
            return self._ask(self._kept, refs)
        except TkgmError:
            if failed is None:
                return []
            raise ProviderFailed(type(failed).__name__, final=isinstance(failed, TkgmQuota)) from failed

    def _ask(self, client: AsksParcels, refs: list[ParcelRef]) -> list[Candidate]:
        if self._areas is None:
            il = dict((katla(name), key) for key, name in client.provinces()).get(self._il)
            ilce = il and dict((katla(name), key) for key, name in client.districts(il)).get(self._ilce)
            self._areas = {katla(name): key for key, name in client.neighbourhoods(ilce)} if ilce else {}
        found: list[tuple[ParcelRef, ParcelAnswer]] = []
        for ref in refs:
            area = self._areas.get(katla(ref.tapu_mahallesi or ""))
            answer = area and client.parcel(area, ref.ada, ref.parsel or "")
            if answer and answer.geometry is not None:
                found.append((ref, answer))
        if not found:
            return []
        asked = max(answer.soruldu for _, answer in found).date().isoformat()
        source = f"TKGM parsel sorgusu: {format_parcel_refs(ref for ref, _ in found)} ({asked})"
        return [parcel_candidate([answer.geometry for _, answer in found if answer.geometry], source, "tkgm")]


def standing_on(subject: Subject) -> list[ParcelRef]:
    """The parcels an asset stands on; one that it lies beside is not where it is."""
    return [ref for ref in subject.parseller if ref.iliski is Iliski.UZERINDE and ref.parsel]


def parcel_candidate(polygons: list[MultiPolygon], source: str, saglayici: str) -> Candidate:
    """A point inside the largest of the polygons, and the radius that covers them all."""
    metric = [to_metres(polygon) for polygon in polygons]
    inner: Point = max(metric, key=lambda polygon: polygon.area).representative_point()
    radius = max(1.0, inner.hausdorff_distance(union_all(metric)))
    return Candidate(to_degrees(inner), Kesinlik.PARSEL, float(round(radius)), source, saglayici)
