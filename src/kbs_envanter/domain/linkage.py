"""One asset, many mentions: which rows of a document speak of one thing, or of a part of another's.

Every two rows that share a word of a name, a parcel, a street, a kind within a mahalle, or lines are
compared. A pair is linked at once only when two independent things agree and nothing contradicts; a
likely pair waits for a person. A wrong link is worse than a missing one. See ``docs/esleme.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from kbs_envanter.domain.linkage_evidence import against, area_equal, in_lines, kind_name, match, where
from kbs_envanter.domain.linkage_kinds import GENERIC, NAMED_ONCE, ONE_PER_MAHALLE, SMALL
from kbs_envanter.domain.linkage_names import Unit, main_units
from kbs_envanter.domain.linkage_types import Evidence, Mention, Pair, Side

__all__ = ["Evidence", "Mention", "Pair", "link"]

# A pair below this is not worth a person's time.
_WORTH_ASKING = 0.55
_STRONG = 0.5


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many mentions of a table and a mahalle are of a kind, or have it among their units and uses."""

    named: Counter[tuple[str, str | None, str]]
    having: Counter[tuple[str, str | None, str]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How two mentions may belong together by what they are: ``a`` is the part when ``tur`` is ``parca``."""

    tur: Literal["ayni", "parca"]
    a: Mention
    b: Mention
    evidence: Evidence
    proper: bool
    both_ways: bool = False


def link(mentions: Iterable[Mention]) -> list[Pair]:
    """The pairs of mentions that speak of one thing or of its part, in the order of the document.

    The order of ``mentions`` does not matter. In a pair of kind ``parca``, ``a`` is the part.

    Raises:
        ValueError: when two mentions have one table, line and name.
    """
    ordered = sorted(mentions, key=lambda mention: mention.order)
    for side, number in Counter(mention.side for mention in ordered).items():
        if number > 1:
            raise ValueError(f"{side.tablo} {side.satir} {side.ad!r}: {number}")
    counts = _Counts(_count(ordered, _main_kinds), _count(ordered, _kinds))
    found = (_pair(ordered[a], ordered[b], counts) for a, b in sorted(_candidates(ordered)))
    return _chained([pair for pair in found if pair is not None])


def _chained(pairs: list[Pair]) -> list[Pair]:
    """Link a waiting pair that two certain links imply: one thing with ``c``, which is (a part of) the other.

    Its own evidence is the second agreement, so a pair with a doubt is not linked so. One step only.
    """
    same: dict[Side, set[Side]] = defaultdict(set)
    certain: set[tuple[str, Side, Side]] = {(pair.tur, pair.a, pair.b) for pair in pairs if pair.durum == "otomatik"}
    for tur, a, b in certain:
        if tur == "ayni":
            same[a].add(b)
            same[b].add(a)
    certain |= {("ayni", b, a) for tur, a, b in certain if tur == "ayni"}
    return [_by_way_of(pair, same, certain) if pair.durum == "bekliyor" else pair for pair in pairs]


def _by_way_of(pair: Pair, same: dict[Side, set[Side]], certain: set[tuple[str, Side, Side]]) -> Pair:
    ways = [c for c in same[pair.a] if (pair.tur, c, pair.b) in certain]
    ways += [c for c in same[pair.b] if (pair.tur, pair.a, c) in certain]
    if not ways or any(one.agirlik < 0 for one in pair.kanit):
        return pair
    way = min(ways, key=lambda side: (side.satir, side.tablo, side.ad))
    text = f"{way.tablo} {way.satir}: {way.ad}"
    evidence = (*pair.kanit, Evidence("zincir", text, text, 0.5))
    return replace(pair, durum="otomatik", puan=_score(evidence, ()), kanit=evidence)


def _count(mentions: list[Mention], kinds: Callable[[Mention], frozenset[str]]) -> Counter[tuple[str, str | None, str]]:
    return Counter((mention.side.tablo, mention.mahalle, kind) for mention in mentions for kind in kinds(mention))


def _main_kinds(mention: Mention) -> frozenset[str]:
    return frozenset(unit.kind for unit in main_units(mention.units))


def _kinds(mention: Mention) -> frozenset[str]:
    return mention.uses | {unit.kind for unit in mention.units}


def _candidates(mentions: list[Mention]) -> set[tuple[int, int]]:
    """Places of the mentions that have something in common."""
    buckets: dict[object, list[int]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        for key in set(_keys(mention)):
            buckets[key].append(place)
    pairs = {pair for bucket in buckets.values() for pair in combinations(bucket, 2)}
    return {(a, b) for a, b in pairs if not _elsewhere(mentions[a], mentions[b])}


def _elsewhere(a: Mention, b: Mention) -> bool:
    return a.mahalle is not None and b.mahalle is not None and a.mahalle != b.mahalle


def _keys(mention: Mention) -> Iterator[object]:
    for unit in (*mention.units, *mention.within):
        yield from (("ad", word[:5]) for word in unit.proper)
        yield from (("yer", area, unit.kind) for area in unit.places)
    yield from (("parsel", ref.parsel) for ref in mention.parcels)
    yield from (("sokak", part.ad.replace(" ", "")[:5]) for part in mention.addresses)
    yield from (("satir", block) for first, last in (mention.lines, *mention.gathered)
                for block in range(first // 50, last // 50 + 1))  # fmt: skip
    if mention.mahalle:
        yield from (("tur", mention.mahalle, kind) for kind in _kinds(mention))
        yield from (("tur", mention.mahalle, unit.kind) for unit in mention.within)


def _pair(a: Mention, b: Mention, counts: _Counts) -> Pair | None:
    place = list(where(a, b))
    reading = _same(a, b) or _part(a, b, place)
    if reading is None:
        return _unread(a, b, place)
    a, b = reading.a, reading.b
    support = [*where(a, b), *_alone(reading, counts), *_rare_name(reading), *_one_mahalle(reading)]
    doubts = list(_doubts(reading, support))
    evidence = [reading.evidence, *support]
    score = _score(evidence, doubts)
    strong = sum(one.agirlik >= _STRONG for one in evidence)
    if strong >= 2 and not doubts:
        return Pair(a.side, b.side, reading.tur, "otomatik", score, tuple(evidence))
    if score < _WORTH_ASKING:
        return None
    return Pair(a.side, b.side, reading.tur, "bekliyor", score, (*evidence, *doubts))


def _score(evidence: Iterable[Evidence], doubts: Iterable[Evidence]) -> float:
    """1 - the product of what each piece of evidence leaves open, less by each doubt."""
    score = 1.0
    for one in evidence:
        score *= 1 - one.agirlik
    score = 1 - score
    for doubt in doubts:
        score *= 1 + doubt.agirlik
    return round(score, 3)


def _same(a: Mention, b: Mention) -> _Reading | None:
    """One thing: the same kind and no other name, or the same ground and a kind in common."""
    ours, theirs = main_units(a.units), main_units(b.units)
    if len(ours) == len(theirs) == 1 and (value := match(ours[0], theirs[0])):
        evidence = _named(ours[0], theirs[0], value)
        if not any(match(x, y) > 0.5 for x in a.within for y in b.within):
            evidence = _weak_if_common(evidence, ours[0].kind)
        return _Reading("ayni", a, b, evidence, value >= 0.9)
    shared = sorted((_kinds(a) | _around(a)) & (_kinds(b) | _around(b)))
    ground = area_equal(a, b) or (_same_ground(a, b) and _main_kinds(a) & _main_kinds(b))
    if not shared or not ground or _names_differ(ours, theirs):
        return None
    if any(unit.kind == "hizmet_isi" for unit in (*ours, *theirs)):
        return None
    return _Reading("ayni", a, b, _weak_if_common(_of_kind(shared[0]), shared[0]), False)


def _weak_if_common(evidence: Evidence, kind: str) -> Evidence:
    """Two kiosks of one size are two kiosks: a common kind without a name is not enough for one thing."""
    common = kind in SMALL | GENERIC and evidence.tur == "tür"
    return replace(evidence, agirlik=0.4) if common else evidence


def _around(mention: Mention) -> frozenset[str]:
    return frozenset(unit.kind for unit in mention.within)


def _names_differ(ours: tuple[Unit, ...], theirs: tuple[Unit, ...]) -> bool:
    """Whether both have things of one kind that cannot be one thing."""
    alike = [(one, other) for one in ours for other in theirs if one.kind == other.kind]
    return bool(alike) and not any(match(one, other) for one, other in alike)


def _same_ground(a: Mention, b: Mention) -> bool:
    return len(a.parcels) > 1 and {r.parsel for r in a.parcels} == {r.parsel for r in b.parcels}


def _part(a: Mention, b: Mention, place: list[Evidence]) -> _Reading | None:
    """One is a part of the other; it is a doubt when that can be said in both directions."""
    found = [reading for one, other in ((a, b), (b, a)) if (reading := _part_of(one, other, place))]
    return replace(found[0], both_ways=len(found) == 2) if found else None


def _part_of(part: Mention, whole: Mention, place: list[Evidence]) -> _Reading | None:
    """Whether the part says that it is in the whole, or the whole that it has such a part."""
    inside = [
        (value, around, unit) for around in part.within for unit in whole.units
        if (value := match(around, unit)) > 0.5 or (value and unit.kind not in GENERIC)
    ]  # fmt: skip
    if inside:
        value, around, unit = max(inside, key=lambda each: each[0])
        return _Reading("parca", part, whole, Evidence("içinde", *_texts(around, unit), 0.7), value >= 0.9)
    ours, theirs = main_units(part.units), main_units(whole.units)
    if len(ours) != 1 or ours[0].kind in {unit.kind for unit in theirs if len(theirs) == 1}:
        return None
    for unit in whole.units:
        if (value := match(ours[0], unit)) and (value > 0.5 or unit.kind not in SMALL | GENERIC):
            return _Reading("parca", part, whole, _named(ours[0], unit, value), value >= 0.9)
    placed = any(one.tur in ("satır", "parsel", "adres") for one in place)
    elsewhere = any(x.kind == y.kind and not match(x, y) for x in part.within for y in whole.units)
    other_name = ours[0].proper and not whole.gathered and any(unit.proper for unit in whole.units)
    if not placed and (elsewhere or other_name or ours[0].kind in SMALL | GENERIC):
        return None
    if ours[0].kind in _kinds(whole):
        return _Reading("parca", part, whole, _of_kind(ours[0].kind), False)
    if ours[0].kind in SMALL and any(one.tur == "parsel" for one in place):
        return _Reading("parca", part, whole, Evidence("birim", ours[0].text, whole.side.ad, 0.5), False)
    return None


def _named(one: Unit, other: Unit, value: float) -> Evidence:
    if value > 0.5:
        return Evidence("ad", *_texts(one, other), 0.7 if value == 1 else 0.6)
    return Evidence("tür", *_texts(one, other), 0.6 if one.places & other.places else 0.5)


def _of_kind(kind: str) -> Evidence:
    return Evidence("tür", kind_name(kind), kind_name(kind), 0.5)


def _texts(*units: Unit) -> tuple[str, str]:
    one, other = (" ".join(filter(None, (" ".join(unit.text.split()), kind_name(unit.kind)))) for unit in units)
    return one, other


def _alone(reading: _Reading, counts: _Counts) -> Iterator[Evidence]:
    """The mahalle has one of the kind in each table, and two names of it can mean only that one."""
    a, b = reading.a, reading.b
    if a.mahalle is None or a.mahalle != b.mahalle:
        return
    if reading.tur == "ayni":
        shared, whole = _main_kinds(a) & _main_kinds(b), counts.named
        known = a.side.tablo != b.side.tablo
    else:
        # A part with an area of its own may be a building of its own, and an open place's uses are its neighbours'.
        shared, whole = (_main_kinds(a) | _around(a)) & _kinds(b), counts.having
        known = bool(_around(a) & shared) or (not a.areas and not b.gathered and a.side.tablo != b.side.tablo)
    for kind in sorted(shared & ONE_PER_MAHALLE):
        if known and counts.named[a.side.tablo, a.mahalle, kind] <= 1 and whole[b.side.tablo, b.mahalle, kind] == 1:
            text = f"{kind_name(kind)}: mahallede bir tane"
            yield Evidence("tek", text, text, 0.5)
            return


def _rare_name(reading: _Reading) -> Iterator[Evidence]:
    """A name of two words or more, of a kind that a district names once."""
    units = [unit for mention in (reading.a, reading.b) for unit in main_units(mention.units)]
    if reading.tur != "ayni" or len(units) != 2:
        return
    one, other = units
    if one.kind in NAMED_ONCE and len(one.proper) > 1 and match(one, other) == 1:
        yield Evidence("ender ad", *_texts(one, other), 0.5)


def _one_mahalle(reading: _Reading) -> Iterator[Evidence]:
    """The mahalle, which is news only when the name does not say it: beside a proper name."""
    if reading.a.mahalle and reading.a.mahalle == reading.b.mahalle:
        yield Evidence("mahalle", reading.a.mahalle, reading.b.mahalle, 0.5 if reading.proper else 0.1)


def _doubts(reading: _Reading, support: list[Evidence]) -> Iterator[Evidence]:
    a, b = reading.a, reading.b
    kinds = {one.tur for one in support}
    for doubt in against(a, b):
        part = reading.tur == "parca" and doubt.tur != "parsel farklı"
        area = doubt.tur == "alan farklı" and (reading.proper or kinds & {"satır", "parsel", "adres"})
        number = doubt.tur == "sayı farklı" and "satır" in kinds
        if not (part or area or number):
            yield doubt
    if reading.both_ways:
        yield Evidence("yön belirsiz", a.side.ad, b.side.ad, -0.2)
    if reading.tur == "ayni" and a.within and b.within and not any(match(x, y) for x in a.within for y in b.within):
        yield Evidence("yer farklı", _texts(a.within[0], a.within[0])[0], _texts(b.within[0], b.within[0])[0], -0.6)


def _unread(a: Mention, b: Mention, place: list[Evidence]) -> Pair | None:
    """Two mentions of different kinds on one parcel: a person may know that one is in the other."""
    kinds = {one.tur for one in place}
    if "parsel" not in kinds or not (a.mahalle and a.mahalle == b.mahalle) or in_lines(a, b) or in_lines(b, a):
        return None
    another_door = any(one.tur == "kapı farklı" for one in against(a, b))
    if another_door or (a.side.tablo == b.side.tablo and "adres" not in kinds):
        return None
    part, whole = (a, b) if max(a.areas, default=0) < max(b.areas, default=0) else (b, a)
    evidence = tuple(where(part, whole))
    return Pair(part.side, whole.side, "parca", "bekliyor", _score(evidence, ()), evidence)
