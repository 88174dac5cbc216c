"""Every column of printed numbers reaches the ledger, or has a reason why it does not."""

import pandas as pd
import pytest

from living_review.checks import ledger
from living_review.checks.named_tests import NamedTest
from living_review.evidence import tables

# Columns whose cells findings of the ledger are made of.
CHECKED = {
    "printed_comparisons": {"p_value"},
    "group_statistics": {"n", "n_total", "value", "spread", "entry_minimum", "entry_maximum"},
    "printed_statistics": {"value", "spread"},
    "biomarker_values": {"n", "mean", "spread"},
    "biomarker_contrasts": {"estimate", "ci_low", "ci_high", "p_value"},
    "pooled_biomarker_estimates": {"estimate", "ci_low", "ci_high"},
    "context_estimates": {"value", "ci_low", "ci_high"},
    "comparison_effects": {"estimate", "ci_low", "ci_high"},
    "printed_estimates": {"estimate", "ci_low", "ci_high", "confidence", "p_value"},
    "printed_counts": {"count", "of", "percentage", "p_value"},
    "printed_totals": {"total"},
    "printed_sample_sizes": {"groups", "n_total", "difference", "spread", "power", "alpha"},
    "printed_doses": {"times", "value", "concentration", "element_value"},
    "animal_experiments": {"dose"},
    "reference_intervals": {"low", "high"},
    "score_scales": {"minimum", "maximum", "item_step"},
    "substances": {"molar_mass"},
    "trial_results": {"p_value"},
}
ALONE = "nothing beside it, from which it could be computed, is printed"
SIZES = "a number of people or studies: printed alone, or an input of a check and not its subject"
CHAPTER = "one of two means of a seed, whose p a chapter recomputes over all sizes"
TYPED = "from a standard or a table of constants, not a result"
# Every other column of printed numbers, with the reason.
NOT_CHECKED = {
    "printed_statistics": {"value_high": ALONE, "n": SIZES, "p_value": CHAPTER},
    "biomarker_contrasts": {"n1": SIZES, "n2": SIZES},
    "biomarker_inventory": {"n": SIZES, "percent_female": ALONE, "mean_age": ALONE},
    "pooled_biomarker_estimates": {"k": SIZES, "n": SIZES, "i2": ALONE},
    "animal_experiments": {
        "n": SIZES,
        "value": "no row says which two groups of animals its p compares",
        "spread": "no row says which two groups of animals its p compares",
        "p_value": "no row says which two groups of animals its p compares",
    },
    "context_estimates": {
        "value_high": "the end of a range, not an estimate",
        "k": SIZES,
        "n": SIZES,
    },
    "score_scales": {"items": "how many items make the sum is not needed for its ends"},
    "trials": {
        "n_randomised": "the data check tries it against the sizes of the trial's rows",
        "n_analysed": "the data check tries it against the sizes of the trial's rows",
    },
    "trial_results": {
        "n1": "the data check tries it against the sizes of the trial's rows",
        "n2": "the data check tries it against the sizes of the trial's rows",
        "n_total": "the data check tries it against the sizes of the trial's rows",
        "df1": ALONE,
    },
    "registered_trials": {"n": SIZES},
    "earlier_reviews": {"trials": SIZES, "people": SIZES},
    "review_members": {"people": SIZES},
    "outcome_spreads": {"sd": ALONE, "arms": SIZES, "studies": SIZES, "baseline_mean": ALONE},
    "important_differences": {"low": ALONE, "high": ALONE},
    "printed_estimates": {"n": SIZES},
    "printed_sample_sizes": {"n_per_group": "an alternative of n_total, read by the same check"},
    "documented_cases": {
        column: "cases of other authors, which a page of its own compares with the checks"
        for column in (
            *("value", "spread", "n", "p_value"),
            *("second_value", "second_spread", "second_n"),
        )
    },
    "dose_conversion_factors": {"body_mass": TYPED, "body_surface": TYPED, "km": TYPED},
    "provenance_facts": {"count": "a count of words or works, not of people", "of": "as count"},
    "reported_findings": {"n": SIZES},
    "safety_facts": {"value": TYPED},
}
# Reference values that stand in no finding as printed, only converted or added up.
UNSEEN = {
    ("score_scales", "item_step"),
    ("substances", "molar_mass"),
    ("trial_results", "p_value"),
    ("printed_estimates", "confidence"),
    ("biomarker_contrasts", "p_value"),
    ("printed_doses", "times"),
    ("printed_doses", "concentration"),
    ("group_statistics", "n_total"),
}


def printed_columns() -> set[tuple[str, str]]:
    """Every column of every table that holds numbers as printed."""
    return {
        (resource["name"], field["name"])
        for resource in tables.descriptor()["resources"]
        for field in resource["schema"]["fields"]
        if field.get("asPrinted")
    }


def test_every_column_of_printed_numbers_is_checked_or_has_a_reason():
    checked = {(table, column) for table, columns in CHECKED.items() for column in columns}
    reasons = {
        (table, column): why
        for table, columns in NOT_CHECKED.items()
        for column, why in columns.items()
    }
    assert not checked & set(reasons)
    assert checked | set(reasons) == printed_columns()
    assert all(len(why) > 5 for why in reasons.values())


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    """The ledger of today's data."""
    return ledger.ledger()


def test_cells_of_every_checked_column_stand_in_findings(whole):
    texts = "\n".join(
        " ".join((row.printed, row.could_be, *row.steps)) for row in whole.itertuples()
    )
    missing = []
    for table, columns in CHECKED.items():
        for column in sorted(columns):
            cells = [cell for cell in tables.read(table)[column] if cell]
            if (table, column) not in UNSEEN and not any(cell in texts for cell in cells):
                missing.append((table, column))
    assert not missing


def test_estimates_of_every_table_reach_the_ledger(whole):
    inside = whole[whole["check"] == "estimate inside its interval"]
    for table, (renamed, _) in ledger.ESTIMATES.items():
        rows = tables.read(table).rename(columns=renamed)
        full = (rows[["estimate", "ci_low", "ci_high", "measure"]] != "").all(axis=1)
        if "value_high" in rows:
            full &= rows["value_high"] == ""
        assert set(rows.loc[full, "row_id"]) <= set(inside["row_id"])
        assert full.any()
    assert set(inside["table"]) == set(ledger.ESTIMATES)


def test_a_p_of_a_trial_result_is_tried_unless_it_is_a_printed_comparison():
    printed = tables.read("printed_comparisons")
    assert ledger.results_with_means(printed).empty or set(
        ledger.results_with_means(printed)["row_id"]
    ) <= set(tables.read("trial_results")["row_id"])
    alone = ledger.results_with_means(printed.iloc[:0])
    full = tables.read("trial_results")
    full = full[(full[["first", "second", "p_value"]] != "").all(axis=1)]
    assert set(alone["row_id"]) == set(full["row_id"])
    assert len(alone) >= 2


def test_every_test_of_a_result_is_known_to_the_ledger():
    fields = next(r for r in tables.descriptor()["resources"] if r["name"] == "trial_results")
    (test,) = (f for f in fields["schema"]["fields"] if f["name"] == "test")
    other = (
        set(test["constraints"]["enum"]) - set(ledger.TESTS_OF_RESULTS) - set(map(str, NamedTest))
    )
    # None of these follows from two means and their spreads.
    assert other == {"comparison of all groups, adjusted", "test of ranks", "test of counts"}
