"""What an edit comes to: the fields that really change, or why it cannot be made. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing import NEEDS, Edit, Fault, read_values, withheld_fault
from kbs_envanter.domain.editing_values import RIGHT_FIELDS, Bad, Position, parcel_of
from kbs_envanter.domain.labels import label
from kbs_envanter.domain.parcel_refs import ParcelRef, format_parcel_refs
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.domain.rights import parse_rights
from kbs_envanter.pipeline.editing_state import State, link_columns

_ROW = {"adres": "adres_ham"}  # fields whose column has another name
_PARTS = ("kullanimlar", "parseller", "haklar", "konum")

Row = dict[str, Any]


@dataclass
class Plan:
    """An edit that was thought through.

    Attributes:
        state: the asset as it is; None for a new one.
        satir: columns of kbs.varlik that change.
        kullanimlar, parseller, haklar: the whole new list, or None when it stays. A parcel is a stored row or a
            ParcelRef that is to be found in the register.
        konum: the decided position; None takes it away; ``moved`` says whether it changes at all.
    """

    edit: Edit
    state: State | None
    faults: list[Fault] = field(default_factory=list)
    satir: Row = field(default_factory=dict)
    kullanimlar: list[str] | None = None
    parseller: list[Row | ParcelRef] | None = None
    haklar: list[Row] | None = None
    konum: Position | None = None
    moved: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        parts = (self.kullanimlar, self.parseller, self.haklar)
        return self.edit.islem != "degistir" or bool(self.satir) or self.moved or any(p is not None for p in parts)

    @property
    def changed_fields(self) -> list[str]:
        """Fields that an editor would see changed."""
        back = {column: name for name, column in _ROW.items()}
        lists = [name for name in ("kullanimlar", "parseller", "haklar") if getattr(self, name) is not None]
        return [back.get(name, name) for name in self.satir] + lists + (["konum"] if self.moved else [])

    def now(self, name: str) -> Any:
        """A column's value after the edit."""
        return self.satir.get(name, self.state.satir[name] if self.state else None)

    @property
    def uses(self) -> Sequence[str]:
        """The uses after the edit."""
        return self.kullanimlar if self.kullanimlar is not None else self.state.kullanimlar if self.state else ()

    def fault(self, alan: str, tr: str, en: str, **more: Any) -> None:
        """Note why the edit cannot be made."""
        self.faults.append(Fault(alan, tr, en, **more))


def make_plan(
    edit: Edit,
    state: State | None,
    who: Who,
    mahalle: Mapping[str, str],
    municipality: str,
    areas: Sequence[str],
) -> Plan:
    """Think an edit through, all but the place of its point.

    Args:
        state: the asset now; None when it is new, unknown or withheld from the asker.
        mahalle: the district's neighbourhoods, code -> name.
        municipality: whose ownership texts are read.
        areas: its cadastral areas.
    """
    plan = Plan(edit, state)
    if edit.islem == "ekle":
        if edit.kod is not None:
            plan.fault(
                "kod", "Yeni varlığın kodunu sistem verir; boş bırakın.", "The system gives the code; leave it out."
            )
    elif state is None:
        plan.fault("kod", f"{edit.kod} kodlu bir varlık yok.", f"There is no asset {edit.kod}.", tur="yok")
        return plan
    if not _allowed(plan, who):
        return plan
    if state is not None and edit.gorulen is not None and edit.gorulen != state.mark:
        plan.fault(
            "", "Bu varlık siz düzenlerken değişti; yeni hâlini görüp yineleyin.",
            "The asset changed meanwhile; look at it and try again.", tur="eski",
        )  # fmt: skip
        return plan
    if edit.islem != "sil":
        values, faults = read_values(edit.alanlar, areas)
        plan.faults += faults
        _take(plan, values, who, municipality)
        _judge(plan, values, who, mahalle)
    return plan


def _allowed(plan: Plan, who: Who) -> bool:
    asked = plan.edit.alanlar.get("mudurluk", who.directorate)
    directorate = plan.state.satir["mudurluk"] if plan.state else asked
    if who.may_edit(directorate if isinstance(directorate, str) else None):
        return True
    plan.fault(
        "mudurluk", "Bu varlık sizin müdürlüğünüzün değil; yalnızca kendi müdürlüğünüzünkileri düzenleyebilirsiniz.",
        "The asset belongs to another directorate; you may edit those of your own.", tur="yetki",
    )  # fmt: skip
    return False


def _take(plan: Plan, values: Row, who: Who, municipality: str) -> None:
    """Keep of the values what differs from what is stored."""
    if plan.state is None:
        values.setdefault("erisim", Erisim.ACIK.value)
        values.setdefault("mudurluk", who.directorate)
    stored = plan.state.satir if plan.state else {}
    for name, value in values.items():
        column = _ROW.get(name, name)
        if name not in _PARTS and name != "mulkiyet" and (plan.state is None or value != stored[column]):
            plan.satir[column] = value
    uses = values.get("kullanimlar")
    if uses is not None and uses != (plan.state.kullanimlar if plan.state else []):
        plan.kullanimlar = uses
    if "parseller" in values:
        try:
            plan.parseller = _parcels(values["parseller"], plan.state.parseller if plan.state else [])
        except Bad as bad:
            plan.fault("parseller", bad.tr, bad.en)
    _take_rights(plan, values, municipality)
    if "konum" in values and not _same_place(values["konum"], stored):
        plan.konum, plan.moved = values["konum"], True


def _judge(plan: Plan, values: Row, who: Who, mahalle: Mapping[str, str]) -> None:
    """What rules say of the asset as it would be."""
    if plan.state is None:
        for name in ("tur", "ad"):
            if name not in values and not any(f.alan == name for f in plan.faults):
                plan.fault(name, "Yeni varlıkta bu alan gerekir.", "A new asset needs this field.")
    elif "tur" in plan.satir:
        plan.fault(
            "tur", "Tür değişmez, kod türü söyler; silip yenisini ekleyin.",
            "The kind cannot change; delete it and add another.",
        )  # fmt: skip
    code = plan.satir.get("mahalle_kod")
    if code is not None and code not in mahalle:
        listed = ", ".join(mahalle)
        plan.fault("mahalle_kod", f"Bu mahalle kodu yok; olanlar: {listed}.", f"No such code; there are: {listed}.")
    _judge_rights(plan, values, who)
    _judge_access(plan, who)


def _judge_rights(plan: Plan, values: Row, who: Who) -> None:
    """Fields that not everybody who edits may change."""
    for name in plan.changed_fields:
        harmless = plan.state is None and values.get(name) in (Erisim.ACIK, [], None)
        if name in NEEDS and not who.may(NEEDS[name]) and not harmless:
            plan.fault(
                name, "Bu alanı değiştirmek için hak düzenleme yetkisi gerekir.",
                "Changing this field needs the permission hak_duzenle.", tur="yetki",
            )  # fmt: skip
    if "mudurluk" in plan.satir and not who.may(Permission.DUZENLE) and plan.satir["mudurluk"] != who.directorate:
        plan.fault(
            "mudurluk", "Varlığı başka müdürlüğe veremezsiniz.",
            "You cannot give the asset to another directorate.", tur="yetki",
        )  # fmt: skip


def _judge_access(plan: Plan, who: Who) -> None:
    """A withheld asset has no position, and the law says what must be withheld."""
    erisim = plan.now("erisim") or Erisim.ACIK
    if erisim == Erisim.GIZLI:
        if plan.konum is not None:
            plan.fault("konum", "Gizli varlığın konumu tutulmaz; boş bırakın.", "A withheld asset has no position.")
        plan.konum, plan.moved = None, plan.state is not None and plan.state.satir["lon"] is not None
        if not who.may(Permission.EMLAK_OKU):
            plan.fault("erisim", "Gizli varlığı emlak görevlisi girer.", "An officer enters it.", tur="yetki")
    fault = withheld_fault(plan.now("ad") or "", plan.uses, erisim)
    plan.faults += [fault] if fault else []


def _same_place(position: Position | None, stored: Mapping[str, Any]) -> bool:
    lon = stored.get("lon")
    if position is None or lon is None:
        return position is None and lon is None
    # As many decimals as answers have: what was read and sent back is the same place.
    same = (round(position.lon, 6), round(position.lat, 6)) == (round(lon, 6), round(stored["lat"], 6))
    return same and (position.kesinlik, position.belirsizlik_m) == (stored["kesinlik"], stored["belirsizlik_m"])


def _parcels(given: Sequence[ParcelRef | Mapping[str, Any]], stored: list[Row]) -> list[Row | ParcelRef] | None:
    """The links that are meant: a stored one keeps the document's words. None when they are the stored ones."""
    left = list(stored)
    links: list[Row | ParcelRef] = []
    for each in given:
        found = next((row for row in left if _is_link(each, row)), None)
        if found is not None:
            left.remove(found)
            links.append(found)
        else:
            links.append(each if isinstance(each, ParcelRef) else parcel_of(each))
    if links == stored:
        return None
    return [link_columns(each) if isinstance(each, dict) else each for each in links]


def _is_link(given: ParcelRef | Mapping[str, Any], row: Row) -> bool:
    if isinstance(given, ParcelRef):
        key = (given.tapu_mahallesi, given.ada, given.parsel, given.iliski.value, list(given.eski))
        return key == (row["tapu_mahallesi"], row["ada"], row["parsel"], row["iliski"], list(row["eski_nolar"]))
    said = given.get("ham_metin")
    names = ("tapu_mahallesi", "ada", "parsel", "iliski")
    same = all((given.get(name) or None) == row[name] for name in names)
    return same and list(given.get("eski") or []) == list(row["eski_nolar"]) and said in (None, row["ham_metin"])


def _take_rights(plan: Plan, values: Row, municipality: str) -> None:
    stored = plan.state.haklar if plan.state else []
    before = plan.state.mulkiyet if plan.state else None
    said = values.get("mulkiyet", before)
    if said and said != before:
        reading = parse_rights(said, municipality=municipality)
        if reading.durum != "okundu" or reading.unread:
            plan.fault(
                "mulkiyet",
                "Mülkiyet metni bütünüyle okunamadı; kişi adı yazmayın, kalanını haklar listesinde verin.",
                "The ownership text cannot be read as a whole; name no persons, give the rest as structured rights.",
            )  # fmt: skip
            return
        if "haklar" not in values:
            rights = [{name: getattr(right, name) or None for name in RIGHT_FIELDS} for right in reading.rights]
            plan.haklar = [_right(right, said, None) for right in rights]
            return
    if "haklar" in values:
        known = [row for row in stored if row["hak_turu"]]
        rights = [_right(right, said, known[n] if n < len(known) else None) for n, right in enumerate(values["haklar"])]
        if [_facts(row) for row in rights] == [_facts(row) for row in known] and said == before:
            return
        plan.haklar = rights
    elif "mulkiyet" in values and said is None and stored:
        plan.haklar = []


def _right(right: Mapping[str, Any], said: str | None, stored: Row | None) -> Row:
    """A row of kbs.hak. Members that the editor did not name stay as they are, if it is the same right."""
    same = stored is not None and stored["hak_turu"] == right["hak_turu"]
    row = {name: right[name] if name in right else stored[name] if same and stored else None for name in RIGHT_FIELDS}
    row |= {"okuma": "okundu", "ham_metin": said or _in_words(row), "kaynak_id": None}
    if same and stored and _facts(row) == _facts(stored) and row["ham_metin"] == stored["ham_metin"]:
        row |= {"okuma": stored["okuma"], "kaynak_id": stored["kaynak_id"]}
    return row


def _facts(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in RIGHT_FIELDS]


def _in_words(right: Mapping[str, Any]) -> str:
    land, building = right["arsa_sahibi"], right["bina_sahibi"]
    owners = [f"{part}: {label('sahip', owner)}" for part, owner in (("Arsa", land), ("Bina", building)) if owner]
    return "; ".join([*owners, label("hak_turu", right["hak_turu"])])


def reference_row(ref: ParcelRef, parsel_id: int) -> Row:
    """A parcel link that an editor made."""
    said = format_parcel_refs([ref])
    return {
        "parsel_id": parsel_id,
        "iliski": ref.iliski.value,
        "durum": "okundu",
        "atif": said,
        "eski_nolar": list(ref.eski),
        "aciklama": ref.not_ or None,
        "ham_metin": said,
    }
