"""Names of administrative neighbourhoods (mahalle) and the many ways a document spells them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kbs_envanter.domain.text import katla

_SUFFIX = re.compile(r"\b(mahallesi|mah|mh)\b\.?\s*,?\s*$")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A mahalle: its code (``halkali-merkez``), its name and other spellings found in documents."""

    kod: str
    ad: str
    spellings: tuple[str, ...] = ()


class NeighbourhoodNames:
    """Finds the mahalle that a text names, whatever its case, spaces, accents or suffix."""

    def __init__(self, neighbourhoods: Iterable[Neighbourhood], *, district: str = "") -> None:
        """Index the names and spellings.

        Args:
            neighbourhoods: of one district.
            district: its own name, which is no neighbourhood's.

        Raises:
            ValueError: when two neighbourhoods claim one spelling.
        """
        self.district = katla(district)
        self._by_key: dict[str, Neighbourhood] = {}
        for neighbourhood in neighbourhoods:
            for name in (neighbourhood.ad, *neighbourhood.spellings):
                other = self._by_key.setdefault(_key(name), neighbourhood)
                if other is not neighbourhood:
                    raise ValueError(f"{name!r}: {other.ad} / {neighbourhood.ad}")

    def find(self, text: str) -> Neighbourhood | None:
        """The mahalle whose name is the whole of ``text`` (``Halkalı İstasyon Mah.``), or None."""
        return self._by_key.get(_key(text))

    def leading(self, text: str) -> tuple[Neighbourhood, str] | None:
        """The mahalle that ``text`` begins with, as addresses do, and the text after it.

        ``Atakent Mah. 4. Cadde No: 13`` -> (Atakent, ``4. Cadde No: 13``). None when the text does not
        begin with a known name followed by a mahalle word.
        """
        head = re.match(r"(?i)\s*(.{2,40}?)\s*\b(mahallesi|mah\b\.?|mh\b\.?)\s*,?\s*", text)
        if head is None:
            return None
        found = self.find(head.group(1))
        return None if found is None else (found, text[head.end() :])


def _key(name: str) -> str:
    return _NOT_LETTERS.sub("", _SUFFIX.sub("", katla(name).strip()))
