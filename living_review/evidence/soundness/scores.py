"""Scores and spreads that their scale or the other group shows to be odd."""

import re
from collections.abc import Iterator

from living_review.evidence.problems import Line, Problem, Rows, lines
from living_review.evidence.soundness.numbers import CONFIRM, GROUPS, LOOK, number

COPIED_SPREAD, FAR_APART = "spread equal to a mean", "spreads far apart"
APART = "independent groups"
TIMES = 5  # from here on one spread is asked about; a lost point makes it ten
Known = dict[str, Line]


def check_scores(read: Rows) -> list[Problem]:
    """Means off their scale, scales that are spelt otherwise, and spreads beside their like."""
    groups = {line["row_id"]: line for table in GROUPS for line in lines(read, table)}
    return [
        *_off_scale(read),
        *_misspelt_scales(read),
        *_copied_spreads(read, groups),
        *_spreads_apart(read, groups),
    ]


def scales_of(read: Rows) -> list[str]:
    """Names of the scales that the review knows."""
    tables = ("score_scales", "outcome_spreads")
    return sorted({line["scale"] for table in tables for line in lines(read, table)} - {""})


def _off_scale(read: Rows) -> Iterator[Problem]:
    """Means that lie beyond the ends of their scale."""
    ends = {line["scale"]: line for line in lines(read, "score_scales")}
    for line in lines(read, "group_statistics"):
        scale, mean = ends.get(line["scale"]), number(line["value"])
        if scale is None or mean is None:
            continue
        low, high = number(scale["minimum"]), number(scale["maximum"])
        if line["kind"] == "change" and None not in (low, high):
            low, high = low - high, high - low
        if None not in (low, high) and not low <= mean <= high:
            wrong = f"lies off the scale {line['scale']}, on which it goes from {low:g} to {high:g}"
            remedy = (
                f"{LOOK}: at the number, its sign, its kind and its scale; where the source does "
                "say so, leave scale blank and tell it in the note"
            )
            yield line.problem("value", wrong, remedy)


def _misspelt_scales(read: Rows) -> Iterator[Problem]:
    """Scales of results that differ from a known one in spelling alone."""
    known = scales_of(read)
    for line in lines(read, "trial_results"):
        scale = line["scale"]
        if not scale or scale in known:
            continue
        for other in known:
            if _spelling(scale) == _spelling(other):
                remedy = f"write {other}, or add a row to data/score_scales.csv if it is another"
                yield line.problem("scale", f"is spelt {other!r} elsewhere", remedy)


def _spelling(scale: str) -> str:
    return re.sub(r"[\W_]+", "", scale).casefold()


def _copied_spreads(read: Rows, groups: Known) -> Iterator[Problem]:
    """Spreads that equal a mean of the same comparison to the last digit."""
    pairs = [*lines(read, "trial_results"), *lines(read, "printed_comparisons")]
    for line in pairs:
        named = [groups[line[which]] for which in ("first", "second") if line[which] in groups]
        means = {mean[GROUPS[mean.table]]: mean for mean in named}
        for mean in named:
            other = means.get(mean["spread"])
            if other is not None and mean["spread"]:
                wrong = (
                    f"is the same as the mean of {other['row_id']}, with which it is compared: "
                    "one may be copied from the other"
                )
                yield mean.problem("spread", wrong, CONFIRM, COPIED_SPREAD)


def _spreads_apart(read: Rows, groups: Known) -> Iterator[Problem]:
    """Spreads of two groups of which one is many times the other."""
    pairs = [line for line in lines(read, "printed_comparisons") if line["relation"] == APART]
    for line in [*lines(read, "trial_results"), *pairs]:
        named = [groups[line[which]] for which in ("first", "second") if line[which] in groups]
        spreads = [number(mean["spread"]) for mean in named]
        if len(named) < 2 or not all(spreads):
            continue
        (small, one), (large, other) = sorted(zip(spreads, named, strict=True), key=_spread)
        if large >= TIMES * small:
            wrong = (
                f"is {large / small:.0f} times smaller than {other['spread']} of "
                f"{other['row_id']}, with which it is compared: a decimal point may be lost, or "
                "one of them is a standard error"
            )
            yield one.problem("spread", wrong, CONFIRM, FAR_APART)


def _spread(pair: tuple[float, Line]) -> float:
    return pair[0]
