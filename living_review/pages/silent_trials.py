"""Registered trials on the page, and what a regression on the sizes of trials found."""

import calendar
import re
from datetime import date

import pandas as pd

from living_review.charts.number_format import interval_in_words, p_value_in_words
from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import row_address
from living_review.pages.sources import with_sources
from living_review.pages.trials import trial_name
from living_review.statistics.small_study_effects import SizeRegression, TooFewTrials

REGISTERED = {
    "registration": "Registration",
    "title": "Title",
    "state": "State",
    "n": "People",
    "outcome_measured": "Outcome measured",
    "name": "Published as (how sure)",
    "note": "Remark",
}
WITHOUT_RESULT = {
    "registration": "Registration",
    "title": "Title",
    "end": "End as registered",
    "since": "Without a result since",
    "status": "State when seen",
    "counted": "Counted as overdue",
}
NOT_COUNTED = {
    "groups": {"one group": "one group", "not made at random": "groups not made at random"},
    "outcome_measured": {"not seen": "no measure of the outcome seen", "mood": "mood measured"},
    "due": {"no": "not due when seen"},
}
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
END = re.compile(rf"\b(?:end|to) (?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})\b")


def registered_trials() -> pd.DataFrame:
    """Every registration that was seen.

    Returns
    -------
    pandas.DataFrame
        The table of registered trials with sources, and for readers ``name``, under which the trial
        was published and how sure that is, and ``state``.
    """
    rows = with_sources(tables.read("registered_trials"))
    names = rows["trial"].map(lambda trial: trial_name(trial) if trial else "")
    told = names + " (" + rows["link"] + ")"
    dated = [bool(d) and d not in s for d, s in zip(rows["dates"], rows["status"], strict=True)]
    return rows.assign(
        name=told.where(names != "", "none found"),
        state=rows["status"].mask(dated, rows["status"] + "; " + rows["dates"]),
    )


def unpublished(registered: pd.DataFrame, measured: str) -> pd.DataFrame:
    """Registered trials by chance whose end is past, and of which no publication was found.

    Parameters
    ----------
    registered : pandas.DataFrame
        Rows of ``registered_trials``.
    measured : str
        Whether the outcome is measured: *yes*, *no* or *not seen*.
    """
    due = "trial == '' and groups == 'made at random' and due == 'yes'"
    return registered.query(f"{due} and outcome_measured == @measured")


def without_result_table() -> PageTable:
    """Registered trials without a publication, with the day since which a result is missing."""
    return PageTable(
        without_result(),
        "Registered trials without a published result that we know of",
        WITHOUT_RESULT,
        links={"registration": "address"},
    )


def without_result() -> pd.DataFrame:
    """Registered trials of which no publication was found, whether they count as overdue or not.

    Returns
    -------
    pandas.DataFrame
        Rows of ``registered_trials``, ``end`` in the words in which it was seen,
        ``since``: that day as ``YYYY-MM-DD`` (of a month, its last; blank where no end was seen),
        ``counted``: *yes* where `unpublished` counts it, else *no* and why, and ``address``. Those
        whose end is longest ago come first, those without a day last. The day may lie ahead.
    """
    rows = tables.read("registered_trials", trial="")
    ends = rows["dates"].map(END.search)
    rows = rows.assign(
        end=ends.map(lambda end: end.group().split(" ", 1)[1] if end else "not seen"),
        since=rows["dates"].map(end_day),
        counted=[_is_counted(row) for row in rows.to_dict("records")],
        address=["../" + row_address("registered_trials", key) for key in rows["registration"]],
    )
    dated = rows["since"] != ""
    return pd.concat([rows[dated].sort_values("since"), rows[~dated]], ignore_index=True)


def _is_counted(row: dict[str, str]) -> str:
    against = [words[row[column]] for column, words in NOT_COUNTED.items() if row[column] in words]
    return f"no: {'; '.join(against)}" if against else "yes"


def end_day(dates: str) -> str:
    """Day on which a trial was to end, from the dates that were seen; blank if none says so.

    Examples
    --------
    >>> end_day("start May 2015, end November 2020"), end_day("end 1 August 2026")
    ('2020-11-30', '2026-08-01')
    >>> end_day("July 2018 to February 2020"), end_day("registered 29 May 2014")
    ('2020-02-29', '')
    """
    if not (end := END.search(dates)):
        return ""
    day, month, year = end.groups()
    number, year = MONTHS[month], int(year)
    return str(date(year, number, int(day or calendar.monthrange(year, number)[1])))


def regression_in_words(test: SizeRegression | TooFewTrials) -> str:
    """What a regression of effects on the sizes of trials found, or why there is none.

    Examples
    --------
    >>> regression_in_words(TooFewTrials(4, 10))[:19]
    'Trials at hand: 4. '
    >>> from living_review.statistics.small_study_effects import Coefficient
    >>> slope = Coefficient(-1.2, 0.5, -2.4, 0.04, -2.3, -0.1)
    >>> regression_in_words(SizeRegression(slope, slope, 10, 12))[20:]
    'The slope of effects on the sizes of trials is −1.20 (−2.30 to −0.10), p 0.040.'
    """
    if isinstance(test, TooFewTrials):
        return test.reason
    slope = test.slope
    found = (
        f"{interval_in_words(slope.estimate, slope.low, slope.high)}, p {p_value_in_words(slope.p)}"
    )
    return f"Trials at hand: {test.trials}. The slope of effects on the sizes of trials is {found}."
