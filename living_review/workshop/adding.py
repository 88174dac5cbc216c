"""Add a claim, a number, a study or a chapter; write down verdicts that moved."""

import shlex
import sys

from living_review.evidence import tables
from living_review.workshop.saying import fail

SHORT_NAMES = {
    "claim": "claims",
    "statistic": "printed_statistics",
    "confirmation": "confirmed_as_printed",
}
AFTERWARDS = {
    "claim": "Next: tie it to evidence (make new WHAT=claim_evidence), and show it in its chapter, "
    "under a heading: ```{{claim}} {identifier} and a line of ```; the tests ask for both. "
    "Then make reference.",
    "statistic": "Next: name its identifier in a cell of its chapter, so that the number is "
    "recomputed there (the tests ask for it), then make reference.",
    "study": "Next: its numbers, in the table that fits (make new, without more, lists them).",
    "chapter": "Next: make serve, and write where it says so; then make reference. "
    "The tests refuse the page as long as something is left to write.",
}


def make_new(what: str = "", given: dict[str, str] | None = None):
    """Add a claim, a printed statistic, a study, a chapter, a confirmation or a row of any table.

    Parameters
    ----------
    what : str
        One of these, or a table's name; without it, the choices are listed.
    given : dict of str to str, optional
        Column → value; a person at a terminal is asked for the others.
    """
    from living_review.workshop.authoring import chapters, entries

    if not what:
        print("make new WHAT=…, with one of:")
        print("  claim, statistic, study, chapter, confirmation")
        print(f"  or a row of any table: {', '.join(tables.table_names())}")
        return
    given = given or {}
    ask = ask_in_terminal if sys.stdin.isatty() else None
    try:
        if what == "study":
            places = entries.new_study(given, ask)
        elif what == "chapter":
            places = chapters.new_chapter(given, ask)
        else:
            places = entries.new_row(SHORT_NAMES.get(what, what), given, ask)
    except (ValueError, KeyError) as error:
        said = " ".join(shlex.quote(f"{name}={value}") for name, value in given.items())
        fail(
            f"{error.args[0]}\n\nNothing was written. Mend it and call again:\n"
            f"  .venv/bin/python -m living_review new {what} {said}"
        )
    print("\n".join(f"written: {place}" for place in places))
    identifier = places[-1].partition("(")[2].removesuffix(")")
    afterwards = AFTERWARDS.get(what, "Next: make reference, and read what moved.")
    print(afterwards.format(identifier=identifier))


def ask_in_terminal(question) -> str:
    """Ask until the answer is allowed; Enter takes the proposal."""
    print(f"\n{question.in_words()}")
    while True:
        proposal = f" [{question.proposal}]" if question.proposal else ""
        answer = input(f"  {question.column}{proposal} = ").strip() or question.proposal
        refused = question.refusal(answer)
        if not refused:
            return answer
        print(f"  {refused}")


def record_verdicts(why: str = ""):
    """Write down every verdict that moved, with the reason that readers will see."""
    from living_review.workshop.authoring import verdicts

    try:
        lines = verdicts.record_verdicts(why)
    except ValueError as error:
        fail(str(error))
    print("\n".join(lines) or "No verdict moved.")


def confirm_verdicts(claim_ids: list[str]):
    """Say that the judgements of claims still stand on today's evidence."""
    from living_review.workshop.authoring import verdicts

    try:
        print("\n".join(verdicts.confirm(claim_ids)))
    except ValueError as error:
        fail(str(error))
