"""Photon (own or public), asked by free text within the district's box; its answers are GeoJSON."""

from collections.abc import Iterable
from typing import Any

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.asking import Geocoder
from kbs_envanter.geocode.chain import Candidate, Subject
from kbs_envanter.geocode.nominatim import ATTRIBUTION
from kbs_envanter.geocode.questions import Found, Question, Where, candidate, questions

_LAYERS = ("house", "street", "other")


class Photon:
    """``GET /api``; each answer kept."""

    saglayici = "photon"
    best = Kesinlik.KAPI

    def __init__(self, geocoder: Geocoder, where: Where) -> None:
        self._geocoder, self._where = geocoder, where
        self._query = {"limit": "5", "bbox": ",".join(f"{edge:.4f}" for edge in where.bounds)}

    def candidates(self, subject: Subject) -> Iterable[Candidate]:
        for question in questions(subject, self._where):
            yield from self._found(question)

    def _found(self, question: Question) -> Iterable[Candidate]:
        answer = self._geocoder.ask("api", {"q": question.text} | self._query, _read)
        if answer is None:
            return
        source = f"Photon, {ATTRIBUTION}, {answer.soruldu.date().isoformat()}"
        for found in answer.found:
            position = candidate(question, found, self._where, source, self.saglayici)
            if position is not None:
                yield position


def _read(body: Any) -> list[Found]:
    return [_place(feature) for feature in body["features"] if feature["properties"].get("type", "other") in _LAYERS]


def _place(feature: dict[str, Any]) -> Found:
    told = feature["properties"]
    lon, lat = map(float, feature["geometry"]["coordinates"][:2])
    name = str(told.get("name") or "")
    extent = told.get("extent")
    west, north, east, south = map(float, extent) if extent else (0.0,) * 4
    is_street = told.get("osm_key") == "highway"
    return Found(
        lon=lon,
        lat=lat,
        name=name,
        street=name if is_street and name else str(told.get("street") or ""),
        door=str(told.get("housenumber") or ""),
        kind=str(told.get("osm_value") or ""),
        box=(west, south, east, north) if extent else None,
        what=f"{told.get('osm_type', '?')}/{told.get('osm_id', '?')} {name}".strip(),
    )
