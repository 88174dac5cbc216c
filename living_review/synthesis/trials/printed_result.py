"""One printed result of a trial as a record: numbers as printed, labels as vocabularies.

A cell that can't be read stops here, with its place and a remedy; so do cells that can't be of one
result, such as means of two times. What follows from a record is worked out elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from living_review.evidence.belonging import IN_COMMON, disagreeing
from living_review.evidence.printed_intervals import LOWEST_LEVEL
from living_review.evidence.printed_numbers import PrintedNumber
from living_review.synthesis.trials.cells import RESULTS, Cells
from living_review.synthesis.trials.labels import (
    Design,
    HigherIs,
    KindOfSpread,
    KindOfValue,
    PrintedDirection,
    PrintedMeasure,
    SizesAre,
    Test,
    WordsSay,
)

FIRST, SECOND = "first", "second"
# What a joined row holds of each mean, of the estimate and of the scale, beside its own columns.
MEAN_CELLS = (
    *("study", "quantity", "kind", "scale", "substance", "matrix", "group", "timepoint"),
    *("n", "n_total", "value", "spread", "spread_type", "unit", "before", "after"),
)
ESTIMATE_CELLS = (
    *("design", "quantity", "comparison", "compared_with", "age_group", "measure", "estimate"),
    *("ci_low", "ci_high", "confidence", "unit", "n"),
)
SCALE_CELLS = ("minimum", "maximum", "higher_is")
OWN_DESIGN = "randomised trial"  # of an estimate that is a trial's own


@dataclass(frozen=True)
class Scale:
    """A scale, as far as a source was seen to describe it: its ends, and which of them is worse."""

    name: str
    minimum: PrintedNumber | None
    maximum: PrintedNumber | None
    higher_is: HigherIs

    @property
    def has_ends(self) -> bool:
        """Whether both ends of the scale were seen."""
        return self.minimum is not None and self.maximum is not None


@dataclass(frozen=True)
class PrintedMean:
    """The mean of one group with its spread; ``levels`` are its means at the start and the end."""

    cells: Cells
    value: PrintedNumber
    spread: PrintedNumber | None
    kind: KindOfValue
    spread_kind: KindOfSpread
    n: int | None
    unit: str
    levels: tuple[PrintedNumber, PrintedNumber] | None


@dataclass(frozen=True)
class PrintedEstimate:
    """An estimate with its interval; ``level`` in percent, None where it is not printed."""

    cells: Cells
    measure: PrintedMeasure
    value: PrintedNumber
    low: PrintedNumber | None
    high: PrintedNumber | None
    level: float | None
    unit: str


@dataclass(frozen=True)
class PrintedResult:
    """One result of a trial, with everything that says what was printed."""

    cells: Cells
    trial: str
    design: Design
    scale: Scale
    n1: int | None
    n2: int | None
    n_total: int | None
    sizes_are: SizesAre
    means: tuple[PrintedMean, PrintedMean] | None
    estimate: PrintedEstimate | None
    p_value: str
    words: str
    words_say: WordsSay
    test: Test
    df1: int | None
    direction: PrintedDirection

    def __str__(self):
        """What was measured, in whom and how it was tested, as it was read."""
        text = self.cells.text
        tested = "test not named" if self.test is Test.NOT_TOLD else f"test: {self.test}"
        way = "direction not reported" if self.direction == "not printed" else self.direction
        read = [f"people as {self.sizes_are}", tested, self.with_groups(way)]
        if self.words_say:
            read.append(f"the words say: {self.with_groups(self.words_say)}")
        scale = f" on {self.scale.name}" if self.scale.name else ", on a scale that was not seen,"
        return (
            f"{text('outcome').capitalize()}{scale} at {text('timepoint')}, {text('group1')} "
            f"against {text('group2')}, {DESIGNS[self.design]} ({'; '.join(read)})."
        )

    def with_groups(self, label: str) -> str:
        """A label with the name of the first group in place of *group 1*, for readers."""
        return label.replace("in group 1", f"with {self.cells.text('group1')}")


DESIGNS = {
    Design.PARALLEL: "in parallel groups",
    Design.CROSSOVER: "in a crossover",
    Design.FACTORIAL: "in a factorial trial",
    Design.NOT_RANDOM: "in groups that were not made at random",
}


def printed_result(row: Mapping[str, str]) -> PrintedResult:
    """Read one joined row of ``trial_results``.

    Parameters
    ----------
    row : mapping of str to str
        Its own columns and ``design`` of its trial; `SCALE_CELLS` as ``scale_minimum`` and so on;
        `MEAN_CELLS` as ``value_first``, ``value_second`` and so on, `ESTIMATE_CELLS` as
        ``estimate_measure`` and so on, blank where the row names none.

    Raises
    ------
    ValueError
        If a cell can't be read, or cells contradict each other; the message names table, row,
        column, value and remedy.
    """
    cells = Cells(row, RESULTS, row["row_id"])
    result = PrintedResult(
        cells,
        cells.text("trial"),
        cells.label("design", Design),
        _scale(row),
        *(cells.people(column) for column in ("n1", "n2", "n_total")),
        cells.label("sizes_are", SizesAre),
        _means(cells),
        _estimate(cells),
        cells.text("p_value"),
        cells.text("printed_words"),
        cells.label("words_say", WordsSay),
        cells.label("test", Test),
        cells.whole("df1", 1, "write the number of groups minus 1"),
        cells.label("direction", PrintedDirection),
    )
    _check_test(result)
    return result


def _scale(row: Mapping[str, str]) -> Scale:
    cells = Cells(row, "score_scales", row["scale"], "scale_{}")
    return Scale(
        row["scale"],
        cells.number("minimum"),
        cells.number("maximum"),
        cells.label("higher_is", HigherIs),
    )


def _check_test(result: PrintedResult):
    cells = result.cells
    if result.test is Test.CROSSOVER and result.design is not Design.CROSSOVER:
        raise cells.refusal(
            "test",
            f"design in data/trials.csv is {str(result.design)!r}, whose groups are different "
            "people; correct one of the two",
        )
    if result.test.is_of_all_groups and (result.df1 is None or result.df1 < 2):
        raise cells.refusal(
            "df1", "a comparison of all groups needs it: write the number of groups minus 1, from 2"
        )


def _means(cells: Cells) -> tuple[PrintedMean, PrintedMean] | None:
    if not cells.text(FIRST) and not cells.text(SECOND):
        return None
    for one, other in ((FIRST, SECOND), (SECOND, FIRST)):
        if not cells.text(one):
            raise cells.refusal(one, f"blank, though {other} names a mean; name both or none")
    first, second = (_mean(cells, which, own) for which, own in ((FIRST, "1"), (SECOND, "2")))
    for column in IN_COMMON:
        if first.cells.text(column) != second.cells.text(column):
            raise second.cells.refusal(
                column,
                f"{first.cells.place} has {first.cells.text(column)!r}; name two means of one kind",
            )
    return first, second


def _mean(row: Cells, which: str, own: str) -> PrintedMean:
    cells = Cells(row.row, "group_statistics", row.text(which), f"{{}}_{which}")
    kind = cells.label("kind", KindOfValue)
    _check_belongs(row, cells, own)
    value = cells.number("value")
    if value is None:
        raise cells.refusal("value", "blank; a mean is needed")
    spread = cells.number("spread")
    if spread is not None and not spread.value > 0:
        raise cells.refusal(
            "spread", "a spread is above 0; see whether a column was misread, or a digit cut off"
        )
    levels = cells.number("before"), cells.number("after")
    return PrintedMean(
        cells,
        value,
        spread,
        kind,
        cells.label("spread_type", KindOfSpread, KindOfSpread.NOT_LABELLED),
        cells.people("n"),
        cells.text("unit"),
        levels if all(levels) else None,
    )


def _check_belongs(row: Cells, cells: Cells, own: str):
    """Refuse a mean of other people, another quantity or another time than the result's."""
    mean = {column: cells.text(column) for column in MEAN_CELLS}
    group = f"group{own}"
    for column, of_row in disagreeing(
        row.row, mean, group, scale_has_row=bool(row.text("scale_maximum"))
    ):
        raise cells.refusal(
            column,
            f"column {of_row} of the result is {row.text(of_row)!r}; name the mean of this "
            "result, or correct one of the two",
        )
    for column in ("substance", "matrix"):
        if cells.text(column):
            raise cells.refusal(column, "this is a concentration; name the row of a score")


def _check_quantity(row: Cells, cells: Cells):
    if row.text("outcome").lower() not in cells.text("quantity").lower():
        raise cells.refusal(
            "quantity",
            f"column outcome of the result is {row.text('outcome')!r}; name the row of it",
        )


def _estimate(row: Cells) -> PrintedEstimate | None:
    if not row.text("estimate"):
        return None
    cells = Cells(row.row, "printed_estimates", row.text("estimate"), "estimate_{}")
    if cells.text("design") != OWN_DESIGN:
        raise cells.refusal("design", f"a trial's own result is of a {OWN_DESIGN}; name its row")
    _check_quantity(row, cells)
    value = cells.number("estimate")
    if value is None:
        raise cells.refusal("estimate", "blank; an estimate is needed")
    level = cells.number("confidence")
    if level is not None and not LOWEST_LEVEL <= level.value < 100:
        raise cells.refusal(
            "confidence",
            f"a level is from {LOWEST_LEVEL:g} to below 100, in percent; write 95 for 0.95",
        )
    low, high = cells.number("ci_low"), cells.number("ci_high")
    for column, one, other in (("ci_low", low, high), ("ci_high", high, low)):
        if one is None and other is not None:
            raise cells.refusal(column, "one limit without the other; look for it in the source")
    return PrintedEstimate(
        cells,
        cells.label("measure", PrintedMeasure),
        value,
        low,
        high,
        level.value if level else None,
        cells.text("unit"),
    )
