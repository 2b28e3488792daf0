"""What a curve grows like."""

import math
from collections.abc import Sequence


def per_decade(rows: Sequence[int], values: Sequence[float]) -> float:
    """Slope of values over log10 of rows: what ten times as many rows add."""
    return _slope([math.log10(n) for n in rows], list(values))


def exponent(rows: Sequence[int], values: Sequence[float]) -> float:
    """The power of rows that values grow with: 1 is linear, 0 does not grow."""
    return _slope([math.log10(n) for n in rows], [math.log10(value) for value in values])


def crossing(rows: Sequence[int], one: Sequence[float], other: Sequence[float]) -> float | None:
    """From how many rows on ``one`` is quicker than ``other``: by the line on logarithmic scales through the two sizes
    where it gets ahead, or through the last two where it has not yet; None when it does not get there."""
    behind = [math.log10(a / b) for a, b in zip(one, other, strict=True)]
    if behind[0] <= 0:
        return float(rows[0])
    last = next((place for place, gap in enumerate(behind) if gap <= 0), len(rows) - 1)
    if last == 0 or behind[last] >= behind[last - 1]:
        return None
    step = (behind[last - 1] - behind[last]) / math.log10(rows[last] / rows[last - 1])
    return rows[last - 1] * 10 ** (behind[last - 1] / step)


def _slope(x: list[float], y: list[float]) -> float:
    if len(x) < 2:
        return math.nan
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((one - middle_x) ** 2 for one in x)
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread
