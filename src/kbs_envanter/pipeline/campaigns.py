"""Campaigns: which assets the office wants looked at, by whom, and how far that has come."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row

from kbs_envanter.domain.permissions import Who
from kbs_envanter.pipeline.field import FieldRefused
from kbs_envanter.store import field as sql

_LONGEST_NAME, _MOST_ASSETS = 120, 5000


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which public assets: of a neighbourhood, a kind, a precision; not verified for ``gun`` days. None: any."""

    mahalle: str | None = None
    tur: str | None = None
    kesinlik: str | None = None
    gun: int | None = None


def create(
    connection: Connection,
    ilce: int,
    who: Who,
    name: str,
    criteria: Criteria,
    accounts: Sequence[str],
    *,
    note: str | None = None,
    until: date | None = None,
    now: datetime,
) -> int:
    """Make a campaign of the assets that meet the criteria now; its number.

    Raises:
        FieldRefused: no name, no asset or too many, or an account that there is not.
    """
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise FieldRefused(400, "Adı 1-120 karakter olmalı.", "A name of 1 to 120 characters is needed.", "ad")
    asked = {"ilce": ilce, "simdi": now, **asdict(criteria)}
    count = connection.scalar(sql.COUNT_CHOSEN, asked) or 0
    if not 0 < count <= _MOST_ASSETS:
        tr = f"Ölçütlere {count} varlık uyuyor; 1 ile {_MOST_ASSETS} arasında olmalı. Ölçütleri değiştirin."
        en = f"{count} assets meet the criteria; 1 to {_MOST_ASSETS} are possible. Change the criteria."
        raise FieldRefused(400, tr, en, "olcut")
    row = {"ilce": ilce, "ad": name.strip(), "aciklama": note or None, "kim": who.name, "bitis": until}
    number = connection.scalar(sql.NEW_CAMPAIGN, row | {"olcut": json.dumps(asdict(criteria))})
    assert isinstance(number, int)
    connection.execute(sql.FILL_CAMPAIGN, asked | {"kampanya": number})
    assign(connection, ilce, number, accounts)
    return number


def assign(connection: Connection, ilce: int, campaign: int, accounts: Sequence[str]) -> None:
    """Give a campaign to these accounts and to no others.

    Raises:
        FieldRefused: an account that there is not; nothing is changed.
    """
    names = sorted({name.strip() for name in accounts if name.strip()})
    given = {"ilce": ilce, "kampanya": campaign, "hesaplar": names}
    known = set(connection.scalars(sql.KNOWN_ACCOUNTS, given))
    if missing := [name for name in names if name not in known]:
        listed = ", ".join(missing)
        raise FieldRefused(400, f"Böyle hesap yok: {listed}.", f"There is no account {listed}.", "hesaplar")
    connection.execute(sql.UNASSIGN, given)
    connection.execute(sql.ASSIGN, given)


def close(connection: Connection, ilce: int, campaign: int, *, closed: bool) -> None:
    """End a campaign, or open it again.

    Raises:
        FieldRefused: no such campaign.
    """
    if connection.scalar(sql.CLOSE, {"ilce": ilce, "kampanya": campaign, "kapali": closed}) is None:
        raise _unknown()


def listed(connection: Connection, ilce: int) -> list[Row]:
    """Every campaign with its progress, open ones first."""
    return list(connection.execute(sql.CAMPAIGNS, {"ilce": ilce, "id": None, "hesap": None}))


def one(connection: Connection, ilce: int, campaign: int) -> tuple[Row, list[Row]]:
    """A campaign and its assets, those not looked at first.

    Raises:
        FieldRefused: no such campaign.
    """
    found = connection.execute(sql.CAMPAIGNS, {"ilce": ilce, "id": campaign, "hesap": None}).one_or_none()
    if found is None:
        raise _unknown()
    return found, list(connection.execute(sql.CAMPAIGN_ASSETS, {"ilce": ilce, "kampanya": campaign}))


def _unknown() -> FieldRefused:
    return FieldRefused(404, "Böyle bir kampanya yok.", "There is no such campaign.")
