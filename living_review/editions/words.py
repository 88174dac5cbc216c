"""What changed, in sentences for readers."""

from collections.abc import Sequence

from living_review.editions.changes import (
    Cell,
    Changes,
    ClaimChange,
    EvidenceChange,
    PoolChange,
    RecordChange,
    StudyChange,
    VerdictChange,
)
from living_review.editions.differences import (
    CORRECTED,
    FURTHER,
    IN,
    JUDGED,
    LISTED,
    OUT,
    REMARKED,
    SPLIT,
)
from living_review.pages.editions import answer_in_words
from living_review.pages.plural import several

POOLS = "Pooled answers"
NOTHING = "Nothing that the data hold is different."
STUDY_HEADINGS = {
    IN: "Studies that came in",
    OUT: "Studies that went out",
    CORRECTED: "Studies corrected",
    FURTHER: "Studies of which more was read",
    JUDGED: "Studies judged anew",
}
CLAIM_HEADINGS = {
    IN: "Claims that came in",
    OUT: "Claims that went out",
    SPLIT: "Claims that were split",
    CORRECTED: "Claims worded or placed otherwise",
}


def cell(change: Cell) -> str:
    """One cell, before and after.

    Examples
    --------
    >>> cell(Cell("trials", "doe2020", "funding", "", "A university"))
    'trials doe2020, funding: blank → A university'
    """
    was, now = (" ".join(text.split()) or "blank" for text in (change.before, change.after))
    return f"{change.table} {change.row}, {change.column}: {was} → {now}"


def study(change: StudyChange) -> str:
    """One study, without its cells."""
    parts = [several(len(change.rows_in), "row") + " came in"] if change.rows_in else []
    parts += [several(len(change.rows_out), "row") + " went out"] if change.rows_out else []
    parts += [several(len(change.cells), "cell") + " different"] if change.cells else []
    parts += [several(change.remarks, "remark") + " beside it"] if change.remarks else []
    bears = f"; bears on {', '.join(change.bears_on)}" if change.bears_on else ""
    key = "" if change.name == change.study else f" ({change.study})"
    return f"{change.name}{key}: {', '.join(parts)}{bears}"


def verdict(change: VerdictChange) -> str:
    """A verdict that moved, and why; of a first one, the reason of the verdict itself."""
    moved = f"{change.before} → {change.after}"
    if change.before == change.after:
        moved = f"still {change.after}"
    sure = ""
    if change.certainty_before != change.certainty_after:
        pair = (text or "none" for text in (change.certainty_before, change.certainty_after))
        sure = f"; certainty {' → '.join(pair)}"
        if change.is_first and not change.certainty_before:
            sure = f"; certainty {change.certainty_after}"
    why = change.reason if change.is_first else change.why
    return f"{change.claim_id}: {moved}{sure}. {why or change.reason or change.why}".strip()


def claim(change: ClaimChange) -> str:
    """A claim that came, went, was split or is worded otherwise."""
    judged = f" Verdict: {change.verdict}." if change.state == IN else ""
    split = f" Now: {', '.join(change.parts)}." if change.parts else ""
    return f"{change.claim_id}: {change.claim}{judged}{split}"


def evidence(change: EvidenceChange) -> str:
    """A claim with ties that changed."""
    parts = [f"tied to {', '.join(change.ties_in)}"] if change.ties_in else []
    parts += [f"no longer tied to {', '.join(change.ties_out)}"] if change.ties_out else []
    parts += [
        f"{c.row.partition(', ')[2]}: {c.before or 'blank'} → {c.after or 'blank'}"
        for c in change.cells
    ]
    return f"{change.about}: {'; '.join(parts)}"


def answer(row: dict | None) -> str:
    """A pooled answer with all that belongs to it."""
    shown = answer_in_words(row)
    if row is None:
        return shown["effect"]
    parts = [
        shown["effect"],
        several(row["trials"], "trial"),
        several(row["people"], "person", "people"),
    ]
    parts += [f"in a new trial {shown['predicted']}"] if shown["predicted"] else []
    parts += [f"certainty {shown['certainty']}"] if shown["certainty"] else []
    return ", ".join(parts)


def pool_change(change: PoolChange) -> str:
    """A pooled answer, before and after, in one sentence."""
    return f"{change.result}: {answer(change.before)} → {answer(change.after)}"


def record(change: RecordChange) -> str:
    """A table that is no evidence, in counts."""
    counts = ((change.rows_in, "new"), (change.rows_out, "gone"), (change.rows_changed, "changed"))
    return f"{change.title}: {', '.join(f'{n} {word}' for n, word in counts if n)}"


def in_short(changes: Changes) -> str:
    """One sentence that says how much changed."""
    counts = {state: len(changes.studies_that(state)) for state in (IN, OUT, CORRECTED)}
    said = ((IN, "came in"), (OUT, "went out"), (CORRECTED, "corrected"))
    parts = [
        f"{several(counts[state], 'study', 'studies')} {words}"
        for state, words in said
        if counts[state]
    ]
    of_claims = {IN: "came in", OUT: "went out", SPLIT: "split", CORRECTED: "worded otherwise"}
    for state, words in of_claims.items():
        number = sum(1 for change in changes.claims if change.state == state)
        parts += [f"{several(number, 'claim')} {words}"] if number else []
    first = sum(1 for change in changes.verdicts if change.is_first)
    moved = len(changes.verdicts) - first
    parts += [f"{several(first, 'claim')} judged for the first time"] if first else []
    parts += [f"{several(moved, 'verdict')} moved"] if moved else []
    new = sum(1 for change in changes.pools if change.before is None)
    gone = sum(1 for change in changes.pools if change.after is None)
    for number, word in (
        (len(changes.pools) - new - gone, "different"),
        (new, "new"),
        (gone, "gone"),
    ):
        parts += [f"{several(number, 'pooled answer')} {word}"] if number else []
    if not parts:
        return NOTHING if changes.is_empty else "No study, claim, verdict or pooled answer moved."
    return f"{'; '.join(parts)}."


def sections(changes: Changes, question: Sequence[str] = ()) -> list[tuple[str, list]]:
    """Everything that changed, under headings.

    Parameters
    ----------
    changes : Changes
        What changed.
    question : sequence of str
        What the register says of changes to question and methods.

    Returns
    -------
    list of (str, list)
        Heading and entries; each entry is a sentence and the list of what stands behind it.
    """
    moved = [change for change in changes.verdicts if not change.is_first]
    first = [change for change in changes.verdicts if change.is_first]
    found = [
        ("Verdicts that moved", [(verdict(c), [c.claim]) for c in moved]),
        ("Claims judged for the first time", [(verdict(c), [c.claim]) for c in first]),
        (POOLS, [(pool_change(c), []) for c in changes.pools]),
    ]
    for state, heading in STUDY_HEADINGS.items():
        found.append((heading, [(study(c), _behind(c)) for c in changes.studies_that(state)]))
    for state, heading in CLAIM_HEADINGS.items():
        found.append(
            (
                heading,
                [(claim(c), [*map(cell, c.cells)]) for c in changes.claims if c.state == state],
            )
        )
    found.append(("Evidence tied otherwise", [(evidence(c), []) for c in changes.evidence]))
    methods = [(sentence, []) for sentence in question]
    methods += [
        (f"{c.rule}: {c.before or 'nothing'} → {c.after or 'nothing'}", []) for c in changes.methods
    ]
    found.append(("Question and methods", methods))
    beside = [(study(c), _behind(c)) for c in changes.studies_that(LISTED, REMARKED)]
    found.append(("Publications listed or remarked upon", beside))
    found.append(("Other records", [(record(c), []) for c in changes.records]))
    found.append(("What cannot be compared", [(sentence, []) for sentence in changes.untold]))
    return [(heading, entries) for heading, entries in found if entries]


def _behind(change: StudyChange) -> list[str]:
    return [
        *map(cell, change.cells),
        *(f"came in: {row}" for row in change.rows_in),
        *(f"went out: {row}" for row in change.rows_out),
    ]
