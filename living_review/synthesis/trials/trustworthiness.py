"""Whether the reports of trials can be relied on: two blind readings, and what they come to.

Each reader answers once per trial and domain of INSPECT-SR (wilkinson2025) without seeing the
other's answers. The more cautious answer counts in each domain, and a trial has the judgement of
its worst domain, as there. The judgement of a person takes the place of both.
"""

import pandas as pd

from living_review.evidence import tables
from living_review.synthesis.trials.bias import kappa

NO_CONCERN, UNTOLD = "no concern seen", "cannot tell"
SOME, SERIOUS = "some concern", "serious concern"
CONCERNS = (SOME, SERIOUS)
CAUTION = (NO_CONCERN, UNTOLD, SOME, SERIOUS)  # from the least cautious answer
DOMAINS = ("notices", "conduct and governance", "text and publication", "results")
PERSON = "person"
BY_RULE, BY_PERSON = "the rule, from two readings", "a person"


def more_cautious(answers) -> str:
    """The most cautious of some answers.

    Examples
    --------
    >>> more_cautious(["no concern seen", "cannot tell"])
    'cannot tell'
    """
    return max(answers, key=CAUTION.index)


def readings() -> pd.DataFrame:
    """Both readers' answers side by side.

    Returns
    -------
    pandas.DataFrame
        One row per trial and domain: ``trial domain first first_reason second second_reason``,
        ``judgement`` (the more cautious of the two answers) and ``differ``. The first reader is
        the one whose name comes first; the second's cells are empty where only one has answered.
    """
    rows = tables.read("trustworthiness_readings").sort_values(["trial", "reader"])
    found = []
    for (trial, domain), pair in rows.groupby(["trial", "domain"]):
        first, second = ([*pair["answer"], ""])[:2]
        why, other = ([*pair["reason"], ""])[:2]
        found.append(
            {
                "trial": trial,
                "domain": domain,
                "first": first,
                "first_reason": why,
                "second": second,
                "second_reason": other,
                "judgement": more_cautious(pair["answer"]),
                "differ": second not in ("", first),
            }
        )
    table = pd.DataFrame(found)
    order = table["domain"].map(DOMAINS.index)
    return table.assign(order=order).sort_values(["trial", "order"], ignore_index=True)


def settle(read: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """One judgement per trial.

    Parameters
    ----------
    read : pandas.DataFrame
        ``trial``, ``domain`` and ``judgement``, as of `readings`.
    judged : pandas.DataFrame
        Judgements made apart from the two readings: ``trial judgement reason`` and ``kind`` of
        the judge. Those of persons count; others only stand beside.

    Returns
    -------
    pandas.DataFrame
        ``trial judgement domains by``: the judgement, the domains that it comes from (or the
        person's reason), and how it was settled.
    """
    persons = judged[judged["kind"] == PERSON].set_index("trial")
    judgements = []
    for trial, domains in read.groupby("trial"):
        if trial in persons.index:
            continue
        worst = more_cautious(domains["judgement"])
        from_where = domains.loc[domains["judgement"] == worst, "domain"]
        judgements.append((trial, worst, ", ".join(from_where), BY_RULE))
    judgements += [
        (row.Index, row.judgement, row.reason, BY_PERSON) for row in persons.itertuples()
    ]
    return pd.DataFrame(sorted(judgements), columns=["trial", "judgement", "domains", "by"])


def others() -> pd.DataFrame:
    """Judgements made apart from the two readings, with the kind of their judge."""
    kinds = tables.read("readers").set_index("reader")["kind"]
    rows = tables.read("trustworthiness")
    return rows.assign(kind=rows["judge"].map(kinds))


@tables.shared
def settled() -> pd.DataFrame:
    """The judgement of every trial that was read, as of `settle`."""
    return settle(readings(), others())


def _answered_by_both() -> pd.DataFrame:
    both = readings()
    return both[both["second"] != ""]


def agreement() -> dict[str, float]:
    """How far the two readers agree, over all trials and domains.

    Returns
    -------
    dict of str to float
        ``answers``, ``same``, ``kappa`` (unweighted), and how many pairs of answers lie more than
        one step apart in the order of `CAUTION` (``far``).
    """
    both = _answered_by_both()
    steps = both["first"].map(CAUTION.index) - both["second"].map(CAUTION.index)
    return {
        "answers": len(both),
        "same": int((~both["differ"]).sum()),
        "kappa": kappa(both["first"], both["second"]),
        "far": int((steps.abs() > 1).sum()),
    }


def agreement_by_domain() -> pd.DataFrame:
    """The same for each domain: ``domain answers same kappa``."""
    both = _answered_by_both()
    by_domain = [
        {
            "domain": domain,
            "answers": len(part),
            "same": int((~part["differ"]).sum()),
            "kappa": kappa(part["first"], part["second"]),
        }
        for domain in DOMAINS
        for part in [both[both["domain"] == domain]]
    ]
    return pd.DataFrame(by_domain)
