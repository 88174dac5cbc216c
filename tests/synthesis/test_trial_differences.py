"""How trials differ, what each does to the pool, sets apart, and people who got better.

Numbers marked R are what metafor 3.8-1 gives for the same made-up effects, its searches
told to go on to the last digit (threshold 1e-13).
"""

import csv
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from living_review.charts import theme
from living_review.charts.measures_side_by_side import Measure, measures_side_by_side
from living_review.pages.certainty import findings_table, judged_steps
from living_review.pages.figure import figure_of
from living_review.pages.responses import responses_in_words
from living_review.pages.trial_differences import (
    described_influence,
    differences_table,
    estimators_table,
    influence_measures,
    influence_rows,
    influence_table,
    scatter_table,
    set_rows,
    sets_table,
)
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.meta_analysis import pool
from living_review.statistics.partly_reported.regions import FullResult, PartialResult
from living_review.synthesis.trials.diagnostics import (
    estimators,
    heterogeneity_of,
    influence_of,
    recoverable,
)
from living_review.synthesis.trials.pools import density, pool_with_bounds
from living_review.synthesis.trials.response import pooled_ratios, ratios
from living_review.synthesis.trials.selection import EXCLUDED, MAIN, OPEN, SETS
from living_review.synthesis.trials.sets_apart import (
    contrast,
    differences_from_first,
    pools_by_set,
    posterior_difference,
)
from living_review.synthesis.trials.tables import effects_of, printed_responses
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect


def known(name, yi, vi) -> TrialEffect:
    return TrialEffect(name, Tier.DIRECT, FullResult(name, yi, vi), EffectSize(yi, vi), (), 40)


def bounded(name, low, high, vi) -> TrialEffect:
    return TrialEffect(name, Tier.BOUND, PartialResult(name, ((low, high),), vi), None, (), 40)


FIVE = [
    known(f"t{i}", y, v)
    for i, (y, v) in enumerate(
        zip((-0.9, -0.4, -0.1, 0.2, -0.6), (0.05, 0.08, 0.03, 0.06, 0.10), strict=True)
    )
]
TWO = [known("u1", -1.5, 0.07), known("u2", -1.2, 0.09)]
IN_PART = bounded("part", -0.6, 0.6, 0.1)
MUTE = TrialEffect("mute", Tier.NONE, None, None, ())


def near(value):
    return pytest.approx(value, rel=1e-7, abs=1e-9)


def test_heterogeneity_is_that_of_metafor_and_passes_over_what_is_no_number():
    numbers = recoverable([*FIVE, IN_PART, MUTE])
    found = heterogeneity_of(numbers)
    expected = {  # R
        "k": 5,
        "q": 13.70810810811,
        "q_df": 4,
        "q_p": 0.00828735669303,
        "i2": 70.29422709286945,
        "tau2": 0.13447000496674,
        "tau2_low": 0.0117662745354,
        "tau2_high": 1.4547787589403,
        "pi_low k-1": -1.499318666259,
        "pi_high k-1": 0.804586526631,
    }
    assert found[list(expected)].to_dict() == {name: near(v) for name, v in expected.items()}
    pooled = pool(numbers["yi"], numbers["vi"])
    half = stats.t.ppf(0.975, 3) * math.sqrt(pooled.tau2 + pooled.se**2)
    assert found["pi_low k-2"] == near(pooled.estimate - half)
    assert (found["prediction_df k-2"], found["prediction_df k-1"]) == (3, 4)


def test_estimators_are_those_of_metafor():
    found = estimators(recoverable([*FIVE, IN_PART])).set_index(["method", "interval"])
    expected = {  # R: tau2, estimate, then the ends of Wald, Hartung-Knapp and ad hoc
        "EE": (0, -0.313513513514, -0.517300864809, -0.109726162218),
        "REML": (
            0.1344700049667,
            -0.3473660698136,
            -0.7349587192662,
            0.0402265796389,
            -0.8862658075288,
            0.1915336679015,
            -0.8964219314884,
            0.2016897918611,
        ),
        "DL": (
            0.13791808873720,
            -0.34758310804341,
            -0.73862795098414,
            0.04346173489732,
            -0.88639223915711,
            0.19122602307028,
            -0.90152927677897,
            0.20636306069214,
        ),
        "PM": (
            0.1275410959241,
            -0.3469054128005,
            -0.7274605206411,
            0.0336496950402,
            -0.8859920362060,
            0.1921812106050,
            -0.8859920362060,
            0.1921812106050,
        ),
        "ML": (
            0.09710269343301,
            -0.34438669127960,
            -0.69221951528102,
            0.00344613272181,
            -0.88436307082915,
            0.19558968826995,
            -0.88436307082915,
            0.19558968826995,
        ),
    }
    assert len(found) == 1 + 4 * 3
    for method, (tau2, estimate, *ends) in expected.items():
        names = ["Wald", "Hartung-Knapp", "Hartung-Knapp ad hoc"][: len(ends) // 2]
        for interval, low, high in zip(names, ends[::2], ends[1::2], strict=True):
            row = found.loc[method, interval]
            assert row.to_list() == near([estimate, low, high, tau2])


def test_influence_is_that_of_metafor_and_flags_what_lies_out():
    found = influence_of(recoverable([*FIVE, MUTE]))
    expected = {  # R
        "studentised_residual": [-2.196662, -0.106297, 0.634454, 1.572810, -0.531270],
        "dffits": [-1.282617, -0.038953, 0.352371, 0.763482, -0.236057],
        "cooks_distance": [0.758692, 0.001913, 0.151688, 0.447668, 0.063897],
        "hat": [0.2120, 0.1823, 0.2378, 0.2011, 0.1668],
        "without": [-0.175115731, -0.338716614, -0.424385978, -0.479679979, -0.297377786],
    }
    for column, values in expected.items():
        assert found[column].to_list() == pytest.approx(values, abs=6e-5)
    assert found["shift"].to_list() == near((found["without"] + 0.34736606981363).to_list())
    assert found["influential"].to_list() == [True, False, False, False, False]  # R
    assert found["outlying"].to_list() == [True, False, False, False, False]
    assert found["trial"].to_list() == [f"t{i}" for i in range(5)]


def test_two_trials_that_agree_by_luck_make_no_outlier_of_a_third():
    three = [known("a", -0.78, 0.09), known("b", -0.88, 0.07), known("c", -0.5, 0.05)]
    found = influence_of(recoverable(three))
    assert not found["outlying"].any()


def test_sets_are_compared_as_metafor_compares_them():
    sets = {"main": [*FIVE, IN_PART], "open": TWO}
    for interval, expected in {  # R
        "Hartung-Knapp": (
            -1.012613704539,
            -1.904385385469,
            -0.120842023610,
            8.520069093643,
            0.033055352652,
        ),
        "Hartung-Knapp ad hoc": (
            -1.012613704539,
            -1.929711921060,
            -0.095515488019,
            8.055987293310,
            0.036318561237,
        ),
    }.items():
        found = contrast(sets, interval)
        row = found.differences.iloc[0]
        told = [row["difference"], row["ci_low"], row["ci_high"], found.test, found.test_p]
        assert told == pytest.approx(expected, rel=1e-7)
        assert found.test_df == (1, 5)


def test_too_few_trials_are_not_compared():
    assert contrast({"main": FIVE, "open": TWO[:1]}) is None
    assert contrast({"main": [IN_PART], "open": TWO}) is None
    found = heterogeneity_of(recoverable([IN_PART]))
    assert found["k"] == 0
    assert found.drop("k").isna().all()
    assert estimators(recoverable(TWO[:1]))["estimate"].isna().all()
    nobody, somebody = influence_of(recoverable(TWO)), influence_of(recoverable(FIVE))
    assert nobody.empty
    assert nobody.dtypes.to_dict().keys() == somebody.dtypes.to_dict().keys()


def test_sets_apart_have_a_row_for_each_method_that_has_enough():
    sets = {"first": [*FIVE, IN_PART], "few": TWO, "one": [IN_PART]}
    pools = pools_by_set(sets).set_index("set")
    assert pools.loc["first", "trials"].tolist() == [6, 6, 5]
    assert pools.loc["few", "method"].tolist()[1:] == [
        "recoverable effects only, Hartung-Knapp ad hoc"
    ]
    assert pools.loc["one", ["method", "trials"]].tolist() == ["", 1]
    found = differences_from_first(sets).set_index("set")
    assert found.loc["few", "trials"].tolist() == [2, 2, 2]
    assert found.loc["few", "of_first"].tolist() == [5, 5, 6]
    by_f, _, by_posterior = (row for _, row in found.loc["few"].iterrows())
    assert (by_f["difference"], by_f["test_p"]) == (near(-1.012613704539), near(0.033055352652))
    assert by_posterior["difference"] == posterior_difference(TWO, sets["first"]).median
    assert math.isnan(by_posterior["test"])
    assert found.loc["one", ["method", "trials"]].tolist() == ["", 1]


def by_brute_force(effects):
    """Mean and standard deviation of mu, from likelihood times prior on a plain grid."""
    tau = np.linspace(1e-4, 3.0, 1200)[:, None]
    mu = np.linspace(-8, 6, 2801)[None, :]
    log = -0.5 * (tau / 0.5) ** 2
    for effect in effects:
        spread = np.sqrt(effect.result.vi + tau**2)
        if effect.point is not None:
            log = log + stats.norm.logpdf(effect.result.yi, mu, spread)
        else:
            ((low, high),) = effect.result.regions
            log = log + np.log(
                stats.norm.cdf((high - mu) / spread) - stats.norm.cdf((low - mu) / spread) + 1e-300
            )
    weight = np.exp(log - log.max()).sum(0)
    return mu[0], weight / weight.sum()


def test_the_difference_of_two_posteriors_is_that_of_a_plain_grid():
    reference = [*FIVE[:2], IN_PART]
    found = posterior_difference(TWO, reference)
    (x, own), (_, other) = by_brute_force(TWO), by_brute_force(reference)
    difference = np.convolve(own, other[::-1])
    at = np.arange(len(difference)) * (x[1] - x[0]) - (x[-1] - x[0])
    below = np.cumsum(difference)
    for value, share in ((found.low, 0.025), (found.median, 0.5), (found.high, 0.975)):
        assert value == pytest.approx(np.interp(share, below, at), abs=0.006)
    assert found.below_zero == pytest.approx(np.interp(0, at, below), abs=0.003)


def test_the_difference_turns_with_the_sets_and_is_nought_of_the_same():
    there, back = posterior_difference(TWO, FIVE), posterior_difference(FIVE, TWO)
    assert there.median == pytest.approx(-back.median, abs=1e-3)
    assert there.low == pytest.approx(-back.high, abs=1e-3)
    assert there.below_zero == pytest.approx(1 - back.below_zero, abs=1e-3)
    assert posterior_difference(FIVE, FIVE).median == pytest.approx(0, abs=1e-3)


COUNTS = pd.DataFrame(
    {
        "row_id": ["a", "b", "c", "d"],
        "kind": ["response"] * 3 + ["score below a bound"],
        "events1": ["12", "20", "9", "5"],
        "n1": ["30", "40", "25", "20"],
        "events2": ["7", "11", "8", "4"],
        "n2": ["30", "41", "24", ""],
    }
)


def test_responses_are_pooled_as_metafor_pools_them():
    found = {one.measure: one for one in pooled_ratios(COUNTS)}
    assert set(found) == {"risk ratio", "odds ratio"}
    for measure, expected in {  # R
        "risk ratio": (1.570149210483, 0.774768416162, 3.182071560676),
        "odds ratio": (2.013541520119, 0.663789544082, 6.107883875828),
    }.items():
        one = found[measure]
        assert (one.ratio, one.low, one.high) == tuple(map(near, expected))
        assert (one.kind, one.trials) == ("response", 3)
    each = ratios(COUNTS)
    assert each["risk ratio value"].to_list() == near([1.71428571429, 1.86363636364, 1.08])
    assert pooled_ratios(COUNTS[2:]) == []


def test_responses_of_the_data_are_seen_counts_in_known_sets():
    rows = printed_responses()
    assert len(ratios(rows)) >= 1
    assert (rows["set"] != "").all()


def drop(project, name, key):
    """Take one row out of a table."""
    path = project.root / "data" / f"{name}.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    kept = [row for row in rows if row[0] != key]
    assert len(kept) == len(rows) - 1
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)


def shown() -> dict[str, str]:
    sets = {place: effects_of((place,)) for place in SETS if place != EXCLUDED}
    numbers, mixed = (recoverable(part) for part in (sets[MAIN], sets[MAIN] + sets[OPEN]))
    tau = density(sets[MAIN]).tau_quantiles
    rows = influence_rows(influence_of(numbers))
    draw = measures_side_by_side(rows, measures=influence_measures(len(rows)), plain="p", apart="q")
    pools = set_rows(pools_by_set(sets))
    shown = {
        "scatter": scatter_table(heterogeneity_of(numbers), heterogeneity_of(mixed), tau),
        "estimators": estimators_table(estimators(numbers)),
        "influence": figure_of(draw, "f", described_influence(rows), "t", influence_table(rows)),
        "influence table": influence_table(rows),
        "sets": sets_table(pools),
        "differences": differences_table(differences_from_first(sets)),
    }
    return {name: part.to_reviewed_text() for name, part in shown.items()}


def test_a_trial_that_is_taken_out_moves_every_table_and_figure(project):
    gone = recoverable(effects_of((MAIN,)))["trial"].iloc[-1]
    before = shown()
    text = (project.root / "data" / "trial_results.csv").read_text(encoding="utf-8")
    (key,) = [
        row["row_id"]
        for row in csv.DictReader(text.splitlines())
        if row["trial"] == gone and row["main"] == "yes"
    ]
    drop(project, "trial_results", key)
    after = shown()
    assert [name for name in before if before[name] == after[name]] == []


def test_too_few_numbers_are_told_and_stop_no_page(project):
    # One number is left: with the bounds, just enough for the main analysis.
    for trial in recoverable(effects_of((MAIN,)))["trial"].iloc[1:]:
        text = (project.root / "data" / "trial_results.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            if row["trial"] == trial:
                drop(project, "trial_results", row["row_id"])
    told = shown()
    for name in ("scatter", "estimators", "influence"):
        assert "too few trials" in told[name]
    assert len(told["influence table"].splitlines()) <= 2  # its caption and its headings


def test_counts_of_two_main_trials_are_pooled_and_told_without_a_change_of_code(project):
    def pooled():
        return pooled_ratios(printed_responses().query("set == 'main'"))

    before = pooled()
    assert "nothing is pooled" in responses_in_words(before) or before
    first, second = recoverable(effects_of((MAIN,)))["trial"][:2]
    path = project.root / "data" / "trial_responses.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = next(csv.DictReader(lines))
    columns = lines[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for place, trial in enumerate((first, second)):
            added = row | {"row_id": f"rsp-90{place}", "trial": trial}
            writer.writerow([added[column] for column in columns])
    told = responses_in_words(pooled())
    assert "Pooled by REML with Hartung-Knapp: odds ratio 5.50" in told or (
        "risk ratio 2.20" in told
    )
    effects = effects_of((MAIN,))
    findings = findings_table(effects, pool_with_bounds(effects), judged_steps()).to_reviewed_text()
    assert "reported in 2 trials" in findings
    assert "pooled, not yet rated" in findings


MEASURES = (
    Measure("a", "a_words", "Moves by", lines=((0.0, "0"),)),
    Measure("b", "b_words", "Share", lines=((0.0, "0"), (50.0, "equal"))),
)
ROWS = pd.DataFrame(
    {
        "name": ["One", "Two"],
        "apart": [False, True],
        "a": [-0.2, 0.1],
        "a_words": ["−0.2", "0.1"],
        "b": [40.0, 60.0],
        "b_words": ["40 %", "60 %"],
    }
)


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_side_by_side_every_mark_has_its_number_and_stays_inside(width):
    chart = measures_side_by_side(ROWS, measures=MEASURES, plain="p", apart="q")(width)
    found = chart.properties(width=width).to_dict()
    rows = [row for data in found["datasets"].values() for row in data]
    marks = {(row["name"], row["title"]): row for row in rows if "origin" in row}
    assert len(marks) == 4
    assert {row["words"] for row in marks.values()} == {"−0.2", "0.1", "40 %", "60 %"}
    assert all(0 <= row["x"] <= width for row in rows if "x" in row)
    assert marks["One", "Moves by"]["x"] < marks["One", "Moves by"]["origin"]
    assert {row["kind"] for row in marks.values()} == {"p", "q"}
    assert found["params"][0]["name"] == "pointed"
    texts = {row["text"] for row in rows if "text" in row}
    assert {"One", "Two", "Moves by", "Share", "equal"} <= texts


def test_side_by_side_has_a_legend_only_where_a_row_stands_apart():
    def legends(rows):
        found = measures_side_by_side(rows, measures=MEASURES, plain="p", apart="q")(680)
        return [
            layer["encoding"]["shape"].get("legend")
            for layer in found.to_dict()["layer"]
            if "shape" in layer["encoding"]
        ]

    assert legends(ROWS)[0] is not None
    assert legends(ROWS.assign(apart=False)) == [None]
