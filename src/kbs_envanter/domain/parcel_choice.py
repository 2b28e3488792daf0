"""Which of several parcels of one number a reference means. Never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass

from kbs_envanter.domain.text import katla

__all__ = ["NumberedParcel", "choose_parcel"]


@dataclass(frozen=True, slots=True)
class NumberedParcel:
    """A parcel of the register that has the block and number of the reference.

    Attributes:
        id: its number in the register.
        tapu_mahallesi: its cadastral area.
        mahalle: code of the neighbourhood it lies in, when that is known.
    """

    id: int
    tapu_mahallesi: str | None
    mahalle: str | None


def choose_parcel(tapu_mahallesi: str | None, mahalle: str | None, same: Iterable[NumberedParcel]) -> int | None:
    """The one parcel of the stated cadastral area; where none is stated, the only one in the asset's neighbourhood."""
    if tapu_mahallesi is not None:
        wanted = katla(tapu_mahallesi)
        left = [parcel for parcel in same if katla(parcel.tapu_mahallesi or "") == wanted]
    else:
        left = [parcel for parcel in same if mahalle is not None and parcel.mahalle == mahalle]
    return left[0].id if len(left) == 1 else None
