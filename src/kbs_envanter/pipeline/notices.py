"""Notices to subscribers: who subscribes, and sending what waits. At least once, in order for each asset.

The notices themselves are written by triggers in the transaction that publishes a change (migration 0009). One sender
works at a time, whoever holds the advisory lock; what it marks as sent was received.
"""

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Who
from kbs_envanter.domain.webhooks import BadAddress, new_secret, read_target, wait_after
from kbs_envanter.pipeline.changes import describe_change
from kbs_envanter.pipeline.sending import Notice, NotSent, send
from kbs_envanter.settings import Settings
from kbs_envanter.store import notices as sql
from kbs_envanter.store.secret_key import Vault
from kbs_envanter.store.terms import NOTICES

_LOCK = 0x6B620001  # with the district: one sender at a time
_SENDERS = 4  # subscribers that are sent to at once
_TURN_S = 20.0  # after which the other subscribers' new notices come first
_LONGEST_NAME = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A new subscription. The secret is shown this once."""

    id: int
    secret: str


def subscribe(
    connection: Connection, settings: Settings, who: Who, *, ad: str, adres: str, mahalle: str | None, tur: str | None
) -> Subscribed:
    """Send every change of a mahalle and kind (None: of all) to an address from now on.

    Raises:
        UserError: for an address that notices may not go to, an unknown mahalle or kind, a missing name.
    """
    try:
        read_target(adres)
    except BadAddress as bad:
        raise UserError(str(bad)) from None
    if not ad.strip() or len(ad) > _LONGEST_NAME:
        raise UserError("Aboneye bir ad verin (en çok 100 harf). / Give the subscriber a name, 100 letters at most.")
    if tur is not None and tur not in list(Tur):
        raise UserError(f"Tür şunlardan biri olmalı: {', '.join(Tur)}. / The kind must be one of these.")
    known = text("SELECT 1 FROM kbs.mahalle WHERE ilce_kodu = :ilce AND kod = :kod")
    if mahalle is not None and not connection.scalar(known, {"ilce": settings.ilce_kodu, "kod": mahalle}):
        raise UserError("Böyle bir mahalle kodu yok (örn. atakent). / No such mahalle code (try atakent).")
    secret = new_secret(secrets.token_bytes(32))
    row = {"ilce": settings.ilce_kodu, "ad": ad.strip(), "adres": adres, "mahalle": mahalle, "tur": tur}
    row |= {"kim": who.name, "gizli": Vault(settings.durum_dizini).seal(secret)}
    return Subscribed(int(connection.scalar(text(sql.SUBSCRIBE), row)), secret)


def subscribers(connection: Connection, ilce_kodu: int) -> Sequence[Mapping[str, Any]]:
    """Every subscriber with what waits, arrived and did not arrive; no secret."""
    return connection.execute(text(sql.SUBSCRIBERS), {"ilce": ilce_kodu, "id": None}).mappings().all()


def manage(connection: Connection, ilce_kodu: int, number: int, what: str) -> bool:
    """``ac``, ``kapat``, ``sil`` a subscription; ``dene``: send it a try; ``yinele``: send what was given up again.

    Returns:
        False when there is no such subscriber, or nothing to send again.
    """
    statements = {
        "ac": sql.SET_ACTIVE, "kapat": sql.SET_ACTIVE, "sil": sql.UNSUBSCRIBE, "dene": sql.TRY, "yinele": sql.AGAIN,
    }  # fmt: skip
    if what not in statements:
        return False
    asked = {"ilce": ilce_kodu, "id": number} | ({"aktif": what == "ac"} if what in ("ac", "kapat") else {})
    return connection.execute(text(statements[what]), asked).first() is not None


def note_terms(connection: Connection, ilce_kodu: int, today: date) -> int:
    """Write a notice of every term that ends soon, once for each subscriber. Returns how many were written."""
    raw: Any = connection.connection.driver_connection
    return int(raw.execute(NOTICES, {"ilce": ilce_kodu, "bugun": today}).rowcount)


def send_due(
    engine: Engine, settings: Settings, *, now: datetime | None = None, stop: threading.Event | None = None
) -> Counter[str]:
    """Send what waits and is due. A slow subscriber keeps only itself waiting.

    Args:
        now: when this is; by default each try's own time.
        stop: set to leave off after the notices that are under way.

    Returns:
        How many were ``gonderildi``, ``kaldi`` (tried again later), ``olu`` (given up). Empty while another sends.
    """
    with engine.connect() as keeper:
        if not keeper.scalar(text("SELECT pg_try_advisory_lock(:a, :b)"), {"a": _LOCK, "b": settings.ilce_kodu}):
            return Counter()
        keeper.commit()
        try:
            return _send_all(_Sender(engine, settings, now), stop or threading.Event())
        finally:
            keeper.execute(text("SELECT pg_advisory_unlock(:a, :b)"), {"a": _LOCK, "b": settings.ilce_kodu})
            keeper.commit()


def _send_all(sender: "_Sender", stop: threading.Event) -> Counter[str]:
    counted: Counter[str] = Counter()
    with ThreadPoolExecutor(_SENDERS) as pool:
        for results in pool.map(lambda whose: sender.run(whose, stop), sender.waiting()):
            counted.update(results)
    return counted


class _Sender:
    """Sends and writes down what came of it, each notice in a transaction of its own."""

    def __init__(self, engine: Engine, settings: Settings, now: datetime | None) -> None:
        self._engine, self._settings, self._now = engine, settings, now
        self._vault = Vault(settings.durum_dizini)

    def waiting(self) -> list[int]:
        """Subscribers that something is due for."""
        with self._engine.connect() as connection:
            return list(connection.scalars(text(sql.WHOSE), self._asked()))

    def run(self, whose: int, stop: threading.Event) -> list[str]:
        """One subscriber's turn: until nothing is due, one is not received, or the turn is long enough."""
        results: list[str] = []
        until = time.monotonic() + _TURN_S
        while rows := self._due(whose):
            for row in rows:
                if stop.is_set() or time.monotonic() > until:
                    return results
                results.append(self._one(row))
                if results[-1] != "gonderildi":
                    return results
        return results

    def _due(self, whose: int) -> Sequence[Mapping[str, Any]]:
        """The next notice of an asset is due when the one before it was sent."""
        with self._engine.connect() as connection:
            return connection.execute(text(sql.DUE), self._asked() | {"abone": whose}).mappings().all()

    def _asked(self) -> dict[str, Any]:
        return {"ilce": self._settings.ilce_kodu, "simdi": self._time()}

    def _one(self, row: Mapping[str, Any]) -> str:
        done = self._asked() | {"id": row["id"]}
        now = done["simdi"]
        try:
            self._send(row, now)
        except NotSent as error:
            tries = row["deneme"] + 1
            dead = tries >= self._settings.bildirim_deneme
            _log.warning("notice %s not received (%s), try %s", row["kimlik"], error, tries)
            with self._engine.begin() as connection:
                failed = {"hata": str(error)[:200], "olu": dead, "sonraki": now + wait_after(tries)}
                connection.execute(text(sql.FAILED), done | failed)
                if dead:
                    describe_change(connection, "bakim", neden="bildirim ulaşmadı", nereden="bildirim")
                    connection.execute(
                        text(sql.GIVEN_UP), {"ilce": self._settings.ilce_kodu, "abone": str(row["abone_id"])}
                    )
            return "olu" if dead else "kaldi"
        with self._engine.begin() as connection:
            connection.execute(text(sql.SENT), done)
        return "gonderildi"

    def _send(self, row: Mapping[str, Any], now: datetime) -> None:
        secret = self._vault.open(bytes(row["gizli"]))
        if secret is None:
            raise NotSent("imza anahtarı açılamadı; aboneyi yeniden ekleyin / the secret cannot be opened")
        notice = Notice(f"msg_{row['kimlik'].hex}", row["olay"], row["olusturma"], row["govde"])
        send(notice, row["adres"], secret, now=now, private=self._settings.webhook_ic_ag)

    def _time(self) -> datetime:
        return self._now or datetime.now(UTC)
