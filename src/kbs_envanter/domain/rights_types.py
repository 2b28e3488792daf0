"""What a right over land and building is: owners, kind of right, direction, counterparty, term."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Yon = Literal["alinan", "verilen"]
Durum = Literal["okundu", "kismen", "okunamadi", "yok"]


class OwnerClass(StrEnum):
    """Who owns, as a class.

    ``kamuya_terkinli`` is land without a title deed: struck off the register for public use, or never
    entered. An empty answer of the land registry is expected there. ``bilinmiyor`` is an owner that the
    text mentions without saying who (``özel mülkiyet``); an owner that it does not mention is None.
    """

    BELEDIYE = "belediye"
    HAZINE = "hazine"
    IBB = "ibb"
    BAKANLIK = "bakanlik"
    TOKI = "toki"
    KAMU_DIGER = "kamu_diger"
    TUZEL_KISI = "tuzel_kisi"
    GERCEK_KISI = "gercek_kisi"
    KAMUYA_TERKINLI = "kamuya_terkinli"
    BILINMIYOR = "bilinmiyor"


class HakTuru(StrEnum):
    """On what ground the property is held."""

    MULK = "mulk"
    TAHSIS = "tahsis"
    KIRA = "kira"
    TERKIN = "terkin"
    TASARRUF = "tasarruf"
    FIILI_KULLANIM = "fiili_kullanim"


@dataclass(frozen=True, slots=True)
class Right:
    """One right over a property; what the text does not say is None, never guessed.

    Attributes:
        arsa_sahibi: class of the owner of the land.
        bina_sahibi: class of the owner of the building.
        hak_turu: ownership, or the weaker right that the text states over it.
        yon: ``alinan`` when the municipality holds what another owns, ``verilen`` when another holds what
            the municipality owns.
        karsi_taraf: the other party, when it is a public body. Never a person, natural or private legal.
        karsi_taraf_sinifi: class of the other party, also of a private one.
        pay_m2: share of this owner in square metres.
        sure_yil: term in years.
        baslangic: date of the allocation, lease or of the decision on it.
        karar: number of the decision (``2024/37``).
        durum_notu: status and descriptive words, lower case, joined by ``"; "``: ``talep edildi; dolgu alanı``.
    """

    arsa_sahibi: OwnerClass | None
    bina_sahibi: OwnerClass | None
    hak_turu: HakTuru
    yon: Yon | None = None
    karsi_taraf: str | None = None
    karsi_taraf_sinifi: OwnerClass | None = None
    pay_m2: Decimal | None = None
    sure_yil: int | None = None
    baslangic: date | None = None
    karar: str | None = None
    durum_notu: str = ""


@dataclass(frozen=True, slots=True)
class RightsReading:
    """The rights that a text states, and what of it could not be read.

    ``durum`` is ``okundu`` when all was read, ``kismen`` when a right was read and words are left,
    ``okunamadi`` when no right was found, ``yok`` when the text says nothing. ``unread`` holds the words
    left, as written: these may be a person's name, so it is for checking and not for storing.
    """

    rights: tuple[Right, ...]
    durum: Durum
    unread: str = ""
