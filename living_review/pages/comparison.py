"""Two groups that a seed prints: tables, figures and numbers for prose."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from living_review.charts.dot_rows import dot_rows
from living_review.charts.group_size_curves import group_size_curves
from living_review.charts.number_format import p_value_in_words, significant, with_minus
from living_review.evidence import tables
from living_review.evidence.printed_numbers import parse_p_value, value_of
from living_review.evidence.units import convert
from living_review.pages.chart_titles import enough_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.sources import with_sources
from living_review.statistics import group_comparisons as comparisons
from living_review.statistics.summary_tests import SpreadReading

PAST = ("superseded", "discontinued")
NO_STANDARD_ERROR = "below 1: cannot be a standard error"
SHORT_READING = {str(SpreadReading.SD): "SD", str(SpreadReading.SE): "SE"}


@dataclass(frozen=True)
class PrintedComparison:
    """Two groups that a seed prints, everything that can be said of them.

    Parameters
    ----------
    first, second : str
        Row identifiers in the table of printed statistics; differences are first minus second.
    names : tuple of str
        What the groups are called on the page.
    matrices : tuple of str
        Matrices whose reference intervals apply.
    unit, second_unit : str
        For figures and conversions.
    bound : str
        Bound of significance that is looked for, where the source prints none.
    """

    first: str
    second: str
    names: tuple[str, str]
    matrices: tuple[str, ...]
    unit: str
    second_unit: str
    bound: str = "<0.05"

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The two printed rows, with their names as ``label``."""
        return tables.rows("printed_statistics", self.first, self.second).assign(label=self.names)

    @cached_property
    def substances(self) -> pd.DataFrame:
        """Molar masses."""
        return tables.read("substances")

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """Reference intervals of the substance in the matrices, total and not ionised."""
        found = pd.concat(
            [
                tables.read(
                    "reference_intervals", substance=substance, matrix=matrix, fraction="total"
                )
                for substance in self.groups["substance"].unique()
                for matrix in self.matrices
            ]
        )
        return with_sources(found.sort_values("row_id", ignore_index=True))

    @property
    def pair(self) -> tuple[pd.Series, pd.Series]:
        """The two groups as rows."""
        return self.groups.iloc[0], self.groups.iloc[1]

    @cached_property
    def placed(self) -> pd.DataFrame:
        """Every interval with the place of both means."""
        return comparisons.against_intervals(
            self.groups, self.intervals, self.unit, self.substances
        )

    @cached_property
    def in_use(self) -> pd.DataFrame:
        """Intervals that are not superseded or discontinued: one laboratory counts once."""
        return self.placed[~self.placed["status"].isin(PAST)]

    @cached_property
    def curves(self) -> pd.DataFrame:
        """The comparison over group sizes under both readings, with what the slider says."""
        table = comparisons.over_group_sizes(*self.pair)
        short = table["reading"].map(SHORT_READING)
        results = [
            f"t = {_signed(row.t, 3)}, p {_p_phrase(row.p)}, g = {_signed(row.g, 3)}"
            for row in table.itertuples()
        ]
        table["words"] = [
            f"n = {row.n} per group, ± read as {name}: {result}"
            for row, name, result in zip(table.itertuples(), short, results, strict=True)
        ]
        table["short_words"] = [
            f"n = {row.n}, read as {name}:|{result}"
            for row, name, result in zip(table.itertuples(), short, results, strict=True)
        ]
        return table

    @cached_property
    def smallest(self) -> pd.DataFrame:
        """Smallest groups that reach the printed bound."""
        printed = [p for p in self.groups["p_value"] if p]
        return comparisons.smallest_group_sizes(*self.pair, printed[0] if printed else self.bound)

    def printed_table(self) -> PageTable:
        """The pair as printed, and in both units."""
        table = with_sources(
            comparisons.in_units(self.groups, [self.unit, self.second_unit], self.substances)
        )
        table["p_value"] = table["p_value"].replace("", "none reported")
        columns = {
            "label": "Group",
            "printed": "As printed",
            f"mean in {self.second_unit}": f"Mean, {self.second_unit}",
            f"spread in {self.second_unit}": f"± value, {self.second_unit}",
            "p_value": "p as printed",
            "reference": "Source",
            "locator": "Where",
        }
        return PageTable(
            table,
            f"{self.quantity}: what the source reports, and the same in {self.second_unit}",
            columns,
            links={"reference": "reference_address"},
            digits={f"mean in {self.second_unit}": 4, f"spread in {self.second_unit}": 2},
        )

    @property
    def quantity(self) -> str:
        """Name of what was measured, with a capital."""
        name = self.groups.iloc[0]["quantity"]
        return name[0].upper() + name[1:]

    def interval_figure(self, name: str, caption: str) -> Figure:
        """The pair on one scale with every reference interval."""
        measured = comparisons.in_units(self.groups, [self.unit], self.substances)
        mean, spread = measured[f"mean in {self.unit}"], measured[f"spread in {self.unit}"]
        top = pd.DataFrame(
            {
                "label": list(self.names),
                "kind": list(self.names),
                "value": mean,
                "low": mean - spread,
                "high": mean + spread,
            }
        )
        placed = self.placed
        both = placed[placed["high_converted"].notna()]
        both = both.sort_values("status", key=lambda c: c.isin(PAST), kind="stable")
        past = both["status"].where(both["status"].isin(PAST), "").map(lambda x: x and f" ({x})")
        rest = pd.DataFrame(
            {
                "label": both["laboratory_or_group"] + past,
                "kind": "interval",
                "value": float("nan"),
                "low": both["low_converted"],
                "high": both["high_converted"],
            }
        )
        rows = pd.concat([top, rest], ignore_index=True)
        factor = convert(
            1.0, self.unit, self.second_unit, self.substances, self.groups.iloc[0]["substance"]
        )
        decimals = 1 if factor > 1 else 2
        return Figure(
            name,
            self._interval_title(),
            caption,
            self._interval_description(),
            dot_rows(
                rows,
                unit=self.unit,
                quantity=self.quantity,
                kinds=self.names,
                second_unit=self.second_unit,
                second_factor=factor,
                second_decimals=decimals,
            ),
            self.interval_table(),
        )

    def _interval_title(self) -> str:
        """Within how many of the ranges either mean lies."""
        inside = {name: (self.in_use[name] == "inside").sum() for name in self.names}
        told = " and ".join(f"{count} ({name})" for name, count in inside.items())
        return f"Of {several(len(self.in_use), 'range')} in use, the mean lies within {told}"

    def _interval_description(self) -> str:
        in_use = self.in_use
        parts = []
        for name in self.names:
            counts = in_use[name].value_counts()
            listed = ", ".join(f"{where} {counts[where]}" for where in counts.index)
            parts.append(f"the mean of {name} is {listed}")
        printed = comparisons.in_units(self.groups, [self.unit], self.substances)["printed"]
        means = " and ".join(f"{n} {p}" for n, p in zip(self.names, printed, strict=True))
        return (
            f"{self.quantity} of {means}, each drawn as a point with its printed ± value, above "
            f"the ranges of laboratories and studies drawn as bars. Of {len(in_use)} ranges and "
            f"lower limits that are not out of use, {'; '.join(parts)}."
        )

    def interval_table(self) -> PageTable:
        """Every reference interval, in print and converted, with the place of both means."""
        columns = {
            "laboratory_or_group": "Laboratory or group",
            "printed": "As printed",
            "low_converted": f"From, {self.unit}",
            "high_converted": f"To, {self.unit}",
            "status": "Status",
            **{name: f"Mean of {name} is" for name in self.names},
            "reference": "Source",
        }
        return PageTable(
            self.placed,
            f"Reference intervals for {self.quantity.lower()}",
            columns,
            digits={"low_converted": 4, "high_converted": 4},
            links={"reference": "reference_address"},
        )

    def group_size_figure(self, name: str, caption: str, start: int = 10) -> Figure:
        """P values over group sizes under both readings, with a slider."""
        curves = self.curves
        _, bound = parse_p_value(self.bound)
        at = curves[curves["n"] == start].set_index("reading")
        told = "; ".join(
            f"read as {SHORT_READING[r]}, p {_p_phrase(at.loc[r, 'p'])}" for r in at.index
        )
        main = self.smallest[
            (self.smallest["test"] == "Welch") & (self.smallest["division"] == "1 to 1")
        ]
        needs = "; ".join(
            f"read as {SHORT_READING[row.reading]}: {row.in_words}" for row in main.itertuples()
        )
        description = (
            f"Two curves of the p value of {self.names[0]} against {self.names[1]} for 2 to "
            f"{curves['n'].max()} people per group, on a logarithmic scale, with a line at "
            f"{bound:g}. At {start} per group: {told}. Smallest groups below the line: {needs}."
        )
        table = _curve_table(curves)
        return Figure(
            name,
            self._group_size_title(main, bound),
            caption,
            description,
            group_size_curves(curves, threshold=bound, start=start),
            table,
        )

    def _group_size_title(self, smallest: pd.DataFrame, bound: float) -> str:
        """How many people per group are enough, by what the number after ± means."""
        enough = dict(zip(smallest["reading"], smallest["smallest"], strict=True))
        return enough_title("People per group needed", bound, enough)

    def _printed_bound(self) -> str:
        printed = [p for p in self.groups["p_value"] if p]
        return printed[0] if printed else self.bound

    def splits_table(self, listed: str) -> PageTable:
        """The comparison if the people of a row of the inventory divide into the two groups."""
        total = int(tables.row("biomarker_inventory", listed)["n"])
        found = comparisons.over_splits(*self.pair, total)
        rows = []
        for reading, part in found.groupby("reading", sort=False):
            rows.append(
                {
                    "reading": reading,
                    "p_range": f"{p_value_in_words(part['p_low'].min())} to "
                    f"{p_value_in_words(part['p_high'].max())}",
                    "g_range": f"{significant(part['g'].min(), 3)} to "
                    f"{significant(part['g'].max(), 3)}",
                }
            )
        return PageTable(
            pd.DataFrame(rows),
            f"If {total} people in all divide into the two groups, in any way (Welch test)",
            {
                "reading": "± read as",
                "p_range": "p, over all divisions",
                "g_range": "Hedges g, over all divisions",
            },
        )

    def implied_table(self) -> PageTable:
        """Spread among people that each interval implies, beside the printed spreads."""
        spread = value_of(self.pair[1]["spread"])
        table = comparisons.implied_by_intervals(spread, self.intervals, self.unit, self.substances)
        table["size_if_se"] = [
            NO_STANDARD_ERROR if n < 1 else significant(n, 2) for n in table["size_if_se"]
        ]
        return PageTable(
            table,
            f"Standard deviation that each interval implies, beside the {spread:g} {self.unit} "
            f"reported for {self.names[1]}",
            {
                "laboratory_or_group": "Laboratory or group",
                "printed": "Interval as printed",
                "implied_sd": f"Implied SD, {self.unit}",
                "ratio": "Implied SD divided by the printed ±",
                "size_if_se": "Group size at which the printed ± would be its SE",
                "reference": "Source",
            },
            digits={"implied_sd": 3, "ratio": 2},
            links={"reference": "reference_address"},
        )

    def numbers(self) -> dict[str, str]:
        """Numbers of this comparison for prose, as text."""
        one, two = self.pair
        mean1, mean2 = value_of(one["value"]), value_of(two["value"])
        units = comparisons.in_units(self.groups, [self.second_unit], self.substances)
        converted = units[f"mean in {self.second_unit}"]
        main = self.smallest[
            (self.smallest["test"] == "Welch") & (self.smallest["division"] == "1 to 1")
        ].set_index("reading")
        placed = self.in_use
        counts = {name: placed[name].value_counts() for name in self.names}
        numbers = {
            "converted1": significant(converted[0], 3),
            "converted2": significant(converted[1], 3),
            "difference": significant(abs(mean1 - mean2), 3),
            "percent": _plain(100 * abs(mean1 - mean2) / mean2),
            "intervals": _plain(len(placed)),
            "ranges": _plain(int(placed["high_converted"].notna().sum())),
            "limits": _plain(int(placed["high_converted"].isna().sum())),
            "fewest": _plain(comparisons.SIZES[0]),
            "most": _plain(comparisons.SIZES[-1]),
            "bound": _spaced(self._printed_bound()),
            "limit-any": p_value_in_words(comparisons.smallest_p_of_any_size(one, two)),
        }
        for which, name in (("1", self.names[0]), ("2", self.names[1])):
            for where in ("below", "inside"):
                numbers[f"{where}{which}"] = _plain(counts[name].get(where, 0))
        for reading in SpreadReading:
            short = SHORT_READING[str(reading)].lower()
            at = self.curves[self.curves["reading"] == str(reading)].set_index("n")
            numbers[f"smallest-{short}"] = main.loc[str(reading), "in_words"].split(" and ")[0]
            numbers[f"limit-{short}"] = p_value_in_words(main.loc[str(reading), "limiting_p"])
            numbers[f"p-{short}-20"] = _p_phrase(at.loc[20, "p"])
            numbers[f"g-{short}-20"] = _signed(at.loc[20, "g"], 2)
        return numbers


def _spaced(bound: str) -> str:
    return f"{bound[0]}\u00a0{bound[1:]}" if bound[0] in "<>=≤≥" else bound


def _p_phrase(p: float) -> str:
    words = p_value_in_words(p)
    return f"<\u00a0{words[1:]}" if words.startswith("<") else f"=\u00a0{words}"


def _signed(number: float, digits: int) -> str:
    """A number with a true minus sign: the first group lies lower."""
    return with_minus(significant(number, digits))


def _curve_table(curves: pd.DataFrame) -> PageTable:
    wide = None
    for reading, short in SHORT_READING.items():
        part = curves[curves["reading"] == reading][["n", "t", "p", "p_low", "p_high", "g"]]
        part = part.assign(
            p=part["p"].map(p_value_in_words),
            box=part["p_low"].map(p_value_in_words) + " to " + part["p_high"].map(p_value_in_words),
        )[["n", "t", "p", "box", "g"]]
        part = part.rename(columns={c: f"{c} {short}" for c in ("t", "p", "box", "g")})
        wide = part if wide is None else wide.merge(part, on="n")
    wide["n"] = wide["n"].astype(int)
    labels = {"n": "People per group"}
    for short in SHORT_READING.values():
        headings = {"t": "t", "p": "p", "box": "p over rounding", "g": "g"}
        labels |= {f"{c} {short}": f"{heading} ({short})" for c, heading in headings.items()}
    return PageTable(wide, "Welch test for every group size, ± read as SD and as SE", labels)


def _plain(number: float) -> str:
    """A count or a size as it stands in a sentence."""
    return f"{number:.0f}"
