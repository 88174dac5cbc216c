"""What a row of evidence says, as one line of text, for each table that claims are tied to."""

from collections.abc import Callable, Mapping

import pandas as pd

from living_review.charts.number_format import significant
from living_review.evidence import tables
from living_review.statistics.absolute_effects import per_hundred


def row_in_words(table: str, row: pd.Series) -> str:
    """What a row of evidence says, as one line of text.

    Parameters
    ----------
    table : str
        Table that the row stands in.
    row : pandas.Series
        The row.
    """
    if table in IN_WORDS:
        return IN_WORDS[table](row)
    told = next((row[name] for name in TOLD if name in row), "")
    said = (str(value) for name, value in row.items() if value and name not in APART)
    return told or "; ".join(said)


# Columns in which tables without an entry below say what was found.
TOLD = ("result_in_words", "found", "fact")
# And what is no part of it, where none does.
APART = {"row_id", "source", "view", "locator", "extracted_by", "checked_by", "study", "note"}


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _number(value: str, what: tuple[str, ...], row: pd.Series) -> str:
    value += f" to {row['value_high']}" if row.get("value_high") else ""
    spread = f" ± {row['spread']}" if row["spread"] else ""
    qualifier = f"{row['qualifier']} " if row.get("qualifier") else ""
    number = f": {qualifier}{value}{spread} {row['unit']}" if value else ""
    size = f" (n {row['n']})" if row["n"] else ""
    return f"{', '.join(filter(None, what))}{number}{size}"


def _printed_statistic(row: pd.Series) -> str:
    return _number(row["value"], (row["quantity"], row["group"]), row)


def _group_statistic(row: pd.Series) -> str:
    what = (row["quantity"], row["group"], row["timepoint"])
    return _number(row["value"], tuple(filter(None, what)), row)


def _printed_count(row: pd.Series) -> str:
    share = f" ({row['percentage']} %)" if row["percentage"] else ""
    number = f"{row['count']} of {row['of']}" if row["of"] else row["count"]
    return f"{_capital(row['what'])}, {row['group']}: {number}{share}"


def _biomarker_value(row: pd.Series) -> str:
    return _number(row["mean"], (f"{row['substance']}, {row['matrix']}", row["group"]), row)


def _context_estimate(row: pd.Series) -> str:
    period = f", {row['period']}" if row["period"] else ""
    return f"{row['population']}{period}: {row['result_in_words']}"


def risks_in_words(row: Mapping[str, str]) -> str:
    """Absolute risks of an estimate's two groups, of a hundred people; blank where none was seen.

    Examples
    --------
    >>> risks_in_words({"risk_first": "71 of 1487", "risk_second": "38 of 1254"})
    '4.77 against 3.03 of 100 people (71 of 1487, 38 of 1254)'
    >>> risks_in_words({"risk_first": "3.49 %", "risk_second": "3.12 %"})
    '3.49 against 3.12 of 100 people'
    """
    printed = [row["risk_first"], row["risk_second"]]
    if not all(printed):
        return ""
    first, second = (
        risk.removesuffix(" %") if risk.endswith("%") else significant(per_hundred(risk), 3)
        for risk in printed
    )
    counts = [risk for risk in printed if not risk.endswith("%")]
    told = f" ({', '.join(counts)})" if counts else ""
    return f"{first} against {second} of 100 people{told}"


def _printed_estimate(row: pd.Series) -> str:
    limits = f" ({row['ci_low']} to {row['ci_high'] or 'no limit'})" if row["ci_low"] else ""
    unit = f" {row['unit']}" if row["unit"] else ""
    what = f"{_capital(row['quantity'])}, {row['comparison']}"
    risks = risks_in_words(row)
    often = f"; {risks}" if risks else ""
    return f"{what}: {row['measure']} {row['estimate']}{unit}{limits}{often}"


def _reported_finding(row: pd.Series) -> str:
    what = f"{row['exposure']}; {row['outcome']}"
    return f"{_capital(row['studied'])}, {what}: {row['result_in_words']}"


def _reference_interval(row: pd.Series) -> str:
    limits = f"{row['low']} to {row['high']}" if row["high"] else f"from {row['low']}"
    return f"{row['laboratory_or_group']}: {limits} {row['unit']}"


def _pooled_biomarker(row: pd.Series) -> str:
    limits = f" ({row['ci_low']} to {row['ci_high']})" if row["ci_low"] else ""
    number = f", {row['measure']} {row['estimate']}{limits}" if row["estimate"] else ""
    return f"{row['substance']}, {row['matrix']}, pooled: {row['direction']}{number}"


def _trial_result(row: pd.Series) -> str:
    scale = f" on {row['scale']}" if row["scale"] else ""
    what = f"{_capital(row['outcome'])}{scale}, {row['timepoint']}"
    way = row["direction"].replace("in group 1", f"with {row['group1']}")
    p = f"p {row['p_value']}" if row["p_value"] else ""
    told = filter(None, (row["printed_words"], p, "" if way == "not printed" else way))
    return f"{what}, {row['group1']} against {row['group2']}: {'; '.join(told)}"


def _printed_comparison(row: pd.Series) -> str:
    groups = tables.rows("group_statistics", row["first"], row["second"])
    means = " against ".join(
        _number(group["value"], (group["group"], group["timepoint"]), group)
        for _, group in groups.iterrows()
    )
    return f"{_capital(groups.iloc[0]['quantity'])}, {means}; p {row['p_value']}"


IN_WORDS: dict[str, Callable[[pd.Series], str]] = {
    "printed_statistics": _printed_statistic,
    "group_statistics": _group_statistic,
    "printed_counts": _printed_count,
    "biomarker_values": _biomarker_value,
    "context_estimates": _context_estimate,
    "printed_estimates": _printed_estimate,
    "reported_findings": _reported_finding,
    "reference_intervals": _reference_interval,
    "pooled_biomarker_estimates": _pooled_biomarker,
    "trial_results": _trial_result,
    "printed_comparisons": _printed_comparison,
}
