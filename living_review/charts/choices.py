"""Lists from which a reader chooses what a chart shows: what was not chosen fades, and stays."""

from collections.abc import Iterable, Mapping

import altair as alt

EVERYTHING = "all"
FAINT = 0.15  # opacity of what was not chosen


def lists_to_choose(
    names: Mapping[str, str], values: Mapping[str, Iterable[str]]
) -> list[alt.Parameter]:
    """A list for each of some columns.

    Parameters
    ----------
    names : mapping of str to str
        Column → what its list is called.
    values : mapping of str to iterable of str
        Column → its values, of which each is listed once, in their order.

    Returns
    -------
    list of altair.Parameter
        To be added to the layer of the marks.
    """
    return [
        alt.param(
            name=f"chosen_{column}",
            value=EVERYTHING,
            bind=alt.binding_select(
                name=f"{name} ", options=[EVERYTHING, *dict.fromkeys(map(str, values[column]))]
            ),
        )
        for column, name in names.items()
    ]


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
