"""What the scale benchmark says of a curve."""

import pytest

from bench.scale.fitting import crossing, exponent, per_decade


def test_a_linear_load_has_the_power_one_and_a_flat_read_adds_nothing():
    assert exponent([10, 100, 1000], [2, 20, 200]) == pytest.approx(1)
    assert per_decade([10, 100, 1000], [3, 3, 3]) == pytest.approx(0)
    assert per_decade([10, 100, 1000], [1, 3, 5]) == pytest.approx(2)


def test_where_one_curve_falls_below_the_other():
    assert crossing([10, 100], [10, 10], [1, 10**0.5]) == pytest.approx(1000)
    assert crossing([10, 100, 1000], [10, 10, 10], [1, 100, 100]) == pytest.approx(10**1.5)
    assert crossing([10, 100], [1, 1], [2, 2]) == 10
    assert crossing([10, 100], [2, 2], [1, 1]) is None
