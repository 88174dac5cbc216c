"""Lists and legends by which a reader chooses: what was not chosen fades, and stays."""

from collections.abc import Iterable, Mapping

import altair as alt
import pandas as pd

EVERYTHING = "all"
FAINT = 0.15  # opacity of what was not chosen


def lists_to_choose(
    names: Mapping[str, str],
    values: Mapping[str, Iterable[str]],
    rows: pd.DataFrame | None = None,
) -> list[alt.Parameter]:
    """A list for each of some columns.

    Parameters
    ----------
    names : mapping of str to str
        Column → what its list is called.
    values : mapping of str to iterable of str
        Column → its values, of which each is listed once, in their order.
    rows : pandas.DataFrame, optional
        What is drawn: a value that no row has is not listed, since choosing it would leave a
        picture in which everything recedes.

    Returns
    -------
    list of altair.Parameter
        To be added to the layer of the marks.
    """
    listed = {column: dict.fromkeys(map(str, values[column])) for column in names}
    if rows is not None:
        there = {column: set(map(str, rows[column])) for column in names}
        listed = {c: [value for value in listed[c] if value in there[c]] for c in names}
    return [
        alt.param(
            name=f"chosen_{column}",
            value=EVERYTHING,
            bind=alt.binding_select(name=f"{name} ", options=[EVERYTHING, *listed[column]]),
        )
        for column, name in names.items()
    ]


def chosen_in_legend(column: str, name: str = "chosen") -> alt.Parameter:
    """What a reader picks in the legend of a column; without a pick, everything.

    A press adds a value to those that are picked, and a second one takes it back: a finger has no
    shift key, and whoever has picked one needs a way back to all.

    Examples
    --------
    >>> chosen_in_legend("kind").param.bind
    'legend'
    """
    return alt.selection_point(name=name, fields=[column], bind="legend", toggle="true")


def is_chosen(columns: Iterable[str]) -> str:
    """Expression that holds of the rows which all of some lists leave.

    Examples
    --------
    >>> is_chosen(["set"]), is_chosen([])
    ("(chosen_set == 'all' || datum['set'] == chosen_set)", 'true')
    """
    tests = [
        f"(chosen_{column} == '{EVERYTHING}' || datum['{column}'] == chosen_{column})"
        for column in columns
    ]
    return " && ".join(tests) or "true"


def fading(columns: Iterable[str], *selections: str) -> alt.OpacityValue:
    """Opacity of marks: full for what is chosen in every list and selection, else faint.

    Parameters
    ----------
    columns : iterable of str
        Those of `lists_to_choose`.
    *selections : str
        Names of further selections, such as one of the legend.

    Examples
    --------
    >>> fading(["set"], "picked").to_dict()["condition"]["test"]["and"]
    ["(chosen_set == 'all' || datum['set'] == chosen_set)", {'param': 'picked'}]
    """
    tests = [is_chosen([column]) for column in columns]
    tests += [{"param": name} for name in selections]
    return alt.OpacityValue(FAINT, condition={"test": {"and": tests}, "value": 1})
