"""Which stored asset a row of a new report is. Codes and line numbers say nothing: they change from year to year."""

from collections.abc import Sequence

from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.comparison import likeness
from kbs_envanter.pipeline.yearly_types import Match, Stored

_SAME_FROM = 0.72  # as ``pipeline.comparison``: below, a wrong pair would hide one that went and one that came
_CERTAIN_FROM = 0.85
_RIVAL = 0.03  # two pairs that are as alike as this are as likely


def match_rows(stored: Sequence[Stored], rows: Sequence[dict[str, str]]) -> dict[int, Match]:
    """Place of a row -> its asset; both of one kind.

    The likeliest pairs are taken first. A pair is doubtful when it is not very alike, or when another is as likely.
    """
    scores = {
        (j, i): score
        for j, row in enumerate(rows)
        for i, asset in enumerate(stored)
        if (score := max(_score(known, row) for known in asset.looks)) >= _SAME_FROM
    }
    found: dict[int, Match] = {}
    taken: set[int] = set()
    for (j, i), score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        if j in found or i in taken:
            continue
        free = {pair: other for pair, other in scores.items() if pair[0] not in found and pair[1] not in taken}
        rivals = [other for (k, m), other in free.items() if (k == j) != (m == i)]
        doubtful = score < _CERTAIN_FROM or any(other >= score - _RIVAL for other in rivals)
        found[j] = Match(stored[i], round(score, 3), doubtful)
        taken.add(i)
    return found


def _score(known: dict[str, str], row: dict[str, str]) -> float:
    """How likely two are one asset, 0 to 1. Another mahalle needs the same ground, a new name the same ground too."""
    parcel = _equal(known["parsel_ham"], row["parsel_ham"])
    address = _equal(known["adres_ham"], row["adres_ham"])
    if known["mahalle"] and row["mahalle"] and known["mahalle"] != row["mahalle"] and not (parcel or address):
        return 0.0
    same_place = parcel and address and known["mahalle"] == row["mahalle"]
    return max(likeness(known, row), _SAME_FROM if same_place else 0.0)


def _equal(a: str, b: str) -> bool:
    return bool(a) and katla(a).replace(" ", "") == katla(b).replace(" ", "")
