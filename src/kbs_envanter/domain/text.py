"""Turkish letters: case, folding and whitespace.

Python's own ``str.lower`` turns ``İ`` into two characters and ``I`` into ``i``; both are wrong in
Turkish. Everything that compares or prints Turkish goes through this module.
"""

import re
import unicodedata

_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_DOTLESS = str.maketrans({"ı": "i"})
_COMBINING = re.compile("[\u0300-\u036f]")
_ASCII_UPPER = str.maketrans({chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)})


def lower(text: str) -> str:
    """Lower case by Turkish rules: ``IĞDIR İLİ`` -> ``ığdır ili``."""
    return unicodedata.normalize("NFC", text).translate(_LOWER).lower()


def upper(text: str) -> str:
    """Upper case by Turkish rules: ``ığdır ili`` -> ``IĞDIR İLİ``."""
    return unicodedata.normalize("NFC", text).translate(_UPPER).upper()


def katla(text: str) -> str:
    """Fold for comparison and search: accents and the four i's fall together, case is dropped.

    ``Söğütlüçeşme`` -> ``sogutlucesme``, ``İSTASYON`` and ``ıstasyon`` -> ``istasyon``. The SQL function
    ``kbs.katla`` gives the same answer for the same text (tested), so Python and the database
    agree on what is equal.
    """
    stripped = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    return stripped.translate(_DOTLESS).translate(_ASCII_UPPER)


def squeeze(text: str) -> str:
    """One line: runs of white space become one space, the ends are trimmed."""
    return " ".join(text.split())
