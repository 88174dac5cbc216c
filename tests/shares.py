"""Which cases of one law run in `make test`, and which in `make test-long` alone."""

from collections.abc import Iterable

import pytest


def first_of(cases: Iterable, short: int = 1) -> list:
    """Cases of one law, all but the first `short` of them marked as long.

    A case that is a tuple holds a value for each of several arguments.
    """
    values = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [
        pytest.param(*case, marks=[pytest.mark.long] if place >= short else [])
        for place, case in enumerate(values)
    ]
