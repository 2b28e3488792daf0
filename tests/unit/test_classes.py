"""Classes of a thematic map."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.classes import Method, ValueClass, class_of, classify

VALUES = st.lists(st.integers(-60, 60).map(float), min_size=1, max_size=9)


def spread(groups: list[list[float]]) -> float:
    return sum(sum((value - sum(group) / len(group)) ** 2 for value in group) for group in groups)


def members(values: list[float], classes: list[ValueClass]) -> list[list[float]]:
    return [[v for v in values if class_of(v, classes) == i] for i in range(len(classes))]


@given(VALUES, st.integers(1, 5))
def test_natural_breaks_leave_the_least_spread_of_all_ways_to_part_the_values(values, wanted):
    ordered, different = sorted(values), sorted(set(values))
    count = min(wanted, len(different))
    ways = []
    for cut in combinations(different[1:], count - 1):
        edges = [float("-inf"), *cut, float("inf")]
        ways.append([[v for v in ordered if low <= v < high] for low, high in pairwise(edges)])

    found = classify(values, wanted, Method.DOGAL)

    assert len(found) == count
    assert spread(members(ordered, found)) == pytest.approx(min(map(spread, ways)), abs=1e-6)


@given(VALUES, st.integers(1, 7), st.sampled_from(Method))
def test_every_value_is_in_one_class_and_the_counts_say_so(values, wanted, method):
    found = classify(values, wanted, method)

    assert [one.count for one in found] == [len(group) for group in members(values, found)]
    assert sum(one.count for one in found) == len(values)
    assert found[0].low == min(values)
    assert found[-1].high == max(values)
    assert len(found) <= wanted


@given(st.lists(st.integers(0, 10**9), min_size=7, max_size=60, unique=True), st.integers(3, 7))
def test_quantiles_of_different_values_differ_by_one_at_most(values, wanted):
    counts = [one.count for one in classify(values, wanted, Method.SAYICA_ESIT)]
    assert len(counts) == wanted
    assert max(counts) - min(counts) <= 1


def test_equal_intervals_may_leave_a_class_empty():
    found = classify([0, 1, 1.5, 2, 10], 5, Method.ARALIKCA_ESIT)
    assert [(one.low, one.high, one.count) for one in found] == [(0, 2, 4), (2, 4, 0), (4, 6, 0), (6, 8, 0), (8, 10, 1)]


def test_equal_values_are_never_parted():
    assert next(one.count for one in classify([0] * 20 + [1, 2, 3], 5, Method.SAYICA_ESIT)) == 20


def test_nothing_has_no_classes_and_one_value_has_one():
    assert classify([], 5, Method.DOGAL) == []
    assert classify([7, 7], 5, Method.DOGAL) == [ValueClass(7, 7, 2)]


def test_large_numbers_that_lie_close_are_parted_all_the_same():
    values = [1e12, 1e12 + 1, 1e12 + 10, 1e12 + 11]
    assert [one.count for one in classify(values, 2, Method.DOGAL)] == [2, 2]
