"""The ledger: every check on every printed number that something beside it can be tried against.

Which numbers belong together (two groups and their p, a change and its two times) is data.
A new row in one of those tables is checked with no line of code changed. A test names every
column of printed numbers that reaches it, and says of every other why it does not.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd

from living_review.checks.changes import MEAN, check_changes
from living_review.checks.counts import check_percentages, check_shares, check_tables, check_totals
from living_review.checks.doses import check_dose_units, check_doses
from living_review.checks.estimates import check_estimates
from living_review.checks.findings import BadRowError, Verdict
from living_review.checks.named_tests import NamedTest, Sides
from living_review.checks.p_readings import INDEPENDENT, PRINTED, SAME_PEOPLE, ends_of
from living_review.checks.p_values import CHANGE_CHECK, check_p_values, readings_that_fit
from living_review.checks.places import check_places, width_pointers
from living_review.checks.planning import check_sample_sizes
from living_review.checks.readings import check_readings
from living_review.checks.samples import check_samples
from living_review.checks.sizes import check_group_sizes, check_printed_sizes
from living_review.checks.spreads import check_entry_spreads, check_spreads, readings_on_scale
from living_review.evidence import tables
from living_review.evidence.comparison_rows import ONE_CHANGE

VERDICTS = tuple(str(verdict) for verdict in Verdict)
STANDARDISED = ("standardised mean difference", "Hedges g")
OF_TRIALS = ("randomised trial", "meta-analysis of trials")
BASELINE = "baseline"
WHERE = ("source", "view", "locator")
Rows = Callable[[], pd.DataFrame]
Check = Callable[[pd.DataFrame], pd.DataFrame]
# Tables that hold means of groups, and what the mean is called there.
GROUPS = {"group_statistics": "value", "printed_statistics": "value", "biomarker_values": "mean"}
# Tables that hold estimates, their columns under other names, and what an estimate is of.
ESTIMATES = {
    "printed_estimates": ({}, ("quantity", "comparison")),
    "biomarker_contrasts": ({}, ("substance", "matrix", "comparison")),
    "pooled_biomarker_estimates": ({}, ("substance", "matrix", "comparison")),
    "comparison_effects": ({}, ("treatment",)),
    "context_estimates": ({"value": "estimate"}, ("topic", "outcome")),
}
# Tests of results of trials that printed comparisons call otherwise; the rest is another test.
TESTS_OF_RESULTS = {
    "not told": NamedTest.NOT_NAMED,
    "crossover": NamedTest.NOT_NAMED,
    "one-sided t test": NamedTest.TWO_GROUP_T,
    "comparison of all groups": NamedTest.ANOVA,
}


@tables.shared
def ledger() -> pd.DataFrame:
    """All findings, with what each number is and where it stands.

    Returns
    -------
    pandas.DataFrame
        The columns of `findings.Finding`, and ``table what source view locator note``.

    Raises
    ------
    ValueError
        If a cell can't be read, naming table, row, column and value.
    """
    known = tables.evidence_tables()
    checked = [_checked(rows(), check, known) for rows, check in parts()]
    return pd.concat(checked, ignore_index=True)


def parts() -> tuple[tuple[Rows, Check], ...]:
    """What the ledger consists of: where the rows of each check come from, and the check."""
    elsewhere, substances = tables.read("comparison_effects"), tables.read("substances")
    intervals = tables.read("reference_intervals")
    return (
        (comparisons, check_p_values),
        (changes_with_p, partial(check_p_values, check=CHANGE_CHECK)),
        (whole_scores, check_samples),
        (scores, check_spreads),
        (selected, check_entry_spreads),
        (spreads, check_spread_readings),
        (changes, check_changes),
        (estimates, check_estimates),
        (counts, check_percentages),
        (shares, check_shares),
        (variables, check_tables),
        (totals, check_totals),
        (plans, check_sample_sizes),
        (doses, partial(check_doses, substances=substances)),
        (doses_by_body_mass, check_dose_units),
        (measured, partial(check_places, intervals=intervals, substances=substances)),
        (standardised, partial(check_printed_sizes, known=elsewhere)),
        (final_scores, partial(check_group_sizes, known=elsewhere)),
    )


def check_spread_readings(rows: pd.DataFrame) -> pd.DataFrame:
    """What printed spreads are, by the p values, scales and widths that are printed elsewhere."""
    evidence = reading_evidence(comparisons())
    return check_readings(rows, evidence=evidence, pointers=reading_pointers())


def _checked(rows: pd.DataFrame, check: Check, known: dict[str, str]) -> pd.DataFrame:
    try:
        findings = check(rows)
    except BadRowError as error:
        raise ValueError(f"table {known[error.row_id]}, {error}") from None
    rows = rows if "note" in rows else rows.assign(note="")
    where = rows[["row_id", "what", *WHERE, "note"]]
    findings = findings.merge(where, on="row_id", validate="many_to_one")
    return findings.assign(table=findings["row_id"].map(known))


def _as_group(row: dict, mean: str) -> dict:
    """A printed mean of any table of groups, under the same names."""
    label = ", ".join(part for part in (row["group"], row["timepoint"]) if part)
    quantity = row.get("quantity") or f"{row['substance']}, {row['matrix']}"
    return {
        "quantity": quantity,
        "label": label,
        "value": row[mean],
        "spread_type": row["spread_type"],
        "kind": row.get("kind", ""),
        "n_total": row.get("n_total", ""),
        "scale": row.get("scale", ""),
        **{name: row[name] for name in ("spread", "unit", "n")},
    }


def _groups(wanted: set[str]) -> dict[str, dict]:
    """Group rows by identifier, each table read once."""
    groups = {}
    for table, mean in GROUPS.items():
        rows = tables.read(table)
        for row in rows[rows["row_id"].isin(wanted)].to_dict("records"):
            groups[row["row_id"]] = _as_group(row, mean)
    if missing := wanted - set(groups):
        raise KeyError(f"row {sorted(missing)[0]} stands in no table of means of groups")
    return groups


def _joined(rows: pd.DataFrame, ends: tuple[str, ...]) -> pd.DataFrame:
    """Rows with the cells of the group rows that they name, under suffixes; blank where none."""
    groups, joined = _groups({row_id for end in ends for row_id in rows[end]} - {""}), []
    for row in rows.to_dict("records"):
        for end in ends:
            if row[end]:
                row |= {f"{name}_{end}": value for name, value in groups[row[end]].items()}
        joined.append(row)
    return pd.DataFrame(joined).fillna("")


@tables.shared
def comparisons() -> pd.DataFrame:
    """Pairs of printed groups with the p value that is printed of them."""
    contrasts = tables.read("biomarker_contrasts")[["row_id", "p_value", *WHERE]]
    pairs = tables.read("contrast_groups").rename(columns={"contrast": "row_id"})
    pairs = pairs.merge(contrasts, on="row_id", validate="one_to_one")
    pairs = pairs.merge(tables.read("biomarker_contrasts", ("row_id", "note")), on="row_id")
    pairs = pairs.assign(**dict.fromkeys(("named_test", "sides", "correction"), ""))
    printed = tables.read("printed_comparisons")[list(pairs.columns)]
    results = results_with_means(printed)[list(pairs.columns)]
    table = _joined(pd.concat([printed, pairs, results]), ("first", "second"))
    table["what"] = [
        f"{row['quantity_first']}, " + " against ".join(row[f"label_{end}"] for end in ends_of(row))
        for _, row in table.iterrows()
    ]
    return table


def results_with_means(printed: pd.DataFrame) -> pd.DataFrame:
    """Results of trials that print two means and their p, and are no printed comparison.

    Parameters
    ----------
    printed : pandas.DataFrame
        Rows of printed comparisons.
    """
    rows = tables.read("trial_results")
    rows = rows[(rows[["first", "second", "p_value"]] != "").all(axis=1)]
    known = set(zip(printed["first"], printed["second"], printed["p_value"], strict=True))
    told = [
        key in known for key in zip(rows["first"], rows["second"], rows["p_value"], strict=True)
    ]
    rows = rows[[not one for one in told]]
    kinds = {str(kind): kind for kind in NamedTest} | TESTS_OF_RESULTS
    crossover = rows["test"] == "crossover"
    return rows.assign(
        relation=crossover.map({True: SAME_PEOPLE, False: INDEPENDENT}),
        named_test=[str(kinds.get(test, NamedTest.OTHER)) for test in rows["test"]],
        sides=(rows["test"] == "one-sided t test").map({True: Sides.ONE, False: ""}),
        correction="",
    )


def changes_with_p() -> pd.DataFrame:
    """P values of the same people at two times, beside the change that is printed of them."""
    pairs = comparisons()
    same = pairs.loc[pairs["relation"] == SAME_PEOPLE, ["row_id", "first", "second"]]
    printed = changes()
    means = check_changes(printed)
    means = means[means["check"] == MEAN].set_index("row_id")["verdict"]
    fits = printed["row_id"].map(means) == Verdict.CONSISTENT
    printed = printed[["before", "after", "change"]].assign(order=fits.map({True: PRINTED}))
    turned = printed.rename(columns={"before": "after", "after": "before"})
    named = same.merge(
        pd.concat([printed, turned]), left_on=["first", "second"], right_on=["before", "after"]
    )
    rest = ["row_id", "p_value", "named_test", "sides", "correction", *WHERE, "note"]
    rows = pairs[rest].merge(named[["row_id", "change", "order"]], on="row_id")
    rows = rows.rename(columns={"change": "first"}).assign(second="", relation=ONE_CHANGE)
    table = _joined(rows, ("first",))
    return table.assign(what=table["quantity_first"] + ", " + table["label_first"])


def changes() -> pd.DataFrame:
    """Groups of which both times and the change are printed."""
    table = _joined(tables.read("printed_changes"), ("before", "after", "change"))
    table["what"] = table["quantity_change"] + ", " + table["label_change"]
    return table


def _on_scales(kind: str) -> pd.DataFrame:
    """Printed scores, or changes of scores, with the ends of their scale."""
    groups = tables.read("group_statistics")
    scales = tables.read("score_scales")[["scale", "minimum", "maximum", "item_step"]]
    scales = scales[(scales["minimum"] != "") & (scales["maximum"] != "")]
    scored = groups[(groups["kind"] == kind) & (groups["spread"] != "")]
    table = scored.merge(scales, on="scale", validate="many_to_one")
    return table.assign(what=_what(table))


def scores() -> pd.DataFrame:
    """Printed scores of groups with the ends of their scale."""
    return _on_scales("level")


def selected() -> pd.DataFrame:
    """Printed scores of people whom the trial took in by that score."""
    table = scores()
    return table[table["entry_minimum"] != ""].reset_index(drop=True)


def plans() -> pd.DataFrame:
    """Sample-size sentences."""
    table = tables.read("printed_sample_sizes")
    return table.assign(what="planned size, " + table["outcome"])


def _what(table: pd.DataFrame) -> list[str]:
    named = table.get("quantity", pd.Series("", index=table.index))
    if "substance" in table:
        named = named.where(named != "", table["substance"] + ", " + table["matrix"])
    parts = pd.concat([named, table["group"], table["timepoint"]], axis=1)
    return [", ".join(part for part in row if part) for row in parts.itertuples(index=False)]


def estimates() -> pd.DataFrame:
    """Printed estimates of all tables with what is printed beside them."""
    parts = []
    for table, (renamed, what) in ESTIMATES.items():
        rows = tables.read(table).rename(columns=renamed)
        if "value_high" in rows:  # a range is no estimate
            rows = rows[rows["value_high"] == ""]
        rows = rows[(rows["measure"] != "") & (rows["estimate"] != "")]
        parts.append(
            rows.assign(what=rows[what[0]].str.cat([rows[name] for name in what[1:]], ", "))
        )
    return pd.concat(parts, ignore_index=True).fillna("")


def whole_scores() -> pd.DataFrame:
    """Scores, and changes of scores, of which each person's is known to be a whole number."""
    changed = _on_scales("change")
    # A change goes at most from one end of the scale to the other, and is often printed unsigned.
    widths = [str(int(row.maximum) - int(row.minimum)) for row in changed.itertuples()]
    changed = changed.assign(minimum=[f"-{width}" for width in widths], maximum=widths)
    table = pd.concat([scores(), changed], ignore_index=True)
    whole = table[table["item_step"] == "1"]
    return pd.concat([whole, shares_of_yes()], ignore_index=True)


def shares_of_yes() -> pd.DataFrame:
    """Means of answers that are 1 for yes and 0 for no; GRIMMER on them is known as DEBIT."""
    groups = tables.read("group_statistics")
    groups = groups[groups["kind"] == "share of yes"]
    return groups.assign(minimum="0", maximum="1", item_step="1", what=_what(groups))


def counts() -> pd.DataFrame:
    """Printed counts and percentages."""
    table = tables.read("printed_counts")
    return table.assign(what=table["what"] + ", " + table["group"])


def shares() -> pd.DataFrame:
    """Pairs of printed shares with the p value that is printed of them."""
    table = counts()
    pairs = table[(table["p_value"] != "") & (table["compared_with"] != "")]
    pairs = pairs[pairs["p_compares"] == ""]
    others = table.set_index("row_id").loc[
        pairs["compared_with"], ["count", "of", "percentage", "group"]
    ]
    others = others.add_suffix("_other").reset_index(drop=True)
    joined = pd.concat([pairs.reset_index(drop=True), others], axis=1)
    return joined.assign(what=joined["what"] + " against " + joined["group_other"])


def variables() -> pd.DataFrame:
    """Variables of which the p value of the whole table of counts in two groups is printed."""
    table = tables.read("printed_counts")
    table["variable"] = table["what"].str.partition(":")[0]
    tabulated = []
    for _, row in table[table["p_compares"] != ""].iterrows():
        rows = table[(table["study"] == row["study"]) & (table["variable"] == row["variable"])]
        wide = rows.pivot(index="what", columns="group", values="count")
        tabulated.append(
            {
                **row,
                "what": f"{row['variable']}, {' and '.join(wide.columns)}",
                "cells": wide.fillna("").to_numpy().tolist(),
            }
        )
    return pd.DataFrame(tabulated)


def totals() -> pd.DataFrame:
    """Totals and their parts."""
    table = tables.read("printed_totals")
    return table.assign(what=table["total_of"] + " (" + table["parts_are"] + ")")


def doses() -> pd.DataFrame:
    """Doses printed as a salt and as the element in it."""
    table = tables.read("printed_doses")
    return table.assign(what="dose, " + table["given"])


def doses_by_body_mass() -> pd.DataFrame:
    """Doses printed for so much body mass."""
    given = tables.read("animal_experiments")
    printed = tables.read("printed_statistics")
    printed = printed[printed["unit"].str.contains("/kg")]
    renamed = printed.rename(columns={"value": "dose", "unit": "dose_unit"})
    parts = [given[given["dose"] != ""], renamed]
    table = pd.concat(parts, ignore_index=True).fillna("")
    return table.assign(what="dose of " + table["substance"] + ", " + table["group"])


def standardised() -> pd.DataFrame:
    """Standardised differences that trials print: effects of treatment, not of belonging."""
    table = estimates()
    of_trials = table["design"].isin(OF_TRIALS)
    return table[of_trials & table["measure"].isin(STANDARDISED)].reset_index(drop=True)


def final_scores() -> pd.DataFrame:
    """Two groups of a trial with a score after the start, where all that g needs is printed."""
    table = tables.read("group_statistics")
    full = table[(table[["scale", "n", "spread"]] != "").all(axis=1)]
    full = full[(full["kind"] == "level") & (full["timepoint"] != BASELINE)]
    scores = []
    for _, part in full.groupby(["study", "quantity", "timepoint"], sort=False):
        if len(part) == 2:  # of three groups or more, nobody said which two to compare
            first, second = (row for _, row in part.iterrows())
            pair = {
                f"{name}_{which}": row[name]
                for which, row in (("first", first), ("second", second))
                for name in ("value", "spread", "n")
            }
            what = (
                f"{first['quantity']}, {first['group']} against {second['group']}, "
                f"{first['timepoint']}"
            )
            scores.append({**first[["row_id", *WHERE]], **pair, "what": what})
    return pd.DataFrame(scores)


def spreads() -> pd.DataFrame:
    """Printed spreads of all groups, with what the source calls them and where they stand."""
    parts = []
    for table, mean in GROUPS.items():
        rows = tables.read(table).rename(columns={mean: "value"})
        rows = rows[(rows["spread"] != "") & (rows["value"] != "")]
        parts.append(rows.assign(what=_what(rows)))
    printed = pd.concat(parts, ignore_index=True).fillna("")
    # A text has no tables, so that all of an abstract counts as one place.
    place = printed["locator"].where(printed["locator"].str.match("(?i)table"), "")
    return printed.assign(printed_in=printed["source"] + "|" + printed["view"] + "|" + place)


def reading_evidence(pairs: pd.DataFrame) -> pd.DataFrame:
    """What the printed p values and the ends of scales allow the printed spreads to be.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As of `comparisons`.
    """
    by_p = readings_that_fit(pairs).merge(pairs[["row_id", "p_value", "first", "second"]])
    # Where the numbers of a group fail one test, its other tests say nothing of its spread.
    failed = by_p.groupby("row_id")["allowed"].transform("any")
    doubtful = {*by_p.loc[~failed, "first"], *by_p.loc[~failed, "second"]}
    by_p = by_p[~by_p["first"].isin(doubtful) & ~by_p["second"].isin(doubtful)]
    parts = [
        by_p.assign(
            why="the printed p of " + by_p["p_value"] + " (" + by_p["row_id"] + ")",
            row_id=by_p[end],
        )
        for end in ("first", "second")
    ]
    by_scale = readings_on_scale(scores()).assign(why="the ends of the scale")
    return pd.concat([*parts, by_scale])[["row_id", "reading", "allowed", "why"]]


def reading_pointers() -> pd.DataFrame:
    """What the widths of reference intervals say for one reading of printed spreads."""
    others = tables.read("printed_statistics").rename(columns={"value": "mean"})
    rows = pd.concat([measured(), others.assign(fraction="total")])
    rows = rows[rows["spread"] != ""]
    return width_pointers(rows, tables.read("reference_intervals"), tables.read("substances"))


def measured() -> pd.DataFrame:
    """Printed means of substances that some reference interval is of."""
    levels = tables.read("group_statistics").rename(columns={"value": "mean"})
    levels = levels[levels["kind"] == "level"].assign(fraction="total")
    table = pd.concat([tables.read("biomarker_values"), levels], ignore_index=True).fillna("")
    known = set(tables.read("reference_intervals")["substance"])
    table = table[(table["mean"] != "") & table["substance"].isin(known)].reset_index(drop=True)
    return table.assign(what=_what(table))
