"""Adverse events of trials with the counts of both groups."""

import pandas as pd

from living_review.evidence.printed_numbers import values


def with_counts(events: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Events with how many people had them, of how many, in both groups.

    Parameters
    ----------
    events : pandas.DataFrame
        ``first`` and ``second`` name a row of the counts each, or are blank.
    counts : pandas.DataFrame
        ``row_id``, and ``count`` and ``of`` as printed.

    Returns
    -------
    pandas.DataFrame
        With ``events1 n1 events2 n2``, NaN where a count is not printed.

    Examples
    --------
    >>> events = pd.DataFrame({"first": ["a", ""], "second": ["b", ""]})
    >>> counts = pd.DataFrame({"row_id": ["a", "b"], "count": ["6", "3"], "of": ["30", "30"]})
    >>> with_counts(events, counts)[["events1", "n1", "events2", "n2"]].iloc[0].tolist()
    [6.0, 30.0, 3.0, 30.0]
    """
    numbers = counts.set_index("row_id")[["count", "of"]].apply(values)
    first = numbers.reindex(events["first"]).set_axis(["events1", "n1"], axis=1)
    second = numbers.reindex(events["second"]).set_axis(["events2", "n2"], axis=1)
    both = [part.set_axis(events.index) for part in (first, second)]
    return pd.concat([events, *both], axis=1)
