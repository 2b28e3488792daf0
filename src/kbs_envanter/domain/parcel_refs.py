"""The language of parcel references: ``512/9``, ``1445 ve 1446``, ``E: 1218 Y: 12975``, ``1 parsel yanı``.

A reference names a parcel by cadastral area (tapu mahallesi), block (ada) and parcel (parsel), tells
its former numbers, and says whether the asset stands on the parcel or beside it. The grammar below is
explained, with examples, in ``docs/parsel-atfi.md``.

What a text means does not depend on which numbers stand in it, only on where they stand. So the
numbers are replaced by stand-ins, the remaining shape (``# parsel güneyi``) is read once by the
grammar and remembered, and the numbers are put back: the speed of a table look-up for every form.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kbs_envanter.domain.parcel_grammar import NUMBER, ZERO, expand, fold
from kbs_envanter.domain.parcel_reader import Reader, Segment, value
from kbs_envanter.domain.parcel_types import Iliski, ParcelReading, ParcelRef
from kbs_envanter.domain.text import squeeze

__all__ = [
    "MAX_LENGTH",
    "Iliski",
    "ParcelReading",
    "ParcelRef",
    "format_parcel_refs",
    "parse_parcel_refs",
    "to_dict",
]

# A cell of a table, or a paragraph; a longer text is a document and is not read at all.
MAX_LENGTH = 500

# The 2 of m2 is not a number.
_DIGITS = re.compile(r"(?!(?<=[mM])[23](?![0-9]))[0-9]+")
_PRIVATE = re.compile(expand("#"))
_BLOCK = re.compile(expand(r"(<n>)\s*(?:<ada>)?"))
_COLUMN = "\x1f"
_WORDS = {
    Iliski.UZERINDE: "",
    Iliski.YANI: " yanı",
    Iliski.CIVARI: " civarı",
    Iliski.KUZEY: " kuzeyi",
    Iliski.GUNEY: " güneyi",
    Iliski.DOGU: " doğusu",
    Iliski.BATI: " batısı",
    Iliski.KUZEYDOGU: " kuzeydoğusu",
    Iliski.KUZEYBATI: " kuzeybatısı",
    Iliski.GUNEYDOGU: " güneydoğusu",
    Iliski.GUNEYBATI: " güneybatısı",
}


@lru_cache(maxsize=4096)
def _read_shape(shape: str, areas: tuple[str, ...]) -> ParcelReading:
    """Read a text whose numbers are stand-ins; a shape is the ada column, a separator and the text."""
    ada, _, source = shape.partition(_COLUMN)
    block = _BLOCK.fullmatch(fold(ada))
    column = Segment(value(ada[: block.end(1)]), known=True) if block else Segment()
    reading = Reader(source, column, areas).read()
    if block or ada in ("", "-"):
        return reading
    unread = "; ".join(filter(None, (ada, reading.unread)))
    return replace(reading, durum=reading.durum if reading.refs else "okunamadi", unread=unread)


def _put_back(reading: ParcelReading, codes: dict[str, int]) -> ParcelReading:
    """The reading of a shape, with its numbers. A key has no leading zeros; words stay as written."""
    words = {code: number for number, code in codes.items()}
    keys = {code: number.lstrip("0") for number, code in codes.items()}
    refs = tuple(
        ParcelRef(
            ref.tapu_mahallesi,
            ref.ada and ref.ada.translate(keys),
            ref.parsel and ref.parsel.translate(keys),
            ref.eski and tuple(old.translate(keys) for old in ref.eski),
            ref.iliski,
            ref.not_ and ref.not_.translate(words),
        )
        for ref in reading.refs
    )
    return ParcelReading(refs, reading.durum, reading.unread.translate(words))


def _clean(text: str) -> str:
    """One line, composed letters, and none of the characters that stand in for numbers."""
    line = squeeze(text)
    return line if line.isascii() else _PRIVATE.sub("\ufffd", unicodedata.normalize("NFC", line))


def parse_parcel_refs(text: str, *, ada: str = "", tapu_areas: Iterable[str]) -> ParcelReading:
    """Read the parcel references of a text; never raises.

    ``ada`` is the block when the document gives it in a column of its own; it belongs to the first list
    of numbers, not to a later one. ``tapu_areas`` are the cadastral areas whose names the text may carry:
    those of the district, as it spells them.
    A text longer than ``MAX_LENGTH`` characters is not read.
    """
    line = f"{_clean(ada)}{_COLUMN}{_clean(text)}"
    if len(line) > MAX_LENGTH:
        return ParcelReading((), "okunamadi", squeeze(line.replace(_COLUMN, " ")))
    # A number that comes twice has one stand-in, so that the same block is seen to be the same.
    codes: dict[str, int] = {}
    shape = _DIGITS.sub(lambda found: chr(_stand_in(found[0], codes)), line)
    return _put_back(_read_shape(shape, tuple(tapu_areas)), codes)


def _stand_in(number: str, codes: dict[str, int]) -> int:
    return codes.setdefault(number, len(codes) + (NUMBER if number.strip("0") else ZERO))


def format_parcel_refs(refs: Iterable[ParcelRef]) -> str:
    """Canonical text, which reads back to the same references: ``Sefaköy 372/1 güneyi (eski 12); -/698``."""
    return "; ".join(map(_format, refs))


def _format(ref: ParcelRef) -> str:
    area = f"{ref.tapu_mahallesi} " if ref.tapu_mahallesi else ""
    old = f" (eski {', '.join(ref.eski)})" if ref.eski else ""
    note = f" ({ref.not_})" if ref.not_ else ""
    return f"{area}{ref.ada or '-'}/{ref.parsel or '-'}{_WORDS[ref.iliski]}{old}{note}"


def to_dict(ref: ParcelRef) -> dict[str, str | list[str] | None]:
    """The reference for JSON."""
    return {
        "tapu_mahallesi": ref.tapu_mahallesi,
        "ada": ref.ada,
        "parsel": ref.parsel,
        "eski": list(ref.eski),
        "iliski": ref.iliski.value,
        "not": ref.not_,
    }
