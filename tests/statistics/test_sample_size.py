"""Sample sizes: R's values, and each quantity solved back from the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.statistics.sample_size import (
    detectable_difference,
    group_size,
    largest_standard_deviation,
    power,
)
from tests.statistics.test_reference_values import cases

some = settings(max_examples=60, deadline=None)
sizes, differences, sds = st.integers(2, 400), st.floats(0.5, 20), st.floats(1, 30)
powers = st.floats(0.3, 0.97)


def test_power_agrees_with_r():
    assert len(cases("power")) == 40
    for (n, difference, sd, alpha), (expected,) in cases("power"):
        assert power(n, difference, sd, alpha) == pytest.approx(expected, rel=1e-9)


@some
@given(differences, sds, powers)
def test_the_group_size_is_the_smallest_that_is_enough(difference, sd, wanted):
    n = group_size(difference, sd, wanted)
    assert power(n, difference, sd) >= wanted
    assert n == 2 or power(n - 1, difference, sd) < wanted


@some
@given(sizes, sds, powers)
def test_each_is_solved_from_the_others(n, sd, wanted):
    difference = detectable_difference(n, sd, wanted)
    assert power(n, difference, sd) == pytest.approx(wanted, abs=1e-9)
    assert largest_standard_deviation(n, difference, wanted) == pytest.approx(sd, rel=1e-8)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power(1, 5, 10), "n is 1: it has to be at least 2 people"),
        (lambda: power(20, 5, 0), "sd is 0"),
        (lambda: power(20, 5, 10, 1.5), "alpha is 1.5"),
        (lambda: group_size(5, 10, 1.0), "wanted power is 1.0"),
        (lambda: group_size(0, 10, 0.8), "no group of up to"),
        (lambda: detectable_difference(20, 10, 0.04), "needs no difference"),
        (lambda: largest_standard_deviation(20, 0, 0.8), "never found"),
    ],
)
def test_impossible_plans_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
