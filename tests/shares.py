"""Which cases of one law run in `make test`, and which in `make test-long` alone."""

from collections.abc import Iterable

import pytest


def first_of(cases: Iterable, short: int = 1) -> list:
    """Cases of one law, all but the first `short` of them marked as long."""
    first, rest = (cases := list(cases))[:short], cases[short:]
    return first + [pytest.param(case, marks=pytest.mark.long) for case in rest]
