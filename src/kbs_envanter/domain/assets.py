"""What an asset is: its kinds, its access, and the code it keeps for ever."""

from enum import StrEnum
from uuid import UUID, uuid5

from kbs_envanter.domain.text import katla

_NAMESPACE = UUID("5b0a8b1e-6f0f-5c39-9a53-6a1c6f6f1823")


class Tur(StrEnum):
    """Kind of an asset."""

    BINA = "bina"
    SPOR_TESISI = "spor_tesisi"
    PARK = "park"
    PAZAR = "pazar"


class Erisim(StrEnum):
    """Who may know of an asset: everybody, or (``gizli``) nobody outside the officers in charge."""

    ACIK = "acik"
    GIZLI = "gizli"


_PREFIX = {Tur.BINA: "BIN", Tur.SPOR_TESISI: "SPR", Tur.PARK: "PRK", Tur.PAZAR: "PZR"}


def asset_code(tur: Tur, number: int) -> str:
    """The stable, readable code of the ``number``-th asset of a kind: ``BIN-0042``."""
    return f"{_PREFIX[tur]}-{number:04d}"


def asset_id(ilce_kodu: int, kod: str) -> UUID:
    """The asset's UUID, the same on every installation that loads the same district."""
    return uuid5(_NAMESPACE, f"{ilce_kodu}/{kod}")


def is_withheld_by_law(ad: str, kullanim: str) -> bool:
    """Whether an asset's place must not be published: women's shelters.

    Law 6284 art. 22 and the regulation on women's guest houses (OG 28519) keep their addresses
    secret. Judged by name and use, so that next year's report needs no list.
    """
    words = katla(f"{ad} {kullanim}")
    return "kadin" in words and any(w in words for w in ("konukevi", "konuk evi", "siginma", "siginagi"))
