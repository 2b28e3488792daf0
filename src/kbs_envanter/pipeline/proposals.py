"""Edits that wait: where directorates' edits need approval, each becomes a proposal that somebody decides on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing import Edit, Fault
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.changes import change_number
from kbs_envanter.pipeline.editing import EditsRefused, apply_edits, check_edits, reason_of
from kbs_envanter.pipeline.editing_state import State, read_states
from kbs_envanter.store.models import Oneri

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it is shown.

    Attributes:
        satir: its row in kbs.oneri.
        farklar: field, value the proposer saw, value he proposes, value now.
        eski: whether somebody changed the asset since: a conflict.
    """

    satir: Mapping[str, Any]
    ad: str
    farklar: list[tuple[str, Any, Any, Any]]
    eski: bool


def needs_approval(who: Who, switched_on: bool) -> bool:
    """Whether this asker's edits become proposals: those of a directorate, where the setting says so."""
    return switched_on and not who.may(Permission.DUZENLE)


def propose(connection: Connection, who: Who, edit: Edit, *, ilce_kodu: int, neden: str) -> int:
    """Keep an edit for a decision; it is checked as if it were made now.

    Returns:
        The proposal's number.

    Raises:
        EditsRefused: with every fault.
    """
    reason = reason_of(neden)
    if edit.islem == "ekle" and "mudurluk" not in edit.alanlar:
        edit = Edit("ekle", None, {**edit.alanlar, "mudurluk": who.directorate}, onay=edit.onay)
    (plan,) = check_edits(connection, who, [edit], ilce_kodu=ilce_kodu)
    if plan.faults:
        raise EditsRefused([(0, fault) for fault in plan.faults], [plan.state])
    row = {
        "ilce_kodu": ilce_kodu,
        "islem": edit.islem,
        "kod": edit.kod,
        "alanlar": dict(edit.alanlar),
        "onay": sorted(edit.onay),
        "gorulen": plan.state.mark if plan.state else None,
        "onceki": plan.state.values() if plan.state else None,
        "mudurluk": who.directorate,
        "kim": who.name,
        "neden": reason,
    }
    number: int = connection.execute(insert(Oneri).values(row).returning(Oneri.id)).scalar_one()
    return number


def proposals(connection: Connection, who: Who, ilce_kodu: int, *, number: int | None = None) -> list[Proposal]:
    """Proposals that this asker may see, those that wait first: who decides sees all, an editor his directorate's."""
    query = (
        select(Oneri.__table__).where(Oneri.ilce_kodu == ilce_kodu).order_by(Oneri.durum != "bekliyor", Oneri.id.desc())
    )
    if not who.may(Permission.ONAYLA):
        query = query.where((Oneri.kim == who.name) | (Oneri.mudurluk == who.directorate))
    if number is not None:
        query = query.where(Oneri.id == number)
    rows = [dict(row) for row in connection.execute(query.limit(500)).mappings()]
    states = read_states(connection, ilce_kodu, [row["kod"] for row in rows if row["kod"]], who)
    return [_shown(row, states.get(row["kod"])) for row in rows if _may_see(row, states, who)]


def decide(
    engine: Engine, who: Who, ilce_kodu: int, number: int, *, onay: bool, neden: str, nereden: str
) -> str | None:
    """Approve a proposal, which makes its edit, or reject it.

    Returns:
        The asset's code; None for a rejected new asset.

    Raises:
        EditsRefused: no such proposal (``yok``), decided already or the asset changed since (``eski``), no reason,
            or an edit that can no longer be made; the proposal then still waits.
    """
    reason = reason_of(neden)
    with engine.begin() as connection:
        mine = (Oneri.ilce_kodu == ilce_kodu, Oneri.id == number)
        row = connection.execute(select(Oneri.__table__).where(*mine).with_for_update()).mappings().first()
        if row is None or not proposals(connection, who, ilce_kodu, number=number):
            raise EditsRefused([(0, Fault("", "Böyle bir öneri yok.", "There is no such proposal.", "yok"))])
        if row["durum"] != "bekliyor":
            raise EditsRefused([(0, Fault("", "Bu öneri karara bağlanmış.", "It has been decided.", "eski"))])
        kod, change = row["kod"], None
        if onay:
            edit = Edit(row["islem"], kod, row["alanlar"], row["gorulen"], frozenset(row["onay"]))
            why = f"{row['neden']} (öneri {number}, {row['kim']}; onay: {reason})"[:_LONGEST_REASON]
            (done,) = apply_edits(connection, who, [edit], ilce_kodu=ilce_kodu, neden=why, nereden=nereden)
            kod, change = done.kod, change_number(connection)
        decided = {
            "durum": "onaylandi" if onay else "reddedildi",
            "karar_veren": who.name,
            "karar_nedeni": reason,
            "karar_zamani": datetime.now(UTC),
            "degisiklik": change,
        }
        connection.execute(update(Oneri).where(*mine).values(decided))
    return kod


def _may_see(row: Mapping[str, Any], states: Mapping[str, State], who: Who) -> bool:
    """Nothing that tells of a withheld asset is seen by those who may not know of it."""
    if who.may(Permission.EMLAK_OKU):
        return True
    return row["alanlar"].get("erisim") != Erisim.GIZLI and (row["kod"] is None or row["kod"] in states)


def _shown(row: Mapping[str, Any], state: State | None) -> Proposal:
    before, now = row["onceki"] or {}, state.values() if state else {}
    changed = [
        (name, before.get(name), value, now.get(name))
        for name, value in row["alanlar"].items()
        if value != before.get(name)
    ]
    stale = row["durum"] == "bekliyor" and row["kod"] is not None and (state is None or state.mark != row["gorulen"])
    name = state.satir["ad"] if state else row["alanlar"].get("ad") or before.get("ad") or row["kod"]
    return Proposal(row, name, changed, stale)
