"""The ledger: every check on every printed number of the data that it can read.

Which numbers belong together (two groups and their p, a change and its two times) is data.
A new row in one of those tables is checked with no line of code changed.
"""

import pandas as pd

from living_review import tables
from living_review.checks.changes import check_changes
from living_review.checks.estimates import check_estimates
from living_review.checks.findings import Verdict
from living_review.checks.p_values import check_p_values
from living_review.checks.spreads import check_spreads

VERDICTS = tuple(str(verdict) for verdict in Verdict)
WHERE = ("source", "view", "locator")
# Tables that hold means of groups, and what the mean is called there.
GROUPS = {"group_statistics": "value", "printed_statistics": "value", "biomarker_values": "mean"}


def ledger() -> pd.DataFrame:
    """All findings, with what each number is and where it stands.

    Returns
    -------
    pandas.DataFrame
        The columns of `findings.Finding`, and ``table what source view locator``.
    """
    parts = [
        _checked("printed_comparisons", comparisons(), check_p_values),
        _checked("group_statistics", scores(), check_spreads),
        _checked("printed_changes", changes(), check_changes),
        _checked("printed_estimates", estimates(), check_estimates),
    ]
    return pd.concat(parts, ignore_index=True)


def _checked(table: str, rows: pd.DataFrame, check) -> pd.DataFrame:
    known = rows[["row_id", "what", *WHERE]]
    return check(rows).merge(known, on="row_id", validate="many_to_one").assign(table=table)


def group_row(row_id: str) -> pd.Series:
    """A printed mean of any table of groups, under the same names.

    Returns
    -------
    pandas.Series
        ``quantity label value spread unit n n_total``.

    Raises
    ------
    KeyError
        If no table of groups has such a row.
    """
    table = tables.table_of(row_id)
    if table not in GROUPS:
        raise KeyError(f"row {row_id} stands in {table}, which holds no means of groups")
    row = tables.row(table, row_id)
    label = ", ".join(part for part in (row["group"], row["timepoint"]) if part)
    quantity = row.get("quantity") or f"{row['substance']}, {row['matrix']}"
    return pd.Series({"quantity": quantity, "label": label, "value": row[GROUPS[table]],
                      "n_total": row.get("n_total", ""), "scale": row.get("scale", ""),
                      **row[["spread", "unit", "n"]]})  # fmt: skip


def _joined(rows: pd.DataFrame, ends: tuple[str, ...]) -> pd.DataFrame:
    """Rows with the cells of the group rows that they name, under suffixes."""
    found = []
    for _, row in rows.iterrows():
        merged = row.to_dict()
        for end in ends:
            merged |= {f"{name}_{end}": value for name, value in group_row(row[end]).items()}
        found.append(merged)
    return pd.DataFrame(found)


def comparisons() -> pd.DataFrame:
    """Pairs of printed groups with the p value that is printed of them."""
    table = _joined(tables.read("printed_comparisons"), ("first", "second"))
    table["what"] = [
        f"{row['quantity_first']}, {row['label_first']} against {row['label_second']}"
        for _, row in table.iterrows()
    ]
    return table


def changes() -> pd.DataFrame:
    """Groups of which both times and the change are printed."""
    table = _joined(tables.read("printed_changes"), ("before", "after", "change"))
    table["what"] = table["quantity_change"] + ", " + table["label_change"]
    return table


def scores() -> pd.DataFrame:
    """Printed scores of groups with the ends and the items of their scale."""
    groups = tables.read("group_statistics")
    scales = tables.read("score_scales")[["scale", "minimum", "maximum", "items"]]
    scored = groups[(groups["scale"] != "") & (groups["spread"] != "")]
    scored = scored[scored["kind"] == "level"]  # a change can lie beyond the ends of the scale
    table = scored.merge(scales, on="scale", validate="many_to_one")
    table = table[(table["minimum"] != "") & (table["maximum"] != "")].reset_index(drop=True)
    return table.assign(what=_what(table))


def _what(table: pd.DataFrame) -> list[str]:
    return [", ".join(part for part in (r["quantity"], r["group"], r["timepoint"]) if part)
            for _, r in table.iterrows()]  # fmt: skip


def estimates() -> pd.DataFrame:
    """Printed estimates with what is printed beside them."""
    table = tables.read("printed_estimates")
    return table.assign(what=table["quantity"] + ", " + table["comparison"])
