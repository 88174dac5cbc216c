"""Groups that a source prints, as tables: as printed, and beside reference intervals."""

from collections.abc import Sequence

import pandas as pd

from living_review.charts.number_format import significant
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.statistics.group_comparisons import in_units

SOURCE = {"reference": "Source"}
LINK = {"reference": "reference_address"}
NO_STANDARD_ERROR = "below 1: cannot be a standard error"


def printed_table(
    groups: pd.DataFrame,
    units: Sequence[str] = (),
    substances: pd.DataFrame | None = None,
    heading: str = "Group",
) -> PageTable:
    """Groups or times as printed, and their means and spreads in further units.

    Parameters
    ----------
    groups : pandas.DataFrame
        Rows of printed statistics of one quantity, with ``label``.
    units : sequence of str, optional
        Units to convert into, with the molar masses of ``substances``.
    heading : str, optional
        What the labels are of.
    """
    table = with_sources(in_units(groups, list(units), substances))
    table["p_value"] = table["p_value"].replace("", "none reported")
    quantity = groups.iloc[0]["quantity"]
    converted, digits = {}, {}
    for unit in units:
        converted |= {f"mean in {unit}": f"Mean, {unit}", f"spread in {unit}": f"± value, {unit}"}
        digits |= {f"mean in {unit}": 4, f"spread in {unit}": 2}
    same = f", and the same in {', '.join(units)}" if units else ""
    return PageTable(
        table,
        f"{quantity[0].upper()}{quantity[1:]}: what the source reports{same}",
        {"label": heading, "printed": "As printed"}
        | converted
        | {"p_value": "p as printed", "p_compares": "What p compares"}
        | {"locator": "Where", **SOURCE},
        digits=digits,
        links=LINK,
    )


def fewest_table(fewest: pd.DataFrame, bound: float, who: str = "people") -> PageTable:
    """Fewest people with whom p falls below a bound, for every correlation of two times.

    Parameters
    ----------
    fewest : pandas.DataFrame
        As of `living_review.statistics.paired_changes.smallest_numbers_of_people`.
    bound : float
        The bound.
    who : str, optional
        Who was measured, in the plural.
    """
    wide = fewest.pivot(index="correlation", columns="reading", values="smallest")
    told = wide.map("{:,.0f}".format, na_action="ignore").fillna("no number").reset_index()
    told["correlation"] = told["correlation"].map("{:g}".format)
    readings = fewest["reading"].unique()
    return PageTable(
        told,
        f"Fewest {who} with whom p falls below {bound:g}",
        {"correlation": "Correlation of before and after"}
        | {reading: f"{who.capitalize()}, ± read as {reading}" for reading in readings},
    )


def ranges_table(placed: pd.DataFrame, unit: str, groups: list[str]) -> PageTable:
    """Reference intervals as printed and converted, with the place of each group's mean.

    Parameters
    ----------
    placed : pandas.DataFrame
        As of `living_review.statistics.group_comparisons.against_intervals`.
    unit : str
        Into which they were converted.
    groups : list of str
        Labels of the groups.
    """
    return PageTable(
        with_sources(placed),
        "Reference intervals, and where the means lie",
        {
            "laboratory_or_group": "Laboratory or group",
            "printed": "As printed",
            "low_converted": f"From, {unit}",
            "high_converted": f"To, {unit}",
            "status": "Status",
        }
        | {name: f"Mean of {name} is" for name in groups}
        | SOURCE,
        digits={"low_converted": 4, "high_converted": 4},
        links=LINK,
    )


def implied_table(implied: pd.DataFrame, printed: str, unit: str) -> PageTable:
    """Spread among people that each interval implies, beside a printed spread.

    Parameters
    ----------
    implied : pandas.DataFrame
        As of `living_review.statistics.group_comparisons.implied_by_intervals`.
    printed : str
        The printed spread, and whose it is.
    unit : str
        Of both.
    """
    sizes = [NO_STANDARD_ERROR if n < 1 else significant(n, 2) for n in implied["size_if_se"]]
    return PageTable(
        with_sources(implied.assign(size_if_se=sizes)),
        f"Standard deviation that each interval implies, beside {printed}",
        {
            "laboratory_or_group": "Laboratory or group",
            "printed": "Interval as printed",
            "implied_sd": f"Implied SD, {unit}",
            "ratio": "Implied SD divided by the printed ±",
            "size_if_se": "Group size at which the printed ± would be its SE",
            **SOURCE,
        },
        digits={"implied_sd": 3, "ratio": 2},
        links=LINK,
    )
