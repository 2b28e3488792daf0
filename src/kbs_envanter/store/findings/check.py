"""What a check is."""

from dataclasses import dataclass
from typing import Literal

Onem = Literal["bilgi", "uyari", "hata"]


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding and the SELECT that finds all of them at once.

    Attributes:
        tur: the kind, as stored.
        onem: ``hata`` two facts that cannot both be true, ``uyari`` a person should look, ``bilgi`` a gap to know.
            A row may state another.
        tr: title in Turkish, for people.
        en: title in English.
        yapilacak: what to do about it, in Turkish.
        todo: the same in English.
        sql: answers the columns ``facts.COLUMNS``.
    """

    tur: str
    onem: Onem
    tr: str
    en: str
    yapilacak: str
    todo: str
    sql: str
