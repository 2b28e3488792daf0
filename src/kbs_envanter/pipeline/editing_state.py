"""An asset as its editors see it: its row, uses, parcels and rights, with a mark that names this version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing_values import RIGHT_FIELDS
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.writing import among
from kbs_envanter.store.models import Hak, Kullanim, Parsel, Varlik, VarlikParsel, YayinVarlik

_PLAIN = (
    "tur", "ad", "alt_tur", "mahalle_kod", "cadde_sokak", "kapi_no", "adres_tarifi", "alan_m2", "pafta", "mudurluk",
    "erisim",
)  # fmt: skip
_LINK = ("parsel_id", "iliski", "durum", "atif", "eski_nolar", "aciklama", "ham_metin")


@dataclass(frozen=True, slots=True)
class State:
    """A stored asset. ``satir`` holds the columns of kbs.varlik, the position as ``lon`` and ``lat``."""

    id: UUID
    satir: Mapping[str, Any]
    kullanimlar: list[str] = field(default_factory=list)
    parseller: list[dict[str, Any]] = field(default_factory=list)
    haklar: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kod(self) -> str:
        """The permanent code."""
        return str(self.satir["kod"])

    @property
    def mark(self) -> str:
        """Names this version. The version number alone would not: an undo takes it back."""
        return f"{self.satir['surum']}-{int(self.satir['guncelleme'].timestamp() * 1_000_000)}"

    @property
    def mulkiyet(self) -> str | None:
        """The ownership text, one for all rights."""
        return max((row["ham_metin"] for row in self.haklar), default=None)

    def values(self) -> dict[str, Any]:
        """The asset by fields of ``domain.editing.FIELDS``, as JSON writes them: what an edit starts from."""
        row = self.satir
        position = None
        if row["lon"] is not None:
            radius = None if row["belirsizlik_m"] is None else float(row["belirsizlik_m"])
            position = {"lon": row["lon"], "lat": row["lat"], "kesinlik": row["kesinlik"], "belirsizlik_m": radius}
        return {
            **{name: _json(row[name]) for name in _PLAIN},
            "adres": row["adres_ham"],
            "kullanimlar": list(self.kullanimlar),
            "parseller": [link(each) for each in self.parseller],
            "haklar": [{name: _json(each[name]) for name in RIGHT_FIELDS} for each in self.haklar if each["hak_turu"]],
            "mulkiyet": self.mulkiyet,
            "konum": position,
        }


def link(row: Mapping[str, Any]) -> dict[str, Any]:
    """A parcel link in the words of the API."""
    return {
        "tapu_mahallesi": row["tapu_mahallesi"],
        "ada": row["ada"],
        "parsel": row["parsel"],
        "iliski": row["iliski"],
        "eski": list(row["eski_nolar"]),
        "ham_metin": row["ham_metin"],
    }


def link_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a parcel link is stored."""
    return {name: row[name] for name in _LINK}


def read_states(
    connection: Connection, ilce_kodu: int, codes: Collection[str], who: Who, *, lock: bool = False
) -> dict[str, State]:
    """Assets by code; one that is unknown, or withheld from this asker, is not there.

    Args:
        lock: hold the rows until the transaction ends; what is read is then what is there, whoever wrote last.
    """
    plain = (column for column in Varlik.__table__.columns if column.name not in ("konum", "ad_katli"))
    query = (
        select(*plain, func.ST_X(Varlik.konum).label("lon"), func.ST_Y(Varlik.konum).label("lat"))
        .where(Varlik.ilce_kodu == ilce_kodu, among(Varlik.kod, list(codes)))
        .order_by(Varlik.kod)  # everybody locks in the same order
    )
    if not who.may(Permission.EMLAK_OKU):
        query = query.where(Varlik.erisim == Erisim.ACIK)
    if lock:
        query = query.with_for_update(of=Varlik.__table__)
    found = {row["id"]: State(row["id"], dict(row)) for row in connection.execute(query).mappings()}
    for row in _rows(connection, select(Kullanim.varlik_id, Kullanim.ad), Kullanim, ilce_kodu, found):
        found[row["varlik_id"]].kullanimlar.append(row["ad"])
    links = select(VarlikParsel.__table__, Parsel.tapu_mahallesi, Parsel.ada, Parsel.parsel).join(
        Parsel, (Parsel.ilce_kodu == VarlikParsel.ilce_kodu) & (Parsel.id == VarlikParsel.parsel_id), isouter=True
    )
    for row in _rows(connection, links, VarlikParsel, ilce_kodu, found):
        found[row["varlik_id"]].parseller.append(row)
    for row in _rows(connection, select(Hak.__table__), Hak, ilce_kodu, found):
        found[row["varlik_id"]].haklar.append(row)
    return {state.kod: state for state in found.values()}


def published_version(connection: Connection, ilce_kodu: int, kod: str) -> int | None:
    """The dataset version in which the public asset was last published; None for one that is not public."""
    version: int | None = connection.scalar(
        select(YayinVarlik.degisim).where(YayinVarlik.ilce_kodu == ilce_kodu, YayinVarlik.kod == kod)
    )
    return version


def _rows(
    connection: Connection, query: Select[Any], table: Any, ilce_kodu: int, owners: Mapping[UUID, Any]
) -> list[dict[str, Any]]:
    mine = query.where(table.ilce_kodu == ilce_kodu, among(table.varlik_id, list(owners))).order_by(
        table.varlik_id, table.sira
    )
    return [dict(row) for row in connection.execute(mine).mappings()]


def _json(value: Any) -> Any:
    """Numbers as JSON has them, days as text."""
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
