"""Classes of a thematic map: natural breaks (Fisher-Jenks), equal counts (quantiles), equal intervals.

Written out because a district has some twenty values: the libraries that do it bring SciPy and scikit-learn along.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

FEWEST, MOST = 3, 7


class Method(StrEnum):
    """How values are parted into classes."""

    DOGAL = "dogal"
    SAYICA_ESIT = "sayica_esit"
    ARALIKCA_ESIT = "aralikca_esit"


@dataclass(frozen=True, slots=True)
class ValueClass:
    """A class: the values from ``low`` to ``high``, both included, and how many they are."""

    low: float
    high: float
    count: int


def classify(values: Sequence[float], wanted: int, method: Method) -> list[ValueClass]:
    """Part values into at most ``wanted`` classes, from low to high.

    There are never more classes than different values. With equal intervals a class may be empty; its bounds are then
    those of its interval, as are those of its neighbours. With the other methods ``low`` and ``high`` are values.

    Args:
        values: finite numbers in any order.
        wanted: how many classes, 1 or more.
        method: how to part them.
    """
    ordered = sorted(values)
    different = len(set(ordered))
    if different <= 1:
        return [ValueClass(ordered[0], ordered[-1], len(ordered))] if ordered else []
    wanted = min(wanted, different)
    if method is Method.ARALIKCA_ESIT:
        return _equal_intervals(ordered, wanted)
    ends = _natural_breaks(ordered, wanted) if method is Method.DOGAL else _equal_counts(ordered, wanted)
    return [
        ValueClass(ordered[begin], ordered[end - 1], end - begin) for begin, end in zip([0, *ends], ends, strict=False)
    ]


def class_of(value: float, classes: Sequence[ValueClass]) -> int:
    """The number of the class that a value belongs to, 0 for the lowest."""
    return min(bisect_left([one.high for one in classes], value), len(classes) - 1)


def _equal_intervals(ordered: list[float], wanted: int) -> list[ValueClass]:
    low, high = ordered[0], ordered[-1]
    bounds = [low + (high - low) * i / wanted for i in range(wanted)] + [high]
    highs = bounds[1:]
    counts = [0] * wanted
    for value in ordered:
        counts[min(bisect_left(highs, value), wanted - 1)] += 1
    return [ValueClass(bounds[i], bounds[i + 1], counts[i]) for i in range(wanted)]


def _equal_counts(ordered: list[float], wanted: int) -> list[int]:
    """Ends of the classes; equal values stay together, so that counts may differ."""
    size = len(ordered)
    ends = []
    for i in range(1, wanted):
        end = round(size * i / wanted)
        while 0 < end < size and ordered[end] == ordered[end - 1]:
            end += 1
        if 0 < end < size and end not in ends:
            ends.append(end)
    return [*ends, size]


def _natural_breaks(ordered: list[float], wanted: int) -> list[int]:
    """Ends of the classes with the least sum of squared deviations from the classes' means (Fisher 1958)."""
    # Shifted to their middle: the sums of squares of large, close numbers would lose the digits that matter.
    shift = ordered[len(ordered) // 2]
    groups = _groups(ordered)
    size = len(groups)
    weights = [0.0, *accumulate(float(count) for _, count in groups)]
    sums = [0.0, *accumulate((value - shift) * count for value, count in groups)]
    squares = [0.0, *accumulate((value - shift) ** 2 * count for value, count in groups)]

    def spread(begin: int, end: int) -> float:
        total = sums[end] - sums[begin]
        return squares[end] - squares[begin] - total * total / (weights[end] - weights[begin])

    best = [spread(0, end) if end else 0.0 for end in range(size + 1)]
    choices: list[list[int]] = []
    for number in range(2, wanted + 1):
        row, choice = [float("inf")] * (size + 1), [0] * (size + 1)
        for end in range(number, size + 1):
            row[end], choice[end] = min((best[begin] + spread(begin, end), begin) for begin in range(number - 1, end))
        best = row
        choices.append(choice)
    ends = [size]
    for choice in reversed(choices):
        ends.append(choice[ends[-1]])
    counted = [0, *accumulate(count for _, count in groups)]
    return [counted[end] for end in reversed(ends)]


def _groups(ordered: list[float]) -> list[tuple[float, int]]:
    """Different values with how often each is there: equal values never part."""
    groups: list[tuple[float, int]] = []
    for value in ordered:
        if groups and groups[-1][0] == value:
            groups[-1] = (value, groups[-1][1] + 1)
        else:
            groups.append((value, 1))
    return groups
