"""Titles of charts: what was found, in a sentence computed from the numbers that are drawn.

Each says what the data say today, and something else when they do: which side an effect lies on,
that nobody can tell, or that there is nothing to say yet. No title is typed.
"""

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from living_review.charts.number_format import interval_in_words, signed
from living_review.pages.plural import listed, several

UNREACHED = {True: "more than were tried", False: "no number"}  # infinite, or NaN
FEWEST_RATIOS = 3  # of a group, or the title does not sum it up
NOTHING_YET = "There is nothing to show yet"


def _side(low: float, high: float, null: float) -> int:
    """-1 if an interval lies wholly below a value, 1 if wholly above, 0 if it holds it."""
    return -1 if high < null else int(low > null)


def pooled_title(
    trials: int, estimate: float, low: float, high: float, treatment: str = "the treatment"
) -> str:
    """What trials of a treatment add up to, where below nought is better.

    Parameters
    ----------
    trials : int
        How many have a result that can be used.
    estimate, low, high : float
        Pooled effect and its interval, in standard deviations.
    treatment : str, optional
        Its name within a sentence.

    Examples
    --------
    >>> pooled_title(6, -0.58, -0.84, -0.29)
    'Taken together, 6 trials lean towards the treatment: g −0.58 (−0.84 to −0.29)'
    >>> pooled_title(6, 0.08, -0.4, 0.6)
    'Taken together, 6 trials can’t tell whether the treatment helps: g 0.08 (−0.40 to 0.60)'
    >>> pooled_title(0, math.nan, math.nan, math.nan)
    'There is nothing to pool yet'
    """
    if not trials or math.isnan(estimate):
        return "There is nothing to pool yet"
    says = {
        -1: f"towards {treatment}",
        1: f"against {treatment}",
        0: f"tell whether {treatment} helps",
    }[_side(low, high, 0.0)]
    verb = "can’t" if says.startswith("tell") else "lean" if trials > 1 else "leans"
    together = f"Taken together, {trials} trials" if trials > 1 else "The only trial with a result"
    return f"{together} {verb} {says}: g {interval_in_words(estimate, low, high)}"


def people_title(whom: str, happened: str, treated: int, compared: int) -> str:
    """What happened to so many of a hundred people with a drug, and to so many with placebo.

    Parameters
    ----------
    whom : str
        Who the hundred people are.
    happened : str
        What happened to them, beginning with its verb.
    treated, compared : int
        Of a hundred, with the drug and with placebo.

    Examples
    --------
    >>> people_title("children", "had headaches", 5, 3)
    'Of a hundred children, 5 had headaches with a drug, 3 with placebo'
    >>> people_title("children", "had headaches", 3, 3)
    'Of a hundred children, 3 had headaches with a drug, as many as with placebo'
    >>> people_title("children", "had headaches", 0, 3)
    'Of a hundred children, none had headaches with a drug, 3 with placebo'
    """
    other = (
        "as many as with placebo" if treated == compared else f"{compared or 'none'} with placebo"
    )
    return f"Of a hundred {whom}, {treated or 'none'} {happened} with a drug, {other}"


def sides_title(
    intervals: Iterable[tuple[float, float]],
    *,
    one: str,
    many: str = "",
    below: str,
    above: str,
    null: float = 0.0,
) -> str:
    """How many intervals lie wholly on either side, and how many can't tell.

    Parameters
    ----------
    intervals : iterable of (float, float)
        Lower and upper ends; those without (NaN) are left out.
    one, many : str
        What has an interval, as one and as several.
    below, above : str
        Where an interval lies on either side, as it follows *is* or *are*.
    null : float, optional
        Where no effect lies; 1 for ratios.

    Examples
    --------
    >>> words = {"one": "pool", "below": "on the left", "above": "on the right"}
    >>> sides_title([(-1, -0.2), (-0.5, -0.1)], **words)
    'All 2 pools are on the left'
    >>> sides_title([(-1, -0.2), (-0.5, 0.1), (0.1, 0.2)], **words)
    'Of 3 pools, 1 is on the left, 1 is on the right and 1 can’t tell'
    >>> sides_title([(-1, 1)], **words), sides_title([], **words)
    ('The only pool can’t tell', 'There is nothing to show yet')
    """
    sides = [_side(low, high, null) for low, high in intervals if low == low and high == high]
    if not sides:
        return NOTHING_YET
    found = [(sides.count(side), words) for side, words in ((-1, below), (1, above), (0, ""))]
    told = [(count, words) for count, words in found if count]
    if len(told) == 1:
        whole = f"All {several(len(sides), one, many)}" if len(sides) > 1 else f"The only {one}"
        return f"{whole} {_is(len(sides), told[0][1])}"
    *rest, last = [f"{count} {_is(count, words)}" for count, words in told]
    return f"Of {several(len(sides), one, many)}, {', '.join(rest)} and {last}"


def _is(count: int, words: str) -> str:
    return f"{'is' if count == 1 else 'are'} {words}" if words else "can’t tell"


def pools_title(
    intervals: Iterable[tuple[float, float]], treatment: str, one: str = "pool", many: str = ""
) -> str:
    """How many effects lie wholly on the side of the treatment, where below nought is better.

    Parameters
    ----------
    intervals : iterable of (float, float)
        As in `sides_title`.
    treatment : str
        Its name within a sentence.
    one, many : str, optional
        What has an interval, as one and as several.

    Examples
    --------
    >>> pools_title([(-1, -0.2), (-1, 0.2)], "aspirin")
    'Of 2 pools, 1 is wholly on the side of aspirin and 1 can’t tell'
    """
    sides = {"below": f"wholly on the side of {treatment}", "above": "wholly on the other side"}
    return sides_title(intervals, one=one, many=many, **sides)


def sides_of_trials(effects: pd.DataFrame, treatment: str) -> str:
    """How many trials have an effect that lies wholly on the side of the treatment.

    Parameters
    ----------
    effects : pandas.DataFrame
        ``low`` and ``high`` of those that have an interval, where below nought is better.
    treatment : str
        Its name within a sentence.

    Examples
    --------
    >>> sides_of_trials(pd.DataFrame({"low": [-1.0, -1.0], "high": [-0.2, 0.2]}), "aspirin")
    'Of 2 trials with an interval, 1 is wholly on the side of aspirin and 1 can’t tell'
    """
    intervals = effects[["low", "high"]].itertuples(index=False)
    return pools_title(intervals, treatment, "trial with an interval", "trials with an interval")


def range_title(estimates: Iterable[float], how: str, what: str = "the pooled effect") -> str:
    """From where to where an estimate goes when something is changed.

    Parameters
    ----------
    estimates : iterable of float
        In standard deviations, NaN where there is none.
    how : str
        What is changed, as a sentence begins with it.
    what : str, optional
        Name of the estimate.

    Examples
    --------
    >>> range_title([-0.6, -0.4], "Without any one trial")
    'Without any one trial, the pooled effect lies between −0.60 and −0.40'
    >>> range_title([-0.6, -0.599], "By every method")
    'By every method, the pooled effect is −0.60'
    """
    known = [value for value in estimates if not math.isnan(value)]
    if not known:
        return NOTHING_YET
    least, most = signed(min(known)), signed(max(known))
    moves = f"is {least}" if least == most else f"lies between {least} and {most}"
    return f"{how}, {what} {moves}"


def shares_title(about: str, counts: Mapping[str, int], one: str, many: str = "") -> str:
    """Which of several kinds is the commonest, and how common it is.

    Parameters
    ----------
    about : str
        What the kinds are kinds of, as a heading.
    counts : mapping of str to int
        Kind → how many; of two as common the first is named.
    one, many : str
        What is counted, as one and as several.

    Examples
    --------
    >>> shares_title("Risk of bias", {"high": 3, "low": 1}, "trial")
    'Risk of bias: high in 3 of 4 trials'
    >>> shares_title("Risk of bias", {}, "trial")
    'There is nothing to show yet'
    """
    total = sum(counts.values())
    if not total:
        return NOTHING_YET
    kind = max(counts, key=counts.get)
    return f"{about}: {kind} in {counts[kind]} of {several(total, one, many)}"


def grave_title(verdicts: Mapping[str, int]) -> str:
    """How many findings of the reporting checks are of the two gravest kinds.

    Parameters
    ----------
    verdicts : mapping of str to int
        Verdict → how many findings have it.

    Examples
    --------
    >>> grave_title({"impossible": 1, "question": 2, "consistent": 7})
    '1 of 10 findings are impossible or inconsistent'
    """
    grave = sum(verdicts.get(verdict, 0) for verdict in ("impossible", "inconsistent"))
    findings = several(sum(verdicts.values()), "finding")
    return f"{grave} of {findings} are impossible or inconsistent"


def mostly_title(noticed: int, kinds: int, percent: int) -> str:
    """How many kinds of fault the checks notice in most reports.

    Parameters
    ----------
    noticed, kinds : int
        Kinds that they notice in at least so many reports, and all of them.
    percent : int
        Of the reports.

    Examples
    --------
    >>> mostly_title(3, 4, 80)
    'The checks notice 3 of 4 kinds of fault in at least 80 % of reports'
    """
    of_kinds = f"{noticed} of {several(kinds, 'kind')} of fault"
    return f"The checks notice {of_kinds} in at least {percent} % of reports"


def enough_title(start: str, bound: float, smallest: Mapping[str, float]) -> str:
    """How many people are enough for a p value, by what the number after ± means.

    Parameters
    ----------
    start : str
        What they are enough for, as the sentence begins.
    bound : float
        The p value.
    smallest : mapping of str to float, or pandas.Series
        What it may mean → fewest people, NaN where no number is enough, infinite where more are
        needed than were tried.

    Examples
    --------
    >>> enough_title("People needed", 0.05, {"standard deviation": 3.0, "standard error": math.nan})
    'People needed for p < 0.05: 3 if ± is a standard deviation, no number if a standard error'
    >>> enough_title("People needed", 0.05, {"standard error": math.inf})
    'People needed for p < 0.05: more than were tried if ± is a standard error'
    """
    told = []
    for reading, number in smallest.items():
        people = f"{number:,.0f}" if math.isfinite(number) else UNREACHED[math.isinf(number)]
        told.append(f"{people} if a {reading}")
    if not told:
        return NOTHING_YET
    return f"{start} for p < {bound:g}: {', '.join(told).replace('if a', 'if ± is a', 1)}"


def inside_title(
    places: pd.DataFrame, one: str = "range in use", many: str = "ranges in use"
) -> str:
    """Within how many of the ranges each mean lies.

    Parameters
    ----------
    places : pandas.DataFrame
        A row for each range, a column for each group, with *below*, *inside* or *above*.
    one, many : str, optional
        What a range is called.

    Examples
    --------
    >>> inside_title(pd.DataFrame({"patients": ["inside", "below"], "controls": ["inside"] * 2}))
    'Of 2 ranges in use, 1 holds the mean of patients and 2 hold the mean of controls'
    >>> inside_title(pd.DataFrame({"patients": []}))
    'There is nothing to show yet'
    """
    if places.empty:
        return NOTHING_YET
    told = []
    for name in places:
        count = int((places[name] == "inside").sum())
        told.append(f"{count or 'none'} {'holds' if count == 1 else 'hold'} the mean of {name}")
    return f"Of {several(len(places), one, many)}, {' and '.join(told)}"


def points_title(points: pd.DataFrame, matters: Mapping[str, float] | pd.Series) -> str:
    """On how many scales a mean benefit is as large as a change that matters to one person.

    Parameters
    ----------
    points : pandas.DataFrame
        ``scale`` and ``estimate`` in points: the treatment less the comparison, so that a
        negative number is a benefit.
    matters : mapping of str to float, or pandas.Series
        Scale → smallest change that matters, in points without a sign; other scales don't count.

    Examples
    --------
    >>> points = pd.DataFrame({"scale": ["A", "B"], "estimate": [-5.0, -2.0]})
    >>> points_title(points, {"A": 3.0, "B": 3.0})[:45]
    'On 1 of 2 scales the mean benefit is as large'
    >>> points_title(points, {})
    'There is nothing to show yet'
    """
    known = points.assign(least=points["scale"].map(matters)).dropna(subset="least")
    if known.empty:
        return NOTHING_YET
    reached = (-known["estimate"] >= known["least"]).sum()
    return (
        f"On {reached} of {several(len(known), 'scale')} the mean benefit is as large as "
        "the smallest change that matters to one person"
    )


def choice_title(options: pd.DataFrame) -> str:
    """Which of several choices moves an estimate most, by the medians of its options.

    Parameters
    ----------
    options : pandas.DataFrame
        ``choice``, and ``estimate``: the median under each of its options, in standard deviations.

    Examples
    --------
    >>> options = pd.DataFrame({"choice": ["Trials"] * 2, "estimate": [-0.6, -0.2]})
    >>> choice_title(options)
    'What moves the answer most is the choice of trials: median g from −0.60 to −0.20'
    >>> choice_title(options.head(1))
    'There is nothing to show yet'
    """
    medians = options.groupby("choice", sort=False)["estimate"]
    span = (medians.max() - medians.min())[medians.size() > 1]
    if span.empty:
        return NOTHING_YET
    most = span.idxmax()
    ends = f"{signed(medians.min()[most])} to {signed(medians.max()[most])}"
    return f"What moves the answer most is the choice of {most.lower()}: median g from {ends}"


def groups_title(about: str, counts: pd.DataFrame) -> str:
    """On which side of one most ratios of each group lie; a group of few is not summed up.

    It counts ratios, of which several may be of the same people, and says nothing of a cause.

    Parameters
    ----------
    about : str
        What the ratios are of, as a heading.
    counts : pandas.DataFrame
        By group, as it follows *lie above one* in a sentence: how many ``ratios`` there are, and
        how many lie wholly ``above`` one and ``below`` it.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"ratios": [10, 3, 4, 1], "above": [8, 1, 0, 1], "below": [0, 0, 3, 0]},
    ...     index=["in A", "in B", "in C", "in D"],
    ... )
    >>> groups_title("Falls", counts)
    'Falls: most ratios lie above one in A (8 of 10), below one in C (3 of 4), on neither side \
in B; too few in D'
    >>> groups_title("Falls", counts.tail(1))
    'Falls: too few ratios in D'
    >>> groups_title("Falls", counts.head(0))
    'There is nothing to show yet'
    """
    if counts.empty:
        return NOTHING_YET
    known = counts[counts["ratios"] >= FEWEST_RATIOS]
    sides = {side: known[2 * known[side] > known["ratios"]] for side in ("above", "below")}
    told = [
        f"{side} one " + listed([f"{g} ({n} of {of})" for g, n, of in _counts(groups, side)])
        for side, groups in sides.items()
        if len(groups)
    ]
    decided = [group for groups in sides.values() for group in groups.index]
    if rest := [group for group in known.index if group not in decided]:
        told.append(f"on neither side {listed(rest)}")
    few = [group for group in counts.index if group not in known.index]
    if not told:
        return f"{about}: too few ratios {listed(few)}"
    lacking = f"; too few {listed(few)}" if few else ""
    return f"{about}: most ratios lie {', '.join(told)}{lacking}"


def _counts(groups: pd.DataFrame, side: str) -> zip:
    """Each group, how many of its ratios lie on a side, and how many there are."""
    return zip(groups.index, groups[side], groups["ratios"], strict=True)


def spans_title(start: str, values: pd.DataFrame, unit: str) -> str:
    """From where to where the figures of each kind go.

    Parameters
    ----------
    start : str
        As the sentence begins, up to the first figure.
    values : pandas.DataFrame
        ``kind`` and ``value``.
    unit : str
        Of the values.

    Examples
    --------
    >>> values = pd.DataFrame({"kind": ["a year", "a year", "a day"], "value": [5.5, 8.3, 2.0]})
    >>> spans_title("Surveys found", values, "%")
    'Surveys found 5.5 to 8.3 % (a year) and 2 % (a day)'
    >>> spans_title("Surveys found", values.head(0), "%")
    'There is nothing to show yet'
    """
    told = []
    for kind, part in values.groupby("kind", sort=False, observed=True)["value"]:
        least, most = f"{part.min():g}", f"{part.max():g}"
        told.append(f"{least if least == most else f'{least} to {most}'} {unit} ({kind})")
    return f"{start} {listed(told)}" if told else NOTHING_YET


def within_title(found: pd.Series, low: float, high: float, unit: str) -> str:
    """How many results lie within a range that is claimed, and from where to where they go.

    Parameters
    ----------
    found : pandas.Series
        The results.
    low, high : float
        The range.
    unit : str
        Of all of them, as it follows a number.

    Examples
    --------
    >>> within_title(pd.Series([0.9, 1.5, 2.0]), 1, 2, "of ten people")
    'Of 3 results, 2 lie within the claimed 1 to 2 of ten people; they run from 0.9 to 2.0'
    """
    if found.empty:
        return NOTHING_YET
    inside = int(found.between(low, high).sum())
    return (
        f"Of {several(len(found), 'result')}, {inside} lie{'s' if inside == 1 else ''} within the "
        f"claimed {low:g} to {high:g} {unit}; they run from {found.min():.1f} to {found.max():.1f}"
    )


def far_title(apart: Mapping[str, bool] | pd.Series) -> str:
    """Which trials lie far from the others.

    Parameters
    ----------
    apart : mapping of str to bool, or pandas.Series
        Name of a trial → whether it does.

    Examples
    --------
    >>> far_title({"A 2001": True, "B 2002": False})
    'Far from the others: A 2001'
    >>> far_title({"A 2001": False}), far_title({})
    ('No trial lies far from the others', 'There is nothing to show yet')
    """
    far = [name for name, does in apart.items() if does]
    if not len(apart):
        return NOTHING_YET
    return f"Far from the others: {', '.join(far)}" if far else "No trial lies far from the others"


def held_title(shares: pd.Series) -> str:
    """How often intervals held the truth, from the least to the most.

    Parameters
    ----------
    shares : pandas.Series
        In per cent of the made-up reviews, one for each method and condition.

    Examples
    --------
    >>> held_title(pd.Series([91.6, 97.2]))
    'The 95 % intervals held the truth in 92 to 97 % of made-up reviews'
    >>> held_title(pd.Series([], dtype=float))
    'There is nothing to show yet'
    """
    if shares.empty:
        return NOTHING_YET
    least, most = shares.min(), shares.max()
    return f"The 95 % intervals held the truth in {least:.0f} to {most:.0f} % of made-up reviews"
