"""What comes from the field: verdicts and photos received once however often they are sent, conflicts, reviews."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.domain.verdicts import CONFLICT_ANSWERS, Verdict
from kbs_envanter.pipeline.changes import describe_change
from kbs_envanter.store import field as sql

_LEAST_RADIUS_M = 5  # nobody's phone is better, whatever it says
_DOUBTS = {
    "uymuyor": ("Sahada uymadığı görüldü: ", "Found in the field not to match: "),
    "isgal": ("Sahada işgal görüldü: ", "Found occupied in the field: "),
}


class FieldRefused(UserError):
    """What is asked cannot be done; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, tr: str, en: str, field: str | None = None) -> None:
        super().__init__(f"{tr} / {en}")
        self.status, self.tr, self.en, self.field = status, tr, en, field


@dataclass(frozen=True, slots=True)
class Received:
    """What a phone is told: whether it was new, and what stands in the inventory if that changed meanwhile."""

    new: bool
    conflict: dict[str, Any] | None


def receive_verdict(connection: Connection, ilce: int, who: Who, verdict: Verdict, *, now: datetime) -> Received:
    """Keep a verdict; sent again, it is recognised and nothing is kept twice.

    Raises:
        FieldRefused: no such asset or campaign for this asker (404), or the number is another verdict's (409).
    """
    fingerprint = _fingerprint(verdict)
    connection.execute(sql.LOCK, {"id": str(verdict.id)})
    known = connection.execute(sql.KNOWN, {"ilce": ilce, "id": verdict.id}).one_or_none()
    if known is not None and (known.ozet, known.hesap) != (fingerprint, _account(who)):
        raise FieldRefused(409, "Bu numarayla başka bir tespit var.", "Another verdict has this number.")
    asset = _asset(connection, ilce, verdict.varlik)
    if known is None:
        _check_campaign(connection, ilce, who, verdict.kampanya)
        _keep(connection, ilce, who, verdict, asset, fingerprint, now)
    seen, there = (known.gorulen_surum, known.varlik_surumu) if known else (verdict.gorulen_surum, _version(asset))
    differs = asset is not None and seen is not None and seen != there
    conflict = _conflict(connection, ilce, asset, seen) if differs else None
    return Received(known is None, conflict)


def answer_conflict(connection: Connection, ilce: int, who: Who, id: UUID, answer: str) -> str:
    """What the field team says after it saw what changed; said again, it changes nothing. Returns the verdict's state.

    Raises:
        FieldRefused: an unknown answer (400), no such verdict of this asker (404).
    """
    if answer not in CONFLICT_ANSWERS:
        listed = ", ".join(CONFLICT_ANSWERS)
        raise FieldRefused(400, f"karar şunlardan biri: {listed}", f"karar is one of: {listed}", "karar")
    known = connection.execute(sql.KNOWN, {"ilce": ilce, "id": id}).one_or_none()
    if known is None or known.hesap != _account(who):
        raise FieldRefused(404, "Böyle bir tespit yok.", "There is no such verdict.")
    describe_change(connection, "saha", kim=who.name, neden=f"çatışma kararı: {answer}", nereden="saha")
    state = connection.scalar(sql.ANSWER_CONFLICT, {"ilce": ilce, "id": id, "hesap": _account(who), "karar": answer})
    return state or "incelendi"


def arrived(
    connection: Connection, ilce: int, who: Who, verdicts: Sequence[UUID], photos: Sequence[UUID]
) -> dict[str, list[str]]:
    """Which of these are here: what a phone asks after a cut."""
    given = {"ilce": ilce, "tespit": list(verdicts), "foto": list(photos), "hesap": _account(who)}
    found: dict[str, list[str]] = {"tespit": [], "foto": []}
    for kind, id in connection.execute(sql.ARRIVED, given):
        found[kind].append(str(id))
    return found


def keep_photo(
    connection: Connection,
    ilce: int,
    who: Who,
    id: UUID,
    verdict: UUID,
    place: int,
    photo: Mapping[str, Any],
    position: tuple[float, float] | None,
) -> bool:
    """Note a photo whose file is stored; False when it was here already.

    Args:
        place: 1 to 5.
        photo: ``ozet``, ``gelen_ozet`` (hash of the bytes as sent), ``genislik``, ``yukseklik``, ``bayt``.
        position: where the camera said it was, (lon, lat).

    Raises:
        FieldRefused: the verdict has not come yet (409), another photo has the number or the place (409).
    """
    owner = connection.execute(sql.KNOWN, {"ilce": ilce, "id": verdict}).one_or_none()
    if owner is None or owner.hesap != _account(who):
        raise FieldRefused(409, "Önce tespit gönderilmeli.", "The verdict has to come first.", "once")
    row = {"ilce": ilce, "id": id, "tespit": verdict, "sira": place, "konum": _point(position), **photo}
    if connection.scalar(sql.KEEP_PHOTO, row) is not None:
        return True
    known = connection.execute(sql.PHOTO_KNOWN, {"ilce": ilce, "id": id}).one_or_none()
    if known is None or (known.gelen_ozet, known.tespit_id, known.sira) != (photo["gelen_ozet"], verdict, place):
        raise FieldRefused(409, "Bu numara ya da sıra başka bir fotoğrafın.", "Another photo has this number or place.")
    return False


def queue(connection: Connection, ilce: int, who: Who, state: str | None = "bekliyor") -> list[Row]:
    """Verdicts for review, oldest first, at most 200."""
    asked = {"ilce": ilce, "durum": state, "gizli": who.may(Permission.EMLAK_OKU)}
    return list(connection.execute(sql.QUEUE, asked))


def review(
    connection: Connection, ilce: int, who: Who, id: UUID, decision: Literal["kabul", "ret"], reason: str
) -> None:
    """Accept or reject a verdict. Accepting one that says "the point is here" gives the asset that position.

    Raises:
        FieldRefused: no such verdict (404), decided already (409), or no reason (400).
    """
    if not reason.strip():
        raise FieldRefused(400, "Neden yazılmalı.", "Give a reason.", "neden")
    found = connection.execute(sql.ONE, {"ilce": ilce, "id": id}).one_or_none()
    if found is None or (found.erisim == "gizli" and not who.may(Permission.EMLAK_OKU)):
        raise FieldRefused(404, "Böyle bir tespit yok.", "There is no such verdict.")
    describe_change(connection, "saha", kim=who.name, neden=reason, nereden="saha tespitleri")
    given = {"ilce": ilce, "id": id, "durum": decision, "kim": who.name, "neden": reason}
    if connection.scalar(sql.REVIEW, given) is None:
        raise FieldRefused(409, "Bu tespit incelenmiş ya da geri çekilmiş.", "It was reviewed or withdrawn already.")
    if decision == "kabul" and found.varlik_id is not None and found.yeni_konum is not None:
        _move(connection, ilce, who, found, reason)
    if decision == "ret" and found.sonuc in _DOUBTS:
        connection.execute(sql.NO_DOUBT, {"ilce": ilce, "varlik_id": found.varlik_id})


def _move(connection: Connection, ilce: int, who: Who, found: Row, reason: str) -> None:
    radius = max(_LEAST_RADIUS_M, float(found.dogruluk_m or 0))
    row = {"ilce": ilce, "varlik_id": found.varlik_id, "nokta": found.nokta, "belirsizlik": radius}
    connection.execute(sql.DECIDE_POSITION, row | {"neden": reason, "kim": who.name})
    connection.execute(sql.MOVE, row | {"kaynak": f"saha tespiti {found.zaman:%d.%m.%Y}"})


def _keep(
    connection: Connection, ilce: int, who: Who, verdict: Verdict, asset: Row | None, fingerprint: str, now: datetime
) -> None:
    describe_change(connection, "saha", kim=who.name, neden=f"saha tespiti: {verdict.sonuc}", nereden="saha")
    moment, doubtful = verdict.time(now)
    new = verdict.yeni_varlik
    described = {"tur": new.tur, "ad": new.ad, "aciklama": new.aciklama} if new else None
    row = {
        "ilce": ilce,
        "id": verdict.id,
        "varlik_id": asset.id if asset else None,
        "varlik_surumu": _version(asset),
        "sonuc": verdict.sonuc,
        "nedenler": list(verdict.nedenler),
        "aciklama": verdict.aciklama,
        "konum": _point(verdict.konum),
        "dogruluk_m": verdict.dogruluk_m,
        "zaman": moment,
        "cihaz_zamani": verdict.cihaz_zamani,
        "saat_farki_ms": verdict.saat_farki_ms,
        "saat_supheli": doubtful,
        "kim": who.name,
        "gorulen_surum": verdict.gorulen_surum,
        "yeni_konum": _point(verdict.yeni_konum),
        "yeni_varlik": json.dumps(described, ensure_ascii=False) if described else None,
        "kampanya": verdict.kampanya,
        "foto_sayisi": verdict.foto_sayisi,
        "ozet": fingerprint,
    }
    connection.execute(sql.RECEIVE, row)
    if asset is None:
        return
    if verdict.sonuc in _DOUBTS:
        tr, en = _DOUBTS[verdict.sonuc]
        connection.execute(
            sql.DOUBTS, {"ilce": ilce, "varlik_id": asset.id, "sonuc": verdict.sonuc, "tr": tr, "en": en}
        )
    elif verdict.sonuc == "uyuyor":
        connection.execute(sql.NO_DOUBT, {"ilce": ilce, "varlik_id": asset.id})


def _asset(connection: Connection, ilce: int, kod: str | None) -> Row | None:
    if kod is None:
        return None
    found = connection.execute(sql.ASSET, {"ilce": ilce, "kod": kod}).one_or_none()
    if found is None:
        raise FieldRefused(404, f"{kod} kodlu bir varlık yok.", f"There is no asset {kod}.", "varlik")
    return found


def _account(who: Who) -> str:
    """Whose verdict it is, whatever key it came by: a phone whose key was renewed goes on where it was."""
    return who.name.partition("#")[0]


def _version(asset: Row | None) -> int | None:
    return asset.surum if asset else None


def _check_campaign(connection: Connection, ilce: int, who: Who, id: int | None) -> None:
    if id is None:
        return
    if connection.scalar(sql.CAMPAIGN, {"ilce": ilce, "id": id, "hesap": who.account}) is None:
        raise FieldRefused(
            404, "Size atanmış, açık böyle bir kampanya yok.", "No such open campaign of yours.", "kampanya"
        )


def _conflict(connection: Connection, ilce: int, asset: Row, seen: int) -> dict[str, Any]:
    current = connection.scalar(sql.CURRENT, {"ilce": ilce, "varlik_id": asset.id})
    return {"surum": asset.surum, "gorulen_surum": seen, "varlik": current}


def _point(position: tuple[float, float] | None) -> str | None:
    return f"POINT({position[0]!r} {position[1]!r})" if position else None


def _fingerprint(verdict: Verdict) -> str:
    return hashlib.sha256(repr(verdict).encode()).hexdigest()
