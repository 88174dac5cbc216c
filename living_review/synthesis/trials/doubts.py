"""Results that stand in doubt: what two readers said who were shown words and no effect (P9)."""

from living_review.evidence import tables

# What is left out where a reader says no or not told, by the question that was asked.
LEFT_OUT = {
    "allocation": "without one that does not say random",
    "scale": "without another score or part of one",
    "bound": "without words that may be about another result",
}
ANY = "without any result in doubt"
DOUBT = ("no", "not told")


def doubted() -> dict[str, tuple[str, ...]]:
    """Trials in doubt by question, and by any of them.

    Returns
    -------
    dict of str to tuple of str
        Keys of the trials of which either reader says no or not told, sorted, by what is then left
        out; the values of `LEFT_OUT` in their order, and `ANY` last.
    """
    said = tables.read("result_readings")
    said = said[said["answer"].isin(DOUBT)]
    trials = {
        left_out: tuple(sorted(set(said.loc[said["question"] == question, "trial"])))
        for question, left_out in LEFT_OUT.items()
    }
    return trials | {ANY: tuple(sorted(set(said["trial"])))}
