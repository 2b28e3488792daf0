"""Editing assets: the one use case behind the API, the forms, proposals and imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import WKTElement
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.assets import Tur, asset_code, asset_id
from kbs_envanter.domain.editing import Edit, Fault, Islem, decision_source
from kbs_envanter.domain.editing_values import Position
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.parcel_refs import ParcelRef
from kbs_envanter.domain.permissions import Who
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.pipeline.changes import NOW, Kind, describe_change
from kbs_envanter.pipeline.editing_places import judge_places
from kbs_envanter.pipeline.editing_plan import Plan, make_plan, reference_row
from kbs_envanter.pipeline.editing_state import State, read_states
from kbs_envanter.pipeline.writing import Writer
from kbs_envanter.store import models
from kbs_envanter.store.models import KonumKarari, Varlik

_LONGEST_REASON = 500


class EditsRefused(UserError):
    """Edits that cannot be made. Nothing was written; ``faults`` tells each fault with the number of its edit.

    ``states`` holds the assets as they are now, for whoever must look at them again.
    """

    def __init__(self, faults: Sequence[tuple[int, Fault]], states: Sequence[State | None] = ()) -> None:
        super().__init__("; ".join(f"{fault.tr} / {fault.en}" for _, fault in faults[:3]))
        self.faults, self.states = list(faults), list(states)

    def has(self, kind: str) -> bool:
        """Whether a fault of that kind is among them."""
        return any(fault.tur == kind for _, fault in self.faults)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an edit: the asset's code and the fields that changed, none when it was so already."""

    islem: Islem
    kod: str
    alanlar: tuple[str, ...]


def check_edits(
    connection: Connection, who: Who, edits: Sequence[Edit], *, ilce_kodu: int, lock: bool = False
) -> list[Plan]:
    """Think edits through without writing: what each would change, and its faults."""
    codes = [edit.kod for edit in edits if edit.kod is not None]
    states = read_states(connection, ilce_kodu, codes, who, lock=lock)
    known = select(models.Mahalle.kod, models.Mahalle.ad).where(models.Mahalle.ilce_kodu == ilce_kodu)
    mahalle = {kod: ad for kod, ad in connection.execute(known.order_by(models.Mahalle.ad))}
    own = select(models.Ilce.ad, models.Ilce.tapu_mahalleleri).where(models.Ilce.ilce_kodu == ilce_kodu)
    municipality, areas = connection.execute(own).one_or_none() or ("", ())
    plans = []
    for edit in edits:
        state = states.get(edit.kod) if edit.kod is not None and edit.islem != "ekle" else None
        plans.append(make_plan(edit, state, who, mahalle, municipality, areas))
    seen: set[str] = set()
    for plan in plans:
        if plan.edit.kod in seen:
            plan.fault("kod", "Aynı varlık iki kez var.", "The same asset comes twice.")
        seen |= {plan.edit.kod} if plan.edit.kod else set()
    judge_places(connection, ilce_kodu, plans)
    return plans


def apply_edits(
    connection: Connection,
    who: Who,
    edits: Sequence[Edit],
    *,
    ilce_kodu: int,
    neden: str,
    nereden: str,
    tur: Kind = "duzeltme",
) -> list[Applied]:
    """Make edits, all or none, in the caller's transaction, which this makes one change (do not describe it yourself).

    The rows are locked before they are compared with ``Edit.gorulen``: of those who edit one version, one wins.

    Args:
        who: whose permissions and directorate count.
        neden: why; every edit needs a reason.
        nereden: an address, a file's name.
        tur: the kind of change.

    Returns:
        What became of each edit, in their order.

    Raises:
        EditsRefused: with every fault of every edit.
    """
    reason = reason_of(neden)
    plans = check_edits(connection, who, edits, ilce_kodu=ilce_kodu, lock=True)
    faults = [(number, fault) for number, plan in enumerate(plans) for fault in plan.faults]
    if faults:
        raise EditsRefused(faults, [plan.state for plan in plans])
    describe_change(connection, tur, neden=reason, kim=who.name, nereden=nereden, gecerlilik=NOW)
    return _Writing(connection, ilce_kodu, who, reason).write(plans)


def reason_of(neden: str) -> str:
    """The reason on one line.

    Raises:
        EditsRefused: when there is none, or too long a one.
    """
    reason = " ".join(neden.replace("\0", " ").split())
    if not 3 <= len(reason) <= _LONGEST_REASON:
        raise EditsRefused([(0, _REASON_NEEDED)])
    return reason


_REASON_NEEDED = Fault(
    "neden",
    f"Her düzenlemenin bir nedeni olmalı (3–{_LONGEST_REASON} karakter): KBS-Neden başlığı ya da “neden” üyesi.",
    f"Every edit needs a reason (3 to {_LONGEST_REASON} characters): header KBS-Neden or member 'neden'.",
)


class _Writing:
    """Writes plans without faults."""

    def __init__(self, connection: Connection, ilce_kodu: int, who: Who, neden: str) -> None:
        self._connection, self._ilce, self._who, self._neden = connection, ilce_kodu, who, neden
        self._now = datetime.now(UTC)
        self._writer = Writer(connection, ilce_kodu, document=neden, year=self._now.year)
        self._next: dict[str, int] = {}

    def write(self, plans: Sequence[Plan]) -> list[Applied]:
        done, owners = [], {}
        for tur in sorted({plan.satir["tur"] for plan in plans if plan.edit.islem == "ekle"}):
            self._count(tur)
        for number, plan in enumerate(plans):
            kod = plan.state.kod if plan.state else self._new_code(plan.satir["tur"])
            owners[number] = plan.state.id if plan.state else asset_id(self._ilce, kod)
            done.append(Applied(plan.edit.islem, kod, tuple(plan.changed_fields)))
        new = [
            self._columns(plan) | {"id": owners[n], "kod": done[n].kod}
            for n, plan in enumerate(plans)
            if plan.edit.islem == "ekle"
        ]
        if new:
            self._connection.execute(insert(Varlik.__table__), [_NEW | row for row in new])
        for number, plan in enumerate(plans):
            if plan.edit.islem == "degistir" and (columns := self._columns(plan)):
                self._update(owners[number], columns)
        self._parts(plans, owners)
        self._decisions(plans, owners)
        self._delete([owners[n] for n, plan in enumerate(plans) if plan.edit.islem == "sil"])
        return done

    def _columns(self, plan: Plan) -> dict[str, Any]:
        """Columns of the asset's row that are written."""
        columns = dict(plan.satir)
        if "adres_ham" in columns and not {"cadde_sokak", "kapi_no", "adres_tarifi"} & plan.edit.alanlar.keys():
            address = parse_address(columns["adres_ham"] or "")
            first = address.parts[0] if address.parts else None
            columns["cadde_sokak"] = first.cadde_sokak if first else None
            columns["kapi_no"] = ", ".join(first.kapi) if first and first.kapi else None
            columns["adres_tarifi"] = address.tarif or None
        if plan.moved:
            columns |= _NOWHERE if plan.konum is None else _placed(plan.konum, self._now)
        return columns | ({"ilce_kodu": self._ilce} if plan.state is None else {})

    def _update(self, key: UUID, columns: dict[str, Any]) -> None:
        table = Varlik.__table__
        mine = (table.c.ilce_kodu == self._ilce, table.c.id == key)
        self._connection.execute(update(table).where(*mine).values(columns))

    def _parts(self, plans: Sequence[Plan], owners: dict[int, UUID]) -> None:
        """Lists that change. The row is touched too: a list that becomes empty is a new version all the same."""
        uses, links, rights = {}, {}, {}
        for number, plan in enumerate(plans):
            key = owners[number]
            if plan.kullanimlar is not None:
                uses[key] = [{"ad": use} for use in plan.kullanimlar]
            if plan.parseller is not None:
                links[key] = [self._link(each) for each in plan.parseller]
            if plan.haklar is not None:
                rights[key] = plan.haklar
        for model, rows in ((models.Kullanim, uses), (models.VarlikParsel, links), (models.Hak, rights)):
            if rows:
                self._writer.children(model, "varlik_id", rows)

    def _link(self, each: dict[str, Any] | ParcelRef) -> dict[str, Any]:
        if isinstance(each, dict):
            return each
        return reference_row(each, self._writer.parcel(each.tapu_mahallesi, each.ada, each.parsel))

    def _decisions(self, plans: Sequence[Plan], owners: dict[int, UUID]) -> None:
        """What a person decided on a position outlives every run of the geocoding chain."""
        decided, gone = [], []
        for number, plan in enumerate(plans):
            if plan.konum is not None:
                decided.append(self._decision(owners[number], plan.konum))
            elif plan.moved:
                gone.append(owners[number])
        table = KonumKarari.__table__
        if gone:
            for parted in (table, models.KonumAdayi.__table__):
                self._connection.execute(
                    delete(parted).where(parted.c.ilce_kodu == self._ilce, parted.c.varlik_id.in_(gone))
                )
        if decided:
            statement = upsert(table)
            given = {name: statement.excluded[name] for name in decided[0] if name not in ("ilce_kodu", "varlik_id")}
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["ilce_kodu", "varlik_id"], set_=given), decided
            )

    def _decision(self, key: UUID, position: Position) -> dict[str, Any]:
        return {
            "ilce_kodu": self._ilce,
            "varlik_id": key,
            "konum": _point(position),
            "kesinlik": position.kesinlik.value,
            "belirsizlik_m": position.belirsizlik_m,
            "neden": self._neden,
            "kim": self._who.name,
            "zaman": self._now,
        }

    def _delete(self, keys: list[UUID]) -> None:
        """Delete assets. Events, works, facts and verdicts that told of them stay, told of no asset."""
        if not keys:
            return
        for model in (models.TasinmazIslemi, models.Faaliyet, models.TesisBilgisi, models.SahaTespiti):
            table = model.__table__
            mine = (table.c.ilce_kodu == self._ilce, table.c.varlik_id.in_(keys))
            self._connection.execute(update(table).where(*mine).values(varlik_id=None))
        table = Varlik.__table__
        self._connection.execute(delete(table).where(table.c.ilce_kodu == self._ilce, table.c.id.in_(keys)))

    def _new_code(self, tur: str) -> str:
        """The next code of a kind."""
        number = self._next[tur]
        self._next[tur] += 1
        return asset_code(Tur(tur), number)

    def _count(self, tur: str) -> None:
        self._next[tur] = next_number(self._connection, self._ilce, tur)


def next_number(connection: Connection, ilce_kodu: int, tur: str) -> int:
    """The next number of a kind's codes, for this transaction alone until it ends; kinds are to be taken in order.

    The history knows every code there ever was: none comes twice.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:district, :kind)"), _lock_of(ilce_kodu, tur))
    prefix = asset_code(Tur(tur), 0).removesuffix("0000")
    found = connection.scalar(_LAST_NUMBER, {"ilce": ilce_kodu, "on": prefix + "%", "n": len(prefix) + 1})
    return int(found or 0) + 1


_LAST_NUMBER = text(
    "SELECT max(substr(kod, :n)::bigint) FROM (SELECT kod FROM kbs.varlik WHERE ilce_kodu = :ilce AND kod LIKE :on "
    "UNION ALL SELECT anahtar FROM kbs.gecmis WHERE ilce_kodu = :ilce AND tablo = 'varlik' AND anahtar LIKE :on) k "
    "WHERE substr(kod, :n) ~ '^[0-9]{1,12}$'"
)
_NOWHERE: dict[str, Any] = {"konum": None, "kesinlik": Kesinlik.YOK.value, "belirsizlik_m": None, "konum_kaynagi": None}
# Rows of one insert have the same columns.
_NEW: dict[str, Any] = _NOWHERE | dict.fromkeys(
    ("alt_tur", "mahalle_kod", "adres_ham", "cadde_sokak", "kapi_no", "adres_tarifi", "alan_m2", "pafta", "mudurluk")
)


def _placed(position: Position, now: datetime) -> dict[str, Any]:
    return {
        "konum": _point(position),
        "kesinlik": position.kesinlik.value,
        "belirsizlik_m": position.belirsizlik_m,
        "konum_kaynagi": decision_source(now.date()),
    }


def _point(position: Position) -> WKTElement:
    return WKTElement(f"POINT({position.lon!r} {position.lat!r})", srid=4326)


def _lock_of(ilce_kodu: int, tur: str) -> dict[str, int]:
    return {"district": ilce_kodu, "kind": list(Tur).index(Tur(tur))}
