"""What may be written into an asset, field by field: the rules that forms, the API, imports and proposals share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, Literal

from kbs_envanter.domain.assets import Erisim, is_withheld_by_law
from kbs_envanter.domain.editing_values import READERS, Bad, parcels
from kbs_envanter.domain.permissions import Permission

Islem = Literal["ekle", "degistir", "sil"]
Kind = Literal["alan", "uyari", "yok", "yetki", "eski"]

# The lists and the text ``mulkiyet`` are the asset's parts; ``konum`` is None to give the position back to the chain.
FIELDS: Final = (
    "tur", "ad", "alt_tur", "mahalle_kod", "adres", "cadde_sokak", "kapi_no", "adres_tarifi", "alan_m2", "pafta",
    "mudurluk", "erisim", "kullanimlar", "parseller", "haklar", "mulkiyet", "konum",
)  # fmt: skip
NEEDS: Final[Mapping[str, Permission]] = dict.fromkeys(
    ("parseller", "haklar", "mulkiyet", "erisim"), Permission.HAK_DUZENLE
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to become of one asset.

    Attributes:
        islem: ``ekle``, ``degistir`` or ``sil``.
        kod: which asset; None for a new one, which gets the next free code of its kind.
        alanlar: new values by field of ``FIELDS``, as JSON writes them; a field that is not there stays.
        gorulen: mark of the version that the editor had before him (``State.mark``); another one there now makes the
            edit stale. None: whatever is there.
        onay: fields whose warnings the editor has seen and confirms.
    """

    islem: Islem
    kod: str | None = None
    alanlar: Mapping[str, Any] = field(default_factory=dict)
    gorulen: str | None = None
    onay: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an edit cannot be made, with the way out in both languages.

    ``tur``: ``alan`` a wrong value, ``uyari`` what may be confirmed, ``yok`` no such asset, ``yetki`` not allowed,
    ``eski`` somebody else was faster. ``alan`` is "" where no field is at fault.
    """

    alan: str
    tr: str
    en: str
    tur: Kind = "alan"


def read_values(given: Mapping[str, Any], areas: Sequence[str]) -> tuple[dict[str, Any], list[Fault]]:
    """Values as the inventory stores them, and every fault found. Empty texts are None.

    Args:
        given: values by field, as JSON writes them.
        areas: names of cadastral areas that a parcel's text may carry.
    """
    values: dict[str, Any] = {}
    faults = []
    for name, value in given.items():
        reader = partial(parcels, areas=areas) if name == "parseller" else READERS.get(name)
        if reader is None:
            listed = ", ".join(FIELDS)
            faults.append(
                Fault(name[:60], f"Böyle bir alan yok; olanlar: {listed}.", f"No such field; there are: {listed}.")
            )
            continue
        try:
            values[name] = reader(value)
        except Bad as bad:
            faults.append(Fault(name, bad.tr, bad.en))
    return values, faults


def withheld_fault(ad: str, uses: Sequence[str], erisim: str) -> Fault | None:
    """A place that the law keeps secret must not become public."""
    if erisim == Erisim.ACIK and is_withheld_by_law(ad, " ".join(uses)):
        return Fault(
            "erisim",
            "Kadın konukevlerinin yeri yasa gereği gizlidir (6284); erişimi “gizli” olarak bir emlak görevlisi girer.",
            "Women's shelters are secret by law 6284; an officer enters it with access 'gizli'.",
        )
    return None


def decision_source(day: date) -> str:
    """What the public reads of a decided position's source. Who decided, and why, is for staff."""
    return f"Konum kararı, {day.isoformat()}"
