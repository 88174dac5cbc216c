"""The form of the tool: its domains, signalling questions, and the answers that each allows.

Crossover trials have a further domain, period and carry-over. No published source of its questions
or of its rules has been seen: its questions are listed as *not confirmed*, no rule reads them, and
a person has to judge the domain.
"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd


class Answer(StrEnum):
    """What a signalling question can be answered with."""

    YES = "Y"
    PROBABLY_YES = "PY"
    PROBABLY_NO = "PN"
    NO = "N"
    NO_INFORMATION = "NI"
    NOT_APPLICABLE = "NA"


YES, NO, NO_INFORMATION, NOT_APPLICABLE = (
    Answer.YES,
    Answer.NO,
    Answer.NO_INFORMATION,
    Answer.NOT_APPLICABLE,
)
ACTS_LIKE = {Answer.PROBABLY_YES: YES, Answer.PROBABLY_NO: NO}


class Risk(StrEnum):
    """Judgement of a domain or of a whole result, from the best to the worst."""

    LOW = "low"
    SOME_CONCERNS = "some concerns"
    HIGH = "high"


class Domain(StrEnum):
    """Ways in which bias comes about; of the two on deviations a result is judged on one."""

    RANDOMISATION = "randomisation"
    PERIODS = "period and carry-over"
    ASSIGNMENT = "deviations, effect of assignment"
    ADHERING = "deviations, effect of adhering"
    MISSING = "missing outcome data"
    MEASUREMENT = "measurement"
    SELECTION = "selection of the reported result"


class Variant(StrEnum):
    """Version of the tool: by the design of the trial and the effect that is of interest."""

    ASSIGNMENT = "effect of assignment"
    ADHERING = "effect of adhering"
    CROSSOVER_ASSIGNMENT = "crossover, effect of assignment"
    CROSSOVER_ADHERING = "crossover, effect of adhering"


OVERALL = "overall"
_LAST = (Domain.MISSING, Domain.MEASUREMENT, Domain.SELECTION)
DOMAINS = {
    Variant.ASSIGNMENT: (Domain.RANDOMISATION, Domain.ASSIGNMENT, *_LAST),
    Variant.ADHERING: (Domain.RANDOMISATION, Domain.ADHERING, *_LAST),
    Variant.CROSSOVER_ASSIGNMENT: (Domain.RANDOMISATION, Domain.PERIODS, Domain.ASSIGNMENT, *_LAST),
    Variant.CROSSOVER_ADHERING: (Domain.RANDOMISATION, Domain.PERIODS, Domain.ADHERING, *_LAST),
}


@dataclass(frozen=True)
class Question:
    """One signalling question.

    Attributes
    ----------
    domain : Domain
    identifier : str
        Number in the tool; 2.1 to 2.6 mean different things in the two domains on deviations.
    about : str
        What it asks, in a few words.
    text : str
        The question, paraphrased.
    asked_if : str
        Answers to earlier questions that make it apply, or *always*.
    answers : tuple of Answer
        What the form offers.
    confirmed : bool
        Whether independent transcriptions of the published tool agree on it.
    """

    domain: Domain
    identifier: str
    about: str
    text: str
    asked_if: str
    answers: tuple[Answer, ...]
    confirmed: bool = True


STANDARD = tuple(answer for answer in Answer if answer is not NOT_APPLICABLE)
CONDITIONAL = (NOT_APPLICABLE, *STANDARD)
EVIDENCE = (NOT_APPLICABLE, *(answer for answer in STANDARD if answer is not NO_INFORMATION))

_AWARE = (
    (
        "2.1",
        "participants aware",
        "While the trial ran, did the people in it know what they were given?",
        "always",
        STANDARD,
    ),
    (
        "2.2",
        "carers aware",
        "Did those who looked after them, or who gave the interventions, know it?",
        "always",
        STANDARD,
    ),
)
_QUESTIONS = {
    Domain.RANDOMISATION: (
        (
            "1.1",
            "sequence random",
            "Did chance alone make the order of assignment, such as random numbers or drawn lots?",
            "always",
            STANDARD,
        ),
        (
            "1.2",
            "allocation concealed",
            "Was each assignment impossible to foresee until the person was irrevocably in the "
            "trial?",
            "always",
            STANDARD,
        ),
        (
            "1.3",
            "baseline differences beyond chance",
            "Did the groups start out so unlike each other that the randomisation is in doubt?",
            "always",
            STANDARD,
        ),
    ),
    Domain.ASSIGNMENT: (
        *_AWARE,
        (
            "2.3",
            "deviations owing to the trial",
            "Was another intervention given or taken than intended, because this was a trial?",
            "2.1 or 2.2 is Y, PY or NI",
            CONDITIONAL,
        ),
        (
            "2.4",
            "deviations affected the outcome",
            "Is it probable that this made a difference to the outcome?",
            "2.3 is Y or PY",
            CONDITIONAL,
        ),
        (
            "2.5",
            "deviations balanced",
            "Did it happen to a like extent in each group?",
            "2.4 is Y, PY or NI",
            CONDITIONAL,
        ),
        (
            "2.6",
            "analysis by assignment",
            "Were people counted where chance had put them, whatever they took (intention to "
            "treat, also with those left out whose outcome is missing)?",
            "always",
            STANDARD,
        ),
        (
            "2.7",
            "wrong grouping matters",
            "Could counting people elsewhere, or not at all, have moved the result by much?",
            "2.6 is N, PN or NI",
            CONDITIONAL,
        ),
    ),
    Domain.ADHERING: (
        *_AWARE,
        (
            "2.3",
            "other treatments balanced",
            "Did each group get important treatments outside the protocol to a like extent?",
            "2.1 or 2.2 is Y, PY or NI, and it applies",
            CONDITIONAL,
        ),
        (
            "2.4",
            "failures of delivery",
            "Was the intervention given so imperfectly that the outcome may have changed?",
            "it applies",
            CONDITIONAL,
        ),
        (
            "2.5",
            "non-adherence",
            "Did people keep to their intervention so badly that outcomes may have changed?",
            "it applies",
            CONDITIONAL,
        ),
        (
            "2.6",
            "analysis suits adherence",
            "Can the method of analysis tell what adhering does, in spite of all this?",
            "2.3 is N, PN or NI, or 2.4 or 2.5 is Y, PY or NI",
            CONDITIONAL,
        ),
    ),
    Domain.MISSING: (
        (
            "3.1",
            "outcomes nearly complete",
            "Was the outcome observed in everyone who was randomised, or all but very few? "
            "A value that was filled in was not observed.",
            "always",
            STANDARD,
        ),
        (
            "3.2",
            "shown to be unbiased",
            "Does anything show that the gaps did not bias the result? Filling them in, such as "
            "with the last value, does not show it.",
            "3.1 is N, PN or NI",
            EVIDENCE,
        ),
        (
            "3.3",
            "missingness could depend on the outcome",
            "Can those who fared otherwise have dropped out more easily?",
            "3.2 is N or PN",
            CONDITIONAL,
        ),
        (
            "3.4",
            "missingness likely depends on the outcome",
            "Is it probable that people are missing because of how they fared?",
            "3.3 is Y, PY or NI",
            CONDITIONAL,
        ),
    ),
    Domain.MEASUREMENT: (
        (
            "4.1",
            "method unsuitable",
            "Is this a poor way to measure the outcome: not valid, or blind to real changes?",
            "always",
            STANDARD,
        ),
        (
            "4.2",
            "measurement differs between groups",
            "Can one group have been measured, or its events been found, in another way?",
            "always",
            STANDARD,
        ),
        (
            "4.3",
            "assessors aware",
            "Did whoever rated the outcome know the group? Whoever fills in a scale about "
            "themselves is the one who rates.",
            "4.1 and 4.2 are N, PN or NI",
            CONDITIONAL,
        ),
        (
            "4.4",
            "awareness could affect ratings",
            "Can a rating of this outcome be swayed by knowing the group?",
            "4.3 is Y, PY or NI",
            CONDITIONAL,
        ),
        (
            "4.5",
            "awareness likely affected ratings",
            "Is it probable that it was swayed?",
            "4.4 is Y, PY or NI",
            CONDITIONAL,
        ),
    ),
    Domain.SELECTION: (
        (
            "5.1",
            "plan kept",
            "Did the analysis keep to a plan that was final before outcomes were seen by group?",
            "always",
            STANDARD,
        ),
        (
            "5.2",
            "chosen among measurements",
            "Was this result probably chosen for what it shows, out of several scales, definitions "
            "or times of the outcome?",
            "always",
            STANDARD,
        ),
        (
            "5.3",
            "chosen among analyses",
            "Was it probably chosen for what it shows, out of several ways to analyse the data?",
            "always",
            STANDARD,
        ),
    ),
}
# From one copy that warns of itself. 5.4 stands with the fifth domain there; as no rule that is
# known reads it, it stands here with what the judge of the period domain has to weigh.
_NOT_CONFIRMED = (
    (
        "S.1",
        "carry-over improbable",
        "Had the first intervention probably ceased to act when the second was judged?",
    ),
    (
        "S.2",
        "washout long enough",
        "Was there a break between the periods, and was it long enough for this intervention?",
    ),
    (
        "S.3",
        "unbiased data at hand",
        "Does the report give data that carry-over cannot have biased?",
    ),
    ("S.4", "paired analysis", "Did the analysis compare each person with himself or herself?"),
    (
        "5.4",
        "first period by test",
        "Was the first period reported alone because a test had found carry-over?",
    ),
)
QUESTIONS = tuple(
    Question(domain, *columns) for domain, rows in _QUESTIONS.items() for columns in rows
) + tuple(
    Question(Domain.PERIODS, *columns, "the trial is a crossover trial", STANDARD, confirmed=False)
    for columns in _NOT_CONFIRMED
)
BY_PLACE = {(question.domain, question.identifier): question for question in QUESTIONS}
NUMBERS = {
    domain: tuple(question.identifier for question in QUESTIONS if question.domain is domain)
    for domain in Domain
}


def questions(variant: str) -> pd.DataFrame:
    """Signalling questions of a variant of the tool, in the order of its form.

    Parameters
    ----------
    variant : str
        One of `Variant`.

    Returns
    -------
    pandas.DataFrame
        ``domain``, ``question`` (its number), ``about``, ``text`` (paraphrased), ``asked_if``,
        ``answers`` (separated by blanks) and ``status``: *confirmed* where independent
        transcriptions of the tool [sterne2019]_ agree, *not confirmed* where a single copy was
        seen (the period domain of crossover trials).

    Raises
    ------
    ValueError
        If there is no such variant.

    Examples
    --------
    >>> table = questions("effect of assignment")
    >>> len(table), table["question"].iloc[0], table["answers"].iloc[0]
    (22, '1.1', 'Y PY PN N NI')
    """
    check_member(variant, tuple(Variant), "variant")
    rows = [
        {
            "domain": str(domain),
            "question": question.identifier,
            "about": question.about,
            "text": question.text,
            "asked_if": question.asked_if,
            "answers": " ".join(question.answers),
            "status": "confirmed" if question.confirmed else "not confirmed",
        }
        for domain in DOMAINS[Variant(variant)]
        for question in (BY_PLACE[domain, number] for number in NUMBERS[domain])
    ]
    return pd.DataFrame(rows)


def check_member(value, allowed, column: str, place: str = "") -> None:
    """Raise an error that names place, column, value and remedy, unless the value is allowed."""
    if not (isinstance(value, str) and value in allowed):
        remedy = f"write one of {listed(allowed)}" if allowed else "none is possible here"
        raise ValueError(f"{place}{column}: {value!r} does not fit here: {remedy}")


def listed(values) -> str:
    """Values after each other, as a message names them."""
    # Domains have commas in their names.
    mark = "; " if any("," in value for value in values) else ", "
    return mark.join(values)
