"""How common a condition is and how well its drugs work: what a seed prints beside surveys."""

import pandas as pd

from living_review.charts.dot_rows import dot_rows
from living_review.charts.icon_array import icon_array
from living_review.evidence import tables
from living_review.evidence.printed_numbers import PrintedNumber, value_of
from living_review.pages.chart_titles import NOTHING_YET
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import seed_name, with_sources
from living_review.statistics.absolute_effects import (
    from_number_needed_to_treat,
    printed_difference,
    risk_difference,
    whole_people,
)

TEN = 10  # people; percentage points are shown as people of ten
PERIODS = ("lifetime", "12 months", "at one time")


def prevalence_rows(row_id: str) -> pd.DataFrame:
    """The seed's share of people first, then every survey's, lifetime before a year.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``kind``, ``value``, ``low``, ``high`` in percent; limits are what rounding
        leaves open for the seed, and NaN elsewhere.
    """
    seed = tables.row("printed_statistics", row_id)
    low, high = PrintedNumber(seed["value"]).rounding_interval()
    name = seed_name(seed["source"])
    words = f"{name}: {seed['qualifier']} {seed['value']} %, no period named"
    rows = [
        {"label": words, "kind": name, "value": value_of(seed["value"]), "low": low, "high": high}
    ]
    found = tables.read("context_estimates", topic="prevalence")
    for period in PERIODS:
        part = found[found["period"] == period].assign(number=lambda t: t["value"].map(value_of))
        for row in part.sort_values("number", ascending=False, kind="stable").itertuples():
            label = f"{row.population}, {period}"
            rows.append(
                {
                    "label": label,
                    "kind": period,
                    "value": row.number,
                    "low": float("nan"),
                    "high": float("nan"),
                }
            )
    frame = pd.DataFrame(rows)
    twice = frame["label"][frame["label"].duplicated()].tolist()
    if twice:
        raise ValueError(f"several surveys of {'; '.join(twice)}: let their populations differ")
    return frame


def prevalence_figure(row_id: str, name: str, caption: str) -> Figure:
    """The seed's share of people beside those of surveys, by the period that they cover."""
    rows = prevalence_rows(row_id)
    quantity = tables.row("printed_statistics", row_id)["quantity"].capitalize()
    parts = []
    for period in PERIODS:
        values = rows.loc[rows["kind"] == period, "value"]
        many = f"{len(values)} figures, {values.min():g} to {values.max():g} %"
        parts.append(f"{period}: {many if len(values) > 1 else f'{values.min():g} %'}")
    description = (
        f"{quantity}. {rows['label'][0]}, drawn as a dashed line through "
        f"the lines of the surveys: {'; '.join(parts)}."
    )
    seed = rows["kind"][0]
    draw = dot_rows(rows, unit="%", quantity=quantity, kinds=(seed, *PERIODS), guided=(seed,))
    surveys = rows["value"].iloc[1:]
    title = (
        f"The figure claimed is {rows['value'][0]:g} %; surveys found "
        f"{surveys.min():g} to {surveys.max():g} %"
        if len(surveys)
        else NOTHING_YET
    )
    return Figure(name, title, caption, description, draw, estimates_table("prevalence"))


def estimates_table(topic: str) -> PageTable:
    """Every estimate of one topic as printed."""
    rows = with_sources(tables.read("context_estimates", topic=topic))
    rows["printed"] = [_printed(row) for _, row in rows.iterrows()]
    labels = {
        "population": "Who",
        "exposure": "Drug",
        "outcome": "What",
        "period": "Period",
        "printed": "As printed",
        "access": "Read as",
        "reference": "Source",
    }
    for column in ("exposure", "period"):
        if (rows[column] == "").all():
            labels.pop(column)
    return PageTable(rows, f"Estimates: {topic}", labels, links={"reference": "reference_address"})


def _printed(row: pd.Series) -> str:
    share = row["measure"] == "percentage"
    number = f"{row['value']} to {row['value_high']}" if row["value_high"] else row["value"]
    limits = f" ({row['ci_low']} to {row['ci_high']})" if row["ci_low"] else ""
    parts = ("" if share else row["measure"], row["qualifier"], number + (" %" if share else ""))
    return " ".join(part for part in parts if part) + limits


def net_responder_rows(row_id: str) -> pd.DataFrame:
    """People of ten who gain beyond placebo: the seed's range, then what sources come to.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``kind``, ``value`` in people of ten; ``low`` and ``high`` of the interval that
        the source prints, NaN where it prints none; ``least`` and ``most``: what rounding of the
        printed numbers leaves open; and ``how`` it follows.
    """
    seed = tables.row("printed_statistics", row_id)
    name = seed_name(seed["source"])
    rows = [
        {
            "label": f"{name}: {seed['value']} to {seed['value_high']} of ten",
            "kind": name,
            "value": float("nan"),
            "low": value_of(seed["value"]),
            "high": value_of(seed["value_high"]),
            "least": float("nan"),
            "most": float("nan"),
            "how": "as printed",
        }
    ]
    found = with_sources(tables.read("context_estimates", topic="efficacy"))
    printed = found[(found["measure"] == "risk difference") & (found["ci_low"] != "")]
    for pair in shares_of_both_groups("efficacy"):
        if pair["source"] not in set(printed["source"]):  # that one has an interval
            effect = risk_difference(pair["treated"], pair["placebo"])
            label = f"{pair['reference']}, {pair['drug']}"
            how = f"{pair['qualifier']} {pair['treated']} % minus {pair['placebo']} %".strip()
            rows.append(_of_ten(label, effect, how))
    for row in printed.itertuples():
        label = f"{row.reference}, {row.exposure}"
        how = f"as printed: {row.value} of a hundred, {row.ci_low} to {row.ci_high}"
        limits = value_of(row.ci_low), value_of(row.ci_high)
        rows.append(_of_ten(label, printed_difference(row.value), how, limits))
    for row in found[found["measure"] == "number needed to treat"].itertuples():
        effect = from_number_needed_to_treat(row.value)
        label = f"{row.reference}, {row.exposure}"
        rows.append(
            _of_ten(label, effect, f"one in {row.qualifier} {row.value}".replace("  ", " "))
        )
    return pd.DataFrame(rows)


def shares_of_both_groups(topic: str) -> list[dict[str, str]]:
    """Sources that print a share of people with a drug and with placebo, of one outcome.

    Returns
    -------
    list of dict
        ``source reference population outcome qualifier drug``, and as printed in percent
        ``treated`` and ``placebo``. A source that prints one of the two is left out.
    """
    found = with_sources(tables.read("context_estimates", topic=topic, measure="percentage"))
    pairs = []
    for _, part in found.groupby(["source", "outcome"], sort=False):
        by = part.set_index("exposure")
        drugs = [name for name in by.index if name != "placebo"]
        if "placebo" in by.index and len(drugs) == 1:
            drug = by.loc[drugs[0]]
            pairs.append(
                {
                    **drug[["source", "reference", "population", "outcome", "qualifier"]],
                    "drug": drugs[0],
                    "treated": drug["value"],
                    "placebo": by.loc["placebo", "value"],
                }
            )
    return pairs


def _of_ten(label: str, effect, how: str, limits=(float("nan"), float("nan"))) -> dict:
    factor = TEN / 100
    return {
        "label": label,
        "kind": "beyond placebo",
        "value": effect.value * factor,
        "low": limits[0] * factor,
        "high": limits[1] * factor,
        "least": effect.low * factor,
        "most": effect.high * factor,
        "how": how,
    }


def net_responders_figure(row_id: str, name: str, caption: str) -> Figure:
    """The seed's range of people who gain, beside what the sources' numbers come to."""
    rows = net_responder_rows(row_id)
    others = rows.iloc[1:]
    description = (
        f"People of ten who gain beyond placebo. {rows['label'][0]}, drawn as a bar. Below it "
        f"{len(others)} values from reported numbers, {others['value'].min():.1f} to "
        f"{others['value'].max():.1f}. Lines through points are intervals that sources report; "
        f"points that have one: {int(others['low'].notna().sum())}."
    )
    table = PageTable(
        rows,
        "People of ten who gain beyond placebo",
        {
            "label": "Source",
            "how": "How it follows",
            "value": "Of ten people",
            "low": "Interval, from",
            "high": "Interval, to",
            "least": "From, by rounding",
            "most": "To, by rounding",
        },
        digits={"value": 2, "low": 2, "high": 2, "least": 2, "most": 2},
    )
    draw = dot_rows(
        rows,
        unit="of ten people",
        quantity="Gain beyond placebo",
        kinds=("beyond placebo",),
        guided=("none",),
    )
    title = (
        f"By other numbers, {others['value'].min():.1f} to {others['value'].max():.1f} of ten "
        "people gain beyond placebo"
        if len(others)
        else NOTHING_YET
    )
    return Figure(name, title, caption, description, draw, table)


class PeopleOfAHundred:
    """Of a hundred people: who would improve anyway, who more with the treatment, and who not.

    Parameters
    ----------
    source : str
        Publication that prints the share of people with the treatment and with placebo.

    Raises
    ------
    ValueError
        If it does not print both, or more people improve with placebo.
    """

    def __init__(self, source: str):
        found = [pair for pair in shares_of_both_groups("efficacy") if pair["source"] == source]
        if len(found) != 1:
            raise ValueError(f"{source} prints {len(found)} pairs of shares; one is needed")
        self.pair = found[0]
        treated, placebo = value_of(self.pair["treated"]), value_of(self.pair["placebo"])
        more = risk_difference(self.pair["treated"], self.pair["placebo"]).value
        self.people = whole_people((placebo, more, 100 - treated))

    @property
    def groups(self) -> pd.DataFrame:
        """``group``, ``people`` and ``how`` the number follows."""
        treated, placebo = self.pair["treated"], self.pair["placebo"]
        return pd.DataFrame(
            {
                "group": [
                    "improve, and would with placebo too",
                    "improve beyond placebo",
                    "do not get that far",
                ],
                "people": self.people,
                "how": [
                    f"{placebo} % with placebo",
                    f"{treated} % minus {placebo} %",
                    f"the rest of a hundred after {treated} %",
                ],
            }
        )

    def numbers(self) -> dict[str, str]:
        """The three numbers of people, as text."""
        return dict(zip(("anyway", "more", "not"), map(str, self.people), strict=True))

    def figure(self, name: str, caption: str) -> Figure:
        """A hundred people, each a mark."""
        told = "; ".join(f"{row.people} {row.group}" for row in self.groups.itertuples())
        drug, outcome = self.pair["drug"], self.pair["outcome"]
        description = (
            f"A hundred people who are given {drug}, each a mark. {told}. "
            f"To improve means here: {outcome}. From {self.pair['reference']}."
        )
        table = PageTable(
            self.groups,
            "People of a hundred",
            {"group": "Group", "people": "People", "how": "How it follows"},
        )
        title = (
            f"Of a hundred people, {self.people[1]} improve with the treatment who would not have "
            f"with placebo; {self.people[0]} would have anyway"
        )
        return Figure(name, title, caption, description, icon_array(self.groups), table)


def context_numbers(*row_ids: str) -> dict[str, str]:
    """Printed values of prevalence and effect for prose, as text: ``value-`` and the row.

    Raises
    ------
    ValueError
        If a row holds no value.
    """
    rows = tables.rows("context_estimates", *row_ids)
    if blank := rows.loc[rows["value"] == "", "row_id"].tolist():
        raise ValueError(f"row {', '.join(blank)} holds no value that could stand in prose")
    return {f"value-{row.row_id}": row.value for row in rows.itertuples()}


def prevalence_numbers() -> dict[str, str]:
    """Lowest and highest prevalence of a period and how many there are, as text for prose."""
    found = tables.read("context_estimates", topic="prevalence")
    found = found.assign(number=found["value"].map(value_of))
    numbers = {}
    for period, name in (("lifetime", "lifetime"), ("12 months", "year")):
        part = found[found["period"] == period]
        numbers[f"{name}-low"] = part.loc[part["number"].idxmin(), "value"]
        numbers[f"{name}-high"] = part.loc[part["number"].idxmax(), "value"]
        numbers[f"{name}-count"] = str(len(part))
    return numbers


def estimate_numbers(*row_ids: str, quantity_of: tuple[str, ...] = ()) -> dict[str, str]:
    """Printed estimates for prose, as text: each under its row, its limits, what it is of.

    Parameters
    ----------
    *row_ids : str
        Rows of the printed estimates.
    quantity_of : tuple of str, optional
        Those among them of which prose also says what was estimated, as ``-what``.

    Raises
    ------
    ValueError
        If the quantity of a row is asked for, and the row is not.
    """
    if lost := set(quantity_of) - set(row_ids):
        raise ValueError(f"{', '.join(sorted(lost))}: its quantity is asked for, its estimate not")
    numbers = {}
    for row in tables.rows("printed_estimates", *row_ids).itertuples():
        found = {"": row.estimate, "-low": row.ci_low, "-high": row.ci_high}
        if row.row_id in quantity_of:
            found["-what"] = row.quantity
        numbers |= {f"{row.row_id}{part}": value for part, value in found.items() if value}
    return numbers


def net_responder_numbers(row_id: str, older: str = "") -> dict[str, str]:
    """People of ten who gain beyond placebo: the seed's range, its rest, and what sources print.

    Parameters
    ----------
    row_id : str
        The seed's range in the table of printed statistics.
    older : str
        A kind of drug, as the sources' rows name it, whose results are counted.
    """
    rows = net_responder_rows(row_id)
    seed, others = rows.iloc[0], rows.iloc[1:]
    inside = others["value"].between(seed["low"], seed["high"])
    return {
        "low": f"{others['value'].min():.1f}",
        "high": f"{others['value'].max():.1f}",
        "count": str(len(others)),
        "inside": str(int(inside.sum())),
        "first": f"{others['value'].iloc[0]:.1f}",
        "least": f"{seed['low']:g}",
        "most": f"{seed['high']:g}",
        "rest-least": f"{TEN - seed['high']:g}",
        "rest-most": f"{TEN - seed['low']:g}",
        "older": str(others["label"].str.endswith(f", {older}").sum()),
    }


def years_before(span_id: str, year_id: str) -> dict[str, str]:
    """The year in which a printed span of years begins if it ends in a printed year."""
    span = tables.row("printed_statistics", span_id)["value"]
    year = tables.row("printed_statistics", year_id)["value"]
    begins = PrintedNumber(year).value - PrintedNumber(span).value
    return {"span": span, "ends": year, "begins": f"{begins:.0f}"}
