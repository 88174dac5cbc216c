"""Judgements of studies, domain by domain and overall, from a table of signalling answers."""

import pandas as pd

from living_review.synthesis.risk_of_bias.algorithms import judge_domain, worst
from living_review.synthesis.risk_of_bias.form import (
    BY_PLACE,
    DOMAINS,
    NUMBERS,
    OVERALL,
    Answer,
    Domain,
    Risk,
    Variant,
    check_member,
    listed,
)

COLUMNS = ("study", "variant", "domain", "question", "answer")
PERSONAL_COLUMNS = ("study", "judgement", "judge", "reason")


def judge_study(
    answers: pd.DataFrame,
    override: pd.DataFrame | None = None,
    periods: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judgements of every domain, and overall, from a table of signalling answers.

    Parameters
    ----------
    answers : pandas.DataFrame
        A row per answer: ``study`` (what is judged: a result of a trial), ``variant`` (one of
        `Variant`, the same in all rows of a study), ``domain``, ``question``, ``answer``. Further
        columns are not read. A question without an answer has no row.
    override : pandas.DataFrame, optional
        ``study``, ``judgement``, ``judge``, ``reason``: who finds that some concerns in several
        domains add up to *high*, and why. Nothing else can be changed that way.
    periods : pandas.DataFrame, optional
        The same columns: who judges the period domain of a crossover trial how, and why. It has a
        row for each crossover trial, as no rules of that domain were confirmed.

    Returns
    -------
    pandas.DataFrame
        ``study``, ``domain``, ``judgement``, ``path`` and ``some_concerns`` (how many of the
        domains in the row were judged so). Studies in the order of the table, domains in that of
        the form, and after them a row whose domain is *overall*.

    Raises
    ------
    ValueError
        If a row is not sound (it names row, column, value and remedy), an answer that the rules
        come to is missing, or a person's judgement is missing or is not one that a person can make.

    Notes
    -----
    Overall [sterne2019]_: low if every domain is low; high if any domain is high, or if a person
    finds that some concerns in several domains together lower confidence substantially; otherwise
    some concerns. Their number alone never makes it high.

    Examples
    --------
    >>> from living_review.synthesis.risk_of_bias.form import questions
    >>> good = {"1.1": "Y", "1.2": "Y", "1.3": "N", "2.1": "N", "2.2": "N", "2.6": "Y",
    ...         "3.1": "N", "3.2": "N", "3.3": "Y", "3.4": "PN", "4.1": "N", "4.2": "N",
    ...         "4.3": "N", "5.1": "NI", "5.2": "N", "5.3": "N"}
    >>> form = questions("effect of assignment").query("question in @good")
    >>> table = form.assign(study="Trial 1", variant="effect of assignment",
    ...                     answer=form["question"].map(good))
    >>> judge_study(table)[["domain", "judgement", "some_concerns"]]
                                 domain      judgement  some_concerns
    0                     randomisation            low              0
    1  deviations, effect of assignment            low              0
    2              missing outcome data  some concerns              1
    3                       measurement            low              0
    4  selection of the reported result  some concerns              1
    5                           overall  some concerns              2
    >>> more = pd.DataFrame({"study": ["Trial 1"], "judgement": ["high"], "judge": ["A. Reader"],
    ...                      "reason": ["both flaws favour the drug"]})
    >>> judge_study(table, override=more)["judgement"].iloc[-1]
    'high'
    """
    variants, given = _read_answers(answers)
    raised = _read_judgements(override, "override", (Risk.HIGH,), list(variants))
    crossover = [study for study in variants if Domain.PERIODS in DOMAINS[variants[study]]]
    judged = _read_judgements(periods, "periods", tuple(Risk), crossover)
    rows = []
    for study, variant in variants.items():
        domains = [
            (domain, *_judge_one(study, domain, given[study].get(domain, {}), judged))
            for domain in DOMAINS[variant]
        ]
        rows += [
            (study, str(domain), str(risk), path, int(risk is Risk.SOME_CONCERNS))
            for domain, risk, path in domains
        ]
        rows.append((study, OVERALL, *_overall(study, domains, raised.get(study))))
    table = pd.DataFrame(rows, columns=["study", "domain", "judgement", "path", "some_concerns"])
    return table.astype({"some_concerns": int})


def _judge_one(study: str, domain: Domain, given: dict, judged: dict) -> tuple[Risk, str]:
    if domain is Domain.PERIODS:
        return _judged_by_a_person(study, given, judged)
    try:
        return judge_domain(domain, given)[:2]
    except ValueError as error:
        raise ValueError(f"study {study!r}: {error}") from None


def _judged_by_a_person(study: str, given: dict, judged: dict) -> tuple[Risk, str]:
    if study not in judged:
        raise ValueError(
            f"study {study!r} is a crossover trial, and no rules of its domain "
            f"'{Domain.PERIODS}' were confirmed: enter a person's judgement in the table of periods"
        )
    row = judged[study]
    told = "; ".join(
        f"{identifier} {BY_PLACE[Domain.PERIODS, identifier].about}: "
        f"{Answer(answer).name.lower().replace('_', ' ')}"
        for identifier, answer in given.items()
    )
    risk = Risk(row["judgement"])
    path = f"{risk.capitalize()}, as {row['judge']} judges: {row['reason']}"
    return risk, f"{told}. No confirmed rule reads these. {path}" if told else path


def _overall(study: str, domains: list, raised: dict | None) -> tuple[str, str, int]:
    """Overall judgement, how it came about, and in how many domains there are some concerns."""
    risk = worst(row[1] for row in domains)
    named = listed([str(row[0]) for row in domains if row[1] is risk])
    some = sum(row[1] is Risk.SOME_CONCERNS for row in domains)
    if raised is not None:
        if risk is not Risk.SOME_CONCERNS or some < 2:
            found = f"{risk} overall, with some concerns in {some} of {len(domains)} domains"
            raise ValueError(
                f"study {study!r}: its row in the table of overrides makes it high, but it is "
                f"{found}: only some concerns in several domains can add up to high; take it out"
            )
        path = f"Some concerns in {named}; {raised['judge']} finds that they add up to high: "
        return str(Risk.HIGH), path + raised["reason"], some
    if risk is Risk.LOW:
        return str(risk), "Low in every domain.", some
    return str(risk), f"{risk.capitalize()} in {named}.", some


def _read_answers(table: pd.DataFrame) -> tuple[dict[str, Variant], dict[str, dict]]:
    """Variant of each study, and its answers per domain; or an error that names the bad row."""
    variants: dict[str, Variant] = {}
    given: dict[str, dict] = {}
    for label, row in _rows(table, COLUMNS, "answers"):
        place, study = f"row {label!r} of the table of answers, column ", row["study"]
        _filled(row, ("study",), place)
        check_member(row["variant"], tuple(Variant), "variant", place)
        variant = variants.setdefault(study, Variant(row["variant"]))
        if variant != row["variant"]:
            raise ValueError(
                f"{place}variant: {row['variant']!r} after '{variant}' for study "
                f"{study!r}: give each judged result its own study"
            )
        check_member(row["domain"], DOMAINS[variant], "domain", place)
        domain = Domain(row["domain"])
        check_member(row["question"], NUMBERS[domain], "question", place)
        question = BY_PLACE[domain, row["question"]]
        check_member(row["answer"], question.answers, "answer", place)
        seen = given.setdefault(study, {}).setdefault(domain, {})
        if question.identifier in seen:
            raise ValueError(
                f"{place}question: {question.identifier!r} of domain '{domain}' is "
                f"answered twice for study {study!r}: keep one row"
            )
        seen[question.identifier] = row["answer"]
    return variants, given


def _read_judgements(
    table: pd.DataFrame | None, name: str, allowed: tuple[Risk, ...], studies: list[str]
) -> dict[str, dict]:
    """Rows of a table of people's judgements by study, or an error that names the bad row."""
    judged: dict[str, dict] = {}
    for label, row in [] if table is None else _rows(table, PERSONAL_COLUMNS, name):
        place = f"row {label!r} of the table of {name}, column "
        _filled(row, ("study", "judge", "reason"), place)
        check_member(row["study"], studies, "study", place)
        check_member(row["judgement"], allowed, "judgement", place)
        if row["study"] in judged:
            raise ValueError(f"{place}study: {row['study']!r} stands twice: keep one row")
        judged[row["study"]] = row
    return judged


def _rows(table: pd.DataFrame, columns: tuple[str, ...], name: str):
    """Labels and rows of a table that has the columns once each, or an error."""
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"the table of {name} is {table!r}: give a pandas.DataFrame")
    for column in columns:
        count = sum(isinstance(name, str) and name == column for name in table.columns)
        if count != 1:
            raise ValueError(
                f"the table of {name} has {count} columns {column!r}: "
                f"it needs each of {listed(columns)} once"
            )
    return zip(table.index, table[list(columns)].to_dict("records"), strict=True)


def _filled(row: dict, columns: tuple[str, ...], place: str) -> None:
    for column in columns:
        if not (isinstance(row[column], str) and row[column].strip()):
            raise ValueError(f"{place}{column}: {row[column]!r} names nothing: write a text")
