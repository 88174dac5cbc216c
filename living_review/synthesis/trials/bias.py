"""Risk of bias of each trial by both readers, and what they agree on.

Each reader answered the signalling questions without seeing the other's answers; the published
rules turn either set into judgements. Where these differ, the worse one counts and the difference
is told.
"""

import re
from itertools import product

import pandas as pd

from living_review.evidence import tables
from living_review.synthesis.risk_of_bias.algorithms import judge_domain, worst
from living_review.synthesis.risk_of_bias.form import OVERALL, Domain, Risk, Variant, questions
from living_review.synthesis.risk_of_bias.studies import judge_study

READERS = ("first", "second")
NO_INFORMATION = "NI"
UNTOLD = "too little read to judge"
HIGH_AS_TOLD = re.compile(r"\b[Hh]igh\b(?=: | in |\.)")
SHOWN = (str(Risk.LOW), str(Risk.SOME_CONCERNS), UNTOLD, str(Risk.HIGH))


def answers(reader: str) -> pd.DataFrame:
    """Signalling answers of one reader, in the columns of `risk_of_bias.judge_study`."""
    rows = tables.read("risk_of_bias_answers")
    crossover = set(rows.loc[rows["question"].str.startswith("S"), "trial"])
    forms = {
        kind: questions(str(kind)).set_index("question")["domain"]
        for kind in (Variant.ASSIGNMENT, Variant.CROSSOVER_ASSIGNMENT)
    }
    variants = rows["trial"].map(
        lambda trial: Variant.CROSSOVER_ASSIGNMENT if trial in crossover else Variant.ASSIGNMENT
    )
    domains = [
        forms[variant][question]
        for variant, question in zip(variants, rows["question"], strict=True)
    ]
    return pd.DataFrame(
        {
            "study": rows["trial"],
            "variant": variants.map(str),
            "domain": domains,
            "question": rows["question"],
            "answer": rows[f"{reader}_answer"],
            "support": rows[f"{reader}_support"],
        }
    )


@tables.shared
def judgements() -> pd.DataFrame:
    """Judgements of every trial and domain by both readers.

    Returns
    -------
    pandas.DataFrame
        ``trial domain first second judgement differ first_path second_path``: the judgement of
        each reader, the worse of the two, whether they differ, and how the rules came to each;
        and ``shown``: the judgement, but *too little read to judge* where only missing
        information makes it high (the best that the missing answers could be would give a better
        judgement).
    """
    own = tables.read("risk_of_bias_judgements").rename(columns={"trial": "study"})
    periods = own[own["domain"] == str(Domain.PERIODS)]
    override = own[own["domain"] == OVERALL]
    parts = [
        judge_study(answers(reader), override if len(override) else None, periods).rename(
            columns={"study": "trial", "judgement": reader, "path": f"{reader}_path"}
        )
        for reader in READERS
    ]
    both = parts[0].merge(parts[1], on=["trial", "domain"], validate="one_to_one")
    both["judgement"] = [
        str(worst([Risk(a), Risk(b)])) for a, b in zip(both["first"], both["second"], strict=True)
    ]
    both["differ"] = both["first"] != both["second"]
    both["shown"] = _told_apart(both)
    return both[
        [
            "trial",
            "domain",
            "first",
            "second",
            "judgement",
            "differ",
            "shown",
            "first_path",
            "second_path",
        ]
    ]


def _told_apart(judged: pd.DataFrame) -> list[str]:
    given = {reader: answers(reader).groupby(["study", "domain"]) for reader in READERS}
    risks, seen_high = [], {}
    for row in judged.to_dict("records"):
        trial, domain = row["trial"], row["domain"]
        if row["judgement"] != str(Risk.HIGH):
            risks.append(row["judgement"])
        elif domain == OVERALL:  # stands after the trial's domains
            risks.append(str(Risk.HIGH) if seen_high.get(trial) else UNTOLD)
        else:
            untold = domain != str(Domain.PERIODS) and all(
                best_case(given[reader].get_group((trial, domain))) is not Risk.HIGH
                for reader in READERS
                if row[reader] == str(Risk.HIGH)
            )
            seen_high[trial] = seen_high.get(trial, False) or not untold
            risks.append(UNTOLD if untold else str(Risk.HIGH))
    return risks


def best_case(given: pd.DataFrame) -> Risk:
    """Best judgement of a domain that its missing answers allow.

    Parameters
    ----------
    given : pandas.DataFrame
        ``domain``, ``question`` and ``answer`` of one trial and domain.

    Returns
    -------
    Risk
        The best over every way to answer the questions for which there is no information.
    """
    told = dict(zip(given["question"], given["answer"], strict=True))
    open_questions = [question for question, answer in told.items() if answer == NO_INFORMATION]
    risks = []
    for filled in product(("Y", "N"), repeat=len(open_questions)):
        try:
            judged = judge_domain(
                given["domain"].iloc[0], told | dict(zip(open_questions, filled, strict=True))
            )
        except ValueError:  # the path comes to a question that was not asked of this trial
            continue
        risks.append(judged.risk)
    return min(risks, key=list(Risk).index, default=Risk.HIGH)


def agreement() -> dict[str, float]:
    """How far two readers agree on answers, with *probably* taken as its firm form, and risks.

    Returns
    -------
    dict of str to float
        ``answers`` and ``same_answers`` (counts), ``judgements`` and ``same_judgements`` (counts
        over domains), ``kappa`` of the answers, ``uninformed``: share of the first reader's
        applicable answers that are *no information*.

    Notes
    -----
    Cohen's kappa: (observed - expected) / (1 - expected), expected from each reader's own shares.
    """
    firm = {"PY": "Y", "PN": "N"}
    first, second = (answers(reader)["answer"].replace(firm) for reader in READERS)
    judged = judgements()
    domains = judged[judged["domain"] != OVERALL]
    applicable = first[first != "NA"]
    return {
        "answers": len(first),
        "same_answers": int((first == second).sum()),
        "kappa": kappa(first, second),
        "judgements": len(domains),
        "same_judgements": int((~domains["differ"]).sum()),
        "uninformed": float((applicable == NO_INFORMATION).mean()),
    }


def kappa(first: pd.Series, second: pd.Series) -> float:
    """Cohen's kappa of two readers' categories; nan if both always say one and the same.

    Examples
    --------
    >>> round(kappa(pd.Series(list("aabb")), pd.Series(list("aaba"))), 2)
    0.5
    """
    observed = float((first.to_numpy() == second.to_numpy()).mean())
    shares = [readings.value_counts(normalize=True) for readings in (first, second)]
    expected = float(shares[0].mul(shares[1], fill_value=0).sum())
    return (observed - expected) / (1 - expected) if expected < 1 else float("nan")


def reason_of(row: pd.Series) -> str:
    """How the rules came to the judgement that counts, and the other reader's if it differs.

    Examples
    --------
    >>> told = {"first": "high", "second": "low", "differ": True, "first_path": "High: not told.",
    ...     "second_path": "Low: all told."}
    >>> reason_of(pd.Series(told | {"shown": UNTOLD}))[:64]
    'First reader, too little read to judge: Too little read to judge'
    """
    reason = row["first_path"]
    if row["differ"]:
        reason = (
            f"First reader, {row['first']}: {row['first_path']} Second reader, "
            f"{row['second']}: {row['second_path']}"
        )
    if row["shown"] != UNTOLD:
        return reason
    # All that is high here is so for want of information, and is called what it is shown as.
    return HIGH_AS_TOLD.sub(
        lambda high: UNTOLD.capitalize() if high[0] == "High" else UNTOLD, reason
    )
