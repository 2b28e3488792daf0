"""What a parcel reference is: block, parcel, former numbers, relation and note."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Durum = Literal["okundu", "parsel_yok", "okunamadi"]


class Iliski(StrEnum):
    """How the asset lies to the parcel: only ``uzerinde`` is on it."""

    UZERINDE = "uzerinde"
    YANI = "yani"
    CIVARI = "civari"
    KUZEY = "kuzey"
    GUNEY = "guney"
    DOGU = "dogu"
    BATI = "bati"
    KUZEYDOGU = "kuzeydogu"
    KUZEYBATI = "kuzeybati"
    GUNEYDOGU = "guneydogu"
    GUNEYBATI = "guneybati"


@dataclass(frozen=True, slots=True)
class ParcelRef:
    """One parcel as a document names it; what the document does not say is None, never guessed.

    ``eski`` holds former numbers (``1218`` or ``12/5``), ``not_`` the words that follow the reference.
    """

    tapu_mahallesi: str | None = None
    ada: str | None = None
    parsel: str | None = None
    eski: tuple[str, ...] = ()
    iliski: Iliski = Iliski.UZERINDE
    not_: str = ""


@dataclass(frozen=True, slots=True)
class ParcelReading:
    """The references found in a text, and what could not be placed.

    ``durum`` is ``okundu`` when there is a reference, ``parsel_yok`` when the text names no parcel (which
    is an answer), ``okunamadi`` when it seems to name one but cannot be read. ``unread`` is the rest.
    """

    refs: tuple[ParcelRef, ...]
    durum: Durum
    unread: str = ""
