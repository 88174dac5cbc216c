"""The rules that turn the answers of one domain into its judgement.

*Yes* and *probably yes* act alike, and so do *no* and *probably no*. *No information* never helps
more than the better answer nor harms more than the worse one: in 1.1, 1.3 and 4.1 it counts as
the better one, in 1.2, 2.3 (effect of assignment), 4.2, 5.2 and 5.3 it stands between them, in all
others it counts as the worse one. With that order a worse answer never improves a judgement.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from living_review.synthesis.risk_of_bias.form import (
    ACTS_LIKE,
    BY_PLACE,
    NO,
    NO_INFORMATION,
    NOT_APPLICABLE,
    NUMBERS,
    YES,
    Answer,
    Domain,
    Risk,
    check_member,
    listed,
)

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
        return Risk.LOW, "concealed, and nothing points against chance"
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
    check_member(domain, tuple(Domain), "domain")
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
        check_member(risk, tuple(Risk), "judgement")
    return max((Risk(risk) for risk in risks), key=tuple(Risk).index)


def _given(domain: Domain, answers: Mapping[str, str]) -> dict[str, Answer]:
    """Answers that the form of a domain allows, or an error that says which one it does not."""
    if not isinstance(answers, Mapping):
        raise ValueError(f"domain '{domain}': answers are {answers!r}: write {{question: answer}}")
    given = {}
    for identifier, answer in answers.items():
        check_member(identifier, NUMBERS[domain], "question", f"domain '{domain}', ")
        place = f"domain '{domain}', question {identifier}, "
        check_member(answer, BY_PLACE[domain, identifier].answers, "answer", place)
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
                f"rules come to it: answer it with {listed(wanted)}"
            )
        steps.append(f"{identifier} {question.about}: {answer.name.lower().replace('_', ' ')}")
        reached.append(identifier)
        return ACTS_LIKE.get(answer, answer)

    return ask
