"""Risk of bias of a randomised trial's result: from signalling answers to judgements.

The second version of Cochrane's tool [sterne2019]_, called RoB 2: reviewers answer signalling
questions, fixed rules turn the answers into a judgement of each domain, and the domains into an
overall judgement. What is judged is one result of one trial, not the trial as a whole.

*Yes* and *probably yes* act alike, and so do *no* and *probably no*. *No information* never helps
more than the better answer nor harms more than the worse one: in 1.1, 1.3 and 4.1 it counts as
the better one, in 1.2, 2.3 (effect of assignment), 4.2, 5.2 and 5.3 it stands between them, in all
others it counts as the worse one. With that order a worse answer never improves a judgement.

Crossover trials have a further domain, period and carry-over. No published source of its
questions or of its rules has been seen: its questions are listed as *not confirmed*, no rule reads
them, and a person has to judge the domain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

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
    _member(variant, tuple(Variant), "variant")
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


Conclusion = tuple[Risk, str]
Ask = Callable[..., Answer]


def _randomisation(ask: Ask) -> Conclusion:
    concealed = ask("1.2")
    if concealed is NO:
        return Risk.HIGH, "assignments could be foreseen"
    if concealed is YES and ask("1.1") is NO:
        return Risk.SOME_CONCERNS, "concealed, but the order was not left to chance"
    doubtful = ask("1.3") is YES
    if concealed is YES:
        if doubtful:
            return Risk.SOME_CONCERNS, "concealed, but the groups started out unlike"
        return Risk.LOW, "concealed, and nothing speaks against chance"
    if doubtful:
        return Risk.HIGH, "concealment is not known, and the groups started out unlike"
    return Risk.SOME_CONCERNS, "concealment is not known"


def _somebody_aware(ask: Ask) -> bool:
    # Both are asked, even where the first settles it: the rule reads them together.
    return [ask("2.1"), ask("2.2")] != [NO, NO]


def _deviations(ask: Ask) -> Conclusion:
    if not _somebody_aware(ask):
        return Risk.LOW, "nobody knew the groups"
    deviations = ask("2.3")
    if deviations is NO:
        return Risk.LOW, "no deviations owing to the trial"
    if deviations is NO_INFORMATION:
        return Risk.SOME_CONCERNS, "deviations are not known"
    if ask("2.4") is NO:
        return Risk.SOME_CONCERNS, "deviations that hardly mattered"
    if ask("2.5") is YES:
        return Risk.SOME_CONCERNS, "deviations that may matter, alike in the groups"
    return Risk.HIGH, "deviations that may matter, not known to be alike in the groups"


def _analysis(ask: Ask) -> Conclusion:
    if ask("2.6") is YES:
        return Risk.LOW, "people were analysed as assigned"
    if ask("2.7") is NO:
        return Risk.SOME_CONCERNS, "not analysed as assigned, which can hardly matter"
    return Risk.HIGH, "not analysed as assigned, which may matter"


def _adhering(ask: Ask) -> Conclusion:
    unequal = _somebody_aware(ask) and ask("2.3", NOT_APPLICABLE) in (NO, NO_INFORMATION)
    # Both are asked, even where the first settles it, as with 2.1 and 2.2.
    if not unequal and not {YES, NO_INFORMATION} & {
        ask("2.4", NOT_APPLICABLE),
        ask("2.5", NOT_APPLICABLE),
    }:
        return Risk.LOW, "delivered and kept to, without unequal further treatment"
    if ask("2.6") is YES:
        return Risk.SOME_CONCERNS, "departures that the analysis allows for"
    return Risk.HIGH, "departures that the analysis is not known to allow for"


def _missing(ask: Ask) -> Conclusion:
    if ask("3.1") is YES:
        return Risk.LOW, "outcomes are nearly complete"
    if ask("3.2") is YES:
        return Risk.LOW, "outcomes are missing, shown not to bias the result"
    if ask("3.3") is NO:
        return Risk.LOW, "outcomes are missing whatever they were"
    if ask("3.4") is NO:
        return Risk.SOME_CONCERNS, "outcomes could be missing because of what they were"
    return Risk.HIGH, "outcomes may well be missing because of what they were"


def _measurement(ask: Ask) -> Conclusion:
    if ask("4.1") is YES:
        return Risk.HIGH, "measured in an unsuitable way"
    differs = ask("4.2")
    if differs is YES:
        return Risk.HIGH, "measured differently in the groups"
    if ask("4.3") is NO:
        reason = "assessors did not know the groups"
    elif ask("4.4") is NO:
        reason = "knowing the groups cannot sway this outcome"
    elif ask("4.5") is NO:
        return Risk.SOME_CONCERNS, "knowing the groups could sway this outcome"
    else:
        return Risk.HIGH, "knowing the groups may well have swayed this outcome"
    if differs is NO:
        return Risk.LOW, reason
    return Risk.SOME_CONCERNS, f"{reason}, but measurement may differ between them"


def _selection(ask: Ask) -> Conclusion:
    chosen = {ask("5.2"), ask("5.3")}
    if YES in chosen:
        return Risk.HIGH, "probably chosen for what it shows"
    if NO_INFORMATION in chosen:
        return Risk.SOME_CONCERNS, "not known whether it was chosen for what it shows"
    if ask("5.1") is YES:
        return Risk.LOW, "analysed as planned, and not chosen for what it shows"
    return Risk.SOME_CONCERNS, "not chosen for what it shows, but not known to be planned"


# Parts of one domain are judged apart; the worse one counts.
ALGORITHMS = {
    Domain.RANDOMISATION: (_randomisation,),
    Domain.ASSIGNMENT: (_deviations, _analysis),
    Domain.ADHERING: (_adhering,),
    Domain.MISSING: (_missing,),
    Domain.MEASUREMENT: (_measurement,),
    Domain.SELECTION: (_selection,),
}


class Judgement(NamedTuple):
    """Judgement of one domain.

    Attributes
    ----------
    risk : Risk
    path : str
        The answers that the rules read, in the order of reading, and what followed from them.
    reached : tuple of str
        Numbers of the questions that the rules read, in that order.
    """

    risk: Risk
    path: str
    reached: tuple[str, ...]


def judge_domain(domain: str, answers: Mapping[str, str]) -> Judgement:
    """Judgement of one domain from the answers to its signalling questions.

    Parameters
    ----------
    domain : str
        One of `Domain`, other than the period domain.
    answers : Mapping
        Number of the question → answer. Questions that the rules do not come to may be missing,
        *NA* where the form offers it, or answered: reviewers often answer more than is needed,
        and nothing follows from it.

    Returns
    -------
    Judgement
        The risk, the path in words, and the questions that the rules came to.

    Raises
    ------
    ValueError
        If the domain, a question or an answer is unknown; if a question that the rules come to
        has no answer, or *NA* where that settles nothing; or if the domain has no confirmed rules.

    Notes
    -----
    Rules of the guidance of 22 August 2019 [sterne2019]_, as independent transcriptions of its
    diagrams agree on them. Three places where copies differ: 1.1 *no* gives some concerns though
    allocation was concealed and the groups are alike, 4.1 *no information* counts as *no*, and
    3.2 offers no *no information*. *NA* is read in 2.3 to 2.5 of the effect of adhering only,
    where it counts as the better answer; the rules of that domain were confirmed by fewer
    transcriptions than the others (a diagram and two programs). Questions that a rule reads
    together (2.1 with 2.2, 2.4 with 2.5 on adhering, 5.2 with 5.3) need an answer each.

    Examples
    --------
    >>> result = judge_domain("randomisation", {"1.1": "PY", "1.2": "NI", "1.3": "N"})
    >>> print(result.path)
    1.2 allocation concealed: no information; 1.3 baseline differences beyond chance: no.
    Some concerns: concealment is not known.
    >>> result.risk, result.reached
    (<Risk.SOME_CONCERNS: 'some concerns'>, ('1.2', '1.3'))
    """
    _member(domain, tuple(Domain), "domain")
    domain = Domain(domain)
    if domain not in ALGORITHMS:
        raise ValueError(
            f"domain '{domain}': no rules of it were confirmed, so that a person has to judge it: "
            "enter that judgement in the table of periods that judge_study takes"
        )
    given = _given(domain, answers)
    sentences, risks, reached = [], [], []
    for part in ALGORITHMS[domain]:
        steps: list[str] = []
        risk, reason = part(_asking(domain, given, steps, reached))
        sentences.append(f"{'; '.join(steps)}. {risk.capitalize()}: {reason}.")
        risks.append(risk)
    if len(risks) > 1:
        sentences.append(f"The worse of both counts: {worst(risks)}.")
    return Judgement(worst(risks), " ".join(sentences), tuple(reached))


def worst(risks) -> Risk:
    """The worst of several judgements.

    Raises
    ------
    ValueError
        If there is none, or one is no judgement.

    Examples
    --------
    >>> str(worst(["low", "some concerns", "low"]))
    'some concerns'
    """
    risks = list(risks)
    if not risks:
        raise ValueError("no judgement was given: the worst of none is not known")
    for risk in risks:
        _member(risk, tuple(Risk), "judgement")
    return max((Risk(risk) for risk in risks), key=tuple(Risk).index)


def _given(domain: Domain, answers: Mapping[str, str]) -> dict[str, Answer]:
    """Answers that the form of a domain allows, or an error that says which one it does not."""
    if not isinstance(answers, Mapping):
        raise ValueError(f"domain '{domain}': answers are {answers!r}: write {{question: answer}}")
    given = {}
    for identifier, answer in answers.items():
        _member(identifier, NUMBERS[domain], "question", f"domain '{domain}', ")
        place = f"domain '{domain}', question {identifier}, "
        _member(answer, BY_PLACE[domain, identifier].answers, "answer", place)
        given[identifier] = Answer(answer)
    return given


def _asking(domain: Domain, given: dict[str, Answer], steps: list[str], reached: list[str]) -> Ask:
    """How the rules read answers: what was read is noted in ``steps`` and ``reached``."""

    def ask(identifier: str, *further: Answer) -> Answer:
        question, answer = BY_PLACE[domain, identifier], given.get(identifier)
        wanted = [a for a in question.answers if a is not NOT_APPLICABLE or a in further]
        if answer not in wanted:
            told = "has no answer" if answer is None else f"is answered {answer}"
            raise ValueError(
                f"domain '{domain}', question {identifier} ({question.about}) {told}, but the "
                f"rules come to it: answer it with {_listed(wanted)}"
            )
        steps.append(f"{identifier} {question.about}: {answer.name.lower().replace('_', ' ')}")
        reached.append(identifier)
        return ACTS_LIKE.get(answer, answer)

    return ask


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
    named = _listed([str(row[0]) for row in domains if row[1] is risk])
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
        _member(row["variant"], tuple(Variant), "variant", place)
        variant = variants.setdefault(study, Variant(row["variant"]))
        if variant != row["variant"]:
            raise ValueError(
                f"{place}variant: {row['variant']!r} after '{variant}' for study "
                f"{study!r}: give each judged result its own study"
            )
        _member(row["domain"], DOMAINS[variant], "domain", place)
        domain = Domain(row["domain"])
        _member(row["question"], NUMBERS[domain], "question", place)
        question = BY_PLACE[domain, row["question"]]
        _member(row["answer"], question.answers, "answer", place)
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
        _member(row["study"], studies, "study", place)
        _member(row["judgement"], allowed, "judgement", place)
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
                f"it needs each of {_listed(columns)} once"
            )
    return zip(table.index, table[list(columns)].to_dict("records"), strict=True)


def _member(value, allowed, column: str, place: str = "") -> None:
    """Raise an error that names place, column, value and remedy, unless the value is allowed."""
    if not (isinstance(value, str) and value in allowed):
        remedy = f"write one of {_listed(allowed)}" if allowed else "none is possible here"
        raise ValueError(f"{place}{column}: {value!r} does not fit here: {remedy}")


def _filled(row: dict, columns: tuple[str, ...], place: str) -> None:
    for column in columns:
        if not (isinstance(row[column], str) and row[column].strip()):
            raise ValueError(f"{place}{column}: {row[column]!r} names nothing: write a text")


def _listed(values) -> str:
    # Domains have commas in their names.
    mark = "; " if any("," in value for value in values) else ", "
    return mark.join(values)
