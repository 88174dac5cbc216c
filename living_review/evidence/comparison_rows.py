"""Rows of printed comparisons whose cells must fit each other."""

from living_review.evidence.problems import Problem

FILE = "data/printed_comparisons.csv"
ONE_CHANGE = "one change against none"


def check_comparisons(read: dict[str, list[dict]]) -> list[Problem]:
    """What the relation of a comparison asks of its rows: two means, or one that is a change."""
    kinds = {row["row_id"]: row.get("kind") for row in read.get("group_statistics", [])}
    problems = []
    for line, row in enumerate(read.get("printed_comparisons", []), 2):
        one = row["relation"] == ONE_CHANGE
        if one and row["second"]:
            wrong = "one change is compared with none, and here is a second row"
            remedy = "leave second blank, or name the relation of the two rows"
            problems.append(Problem(FILE, line, "second", row["second"], wrong, remedy))
        elif not one and not row["second"]:
            wrong, remedy = "is blank", f"name the second row, or write the relation {ONE_CHANGE}"
            problems.append(Problem(FILE, line, "second", "", wrong, remedy))
        if one and kinds.get(row["first"]) != "change":
            wrong = "is not of the kind change in data/group_statistics.csv"
            remedy = "name the row of the change, or name both times and the relation same people"
            problems.append(Problem(FILE, line, "first", row["first"], wrong, remedy))
    return problems
