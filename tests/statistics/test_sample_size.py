"""Sample sizes: R's values of power, and the smallest group that reaches one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.statistics.sample_size import (
    group_size,
    power,
)
from tests.statistics.test_reference_values import cases

some = settings(max_examples=60, deadline=None)
differences, sds = st.floats(0.5, 20), st.floats(1, 30)
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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power(1, 5, 10), "n is 1: it has to be at least 2 people"),
        (lambda: power(20, 5, 0), "sd is 0"),
        (lambda: power(20, 5, 10, 1.5), "alpha is 1.5"),
        (lambda: group_size(5, 10, 1.0), "wanted power is 1.0"),
        (lambda: group_size(0, 10, 0.8), "no group of up to"),
    ],
)
def test_impossible_plans_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
