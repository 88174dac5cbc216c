"""Numbers for prose about drugs and people: estimates as printed, people of a hundred."""

from living_review.evidence import tables
from living_review.evidence.printed_numbers import value_of
from living_review.statistics.absolute_effects import paired_shares, whole_people


class PeopleOfAHundred:
    """Of a hundred people: who would improve anyway, who more with the treatment, and who not.

    Parameters
    ----------
    source : str
        Publication that prints the share of people with the treatment and with placebo.
    """

    def __init__(self, source: str):
        estimates = tables.read("context_estimates", topic="efficacy", measure="percentage")
        pair = paired_shares(estimates).set_index("source").loc[source]
        treated, placebo = value_of(pair["treated"]), value_of(pair["placebo"])
        self.people = whole_people((placebo, treated - placebo, 100 - treated))

    def numbers(self) -> dict[str, str]:
        """The three numbers of people, as text."""
        return dict(zip(("anyway", "more", "not"), map(str, self.people), strict=True))


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
