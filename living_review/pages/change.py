"""One group that a seed prints before and after something: tables, figure, numbers for prose."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from living_review.charts.change_curves import change_curves
from living_review.charts.number_format import significant
from living_review.evidence import tables
from living_review.evidence.doses import dose_per_day, equivalent_dose, readings_of_an_amount
from living_review.evidence.printed_numbers import parse_p_value, value_of
from living_review.pages.chart_titles import enough_title
from living_review.pages.comparison import SHORT_READING
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.statistics import paired_changes

NO_NUMBER = "no number"  # of people is enough


@dataclass(frozen=True)
class PrintedChange:
    """Two times of one group, and what can be said of the change.

    Parameters
    ----------
    before, after : str
        Row identifiers in the table of printed statistics.
    names : tuple of str
        What the two times are called on the page.
    bound : str
        Bound of significance that is looked for.
    who : str
        Who was measured, in the plural.
    """

    before: str
    after: str
    names: tuple[str, str]
    bound: str = "<0.05"
    who: str = "people"

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The two printed rows."""
        return tables.rows("printed_statistics", self.before, self.after).assign(label=self.names)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Paired tests over people and correlations, with the line that the slider shows."""
        before, after = self.rows.iloc[0], self.rows.iloc[1]
        table = paired_changes.change_over_correlations(before, after)
        _, bound = parse_p_value(self.bound)
        fewest = paired_changes.smallest_numbers_of_people(before, after, bound)
        fewest["words"] = [
            f"r = {row.correlation:g}, read as {SHORT_READING[row.reading]}:|"
            + _fewest_in_words(row.smallest, bound, self.who)
            for row in fewest.itertuples()
        ]
        return table.merge(fewest, on=["reading", "correlation"], how="left")

    def printed_table(self) -> PageTable:
        """Both times as printed."""
        rows = with_sources(self.rows)
        rows["printed"] = [
            f"{row['value']}\u00a0±\u00a0{row['spread']} {row['unit']}"
            for _, row in rows.iterrows()
        ]
        labels = {
            "label": "Time",
            "printed": "As printed",
            "p_value": "p as printed",
            "p_compares": "What p compares",
            "locator": "Where",
            "reference": "Source",
        }
        shown = {c: label for c, label in labels.items() if (rows[c] != "").any()}
        return PageTable(
            rows,
            f"{self.quantity}: what the source reports",
            shown,
            links={"reference": "reference_address"},
        )

    @property
    def quantity(self) -> str:
        """Name of what was measured, with a capital."""
        name = self.rows.iloc[0]["quantity"]
        return name[0].upper() + name[1:]

    def figure(self, name: str, caption: str, start: float = 0.5) -> Figure:
        """P over people and correlation, under both readings of the spread."""
        _, bound = parse_p_value(self.bound)
        changes = self.changes
        told = changes[changes["correlation"] == start].drop_duplicates("reading")["words"]
        description = (
            f"Curves of the p value of the change from {self.names[0]} to {self.names[1]} in "
            f"{self.quantity.lower()}, for 2 to {changes['n'].max()} {self.who}, on a logarithmic "
            f"scale with a line at {bound:g}. Correlations from "
            f"{changes['correlation'].min():g} to {changes['correlation'].max():g} are tried. At "
            + "; ".join(words.replace("|", " ") for words in told)
            + "."
        )
        return Figure(
            name,
            self._title(start, bound),
            caption,
            description,
            change_curves(changes, threshold=bound, start=start, who=self.who),
            self.fewest_table(),
        )

    def _title(self, correlation: float, bound: float) -> str:
        """How many people are enough at one correlation, by what the number after ± means."""
        at = self.changes[self.changes["correlation"] == correlation].drop_duplicates("reading")
        enough = dict(zip(at["reading"], at["smallest"], strict=True))
        after = f"{self.names[1][0].upper()}{self.names[1][1:]}"
        start = f"{after} (both times correlate at {correlation:g}), {self.who} needed"
        return enough_title(start, bound, enough)

    def fewest_table(self) -> PageTable:
        """Fewest people with whom the bound is reached, for every correlation."""
        changes = self.changes.drop_duplicates(["reading", "correlation"])
        wide = changes.pivot(index="correlation", columns="reading", values="smallest")
        rows = pd.DataFrame({"correlation": [f"{r:g}" for r in wide.index]})
        labels = {"correlation": "Correlation of before and after"}
        for reading, short in SHORT_READING.items():
            rows[short] = [f"{n:,.0f}" if n == n else NO_NUMBER for n in wide[reading]]
            labels[short] = f"{self.who.capitalize()}, ± read as {short}"
        _, bound = parse_p_value(self.bound)
        return PageTable(rows, f"Fewest {self.who} with whom p falls below {bound:g}", labels)

    def numbers(self, reference: str = "") -> dict[str, str]:
        """Numbers for prose; ``reference`` is a row whose value would be no gap at all."""
        one, two = self.rows.iloc[0], self.rows.iloc[1]
        first, second = value_of(one["value"]), value_of(two["value"])
        at = self.changes.drop_duplicates(["reading", "correlation"])
        found = {
            "before": one["value"],
            "after": two["value"],
            "bound": two["p_value"].replace("<", "<\u00a0"),
            "change": significant(second - first, 3),
            "percent": f"{100 * (second - first) / first:.0f}",
        }
        for reading, short in SHORT_READING.items():
            for r in (0.0, 0.5):
                row = at[(at["reading"] == reading) & (at["correlation"] == r)].iloc[0]
                at_r = f"{short.lower()}-{round(10 * r)}"
                smallest = f"{row['smallest']:,.0f}" if row["smallest"] == row["smallest"] else ""
                found[f"fewest-{at_r}"] = smallest or NO_NUMBER
                found[f"enough-{at_r}"] = (
                    f"{smallest} {self.who} suffice"
                    if smallest
                    else f"{NO_NUMBER} of {self.who} suffices"
                )
        if reference:
            other = tables.row("printed_statistics", reference)
            shares = paired_changes.share_of_gap_closed(one, two, other)
            found["reference"] = other["value"]
            for name, share in zip(("share", "share-low", "share-high"), shares, strict=True):
                found[name] = f"{100 * share:.0f}"
        return found


def _fewest_in_words(smallest: float, bound: float, who: str) -> str:
    if smallest != smallest:
        return f"p not below {bound:g}, however many {who}"
    return f"p below {bound:g} from {smallest:,.0f} {who} on"


def amount_table(row_id: str, unit: str, to: str, *salts: str) -> PageTable:
    """What a printed dose comes to if its number is read as an amount of each salt."""
    row = tables.row("printed_statistics", row_id)
    found = readings_of_an_amount(row["value"], unit, list(salts), to, tables.read("substances"))
    return PageTable(
        found,
        f"{row['value']} {row['unit']}, read as {row['value']} {unit} a day",
        {"title": "Salt", "salt": f"Salt, {to}", "element": f"Element in it, {to}"},
        digits={"salt": 3, "element": 3},
    )


def equivalent_dose_table(
    row_id: str, unit: str, to: str, species: tuple[str, str], *salts: str
) -> PageTable:
    """A printed dose, read as an amount, carried to another species by body surface."""
    row = tables.row("printed_statistics", row_id)
    found = readings_of_an_amount(row["value"], unit, list(salts), to, tables.read("substances"))
    factors = with_sources(tables.read("dose_conversion_factors"))
    mass = value_of(factors.set_index("species").loc[species[1], "body_mass"])
    per_mass = [equivalent_dose(dose, *species, factors) for dose in found["element"]]
    used = factors[factors["species"] == species[1]].iloc[0]
    found = found.assign(
        per_mass=per_mass,
        whole=[dose * mass for dose in per_mass],
        reference=used["reference"],
        reference_address=used["reference_address"],
    )
    return PageTable(
        found,
        f"{row['value']} {unit} in {species[0]}, converted to {species[1]} by body surface",
        {
            "title": "Salt",
            "element": f"Element, {to}, {species[0]}",
            "per_mass": f"Element, {to}, {species[1]}",
            "whole": f"Element, mg, {species[1]} of {mass:g} kg",
            "reference": "Factors from",
        },
        digits={"element": 3, "per_mass": 2, "whole": 2},
        links={"reference": "reference_address"},
    )


def schedule_table(*row_ids: str, days: str) -> PageTable:
    """Doses as printed, the amount per day, and what they come to over the printed weeks.

    The printed unit has the form ``mg x 3/day``: an amount, then how often a day. ``days`` is
    the row of the duration, in weeks.
    """
    rows = tables.rows("printed_statistics", *row_ids)
    weeks = tables.row("printed_statistics", days)
    if weeks["unit"] != "weeks":
        raise ValueError(f"{days} is printed in {weeks['unit']}, not in weeks")
    rows["printed"] = rows["value"] + " " + rows["unit"]
    rows["daily"] = [
        dose_per_day(value, unit) for value, unit in zip(rows["value"], rows["unit"], strict=True)
    ]
    rows["duration"] = f"{weeks['value']} weeks"
    count = round(7 * value_of(weeks["value"]))
    rows["whole"] = [f"{count * float(d.split()[0]):g} {d.split()[1]}" for d in rows["daily"]]
    return PageTable(
        rows,
        "Doses",
        {
            "quantity": "Dose",
            "printed": "As printed",
            "daily": "Per day",
            "duration": "For how long, as printed",
            "whole": f"In all, over {count} days",
            "locator": "Where",
        },
    )
