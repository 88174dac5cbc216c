"""One trial or one publication under two keys."""

import re
from collections.abc import Callable, Iterator

from living_review.evidence import dois, tables
from living_review.evidence.problems import Line, Problem, Rows, lines

# A number in a register has letters and several digits, such as NCT01234567.
REGISTERED = re.compile(r"[A-Z]*[0-9][A-Z0-9]{5,}")
LETTERS = re.compile(r"[\W_]+")
LONG_TITLE = 25  # letters; a shorter title may well be that of two publications
EQUAL_RESULT = "equal results of two trials"
SAME = "if they are the same people, say so in same_people_as of one of them"


def title_key(title: str) -> str:
    """A title as it is compared: letters and digits alone; blank where it says too little."""
    plain = LETTERS.sub("", re.sub(r"\\[a-z]+|[{}]", "", title)).casefold()
    return plain if len(plain) >= LONG_TITLE else ""


def registrations(text: str) -> list[str]:
    """Numbers in registers that a cell names, as they are compared.

    Examples
    --------
    >>> registrations("ABCD 2001-123456-78; nct 01234567")
    ['ABCD200112345678', 'NCT01234567']
    >>> registrations("registered, without a number")
    []
    """
    parts = (LETTERS.sub("", part).upper() for part in re.split(r"[;,]| and ", text))
    return [part for part in parts if REGISTERED.fullmatch(part)]


def check_duplicates(read: Rows) -> list[Problem]:
    """Trials and publications that stand under two keys, and results that stand twice."""
    try:
        entries = tables.bibliography()
    except Exception:  # told with the bibliography
        entries = {}
    problems = list(_wrong_twins(read))
    for table, key in (("trials", "trial"), ("publications", "source")):
        for column, what, marks in _identifying(table, key, entries):
            problems += _shared(list(lines(read, table)), key, column, what, marks)
    return [*problems, *_others_registration(read), *_equal_results(read)]


def _identifying(table: str, key: str, entries: dict) -> Iterator[tuple[str, str, Callable]]:
    """Column to name, what is shared, and the values by which a row is known."""

    def field(name: str, form: Callable[[str], str]) -> Callable:
        return lambda line: [form(entries.get(line[key], {}).get(name, ""))]

    yield key, "DOI", field("doi", dois.same)
    if table == "trials":
        yield "registration", "number in a register", lambda t: registrations(t["registration"])
    else:
        yield "pubmed_id", "PubMed identifier", lambda line: [line["pubmed_id"].lstrip("0")]
    yield key, "title", field("title", title_key)


def _shared(
    rows: list[Line], key: str, column: str, what: str, marks: Callable
) -> Iterator[Problem]:
    first: dict[str, Line] = {}
    for line in rows:
        for mark in filter(None, marks(line)):
            other = first.setdefault(mark, line)
            if other is line or (key == "trial" and _told_same(other, line)):
                continue
            wrong = (
                f"{line[key]} has the {what} of {other[key]} in line {other.number}, so that one "
                f"{'trial' if key == 'trial' else 'publication'} would count twice"
            )
            remedy = f"keep one of the two{'; ' + SAME if key == 'trial' else ''}"
            yield line.problem(column, wrong, remedy)


def _told_same(one: Line, other: Line) -> bool:
    same = {one["same_people_as"] or one["trial"], other["same_people_as"] or other["trial"]}
    return len(same) == 1


def _wrong_twins(read: Rows) -> Iterator[Problem]:
    """Trials that name as their other self one that is not there, or that names another."""
    named = {line["trial"]: line["same_people_as"] for line in lines(read, "trials")}
    for line in lines(read, "trials"):
        other = line["same_people_as"]
        if other == line["trial"] and other:
            yield line.problem("same_people_as", "names itself", "name the other trial")
        elif other and other not in named:
            yield line.problem(
                "same_people_as", "is no trial of this table", "name the key of a trial"
            )
        elif other and named[other]:
            wrong = f"is itself said to be of the people of {named[other]}, so that neither counts"
            yield line.problem("same_people_as", wrong, "let one of them stand by itself")


def _others_registration(read: Rows) -> Iterator[Problem]:
    """Registrations that are another trial's by the table of registered trials."""
    owner = {
        mark: line
        for line in lines(read, "registered_trials")
        if line["trial"]
        for mark in registrations(line["registration"])
    }
    twins = {line["trial"]: line["same_people_as"] for line in lines(read, "trials")}
    for line in lines(read, "trials"):
        for mark in registrations(line["registration"]):
            other = owner[mark]["trial"] if mark in owner else line["trial"]
            if line["trial"] not in (other, twins.get(other)) and twins[line["trial"]] != other:
                wrong = f"belongs to {other} by data/registered_trials.csv:{owner[mark].number}"
                yield line.problem("registration", wrong, "correct one of the two rows")


def _equal_results(read: Rows) -> Iterator[Problem]:
    """Main results of two trials with the same means, spreads and sizes."""
    groups = {line["row_id"]: line for line in lines(read, "group_statistics")}
    first: dict[tuple, Line] = {}
    for line in lines(read, "trial_results"):
        pair = [groups.get(line[which]) for which in ("first", "second")]
        if line["main"] != "yes" or None in pair:
            continue
        printed = tuple(group[name] for group in pair for name in ("value", "spread"))
        other = first.setdefault(printed, line)
        if other["trial"] != line["trial"] and all(printed):
            wrong = (
                f"names the same means and spreads as {other['row_id']} of {other['trial']}: "
                f"{' ± '.join(printed[:2])} and {' ± '.join(printed[2:])}"
            )
            remedy = (
                f"look at both sources; {SAME}; if two trials do report the same, add a row to "
                "data/confirmed_as_printed.csv"
            )
            yield line.problem("first", wrong, remedy, EQUAL_RESULT)
