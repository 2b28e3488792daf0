"""What a year's report comes to: the tables that were read, and the change set that they make."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from kbs_envanter.domain.assets import Tur
from kbs_envanter.pipeline.tables import AssetRow, PlaceRow

# A field, as a person sees it, and the columns of kbs.varlik that it is.
FIELDS: dict[str, tuple[str, ...]] = {
    "ad": ("ad",),
    "alt_tur": ("alt_tur",),
    "mahalle": ("mahalle_kod",),
    "adres": ("adres_ham", "cadde_sokak", "kapi_no", "adres_tarifi"),
    "pafta": ("pafta",),
    "alan": ("alan_ham", "alan_m2"),
}
# Fields that are tables of their own, and which of their columns say the fact; the others say where it is from.
LISTS: dict[str, tuple[str, ...]] = {
    "kullanim": ("ad",),
    "varlik_parsel": ("parsel_id", "iliski", "durum", "atif", "eski_nolar", "aciklama", "ham_metin"),
    "hak": (
        "arsa_sahibi", "bina_sahibi", "hak_turu", "yon", "karsi_taraf", "karsi_taraf_sinifi", "pay_m2", "sure_yil",
        "baslangic", "karar", "durum_notu", "okuma", "ham_metin",
    ),
}  # fmt: skip
CALLED = {"kullanim": "kullanimlar", "varlik_parsel": "parseller", "hak": "haklar"}

Columns = dict[str, Any]
What = Literal["eklendi", "degisti", "ayni", "raporda_yok"]


@dataclass(frozen=True, slots=True)
class YearTables:
    """The tables of one report, checked. ``assets`` by file name, ``events`` by file stem."""

    year: int
    folder: Path
    assets: dict[str, list[AssetRow] | list[PlaceRow]]
    events: dict[str, list[Any]]

    @property
    def document(self) -> str:
        """What its sources are called."""
        return f"Faaliyet Raporu {self.year}"


@dataclass
class Stored:
    """An asset as it is stored.

    ``looks`` are its name, mahalle, address and parcels as they are, and as they were before people edited them: a
    report may know it by the old ones. ``edited`` are the fields that a person was the last to change.
    """

    id: UUID
    kod: str
    tur: Tur
    columns: Columns
    lists: dict[str, list[Columns]]
    looks: list[dict[str, str]] = field(default_factory=list)
    edited: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Match:
    """That a row of the report is a stored asset: how alike they are, and whether a person should look."""

    stored: Stored
    score: float
    doubtful: bool


@dataclass(frozen=True, slots=True)
class AssetChange:
    """What a report does to one asset. ``fields`` and ``conflicts``: field, stored value, the report's value."""

    kod: str
    ad: str
    what: What
    doubtful: bool = False
    fields: tuple[tuple[str, Any, Any], ...] = ()
    conflicts: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a year's report changes: assets that may be shown, and how many rows of events, works and numbers it has.

    ``number`` is the change that it was stored as; None when nothing was stored.
    """

    year: int
    assets: tuple[AssetChange, ...]
    events: Counter[str]
    number: int | None = None

    def of(self, what: What) -> list[AssetChange]:
        """Assets to which that happens."""
        return [asset for asset in self.assets if asset.what == what]
