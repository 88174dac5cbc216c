"""Changes from the start, spreads from errors and intervals, quantiles: references and laws.

Where the right values come from:

- metafor's conv.fivenum: means and deviations of metafor 4.4, printed to 16 digits in the tests of
  a public program (10 quantities each at n 7, 30 and 100), and of metafor 4.6 in a public note;
- Morris 2008: metafor's tests/testthat/test_analysis_example_morris2008.r, and
  metafor-project.org/doku.php/analyses:morris2008 for the form with one pooled spread;
- R's qt for intervals of means: the same public tests, sqrt(25) * 12 / (2 * qt(0.975, 24)).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from living_review.statistics.effect_sizes import changes, quantiles, summaries
from living_review.statistics.effect_sizes.conversions import from_cohens_d, from_final_means
from living_review.statistics.effect_sizes.crossover import from_crossover_t
from living_review.statistics.effect_sizes.standardised import small_sample_correction

spreads = st.floats(0.1, 50)
sizes = st.integers(2, 500)
means = st.floats(-100, 100)
correlations = st.floats(-0.95, 0.95)

# ---- Spreads from errors and intervals


def test_intervals_of_means_give_r_s_deviations():
    expected = {25: 14.535598094673643, 100: 30.238628871721371}
    for n, sd in expected.items():
        assert float(summaries.sd_from_interval(50, 44, 56, n)) == pytest.approx(sd, rel=1e-12)


def test_spread_of_two_groups_from_t_and_difference():
    # Cochrane Handbook 6.5.2.3, in the same public tests: t 2 and difference 4 of 20 and 20
    # people; the second has t -2.5 of 12 and 30, difference 1.7, so a standard error of 0.68.
    assert float(summaries.sd_from_error_of_difference(4 / 2, 20, 20)) == pytest.approx(
        2 / 0.1**0.5
    )
    expected = 0.68 / (1 / 12 + 1 / 30) ** 0.5
    assert float(summaries.sd_from_error_of_difference(0.68, 12, 30)) == pytest.approx(expected)


def test_handbooks_p_value_of_25_and_22_people_gives_its_deviation():
    # Handbook 7.7.3.3: difference 3.8, p 0.008, 25 and 22 people: t 2.78, standard error 1.37.
    t = summaries.t_from_p_value(0.008, 45, 1)
    assert round(float(t), 2) == 2.78
    error = 3.8 / t
    assert round(float(error), 2) == 1.37
    assert float(summaries.sd_from_error_of_difference(error, 25, 22)) == pytest.approx(
        4.683, abs=1e-3
    )


@given(means, spreads, sizes, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_an_error_and_its_interval_give_one_deviation(mean, se, n, level):
    t = stats.t.isf((1 - level) / 2, n - 1)
    of_interval = summaries.sd_from_interval(mean, mean - t * se, mean + t * se, n, level)
    assert float(of_interval) == pytest.approx(float(summaries.sd_from_standard_error(se, n)))


def test_cohens_d_gives_the_g_of_its_means():
    d = (10 - 12) / 2.5
    of_d, of_means = from_cohens_d(d, 12, 9), from_final_means(10, 2.5, 12, 12, 2.5, 9)
    assert float(of_d.yi) == pytest.approx(float(of_means.yi), rel=1e-12)
    assert float(of_d.vi) == pytest.approx(float(of_means.vi), rel=1e-12)


# ---- Changes

TREATED = {
    "before": [30.6, 23.5, 0.5, 53.4, 35.6],
    "after": [38.5, 26.8, 0.7, 75.9, 36.0],
    "sd_before": [15.0, 3.1, 0.1, 14.5, 4.7],
    "sd_after": [11.6, 4.1, 0.1, 4.4, 4.6],
    "n": [20, 50, 9, 10, 14],
}
CONTROLS = {
    "before": [23.1, 24.9, 0.6, 55.7, 34.8],
    "after": [19.7, 25.3, 0.6, 60.7, 33.4],
    "sd_before": [13.8, 4.1, 0.2, 17.3, 3.1],
    "sd_after": [14.8, 3.3, 0.2, 17.9, 6.9],
    "n": [20, 42, 9, 11, 14],
}
CORRELATIONS = np.array([0.47, 0.64, 0.77, 0.89, 0.44])


def change(arm) -> np.ndarray:
    return np.subtract(arm["after"], arm["before"])


def of_morris():
    return changes.from_changes_and_start(
        change(TREATED),
        TREATED["sd_before"],
        TREATED["n"],
        change(CONTROLS),
        CONTROLS["sd_before"],
        CONTROLS["n"],
        CORRELATIONS,
    )


def test_pooled_start_of_morris_as_metafors_page_prints_it():
    effect = of_morris()
    assert (round(float(effect.yi[-1]), 2), round(float(effect.vi[-1]), 2)) == (0.44, 0.16)


def test_change_in_its_own_spread_is_metafors_smcc_by_way_of_the_spread_of_changes():
    # metafor's SMCC of one group: J(n - 1) change / spread of changes, 1/n + g²/(2 n).
    expected = {
        "treated": (
            [0.5417, 1.0198, 2.6619, 1.9088, 0.0765],
            [0.0573, 0.0304, 0.5048, 0.2822, 0.0716],
        ),
        "controls": (
            [-0.2213, 0.1219, 0, 0.5575, -0.2126],
            [0.0512, 0.0240, 0.1111, 0.1050, 0.0730],
        ),
    }
    for arm, (yi, vi) in zip((TREATED, CONTROLS), expected.values(), strict=True):
        n = np.array(arm["n"])
        sd = changes.sd_of_change(arm["sd_before"], arm["sd_after"], CORRELATIONS)
        effect = from_crossover_t(change(arm) / (sd / np.sqrt(n)), n, 0.5)
        assert np.round(effect.yi, 4).tolist() == yi
        assert np.round(effect.vi, 4).tolist() == vi


def test_philipps_changes_on_the_spread_of_scores():
    # Depression scores of dat.furukawa2003 (metadat), Philipp: -8.1 (3.9) of 105 against -8.5 (5.2)
    # of 46. Where changes correlate 0.5 with the start, their spread is that of the scores.
    for r, sd, g in ((0.3, 3.663, 0.1087), (0.5, 4.334, 0.0918), (0.7, 5.595, 0.0711)):
        pooled = np.sqrt((104 * 3.9**2 + 45 * 5.2**2) / 149)
        assert float(changes.sd_of_scores(pooled, r)) == pytest.approx(sd, abs=6e-4)
        effect = changes.from_changes(-8.1, 3.9, 105, -8.5, 5.2, 46, r)
        assert float(effect.yi) == pytest.approx(g, abs=6e-5)


def test_falls_of_the_issue():
    # 9.1 ± 4.0 against 6.4 ± 4.2, falls printed without a sign; -0.65 at r 0.5.
    effect = changes.from_changes(-9.1, 4.0, 30, -6.4, 4.2, 30, 0.5)
    assert round(float(effect.yi), 2) == -0.65


@given(means, spreads, sizes, means, spreads, sizes)
def test_changes_that_correlate_one_half_are_as_scores(c1, sd1, n1, c2, sd2, n2):
    of_changes = changes.from_changes(c1, sd1, n1, c2, sd2, n2, 0.5)
    as_scores = from_final_means(c1, sd1, n1, c2, sd2, n2)
    assert float(of_changes.yi) == pytest.approx(float(as_scores.yi), rel=1e-9, abs=1e-12)
    assert float(of_changes.vi) == pytest.approx(float(as_scores.vi), rel=1e-9)


@given(means, spreads, sizes, means, spreads, sizes, correlations)
def test_p_of_a_change_does_not_hang_on_the_correlation(c1, sd1, n1, c2, sd2, n2, r):
    # The correlation moves effect and error together: both are multiplied by one number.
    there = changes.from_changes(c1, sd1, n1, c2, sd2, n2, r)
    plain = changes.from_changes(c1, sd1, n1, c2, sd2, n2, 0.5)
    times = np.sqrt(2 * (1 - r))
    assert float(there.yi) == pytest.approx(float(plain.yi * times), rel=1e-9, abs=1e-12)
    assert float(there.vi) == pytest.approx(float(plain.vi * times**2), rel=1e-9)
    turned = changes.from_changes(c2, sd2, n2, c1, sd1, n1, r, more_is_better=True)
    assert float(turned.yi) == pytest.approx(float(there.yi), rel=1e-9, abs=1e-12)


@given(spreads, spreads, correlations)
def test_changes_spread_as_the_covariance_says(start, end, r):
    people = np.array([[start**2, r * start * end], [r * start * end, end**2]])
    expected = np.sqrt(np.array([-1, 1]) @ people @ np.array([-1, 1]))
    assert float(changes.sd_of_change(start, end, r)) == pytest.approx(expected, rel=1e-6)


def test_the_variance_of_changes_is_that_of_many_trials():
    random = np.random.default_rng(22)
    n, true, r, repeats = 60, 0.6, 0.7, 20_000
    people = random.normal(0, np.sqrt(r), (repeats, 2, n, 1))
    scores = people + random.normal(0, np.sqrt(1 - r), (repeats, 2, n, 2))
    fall = scores[..., 1] - scores[..., 0] + np.array([true, 0])[None, :, None]
    mean, sd = fall.mean(2), fall.std(2, ddof=1)
    effect = changes.from_changes(mean[:, 0], sd[:, 0], n, mean[:, 1], sd[:, 1], n, r)
    assert effect.yi.mean() == pytest.approx(true, abs=4 * effect.yi.std() / np.sqrt(repeats))
    assert effect.vi.mean() == pytest.approx(effect.yi.var(), rel=0.05)
    at_start = scores[..., 0].std(2, ddof=1)
    of_start = changes.from_changes_and_start(
        mean[:, 0], at_start[:, 0], n, mean[:, 1], at_start[:, 1], n, r
    )
    assert of_start.yi.mean() == pytest.approx(true, abs=4 * of_start.yi.std() / np.sqrt(repeats))
    assert of_start.vi.mean() == pytest.approx(of_start.yi.var(), rel=0.05)


# ---- Quantiles

RANGE, QUARTILES, FIVE = (
    quantiles.mean_from_range,
    quantiles.mean_from_quartiles,
    quantiles.mean_from_five_numbers,
)
METAFOR = [
    (RANGE, (2, 9, 41), 7, 15.021544795358952, 14.29106691143328),
    (RANGE, (2, 9, 41), 30, 11.972897250696676, 9.5575055212413016),
    (RANGE, (2, 9, 41), 100, 10.403596372036779, 7.804399930371213),
    (RANGE, (0, 15, 50), 100, 16.122877097629424, 10.00564093637335),
    (QUARTILES, (6, 9, 17), 7, 10.889285714285714, 10.103962147784886),
    (QUARTILES, (6, 9, 17), 30, 10.782500000000001, 8.5626224066574625),
    (QUARTILES, (6, 9, 17), 100, 10.75975, 8.2742542328822122),
    (QUARTILES, (10, 15, 22), 100, 15.7039, 9.0264591631442315),
    (FIVE, (2, 6, 9, 17, 41), 7, 14.361220613598714, None),
    (FIVE, (2, 6, 9, 17, 41), 30, 12.3038216208361, None),
    (FIVE, (2, 6, 9, 17, 41), 100, 11.420082492316839, None),
    (FIVE, (0, 10, 15, 22, 50), 100, 16.293257626753618, None),
]


@pytest.mark.parametrize(("function", "numbers", "n", "mean", "sd"), METAFOR)
def test_quantiles_agree_with_metafor(function, numbers, n, mean, sd):
    estimated = function(*numbers, n)
    assert float(estimated.mean) == pytest.approx(mean, rel=1e-12)
    if sd is not None:  # the printed deviation of five numbers is of an older formula
        assert float(estimated.sd) == pytest.approx(sd, rel=1e-12)


def test_all_three_ways_of_one_group_agree_with_metafor():
    # metafor 4.6: minimum 3, quartiles 8, 10 and 13, maximum 20, n 20.
    ways = [RANGE(3, 10, 20, 20), QUARTILES(8, 10, 13, 20), FIVE(3, 8, 10, 13, 20, 20)]
    found = [(round(float(way.mean), 4), round(float(way.sd), 4)) for way in ways]
    assert found == [(10.4459, 4.5497), (10.3598, 3.9892), (10.5638, 4.3833)]


@pytest.mark.parametrize(
    ("function", "numbers", "n", "skewed"),
    [
        (RANGE, (2, 9, 41), 7, False),
        (RANGE, (2, 9, 41), 30, True),
        (RANGE, (2, 9, 41), 100, True),
        (QUARTILES, (6, 9, 17), 7, False),
        (QUARTILES, (6, 9, 17), 30, False),
        (QUARTILES, (6, 9, 17), 100, True),
        (RANGE, (3, 10, 20), 20, False),
        (QUARTILES, (8, 10, 13), 20, False),
    ],
)
def test_skewed_groups_are_told(function, numbers, n, skewed):
    # By hand from the formulas, e.g. (6, 9, 17) of 30: 5/11 against 2.65/√30 - 6/900 = 0.477.
    assert bool(function(*numbers, n).skewed) is skewed


def test_groups_of_normal_scores_are_given_back():
    random = np.random.default_rng(5)
    n, repeats = 80, 4_000
    scores = random.normal(50, 10, (repeats, n))
    low, q1, median, q3, high = np.quantile(scores, [0, 0.25, 0.5, 0.75, 1], axis=1)
    for estimated in (
        RANGE(low, median, high, n),
        QUARTILES(q1, median, q3, n),
        FIVE(low, q1, median, q3, high, n),
    ):
        assert estimated.mean.mean() == pytest.approx(50, abs=0.1)
        assert estimated.sd.mean() == pytest.approx(10, rel=0.03)
        assert 0.02 < estimated.skewed.mean() < 0.08  # a test at 5 %


@pytest.mark.parametrize("function", [RANGE, QUARTILES])
@given(
    numbers=st.lists(st.integers(-50, 50), min_size=3, max_size=3, unique=True).map(sorted),
    n=st.integers(5, 1000),
    unit=st.floats(0.1, 10),
    zero=st.integers(-20, 20),
)
def test_another_unit_or_zero_moves_mean_and_deviation_with_it(function, numbers, n, unit, zero):
    plain = function(*numbers, n)
    moved = function(*(unit * x + zero for x in numbers), n)
    assert float(moved.mean) == pytest.approx(float(unit * plain.mean + zero), abs=1e-9)
    assert float(moved.sd) == pytest.approx(float(unit * plain.sd), rel=1e-9)
    mirrored = function(*(-x for x in reversed(numbers)), n)
    assert float(mirrored.mean) == pytest.approx(-float(plain.mean), abs=1e-9)
    assert bool(mirrored.skewed) == bool(plain.skewed)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: QUARTILES(10, 8, 13, 20), "median is 8, below q1, 10: .*exchanged"),
        (lambda: QUARTILES(8, 14, 13, 20), "q3 is 13, below median, 14"),
        (lambda: QUARTILES(4, 4, 4, 30), "q3 is 4, equal to q1, 4: no spread"),
        (lambda: FIVE(1, 4, 4, 4, 10, 30), "q3 is 4, equal to q1"),
        (lambda: RANGE(3, 10, 20, 4), "n is 4.0: .*5 people"),
        (lambda: RANGE("3,5", 10, 20, 9), "minimum is '3,5'"),
        (lambda: summaries.sd_from_standard_error(0, 9), "standard_error is 0.0"),
        (lambda: summaries.sd_from_interval(57, 44, 56, 25), "estimate is 57.0, outside"),
        (lambda: summaries.sd_from_interval(50, 44, 56, 25, 95), "level is 95.0"),
        (lambda: changes.from_changes(1, 1, 9, 2, 1, 9, 1), "correlation is 1.0"),
        (lambda: changes.from_changes(1, 1, 9, 2, 0, 9, 0.5), "sd2 is 0.0"),
        # A correlation that esc_mean_gain makes up where none is given (strengejacke/esc).
        (lambda: changes.sd_of_scores(3, -1.066), "correlation is -1.066"),
        (lambda: from_cohens_d(-1, 1, 9), "n1 is 1.0"),
    ],
)
def test_impossible_summaries_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_correction_is_that_of_both_groups():
    effect = of_morris()
    pooled = np.sqrt((19 * 15.0**2 + 19 * 13.8**2) / 38)
    assert float(effect.yi[0]) == pytest.approx(
        float(small_sample_correction(38)) * (7.9 + 3.4) / pooled
    )
