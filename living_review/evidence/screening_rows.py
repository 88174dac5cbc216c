"""Decisions of screening: each exclusion names the rule that the record fails."""

from living_review.evidence.eligibility import eligibility_rules
from living_review.evidence.problems import Problem, Rows, lines


def check_screening(read: Rows) -> list[Problem]:
    """Exclusions without a rule, rules that are none or out of place, texts missing too early.

    Parameters
    ----------
    read : dict
        Rows of each table, by its name.

    Returns
    -------
    list of Problem
        In the order of the rows; empty when nothing is wrong.
    """
    decided = list(lines(read, "screening_decisions"))
    if not decided:
        return []
    rules = eligibility_rules()
    problems = []
    for line in decided:
        excluded, rule = line["decision"] == "exclude", line["rule"]
        if excluded and rule not in rules:
            wrong = "is no rule of eligibility in protocol.yaml" if rule else "is blank"
            remedy = f"name the rule that the record fails: {', '.join(rules)}"
            problems.append(line.problem("rule", wrong, remedy))
        elif rule and not excluded:
            wrong = f"is a rule that a record fails, and the decision is {line['decision']}"
            problems.append(line.problem("rule", wrong, "leave it blank, or write exclude"))
        if line["decision"] == "not retrieved" and line["stage"] != "full text":
            wrong = "is said before any full text was looked for"
            problems.append(line.problem("decision", wrong, "write unsure, or the stage full text"))
    return problems
