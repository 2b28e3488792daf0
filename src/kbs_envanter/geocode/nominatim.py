"""Nominatim (own or public), asked by free text within the district's box; its answers are jsonv2."""

from collections.abc import Iterable
from typing import Any

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.asking import Geocoder
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.questions import Found, Question, Where, candidate, questions

ATTRIBUTION = "© OpenStreetMap katkıcıları (ODbL)"
_LEAST_RANK = 26  # streets are 26 and 27, houses and places 28 to 30; below are quarters


class Nominatim:
    """``GET /search``; at most one request a second, each answer kept."""

    saglayici = "nominatim"
    best = Kesinlik.KAPI

    def __init__(self, geocoder: Geocoder, where: Where) -> None:
        self._geocoder, self._where = geocoder, where
        west, south, east, north = where.bounds
        self._query = {
            "format": "jsonv2",
            "addressdetails": "1",
            "limit": "5",
            "accept-language": "tr",
            "countrycodes": "tr",
            "viewbox": f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}",
            "bounded": "1",
        }

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        for question in questions(subject, self._where):
            yield from self._found(question)

    def _found(self, question: Question) -> Iterable[Candidate]:
        answer = self._geocoder.ask("search", {"q": question.text} | self._query, _read)
        if answer is None:
            return
        source = f"Nominatim, {ATTRIBUTION}, {answer.soruldu.date().isoformat()}"
        for found in answer.found:
            position = candidate(question, found, self._where, source, self.saglayici)
            if position is not None:
                yield position


def _read(body: Any) -> list[Found]:
    return [_place(item) for item in body if int(item.get("place_rank", 0)) >= _LEAST_RANK]


def _place(item: dict[str, Any]) -> Found:
    address = item.get("address") or {}
    name = str(item.get("name") or "")
    box = item.get("boundingbox")
    south, north, west, east = map(float, box) if box else (0.0,) * 4
    is_street = item.get("category") == "highway"
    return Found(
        lon=float(item["lon"]),
        lat=float(item["lat"]),
        name=name,
        street=name if is_street and name else str(address.get("road") or ""),
        door=str(address.get("house_number") or ""),
        kind=str(item.get("type") or ""),
        box=(west, south, east, north) if box else None,
        what=f"{item.get('osm_type', '?')}/{item.get('osm_id', '?')} {name}".strip(),
    )
