"""The national land registry's public parcel query (TKGM «Parsel Sorgu»), by number and by point.

Every answer is kept and a kept one is never asked again. ``tkgm_asking`` sends, ``tkgm_answers`` reads.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, Self, TypeVar
from urllib.parse import quote

import httpx
from shapely import Point

from kbs_envanter.geocode.metric import distance_m
from kbs_envanter.geocode.tkgm_answers import (
    Bounds,
    ParcelAnswer,
    TkgmMalformed,
    TkgmQuota,
    ada_or_none,
    inside,
    read_parcel,
    read_units,
)
from kbs_envanter.geocode.tkgm_asking import Asker, Pace

T = TypeVar("T")

PUBLIC_SERVICE = "https://cbsapi.tkgm.gov.tr/megsiswebapi.v3.1/api"

_NUMBER = re.compile(r"\w[\w/.-]{0,19}")
_NEAR_M = 10.0  # TKGM's coordinates are rounded to about a metre


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """An answer as it came, and when."""

    text: str
    soruldu: datetime


class AnswerCache(Protocol):
    """Where answers are kept. How long one holds is the cache's to say: an old one is not given back."""

    def get(self, key: str) -> CachedAnswer | None:
        """The answer kept for a question, or None when it has to be asked."""
        ...

    def put(self, key: str, answer: CachedAnswer) -> None:
        """Keep an answer, in place of an older one. Only answers that could be read are ever put."""
        ...


_PACE_OF_THIS_PROCESS = Pace()


class TkgmClient:
    """Asks TKGM about parcels and about its own ids; a context manager.

    Every question may raise TkgmUnavailable, TkgmQuota or TkgmMalformed, whose texts are for people.
    """

    def __init__(
        self,
        base_url: str = PUBLIC_SERVICE,
        *,
        bounds: Bounds,
        cache: AnswerCache,
        client: httpx.Client | None = None,
        pace: Pace = _PACE_OF_THIS_PROCESS,
        timeout_s: float = 10.0,
        retries: int = 3,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Set up; nothing is asked yet.

        Args:
            base_url: address of the service, up to ``/api``.
            bounds: the district's west, south, east, north (EPSG:4326); parcels elsewhere are not believed.
            cache: keeps the answers.
            client: to send by; a client of its own is closed with this one.
            pace: shared by the whole process unless another is given.
            timeout_s: seconds for one request, from asking to the last byte.
            retries: how often a failed request is made again.
            jitter: a number in [0, 1), so that several programs do not come back at one moment.
            now: the date that answers get.
        """
        self._bounds, self._cache, self._pace, self._now = bounds, cache, pace, now
        self._client, self._owns_client = client or httpx.Client(), client is None
        self._asker = Asker(base_url, self._client, pace, timeout_s=timeout_s, retries=retries, jitter=jitter, now=now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owns_client:
            self._client.close()

    def parcel(self, mahalle_id: int, ada: str | None, parsel: str) -> ParcelAnswer:
        """The parcel of that number.

        Args:
            mahalle_id: TKGM's own id of the cadastral neighbourhood.
            ada: None where parcels have no ada.
            parsel: such as ``1198`` or ``12/A``.

        Raises:
            ValueError: ada or parsel is not a number of that kind.
        """
        asked_ada, asked = ada_or_none(ada), parsel.strip()
        for field, number in (("ada", asked_ada or "0"), ("parsel", asked)):
            if not _NUMBER.fullmatch(number):
                raise ValueError(
                    f"{field}: {number!r} numara değil; 1198 ya da 12/A gibi yazın. / "
                    f"{field}: {number!r} is not a number; write it like 1198 or 12/A."
                )

        def read(answer: CachedAnswer) -> ParcelAnswer:
            found = read_parcel(answer.text, answer.soruldu, self._bounds)
            if found.durum == "yok":
                return replace(found, mahalle_id=mahalle_id, ada=asked_ada, parsel=asked)
            if (found.ada, found.parsel) != (asked_ada, asked) or found.mahalle_id not in (None, mahalle_id):
                raise _other(
                    f"{mahalle_id} {asked_ada or 0}/{asked}", f"{found.mahalle_id} {found.ada or 0}/{found.parsel}"
                )
            return replace(found, mahalle_id=mahalle_id)

        numbers = f"{quote(asked_ada or '0', safe='')}/{quote(asked, safe='')}"
        return self._answer(f"parsel/{mahalle_id}/{numbers}", read)

    def parcel_at(self, lon: float, lat: float) -> ParcelAnswer:
        """The parcel under a point (EPSG:4326, degrees); ``yok`` is usual on a street.

        Raises:
            ValueError: the point is outside the district.
        """
        if not inside(self._bounds, (lon, lat, lon, lat)):
            raise ValueError(
                f"boylam {lon}, enlem {lat}: ilçenin dışında; boylamla enlem yer değiştirmiş olabilir. / "
                f"lon {lon}, lat {lat}: outside the district; lon and lat may be swapped."
            )

        def read(answer: CachedAnswer) -> ParcelAnswer:
            found = read_parcel(answer.text, answer.soruldu, self._bounds)
            if found.geometry is not None and distance_m(Point(lon, lat), found.geometry) > _NEAR_M:
                raise _other(f"{lon}, {lat}", f"{found.ada or 0}/{found.parsel}")
            return found

        return self._answer(f"parsel/{lat:.6f}/{lon:.6f}/", read)

    def provinces(self) -> list[tuple[int, str]]:
        """TKGM's id and name of each province; the ids are not plate codes."""
        return self._units("ilListe")

    def districts(self, il_id: int) -> list[tuple[int, str]]:
        """TKGM's id and name of each district of a province; empty when TKGM knows no such province."""
        return self._units(f"ilceListe/{il_id}")

    def neighbourhoods(self, ilce_id: int) -> list[tuple[int, str]]:
        """TKGM's id and name of each cadastral neighbourhood of a district; these are not the 21 mahalle."""
        return self._units(f"mahalleListe/{ilce_id}")

    def _units(self, path: str) -> list[tuple[int, str]]:
        return self._answer(f"idariYapi/{path}", lambda answer: read_units(answer.text))

    def _answer(self, path: str, read: Callable[[CachedAnswer], T]) -> T:
        """The answer as read, from the cache or the service; kept only when it could be read."""
        kept = self._cache.get(path)
        if kept is not None:
            return read(kept)
        reply = self._asker.ask(path)
        fresh = CachedAnswer(reply.text, self._now())
        try:
            answer = read(fresh)
        except TkgmQuota as refusal:
            self._pace.close(refusal.why)
            raise
        except TkgmMalformed as error:
            asked = f"{path} (HTTP {reply.status})"
            raise TkgmMalformed(f"{asked}: {error.tr}", f"{asked}: {error.en}") from error
        self._cache.put(path, fresh)
        return answer


def _other(asked: str, given: str) -> TkgmMalformed:
    return TkgmMalformed(f"{asked} soruldu, {given} yanıtlandı", f"asked for {asked}, answered {given}")
