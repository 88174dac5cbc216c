"""The tables of trials, joined as the calculations need them; all that reads data stands here."""

from collections.abc import Callable
from functools import cache

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.publication_notices import RETRACTION, kind_by_publication
from living_review.synthesis.trials import trustworthiness
from living_review.synthesis.trials.effects import UnusableRowError, trial_effects
from living_review.synthesis.trials.labels import KindOfValue
from living_review.synthesis.trials.printed_result import (
    ESTIMATE_CELLS,
    FIRST,
    MEAN_CELLS,
    SCALE_CELLS,
    SECOND,
)
from living_review.synthesis.trials.selection import select
from living_review.synthesis.trials.trial_effect import Assumptions, TrialEffect


@tables.shared
def selection() -> pd.DataFrame:
    """Rules and set of every trial, as of `selection.select`."""
    return select(with_notices(tables.read("trials")), trustworthiness.settled())


def with_notices(trials: pd.DataFrame) -> pd.DataFrame:
    """Add ``notice``: what was published about the publication of each trial.

    It is *retraction* where a reader or a database says so, else what a reader entered.
    """
    return trials.assign(notice=trials["trial"].map(kind_by_publication()))


def retracted_trials() -> list[str]:
    """Trials whose publication was retracted, in the order of the table."""
    trials = with_notices(tables.read("trials", ("trial",)))
    return list(trials.loc[trials["notice"] == RETRACTION, "trial"])


def printed_results(coding: str = "final") -> pd.DataFrame:
    """Main results of the trials with the means and differences that they name.

    Parameters
    ----------
    coding : str
        ``final``, or ``change``: where a trial prints a change from the start too, that instead.

    Returns
    -------
    pandas.DataFrame
        The columns that `effects.trial_effects` reads, one row per trial that has a result.

    Raises
    ------
    ValueError
        If a trial has two main results.
    """
    rows = tables.read("trial_results")
    designs = tables.read("trials", ("trial", "design"))
    groups = tables.read("group_statistics").set_index("row_id", drop=False)
    estimates = tables.read("printed_estimates").set_index("row_id")
    scales = tables.read("score_scales").set_index("scale")
    main = rows[rows["main"] == "yes"]
    if twice := sorted(main["trial"][main["trial"].duplicated()]):
        raise ValueError(f"{twice[0]} has more than one main result")
    if coding == "change":
        # One of each trial: the change until the time of its main result, that one first.
        times = rows["trial"].map(main.set_index("trial")["timepoint"])
        changes = rows[rows["first"].map(groups["kind"]).eq("change") & rows["timepoint"].eq(times)]
        changes = changes.sort_values("main", ascending=False).drop_duplicates("trial")
        main = pd.concat([main[~main["trial"].isin(changes["trial"])], changes])
    joined = [
        row
        | _cells(scales, row["scale"], SCALE_CELLS, "scale_{}")
        | _cells(estimates, row["estimate"], ESTIMATE_CELLS, "estimate_{}")
        | _mean(groups, row[FIRST], FIRST)
        | _mean(groups, row[SECOND], SECOND)
        for row in main.sort_values("row_id").to_dict("records")
    ]
    return pd.DataFrame(joined).merge(designs, on="trial", validate="one_to_one")


def _cells(table: pd.DataFrame, key: str, columns: tuple[str, ...], pattern: str) -> dict[str, str]:
    """Cells of one row under names of their own; blank where there is no such row."""
    row = table.loc[key] if key in table.index else dict.fromkeys(columns, "")
    return {pattern.format(column): row[column] for column in columns}


def _mean(groups: pd.DataFrame, key: str, which: str) -> dict[str, str]:
    """Cells of a mean; ``before`` and ``after`` are the scores that a change lies between."""
    times = {"before": "", "after": ""}
    if key in groups.index and groups.loc[key, "kind"] == KindOfValue.CHANGE:
        change = groups.loc[key]
        for time, when in zip(times, change["timepoint"].split(" to "), strict=False):
            times[time] = _level(groups, change, when)
    own = tuple(column for column in MEAN_CELLS if column not in times)
    cells = _cells(groups, key, own, f"{{}}_{which}")
    return cells | {f"{time}_{which}": value for time, value in times.items()}


def _level(groups: pd.DataFrame, change: pd.Series, when: str) -> str:
    """The one mean score of the same group at a time; blank if there is none, or several."""
    same = ["study", "group", "scale", "unit", "substance", "matrix"]
    rows = groups[(groups[same] == change[same]).all(axis=1)]
    rows = rows[(rows["kind"] == KindOfValue.LEVEL) & (rows["timepoint"] == when)]
    return rows["value"].iloc[0] if len(rows) == 1 else ""


def effects_of(
    sets: tuple[str, ...], assumptions: Assumptions | None = None, without: tuple[str, ...] = ()
) -> list[TrialEffect]:
    """Effects of the trials in some sets, in the order of the sets and of the data.

    Parameters
    ----------
    sets : tuple of str
        Of `selection.SETS`, or `selection.DOUBTED`.
    assumptions : Assumptions, optional
        Those of the main analysis unless given.
    without : tuple of str
        Trials to leave out.

    Raises
    ------
    ValueError
        If a result can't be used, naming file, row and what is wrong.
    """
    return effects_of_many()(sets, assumptions, without)


def effects_of_many() -> Callable[..., list[TrialEffect]]:
    """`effects_of` for who asks often: the same, with the tables read once, now."""
    chosen, spreads, printed = selection(), tables.read("outcome_spreads"), cache(printed_results)

    def effects(sets, assumptions=None, without=()):
        assumed = assumptions or Assumptions()
        inside = chosen["set"].isin(sets) | chosen["but_for"].isin(sets)
        wanted = chosen[inside & ~chosen["trial"].isin(without)]
        results = printed(assumed.coding)
        results = results[results["trial"].isin(wanted["trial"])]
        try:
            return trial_effects(results, spreads, assumed)
        except UnusableRowError as error:
            raise ValueError(f"data/trial_results.csv, {error}") from None

    return effects


def printed_responses() -> pd.DataFrame:
    """People who got better, as trials count them, with the set in which each trial stands.

    Returns
    -------
    pandas.DataFrame
        The rows of ``trial_responses`` with ``set`` and, as printed, ``events1 n1 events2 n2``;
        blank where a number was not seen.
    """
    rows = tables.read("trial_responses").merge(selection()[["trial", "set"]], on="trial")
    counts = tables.read("printed_counts").set_index("row_id")
    for place, which in (("1", "first"), ("2", "second")):
        for name, column in (("events", "count"), ("n", "of")):
            rows[name + place] = rows[which].map(counts[column]).fillna("")
    return rows
