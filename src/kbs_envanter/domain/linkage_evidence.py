"""What speaks for and against two mentions being one thing, or one being a part of the other.

Each function weighs one thing that rows tell; names, numbers of parcels and doors, areas, and lines of
the document are told independently, so that two that agree are worth more than one that agrees well.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from rapidfuzz import fuzz

from kbs_envanter.domain.addresses import AddressPart, same_street
from kbs_envanter.domain.linkage_kinds import KIND_NAMES, ONE_PER_MAHALLE, OPEN_PLACES
from kbs_envanter.domain.linkage_names import Unit
from kbs_envanter.domain.linkage_types import Evidence, Mention
from kbs_envanter.domain.parcel_refs import Iliski, ParcelRef, format_parcel_refs

__all__ = ["against", "area_equal", "in_lines", "kind_name", "match", "same_origin", "where"]

_ALIKE = 90.0
_SPELLED_ALIKE = 83.0
_AREA_EQUAL = Decimal("0.005")
_AREA_NEAR = Decimal("0.10")


def kind_name(kind: str) -> str:
    """A kind as a person reads it."""
    return KIND_NAMES.get(kind, kind.replace("_", " "))


def match(one: Unit, other: Unit) -> float:
    """How well two units agree by kind and name: 0 when they cannot be one thing.

    1 is the same proper name, 0.9 one spelled otherwise, 0.8 one name within the other, 0.5 a kind with no
    proper name to compare.
    ``Kanarya İlkokulu`` and ``İTO Kanarya İlkokulu`` are two; a mahalle's day-care is one, however named.
    """
    if one.kind != other.kind or (one.numbers and other.numbers and one.numbers != other.numbers):
        return 0.0
    if not one.proper or not other.proper:
        named = one.proper != other.proper and one.places | other.places and one.kind not in ONE_PER_MAHALLE
        return 0.0 if named or not one.kind else 0.5
    if one.proper == other.proper:
        return 1.0
    if one.proper <= other.proper or other.proper <= one.proper:
        return 0.8
    alike = fuzz.ratio(" ".join(sorted(one.proper)), " ".join(sorted(other.proper)))
    return 0.9 if alike >= _ALIKE else 0.0


def same_origin(a: Mention, b: Mention) -> bool:
    """Whether both were read from one row of the document: what they copy from it is told once."""
    return a.lines == b.lines and a.side.tablo != b.side.tablo


def in_lines(part: Mention, whole: Mention) -> bool:
    """Whether the lines of one mention are among those that the other was read or gathered from."""
    return part.side.tablo != whole.side.tablo and any(
        first <= part.lines[0] and part.lines[1] <= last for first, last in (whole.lines, *whole.gathered)
    )


def area_equal(a: Mention, b: Mention) -> tuple[Decimal, Decimal] | None:
    """The first areas of both that are equal but for rounding."""
    return _areas(a, b, _AREA_EQUAL)


def where(a: Mention, b: Mention) -> Iterator[Evidence]:
    """What the place of two mentions has in common: lines, parcel, door or street, area."""
    if (in_lines(a, b) or in_lines(b, a)) and not (a.gathered and b.gathered):
        yield Evidence("satır", _lines(a), _lines(b), 0.8)
    if same_origin(a, b):
        return
    yield from _parcels(a, b)
    yield from _addresses(a, b)
    if areas := area_equal(a, b):
        near = (a.mahalle and a.mahalle == b.mahalle) or bool(_common(a.parcels, b.parcels))
        yield Evidence("alan", f"{areas[0]} m²", f"{areas[1]} m²", 0.5 if near else 0.3)


def against(a: Mention, b: Mention) -> Iterator[Evidence]:
    """What contradicts that two mentions are one thing. Areas that differ are a conflict of sources, shown apart."""
    here, there = _on(a), _on(b)
    if here and there and not _common(here, there) and _comparable(here, there) and _all_on(a) and _all_on(b):
        yield Evidence("parsel farklı", _parcel_text(here), _parcel_text(there), -0.6)
    for one, other in _street_pairs(a, b):
        if one.kapi and other.kapi and not _doors(one) & _doors(other):
            yield Evidence("kapı farklı", _door_text(one), _door_text(other), -0.6)
            break
    if _numbers(a) != _numbers(b):
        yield Evidence("sayı farklı", _numbers(a) or "yok", _numbers(b) or "yok", -0.4)
    if a.areas and b.areas and not _areas(a, b, _AREA_NEAR):
        yield Evidence("alan farklı", _largest(a), _largest(b), -0.2)
    if same_origin(a, b) and bool(a.areas) != bool(b.areas) and _is_open(a) and _is_open(b):
        yield Evidence("alan kuşkulu", _largest(a), _largest(b), -0.2)


def _numbers(mention: Mention) -> str:
    return ", ".join(sorted({number for unit in mention.units for number in unit.numbers}))


def _largest(mention: Mention) -> str:
    return f"{max(mention.areas)} m²" if mention.areas else "yok"


def _is_open(mention: Mention) -> bool:
    return any(unit.kind in OPEN_PLACES for unit in mention.units)


def _lines(mention: Mention) -> str:
    first, last = mention.lines
    return f"{first}-{last}" if last > first else str(first)


def _areas(a: Mention, b: Mention, tolerance: Decimal) -> tuple[Decimal, Decimal] | None:
    pairs = ((one, other) for one in a.areas for other in b.areas)
    return next(((one, other) for one, other in pairs if abs(one - other) <= tolerance * max(one, other)), None)


def _parcels(a: Mention, b: Mention) -> Iterator[Evidence]:
    common = _common(a.parcels, b.parcels)
    if not common:
        return
    told = bool(a.mahalle and b.mahalle) or any(ref.ada or ref.tapu_mahallesi for ref in common)
    weight = 0.8 if told or any(_street_pairs(a, b)) else 0.4
    yield Evidence("parsel", _parcel_text(a.parcels), _parcel_text(b.parcels), weight)


def _common(one: frozenset[ParcelRef], other: frozenset[ParcelRef]) -> frozenset[ParcelRef]:
    """The parcels of ``one`` that the other names too, with the same relation."""
    return frozenset(ref for ref in one for its in other if _same_parcel(ref, its))


def _same_parcel(one: ParcelRef, other: ParcelRef) -> bool:
    areas = {one.tapu_mahallesi, other.tapu_mahallesi} - {None}
    key = (one.ada, one.parsel, one.iliski) == (other.ada, other.parsel, other.iliski)
    return key and one.parsel is not None and len(areas) < 2


def _on(mention: Mention) -> frozenset[ParcelRef]:
    return frozenset(ref for ref in mention.parcels if ref.iliski is Iliski.UZERINDE)


def _all_on(mention: Mention) -> bool:
    return len(_on(mention)) == len(mention.parcels)


def _comparable(one: Iterable[ParcelRef], other: Iterable[ParcelRef]) -> bool:
    """Both give a block or neither does: ``1454/1`` and ``12032`` may be one parcel, ``12032`` and ``12033`` not."""
    return {ref.ada is None for ref in one} == {ref.ada is None for ref in other}


def _parcel_text(refs: Iterable[ParcelRef]) -> str:
    return format_parcel_refs(
        sorted(refs, key=lambda ref: (ref.tapu_mahallesi or "", ref.ada or "", ref.parsel or "", ref.iliski, ref.eski))
    )


def _addresses(a: Mention, b: Mention) -> Iterator[Evidence]:
    best: Evidence | None = None
    for one, other in _street_pairs(a, b):
        door = bool(_doors(one) & _doors(other))
        if best is None or door:
            best = Evidence("adres" if door else "sokak", _door_text(one), _door_text(other), 0.8 if door else 0.3)
        if door:
            break
    if best:
        yield best


def _street_pairs(a: Mention, b: Mention) -> Iterator[tuple[AddressPart, AddressPart]]:
    return ((one, other) for one in a.addresses for other in b.addresses if _one_street(one, other))


def _one_street(one: AddressPart, other: AddressPart) -> bool:
    if same_street(one, other) != "farkli":
        return True
    words = [re.sub(r"[^a-z]", "", part.ad) for part in (one, other)]
    digits = [re.sub(r"[^0-9]", "", part.ad) for part in (one, other)]
    spelled = len(words[0]) > 5 and fuzz.ratio(*words) >= _SPELLED_ALIKE
    return one.tur is other.tur and digits[0] == digits[1] and spelled


def _doors(part: AddressPart) -> frozenset[str]:
    return frozenset(door for text in part.kapi for door in text.split("-"))


def _door_text(part: AddressPart) -> str:
    return f"{part.cadde_sokak} No: {', '.join(part.kapi)}" if part.kapi else f"{part.cadde_sokak}"
