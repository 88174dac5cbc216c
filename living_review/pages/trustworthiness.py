"""Whether the trials' reports can be relied on, on the page."""

import pandas as pd

from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.sources import with_names
from living_review.pages.trials import set_title, trial_name, year_of
from living_review.synthesis.trials.tables import selection
from living_review.synthesis.trials.trustworthiness import (
    DOMAINS,
    NO_CONCERN,
    SERIOUS,
    SOME,
    UNTOLD,
    readings,
    settled,
)

SHOWN = (NO_CONCERN, SOME, UNTOLD, SERIOUS)  # as the marks of the traffic light are ordered
WHOLE = "all four"
COLUMNS = {domain: f"T{place}" for place, domain in enumerate(DOMAINS, 1)} | {WHOLE: "All"}
APART = "the two readers answered differently; the more cautious answer is shown"


def settled_reports() -> pd.DataFrame:
    """What the two readings of each report come to, oldest trial first.

    Returns
    -------
    pandas.DataFrame
        ``trial judgement domains by`` of
        `living_review.synthesis.trials.trustworthiness.settle`, and for readers ``name``, ``year``,
        ``place`` (the key of the set where the trial stands) and ``set`` (its title).
    """
    rows = (
        settled().merge(selection()[["trial", "set"]], on="trial").rename(columns={"set": "place"})
    )
    rows = rows.assign(
        name=rows["trial"].map(trial_name),
        year=rows["trial"].map(year_of),
        set=rows["place"].map(set_title),
    )
    return rows.sort_values(["year", "name"], ignore_index=True)


def answers_by_domain(reports: pd.DataFrame) -> pd.DataFrame:
    """Both readers' answers of each domain, and below them what they come to.

    Parameters
    ----------
    reports : pandas.DataFrame
        As of `settled_reports`.

    Returns
    -------
    pandas.DataFrame
        ``trial name year set domain judgement words differ record``, as a traffic light takes
        them; the domain of the judgement as a whole is `WHOLE`.
    """
    read = readings()
    for column in ("first_reason", "second_reason"):
        read[column] = read[column].map(with_names)
    read["words"] = [_words(row) for row in read.to_dict("records")]
    whole = reports.assign(domain=WHOLE, differ=False, words=reports["domains"])
    columns = ["trial", "domain", "judgement", "words", "differ"]
    cells = pd.concat([read[columns], whole[columns]], ignore_index=True)
    known = reports[["trial", "name", "year", "set"]]
    cells = cells.merge(known, on="trial").assign(
        record=lambda t: "../" + t["trial"].map(trial_address)
    )
    return cells.sort_values(["year", "name"], kind="stable", ignore_index=True)


def reports_table(reports: pd.DataFrame) -> PageTable:
    """The judgement of each trial, the domains that it comes from, and what follows.

    Parameters
    ----------
    reports : pandas.DataFrame
        As of `settled_reports`.
    """
    return PageTable(
        reports,
        "What the two readings add up to",
        {
            "name": "Trial",
            "judgement": "Judgement",
            "domains": "Because of",
            "by": "Settled by",
            "set": "Used in",
        },
    )


def serious_by_one_reader(reports: pd.DataFrame, domain: str) -> str:
    """Trials whose serious concern rests on one reader's answer in one domain, in a sentence.

    Parameters
    ----------
    reports : pandas.DataFrame
        As of `settled_reports`.
    domain : str
        Of INSPECT-SR.
    """
    serious = reports[(reports["judgement"] == SERIOUS) & (reports["domains"] == domain)]
    read = readings().query("domain == @domain and differ")
    found = serious.loc[serious["trial"].isin(read["trial"]), "name"]
    if found.empty:
        return "No serious concern rests on one reader's answer there."
    return f"One reader's answer alone keeps these out: {'; '.join(found)}."


def _words(row: dict) -> str:
    if not row["differ"]:
        return row["first_reason"]
    return (
        f"First reader, {row['first']}: {row['first_reason']} Second reader, "
        f"{row['second']}: {row['second_reason']}"
    )
