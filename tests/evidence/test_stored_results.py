"""Stored results: current, the same when made again, and never stale on a page."""

import pandas as pd
import pytest

from living_review.evidence import stored_results
from living_review.synthesis.trials import multiverse, simulation
from living_review.synthesis.trials.pools import Choices


@pytest.mark.parametrize("part", [multiverse, simulation])
def test_what_is_stored_was_made_by_the_data_and_code_of_today(part):
    assert stored_results.stored_key(part.NAME) == part.key(), "run: make precompute"


def test_a_slice_of_the_multiverse_is_the_same_when_made_again():
    whole = multiverse.specifications()
    asked = multiverse.choices()
    part = Choices(
        dict(list(asked.sets.items())[:1]),
        dict(list(asked.without.items())[:2]),
        dict(list(asked.assumptions.items())[:2]),
    )
    again = multiverse.multiverse(part, multiverse.cached_effects)
    keys = ["trials", "left_out", "reading", "pooled"]
    both = again.merge(whole, on=keys, validate="one_to_one")
    assert len(both) == len(again)
    for name in ("estimate", "low", "high"):
        now, stored = both[f"{name}_x"].to_numpy(), both[f"{name}_y"].to_numpy()
        assert now == pytest.approx(stored, rel=1e-4, nan_ok=True)  # too few to pool: in both
    assert (both["problem_x"].fillna("") == both["problem_y"].fillna("")).all()


def test_a_slice_of_the_simulation_is_the_same_when_run_again():
    condition = simulation.CONDITIONS[0]
    again = simulation.make(conditions=[condition])
    stored = simulation.coverage()
    same = stored[
        (stored["k"] == condition["k"])
        & (stored["tau"] == condition["tau"])
        & (stored["selective"] == condition["selective"])
    ]
    assert list(same["method"]) == list(again["method"])
    for name in ("bias", "coverage", "width"):
        assert same[name].to_numpy() == pytest.approx(again[name].to_numpy(), rel=1e-3, abs=2e-3)


def test_a_stale_result_is_made_again_and_a_fitting_one_is_read(project):
    made = []

    def make():
        made.append(1)
        return pd.DataFrame({"x": [1 / 3], "word": ["a"]})

    fresh = stored_results.result("thing", "key-1", make)
    stored_results.store("thing", "key-1", make())
    assert stored_results.result("thing", "key-1", make).equals(fresh)
    assert len(made) == 2
    stored_results.result("thing", "key-2", make)
    assert len(made) == 3
    assert stored_results.stored_key("thing") == "key-1"


def test_a_result_that_was_never_stored_says_how_to_make_it(project):
    with pytest.raises(FileNotFoundError, match="run make precompute"):
        stored_results.stored("nothing")


def test_a_key_follows_inputs_and_code_and_refuses_what_is_not_there():
    assert stored_results.key_of("a", ["synthesis/trials"]) != stored_results.key_of(
        "b", ["synthesis/trials"]
    )
    assert stored_results.key_of("a", ["synthesis/trials"]) != stored_results.key_of(
        "a", ["evidence/tables.py"]
    )
    with pytest.raises(ValueError, match=r"'nothing\.py' is no module"):
        stored_results.key_of("a", ["nothing.py"])
