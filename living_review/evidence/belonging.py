"""Which cells of a printed mean must say the same as the result that names it.

One rule for two users: the check of the data, which tells of every cell, and the calculation of
effects, which stops at the first.
"""

from collections.abc import Mapping

# What the two means of one comparison must share.
IN_COMMON = ("study", "quantity", "kind", "scale", "timepoint", "unit")


def disagreeing(
    result: Mapping[str, str], mean: Mapping[str, str], group: str, *, scale_has_row: bool
) -> list[tuple[str, str]]:
    """Cells of a mean that are not those of its result.

    Parameters
    ----------
    result : mapping of str to str
        A row of ``trial_results``.
    mean : mapping of str to str
        A row of ``group_statistics``: ``study scale timepoint quantity kind`` and ``group``.
    group : str
        Column of the result with the group that the mean is of: ``group1`` or ``group2``.
    scale_has_row : bool
        Whether the result's scale stands in the table of scales; a mean can name no other.

    Returns
    -------
    list of (str, str)
        Column of the mean, and of the result. A change agrees if it ends at the time of the
        result, and a quantity if its words hold the outcome.

    Examples
    --------
    >>> result = {"trial": "a", "scale": "X", "group1": "drug", "timepoint": "8 weeks",
    ...           "outcome": "pain"}
    >>> mean = {"study": "a", "scale": "X", "group": "drug", "quantity": "Change of pain",
    ...         "kind": "change", "timepoint": "baseline to 8 weeks"}
    >>> disagreeing(result, mean, "group1", scale_has_row=True)
    []
    >>> disagreeing(result, mean | {"kind": "level"}, "group1", scale_has_row=True)
    [('timepoint', 'timepoint')]
    """
    wanted, told = result["timepoint"], mean["timepoint"]
    ends_then = mean["kind"] == "change" and told.endswith(f" to {wanted}")
    no_name = not mean["scale"] and not scale_has_row
    agreeing = {
        ("study", "trial"): mean["study"] == result["trial"],
        ("scale", "scale"): mean["scale"] == result["scale"] or no_name,
        ("group", group): mean["group"] == result[group],
        ("timepoint", "timepoint"): told == wanted or ends_then,
        ("quantity", "outcome"): result["outcome"].lower() in mean["quantity"].lower(),
    }
    return [columns for columns, agrees in agreeing.items() if not agrees]
